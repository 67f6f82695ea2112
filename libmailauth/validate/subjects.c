/* SPDX-License-Identifier: BSD-2-Clause */
/* The evaluations that a validation runs beside its own units, over the same
 * questions: the tree of SPF records. */
#include <string.h>

#include "validate/match_spf.h"

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
