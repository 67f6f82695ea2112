/* SPDX-License-Identifier: BSD-2-Clause */
/* Report addresses: dmarc-urilist of RFC 9989 section 4.8, URIs of RFC 3986,
 * mailto of RFC 6068. */
#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "record/dmarc_uri.h"

#define MANY_URIS 2 /* RFC 7489 section 6.2: what receivers must support */

/* What an octet is to a URI (RFC 3986 appendix A). */
enum {
	URI_PLAIN = 1,    /* anywhere */
	URI_PERCENT = 2,
	URI_BRACKET = 4,  /* only around an IP literal */
	URI_FRAGMENT = 8, /* "#", once */
	URI_LOCAL = 16,   /* plain, and an atom's in a mail address */
	URI_HOST = 32,    /* plain, and a lower-case host label's */
	URI_UPPER = 64    /* A-Z */
};

#define P URI_PLAIN
#define L (URI_PLAIN | URI_LOCAL)
#define H (URI_PLAIN | URI_LOCAL | URI_HOST)
#define U (URI_PLAIN | URI_LOCAL | URI_UPPER)
static const uint8_t kinds[256] = {
	/* "!" and "," are reserved for the list: RFC 9989 section 4.8 */
	['#'] = URI_FRAGMENT, ['$'] = L, ['%'] = URI_PERCENT, ['&'] = L,
	['\''] = L, ['('] = P, [')'] = P, ['*'] = L, ['+'] = L, ['-'] = H,
	['.'] = L, ['/'] = L, ['0'] = H, H, H, H, H, H, H, H, H, H, [':'] = P,
	['='] = L, ['?'] = P, ['@'] = P,
	['A'] = U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, U, U,
	['['] = URI_BRACKET, [']'] = URI_BRACKET, ['_'] = H,
	['a'] = H, H, H, H, H, H, H, H, H, H, H, H, H,
	H, H, H, H, H, H, H, H, H, H, H, H, H, ['~'] = L
};
#undef P
#undef L
#undef H
#undef U

struct reader {
	struct arena *arena;
	const char *text;   /* NUL-terminated */
	size_t len;
	size_t wrong;
	int *error;
};

static const char *
fault(struct reader *r, size_t at, const char *what)
{
	r->wrong = at;
	return what;
}

/* Octets that may not be in any URI, malformed "%", a second "#". */
static const char *
check_octets(struct reader *r, size_t from)
{
	bool fragment = false;
	unsigned kind;
	size_t i;

	for (i = from; i < r->len; i++) {
		kind = kinds[(unsigned char)r->text[i]];
		if ((kind & URI_PLAIN) != 0)
			continue;
		if (kind == URI_PERCENT) {
			if (r->len - i < 3 || mailauth__hex_value(r->text[i + 1]) < 0 ||
			    mailauth__hex_value(r->text[i + 2]) < 0)
				return fault(r, i, "\"%\" must be followed by two "
				    "hexadecimal digits");
			i += 2;
		} else if (kind == URI_FRAGMENT && !fragment) {
			fragment = true;
		} else if (kind == URI_BRACKET) {
			continue; /* its place is looked at with the host */
		} else {
			return fault(r, i, r->text[i] == ' ' ?
			    "a blank stands in a report address; a comma is to "
			    "stand between addresses" :
			    "an octet that must be percent-encoded in a URI");
		}
	}
	return NULL;
}

/* text[from..to) with "%" decoded and, if `fold`, in lower case.  Points into
 * the text where that is the same and ends it. */
static const char *
decoded(struct reader *r, size_t from, size_t to, bool fold)
{
	bool same = to == r->len;
	char *out, *p;
	size_t i;

	for (i = from; i < to && same; i++)
		same = r->text[i] != '%' &&
		    !(fold && (kinds[(unsigned char)r->text[i]] & URI_UPPER) != 0);
	if (same)
		return r->text + from;
	out = p = mailauth__arena_alloc(r->arena, to - from + 1);
	if (out == NULL) {
		*r->error = mailauth__arena_error(r->arena);
		return NULL;
	}
	for (i = from; i < to; i++) {
		char c = r->text[i];

		if (c == '%') {
			c = (char)(mailauth__hex_value(r->text[i + 1]) << 4 |
			    mailauth__hex_value(r->text[i + 2]));
			i += 2;
		}
		*p++ = fold ? lower(c) : c;
	}
	*p = '\0';
	return out;
}

