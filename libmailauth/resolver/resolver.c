/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of tasks: hands their questions to a backend, joins equal ones,
 * keeps answers, watches deadlines.
 *
 * Nothing happens inside a callback of the backend but that the answer is put
 * on a list.  drive() then does, in this order: tell the tasks that wait, let
 * them go on, note who is done.  The caller's functions are called last, when
 * no list is being walked, so they may start, cancel and free what they like,
 * the resolver included. */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>

#include "resolver/resolver.h"

/* ---- lists ----------------------------------------------------------------- */

static struct run_list *
list_of(mailauth_resolver *r, int state)
{
	return state == RUN_READY ? &r->ready :
	    state == RUN_WAITING ? &r->waiting : &r->done;
}

static void
run_append(struct run *run, int state)
{
	struct run_list *list = list_of(run->resolver, state);

	run->state = state;
	run->older = list->newest;
	run->newer = NULL;
	if (list->newest != NULL)
		list->newest->newer = run;
	else
		list->oldest = run;
	list->newest = run;
	list->count++;
}

static void
run_remove(struct run *run)
{
	struct run_list *list = list_of(run->resolver, run->state);

	if (run->older != NULL)
		run->older->newer = run->newer;
	else
		list->oldest = run->newer;
	if (run->newer != NULL)
		run->newer->older = run->older;
	else
		list->newest = run->older;
	list->count--;
}

static void
run_move(struct run *run, int state)
{
	run_remove(run);
	run_append(run, state);
}

/* ---- questions ------------------------------------------------------------- */

static void
landed(struct backend_question *question, const struct mailauth_answer *ans)
{
	struct entry *entry = (struct entry *)(void *)question;
	mailauth_resolver *r = entry->resolver;

	assert(entry->state == ENTRY_ASKED);
	mailauth__entry_remove(&r->asked, entry);
	entry->answer = ans;
	entry->state = ENTRY_LANDED;
	mailauth__entry_append(&r->landed, entry);
}

/* Nobody waits for it any more. */
static void
abandon(mailauth_resolver *r, struct entry *entry)
{
	if (entry->state == ENTRY_QUEUED) {
		mailauth__entry_remove(&r->queue, entry);
	} else if (entry->state == ENTRY_ASKED) {
		mailauth__entry_remove(&r->asked, entry);
		r->backend->ops->cancel(r->backend, &entry->question);
	} else {
		return; /* landed: it will be kept */
	}
	mailauth__store_drop(&r->store, entry);
}

/* Puts a queued entry to the backend. */
static void
ask(mailauth_resolver *r, struct entry *entry)
{
	int rc;

	r->stats.sent++;
	entry->state = ENTRY_ASKED;
	mailauth__entry_append(&r->asked, entry);
	rc = r->backend->ops->ask(r->backend, &entry->question);
	if (rc == MAILAUTH_ERR_NOMEM)
		landed(&entry->question, NULL);
	else if (rc != 0)
		landed(&entry->question,
		    mailauth__answer_static(MAILAUTH_DNS_FAILED));
}

static void
ask_queued(mailauth_resolver *r)
{
	while (r->queue.count > 0 && r->asked.count < r->in_flight) {
		struct entry *entry = r->queue.oldest;

		mailauth__entry_remove(&r->queue, entry);
		ask(r, entry);
	}
}

static void
add_waiter(struct waiter *w, struct run *run, struct entry *entry, uint32_t id)
{
	w->run = run;
	w->entry = entry;
	w->id = id;
	w->next = NULL;
	if (entry->last_waiter != NULL)
		entry->last_waiter->next = w;
	else
		entry->waiters = w;
	entry->last_waiter = w;
	w->run_older = NULL;
	w->run_newer = run->waiters;
	if (run->waiters != NULL)
		run->waiters->run_older = w;
	run->waiters = w;
}

/* Takes a waiter from its run; the list of its entry is the caller's. */
static void
drop_waiter(mailauth_resolver *r, struct waiter *w)
{
	if (w->run_older != NULL)
		w->run_older->run_newer = w->run_newer;
	else
		w->run->waiters = w->run_newer;
	if (w->run_newer != NULL)
		w->run_newer->run_older = w->run_older;
	w->next = r->free_waiters;
	r->free_waiters = w;
}

static struct waiter *
new_waiter(mailauth_resolver *r)
{
	struct waiter *w = r->free_waiters;

	if (w == NULL)
		return mailauth__arena_zalloc(r->arena, sizeof(*w));
	r->free_waiters = w->next;
	return w;
}

/* One question of a task: from what is kept, joined, or new.  True if it was
 * answered at once.  Without memory the task's own table learns of it. */
