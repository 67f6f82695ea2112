/* SPDX-License-Identifier: BSD-2-Clause */
/* What was built. MAILAUTH_VERSION_STRING comes from configure. */
#include <mailauth/base.h>

#ifndef MAILAUTH_VERSION_STRING
#error "MAILAUTH_VERSION_STRING must come from the build"
#endif

const char *
mailauth_version(void)
{
	return MAILAUTH_VERSION_STRING;
}

uint32_t
mailauth_version_number(void)
{
	return MAILAUTH_VERSION_NUMBER;
}

int
mailauth_has_unbound(void)
{
	return MAILAUTH_WITH_UNBOUND;
}
