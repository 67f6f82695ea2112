/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SUPPORT_SUITE_H
#define TESTS_SUPPORT_SUITE_H
/* What every suite needs around its tests: a main, files, a way to skip. */
#include <stddef.h>

#include <check.h>

/* Runs a suite and frees it.  Returns what main() returns. */
int test_main(Suite *suite);

/* Reads a file whole, with a NUL after its end.  The caller frees it.  NULL if
 * it cannot be read. */
char *test_read(const char *path, size_t *len);

/* The same for a file below tests/data; a missing one fails the test. */
char *test_data(const char *name, size_t *len);

/* The same for a file of the folder shared by the workplace, which need not be
 * there: then says that the test is skipped and returns NULL. */
char *test_shared(const char *name, size_t *len);

/* Says that a test cannot run here; return from the test afterwards. */
void test_skip(const char *why);

#endif
