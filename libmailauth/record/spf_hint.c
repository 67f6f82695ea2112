/* SPDX-License-Identifier: BSD-2-Clause */
/* What an administrator probably meant: misspelt names, terms run together,
 * text left in from a template. */
#include <string.h>

#include <mailauth/spf.h>

#include "record/spf_diagnose.h"

/* Longer names are no misspelling of "redirect". */
#define TYPO_LENGTH 12
/* Most octets of a foreign name that a sentence quotes. */
#define QUOTED_LENGTH 40

void
mailauth__spf_say(struct mailauth_spf_record *rec, int code, const char *from,
    const char *to, const char *sentence)
{
	mailauth__problem_say(&rec->problems, code, (size_t)(from - rec->text),
	    (size_t)(to - from), sentence);
}

/* Adds the sentence built in *buf. */
static void
say_built(struct mailauth_spf_record *rec, int code, const char *from,
    const char *to, struct buffer *buf)
{
	const char *sentence = mailauth__buffer_text(buf);

	if (sentence == NULL)
		rec->problems.error = buf->error;
	else
		mailauth__spf_say(rec, code, from, to, sentence);
}

void
mailauth__spf_say_name(struct mailauth_spf_record *rec,
    const struct spf_term *term, int code, const char *from, const char *to,
    const char *rest)
{
	struct buffer buf;

	mailauth__buffer_init(&buf, rec->arena, 0);
	mailauth__buffer_char(&buf, '"');
	mailauth__buffer_text_add(&buf, mailauth_spf_kind_name(term->kind));
	mailauth__buffer_char(&buf, '"');
	mailauth__buffer_text_add(&buf, rest);
	say_built(rec, code, from, to, &buf);
}

void
mailauth__spf_say_better(struct mailauth_spf_record *rec, int code,
    const char *from, const char *to, const char *middle, const char *better)
{
	struct buffer buf;
	size_t len = (size_t)(to - from);

	mailauth__buffer_init(&buf, rec->arena, 0);
	mailauth__buffer_char(&buf, '"');
	mailauth__buffer_add(&buf, from, len < QUOTED_LENGTH ? len : QUOTED_LENGTH);
	mailauth__buffer_text_add(&buf, len > QUOTED_LENGTH ? "...\"" : "\"");
	mailauth__buffer_text_add(&buf, middle);
	mailauth__buffer_text_add(&buf, better);
	say_built(rec, code, from, to, &buf);
}

void
mailauth__spf_say_term(struct mailauth_spf_record *rec,
    const struct spf_term *term, int code, const char *before,
    const struct spf_term *other)
{
	size_t len = other->length;
	struct buffer buf;

	mailauth__buffer_init(&buf, rec->arena, 0);
	mailauth__buffer_text_add(&buf, before);
	mailauth__buffer_char(&buf, '"');
	mailauth__buffer_add(&buf, rec->text + other->offset,
	    len < QUOTED_LENGTH ? len : QUOTED_LENGTH);
	mailauth__buffer_text_add(&buf, len > QUOTED_LENGTH ? "...\"" : "\"");
	say_built(rec, code, rec->text + term->offset,
	    rec->text + term->offset + term->length, &buf);
}

/* ---- terms run together ---------------------------------------------------- */

bool
mailauth__spf_glued_term(const char *name, const char *to)
{
	static const char *const begins[] = { "ip4:", "ip6:", "include:",
		"exists:", "a:", "mx:", "ptr:", "redirect=", "exp=", "v=spf1" };
	static const char *const whole[] = { "all", "a", "mx", "ptr" };
	size_t i;

	for (i = 0; i < COUNT_OF(begins); i++) {
		struct cursor c = cursor_of(name, (size_t)(to - name));

		if (mailauth__cursor_word(&c, begins[i]))
			return true;
	}
	for (i = 0; i < COUNT_OF(whole); i++) {
		if (mailauth__text_is(name, (size_t)(to - name), whole[i]))
			return true;
	}
	return false;
}

bool
mailauth__spf_glued_all(struct mailauth_spf_record *rec, const char *name,
    const char *to)
{
	if (to - name <= 3 || !mailauth__text_is(name, 3, "all"))
		return false;
	mailauth__spf_say(rec, MAILAUTH_RULE_SPF_BAD_SEPARATOR, name + 3, name + 3,
	    "a space is missing behind \"all\"");
	return true;
}

