/* SPDX-License-Identifier: BSD-2-Clause */
/* Characters that word processors and web pages put in the place of ASCII. */
#ifndef BASE_TYPOGRAPHIC_H
#define BASE_TYPOGRAPHIC_H

#include <stddef.h>

/*
 * The octets of such a character that begins at from, 0 if none does.  *ascii is
 * what belongs there, never longer: "-", " ", and "" for quotation marks and for
 * what cannot be seen.
 */
size_t mailauth__typographic(const char *from, const char *to, const char **ascii);

/* The octets of the character that begins at from, which is not ASCII: those
 * that go on with it in UTF-8 belong to it, whether they make one or not. */
size_t mailauth__foreign(const char *from, const char *to);

#endif
