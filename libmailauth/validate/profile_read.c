/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of a profile into sections of keys; mailauth_profile(5).  What a value
 * means is profile_check.c's business. */
#include <string.h>

#include "base/text.h"
#include "validate/profile.h"
#include "validate/say.h"

enum { IN_HEAD = 1, IN_REQUIREMENT = 2 };

static const struct key {
	const char *name;
	unsigned where;
	bool list;      /* may be repeated */
	bool languages; /* "name.de" is a translation */
} keys[PROFILE_KEYS] = {
	[KEY_NAME] = { "name", IN_HEAD, false, false },
	[KEY_TITLE] = { "title", IN_HEAD | IN_REQUIREMENT, false, true },
	[KEY_VARS] = { "vars", IN_HEAD, true, false },
	[KEY_DELAY] = { "delay", IN_HEAD, false, false },
	[KEY_REFERENCE] = { "reference", IN_HEAD | IN_REQUIREMENT, false, true },
	[KEY_SEVERITY] = { "severity", IN_HEAD, true, false },
	[KEY_OWNER] = { "owner", IN_REQUIREMENT, false, false },
	[KEY_TYPE] = { "type", IN_REQUIREMENT, false, false },
	[KEY_LEVEL] = { "level", IN_REQUIREMENT, false, false },
	[KEY_WANT] = { "want", IN_REQUIREMENT, true, false },
	[KEY_ANY] = { "any", IN_REQUIREMENT, true, false },
	[KEY_ONLY] = { "only", IN_REQUIREMENT, false, false },
	[KEY_ALL] = { "all", IN_REQUIREMENT, false, false },
	[KEY_EACH] = { "each", IN_REQUIREMENT, false, false },
	[KEY_MIGRATION] = { "migration", IN_REQUIREMENT, true, false },
	[KEY_TARGET_NEEDS] = { "target-needs", IN_REQUIREMENT, true, false },
	[KEY_MIN_POLICY] = { "min-policy", IN_REQUIREMENT, false, false },
	[KEY_MIN_BITS] = { "min-bits", IN_REQUIREMENT, false, false },
	[KEY_HINT] = { "hint", IN_REQUIREMENT, false, true },
	[KEY_IF_NONE] = { "if-none", IN_REQUIREMENT, false, false },
};

const char *
mailauth__profile_key_name(int key)
{
	return keys[key].name;
}

/* One line being read. */
struct line {
	struct mailauth_profile *profile;
	struct profile_section *section; /* the open one; NULL before the first */
	bool skip;                       /* in a section that could not be opened */
	struct cursor c;
	unsigned number;
};

static unsigned
column(const struct line *line, const char *at)
{
	return (unsigned)(at - line->c.start) + 1;
}

static void
wrong(struct line *line, const char *at, const char *message)
{
	mailauth__profile_problem(line->profile, line->number,
	    column(line, at), message);
}

static struct profile_section *
find_section(struct mailauth_profile *profile, const char *id)
{
	size_t i;

	for (i = 0; i < profile->section_count; i++) {
		if (strcmp(profile->sections[i]->view.id, id) == 0)
			return profile->sections[i];
	}
	return NULL;
}

static struct profile_section *
add_section(struct line *line, const char *id)
{
	struct mailauth_profile *profile = line->profile;
	struct profile_section *section;

	if (profile->section_count == profile->section_room) {
		size_t room = profile->section_room * 2 + 8;
		struct profile_section **sections = mailauth__arena_grow(
		    profile->arena, profile->sections, profile->section_count,
		    room, sizeof(*sections));

		if (sections == NULL)
			goto nomem;
		profile->sections = sections;
		profile->section_room = room;
	}
	section = mailauth__arena_zalloc(profile->arena, sizeof(*section));
	if (section == NULL)
		goto nomem;
	section->view.id = id;
	section->line = line->number;
	profile->sections[profile->section_count++] = section;
	return section;
nomem:
	profile->error = mailauth__arena_error(profile->arena);
	return NULL;
}

