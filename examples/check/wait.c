/* SPDX-License-Identifier: BSD-2-Clause */
/* --wait: asks again until the domain conforms, or the time is over. */
#include "check/wait.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check/authoritative.h"
#include "check/bulk.h"

#define WAIT_LEAST_MS 10000    /* between two rounds */
#define WAIT_MOST_MS 600000

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
sleep_ms(int64_t ms)
{
	int64_t until = now_ms() + ms;

	while (!interrupted && now_ms() < until) {
		int64_t left = until - now_ms();

		(void)poll(NULL, 0, left > 1000 ? 1000 : (int)left);
	}
}

/* "mx, dkim" or, without a profile, how many findings there are. */
static void
tell_wait(const struct settings *settings, const mailauth_task *task, int64_t ms)
{
	const mailauth_requirement *r;
	char open[512] = "";
	size_t used = 0, i;
	int n;

	for (i = 0; (r = mailauth_validate_requirement(task, i)) != NULL; i++) {
		if ((r->state != MAILAUTH_STATE_UNMET &&
		    r->state != MAILAUTH_STATE_UNKNOWN &&
		    r->state != MAILAUTH_STATE_PENDING) ||
		    r->level == MAILAUTH_LEVEL_OPTIONAL)
			continue;
		n = snprintf(open + used, sizeof(open) - used, "%s%s (%s)",
		    used > 0 ? ", " : "", r->id, mailauth_state_name(r->state));
		if (n < 0 || (size_t)n >= sizeof(open) - used)
			break;
		used += (size_t)n;
	}
	complain(settings->options, "%s: waiting for %s; asking again in %lld s",
	    mailauth_validate_domain(task), used > 0 ? open : "its errors to go",
	    (long long)((ms + 999) / 1000));
}

/* One round.  Its status; *again in milliseconds, 0: it is over. */
static int
round_of(const struct settings *settings, const char *domain, int64_t left,
    int64_t *again)
{
	const struct options *o = settings->options;
	struct source source;
	mailauth_task *task = NULL;
	const char *text;
	size_t length;
	int status = source_open(&source, o, NULL), rc;

	*again = 0;
	if (status != 0)
		return status;
	rc = settings_task(settings, source.config, domain, &task);
	if (rc == 0)
		rc = mailauth_resolver_run(source.resolver, task, o->timeout_ms);
	if (rc == 0 && settings->authoritative)
		rc = authoritative_compare(settings, &source, task);
	if (rc != 0) {
		complain(o, "%s", mailauth_strerror(rc));
		status = STATUS_SOFTWARE;
		goto out;
	}
	status = settings_status(settings, task);
	if ((status == STATUS_NOT || status == STATUS_UNDECIDED) && left > 0 &&
	    !interrupted) {
		*again = (int64_t)mailauth_validate_retry(task) * 1000;
		if (*again < WAIT_LEAST_MS)
			*again = WAIT_LEAST_MS;
		if (*again > WAIT_MOST_MS)
			*again = WAIT_MOST_MS;
		if (*again > left)
			*again = left;
		if (!o->quiet)
			tell_wait(settings, task, *again);
		goto out;
	}
	text = settings_report(settings, task, &length);
	if (text == NULL) {
		complain(o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
		status = STATUS_SOFTWARE;
	} else if (!o->quiet) {
		fwrite(text, 1, length, stdout);
		if (o->json)
			putchar('\n');
	}
out:
	mailauth_task_free(task);
	source_close(&source);
	return status;
}

int
wait_run(const struct settings *settings, const char *domain, int64_t wait_ms)
{
	int64_t until = now_ms() + wait_ms, again;
	int status;

	for (;;) {
		status = round_of(settings, domain, until - now_ms(), &again);
		if (again == 0)
			return status;
		sleep_ms(again);
		if (interrupted)
			until = now_ms();
	}
}
