/* SPDX-License-Identifier: BSD-2-Clause */
/* A broken SPF record the way its author meant it: the line to publish. */
#include <string.h>

#include "base/typographic.h"
#include "record/spf_diagnose.h"
#include "record/spf_mend.h"

struct repair {
	mailauth_spf_writer *w;
	struct cursor c;
	char qualifier; /* that stood alone and waits for its mechanism; 0: none */
	bool whole;     /* the term at hand stands between spaces, as it should */
};

/* ---- characters ------------------------------------------------------------ */

/* Makes the text to read in *c one with ASCII for typographic characters, and
 * says so. */
static int
read_typographic(struct repair *r)
{
	const char *p = r->c.p, *end = r->c.end, *ascii;
	struct buffer buf;
	bool any = false;
	size_t len;

	mailauth__buffer_init(&buf, r->w->arena, LIMIT_RECORD);
	for (; p < end; p += len) {
		len = (unsigned char)*p < 0x80 ? 0 :
		    mailauth__typographic(p, end, &ascii);
		if (len > 0) {
			mailauth__buffer_text_add(&buf, ascii);
			any = any || (*ascii != ' ' && *ascii != '\0');
			continue;
		}
		len = (unsigned char)*p < 0x80 ? 1 : mailauth__foreign(p, end);
		mailauth__buffer_add(&buf, p, len);
	}
	if (mailauth__buffer_text(&buf) == NULL)
		return buf.error;
	r->c = cursor_of(buf.data, buf.length);
	return any ? mailauth__spf_writer_say(r->w,
	    "wrote ASCII for typographic characters", NULL, NULL) : 0;
}

/* ---- words ----------------------------------------------------------------- */

/* Does the octet part terms, in the eyes of the author? */
static bool
parts_words(char c)
{
	return !is_class(c, CLASS_VISIBLE) || c == ',' || c == ';' || c == '"' ||
	    c == '\\';
}

/* Is the octet where one term ends and another begins, or none does? */
static bool
is_border(char c)
{
	return is_class(c, CLASS_FWS) || c == ',' || c == ';' || c == '"' ||
	    c == '\\';
}

/* Takes the next run of octets that part nothing; a comma within a macro is a
 * delimiter of its own (RFC 7208 section 7.1).  False: the text is over. */
static bool
next_word(struct cursor *c, const char **from, const char **to)
{
	bool inside = false;

	while (!cursor_done(c) && parts_words(*c->p))
		c->p++;
	*from = c->p;
	for (; !cursor_done(c); c->p++) {
		if (*c->p == '{' && c->p > *from && c->p[-1] == '%')
			inside = true;
		else if (*c->p == '}')
			inside = false;
		else if (parts_words(*c->p) && !(inside && *c->p == ','))
			break;
	}
	*to = c->p;
	return *to > *from;
}

/* Where a second term begins within a word; to: nowhere. */
static const char *
next_term(const char *from, const char *to)
{
	const char *second = from + (strchr("+-~?", *from) != NULL ? 2 : 1);
	const char *at = second < to ? mailauth__spf_glued_within(second, to) : NULL;

	/* "-allip4:192.0.2.1", "~allgoogle-site-verification=…" */
	if (to - second > 3 && mailauth__text_is(second - 1, 3, "all"))
		return second + 2;
	if (at == NULL)
		at = to;
	if (at < to && strchr("+-~?", at[-1]) != NULL)
		at--;
	if (at == to && to - from > 4 && strchr("+-~?", to[-4]) != NULL &&
	    mailauth__text_is(to - 3, 3, "all"))
		at = to - 4;
	return at;
}

/* ---- terms ----------------------------------------------------------------- */

/* A qualifier that stood alone and found no mechanism. */
static int
drop_qualifier(struct repair *r)
{
	const char text[] = { r->qualifier, '\0' };

	if (r->qualifier == 0)
		return 0;
	r->qualifier = 0;
	return mailauth__spf_writer_say(r->w, "left out \"", text,
	    "\": no mechanism follows it");
}

/* Puts a good term where it belongs, and says so if receivers read it in
 * another place, or not at all: of two "all" the first decides (RFC 7208 section
 * 5.1), two redirect or exp are a permerror (section 6). */
static int
place(struct repair *r, const struct spf_term *term, const char *text)
{
	struct mailauth_spf_writer *w = r->w;
	size_t all = mailauth__spf_writer_find(w, MAILAUTH_SPF_ALL);
	size_t at = mailauth__spf_writer_find(w, term->kind);
	int rc = 0;

	switch (term->kind) {
	case MAILAUTH_SPF_ALL:
		return all == w->count ? mailauth__spf_writer_put(w,
		    mailauth__spf_writer_end(w), term, text) :
		    mailauth__spf_writer_say_pair(w, "left out \"", text,
		    "\": the record ends with \"", w->texts[all]);
	case MAILAUTH_SPF_REDIRECT:
	case MAILAUTH_SPF_EXP:
		return at == w->count ?
		    mailauth__spf_writer_put(w, w->count, term, text) :
		    mailauth__spf_writer_say_pair(w, "left out \"", text,
		    "\": the record has \"", w->texts[at]);
	case MAILAUTH_SPF_MODIFIER:
		return mailauth__spf_writer_put(w, w->count, term, text);
	default:
		if (all < w->count)
			rc = mailauth__spf_writer_say(w, "moved \"", text,
			    "\" in front of \"all\", behind which it is never "
			    "evaluated");
		return rc != 0 ? rc : mailauth__spf_writer_put(w,
		    mailauth__spf_writer_end(w), term, text);
	}
}

