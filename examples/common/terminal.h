/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text for people.  Foreign text is escaped, colour only underlines what the
 * words say, and a fault is shown under the octet that is wrong.
 *
 *	struct terminal t;
 *
 *	terminal_init(&t, stdout, o.color);
 *	terminal_word(&t, STYLE_ERROR, "fail");          coloured if wanted
 *	terminal_print(&t, "  %u look-ups\n", lookups);  printf, own text only
 *	terminal_text(&t, record, length);               foreign octets, escaped
 *	terminal_string(&t, domain);                     the same up to the NUL
 *	terminal_problem(&t, problem, record, length);
 *
 * The last prints, with a window of a long record around the fault:
 *
 *	error: unknown mechanism [spf.unknown-mechanism, RFC 7208 section 4.6.1]
 *	  v=spf1 ipv4:192.0.2.1 -all
 *	         ^~~~
 *	  fix: correct the name of the mechanism
 *
 * The fix is left out for what is only information.
 */
#ifndef COMMON_TERMINAL_H
#define COMMON_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include <mailauth.h>

#include "common/options.h"

enum style {
	STYLE_PLAIN = 0,
	STYLE_GOOD = 1,
	STYLE_ERROR = 2,
	STYLE_WARNING = 3,
	STYLE_INFO = 4,
	STYLE_UNKNOWN = 5,
	STYLE_STRONG = 6,
	STYLE_FAINT = 7
};

struct terminal {
	FILE *out;
	bool color;
	size_t width; /* columns: COLUMNS, the terminal's, or 80 */
};

/* `color` is COLOR_*; auto means a terminal, TERM not "dumb", and no NO_COLOR. */
void terminal_init(struct terminal *t, FILE *out, int color);
void terminal_print(const struct terminal *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void terminal_word(const struct terminal *t, enum style style, const char *word);
void terminal_text(const struct terminal *t, const char *text, size_t len);
void terminal_string(const struct terminal *t, const char *text);
/* The style of MAILAUTH_SEVERITY_*. */
enum style severity_style(int severity);
/* The record's line with a caret line under octets offset .. offset+length. */
void terminal_caret(const struct terminal *t, const char *record, size_t len,
    size_t offset, size_t length);
/* One problem; record NULL (or a problem of the whole): without the caret. */
void terminal_problem(const struct terminal *t, const mailauth_problem *problem,
    const char *record, size_t len);

#endif
