/* SPDX-License-Identifier: BSD-2-Clause */
/* Master files to zones: entries and directives, RFC 1035 section 5.1, RFC 2308
 * section 4 ($TTL). */
#include "dns/zone_reader.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

/* Where neither the entry, $TTL, an entry before nor a SOA record says. */
#define TTL_FALLBACK 3600
#define TYPE_TEXT 16

uint16_t
mailauth__zone_type(const struct token *token)
{
	char text[TYPE_TEXT];
	uint16_t type;

	if (token->kind != TOKEN_WORD || token->length >= sizeof(text))
		return 0;
	memcpy(text, token->text, token->length);
	text[token->length] = '\0';
	type = mailauth_rrtype_number(text);
	/* RFC 6895 section 3.1: question and meta types hold no data */
	return type >= 128 && type <= 255 ? 0 : type;
}

bool
mailauth__zone_period(const struct token *token, uint32_t *out)
{
	static const struct {
		char unit;
		uint32_t seconds;
	} units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 },
		{ 'w', 604800 },
	};
	struct cursor c = cursor_of(token->text, token->length);
	uint64_t total = 0, number;
	size_t i;

	if (token->kind != TOKEN_WORD)
		return false;
	while (!cursor_done(&c)) { /* a word has an octet at least */
		if (mailauth__cursor_number(&c, UINT32_MAX, &number) != MAILAUTH_OK)
			return false;
		if (!cursor_done(&c)) {
			for (i = 0; i < COUNT_OF(units); i++)
				if (lower(*c.p) == units[i].unit)
					break;
			if (i == COUNT_OF(units))
				return false;
			number *= units[i].seconds;
			c.p++;
		}
		total += number;
		/* RFC 2181 section 8 */
		if (total > INT32_MAX)
			return false;
	}
	*out = (uint32_t)total;
	return true;
}

/* Does the text of a name end in a dot of its own? */
static bool
is_absolute(const char *text, size_t len)
{
	size_t n = 0;

	assert(len > 0);
	if (text[len - 1] != '.')
		return false;
	while (n + 1 < len && text[len - 2 - n] == '\\')
		n++;
	return (n & 1) == 0;
}

bool
mailauth__zone_name(struct reader *r, struct name *out)
{
	const struct token *token = &r->token;
	int fault;

	if (token->kind == TOKEN_WORD && token->length == 1 && *token->text == '@') {
		*out = r->origin;
		return true;
	}
	fault = mailauth__name_parse(token->text, token->length, out);
	if (fault == NAME_OK && !is_absolute(token->text, token->length))
		fault = mailauth__name_append(out, &r->origin);
	if (fault != NAME_OK)
		return mailauth__zone_fault(r, mailauth__name_fault_text(fault));
	return true;
}

/* ---- directives ----------------------------------------------------------- */

static bool
is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_WORD &&
	    mailauth__text_is(token->text, token->length, word);
}

static bool
read_origin(struct reader *r)
{
	if (!mailauth__zone_want(r, "a domain name was expected after $ORIGIN") ||
	    !mailauth__zone_name(r, &r->name))
		return false;
	r->origin = r->name;
	return true;
}

static bool
read_default_ttl(struct reader *r)
{
	static const char expected[] =
	    "a TTL was expected: seconds up to 2147483647, or as in 1h30m";

	if (!mailauth__zone_want(r, expected))
		return false;
	if (!mailauth__zone_period(&r->token, &r->default_ttl))
		return mailauth__zone_fault(r, expected);
	r->have_default_ttl = true;
	return true;
}

static bool
read_directive(struct reader *r)
{
	bool ok;

	if (is_word(&r->token, "$origin"))
		ok = read_origin(r);
	else if (is_word(&r->token, "$ttl"))
		ok = read_default_ttl(r);
	else if (is_word(&r->token, "$include"))
		return mailauth__zone_fault(r, "$INCLUDE is not followed: "
		    "read the other file by itself");
	else if (is_word(&r->token, "$generate"))
		return mailauth__zone_fault(r, "$GENERATE is not part of master "
		    "files: write the records out");
	else
		return mailauth__zone_fault(r, "$ORIGIN or $TTL was expected");
	if (!ok || !mailauth__zone_token(r))
		return false;
	if (r->token.kind != TOKEN_END)
		return mailauth__zone_fault(r, "the directive takes one argument");
	return true;
}

/* ---- entries -------------------------------------------------------------- */

/* Takes [TTL] [class] type in any order; the type comes last. */
static bool
read_head(struct reader *r, uint16_t *type, uint32_t *ttl, bool *have_ttl)
{
	bool have_class = false;

	*have_ttl = false;
	for (;;) {
		if (!mailauth__zone_want(r, "an RR type was expected"))
			return false;
		if (!*have_ttl && mailauth__zone_period(&r->token, ttl)) {
			*have_ttl = true;
			continue;
		}
		if (!have_class && (is_word(&r->token, "in") ||
		    is_word(&r->token, "class1"))) {
			have_class = true;
			continue;
		}
		if (is_word(&r->token, "ch") || is_word(&r->token, "hs") ||
		    is_word(&r->token, "cs"))
			return mailauth__zone_fault(r, "only class IN is read");
		*type = mailauth__zone_type(&r->token);
		if (*type == 0)
			return mailauth__zone_fault(r,
			    "an RR type, a TTL or IN was expected");
		return true;
	}
}

/* The TTL of an entry without one: $TTL (RFC 2308 section 4), the one stated
 * last (RFC 1035 section 5.1), the SOA record's minimum (RFC 1035 section
 * 3.3.13). */
static uint32_t
implied_ttl(const struct reader *r)
{
	if (r->have_default_ttl)
		return r->default_ttl;
	if (r->have_last_ttl)
		return r->last_ttl;
	return r->have_soa_ttl ? r->soa_ttl : TTL_FALLBACK;
}

