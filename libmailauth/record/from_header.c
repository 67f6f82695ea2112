/* SPDX-License-Identifier: BSD-2-Clause */
/* The reader of From fields: RFC 5322 sections 3.2, 3.4 and 4.4, RFC 6532, RFC
 * 6854.  One pass, no recursion: a comment is a depth, a group a name. */
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"
#include "record/from_header.h"

struct reader {
	struct cursor c;
	struct mailauth_from *from;
	struct buffer words;   /* of the phrase or local-part being read */
	const char *group;     /* whose members are being read, or NULL */
	size_t start;          /* where the words start */
	size_t word_count;
	bool is_local;         /* the words are a local-part: word *("." word) */
	bool is_phrase;        /* … a phrase, if not empty: it starts with a word */
	bool obsolete;         /* … only in the forms of section 4 */
	bool grouped;          /* there was a group, perhaps an empty one */
	int error;
};

static void
fault(struct reader *r, size_t at, const char *what)
{
	if (r->from->fault == NULL) {
		r->from->fault = what;
		r->from->fault_at = at;
	}
}

static bool
stopped(const struct reader *r)
{
	return r->from->fault != NULL || r->error != 0;
}

/* RFC 5322 section 3.2.3, with UTF-8 by RFC 6532 section 3.2. */
static bool
is_atext(int c)
{
	if (c >= 0x80)
		return true;
	return c > ' ' && c < 0x7f && strchr("()<>[]:;@\\,.\"", c) == NULL;
}

/* RFC 5322 section 4.1 lets these stand behind a backslash; but a NUL would end
 * the text that callers get, and a line break the field. */
static bool
is_refused(int c)
{
	return c == '\0' || c == '\r' || c == '\n';
}

/* obs-NO-WS-CTL, which a reader has to accept: RFC 5322 section 4.1. */
static bool
is_control(int c)
{
	return (c < ' ' && c != '\t') || c == 0x7f;
}

/* FWS: blanks, and a line break that a blank or the end follows. */
static bool
skip_fws(struct reader *r)
{
	const char *from = r->c.p;
	int c;

	while ((c = cursor_peek(&r->c)) >= 0 && is_class((char)c, CLASS_FWS)) {
		if (c == '\r' && cursor_left(&r->c) > 1 && r->c.p[1] != '\n') {
			fault(r, cursor_offset(&r->c), "a carriage return alone");
			break;
		}
		if (c == '\n' && cursor_left(&r->c) > 1 &&
		    !is_class(r->c.p[1], CLASS_WSP)) {
			fault(r, cursor_offset(&r->c),
			    "a line break that no blank follows ends the field");
			break;
		}
		r->c.p++;
	}
	return r->c.p > from;
}

/* comment = "(" *([FWS] ccontent) [FWS] ")", to any depth up to the cap. */
static void
skip_comment(struct reader *r)
{
	const size_t open = cursor_offset(&r->c);
	unsigned depth = 0;
	int c;

	while ((c = cursor_peek(&r->c)) >= 0 && !stopped(r)) {
		if (is_class((char)c, CLASS_FWS)) {
			skip_fws(r);
			continue;
		}
		r->c.p++;
		if (c == '(') {
			if (++depth > LIMIT_COMMENT_DEPTH)
				fault(r, cursor_offset(&r->c) - 1,
				    "comments are nested too deep");
		} else if (c == ')') {
			if (--depth == 0)
				return;
		} else if (c == '\\') {
			if (cursor_done(&r->c))
				break;
			r->c.p++;
		} else if (c == '\0') {
			fault(r, cursor_offset(&r->c) - 1, "a NUL");
		}
	}
	fault(r, open, "a comment is not closed");
}

/* True if there was any. */
static bool
skip_cfws(struct reader *r)
{
	bool some = false;

	while (!stopped(r)) {
		if (skip_fws(r))
			some = true;
		else if (cursor_peek(&r->c) == '(')
			skip_comment(r), some = true;
		else
			break;
	}
	return some;
}

