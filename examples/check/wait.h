/* SPDX-License-Identifier: BSD-2-Clause */
/* --wait: asks again until the domain conforms, or the time is over. */
#ifndef CHECK_WAIT_H
#define CHECK_WAIT_H

#include "check/settings.h"

/* Checks one domain every now and then, for at most wait_ms, with a resolver
 * made anew each time; says on stderr what it waits for.  Prints the last
 * report; its exit status. */
int wait_run(const struct settings *settings, const char *domain, int64_t wait_ms);

#endif
