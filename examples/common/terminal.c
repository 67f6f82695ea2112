/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for people: escaping, colour, and the caret under a fault. */
#include "common/terminal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define INDENT 2
#define WIDTH_DEFAULT 80
#define WIDTH_LEAST 40
#define WIDTH_MOST 1000

static size_t
columns(FILE *out)
{
	const char *text = getenv("COLUMNS");
	size_t width = 0;

	if (text != NULL)
		for (; *text >= '0' && *text <= '9' && width < WIDTH_MOST; text++)
			width = width * 10 + (size_t)(*text - '0');
#ifdef TIOCGWINSZ
	if (width == 0) {
		struct winsize size;

		if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0)
			width = size.ws_col;
	}
#endif
	if (width == 0)
		width = WIDTH_DEFAULT;
	return width < WIDTH_LEAST ? WIDTH_LEAST :
	    width > WIDTH_MOST ? WIDTH_MOST : width;
}

void
terminal_init(struct terminal *t, FILE *out, int color)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	t->out = out;
	t->width = columns(out);
	t->color = color == COLOR_ALWAYS || (color == COLOR_AUTO &&
	    isatty(fileno(out)) && (no_color == NULL || *no_color == '\0') &&
	    term != NULL && strcmp(term, "dumb") != 0);
}

void
terminal_print(const struct terminal *t, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(t->out, format, ap);
	va_end(ap);
}

void
terminal_word(const struct terminal *t, enum style style, const char *word)
{
	static const char *const codes[] = {
		[STYLE_PLAIN] = "0", [STYLE_GOOD] = "32", [STYLE_ERROR] = "1;31",
		[STYLE_WARNING] = "33", [STYLE_INFO] = "36",
		[STYLE_UNKNOWN] = "35", [STYLE_STRONG] = "1", [STYLE_FAINT] = "2",
	};

	if (t->color && style != STYLE_PLAIN)
		fprintf(t->out, "\033[%sm", codes[style]);
	terminal_string(t, word);
	if (t->color && style != STYLE_PLAIN)
		fputs("\033[0m", t->out);
}

void
terminal_text(const struct terminal *t, const char *text, size_t len)
{
	char escaped[1024];

	/* An octet becomes at most four. */
	for (size_t done = 0; done < len;) {
		size_t piece = len - done < 250 ? len - done : 250;
		size_t n = mailauth_escape(MAILAUTH_CHANNEL_TERMINAL, text + done,
		    piece, escaped, sizeof(escaped));

		fwrite(escaped, 1, n < sizeof(escaped) ? n : sizeof(escaped) - 1,
		    t->out);
		done += piece;
	}
}

void
terminal_string(const struct terminal *t, const char *text)
{
	terminal_text(t, text, strlen(text));
}

enum style
severity_style(int severity)
{
	switch (severity) {
	case MAILAUTH_SEVERITY_ERROR:
	case MAILAUTH_SEVERITY_USAGE:
		return STYLE_ERROR;
	case MAILAUTH_SEVERITY_WARNING:
		return STYLE_WARNING;
	case MAILAUTH_SEVERITY_UNKNOWN:
		return STYLE_UNKNOWN;
	default:
		return STYLE_INFO;
	}
}

/* Columns that octets from .. to take when shown. */
static size_t
shown(const char *record, size_t from, size_t to)
{
	size_t width = 0;

	for (size_t i = from; i < to; i++)
		width += mailauth_escape(MAILAUTH_CHANNEL_TERMINAL, record + i, 1,
		    NULL, 0);
	return width;
}

static void
repeat(FILE *out, char c, size_t count)
{
	while (count-- > 0)
		putc(c, out);
}

void
terminal_caret(const struct terminal *t, const char *record, size_t len,
    size_t offset, size_t length)
{
	const char *more = "...";
	size_t room = t->width - INDENT - 2 * strlen(more);
	size_t from = 0, to, width = 0, under;

	if (offset > len)
		offset = len;
	if (length > len - offset)
		length = len - offset;
	/* Too long for a line: begin a third of it before the fault. */
	if (shown(record, 0, len) > room) {
		for (from = offset; from > 0 && width < room / 3; from--)
			width += shown(record, from - 1, from);
	}
	for (to = from, width = 0; to < len; to++) {
		width += shown(record, to, to + 1);
		if (width > room)
			break;
	}
	repeat(t->out, ' ', INDENT);
	if (from > 0)
		fputs(more, t->out);
	terminal_text(t, record + from, to - from);
	fprintf(t->out, "%s\n", to < len ? more : "");

	repeat(t->out, ' ', INDENT + (from > 0 ? strlen(more) : 0) +
	    shown(record, from, offset));
	if (t->color)
		fputs("\033[1m", t->out);
	putc('^', t->out);
	under = offset + length > to ? to : offset + length;
	under = under > offset ? shown(record, offset, under) : 0;
	repeat(t->out, '~', under > 1 ? under - 1 : 0);
	fprintf(t->out, "%s\n", t->color ? "\033[0m" : "");
}

void
terminal_problem(const struct terminal *t, const mailauth_problem *problem,
    const char *record, size_t len)
{
	const char *severity = mailauth_severity_name(problem->severity);
	const mailauth_rule *rule;

	terminal_word(t, severity_style(problem->severity),
	    severity != NULL ? severity : "note");
	fputs(": ", t->out);
	terminal_string(t, problem->message);
	fprintf(t->out, " [%s", problem->id);
	if (problem->reference != NULL)
		fprintf(t->out, ", %s", problem->reference);
	fputs("]\n", t->out);
	if (record != NULL && len > 0 &&
	    (problem->offset > 0 || problem->length < len))
		terminal_caret(t, record, len, problem->offset, problem->length);
	rule = mailauth_rule_by_code(problem->code);
	if (rule != NULL && rule->fix != NULL &&
	    problem->severity != MAILAUTH_SEVERITY_INFO) {
		fputs("  fix: ", t->out);
		terminal_string(t, rule->fix);
		fputs("\n", t->out);
	}
}
