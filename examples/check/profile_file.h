/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles as files: by path, or by name from the folder of installed ones
 * (MAILAUTH_PROFILE_DIR in the environment, else share/mailauth/profiles beside
 * the program's bin/, else the one configured).
 */
#ifndef CHECK_PROFILE_FILE_H
#define CHECK_PROFILE_FILE_H

#include <mailauth.h>

#include "common/options.h"

/* Finds that folder; `program` is argv[0].  The first call of main. */
void profile_folder(const char *program);
/* Reads a profile and tells its faults on stderr: FILE:LINE:COLUMN, and the line
 * with a caret.  0, or an exit status and *out NULL. */
int profile_open(const struct options *o, const char *name, mailauth_profile **out);
/* --check-profile: says so if there is nothing to tell. */
int profile_check(const struct options *o, const char *path);
/* --list-profiles: name and title of each installed one. */
int profile_list(const struct options *o, const char *lang);

#endif