/* A decoded host: labels of letters, digits, "-", "_" or octets of UTF-8; no
 * address, since a host without a domain has no Organizational Domain. */
static bool
is_host(const char *host)
{
	size_t label = 0;

	for (; *host != '\0'; host++) {
		if (*host == '.') {
			if (label == 0 || label > LIMIT_LABEL)
				return false;
			label = 0;
		} else if (is_class(*host, CLASS_ALNUM) || *host == '-' ||
		    *host == '_' || (unsigned char)*host >= 0x80) {
			label++;
		} else {
			return false;
		}
	}
	return label > 0 && label <= LIMIT_LABEL;
}

/* A decoded local part: what no mail server takes is refused, the rest is the
 * business of the host. */
static bool
is_local(const char *p, const char *end)
{
	const bool quoted = end - p > 2 && *p == '"' && end[-1] == '"';

	if (p == end)
		return false;
	for (; p < end; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f ||
		    ((*p == ' ' || *p == '@') && !quoted))
			return false;
	}
	return true;
}

/* A NUL, "%00", would end the text that callers get. */
static bool
has_nul(const struct reader *r, size_t from, size_t to)
{
	for (; from + 2 < to; from++)
		if (memcmp(r->text + from, "%00", 3) == 0)
			return true;
	return false;
}

/* mailtoURI = "mailto:" [ to ] [ hfields ], to = addr-spec (RFC 6068 section 2;
 * several recipients would need a comma, which a list cannot hold). */
static const char *
read_mailto(struct reader *r, size_t from, struct mailauth_dmarc_uri *out)
{
	size_t end = from, at = SIZE_MAX;
	const char *sign;

	for (; end < r->len && r->text[end] != '?' && r->text[end] != '#'; end++) {
		if (r->text[end] == '@') {
			if (at != SIZE_MAX)
				return fault(r, end, "a second \"@\" in a mail address");
			at = end;
		} else if (kinds[(unsigned char)r->text[end]] == URI_BRACKET) {
			return fault(r, end, "an octet that must be percent-encoded in "
			    "a URI");
		}
	}
	if (end == from)
		return fault(r, from, "mailto: without a mail address");
	if (at == SIZE_MAX)
		return fault(r, from, "a mail address without \"@\"");
	if (has_nul(r, from, end))
		return fault(r, from, "a NUL in a mail address");
	out->address = decoded(r, from, end, false);
	out->host = decoded(r, at + 1, end, true);
	if (out->address == NULL || out->host == NULL)
		return NULL;
	sign = strrchr(out->address, '@');
	assert(sign != NULL);
	if (!is_local(out->address, sign))
		return fault(r, from, "the local part of the mail address is malformed");
	if (!is_host(out->host)) {
		out->host = NULL;
		return fault(r, at + 1, "the domain of the mail address is malformed");
	}
	return NULL;
}

