/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts the inputs of a fuzz target into one file, and takes them out again.
 *
 *	pack FILE...             writes a line each to standard output
 *	pack -u PACKED FOLDER    writes a file each into the folder
 */
#include <errno.h>

#include "fuzz/packed.h"

#define MAX_FILE (1u << 20)
#define MAX_LINE (4 * MAX_FILE + 2)

static int
fail(const char *what)
{
	fprintf(stderr, "pack: %s: %s\n", what, strerror(errno));
	return 1;
}

static int
pack(const char *path, uint8_t *room)
{
	FILE *f = fopen(path, "rb");
	size_t size;

	if (f == NULL)
		return fail(path);
	size = fread(room, 1, MAX_FILE, f);
	fclose(f);
	packed_write(stdout, room, size);
	return 0;
}

static int
unpack(const char *path, const char *folder, char *room)
{
	FILE *from = fopen(path, "r"), *to;
	char name[4096];
	long size, n;

	if (from == NULL)
		return fail(path);
	for (n = 1; fgets(room, MAX_LINE, from) != NULL; n++) {
		size = packed_read(room);
		if (size < 0) {
			fprintf(stderr, "pack: %s, line %ld is malformed\n", path, n);
			break;
		}
		snprintf(name, sizeof(name), "%s/packed-%05ld", folder, n);
		to = fopen(name, "wb");
		if (to == NULL || fwrite(room, 1, (size_t)size, to) != (size_t)size ||
		    fclose(to) != 0) {
			fail(name);
			break;
		}
	}
	n = !feof(from);
	fclose(from);
	return (int)n;
}

int
main(int argc, char **argv)
{
	char *room = malloc(MAX_LINE);
	int i, rc = 0;

	if (room == NULL)
		return fail("no memory");
	if (argc == 4 && strcmp(argv[1], "-u") == 0)
		rc = unpack(argv[2], argv[3], room);
	else
		for (i = 1; i < argc && rc == 0; i++)
			rc = pack(argv[i], (uint8_t *)room);
	free(room);
	return rc;
}
