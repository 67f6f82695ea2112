/* SPDX-License-Identifier: BSD-2-Clause */
/* What every suite needs around its tests. */
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_FILE ((size_t)64 << 20)

int
test_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

char *
test_read(const char *path, size_t *len)
{
	size_t size = 0, room = 1 << 16, n;
	char *text, *more;
	FILE *f;

	if ((f = fopen(path, "rb")) == NULL)
		return NULL;
	if ((text = malloc(room)) == NULL)
		goto out;
	while ((n = fread(text + size, 1, room - size - 1, f)) > 0) {
		size += n;
		if (room - size > 1)
			continue;
		more = room < MAX_FILE ? realloc(text, room * 2) : NULL;
		if (more == NULL) {
			free(text);
			text = NULL;
			goto out;
		}
		text = more;
		room *= 2;
	}
	text[size] = '\0';
	if (len != NULL)
		*len = size;
out:
	fclose(f);
	return text;
}

char *
test_data(const char *name, size_t *len)
{
	char path[4096];
	char *text;

	snprintf(path, sizeof(path), "%s/data/%s", TESTS_DIR, name);
	text = test_read(path, len);
	ck_assert_msg(text != NULL, "cannot read %s", path);
	return text;
}

char *
test_shared(const char *name, size_t *len)
{
	const char *top = getenv("MAILAUTH_SHARED");
	char path[4096];
	char *text;

	if (top != NULL)
		snprintf(path, sizeof(path), "%s/%s", top, name);
	else
		snprintf(path, sizeof(path), "%s/../../shared/%s", TESTS_DIR,
		    name);
	if ((text = test_read(path, len)) == NULL)
		test_skip(path);
	return text;
}

void
test_skip(const char *why)
{
	/* tests run in processes of their own: nothing may stay in a buffer */
	printf("SKIP: %s\n", why);
	fflush(stdout);
}
