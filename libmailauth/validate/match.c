/* SPDX-License-Identifier: BSD-2-Clause */
/* One item of the profile against DNS: what all types share. */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "validate/match.h"

void
mailauth__match_item(struct validation *v, void *arg)
{
	struct item *item = arg;

	switch (item->requirement->section->type) {
	case REQUIRE_CNAME:
		mailauth__match_cname(v, item);
		break;
	case REQUIRE_SPF:
		mailauth__match_spf(v, item);
		break;
	case REQUIRE_DKIM:
		mailauth__match_dkim(v, item);
		break;
	case REQUIRE_DMARC:
		mailauth__match_dmarc(v, item);
		break;
	case REQUIRE_FCRDNS:
		mailauth__match_fcrdns(v, item);
		break;
	case REQUIRE_PTR:
		/* of a host, the names of its addresses are meant */
		if (item->is_ip || mailauth__name_within(item->owner, "arpa"))
			mailauth__match_records(v, item);
		else
			mailauth__match_fcrdns(v, item);
		break;
	default:
		mailauth__match_records(v, item);
	}
}

const char *
mailauth__item_name(struct validation *v, const struct item *item)
{
	char reverse[IP_REVERSE_TEXT];

	if (!item->is_ip)
		return item->owner;
	(void)mailauth__ip_reverse(&item->ip, reverse);
	return mailauth__say(v->arena, "%s", reverse);
}

bool
mailauth__item_forbidden(const struct item *item)
{
	return item->requirement->view.level == MAILAUTH_LEVEL_FORBIDDEN;
}

int
mailauth__missing_code(const struct item *item, int code)
{
	switch (item->requirement->view.level) {
	case MAILAUTH_LEVEL_RECOMMENDED:
		return MAILAUTH_RULE_PROFILE_RECOMMENDED_MISSING;
	case MAILAUTH_LEVEL_OPTIONAL:
		return MAILAUTH_RULE_PROFILE_OPTIONAL_MISSING;
	default:
		return code;
	}
}

void
mailauth__fix_want(struct validation *v, struct finding *f, const struct item *item,
    const struct want *want)
{
	int type = item->requirement->section->type;
	const char *name = mailauth__item_name(v, item);
	const char *data = NULL, *rrtype = item->requirement->view.type;
	char address[IP_TEXT];
	unsigned most;

	if (name == NULL || want->wild || want->prefix)
		return;
	switch (type) {
	case REQUIRE_MX:
		data = mailauth__data_mx(v, want->preference < 0 ? 10 :
		    (unsigned)want->preference, want->host);
		break;
	case REQUIRE_SRV:
		if (want->port < 0)
			return;
		data = mailauth__data_srv(v,
		    want->preference < 0 ? 0 : (unsigned)want->preference,
		    want->weight < 0 ? 0 : (unsigned)want->weight,
		    (unsigned)want->port, want->host);
		break;
	case REQUIRE_A:
	case REQUIRE_AAAA:
	case REQUIRE_ADDRESS:
		most = want->ip.family == 4 ? 32 : 128;
		if (want->bits != most)
			return;
		rrtype = want->ip.family == 4 ? "A" : "AAAA";
		(void)mailauth__ip_format(&want->ip, address);
		data = mailauth__say(v->arena, "%s", address);
		break;
	case REQUIRE_TXT:
	case REQUIRE_DKIM:
	case REQUIRE_DMARC:
		rrtype = "TXT";
		data = mailauth__data_txt(v, want->text, strlen(want->text));
		break;
	case REQUIRE_FCRDNS:
		rrtype = "PTR";
		data = mailauth__data_host(v, want->host);
		break;
	default:
		data = mailauth__data_host(v, want->host);
	}
	mailauth__finding_fix(v, f, name, rrtype, data);
}

const char *
mailauth__show_want(struct validation *v, const struct item *item, const struct want *want)
{
	size_t length = strlen(want->text);

	if (want->prefix)
		return mailauth__say(v->arena, "%s...", want->text);
	switch (item->requirement->section->type) {
	case REQUIRE_TXT:
	case REQUIRE_DKIM:
	case REQUIRE_DMARC:
		return want->text;
	default:
		/* without the final dot that profiles may write */
		if (length > 1 && want->text[length - 1] == '.' &&
		    want->text[length - 2] != ' ')
			return mailauth__arena_text(v->arena, want->text, length - 1);
		return want->text;
	}
}

void
mailauth__delete_record(struct validation *v, struct finding *f,
    const struct mailauth_record *record)
{
	if (mailauth__by_wildcard(v, record))
		return;
	mailauth__finding_delete(v, f, record->owner,
	    mailauth_rrtype_name(record->type), mailauth__data_record(v, record));
}

bool
mailauth__doubled(const struct validation *v, const char *name, const char *want)
{
	size_t length = strlen(want);
	const char *zone;

	if (strncmp(name, want, length) != 0 || name[length] != '.')
		return false;
	for (zone = v->domain; zone != NULL && strcmp(zone, ".") != 0;
	    zone = mailauth__name_parent(zone)) {
		if (strcmp(name + length + 1, zone) == 0)
			return true;
	}
	return false;
}

