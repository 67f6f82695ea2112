/* SPDX-License-Identifier: BSD-2-Clause */
/* All lines of a report can be applied together: of two findings whose lines
 * contradict each other only one keeps them, and what the profile prescribes
 * comes before what the audit proposes. */
#include <string.h>

#include "base/text.h"
#include "validate/validation.h"

/* A line as finding.c writes it, "owner. TTL IN TYPE data", taken apart. */
struct line {
	const char *owner, *type, *data;
	size_t owner_length, type_length;
};

static struct line
take_apart(const char *text)
{
	struct line line = { .owner = text };
	const char *at;
	int word;

	line.owner_length = strcspn(text, " ");
	at = text + line.owner_length;
	for (word = 0; word < 2 && *at == ' '; word++) /* TTL and class */
		at += 1 + strcspn(at + 1, " ");
	if (*at == ' ')
		at++;
	line.type = at;
	line.type_length = strcspn(at, " ");
	line.data = at + line.type_length;
	return line;
}

static bool
is_type(const struct line *line, const char *type)
{
	return mailauth__text_is(line->type, line->type_length, type);
}

/* Texts of which a name may have one: by their version tag. */
static bool
same_kind(const struct line *a, const struct line *b)
{
	static const char *const kinds[] = { " \"v=spf1", " \"v=DMARC1", " \"v=DKIM1" };
	static const char key[] = "._domainkey.";
	size_t i;

	/* a selector has one text, with or without a version */
	for (i = 0; i + sizeof(key) - 1 <= a->owner_length; i++) {
		if (memcmp(a->owner + i, key, sizeof(key) - 1) == 0)
			return true;
	}

	for (i = 0; i < COUNT_OF(kinds); i++) {
		if (strncmp(a->data, kinds[i], strlen(kinds[i])) == 0)
			return strncmp(b->data, kinds[i], strlen(kinds[i])) == 0;
	}
	return false;
}

/* May the two lines not stand together? */
static bool
rivals(const char *a, const char *b)
{
	struct line x = take_apart(a), y = take_apart(b);

	if (strcmp(a, b) == 0 || x.owner_length != y.owner_length ||
	    memcmp(x.owner, y.owner, x.owner_length) != 0)
		return false;
	/* RFC 1034 section 3.6.2 */
	if (is_type(&x, "cname") || is_type(&y, "cname"))
		return true;
	return is_type(&x, "txt") && is_type(&y, "txt") && same_kind(&x, &y);
}

static bool
among(const char *const *lines, size_t count, const char *text)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (strcmp(lines[i], text) == 0)
			return true;
	}
	return false;
}

/* Line i of a finding's fix if it is to be added, not deleted. */
static const char *
added(const struct mailauth_finding *f, size_t i)
{
	return f->fix[i][0] != ';' ? f->fix[i] : NULL;
}

static bool
same_type(const char *a, const char *b)
{
	struct line x = take_apart(a), y = take_apart(b);

	return x.type_length == y.type_length &&
	    memcmp(x.type, y.type, x.type_length) == 0;
}

/* Do both take a record away that `text`, a line of a's, replaces? */
static bool
share_deletion(const struct mailauth_finding *a, const struct mailauth_finding *b,
    const char *text)
{
	size_t i;

	for (i = 0; i < a->remove_count; i++) {
		if (same_type(a->remove[i], text) &&
		    among(b->remove, b->remove_count, a->remove[i]))
			return true;
	}
	return false;
}

/* Do the lines of `lesser` contradict those of `graver`? */
static bool
contradicts(const struct finding *lesser, const struct finding *graver)
{
	const struct mailauth_finding *a = &lesser->view, *b = &graver->view;
	bool outranked = graver->section != NULL && lesser->section == NULL;
	const char *text;
	size_t i, k;

	for (i = 0; i < a->fix_count; i++) {
		text = added(a, i);
		if (text == NULL)
			continue;
		if (among(b->remove, b->remove_count, text) ||
		    (outranked && share_deletion(a, b, text) &&
		    !among(b->fix, b->fix_count, text)))
			return true;
		for (k = 0; k < b->fix_count; k++) {
			if (added(b, k) != NULL && rivals(text, b->fix[k]))
				return true;
		}
	}
	for (k = 0; k < b->fix_count; k++) {
		if (added(b, k) != NULL &&
		    among(a->remove, a->remove_count, b->fix[k]))
			return true;
	}
	return false;
}

/* Whose lines stay: the lower.  What an unmet requirement wants comes first,
 * what it only remarks on after the audit's errors. */
static int
precedence(const struct finding *f)
{
	if (f->section != NULL && f->view.severity != MAILAUTH_SEVERITY_INFO)
		return 0;
	return f->view.severity == MAILAUTH_SEVERITY_ERROR ? 1 :
	    f->view.severity == MAILAUTH_SEVERITY_WARNING ? 2 :
	    f->section != NULL ? 3 : 4;
}

/* Takes the lines of those of one precedence that contradict one before them. */
static void
yield(struct validation *v, int level)
{
	size_t i, k;

	for (i = 0; i < v->finding_count; i++) {
		struct mailauth_finding *f = &v->findings[i]->view;

		if (precedence(v->findings[i]) != level)
			continue;
		for (k = 0; k < v->finding_count && f->fix_count > 0; k++) {
			int other = precedence(v->findings[k]);

			if ((other < level || (other == level && k < i)) &&
			    v->findings[k]->view.fix_count > 0 &&
			    contradicts(v->findings[i], v->findings[k]))
				f->fix_count = f->remove_count = f->want_count = 0;
		}
	}
}

void
mailauth__reconcile(struct validation *v)
{
	int level;

	for (level = 0; level <= 4; level++)
		yield(v, level);
}
