/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults that are not ours: system calls that fail, and libunbound doing what it
 * may.  The linker puts the functions below in the place of both (--wrap); they
 * pass calls on until a test says otherwise. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "base/limits.h"
#include "resolver/backend.h"
#include "resolver/memory_file.h"
#include "support/alloc.h"
#include "support/asker.h"
#include "support/fake_backend.h"
#include "support/suite.h"
#include "support/zone_run.h"
#include "task/task.h"

#ifdef TESTS_WRAP

#include <sys/epoll.h>
#include <unbound.h>
#include <unbound-event.h>

/* ---- system calls ------------------------------------------------------------ */

/* The call that fails, from the nth one on, so many times. */
static struct {
	const char *call;
	unsigned nth, times;
	int error;
} fault;

static void
break_call(const char *call, unsigned nth, unsigned times, int error)
{
	fault.call = call;
	fault.nth = nth;
	fault.times = times;
	fault.error = error;
}

static bool
fails(const char *call)
{
	if (fault.call == NULL || strstr(fault.call, call) == NULL ||
	    (fault.nth > 1 && fault.nth-- > 1) || fault.times == 0)
		return false;
	fault.times--;
	errno = fault.error;
	return true;
}

static char written[8192]; /* the last text, whole */
static size_t written_length;
static rlim_t descriptors; /* what getrlimit() says; 0: the truth */

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __real_epoll_create1(int flags);
int __wrap_epoll_create1(int flags);
int __real_epoll_ctl(int set, int op, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int set, int op, int fd, struct epoll_event *event);
int __real_getrlimit(int resource, struct rlimit *limit);
int __wrap_getrlimit(int resource, struct rlimit *limit);
int __real_memfd_create(const char *name, unsigned flags);
int __wrap_memfd_create(const char *name, unsigned flags);
int __real_mkstemp(char *path);
int __wrap_mkstemp(char *path);
int __real_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);
int __real_pthread_sigmask(int how, const sigset_t *set, sigset_t *before);
int __wrap_pthread_sigmask(int how, const sigset_t *set, sigset_t *before);
ssize_t __real_write(int fd, const void *data, size_t len);
ssize_t __wrap_write(int fd, const void *data, size_t len);

int
__wrap_access(const char *path, int mode)
{
	return fails("access") ? -1 : __real_access(path, mode);
}

int
__wrap_epoll_create1(int flags)
{
	return fails("epoll_create1") ? -1 : __real_epoll_create1(flags);
}

int
__wrap_epoll_ctl(int set, int op, int fd, struct epoll_event *event)
{
	return fails("epoll_ctl") ? -1 : __real_epoll_ctl(set, op, fd, event);
}

int
__wrap_getrlimit(int resource, struct rlimit *limit)
{
	int rc = fails("getrlimit") ? -1 : __real_getrlimit(resource, limit);

	if (rc == 0 && descriptors != 0)
		limit->rlim_cur = descriptors;
	return rc;
}

int
__wrap_memfd_create(const char *name, unsigned flags)
{
	return fails("memfd_create") ? -1 : __real_memfd_create(name, flags);
}

int
__wrap_mkstemp(char *path)
{
	return fails("mkstemp") ? -1 : __real_mkstemp(path);
}

int
__wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
	return fails("poll") ? -1 : __real_poll(fds, count, timeout);
}

int
__wrap_pthread_sigmask(int how, const sigset_t *set, sigset_t *before)
{
	return fails("pthread_sigmask") ? EINVAL :
	    __real_pthread_sigmask(how, set, before);
}

/* A fault without an error is a disk that takes a single octet. */
ssize_t
__wrap_write(int fd, const void *data, size_t len)
{
	if (fails("write")) {
		if (fault.error != 0)
			return -1;
		len = len > 1 ? 1 : 0;
	} else if (len > 100 && len < sizeof(written)) {
		memcpy(written, data, len);
		written[written_length = len] = '\0';
	}
	return __real_write(fd, data, len);
}

/* ---- libunbound ----------------------------------------------------------------- */

/* The libunbound of these tests: nothing but what it is told. */
static struct {
	struct ub_event_base *base; /* of the last context */
	bool no_context;
	int result[3];           /* of configuration, its end, and questions */
	size_t contexts;
	struct {
		void *arg;
		ub_event_callback_type fn;
	} open[64];
	size_t open_count;
} fake;
enum { OF_CONFIG, OF_END, OF_QUESTION };

struct ub_ctx *__wrap_ub_ctx_create_ub_event(struct ub_event_base *base);
int __wrap_ub_ctx_debugout(struct ub_ctx *ctx, void *out);
int __wrap_ub_ctx_config(struct ub_ctx *ctx, const char *path);
int __wrap_ub_ctx_zone_remove(struct ub_ctx *ctx, const char *zone);
void __wrap_ub_ctx_delete(struct ub_ctx *ctx);
int __wrap_ub_resolve_event(struct ub_ctx *ctx, const char *name, int type,
    int class, void *arg, ub_event_callback_type fn, int *id);
int __wrap_ub_cancel(struct ub_ctx *ctx, int id);

struct ub_ctx *
__wrap_ub_ctx_create_ub_event(struct ub_event_base *base)
{
	fake.base = base;
	if (fake.no_context)
		return NULL;
	fake.contexts++;
	return (struct ub_ctx *)(void *)&fake;
}