static int
next_folded(struct cursor *c)
{
	if (cursor_span(c, CLASS_FWS) > 0)
		return cursor_done(c) ? -1 : ' ';
	return cursor_done(c) ? -1 : (unsigned char)lower(*c->p++);
}

bool
mailauth__text_alike(const char *a, size_t alen, const char *b, size_t blen)
{
	struct cursor ca = cursor_of(a, alen), cb = cursor_of(b, blen);
	int x, y;

	(void)cursor_span(&ca, CLASS_FWS);
	(void)cursor_span(&cb, CLASS_FWS);
	do {
		x = next_folded(&ca);
		y = next_folded(&cb);
		if (x != y)
			return false;
	} while (x >= 0);
	return true;
}

/* ---- target-needs ---- */

/* Has the answer a TXT record that begins with the version? */
static bool
has_text(const struct mailauth_answer *answer, const char *version)
{
	size_t length = strlen(version), i;

	for (i = 0; i < answer->record_count; i++) {
		const struct mailauth_record *record = &answer->records[i];

		if (record->text_length >= length &&
		    mailauth__text_is(record->text, length, version))
			return true;
	}
	return false;
}

/* Whose fault it is that a prescribed target lacks something. */
static void
tell_target(struct validation *v, struct item *item, const char *target,
    const char *name, const char *what)
{
	bool theirs = item->theirs && !mailauth__name_within(target, v->domain);
	bool address = strcmp(what, "A") == 0 || strcmp(what, "AAAA") == 0 ||
	    strcmp(what, "address") == 0;
	struct finding *f;

	if (theirs) {
		f = mailauth__find_item(v,
		    MAILAUTH_RULE_PROFILE_PROVIDER_SIDE_BROKEN, item, false);
		mailauth__finding_at_most(f, MAILAUTH_SEVERITY_WARNING);
		f->view.message = mailauth__sentence(v,
		    "%s, which the profile prescribes, has no %s record: the provider has to mend that, nothing is wrong in %s",
		    name, what, v->domain);
		return;
	}
	f = mailauth__find_item(v, address ?
	    MAILAUTH_RULE_MX_TARGET_NO_ADDRESS : MAILAUTH_RULE_PROFILE_RECORD_DIFFERS,
	    item, true);
	f->view.message = mailauth__sentence(v,
	    "%s, to which the %s record of %s points, has no %s record", target,
	    item->requirement->view.type, item->owner, what);
	f->view.advice = mailauth__say(v->arena, "Give %s the %s record that it "
	    "lacks, or point %s to a host that has one", target, what, item->owner);
	mailauth__finding_have(v, f, target);
	item->state = MAILAUTH_STATE_UNMET;
}

/* One need that a look-up of `type` shows. */
static bool
need(struct validation *v, struct item *item, const char *target,
    const char *name, uint16_t type, const char *version, const char *what)
{
	const struct mailauth_answer *answer = name != NULL ?
	    mailauth__look(v, name, type) : NULL;

	if (answer == NULL || !mailauth__answer_certain(answer))
		return true;
	if (version != NULL ? has_text(answer, version) : answer->record_count > 0)
		return true;
	tell_target(v, item, target, name, what);
	return false;
}

bool
mailauth__target_needs(struct validation *v, struct item *item, const char *target)
{
	unsigned needs = item->requirement->section->needs;
	bool good = true;

	if (strcmp(target, ".") == 0)
		return true;
	if ((needs & NEEDS_A) != 0)
		good &= need(v, item, target, target, MAILAUTH_TYPE_A, NULL, "A");
	if ((needs & NEEDS_AAAA) != 0)
		good &= need(v, item, target, target, MAILAUTH_TYPE_AAAA, NULL, "AAAA");
	if ((needs & NEEDS_ADDRESS) != 0) {
		const struct mailauth_answer *a = mailauth__look(v, target,
		    MAILAUTH_TYPE_A);
		const struct mailauth_answer *aaaa = mailauth__look(v, target,
		    MAILAUTH_TYPE_AAAA);

		if (a != NULL && aaaa != NULL && mailauth__answer_void(a) &&
		    mailauth__answer_void(aaaa)) {
			tell_target(v, item, target, target, "address");
			good = false;
		}
	}
	if ((needs & NEEDS_SPF) != 0)
		good &= need(v, item, target, target, MAILAUTH_TYPE_TXT, "v=spf1", "SPF");
	if ((needs & NEEDS_DKIM) != 0)
		good &= need(v, item, target, target, MAILAUTH_TYPE_TXT, NULL, "DKIM key");
	if ((needs & NEEDS_DMARC) != 0)
		good &= need(v, item, target, strncmp(target, "_dmarc.", 7) == 0 ?
		    target : mailauth__under(v, "_dmarc", target),
		    MAILAUTH_TYPE_TXT, "v=dmarc1", "DMARC");
	return good;
}
