/* SPDX-License-Identifier: BSD-2-Clause */
/* The JSON of mailauth-dkim. */
#include "common/dkim_json.h"

bool
judged_wants(const struct judged *judged, const mailauth_problem *problem)
{
	return judged->deep || problem->code == MAILAUTH_RULE_DKIM_KEY_BLOCKLISTED;
}

/* The rule `code` as a problem of the whole record. */
static void
json_rule(struct json *j, int code, const char *message)
{
	const mailauth_rule *rule = mailauth_rule_by_code(code);

	json_object(j, NULL);
	json_text(j, "id", rule->id);
	json_text(j, "severity", mailauth_severity_name(rule->severity));
	json_int(j, "offset", 0);
	json_int(j, "length", 0);
	json_text(j, "message", message != NULL ? message : rule->message);
	json_text(j, "reference", rule->reference);
	json_object_end(j);
}

static void
json_words(struct json *j, const char *name, const mailauth_dkim_key *key,
    const char *(*word)(const mailauth_dkim_key *, size_t))
{
	const char *text;

	json_array(j, name);
	for (size_t i = 0; (text = word(key, i)) != NULL; i++)
		json_text(j, NULL, text);
	json_array_end(j);
}

/* The fields of --record up to the problems. */
void
dkim_json_key(struct json *j, const struct judged *judged)
{
	const mailauth_dkim_key *key = judged->key;
	size_t len;
	const char *text = mailauth_dkim_key_text(key, &len);

	json_bytes(j, "record", text, len);
	json_bool(j, "is_dkim", mailauth_dkim_key_is_dkim(key) != 0);
	json_text(j, "verdict", mailauth_dkim_verdict_name(judged->verdict));
	json_text(j, "key_type", mailauth_dkim_key_type_name(key));
	if (mailauth_dkim_key_bits(key) > 0)
		json_int(j, "bits", mailauth_dkim_key_bits(key));
	else
		json_null(j, "bits");
	json_text(j, "encoding",
	    mailauth_dkim_encoding_name(mailauth_dkim_key_encoding(key)));
	json_words(j, "hashes", key, mailauth_dkim_key_hash);
	json_words(j, "services", key, mailauth_dkim_key_service);
	json_words(j, "flags", key, mailauth_dkim_key_flag);
	json_array(j, "tolerances");
	for (size_t i = 0; i < mailauth_dkim_key_tolerance_count(key); i++) {
		json_object(j, NULL);
		json_text(j, "id", mailauth_dkim_key_tolerance(key, i)->id);
		json_text(j, "message", mailauth_dkim_key_tolerance(key, i)->message);
		json_object_end(j);
	}
	json_array_end(j);
}

/* The problems of a key, within an array. */
void
dkim_json_key_problems(struct json *j, const struct judged *judged)
{
	const mailauth_problem *problem;

	for (size_t i = 0; (problem = mailauth_dkim_key_problem(judged->key, i)) != NULL;
	    i++)
		json_problem(j, problem);
	for (size_t i = 0; judged->exam != NULL &&
	    (problem = mailauth_dkim_examination_problem(judged->exam, i)) != NULL; i++)
		if (judged_wants(judged, problem))
			json_problem(j, problem);
	if (judged->shared != NULL)
		json_rule(j, MAILAUTH_RULE_DKIM_KEY_SHARED, NULL);
}

/* The fields of a key where there is none. */
static void
json_no_key(struct json *j, const mailauth_dkim_selector *selector)
{
	json_null(j, "record");
	json_bool(j, "is_dkim", false);
	json_text(j, "verdict", mailauth_dkim_verdict_name(selector->verdict));
	json_null(j, "key_type");
	json_null(j, "bits");
	json_null(j, "encoding");
	for (size_t i = 0; i < 4; i++) {
		static const char *const names[] = { "hashes", "services", "flags",
			"tolerances" };

		json_array(j, names[i]);
		json_array_end(j);
	}
}

static void
json_task_problems(struct json *j, const mailauth_task *task, size_t i)
{
	const mailauth_problem *problem;

	for (size_t n = 0; (problem = mailauth_dkim_lookup_problem(task, i, n)) != NULL; n++)
		json_problem(j, problem);
}

static const char *
state_name(int state)
{
	static const char *const names[] = { "", "found", "missing", "unknown",
		"bad-name" };

	return state >= 1 && state <= 4 ? names[state] : "unknown";
}

/* Several records are undefined; each is told with what it alone would give. */
static void
json_each(struct json *j, const struct judged *judged, size_t count)
{
	if (count < 2)
		return;
	json_array(j, "each");
	for (size_t r = 0; r < count; r++) {
		json_object(j, NULL);
		dkim_json_key(j, &judged[r]);
		json_array(j, "problems");
		dkim_json_key_problems(j, &judged[r]);
		json_array_end(j);
		json_object_end(j);
	}
	json_array_end(j);
}

void
dkim_json_selector(const mailauth_task *task, size_t i, const struct judged *judged,
    bool alone)
{
	const mailauth_dkim_selector *selector = mailauth_dkim_lookup_selector(task, i);
	const mailauth_dkim_result *result = mailauth_dkim_lookup_result(task);
	const mailauth_link *link;
	struct judged first;
	struct json j;

	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_text(&j, "selector", selector->selector);
	json_text(&j, "domain", result->domain);
	json_text(&j, "owner", selector->owner);
	json_text(&j, "state", state_name(selector->state));
	json_array(&j, "chain");
	for (size_t n = 0; selector->answer != NULL &&
	    (link = mailauth_answer_link(selector->answer, n)) != NULL; n++)
		json_text(&j, NULL, link->target);
	json_array_end(&j);
	json_int(&j, "records", (int64_t)selector->record_count);
	json_bool(&j, "wildcard", selector->wildcard != 0);
	json_bool(&j, "secure", selector->answer != NULL &&
	    mailauth_answer_secure(selector->answer) != 0);
	if (selector->record_count > 0) {
		first = judged[0];
		if (selector->record_count > 1)
			first.verdict = selector->verdict;
		dkim_json_key(&j, &first);
	} else {
		json_no_key(&j, selector);
	}
	json_array(&j, "problems");
	json_task_problems(&j, task, i);
	if (selector->record_count > 0)
		dkim_json_key_problems(&j, &judged[0]);
	else if (alone)
		json_task_problems(&j, task, result->selector_count);
	json_array_end(&j);
	json_each(&j, judged, selector->record_count);
	json_end(&j);
}

/* --common ends with what was tried, since what was not found is not told. */
void
dkim_json_summary(const mailauth_task *task)
{
	const mailauth_dkim_result *result = mailauth_dkim_lookup_result(task);
	struct json j;

	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_null(&j, "selector");
	json_text(&j, "domain", result->domain);
	json_int(&j, "tried", (int64_t)result->selector_count);
	json_int(&j, "found", (int64_t)result->found);
	json_int(&j, "usable", (int64_t)result->usable);
	json_int(&j, "unknown", (int64_t)result->unknown);
	json_bool(&j, "wildcard", result->wildcard != 0);
	json_array(&j, "problems");
	json_task_problems(&j, task, result->selector_count);
	json_array_end(&j);
	json_end(&j);
}
