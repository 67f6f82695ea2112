/* SPDX-License-Identifier: BSD-2-Clause */
/* mailauth-spf: one check_host(), a domain's whole SPF tree with what it costs,
 * or one record (RFC 7208). */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/options.h"
#include "common/source.h"
#include "common/terminal.h"

static bool tree, header, auth_results;
static const char *record, *helo, *receiver, *identity;
static int64_t prefetch = 10;

static const struct option_spec own[] = {
	{ "tree", 't', OPTION_FLAG, &tree, NULL,
	  "the include tree of DOMAIN and what it costs", 0, 0 },
	{ "record", 'r', OPTION_TEXT, &record, "TEXT",
	  "only parse TEXT; - reads standard input", 0, 0 },
	{ "helo", 0, OPTION_TEXT, &helo, "NAME", "the name given by HELO or EHLO", 0, 0 },
	{ "receiver", 0, OPTION_TEXT, &receiver, "NAME", "the host that checks", 0, 0 },
	{ "identity", 0, OPTION_TEXT, &identity, "WHICH",
	  "mailfrom or helo: what to check [mailfrom]", 0, 0 },
	{ "prefetch", 0, OPTION_NUMBER, &prefetch, "N",
	  "questions asked ahead, 0 for none [10]", 0, 10000 },
	{ "header", 0, OPTION_FLAG, &header, NULL, "print a Received-SPF field", 0, 0 },
	{ "auth-results", 0, OPTION_FLAG, &auth_results, NULL,
	  "print an Authentication-Results field", 0, 0 },
};

static const struct program program = {
	"mailauth-spf", "IP SENDER\n--tree DOMAIN\n--record TEXT",
	"Checks by SPF whether the client IP may send mail for SENDER, shows what a\n"
	"domain's SPF tree costs, or parses one record.",
	own, sizeof(own) / sizeof(own[0])
};

/* ---- one check ------------------------------------------------------------- */

/* The exit status of a verdict, as those of Mail::SPF's spfquery. */
static int
verdict_status(int verdict)
{
	static const int statuses[] = {
		[MAILAUTH_SPF_PASS] = 0,
		[MAILAUTH_SPF_FAIL] = 1,
		[MAILAUTH_SPF_SOFTFAIL] = 2,
		[MAILAUTH_SPF_NEUTRAL] = 3,
		[MAILAUTH_SPF_PERMERROR] = 4,
		[MAILAUTH_SPF_TEMPERROR] = 5,
		[MAILAUTH_SPF_NONE] = 6
	};

	return statuses[verdict];
}

static enum style
verdict_style(int verdict)
{
	switch (verdict) {
	case MAILAUTH_SPF_PASS:
		return STYLE_GOOD;
	case MAILAUTH_SPF_FAIL:
	case MAILAUTH_SPF_PERMERROR:
		return STYLE_ERROR;
	case MAILAUTH_SPF_SOFTFAIL:
		return STYLE_WARNING;
	case MAILAUTH_SPF_TEMPERROR:
		return STYLE_UNKNOWN;
	default:
		return STYLE_INFO;
	}
}

static void
check_problem_json(struct json *j, const mailauth_spf_result *r)
{
	const mailauth_rule *rule = mailauth_rule_by_code(r->problem);

	if (r->problem == 0) {
		json_null(j, "problem");
		return;
	}
	json_object(j, "problem");
	json_text(j, "id", r->problem_id);
	json_text(j, "severity", rule != NULL ?
	    mailauth_severity_name(rule->severity) : NULL);
	json_int(j, "offset", (int64_t)r->problem_offset);
	json_int(j, "length", (int64_t)r->problem_length);
	json_text(j, "message", r->problem_text);
	json_text(j, "reference", rule != NULL ? rule->reference : NULL);
	json_text(j, "domain", r->problem_domain);
	json_text(j, "term", r->problem_term);
	json_object_end(j);
}

