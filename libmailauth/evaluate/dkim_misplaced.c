/* SPDX-License-Identifier: BSD-2-Clause */
/* Key records at the wrong name: what forms for DNS records and their users
 * make of SELECTOR._domainkey. */
#include <string.h>

#include "base/buffer.h"
#include "dns/name.h"
#include "evaluate/dkim_lookup.h"
#include "record/dkim_key.h"
#include "task/task.h"

/* Names made from SELECTOR (S), DOMAIN (D). */
static const struct {
	int code;
	const char *pattern;
	const char *message; /* the name follows */
} places[] = {
	{ MAILAUTH_RULE_DNS_OWNER_DOUBLED, "S._domainkey.D.D",
	  "the record was found one domain too deep, at " },
	{ MAILAUTH_RULE_DNS_OWNER_UNDERSCORE_LOST, "S.domainkey.D",
	  "the record was found where the underscore is lost, at " },
	{ MAILAUTH_RULE_DNS_OWNER_UNDERSCORE_LOST, "Sdomainkey.D",
	  "the record was found where the dot and the underscore are lost, at " },
	{ MAILAUTH_RULE_DNS_OWNER_UNDERSCORE_LOST, "S_domainkey.D",
	  "the record was found where the dot is lost, at " },
	{ MAILAUTH_RULE_DKIM_WRONG_OWNER, "S.D",
	  "a key record was found without _domainkey in its name, at " },
	{ MAILAUTH_RULE_DKIM_WRONG_OWNER, "_domainkey.D",
	  "a key record was found without the selector in its name, at " },
	{ MAILAUTH_RULE_DKIM_WRONG_OWNER, "D",
	  "a key record was found at the domain itself, " },
};

/* Selectors looked for in this way: a person's list, not a scan. */
#define SELECTORS_MAX 16

/* The canonical name of a pattern; NULL if there is no such name, or (*rc set)
 * no memory. */
static const char *
place_name(struct dkim_lookup *lookup, const char *pattern, const char *selector, int *rc)
{
	struct arena *arena = lookup->questions->arena;
	struct buffer buf;
	struct name name;
	const char *text;

	mailauth__buffer_init(&buf, arena, 0);
	for (; *pattern != '\0'; pattern++)
		if (*pattern == 'S')
			mailauth__buffer_text_add(&buf, selector);
		else if (*pattern == 'D')
			mailauth__buffer_text_add(&buf, lookup->view.domain);
		else
			mailauth__buffer_char(&buf, *pattern);
	text = mailauth__buffer_text(&buf);
	if (text == NULL) {
		*rc = buf.error;
		return NULL;
	}
	if (mailauth__name_parse(text, buf.length, &name) != NAME_OK)
		return NULL;
	text = mailauth__arena_text(arena, name.text, name.length);
	if (text == NULL)
		*rc = mailauth__arena_error(arena);
	return text;
}

/* The names of all places, made once; NULL where there is no such name. */
static int
make_places(struct dkim_lookup *lookup, struct dkim_selector *item)
{
	int rc = 0;
	size_t i;

	if (item->places != NULL)
		return 0;
	item->places = mailauth__arena_array(lookup->questions->arena,
	    COUNT_OF(places), sizeof(*item->places));
	if (item->places == NULL)
		return mailauth__arena_error(lookup->questions->arena);
	for (i = 0; i < COUNT_OF(places) && rc == 0; i++) {
		item->places[i] = place_name(lookup, places[i].pattern,
		    item->view.selector, &rc);
		if (item->places[i] != NULL &&
		    strcmp(item->places[i], item->view.owner) == 0)
			item->places[i] = NULL;
	}
	return rc;
}

/* Is the alias that of a wildcard at the domain, so that it means nothing? */
static bool
is_wildcard_alias(const struct mailauth_answer *ans, const struct mailauth_answer *any)
{
	return any != NULL && any->link_count > 0 &&
	    mailauth__name_same(any->links[0].target, ans->links[0].target);
}

/* Is there what belongs at the selector: a key record, or an alias that is
 * meant to lead to one?  The domain itself may well be an alias. */