/* hier-part with "//" authority: the host without userinfo and port. */
static const char *
read_authority(struct reader *r, size_t from, struct mailauth_dmarc_uri *out)
{
	size_t start = from, end = from, stop, i;

	while (end < r->len && r->text[end] != '/' && r->text[end] != '?' &&
	    r->text[end] != '#') {
		if (r->text[end] == '@')
			start = end + 1;
		end++;
	}
	for (i = end; i < r->len; i++) {
		if (kinds[(unsigned char)r->text[i]] == URI_BRACKET)
			return fault(r, i, "an octet that must be percent-encoded in "
			    "a URI");
	}
	stop = start;
	if (start < end && r->text[start] == '[') {
		while (stop < end && r->text[stop] != ']')
			stop++;
		if (stop == end)
			return fault(r, start, "\"[\" without \"]\"");
		stop++;
	} else {
		while (stop < end && r->text[stop] != ':' && r->text[stop] != '[' &&
		    r->text[stop] != ']')
			stop++;
	}
	for (i = stop; i < end; i++) {
		if (i == stop ? r->text[i] != ':' : !is_class(r->text[i], CLASS_DIGIT))
			return fault(r, i, "the host or port of the URI is malformed");
	}
	if (has_nul(r, start, stop))
		return fault(r, start, "a NUL in the host of the URI");
	if (stop > start)
		out->host = decoded(r, start, stop, true);
	return NULL;
}

static const char *
read_scheme(struct reader *r, struct mailauth_dmarc_uri *out, size_t *end)
{
	size_t n = 0;

	if (r->len >= 7 && mailauth__text_is(r->text, 7, "mailto:")) {
		out->scheme = "mailto";
		*end = 7;
		return NULL;
	}
	while (n < r->len && (is_class(r->text[n], CLASS_ALNUM) || r->text[n] == '+' ||
	    r->text[n] == '-' || r->text[n] == '.'))
		n++;
	if (n == 0 || n == r->len || r->text[n] != ':' ||
	    !is_class(r->text[0], CLASS_ALPHA))
		return fault(r, 0, memchr(r->text, '@', r->len) != NULL ?
		    "a report address must be a URI: \"mailto:\" is missing" :
		    "a report address must be a URI with a scheme");
	out->scheme = decoded(r, 0, n, true);
	*end = n + 1;
	return NULL;
}

/* The plain case, "mailto:" behind which stand an atom, "@" and lower-case
 * labels: one pass, no copy.  The NUL behind the text stops it.  Returns the
 * octets taken and sets *host, or 0 for another case. */
static size_t
span_plain(const char *text, size_t len, const char **host)
{
	const unsigned char *p, *start, *label;

	if (len < 7 || memcmp(text, "mailto:", 7) != 0)
		return 0;
	start = p = (const unsigned char *)text + 7;
	while ((kinds[*p] & URI_LOCAL) != 0)
		p++;
	if (p == start || *p != '@')
		return 0;
	*host = (const char *)p + 1;
	do {
		label = ++p;
		while ((kinds[*p] & URI_HOST) != 0)
			p++;
		if (p == label || p - label > LIMIT_LABEL)
			return 0;
	} while (*p == '.');
	return (size_t)((const char *)p - text);
}

/* What is known of such an address, and that it is valid. */
static inline struct mailauth_dmarc_uri
plain_uri(const char *text, const char *host)
{
	return (struct mailauth_dmarc_uri){
		.uri = text,
		.valid = 1,
		.scheme = "mailto",
		.address = text + 7,
		.host = host,
	};
}

const char *
mailauth__dmarc_uri_read(struct arena *arena, const char *text, size_t len,
    struct mailauth_dmarc_uri *out, size_t *wrong, int *error)
{
	struct reader r = { arena, text, len, 0, error };
	const char *host;
	const char *what;
	size_t at = 0;

	if (span_plain(text, len, &host) == len) {
		*out = plain_uri(text, host);
		return NULL;
	}
	out->uri = text;
	what = read_scheme(&r, out, &at);
	if (what == NULL)
		what = check_octets(&r, at);
	if (what == NULL && out->scheme != NULL && strcmp(out->scheme, "mailto") == 0)
		what = read_mailto(&r, at, out);
	else if (what == NULL && len - at >= 2 && memcmp(text + at, "//", 2) == 0)
		what = read_authority(&r, at + 2, out);
	else if (what == NULL && at == len)
		what = fault(&r, 0, "a URI with nothing behind its scheme");
	out->valid = what == NULL;
	*wrong = r.wrong;
	return what;
}

/* obs-dmarc-report-size = "!" 1*DIGIT [ "k" / "m" / "g" / "t" ], units of 1,024
 * (RFC 7489 section 6.2), without its "!".  0: malformed. */
