/* SPDX-License-Identifier: BSD-2-Clause */
/* --wait: asks again until the domain conforms, or the time is over. */
#include "check/wait.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

/* The time of day so many milliseconds from now, "14:05". */
static void
clock_text(int64_t ms, char out[16])
{
	time_t then = time(NULL) + (time_t)((ms + 999) / 1000);
	struct tm tm;

	if (localtime_r(&then, &tm) == NULL || strftime(out, 16, "%H:%M", &tm) == 0)
		out[0] = '\0';
}

/* "mx (unmet), dkim (pending)" or, without a profile, that there are errors. */
static void
tell_wait(const struct settings *settings, const mailauth_task *task, int64_t ms)
{
	const mailauth_requirement *r;
	char open[512] = "", old[64] = "", at[16];
	bool pending = false;
	size_t used = 0, i;
	int n;

	for (i = 0; (r = mailauth_validate_requirement(task, i)) != NULL; i++) {
		if ((r->state != MAILAUTH_STATE_UNMET &&
		    r->state != MAILAUTH_STATE_UNKNOWN &&
		    r->state != MAILAUTH_STATE_PENDING) ||
		    r->level == MAILAUTH_LEVEL_OPTIONAL)
			continue;
		pending |= r->state == MAILAUTH_STATE_PENDING;
		n = snprintf(open + used, sizeof(open) - used, "%s%s (%s)",
		    used > 0 ? ", " : "", r->id, mailauth_requirement_state_name(r->state));
		if (n < 0 || (size_t)n >= sizeof(open) - used)
			break;
		used += (size_t)n;
	}
	if (pending && mailauth_validate_result(task) == MAILAUTH_RESULT_UNDECIDED) {
		clock_text((int64_t)mailauth_validate_retry(task) * 1000, at);
		snprintf(old, sizeof(old), "; old answers end by %s", at);
	}
	clock_text(ms, at);
	complain(settings->options, "%s: waiting for %s%s; asking again in %lld s, at %s",
	    mailauth_validate_domain(task), used > 0 ? open : "its errors to go",
	    old, (long long)((ms + 999) / 1000), at);
}

/* What the last round brought. */
struct round {
	int status;
	char *text;   /* its report */
	int64_t again; /* milliseconds until the next, 0: it conforms, or failed */
};

static void
on_done(mailauth_task *task, void *user_data)
{
	(void)task;
	*(bool *)user_data = true;
}

/* Runs the task; an interrupt ends it as a time-out would. */
static int
run_task(const struct source *source, mailauth_task *task, int timeout_ms)
{
	bool done = false;
	int rc = mailauth_resolver_start(source->resolver, task, timeout_ms,
	    on_done, &done);

	while (rc == 0 && !done && !interrupted) {
		struct pollfd fd = { mailauth_resolver_fd(source->resolver), POLLIN, 0 };

		rc = mailauth_resolver_process(source->resolver);
		if (rc == 0 && !done)
			(void)poll(&fd, 1, mailauth_resolver_timeout(source->resolver));
	}
	if (rc == 0 && !done) {
		mailauth_resolver_cancel(source->resolver, task);
		mailauth_task_expire(task);
	}
	return rc != 0 ? rc : mailauth_task_state(task) < 0 ?
	    mailauth_task_state(task) : 0;
}

static int64_t
pause_ms(const mailauth_task *task)
{
	int64_t ms = (int64_t)mailauth_validate_retry(task) * 1000;

	if (ms < WAIT_LEAST_MS)
		return WAIT_LEAST_MS;
	return ms > WAIT_MOST_MS ? WAIT_MOST_MS : ms;
}

static void
keep_report(const struct settings *settings, const mailauth_task *task,
    struct round *round)
{
	size_t length;
	const char *text = settings_report(settings, task, &length);
	char *copy = text != NULL ? malloc(length + 1) : NULL;

	if (copy == NULL) {
		complain(settings->options, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
		round->status = STATUS_SOFTWARE;
		return;
	}
	memcpy(copy, text, length + 1);
	free(round->text);
	round->text = copy;
}

static void
run_round(const struct settings *settings, const char *domain, int64_t left,
    struct round *round)
{
	const struct options *o = settings->options;
	struct source source;
	mailauth_task *task = NULL;
	int status = source_open(&source, o, NULL), rc;

	round->again = 0;
	if (status != 0) {
		round->status = status;
		return;
	}
	rc = settings_task(settings, source.config, domain, &task);
	if (rc == 0)
		rc = run_task(&source, task, o->timeout_ms);
	if (rc != 0) {
		complain(o, "%s", mailauth_strerror(rc));
		round->status = STATUS_SOFTWARE;
	} else if (!interrupted || round->text == NULL) {
		round->status = settings_status(settings, task);
		keep_report(settings, task, round);
		if ((round->status == STATUS_NOT || round->status == STATUS_UNDECIDED) &&
		    left > 0 && !interrupted) {
			round->again = pause_ms(task);
			if (round->again > left)
				round->again = left;
			if (!o->quiet)
				tell_wait(settings, task, round->again);
		}
	}
	mailauth_task_free(task);
	source_close(&source);
}

int
wait_run(const struct settings *settings, const char *domain, int64_t wait_ms)
{
	int64_t until = now_ms() + wait_ms;
	struct round round = { 0, NULL, 0 };

	do {
		run_round(settings, domain, until - now_ms(), &round);
		if (round.again > 0)
			sleep_ms(round.again);
	} while (round.again > 0 && !interrupted);
	if (round.text != NULL && !settings->options->quiet) {
		fputs(round.text, stdout);
		if (settings->options->json)
			putchar('\n');
	}
	free(round.text);
	return round.status;
}
