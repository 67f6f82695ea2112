/* SPDX-License-Identifier: BSD-2-Clause */
/* Which mechanisms of a record can never decide.
 *
 * The mechanisms are sorted so that equal ones stand together and each network
 * stands behind all that hold it; then one sweep is enough, whatever their
 * number.  (RFC 7208 section 4.6.2: the first match decides.) */
#include <string.h>

#include "base/text.h"
#include "record/spf_redundant.h"

/* Runs of this length are sorted by insertion before they are merged. */
#define RUN 8
/* Bits of the table by which records without redundancy are told. */
#define MARKS 1024
/* Networks nested in one another: one for each prefix length. */
#define NEST_MAX 130

/* Classes, in the two highest bits of a key. */
#define CLASS_IP4 ((uint64_t)1 << 62)
#define CLASS_IP6 ((uint64_t)2 << 62)
#define CLASS_TEXT ((uint64_t)3 << 62)

struct item {
	uint64_t key;   /* class, then as much of what is compared as fits */
	uint32_t index; /* of the term */
	uint32_t run;   /* networks of one qualifier without others between */
};

struct sorter {
	const struct spf_term *terms;
	struct item *items, *spare;
	size_t count;
};

static unsigned
bits_of(const struct spf_term *term)
{
	return mailauth__spf_term_bits(term, term->ip.family);
}

static uint64_t
big_endian(const uint8_t *bytes)
{
	return (uint64_t)bytes[0] << 24 | (uint64_t)bytes[1] << 16 |
	    (uint64_t)bytes[2] << 8 | bytes[3];
}

static void
set_key(struct item *item, const struct spf_term *term)
{
	unsigned bits = bits_of(term), i;
	uint64_t value = 0;

	if (term->kind == MAILAUTH_SPF_IP4) {
		value = big_endian(term->ip.bytes) << 8;
		item->key = CLASS_IP4 | value >> (40 - bits) << (40 - bits) | bits;
	} else if (term->kind == MAILAUTH_SPF_IP6) {
		value = big_endian(term->ip.bytes) << 32 | big_endian(term->ip.bytes + 4);
		value >>= 2;
		if (bits < 62)
			value = value >> (62 - bits) << (62 - bits);
		item->key = CLASS_IP6 | value;
	} else {
		for (i = 0; i < 6; i++)
			value = value << 8 | (i < term->domain.length ?
			    (unsigned char)lower(term->domain.text[i]) : 0);
		item->key = CLASS_TEXT | (uint64_t)term->kind << 48 | value;
	}
}

static int
compare_text(const struct spf_term *a, const struct spf_term *b)
{
	uint32_t alen = a->domain.length, blen = b->domain.length, i;
	bool exact = a->domain.parts != NULL;

	/* Upper-case macro letters mean something else than lower-case ones. */
	if (exact != (b->domain.parts != NULL))
		return exact ? 1 : -1;
	for (i = 0; i < alen && i < blen; i++) {
		char x = a->domain.text[i], y = b->domain.text[i];

		if (!exact) {
			x = lower(x);
			y = lower(y);
		}
		if (x != y)
			return x < y ? -1 : 1;
	}
	if (alen != blen)
		return alen < blen ? -1 : 1;
	if (mailauth__spf_term_bits(a, 4) != mailauth__spf_term_bits(b, 4))
		return mailauth__spf_term_bits(a, 4) < mailauth__spf_term_bits(b, 4) ? -1 : 1;
	if (mailauth__spf_term_bits(a, 6) != mailauth__spf_term_bits(b, 6))
		return mailauth__spf_term_bits(a, 6) < mailauth__spf_term_bits(b, 6) ? -1 : 1;
	return 0;
}

/* Terms of equal key; 0: one is as good as the other. */
static int
compare_terms(const struct spf_term *a, const struct spf_term *b, uint64_t key)
{
	struct ip x, y;
	int order;

	if (key >= CLASS_TEXT)
		return compare_text(a, b);
	if (key < CLASS_IP6)
		return 0;
	x = a->ip;
	y = b->ip;
	mailauth__ip_mask(&x, bits_of(a));
	mailauth__ip_mask(&y, bits_of(b));
	order = memcmp(x.bytes, y.bytes, sizeof(x.bytes));
	return order != 0 ? order : (int)bits_of(a) - (int)bits_of(b);
}

static bool
is_before(const struct sorter *s, const struct item *a, const struct item *b)
{
	int order;

	if (a->key != b->key)
		return a->key < b->key;
	order = compare_terms(&s->terms[a->index], &s->terms[b->index], a->key);
	return order != 0 ? order < 0 : a->index < b->index;
}

static void
sort_run(struct sorter *s, size_t from, size_t to)
{
	size_t i, j;

	for (i = from + 1; i < to; i++) {
		struct item item = s->items[i];

		for (j = i; j > from && is_before(s, &item, &s->items[j - 1]); j--)
			s->items[j] = s->items[j - 1];
		s->items[j] = item;
	}
}

static void
merge(struct sorter *s, size_t from, size_t middle, size_t to)
{
	size_t left = from, right = middle, at;

	for (at = from; at < to; at++) {
		if (right >= to || (left < middle &&
		    !is_before(s, &s->items[right], &s->items[left])))
			s->spare[at] = s->items[left++];
		else
			s->spare[at] = s->items[right++];
	}
}

