/* SPDX-License-Identifier: BSD-2-Clause */
/* Many domains over one resolver. */
#include "check/bulk.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_OCTETS 1100 /* no name is longer, escapes and all */
#define AHEAD 8              /* reports held back, times jobs, for the order */
#define PROGRESS_MS 200      /* between two pictures of the bar */
#define PROGRESS_AFTER_MS 1000
#define BAR 30

volatile sig_atomic_t interrupted;

/* One domain between being read and being printed. */
struct slot {
	struct bulk *bulk;
	mailauth_task *task; /* while it runs */
	char *text;          /* its report */
	size_t length;
	int status;
	bool done;
};

struct bulk {
	const struct settings *settings;
	const struct source *source;
	struct input *input;
	struct slot *slots;  /* a ring */
	size_t slot_count;
	size_t started, printed; /* domains; printed <= started */
	size_t running;
	int status;
	int error;           /* negative: it cannot go on */
	bool dry;            /* no domain left */
	long long since_ms, drawn_ms;
	bool drawn;
};

static long long
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- input ---- */

int
input_open(struct input *input, const struct options *o, const char *path)
{
	struct stat st;

	if (strcmp(path, "-") == 0) {
		input->file = stdin;
		return 0;
	}
	input->file = fopen(path, "r");
	if (input->file == NULL) {
		complain(o, "%s: %s", path, strerror(errno));
		return STATUS_USAGE;
	}
	if (fstat(fileno(input->file), &st) == 0 && S_ISREG(st.st_mode))
		input->size = (long long)st.st_size;
	return 0;
}

void
input_close(struct input *input)
{
	if (input->file != NULL && input->file != stdin)
		fclose(input->file);
}

/* The next line without blanks at its ends; false at the end.  Of a line that
 * is too long to be a name, so much that this shows. */
static bool
next_line(struct input *input, char line[LINE_MAX_OCTETS])
{
	size_t length = 0;
	int c;

	while ((c = getc(input->file)) != EOF && c != '\n') {
		if (length == 0 && (c == ' ' || c == '\t'))
			continue;
		if (length < LINE_MAX_OCTETS - 1)
			line[length++] = c != '\0' ? (char)c : '?';
	}
	while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t' ||
	    line[length - 1] == '\r'))
		length--;
	line[length] = '\0';
	return c != EOF || length > 0;
}

/* The next domain; NULL: there is none. */
static const char *
next_domain(struct input *input, char line[LINE_MAX_OCTETS])
{
	if (input->next < input->count)
		return input->arguments[input->next++];
	while (input->file != NULL && next_line(input, line)) {
		if (*line != '\0' && *line != '#')
			return line;
	}
	return NULL;
}

/* ---- progress ---- */

static void
clear_progress(struct bulk *b)
{
	if (b->drawn)
		fputs("\r\033[K", stderr);
	b->drawn = false;
}

static void
draw_progress(struct bulk *b)
{
	long long now = now_ms(), at = 0;
	int filled = 0;
	char bar[BAR + 1];

	if (now - b->since_ms < PROGRESS_AFTER_MS || now - b->drawn_ms < PROGRESS_MS)
		return;
	b->drawn_ms = now;
	if (b->input->size > 0)
		at = (long long)ftello(b->input->file) * 100 / b->input->size;
	else if (b->input->count > 0 && b->input->file == NULL)
		at = (long long)(b->printed * 100 / b->input->count);
	filled = (int)(at * BAR / 100);
	memset(bar, '.', BAR);
	memset(bar, '#', (size_t)(filled > BAR ? BAR : filled));
	bar[BAR] = '\0';
	fprintf(stderr, "\r[%s] %3lld %%  %zu checked, %zu under way\033[K", bar, at,
	    b->printed, b->running);
	b->drawn = true;
}

/* ---- work ---- */

static void
finish_slot(struct slot *slot)
{
	struct bulk *b = slot->bulk;
	const char *text;

	if (mailauth_task_state(slot->task) != MAILAUTH_TASK_DONE) {
		/* no memory for this domain: the next one may fit */
		complain(b->settings->options, "%s: %s",
		    mailauth_validate_domain(slot->task),
		    mailauth_strerror(mailauth_task_state(slot->task)));
		slot->status = STATUS_UNDECIDED;
	} else {
		slot->status = settings_status(b->settings, slot->task);
		text = settings_report(b->settings, slot->task, &slot->length);
		if (text != NULL)
			slot->text = malloc(slot->length + 1);
		if (slot->text != NULL)
			memcpy(slot->text, text, slot->length + 1);
		else
			b->error = MAILAUTH_ERR_NOMEM;
	}
	mailauth_task_free(slot->task);
	slot->task = NULL;
	slot->done = true;
}

