/* SPDX-License-Identifier: BSD-2-Clause */
/* Building an SPF record term by term (RFC 7208 section 12). */
#include <string.h>

#include "record/spf_writer.h"

#define TERMS_FIRST 16
#define NOTES_FIRST 8
/* The longest term there can be: "v=spf1 " stands before it. */
#define TERM_MAX (LIMIT_RECORD - 7)

struct mailauth_spf_writer *
mailauth__spf_writer_in(struct arena *arena)
{
	struct mailauth_spf_writer *w = mailauth__arena_zalloc(arena, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->arena = arena;
	mailauth__buffer_init(&w->record, arena, LIMIT_RECORD);
	return w;
}

int
mailauth_spf_writer_new(const mailauth_config *cfg, mailauth_spf_writer **out)
{
	struct arena *arena;
	int rc;

	if (out == NULL)
		return MAILAUTH_ERR_INVALID;
	*out = NULL;
	arena = mailauth__arena_new(cfg, 0);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	*out = mailauth__spf_writer_in(arena);
	if (*out == NULL) {
		rc = mailauth__arena_error(arena);
		mailauth__arena_free(arena);
		return rc;
	}
	return 0;
}

int
mailauth_spf_writer_from(const mailauth_config *cfg,
    const mailauth_spf_record *rec, mailauth_spf_writer **out)
{
	struct mailauth_spf_writer *w;
	struct spf_term term;
	const char *text;
	size_t i;
	int rc;

	if (out == NULL)
		return MAILAUTH_ERR_INVALID;
	*out = NULL;
	if (rec == NULL || !rec->valid)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth_spf_writer_new(cfg, &w);
	for (i = 0; rc == 0 && i < rec->term_count; i++) {
		rc = mailauth__spf_writer_term(w,
		    rec->text + rec->terms[i].offset, rec->terms[i].length,
		    &term, &text);
		if (rc == 0)
			rc = mailauth__spf_writer_put(w, w->count, &term, text);
	}
	if (rc != 0) {
		mailauth_spf_writer_free(w);
		return rc;
	}
	*out = w;
	return 0;
}

void
mailauth_spf_writer_free(mailauth_spf_writer *w)
{
	if (w != NULL)
		mailauth__arena_free(w->arena);
}

/* ---- the list -------------------------------------------------------------- */

int
mailauth__spf_writer_term(struct mailauth_spf_writer *w, const char *text,
    size_t len, struct spf_term *term, const char **copy)
{
	struct spf_reader r = { .arena = w->arena };

	if (len == 0 || len > TERM_MAX)
		return len == 0 ? MAILAUTH_ERR_INVALID : MAILAUTH_ERR_LIMIT;
	*copy = mailauth__arena_text(w->arena, text, len);
	if (*copy == NULL)
		return mailauth__arena_error(w->arena);
	r.c = cursor_of(*copy, len);
	if (!mailauth__spf_term_read(&r, term))
		return r.error != 0 ? r.error : MAILAUTH_ERR_INVALID;
	term->valid = true;
	term->offset = 0;
	term->length = (uint32_t)len;
	return 0;
}

int
mailauth__spf_writer_put(struct mailauth_spf_writer *w, size_t at,
    const struct spf_term *term, const char *text)
{
	size_t room = w->room > 0 ? w->room * 2 : TERMS_FIRST;
	struct spf_term *terms;
	const char **texts;

	if (w->count == w->room) {
		terms = mailauth__arena_grow(w->arena, w->terms, w->room, room,
		    sizeof(*terms));
		texts = mailauth__arena_alloc(w->arena, room * sizeof(*texts));
		if (terms == NULL || texts == NULL)
			return mailauth__arena_error(w->arena);
		if (w->count > 0)
			memcpy(texts, w->texts, w->count * sizeof(*texts));
		w->terms = terms;
		w->texts = texts;
		w->room = room;
	}
	memmove(&w->terms[at + 1], &w->terms[at],
	    (w->count - at) * sizeof(*w->terms));
	memmove(&w->texts[at + 1], &w->texts[at],
	    (w->count - at) * sizeof(*w->texts));
	w->terms[at] = *term;
	w->texts[at] = text;
	w->count++;
	return 0;
}

void
mailauth__spf_writer_drop(struct mailauth_spf_writer *w, size_t at)
{
	w->count--;
	memmove(&w->terms[at], &w->terms[at + 1],
	    (w->count - at) * sizeof(*w->terms));
	memmove(&w->texts[at], &w->texts[at + 1],
	    (w->count - at) * sizeof(*w->texts));
}

size_t
mailauth__spf_writer_find(const struct mailauth_spf_writer *w, int kind)
{
	size_t i = 0;

	while (i < w->count && w->terms[i].kind != kind)
		i++;
	return i;
}

size_t
mailauth__spf_writer_end(const struct mailauth_spf_writer *w)
{
	size_t all = mailauth__spf_writer_find(w, MAILAUTH_SPF_ALL);
	size_t end = w->count;

	if (all < w->count)
		return all;
	while (end > 0 && w->terms[end - 1].kind >= MAILAUTH_SPF_REDIRECT)
		end--;
	return end;
}

static int
add_note(struct mailauth_spf_writer *w, const char *const *pieces, size_t count)
{
	size_t room = w->note_room > 0 ? w->note_room * 2 : NOTES_FIRST, i;
	struct buffer buf;
	const char **notes;

	if (w->note_count == w->note_room) {
		notes = mailauth__arena_alloc(w->arena, room * sizeof(*notes));
		if (notes == NULL)
			return mailauth__arena_error(w->arena);
		if (w->note_count > 0)
			memcpy(notes, w->notes, w->note_count * sizeof(*notes));
		w->notes = notes;
		w->note_room = room;
	}
	mailauth__buffer_init(&buf, w->arena, 0);
	for (i = 0; i < count; i++) {
		if (pieces[i] != NULL)
			mailauth__buffer_text_add(&buf, pieces[i]);
	}
	w->notes[w->note_count] = mailauth__buffer_text(&buf);
	if (w->notes[w->note_count] == NULL)
		return buf.error;
	w->note_count++;
	return 0;
}

int
mailauth__spf_writer_say(struct mailauth_spf_writer *w, const char *a,
    const char *b, const char *c)
{
	const char *pieces[] = { a, b, c };

	return add_note(w, pieces, COUNT_OF(pieces));
}

int
mailauth__spf_writer_say_pair(struct mailauth_spf_writer *w, const char *a,
    const char *first, const char *b, const char *second)
{
	const char *pieces[] = { a, first, b, second, "\"" };

	return add_note(w, pieces, COUNT_OF(pieces));
}

int
mailauth__spf_writer_qualify(struct mailauth_spf_writer *w, size_t at,
    int qualifier)
{
	struct spf_term term;
	struct buffer buf;
	const char *text = w->texts[at];
	const char *changed;
	int rc;

	if (w->terms[at].qualifier == qualifier)
		return 0;
	if (w->terms[at].qualified)
		text++;
	mailauth__buffer_init(&buf, w->arena, LIMIT_RECORD);
	if (qualifier != '+')
		mailauth__buffer_char(&buf, (char)qualifier);
	mailauth__buffer_text_add(&buf, text);
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		return buf.error;
	rc = mailauth__spf_writer_term(w, text, buf.length, &term, &changed);
	if (rc != 0)
		return rc;
	w->terms[at] = term;
	w->texts[at] = changed;
	return 0;
}

bool
mailauth__spf_writer_same(const struct mailauth_spf_writer *w, size_t at,
    const struct spf_term *term)
{
	const struct spf_term *own = &w->terms[at];

	if (own->kind != term->kind)
		return false;
	if (own->ip.family != 0)
		return mailauth__spf_term_bits(own, own->ip.family) ==
		    mailauth__spf_term_bits(term, own->ip.family) &&
		    mailauth__ip_match(&own->ip, &term->ip,
		    mailauth__spf_term_bits(own, own->ip.family));
	if (mailauth__spf_term_bits(own, 4) != mailauth__spf_term_bits(term, 4) ||
	    mailauth__spf_term_bits(own, 6) != mailauth__spf_term_bits(term, 6))
		return false;
	/* Upper-case macro letters mean something else than lower-case ones. */
	if (own->domain.parts != NULL || term->domain.parts != NULL)
		return own->domain.length == term->domain.length &&
		    memcmp(own->domain.text, term->domain.text,
		    own->domain.length) == 0;
	return mailauth__text_same(own->domain.text, own->domain.length,
	    term->domain.text, term->domain.length);
}

/* ---- changing it ----------------------------------------------------------- */

/* A second redirect or exp takes the place of the first (section 6). */
static int
replace_modifier(struct mailauth_spf_writer *w, const struct spf_term *term,
    const char *text)
{
	size_t at = mailauth__spf_writer_find(w, term->kind);

	if (at < w->count) {
		w->terms[at] = *term;
		w->texts[at] = text;
		return 0;
	}
	return mailauth__spf_writer_put(w, w->count, term, text);
}

int
mailauth_spf_writer_add(mailauth_spf_writer *w, const char *text)
{
	struct spf_term term;
	const char *copy;
	size_t all;
	int rc;

	if (w == NULL || text == NULL)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__spf_writer_term(w, text, strlen(text), &term, &copy);
	if (rc != 0)
		return rc;
	switch (term.kind) {
	case MAILAUTH_SPF_ALL:
		all = mailauth__spf_writer_find(w, MAILAUTH_SPF_ALL);
		if (all < w->count)
			return mailauth__spf_writer_qualify(w, all, term.qualifier);
		break;
	case MAILAUTH_SPF_REDIRECT:
	case MAILAUTH_SPF_EXP:
		return replace_modifier(w, &term, copy);
	case MAILAUTH_SPF_MODIFIER:
		return mailauth__spf_writer_put(w, w->count, &term, copy);
	default:
		break;
	}
	return mailauth__spf_writer_put(w, mailauth__spf_writer_end(w), &term, copy);
}

int
mailauth_spf_writer_add_term(mailauth_spf_writer *w, int kind, int qualifier,
    const char *value, int prefix4, int prefix6)
{
	const char *name = mailauth_spf_kind_name(kind), *text;
	bool modifier = kind == MAILAUTH_SPF_REDIRECT || kind == MAILAUTH_SPF_EXP;
	bool six = kind == MAILAUTH_SPF_IP6;
	struct buffer buf;

	if (w == NULL || name == NULL || prefix4 > 32 || prefix6 > 128 ||
	    (qualifier != 0 && (qualifier < 0 || qualifier > 127 || modifier ||
	    strchr("+-~?", qualifier) == NULL)))
		return MAILAUTH_ERR_INVALID;
	mailauth__buffer_init(&buf, w->arena, LIMIT_RECORD);
	if (qualifier != 0)
		mailauth__buffer_char(&buf, (char)qualifier);
	mailauth__buffer_text_add(&buf, name);
	if (value != NULL) {
		mailauth__buffer_char(&buf, modifier ? '=' : ':');
		mailauth__buffer_text_add(&buf, value);
	}
	if (prefix4 >= 0) {
		mailauth__buffer_char(&buf, '/');
		mailauth__buffer_number(&buf, (uint64_t)prefix4);
	}
	if (prefix6 >= 0) {
		mailauth__buffer_text_add(&buf, six ? "/" : "//");
		mailauth__buffer_number(&buf, (uint64_t)prefix6);
	}
	text = mailauth__buffer_text(&buf);
	return text != NULL ? mailauth_spf_writer_add(w, text) : buf.error;
}

int
mailauth_spf_writer_insert(mailauth_spf_writer *w, size_t i, const char *text)
{
	struct spf_term term;
	const char *copy;
	int rc;

	if (w == NULL || text == NULL || i > w->count)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__spf_writer_term(w, text, strlen(text), &term, &copy);
	if (rc != 0)
		return rc;
	if ((term.kind == MAILAUTH_SPF_REDIRECT || term.kind == MAILAUTH_SPF_EXP) &&
	    mailauth__spf_writer_find(w, term.kind) < w->count)
		return MAILAUTH_ERR_STATE;
	return mailauth__spf_writer_put(w, i, &term, copy);
}

int
mailauth_spf_writer_remove(mailauth_spf_writer *w, size_t i)
{
	if (w == NULL || i >= w->count)
		return MAILAUTH_ERR_NOT_FOUND;
	mailauth__spf_writer_drop(w, i);
	return 0;
}

/* ---- reading it ------------------------------------------------------------ */

size_t
mailauth_spf_writer_term_count(const mailauth_spf_writer *w)
{
	return w != NULL ? w->count : 0;
}

const char *
mailauth_spf_writer_term(const mailauth_spf_writer *w, size_t i)
{
	return i < mailauth_spf_writer_term_count(w) ? w->texts[i] : NULL;
}

size_t
mailauth_spf_writer_note_count(const mailauth_spf_writer *w)
{
	return w != NULL ? w->note_count : 0;
}

const char *
mailauth_spf_writer_note(const mailauth_spf_writer *w, size_t i)
{
	return i < mailauth_spf_writer_note_count(w) ? w->notes[i] : NULL;
}

const char *
mailauth_spf_writer_text(mailauth_spf_writer *w)
{
	size_t i;

	if (w == NULL)
		return NULL;
	mailauth__buffer_reset(&w->record);
	mailauth__buffer_text_add(&w->record, "v=spf1");
	for (i = 0; i < w->count; i++) {
		mailauth__buffer_char(&w->record, ' ');
		mailauth__buffer_add(&w->record, w->texts[i], w->terms[i].length);
	}
	return mailauth__buffer_text(&w->record);
}
