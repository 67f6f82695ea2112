/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that another library insists on reading from a path. */
#ifndef RESOLVER_MEMORY_FILE_H
#define RESOLVER_MEMORY_FILE_H

#include <stddef.h>

#include <mailauth/base.h>

#define MEMORY_FILE_PATH 128

struct memory_file {
	int fd;      /* -1: none */
	int on_disk; /* 1: the path is to be unlinked */
	char path[MEMORY_FILE_PATH];
};

/* A file with this text, in memory where the system can, else a temporary one
 * that only this user may read.  0 or MAILAUTH_ERR_IO. */
int mailauth__memory_file_new(struct memory_file *file, const char *text, size_t len);
void mailauth__memory_file_free(struct memory_file *file);

#endif
