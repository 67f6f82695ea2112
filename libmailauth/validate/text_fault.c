/* SPDX-License-Identifier: BSD-2-Clause */
/* What happens to a TXT record on its way from a help page into a zone: quotes
 * and backslashes stored as data, typographic characters, a comment that ";"
 * began, strings joined without a blank, placeholders left in. */
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "base/typographic.h"
#include "validate/match.h"
#include "validate/text_fault.h"

#define STRINGS_MAX 300 /* strings of one record whose borders are looked at */

struct looking {
	struct validation *v;
	const struct mailauth_record *record;
	const char *text;
	size_t length;
	enum text_kind kind;
	struct text_fault *out;
};

/* Skips what people and panels put before a record. */
static size_t
lead(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len && (is_class(text[at], CLASS_FWS) || text[at] == '"' ||
	    text[at] == '\\' || text[at] == '\'' || (unsigned char)text[at] >= 0x80))
		at++;
	return at;
}

enum text_kind
mailauth__text_kind(const char *text, size_t len)
{
	size_t at = lead(text, len);
	struct cursor c;

	if (mailauth__text_begins(text + at, len - at, "v=spf1"))
		return TEXT_SPF;
	c = cursor_of(text + at, len - at);
	if (!mailauth__cursor_word(&c, "v"))
		return TEXT_ANY;
	(void)cursor_span(&c, CLASS_WSP);
	if (!cursor_accept(&c, '='))
		return TEXT_ANY;
	(void)cursor_span(&c, CLASS_WSP);
	if (mailauth__cursor_word(&c, "dkim1"))
		return TEXT_DKIM;
	return mailauth__cursor_word(&c, "dmarc1") ? TEXT_DMARC : TEXT_ANY;
}

static bool
found(struct looking *l, int code, size_t offset, size_t length, const char *message)
{
	l->out->code = code;
	l->out->offset = offset;
	l->out->length = length;
	l->out->message = message;
	return true;
}

/* ---- typographic characters ---- */

static bool
find_non_ascii(struct looking *l)
{
	size_t i, length;

	if (l->kind == TEXT_ANY)
		return false;
	for (i = 0; i < l->length; i++) {
		const char *end = l->text + l->length, *ascii;

		if ((unsigned char)l->text[i] < 0x80)
			continue;
		length = mailauth__typographic(l->text + i, end, &ascii);
		if (length > 0)
			return found(l, MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC, i,
			    length, "the record has a typographic "
			    "character, such as a curly quote, a long dash or a "
			    "hard space, where ASCII belongs");
		return found(l, MAILAUTH_RULE_DNS_TXT_NON_ASCII, i,
		    mailauth__foreign(l->text + i, end),
		    "the record has an octet that is not ASCII");
	}
	return false;
}

/* ---- quotes and backslashes ---- */

static bool
find_quotes(struct looking *l)
{
	const char *quote, *backslash;
	size_t at;

	if (l->kind == TEXT_ANY || l->length == 0)
		return false;
	backslash = memchr(l->text, '\\', l->length);
	if (backslash != NULL && backslash + 1 < l->text + l->length &&
	    (backslash[1] == ';' || backslash[1] == '"' || backslash[1] == ' '))
		return found(l, MAILAUTH_RULE_DNS_TXT_LITERAL_BACKSLASH,
		    (size_t)(backslash - l->text), 1,
		    "a backslash became part of the record: the panel needs none "
		    "before \";\" or a quote");
	quote = memchr(l->text, '"', l->length);
	/* an apostrophe may be part of a value, but not stand before the version */
	if (quote == NULL)
		quote = memchr(l->text, '\'', lead(l->text, l->length));
	if (quote == NULL)
		return false;
	at = (size_t)(quote - l->text);
	return found(l, MAILAUTH_RULE_DNS_TXT_LITERAL_QUOTES, at, 1,
	    "quotation marks became part of the record: the panel adds them itself");
}

/* ---- a comment that ";" began ---- */

static bool
find_cut(struct looking *l)
{
	static const struct { enum text_kind kind; const char *text; } cuts[] = {
		{ TEXT_DKIM, "v=dkim1" }, { TEXT_DMARC, "v=dmarc1" }
	};
	size_t i, length = l->length;

	while (length > 0 && is_class(l->text[length - 1], CLASS_WSP))
		length--;
	for (i = 0; i < COUNT_OF(cuts); i++) {
		if (l->kind == cuts[i].kind &&
		    mailauth__text_is(l->text, length, cuts[i].text))
			return found(l, MAILAUTH_RULE_DNS_TXT_SEMICOLON_CUT,
			    length, 0, "the record ends where its first \";\" "
			    "should be: without quotation marks \";\" begins a "
			    "comment in a zone file, and the rest was lost");
	}
	return false;
}

