/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that is no SPF record but was probably meant as one (RFC 7208 section
 * 4.5: a record begins with "v=spf1" and then a space or its end). */
#include <string.h>

#include "record/spf_diagnose.h"

/* What people put before "v=spf1". */
static const struct prefix {
	const char *octets;
	int code;
	const char *sentence;
} prefixes[] = {
	{ " ", MAILAUTH_RULE_SPF_LEADING_SPACE,
	  "white space stands before \"v=spf1\"" },
	{ "\t", MAILAUTH_RULE_SPF_LEADING_SPACE,
	  "white space stands before \"v=spf1\"" },
	{ "\r", MAILAUTH_RULE_SPF_LEADING_SPACE,
	  "white space stands before \"v=spf1\"" },
	{ "\n", MAILAUTH_RULE_SPF_LEADING_SPACE,
	  "white space stands before \"v=spf1\"" },
	{ "\xc2\xa0", MAILAUTH_RULE_SPF_LEADING_SPACE,
	  "white space stands before \"v=spf1\"" },
	{ "\xef\xbb\xbf", MAILAUTH_RULE_SPF_VERSION_NEAR_MISS,
	  "a byte order mark stands before \"v=spf1\"" },
	{ "\xe2\x80\x8b", MAILAUTH_RULE_SPF_VERSION_NEAR_MISS,
	  "an invisible character (zero-width space) stands before \"v=spf1\"" },
	{ "\"", MAILAUTH_RULE_DNS_TXT_LITERAL_QUOTES,
	  "a quotation mark is part of the record's text" },
	{ "'", MAILAUTH_RULE_DNS_TXT_LITERAL_QUOTES,
	  "a quotation mark is part of the record's text" },
	{ "\\", MAILAUTH_RULE_DNS_TXT_LITERAL_BACKSLASH,
	  "a backslash is part of the record's text" },
	{ "\xe2\x80\x9c", MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC,
	  "a typographic quotation mark stands before \"v=spf1\"" },
	{ "\xe2\x80\x9d", MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC,
	  "a typographic quotation mark stands before \"v=spf1\"" },
	{ "\xe2\x80\x9e", MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC,
	  "a typographic quotation mark stands before \"v=spf1\"" },
};

/* Takes one of them; NULL: none stands there. */
static const struct prefix *
take_prefix(struct cursor *c)
{
	size_t i, len;

	for (i = 0; i < COUNT_OF(prefixes); i++) {
		len = strlen(prefixes[i].octets);
		if (cursor_left(c) >= len &&
		    memcmp(c->p, prefixes[i].octets, len) == 0) {
			c->p += len;
			return &prefixes[i];
		}
	}
	return NULL;
}

/* "v=spf1" behind the cursor, or one of the ways it is misspelt: "spf1",
 * "v=SPF 1", "v:spf1", "v = spf1", "v=spf-1", "v=spf10", "v=sfp1".  Takes it. */
static bool
take_version(struct cursor *c)
{
	static const char *const misspelt[] = { "v=spf", "v:spf", "vspf", "=spf",
		"v==spf", "v-spf", "v=sfp", "v=psf", "v=fsp", "v=sf", "v=dspf",
		"v=pf", "v.spf", "b=spf", "c=spf", "version=spf", "v=spf=" };
	struct cursor spaced = *c, try;
	size_t i;
	bool found = false;

	if (mailauth__cursor_word(&spaced, "v")) {
		cursor_span(&spaced, CLASS_FWS);
		if (cursor_accept(&spaced, '=')) {
			cursor_span(&spaced, CLASS_FWS);
			found = mailauth__cursor_word(&spaced, "spf");
		}
	}
	try = spaced;
	for (i = 0; !found && i < COUNT_OF(misspelt); i++) {
		try = *c;
		found = mailauth__cursor_word(&try, misspelt[i]);
	}
	if (!found) {
		/* without "v=", the number makes the difference to a word */
		try = *c;
		if (!mailauth__cursor_word(&try, "spf"))
			return false;
		cursor_span(&try, CLASS_FWS);
		if (cursor_peek(&try) != '1')
			return false;
	}
	while (!cursor_done(&try) && (is_class(*try.p, CLASS_FWS) ||
	    *try.p == '-' || *try.p == '_' || *try.p == '='))
		try.p++;
	while (!cursor_done(&try) && (is_class(*try.p, CLASS_DIGIT) ||
	    *try.p == '.'))
		try.p++;
	c->p = try.p;
	return true;
}

bool
mailauth__spf_skip_version(struct cursor *c)
{
	for (;;) {
		if (take_prefix(c) != NULL)
			continue;
		if (cursor_done(c) || (unsigned char)*c->p < 0x80)
			break;
		c->p++; /* what else a word processor put there */
	}
	return take_version(c) || mailauth__spf_glued_term(c->p, c->end);
}

/* "v=spf1" as it must be, but no space behind it. */
static void
version_end(struct mailauth_spf_record *rec, const char *at)
{
	const char *end = rec->text + rec->length, *until = at + 1;
	const char *sentence = "no space follows \"v=spf1\"";

	if (*at == ';' || *at == ',') {
		sentence = "\"v=spf1\" is followed by a punctuation mark, not by "
		    "a space";
	} else if (is_class(*at, CLASS_FWS)) {
		sentence = "\"v=spf1\" is followed by a tab or a line break, not "
		    "by a space";
	} else if (is_class(*at, CLASS_DIGIT) || *at == '.') {
		while (until < end && (is_class(*until, CLASS_DIGIT) || *until == '.'))
			until++;
		sentence = "the version is not \"v=spf1\"";
	} else if (mailauth__spf_glued_term(at, end) ||
	    mailauth__spf_glued_term(at + 1, end) || is_class(*at, CLASS_ALPHA)) {
		sentence = "a term follows \"v=spf1\" without a space between";
	}
	mailauth__spf_say(rec, MAILAUTH_RULE_SPF_VERSION_NEAR_MISS, rec->text,
	    until, sentence);
}

void
mailauth__spf_diagnose_version(struct mailauth_spf_record *rec)
{
	struct cursor c = cursor_of(rec->text, rec->length);
	struct cursor word;
	const struct prefix *first = NULL, *prefix;
	const char *start;

	while ((prefix = take_prefix(&c)) != NULL) {
		if (first == NULL)
			first = prefix;
	}
	word = c;
	start = c.p;
	if (mailauth__cursor_word(&word, "spf2.0/")) {
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_SENDER_ID, start, c.end,
		    "this is a Sender ID record, which no receiver reads any more");
		return;
	}
	word = c;
	if (first == NULL && mailauth__cursor_word(&word, "v=spf1")) {
		version_end(rec, word.p);
		return;
	}
	if (take_version(&c)) {
		if (first != NULL)
			mailauth__spf_say(rec, first->code, rec->text, start,
			    first->sentence);
		else
			mailauth__spf_say(rec, MAILAUTH_RULE_SPF_VERSION_NEAR_MISS,
			    start, c.p, "the version is not \"v=spf1\"");
		return;
	}
	if (mailauth__spf_glued_term(c.p, c.end)) {
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_VERSION_NEAR_MISS, start,
		    start, "terms of SPF stand without \"v=spf1\" before them");
		return;
	}
	mailauth__spf_say(rec, MAILAUTH_RULE_SPF_MISSING, rec->text, c.end,
	    "the text does not begin with \"v=spf1\": it is not an SPF record");
}
