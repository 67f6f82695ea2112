/* SPDX-License-Identifier: BSD-2-Clause */
/* Master files as tokens: RFC 1035 section 5.1. */
#include <string.h>

#include "base/text.h"
#include "dns/zone_reader.h"

/* How often the reader goes back to the line after a parenthesis that is never
 * closed: a constant, so the time stays linear. */
#define RESTARTS_MAX 16

bool
mailauth__zone_problem(struct reader *r, unsigned line, unsigned column,
    const char *message)
{
	struct mailauth_zone *zone = r->zone;

	r->wrong = true;
	if (r->faulty)
		return false;
	r->faulty = true;
	if (zone->problem_count < LIMIT_ZONE_PROBLEMS)
		zone->problems[zone->problem_count++] =
		    (struct mailauth_zone_problem){ r->file, line, column, message };
	return false;
}

bool
mailauth__zone_fault(struct reader *r, const char *message)
{
	return mailauth__zone_problem(r, r->token.line, r->token.column, message);
}

static unsigned
column(const struct reader *r, const char *at)
{
	return (unsigned)(at - r->line_start) + 1;
}

static bool
bad(struct reader *r, const char *at, const char *message)
{
	r->token.kind = TOKEN_BAD;
	return mailauth__zone_problem(r, r->line, column(r, at), message);
}

/* Takes a line feed. */
static void
next_line(struct reader *r)
{
	r->p++;
	r->line++;
	r->line_start = r->p;
}

/* To the end of the line, the line feed not taken. */
static void
skip_line(struct reader *r)
{
	const char *lf = memchr(r->p, '\n', (size_t)(r->end - r->p));

	r->p = lf != NULL ? lf : r->end;
}

static void
open_parenthesis(struct reader *r)
{
	const char *lf = memchr(r->p, '\n', (size_t)(r->end - r->p));

	if (r->depth++ == 0) {
		r->open_line = r->line;
		r->open_column = column(r, r->p);
		r->open_next = lf;
	}
	r->p++;
}

/* The text ends within parentheses: notes it and goes on behind their line. */
static bool
unclosed(struct reader *r)
{
	r->depth = 0;
	r->token.kind = TOKEN_BAD;
	mailauth__zone_problem(r, r->open_line, r->open_column,
	    "the parenthesis opened here is not closed");
	if (r->open_next != NULL && r->restarts < RESTARTS_MAX) {
		r->restarts++;
		r->p = r->open_next;
		r->line = r->open_line;
		/* mailauth__zone_skip() then passes over what continues it */
		r->depth = 1;
	}
	return false;
}

/* Takes blanks, comments, parentheses and the line ends within them.  False: a
 * problem. */
static bool
skip_blanks(struct reader *r)
{
	while (r->p < r->end) {
		switch (*r->p) {
		case ' ':
		case '\t':
		case '\r':
			r->p++;
			break;
		case ';':
			skip_line(r);
			break;
		case '\n':
			if (r->depth == 0)
				return true;
			next_line(r);
			break;
		case '(':
			open_parenthesis(r);
			break;
		case ')':
			if (r->depth == 0) {
				bad(r, r->p, "no parenthesis is open here");
				r->p++;
				return false;
			}
			r->depth--;
			r->p++;
			break;
		default:
			return true;
		}
	}
	if (r->depth > 0)
		return unclosed(r);
	return true;
}

static bool
take_quoted(struct reader *r)
{
	const char *quote = r->p++;

	for (; r->p < r->end && *r->p != '"' && *r->p != '\n'; r->p++)
		if (*r->p == '\\' && r->p + 1 < r->end && r->p[1] != '\n')
			r->p++;
	if (r->p == r->end || *r->p != '"')
		return bad(r, quote, "the quoted string is not closed on its line");
	r->token.kind = TOKEN_QUOTED;
	r->token.text = quote + 1;
	r->token.length = (size_t)(r->p - quote) - 1;
	r->p++;
	return true;
}

static bool
take_word(struct reader *r)
{
	const char *start = r->p;

	for (; r->p < r->end; r->p++) {
		switch (*r->p) {
		case ' ':
		case '\t':
		case '\r':
		case '\n':
		case ';':
		case '(':
		case ')':
		case '"':
			break;
		case '\0':
			bad(r, r->p, "a NUL octet outside quotes: "
			    "is this a text file?");
			skip_line(r);
			return false;
		case '\\':
			if (r->p + 1 < r->end && r->p[1] != '\n' && r->p[1] != '\r')
				r->p++;
			continue;
		default:
			continue;
		}
		break;
	}
	r->token.kind = TOKEN_WORD;
	r->token.text = start;
	r->token.length = (size_t)(r->p - start);
	return true;
}

bool
mailauth__zone_token(struct reader *r)
{
	if (!skip_blanks(r))
		return false;
	r->token.line = r->line;
	r->token.column = column(r, r->p);
	r->token.length = 0;
	if (r->p == r->end || *r->p == '\n') {
		r->token.kind = TOKEN_END;
		r->token.text = r->p;
		return true;
	}
	return *r->p == '"' ? take_quoted(r) : take_word(r);
}

bool
mailauth__zone_want(struct reader *r, const char *message)
{
	if (!mailauth__zone_token(r))
		return false;
	if (r->token.kind == TOKEN_END)
		return mailauth__zone_fault(r, message);
	return true;
}

/* After a fault within parentheses: does the line that begins here look like
 * the next entry rather than like more of this one? */
static bool
begins_entry(const struct reader *r)
{
	return r->p == r->end || memchr(" \t\r\n;)\"", *r->p, 7) == NULL;
}

void
mailauth__zone_skip(struct reader *r)
{
	while (r->p < r->end) {
		if (*r->p == '\n') {
			next_line(r);
			if (r->depth == 0 || begins_entry(r))
				break;
			continue;
		}
		if (*r->p == '(')
			open_parenthesis(r);
		else if (*r->p == ')' && r->depth > 0) {
			r->depth--;
			r->p++;
		} else if (*r->p == ';')
			skip_line(r);
		else if (*r->p == '"')
			take_quoted(r);
		else if (*r->p == '\\' && r->p + 1 < r->end && r->p[1] != '\n')
			r->p += 2;
		else
			r->p++;
	}
	r->depth = 0;
}
