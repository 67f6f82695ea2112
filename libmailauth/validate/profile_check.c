/* SPDX-License-Identifier: BSD-2-Clause */
/* What a requirement's values mean, and whether they can; mailauth_profile(5). */
#include <string.h>

#include "record/dmarc_record.h"
#include "validate/profile_spot.h"
#include "validate/say.h"
#include "validate/want.h"

static void
check_type(struct spot *spot)
{
	const struct profile_value *value = mailauth__spot_first(spot->section, KEY_TYPE);
	int type;

	if (value == NULL) {
		mailauth__profile_problem(spot->profile, spot->section->line, 1,
		    mailauth__say(spot->profile->arena,
		    "the section [%s] has no \"type\"", spot->section->view.id));
		return;
	}
	for (type = 1; type < REQUIRE_TYPES; type++) {
		const char *name = mailauth__requirement_type_name(type);

		if (mailauth__text_same(value->text, strlen(value->text), name,
		    strlen(name))) {
			spot->section->type = type;
			spot->section->view.type = name;
			return;
		}
	}
	spot->value = value;
	mailauth__spot_wrong(spot, 0, "unknown type; expected one of MX, SPF, DKIM, DMARC, "
	    "CNAME, TXT, SRV, A, AAAA, ADDRESS, NS, PTR, FCRDNS");
}

static void
check_level(struct spot *spot)
{
	int level;

	spot->section->view.level = MAILAUTH_LEVEL_REQUIRED;
	spot->value = mailauth__spot_first(spot->section, KEY_LEVEL);
	if (spot->value == NULL)
		return;
	for (level = MAILAUTH_LEVEL_REQUIRED; level <= MAILAUTH_LEVEL_FORBIDDEN; level++) {
		if (mailauth__text_is(spot->value->text,
		    strlen(spot->value->text), mailauth_level_name(level))) {
			spot->section->view.level = level;
			return;
		}
	}
	mailauth__spot_wrong(spot, 0, "expected required, recommended, optional or forbidden");
}

static void
check_only(struct spot *spot)
{
	spot->value = mailauth__spot_first(spot->section, KEY_ONLY);
	if (spot->value == NULL)
		return;
	if (mailauth__text_is(spot->value->text, strlen(spot->value->text), "yes"))
		spot->section->only = true;
	else if (!mailauth__text_is(spot->value->text,
	    strlen(spot->value->text), "no"))
		mailauth__spot_wrong(spot, 0, "expected yes or no");
}

static void
check_all(struct spot *spot)
{
	static const struct { const char *word; char sign; } words[] = {
		{ "fail", '-' }, { "softfail", '~' }, { "neutral", '?' },
		{ "-all", '-' }, { "~all", '~' }, { "?all", '?' }
	};
	size_t i;

	spot->value = mailauth__spot_first(spot->section, KEY_ALL);
	if (spot->value == NULL)
		return;
	for (i = 0; i < COUNT_OF(words); i++) {
		if (mailauth__text_is(spot->value->text,
		    strlen(spot->value->text), words[i].word)) {
			spot->section->all = words[i].sign;
			return;
		}
	}
	mailauth__spot_wrong(spot, 0, "expected fail, softfail or neutral");
}

static void
check_policy(struct spot *spot)
{
	static const char *const words[] = { "none", "quarantine", "reject" };
	size_t i;

	spot->section->min_policy = POLICY_UNSET;
	spot->value = mailauth__spot_first(spot->section, KEY_MIN_POLICY);
	if (spot->value == NULL)
		return;
	for (i = 0; i < COUNT_OF(words); i++) {
		if (mailauth__text_is(spot->value->text,
		    strlen(spot->value->text), words[i])) {
			spot->section->min_policy = (int)i;
			return;
		}
	}
	mailauth__spot_wrong(spot, 0, "expected none, quarantine or reject");
}

