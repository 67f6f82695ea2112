/* SPDX-License-Identifier: BSD-2-Clause */
/* The scanner for tag=value lists (RFC 6376 section 3.2, RFC 9989 section 4.8):
 * each octet is looked at once. */
#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "record/tag_list.h"
#include "record/tag_scan.h"

#define FIRST_ROOM 8    /* tags; it grows where it stands */
#define PAIRWISE_MAX 32 /* tags compared each with each */

#define V OCTET_VALUE
#define L (OCTET_VALUE | OCTET_LETTER)
#define N (OCTET_VALUE | OCTET_NAME)
#define B OCTET_BLANK
const uint8_t mailauth__tag_octets[256] = {
	[0x09] = B, B, 0, 0, B,
	[0x20] = B, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
	[0x30] = N, N, N, N, N, N, N, N, N, N, V, 0, V, V, V, V,
	[0x40] = V, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	[0x50] = L, L, L, L, L, L, L, L, L, L, L, V, V, V, V, N,
	[0x60] = V, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	[0x70] = L, L, L, L, L, L, L, L, L, L, L, V, V, V, V
};
#undef V
#undef L
#undef N
#undef B

struct scan {
	const char *text;
	const char *p;
	const char *end;
	enum tag_list_style style;
};

/* Numbers of names there were, as bits; the lowest is that of unknown ones. */
struct marks {
	uint32_t seen;
	bool again; /* a name may have come twice */
};

static inline void
mark_name(struct marks *marks, unsigned number)
{
	if (UNLIKELY((marks->seen >> number & 1) != 0))
		marks->again = true;
	marks->seen |= (uint32_t)1 << number;
}

/* Tags as nearly all are written, from text[at] into the free room of the list: at
 * most one space, a known name, "=", a value without blanks, and ";" or the end.
 * Stops at the first tag of another form and returns where it starts. */
static size_t
take_plain_tags(struct tag_list *list, size_t at, size_t len,
    const struct tag_grammar *grammar, struct marks *marks)
{
	const uint32_t fold = grammar->style == TAG_LIST_DMARC ? 0x20202020 : 0;
	const struct tag_name *name;
	const char *text = list->text;
	struct marks m = *marks;
	struct tag *tag = list->tags + list->count;
	const struct tag *room = list->tags + list->room;
	size_t start, value, end;

	for (; at < len && tag < room; tag++) {
		start = at + (text[at] == ' ');
		name = known_name(grammar->known, fold, text, start, len);
		if (name == NULL)
			break;
		value = start + name->length + 1;
		end = span_value(text, value, len);
		if (end == value || (end < len && text[end] != ';'))
			break;
		*tag = (struct tag){
			.offset = (uint32_t)start,
			.length = (uint32_t)(end - start),
			.name_length = name->length,
			.value_offset = (uint32_t)value,
			.value_length = (uint32_t)(end - value),
			.key = name->key,
			.number = name->number,
		};
		mark_name(&m, name->number);
		at = end + 1;
	}
	*marks = m;
	if (tag != list->tags + list->count) {
		list->terminated = at <= len;
		list->count = (uint32_t)(tag - list->tags);
	}
	return at < len ? at : len;
}

/* ---- tags of any form -------------------------------------------------------- */

static void
fault(struct tag *tag, unsigned which, const struct scan *s, const char *at)
{
	if ((tag->faults & (TAG_BAD_NAME | TAG_BAD_VALUE | TAG_BAD_BLANK)) == 0)
		tag->wrong = (uint16_t)(at - s->text);
	tag->faults |= (uint8_t)which;
}

/* Blanks from `from` to `to`: DMARC has *WSP around things and spaces inside
 * values, DKIM has FWS = [*WSP CRLF] 1*WSP (RFC 6376 section 2.8). */
