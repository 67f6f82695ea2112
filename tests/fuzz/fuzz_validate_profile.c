/* SPDX-License-Identifier: BSD-2-Clause */
/* A validation by a profile of the fuzzer: the profile, a line "====", answers.
 * It ends, and what it writes holds no octet that could reach into a terminal
 * or out of a JSON string. */
#include <mailauth/validate.h>

#include "fuzz/task_mock.h"

static const char usual[] =
    "[profile]\n"
    "name = p\n"
    "vars = name?\n"
    "[mx]\n"
    "owner = @\n"
    "type = MX\n"
    "level = required\n"
    "want = 10 mx.example.org\n"
    "only = yes\n"
    "target-needs = ADDRESS\n"
    "[spf]\n"
    "owner = @\n"
    "type = SPF\n"
    "level = required\n"
    "any = include:_spf.example.org\n"
    "all = fail\n";

static void
fit_for_terminal(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		MUST(text[i] == '\n' || (text[i] >= 0x20 && text[i] < 0x7f));
}

static void
read_reports(const mailauth_task *task, unsigned how)
{
	mailauth_report *report;
	const char *text;
	size_t len, i;

	MUST(mailauth_validate_result(task) >= 0);
	for (i = 0; i < mailauth_validate_finding_count(task); i++) {
		const mailauth_finding *f = mailauth_validate_finding(task, i);

		MUST(f != NULL && f->id != NULL && f->message != NULL);
		MUST(f->record == NULL || f->offset + f->length <=
		    f->record_length);
	}
	MUST(mailauth_report_new(NULL, &report) == MAILAUTH_OK);
	MUST(mailauth_report_set_language(report, how & 1 ? "de" : "en") ==
	    MAILAUTH_OK);
	MUST(mailauth_report_text(report, task, &text, &len) == MAILAUTH_OK);
	if ((how & 1) == 0)
		fit_for_terminal(text, len);
	for (i = 0; i < len; i++)
		MUST(text[i] != '\033' && text[i] != '\0');
	MUST(mailauth_report_json(report, task, &text, &len) == MAILAUTH_OK);
	for (i = 0; i < len; i++)
		MUST((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
	mailauth_report_free(report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mock m = { .data = data, .size = size };
	unsigned how = take(&m.data, &m.size);
	mailauth_profile *profile = NULL;
	mailauth_task *task;
	const char *text = usual;
	size_t len = sizeof(usual) - 1, at;

	if (how & 2) {
		for (at = 0; at + 6 <= m.size; at++)
			if (memcmp(m.data + at, "\n====\n", 6) == 0)
				break;
		if (at + 6 <= m.size) {
			text = (const char *)m.data;
			len = at + 1;
			m.data += at + 6;
			m.size -= at + 6;
		}
	}
	MUST(mailauth_profile_parse(NULL, "p", text, len, &profile) ==
	    MAILAUTH_OK);
	MUST(mailauth_validate_new(NULL, "a.example.org", &task) == MAILAUTH_OK);
	(void)mailauth_validate_set_profile(task, profile);
	(void)mailauth_validate_set_variable(task, "name", "value");
	if (how & 4)
		MUST(mailauth_validate_add_selector(task, "s1") == MAILAUTH_OK);
	if (how & 8)
		MUST(mailauth_validate_approve_mx(task, "mx.example.org") ==
		    MAILAUTH_OK);
	if (how & 16)
		MUST(mailauth_validate_set_helo(task, "mail.example.org") ==
		    MAILAUTH_OK);
	if (mock_run(&m, task))
		read_reports(task, how);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	return 0;
}
