/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --authoritative: asks the zone's own name servers too, so that what is only
 * old in caches shows as pending.
 */
#ifndef CHECK_AUTHORITATIVE_H
#define CHECK_AUTHORITATIVE_H

#include "check/settings.h"

/* Compares a finished validation with one at each name server of the domain: of
 * those the settings name (ADDRESS[@PORT]), or without any, those its NS records
 * name.  A server that cannot be asked is told of as such.  0 or a negative
 * error. */
int authoritative_compare(const struct settings *settings,
    const struct source *source, mailauth_task *task);
/* Checks the domains one after the other, each with its servers. */
int authoritative_run(const struct settings *settings,
    const struct source *source, const char *const *domains, size_t count);

#endif
