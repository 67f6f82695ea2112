/* SPDX-License-Identifier: BSD-2-Clause */
/* What a valid DMARC record says that its owner should know of, and tags that
 * RFC 9989 does not have. */
#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "record/dmarc_record.h"

/* A record longer than this does not fit a DNS message of 512 octets with its
 * question and owner: RFC 7208 section 3.4 by analogy. */
#define LONG_RECORD 450
#define TYPO_LENGTH 12 /* longest unknown name compared with the known ones */

/* A problem that points at a whole tag. */
static void
tell(struct mailauth_dmarc_record *rec, int code, enum dmarc_tag number,
    const char *message)
{
	const struct mailauth_dmarc_tag *tag = mailauth__dmarc_tag(rec, number);

	if (tag != NULL)
		mailauth__problem_say(&rec->problems, code, tag->offset, tag->length,
		    message);
	else
		mailauth__problem_say(&rec->problems, code, 0, 0, message);
}

/* Is `b` made of `a`, another name, by one letter put in, left out, replaced, or
 * two neighbours swapped? */
static bool
one_slip(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t i = 0;

	while (i < alen && i < blen && lower(a[i]) == lower(b[i]))
		i++;
	if (alen == blen) {
		assert(i < alen);
		if (i + 1 < alen && lower(a[i]) == lower(b[i + 1]) &&
		    lower(a[i + 1]) == lower(b[i]) &&
		    mailauth__text_same(a + i + 2, alen - i - 2, b + i + 2,
		    blen - i - 2))
			return true;
		return mailauth__text_same(a + i + 1, alen - i - 1, b + i + 1,
		    blen - i - 1);
	}
	if (alen == blen + 1)
		return mailauth__text_same(a + i + 1, alen - i - 1, b + i, blen - i);
	return alen + 1 == blen &&
	    mailauth__text_same(a + i, alen - i, b + i + 1, blen - i - 1);
}

/* The tag that an unknown name was meant to be, or DMARC_NO_TAG. */
static enum dmarc_tag
meant(const char *name)
{
	static const struct {
		const char *wrong;
		enum dmarc_tag tag;
	} words[] = {
		{ "policy", DMARC_P },
		{ "action", DMARC_P },
		{ "subpolicy", DMARC_SP },
		{ "version", DMARC_V },
		{ "percent", DMARC_PCT },
		{ "test", DMARC_T },
		{ "testing", DMARC_T }
	};
	const size_t len = strlen(name);
	size_t i;
	int tag;

	for (i = 0; i < COUNT_OF(words); i++) {
		if (mailauth__text_is(name, len, words[i].wrong))
			return words[i].tag;
	}
	if (len < 2 || len > TYPO_LENGTH)
		return DMARC_NO_TAG;
	for (tag = DMARC_V; tag < DMARC_TAG_COUNT; tag++) {
		const char *known = mailauth__dmarc_tag_name((enum dmarc_tag)tag);

		if (strlen(known) > 2 && one_slip(name, len, known, strlen(known)))
			return (enum dmarc_tag)tag;
	}
	return DMARC_NO_TAG;
}

static const char *const typo_texts[DMARC_TAG_COUNT] = {
	[DMARC_V] = "the tag is unknown; \"v\" may be meant",
	[DMARC_P] = "the tag is unknown; \"p\" may be meant",
	[DMARC_SP] = "the tag is unknown; \"sp\" may be meant",
	[DMARC_NP] = "the tag is unknown; \"np\" may be meant",
	[DMARC_T] = "the tag is unknown; \"t\" may be meant",
	[DMARC_PSD] = "the tag is unknown; \"psd\" may be meant",
	[DMARC_ADKIM] = "the tag is unknown; \"adkim\" may be meant",
	[DMARC_ASPF] = "the tag is unknown; \"aspf\" may be meant",
	[DMARC_FO] = "the tag is unknown; \"fo\" may be meant",
	[DMARC_RUA] = "the tag is unknown; \"rua\" may be meant",
	[DMARC_RUF] = "the tag is unknown; \"ruf\" may be meant",
	[DMARC_PCT] = "the tag is unknown; \"pct\" may be meant",
	[DMARC_RF] = "the tag is unknown; \"rf\" may be meant",
	[DMARC_RI] = "the tag is unknown; \"ri\" may be meant"
};

