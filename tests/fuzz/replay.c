/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plain main for a fuzz target: runs it over the seeds NAME.in and the
 * crashes once found, NAME.repro, each file whole and, up to a cap, cut at
 * every octet, and over the grown corpus NAME.corpus.  Says in the end what
 * run.sh reads from a Check suite.
 */
#include <dirent.h>

#include "fuzz/packed.h"

/* Files longer than this are not cut at every octet: the time is quadratic. */
#define MAX_CUT 512
#define MAX_FILE (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of the exact size, so that a read past the end is noticed. */
static void
replay(const void *data, size_t size)
{
	uint8_t *copy = malloc(size + (size == 0));

	if (copy == NULL)
		return;
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static int
replay_file(const char *path)
{
	uint8_t *data;
	size_t size, cut;
	FILE *f;

	if ((f = fopen(path, "rb")) == NULL)
		return -1;
	data = malloc(MAX_FILE);
	if (data == NULL) {
		fclose(f);
		return -1;
	}
	size = fread(data, 1, MAX_FILE, f);
	fclose(f);

	for (cut = size <= MAX_CUT ? 0 : size; cut <= size; cut++)
		replay(data, cut);
	free(data);
	return 0;
}

/* The lines of a packed corpus as one test; 0 if there is none. */
static int
replay_packed(const char *path, int *failures)
{
	char *line;
	FILE *f;
	long size;

	if ((f = fopen(path, "r")) == NULL)
		return 0;
	line = malloc(4 * MAX_FILE);
	while (line != NULL && fgets(line, 4 * MAX_FILE, f) != NULL) {
		size = packed_read(line);
		if (size < 0) {
			printf("%s has a malformed line\n", path);
			++*failures;
			break;
		}
		replay(line, (size_t)size);
	}
	free(line);
	fclose(f);
	return 1;
}

/* Returns the number of files replayed; a missing folder has none. */
static int
replay_folder(const char *path, int *failures)
{
	char file[4096];
	struct dirent *entry;
	DIR *dir;
	int n = 0, len;

	if ((dir = opendir(path)) == NULL)
		return 0;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		len = snprintf(file, sizeof(file), "%s/%s", path,
		    entry->d_name);
		n++;
		if (len < 0 || (size_t)len >= sizeof(file) ||
		    replay_file(file) != 0) {
			printf("cannot read %s/%s\n", path, entry->d_name);
			++*failures;
		}
	}
	closedir(dir);
	return n;
}

int
main(int argc, char **argv)
{
	const char *name;
	char path[4096];
	int n, failures = 0;

	(void)argc;
	name = strrchr(argv[0], '/');
	name = name != NULL ? name + 1 : argv[0];
	if (strncmp(name, "replay_", 7) == 0)
		name += 7;

	snprintf(path, sizeof(path), "%s/fuzz/%s.in", TESTS_DIR, name);
	n = replay_folder(path, &failures);
	if (n == 0) {
		printf("no seeds in %s\n", path);
		failures++;
		n++;
	}
	snprintf(path, sizeof(path), "%s/fuzz/%s.repro", TESTS_DIR, name);
	n += replay_folder(path, &failures);
	snprintf(path, sizeof(path), "%s/fuzz/%s.corpus", TESTS_DIR, name);
	n += replay_packed(path, &failures);

	printf("%d%%: Checks: %d, Failures: %d, Errors: 0\n",
	    (n - failures) * 100 / n, n, failures);
	return failures != 0;
}