static void
check_json(mailauth_task *task)
{
	const mailauth_spf_result *r = mailauth_spf_check_result(task);
	struct json j;

	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_text(&j, "identity", mailauth_spf_identity_name(r->identity));
	json_text(&j, "domain", r->domain);
	json_text(&j, "sender", r->sender);
	json_text(&j, "ip", r->ip);
	json_text(&j, "result", mailauth_spf_verdict_name(r->verdict));
	if (r->matched_term != NULL) {
		json_object(&j, "matched");
		json_text(&j, "domain", r->matched_in);
		json_text(&j, "term", r->matched_term);
		json_object_end(&j);
	} else
		json_null(&j, "matched");
	json_array(&j, "path");
	for (size_t i = 0; i < r->path_length; i++)
		json_text(&j, NULL, r->path[i]);
	json_array_end(&j);
	json_text(&j, "explanation", r->explanation);
	json_int(&j, "lookups", r->lookups);
	json_int(&j, "void_lookups", r->void_lookups);
	check_problem_json(&j, r);
	if (header)
		json_text(&j, "received_spf", mailauth_spf_check_received_spf(task));
	if (auth_results)
		json_text(&j, "auth_results", mailauth_spf_check_auth_results(task));
	json_array(&j, "trace");
	for (size_t i = 0; i < mailauth_task_event_count(task); i++) {
		const mailauth_event *event = mailauth_task_event(task, i);

		json_object(&j, NULL);
		json_int(&j, "depth", event->depth);
		json_text(&j, "domain", event->domain);
		json_text(&j, "term", event->term);
		json_text(&j, "outcome", event->outcome);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_end(&j);
}

/* A header field with the line ends of a text file. */
static void
print_field(const char *field)
{
	for (; field != NULL && *field != '\0'; field++)
		if (*field != '\r')
			putchar(*field);
	putchar('\n');
}

static void
print_headers(const struct terminal *t, mailauth_task *task)
{
	if (header)
		print_field(mailauth_spf_check_received_spf(task));
	if (auth_results) {
		terminal_print(t, "Authentication-Results: ");
		terminal_string(t, mailauth_spf_check_result(task)->receiver);
		terminal_print(t, ";\n\t");
		print_field(mailauth_spf_check_auth_results(task));
	}
}

static void
print_trace(const struct terminal *t, const mailauth_task *task)
{
	for (size_t i = 0; i < mailauth_task_event_count(task); i++) {
		const mailauth_event *event = mailauth_task_event(task, i);

		terminal_print(t, "  %*s", 2 * (int)event->depth, "");
		terminal_string(t, event->domain);
		terminal_print(t, "  ");
		terminal_string(t, event->term);
		terminal_print(t, ": %s\n", event->outcome);
	}
}

static void
print_check(const struct terminal *t, mailauth_task *task)
{
	const mailauth_spf_result *r = mailauth_spf_check_result(task);

	terminal_word(t, verdict_style(r->verdict),
	    mailauth_spf_verdict_name(r->verdict));
	terminal_print(t, ": ");
	terminal_string(t, r->sender);
	terminal_print(t, " from %s (%s)\n", r->ip,
	    r->identity == MAILAUTH_SPF_HELO ? "HELO" : "MAIL FROM");
	print_trace(t, task);
	if (r->matched_term != NULL) {
		terminal_print(t, "decided by ");
		terminal_string(t, r->matched_term);
		for (size_t i = r->path_length; i > 0; i--) {
			terminal_print(t, i == r->path_length ? " of " : ", reached from ");
			terminal_string(t, r->path[i - 1]);
		}
		terminal_print(t, "\n");
	}
	if (r->problem_text != NULL) {
		terminal_print(t, "because ");
		terminal_string(t, r->problem_text);
		terminal_print(t, " [%s]", r->problem_id);
		if (r->problem_domain != NULL && *r->problem_domain != '\0') {
			terminal_print(t, ": ");
			terminal_string(t, r->problem_domain);
		}
		if (r->problem_term != NULL) {
			terminal_print(t, " ");
			terminal_string(t, r->problem_term);
		}
		terminal_print(t, "\n");
	}
	terminal_print(t, "%u look-up%s, %u of them void\n", r->lookups,
	    r->lookups == 1 ? "" : "s", r->void_lookups);
	if (r->explanation != NULL) {
		terminal_print(t, "the domain explains: ");
		terminal_string(t, r->explanation);
		terminal_print(t, "\n");
	}
}

/* 0 or an exit status. */
static int
prepare(const struct options *o, mailauth_task *task)
{
	int which = MAILAUTH_SPF_MAILFROM;
	int rc = 0;

	if (identity != NULL && strcmp(identity, "helo") == 0)
		which = MAILAUTH_SPF_HELO;
	rc = mailauth_spf_check_set_identity(task, which);
	if (rc == 0 && receiver != NULL)
		rc = mailauth_spf_check_set_receiver(task, receiver);
	if (rc == 0)
		rc = mailauth_spf_check_set_time(task, (uint64_t)time(NULL));
	if (rc == 0)
		return 0;
	complain(o, "%s", mailauth_strerror(rc));
	return STATUS_SOFTWARE;
}

static int
check(const struct options *o, const struct source *source)
{
	mailauth_task *task;
	struct terminal t;
	int status, rc;

	rc = mailauth_spf_check_new(source->config, o->args[0], o->args[1], helo, &task);
	if (rc == MAILAUTH_ERR_INVALID)
		return usage_error(o, "not an IP address: \"%s\"", o->args[0]);
	if (rc == MAILAUTH_ERR_LIMIT)
		return usage_error(o, "the sender or HELO name is too long");
	if (rc != 0) {
		complain(o, "%s", mailauth_strerror(rc));
		return STATUS_SOFTWARE;
	}
	status = prepare(o, task);
	if (status == 0)
		status = source_run(source, o, task);
	if (status == 0) {
		status = verdict_status(mailauth_spf_check_result(task)->verdict);
		terminal_init(&t, stdout, o->color);
		if (o->quiet)
			;
		else if (o->json)
			check_json(task);
		else if (header || auth_results)
			print_headers(&t, task);
		else
			print_check(&t, task);
	}
	mailauth_task_free(task);
	return status;
}

/* ---- the tree -------------------------------------------------------------- */

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

/* 0 or an exit status. */
static int
audit(const struct options *o, const struct source *source, const char *domain)
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

/* ---- one record ------------------------------------------------------------ */

static const char *
kind_name(const mailauth_spf_term *term)
{
	const char *name = mailauth_spf_kind_name(term->kind);

	if (name != NULL)
		return name;
	return term->kind == MAILAUTH_SPF_MODIFIER ? "modifier" : "unknown";
}

static void
record_json(const mailauth_spf_record *rec)
{
	const mailauth_spf_term *term;
	const mailauth_problem *problem;
	char qualifier[2] = "";
	const char *text;
	struct json j;
	size_t len;

	text = mailauth_spf_record_text(rec, &len);
	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_bytes(&j, "record", text, len);
	json_bool(&j, "is_spf", mailauth_spf_record_is_spf(rec) != 0);
	json_bool(&j, "valid", mailauth_spf_record_valid(rec) != 0);
	json_array(&j, "terms");
	for (size_t i = 0; (term = mailauth_spf_record_term(rec, i)) != NULL; i++) {
		json_object(&j, NULL);
		json_text(&j, "kind", kind_name(term));
		qualifier[0] = (char)term->qualifier;
		json_text(&j, "qualifier", term->qualifier != 0 ? qualifier : NULL);
		if (term->value_length > 0)
			json_bytes(&j, "value", text + term->value_offset,
			    term->value_length);
		else
			json_null(&j, "value");
		json_int(&j, "offset", (int64_t)term->offset);
		json_int(&j, "length", (int64_t)term->length);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_array(&j, "problems");
	for (size_t i = 0; (problem = mailauth_spf_record_problem(rec, i)) != NULL; i++)
		json_problem(&j, problem);
	json_array_end(&j);
	json_end(&j);
}

static void
print_record(const struct terminal *t, const mailauth_spf_record *rec)
{
	const mailauth_spf_term *term;
	const mailauth_problem *problem;
	bool valid = mailauth_spf_record_valid(rec) != 0;
	const char *text;
	size_t len;

	text = mailauth_spf_record_text(rec, &len);
	terminal_word(t, valid ? STYLE_GOOD : STYLE_ERROR,
	    valid ? "valid" : "not valid");
	terminal_print(t, ": ");
	terminal_text(t, text, len);
	terminal_print(t, "\n");
	for (size_t i = 0; (term = mailauth_spf_record_term(rec, i)) != NULL; i++) {
		terminal_print(t, "  %c %-8s ", term->qualifier != 0 ?
		    (char)term->qualifier : ' ', kind_name(term));
		if (term->kind == MAILAUTH_SPF_MODIFIER ||
		    term->kind == MAILAUTH_SPF_UNKNOWN)
			terminal_text(t, text + term->offset, term->length);
		else
			terminal_text(t, text + term->value_offset,
			    term->value_length);
		terminal_print(t, "\n");
	}
	for (size_t i = 0; (problem = mailauth_spf_record_problem(rec, i)) != NULL; i++)
		terminal_problem(t, problem, text, len);
}

static int
parse(const struct options *o)
{
	mailauth_spf_record *rec = NULL;
	struct terminal t;
	struct text text;
	int status, rc;

	status = text_argument(&text, o, record);
	if (status != 0)
		return status;
	rc = mailauth_spf_parse(NULL, text.data, text.length, &rec);
	if (rc == MAILAUTH_OK)
		rc = mailauth_spf_record_lint(rec);
	if (rc == MAILAUTH_ERR_LIMIT)
		status = usage_error(o, "longer than a TXT record can be");
	else if (rc != 0) {
		complain(o, "%s", mailauth_strerror(rc));
		status = STATUS_SOFTWARE;
	} else {
		status = mailauth_spf_record_valid(rec) ? STATUS_OK : STATUS_NOT;
		terminal_init(&t, stdout, o->color);
		if (o->quiet)
			;
		else if (o->json)
			record_json(rec);
		else
			print_record(&t, rec);
	}
	mailauth_spf_record_free(rec);
	text_free(&text);
	return status;
}

/* ---- main ------------------------------------------------------------------ */

/* 0 or STATUS_USAGE. */
static int
look_over(const struct options *o)
{
	size_t wanted = record != NULL ? 0 : tree ? 1 : 2;

	if (tree && record != NULL)
		return usage_error(o, "--tree and --record exclude each other");
	if (identity != NULL && strcmp(identity, "mailfrom") != 0 &&
	    strcmp(identity, "helo") != 0)
		return usage_error(o, "--identity is mailfrom or helo, not \"%s\"",
		    identity);
	if (o->arg_count > wanted)
		return usage_error(o, "too many arguments: \"%s\"",
		    o->args[wanted]);
	if (o->arg_count < wanted)
		return usage_error(o, tree ? "a DOMAIN is needed" :
		    "IP and SENDER are needed");
	return 0;
}

int
main(int argc, char **argv)
{
	mailauth_config *config = NULL;
	struct source source;
	struct options o;
	int status;

	if (options_parse(&o, &program, argc, argv, &status))
		return program_finish(&o, status);
	if ((status = look_over(&o)) != 0)
		return program_finish(&o, status);
	if (record != NULL)
		return program_finish(&o, parse(&o));
	if (mailauth_config_new(NULL, &config) != 0 ||
	    mailauth_config_set(config, MAILAUTH_OPT_PREFETCH, prefetch) != 0) {
		complain(&o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
		mailauth_config_free(config);
		return program_finish(&o, STATUS_SOFTWARE);
	}
	if ((status = source_open(&source, &o, config)) == 0) {
		status = tree ? audit(&o, &source, o.args[0]) : check(&o, &source);
		source_close(&source);
	}
	return program_finish(&o, status);
}
