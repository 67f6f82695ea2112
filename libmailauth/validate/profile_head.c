/* SPDX-License-Identifier: BSD-2-Clause */
/* The section [profile]: its variables, delay and severities. */
#include <string.h>

#include "validate/profile_spot.h"

void
mailauth__spot_wrong(const struct spot *spot, size_t offset, const char *message)
{
	mailauth__profile_problem(spot->profile, spot->value->line,
	    spot->value->column + (unsigned)offset, message);
}

const struct profile_value *
mailauth__spot_first(const struct profile_section *section, int key)
{
	const struct profile_values *values = &section->values[key];

	return values->count > 0 ? &values->items[0] : NULL;
}

/* The next word of the value, words parted by blanks and commas. */
bool
mailauth__spot_word(struct cursor *c, const char **word, size_t *length)
{
	while (!cursor_done(c) && (is_class(*c->p, CLASS_WSP) || *c->p == ','))
		c->p++;
	*word = c->p;
	while (!cursor_done(c) && !is_class(*c->p, CLASS_WSP) && *c->p != ',')
		c->p++;
	*length = (size_t)(c->p - *word);
	return *length > 0;
}

bool
mailauth__variable_good(const char *name, size_t length)
{
	size_t i;

	if (length == 0 || length > PROFILE_NAME || !is_class(name[0], CLASS_ALPHA))
		return false;
	for (i = 0; i < length; i++) {
		if (!is_class(name[i], CLASS_NAME) || name[i] == '.')
			return false;
	}
	return true;
}

size_t
mailauth__variable_at(const char **p, const char *end, const char **name)
{
	const char *at = *p + 1;
	size_t length = 0;

	while (at + length < end && is_class(at[length], CLASS_NAME) &&
	    at[length] != '.')
		length++;
	if (at + length >= end || at[length] != '}' || !mailauth__variable_good(at, length))
		return 0;
	*name = at;
	*p = at + length + 1;
	return length;
}

struct mailauth_profile_variable *
mailauth__variable_find(const struct mailauth_profile *profile,
    const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < profile->variable_count; i++) {
		const char *have = profile->variables[i].name;

		if (strlen(have) == length && memcmp(have, name, length) == 0)
			return &profile->variables[i];
	}
	return NULL;
}

void
mailauth__variable_add(struct mailauth_profile *profile, const char *name,
    size_t length,    int optional)
{
	struct mailauth_profile_variable *variable;

	if (profile->variable_count == profile->variable_room) {
		size_t room = profile->variable_room + 8;

		variable = mailauth__arena_grow(profile->arena,
		    profile->variables, profile->variable_count, room,
		    sizeof(*variable));
		if (variable == NULL) {
			profile->error = mailauth__arena_error(profile->arena);
			return;
		}
		profile->variables = variable;
		profile->variable_room = room;
	}
	variable = &profile->variables[profile->variable_count];
	variable->name = mailauth__arena_text(profile->arena, name, length);
	variable->optional = optional;
	if (variable->name == NULL)
		profile->error = mailauth__arena_error(profile->arena);
	else
		profile->variable_count++;
}

/* vars = NAME NAME? … */
static void
check_vars(const struct spot *spot)
{
	struct cursor c = cursor_of(spot->value->text, strlen(spot->value->text));
	const char *word;
	size_t length;

	while (mailauth__spot_word(&c, &word, &length)) {
		int optional = word[length - 1] == '?';
		size_t at = (size_t)(word - c.start);

		length -= (size_t)optional;
		if (!mailauth__variable_good(word, length))
			mailauth__spot_wrong(spot, at, "expected a variable's name of letters, "
			    "digits, \"-\" and \"_\", with \"?\" behind it if it "
			    "need not be set");
		else if (length == 6 && memcmp(word, "domain", 6) == 0)
			mailauth__spot_wrong(spot, at, "the variable \"domain\" is always set; expected another name");
		else if (mailauth__variable_find(spot->profile, word, length) != NULL)
			mailauth__spot_wrong(spot, at, "the variable stands here a second time");
		else
			mailauth__variable_add(spot->profile, word, length, optional);
	}
}

