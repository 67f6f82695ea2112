/* SPDX-License-Identifier: BSD-2-Clause */
/* A profile's requirements for one domain: loops unrolled, variables filled in. */
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "dns/name.h"
#include "validate/validation.h"

struct expansion {
	struct validation *v;
	const struct profile_section *section;
	const char *each;      /* value of the loop variable, or NULL */
	bool unset;            /* met an optional variable that is not set */
	bool own;              /* met one that the caller has set */
};

static const char *
value_of(const struct validation *v, const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < v->variable_count; i++) {
		const char *have = v->variables[i].name;

		if (strlen(have) == length && memcmp(have, name, length) == 0)
			return v->variables[i].value;
	}
	return NULL;
}

static void
add_variable(struct expansion *x, struct buffer *buf, const char *name, size_t length)
{
	const char *value = NULL, *each = x->section->each_name;

	if (each != NULL && strlen(each) == length &&
	    memcmp(each, name, length) == 0) {
		value = x->each;
	} else if (length == 6 && memcmp(name, "domain", 6) == 0) {
		value = x->v->domain;
	} else if ((value = value_of(x->v, name, length)) != NULL) {
		size_t end = strlen(value);

		/* "mx.example." is the host that "{mx}." is meant to be */
		if (end > 1 && value[end - 1] == '.')
			end--;
		x->own = true;
		mailauth__buffer_add(buf, value, end);
		return;
	}
	if (value == NULL)
		x->unset = true;
	else
		mailauth__buffer_text_add(buf, value);
}

/* The text with its variables filled in; NULL: no memory. */
static const char *
expand(struct expansion *x, const char *text)
{
	const char *p = text, *end = text + strlen(text), *name;
	struct buffer buf;
	size_t length;

	mailauth__buffer_init(&buf, x->v->arena, 0);
	while (p < end) {
		if (*p != '{' || (p > text && p[-1] == '%')) {
			mailauth__buffer_char(&buf, *p++);
		} else if (p + 1 < end && p[1] == '{') {
			mailauth__buffer_char(&buf, '{');
			p += 2;
		} else if ((length = mailauth__variable_at(&p, end, &name)) > 0) {
			add_variable(x, &buf, name, length);
		} else {
			mailauth__buffer_char(&buf, *p++);
		}
	}
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		x->v->error = buf.error;
	return text;
}

static void
usage(struct validation *v, const char *message)
{
	struct finding *f = mailauth__find(v, MAILAUTH_RULE_PROFILE_UNSET_VARIABLE,
	    v->domain, NULL);

	if (message != NULL)
		f->view.message = message;
	f->view.severity = MAILAUTH_SEVERITY_USAGE;
}

/* The canonical owner. */
static void
set_owner(struct expansion *x, struct item *item, const char *text)
{
	struct validation *v = x->v;
	size_t length = strlen(text);
	bool absolute = length > 1 && text[length - 1] == '.';
	struct name name;
	int fault;

	item->owner = text;
	if (strcmp(text, "@") == 0) {
		item->owner = v->domain;
		return;
	}
	if (mailauth__ip_parse(text, length, &item->ip) ||
	    (absolute && mailauth__ip_parse(text, length - 1, &item->ip))) {
		item->is_ip = true;
		item->owner = mailauth__arena_text(v->arena, text,
		    length - (size_t)absolute);
		return;
	}
	fault = mailauth__name_parse(text, length, &name);
	/* people give a host as "mail" or in full, whatever the profile writes */
	if (fault == NAME_OK && x->own)
		absolute = absolute ? name.labels > 1 :
		    mailauth__name_within(name.text, v->domain);
	if (fault == NAME_OK && absolute)
		item->owner = mailauth__arena_text(v->arena, name.text, name.length);
	else if (fault == NAME_OK)
		item->owner = mailauth__name_join(v->arena, name.text, v->domain, &fault);
	if (fault != NAME_OK) {
		usage(v, mailauth__sentence(v,
		    "the owner \"%s\" of [%s] is no domain name: %s", text,
		    x->section->view.id, mailauth__name_fault_text(fault)));
		item->owner = v->domain;
	} else if (item->owner == NULL) {
		v->error = mailauth__arena_error(v->arena);
		item->owner = v->domain;
	}
}

