/* SPDX-License-Identifier: BSD-2-Clause */
/* A domain's whole SPF tree and what each branch costs: RFC 7208 section 4.6.4. */
#include <string.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/terminal.h"
#include "spf/modes.h"

static void
problems_json(struct json *j, const mailauth_spf_node *node)
{
	json_array(j, "problems");
	for (size_t i = 0; i < node->problem_count; i++)
		json_problem(j, node->problems[i]);
	json_array_end(j);
}

static void
node_json(struct json *j, const mailauth_spf_node *node)
{
	json_object(j, NULL);
	json_int(j, "depth", node->depth);
	json_text(j, "domain", node->domain);
	json_text(j, "term", node->term);
	json_int(j, "lookups", node->lookups);
	json_int(j, "own_lookups", node->own_lookups);
	json_int(j, "void_lookups", node->void_lookups);
	json_int(j, "ipv4_addresses", (int64_t)node->ipv4_addresses);
	json_bool(j, "followed", node->followed != 0);
	if (node->record != NULL)
		json_bytes(j, "record", node->record, node->record_length);
	else
		json_null(j, "record");
	problems_json(j, node);
	json_object_end(j);
}

static void
tree_json(const mailauth_task *task)
{
	const mailauth_spf_audit_summary *s = mailauth_spf_audit_result(task);
	struct json j;

	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_text(&j, "domain", s->domain);
	json_int(&j, "lookups", s->lookups);
	json_int(&j, "lookups_at_first_match", s->lookups_at_first_match);
	json_int(&j, "void_lookups", s->void_lookups);
	json_int(&j, "void_lookups_ip4", s->void_ip4);
	json_int(&j, "void_lookups_ip6", s->void_ip6);
	json_int(&j, "ipv4_addresses", (int64_t)s->ipv4_addresses);
	json_bool(&j, "valid", s->valid != 0);
	json_bool(&j, "undecided", s->undecided != 0);
	json_bool(&j, "truncated", s->truncated != 0);
	json_array(&j, "nodes");
	for (size_t i = 0; i < s->node_count; i++)
		node_json(&j, mailauth_spf_audit_node(task, i));
	json_array_end(&j);
	json_array(&j, "problems");
	for (size_t i = 0; i < s->problem_count; i++)
		json_problem(&j, mailauth_spf_audit_problem(task, i));
	json_array_end(&j);
	json_end(&j);
}

/* Does a node of this depth follow below the same parent? */
static bool
has_sibling(const mailauth_task *task, size_t i, unsigned depth)
{
	const mailauth_spf_node *node;

	while ((node = mailauth_spf_audit_node(task, ++i)) != NULL &&
	    node->depth >= depth)
		if (node->depth == depth)
			return true;
	return false;
}

/* The lines that join node `i` to those it belongs to. */
static void
print_branch(const struct terminal *t, const mailauth_task *task, size_t i)
{
	unsigned depth = mailauth_spf_audit_node(task, i)->depth;

	for (unsigned d = 1; d <= depth; d++) {
		bool more = has_sibling(task, i, d);

		if (d < depth)
			terminal_print(t, more ? "|   " : "    ");
		else
			terminal_print(t, more ? "|-- " : "`-- ");
	}
}

/* A large number in groups of three. */
static void
print_grouped(const struct terminal *t, uint64_t number)
{
	char digits[24], text[32];
	int len = snprintf(digits, sizeof(digits), "%llu",
	    (unsigned long long)number);
	size_t n = 0;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			text[n++] = ',';
		text[n++] = digits[i];
	}
	text[n] = '\0';
	terminal_print(t, "%s", text);
}

/* What is wrong with the node itself, in words, behind it on its line. */
static void
print_remarks(const struct terminal *t, const mailauth_spf_node *node)
{
	for (size_t i = 0; i < node->problem_count; i++) {
		const mailauth_problem *p = node->problems[i];

		if (p->length > 0 || p->offset > 0 ||
		    (node->depth == 0 && node->record != NULL))
			continue;
		terminal_print(t, "  ");
		terminal_word(t, severity_style(p->severity),
		    mailauth_severity_name(p->severity));
		terminal_print(t, ": ");
		terminal_string(t, p->message);
	}
}

