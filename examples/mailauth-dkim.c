/* SPDX-License-Identifier: BSD-2-Clause */
/* mailauth-dkim: the key records of selectors, their strength, the aliases they
 * come through; and a record made from a public key. */
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "common/dkim_json.h"
#include "common/json.h"
#include "common/options.h"
#include "common/source.h"
#include "common/terminal.h"

#define KEY_FILE_MAX 65535

static bool common, deep;
static const char *record_argument, *blocklist_path, *write_path;

static const struct option_spec own[] = {
	{ "common", 'c', OPTION_FLAG, &common, NULL,
	  "try the selectors in common use, too", 0, 0 },
	{ "deep", 'd', OPTION_FLAG, &deep, NULL,
	  "examine the keys for weaknesses that take computing", 0, 0 },
	{ "blocklist", 'b', OPTION_TEXT, &blocklist_path, "FILE",
	  "look keys up in a list of compromised ones (badkeys' format)", 0, 0 },
	{ "record", 'r', OPTION_TEXT, &record_argument, "TEXT",
	  "only parse TEXT; - reads standard input", 0, 0 },
	{ "write", 'w', OPTION_TEXT, &write_path, "FILE",
	  "make the record of the public key in FILE (PEM or DER)", 0, 0 },
};

static const struct program program = {
	"mailauth-dkim",
	"SELECTOR... DOMAIN\n--common [SELECTOR...] DOMAIN\n--record TEXT\n"
	"--write FILE [SELECTOR DOMAIN]",
	"Looks up the DKIM keys of SELECTORs and judges them.",
	own, sizeof(own) / sizeof(own[0])
};

/* What all that prints needs. */
struct run {
	const struct options *o;
	struct terminal terminal;
	mailauth_dkim_blocklist *blocklist;
	mailauth_dkim_key_set *seen;
	bool failed; /* no memory */
};

/* ---- judging --------------------------------------------------------------- */

static void
judge(struct run *run, struct judged *judged, const mailauth_dkim_key *key,
    const char *owner)
{
	const mailauth_problem *problem;

	*judged = (struct judged){ .key = key, .deep = deep };
	judged->verdict = mailauth_dkim_key_verdict(key);
	if (owner != NULL && mailauth_dkim_key_set_add(run->seen, key, owner,
	    &judged->shared) != 0)
		run->failed = true;
	if (!deep && run->blocklist == NULL)
		return;
	if (mailauth_dkim_examine(NULL, key, run->blocklist, &judged->exam) != 0) {
		run->failed = true;
		return;
	}
	for (size_t i = 0; (problem = mailauth_dkim_examination_problem(judged->exam,
	    i)) != NULL; i++)
		if (judged_wants(judged, problem) && problem->severity == MAILAUTH_SEVERITY_ERROR)
			judged->verdict = MAILAUTH_DKIM_UNUSABLE;
}

static bool
is_usable(int verdict)
{
	return verdict == MAILAUTH_DKIM_OK || verdict == MAILAUTH_DKIM_WEAK;
}

/* ---- text ------------------------------------------------------------------ */

static enum style
verdict_style(int verdict)
{
	switch (verdict) {
	case MAILAUTH_DKIM_OK:
		return STYLE_GOOD;
	case MAILAUTH_DKIM_WEAK:
	case MAILAUTH_DKIM_REVOKED:
		return STYLE_WARNING;
	}
	return STYLE_ERROR;
}

static void
text_key(const struct terminal *t, const struct judged *judged)
{
	const mailauth_dkim_key *key = judged->key;
	const mailauth_problem *problem;
	const char *encoding = mailauth_dkim_encoding_name(mailauth_dkim_key_encoding(key));
	size_t len;
	const char *text = mailauth_dkim_key_text(key, &len);

	terminal_word(t, verdict_style(judged->verdict),
	    mailauth_dkim_verdict_name(judged->verdict));
	if (mailauth_dkim_key_bits(key) > 0) {
		terminal_print(t, ": ");
		terminal_string(t, mailauth_dkim_key_type_name(key));
		terminal_print(t, ", %d bits, %s", mailauth_dkim_key_bits(key),
		    encoding != NULL ? encoding : "no encoding");
	}
	terminal_print(t, "\n  ");
	terminal_text(t, text, len);
	terminal_print(t, "\n");
	for (size_t i = 0; (problem = mailauth_dkim_key_problem(key, i)) != NULL; i++)
		terminal_problem(t, problem, text, len);
	for (size_t i = 0; judged->exam != NULL &&
	    (problem = mailauth_dkim_examination_problem(judged->exam, i)) != NULL; i++)
		if (judged_wants(judged, problem))
			terminal_problem(t, problem, NULL, 0);
	if (judged->shared != NULL) {
		terminal_word(t, STYLE_INFO, "info");
		terminal_print(t, ": the same key is published at ");
		terminal_string(t, judged->shared);
		terminal_print(t, " [dkim.key-shared]\n");
	}
	for (size_t i = 0; i < mailauth_dkim_key_tolerance_count(key); i++)
		terminal_print(t, "in practice: %s [%s]\n",
		    mailauth_dkim_key_tolerance(key, i)->message,
		    mailauth_dkim_key_tolerance(key, i)->id);
}

