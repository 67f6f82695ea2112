/* SPDX-License-Identifier: BSD-2-Clause */
/* The scanner for tag=value lists (RFC 6376 section 3.2, RFC 9989 section 4.8):
 * each octet is looked at once. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "record/tag_list.h"

#define FIRST_ROOM 12  /* tags; few records have more */
#define PAIRWISE_MAX 32 /* tags compared each with each */

/* What an octet can be.  VALUE is %x21-3A / %x3C-7E. */
enum {
	OCTET_VALUE = 1,
	OCTET_BLANK = 2,  /* space, tab, CR, LF */
	OCTET_LETTER = 4, /* ALPHA: in a name of any style */
	OCTET_NAME = 8    /* DIGIT and "_": inside a name of DKIM */
};

#define V OCTET_VALUE
#define L (OCTET_VALUE | OCTET_LETTER)
#define N (OCTET_VALUE | OCTET_NAME)
#define B OCTET_BLANK
static const uint8_t kinds[256] = {
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

static inline unsigned
kind_of(char c)
{
	return kinds[(unsigned char)c];
}

#define EACH(octet) ((uint64_t)0x0101010101010101 * (octet))

/* The first octet from p on that is not a value's.  Eight at once while none of
 * them is a blank or below, ";", 0x7F or above: the sums set the highest bit of
 * an octet that is, and of no other unless one before it has it.  Measured: a
 * third of the instructions of a whole record. */
static inline const char *
span_value(const char *p, const char *end)
{
	uint64_t w;

	while (end - p >= 8) {
		memcpy(&w, p, sizeof(w));
		w = (w | (w + EACH(1)) | (w - EACH(0x21)) |
		    ((w ^ EACH(';')) - EACH(1))) & EACH(0x80);
		if (w != 0) {
			p += FIRST_MARKED(w);
			break;
		}
		p += 8;
	}
	while (p < end && (kind_of(*p) & OCTET_VALUE) != 0)
		p++;
	return p;
}

/* The rare paths below take the scan by value, so that it can stay in registers. */
static void
fault(struct tag *tag, unsigned which, struct scan s, const char *at)
{
	if ((tag->faults & (TAG_BAD_NAME | TAG_BAD_VALUE | TAG_BAD_BLANK)) == 0)
		tag->wrong = (uint32_t)(at - s.text);
	tag->faults |= (uint8_t)which;
}

/* Blanks from `from` to `to`: DMARC has *WSP around things and spaces inside
 * values, DKIM has FWS = [*WSP CRLF] 1*WSP (RFC 6376 section 2.8). */
static void
check_blanks(struct tag *tag, struct scan s, const char *from, const char *to,
    bool inside)
{
	const char *p;

	for (p = from; p < to; p++) {
		if (*p == ' ')
			continue;
		if (*p == '\t' && (s.style == TAG_LIST_DKIM || !inside))
			continue;
		if (s.style == TAG_LIST_DKIM && to - p > 2 && p[0] == '\r' &&
		    p[1] == '\n' && is_class(p[2], CLASS_WSP)) {
			p += 2;
			continue;
		}
		fault(tag, TAG_BAD_BLANK, s, p);
		return;
	}
}

static inline void
skip_blanks(struct tag *tag, struct scan *s)
{
	const char *from = s->p, *p = from, *end = s->end;

	while (p < end && kind_of(*p) == OCTET_BLANK)
		p++;
	s->p = p;
	if (p - from > 1 || (p != from && *from != ' '))
		check_blanks(tag, *s, from, p, false);
}

/* The name from s.p, of which `p` is the first octet that is not a letter;
 * `key` is the key so far.  What a name may not hold is taken into it. */
static const char *
scan_odd_name(struct tag *tag, struct scan s, const char *p, uint32_t key,
    uint32_t fold)
{
	const char *start = s.p, *last = p;
	unsigned kind;

	for (; p < s.end && *p != '=' && *p != ';'; p++) {
		kind = kind_of(*p);
		if (kind == OCTET_BLANK)
			continue;
		if (last != p)
			fault(tag, TAG_BAD_NAME, s, last);
		else if ((kind & OCTET_LETTER) == 0 && ((kind & OCTET_NAME) == 0 ||
		    s.style == TAG_LIST_DMARC || p == start))
			fault(tag, TAG_BAD_NAME, s, p);
		key = key << 8 | ((unsigned char)*p | fold);
		last = p + 1;
	}
	if (last != p)
		check_blanks(tag, s, last, p, false);
	tag->name_length = (uint32_t)(last - start);
	tag->key = key;
	if (last == start)
		tag->faults |= TAG_NO_NAME;
	return p;
}

/* Everything up to "=" or the end of the tag is meant as the name. */
static inline void
scan_name(struct tag *tag, struct scan *s)
{
	const uint32_t fold = s->style == TAG_LIST_DMARC ? 0x20 : 0;
	const char *start = s->p, *p = start, *end = s->end;
	uint32_t key = 0;

	tag->name_offset = (uint32_t)(start - s->text);
	for (; p < end && (kind_of(*p) & OCTET_LETTER) != 0; p++)
		key = key << 8 | ((unsigned char)*p | fold);
	if (UNLIKELY(p == end || *p != '=' || p == start)) {
		s->p = scan_odd_name(tag, *s, p, key, fold);
		return;
	}
	tag->name_length = (uint32_t)(p - start);
	tag->key = key;
	s->p = p;
}

static inline void
scan_value(struct tag *tag, struct scan *s)
{
	const char *start, *last, *p, *end = s->end;

	skip_blanks(tag, s);
	start = last = p = s->p;
	for (;;) {
		p = span_value(p, end);
		last = p; /* blanks before are inside the value */
		if (p == end || *p == ';')
			break;
		if (kind_of(*p) == OCTET_BLANK) {
			const char *from = p;

			while (p < end && kind_of(*p) == OCTET_BLANK)
				p++;
			if (p == end || *p == ';') {
				check_blanks(tag, *s, from, p, false);
				break;
			}
			check_blanks(tag, *s, from, p, true);
		} else {
			fault(tag, TAG_BAD_VALUE, *s, p);
			last = ++p;
		}
	}
	s->p = p;
	tag->value_offset = (uint32_t)(start - s->text);
	tag->value_length = (uint32_t)(last - start);
	if (last == start && s->style == TAG_LIST_DMARC)
		tag->faults |= TAG_EMPTY_VALUE;
}

/* tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS] */
static inline void
scan_tag(struct tag *tag, struct scan *s)
{
	scan_name(tag, s);
	tag->offset = tag->name_offset;
	if (LIKELY(s->p < s->end && *s->p == '=')) {
		s->p++;
		scan_value(tag, s);
		tag->length = tag->value_offset + tag->value_length - tag->offset;
	} else {
		tag->faults |= TAG_NO_EQUALS;
		tag->length = tag->name_length;
		tag->value_offset = tag->offset + tag->length;
	}
}

/* The run of separators at s->p stands where a tag should be. */
static inline void
scan_empty(struct tag *tag, struct scan *s)
{
	const char *start = s->p, *last = s->p;

	for (; s->p < s->end; s->p++) {
		if (*s->p == ';')
			last = s->p + 1;
		else if (kind_of(*s->p) != OCTET_BLANK)
			break;
	}
	tag->offset = tag->name_offset = (uint32_t)(start - s->text);
	tag->length = (uint32_t)(last - start);
	tag->value_offset = tag->offset;
	tag->faults |= TAG_EMPTY;
}

/* Room for more tags; false: no memory. */
static bool
add_room(struct tag_list *list, struct arena *arena)
{
	const size_t room = list->room == 0 ? FIRST_ROOM : list->room * 2;
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

static inline struct tag *
add_tag(struct tag_list *list, struct arena *arena)
{
	struct tag *tag;

	if (UNLIKELY(list->count == list->room) && !add_room(list, arena))
		return NULL;
	tag = &list->tags[list->count++];
	*tag = (struct tag){ 0 };
	return tag;
}

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
	tag->first = earlier < UINT16_MAX ? (uint16_t)earlier : UINT16_MAX;
	list->faults |= TAG_DUPLICATE;
}

/* Sorted, equal names stand side by side, the first of the text first. */
static int
find_duplicates_sorted(struct tag_list *list, struct arena *arena,
    enum tag_list_style style)
{
	const size_t n = list->count;
	size_t width, a, b, end, i, first;
	uint32_t *from, *to, *swap;

	from = mailauth__arena_array(arena, n, sizeof(*from));
	to = mailauth__arena_array(arena, n, sizeof(*to));
	if (from == NULL || to == NULL)
		return mailauth__arena_error(arena);
	for (i = 0; i < n; i++)
		from[i] = (uint32_t)i;
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
		if (list->tags[from[i]].name_length == 0 ||
		    compare_names(list, from[first], from[i], style) != 0)
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
		    fold_equal(tag_name(list, a), tag_name(list, b),
		    a->name_length, style)) {
			mark(list, i, k);
			break;
		}
	}
}