int
__wrap_ub_ctx_debugout(struct ub_ctx *ctx, void *out)
{
	(void)ctx, (void)out;
	return UB_NOERROR;
}

int
__wrap_ub_ctx_config(struct ub_ctx *ctx, const char *path)
{
	(void)ctx, (void)path;
	return fake.result[OF_CONFIG];
}

int
__wrap_ub_ctx_zone_remove(struct ub_ctx *ctx, const char *zone)
{
	(void)ctx, (void)zone;
	return fake.result[OF_END];
}

void
__wrap_ub_ctx_delete(struct ub_ctx *ctx)
{
	(void)ctx;
	fake.contexts--;
}

int
__wrap_ub_resolve_event(struct ub_ctx *ctx, const char *name, int type, int class,
    void *arg, ub_event_callback_type fn, int *id)
{
	(void)ctx, (void)name, (void)type, (void)class;
	if (fake.result[OF_QUESTION] != 0)
		return fake.result[OF_QUESTION];
	ck_assert_uint_lt(fake.open_count, COUNT_OF(fake.open));
	*id = (int)fake.open_count + 1;
	fake.open[fake.open_count].arg = arg;
	fake.open[fake.open_count++].fn = fn;
	return UB_NOERROR;
}

int
__wrap_ub_cancel(struct ub_ctx *ctx, int id)
{
	(void)ctx;
	fake.open[id - 1].fn = NULL;
	return UB_NOERROR;
}

/* Ends question i as libunbound would. */
static void
end(size_t i, int rcode, void *message, int len, int sec, char *why)
{
	ub_event_callback_type fn = fake.open[i].fn;

	ck_assert_uint_lt(i, fake.open_count);
	ck_assert(fn != NULL);
	fake.open[i].fn = NULL;
	fn(fake.open[i].arg, rcode, message, len, sec, why, 0);
}

/* A message that a.example does not exist, with the SOA record of example. */
static uint8_t nxdomain[] = { 0, 0, 0x81, 0x83, 0, 1, 0, 0, 0, 1, 0, 0,
	1, 'a', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 16, 0, 1,
	0xc0, 14, 0, 6, 0, 1, 0, 0, 0, 60, 0, 22,
	0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 60 };

static void
answer(size_t i)
{
	end(i, 0, nxdomain, sizeof(nxdomain), 0, NULL);
}

static void
setup(void)
{
	memset(&fake, 0, sizeof(fake));
	memset(&fault, 0, sizeof(fault));
	descriptors = 0;
	written_length = 0;
}

/* ---- files in memory ------------------------------------------------------------ */

static const struct {
	const char *name, *call;
	unsigned nth, times;
	int error, result;
	bool on_disk;
} files[] = {
	{ "all well", NULL, 0, 0, 0, 0, false },
	{ "no memory file", "memfd_create", 1, 1, ENOSYS, 0, true },
	{ "no /proc", "access", 1, 1, ENOENT, 0, true },
	{ "neither memory nor disk", "memfd_create mkstemp", 1, 2, EROFS,
	  MAILAUTH_ERR_IO, false },
	{ "interrupted", "write", 1, 2, EINTR, 0, false },
	{ "little by little", "write", 1, 5, 0, 0, false },
	{ "full", "write", 1, 1, ENOSPC, MAILAUTH_ERR_IO, false }
};

START_TEST(memory_files)
{
	static const char text[] = "a text that somebody reads from a path";
	struct memory_file file;
	char path[sizeof(file.path)], back[sizeof(text)] = "";
	int fd;

	break_call(files[_i].call, files[_i].nth, files[_i].times, files[_i].error);
	ck_assert_msg(mailauth__memory_file_new(&file, text, sizeof(text) - 1) ==
	    files[_i].result, "%s", files[_i].name);
	if (files[_i].result != 0) {
		ck_assert_int_eq(file.fd, -1);
		return;
	}
	ck_assert_int_eq(file.on_disk, files[_i].on_disk);
	fd = open(file.path, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pread(fd, back, sizeof(back), 0), sizeof(text) - 1);
	ck_assert_str_eq(back, text);
	close(fd);
	snprintf(path, sizeof(path), "%s", file.path);
	mailauth__memory_file_free(&file);
	ck_assert_int_eq(file.fd, -1);
	if (files[_i].on_disk)
		ck_assert_int_ne(__real_access(path, F_OK), 0);
}
END_TEST

/* ---- the loop ------------------------------------------------------------------- */

static int calls;

static void
count(int fd, short bits, void *arg)
{
	(void)fd, (void)bits, (void)arg;
	calls++;
}

START_TEST(no_descriptor)
{
	mailauth_zone *zone = zone_of("a. A 192.0.2.1\n");
	mailauth_resolver *resolver;

	break_call("epoll_create1", 1, 1, EMFILE);
	ck_assert_int_eq(_i == 0 ? mailauth_resolver_new(NULL, &resolver) :
	    mailauth_resolver_new_zone(NULL, zone, &resolver), MAILAUTH_ERR_IO);
	ck_assert_ptr_null(resolver);
	mailauth_zone_free(zone);
}
END_TEST