static void
text_task_problems(const struct terminal *t, const mailauth_task *task, size_t i)
{
	const mailauth_problem *problem;

	for (size_t n = 0; (problem = mailauth_dkim_lookup_problem(task, i, n)) != NULL; n++)
		terminal_problem(t, problem, NULL, 0);
}

static void
text_selector(const struct terminal *t, const mailauth_task *task, size_t i,
    const struct judged *judged)
{
	const mailauth_dkim_selector *selector = mailauth_dkim_lookup_selector(task, i);
	const mailauth_link *link;

	terminal_word(t, STYLE_STRONG, selector->selector);
	if (selector->owner != NULL) {
		terminal_print(t, " at ");
		terminal_string(t, selector->owner);
	}
	terminal_print(t, selector->wildcard ? " (by a wildcard)\n" : "\n");
	for (size_t n = 0; selector->answer != NULL &&
	    (link = mailauth_answer_link(selector->answer, n)) != NULL; n++) {
		terminal_print(t, "  %s ", link->dname ? "DNAME" : "CNAME");
		terminal_string(t, link->target);
		terminal_print(t, "\n");
	}
	text_task_problems(t, task, i);
	for (size_t r = 0; r < selector->record_count; r++)
		text_key(t, &judged[r]);
}

/* ---- work ------------------------------------------------------------------ */

static int
status_of(const mailauth_dkim_selector *selector, const struct judged *judged)
{
	if (selector->state == MAILAUTH_DKIM_UNKNOWN)
		return STATUS_UNDECIDED;
	if (selector->record_count != 1)
		return STATUS_NOT;
	return is_usable(judged[0].verdict) ? STATUS_OK : STATUS_NOT;
}

/* Prints one selector.  Its exit status. */
static int
show(struct run *run, const mailauth_task *task, size_t i)
{
	const mailauth_dkim_selector *selector = mailauth_dkim_lookup_selector(task, i);
	struct judged *judged = calloc(selector->record_count + 1, sizeof(*judged));
	int status;

	if (judged == NULL) {
		run->failed = true;
		return STATUS_SOFTWARE;
	}
	for (size_t r = 0; r < selector->record_count; r++)
		judge(run, &judged[r], mailauth_dkim_lookup_key(task, i, r),
		    selector->owner);
	status = status_of(selector, judged);
	if (run->o->json)
		dkim_json_selector(task, i, judged, !common);
	else if (!run->o->quiet)
		text_selector(&run->terminal, task, i, judged);
	for (size_t r = 0; r < selector->record_count; r++)
		mailauth_dkim_examination_free(judged[r].exam);
	free(judged);
	return status;
}

/* Is there anything to tell of a selector that was only guessed? */
static bool
is_news(const mailauth_dkim_selector *selector)
{
	return (selector->state == MAILAUTH_DKIM_FOUND && !selector->wildcard) ||
	    selector->state == MAILAUTH_DKIM_UNKNOWN;
}

static int
show_all(struct run *run, const mailauth_task *task, size_t given)
{
	const mailauth_dkim_result *result = mailauth_dkim_lookup_result(task);
	bool ok = false, not = false, undecided = false;

	for (size_t i = 0; i < result->selector_count; i++) {
		const mailauth_dkim_selector *selector =
		    mailauth_dkim_lookup_selector(task, i);
		int status;

		if (i >= given && !is_news(selector))
			continue;
		status = show(run, task, i);
		ok = ok || status == STATUS_OK;
		undecided = undecided || status == STATUS_UNDECIDED;
		not = not || (status == STATUS_NOT &&
		    (i < given || selector->state == MAILAUTH_DKIM_FOUND));
	}
	if (run->o->json && common)
		dkim_json_summary(task);
	else if (!run->o->json && !run->o->quiet)
		text_task_problems(&run->terminal, task, result->selector_count);
	if (not)
		return STATUS_NOT;
	if (undecided)
		return STATUS_UNDECIDED;
	return ok ? STATUS_OK : STATUS_NOT;
}