/* quoted-string, without its quotes and backslashes. */
static void
read_quoted(struct reader *r)
{
	const size_t open = cursor_offset(&r->c);
	int c;

	r->c.p++;
	while ((c = cursor_peek(&r->c)) >= 0 && !stopped(r)) {
		if (c == '\r' || c == '\n') { /* folding leaves its blank */
			skip_fws(r);
			mailauth__buffer_char(&r->words, ' ');
			continue;
		}
		r->c.p++;
		if (c == '"')
			return;
		if (c == '\\') {
			c = cursor_peek(&r->c);
			if (c < 0)
				break;
			r->c.p++;
		}
		if (is_refused(c)) {
			fault(r, cursor_offset(&r->c) - 1,
			    "a NUL or line break in a quoted string");
			return;
		}
		r->obsolete = r->obsolete || is_control(c);
		mailauth__buffer_char(&r->words, (char)c);
	}
	fault(r, open, "a quoted string is not closed");
}

static void
read_atom(struct reader *r)
{
	const char *from = r->c.p;

	while (is_atext(cursor_peek(&r->c)))
		r->c.p++;
	mailauth__buffer_add(&r->words, from, (size_t)(r->c.p - from));
}

/* Words and dots up to the delimiter that tells what they are. */
static void
read_words(struct reader *r)
{
	bool word_next = true, blank = false, first = true, quoted = false;
	int c;

	mailauth__buffer_reset(&r->words);
	r->start = cursor_offset(&r->c);
	r->word_count = 0;
	r->is_local = r->is_phrase = true;
	r->obsolete = false;
	for (; !stopped(r); first = false, blank = skip_cfws(r)) {
		c = cursor_peek(&r->c);
		if (c == '.') {
			r->is_local = r->is_local && !word_next;
			r->is_phrase = r->is_phrase && !first;
			mailauth__buffer_char(&r->words, '.');
			word_next = true;
			r->c.p++;
		} else if (c == '"' || is_atext(c)) {
			if (blank && !word_next) /* no local part: a phrase */
				mailauth__buffer_char(&r->words, ' ');
			r->is_local = r->is_local && word_next;
			word_next = false;
			r->word_count++;
			quoted = quoted || c == '"';
			if (c == '"')
				read_quoted(r);
			else
				read_atom(r);
		} else {
			break;
		}
		r->obsolete = r->obsolete || blank;
	}
	r->is_local = r->is_local && !word_next;
	r->obsolete = r->obsolete || (quoted && r->word_count > 1);
	if (r->words.error != 0)
		r->error = r->words.error;
}

/* domain-literal = "[" *([FWS] dtext) [FWS] "]", without the backslashes that
 * obs-dtext may hold. */
static void
read_literal(struct reader *r)
{
	const size_t open = cursor_offset(&r->c);
	bool pair;
	int c;

	mailauth__buffer_char(&r->words, '[');
	for (r->c.p++; (c = cursor_peek(&r->c)) >= 0 && !stopped(r);) {
		if (skip_fws(r))
			continue;
		r->c.p++;
		pair = c == '\\' && !cursor_done(&r->c);
		if (pair)
			c = (unsigned char)*r->c.p++;
		mailauth__buffer_char(&r->words, (char)c);
		if (c == ']' && !pair)
			return;
		if (is_refused(c) || (c == '[' && !pair))
			fault(r, cursor_offset(&r->c) - 1,
			    "an octet that a domain literal may not hold");
		r->obsolete = r->obsolete || pair || is_control(c);
	}
	fault(r, open, "a domain literal is not closed");
}

/* dot-atom / obs-domain */
static void
read_labels(struct reader *r)
{
	bool atom_next = true, blank = false;
	int c;

	for (; !stopped(r); blank = skip_cfws(r)) {
		c = cursor_peek(&r->c);
		if (c == '.' && !atom_next) {
			mailauth__buffer_char(&r->words, '.');
			r->c.p++;
			atom_next = true;
		} else if (is_atext(c) && atom_next) {
			read_atom(r);
			atom_next = false;
		} else {
			break;
		}
		r->obsolete = r->obsolete || blank;
	}
	if (!stopped(r) && atom_next)
		fault(r, cursor_offset(&r->c), r->words.length == 0 ?
		    "the domain of an address is missing" :
		    "a label is missing in the domain of an address");
}

/* domain = dot-atom / domain-literal / obs-domain, into the words. */
static void
read_domain(struct reader *r, bool *literal)
{
	mailauth__buffer_reset(&r->words);
	skip_cfws(r);
	*literal = cursor_peek(&r->c) == '[';
	if (*literal) {
		read_literal(r);
		skip_cfws(r);
	} else {
		read_labels(r);
	}
	if (r->words.error != 0)
		r->error = r->words.error;
}

