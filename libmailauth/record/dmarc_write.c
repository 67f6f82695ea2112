/* SPDX-License-Identifier: BSD-2-Clause */
/* The writer of DMARC Policy Records: RFC 9989 section 4.8. */
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"
#include "record/dmarc_record.h"
#include "record/dmarc_uri.h"

struct mailauth_dmarc_writer {
	struct arena *arena;
	const char *values[DMARC_TAG_COUNT]; /* without v, rua and ruf */
	const char **uris[2];
	size_t uri_count[2];
	struct buffer text;
};

int
mailauth_dmarc_writer_new(const mailauth_config *cfg, mailauth_dmarc_writer **out)
{
	struct mailauth_dmarc_writer *w;
	struct arena *arena;

	*out = NULL;
	arena = mailauth__arena_new(cfg, 1024);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	w = mailauth__arena_zalloc(arena, sizeof(*w));
	if (w == NULL) {
		int rc = mailauth__arena_error(arena);

		mailauth__arena_free(arena);
		return rc;
	}
	w->arena = arena;
	mailauth__buffer_init(&w->text, arena, LIMIT_RECORD);
	*out = w;
	return MAILAUTH_OK;
}

void
mailauth_dmarc_writer_free(mailauth_dmarc_writer *w)
{
	if (w != NULL)
		mailauth__arena_free(w->arena);
}

/* May the tag, one from p to fo, have the value? */
static bool
may_have(enum dmarc_tag number, const char *value)
{
	static const char *const letters[DMARC_TAG_COUNT] = {
		[DMARC_T] = "yn",
		[DMARC_PSD] = "ynu",
		[DMARC_ADKIM] = "rs",
		[DMARC_ASPF] = "rs"
	};
	const size_t len = strlen(value);

	if (number <= DMARC_NP)
		return mailauth__dmarc_policy_number(value, len) != 0;
	if (number == DMARC_FO)
		return mailauth__dmarc_fo_number(value, len) != 0;
	return len == 1 && strchr(letters[number], lower(*value)) != NULL;
}

int
mailauth_dmarc_writer_set(mailauth_dmarc_writer *w, const char *name, const char *value)
{
	enum dmarc_tag number = mailauth__dmarc_tag_number(name);
	char *copy;
	size_t i;

	if (number < DMARC_P || number > DMARC_FO)
		return MAILAUTH_ERR_NOT_FOUND;
	if (value == NULL) {
		w->values[number] = NULL;
		return MAILAUTH_OK;
	}
	if (!may_have(number, value))
		return MAILAUTH_ERR_INVALID;
	copy = mailauth__arena_text(w->arena, value, strlen(value));
	if (copy == NULL)
		return mailauth__arena_error(w->arena);
	for (i = 0; copy[i] != '\0'; i++)
		copy[i] = lower(copy[i]);
	w->values[number] = copy;
	return MAILAUTH_OK;
}

/* "mailto:" and the mailbox, with all octets encoded that are not unreserved in
 * RFC 3986 or plain in RFC 6068. */
static const char *
mailto(struct mailauth_dmarc_writer *w, const char *mailbox)
{
	static const char hex[] = "0123456789ABCDEF";
	const char *at = strrchr(mailbox, '@'), *p;
	struct buffer buf;

	mailauth__buffer_init(&buf, w->arena, 0);
	mailauth__buffer_text_add(&buf, "mailto:");
	for (p = mailbox; *p != '\0'; p++) {
		if (p == at || is_class(*p, CLASS_ALNUM) ||
		    strchr("-._~+$'*&=", *p) != NULL) {
			mailauth__buffer_char(&buf, *p);
			continue;
		}
		mailauth__buffer_char(&buf, '%');
		mailauth__buffer_char(&buf, hex[(unsigned char)*p >> 4]);
		mailauth__buffer_char(&buf, hex[(unsigned char)*p & 15]);
	}
	return mailauth__buffer_text(&buf);
}

/* Does a scheme stand before anything that only a mailbox has? */
static bool
has_scheme(const char *address)
{
	struct cursor c = cursor_of(address, strlen(address));

	if (!is_class(*address, CLASS_ALPHA))
		return false;
	while (!cursor_done(&c) && (is_class(*c.p, CLASS_ALNUM) || *c.p == '+' ||
	    *c.p == '-' || *c.p == '.'))
		c.p++;
	return cursor_peek(&c) == ':';
}