int
mailauth__duration_parse(const char *text, size_t len, uint32_t *seconds)
{
	struct cursor c = cursor_of(text, len);
	uint64_t total = 0, number;

	if (len == 0)
		return MAILAUTH_ERR_INVALID;
	while (!cursor_done(&c)) {
		uint64_t unit = 1;

		if (mailauth__cursor_number(&c, 100000000, &number) != 0)
			return MAILAUTH_ERR_INVALID;
		if (cursor_accept(&c, 'd'))
			unit = 86400;
		else if (cursor_accept(&c, 'h'))
			unit = 3600;
		else if (cursor_accept(&c, 'm'))
			unit = 60;
		else if (!cursor_accept(&c, 's') && !cursor_done(&c))
			return MAILAUTH_ERR_INVALID;
		total += number * unit;
	}
	if (total > UINT32_MAX)
		return MAILAUTH_ERR_INVALID;
	*seconds = (uint32_t)total;
	return 0;
}

static int
severity_of(const char *word, size_t length)
{
	if (mailauth__text_is(word, length, "off"))
		return 0;
	for (int severity = MAILAUTH_SEVERITY_INFO;
	    severity <= MAILAUTH_SEVERITY_ERROR; severity++) {
		if (mailauth__text_is(word, length,
		    mailauth_severity_name(severity)))
			return severity;
	}
	return -1;
}

/* severity = RULE LEVEL */
static void
check_severity(const struct spot *spot, struct profile_severity *out)
{
	struct cursor c = cursor_of(spot->value->text, strlen(spot->value->text));
	const struct mailauth_rule *rule;
	const char *word, *id;
	size_t length;
	int severity;

	if (!mailauth__spot_word(&c, &word, &length))
		return;
	id = mailauth__arena_text(spot->profile->arena, word, length);
	rule = mailauth_rule_by_id(id);
	if (id == NULL) {
		spot->profile->error = mailauth__arena_error(spot->profile->arena);
		return;
	}
	if (rule == NULL) {
		mailauth__spot_wrong(spot, (size_t)(word - c.start),
		    "expected the name of a rule, such as dkim.key-1024");
		return;
	}
	(void)mailauth__spot_word(&c, &word, &length);
	severity = severity_of(word, length);
	if (severity < 0) {
		mailauth__spot_wrong(spot, (size_t)(word - c.start),
		    "expected info, warning, error or off behind the rule");
		return;
	}
	if (mailauth__spot_word(&c, &word, &length)) {
		mailauth__spot_wrong(spot, (size_t)(word - c.start), "expected the end of the line");
		return;
	}
	*out = (struct profile_severity){ rule->code, severity };
}

void
mailauth__profile_check_head(struct mailauth_profile *profile)
{
	struct profile_section *head = &profile->head;
	struct spot spot = { profile, head, NULL };
	struct profile_values *severities = &head->values[KEY_SEVERITY];
	size_t i;

	if (!profile->has_head) {
		mailauth__profile_problem(profile, 1, 1,
		    "the section [profile] is missing");
		return;
	}
	if (mailauth__spot_first(head, KEY_NAME) == NULL)
		mailauth__profile_problem(profile, head->line, 1,
		    "the section [profile] has no \"name\"");
	spot.value = mailauth__spot_first(head, KEY_DELAY);
	if (spot.value != NULL && mailauth__duration_parse(spot.value->text,
	    strlen(spot.value->text), &profile->delay) != 0)
		mailauth__spot_wrong(&spot, 0, "expected a duration such as 30m, 8h or 2d");
	for (i = 0; i < head->values[KEY_VARS].count; i++) {
		spot.value = &head->values[KEY_VARS].items[i];
		check_vars(&spot);
	}
	if (severities->count == 0)
		return;
	profile->severities = mailauth__arena_array(profile->arena,
	    severities->count, sizeof(*profile->severities));
	if (profile->severities == NULL) {
		profile->error = mailauth__arena_error(profile->arena);
		return;
	}
	profile->severity_count = severities->count;
	for (i = 0; i < severities->count; i++) {
		spot.value = &severities->items[i];
		check_severity(&spot, &profile->severities[i]);
	}
}
