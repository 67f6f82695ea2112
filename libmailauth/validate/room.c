/* SPDX-License-Identifier: BSD-2-Clause */
/* What has to go before a line of a fix can stand: RFC 1034 section 3.6.2. */
#include <string.h>

#include "dns/name.h"
#include "validate/match.h"
#include "validate/misplaced.h"

bool
mailauth__by_wildcard(struct validation *v, const struct mailauth_record *record)
{
	/* one at the apex, or elsewhere than here, is nobody's but its own */
	const struct mailauth_answer *probe = strcmp(record->owner, v->domain) != 0 &&
	    mailauth__name_within(record->owner, v->domain) ?
	    mailauth__look_under(v, PROBE_LABEL, mailauth__name_parent(record->owner),
	    record->type) : NULL;
	size_t i;

	for (i = 0; probe != NULL && i < probe->record_count; i++) {
		if (probe->records[i].rdata_length == record->rdata_length &&
		    memcmp(probe->records[i].rdata, record->rdata,
		    record->rdata_length) == 0)
			return true;
	}
	return false;
}

void
mailauth__delete_at(struct validation *v, struct finding *f, const char *owner,
    uint16_t type)
{
	const struct mailauth_answer *answer = mailauth__look(v, owner, type);
	size_t i;

	for (i = 0; answer != NULL && i < answer->record_count; i++) {
		if (strcmp(answer->records[i].owner, owner) == 0)
			mailauth__delete_record(v, f, &answer->records[i]);
	}
}

/* The addresses that the alias leads to take its place, or the domain would have
 * none left. */
void
mailauth__clear_apex(struct validation *v, struct finding *f)
{
	static const uint16_t types[] = { MAILAUTH_TYPE_A, MAILAUTH_TYPE_AAAA };
	const struct mailauth_answer *answers[COUNT_OF(types)];
	size_t i, k, own = 0;

	mailauth__delete_at(v, f, v->domain, MAILAUTH_TYPE_CNAME);
	for (i = 0; i < COUNT_OF(types); i++) {
		answers[i] = mailauth__look(v, v->domain, types[i]);
		if (answers[i] != NULL && answers[i]->record_count > 0)
			own += strcmp(answers[i]->records[0].owner, v->domain) == 0;
	}
	for (i = 0; own == 0 && i < COUNT_OF(types); i++) {
		for (k = 0; answers[i] != NULL && k < answers[i]->record_count; k++)
			mailauth__finding_line(v, f, v->domain,
			    i == 0 ? "A" : "AAAA",
			    mailauth__data_record(v, &answers[i]->records[k]));
	}
}

/* Nothing may stand beside an alias (RFC 1034 section 3.6.2): what is there has
 * to go before it, and it before anything else. */
void
mailauth__make_room(struct validation *v, struct finding *f, const char *owner,
    const char *type)
{
	static const uint16_t types[] = { MAILAUTH_TYPE_TXT, MAILAUTH_TYPE_A,
		MAILAUTH_TYPE_AAAA, MAILAUTH_TYPE_MX };
	/* under an underscore there are texts */
	size_t n = owner[0] == '_' || strstr(owner, "._") != NULL ? 1 :
	    COUNT_OF(types), i;

	if (strcmp(type, "CNAME") != 0) {
		const struct mailauth_answer *cname = mailauth__look(v, owner,
		    MAILAUTH_TYPE_CNAME);

		if (cname == NULL || cname->record_count == 0)
			return;
		if (strcmp(owner, v->domain) == 0)
			mailauth__clear_apex(v, f);
		else
			mailauth__delete_at(v, f, owner, MAILAUTH_TYPE_CNAME);
		return;
	}
	for (i = 0; i < n; i++)
		mailauth__delete_at(v, f, owner, types[i]);
}
