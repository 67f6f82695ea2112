/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that another library insists on reading from a path. */

/* memfd_create and P_tmpdir are not in POSIX. */
#define _GNU_SOURCE

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "resolver/memory_file.h"

#ifndef P_tmpdir
#define P_tmpdir "/var/tmp"
#endif

static int
write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return MAILAUTH_ERR_IO;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

/* Opens a file in memory.  False where that is not to be had. */
static int
open_memory(struct memory_file *file)
{
#if defined(__linux__) && defined(MFD_CLOEXEC)
	file->fd = memfd_create("libmailauth", MFD_CLOEXEC);
	if (file->fd < 0)
		return 0;
	snprintf(file->path, sizeof(file->path), "/proc/self/fd/%d", file->fd);
	/* No /proc in this root: nobody could open it by its path. */
	if (access(file->path, R_OK) == 0)
		return 1;
	close(file->fd);
	file->fd = -1;
#else
	(void)file;
#endif
	return 0;
}

static void
open_disk(struct memory_file *file)
{
	snprintf(file->path, sizeof(file->path), "%s/libmailauth-XXXXXX", P_tmpdir);
	file->fd = mkstemp(file->path);
	file->on_disk = file->fd >= 0;
}

int
mailauth__memory_file_new(struct memory_file *file, const char *text, size_t len)
{
	int rc;

	*file = (struct memory_file){ .fd = -1 };
	if (!open_memory(file))
		open_disk(file);
	if (file->fd < 0)
		return MAILAUTH_ERR_IO;
	rc = write_all(file->fd, text, len);
	if (rc != 0)
		mailauth__memory_file_free(file);
	return rc;
}

void
mailauth__memory_file_free(struct memory_file *file)
{
	if (file->fd < 0)
		return;
	close(file->fd);
	if (file->on_disk)
		unlink(file->path);
	file->fd = -1;
}