START_TEST(unwatchable)
{
	struct loop *loop;
	struct loop_event event = { .fn = count };
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(mailauth__loop_new(NULL, &loop), 0);
	event.loop = loop;
	event.fd = fds[0];
	event.bits = LOOP_READ | LOOP_PERSIST;
	break_call("epoll_ctl", 1, 1, ENOSPC);
	ck_assert_int_eq(mailauth__loop_arm(&event, 0), MAILAUTH_ERR_IO);
	ck_assert_int_eq(event.armed, 0);
	/* watched, and written to: called until it is disarmed, even if the
	 * kernel says that it did not know of it */
	ck_assert_int_eq(mailauth__loop_arm(&event, -1), 0);
	ck_assert_int_eq(__real_write(fds[1], "x", 1), 1);
	calls = 0;
	mailauth__loop_dispatch(loop);
	mailauth__loop_dispatch(loop);
	ck_assert_int_eq(calls, 2);
	break_call("epoll_ctl", 1, 1, ENOENT);
	mailauth__loop_disarm(&event);
	ck_assert_int_eq(event.armed, 0);
	mailauth__loop_free(loop);
	mailauth__loop_free(NULL);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

/* poll() that fails is no end but for the one who waits in it. */
START_TEST(poll_fails)
{
	static const int errors[] = { EINTR, EAGAIN, EBADF };
	struct fake backend;
	mailauth_resolver *resolver = fake_resolver(NULL, &backend);
	mailauth_task *task = asker_txt(NULL, "a.example");

	ck_assert_ptr_nonnull(resolver);
	break_call("poll", 1, 1, errors[_i]);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 20),
	    errors[_i] == EBADF ? MAILAUTH_ERR_IO : 0);
	if (errors[_i] == EBADF) {
		ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_WAITING);
		ck_assert_uint_eq(mailauth_resolver_running(resolver), 0);
	} else {
		ck_assert_int_eq(asker_status(task, 0), MAILAUTH_DNS_TIMEOUT);
	}
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
}
END_TEST

/* ---- libunbound's errors ---------------------------------------------------------- */

static const struct {
	int code, result;
} errors[] = {
	{ UB_SOCKET, MAILAUTH_ERR_IO }, { UB_PIPE, MAILAUTH_ERR_IO },
	{ UB_READFILE, MAILAUTH_ERR_IO }, { UB_NOMEM, MAILAUTH_ERR_NOMEM },
	{ UB_AFTERFINAL, MAILAUTH_ERR_STATE }, { UB_INITFAIL, MAILAUTH_ERR_INVALID }
};

START_TEST(does_not_open)
{
	int what;

	for (what = OF_CONFIG; what <= OF_END; what++) {
		mailauth_task *task = asker_txt(NULL, "a.example");
		mailauth_resolver *resolver;

		fake.result[OF_CONFIG] = fake.result[OF_END] = 0;
		fake.result[what] = errors[_i].code;
		ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
		ck_assert_int_eq(mailauth_resolver_run(resolver, task, 20),
		    errors[_i].result);
		mailauth_task_free(task);
		mailauth_resolver_free(resolver);
		ck_assert_uint_eq(fake.contexts, 0);
	}
}
END_TEST

START_TEST(no_context)
{
	mailauth_resolver *resolver;

	fake.no_context = true;
	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), MAILAUTH_ERR_NOMEM);
	ck_assert_ptr_null(resolver);
}
END_TEST

START_TEST(no_file_for_the_configuration)
{
	mailauth_task *task = asker_txt(NULL, "a.example");
	mailauth_resolver *resolver;

	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	break_call("memfd_create mkstemp", 1, 2, EMFILE);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 20), MAILAUTH_ERR_IO);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
}
END_TEST

static const struct {
	rlim_t descriptors; /* 0: getrlimit() fails */
	const char *range;
} ranges[] = {
	{ 0, "outgoing-range: 1024\n" },
	{ 1 << 20, "outgoing-range: 1024\n" },
	{ 200, "outgoing-range: 100\n" },
	{ 4, "outgoing-range: 16\n" }
};

/* As many ports as half of the process's descriptors. */
START_TEST(ports)
{
	mailauth_task *task = asker_txt(NULL, "a.example");
	mailauth_resolver *resolver;

	descriptors = ranges[_i].descriptors;
	if (descriptors == 0)
		break_call("getrlimit", 1, 1, EPERM);
	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 20), 0);
	ck_assert_ptr_nonnull(strstr(written, ranges[_i].range));
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
}
END_TEST

/* What a question comes back with, and what that makes of it. */
static const struct {
	int result, rcode, sec;
	char why[16];
	int len; /* of the message; -1: there is none */
	int status;
} outcomes[] = {
	{ UB_SYNTAX, 0, 0, "", 0, MAILAUTH_DNS_FAILED },
	{ UB_INITFAIL, 0, 0, "", 0, MAILAUTH_DNS_FAILED },
	{ 0, 2, 0, "", -1, MAILAUTH_DNS_SERVFAIL },
	{ 0, 3, 0, "", -1, MAILAUTH_DNS_NXDOMAIN },
	{ 0, 5, 0, "", -1, MAILAUTH_DNS_REFUSED },
	{ 0, 4, 0, "", -1, MAILAUTH_DNS_FAILED },
	{ 0, 0, 0, "", -1, MAILAUTH_DNS_FAILED },
	{ 0, 0, 0, "", 0, MAILAUTH_DNS_FAILED },
	{ 0, 0, 0, "", 12, MAILAUTH_DNS_FAILED },
	{ 0, 0, 0, "", sizeof(nxdomain), MAILAUTH_DNS_NXDOMAIN },
	{ 0, 0, 1, "", -1, MAILAUTH_DNS_BOGUS },
	{ 0, 0, 1, "no signature", -1, MAILAUTH_DNS_BOGUS }
};

