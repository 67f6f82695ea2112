/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole validation over answers of the fuzzer, with and without a profile:
 * it ends, and whatever DNS said, the reports hold nothing that a terminal or a
 * JSON reader could choke on. */
#include <mailauth/profile.h>
#include <mailauth/validate.h>

#include "fuzz/task_mock.h"

static const char profile_text[] =
    "[profile]\nname = mail\nvars = tenant\n"
    "[mx]\nowner = @\ntype = MX\nwant = 10 mx.example.org\nonly = yes\n"
    "[spf]\nowner = @\ntype = SPF\nany = redirect=_spf.example.org\n"
    "any = include:_spf.example.org\nall = fail\n"
    "[dkim]\neach = n 1..2\nowner = s{n}._domainkey\ntype = CNAME\n"
    "want = s{n}.{tenant}.example.org\nlevel = recommended\n"
    "[dmarc]\nowner = _dmarc\ntype = DMARC\nmin-policy = quarantine\n"
    "[verify]\nowner = @\ntype = TXT\nwant = verify={tenant}\n";

static void
fit_for_terminal(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		MUST(c == '\n' || (c >= 0x20 && c != 0x7f));
		/* our own German may use UTF-8, foreign octets are escaped */
	}
}

/* Strings closed, braces balanced, no raw control character. */
static void
fit_for_json(const char *text, size_t len)
{
	size_t i;
	int in_string = 0;
	long depth = 0;

	for (i = 0; i < len; i++) {
		MUST((unsigned char)text[i] >= 0x20);
		if (in_string && text[i] == '\\') {
			i++;
			MUST(i < len);
			MUST(strchr("\"\\/bfnrtu", text[i]) != NULL);
		} else if (text[i] == '"') {
			in_string = !in_string;
		} else if (!in_string) {
			depth += text[i] == '{' || text[i] == '[';
			depth -= text[i] == '}' || text[i] == ']';
			MUST(depth >= 0);
		}
	}
	MUST(!in_string && depth == 0);
}

static void
read_reports(const mailauth_task *task, const char *lang)
{
	mailauth_report *report;
	const char *text;
	size_t i, len;

	MUST(mailauth_validate_result_name(mailauth_validate_result(task)) != NULL);
	for (i = 0; i < mailauth_validate_finding_count(task); i++)
		MUST(mailauth_validate_finding(task, i) != NULL);
	for (i = 0; i < mailauth_validate_requirement_count(task); i++)
		MUST(mailauth_validate_requirement(task, i) != NULL);
	(void)mailauth_validate_retry(task);
	MUST(mailauth_report_new(NULL, &report) == MAILAUTH_OK);
	MUST(mailauth_report_set_language(report, lang) == MAILAUTH_OK);
	MUST(mailauth_report_text(report, task, &text, &len) == MAILAUTH_OK);
	fit_for_terminal(text, len);
	MUST(mailauth_report_json(report, task, &text, &len) == MAILAUTH_OK);
	fit_for_json(text, len);
	mailauth_report_free(report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mock m = { .data = data, .size = size };
	mailauth_profile *profile = NULL;
	mailauth_task *task = NULL;
	unsigned choice = take(&m.data, &m.size);

	MUST(mailauth_validate_new(NULL, "example.org", &task) == MAILAUTH_OK);
	if (choice & 1) {
		MUST(mailauth_profile_parse(NULL, "profile", profile_text,
		    sizeof(profile_text) - 1, &profile) == MAILAUTH_OK);
		MUST(mailauth_profile_problem_count(profile) == 0);
		MUST(mailauth_validate_set_variable(task, "tenant", "t1") ==
		    MAILAUTH_OK);
		MUST(mailauth_validate_set_profile(task, profile) ==
		    MAILAUTH_OK);
	}
	if (choice & 2)
		MUST(mailauth_validate_add_selector(task, "s1") == MAILAUTH_OK);
	if (mock_run(&m, task))
		read_reports(task, choice & 4 ? "de" : "en");
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	return 0;
}