int
mailauth_dmarc_writer_add(mailauth_dmarc_writer *w, int list, const char *address)
{
	struct mailauth_dmarc_uri uri = { 0 };
	const char *copy;
	size_t wrong, which;
	int error = 0;

	if (mailauth_dmarc_list_name(list) == NULL)
		return MAILAUTH_ERR_INVALID;
	which = (size_t)(list - MAILAUTH_DMARC_RUA);
	if (w->uri_count[which] == LIMIT_DMARC_URIS)
		return MAILAUTH_ERR_LIMIT;
	if (strlen(address) > LIMIT_RECORD)
		return MAILAUTH_ERR_INVALID;
	copy = has_scheme(address) ?
	    mailauth__arena_text(w->arena, address, strlen(address)) :
	    mailto(w, address);
	if (copy == NULL)
		return mailauth__arena_error(w->arena);
	if (mailauth__dmarc_uri_read(w->arena, copy, strlen(copy), &uri, &wrong,
	    &error) != NULL)
		return MAILAUTH_ERR_INVALID;
	if (error != 0)
		return error;
	if (w->uris[which] == NULL) {
		w->uris[which] = mailauth__arena_array(w->arena, LIMIT_DMARC_URIS,
		    sizeof(*w->uris[which]));
		if (w->uris[which] == NULL)
			return mailauth__arena_error(w->arena);
	}
	w->uris[which][w->uri_count[which]++] = copy;
	return MAILAUTH_OK;
}

int
mailauth_dmarc_writer_from(const mailauth_config *cfg, const mailauth_dmarc_record *rec,
    mailauth_dmarc_writer **out)
{
	struct mailauth_dmarc_writer *w;
	const struct mailauth_dmarc_tag *tag;
	size_t i;
	int rc, number, list;

	*out = NULL;
	if (rec == NULL)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth_dmarc_writer_new(cfg, &w);
	*out = w;
	if (rc != 0)
		return rc;
	for (number = DMARC_P; rc == 0 && number <= DMARC_FO; number++) {
		tag = mailauth__dmarc_tag(rec, (enum dmarc_tag)number);
		if (tag != NULL && tag->state == MAILAUTH_DMARC_TAG_USED)
			rc = mailauth_dmarc_writer_set(w,
			    mailauth__dmarc_tag_name((enum dmarc_tag)number),
			    tag->value);
	}
	for (list = 0; list < 2; list++) {
		for (i = 0; rc == 0 && i < rec->uris[list].count; i++) {
			if (rec->uris[list].items[i].view.valid)
				rc = mailauth_dmarc_writer_add(w,
				    list + MAILAUTH_DMARC_RUA,
				    rec->uris[list].items[i].view.uri);
		}
	}
	if (rc != 0) {
		mailauth_dmarc_writer_free(w);
		*out = NULL;
	}
	return rc;
}

static void
write_list(struct mailauth_dmarc_writer *w, size_t which, const char *name)
{
	size_t i;

	for (i = 0; i < w->uri_count[which]; i++) {
		mailauth__buffer_text_add(&w->text, i == 0 ? "; " : ",");
		mailauth__buffer_text_add(&w->text, i == 0 ? name : "");
		mailauth__buffer_text_add(&w->text, i == 0 ? "=" : "");
		mailauth__buffer_text_add(&w->text, w->uris[which][i]);
	}
}

int
mailauth_dmarc_writer_text(mailauth_dmarc_writer *w, const char **text)
{
	int number;

	mailauth__buffer_reset(&w->text);
	mailauth__buffer_text_add(&w->text, "v=DMARC1");
	for (number = DMARC_P; number <= DMARC_FO; number++) {
		if (w->values[number] == NULL)
			continue;
		mailauth__buffer_text_add(&w->text, "; ");
		mailauth__buffer_text_add(&w->text,
		    mailauth__dmarc_tag_name((enum dmarc_tag)number));
		mailauth__buffer_char(&w->text, '=');
		mailauth__buffer_text_add(&w->text, w->values[number]);
	}
	write_list(w, 0, "rua");
	write_list(w, 1, "ruf");
	*text = mailauth__buffer_text(&w->text);
	return *text != NULL ? MAILAUTH_OK : w->text.error;
}