static void
print_node(const struct terminal *t, const mailauth_task *task, size_t i,
    int64_t limit)
{
	const mailauth_spf_node *node = mailauth_spf_audit_node(task, i);
	char cost[16];

	snprintf(cost, sizeof(cost), "%4u", node->lookups);
	terminal_word(t, node->lookups > limit ? STYLE_ERROR :
	    node->lookups > 1 ? STYLE_STRONG : STYLE_PLAIN, cost);
	terminal_print(t, "  ");
	print_branch(t, task, i);
	terminal_string(t, node->term != NULL ? node->term : node->domain);
	if (node->ipv4_addresses > 0) {
		terminal_print(t, "  (");
		print_grouped(t, node->ipv4_addresses);
		terminal_print(t, " IPv4 address%s)",
		    node->ipv4_addresses == 1 ? "" : "es");
	}
	if (!node->followed && node->problem_count == 0)
		terminal_print(t, "  (depends on the message)");
	print_remarks(t, node);
	terminal_print(t, "\n");
}

/* Was the record shown with an earlier node? */
static bool
shown_before(const mailauth_task *task, size_t i)
{
	const mailauth_spf_node *node = mailauth_spf_audit_node(task, i);

	for (size_t j = 0; j < i; j++) {
		const mailauth_spf_node *other = mailauth_spf_audit_node(task, j);

		if (other->record != NULL &&
		    strcmp(other->domain, node->domain) == 0)
			return true;
	}
	return false;
}

/* What is wrong within records: all of it in the domain's own, which its owner
 * can mend, and what counts in those of others. */
static void
print_record_problems(const struct terminal *t, const mailauth_spf_node *node)
{
	bool told = false;

	for (size_t i = 0; node->record != NULL && i < node->problem_count; i++) {
		const mailauth_problem *p = node->problems[i];

		if (node->depth > 0 && ((p->length == 0 && p->offset == 0) ||
		    p->severity == MAILAUTH_SEVERITY_INFO))
			continue;
		if (!told) {
			terminal_print(t, "\n");
			terminal_string(t, node->domain);
			terminal_print(t, "\n");
		}
		told = true;
		terminal_problem(t, p, node->record, node->record_length);
	}
}

static void
print_summary(const struct terminal *t, const mailauth_task *task, int64_t limit)
{
	const mailauth_spf_audit_summary *s = mailauth_spf_audit_result(task);

	terminal_print(t, "\n");
	for (size_t i = 0; i < s->problem_count; i++)
		terminal_problem(t, mailauth_spf_audit_problem(task, i), NULL, 0);
	if (s->undecided)
		terminal_word(t, STYLE_UNKNOWN, "undecided");
	else
		terminal_word(t, s->valid ? STYLE_GOOD : STYLE_ERROR,
		    s->valid ? "valid" : "not valid");
	terminal_print(t, ": %s%u of %d look-ups, %u void, ",
	    s->truncated ? "at least " : "", s->lookups, (int)limit,
	    s->void_lookups);
	print_grouped(t, s->ipv4_addresses);
	terminal_print(t, " IPv4 address%s authorised\n",
	    s->ipv4_addresses == 1 ? "" : "es");
}

static void
print_tree(const struct terminal *t, const mailauth_task *task, int64_t limit)
{
	const mailauth_spf_audit_summary *s = mailauth_spf_audit_result(task);

	terminal_word(t, STYLE_FAINT, "look-ups");
	terminal_print(t, "\n");
	for (size_t i = 0; i < s->node_count; i++)
		print_node(t, task, i, limit);
	for (size_t i = 0; i < s->node_count; i++)
		if (!shown_before(task, i))
			print_record_problems(t, mailauth_spf_audit_node(task, i));
	print_summary(t, task, limit);
}

int
spf_tree(const struct options *o, const struct source *source, const char *domain)
{
	const mailauth_spf_audit_summary *s;
	mailauth_task *task;
	struct terminal t;
	int64_t limit = mailauth_config_get(source->config, MAILAUTH_OPT_SPF_LOOKUPS);
	int status, rc;

	rc = mailauth_spf_audit_new(source->config, domain, &task);
	if (rc == MAILAUTH_ERR_INVALID)
		return usage_error(o, "not a domain name: \"%s\"", domain);
	if (rc != 0) {
		complain(o, "%s", mailauth_strerror(rc));
		return STATUS_SOFTWARE;
	}
	status = source_run(source, o, task);
	if (status == 0) {
		s = mailauth_spf_audit_result(task);
		status = s->undecided ? STATUS_UNDECIDED :
		    s->valid ? STATUS_OK : STATUS_NOT;
		terminal_init(&t, stdout, o->color);
		if (o->quiet)
			;
		else if (o->json)
			tree_json(task);
		else
			print_tree(&t, task, limit);
	}
	mailauth_task_free(task);
	return status;
}
