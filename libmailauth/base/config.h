/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <mailauth/base.h>

#define CONFIG_OPTIONS 16 /* one more than the largest MAILAUTH_OPT_*, rounded up */

struct mailauth_config {
	struct mailauth_allocator allocator;
	int64_t value[CONFIG_OPTIONS];
};

/* cfg itself, or the defaults for NULL; never NULL. */
const struct mailauth_config *mailauth__config(const mailauth_config *cfg);
/* The value of a known option. */
int64_t mailauth__config_value(const mailauth_config *cfg, int option);

#endif