static bool
has_upper(const char *name)
{
	for (; *name != '\0'; name++) {
		if (*name >= 'A' && *name <= 'Z')
			return true;
	}
	return false;
}

/* Tags that are ignored, and names that only some readers know: the ABNF has
 * them in any case, RFC 6376 section 3.2 in lower case. */
static void
advise_names(struct mailauth_dmarc_record *rec)
{
	const struct mailauth_dmarc_tag *tag;
	struct problem_list *problems = &rec->problems;
	enum dmarc_tag typo;
	size_t i;

	for (i = 0; i < rec->list.count; i++) {
		tag = &mailauth__dmarc_tags(rec)[i];
		if (UNLIKELY(has_upper(tag->name)) &&
		    (tag->state == MAILAUTH_DMARC_TAG_USED ||
		    tag->state == MAILAUTH_DMARC_TAG_INVALID))
			mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_TAG_TYPO,
			    tag->offset, strlen(tag->name), "receivers that "
			    "compare names of tags exactly, as DKIM does, do not "
			    "know it: write it in lower case");
		if (tag->state != MAILAUTH_DMARC_TAG_UNKNOWN)
			continue;
		typo = meant(tag->name);
		if (typo != DMARC_NO_TAG && rec->at[typo] == 0)
			mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_TAG_TYPO,
			    tag->offset, tag->length, typo_texts[typo]);
		else
			mailauth__problem(problems, MAILAUTH_RULE_DMARC_TAG_UNKNOWN,
			    tag->offset, tag->length);
	}
}

/* Does the record ask, by p, sp or np, for more than reports?  Neither pct nor t
 * does anything to a policy of none. */
static bool
enforces(const struct mailauth_dmarc_record *rec)
{
	int scope;

	for (scope = MAILAUTH_DMARC_SCOPE_OWN; scope <= MAILAUTH_DMARC_SCOPE_NONEXISTENT;
	    scope++) {
		if (mailauth__dmarc_policy(rec, scope, NULL) >
		    MAILAUTH_DMARC_POLICY_NONE)
			return true;
	}
	return false;
}

/* RFC 7489 section 6.3 has pct, rf and ri; its receivers still obey pct. */
static void
advise_removed(struct mailauth_dmarc_record *rec)
{
	const struct mailauth_dmarc_tag *pct = mailauth__dmarc_tag(rec, DMARC_PCT);
	struct cursor c;
	uint64_t percent;

	if (pct != NULL && pct->state == MAILAUTH_DMARC_TAG_REMOVED) {
		c = cursor_of(pct->value, pct->value_length);
		if (mailauth__cursor_number(&c, 100, &percent) == 0 &&
		    cursor_done(&c) && percent < 100 && enforces(rec))
			tell(rec, MAILAUTH_RULE_DMARC_PCT_PARTIAL, DMARC_PCT, NULL);
		else
			tell(rec, MAILAUTH_RULE_DMARC_REMOVED_TAG, DMARC_PCT, NULL);
	}
	if (rec->at[DMARC_RF] != 0)
		tell(rec, MAILAUTH_RULE_DMARC_REMOVED_TAG, DMARC_RF, NULL);
	if (rec->at[DMARC_RI] != 0)
		tell(rec, MAILAUTH_RULE_DMARC_REMOVED_TAG, DMARC_RI, NULL);
}

