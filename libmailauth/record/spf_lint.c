/* SPDX-License-Identifier: BSD-2-Clause */
/* Remarks on a record that RFC 7208 allows but its publisher hardly wants. */
#include <string.h>

#include <mailauth/spf.h>

#include "record/spf_diagnose.h"
#include "record/spf_redundant.h"

/* Section 3.4: below 450 octets an answer ought to fit into 512. */
#define LONG_RECORD 450
#define LONG_ANSWER 512
/* A network with fewer bits holds more hosts than one sender has. */
#define WIDE_IP4 16
#define WIDE_IP6 32

static void
say_term(struct mailauth_spf_record *rec, const struct spf_term *term, int code,
    const char *sentence)
{
	mailauth__problem_say(&rec->problems, code, term->offset, term->length,
	    sentence);
}

/* ---- networks -------------------------------------------------------------- */

/* Where the "/24" of a term begins that has one. */
static const char *
cidr_of(const struct mailauth_spf_record *rec, const struct spf_term *term)
{
	const char *from = rec->text + term->value_offset;

	return mailauth__spf_cidr_start(from, rec->text + term->offset + term->length);
}

/* A wide network that is refused lets nobody send. */
static void
lint_width(struct mailauth_spf_record *rec, const struct spf_term *term)
{
	const char *end = rec->text + term->offset + term->length;

	if (term->qualifier != '+')
		return;
	if ((term->prefix4 >= 0 && term->prefix4 < WIDE_IP4) ||
	    (term->prefix6 >= 0 && term->prefix6 < WIDE_IP6))
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_CIDR_TOO_WIDE,
		    cidr_of(rec, term), end, NULL);
}

/* "host bits are set: write 192.0.2.0/24" */
static void
lint_host_bits(struct mailauth_spf_record *rec, const struct spf_term *term,
    unsigned bits)
{
	struct ip net = term->ip;
	struct buffer buf;
	char text[IP_TEXT];
	const char *sentence;

	mailauth__ip_mask(&net, bits);
	mailauth__buffer_init(&buf, rec->arena, 0);
	mailauth__buffer_text_add(&buf,
	    "the address has bits behind its prefix length: write ");
	mailauth__buffer_add(&buf, text, mailauth__ip_format(&net, text));
	mailauth__buffer_char(&buf, '/');
	mailauth__buffer_number(&buf, bits);
	sentence = mailauth__buffer_text(&buf);
	if (sentence == NULL)
		rec->problems.error = buf.error;
	else
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_CIDR_HOST_BITS,
		    rec->text + term->value_offset,
		    rec->text + term->offset + term->length, sentence);
}

static void
lint_network(struct mailauth_spf_record *rec, const struct spf_term *term)
{
	unsigned bits = mailauth__spf_term_bits(term, term->ip.family);
	const char *from = rec->text + term->value_offset;
	const char *end = rec->text + term->offset + term->length;
	const char *special = mailauth__ip_special(&term->ip, bits);
	bool whole = term->prefix4 < 0 && term->prefix6 < 0;

	if (!whole && mailauth__ip_host_bits(&term->ip, bits))
		lint_host_bits(rec, term, bits);
	if (special != NULL)
		mailauth__spf_say_better(rec, MAILAUTH_RULE_SPF_IP_SPECIAL, from,
		    end, " can never be the address of a public mail server: ",
		    special);
	else
		lint_width(rec, term);
}

/* ---- names ----------------------------------------------------------------- */

