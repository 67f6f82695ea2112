/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases of a validation: reading them, running them over a zone, mending it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "dns/answer.h"
#include "dns/zone.h"
#include "support/drive.h"
#include "support/keys.h"
#include "support/validation.h"
#include "validate/validation.h"

/* ---- text that grows ---- */

struct growing {
	char *text;
	size_t length, room;
};

static void
grow(struct growing *g, const char *text, size_t length)
{
	while (g->length + length + 1 > g->room) {
		g->room = g->room * 2 + 4096;
		g->text = realloc(g->text, g->room);
		ck_assert_ptr_nonnull(g->text);
	}
	memcpy(g->text + g->length, text, length);
	g->length += length;
	g->text[g->length] = '\0';
}

static void
grow_line(struct growing *g, const char *line)
{
	grow(g, line, strlen(line));
	grow(g, "\n", 1);
}

/* ---- cases ---- */

static char *
case_file(const char *file)
{
	char path[512], *text;
	size_t length;

	/* also outside a test, where test_data() may not fail */
	snprintf(path, sizeof(path), TESTS_DIR "/data/validate/%s", file);
	text = test_read(path, &length);
	if (text == NULL) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(EXIT_FAILURE);
	}
	return text;
}

static const char *
after(const char *line, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(line, word, length) != 0 ||
	    (line[length] != ' ' && line[length] != '\0'))
		return NULL;
	line += length;
	while (*line == ' ')
		line++;
	return line;
}

int
validation_case_count(const char *file)
{
	char *text = case_file(file), *line, *save;
	int count = 0;

	for (line = strtok_r(text, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save))
		count += after(line, "case") != NULL;
	free(text);
	return count;
}

static void
append(const char **list, size_t *count, size_t max, const char *value)
{
	ck_assert_msg(*count < max, "too many lines in one case");
	list[(*count)++] = value;
}

static void
read_line(struct validation_case *c, const char *line)
{
	const char *v;

	if ((v = after(line, "base")) != NULL)
		c->base = v;
	else if ((v = after(line, "profile")) != NULL)
		c->profile = v;
	else if ((v = after(line, "domain")) != NULL)
		c->domain = v;
	else if ((v = after(line, "helo")) != NULL)
		c->helo = v;
	else if ((v = after(line, "fix")) != NULL)
		c->fix = v;
	else if ((v = after(line, "nofix")) != NULL)
		c->no_fix = v;
	else if ((v = after(line, "only")) != NULL)
		c->only = v;
	else if ((v = after(line, "result")) != NULL)
		c->result = v;
	else if ((v = after(line, "set")) != NULL)
		append(c->sets, &c->set_count, 8, v);
	else if ((v = after(line, "selector")) != NULL)
		append(c->selectors, &c->selector_count, 8, v);
	else if ((v = after(line, "approve")) != NULL)
		append(c->approved, &c->approved_count, 8, v);
	else if ((v = after(line, "-")) != NULL)
		append(c->minus, &c->minus_count, CASE_LINES, v);
	else if ((v = after(line, "+")) != NULL)
		append(c->plus, &c->plus_count, CASE_LINES, v);
	else if ((v = after(line, "key")) != NULL)
		append(c->keys, &c->key_count, 8, v);
	else if ((v = after(line, "dns")) != NULL)
		append(c->dns, &c->dns_count, CASE_LINES, v);
	else if ((v = after(line, "expect")) != NULL)
		append(c->expect, &c->expect_count, CASE_LINES, v);
	else if ((v = after(line, "absent")) != NULL)
		append(c->absent, &c->absent_count, CASE_LINES, v);
	else if ((v = after(line, "state")) != NULL)
		append(c->state, &c->state_count, CASE_LINES, v);
	else
		ck_abort_msg("case %s: what is \"%s\"?", c->name, line);
}