static void
note_done(mailauth_task *task, void *user_data)
{
	(void)task;
	++*(size_t *)user_data;
}

START_TEST(answers)
{
	mailauth_task *task = asker_txt(NULL, "a.example");
	mailauth_resolver *resolver;
	const mailauth_answer *ans;
	char why[16];
	size_t done = 0;

	fake.result[OF_QUESTION] = outcomes[_i].result;
	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 1000, note_done,
	    &done), 0);
	ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	if (outcomes[_i].result == UB_NOERROR) {
		ck_assert_uint_eq(done, 0);
		snprintf(why, sizeof(why), "%s", outcomes[_i].why);
		end(0, outcomes[_i].rcode, outcomes[_i].len >= 0 ? nxdomain : NULL,
		    outcomes[_i].len, outcomes[_i].sec, *why != 0 ? why : NULL);
		ck_assert_int_eq(mailauth_resolver_timeout(resolver), 0);
		ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	}
	ck_assert_uint_eq(done, 1);
	ck_assert_int_eq(asker_status(task, 0), outcomes[_i].status);
	ans = mailauth_task_question(task, 0)->answer;
	if (outcomes[_i].why[0] != '\0')
		ck_assert_str_eq(mailauth_answer_why_bogus(ans), outcomes[_i].why);
	else
		ck_assert_ptr_null(mailauth_answer_why_bogus(ans));
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
}
END_TEST

/* No memory for what came: the task ends with that. */
static int
answered_with(const mailauth_config *cfg, void *arg)
{
	static char why[] = "no signature";
	mailauth_resolver *resolver = NULL;
	mailauth_task *task = NULL;
	const int *bogus = arg;
	size_t done = 0;
	int rc;

	setup();
	rc = mailauth_resolver_new(cfg, &resolver);
	if (rc == 0 && (task = asker_txt(cfg, "a.example")) == NULL)
		rc = MAILAUTH_ERR_NOMEM;
	if (rc == 0)
		rc = mailauth_resolver_start(resolver, task, 1000, note_done, &done);
	if (rc == 0)
		rc = mailauth_resolver_process(resolver);
	if (rc == 0 && fake.open_count > 0) {
		end(0, 0, nxdomain, sizeof(nxdomain), *bogus, why);
		rc = mailauth_resolver_process(resolver);
	}
	if (rc == 0)
		rc = mailauth_task_state(task);
	if (rc == MAILAUTH_TASK_DONE) {
		ck_assert_uint_eq(done, 1);
		ck_assert_int_eq(asker_status(task, 0), *bogus ?
		    MAILAUTH_DNS_BOGUS : MAILAUTH_DNS_NXDOMAIN);
		rc = 0;
	}
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	ck_assert_uint_eq(fake.contexts, 0);
	return rc;
}

START_TEST(no_memory)
{
	int bogus = _i;

	ck_assert_uint_gt(alloc_each_failing(answered_with, &bogus), 5);
	ck_assert_uint_gt(alloc_each_cap(answered_with, &bogus), 5);
}
END_TEST

/* ---- libunbound's events ------------------------------------------------------- */

/* A resolver that has given libunbound its event base, over a pipe. */
struct watch {
	mailauth_resolver *resolver;
	struct ub_event *event;
	int fds[2];
};

static void
watch_open(struct watch *w, int end, short bits, void (*fn)(int, short, void *))
{
	ck_assert_int_eq(pipe(w->fds), 0);
	ck_assert_int_eq(mailauth_resolver_new(NULL, &w->resolver), 0);
	w->event = fake.base->vmt->new_event(fake.base, w->fds[end], bits, fn, w);
	ck_assert_ptr_nonnull(w->event);
	calls = 0;
}

static void
watch_close(struct watch *w)
{
	w->event->vmt->free(w->event);
	mailauth_resolver_free(w->resolver);
	close(w->fds[0]);
	close(w->fds[1]);
}

/* A time is only that of an event with UB_EV_TIMEOUT, and only if it is given. */
START_TEST(event_times)
{
	struct timeval now = { 0, 0 };
	struct watch w;

	watch_open(&w, 0, UB_EV_READ | UB_EV_PERSIST, count);
	ck_assert_int_eq(w.event->vmt->add(w.event, &now), 0);
	(void)mailauth_resolver_process(w.resolver);
	ck_assert_int_eq(calls, 0);
	w.event->vmt->add_bits(w.event, UB_EV_TIMEOUT);
	ck_assert_int_eq(w.event->vmt->add(w.event, NULL), 0);
	(void)mailauth_resolver_process(w.resolver);
	ck_assert_int_eq(calls, 0);
	ck_assert_int_eq(w.event->vmt->add(w.event, &now), 0);
	(void)mailauth_resolver_process(w.resolver);
	ck_assert_int_eq(calls, 1);
	w.event->vmt->set_fd(w.event, w.fds[0]);
	ck_assert_int_eq(w.event->vmt->del(w.event), 0);
	/* what a library has no use for */
	ck_assert_int_eq(w.event->vmt->add_signal(w.event, &now), -1);
	ck_assert_ptr_null(fake.base->vmt->new_signal(fake.base, 1, count, NULL));
	ck_assert_ptr_null(fake.base->vmt->winsock_register_wsaevent(fake.base, NULL,
	    count, NULL));
	ck_assert_int_eq(fake.base->vmt->dispatch(fake.base), -1);
	ck_assert_int_eq(fake.base->vmt->loopexit(fake.base, &now), 0);
	w.event->vmt->winsock_unregister_wsaevent(w.event);
	w.event->vmt->winsock_tcp_wouldblock(w.event, 0);
	fake.base->vmt->free(fake.base);
	watch_close(&w);
}
END_TEST