/* Opens the section of that name, if it may be opened here. */
static void
open_section(struct line *line, const char *at, const char *id)
{
	struct mailauth_profile *profile = line->profile;
	struct profile_section *old;

	line->skip = true;
	if (strcmp(id, "profile") == 0) {
		if (profile->has_head) {
			wrong(line, at, "the section [profile] stands here a second time");
			return;
		}
		profile->has_head = true;
		profile->head.line = line->number;
		line->section = &profile->head;
	} else if ((old = find_section(profile, id)) != NULL) {
		wrong(line, at, mailauth__say(profile->arena,
		    "the section [%s] stands here a second time; the first is in line %u",
		    id, old->line));
		return;
	} else if (profile->section_count >= PROFILE_SECTIONS) {
		wrong(line, at, "more than 1000 sections");
		return;
	} else if ((line->section = add_section(line, id)) == NULL) {
		return;
	}
	line->skip = false;
}

/* "[" id "]" */
static void
read_section(struct line *line)
{
	struct cursor *c = &line->c;
	const char *from = ++c->p;
	size_t length = cursor_span(c, CLASS_NAME);
	char *id;

	line->skip = true;
	if (length == 0) {
		wrong(line, c->p, "expected a section's name of letters, digits, "
		    "\"-\", \"_\" and \".\"");
		return;
	}
	if (length > PROFILE_NAME) {
		wrong(line, from, "a section's name is at most 63 octets long");
		return;
	}
	if (!cursor_accept(c, ']')) {
		wrong(line, c->p, "expected \"]\" behind the section's name");
		return;
	}
	(void)cursor_span(c, CLASS_FWS);
	if (!cursor_done(c)) {
		wrong(line, c->p, "expected the end of the line behind \"]\"");
		return;
	}
	id = mailauth__arena_text(line->profile->arena, from, length);
	if (id == NULL)
		line->profile->error = mailauth__arena_error(line->profile->arena);
	else
		open_section(line, from, id);
}

/* The key named by the text; *lang the translation's language or NULL. */
static int
find_key(struct line *line, const char *name, size_t length, const char **lang)
{
	const char *dot = memchr(name, '.', length);
	size_t stem = dot != NULL ? (size_t)(dot - name) : length;
	int key;

	*lang = NULL;
	for (key = 1; key < PROFILE_KEYS; key++) {
		if (strlen(keys[key].name) != stem ||
		    memcmp(keys[key].name, name, stem) != 0)
			continue;
		if (dot == NULL)
			return key;
		if (!keys[key].languages || length - stem - 1 < 2 ||
		    length - stem - 1 > 8)
			return KEY_NONE;
		*lang = mailauth__arena_text(line->profile->arena, dot + 1,
		    length - stem - 1);
		if (*lang == NULL)
			line->profile->error =
			    mailauth__arena_error(line->profile->arena);
		return key;
	}
	return KEY_NONE;
}

/* "owner, type, …": the keys that a section may have. */
static const char *
keys_of(struct line *line, unsigned where)
{
	struct { char text[320]; size_t length; } list = { "", 0 };
	int key;

	for (key = 1; key < PROFILE_KEYS; key++) {
		size_t length = strlen(keys[key].name);

		if ((keys[key].where & where) == 0 ||
		    list.length + length + 3 > sizeof(list.text))
			continue;
		if (list.length != 0) {
			memcpy(list.text + list.length, ", ", 2);
			list.length += 2;
		}
		memcpy(list.text + list.length, keys[key].name, length);
		list.length += length;
	}
	return mailauth__arena_text(line->profile->arena, list.text, list.length);
}

static void
unknown_key(struct line *line, const char *name, size_t length, unsigned where)
{
	const char *list = keys_of(line, where);

	wrong(line, name, list == NULL ? NULL : mailauth__say(
	    line->profile->arena, "unknown key \"%.*s\" in the section [%s]; expected one of %s",
	    (int)(length < 80 ? length : 80), name, line->section->view.id, list));
}

static void
add_value(struct line *line, int key, const char *lang, const char *at,
    size_t length)
{
	struct profile_values *values = &line->section->values[key];
	struct mailauth_profile *profile = line->profile;
	struct profile_value *value;

	if (values->count == values->room) {
		size_t room = values->room * 2 + 2;

		value = mailauth__arena_grow(profile->arena, values->items,
		    values->count, room, sizeof(*value));
		if (value == NULL) {
			profile->error = mailauth__arena_error(profile->arena);
			return;
		}
		values->items = value;
		values->room = room;
	}
	value = &values->items[values->count];
	value->text = mailauth__arena_text(profile->arena, at, length);
	value->lang = lang;
	value->line = line->number;
	value->column = column(line, at);
	if (value->text == NULL)
		profile->error = mailauth__arena_error(profile->arena);
	else
		values->count++;
}