static void
check_blanks(struct tag *tag, const struct scan *s, const char *from, const char *to,
    bool inside)
{
	const char *p;

	for (p = from; p < to; p++) {
		if (*p == ' ')
			continue;
		if (*p == '\t' && (s->style == TAG_LIST_DKIM || !inside))
			continue;
		if (s->style == TAG_LIST_DKIM && to - p > 2 && p[0] == '\r' &&
		    p[1] == '\n' && is_class(p[2], CLASS_WSP)) {
			p += 2;
			continue;
		}
		fault(tag, TAG_BAD_BLANK, s, p);
		return;
	}
}

static void
skip_blanks(struct tag *tag, struct scan *s)
{
	const char *from = s->p;

	while (s->p < s->end && kind_of(*s->p) == OCTET_BLANK)
		s->p++;
	check_blanks(tag, s, from, s->p, false);
}

/* Everything up to "=" or the end of the tag is meant as the name; what no name
 * may hold is taken into it. */
static void
scan_name(struct tag *tag, struct scan *s)
{
	const uint32_t fold = s->style == TAG_LIST_DMARC ? 0x20 : 0;
	const char *start = s->p, *last = s->p, *p;
	unsigned kind;

	for (p = start; p < s->end && *p != '=' && *p != ';'; p++) {
		kind = kind_of(*p);
		if (kind == OCTET_BLANK)
			continue;
		if (last != p)
			fault(tag, TAG_BAD_NAME, s, last);
		else if ((kind & OCTET_LETTER) == 0 && ((kind & OCTET_NAME) == 0 ||
		    s->style == TAG_LIST_DMARC || p == start))
			fault(tag, TAG_BAD_NAME, s, p);
		tag->key = tag->key << 8 | ((unsigned char)*p | fold);
		last = p + 1;
	}
	check_blanks(tag, s, last, p, false);
	tag->offset = (uint32_t)(start - s->text);
	tag->name_length = (uint32_t)(last - start);
	if (last == start)
		tag->faults |= TAG_NO_NAME;
	s->p = p;
}

static void
scan_value(struct tag *tag, struct scan *s)
{
	const char *start, *last, *p, *from;

	skip_blanks(tag, s);
	start = p = s->p;
	for (;;) {
		p = s->text + span_value(s->text, (size_t)(p - s->text),
		    (size_t)(s->end - s->text));
		last = p; /* blanks before are inside the value */
		if (p == s->end || *p == ';')
			break;
		if (kind_of(*p) != OCTET_BLANK) {
			fault(tag, TAG_BAD_VALUE, s, p++);
			continue;
		}
		from = p;
		while (p < s->end && kind_of(*p) == OCTET_BLANK)
			p++;
		if (p == s->end || *p == ';') {
			check_blanks(tag, s, from, p, false);
			break;
		}
		check_blanks(tag, s, from, p, true);
	}
	s->p = p;
	tag->value_offset = (uint32_t)(start - s->text);
	tag->value_length = (uint32_t)(last - start);
	if (last == start && s->style == TAG_LIST_DMARC)
		tag->faults |= TAG_EMPTY_VALUE;
}

/* tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS] */
static void
scan_tag(struct tag *tag, struct scan *s)
{
	scan_name(tag, s);
	if (s->p < s->end && *s->p == '=') {
		s->p++;
		scan_value(tag, s);
	} else {
		tag->faults |= TAG_NO_EQUALS;
		tag->value_offset = tag->offset + tag->name_length;
	}
	tag->length = tag->value_offset + tag->value_length - tag->offset;
}

/* The run of separators at s->p stands where a tag should be. */
static void
scan_empty(struct tag *tag, struct scan *s)
{
	const char *start = s->p, *last = s->p;

	for (; s->p < s->end; s->p++) {
		if (*s->p == ';')
			last = s->p + 1;
		else if (kind_of(*s->p) != OCTET_BLANK)
			break;
	}
	tag->offset = (uint32_t)(start - s->text);
	tag->length = (uint32_t)(last - start);
	tag->value_offset = tag->offset + tag->length;
	tag->faults |= TAG_EMPTY;
}