/* Writes to a pipe that nobody reads. */
static void
write_in_vain(int fd, short bits, void *arg)
{
	(void)bits, (void)arg;
	ck_assert_int_eq(__real_write(fd, "x", 1), -1);
	ck_assert_int_eq(errno, EPIPE);
	calls++;
}

static bool
sigpipe_pending(void)
{
	sigset_t pending;

	sigemptyset(&pending);
	sigpending(&pending);
	return sigismember(&pending, SIGPIPE) == 1;
}

/* The SIGPIPE of a connection that libunbound writes to stays with us; one that
 * was there before stays with the caller. */
START_TEST(sigpipe)
{
	sigset_t set, before;
	struct watch w;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	ck_assert_int_eq(__real_pthread_sigmask(_i == 1 ? SIG_BLOCK : SIG_UNBLOCK,
	    &set, &before), 0);
	if (_i == 1)
		raise(SIGPIPE);
	watch_open(&w, 1, UB_EV_WRITE, write_in_vain);
	close(w.fds[0]);
	ck_assert_int_eq(w.event->vmt->add(w.event, NULL), 0);
	if (_i == 2) /* no way to keep it off: nothing is written */
		break_call("pthread_sigmask", 1, 1, 0);
	(void)mailauth_resolver_process(w.resolver);
	ck_assert_int_eq(calls, _i == 2 ? 0 : 1);
	ck_assert_int_eq(sigpipe_pending(), _i == 1);
	if (_i == 1) {
		int number;

		(void)sigwait(&set, &number);
	}
	w.fds[0] = dup(w.fds[1]);
	watch_close(&w);
	(void)__real_pthread_sigmask(SIG_SETMASK, &before, NULL);
}
END_TEST

/* ---- questions to one server ------------------------------------------------------- */

/* A task with one question to a server. */
struct to_server {
	const char *server, *name;
	struct questions *questions;
};

static int
step_to_server(void *evaluation)
{
	struct to_server *e = evaluation;
	const struct mailauth_answer *ans;

	ans = mailauth__ask_at(e->questions, e->name, MAILAUTH_TYPE_TXT, e->server);
	return ans != NULL ? EVALUATION_DONE : EVALUATION_WAITING;
}

static mailauth_task *
asking(const mailauth_config *cfg, const char *server, const char *name)
{
	static const struct task_kind kind = { "to server", sizeof(struct to_server),
		step_to_server, NULL };
	struct mailauth_task *task;
	struct to_server *e;

	if (mailauth__task_new(cfg, &kind, &task) != 0)
		return NULL;
	e = task->evaluation;
	e->server = mailauth__arena_text(task->arena, server, strlen(server));
	e->name = name;
	e->questions = &task->questions;
	if (e->server != NULL)
		return task;
	mailauth_task_free(task);
	return NULL;
}

#define MANY (LIMIT_SERVER_CONTEXTS + 3)

struct crowd {
	mailauth_resolver *resolver;
	mailauth_task *tasks[MANY + 1];
	size_t done;
};

/* Servers enough for all contexts, and three that wait. */
static void
crowd_open(struct crowd *c)
{
	char server[32];
	size_t i;

	memset(c, 0, sizeof(*c));
	ck_assert_int_eq(mailauth_resolver_new(NULL, &c->resolver), 0);
	for (i = 0; i < MANY; i++) {
		snprintf(server, sizeof(server), "192.0.2.%zu", i + 1);
		c->tasks[i] = asking(NULL, server, "a.example");
		ck_assert_ptr_nonnull(c->tasks[i]);
		ck_assert_int_eq(mailauth_resolver_start(c->resolver, c->tasks[i],
		    10000, note_done, &c->done), 0);
	}
	(void)mailauth_resolver_process(c->resolver);
	ck_assert_uint_eq(fake.open_count, LIMIT_SERVER_CONTEXTS);
	ck_assert_uint_eq(fake.contexts, LIMIT_SERVER_CONTEXTS + 1);
}

static void
crowd_turn(struct crowd *c)
{
	(void)mailauth_resolver_process(c->resolver);
	(void)mailauth_resolver_process(c->resolver);
}

static void
crowd_close(struct crowd *c)
{
	size_t i;

	mailauth_resolver_free(c->resolver);
	for (i = 0; i < COUNT_OF(c->tasks); i++)
		mailauth_task_free(c->tasks[i]);
	ck_assert_uint_eq(fake.contexts, 0);
}