static struct mailauth_mailbox *
add_mailbox(struct reader *r)
{
	struct mailauth_from *from = r->from;
	struct mailauth_mailbox *items;
	size_t room;

	if (from->count == LIMIT_FROM_MAILBOXES) {
		fault(r, r->start, "more than 1,000 mailboxes");
		return NULL;
	}
	if (from->count == from->room) {
		room = from->room != 0 ? from->room * 4 : 2;
		items = mailauth__arena_grow(from->arena, from->mailboxes, from->count,
		    room, sizeof(*items));
		if (items == NULL) {
			r->error = mailauth__arena_error(from->arena);
			return NULL;
		}
		from->mailboxes = items;
		from->room = room;
	}
	return &from->mailboxes[from->count];
}

/* addr-spec = local-part "@" domain; the words are the local-part and "@" is
 * under the cursor. */
static void
read_address(struct reader *r)
{
	struct mailauth_mailbox *mailbox;
	const char *end;
	bool literal;

	if (!r->is_local) {
		fault(r, r->start, r->word_count == 0 ?
		    "the local part of an address is missing" :
		    "the local part of an address is malformed");
		return;
	}
	mailbox = add_mailbox(r);
	if (mailbox == NULL)
		return;
	*mailbox = (struct mailauth_mailbox){ .group = r->group, .offset = r->start };
	mailbox->local_part = mailauth__arena_text(r->from->arena, r->words.data,
	    r->words.length);
	r->c.p++;
	read_domain(r, &literal);
	if (stopped(r))
		return;
	mailbox->domain = mailauth__arena_text(r->from->arena, r->words.data,
	    r->words.length);
	if (mailbox->local_part == NULL || mailbox->domain == NULL) {
		r->error = mailauth__arena_error(r->from->arena);
		return;
	}
	mailbox->literal = literal;
	mailbox->obsolete = r->obsolete;
	for (end = r->c.p; is_class(end[-1], CLASS_FWS);) /* "@" ends it */
		end--;
	mailbox->length = (size_t)(end - r->c.start) - mailbox->offset;
	r->from->count++;
}

/* obs-route = obs-domain-list ":", which is ignored;
 * obs-domain-list = *(CFWS / ",") "@" domain *("," [CFWS] ["@" domain]) */
static void
skip_route(struct reader *r)
{
	const size_t start = cursor_offset(&r->c);
	bool literal, some = false, behind = false; /* a domain */

	while (!stopped(r)) {
		skip_cfws(r);
		if (cursor_accept(&r->c, ',')) {
			behind = false;
			continue;
		}
		if (some && cursor_accept(&r->c, ':'))
			return;
		if (behind || !cursor_accept(&r->c, '@'))
			break;
		read_domain(r, &literal);
		some = behind = true;
	}
	fault(r, start, "a route before an address is malformed");
}

/* angle-addr = "<" addr-spec ">", obs-angle-addr = "<" obs-route addr-spec ">" */
static void
read_angle(struct reader *r)
{
	const size_t open = cursor_offset(&r->c);
	bool route;
	int c;

	if (!r->is_phrase) {
		fault(r, r->start, "a display name is malformed");
		return;
	}
	r->c.p++;
	skip_cfws(r);
	c = cursor_peek(&r->c);
	route = c == '@' || c == ',';
	if (route)
		skip_route(r);
	skip_cfws(r);
	if (stopped(r))
		return;
	read_words(r);
	r->obsolete = r->obsolete || route;
	if (stopped(r))
		return;
	if (cursor_peek(&r->c) != '@') {
		fault(r, open, "there is no address between \"<\" and \">\"");
		return;
	}
	read_address(r);
	if (!stopped(r) && !cursor_accept(&r->c, '>')) {
		r->from->count--;
		fault(r, cursor_offset(&r->c), "\">\" is missing behind an address");
	}
	skip_cfws(r);
}

/* group = display-name ":" [group-list] ";", also without members (RFC 5322
 * section 3.4), in a From field by RFC 6854 section 2.1 */
static void
open_group(struct reader *r)
{
	if (r->group != NULL)
		fault(r, cursor_offset(&r->c), "a group inside a group");
	else if (r->word_count == 0 || !r->is_phrase)
		fault(r, cursor_offset(&r->c), "a group without a name");
	if (stopped(r))
		return;
	r->grouped = true;
	r->group = mailauth__arena_text(r->from->arena, r->words.data,
	    r->words.length);
	if (r->group == NULL)
		r->error = mailauth__arena_error(r->from->arena);
	r->c.p++;
}

