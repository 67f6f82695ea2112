/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain names: from people, from the wire, and in the canonical text form of
 * <mailauth/dns.h>. */
#ifndef DNS_NAME_H
#define DNS_NAME_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/limits.h"

/* Why a name is not one. */
enum name_fault {
	NAME_OK = 0,
	NAME_EMPTY,       /* nothing there */
	NAME_EMPTY_LABEL, /* "a..b", ".a" */
	NAME_LONG_LABEL,  /* > 63 octets, RFC 1035 section 2.3.4 */
	NAME_LONG,        /* > 255 octets on the wire, RFC 1035 section 2.3.4 */
	NAME_BAD_ESCAPE,  /* "\" at the end, \999 */
	NAME_BAD_UTF8,    /* malformed UTF-8 */
	NAME_BAD_LABEL    /* U-label that has no A-label, RFC 5891 */
};
/* "a label is longer than 63 octets" … */
const char *mailauth__name_fault_text(int fault);

struct name {
	size_t length;                 /* of text */
	size_t labels;                 /* 0 for the root */
	size_t wire;                   /* octets of the wire form */
	char text[LIMIT_NAME_ESCAPED]; /* canonical, NUL-terminated */
};

/* The root, to add labels to; mailauth__name_done() at the end. */
void mailauth__name_begin(struct name *out);
/* Adds a label of any octets on the right.  NAME_OK or a fault. */
int mailauth__name_label(struct name *out, const void *octets, size_t len);
void mailauth__name_done(struct name *out);
/* Adds all labels of `suffix` on the right of a finished name.  NAME_OK, or
 * NAME_LONG with *name unchanged. */
int mailauth__name_append(struct name *name, const struct name *suffix);

/* Reads a name as people and zone files write it (escapes honoured, one final
 * dot allowed, any case, any octets; U-labels in UTF-8 become A-labels, RFC
 * 8616 section 4).  NAME_OK or a fault; out is then the empty name. */
int mailauth__name_parse(const char *text, size_t len, struct name *out);
/* Reads raw octets: only "." is special, a backslash is an ordinary octet and
 * octets >= 0x80 stand for themselves (what an SPF macro expanded to). */
int mailauth__name_from_octets(const char *text, size_t len, struct name *out);
/* Reads an uncompressed wire name at p; *used octets.  0 or MAILAUTH_ERR_INVALID. */
int mailauth__name_from_wire(const uint8_t *p, size_t len, struct name *out, size_t *used);
/* Writes the wire form of a canonical name (at most 255 octets); its length, 0 if malformed. */
size_t mailauth__name_to_wire(const char *text, uint8_t out[LIMIT_NAME_WIRE]);

/* Below, all names are canonical text. */
bool mailauth__name_same(const char *a, const char *b);
/* Is `name` the domain itself or under it, at a label boundary? */
bool mailauth__name_within(const char *name, const char *domain);
size_t mailauth__name_labels(const char *name);
/* The parent, a pointer into `name`; "." for a single label, NULL for ".". */
const char *mailauth__name_parent(const char *name);
/* The rightmost `labels` labels, a pointer into `name`. */
const char *mailauth__name_suffix(const char *name, size_t labels);
/* "prefix.name" in the arena; NULL: no memory or longer than a name may be
 * (tell apart by *fault, NAME_OK: no memory). */
char *mailauth__name_join(struct arena *arena, const char *prefix, const char *name, int *fault);
/* Letters, digits and inner hyphens in every label (RFC 1123 section 2.1). */
bool mailauth__name_is_host(const char *name);

#endif