/* Each has its turn, in order, in the place of the one not used for longest. */
START_TEST(turns)
{
	struct crowd c;
	size_t i;

	crowd_open(&c);
	answer(2);
	answer(1);
	crowd_turn(&c);
	ck_assert_uint_eq(c.done, 2);
	ck_assert_uint_eq(fake.open_count, LIMIT_SERVER_CONTEXTS + 2);
	ck_assert_uint_eq(fake.contexts, LIMIT_SERVER_CONTEXTS + 1);
	answer(0);
	crowd_turn(&c);
	ck_assert_uint_eq(fake.open_count, LIMIT_SERVER_CONTEXTS + 3);
	for (i = 3; i < fake.open_count; i++)
		answer(i);
	crowd_turn(&c);
	ck_assert_uint_eq(c.done, MANY);
	/* a server that is known keeps its context, others lose theirs */
	c.tasks[MANY] = asking(NULL, "192.0.2.4", "a.example");
	ck_assert_int_eq(mailauth_resolver_start(c.resolver, c.tasks[MANY], 10000,
	    note_done, &c.done), 0);
	crowd_turn(&c);
	ck_assert_uint_eq(fake.contexts, LIMIT_SERVER_CONTEXTS + 1);
	answer(fake.open_count - 1);
	crowd_turn(&c);
	ck_assert_uint_eq(c.done, MANY + 1);
	crowd_close(&c);
}
END_TEST

/* Those that wait are taken back, from the middle, the front and the end. */
START_TEST(taken_back)
{
	struct crowd c;

	crowd_open(&c);
	mailauth_resolver_cancel(c.resolver, c.tasks[LIMIT_SERVER_CONTEXTS + 1]);
	if (_i == 0) {
		mailauth_resolver_cancel(c.resolver, c.tasks[LIMIT_SERVER_CONTEXTS]);
		mailauth_resolver_cancel(c.resolver,
		    c.tasks[LIMIT_SERVER_CONTEXTS + 2]);
	} else {
		mailauth_resolver_cancel(c.resolver,
		    c.tasks[LIMIT_SERVER_CONTEXTS + 2]);
		mailauth_resolver_cancel(c.resolver, c.tasks[LIMIT_SERVER_CONTEXTS]);
	}
	answer(0);
	crowd_turn(&c);
	ck_assert_uint_eq(c.done, 1);
	ck_assert_uint_eq(fake.open_count, LIMIT_SERVER_CONTEXTS);
	/* the queue is whole: the next one has the free place */
	c.tasks[MANY] = asking(NULL, "192.0.2.99", "a.example");
	ck_assert_int_eq(mailauth_resolver_start(c.resolver, c.tasks[MANY], 10000,
	    note_done, &c.done), 0);
	crowd_turn(&c);
	ck_assert_uint_eq(fake.open_count, LIMIT_SERVER_CONTEXTS + 1);
	crowd_close(&c);
}
END_TEST

/* A context, or a question, that fails when its turn has come: no answer, and no
 * memory is an error. */
START_TEST(turn_fails)
{
	static const struct {
		int what, code;
	} ways[] = {
		{ OF_END, UB_PIPE }, { OF_END, UB_NOMEM },
		{ OF_QUESTION, UB_PIPE }, { OF_QUESTION, UB_NOMEM }
	};
	bool memory = ways[_i].code == UB_NOMEM;
	struct crowd c;
	size_t i;

	crowd_open(&c);
	fake.result[ways[_i].what] = ways[_i].code;
	answer(0);
	crowd_turn(&c);
	ck_assert_uint_eq(c.done, 1 + 3);
	for (i = LIMIT_SERVER_CONTEXTS; i < MANY; i++) {
		const mailauth_question *q = mailauth_task_question(c.tasks[i], 0);

		ck_assert_int_eq(mailauth_task_state(c.tasks[i]), memory ?
		    MAILAUTH_ERR_NOMEM : MAILAUTH_TASK_DONE);
		if (!memory)
			ck_assert_int_eq(mailauth_answer_status(q->answer),
			    MAILAUTH_DNS_FAILED);
	}
	crowd_close(&c);
}
END_TEST

/* A question to nobody in particular is taken back, too. */
START_TEST(taken_back_from_all)
{
	mailauth_task *task = asker_txt(NULL, "a.example");
	mailauth_resolver *resolver;
	size_t done = 0;

	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 10000, note_done,
	    &done), 0);
	ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	ck_assert_uint_eq(fake.open_count, 1);
	mailauth_resolver_cancel(resolver, task);
	ck_assert(fake.open[0].fn == NULL);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	ck_assert_uint_eq(done, 0);
}
END_TEST

/* Two questions to one server: the first answer leaves it busy, so that nobody
 * has a turn. */
START_TEST(still_busy)
{
	struct crowd c;
	char server[32];
	size_t i;

	memset(&c, 0, sizeof(c));
	ck_assert_int_eq(mailauth_resolver_new(NULL, &c.resolver), 0);
	for (i = 0; i < LIMIT_SERVER_CONTEXTS + 2; i++) {
		snprintf(server, sizeof(server), "192.0.2.%zu", i > 0 ? i : 1);
		c.tasks[i] = asking(NULL, server, i > 0 ? "a.example" : "b.example");
		ck_assert_int_eq(mailauth_resolver_start(c.resolver, c.tasks[i],
		    10000, note_done, &c.done), 0);
	}
	crowd_turn(&c);
	ck_assert_uint_eq(fake.open_count, LIMIT_SERVER_CONTEXTS + 1);
	end(0, 5, NULL, 0, 0, NULL);
	crowd_turn(&c);
	ck_assert_uint_eq(c.done, 1);
	ck_assert_uint_eq(fake.open_count, LIMIT_SERVER_CONTEXTS + 1);
	answer(1);
	crowd_turn(&c);
	ck_assert_uint_eq(c.done, 2);
	ck_assert_uint_eq(fake.open_count, LIMIT_SERVER_CONTEXTS + 2);
	crowd_close(&c);
}
END_TEST

