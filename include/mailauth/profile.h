/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_PROFILE_H
#define MAILAUTH_PROFILE_H
/**
 * @file
 * @defgroup profile Profiles: what a provider prescribes
 * A profile is a text file that says which DNS records a mail provider demands
 * of a customer's domain; mailauth_profile(5) describes its format.  A profile
 * is read once and may then serve any number of validations at once.
 * @{
 */
#include <mailauth/rule.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A profile that was read. */
typedef struct mailauth_profile mailauth_profile;

/** How binding a requirement is. */
enum mailauth_level {
	MAILAUTH_LEVEL_REQUIRED = 1,    /**< without it the domain fails */
	MAILAUTH_LEVEL_RECOMMENDED = 2, /**< its findings are warnings at most */
	MAILAUTH_LEVEL_OPTIONAL = 3,    /**< its findings are remarks at most */
	MAILAUTH_LEVEL_FORBIDDEN = 4    /**< the record must not be there */
};
/** "required", "recommended", "optional", "forbidden"; NULL for another value. */
MAILAUTH_API const char *mailauth_level_name(int level);

/** Where a profile is wrong (view). */
typedef struct mailauth_profile_problem {
	const char *file;    /**< the label given with the text */
	unsigned line;       /**< from 1 */
	unsigned column;     /**< octet within the line, from 1 */
	const char *message; /**< what is wrong and what was expected, English,
	                      * no final stop; may quote octets of the file */
} mailauth_profile_problem;

/** A variable that a profile takes (view). */
typedef struct mailauth_profile_variable {
	const char *name; /**< without braces */
	int optional; /**< 1: a requirement that uses it is not applicable while
	               * nobody sets it; 0: it must be set */
} mailauth_profile_variable;

/** One requirement, as the profile writes it (view). */
typedef struct mailauth_profile_requirement {
	const char *id;    /**< its section's name */
	int level;         /**< `MAILAUTH_LEVEL_*` */
	const char *type;  /**< "MX", "SPF" … */
	const char *owner; /**< relative to the domain, variables not expanded */
} mailauth_profile_requirement;

/**
 * Reads a profile.  A faulty text gives an object too, whose problems say what
 * is wrong; it cannot be used for a validation.
 * @param label    what messages call the text, such as its file name
 * @param text,len the file's octets
 * @return 0, #MAILAUTH_ERR_NOMEM
 */
MAILAUTH_API int mailauth_profile_parse(const mailauth_config *cfg, const char *label, const char *text, size_t len,
    mailauth_profile **out);
/** Number of problems (at most 100 are kept); 0: the profile can be used. */
MAILAUTH_API size_t mailauth_profile_problem_count(const mailauth_profile *profile);
/** Problem @p i, in the order of lines; NULL past the end. */
MAILAUTH_API const mailauth_profile_problem *mailauth_profile_problem_at(const mailauth_profile *profile, size_t i);

/** The profile's `name`; "" if it has none. */
MAILAUTH_API const char *mailauth_profile_name(const mailauth_profile *profile);
/**
 * A text of the section `[profile]`.
 * @param key  "title", "reference" or "delay"
 * @param lang "de" and the like for a translation, which falls back to the
 *             text without a language; NULL for that text
 * @return NULL if there is none
 */
MAILAUTH_API const char *mailauth_profile_text(const mailauth_profile *profile, const char *key, const char *lang);
/** Seconds the provider says changes take (`delay`), 0 if it says nothing. */
MAILAUTH_API uint32_t mailauth_profile_delay(const mailauth_profile *profile);
/** Number of variables, `domain` and loop variables not counted. */
MAILAUTH_API size_t mailauth_profile_variable_count(const mailauth_profile *profile);
/** Variable @p i; NULL past the end. */
MAILAUTH_API const mailauth_profile_variable *mailauth_profile_variable_at(const mailauth_profile *profile, size_t i);
/** Number of requirements. */
MAILAUTH_API size_t mailauth_profile_requirement_count(const mailauth_profile *profile);
/** Requirement @p i, in the order of the file; NULL past the end. */
MAILAUTH_API const mailauth_profile_requirement *mailauth_profile_requirement_at(const mailauth_profile *profile, size_t i);
/** Frees a profile, after every validation that uses it. */
MAILAUTH_API void mailauth_profile_free(mailauth_profile *profile);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
