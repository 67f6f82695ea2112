/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SUPPORT_KEYS_H
#define TESTS_SUPPORT_KEYS_H
/* The keys of tests/data/dkim/keys.txt. */
#include <stddef.h>
#include <stdint.h>

/* The base64 of a key by name; a missing one fails the test.  Lives until the
 * process ends. */
const char *test_key(const char *name);
/* The octets it stands for, to be freed by the caller. */
uint8_t *test_key_octets(const char *name, size_t *len);
/* A text with each {NAME} replaced by the base64 of that key; the caller frees it. */
char *test_key_text(const char *pattern, size_t *len);

#endif
