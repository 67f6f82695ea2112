/* SPDX-License-Identifier: BSD-2-Clause */
/* What happens to a TXT record on its way from a help page into a zone. */
#ifndef VALIDATE_TEXT_FAULT_H
#define VALIDATE_TEXT_FAULT_H

#include "validate/validation.h"

enum text_kind { TEXT_ANY = 0, TEXT_SPF = 1, TEXT_DKIM = 2, TEXT_DMARC = 3 };

struct text_fault {
	int code;              /* MAILAUTH_RULE_DNS_TXT_*, 0: none */
	size_t offset, length; /* octets concerned */
	const char *message;
	const char *cleaned;   /* what was meant, or NULL if that is lost */
	size_t cleaned_length;
};

/* What the record is meant to be: begins, blanks and quotes aside, with
 * "v=spf1", "v=DKIM1" or "k=" or "p=" (at a selector), "v=DMARC1". */
enum text_kind mailauth__text_kind(const char *text, size_t len);
/* The first such fault of a record of that kind.  True if there is one. */
bool mailauth__text_fault(struct validation *v, const struct mailauth_record *record,
    enum text_kind kind, struct text_fault *out);
/* Is there a placeholder of a help page in the text? */
bool mailauth__has_placeholder(const struct validation *v, const char *text, size_t len);
/* The fault as a finding about an item of the profile, or NULL for the audit;
 * with the line to have if what was meant can be told. */
struct finding *mailauth__tell_text_fault(struct validation *v, const struct item *item,
    const struct mailauth_record *record, const struct text_fault *fault);

#endif