/* One mailbox, or the start of a group; true if a list goes on behind it
 * without a comma. */
static bool
read_member(struct reader *r)
{
	const size_t count = r->from->count;
	int c;

	read_words(r);
	if (stopped(r))
		return false;
	c = cursor_peek(&r->c);
	switch (c) {
	case '<':
		read_angle(r);
		break;
	case '@':
		read_address(r);
		break;
	case ':':
		open_group(r);
		return true;
	default:
		if (c >= 0 && (r->word_count == 0 || (c != ',' && c != ';')))
			fault(r, cursor_offset(&r->c),
			    "an octet that cannot stand there in an address");
		else
			fault(r, r->start, "an address without \"@\"");
		break;
	}
	c = cursor_peek(&r->c);
	if (!stopped(r) && c >= 0 && c != ',' && !(c == ';' && r->group != NULL)) {
		r->from->count = count; /* it was not what it looked like */
		fault(r, cursor_offset(&r->c), "there is text behind an address");
	}
	return false;
}

/* address-list, with the empty members of obs-addr-list. */
static void
read_list(struct reader *r)
{
	bool after = false; /* something that a comma or ";" has to follow */

	while (!stopped(r)) {
		skip_cfws(r);
		if (stopped(r) || cursor_done(&r->c))
			break;
		if (cursor_accept(&r->c, ',')) {
			after = false;
		} else if (r->group != NULL && cursor_accept(&r->c, ';')) {
			r->group = NULL;
			after = true;
		} else if (after) {
			fault(r, cursor_offset(&r->c), "a comma is missing");
		} else {
			after = !read_member(r);
		}
	}
	if (r->group != NULL)
		fault(r, cursor_offset(&r->c), "a group is not closed by \";\"");
	if (r->from->count == 0 && !r->grouped)
		fault(r, 0, "there is no mailbox");
}

/* Different domains in the order of first appearance. */
static int
collect_domains(struct mailauth_from *from)
{
	size_t i, k;

	if (from->count == 0)
		return MAILAUTH_OK;
	from->domains = mailauth__arena_array(from->arena, from->count,
	    sizeof(*from->domains));
	if (from->domains == NULL)
		return mailauth__arena_error(from->arena);
	for (i = 0; i < from->count; i++) {
		const char *domain = from->mailboxes[i].domain;
		const size_t len = strlen(domain);

		if (from->mailboxes[i].literal)
			continue;
		for (k = 0; k < from->domain_count; k++) {
			if (lower(*from->domains[k]) == lower(*domain) &&
			    mailauth__text_same(from->domains[k],
			    strlen(from->domains[k]), domain, len))
				break;
		}
		if (k == from->domain_count)
			from->domains[from->domain_count++] = domain;
	}
	return MAILAUTH_OK;
}

int
mailauth_from_parse(const mailauth_config *cfg, const char *text, size_t len,
    mailauth_from **out)
{
	struct reader r = { .c = cursor_of(text, len) };
	struct mailauth_from *from;
	struct arena *arena;

	*out = NULL;
	if (text == NULL && len > 0)
		return MAILAUTH_ERR_INVALID;
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	arena = mailauth__arena_new(cfg, 1024);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	from = mailauth__arena_zalloc(arena, sizeof(*from));
	if (from == NULL) {
		r.error = mailauth__arena_error(arena);
		goto out;
	}
	from->arena = arena;
	r.from = from;
	mailauth__buffer_init(&r.words, arena, 0);
	read_list(&r);
	if (r.error == 0)
		r.error = collect_domains(from);
out:
	if (r.error != 0)
		mailauth__arena_free(arena);
	else
		*out = from;
	return r.error;
}

void
mailauth_from_free(mailauth_from *from)
{
	if (from != NULL)
		mailauth__arena_free(from->arena);
}

const char *
mailauth_from_fault(const mailauth_from *from, size_t *offset)
{
	if (offset != NULL)
		*offset = from->fault_at;
	return from->fault;
}

size_t
mailauth_from_mailbox_count(const mailauth_from *from)
{
	return from->count;
}

const mailauth_mailbox *
mailauth_from_mailbox(const mailauth_from *from, size_t i)
{
	return i < from->count ? &from->mailboxes[i] : NULL;
}

size_t
mailauth_from_domain_count(const mailauth_from *from)
{
	return from->domain_count;
}

const char *
mailauth_from_domain(const mailauth_from *from, size_t i)
{
	return i < from->domain_count ? from->domains[i] : NULL;
}
