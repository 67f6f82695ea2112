/* SPDX-License-Identifier: BSD-2-Clause */
/* Sentences with particulars, in an arena. */
#ifndef VALIDATE_SAY_H
#define VALIDATE_SAY_H

#include "base/arena.h"

/* As printf into the arena, cut at SAY_MAX octets; NULL: no memory.  "%s" takes
 * foreign text as it is: whoever prints the result escapes it. */
char *mailauth__say(struct arena *arena, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

#define SAY_MAX 4096

#endif
