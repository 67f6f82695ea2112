/* SPDX-License-Identifier: BSD-2-Clause */
/* The evaluations that a validation runs beside its own units, over the same
 * questions: the tree of SPF records, the DMARC policy, DKIM keys. */
#include <string.h>

#include "validate/rules.h"

struct spf_tree {
	const char *owner;
	struct spf_audit audit;
	struct spf_tree *next;
	bool done;
};

const struct spf_audit *
mailauth__spf_tree(struct validation *v, const char *owner)
{
	struct spf_tree *tree;
	int rc;

	for (tree = v->trees; tree != NULL; tree = tree->next) {
		if (strcmp(tree->owner, owner) == 0)
			break;
	}
	if (tree == NULL) {
		tree = mailauth__arena_zalloc(v->arena, sizeof(*tree));
		if (tree == NULL) {
			v->error = mailauth__arena_error(v->arena);
			return NULL;
		}
		tree->owner = owner;
		rc = mailauth__spf_audit_init(&tree->audit, v->questions, NULL, owner);
		if (rc != 0) {
			v->error = rc;
			return NULL;
		}
		tree->next = v->trees;
		v->trees = tree;
	}
	if (!tree->done) {
		rc = mailauth__spf_audit_step(&tree->audit);
		if (rc < 0)
			v->error = rc;
		tree->done = rc == EVALUATION_DONE;
	}
	if (tree->done)
		return &tree->audit;
	v->lacking = true;
	return NULL;
}

/* ---- DMARC ---- */

const struct dmarc_lookup *
mailauth__dmarc(struct validation *v)
{
	int rc = 0;

	if (v->dmarc == NULL) {
		struct dmarc_lookup *dmarc = mailauth__arena_zalloc(v->arena,
		    sizeof(*dmarc));

		rc = dmarc == NULL ? mailauth__arena_error(v->arena) :
		    mailauth__dmarc_lookup_init(dmarc, v->questions, NULL, v->domain, 0);
		if (rc != 0) {
			v->error = rc;
			return NULL;
		}
		v->dmarc = dmarc;
	}
	if (!v->dmarc_done) {
		rc = mailauth__dmarc_lookup_step(v->dmarc);
		if (rc < 0)
			v->error = rc;
		v->dmarc_done = rc == EVALUATION_DONE;
	}
	if (v->dmarc_done)
		return v->dmarc;
	v->lacking = true;
	return NULL;
}

/* ---- DKIM ---- */

/* The selectors of the profile's owners, "x" of x._domainkey.DOMAIN. */
static size_t
profile_selectors(struct validation *v, const char *out[VALIDATE_SELECTORS])
{
	size_t i, k, n, count = 0;

	for (i = 0; i < v->requirement_count; i++) {
		for (k = 0; k < v->requirements[i].item_count; k++) {
			const struct item *item = &v->requirements[i].items[k];
			const char *at = strstr(item->owner, "._domainkey.");
			const char *selector;

			if (at == NULL || strcmp(at + 12, v->domain) != 0 ||
			    item->state == MAILAUTH_STATE_NOT_APPLICABLE ||
			    count == VALIDATE_SELECTORS)
				continue;
			selector = mailauth__arena_text(v->arena, item->owner,
			    (size_t)(at - item->owner));
			if (selector == NULL) {
				v->error = mailauth__arena_error(v->arena);
				return 0;
			}
			for (n = 0; n < count; n++) {
				if (strcmp(out[n], selector) == 0)
					break;
			}
			if (n == count)
				out[count++] = selector;
		}
	}
	return count;
}

const struct dkim_lookup *
mailauth__dkim(struct validation *v, bool of_profile)
{
	struct dkim_subject *subject = &v->dkim[of_profile];
	const char *selectors[VALIDATE_SELECTORS];
	int rc;

	if (!subject->begun) {
		size_t count = v->selector_count;

		if (of_profile)
			count = profile_selectors(v, selectors);
		else if (count > 0)
			memcpy(selectors, v->selectors, count * sizeof(*selectors));
		subject->begun = true;
		if (count > 0 && v->error == 0) {
			subject->lookup = mailauth__arena_zalloc(v->arena,
			    sizeof(*subject->lookup));
			rc = subject->lookup == NULL ? mailauth__arena_error(v->arena) :
			    mailauth__dkim_lookup_init(subject->lookup, v->questions,
			    NULL, v->domain, selectors, count,
			    of_profile ? 0 : MAILAUTH_DKIM_LOOKUP_MISPLACED);
			if (rc != 0)
				v->error = rc;
		}
	}
	if (v->error != 0 || subject->lookup == NULL)
		return NULL;
	if (!subject->done) {
		rc = mailauth__dkim_lookup_step(subject->lookup);
		if (rc < 0)
			v->error = rc;
		subject->done = rc == EVALUATION_DONE;
	}
	if (subject->done)
		return subject->lookup;
	v->lacking = true;
	return NULL;
}