struct validation_case *
validation_case_read(const char *file, int i)
{
	struct validation_case *c = calloc(1, sizeof(*c));
	const char *defaults[4] = { NULL, NULL, "d.example", NULL }, *v;
	char *line, *save;
	int at = -1;

	ck_assert_ptr_nonnull(c);
	c->file = case_file(file);
	c->domain = defaults[2];
	for (line = strtok_r(c->file, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		if (*line == '#')
			continue;
		if ((v = after(line, "case")) != NULL) {
			at++;
			if (at == i)
				c->name = v;
			continue;
		}
		/* lines before the first case are every case's */
		if (at == i || at == -1)
			read_line(c, line);
	}
	ck_assert_ptr_nonnull(c->name);
	return c;
}

void
validation_case_free(struct validation_case *c)
{
	free(c->file);
	free(c);
}

/* ---- zones ---- */

/* A line's first word and type, to compare records by. */
static mailauth_zone *
read_zone(const char *text, const char *origin)
{
	mailauth_zone *zone;
	const mailauth_zone_problem *problem;

	/* a case may be about what is no domain name */
	if (origin != NULL && strstr(origin, "..") != NULL)
		origin = NULL;
	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	if (mailauth_zone_read(zone, "zone", origin, text, strlen(text)) != 0) {
		problem = mailauth_zone_problem_at(zone, 0);
		ck_abort_msg("zone:%u:%u: %s in\n%s", problem->line,
		    problem->column, problem->message, text);
	}
	return zone;
}

mailauth_zone *
validation_zone(const char *text, const char *origin)
{
	return read_zone(text, origin);
}

static bool
same_record(const struct zone_record *a, const struct zone_record *b)
{
	return strcmp(a->owner, b->owner) == 0 && a->type == b->type &&
	    a->rdata_length == b->rdata_length &&
	    memcmp(a->rdata, b->rdata, a->rdata_length) == 0;
}

/* All records of the zone but those of `out`, and those of OWNER TYPE in
 * `kinds`, one a line. */
static void
write_without(struct growing *g, const mailauth_zone *zone, const mailauth_zone *out,
    const char *const *kinds, size_t kind_count, const char *domain)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	const struct zone_record *record, *other;
	size_t i, k;

	for (i = 0; (record = mailauth__zone_record(zone, i)) != NULL; i++) {
		struct buffer line;
		bool drop = false;

		for (k = 0; out != NULL && !drop &&
		    (other = mailauth__zone_record(out, k)) != NULL; k++)
			drop = same_record(record, other);
		for (k = 0; k < kind_count && !drop; k++) {
			char owner[256], type[16], full[600];

			if (sscanf(kinds[k], "%255s %15s", owner, type) != 2)
				continue;
			if (strcmp(owner, "@") == 0)
				snprintf(full, sizeof(full), "%s", domain);
			else if (owner[strlen(owner) - 1] == '.')
				snprintf(full, sizeof(full), "%.*s",
				    (int)strlen(owner) - 1, owner);
			else
				snprintf(full, sizeof(full), "%s.%s", owner, domain);
			drop = strcmp(full, record->owner) == 0 &&
			    record->type == mailauth_rrtype_number(type);
		}
		if (drop)
			continue;
		mailauth__buffer_init(&line, arena, 0);
		mailauth__zone_write_record(&line, record);
		grow(g, mailauth__buffer_text(&line), line.length);
	}
	mailauth__arena_free(arena);
}

/* Is the line only OWNER TYPE? */
static bool
is_kind(const char *line)
{
	char a[256], b[16], c[2];

	return sscanf(line, "%255s %15s %1s", a, b, c) == 2;
}

/* "OWNER TEXT" as a TXT record, its strings as long as they may be. */
static void
grow_key(struct growing *g, const char *key)
{
	size_t owner = strcspn(key, " "), length, i;
	char *text = test_key_text(key + owner + 1, &length);

	grow(g, key, owner);
	grow(g, " TXT", 4);
	for (i = 0; i < length; i++) {
		if (i % 255 == 0)
			grow(g, i > 0 ? "\" \"" : " \"", i > 0 ? 3 : 2);
		if (text[i] == '"' || text[i] == '\\')
			grow(g, "\\", 1);
		grow(g, text + i, 1);
	}
	grow_line(g, "\"");
	free(text);
}