static bool
is_hit(struct dkim_lookup *lookup, const struct mailauth_answer *ans, int code, int *rc)
{
	struct mailauth_dkim_key *key;
	size_t i;

	for (i = 0; i < ans->record_count; i++) {
		*rc = mailauth__dkim_key_parse(lookup->questions->arena,
		    ans->records[i].text, ans->records[i].text_length, &key);
		if (*rc != 0)
			return false;
		if (key->is_dkim != 0)
			return true;
	}
	return code != MAILAUTH_RULE_DKIM_WRONG_OWNER && ans->link_count > 0 &&
	    ans->links[0].dname == 0 &&
	    !is_wildcard_alias(ans, lookup->control);
}

static int
say_place(struct dkim_lookup *lookup, struct dkim_selector *item, size_t place,
    const char *name)
{
	struct buffer buf;

	mailauth__buffer_init(&buf, lookup->questions->arena, 0);
	mailauth__buffer_text_add(&buf, places[place].message);
	mailauth__buffer_text_add(&buf, name);
	mailauth__buffer_text_add(&buf, "; it belongs at ");
	mailauth__buffer_text_add(&buf, item->view.owner);
	if (mailauth__buffer_text(&buf) == NULL)
		return buf.error;
	mailauth__problem_say(&item->problems, places[place].code, 0, 0, buf.data);
	return 0;
}

/* One selector: asks all its places, or, with `judge`, reads the answers. */
static int
look(struct dkim_lookup *lookup, struct dkim_selector *item, bool judge)
{
	int rc, result = EVALUATION_DONE;
	const struct mailauth_answer *ans;
	size_t i;

	if ((rc = make_places(lookup, item)) != 0)
		return rc;
	for (i = 0; i < COUNT_OF(places); i++) {
		if (item->places[i] == NULL)
			continue;
		ans = mailauth__ask(lookup->questions, item->places[i],
		    MAILAUTH_TYPE_TXT, ASK_NEEDED);
		if (lookup->questions->error != 0)
			return lookup->questions->error;
		if (ans == NULL)
			result = EVALUATION_WAITING;
		else if (judge && is_hit(lookup, ans, places[i].code, &rc)) {
			rc = say_place(lookup, item, i, item->places[i]);
			return rc != 0 ? rc : EVALUATION_DONE;
		}
		if (rc != 0)
			return rc;
	}
	return result;
}

/* Asks what a wildcard at the domain gives. */
static int
ask_control(struct dkim_lookup *lookup)
{
	int rc = 0;

	if (lookup->control_name == NULL)
		lookup->control_name = place_name(lookup, "*.D", "", &rc);
	if (lookup->control_name == NULL)
		return rc; /* a name: "_domainkey.D", which is longer, is one */
	lookup->control = mailauth__ask(lookup->questions, lookup->control_name,
	    MAILAUTH_TYPE_TXT, ASK_NEEDED);
	if (lookup->questions->error != 0)
		return lookup->questions->error;
	return lookup->control != NULL ? EVALUATION_DONE : EVALUATION_WAITING;
}

static bool
is_looked_for(const struct dkim_selector *item)
{
	return item->view.state == MAILAUTH_DKIM_MISSING &&
	    item->view.answer->link_count == 0;
}

/* All selectors, or the first SELECTORS_MAX. */
static int
look_all(struct dkim_lookup *lookup, bool judge)
{
	int rc, result = EVALUATION_DONE;
	size_t i, looked = 0;

	for (i = 0; i < lookup->view.selector_count && looked < SELECTORS_MAX; i++) {
		if (!is_looked_for(&lookup->items[i]))
			continue;
		if (looked++ == 0 && (rc = ask_control(lookup)) != EVALUATION_DONE) {
			if (rc < 0)
				return rc;
			result = EVALUATION_WAITING;
		}
		if ((rc = look(lookup, &lookup->items[i], judge)) < 0)
			return rc;
		if (rc == EVALUATION_WAITING)
			result = EVALUATION_WAITING;
	}
	return result;
}

int
mailauth__dkim_misplaced(struct dkim_lookup *lookup)
{
	int rc = look_all(lookup, false);

	return rc == EVALUATION_DONE ? look_all(lookup, true) : rc;
}