static void
advise_policy(struct mailauth_dmarc_record *rec)
{
	const int p = rec->policy[0], sp = rec->policy[1], np = rec->policy[2];

	if (rec->at[DMARC_P] == 0)
		return; /* told by the parser */
	if (rec->at[DMARC_P] != 2)
		tell(rec, MAILAUTH_RULE_DMARC_P_NOT_SECOND, DMARC_P, NULL);
	if (p == 0 || rec->bad[1] || rec->bad[2])
		return; /* what is written is not what counts: section 4.10.1 */
	if (p == MAILAUTH_DMARC_POLICY_NONE)
		tell(rec, MAILAUTH_RULE_DMARC_P_NONE, DMARC_P, NULL);
	else if (p == MAILAUTH_DMARC_POLICY_QUARANTINE)
		tell(rec, MAILAUTH_RULE_DMARC_P_QUARANTINE, DMARC_P, NULL);
	if (sp != 0 && sp < p)
		tell(rec, MAILAUTH_RULE_DMARC_SP_WEAKER, DMARC_SP, NULL);
	if (np != 0 && np < p)
		tell(rec, MAILAUTH_RULE_DMARC_SP_WEAKER, DMARC_NP,
		    "the policy for subdomains that do not exist is weaker than "
		    "the domain's own");
	if (rec->at[DMARC_NP] == 0 && (sp != 0 ? sp : p) !=
	    MAILAUTH_DMARC_POLICY_REJECT)
		tell(rec, MAILAUTH_RULE_DMARC_NP_ADVICE,
		    rec->at[DMARC_SP] != 0 ? DMARC_SP : DMARC_P, NULL);
}

int
mailauth_dmarc_record_advise(mailauth_dmarc_record *rec)
{
	if (rec->advised || !rec->tolerated)
		return MAILAUTH_OK;
	rec->advised = true;
	advise_names(rec);
	advise_removed(rec);
	advise_policy(rec);
	if (rec->t == 'y' && enforces(rec))
		tell(rec, MAILAUTH_RULE_DMARC_TEST_MODE, DMARC_T, NULL);
	else if (rec->t == 'y')
		mailauth__problem_full(&rec->problems, MAILAUTH_RULE_DMARC_TEST_MODE,
		    MAILAUTH_SEVERITY_INFO, mailauth__dmarc_tag(rec, DMARC_T)->offset,
		    mailauth__dmarc_tag(rec, DMARC_T)->length,
		    "t=y changes nothing as long as every policy is none", NULL);
	if (rec->psd == 'y') /* a record alone does not tell whose it is */
		mailauth__problem_full(&rec->problems, MAILAUTH_RULE_DMARC_PSD_Y,
		    MAILAUTH_SEVERITY_WARNING, mailauth__dmarc_tag(rec, DMARC_PSD)->offset,
		    mailauth__dmarc_tag(rec, DMARC_PSD)->length, NULL, NULL);
	if (rec->adkim == 's')
		tell(rec, MAILAUTH_RULE_DMARC_ALIGNMENT_STRICT, DMARC_ADKIM, NULL);
	if (rec->aspf == 's')
		tell(rec, MAILAUTH_RULE_DMARC_ALIGNMENT_STRICT, DMARC_ASPF,
		    "strict alignment: mail passes by SPF only if MAIL FROM has "
		    "exactly the domain of the From field");
	if (rec->at[DMARC_FO] != 0 && rec->at[DMARC_RUF] == 0)
		tell(rec, MAILAUTH_RULE_DMARC_FO_WITHOUT_RUF, DMARC_FO, NULL);
	if (rec->at[DMARC_RUA] == 0 && rec->list.count > 1)
		tell(rec, rec->at[DMARC_RUF] != 0 ? MAILAUTH_RULE_DMARC_RUF_ONLY :
		    MAILAUTH_RULE_DMARC_RUA_MISSING, DMARC_RUF, NULL);
	if (rec->length > LONG_RECORD)
		mailauth__problem(&rec->problems, MAILAUTH_RULE_DMARC_LONG, 0,
		    rec->length);
	return rec->problems.error;
}
