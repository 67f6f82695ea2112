/* SPDX-License-Identifier: BSD-2-Clause */
/* What writes records: whatever goes in, what comes out is a valid record, and
 * the same again when it is written a second time. */
#include <string.h>

#include <mailauth.h>
#include <mailauth/dkim.h>
#include <mailauth/dmarc.h>

#include "fuzz/fuzz.h"

/* The record reads as valid SPF; NULL is a record that would be too long. */
static mailauth_spf_record *
valid_spf(mailauth_spf_writer *w)
{
	const char *text = mailauth_spf_writer_text(w);
	mailauth_spf_record *rec;
	size_t i;

	if (text == NULL)
		return NULL;
	MUST(mailauth_spf_parse(NULL, text, strlen(text), &rec) == MAILAUTH_OK);
	MUST(mailauth_spf_record_valid(rec));
	for (i = 0; i < mailauth_spf_writer_term_count(w); i++)
		touch_text(mailauth_spf_writer_term(w, i));
	for (i = 0; i < mailauth_spf_writer_note_count(w); i++)
		touch_text(mailauth_spf_writer_note(w, i));
	return rec;
}

static void
change(mailauth_spf_writer *w, const mailauth_spf_record *rec, unsigned how)
{
	static const char *const terms[] = { "include:_spf.example.net",
		"ip4:192.0.2.0/24", "-all", "redirect=example.org", "exp=e.example.org",
		"a:mail.example.org//64" };
	static const char *const networks[] = { "192.0.2.0/25", "2001:db8::/32" };
	const char *term = terms[how % 6];

	switch (how / 8 % 8) {
	case 0:
		(void)mailauth_spf_writer_add(w, term);
		break;
	case 1:
		(void)mailauth_spf_writer_merge(w, term);
		break;
	case 2:
		(void)mailauth_spf_writer_merge_record(w, rec);
		break;
	case 3:
		(void)mailauth_spf_writer_flatten(w, how % 4, networks, how % 3);
		break;
	case 4:
		(void)mailauth_spf_writer_insert(w, how % 4, term);
		break;
	case 5:
		(void)mailauth_spf_writer_remove(w, how % 4);
		break;
	case 6:
		(void)mailauth_spf_writer_set_all(w, "-~?+"[how % 4]);
		break;
	default:
		(void)mailauth_spf_writer_shorten(w);
	}
}

/* Shortening never makes a record longer. */
static void
spf(unsigned how, unsigned then, const char *text, size_t size)
{
	mailauth_spf_writer *w;
	mailauth_spf_record *rec;
	size_t len;

	if (mailauth_spf_repair(NULL, text, size, &w) != MAILAUTH_OK)
		return;
	rec = valid_spf(w);
	if (rec != NULL) {
		change(w, rec, how);
		change(w, rec, then);
		mailauth_spf_record_free(rec);
		rec = valid_spf(w);
	}
	if (rec != NULL) {
		MUST(mailauth_spf_writer_shorten(w) == MAILAUTH_OK);
		mailauth_spf_record_free(rec);
		rec = valid_spf(w);
		MUST(rec != NULL);
		len = strlen(mailauth_spf_writer_text(w));
		MUST(mailauth_spf_writer_shorten(w) == MAILAUTH_OK);
		MUST(strlen(mailauth_spf_writer_text(w)) <= len);
	}
	mailauth_spf_record_free(rec);
	mailauth_spf_writer_free(w);
}

static void
dmarc(const char *text, size_t size)
{
	mailauth_dmarc_writer *w;
	mailauth_dmarc_record *rec, *again;
	const char *out;
	char address[512];
	size_t i, n;

	MUST(mailauth_dmarc_parse(NULL, text, size, &rec) == MAILAUTH_OK);
	MUST(mailauth_dmarc_record_advise(rec) == MAILAUTH_OK);
	MUST(mailauth_dmarc_writer_from(NULL, rec, &w) == MAILAUTH_OK);
	n = size < sizeof(address) ? size : sizeof(address) - 1;
	memcpy(address, text, n);
	address[n] = '\0';
	(void)mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUF, address);
	if (mailauth_dmarc_writer_text(w, &out) == MAILAUTH_OK) {
		MUST(mailauth_dmarc_parse(NULL, out, strlen(out), &again) ==
		    MAILAUTH_OK);
		MUST(mailauth_dmarc_record_valid(again));
		n = mailauth_dmarc_record_problem_count(again);
		for (i = 0; i < n; i++)
			MUST(mailauth_dmarc_record_problem(again, i)->severity !=
			    MAILAUTH_SEVERITY_ERROR ||
			    !mailauth_dmarc_record_usable(rec));
		mailauth_dmarc_record_free(again);
	}
	mailauth_dmarc_writer_free(w);
	mailauth_dmarc_record_free(rec);
}

static void
dkim(const char *data, size_t size)
{
	mailauth_dkim_key *key, *again;
	const char *text;
	char *line;
	size_t len;

	if (mailauth_dkim_key_write(NULL, data, size, &key) != MAILAUTH_OK)
		return;
	text = mailauth_dkim_key_text(key, &len);
	MUST(mailauth_dkim_key_parse(NULL, text, len, &again) == MAILAUTH_OK);
	MUST(mailauth_dkim_key_same(key, again));
	len = mailauth_dkim_key_zone_line(key, "s._domainkey.example.org", NULL, 0);
	line = malloc(len + 1);
	MUST(line != NULL);
	MUST(mailauth_dkim_key_zone_line(key, "s._domainkey.example.org", line,
	    len + 1) == len && strlen(line) == len);
	free(line);
	mailauth_dkim_key_free(again);
	mailauth_dkim_key_free(key);
}

static void
blocklist(const char *data, size_t size)
{
	mailauth_dkim_blocklist *list;

	if (mailauth_dkim_blocklist_new(NULL, data, size, &list) == MAILAUTH_OK) {
		MUST(mailauth_dkim_blocklist_count(list) == size / 16);
		mailauth_dkim_blocklist_free(list);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned which = take(&data, &size) % 8, how, then;

	switch (which) {
	case 0:
		dkim((const char *)data, size);
		break;
	case 1:
		blocklist((const char *)data, size);
		break;
	case 2:
	case 3:
		dmarc((const char *)data, size);
		break;
	default:
		how = take(&data, &size);
		then = take(&data, &size);
		spf(how, then, (const char *)data, size);
	}
	return 0;
}
