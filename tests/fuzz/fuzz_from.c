/* SPDX-License-Identifier: BSD-2-Clause */
/* The From field: mailboxes and their domains. */
#include <mailauth.h>
#include <mailauth/dmarc.h>

#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mailauth_from *from;
	size_t i, n, offset = 0;
	int rc;

	rc = mailauth_from_parse(NULL, (const char *)data, size, &from);
	if (rc == MAILAUTH_ERR_LIMIT)
		return 0;
	MUST(rc == MAILAUTH_OK && from != NULL);
	if (mailauth_from_fault(from, &offset) != NULL)
		MUST(offset <= size);
	n = mailauth_from_mailbox_count(from);
	MUST(n <= size);
	for (i = 0; i < n; i++)
		MUST(mailauth_from_mailbox(from, i) != NULL);
	n = mailauth_from_domain_count(from);
	for (i = 0; i < n; i++)
		touch_text(mailauth_from_domain(from, i));
	mailauth_from_free(from);
	return 0;
}
