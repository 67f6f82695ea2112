/* SPDX-License-Identifier: BSD-2-Clause */
/* The reader of profiles. */
#include <mailauth.h>
#include <mailauth/profile.h>

#include "fuzz/fuzz.h"

static void
read_problems(const mailauth_profile *profile)
{
	size_t i, n = mailauth_profile_problem_count(profile);

	for (i = 0; i < n; i++) {
		const mailauth_profile_problem *p =
		    mailauth_profile_problem_at(profile, i);

		MUST(p != NULL && p->line > 0 && p->column > 0);
		touch_text(p->file);
		touch_text(p->message);
	}
	MUST(mailauth_profile_problem_at(profile, n) == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mailauth_profile *profile;
	size_t i, n;

	MUST(mailauth_profile_parse(NULL, "file", (const char *)data, size,
	    &profile) == MAILAUTH_OK);
	read_problems(profile);
	touch_text(mailauth_profile_name(profile));
	touch_text(mailauth_profile_text(profile, "title", "de"));
	touch_text(mailauth_profile_text(profile, "reference", NULL));
	(void)mailauth_profile_delay(profile);

	n = mailauth_profile_variable_count(profile);
	for (i = 0; i < n; i++)
		touch_text(mailauth_profile_variable_at(profile, i)->name);
	n = mailauth_profile_requirement_count(profile);
	for (i = 0; i < n; i++) {
		const mailauth_profile_requirement *r =
		    mailauth_profile_requirement_at(profile, i);

		MUST(r != NULL && mailauth_level_name(r->level) != NULL);
		touch_text(r->id);
		touch_text(r->type);
		touch_text(r->owner);
	}
	mailauth_profile_free(profile);
	return 0;
}