/* RFC 2606, and words that stand for the reader's own name. */
static bool
is_placeholder_label(const char *from, const char *to)
{
	static const char *const words[] = { "eigenedomain", "eigene-domain",
		"beispieldomain", "beispiel-domain", "andererprovider",
		"anderer-provider", "ihredomain", "ihre-domain", "meinedomain",
		"meine-domain", "deinedomain", "deine-domain", "yourdomain",
		"your-domain", "mydomain", "my-domain", "yourprovider",
		"your-provider", "otherprovider", "other-provider" };
	size_t i, len = (size_t)(to - from);

	/* all of them end in "domain" or "provider" */
	if (len < 8 || ((lower(to[-1]) != 'n' || lower(to[-3]) != 'a') &&
	    (lower(to[-1]) != 'r' || lower(to[-3]) != 'd')))
		return false;
	for (i = 0; i < COUNT_OF(words); i++) {
		if (mailauth__text_is(from, len, words[i]))
			return true;
	}
	return false;
}

/* "example" above com, net or org, or at the top: reserved by RFC 2606, so a
 * remark only; test zones are full of it. */
static bool
is_example_label(const char *from, const char *to, const char *end)
{
	static const char *const tops[] = { "com", "net", "org" };
	size_t i;

	if (to - from != 7 || !mailauth__text_is(from, 7, "example"))
		return false;
	if (to == end)
		return true;
	for (i = 0; i < COUNT_OF(tops); i++) {
		if (mailauth__text_is(to + 1, (size_t)(end - to - 1), tops[i]))
			return true;
	}
	return false;
}

static void
lint_labels(struct mailauth_spf_record *rec, const char *from, const char *end)
{
	const char *label = from, *dot;
	size_t len;

	if (end[-1] == '.')
		end--;
	if (end - from > LIMIT_NAME_TEXT)
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_DOMAIN_INVALID, from, end,
		    "a domain name is longer than 253 octets");
	for (; label <= end; label = dot + 1) {
		dot = memchr(label, '.', (size_t)(end - label));
		if (dot == NULL)
			dot = end;
		len = (size_t)(dot - label);
		if (len == 0 || len > LIMIT_LABEL) {
			mailauth__spf_say(rec, MAILAUTH_RULE_SPF_DOMAIN_INVALID,
			    label, dot, len == 0 ?
			    "a label of the domain name is empty" :
			    "a label of the domain name is longer than 63 octets");
			return;
		}
		if (len < 7)
			continue;
		if (is_placeholder_label(label, dot)) {
			mailauth__spf_say(rec, MAILAUTH_RULE_DNS_TXT_PLACEHOLDER,
			    from, end, "a placeholder was left in the record");
		} else if (is_example_label(label, dot, end)) {
			mailauth__problem_full(&rec->problems,
			    MAILAUTH_RULE_DNS_TXT_PLACEHOLDER,
			    MAILAUTH_SEVERITY_INFO, (size_t)(from - rec->text),
			    (size_t)(end - from),
			    "the name is reserved for examples", "RFC 2606");
		}
	}
}

static void
lint_domain(struct mailauth_spf_record *rec, const struct spf_term *term)
{
	const char *from = term->domain.text, *end, *at, *until;
	const char *sentence;
	int code;

	if (from == NULL)
		return;
	end = from + term->domain.length;
	/* "…-all" is plain, too */
	sentence = term->domain.plain && lower(end[-1]) != 'l' ? NULL :
	    mailauth__spf_domain_fault(from, end, &code, &at, &until);
	if (sentence != NULL)
		mailauth__spf_say(rec, code, at, until, sentence);
	else if (term->domain.parts == NULL)
		lint_labels(rec, from, end);
	if ((term->domain.letters & SPF_LETTER_P) != 0)
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_P_MACRO, from, end, NULL);
}

/* ---- terms ----------------------------------------------------------------- */

/* The name of an include or redirect is made when mail is checked; of %{d}
 * alone, it is the same for all mail of a domain. */
static void
lint_target(struct mailauth_spf_record *rec, const struct spf_term *term)
{
	if (term->domain.letters != 0)
		say_term(rec, term, MAILAUTH_RULE_SPF_MACRO_IN_INCLUDE,
		    term->domain.letters != SPF_LETTER_D ? NULL : "the target is "
		    "made of the name that the record stands at: under another "
		    "name the record says something else");
}