/* In front of a backend that has no options and needs no opening. */
START_TEST(in_front_of_less)
{
	struct fake inner;
	mailauth_resolver *resolver = fake_resolver(NULL, &inner);
	struct backend_ops ops = *inner.backend.ops;
	struct backend *backend;
	struct loop *loop;

	ck_assert_int_eq(mailauth__loop_new(NULL, &loop), 0);
	ops.open = NULL;
	inner.backend.ops = &ops;
	ck_assert_int_eq(mailauth__directed_new(NULL, loop, &inner.backend, &backend), 0);
	ck_assert_int_eq(backend->ops->set(backend, "forward", "192.0.2.1"),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(backend->ops->open(backend), 0);
	backend->ops->free(backend);
	ck_assert_uint_eq(inner.freed, 1);
	mailauth__loop_free(loop);
	mailauth_resolver_free(resolver);
}
END_TEST

static int
server_with(const mailauth_config *cfg, void *arg)
{
	mailauth_resolver *resolver = NULL;
	mailauth_task *task = NULL;
	size_t done = 0;
	int rc;

	(void)arg;
	setup();
	rc = mailauth_resolver_new(cfg, &resolver);
	if (rc == 0 && (task = asking(cfg, "192.0.2.1", "a.example")) == NULL)
		rc = MAILAUTH_ERR_NOMEM;
	if (rc == 0)
		rc = mailauth_resolver_start(resolver, task, 1000, note_done, &done);
	if (rc == 0)
		rc = mailauth_resolver_process(resolver);
	if (rc == 0 && fake.open_count > 0) {
		answer(0);
		rc = mailauth_resolver_process(resolver);
	}
	if (rc == 0)
		rc = mailauth_task_state(task);
	if (rc == MAILAUTH_TASK_DONE) {
		const mailauth_answer *ans = mailauth_task_question(task, 0)->answer;

		/* a cap of memory is met as any other failure of the server's */
		ck_assert(mailauth_answer_status(ans) == MAILAUTH_DNS_NXDOMAIN ||
		    mailauth_answer_status(ans) == MAILAUTH_DNS_FAILED);
		rc = mailauth_answer_status(ans) == MAILAUTH_DNS_FAILED ?
		    MAILAUTH_ERR_LIMIT : 0;
	}
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	ck_assert_uint_eq(fake.contexts, 0);
	return rc;
}

START_TEST(no_memory_for_a_server)
{
	ck_assert_uint_gt(alloc_each_failing(server_with, NULL), 5);
	ck_assert_uint_gt(alloc_each_cap(server_with, NULL), 5);
}
END_TEST

/* ---- master files ---------------------------------------------------------------- */

static const char zone_text[] =
    "$ORIGIN example.\n$TTL 300\n"
    "@ SOA a. b. 1 2 3 4 5\n@ SOA c. d. 1 2 3 4 5\n@ NS ns\n@ TXT \"t\"\n"
    "ns A 192.0.2.1\n"
    "sub NS ns.sub\nsub DS 1 2 3 0123\nsub TYPE46 \\# 1 00\nsub TYPE47 \\# 1 00\n"
    "sub TYPE50 \\# 1 00\nsub TYPE51 \\# 1 00\nns.sub A 192.0.2.2\n"
    "host DS 1 2 3 0123\na.b.c A 192.0.2.3\n0/25.rev NS ns\n"
    "loop1 CNAME loop2\nloop2 CNAME loop1\n";

static int
zone_with(const mailauth_config *cfg, void *arg)
{
	mailauth_resolver *resolver = NULL;
	mailauth_task *task = NULL;
	size_t done = 0;
	int rc;

	setup();
	rc = mailauth_resolver_new_zone(cfg, arg, &resolver);
	if (rc == 0 && (task = asker_txt(cfg, "a.example")) == NULL)
		rc = MAILAUTH_ERR_NOMEM;
	if (rc == 0)
		rc = mailauth_resolver_start(resolver, task, 1000, note_done, &done);
	if (rc == 0)
		rc = mailauth_resolver_process(resolver);
	if (rc == 0 && fake.open_count > 0) {
		answer(0);
		rc = mailauth_resolver_process(resolver);
	}
	if (rc == 0)
		rc = mailauth_task_state(task);
	if (rc == MAILAUTH_TASK_DONE) {
		ck_assert_int_eq(asker_status(task, 0), MAILAUTH_DNS_NXDOMAIN);
		rc = 0;
	}
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	ck_assert_uint_eq(fake.contexts, 0);
	return rc;
}

START_TEST(no_memory_for_a_zone)
{
	mailauth_zone *zone = zone_of(zone_text);

	ck_assert_uint_gt(alloc_each_failing(zone_with, zone), 5);
	mailauth_zone_free(zone);
}
END_TEST

/* What libunbound will not load the zone answers itself. */
START_TEST(zone_alone)
{
	static const char *const names[] = { "a.example", "loop1.example" };
	mailauth_zone *zone = zone_of(_i == 3 ? "example. NS a.\na\\032b.example. NS a.\n"
	    "a.example. TXT \"t\"\n" : zone_text);
	mailauth_resolver *resolver;
	mailauth_task *task;
	size_t i;

	fake.no_context = false;
	if (_i == 0)
		fake.result[OF_CONFIG] = UB_READFILE;
	else if (_i == 1)
		break_call("memfd_create mkstemp", 2, 9, EMFILE);
	else if (_i == 2)
		fake.result[OF_QUESTION] = UB_SYNTAX;
	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	for (i = 0; i < COUNT_OF(names); i++) {
		task = asker_txt(NULL, names[i]);
		ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000), 0);
		/* a circle is the zone's in any case */
		ck_assert_int_eq(asker_status(task, 0), _i == 3 ?
		    (i == 0 ? MAILAUTH_DNS_OK : MAILAUTH_DNS_NXDOMAIN) :
		    i == 1 ? MAILAUTH_DNS_SERVFAIL :
		    _i == 2 ? MAILAUTH_DNS_FAILED : MAILAUTH_DNS_NXDOMAIN);
		mailauth_task_free(task);
	}
	/* what is under way is taken back, wherever it is */
	task = asker_txt(NULL, "b.example");
	mailauth_resolver_free(resolver);
	mailauth_task_free(task);
	ck_assert_uint_eq(fake.contexts, 0);
	mailauth_zone_free(zone);
}
END_TEST

