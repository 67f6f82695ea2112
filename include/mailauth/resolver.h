/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_RESOLVER_H
#define MAILAUTH_RESOLVER_H
/**
 * @file
 * @defgroup resolver Resolvers: drivers for tasks
 * A resolver answers the questions of tasks: over DNS through libunbound, or
 * offline from master files.  Everything else works without one.  One resolver
 * serves any number of tasks at once, joins equal questions and keeps answers
 * for their TTL.
 *
 * A question that names a server (mailauth_query) is put to that one, without
 * recursion or cache, and has timed out after 3 seconds; a server that only
 * refers to others has failed.  Offline the zone answers for every server.
 *
 * A resolver, and the tasks it runs, belong to one thread at a time.  It must
 * not be used in a child after fork(): make a new one there.
 * @{
 */
#include <mailauth/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A source of answers, and the tasks it drives. */
typedef struct mailauth_resolver mailauth_resolver;

/**
 * Makes a resolver over libunbound.  Without further settings it recurses from
 * the root by itself.  libunbound runs inside the resolver: no thread, no
 * process.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_UNSUPPORTED in a build without
 *         libunbound
 */
MAILAUTH_API int mailauth_resolver_new(const mailauth_config *cfg, mailauth_resolver **out);
/**
 * Makes a resolver that answers from master files only and never touches the
 * network; through libunbound where the build has it, else by
 * mailauth_zone_answer().
 * @param zone must outlive the resolver and not be changed meanwhile
 */
MAILAUTH_API int mailauth_resolver_new_zone(const mailauth_config *cfg, const mailauth_zone *zone, mailauth_resolver **out);
/**
 * Sets an option, before the first task.
 * - "forward": "ADDR[@PORT]", a resolver to forward to; repeatable
 * - "resolv-conf": path of a resolv.conf whose servers to forward to
 * - "hosts": path of a hosts file
 * - "trust-anchor": a DS or DNSKEY record; "trust-anchor-file": path of such
 * - "root-hints": path
 * - "in-flight": questions under way at once, 1..4096 [512]
 * - "cache": answers kept, 0..1000000 [10000]; all together at most 64 MiB
 *
 * A resolver over a zone knows "in-flight" and "cache" only.
 * @return 0, #MAILAUTH_ERR_INVALID for an unknown key or a bad value,
 *         #MAILAUTH_ERR_IO for an unreadable file, #MAILAUTH_ERR_STATE after
 *         the first task
 */
MAILAUTH_API int mailauth_resolver_set(mailauth_resolver *resolver, const char *key, const char *value);
/**
 * Runs one task to its end.  Blocks.
 * @param timeout_ms deadline in milliseconds from now; 0 or less:
 *        #MAILAUTH_OPT_TIMEOUT.  When it passes the task is expired
 *        (mailauth_task_expire()) and still ends with a result.
 * @return 0 when the task is done, or a negative error, those of
 *         mailauth_resolver_start() included
 */
MAILAUTH_API int mailauth_resolver_run(mailauth_resolver *resolver, mailauth_task *task, int timeout_ms);

/** Told that a task is done; may free the task and start others. */
typedef void (*mailauth_done_fn)(mailauth_task *task, void *user_data);
/**
 * Starts a task; returns at once.  The resolver uses the task until @p done was
 * called, mailauth_resolver_cancel(), or mailauth_task_free(), which takes it
 * back too.  @p done is only ever called from within
 * mailauth_resolver_process(); it may free, start, cancel and run tasks, and
 * free the resolver.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_STATE if it was started already,
 *         #MAILAUTH_ERR_INVALID if libunbound cannot use what was set, such as
 *         a faulty trust anchor
 */
MAILAUTH_API int mailauth_resolver_start(mailauth_resolver *resolver, mailauth_task *task, int timeout_ms,
    mailauth_done_fn done, void *user_data);
/** Takes back a started task: its questions are dropped, @p done is not called. */
MAILAUTH_API void mailauth_resolver_cancel(mailauth_resolver *resolver, mailauth_task *task);
/** A descriptor to poll for reading; when readable, mailauth_resolver_process(). */
MAILAUTH_API int mailauth_resolver_fd(const mailauth_resolver *resolver);
/** Milliseconds until mailauth_resolver_process() is due; 0 now, -1 not by time. */
MAILAUTH_API int mailauth_resolver_timeout(const mailauth_resolver *resolver);
/** Handles what has arrived and what is due.  @return 0 or a negative error */
MAILAUTH_API int mailauth_resolver_process(mailauth_resolver *resolver);
/** Number of tasks started and not done. */
MAILAUTH_API size_t mailauth_resolver_running(const mailauth_resolver *resolver);
/** Frees a resolver; started tasks are taken back first (and not freed). */
MAILAUTH_API void mailauth_resolver_free(mailauth_resolver *resolver);
/** Version of the libunbound in use, "1.17.1"; NULL in a build without it. */
MAILAUTH_API const char *mailauth_unbound_version(void);

/** Counters of one resolver since it was made (view; live). */
typedef struct mailauth_resolver_stats {
	uint64_t tasks;     /**< tasks finished */
	uint64_t questions; /**< questions tasks have asked */
	uint64_t joined;    /**< of these, joined with one under way */
	uint64_t cached;    /**< of these, answered from kept answers */
	uint64_t sent;      /**< of these, put to libunbound or the zone */
	uint64_t timeouts;  /**< of these, ended by a task's deadline */
} mailauth_resolver_stats;
/** The counters; they live as long as the resolver. */
MAILAUTH_API const mailauth_resolver_stats *mailauth_resolver_statistics(const mailauth_resolver *resolver);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