/* Room for more tags; false: no memory. */
static bool
add_room(struct tag_list *list, struct arena *arena)
{
	const uint32_t room = list->room == 0 ? FIRST_ROOM : list->room * 2;
	struct tag *tags;

	if (list->room == 0)
		tags = mailauth__arena_alloc(arena, room * sizeof(*tags));
	else
		tags = mailauth__arena_grow(arena, list->tags, list->count, room,
		    sizeof(*tags));
	if (tags == NULL)
		return false;
	list->tags = tags;
	list->room = room;
	return true;
}

/* Only a name with a value is a tag that can come twice: a word without "=" is a
 * fault of its own. */
static inline bool
is_named(const struct tag *tag)
{
	return tag->name_length > 0 && (tag->faults & TAG_NO_EQUALS) == 0;
}

/* The number of a name, 0 if the grammar does not have it. */
static uint8_t
number_of(const struct tag_list *list, const struct tag *tag,
    const struct tag_grammar *grammar)
{
	const struct tag_name *name = &grammar->known[TAG_PLACE(tag->key)];
	const char first = *tag_name(list, tag);

	if (name->key != tag->key || name->length != tag->name_length ||
	    (tag->faults & TAG_BAD_NAME) != 0)
		return 0;
	/* a key has no room for the first of five; only DMARC has such a name */
	if (name->length == 5 && name->first != lower(first))
		return 0;
	return name->number;
}

/* The tag at text[at] of any form, into the free place at the end of the list;
 * returns the place behind it.  Faults of blanks behind all tags are told of the
 * last one. */
static RARELY size_t
take_any_tag(struct tag_list *list, size_t at, size_t len,
    const struct tag_grammar *grammar, struct marks *marks)
{
	struct scan s = {
		list->text, list->text + at, list->text + len, grammar->style
	};
	struct tag *tag = &list->tags[list->count];

	*tag = (struct tag){ 0 };
	skip_blanks(tag, &s);
	if (s.p == s.end) {
		if (tag->faults != 0 && list->count > 0) {
			fault(tag - 1, tag->faults, &s, s.text + tag->wrong);
			list->faults |= tag->faults;
		}
		return len;
	}
	if (*s.p == ';') {
		scan_empty(tag, &s);
	} else {
		scan_tag(tag, &s);
		list->terminated = s.p < s.end;
		s.p += list->terminated;
		if (is_named(tag)) {
			tag->number = number_of(list, tag, grammar);
			mark_name(marks, tag->number);
		}
	}
	list->count++;
	list->faults |= tag->faults;
	return (size_t)(s.p - s.text);
}

/* ---- duplicates -------------------------------------------------------------- */

static bool
fold_equal(const char *a, const char *b, size_t len, enum tag_list_style style)
{
	if (style == TAG_LIST_DKIM)
		return memcmp(a, b, len) == 0;
	return mailauth__text_same(a, len, b, len);
}

/* Order of names, or 0; only equality has to mean something. */
static int
compare_names(const struct tag_list *list, uint32_t ia, uint32_t ib,
    enum tag_list_style style)
{
	const struct tag *a = &list->tags[ia], *b = &list->tags[ib];
	const char *pa = tag_name(list, a), *pb = tag_name(list, b);
	char ca, cb;
	size_t i;

	if (a->name_length != b->name_length)
		return a->name_length < b->name_length ? -1 : 1;
	for (i = 0; i < a->name_length; i++) {
		ca = style == TAG_LIST_DKIM ? pa[i] : lower(pa[i]);
		cb = style == TAG_LIST_DKIM ? pb[i] : lower(pb[i]);
		if (ca != cb)
			return (unsigned char)ca < (unsigned char)cb ? -1 : 1;
	}
	return 0;
}

/* Stable merge of two sorted runs; `b` follows `a` in `from`. */
static void
merge(const struct tag_list *list, enum tag_list_style style,
    const uint32_t *from, uint32_t *to, size_t a, size_t b, size_t end)
{
	size_t i = a, j = b, out;

	for (out = a; out < end; out++) {
		if (i < b && (j >= end ||
		    compare_names(list, from[i], from[j], style) <= 0))
			to[out] = from[i++];
		else
			to[out] = from[j++];
	}
}

