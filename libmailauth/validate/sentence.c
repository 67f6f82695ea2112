/* SPDX-License-Identifier: BSD-2-Clause */
/* Sentences of findings, with particulars, in English and beside it in German.
 * The German one is found by the format that makes the English one, never by
 * what came out of it. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/escape.h"
#include "base/text.h"
#include "validate/catalogue_de.h"
#include "validate/validation.h"

#define PARTS_MAX 9 /* conversions of a format */

/* What the conversions of a format stand for. */
struct parts {
	const char *text[PARTS_MAX];
	bool foreign[PARTS_MAX]; /* not our own */
	char room[PARTS_MAX][12]; /* numbers and single octets as text */
	size_t count;
};

/* The formats have %s, %u, %d, %c and %%.  A sentence that was put into another
 * keeps its own German form. */
static void
take_parts(const struct validation *v, const char *format, va_list args,
    struct parts *parts)
{
	const char *at = format, *text, *german;

	while ((at = strchr(at, '%')) != NULL && parts->count < PARTS_MAX) {
		char *room = parts->room[parts->count];
		size_t size = sizeof(parts->room[0]);

		switch (at[1]) {
		case 's':
			text = va_arg(args, const char *);
			german = mailauth__german_of(v, text);
			parts->foreign[parts->count] = german == NULL;
			parts->text[parts->count++] = german != NULL ? german : text;
			break;
		case 'u':
			(void)snprintf(room, size, "%u", va_arg(args, unsigned));
			parts->text[parts->count++] = room;
			break;
		case 'd':
		case 'c':
			(void)snprintf(room, size, at[1] == 'd' ? "%d" : "%c",
			    va_arg(args, int));
			parts->text[parts->count++] = room;
			break;
		}
		at += 2;
	}
}

static void
put_part(struct buffer *buf, const struct parts *parts, size_t number, bool own)
{
	const char *text = parts->text[number];
	const char *german = own ? mailauth__german_word(text) : text;

	if (parts->foreign[number] && german == text)
		mailauth__escape(buf, MAILAUTH_CHANNEL_TERMINAL, text, strlen(text));
	else
		mailauth__buffer_text_add(buf, german);
}

/* "{1} hat ..." with the parts in place.  Our own words are UTF-8; what is foreign
 * is escaped here, since nobody can tell them apart later. */
static const char *
fill(struct validation *v, const char *german, const struct parts *parts)
{
	struct buffer buf;
	const char *at;

	mailauth__buffer_init(&buf, v->arena, SAY_MAX);
	for (at = german; *at != '\0'; at++) {
		size_t number = (size_t)(at[1] - '1');

		if (*at != '{' || !is_class(at[1], CLASS_DIGIT) ||
		    number >= parts->count) {
			mailauth__buffer_char(&buf, *at);
			continue;
		}
		put_part(&buf, parts, number, at[2] == '*');
		at += at[2] == '*' ? 3 : 2;
	}
	return mailauth__buffer_text(&buf); /* NULL: too long, or no memory */
}

static void
keep(struct validation *v, const char *english, const char *german)
{
	if (v->said_count == v->said_room) {
		size_t room = v->said_room * 2 + 32;
		struct said *said;

		if (room > 4 * VALIDATE_FINDINGS)
			return;
		said = mailauth__arena_grow(v->arena, v->said, v->said_count,
		    room, sizeof(*said));
		if (said == NULL) {
			v->error = mailauth__arena_error(v->arena);
			return;
		}
		v->said = said;
		v->said_room = room;
	}
	v->said[v->said_count++] = (struct said){ english, german };
}

const char *
mailauth__sentence(struct validation *v, const char *format, ...)
{
	const char *german = mailauth__german_sentence(format);
	char text[SAY_MAX];
	const char *english;
	struct parts parts;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	english = mailauth__arena_text(v->arena, text, strlen(text));
	if (english == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return english;
	}
	if (german != NULL) {
		parts = (struct parts){ 0 };
		va_start(args, format);
		take_parts(v, format, args, &parts);
		va_end(args);
		german = fill(v, german, &parts);
	}
	keep(v, english, german);
	return english;
}

const char *
mailauth__german_of(const struct validation *v, const char *english)
{
	size_t i;

	for (i = v->said_count; i > 0; i--) {
		if (v->said[i - 1].english == english)
			return v->said[i - 1].german;
	}
	return NULL;
}
