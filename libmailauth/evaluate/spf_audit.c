/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk over a domain's SPF tree, and its task. */
#include <string.h>

#include "base/config.h"
#include "base/limits.h"
#include "dns/name.h"
#include "evaluate/spf_audit.h"

static int
make_room(struct spf_audit *audit)
{
	struct spf_audit_node **nodes;
	size_t room;

	if (audit->node_count < audit->node_room)
		return 0;
	room = audit->node_room == 0 ? 16 : 2 * audit->node_room;
	nodes = mailauth__arena_grow(audit->arena, audit->nodes,
	    audit->node_count, room, sizeof(struct spf_audit_node *));
	if (nodes == NULL)
		return mailauth__arena_error(audit->arena);
	audit->nodes = nodes;
	audit->node_room = room;
	return 0;
}

/* What a node has from its term. */
static void
describe(struct spf_audit_node *node, const struct spf_audit_node *parent,
    const struct spf_term *term)
{
	node->view.depth = parent->view.depth + 1;
	node->view.kind = term->kind;
	node->view.qualifier = term->qualifier;
	node->view.term_offset = term->offset;
	node->view.term_length = term->length;
	node->view.own_lookups = 1;
	if (term->domain.text != NULL &&
	    mailauth__spf_macro_needs_ptr(&term->domain))
		node->view.own_lookups++;
	node->in_include = parent->in_include || term->kind == MAILAUTH_SPF_INCLUDE;
}

int
mailauth__spf_audit_add(struct spf_audit *audit, struct spf_audit_node *parent,
    const struct spf_term *term, struct spf_audit_node **out)
{
	struct spf_audit_node *node, **last;

	*out = NULL;
	if (audit->node_count == LIMIT_SPF_NODES) {
		audit->summary.truncated = 1;
		return 0;
	}
	if (make_room(audit) != 0)
		return mailauth__arena_error(audit->arena);
	*out = node = mailauth__arena_zalloc(audit->arena, sizeof(*node));
	if (node == NULL)
		return mailauth__arena_error(audit->arena);
	mailauth__problems_init(&node->problems, audit->arena);
	node->first_match = -1;
	node->parent = parent;
	node->term = term;
	audit->nodes[audit->node_count++] = node;
	if (parent == NULL)
		return 0;
	describe(node, parent, term);
	node->view.term = mailauth__arena_text(audit->arena,
	    parent->record->text + term->offset, term->length);
	if (node->view.term == NULL)
		return mailauth__arena_error(audit->arena);
	for (last = &parent->child; *last != NULL; last = &(*last)->next)
		;
	*last = node;
	return 0;
}

int
mailauth__spf_audit_init(struct spf_audit *audit, struct questions *q,
    struct trace *trace, const char *domain)
{
	struct spf_audit_node *root;
	int rc;

	audit->questions = q;
	audit->arena = q->arena;
	audit->trace = trace;
	audit->max_lookups = (unsigned)mailauth__config_value(q->config,
	    MAILAUTH_OPT_SPF_LOOKUPS);
	audit->max_void = (unsigned)mailauth__config_value(q->config,
	    MAILAUTH_OPT_SPF_VOID_LOOKUPS);
	audit->max_mx = (unsigned)mailauth__config_value(q->config,
	    MAILAUTH_OPT_SPF_MX_NAMES);
	audit->summary.domain = domain;
	mailauth__problems_init(&audit->problems, audit->arena);
	rc = mailauth__spf_audit_add(audit, NULL, NULL, &root);
	if (rc != 0)
		return rc;
	root->view.domain = domain;
	return 0;
}

int
mailauth__spf_audit_step(struct spf_audit *audit)
{
	size_t i;
	int rc = 1;

	if (audit->done)
		return EVALUATION_DONE;
	/* Read in order, so that children are made in order … */
	while (rc == 1 && audit->expanded < audit->node_count) {
		rc = mailauth__spf_audit_read(audit,
		    audit->nodes[audit->expanded], false);
		if (rc == 1)
			audit->expanded++;
	}
	/* … and meanwhile ask for all others. */
	for (i = audit->expanded + 1; rc == 0 && i < audit->node_count; i++) {
		int ahead = mailauth__spf_audit_read(audit, audit->nodes[i], true);

		if (ahead < 0)
			rc = ahead;
	}
	if (rc < 0)
		return rc;
	if (rc == 0)
		return EVALUATION_WAITING;
	rc = mailauth__spf_audit_sum(audit);
	if (rc != 0)
		return rc;
	audit->done = 1;
	return EVALUATION_DONE;
}

const struct mailauth_spf_audit_summary *
mailauth__spf_audit_summary(const struct spf_audit *audit)
{
	return &audit->summary;
}

const struct mailauth_spf_node *
mailauth__spf_audit_node(const struct spf_audit *audit, size_t i)
{
	return i < audit->node_count ? &audit->nodes[i]->view : NULL;
}

const struct mailauth_problem *
mailauth__spf_audit_problem(const struct spf_audit *audit, size_t i)
{
	return mailauth__problem_at(&audit->problems, i);
}

/* ---- the task ---- */

static int
step(void *evaluation)
{
	return mailauth__spf_audit_step(evaluation);
}

static const struct task_kind kind = {
	"spf audit", sizeof(struct spf_audit), step, NULL
};

int
mailauth_spf_audit_new(const mailauth_config *cfg, const char *domain,
    mailauth_task **out)
{
	struct mailauth_task *task = NULL;
	struct name name;
	const char *text;
	int rc;

	*out = NULL;
	if (domain == NULL || mailauth__name_parse(domain, strlen(domain),
	    &name) != NAME_OK || name.labels == 0)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__task_new(cfg, &kind, &task);
	if (rc != 0)
		return rc;
	text = mailauth__arena_text(task->arena, name.text, name.length);
	rc = text == NULL ? mailauth__arena_error(task->arena) :
	    mailauth__spf_audit_init(task->evaluation, &task->questions,
	    &task->trace, text);
	if (rc != 0) {
		mailauth_task_free(task);
		return rc;
	}
	*out = task;
	return 0;
}

const mailauth_spf_audit_summary *
mailauth_spf_audit_result(const mailauth_task *task)
{
	const struct spf_audit *audit = mailauth__task_result(task, &kind);

	return audit != NULL ? mailauth__spf_audit_summary(audit) : NULL;
}

const mailauth_spf_node *
mailauth_spf_audit_node(const mailauth_task *task, size_t i)
{
	const struct spf_audit *audit = mailauth__task_result(task, &kind);

	return audit != NULL ? mailauth__spf_audit_node(audit, i) : NULL;
}

const mailauth_problem *
mailauth_spf_audit_problem(const mailauth_task *task, size_t i)
{
	const struct spf_audit *audit = mailauth__task_result(task, &kind);

	return audit != NULL ? mailauth__spf_audit_problem(audit, i) : NULL;
}
