/* SPDX-License-Identifier: BSD-2-Clause */
/* The tag=value list that DKIM (RFC 6376 section 3.2) and DMARC (RFC 9989
 * section 4.8) share: one pass, and every fault with its place. */
#ifndef RECORD_TAG_LIST_H
#define RECORD_TAG_LIST_H

#include <stdbool.h>

#include "base/arena.h"

enum tag_list_style {
	/* names ALPHA *(ALPHA / DIGIT / "_"), case-sensitive; folding white
	 * space around names and values and inside values; empty values */
	TAG_LIST_DKIM = 1,
	/* names 1*ALPHA in any case; spaces and tabs around names and values,
	 * only spaces inside values; no empty values */
	TAG_LIST_DMARC = 2
};

/* What is wrong with one tag.  The scan goes on behind it. */
enum tag_fault {
	TAG_EMPTY = 1,        /* nothing where a tag should be: ";;", ";" first */
	TAG_NO_EQUALS = 2,    /* no "=": all of it stands in the name */
	TAG_NO_NAME = 4,      /* "=" comes first */
	TAG_BAD_NAME = 8,     /* an octet (at `wrong`) that no name may hold */
	TAG_BAD_VALUE = 16,   /* an octet (at `wrong`) that no value may hold */
	TAG_BAD_BLANK = 32,   /* CR, LF or tab (at `wrong`) that cannot stand there */
	TAG_EMPTY_VALUE = 64, /* "name=": a fault only for TAG_LIST_DMARC */
	TAG_DUPLICATE = 128   /* an earlier tag has the same name */
};

/* All places are octets from the start of the text, which has LIMIT_RECORD at most.
 * Name, value and the whole are without blanks around them. */
struct tag {
	uint32_t offset, length; /* of the whole, which begins with its name */
	uint32_t name_length;
	uint32_t value_offset, value_length;
	uint32_t key;    /* the last four octets of the name (lower case for
	                  * TAG_LIST_DMARC): TAG_KEY() of a name up to four long */
	uint16_t wrong;  /* the first octet of the faults that name one */
	uint16_t first;  /* TAG_DUPLICATE: index of the first of that name */
	uint8_t faults;  /* enum tag_fault */
	uint8_t number;  /* of the name in the grammar, 0: not known */
	uint8_t use;     /* free for the list's owner, 0 after the scan */
};

/* TAG_KEY(0, 0, 's', 'p') is the key of "sp". */
#define TAG_KEY(a, b, c, d) \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* The names a parser knows, of at most five letters. */
struct tag_name {
	uint32_t key;
	uint8_t length;
	uint8_t number; /* 1 to 31; 0: no name in this place */
	char first;     /* letter of a name of five: the key has the others */
};

#define TAG_NAMES 16

struct tag_grammar {
	enum tag_list_style style;
	struct tag_name known[TAG_NAMES]; /* by TAG_PLACE() of their keys */
};

/* Found by trying factors until no two names of a grammar shared a place; the
 * compiler warns of one that is set twice. */
#define TAG_PLACE(key) (((key) * 0x268d4599u & 0xffffffffu) >> 28)
#define TAG_NAME(number, length, first, a, b, c, d) \
	[TAG_PLACE(TAG_KEY(a, b, c, d))] = \
	    { TAG_KEY(a, b, c, d), length, number, first }

/* Those of DMARC (record/dmarc_record.h has the numbers) and of DKIM keys. */
extern const struct tag_grammar mailauth__dmarc_grammar, mailauth__dkim_grammar;

struct tag_list {
	const char *text; /* the caller's */
	struct tag *tags; /* in the order of the text */
	uint32_t count;   /* a run of empty tags counts once */
	uint32_t room;
	unsigned faults;  /* of all tags together */
	bool terminated;  /* a ";" stands behind the last tag */
};

/* Takes text (at most LIMIT_RECORD octets, which must outlive the list) apart;
 * the array comes from the arena.  Linear up to 32 tags, n log n in their
 * number beyond.  0, MAILAUTH_ERR_LIMIT for a longer text, or the arena's
 * error. */
int mailauth__tag_list_parse(struct tag_list *list, struct arena *arena,
    const char *text, size_t len, const struct tag_grammar *grammar) MUST_CHECK;

/* The tags of list->text once more, into list->tags, which has the room: for a text
 * of list->count tags that went the short way (record/tag_scan.h) before. */
void mailauth__tag_list_fill(const struct tag_list *list, size_t len,
    const struct tag_grammar *grammar);

/* The first tag of that name, written as the style demands; NULL if none. */
const struct tag *mailauth__tag_list_find(const struct tag_list *list, const char *name);

static inline const char *
tag_name(const struct tag_list *list, const struct tag *tag)
{
	return list->text + tag->offset;
}

static inline const char *
tag_value(const struct tag_list *list, const struct tag *tag)
{
	return list->text + tag->value_offset;
}

#endif