static void
mark(struct tag_list *list, size_t later, size_t earlier)
{
	struct tag *tag = &list->tags[later];

	tag->faults |= TAG_DUPLICATE;
	tag->first = (uint16_t)earlier; /* each tag but the last has two octets */
	list->faults |= TAG_DUPLICATE;
}

/* Sorted, equal names stand side by side, the first of the text first. */
static int
find_duplicates_sorted(struct tag_list *list, struct arena *arena,
    enum tag_list_style style)
{
	size_t n = 0, width, a, b, end, i, first;
	uint32_t *from, *to, *swap;

	from = mailauth__arena_array(arena, list->count, sizeof(*from));
	to = mailauth__arena_array(arena, list->count, sizeof(*to));
	if (from == NULL || to == NULL)
		return mailauth__arena_error(arena);
	for (i = 0; i < list->count; i++) {
		if (is_named(&list->tags[i]))
			from[n++] = (uint32_t)i;
	}
	for (width = 1; width < n; width *= 2) {
		for (a = 0; a < n; a = end) {
			b = a + width < n ? a + width : n;
			end = b + width < n ? b + width : n;
			merge(list, style, from, to, a, b, end);
		}
		swap = from;
		from = to;
		to = swap;
	}
	for (i = 1, first = 0; i < n; i++) {
		if (compare_names(list, from[first], from[i], style) != 0)
			first = i;
		else
			mark(list, from[i], from[first]);
	}
	return MAILAUTH_OK;
}

/* Marks tag i if an earlier one has its name. */
static void
compare_with_earlier(struct tag_list *list, size_t i, enum tag_list_style style)
{
	const struct tag *a, *b = &list->tags[i];
	size_t k;

	for (k = 0; k < i; k++) {
		a = &list->tags[k];
		if (a->key == b->key && a->name_length == b->name_length &&
		    is_named(a) && fold_equal(tag_name(list, a), tag_name(list, b),
		    a->name_length, style)) {
			mark(list, i, k);
			break;
		}
	}
}

static int
find_duplicates(struct tag_list *list, struct arena *arena, enum tag_list_style style)
{
	size_t i;

	if (list->count > PAIRWISE_MAX)
		return find_duplicates_sorted(list, arena, style);
	for (i = 1; i < list->count; i++) {
		if (is_named(&list->tags[i]))
			compare_with_earlier(list, i, style);
	}
	return MAILAUTH_OK;
}

int
mailauth__tag_list_parse(struct tag_list *list, struct arena *arena,
    const char *text, size_t len, const struct tag_grammar *grammar)
{
	struct marks marks = { 0, false };
	size_t at = 0;

	*list = (struct tag_list){ .text = text };
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	while (at < len) {
		if (list->count == list->room && !add_room(list, arena))
			return mailauth__arena_error(arena);
		at = take_plain_tags(list, at, len, grammar, &marks);
		if (UNLIKELY(at < len && list->count < list->room))
			at = take_any_tag(list, at, len, grammar, &marks);
	}
	return marks.again ? find_duplicates(list, arena, grammar->style) :
	    MAILAUTH_OK;
}

void
mailauth__tag_list_fill(const struct tag_list *list, size_t len,
    const struct tag_grammar *grammar)
{
	struct tag_list again = *list;
	struct marks marks = { 0, false };

	again.count = 0;
	take_plain_tags(&again, 0, len, grammar, &marks);
	assert(again.count == list->count);
}

const struct tag *
mailauth__tag_list_find(const struct tag_list *list, const char *name)
{
	const size_t len = strlen(name);
	size_t i;

	for (i = 0; i < list->count; i++) {
		if (list->tags[i].name_length == len &&
		    memcmp(tag_name(list, &list->tags[i]), name, len) == 0)
			return &list->tags[i];
	}
	return NULL;
}