static void
on_done(mailauth_task *task, void *user_data)
{
	struct slot *slot = user_data;

	(void)task;
	slot->bulk->running--;
	finish_slot(slot);
}

static void
start_one(struct bulk *b, const char *domain)
{
	struct slot *slot = &b->slots[b->started % b->slot_count];
	int rc;

	*slot = (struct slot){ .bulk = b };
	rc = settings_task(b->settings, b->source->config, domain, &slot->task);
	if (rc == 0)
		rc = mailauth_resolver_start(b->source->resolver, slot->task,
		    b->settings->options->timeout_ms, on_done, slot);
	if (rc != 0) {
		mailauth_task_free(slot->task);
		slot->task = NULL;
		b->error = rc;
		return;
	}
	b->started++;
	b->running++;
}

static void
start_some(struct bulk *b)
{
	char line[LINE_MAX_OCTETS];

	while (b->error == 0 && !b->dry && !interrupted &&
	    b->running < (size_t)b->settings->jobs &&
	    b->started - b->printed < b->slot_count) {
		const char *domain = next_domain(b->input, line);

		if (domain == NULL)
			b->dry = true;
		else
			start_one(b, domain);
	}
}

static void
print_done(struct bulk *b)
{
	const struct options *o = b->settings->options;

	while (b->printed < b->started) {
		struct slot *slot = &b->slots[b->printed % b->slot_count];

		if (!slot->done)
			return;
		b->status = settings_worse(b->status, slot->status);
		if (!o->quiet && slot->text != NULL) {
			clear_progress(b);
			if (!o->json && b->printed > 0)
				putchar('\n');
			fwrite(slot->text, 1, slot->length, stdout);
			if (o->json)
				putchar('\n');
		}
		free(slot->text);
		slot->text = NULL;
		b->printed++;
	}
}

/* Waits until the resolver has something to do. */
static void
wait_some(struct bulk *b)
{
	struct pollfd pfd = { .fd = mailauth_resolver_fd(b->source->resolver),
		.events = POLLIN };
	int timeout = mailauth_resolver_timeout(b->source->resolver);
	int rc;

	if (timeout < 0 || timeout > PROGRESS_MS)
		timeout = PROGRESS_MS;
	if (poll(&pfd, pfd.fd >= 0 ? 1 : 0, timeout) < 0 && errno != EINTR) {
		b->error = MAILAUTH_ERR_IO;
		return;
	}
	rc = mailauth_resolver_process(b->source->resolver);
	if (rc < 0)
		b->error = rc;
}

int
bulk_run(const struct settings *settings, const struct source *source, struct input *input)
{
	const struct options *o = settings->options;
	bool bar = !o->quiet && isatty(STDERR_FILENO);
	struct bulk b = { .settings = settings, .source = source, .input = input,
		.since_ms = now_ms() };
	size_t i;

	b.slot_count = (size_t)settings->jobs * AHEAD;
	b.slots = calloc(b.slot_count, sizeof(*b.slots));
	if (b.slots == NULL)
		b.error = MAILAUTH_ERR_NOMEM;
	while (b.error == 0 && !interrupted) {
		start_some(&b);
		print_done(&b);
		if (b.running == 0 && b.dry)
			break;
		if (b.running > 0)
			wait_some(&b);
		if (bar)
			draw_progress(&b);
	}
	clear_progress(&b);
	if (b.slots != NULL)
		print_done(&b);
	for (i = b.printed; i < b.started; i++) {
		struct slot *slot = &b.slots[i % b.slot_count];

		if (slot->task != NULL) {
			mailauth_resolver_cancel(source->resolver, slot->task);
			mailauth_task_free(slot->task);
		}
		free(slot->text);
	}
	free(b.slots);
	if (b.error != 0) {
		complain(o, "%s", mailauth_strerror(b.error));
		return STATUS_SOFTWARE;
	}
	if (interrupted) {
		complain(o, "interrupted after %zu domains", b.printed);
		return 128 + SIGINT;
	}
	return b.status;
}