static bool
place(struct run *run, const struct mailauth_query *query)
{
	mailauth_resolver *r = run->resolver;
	struct entry *entry = mailauth__store_find(&r->store, query->name,
	    query->type, query->server, r->now);
	struct waiter *w;

	r->stats.questions++;
	if (entry != NULL && entry->state == ENTRY_KEPT) {
		r->stats.cached++;
		mailauth__store_use(&r->store, entry);
		(void)mailauth__task_give(run->task, query->id, entry->answer);
		return true;
	}
	if ((w = new_waiter(r)) == NULL)
		goto no_memory;
	if (entry != NULL) {
		r->stats.joined++;
		add_waiter(w, run, entry, query->id);
		return false;
	}
	entry = mailauth__store_add(&r->store, query->name, query->type,
	    query->server);
	if (entry == NULL) {
		w->next = r->free_waiters;
		r->free_waiters = w;
		goto no_memory;
	}
	entry->resolver = r;
	entry->question.done = landed;
	entry->state = ENTRY_QUEUED;
	mailauth__entry_append(&r->queue, entry);
	add_waiter(w, run, entry, query->id);
	return false;
no_memory:
	run->task->questions.error = MAILAUTH_ERR_NOMEM;
	run->task->dirty = 1;
	return true;
}

/* Tells those who wait for a landed entry. */
static void
deliver(mailauth_resolver *r, struct entry *entry)
{
	struct waiter *w, *next;

	for (w = entry->waiters; w != NULL; w = next) {
		struct run *run = w->run;

		next = w->next;
		if (entry->answer != NULL) {
			(void)mailauth__task_give(run->task, w->id, entry->answer);
		} else {
			run->task->questions.error = MAILAUTH_ERR_NOMEM;
			run->task->dirty = 1;
		}
		drop_waiter(r, w);
		if (run->state == RUN_WAITING)
			run_move(run, RUN_READY);
	}
	entry->waiters = entry->last_waiter = NULL;
	mailauth__store_keep(&r->store, entry, r->now, r->backend->lasting);
}

/* ---- tasks ----------------------------------------------------------------- */

/* Drops the open questions of a task.  How many there were. */
static size_t
drop_questions(struct run *run)
{
	mailauth_resolver *r = run->resolver;
	struct waiter *w;
	size_t count = 0;

	while ((w = run->waiters) != NULL) {
		struct entry *entry = w->entry;
		struct waiter **place = &entry->waiters, *before = NULL;

		while (*place != w) {
			before = *place;
			place = &before->next;
		}
		*place = w->next;
		if (entry->last_waiter == w)
			entry->last_waiter = before;
		drop_waiter(r, w);
		if (entry->waiters == NULL)
			abandon(r, entry);
		count++;
	}
	return count;
}

void
mailauth__run_release(struct run *run)
{
	mailauth_resolver *r = run->resolver;

	drop_questions(run);
	mailauth__loop_disarm(&run->deadline);
	run_remove(run);
	run->task->driver = NULL;
	run->newer = r->free_runs;
	r->free_runs = run;
}

/* The task is being freed. */
static void
forget(struct task_driver *driver)
{
	mailauth__run_release((struct run *)(void *)driver);
}

/* Lets a task go on until it waits or is done. */
static void
advance(struct run *run)
{
	const mailauth_query *query;
	bool answered;

	do {
		answered = false;
		while ((query = mailauth_task_next_query(run->task)) != NULL)
			answered |= place(run, query);
	} while (answered && mailauth_task_state(run->task) == MAILAUTH_TASK_WAITING);
	if (mailauth_task_state(run->task) == MAILAUTH_TASK_WAITING) {
		run_move(run, RUN_WAITING);
		return;
	}
	drop_questions(run);
	mailauth__loop_disarm(&run->deadline);
	run_move(run, RUN_DONE);
}

static void
deadline_passed(int fd, short bits, void *arg)
{
	struct run *run = arg;
	mailauth_resolver *r = run->resolver;

	(void)fd, (void)bits;
	r->stats.timeouts += drop_questions(run);
	mailauth_task_expire(run->task);
	if (run->state == RUN_WAITING)
		run_move(run, RUN_READY);
}

/* Everything that can be done without waiting. */
static void
drive(mailauth_resolver *r)
{
	mailauth__loop_dispatch(r->loop);
	r->now = mailauth__loop_now();
	for (;;) {
		struct entry *entry = r->landed.oldest;

		if (entry != NULL) {
			mailauth__entry_remove(&r->landed, entry);
			deliver(r, entry);
		} else if (r->ready.oldest != NULL) {
			advance(r->ready.oldest);
		} else if (r->queue.count > 0 && r->asked.count < r->in_flight) {
			ask_queued(r);
		} else {
			break;
		}
	}
}

static int
open_backend(mailauth_resolver *r)
{
	if (!r->open) {
		r->open = true;
		if (r->backend->ops->open != NULL)
			r->open_error = r->backend->ops->open(r->backend);
	}
	return r->open_error;
}