/* The wants of one key. */
static struct want *
expand_wants(struct expansion *x, int key, size_t *count)
{
	const struct profile_values *values = &x->section->values[key];
	struct validation *v = x->v;
	struct want *wants;
	size_t i;

	*count = 0;
	if (values->count == 0)
		return NULL;
	wants = mailauth__arena_array(v->arena, values->count, sizeof(*wants));
	if (wants == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return NULL;
	}
	for (i = 0; i < values->count && v->error == 0; i++) {
		const char *text = expand(x, values->items[i].text), *message;
		size_t offset;

		if (text == NULL || x->unset)
			return NULL;
		message = mailauth__want_parse(v->arena, x->section->type, key,
		    text, &wants[i], &offset);
		if (mailauth__arena_error(v->arena) == MAILAUTH_ERR_LIMIT)
			v->error = MAILAUTH_ERR_LIMIT;
		else if (message != NULL)
			usage(v, mailauth__sentence(v, "[%s] cannot want \"%s\": %s",
			    x->section->view.id, text, message));
	}
	*count = i;
	return wants;
}

static void
expand_item(struct validation *v, struct requirement *requirement,
    struct item *item, const char *each)
{
	struct expansion x = { .v = v, .section = requirement->section,
		.each = each };
	const char *owner;

	item->requirement = requirement;
	owner = expand(&x, requirement->section->view.owner);
	if (owner == NULL)
		return;
	item->owner = owner;
	if (!x.unset)
		set_owner(&x, item, owner);
	x.own = false;
	item->wants = expand_wants(&x, KEY_WANT, &item->want_count);
	item->anys = expand_wants(&x, KEY_ANY, &item->any_count);
	item->theirs = !x.own;
	item->migrations = expand_wants(&x, KEY_MIGRATION, &item->migration_count);
	item->if_none = mailauth__profile_value(requirement->section, KEY_IF_NONE);
	if (item->if_none != NULL)
		item->if_none = expand(&x, item->if_none);
	if (x.unset)
		item->state = MAILAUTH_STATE_NOT_APPLICABLE;
}

static void
expand_requirement(struct validation *v, struct requirement *requirement,
    const struct profile_section *section)
{
	size_t count = section->each_name != NULL ? section->each_count : 1, i;

	requirement->section = section;
	requirement->view.id = section->view.id;
	requirement->view.level = section->view.level;
	requirement->view.type = section->view.type;
	requirement->view.title = mailauth__profile_value(section, KEY_TITLE);
	requirement->view.items = count;
	requirement->items = mailauth__arena_array(v->arena, count,
	    sizeof(*requirement->items));
	if (requirement->items == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return;
	}
	requirement->item_count = count;
	for (i = 0; i < count && v->error == 0; i++) {
		struct item *item = &requirement->items[i];

		expand_item(v, requirement, item,
		    section->each_name != NULL ? section->each[i] : NULL);
		if (item->state == 0)
			mailauth__unit_add(v,
			    section->view.level == MAILAUTH_LEVEL_OPTIONAL ?
			    WEIGHT_SIDE : WEIGHT_CORE, mailauth__match_item, item);
	}
}

/* Variables of the profile that must be set, and values that it has no use for. */
static void
check_variables(struct validation *v)
{
	const struct mailauth_profile *profile = v->profile;
	size_t i, k;

	for (i = 0; i < profile->variable_count; i++) {
		const char *name = profile->variables[i].name;

		if (!profile->variables[i].optional &&
		    value_of(v, name, strlen(name)) == NULL)
			usage(v, mailauth__sentence(v,
			    "the profile %s needs the variable %s: give --set %s=VALUE",
			    mailauth_profile_name(profile), name, name));
	}
	for (k = 0; k < v->variable_count; k++) {
		for (i = 0; i < profile->variable_count; i++) {
			if (strcmp(profile->variables[i].name,
			    v->variables[k].name) == 0)
				break;
		}
		if (i == profile->variable_count)
			usage(v, mailauth__sentence(v,
			    "the profile %s has no variable %s",
			    mailauth_profile_name(profile), v->variables[k].name));
	}
}

void
mailauth__expand_profile(struct validation *v)
{
	const struct mailauth_profile *profile = v->profile;
	size_t i;

	check_variables(v);
	if (v->finding_count > 0 || profile->section_count == 0)
		return;
	v->requirements = mailauth__arena_array(v->arena, profile->section_count,
	    sizeof(*v->requirements));
	if (v->requirements == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return;
	}
	v->requirement_count = profile->section_count;
	for (i = 0; i < profile->section_count && v->error == 0; i++)
		expand_requirement(v, &v->requirements[i], profile->sections[i]);
}