static uint64_t
read_size(struct cursor *c)
{
	uint64_t number;
	unsigned shift;

	if (mailauth__cursor_number(c, UINT64_MAX >> 40, &number) == MAILAUTH_ERR_INVALID)
		return 0;
	switch (cursor_done(c) ? '\0' : lower(*c->p)) {
	case 'k':
		shift = 10;
		break;
	case 'm':
		shift = 20;
		break;
	case 'g':
		shift = 30;
		break;
	case 't':
		shift = 40;
		break;
	default:
		return number > 0 ? number : 1;
	}
	c->p++;
	return number > 0 ? number << shift : 1;
}

/* Room for one more address.  MAILAUTH_OK or the arena's error. */
static int
add_room(struct mailauth_dmarc_record *rec, struct dmarc_uris *uris)
{
	const uint32_t room = uris->room != 0 ? uris->room * 2 : 1;
	struct dmarc_uri *items;

	if (uris->room == 0)
		items = mailauth__arena_alloc(rec->arena, sizeof(*items));
	else
		items = mailauth__arena_grow(rec->arena, uris->items, uris->count,
		    room, sizeof(*items));
	if (items == NULL)
		return mailauth__arena_error(rec->arena);
	uris->items = items;
	uris->room = room;
	return MAILAUTH_OK;
}

/* The last address among others: was it there before, are they many? */
static void
compare_with_others(struct mailauth_dmarc_record *rec, const struct dmarc_uris *uris)
{
	const struct dmarc_uri *uri = &uris->items[uris->count - 1], *other;
	const size_t offset = uri->view.offset, length = uri->view.length;

	for (other = uris->items; other < uri; other++) {
		if (other->length == uri->length && mailauth__text_same(
		    other->view.uri, uri->length, uri->view.uri, uri->length)) {
			mailauth__problem(&rec->problems,
			    MAILAUTH_RULE_DMARC_URI_DUPLICATE, offset, length);
			break;
		}
	}
	if (uris->count == MANY_URIS + 1)
		mailauth__problem(&rec->problems, MAILAUTH_RULE_DMARC_URI_MANY,
		    offset, length);
}

/* What is to be said of a valid address, the last of the list so far. */
static void
take_valid(struct mailauth_dmarc_record *rec, struct dmarc_uris *uris)
{
	const struct mailauth_dmarc_uri *uri = &uris->items[uris->count - 1].view;

	uris->valid = true;
	if (uri->size_limit != 0)
		mailauth__problem(&rec->problems, MAILAUTH_RULE_DMARC_URI_SIZE_LIMIT,
		    uri->offset, uri->length);
	if (uri->address == NULL)
		mailauth__problem(&rec->problems, MAILAUTH_RULE_DMARC_URI_SCHEME,
		    uri->offset, uri->length);
	if (uris->count > 1)
		compare_with_others(rec, uris);
}

/* One address of any form, text[0..len) without blanks around. */
static int
take_uri(struct mailauth_dmarc_record *rec, struct dmarc_uri *uri, char *text,
    size_t len)
{
	struct mailauth_dmarc_uri *view = &uri->view;
	const char *what = NULL;
	struct cursor size;
	size_t wrong = 0;
	char *mark;
	int error = 0;

	text[len] = '\0';
	view->uri = text;
	mark = memchr(text, '!', len);
	if (mark != NULL) {
		wrong = (size_t)(mark - text);
		size = cursor_of(mark + 1, len - wrong - 1);
		view->size_limit = read_size(&size);
		if (!cursor_done(&size))
			view->size_limit = 0;
		if (view->size_limit == 0) {
			what = "\"!\" must be percent-encoded in a report address";
		} else {
			*mark = '\0';
			len = wrong;
		}
	}
	uri->length = len;
	if (len == 0)
		what = "a report address is missing beside a comma";
	else if (what == NULL)
		what = mailauth__dmarc_uri_read(rec->arena, text, len, view, &wrong,
		    &error);
	if (error != 0)
		return error;
	view->valid = what == NULL;
	if (what != NULL)
		mailauth__problem_say(&rec->problems, MAILAUTH_RULE_DMARC_URI_INVALID,
		    view->offset + wrong,
		    view->length > wrong ? view->length - wrong : 0, what);
	return MAILAUTH_OK;
}