static void
check_bits(struct spot *spot)
{
	struct cursor c;
	uint64_t bits;

	spot->value = mailauth__spot_first(spot->section, KEY_MIN_BITS);
	if (spot->value == NULL)
		return;
	c = cursor_of(spot->value->text, strlen(spot->value->text));
	if (mailauth__cursor_number(&c, 65536, &bits) != 0 || !cursor_done(&c))
		mailauth__spot_wrong(spot, cursor_offset(&c), "expected a number of bits up to 65536");
	else
		spot->section->min_bits = (unsigned)bits;
}

static void
check_needs(struct spot *spot)
{
	static const struct { const char *word; unsigned bit; } words[] = {
		{ "a", NEEDS_A }, { "aaaa", NEEDS_AAAA }, { "spf", NEEDS_SPF },
		{ "dkim", NEEDS_DKIM }, { "dmarc", NEEDS_DMARC },
		{ "address", NEEDS_ADDRESS }
	};
	const struct profile_values *values = &spot->section->values[KEY_TARGET_NEEDS];
	size_t i, k, length;
	const char *word;

	for (i = 0; i < values->count; i++) {
		struct cursor c = cursor_of(values->items[i].text,
		    strlen(values->items[i].text));

		spot->value = &values->items[i];
		while (mailauth__spot_word(&c, &word, &length)) {
			for (k = 0; k < COUNT_OF(words); k++) {
				if (mailauth__text_is(word, length, words[k].word))
					break;
			}
			if (k < COUNT_OF(words))
				spot->section->needs |= words[k].bit;
			else
				mailauth__spot_wrong(spot, (size_t)(word - c.start),
				    "expected A, AAAA, ADDRESS, SPF, DKIM or DMARC");
		}
	}
}

static void
add_each(struct spot *spot, const char *text, size_t length)
{
	struct profile_section *section = spot->section;
	char *copy = mailauth__arena_text(spot->profile->arena, text, length);

	if (section->each_count >= PROFILE_EACH)
		return;
	if (section->each == NULL)
		section->each = mailauth__arena_array(spot->profile->arena,
		    PROFILE_EACH, sizeof(*section->each));
	if (section->each == NULL || copy == NULL)
		spot->profile->error = mailauth__arena_error(spot->profile->arena);
	else
		section->each[section->each_count++] = copy;
}

/* FROM ".." TO: true if the word is one. */
static bool
each_range(struct spot *spot, const char *word, size_t length, size_t at)
{
	struct cursor c = cursor_of(word, length);
	uint64_t from, to;

	if (mailauth__cursor_number(&c, 1000000, &from) != 0 ||
	    !cursor_accept(&c, '.') || !cursor_accept(&c, '.'))
		return false;
	if (mailauth__cursor_number(&c, 1000000, &to) != 0 || !cursor_done(&c)) {
		mailauth__spot_wrong(spot, at, "expected a range such as \"1..6\"");
		return true;
	}
	if (to < from || to - from >= PROFILE_EACH) {
		mailauth__spot_wrong(spot, at, "expected a range that ascends, of at most 1000 numbers");
		return true;
	}
	for (; from <= to; from++) {
		char *number = mailauth__say(spot->profile->arena, "%u",
		    (unsigned)from);

		if (number == NULL) {
			spot->profile->error =
			    mailauth__arena_error(spot->profile->arena);
			return true;
		}
		add_each(spot, number, strlen(number));
	}
	return true;
}

