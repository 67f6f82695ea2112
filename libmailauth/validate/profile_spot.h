/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two halves of the profile's check share. */
#ifndef VALIDATE_PROFILE_SPOT_H
#define VALIDATE_PROFILE_SPOT_H

#include "base/text.h"
#include "validate/profile.h"

/* Where a value is looked at. */
struct spot {
	struct mailauth_profile *profile;
	struct profile_section *section;
	const struct profile_value *value;
};

/* A problem at an octet of the spot's value. */
void mailauth__spot_wrong(const struct spot *spot, size_t offset, const char *message);
/* The first value of a key; NULL. */
const struct profile_value *mailauth__spot_first(const struct profile_section *section, int key);
/* The next word of a value, words parted by blanks and commas. */
bool mailauth__spot_word(struct cursor *c, const char **word, size_t *length);
bool mailauth__variable_good(const char *name, size_t length);
struct mailauth_profile_variable *mailauth__variable_find(
    const struct mailauth_profile *profile, const char *name, size_t length);
void mailauth__variable_add(struct mailauth_profile *profile, const char *name,
    size_t length, int optional);
/* The section [profile]. */
void mailauth__profile_check_head(struct mailauth_profile *profile);

#endif