char *
validation_zone_text(const struct validation_case *c)
{
	struct growing text = { 0 }, minus = { 0 };
	const char *kinds[CASE_LINES];
	size_t i, kind_count = 0;

	grow(&text, "", 0);
	grow(&minus, "", 0);
	for (i = 0; i < c->minus_count; i++) {
		if (is_kind(c->minus[i]))
			kinds[kind_count++] = c->minus[i];
		else
			grow_line(&minus, c->minus[i]);
	}
	if (c->base != NULL) {
		char *base = case_file(c->base);
		mailauth_zone *zone = read_zone(base, c->domain);
		mailauth_zone *out = read_zone(minus.text, c->domain);

		write_without(&text, zone, out, kinds, kind_count, c->domain);
		mailauth_zone_free(zone);
		mailauth_zone_free(out);
		free(base);
	}
	for (i = 0; i < c->plus_count; i++)
		grow_line(&text, c->plus[i]);
	for (i = 0; i < c->key_count; i++)
		grow_key(&text, c->keys[i]);
	free(minus.text);
	return text.text;
}

char *
validation_mended(const char *text, const char *origin, const mailauth_finding *finding)
{
	return validation_mended_by(text, origin, &finding, 1);
}

char *
validation_mended_by(const char *text, const char *origin,
    const mailauth_finding *const *findings, size_t count)
{
	mailauth_zone *zone = read_zone(text, origin), *out;
	struct growing result = { 0 }, minus = { 0 };
	size_t i, k;

	grow(&minus, "", 0);
	grow(&result, "", 0);
	for (k = 0; k < count; k++) {
		for (i = 0; i < findings[k]->remove_count; i++)
			grow_line(&minus, findings[k]->remove[i]);
	}
	out = read_zone(minus.text, NULL);
	write_without(&result, zone, out, NULL, 0, origin);
	/* deletions are comments there */
	for (k = 0; k < count; k++) {
		for (i = 0; i < findings[k]->fix_count; i++)
			grow_line(&result, findings[k]->fix[i]);
	}
	mailauth_zone_free(zone);
	mailauth_zone_free(out);
	free(minus.text);
	return result.text;
}

/* ---- running ---- */

static mailauth_profile *
open_profile(const char *name)
{
	mailauth_profile *profile;
	char path[512];
	char *text;
	size_t length;

	if (strstr(name, ".profile") != NULL)
		snprintf(path, sizeof(path), TESTS_DIR "/data/validate/%s", name);
	else
		snprintf(path, sizeof(path), TESTS_DIR "/../examples/profiles/%s.profile", name);
	text = test_read(path, &length);
	ck_assert_msg(text != NULL, "no profile %s", path);
	ck_assert_int_eq(mailauth_profile_parse(NULL, name, text, length, &profile), 0);
	if (mailauth_profile_problem_count(profile) > 0) {
		const mailauth_profile_problem *p = mailauth_profile_problem_at(profile, 0);

		ck_abort_msg("%s:%u:%u: %s", p->file, p->line, p->column, p->message);
	}
	free(text);
	return profile;
}

static int
set_variable(mailauth_task *task, const char *setting)
{
	const char *equals = strchr(setting, '=');
	char name[64];

	ck_assert_ptr_nonnull(equals);
	snprintf(name, sizeof(name), "%.*s", (int)(equals - setting), setting);
	return mailauth_validate_set_variable(task, name, equals + 1);
}

int
validation_start(const mailauth_config *cfg, const struct validation_case *c,
    const mailauth_profile *profile, mailauth_task **task)
{
	int rc = mailauth_validate_new(cfg, c->domain, task);
	size_t i;

	if (rc == 0 && profile != NULL)
		rc = mailauth_validate_set_profile(*task, profile);
	for (i = 0; rc == 0 && i < c->set_count; i++)
		rc = set_variable(*task, c->sets[i]);
	for (i = 0; rc == 0 && i < c->selector_count; i++)
		rc = mailauth_validate_add_selector(*task, c->selectors[i]);
	for (i = 0; rc == 0 && i < c->approved_count; i++)
		rc = mailauth_validate_approve_mx(*task, c->approved[i]);
	if (rc == 0 && c->helo != NULL)
		rc = mailauth_validate_set_helo(*task, c->helo);
	return rc;
}

mailauth_profile *
validation_profile(const struct validation_case *c)
{
	return c->profile != NULL ? open_profile(c->profile) : NULL;
}

mailauth_task *
validation_task(const mailauth_config *cfg, const struct validation_case *c,
    mailauth_profile **profile)
{
	mailauth_task *task;

	*profile = validation_profile(c);
	ck_assert_int_eq(validation_start(cfg, c, *profile, &task), 0);
	return task;
}

#define SECURE (-1) /* of the zone, and validated */