/* each = NAME FROM..TO, or each = NAME WORD WORD … */
static void
check_each(struct spot *spot)
{
	struct cursor c;
	const char *word;
	size_t length;

	spot->value = mailauth__spot_first(spot->section, KEY_EACH);
	if (spot->value == NULL)
		return;
	c = cursor_of(spot->value->text, strlen(spot->value->text));
	(void)mailauth__spot_word(&c, &word, &length);
	if (!mailauth__variable_good(word, length)) {
		mailauth__spot_wrong(spot, 0, "expected a variable's name and its values, such as \"n 1..6\"");
		return;
	}
	spot->section->each_name = mailauth__arena_text(spot->profile->arena,
	    word, length);
	if (spot->section->each_name == NULL) {
		spot->profile->error = mailauth__arena_error(spot->profile->arena);
		return;
	}
	if (mailauth__variable_find(spot->profile, word, length) != NULL ||
	    strcmp(spot->section->each_name, "domain") == 0)
		mailauth__spot_wrong(spot, 0, "the loop variable has the name of another variable");
	while (mailauth__spot_word(&c, &word, &length)) {
		if (!each_range(spot, word, length, (size_t)(word - c.start)))
			add_each(spot, word, length);
	}
	if (spot->section->each_count == 0)
		mailauth__spot_wrong(spot, strlen(spot->value->text),
		    "expected values behind the variable, such as \"1..6\"");
}

/* Is the variable one that this section may use? */
static void
check_variable(struct spot *spot, const char *name, size_t length, size_t at)
{
	const char *each = spot->section->each_name;

	if ((length == 6 && memcmp(name, "domain", 6) == 0) ||
	    (each != NULL && strlen(each) == length &&
	    memcmp(each, name, length) == 0) ||
	    mailauth__variable_find(spot->profile, name, length) != NULL)
		return;
	/* Without a list of variables, using one is naming it. */
	if (spot->profile->head.values[KEY_VARS].count == 0)
		mailauth__variable_add(spot->profile, name, length, 0);
	else
		mailauth__spot_wrong(spot, at, mailauth__say(spot->profile->arena,
		    "the variable \"%.*s\" is not among \"vars\"", (int)length, name));
}

static void
check_braces(struct spot *spot)
{
	const char *text = spot->value->text, *p = text, *end = text + strlen(text);

	while (p < end) {
		const char *at = p, *name;
		size_t length;

		if (*p != '{' || (p > text && p[-1] == '%')) {
			p++;
			continue;
		}
		if (p + 1 < end && p[1] == '{') {
			p += 2;
			continue;
		}
		length = mailauth__variable_at(&p, end, &name);
		if (length == 0) {
			mailauth__spot_wrong(spot, (size_t)(at - text), "expected \"{variable}\"; "
			    "a brace itself is written \"{{\"");
			return;
		}
		check_variable(spot, name, length, (size_t)(at - text));
	}
}

/* May a record be prescribed that receivers cannot use? */
static void
check_dmarc(struct spot *spot)
{
	struct mailauth_dmarc_record *record;
	const char *text = spot->value->text;
	int rc = mailauth__dmarc_record_parse(spot->profile->arena, text,
	    strlen(text), &record);

	if (rc != 0)
		spot->profile->error = rc;
	else if (!mailauth_dmarc_record_usable(record))
		mailauth__spot_wrong(spot, 0, "expected a DMARC record with a "
		    "valid policy; receivers cannot use this one");
}

static void
check_wants(struct spot *spot)
{
	static const int lists[] = { KEY_WANT, KEY_ANY, KEY_MIGRATION,
		KEY_IF_NONE };
	size_t i, k;

	for (k = 0; k < COUNT_OF(lists); k++) {
		const struct profile_values *values = &spot->section->values[lists[k]];

		for (i = 0; i < values->count; i++) {
			size_t offset = 0;
			const char *message;
			struct want want;

			spot->value = &values->items[i];
			check_braces(spot);
			if (strchr(spot->value->text, '{') != NULL)
				continue;
			message = mailauth__want_parse(NULL, spot->section->type,
			    lists[k], spot->value->text, &want, &offset);
			if (message != NULL)
				mailauth__spot_wrong(spot, offset, message);
			else if (spot->section->type == REQUIRE_DMARC)
				check_dmarc(spot);
		}
	}
}

