/* SPDX-License-Identifier: BSD-2-Clause */
/* The customer's DMARC record written anew: what it effectively says, without
 * what receivers pass over. */
#include <string.h>

#include "record/dmarc_record.h"
#include "validate/match.h"

/* Reports about the domain have to go somewhere. */
static int
add_address(struct validation *v, mailauth_dmarc_writer *w)
{
	const char *address = mailauth__say(v->arena, "postmaster@%s", v->domain);

	return address == NULL ? mailauth__arena_error(v->arena) :
	    mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUA, address);
}

static int
change(struct validation *v, mailauth_dmarc_writer *w,
    const struct mailauth_dmarc_record *record, const char *policy)
{
	int rc = 0;

	if (policy != NULL) {
		rc = mailauth_dmarc_writer_set(w, "p", policy);
		/* test mode would lower it again */
		if (rc == 0)
			rc = mailauth_dmarc_writer_set(w, "t", NULL);
	} else if (mailauth_dmarc_record_uri_count(record, MAILAUTH_DMARC_RUA) == 0) {
		rc = add_address(v, w);
	}
	return rc;
}

const char *
mailauth__dmarc_rewritten(struct validation *v, const char *text, size_t length,
    const char *policy)
{
	struct mailauth_dmarc_record *record;
	mailauth_dmarc_writer *w = NULL;
	const char *result = NULL;
	int rc;

	rc = mailauth__dmarc_record_parse(v->arena, text, length, &record);
	if (rc == 0)
		rc = mailauth_dmarc_writer_from(v->questions->config, record, &w);
	if (rc == 0)
		rc = change(v, w, record, policy);
	if (rc == 0)
		rc = mailauth_dmarc_writer_text(w, &result);
	if (rc == 0) {
		result = mailauth__arena_text(v->arena, result, strlen(result));
		if (result == NULL)
			rc = mailauth__arena_error(v->arena);
	}
	mailauth_dmarc_writer_free(w);
	if (rc == MAILAUTH_ERR_NOMEM || rc == MAILAUTH_ERR_LIMIT)
		v->error = rc;
	return rc == 0 ? result : NULL;
}
