/* SPDX-License-Identifier: BSD-2-Clause */
/* One resinfo of an Authentication-Results field (RFC 8601 section 2.2), for
 * every method that has something to report.
 *
 *	mailauth__auth_results_begin(&ar, arena, "spf", "pass");
 *	mailauth__auth_results_address(&ar, "smtp", "mailfrom", …);
 *	text = mailauth__auth_results_text(&ar);
 *
 * makes "spf=pass smtp.mailfrom=user@example.org".  Words are parted by single
 * spaces, or folded where a line would grow beyond 78 characters; what comes
 * from outside is quoted, cleaned and cut. */
#ifndef EVALUATE_AUTH_RESULTS_H
#define EVALUATE_AUTH_RESULTS_H

#include <stdbool.h>

#include "base/buffer.h"

/* Most octets of one value, RFC 5322 section 2.1.1 in mind. */
#define AUTH_RESULTS_VALUE 255

struct auth_results {
	struct buffer buf;
	size_t line; /* where the line begins */
};

void mailauth__auth_results_begin(struct auth_results *ar, struct arena *arena,
    const char *method, const char *result);
/* reason="…" */
void mailauth__auth_results_reason(struct auth_results *ar, const char *text);
/* ptype.property=value */
void mailauth__auth_results_property(struct auth_results *ar, const char *ptype,
    const char *property, const char *text, size_t len);
/* ptype.property=local-part@domain; the local-part may be empty, then without
 * "@".  A domain that is none makes all of it a quoted value. */
void mailauth__auth_results_address(struct auth_results *ar, const char *ptype,
    const char *property, const char *local, size_t local_len,
    const char *domain, size_t domain_len);
/* The whole; NULL: no memory. */
const char *mailauth__auth_results_text(struct auth_results *ar);

/* Is it a dot-atom (RFC 5322 section 3.2.3)? */
bool mailauth__is_dot_atom(const char *text, size_t len);
/* Appends a dot-atom as it is, anything else as a quoted-string, both cut after
 * max octets. */
void mailauth__add_word(struct buffer *buf, const char *text, size_t len, size_t max);

#endif
