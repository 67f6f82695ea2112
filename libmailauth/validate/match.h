/* SPDX-License-Identifier: BSD-2-Clause */
/* What the matchers of the requirement types share. */
#ifndef VALIDATE_MATCH_H
#define VALIDATE_MATCH_H

#include "validate/validation.h"

/* How well a record fits a want. */
enum fit {
	FIT_NOT = 0,
	FIT_NUMBERS = 1, /* the right host, but other numbers before it */
	FIT_EXACT = 2
};

void mailauth__match_records(struct validation *v, struct item *item);
void mailauth__match_cname(struct validation *v, struct item *item);
void mailauth__match_spf(struct validation *v, struct item *item);
void mailauth__match_dkim(struct validation *v, struct item *item);
void mailauth__match_dmarc(struct validation *v, struct item *item);
void mailauth__match_fcrdns(struct validation *v, struct item *item);

/* The name to ask for an item: its owner, or the reverse name of an address. */
const char *mailauth__item_name(struct validation *v, const struct item *item);
/* Is the item of level forbidden? */
bool mailauth__item_forbidden(const struct item *item);
/* The code for what is missing, by level; `code` if it is required. */
int mailauth__missing_code(const struct item *item, int code);
/* The line to have for a want; nothing for a pattern. */
void mailauth__fix_want(struct validation *v, struct finding *f, const struct item *item,
    const struct want *want);
/* "10 mx.example" as people write it. */
const char *mailauth__show_want(struct validation *v, const struct item *item,
    const struct want *want);
/* Takes a record of an answer out; not one of a wildcard, which a record of the
 * name's own hides. */
void mailauth__delete_record(struct validation *v, struct finding *f,
    const struct mailauth_record *record);
/* Takes out all of that type at the name itself (room.c). */
void mailauth__delete_at(struct validation *v, struct finding *f,
    const char *owner, uint16_t type);
/* Does a wildcard of the domain's give the record (room.c)? */
bool mailauth__by_wildcard(struct validation *v, const struct mailauth_record *record);
/* Does the target have what `target-needs` says?  False: not, and it was told;
 * true too while answers lack. */
bool mailauth__target_needs(struct validation *v, struct item *item, const char *target);
/* Looks where an item's record went by mistake (misplaced.c).  True if it was
 * found and told, or answers lack. */
bool mailauth__misplaced_item(struct validation *v, const struct item *item);
/* Is `name` what `want` becomes when the final dot is forgotten: want.ZONE with
 * the domain, or a parent of it, as the zone? */
bool mailauth__doubled(const struct validation *v, const char *name, const char *want);
/* A DMARC record as it effectively is, with another policy, or if that is NULL
 * with a rua if it lacks one; NULL: it cannot be written (dmarc_mend.c). */
const char *mailauth__dmarc_rewritten(struct validation *v, const char *text,
    size_t length, const char *policy);
/* A key whose halves are two records, joined; NULL: they are not. */
const char *mailauth__dkim_joined(struct validation *v,
    const struct mailauth_answer *answer);
/* TXT compared by meaning: case, runs of blanks and blanks at the ends do not
 * matter. */
bool mailauth__text_alike(const char *a, size_t alen, const char *b, size_t blen);

#endif
