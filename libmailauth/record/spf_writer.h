/* SPDX-License-Identifier: BSD-2-Clause */
/* An SPF record being written: a list of terms, each good by itself. */
#ifndef RECORD_SPF_WRITER_H
#define RECORD_SPF_WRITER_H

#include <mailauth/spf.h>

#include "record/spf_grammar.h"

struct mailauth_spf_writer {
	struct arena *arena;
	struct spf_term *terms; /* offset 0, places within their own text */
	const char **texts;     /* NUL-terminated, terms[i].length octets */
	size_t count;
	size_t room;
	const char **notes;
	size_t note_count;
	size_t note_room;
	struct buffer record;   /* what mailauth_spf_writer_text() returned */
};

/* An empty writer in the arena; NULL: no memory. */
struct mailauth_spf_writer *mailauth__spf_writer_in(struct arena *arena) MUST_CHECK;
/* Reads `text` as one term, copying it.  0, MAILAUTH_ERR_INVALID or no memory. */
int mailauth__spf_writer_term(struct mailauth_spf_writer *w, const char *text,
    size_t len, struct spf_term *term, const char **copy) MUST_CHECK;
/* Puts a term that was read before term `at`. */
int mailauth__spf_writer_put(struct mailauth_spf_writer *w, size_t at,
    const struct spf_term *term, const char *text) MUST_CHECK;
void mailauth__spf_writer_drop(struct mailauth_spf_writer *w, size_t at);
/* Index of the first term of `kind`, count if there is none. */
size_t mailauth__spf_writer_find(const struct mailauth_spf_writer *w, int kind);
/* Where a new mechanism goes: before "all" and the modifiers at the end. */
size_t mailauth__spf_writer_end(const struct mailauth_spf_writer *w);
/* Is `term` the mechanism or modifier of term `at`, but for its qualifier? */
bool mailauth__spf_writer_same(const struct mailauth_spf_writer *w, size_t at,
    const struct spf_term *term);
/* Changes the qualifier of term `at`. */
int mailauth__spf_writer_qualify(struct mailauth_spf_writer *w, size_t at,
    int qualifier) MUST_CHECK;
/* Adds a note: a, b and c run together; each may be NULL. */
int mailauth__spf_writer_say(struct mailauth_spf_writer *w, const char *a,
    const char *b, const char *c) MUST_CHECK;
/* The same of two texts, the second one closed by a quotation mark. */
int mailauth__spf_writer_say_pair(struct mailauth_spf_writer *w, const char *a,
    const char *first, const char *b, const char *second) MUST_CHECK;
/* Drops "redirect" if there is an "all" (RFC 7208 section 6.1), saying so. */
int mailauth__spf_writer_settle(struct mailauth_spf_writer *w) MUST_CHECK;

#endif