/* Puts the owner in r->name into the zone's memory, once for a run of entries. */
static int
keep_owner(struct reader *r)
{
	uint8_t octets[ZONE_KEY_MAX];
	struct arena *arena = r->zone->arena;
	struct zone_key key;
	uint8_t *copy;
	char *owner;

	if (r->have_owner && mailauth__name_same(r->last.owner, r->name.text))
		return MAILAUTH_OK;
	key = mailauth__zone_key(r->name.text, octets);
	owner = mailauth__arena_text(arena, r->name.text, r->name.length);
	copy = mailauth__arena_alloc(arena, key.length);
	if (owner == NULL || copy == NULL)
		return mailauth__arena_error(arena);
	memcpy(copy, key.octets, key.length);
	r->last.owner = owner;
	r->last.key = (struct zone_key){ copy, key.length };
	r->have_owner = true;
	return MAILAUTH_OK;
}

static int
keep_record(struct reader *r, uint16_t type, uint32_t ttl)
{
	uint8_t *rdata = mailauth__arena_alloc(r->zone->arena, r->rdata_length);

	if (rdata == NULL)
		return mailauth__arena_error(r->zone->arena);
	memcpy(rdata, r->rdata, r->rdata_length);
	r->last.type = type;
	r->last.ttl = ttl;
	r->last.rdata = rdata;
	r->last.rdata_length = r->rdata_length;
	return mailauth__zone_add(r->zone, &r->last);
}

static bool
read_record(struct reader *r)
{
	const uint8_t *p;
	uint16_t type = 0;
	uint32_t ttl = 0;
	bool have_ttl;

	if (!read_head(r, &type, &ttl, &have_ttl) || !mailauth__zone_rdata(r, type))
		return false;
	if (type == MAILAUTH_TYPE_SOA && !r->have_soa_ttl) {
		p = r->rdata + r->rdata_length - 4;
		r->soa_ttl = ((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		    (uint32_t)p[2] << 8 | p[3]) & INT32_MAX;
		r->have_soa_ttl = true;
	}
	if (!have_ttl)
		ttl = implied_ttl(r);
	else {
		r->last_ttl = ttl;
		r->have_last_ttl = true;
	}
	r->error = keep_record(r, type, ttl);
	return r->error == MAILAUTH_OK;
}

/* One entry from the beginning of its line. */
static bool
read_entry(struct reader *r)
{
	bool blank = *r->p == ' ' || *r->p == '\t';
	struct token first;

	if (blank) {
		/* an owner is inherited, if there is an entry at all */
		const char *p = r->p, *line_start = r->line_start;
		unsigned line = r->line;

		if (!mailauth__zone_token(r))
			return false;
		if (r->token.kind == TOKEN_END)
			return true;
		if (!r->have_owner)
			return mailauth__zone_fault(r, "a line that begins with a "
			    "blank needs an entry before it whose owner it takes");
		r->p = p;
		r->line_start = line_start;
		r->line = line;
		r->depth = 0;
		return read_record(r);
	}
	if (!mailauth__zone_token(r))
		return false;
	first = r->token;
	if (first.kind == TOKEN_END)
		return true;
	if (first.kind == TOKEN_WORD && first.text[0] == '$')
		return read_directive(r);
	if (!mailauth__zone_name(r, &r->name))
		return false;
	r->error = keep_owner(r);
	return r->error == MAILAUTH_OK && read_record(r);
}

/* A byte order mark, as some editors leave it, is no part of the first name. */
static void
skip_mark(struct reader *r)
{
	if (r->end - r->p >= 3 && memcmp(r->p, "\xef\xbb\xbf", 3) == 0)
		r->p = r->line_start = r->p + 3;
}

static int
read_text(struct reader *r)
{
	skip_mark(r);
	while (r->p < r->end && r->error == MAILAUTH_OK) {
		r->faulty = false;
		read_entry(r);
		/* after a faultless entry only its line end is left */
		mailauth__zone_skip(r);
	}
	if (r->error != MAILAUTH_OK)
		return r->error;
	return r->wrong ? MAILAUTH_ERR_INVALID : MAILAUTH_OK;
}

int
mailauth_zone_read(mailauth_zone *zone, const char *label, const char *origin,
    const char *text, size_t len)
{
	struct arena *scratch;
	struct reader *r;
	int rc, sort_rc;

	if (label == NULL)
		label = "";
	if (zone == NULL || (text == NULL && len > 0))
		return MAILAUTH_ERR_INVALID;
	scratch = mailauth__arena_new(zone->config, sizeof(*r) + 1024);
	if (scratch == NULL)
		return MAILAUTH_ERR_NOMEM;
	rc = MAILAUTH_ERR_NOMEM;
	if ((r = mailauth__arena_alloc(scratch, sizeof(*r))) == NULL)
		goto out;
	memset(r, 0, offsetof(struct reader, rdata));
	r->zone = zone;
	r->arena = scratch;
	r->file = mailauth__arena_text(zone->arena, label, strlen(label));
	if (r->file == NULL)
		goto out;
	if (origin == NULL)
		origin = ".";
	rc = MAILAUTH_ERR_INVALID;
	if (mailauth__name_parse(origin, strlen(origin), &r->origin) != NAME_OK)
		goto out;
	if (len > 0) {
		r->p = r->line_start = text;
		r->end = text + len;
		r->line = 1;
	}
	rc = read_text(r);
	sort_rc = mailauth__zone_sort(zone);
	if (sort_rc != MAILAUTH_OK)
		rc = sort_rc;
out:
	mailauth__arena_free(scratch);
	return rc;
}
