/* SPDX-License-Identifier: BSD-2-Clause */
/* A stranger's first program: nothing but the installed header and library. */
#include <stdio.h>
#include <string.h>

#include <mailauth.h>

int
main(void)
{
	static const char text[] = "v=spf1 mx include:example.org -all";
	mailauth_spf_record *rec;
	mailauth_task *task;
	const mailauth_query *q;
	int ok;

	if (mailauth_version_number() != MAILAUTH_VERSION_NUMBER)
		return 1;
	if (mailauth_spf_parse(NULL, text, strlen(text), &rec) != MAILAUTH_OK)
		return 1;
	ok = mailauth_spf_record_term_count(rec) == 3 &&
	    mailauth_spf_record_valid(rec);
	mailauth_spf_record_free(rec);

	/* without a resolver: the task says what it wants to know */
	if (mailauth_spf_check_new(NULL, "192.0.2.1", "a@example.org",
	    "mail.example.org", &task) != MAILAUTH_OK)
		return 1;
	q = mailauth_task_next_query(task);
	ok = ok && q != NULL && strcmp(q->name, "example.org") == 0;
	mailauth_task_free(task);

	printf("libmailauth %s, %s\n", mailauth_version(),
	    mailauth_has_unbound() ? "with libunbound" : "without libunbound");
	return ok ? 0 : 1;
}