static void
sort(struct sorter *s)
{
	struct item *items;
	size_t from, width;

	for (from = 0; from < s->count; from += RUN)
		sort_run(s, from, from + RUN < s->count ? from + RUN : s->count);
	for (width = RUN; width < s->count; width *= 2) {
		for (from = 0; from < s->count; from += 2 * width) {
			size_t middle = from + width < s->count ?
			    from + width : s->count;
			size_t to = from + 2 * width < s->count ?
			    from + 2 * width : s->count;

			merge(s, from, middle, to);
		}
		items = s->items;
		s->items = s->spare;
		s->spare = items;
	}
}

/* The mechanisms in front of "all". */
static void
collect(struct sorter *s, size_t count)
{
	uint32_t run = 0;
	char qualifier = 0; /* of the run; 0: none goes on */
	size_t i;

	for (i = 0; i < count; i++) {
		const struct spf_term *term = &s->terms[i];

		if (!term->valid) {
			qualifier = 0;
			continue;
		}
		if (term->kind == MAILAUTH_SPF_ALL)
			break;
		if (term->kind >= MAILAUTH_SPF_REDIRECT)
			continue;
		if (term->kind != MAILAUTH_SPF_IP4 && term->kind != MAILAUTH_SPF_IP6)
			qualifier = 0;
		else if (term->qualifier != qualifier) {
			qualifier = term->qualifier;
			run++;
		}
		s->items[s->count].index = (uint32_t)i;
		s->items[s->count].run = run;
		set_key(&s->items[s->count++], term);
	}
}

static bool
holds(const struct spf_term *outer, const struct spf_term *inner)
{
	return bits_of(outer) <= bits_of(inner) &&
	    mailauth__ip_match(&inner->ip, &outer->ip, bits_of(outer));
}

/* Networks: those on the nest hold one another, the widest first. */
static void
sweep_networks(const struct sorter *s, size_t count, int *by)
{
	const struct item *nest[NEST_MAX];
	size_t depth = 0, i, j;

	for (i = 0; i < count; i++) {
		const struct item *item = &s->items[i];

		while (depth > 0 && !holds(&s->terms[nest[depth - 1]->index],
		    &s->terms[item->index]))
			depth--;
		for (j = 0; j < depth; j++) {
			if (nest[j]->index < item->index ||
			    nest[j]->run == item->run) {
				by[item->index] = (int)nest[j]->index;
				break;
			}
		}
		/* An equal network holds nothing that the first does not. */
		if (depth > 0 && bits_of(&s->terms[nest[depth - 1]->index]) ==
		    bits_of(&s->terms[item->index]))
			continue;
		nest[depth++] = item;
	}
}

/* The others: the first of equal ones decides. */
static void
sweep_texts(const struct sorter *s, size_t from, int *by)
{
	size_t first = from, i;

	for (i = from + 1; i < s->count; i++) {
		const struct item *a = &s->items[first], *b = &s->items[i];

		if (a->key == b->key && compare_terms(&s->terms[a->index],
		    &s->terms[b->index], a->key) == 0)
			by[b->index] = (int)a->index;
		else
			first = i;
	}
}

int *
mailauth__spf_redundant(struct arena *arena, const struct spf_term *terms,
    size_t count)
{
	struct sorter s = { .terms = terms };
	size_t networks = 0, i;
	int *by;

	by = mailauth__arena_alloc(arena, (count + 1) * sizeof(*by));
	s.items = mailauth__arena_alloc(arena, (count + 1) * sizeof(*s.items));
	s.spare = count > RUN ?
	    mailauth__arena_alloc(arena, count * sizeof(*s.spare)) : s.items;
	if (by == NULL || s.items == NULL || s.spare == NULL)
		return NULL;
	for (i = 0; i < count; i++)
		by[i] = -1;
	collect(&s, count);
	sort(&s);
	while (networks < s.count && s.items[networks].key < CLASS_TEXT)
		networks++;
	sweep_networks(&s, networks, by);
	sweep_texts(&s, networks, by);
	return by;
}

/* The same number for any two of which one may make the other superfluous;
 * 0: a network so wide that this cannot be told. */
static uint32_t
mark_of(const struct spf_term *t)
{
	const uint8_t *b = t->ip.bytes;
	const char *text = t->domain.text;
	uint32_t len = t->domain.length;

	switch (t->kind) {
	case MAILAUTH_SPF_IP4:
		if (t->prefix4 >= 0 && t->prefix4 < 16)
			return 0;
		return ((uint32_t)b[0] << 8 | b[1]) + 0x10000;
	case MAILAUTH_SPF_IP6:
		if (t->prefix6 >= 0 && t->prefix6 < 32)
			return 0;
		return (uint32_t)big_endian(b) ^ 0x20000000;
	default:
		if (text == NULL)
			return t->kind;
		return t->kind + (len << 4) +
		    ((uint32_t)(unsigned char)lower(text[0]) << 11) +
		    ((uint32_t)(unsigned char)lower(text[len / 2]) << 19) +
		    ((uint32_t)(unsigned char)lower(text[len / 3]) << 24);
	}
}

bool
mailauth__spf_maybe_redundant(const struct spf_term *terms, size_t count)
{
	uint64_t marks[MARKS / 64] = { 0 };
	uint32_t mark;
	size_t i;

	if (count > MARKS / 8)
		return true;
	for (i = 0; i < count && terms[i].kind != MAILAUTH_SPF_ALL; i++) {
		if (!terms[i].valid || terms[i].kind >= MAILAUTH_SPF_REDIRECT)
			continue;
		mark = mark_of(&terms[i]);
		if (mark == 0)
			return true;
		mark = mark * 2654435769u >> 22;
		if ((marks[mark / 64] >> mark % 64 & 1) != 0)
			return true;
		marks[mark / 64] |= (uint64_t)1 << mark % 64;
	}
	return false;
}