static void
lint_all(struct mailauth_spf_record *rec, const struct spf_term *term)
{
	switch (term->qualifier) {
	case '+':
		say_term(rec, term, MAILAUTH_RULE_SPF_ALL_PASS, term->qualified ?
		    NULL : "\"all\" without a qualifier means \"+all\": every host "
		    "may send in the domain's name");
		break;
	case '?':
		say_term(rec, term, MAILAUTH_RULE_SPF_ALL_NEUTRAL, NULL);
		break;
	case '~':
		say_term(rec, term, MAILAUTH_RULE_SPF_ALL_SOFTFAIL, NULL);
		break;
	default:
		/* "v=spf1 -all" sends nothing, so nothing is at risk. */
		if (term != rec->terms)
			say_term(rec, term, MAILAUTH_RULE_SPF_ALL_FAIL_RISK, NULL);
		break;
	}
}

/* A modifier that RFC 7208 does not define: ignored, whatever it says. */
static void
lint_modifier(struct mailauth_spf_record *rec, const struct spf_term *term)
{
	static const char *const known[] = { "ra", "rp", "rr" }; /* RFC 6652 */
	const char *name = rec->text + term->offset;
	const char *better;
	size_t i, len = term->name_length;

	for (i = 0; i < COUNT_OF(known); i++) {
		if (mailauth__text_is(name, len, known[i]))
			return;
	}
	if (mailauth__spf_kind(name, len) != MAILAUTH_SPF_UNKNOWN) {
		mailauth__spf_say_better(rec, MAILAUTH_RULE_SPF_EQUALS_FOR_COLON,
		    name + len, name + len + 1, " stands behind a mechanism, which "
		    "makes it a modifier that is ignored: write ", "\":\"");
		return;
	}
	if (mailauth__text_is(name, len, "v")) {
		mailauth__problem_full(&rec->problems,
		    MAILAUTH_RULE_SPF_UNKNOWN_MODIFIER, MAILAUTH_SEVERITY_WARNING,
		    term->offset, term->length, "a second version stands within "
		    "the record: were two records joined?", NULL);
		return;
	}
	better = mailauth__spf_meant_modifier(name, name + len,
	    rec->text + term->offset + term->length);
	if (better != NULL)
		mailauth__spf_say_better(rec, MAILAUTH_RULE_SPF_UNKNOWN_MODIFIER,
		    name, name + len, " is a modifier that SPF does not know; "
		    "it looks like ", better);
	else
		say_term(rec, term, MAILAUTH_RULE_SPF_UNKNOWN_MODIFIER, NULL);
}

static void
lint_term(struct mailauth_spf_record *rec, const struct spf_term *term)
{
	switch (term->kind) {
	case MAILAUTH_SPF_IP4:
	case MAILAUTH_SPF_IP6:
		lint_network(rec, term);
		return;
	case MAILAUTH_SPF_A:
	case MAILAUTH_SPF_MX:
		lint_width(rec, term);
		break;
	case MAILAUTH_SPF_INCLUDE:
	case MAILAUTH_SPF_REDIRECT:
		lint_target(rec, term);
		break;
	case MAILAUTH_SPF_PTR:
		say_term(rec, term, MAILAUTH_RULE_SPF_PTR, NULL);
		break;
	case MAILAUTH_SPF_EXISTS:
		if (term->domain.letters == 0)
			say_term(rec, term, MAILAUTH_RULE_SPF_EXISTS_STATIC, NULL);
		break;
	case MAILAUTH_SPF_MODIFIER:
		lint_modifier(rec, term);
		return;
	case MAILAUTH_SPF_ALL:
		if (term == &rec->terms[rec->all])
			lint_all(rec, term);
		return;
	default:
		break;
	}
	lint_domain(rec, term);
}

/* ---- the record as a whole ------------------------------------------------- */

