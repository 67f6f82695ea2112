/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_TASK_H
#define MAILAUTH_TASK_H
/**
 * @file
 * @defgroup task Tasks: evaluations without a network
 * A task judges; it never asks DNS itself.  It says which questions it wants,
 * is handed answers in any order, and ends with a result.  The whole protocol:
 *
 *     while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
 *             while ((q = mailauth_task_next_query(task)) != NULL)
 *                     ask(q->name, q->type, q->id);
 *             wait for an answer, then mailauth_task_answer(task, id, answer);
 *     }
 *
 * A task has no callback, clock, descriptor or thread, and may be freed at any
 * moment.  Every evaluation (`mailauth_spf_check_new()` …) makes one.  A
 * @ref resolver drives tasks; so may the caller.
 * @{
 */
#include <mailauth/dns.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One evaluation in progress or done. */
typedef struct mailauth_task mailauth_task;

/** A question the task wants answered (view, valid until the task is freed). */
typedef struct mailauth_query {
	uint32_t id;      /**< names the question within its task, from 1 */
	uint16_t type;    /**< RR type */
	const char *name; /**< see @ref dns for the form of names */
	int speculative;  /**< 1: only a prefetch, may be left unanswered until
	                   * nothing else is open */
	const char *server; /**< NULL: ask whatever resolver there is.  Else
	                   * "ADDR" or "ADDR@PORT" of an authoritative name
	                   * server: ask that one, past all caches.  A driver
	                   * that cannot, and asks its resolver all the same,
	                   * gets valid results that know of no old caches. */
} mailauth_query;

/** Where a task stands. */
enum mailauth_task_state {
	MAILAUTH_TASK_WAITING = 0, /**< wants answers */
	MAILAUTH_TASK_DONE = 1     /**< the result is there */
};

/**
 * The next question not yet handed out; each is handed out once.
 * @return NULL if there is none now
 */
MAILAUTH_API const mailauth_query *mailauth_task_next_query(mailauth_task *task);
/**
 * Advances the task as far as its answers allow and says where it stands.
 * @return #MAILAUTH_TASK_WAITING, #MAILAUTH_TASK_DONE, or #MAILAUTH_ERR_NOMEM or
 *         #MAILAUTH_ERR_LIMIT (memory cap) if it cannot be finished
 */
MAILAUTH_API int mailauth_task_state(mailauth_task *task);
/**
 * Feeds an answer.  It is shared, not copied: from now on it cannot be changed,
 * and the caller still frees it with mailauth_answer_free(), at any time.
 * @return 0, also for a late, repeated or unneeded answer, which is ignored;
 *         #MAILAUTH_ERR_NOT_FOUND for an id never handed out; #MAILAUTH_ERR_NOMEM;
 *         #MAILAUTH_ERR_INVALID if it answers another question
 */
MAILAUTH_API int mailauth_task_answer(mailauth_task *task, uint32_t id, const mailauth_answer *ans);
/** Feeds a whole DNS message; see mailauth_answer_parse(). */
MAILAUTH_API int mailauth_task_answer_packet(mailauth_task *task, uint32_t id, const void *msg, size_t len, int authentic);
/** Feeds an answer without records: `MAILAUTH_DNS_*`. */
MAILAUTH_API int mailauth_task_answer_status(mailauth_task *task, uint32_t id, int dns_status);
/** Time is up: every open question, and every further one, counts as timed out.
 * After it the task is DONE (or has failed). */
MAILAUTH_API void mailauth_task_expire(mailauth_task *task);
/** Number of questions handed out and not answered, speculative ones included. */
MAILAUTH_API size_t mailauth_task_open_count(const mailauth_task *task);
/** Frees a task, at any time, also half way. */
MAILAUTH_API void mailauth_task_free(mailauth_task *task);

/** Attaches a pointer of the caller's; the library never reads it. */
MAILAUTH_API void mailauth_task_set_user_data(mailauth_task *task, void *user_data);
/** The pointer attached, or NULL. */
MAILAUTH_API void *mailauth_task_user_data(const mailauth_task *task);

/** A question of the task and how it was answered (view). */
typedef struct mailauth_question {
	uint16_t type;                 /**< RR type */
	const char *name;              /**< see @ref dns for the form of names */
	int speculative;               /**< 1 if only ever asked ahead */
	const mailauth_answer *answer; /**< NULL while open; owned by the task */
	const char *server;            /**< the name server to ask, as in
	                                * mailauth_query; NULL: any resolver */
} mailauth_question;
/** Number of questions the task has wanted so far. */
MAILAUTH_API size_t mailauth_task_question_count(const mailauth_task *task);
/** Question @p i, in the order they were first wanted; NULL past the end. */
MAILAUTH_API const mailauth_question *mailauth_task_question(const mailauth_task *task, size_t i);

/** One step of an evaluation, in the order its RFC defines (view). */
typedef struct mailauth_event {
	unsigned depth;      /**< 0: the record of the domain itself */
	const char *domain;  /**< whose record */
	const char *term;    /**< the term as written, or what was looked up */
	const char *outcome; /**< what came of it: "match", "no match", "void" … */
} mailauth_event;
/** Number of steps; 0 unless #MAILAUTH_OPT_TRACE. */
MAILAUTH_API size_t mailauth_task_event_count(const mailauth_task *task);
/** Step @p i; NULL past the end. */
MAILAUTH_API const mailauth_event *mailauth_task_event(const mailauth_task *task, size_t i);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
