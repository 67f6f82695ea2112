/* SPDX-License-Identifier: BSD-2-Clause */
/* The short way through tag=value lists as nearly all are written: known names, no
 * blank but one before a name.  For those who read such a list as they go; what
 * does not fit is for mailauth__tag_list_parse(). */
#ifndef RECORD_TAG_SCAN_H
#define RECORD_TAG_SCAN_H

#include <string.h>

#include "record/tag_list.h"

/* What an octet can be.  VALUE is %x21-3A / %x3C-7E. */
enum {
	OCTET_VALUE = 1,
	OCTET_BLANK = 2,  /* space, tab, CR, LF */
	OCTET_LETTER = 4, /* ALPHA: in a name of any style */
	OCTET_NAME = 8    /* DIGIT and "_": inside a name of DKIM */
};

extern const uint8_t mailauth__tag_octets[256];

static inline unsigned
kind_of(char c)
{
	return mailauth__tag_octets[(unsigned char)c];
}

#define EACH(octet) ((uint64_t)0x0101010101010101 * (octet))

/* The first octet of text[i..len) that is not a value's.  Eight at once while none
 * of them is a blank or below, ";", 0x7F or above: the sums set the highest bit of
 * an octet that is, and of no other unless one before it has it.  Measured: a
 * third of the instructions of a whole record. */
static inline size_t
span_value(const char *text, size_t i, size_t len)
{
	uint64_t w;

	while (i + 8 <= len) {
		memcpy(&w, text + i, sizeof(w));
		w = (w | (w + EACH(1)) | (w - EACH(0x21)) |
		    ((w ^ EACH(';')) - EACH(1))) & EACH(0x80);
		if (w != 0) {
			i += FIRST_MARKED(w);
			if (FIRST_IS_KNOWN)
				return i;
			break;
		}
		i += 8;
	}
	while (i < len && (kind_of(text[i]) & OCTET_VALUE) != 0)
		i++;
	return i;
}

/* The first four octets as one number, the first octet highest. */
static inline uint32_t
load_key(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return TAG_KEY(u[0], u[1], u[2], u[3]);
}

/* The known name that text[at..len) starts with, followed by "="; NULL if none.
 * `fold` is 0x20202020 where case does not matter: no octet but the upper-case
 * letter becomes a lower-case one by it. */
static inline const struct tag_name *
known_name(const struct tag_name *known, uint32_t fold, const char *text, size_t at,
    size_t len)
{
	const struct tag_name *name;
	uint32_t key, length;

	if (at + 4 > len)
		return NULL; /* too little for a name, "=", a value and ";" */
	key = load_key(text + at);
	if ((key >> 16 & 0xff) == '=') {
		key = (key | fold) >> 24;
		length = 1;
	} else if ((key >> 8 & 0xff) == '=') {
		key = (key | fold) >> 16;
		length = 2;
	} else if ((key & 0xff) == '=') {
		key = (key | fold) >> 8;
		length = 3;
	} else if (at + 4 < len && text[at + 4] == '=') {
		key |= fold;
		length = 4;
	} else if (at + 5 < len && text[at + 5] == '=') {
		key = load_key(text + at + 1) | fold;
		length = 5;
	} else {
		return NULL;
	}
	name = &known[TAG_PLACE(key)];
	if (name->key != key || name->length != length || (length == 5 &&
	    ((unsigned char)text[at] | (fold & 0xff)) != (unsigned char)name->first))
		return NULL;
	return name;
}

#endif