/* The status a `dns` line gives the question; 0: none does. */
static int
forced(const struct validation_case *c, const mailauth_query *q)
{
	size_t i;

	for (i = 0; i < c->dns_count; i++) {
		char owner[256], type[16], status[16], full[600];

		ck_assert_int_eq(sscanf(c->dns[i], "%255s %15s %15s", owner, type, status), 3);
		if (owner[strlen(owner) - 1] == '.')
			snprintf(full, sizeof(full), "%.*s", (int)strlen(owner) - 1, owner);
		else if (strcmp(owner, "@") == 0)
			snprintf(full, sizeof(full), "%s", c->domain);
		else
			snprintf(full, sizeof(full), "%s.%s", owner, c->domain);
		if (strcmp(full, q->name) != 0 || (strcmp(type, "*") != 0 &&
		    mailauth_rrtype_number(type) != q->type))
			continue;
		return strcmp(status, "secure") == 0 ? SECURE :
		    strcmp(status, "timeout") == 0 ? MAILAUTH_DNS_TIMEOUT :
		    strcmp(status, "bogus") == 0 ? MAILAUTH_DNS_BOGUS :
		    MAILAUTH_DNS_SERVFAIL;
	}
	return 0;
}

/* Answers one question from the zone, or as a `dns` line says. */
static int
answer_one(mailauth_task *task, const mailauth_zone *zone,
    const struct validation_case *c, const mailauth_query *q)
{
	int status = c != NULL ? forced(c, q) : 0, rc;
	mailauth_answer *answer;

	if (status != 0 && status != SECURE)
		return mailauth_task_answer_status(task, q->id, status);
	ck_assert_int_eq(mailauth_zone_answer(zone, q->name, q->type, &answer), 0);
	answer->secure = status == SECURE;
	rc = mailauth_task_answer(task, q->id, answer);
	mailauth_answer_free(answer);
	return rc;
}

int
validation_answer(mailauth_task *task, const mailauth_zone *zone,
    const struct validation_case *c)
{
	const mailauth_query *q;
	int rc;

	while ((rc = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		size_t asked = 0;

		while ((q = mailauth_task_next_query(task)) != NULL) {
			asked++;
			if ((rc = answer_one(task, zone, c, q)) != 0)
				return rc;
		}
		if (asked == 0 && mailauth_task_state(task) == MAILAUTH_TASK_WAITING)
			ck_abort_msg("the task waits for nothing");
	}
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}

int
validation_answer_shuffled(mailauth_task *task, const mailauth_zone *zone,
    const struct validation_case *c, uint32_t *seed)
{
	const mailauth_query *open[1000], *q;
	size_t count = 0, pick;
	int rc;

	while ((rc = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		while (count < 1000 && (q = mailauth_task_next_query(task)) != NULL)
			open[count++] = q;
		ck_assert_msg(count > 0, "the task waits for nothing");
		pick = drive_random(seed) % count;
		if ((rc = answer_one(task, zone, c, open[pick])) != 0)
			return rc;
		open[pick] = open[--count];
	}
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}

/* ---- expectations ---- */

static char *
all_findings(const mailauth_task *task)
{
	struct growing g = { 0 };
	const mailauth_finding *f;
	size_t i;

	grow(&g, "", 0);
	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++) {
		char line[1200];

		snprintf(line, sizeof(line), "  %s %s %s: %s",
		    mailauth_severity_name(f->severity), f->id, f->owner, f->message);
		grow_line(&g, line);
	}
	return g.text;
}

static const mailauth_finding *
find(const mailauth_task *task, const char *id)
{
	const mailauth_finding *f;
	size_t i;

	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++) {
		if (strcmp(f->id, id) == 0)
			return f;
	}
	return NULL;
}

static void
expect_only(const struct validation_case *c, const mailauth_task *task, const char *all)
{
	const mailauth_finding *f;
	size_t i;

	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++) {
		char padded[4096], id[128];

		if (f->severity == MAILAUTH_SEVERITY_INFO)
			continue;
		snprintf(padded, sizeof(padded), " %s ", c->only);
		snprintf(id, sizeof(id), " %s ", f->id);
		ck_assert_msg(strstr(padded, id) != NULL,
		    "case %s: unexpected %s\n%s", c->name, f->id, all);
	}
}