/* A list that is being read. */
struct list_reader {
	char *text;    /* a copy, NUL at its end and behind each address read */
	size_t len;
	size_t offset; /* of the text in the record */
};

/* The plain case, and perhaps an obsolete size limit: sets the address and returns
 * the place behind it, where a comma or the end of the list is, or 0 for another
 * case. */
static inline size_t
take_plain(struct list_reader list, struct dmarc_uri *uri, size_t from)
{
	const char *host = NULL;
	const size_t end = from + span_plain(list.text + from, list.len - from, &host);
	struct cursor c = { list.text + from, list.text + end, list.text + list.len };
	uint64_t limit = 0;

	if (end == from)
		return 0;
	if (cursor_accept(&c, '!')) {
		limit = read_size(&c);
		if (limit == 0)
			return 0;
	}
	if (!cursor_done(&c) && *c.p != ',')
		return 0;
	uri->view = plain_uri(c.start, host);
	uri->view.size_limit = limit;
	uri->view.offset = list.offset + from;
	uri->view.length = cursor_offset(&c);
	uri->length = end - from;
	list.text[end] = '\0';
	return from + cursor_offset(&c);
}

/* An address of any form, from text[from] up to the next comma or the end. */
static RARELY int
take_any(struct mailauth_dmarc_record *rec, struct list_reader list,
    struct dmarc_uri *uri, size_t from, size_t *next)
{
	const char *comma = memchr(list.text + from, ',', list.len - from);
	size_t len;

	*next = comma != NULL ? (size_t)(comma - list.text) : list.len;
	for (len = *next - from; len > 0 &&
	    is_class(list.text[from + len - 1], CLASS_WSP);)
		len--;
	*uri = (struct dmarc_uri){
		.view = { .offset = list.offset + from, .length = len }
	};
	return take_uri(rec, uri, list.text + from, len);
}

/* The address from text[from]; *next is behind it. */
static int
take_item(struct mailauth_dmarc_record *rec, struct dmarc_uris *uris,
    struct list_reader list, size_t from, size_t *next)
{
	struct dmarc_uri *uri;
	int rc;

	if (uris->count == uris->room && (rc = add_room(rec, uris)) != 0)
		return rc;
	uri = &uris->items[uris->count++];
	while (from < list.len && is_class(list.text[from], CLASS_WSP))
		from++;
	*next = take_plain(list, uri, from);
	if (UNLIKELY(*next == 0) && (rc = take_any(rec, list, uri, from, next)) != 0)
		return rc;
	if (LIKELY(uri->view.valid))
		take_valid(rec, uris);
	return MAILAUTH_OK;
}

int
mailauth__dmarc_uris_parse(struct mailauth_dmarc_record *rec, struct dmarc_uris *uris,
    size_t offset, size_t len)
{
	struct list_reader list = { NULL, len, offset };
	size_t from = 0, next = 0;
	int rc;

	list.text = mailauth__arena_text(rec->arena, rec->text + offset, len);
	if (list.text == NULL)
		return mailauth__arena_error(rec->arena);
	for (;;) {
		if (uris->count == LIMIT_DMARC_URIS) {
			mailauth__problem_full(&rec->problems,
			    MAILAUTH_RULE_DMARC_URI_MANY, MAILAUTH_SEVERITY_WARNING,
			    offset + from, len - from,
			    "more than 100 report addresses: the rest is not read",
			    NULL);
			return MAILAUTH_OK;
		}
		rc = take_item(rec, uris, list, from, &next);
		if (rc != 0 || next == len)
			return rc;
		from = next + 1;
	}
}