static int
start(mailauth_resolver *r, mailauth_task *task, int timeout_ms,
    mailauth_done_fn done, void *user_data, struct run **out)
{
	struct run *run = r->free_runs;
	int64_t timeout = timeout_ms > 0 ? timeout_ms :
	    mailauth__config_value(r->config, MAILAUTH_OPT_TIMEOUT);
	int rc;

	if (task->driver != NULL)
		return MAILAUTH_ERR_STATE;
	if ((rc = open_backend(r)) != 0)
		return rc;
	if (run != NULL)
		r->free_runs = run->newer;
	else if ((run = mailauth__arena_alloc(r->arena, sizeof(*run))) == NULL)
		return mailauth__arena_error(r->arena);
	memset(run, 0, sizeof(*run));
	run->driver.forget = forget;
	run->resolver = r;
	run->task = task;
	run->done = done;
	run->user_data = user_data;
	run->deadline.loop = r->loop;
	run->deadline.fd = -1;
	run->deadline.fn = deadline_passed;
	run->deadline.arg = run;
	if ((rc = mailauth__loop_arm(&run->deadline, timeout * 1000)) != 0) {
		run->newer = r->free_runs;
		r->free_runs = run;
		return rc;
	}
	task->driver = &run->driver;
	run_append(run, RUN_READY);
	*out = run;
	return 0;
}

int
mailauth_resolver_start(mailauth_resolver *resolver, mailauth_task *task,
    int timeout_ms, mailauth_done_fn done, void *user_data)
{
	struct run *run;

	if (resolver == NULL || task == NULL || done == NULL)
		return MAILAUTH_ERR_INVALID;
	return start(resolver, task, timeout_ms, done, user_data, &run);
}

void
mailauth_resolver_cancel(mailauth_resolver *resolver, mailauth_task *task)
{
	struct run *run;

	if (resolver == NULL || task == NULL || task->driver == NULL)
		return;
	run = (struct run *)(void *)task->driver;
	if (run->resolver == resolver)
		mailauth__run_release(run);
}

int
mailauth_resolver_fd(const mailauth_resolver *resolver)
{
	return resolver != NULL ? mailauth__loop_fd(resolver->loop) : -1;
}

/* Milliseconds until drive() has something to do by time, -1: never. */
static int
idle_ms(const mailauth_resolver *r)
{
	int64_t due, now;

	if (r->ready.count > 0 || r->landed.count > 0)
		return 0;
	if (r->waiting.count == 0)
		return -1;
	due = mailauth__loop_due(r->loop);
	now = mailauth__loop_now();
	if (due <= now)
		return 0;
	/* Rounded up: waking just before the time would only mean waking twice. */
	due = (due - now + 999) / 1000;
	assert(due <= INT_MAX); /* as the time of a task that waits */
	return (int)due;
}

int
mailauth_resolver_timeout(const mailauth_resolver *resolver)
{
	if (resolver == NULL)
		return -1;
	return resolver->done.count > 0 ? 0 : idle_ms(resolver);
}

/* Tells the owners of what is done now; what they start is left for later. */
static int
tell(mailauth_resolver *r)
{
	bool gone = false, *outer = r->gone;
	size_t count = r->done.count;

	r->gone = &gone;
	for (; count > 0 && r->done.oldest != NULL; count--) {
		struct run *run = r->done.oldest;
		mailauth_task *task = run->task;
		mailauth_done_fn done = run->done;
		void *user_data = run->user_data;

		/* mailauth_resolver_run() tells nobody, so it is not under way. */
		assert(done != NULL);
		mailauth__run_release(run);
		r->stats.tasks++;
		done(task, user_data);
		if (gone) {
			if (outer != NULL)
				*outer = true;
			return 0;
		}
	}
	r->gone = outer;
	return 0;
}

int
mailauth_resolver_process(mailauth_resolver *resolver)
{
	if (resolver == NULL)
		return MAILAUTH_ERR_INVALID;
	drive(resolver);
	return tell(resolver);
}

int
mailauth_resolver_run(mailauth_resolver *resolver, mailauth_task *task, int timeout_ms)
{
	struct run *run;
	int rc, state;

	if (resolver == NULL || task == NULL)
		return MAILAUTH_ERR_INVALID;
	if ((rc = start(resolver, task, timeout_ms, NULL, NULL, &run)) != 0)
		return rc;
	for (;;) {
		struct pollfd fd = { mailauth__loop_fd(resolver->loop), POLLIN, 0 };

		drive(resolver);
		if (run->state == RUN_DONE)
			break;
		if (poll(&fd, 1, idle_ms(resolver)) < 0 &&
		    errno != EINTR && errno != EAGAIN) {
			mailauth__run_release(run);
			return MAILAUTH_ERR_IO;
		}
	}
	mailauth__run_release(run);
	resolver->stats.tasks++;
	state = mailauth_task_state(task);
	return state < 0 ? state : 0;
}

size_t
mailauth_resolver_running(const mailauth_resolver *resolver)
{
	return resolver == NULL ? 0 : resolver->ready.count +
	    resolver->waiting.count + resolver->done.count;
}

const mailauth_resolver_stats *
mailauth_resolver_statistics(const mailauth_resolver *resolver)
{
	return resolver != NULL ? &resolver->stats : NULL;
}