/* ---- strings joined without a blank ---- */

/* Does an SPF term begin here? */
static bool
term_begins(const char *text, size_t left)
{
	static const char *const names[] = { "include:", "redirect=", "exists:",
		"ip4:", "ip6:", "a:", "mx:", "exp=", "ptr:", "all", "ptr", "mx",
		"a" };
	size_t i;

	if (left > 0 && strchr("+-~?", *text) != NULL) {
		text++;
		left--;
	}
	for (i = 0; i < COUNT_OF(names); i++) {
		size_t length = strlen(names[i]);

		if (!mailauth__text_begins(text, left, names[i]))
			continue;
		if (strchr(":=", names[i][length - 1]) != NULL || left == length ||
		    text[length] == ' ' || text[length] == '/')
			return true;
	}
	return false;
}

/* Is the string from `at` to `end` a term glued on to what is before it?  A term
 * may be split anywhere, also behind its qualifier or its ":". */
static bool
glued(const char *text, size_t at, size_t end)
{
	return strchr("+-~?:=/", text[at - 1]) == NULL &&
	    term_begins(text + at, end - at);
}

/* Where the strings of the record end; the last end is the text's. */
static size_t
borders(const struct mailauth_record *record, size_t out[STRINGS_MAX])
{
	size_t at = 0, sum = 0, count = 0;

	while (at < record->rdata_length && count < STRINGS_MAX) {
		size_t length = record->rdata[at];

		if (length > record->rdata_length - at - 1)
			break;
		sum += length;
		at += length + 1;
		out[count++] = sum;
	}
	return count;
}

static bool
find_glued(struct looking *l)
{
	size_t ends[STRINGS_MAX], count, i;

	if (l->kind != TEXT_SPF || l->record->string_count < 2)
		return false;
	count = borders(l->record, ends);
	for (i = 0; i + 1 < count; i++) {
		size_t end = ends[i];

		if (end == 0 || end >= l->length || l->text[end - 1] == ' ' ||
		    l->text[end] == ' ')
			continue;
		if (!glued(l->text, end, ends[i + 1]))
			continue;
		return found(l, MAILAUTH_RULE_DNS_TXT_STRINGS_GLUED, end - 1, 2,
		    "the strings of the record join without a blank between two "
		    "terms: without quotation marks a zone file takes each word "
		    "for a string of its own");
	}
	return false;
}

/* ---- placeholders ---- */

static const char *const placeholders[] = { "[...]", "[\xE2\x80\xA6]",
	"eigenedomain.", "beispieldomain.", "andererprovider.", "ihredomain.",
	"ihre-domain.", "deinedomain.", "deine-domain.", "meinedomain.",
	"meine-domain.", "yourdomain.", "your-domain.", "mydomain.",
	"example.com", "example.net", "example.org", "domain.tld", "<",
	"%domain%", "{domain}", "xxx.xxx" };

/* The first placeholder in the text, its place in *at; NULL: none. */
static const char *
placeholder_in(const struct validation *v, const char *text, size_t len, size_t *at)
{
	size_t i, k;

	for (i = 0; i < COUNT_OF(placeholders); i++) {
		const char *word = placeholders[i];
		size_t length = strlen(word);

		/* a domain may have the very name of an example */
		if (strncmp(word, "example.", 8) == 0 &&
		    strstr(v->domain, "example") != NULL)
			continue;
		for (k = 0; k + length <= len; k++) {
			/* a word begins at a label's border */
			if (mailauth__text_same(text + k, length, word, length) &&
			    (!is_class(word[0], CLASS_ALPHA) || k == 0 ||
			    (!is_class(text[k - 1], CLASS_ALNUM) &&
			    text[k - 1] != '-'))) {
				*at = k;
				return word;
			}
		}
	}
	return NULL;
}

bool
mailauth__has_placeholder(const struct validation *v, const char *text, size_t len)
{
	size_t at;

	return placeholder_in(v, text, len, &at) != NULL;
}

