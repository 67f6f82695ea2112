/* SPDX-License-Identifier: BSD-2-Clause */
/* Authentication-Results, RFC 8601 section 2.2. */
#include <assert.h>
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "evaluate/auth_results.h"

#define LINE_LENGTH 78 /* RFC 5322 section 2.1.1, SHOULD */

/* atext, RFC 5322 section 3.2.3. */
static bool
is_atext(char c)
{
	return is_class(c, CLASS_ALNUM) ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

bool
mailauth__is_dot_atom(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] == '.' && i > 0 && i + 1 < len && text[i - 1] != '.')
			continue;
		if (!is_atext(text[i]))
			return false;
	}
	return len > 0;
}

void
mailauth__add_word(struct buffer *buf, const char *text, size_t len, size_t max)
{
	if (len > max)
		len = max;
	if (mailauth__is_dot_atom(text, len)) {
		mailauth__buffer_add(buf, text, len);
		return;
	}
	mailauth__buffer_char(buf, '"');
	mailauth__escape(buf, MAILAUTH_CHANNEL_HEADER, text, len);
	mailauth__buffer_char(buf, '"');
}

/* Quoted-string, RFC 5321 section 4.1.2: a local-part that is one already. */
static bool
is_quoted_string(const char *text, size_t len)
{
	size_t i;

	if (len < 2 || text[0] != '"' || text[len - 1] != '"')
		return false;
	for (i = 1; i + 1 < len; i++) {
		if (text[i] == '"')
			return false;
		if (text[i] == '\\' && ++i + 1 == len)
			return false;
		if (text[i] != ' ' && !is_class(text[i], CLASS_VISIBLE))
			return false;
	}
	return true;
}

static void
add_local_part(struct buffer *buf, const char *text, size_t len)
{
	if (len <= AUTH_RESULTS_VALUE && is_quoted_string(text, len))
		mailauth__buffer_add(buf, text, len);
	else
		mailauth__add_word(buf, text, len, AUTH_RESULTS_VALUE);
}

/* domain-name, RFC 6376 section 3.5: labels that neither begin nor end in "-".
 * Here also with "_", as DNS owners have it. */
static bool
is_domain_name(const char *text, size_t len)
{
	bool inside = false; /* of a label, behind an octet that may end it */
	size_t i;

	for (i = 0; i < len; i++) {
		char c = text[i];

		if (!is_class(c, CLASS_NAME) || (c == '.' && !inside) ||
		    (c == '-' && (i == 0 || text[i - 1] == '.')))
			return false;
		inside = c != '.' && c != '-';
	}
	return inside && len <= AUTH_RESULTS_VALUE;
}

/* The words added behind `from` go to a line of their own if this one has
 * become too long. */
static void
fold(struct auth_results *ar, size_t from)
{
	struct buffer *buf = &ar->buf;

	if (buf->error != 0 || buf->length - ar->line <= LINE_LENGTH)
		return;
	assert(from > ar->line); /* the method and its result stand before */
	mailauth__buffer_add(buf, "  ", 2);
	if (buf->error != 0)
		return;
	/* "x y" becomes "x CR LF TAB y" */
	memmove(buf->data + from + 3, buf->data + from + 1,
	    buf->length - from - 3);
	memcpy(buf->data + from, "\r\n\t", 3);
	ar->line = from + 2;
}

void
mailauth__auth_results_begin(struct auth_results *ar, struct arena *arena,
    const char *method, const char *result)
{
	mailauth__buffer_init(&ar->buf, arena, 0);
	ar->line = 0;
	mailauth__buffer_text_add(&ar->buf, method);
	mailauth__buffer_char(&ar->buf, '=');
	mailauth__buffer_text_add(&ar->buf, result);
}

void
mailauth__auth_results_reason(struct auth_results *ar, const char *text)
{
	size_t from = ar->buf.length;

	mailauth__buffer_text_add(&ar->buf, " reason=");
	mailauth__escape_value(&ar->buf, text, strlen(text), AUTH_RESULTS_VALUE);
	fold(ar, from);
}

static void
begin_property(struct auth_results *ar, const char *ptype, const char *property)
{
	mailauth__buffer_char(&ar->buf, ' ');
	mailauth__buffer_text_add(&ar->buf, ptype);
	mailauth__buffer_char(&ar->buf, '.');
	mailauth__buffer_text_add(&ar->buf, property);
	mailauth__buffer_char(&ar->buf, '=');
}

void
mailauth__auth_results_property(struct auth_results *ar, const char *ptype,
    const char *property, const char *text, size_t len)
{
	size_t from = ar->buf.length;

	begin_property(ar, ptype, property);
	mailauth__escape_value(&ar->buf, text, len, AUTH_RESULTS_VALUE);
	fold(ar, from);
}

void
mailauth__auth_results_address(struct auth_results *ar, const char *ptype,
    const char *property, const char *local, size_t local_len,
    const char *domain, size_t domain_len)
{
	struct buffer *buf = &ar->buf;
	size_t from = buf->length;

	begin_property(ar, ptype, property);
	if (!is_domain_name(domain, domain_len)) {
		/* No pvalue of the right-hand form: a quoted-string. */
		mailauth__buffer_char(buf, '"');
		if (local_len > 0) {
			mailauth__escape(buf, MAILAUTH_CHANNEL_HEADER, local,
			    local_len < AUTH_RESULTS_VALUE ? local_len :
			    AUTH_RESULTS_VALUE);
			mailauth__buffer_char(buf, '@');
		}
		mailauth__escape(buf, MAILAUTH_CHANNEL_HEADER, domain,
		    domain_len < AUTH_RESULTS_VALUE ? domain_len :
		    AUTH_RESULTS_VALUE);
		mailauth__buffer_char(buf, '"');
	} else {
		if (local_len > 0) {
			add_local_part(buf, local, local_len);
			mailauth__buffer_char(buf, '@');
		}
		mailauth__buffer_add(buf, domain, domain_len);
	}
	fold(ar, from);
}

const char *
mailauth__auth_results_text(struct auth_results *ar)
{
	return mailauth__buffer_text(&ar->buf);
}