/* A set of 64 marks tells most names that were not there before. */
static void
find_duplicates_pairwise(struct tag_list *list, enum tag_list_style style)
{
	const struct tag *tag = list->tags;
	uint64_t seen = 0, bit;
	size_t i;

	for (i = 0; i < list->count; i++, tag++) {
		bit = (uint64_t)1 << ((tag->key * 0x9e3779b1u) >> 26);
		if (UNLIKELY((seen & bit) != 0) && tag->name_length > 0)
			compare_with_earlier(list, i, style);
		seen |= bit;
	}
}

int
mailauth__tag_list_parse(struct tag_list *list, struct arena *arena,
    const char *text, size_t len, enum tag_list_style style)
{
	struct scan s = { text, text, text, style };
	struct tag before = { 0 }; /* takes faults of blanks around no tag */
	struct tag *tag;

	*list = (struct tag_list){ .text = text };
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	if (len > 0)
		s.end = text + len;
	while (s.p < s.end) {
		skip_blanks(&before, &s);
		if (s.p == s.end)
			break;
		tag = add_tag(list, arena);
		if (tag == NULL)
			return mailauth__arena_error(arena);
		if (before.faults != 0) {
			fault(tag, before.faults, s, text + before.wrong);
			before = (struct tag){ 0 };
		}
		if (*s.p == ';') {
			scan_empty(tag, &s);
		} else {
			scan_tag(tag, &s);
			list->terminated = s.p < s.end;
			s.p += list->terminated;
		}
		list->faults |= tag->faults;
	}
	if (before.faults != 0 && list->count > 0) {
		tag = &list->tags[list->count - 1];
		fault(tag, before.faults, s, text + before.wrong);
		list->faults |= tag->faults;
	}
	if (list->count > PAIRWISE_MAX)
		return find_duplicates_sorted(list, arena, style);
	find_duplicates_pairwise(list, style);
	return MAILAUTH_OK;
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