static bool
find_placeholder(struct looking *l)
{
	size_t at = 0;
	const char *word;

	/* tags and brackets are placeholders only in mail records */
	if (l->kind == TEXT_ANY)
		return false;
	word = placeholder_in(l->v, l->text, l->length, &at);
	return word != NULL && found(l, MAILAUTH_RULE_DNS_TXT_PLACEHOLDER, at,
	    strlen(word), mailauth__sentence(l->v,
	    "the record still has the placeholder \"%s\" of a help page", word));
}

/* ---- what was meant ---- */

/* Typographic characters to ASCII, quotes and backslashes away, a blank where
 * strings were glued. */
static void
clean(struct looking *l)
{
	size_t ends[STRINGS_MAX], count = 0, next = 0, i, length;
	size_t from = lead(l->text, l->length);
	struct buffer buf;

	mailauth__buffer_init(&buf, l->v->arena, 0);
	if (l->kind == TEXT_SPF)
		count = borders(l->record, ends);
	for (i = 0; i < l->length; i += length) {
		const char *at = l->text + i, *end = l->text + l->length, *ascii;

		while (next < count && ends[next] <= i) {
			if (ends[next] == i && i > 0 && next + 1 < count &&
			    l->text[i - 1] != ' ' && l->text[i] != ' ' &&
			    glued(l->text, i, ends[next + 1]))
				mailauth__buffer_char(&buf, ' ');
			next++;
		}
		length = 1;
		if ((unsigned char)*at < 0x80) {
			if (*at != '"' && *at != '\\' && (*at != '\'' ||
			    (i >= from && at + 1 < end)))
				mailauth__buffer_char(&buf, *at);
			continue;
		}
		length = mailauth__typographic(at, end, &ascii);
		if (length > 0) {
			mailauth__buffer_text_add(&buf, ascii);
		} else {
			length = mailauth__foreign(at, end);
			mailauth__buffer_add(&buf, at, length);
		}
	}
	l->out->cleaned = mailauth__buffer_text(&buf);
	l->out->cleaned_length = buf.length;
	if (l->out->cleaned == NULL) {
		l->v->error = buf.error;
		return;
	}
	while (l->out->cleaned_length > 0 && *l->out->cleaned == ' ') {
		l->out->cleaned++;
		l->out->cleaned_length--;
	}
	while (l->out->cleaned_length > 0 &&
	    l->out->cleaned[l->out->cleaned_length - 1] == ' ')
		l->out->cleaned_length--;
}

/* Do dots stand for what was left out? */
static bool
cut_by_dots(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i + 3 <= len; i++) {
		if (memcmp(text + i, "...", 3) == 0)
			return true;
	}
	return false;
}

bool
mailauth__text_fault(struct validation *v, const struct mailauth_record *record,
    enum text_kind kind, struct text_fault *out)
{
	struct looking l = { v, record, record->text, record->text_length, kind, out };

	*out = (struct text_fault){ 0 };
	if (record->text == NULL)
		return false;
	if (find_non_ascii(&l) || find_quotes(&l) || find_glued(&l)) {
		if (out->code != MAILAUTH_RULE_DNS_TXT_NON_ASCII)
			clean(&l);
		/* a key of which only the beginning was copied stays none */
		if (kind == TEXT_DKIM && out->cleaned != NULL &&
		    cut_by_dots(out->cleaned, out->cleaned_length))
			out->cleaned = NULL;
		return true;
	}
	return find_cut(&l) || find_placeholder(&l);
}

struct finding *
mailauth__tell_text_fault(struct validation *v, const struct item *item,
    const struct mailauth_record *record, const struct text_fault *fault)
{
	struct finding *f = item != NULL ?
	    mailauth__find_item(v, fault->code, item, true) :
	    mailauth__find(v, fault->code, record->owner, "TXT");
	bool wants;

	f->view.owner = record->owner;
	f->view.type = "TXT";
	if (fault->message != NULL)
		f->view.message = fault->message;
	mailauth__finding_record(f, record, fault->offset, fault->length);
	mailauth__finding_have(v, f, mailauth__show_record(v, record));
	/* without a record to put in its place, the broken one may as well stay */
	wants = item != NULL && item->want_count + item->any_count > 0;
	if (wants || fault->cleaned != NULL)
		mailauth__delete_record(v, f, record);
	if (!wants && fault->cleaned != NULL) {
		mailauth__finding_want(v, f, mailauth__arena_text(v->arena,
		    fault->cleaned, fault->cleaned_length));
		mailauth__finding_fix(v, f, record->owner, "TXT",
		    mailauth__data_txt(v, fault->cleaned, fault->cleaned_length));
	}
	return f;
}