static bool
is_mechanism(const struct spf_term *term)
{
	return term->kind < MAILAUTH_SPF_REDIRECT && term->kind != MAILAUTH_SPF_UNKNOWN;
}

/* The last mechanism behind term `after`; NULL: none. */
static const struct spf_term *
last_mechanism(const struct mailauth_spf_record *rec, int after)
{
	size_t i;

	for (i = rec->term_count; i > (size_t)after + 1; i--) {
		if (is_mechanism(&rec->terms[i - 1]))
			return &rec->terms[i - 1];
	}
	return NULL;
}

/* Sections 4.7, 5.1, 6.1: how the record ends. */
static void
lint_end(struct mailauth_spf_record *rec)
{
	const struct spf_term *last, *first;

	if (rec->all >= 0) {
		last = last_mechanism(rec, rec->all);
		for (first = &rec->terms[rec->all + 1]; last != NULL &&
		    !is_mechanism(first); first++)
			continue;
		if (last != NULL)
			mailauth__problem(&rec->problems, MAILAUTH_RULE_SPF_AFTER_ALL,
			    first->offset, last->offset + last->length - first->offset);
	} else if (rec->redirect < 0 && rec->valid) {
		mailauth__problem(&rec->problems, MAILAUTH_RULE_SPF_ALL_MISSING,
		    rec->length, 0);
	}
	if (rec->redirect < 0)
		return;
	if (rec->all >= 0)
		say_term(rec, &rec->terms[rec->redirect],
		    MAILAUTH_RULE_SPF_REDIRECT_WITH_ALL, NULL);
	else if (last_mechanism(rec, rec->redirect) != NULL)
		say_term(rec, &rec->terms[rec->redirect],
		    MAILAUTH_RULE_SPF_REDIRECT_ORDER, NULL);
}

static void
lint_length(struct mailauth_spf_record *rec)
{
	if (rec->length > LONG_ANSWER)
		mailauth__problem_say(&rec->problems, MAILAUTH_RULE_SPF_RECORD_LONG,
		    LONG_RECORD, rec->length - LONG_RECORD,
		    "the record alone is longer than 512 octets: no answer with "
		    "it fits into one small DNS message");
	else if (rec->length > LONG_RECORD)
		mailauth__problem(&rec->problems, MAILAUTH_RULE_SPF_RECORD_LONG,
		    LONG_RECORD, rec->length - LONG_RECORD);
}

/* "covered by ip4:192.0.2.0/24" */
static int
lint_redundant(struct mailauth_spf_record *rec)
{
	const int *by;
	size_t i;

	if (!mailauth__spf_maybe_redundant(rec->terms, rec->term_count))
		return 0;
	by = mailauth__spf_redundant(rec->arena, rec->terms, rec->term_count);
	if (by == NULL)
		return mailauth__arena_error(rec->arena);
	for (i = 0; i < rec->term_count; i++) {
		const struct spf_term *term = &rec->terms[i], *other;

		if (by[i] < 0)
			continue;
		other = &rec->terms[by[i]];
		if (term->kind == MAILAUTH_SPF_INCLUDE)
			say_term(rec, term, MAILAUTH_RULE_SPF_INCLUDE_DUPLICATE, NULL);
		else
			mailauth__spf_say_term(rec, term,
			    MAILAUTH_RULE_SPF_REDUNDANT_TERM,
			    "the term never decides: it is covered by ", other);
	}
	return 0;
}

int
mailauth__spf_lint(struct mailauth_spf_record *rec)
{
	size_t i;
	int rc;

	if (memcmp(rec->text, "v=spf1", 6) != 0)
		mailauth__problem(&rec->problems, MAILAUTH_RULE_SPF_VERSION_CASE, 0, 6);
	lint_length(rec);
	for (i = 0; i < rec->term_count; i++) {
		if (rec->terms[i].valid)
			lint_term(rec, &rec->terms[i]);
	}
	rc = lint_redundant(rec);
	if (rc == 0)
		lint_end(rec);
	return rc;
}
