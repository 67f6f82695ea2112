/* SPDX-License-Identifier: BSD-2-Clause */
/* Block lists: a file mapped into memory, searched by bisection.  The one file
 * of the library that maps files. */
#include <sys/mman.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "record/dkim_key.h"
#include "record/key_blocklist.h"

#define ROW 16
#define ROW_HASH 15

struct mailauth_dkim_blocklist {
	struct arena *arena;
	const uint8_t *rows;
	size_t count;
	void *mapped;        /* NULL: the caller's memory */
	size_t mapped_size;
};

static const uint8_t *
row(const struct mailauth_dkim_blocklist *list, size_t i)
{
	return list->rows + i * ROW;
}

int
mailauth_dkim_blocklist_new(const mailauth_config *cfg, const void *rows, size_t len,
    mailauth_dkim_blocklist **out)
{
	struct mailauth_dkim_blocklist *list;
	struct arena *arena;

	*out = NULL;
	if ((rows == NULL && len > 0) || len % ROW != 0)
		return MAILAUTH_ERR_INVALID;
	if ((arena = mailauth__arena_new(cfg, sizeof(*list))) == NULL)
		return MAILAUTH_ERR_NOMEM;
	list = mailauth__arena_zalloc(arena, sizeof(*list));
	if (list == NULL) {
		mailauth__arena_free(arena);
		return MAILAUTH_ERR_NOMEM;
	}
	list->arena = arena;
	list->rows = rows;
	list->count = len / ROW;
	/* A look at the ends tells a list from most other files. */
	if (list->count > 1 &&
	    memcmp(row(list, 0), row(list, list->count - 1), ROW_HASH) > 0) {
		mailauth__arena_free(arena);
		return MAILAUTH_ERR_INVALID;
	}
	*out = list;
	return MAILAUTH_OK;
}

/* Maps a file; an empty one gives size 0 and no map.  What is no file has no
 * end to go to, or cannot be mapped. */
static int
map_file(const char *path, void **map, size_t *size)
{
	int fd, rc = MAILAUTH_ERR_IO;
	off_t end;

	*map = NULL;
	*size = 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return rc;
	end = lseek(fd, 0, SEEK_END);
	if (end < 0 || (uintmax_t)end > SIZE_MAX)
		goto out;
	rc = MAILAUTH_OK;
	if (end == 0)
		goto out;
	*map = mmap(NULL, (size_t)end, PROT_READ, MAP_PRIVATE, fd, 0);
	if (*map == MAP_FAILED) {
		*map = NULL;
		rc = MAILAUTH_ERR_IO;
		goto out;
	}
	*size = (size_t)end;
out:
	close(fd);
	return rc;
}

int
mailauth_dkim_blocklist_open(const mailauth_config *cfg, const char *path,
    mailauth_dkim_blocklist **out)
{
	size_t size;
	void *map;
	int rc;

	*out = NULL;
	if ((rc = map_file(path, &map, &size)) != 0)
		return rc;
	rc = mailauth_dkim_blocklist_new(cfg, map, size, out);
	if (rc != 0) {
		if (map != NULL)
			munmap(map, size);
		return rc;
	}
	(*out)->mapped = map;
	(*out)->mapped_size = size;
	return MAILAUTH_OK;
}

size_t
mailauth_dkim_blocklist_count(const mailauth_dkim_blocklist *list)
{
	return list->count;
}

const uint8_t *
mailauth__key_number(const mailauth_dkim_key *key, size_t *len)
{
	const uint8_t *data = key->ed25519.data;

	*len = key->modulus.length;
	if (key->modulus.data != NULL)
		return key->modulus.data;
	for (*len = key->ed25519.length; *len > 0 && *data == 0; data++)
		--*len;
	return data;
}

int
mailauth_dkim_blocklist_find(const mailauth_dkim_blocklist *list, const mailauth_dkim_key *key)
{
	size_t low = 0, high = list->count, middle, len;
	const uint8_t *number = mailauth__key_number(key, &len);
	uint8_t hash[32];
	int order;

	if (number == NULL)
		return -1;
	mailauth__sha256(number, len, hash);
	while (low < high) {
		middle = low + (high - low) / 2;
		order = memcmp(hash, row(list, middle), ROW_HASH);
		if (order == 0)
			return row(list, middle)[ROW_HASH];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

void
mailauth_dkim_blocklist_free(mailauth_dkim_blocklist *list)
{
	if (list == NULL)
		return;
	if (list->mapped != NULL)
		munmap(list->mapped, list->mapped_size);
	mailauth__arena_free(list->arena);
}