/* A line of some finding that has the text in it; deletions only if it is one. */
static const char *
fix_with(const mailauth_task *task, const char *text)
{
	const mailauth_finding *f;
	size_t i, k;

	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++) {
		for (k = 0; k < f->fix_count; k++) {
			if ((f->fix[k][0] != ';' || text[0] == ';') &&
			    strstr(f->fix[k], text) != NULL)
				return f->fix[k];
		}
	}
	return NULL;
}

/* Each sentence that a finding made has a German form. */
static void
expect_german(const struct validation_case *c, const mailauth_task *task)
{
	const struct validation *v = mailauth__validation_done(task);
	size_t i;

	ck_assert_ptr_nonnull(v);
	for (i = 0; i < v->said_count; i++)
		ck_assert_msg(v->said[i].german != NULL, "case %s: no German for: %s",
		    c->name, v->said[i].english);
}

void
validation_expect(const struct validation_case *c, const mailauth_task *task)
{
	char *all = all_findings(task);
	const mailauth_requirement *r;
	char a[128], b[64];
	size_t i, k;
	int n;

	for (i = 0; i < c->expect_count; i++) {
		const mailauth_finding *f;

		n = sscanf(c->expect[i], "%127s %63s", a, b);
		ck_assert_msg(mailauth_rule_by_id(a) != NULL, "case %s: no rule %s", c->name, a);
		f = find(task, a);
		ck_assert_msg(f != NULL, "case %s: no %s among\n%s", c->name, a, all);
		if (n == 2)
			ck_assert_msg(strcmp(mailauth_severity_name(f->severity), b) == 0,
			    "case %s: %s is %s\n%s", c->name, a,
			    mailauth_severity_name(f->severity), all);
	}
	for (i = 0; i < c->absent_count; i++) {
		ck_assert_msg(mailauth_rule_by_id(c->absent[i]) != NULL,
		    "case %s: no rule %s", c->name, c->absent[i]);
		ck_assert_msg(find(task, c->absent[i]) == NULL,
		    "case %s: %s among\n%s", c->name, c->absent[i], all);
	}
	for (i = 0; i < c->state_count; i++) {
		ck_assert_int_eq(sscanf(c->state[i], "%127s %63s", a, b), 2);
		for (k = 0; (r = mailauth_validate_requirement(task, k)) != NULL; k++) {
			if (strcmp(r->id, a) == 0)
				break;
		}
		ck_assert_msg(r != NULL, "case %s: no requirement %s", c->name, a);
		ck_assert_msg(strcmp(mailauth_requirement_state_name(r->state), b) == 0,
		    "case %s: %s is %s\n%s", c->name, a, mailauth_requirement_state_name(r->state), all);
	}
	expect_german(c, task);
	if (c->only != NULL)
		expect_only(c, task, all);
	if (c->fix != NULL)
		ck_assert_msg(fix_with(task, c->fix) != NULL,
		    "case %s: no line with %s\n%s", c->name, c->fix, all);
	if (c->no_fix != NULL)
		ck_assert_msg(fix_with(task, c->no_fix) == NULL,
		    "case %s: the line %s\n%s", c->name, fix_with(task, c->no_fix), all);
	if (c->result != NULL)
		ck_assert_msg(strcmp(mailauth_validate_result_name(mailauth_validate_result(task)),
		    c->result) == 0, "case %s: %s\n%s", c->name,
		    mailauth_validate_result_name(mailauth_validate_result(task)), all);
	free(all);
}

void
validation_run(const char *file, int i)
{
	struct validation_case *c = validation_case_read(file, i);
	char *text = validation_zone_text(c);
	mailauth_zone *zone = validation_zone(text, c->domain);
	mailauth_profile *profile;
	mailauth_task *task = validation_task(NULL, c, &profile);

	ck_assert_int_eq(validation_answer(task, zone, c), 0);
	validation_expect(c, task);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	mailauth_zone_free(zone);
	free(text);
	validation_case_free(c);
}

char *
validation_report(const mailauth_task *task)
{
	mailauth_report *report;
	const char *text;
	size_t length;
	char *copy;

	ck_assert_int_eq(mailauth_report_new(NULL, &report), 0);
	ck_assert_int_eq(mailauth_report_json(report, task, &text, &length), 0);
	copy = malloc(length + 1);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, length + 1);
	mailauth_report_free(report);
	return copy;
}