static void
check_owner(struct spot *spot)
{
	const char *message;

	spot->value = mailauth__spot_first(spot->section, KEY_OWNER);
	if (spot->value == NULL) {
		mailauth__profile_problem(spot->profile, spot->section->line, 1,
		    mailauth__say(spot->profile->arena,
		    "the section [%s] has no \"owner\"; \"@\" is the domain itself",
		    spot->section->view.id));
		return;
	}
	spot->section->view.owner = spot->value->text;
	check_braces(spot);
	if (strchr(spot->value->text, '{') == NULL) {
		message = mailauth__owner_check(spot->value->text);
		if (message != NULL)
			mailauth__spot_wrong(spot, 0, message);
	}
}

/* Keys that only some types have a use for. */
static void
check_use(struct spot *spot)
{
	static const struct { int key; unsigned types; } uses[] = {
		{ KEY_ALL, 1U << REQUIRE_SPF },
		{ KEY_IF_NONE, 1U << REQUIRE_SPF },
		{ KEY_MIN_POLICY, 1U << REQUIRE_DMARC },
		{ KEY_MIN_BITS, 1U << REQUIRE_DKIM },
		{ KEY_TARGET_NEEDS, 1U << REQUIRE_MX | 1U << REQUIRE_CNAME |
		    1U << REQUIRE_SRV | 1U << REQUIRE_NS | 1U << REQUIRE_PTR |
		    1U << REQUIRE_SPF },
		{ KEY_MIGRATION, 1U << REQUIRE_MX | 1U << REQUIRE_NS |
		    1U << REQUIRE_CNAME | 1U << REQUIRE_A | 1U << REQUIRE_AAAA |
		    1U << REQUIRE_TXT | 1U << REQUIRE_SRV }
	};
	const struct profile_section *section = spot->section;
	unsigned need_want = 1U << REQUIRE_CNAME | 1U << REQUIRE_TXT |
	    1U << REQUIRE_SRV | 1U << REQUIRE_NS;
	size_t i;

	for (i = 0; i < COUNT_OF(uses); i++) {
		spot->value = mailauth__spot_first(section, uses[i].key);
		if (spot->value != NULL && (uses[i].types & 1U << section->type) == 0)
			mailauth__profile_problem(spot->profile,
			    spot->value->line, 1, mailauth__say(
			    spot->profile->arena,
			    "the key \"%s\" has no use for the type %s",
			    mailauth__profile_key_name(uses[i].key),
			    section->view.type));
	}
	if ((need_want & 1U << section->type) != 0 &&
	    section->view.level != MAILAUTH_LEVEL_FORBIDDEN &&
	    section->values[KEY_WANT].count + section->values[KEY_ANY].count == 0)
		mailauth__profile_problem(spot->profile, section->line, 1,
		    mailauth__say(spot->profile->arena,
		    "the section [%s] has neither \"want\" nor \"any\"",
		    section->view.id));
}

/* Loops must not multiply into more than anybody means. */
static void
check_owners(struct spot *spot)
{
	struct mailauth_profile *profile = spot->profile;
	size_t before = profile->owner_count;

	profile->owner_count += spot->section->each_count > 0 ?
	    spot->section->each_count : 1;
	if (before <= PROFILE_OWNERS && profile->owner_count > PROFILE_OWNERS)
		mailauth__profile_problem(profile, spot->section->line, 1,
		    "more than 5000 owners in all");
}

void
mailauth__profile_check(struct mailauth_profile *profile)
{
	size_t i;

	mailauth__profile_check_head(profile);
	for (i = 0; i < profile->section_count && profile->error == 0; i++) {
		struct spot spot = { profile, profile->sections[i], NULL };

		check_type(&spot);
		check_level(&spot);
		check_only(&spot);
		check_all(&spot);
		check_policy(&spot);
		check_bits(&spot);
		check_needs(&spot);
		check_each(&spot);
		check_owners(&spot);
		check_owner(&spot);
		if (spot.section->type != REQUIRE_NONE) {
			check_wants(&spot);
			check_use(&spot);
		}
	}
}