/* ---- misspelt names -------------------------------------------------------- */

static const struct typo {
	const char *wrong, *right;
} typos[] = {
	{ "ip", NULL }, { "ipv", NULL }, { "ipaddr", NULL }, { "address", NULL },
	{ "ip-4", "ip4" }, { "ip_4", "ip4" }, { "ip.4", "ip4" }, { "ipv-4", "ip4" },
	{ "ipv4", "ip4" }, { "ip4v", "ip4" }, { "lp4", "ip4" }, { "4", "ip4" },
	{ "ip-6", "ip6" }, { "ip_6", "ip6" }, { "ip.6", "ip6" }, { "ipv-6", "ip6" },
	{ "ipv6", "ip6" }, { "ip6v", "ip6" }, { "lp6", "ip6" }, { "6", "ip6" },
	{ "aaaa", "a" }, { "host", "a" }, { "hostname", "a" }, { "mxs", "mx" },
	{ "inc", "include" }, { "incl", "include" }, { "includes", "include" },
	{ "redir", "redirect" }, { "any", "all" },
};

/* Letters to insert, drop, change or swap with their neighbour until `name`
 * (of at most TYPO_LENGTH) is `word`. */
static unsigned
distance(const char *name, size_t len, const char *word)
{
	unsigned rows[3][TYPO_LENGTH + 1] = { { 0 } };
	unsigned *before = rows[0], *last = rows[1], *now = rows[2], *spare, d;
	size_t wlen = strlen(word), i, j;

	for (j = 0; j <= wlen; j++)
		last[j] = (unsigned)j;
	for (i = 1; i <= len; i++) {
		now[0] = (unsigned)i;
		for (j = 1; j <= wlen; j++) {
			bool same = lower(name[i - 1]) == word[j - 1];

			d = last[j - 1] + !same;
			if (last[j] + 1 < d)
				d = last[j] + 1;
			if (now[j - 1] + 1 < d)
				d = now[j - 1] + 1;
			if (i > 1 && j > 1 && lower(name[i - 1]) == word[j - 2] &&
			    lower(name[i - 2]) == word[j - 1] &&
			    before[j - 2] + 1 < d)
				d = before[j - 2] + 1;
			now[j] = d;
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[wlen];
}

/* The word that `name` misspells, NULL: none.  Short words are close to
 * anything, so they may be wrong in one letter only. */
static const char *
misspelt(const char *name, size_t len)
{
	static const struct {
		const char *word;
		unsigned most;
	} words[] = {
		{ "include", 2 }, { "redirect", 2 }, { "exists", 2 }, { "ip4", 1 },
		{ "ip6", 1 }, { "all", 1 }, { "ptr", 1 }, { "exp", 1 }, { "mx", 1 },
	};
	const char *best = NULL;
	unsigned d, least = 3;
	size_t i;

	if (len < 2 || len > TYPO_LENGTH)
		return NULL;
	for (i = 0; i < COUNT_OF(words); i++) {
		d = distance(name, len, words[i].word);
		if (d <= words[i].most && d < least) {
			least = d;
			best = words[i].word;
		}
	}
	return best;
}

const char *
mailauth__spf_address_mechanism(const char *from, const char *to)
{
	const char *end = from;
	struct ip ip;

	while (end < to && (is_class(*end, CLASS_HEX) || *end == '.' || *end == ':'))
		end++;
	if (!mailauth__ip_parse(from, (size_t)(end - from), &ip))
		return NULL;
	return ip.family == 4 ? "ip4" : "ip6";
}

const char *
mailauth__spf_better_name(const char *name, const char *next, const char *to)
{
	const char *value = next < to ? next + 1 : to;
	const char *network = mailauth__spf_address_mechanism(value, to);
	size_t i;

	for (i = 0; i < COUNT_OF(typos); i++) {
		if (!mailauth__text_is(name, (size_t)(next - name), typos[i].wrong))
			continue;
		if (typos[i].right == NULL)
			return network != NULL ? network : "ip4";
		return typos[i].right;
	}
	if (network != NULL && lower(*name) == 'i')
		return network;
	return misspelt(name, (size_t)(next - name));
}

const char *
mailauth__spf_meant_modifier(const char *name, const char *next, const char *to)
{
	const char *better = mailauth__spf_better_name(name, next, to);

	/* "MS=…" and the like are other people's tokens. */
	if (better == NULL || (strlen(better) < 4 && *better != 'i'))
		return NULL;
	return better;
}

static bool
is_wrong_sign(int octet)
{
	return octet == '.' || octet == '-' || octet == '_';
}

const char *
mailauth__spf_sign_missing(const char *name, const char *to, const char **value)
{
	static const char *const words[] = { "include", "exists", "redirect",
		"ip4", "ip6" };
	const char *network;
	size_t i;

	for (i = 0; i < COUNT_OF(words); i++) {
		struct cursor c = cursor_of(name, (size_t)(to - name));
		bool sign;

		if (!mailauth__cursor_word(&c, words[i]))
			continue;
		sign = is_wrong_sign(cursor_peek(&c));
		network = mailauth__spf_address_mechanism(c.p + sign, to);
		if (network == NULL && (!sign || words[i][2] == '4' ||
		    words[i][2] == '6'))
			continue;
		/* "include_spf.example.org": the "_" is part of the name */
		*value = network == NULL && *c.p == '_' ? c.p : c.p + sign;
		return words[i];
	}
	if (to - name < 3 || !mailauth__text_is(name, 2, "ip"))
		return NULL;
	*value = name + 2;
	return mailauth__spf_address_mechanism(name + 2, to);
}

static bool
say_sign_missing(struct mailauth_spf_record *rec, const char *name, const char *to)
{
	const char *value, *word = mailauth__spf_sign_missing(name, to, &value);

	if (word == NULL)
		return false;
	if (*word == 'r')
		mailauth__spf_say_better(rec, MAILAUTH_RULE_SPF_MECHANISM_TYPO,
		    name, to, " lacks its equals sign: write ", "redirect=");
	else
		mailauth__spf_say_better(rec, MAILAUTH_RULE_SPF_MECHANISM_TYPO,
		    name, to, " lacks its colon: write ", word);
	return true;
}

bool
mailauth__spf_looks_like_domain(const char *from, const char *to)
{
	const char *p = to;

	while (p > from && p[-1] != '.')
		p--;
	return p > from + 1 && mailauth__spf_toplabel(p, to);
}

void
mailauth__spf_unknown_mechanism(struct mailauth_spf_record *rec,
    const char *name, const char *next, const char *to)
{
	const char *better = mailauth__spf_address_mechanism(name, to);

	if (better != NULL) {
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_UNKNOWN_MECHANISM, name, to,
		    better[2] == '4' ?
		    "an IPv4 address needs \"ip4:\" before it" :
		    "an IPv6 address needs \"ip6:\" before it");
		return;
	}
	better = mailauth__spf_better_name(name, next, to);
	if (better != NULL) {
		/* by itself it would authorise everybody */
		if (strcmp(better, "all") == 0 && strchr("+-~?", name[-1]) == NULL)
			better = "~all or -all";
		mailauth__spf_say_better(rec, MAILAUTH_RULE_SPF_MECHANISM_TYPO, name,
		    next, " is not a mechanism: write ", better);
		return;
	}
	if (mailauth__spf_glued_all(rec, name, to) ||
	    say_sign_missing(rec, name, to) ||
	    mailauth__spf_placeholder(rec, name, to))
		return;
	if (next == to && mailauth__spf_looks_like_domain(name, to)) {
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_UNKNOWN_MECHANISM, name, to,
		    "a domain name needs \"include:\", \"a:\" or \"mx:\" before it");
		return;
	}
	mailauth__spf_say_better(rec, MAILAUTH_RULE_SPF_UNKNOWN_MECHANISM, name,
	    next, " is not a mechanism of SPF", "");
}

/* ---- text to be replaced --------------------------------------------------- */

bool
mailauth__spf_placeholder(struct mailauth_spf_record *rec, const char *from,
    const char *to)
{
	bool dots = to - from >= 3 && memcmp(from, "...", 3) == 0;

	if (from == to || (!dots && strchr("[<{$", *from) == NULL &&
	    !(*from == '%' && to - from > 2 && to[-1] == '%')))
		return false;
	mailauth__spf_say(rec, MAILAUTH_RULE_DNS_TXT_PLACEHOLDER, from, to,
	    "a placeholder was left in the record");
	return true;
}
