/* SPDX-License-Identifier: BSD-2-Clause */
/* The profile object: making, reading out, freeing. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "validate/profile.h"

static const struct {
	const char *name;
	uint16_t rrtype;
} types[REQUIRE_TYPES] = {
	[REQUIRE_MX] = { "MX", 15 },
	[REQUIRE_SPF] = { "SPF", 16 },
	[REQUIRE_DKIM] = { "DKIM", 16 },
	[REQUIRE_DMARC] = { "DMARC", 16 },
	[REQUIRE_CNAME] = { "CNAME", 5 },
	[REQUIRE_TXT] = { "TXT", 16 },
	[REQUIRE_SRV] = { "SRV", 33 },
	[REQUIRE_A] = { "A", 1 },
	[REQUIRE_AAAA] = { "AAAA", 28 },
	[REQUIRE_ADDRESS] = { "ADDRESS", 1 },
	[REQUIRE_NS] = { "NS", 2 },
	[REQUIRE_PTR] = { "PTR", 12 },
	[REQUIRE_FCRDNS] = { "FCRDNS", 12 },
};

const char *
mailauth__requirement_type_name(int type)
{
	assert(type >= 0 && type < REQUIRE_TYPES);
	return types[type].name;
}

uint16_t
mailauth__requirement_rrtype(int type)
{
	assert(type >= 0 && type < REQUIRE_TYPES);
	return types[type].rrtype;
}

const char *
mailauth_level_name(int level)
{
	switch (level) {
	case MAILAUTH_LEVEL_REQUIRED: return "required";
	case MAILAUTH_LEVEL_RECOMMENDED: return "recommended";
	case MAILAUTH_LEVEL_OPTIONAL: return "optional";
	case MAILAUTH_LEVEL_FORBIDDEN: return "forbidden";
	}
	return NULL;
}

void
mailauth__profile_problem(struct mailauth_profile *profile, unsigned line,
    unsigned column, const char *message)
{
	struct mailauth_profile_problem *problem;

	if (message == NULL) {
		profile->error = mailauth__arena_error(profile->arena);
		return;
	}
	if (profile->problem_count >= PROFILE_PROBLEMS)
		return;
	if (profile->problem_count == profile->problem_room) {
		size_t room = profile->problem_room + 10;

		problem = mailauth__arena_grow(profile->arena, profile->problems,
		    profile->problem_count, room, sizeof(*problem));
		if (problem == NULL) {
			profile->error = mailauth__arena_error(profile->arena);
			return;
		}
		profile->problems = problem;
		profile->problem_room = room;
	}
	problem = &profile->problems[profile->problem_count++];
	*problem = (struct mailauth_profile_problem){ profile->label, line,
		column, message };
}

/* Problems in the order of their places; there are few. */
static void
sort_problems(struct mailauth_profile *profile)
{
	size_t i, j;

	for (i = 1; i < profile->problem_count; i++) {
		struct mailauth_profile_problem one = profile->problems[i];

		for (j = i; j > 0; j--) {
			const struct mailauth_profile_problem *before =
			    &profile->problems[j - 1];

			if (before->line < one.line || (before->line == one.line &&
			    before->column <= one.column))
				break;
			profile->problems[j] = *before;
		}
		profile->problems[j] = one;
	}
}

int
mailauth_profile_parse(const mailauth_config *cfg, const char *label,
    const char *text, size_t len, mailauth_profile **out)
{
	struct mailauth_profile *profile;
	struct arena *arena;
	int rc;

	*out = NULL;
	if (text == NULL && len > 0)
		return MAILAUTH_ERR_INVALID;
	arena = mailauth__arena_new(cfg, 4096);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	profile = mailauth__arena_zalloc(arena, sizeof(*profile));
	if (profile == NULL)
		goto nomem;
	profile->arena = arena;
	if (label == NULL)
		label = "profile";
	profile->label = mailauth__arena_text(arena, label, strlen(label));
	if (profile->label == NULL)
		goto nomem;
	profile->head.view.id = "profile";
	if (len > PROFILE_TEXT)
		mailauth__profile_problem(profile, 1, 1,
		    "a profile is at most 1 MiB long");
	else
		mailauth__profile_read(profile, text, len);
	if (profile->error == 0)
		mailauth__profile_check(profile);
	sort_problems(profile);
	if (profile->error == 0) {
		*out = profile;
		return 0;
	}
nomem:
	rc = mailauth__arena_error(arena);
	mailauth__arena_free(arena);
	return rc;
}

void
mailauth_profile_free(mailauth_profile *profile)
{
	if (profile != NULL)
		mailauth__arena_free(profile->arena);
}

size_t
mailauth_profile_problem_count(const mailauth_profile *profile)
{
	return profile->problem_count;
}

const mailauth_profile_problem *
mailauth_profile_problem_at(const mailauth_profile *profile, size_t i)
{
	return i < profile->problem_count ? &profile->problems[i] : NULL;
}

const char *
mailauth__profile_value(const struct profile_section *section, int key)
{
	return mailauth__profile_value_in(section, key, NULL);
}

const char *
mailauth__profile_value_in(const struct profile_section *section, int key,
    const char *lang)
{
	const struct profile_values *values = &section->values[key];
	const char *plain = NULL;
	size_t i;

	for (i = 0; i < values->count; i++) {
		const struct profile_value *value = &values->items[i];

		if (value->lang == NULL) {
			if (plain == NULL)
				plain = value->text;
		} else if (lang != NULL && strcmp(value->lang, lang) == 0) {
			return value->text;
		}
	}
	return plain;
}

const char *
mailauth_profile_name(const mailauth_profile *profile)
{
	const char *name = mailauth__profile_value(&profile->head, KEY_NAME);

	return name != NULL ? name : "";
}

const char *
mailauth_profile_text(const mailauth_profile *profile, const char *key, const char *lang)
{
	int k = KEY_NONE;

	if (strcmp(key, "title") == 0)
		k = KEY_TITLE;
	else if (strcmp(key, "reference") == 0)
		k = KEY_REFERENCE;
	else if (strcmp(key, "delay") == 0)
		k = KEY_DELAY;
	return k == KEY_NONE ? NULL :
	    mailauth__profile_value_in(&profile->head, k, lang);
}

uint32_t
mailauth_profile_delay(const mailauth_profile *profile)
{
	return profile->delay;
}

size_t
mailauth_profile_variable_count(const mailauth_profile *profile)
{
	return profile->variable_count;
}

const mailauth_profile_variable *
mailauth_profile_variable_at(const mailauth_profile *profile, size_t i)
{
	return i < profile->variable_count ? &profile->variables[i] : NULL;
}

size_t
mailauth_profile_requirement_count(const mailauth_profile *profile)
{
	return profile->section_count;
}

const mailauth_profile_requirement *
mailauth_profile_requirement_at(const mailauth_profile *profile, size_t i)
{
	return i < profile->section_count ? &profile->sections[i]->view : NULL;
}