/* Adds what from..to was meant to say to the record, or says why not.  That
 * everybody may send is no slip of the pen: what is not just that becomes
 * "~all". */
static int
repair_term(struct repair *r, const char *from, const char *to)
{
	size_t len = (size_t)(to - from);
	const char *text = mailauth__arena_text(r->w->arena, from, len);
	const char *better;
	struct spf_term term;
	int rc;

	if (text == NULL)
		return mailauth__arena_error(r->w->arena);
	rc = strchr("+-~?", *text) != NULL ? drop_qualifier(r) : 0;
	if (rc != 0)
		return rc;
	if (mailauth__text_is(text, len, "v=spf1"))
		return mailauth__spf_writer_say(r->w, "left out a second \"v=spf1\"",
		    NULL, NULL);
	rc = mailauth__spf_mend(r->w, text, text + len, r->qualifier, &term, &better);
	if (rc == 0 && term.kind == MAILAUTH_SPF_ALL && term.qualifier == '+' &&
	    (!r->whole || r->qualifier != 0 || strcmp(better, text) != 0))
		rc = mailauth__spf_writer_term(r->w, "~all", 4, &term, &better);
	if (rc == MAILAUTH_ERR_INVALID) {
		rc = mailauth__spf_writer_say(r->w, "left out \"", text,
		    "\": it cannot be told what was meant");
		r->qualifier = 0;
		return rc;
	}
	r->qualifier = 0;
	if (rc == 0 && strcmp(better, text) != 0)
		rc = mailauth__spf_writer_say_pair(r->w, "wrote \"", better,
		    "\" for \"", text);
	return rc != 0 ? rc : place(r, &term, better);
}

/* "ip4:" and then its address, parted by a space. */
static bool
lacks_value(const char *from, const char *to)
{
	return to - from > 2 && (to[-1] == ':' || to[-1] == '=');
}

/* Is from..to, cut off behind "all", no term of its own? */
static bool
follows_all(const char *from, const char *to)
{
	return mailauth__text_is(from - 3, 3, "all") &&
	    !mailauth__spf_glued_term(from, to);
}

static int
repair_word(struct repair *r, const char *from, const char *to)
{
	const char *end, *more, *more_end;
	struct cursor ahead;
	struct buffer buf;
	const char *joined;
	bool whole = from > r->c.start && is_border(from[-1]) &&
	    (to == r->c.end || is_border(*to));
	int rc = 0;

	if (to - from == 1 && strchr("+-~?", *from) != NULL) {
		rc = drop_qualifier(r);
		r->qualifier = *from;
		return rc;
	}
	ahead = r->c;
	if (lacks_value(from, to) && next_word(&ahead, &more, &more_end) &&
	    (mailauth__spf_address_mechanism(more, more_end) != NULL ||
	    mailauth__spf_looks_like_domain(more, more_end))) {
		mailauth__buffer_init(&buf, r->w->arena, LIMIT_RECORD);
		mailauth__buffer_add(&buf, from, (size_t)(to - from));
		mailauth__buffer_add(&buf, more, (size_t)(more_end - more));
		joined = mailauth__buffer_text(&buf);
		if (joined == NULL)
			return buf.error;
		r->c = ahead;
		rc = mailauth__spf_writer_say(r->w, "removed the space within \"",
		    joined, "\"");
		from = joined;
		to = joined + buf.length;
	}
	for (; rc == 0 && from < to; from = end) {
		if (r->w->count > LIMIT_SPF_EDIT_TERMS)
			return MAILAUTH_ERR_LIMIT;
		end = next_term(from, to);
		r->whole = whole && end == to;
		whole = false;
		rc = repair_term(r, from, end);
		if (rc == 0 && end < to && follows_all(end, to))
			return mailauth__spf_writer_say(r->w,
			    "left out what stands behind \"all\" without a space",
			    NULL, NULL);
	}
	return rc;
}

int
mailauth__spf_repair(struct arena *arena, const char *text, size_t len,
    struct mailauth_spf_writer **out)
{
	const char *from, *to;
	struct repair r = { .c = cursor_of(text, len) };
	size_t words = 0;
	int rc = 0;

	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	if (!mailauth__spf_skip_version(&r.c))
		return MAILAUTH_ERR_NOT_FOUND;
	r.w = mailauth__spf_writer_in(arena);
	if (r.w == NULL)
		return mailauth__arena_error(arena);
	rc = read_typographic(&r);
	while (rc == 0 && next_word(&r.c, &from, &to)) {
		rc = ++words > LIMIT_SPF_EDIT_TERMS ? MAILAUTH_ERR_LIMIT :
		    repair_word(&r, from, to);
	}
	if (rc == 0)
		rc = drop_qualifier(&r);
	if (rc == 0)
		rc = mailauth__spf_writer_settle(r.w);
	*out = r.w;
	return rc;
}

int
mailauth_spf_repair(const mailauth_config *cfg, const char *text, size_t len,
    mailauth_spf_writer **out)
{
	struct arena *arena;
	int rc;

	if (out == NULL)
		return MAILAUTH_ERR_INVALID;
	*out = NULL;
	if (text == NULL)
		return MAILAUTH_ERR_INVALID;
	arena = mailauth__arena_new(cfg, 0);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	rc = mailauth__spf_repair(arena, text, len, out);
	if (rc != 0) {
		mailauth__arena_free(arena);
		*out = NULL;
	}
	return rc;
}