/* The selectors given, and those in common use after them. */
static const char **
all_selectors(const struct options *o, size_t *count)
{
	size_t given = o->arg_count - 1, shipped = common ? mailauth_dkim_common_count() : 0;
	const char **list = calloc(given + shipped + 1, sizeof(*list));
	bool known;

	*count = given;
	if (list == NULL)
		return NULL;
	for (size_t i = 0; i < given; i++)
		list[i] = o->args[i];
	for (size_t i = 0; i < shipped; i++) {
		known = false;
		for (size_t k = 0; k < given; k++)
			known = known || strcmp(list[k], mailauth_dkim_common(i)) == 0;
		if (!known)
			list[(*count)++] = mailauth_dkim_common(i);
	}
	return list;
}

static int
look_up(struct run *run, const struct source *source)
{
	const struct options *o = run->o;
	const char *domain = o->args[o->arg_count - 1];
	mailauth_task *task = NULL;
	size_t count;
	const char **list = all_selectors(o, &count);
	int status = STATUS_SOFTWARE, rc;

	if (list == NULL)
		return STATUS_SOFTWARE;
	rc = mailauth_dkim_lookup_new(source->config, domain, list, count,
	    MAILAUTH_DKIM_LOOKUP_MISPLACED * (o->arg_count > 1), &task);
	if (rc == MAILAUTH_ERR_INVALID)
		status = usage_error(o, "\"%s\" is no domain name", domain);
	else if (rc == MAILAUTH_ERR_LIMIT)
		status = usage_error(o, "more than 10,000 selectors");
	else if (rc != 0)
		complain(o, "%s", mailauth_strerror(rc));
	else if ((status = source_run(source, o, task)) == 0)
		status = show_all(run, task, o->arg_count - 1);
	mailauth_task_free(task);
	free(list);
	return status;
}

static int
show_record(struct run *run, const mailauth_dkim_key *key)
{
	struct judged judged;
	struct json j;

	judge(run, &judged, key, NULL);
	if (run->o->json) {
		json_begin(&j, stdout);
		json_int(&j, "schema", 1);
		dkim_json_key(&j, &judged);
		json_array(&j, "problems");
		dkim_json_key_problems(&j, &judged);
		json_array_end(&j);
		json_end(&j);
	} else if (!run->o->quiet) {
		text_key(&run->terminal, &judged);
	}
	mailauth_dkim_examination_free(judged.exam);
	return is_usable(judged.verdict) ? STATUS_OK : STATUS_NOT;
}

static int
parse_record(struct run *run)
{
	mailauth_dkim_key *key = NULL;
	struct text text;
	int status = text_argument(&text, run->o, record_argument);
	int rc;

	if (status != 0)
		return status;
	rc = mailauth_dkim_key_parse(NULL, text.data, text.length, &key);
	if (rc == MAILAUTH_ERR_LIMIT) {
		status = usage_error(run->o, "the record is longer than 65535 octets");
	} else if (rc != 0) {
		complain(run->o, "%s", mailauth_strerror(rc));
		status = STATUS_SOFTWARE;
	} else {
		status = show_record(run, key);
	}
	mailauth_dkim_key_free(key);
	text_free(&text);
	return status;
}

/* ---- writing --------------------------------------------------------------- */

/* The line for a master file, in memory of its own; NULL: no memory. */
static char *
zone_line(const mailauth_dkim_key *key, const char *owner)
{
	size_t len = mailauth_dkim_key_zone_line(key, owner, NULL, 0);
	char *line = malloc(len + 1);

	if (line != NULL)
		(void)mailauth_dkim_key_zone_line(key, owner, line, len + 1);
	return line;
}

/* The line for the selector and domain given, as DNS writes their name.  0 or an
 * exit status, told on stderr. */
static int
named_line(const struct options *o, const mailauth_dkim_key *key, char **line)
{
	size_t room = strlen(o->args[0]) + strlen(o->args[1]) + 16;
	char *owner = malloc(room);
	mailauth_answer *name = NULL;
	int rc = MAILAUTH_ERR_NOMEM, status = 0;

	if (owner != NULL) {
		snprintf(owner, room, "%s._domainkey.%s", o->args[0], o->args[1]);
		/* an answer of no records: it has the name in its canonical form */
		rc = mailauth_answer_new(NULL, owner, MAILAUTH_TYPE_TXT, &name);
	}
	if (rc == 0 && (*line = zone_line(key, mailauth_answer_name(name))) == NULL)
		rc = MAILAUTH_ERR_NOMEM;
	if (rc == MAILAUTH_ERR_INVALID)
		status = usage_error(o, "\"%s\" is no domain name", owner);
	else if (rc != 0)
		status = STATUS_SOFTWARE;
	mailauth_answer_free(name);
	free(owner);
	return status;
}

