/* SPDX-License-Identifier: BSD-2-Clause */
/* Allocator and limits. */
#include <stdlib.h>

#include "base/config.h"

struct option_range {
	int64_t start, least, most;
};

static const struct option_range ranges[CONFIG_OPTIONS] = {
	[MAILAUTH_OPT_SPF_LOOKUPS] = { 10, 0, 1000 },
	[MAILAUTH_OPT_SPF_VOID_LOOKUPS] = { 2, 0, 1000 },
	[MAILAUTH_OPT_SPF_MX_NAMES] = { 10, 1, 1000 },
	[MAILAUTH_OPT_SPF_PTR_NAMES] = { 10, 1, 1000 },
	[MAILAUTH_OPT_SPF_EXPLAIN] = { 1, 0, 1 },
	[MAILAUTH_OPT_CNAME_LINKS] = { 11, 1, 100 },
	[MAILAUTH_OPT_PREFETCH] = { 0, 0, 10000 },
	[MAILAUTH_OPT_TRACE] = { 1, 0, 1 },
	[MAILAUTH_OPT_TIMEOUT] = { 20000, 100, 86400000 },
	[MAILAUTH_OPT_MEMORY] = { 0, 0, INT64_MAX },
	[MAILAUTH_OPT_DMARC_AUTHORS] = { 8, 1, 100 },
	[MAILAUTH_OPT_DMARC_IDENTIFIERS] = { 64, 1, 1000 },
	[MAILAUTH_OPT_DKIM_BITS] = { 16384, 4096, 65536 },
};

static void *
default_malloc(size_t size, void *user_data)
{
	(void)user_data;
	return malloc(size);
}

static void *
default_realloc(void *ptr, size_t size, void *user_data)
{
	(void)user_data;
	return realloc(ptr, size);
}

static void
default_free(void *ptr, void *user_data)
{
	(void)user_data;
	free(ptr);
}

/* The ranges above, spelt once more because C has no loop for constants; a
 * test holds both together. */
static const struct mailauth_config defaults = {
	.allocator = { default_malloc, default_realloc, default_free, NULL },
	.value = {
		[MAILAUTH_OPT_SPF_LOOKUPS] = 10,
		[MAILAUTH_OPT_SPF_VOID_LOOKUPS] = 2,
		[MAILAUTH_OPT_SPF_MX_NAMES] = 10,
		[MAILAUTH_OPT_SPF_PTR_NAMES] = 10,
		[MAILAUTH_OPT_SPF_EXPLAIN] = 1,
		[MAILAUTH_OPT_CNAME_LINKS] = 11,
		[MAILAUTH_OPT_TRACE] = 1,
		[MAILAUTH_OPT_TIMEOUT] = 20000,
		[MAILAUTH_OPT_DMARC_AUTHORS] = 8,
		[MAILAUTH_OPT_DMARC_IDENTIFIERS] = 64,
		[MAILAUTH_OPT_DKIM_BITS] = 16384,
	},
};

const struct mailauth_config *
mailauth__config(const mailauth_config *cfg)
{
	return cfg != NULL ? cfg : &defaults;
}

int64_t
mailauth__config_value(const mailauth_config *cfg, int option)
{
	return mailauth__config(cfg)->value[option];
}

static int
known(int option)
{
	return option > 0 && option < CONFIG_OPTIONS &&
	    (ranges[option].least != 0 || ranges[option].most != 0);
}

int
mailauth_config_new(const mailauth_allocator *alloc, mailauth_config **out)
{
	struct mailauth_config *cfg;
	int i;

	*out = NULL;
	if (alloc == NULL)
		alloc = &defaults.allocator;
	if (alloc->malloc == NULL || alloc->realloc == NULL || alloc->free == NULL)
		return MAILAUTH_ERR_INVALID;
	cfg = alloc->malloc(sizeof(*cfg), alloc->user_data);
	if (cfg == NULL)
		return MAILAUTH_ERR_NOMEM;
	cfg->allocator = *alloc;
	for (i = 0; i < CONFIG_OPTIONS; i++)
		cfg->value[i] = ranges[i].start;
	*out = cfg;
	return 0;
}

int
mailauth_config_set(mailauth_config *cfg, int option, int64_t value)
{
	if (cfg == NULL || !known(option) || value < ranges[option].least ||
	    value > ranges[option].most)
		return MAILAUTH_ERR_INVALID;
	cfg->value[option] = value;
	return 0;
}

int64_t
mailauth_config_get(const mailauth_config *cfg, int option)
{
	return known(option) ? mailauth__config_value(cfg, option) : -1;
}

void
mailauth_config_free(mailauth_config *cfg)
{
	if (cfg != NULL)
		cfg->allocator.free(cfg, cfg->allocator.user_data);
}