/* Under any cap the zone answers: through libunbound, or by itself. */
START_TEST(capped_zone)
{
	mailauth_zone *zone = zone_of(zone_text);
	size_t cap, done = 0;

	for (cap = 16; cap < 160000 && done < 100; cap += 16) {
		struct test_alloc ta;
		mailauth_config *cfg;
		int rc;

		test_alloc_init(&ta, 0);
		ck_assert_int_eq(mailauth_config_new(test_allocator(&ta), &cfg), 0);
		ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_MEMORY,
		    (int64_t)cap), 0);
		rc = zone_with(cfg, zone);
		ck_assert_msg(rc == 0 || rc == MAILAUTH_ERR_NOMEM ||
		    rc == MAILAUTH_ERR_LIMIT, "%s", mailauth_strerror(rc));
		done = rc == 0 && fake.open_count > 0 ? done + 1 : 0;
		mailauth_config_free(cfg);
		ck_assert_str_eq(test_alloc_finish(&ta), "");
	}
	ck_assert_uint_eq(done, 100);
	mailauth_zone_free(zone);
}
END_TEST

/* What is under way at libunbound is taken back there; a root zone, and data that
 * lie above a cut or at none. */
START_TEST(zone_taken_back)
{
	mailauth_zone *zone = zone_of(". SOA a. b. 1 2 3 4 5\n. TXT \"root\"\n"
	    "x.test. DS 1 2 3 0123\nsub.test. NS a.\nsub.test. DS 1 2 3 0123\n"
	    "host.sub.test. DS 1 2 3 0123\n");
	mailauth_task *task = asker_txt(NULL, "a.example");
	mailauth_resolver *resolver;
	size_t done = 0;

	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 1000, note_done,
	    &done), 0);
	ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	ck_assert_uint_eq(fake.open_count, 1);
	mailauth_resolver_cancel(resolver, task);
	ck_assert(fake.open[0].fn == NULL);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	mailauth_zone_free(zone);
}
END_TEST

/* More zones in one file than descriptors are taken for. */
START_TEST(many_zones)
{
	static char text[16384];
	mailauth_resolver *resolver;
	mailauth_zone *zone;
	mailauth_task *task = asker_txt(NULL, "a.example");
	size_t len = 0;
	int i;

	for (i = 0; i < 250; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "z%d.example. NS ns.example.\n", i);
	zone = zone_of(text);
	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000), 0);
	ck_assert_int_eq(asker_status(task, 0), MAILAUTH_DNS_NXDOMAIN);
	ck_assert_uint_eq(fake.contexts, 0);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	mailauth_zone_free(zone);
}
END_TEST

#endif

int
main(void)
{
	Suite *suite = suite_create("faults");

#ifdef TESTS_WRAP
	TCase *tc = tcase_create("faults");

	tcase_add_checked_fixture(tc, setup, setup);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, memory_files, 0, COUNT_OF(files));
	tcase_add_loop_test(tc, no_descriptor, 0, 2);
	tcase_add_test(tc, unwatchable);
	tcase_add_loop_test(tc, poll_fails, 0, 3);
	tcase_add_loop_test(tc, does_not_open, 0, COUNT_OF(errors));
	tcase_add_test(tc, no_context);
	tcase_add_test(tc, no_file_for_the_configuration);
	tcase_add_loop_test(tc, ports, 0, COUNT_OF(ranges));
	tcase_add_loop_test(tc, answers, 0, COUNT_OF(outcomes));
	tcase_add_loop_test(tc, no_memory, 0, 2);
	tcase_add_test(tc, event_times);
	tcase_add_loop_test(tc, sigpipe, 0, 3);
	tcase_add_test(tc, turns);
	tcase_add_loop_test(tc, taken_back, 0, 2);
	tcase_add_loop_test(tc, turn_fails, 0, 4);
	tcase_add_test(tc, still_busy);
	tcase_add_test(tc, taken_back_from_all);
	tcase_add_test(tc, in_front_of_less);
	tcase_add_test(tc, no_memory_for_a_server);
	tcase_add_test(tc, no_memory_for_a_zone);
	tcase_add_loop_test(tc, zone_alone, 0, 4);
	tcase_add_test(tc, many_zones);
	tcase_add_test(tc, capped_zone);
	tcase_add_test(tc, zone_taken_back);
	suite_add_tcase(suite, tc);
#else
	test_skip("no libunbound, or no linker that puts calls in the place of others");
#endif
	return test_main(suite);
}