/* The line goes to standard output alone, so that it may be put into a zone. */
static int
show_written(struct run *run, const mailauth_dkim_key *key)
{
	const struct options *o = run->o;
	struct terminal diagnostics;
	struct judged judged;
	struct json j;
	char *line = NULL;
	int status = 0;

	if (o->arg_count == 2)
		status = named_line(o, key, &line);
	else if ((line = zone_line(key, "SELECTOR._domainkey.DOMAIN")) == NULL)
		status = STATUS_SOFTWARE;
	run->failed = status == STATUS_SOFTWARE;
	if (status != 0)
		return status;
	judge(run, &judged, key, NULL);
	if (o->json) {
		json_begin(&j, stdout);
		json_int(&j, "schema", 1);
		dkim_json_key(&j, &judged);
		json_array(&j, "problems");
		dkim_json_key_problems(&j, &judged);
		json_array_end(&j);
		json_text(&j, "zone", line);
		json_end(&j);
	} else if (!o->quiet) {
		terminal_string(&run->terminal, line);
		terminal_print(&run->terminal, "\n");
		terminal_init(&diagnostics, stderr, o->color);
		text_key(&diagnostics, &judged);
	}
	mailauth_dkim_examination_free(judged.exam);
	free(line);
	return is_usable(judged.verdict) ? STATUS_OK : STATUS_NOT;
}

static int
write_record(struct run *run)
{
	mailauth_dkim_key *key = NULL;
	struct text text;
	int status = text_read(&text, run->o, write_path, KEY_FILE_MAX), rc;

	if (status != 0)
		return status;
	rc = mailauth_dkim_key_write(NULL, text.data, text.length, &key);
	switch (rc) {
	case MAILAUTH_OK:
		status = show_written(run, key);
		break;
	case MAILAUTH_ERR_WRONG_TYPE:
		status = usage_error(run->o, "%s holds a private key: give the public "
		    "one (openssl pkey -in FILE -pubout)", write_path);
		break;
	case MAILAUTH_ERR_UNSUPPORTED:
		status = usage_error(run->o, "%s holds no key that DKIM can use: RSA or "
		    "Ed25519", write_path);
		break;
	case MAILAUTH_ERR_INVALID:
		status = usage_error(run->o, "%s holds no public key in PEM or DER",
		    write_path);
		break;
	default:
		complain(run->o, "%s", mailauth_strerror(rc));
		status = STATUS_SOFTWARE;
	}
	mailauth_dkim_key_free(key);
	text_free(&text);
	return status;
}

/* ---- main ------------------------------------------------------------------ */

static int
open_blocklist(struct run *run)
{
	int rc;

	if (blocklist_path == NULL)
		return 0;
	rc = mailauth_dkim_blocklist_open(NULL, blocklist_path, &run->blocklist);
	if (rc == 0)
		return 0;
	return usage_error(run->o, "%s: %s", blocklist_path, rc == MAILAUTH_ERR_INVALID ?
	    "this is no block list: rows of 16 octets in ascending order" :
	    mailauth_strerror(rc));
}

static int
work(struct run *run)
{
	const struct options *o = run->o;
	struct source source;
	int status;

	if (record_argument != NULL && write_path != NULL)
		return usage_error(o, "--record and --write exclude each other");
	if (record_argument != NULL)
		return o->arg_count == 0 && !common ? parse_record(run) :
		    usage_error(o, "--record takes no selector or domain");
	if (write_path != NULL)
		return (o->arg_count == 0 || o->arg_count == 2) && !common ?
		    write_record(run) :
		    usage_error(o, "--write takes one SELECTOR and DOMAIN, or none");
	if (o->arg_count < (common ? 1 : 2))
		return usage_error(o, common ? "a DOMAIN is needed" :
		    "a SELECTOR and a DOMAIN are needed (or --common)");
	if ((status = source_open(&source, o, NULL)) != 0)
		return status;
	status = look_up(run, &source);
	source_close(&source);
	return status;
}

int
main(int argc, char **argv)
{
	struct options o;
	struct run run = { .o = &o };
	int status;

	if (options_parse(&o, &program, argc, argv, &status))
		return program_finish(&o, status);
	terminal_init(&run.terminal, stdout, o.color);
	if (mailauth_dkim_key_set_new(NULL, &run.seen) != 0)
		run.failed = true;
	else if ((status = open_blocklist(&run)) == 0)
		status = work(&run);
	if (run.failed) {
		complain(&o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
		status = STATUS_SOFTWARE;
	}
	mailauth_dkim_key_set_free(run.seen);
	mailauth_dkim_blocklist_free(run.blocklist);
	return program_finish(&o, status);
}