/* May the key have another value (in that language)? */
static bool
room_for(struct line *line, int key, const char *lang, const char *at)
{
	const struct profile_values *values = &line->section->values[key];
	size_t i;

	if (keys[key].list) {
		if (values->count < PROFILE_VALUES)
			return true;
		wrong(line, at, "more than 1000 values of one key");
		return false;
	}
	for (i = 0; i < values->count; i++) {
		const char *other = values->items[i].lang;

		if (other == NULL ? lang != NULL :
		    lang == NULL || strcmp(other, lang) != 0)
			continue;
		wrong(line, at, mailauth__say(line->profile->arena,
		    "the key \"%s\" stands here a second time; the first is in line %u",
		    keys[key].name, values->items[i].line));
		return false;
	}
	return true;
}

/* key "=" value */
static void
read_key(struct line *line)
{
	struct cursor *c = &line->c;
	const char *name = c->p, *lang, *value, *end;
	size_t length = cursor_span(c, CLASS_NAME);
	unsigned where;
	int key;

	if (length == 0) {
		wrong(line, c->p, "expected \"[section]\", \"key = value\" or a "
		    "comment that begins with \"#\"");
		return;
	}
	(void)cursor_span(c, CLASS_WSP);
	if (!cursor_accept(c, '=')) {
		wrong(line, c->p, "expected \"=\" behind the key");
		return;
	}
	if (line->section == NULL) {
		if (!line->skip)
			wrong(line, name, "a key before the first section; expected \"[profile]\"");
		line->skip = true;
		return;
	}
	if (line->skip)
		return;
	where = line->section == &line->profile->head ? IN_HEAD : IN_REQUIREMENT;
	key = find_key(line, name, length, &lang);
	if (key == KEY_NONE || (keys[key].where & where) == 0) {
		unknown_key(line, name, length, where);
		return;
	}
	(void)cursor_span(c, CLASS_WSP);
	value = c->p;
	end = c->end;
	while (end > value && is_class(end[-1], CLASS_WSP))
		end--;
	if (value == end)
		wrong(line, value, mailauth__say(line->profile->arena,
		    "expected a value behind \"%s =\"", keys[key].name));
	else if (room_for(line, key, lang, name))
		add_value(line, key, lang, value, (size_t)(end - value));
}

/* Octets of the UTF-8 sequence at p (RFC 3629 section 4), 0: malformed. */
static size_t
utf8_length(const unsigned char *p, size_t left)
{
	size_t length, i;

	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	length = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (length > left)
		return 0;
	for (i = 1; i < length; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
	    (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
		return 0;
	return length;
}

/* The first octet that is no UTF-8 text; NULL if all is. */
static const char *
not_utf8(const struct cursor *c)
{
	const char *p = c->p;

	while (p < c->end) {
		size_t length = utf8_length((const unsigned char *)p,
		    (size_t)(c->end - p));

		if (length == 0)
			return p;
		p += length;
	}
	return NULL;
}

static void
read_line(struct line *line)
{
	const char *bad = not_utf8(&line->c);

	if (bad != NULL) {
		wrong(line, bad, "an octet that is not UTF-8 text");
		return;
	}
	(void)cursor_span(&line->c, CLASS_WSP);
	switch (cursor_peek(&line->c)) {
	case -1:
	case '#':
		return;
	case '[':
		line->section = NULL;
		read_section(line);
		return;
	default:
		read_key(line);
	}
}

void
mailauth__profile_read(struct mailauth_profile *profile, const char *text, size_t len)
{
	struct line line = { .profile = profile };
	const char *p = text, *end = len > 0 ? text + len : text;

	/* An editor's byte order mark is no part of the text. */
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	while (p < end && profile->error == 0) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		const char *stop = eol != NULL ? eol : end;
		const char *next = eol != NULL ? eol + 1 : end;

		if (stop > p && stop[-1] == '\r')
			stop--;
		line.number++;
		line.c = cursor_of(p, (size_t)(stop - p));
		read_line(&line);
		p = next;
	}
}
