/* SPDX-License-Identifier: BSD-2-Clause */
/* Follows a chain of aliases and tells how it ends. */
#include <string.h>

#include "dns/name.h"
#include "evaluate/cname_walk.h"
#include "task/task.h"

enum phase {
	PHASE_WHOLE = 0, /* asks for the type: the resolver follows the aliases */
	PHASE_LINKS = 1, /* asks for the CNAME record of each name in turn */
	PHASE_DATA = 2,  /* asks for the type where the chain ends */
	PHASE_ABOUT = 3, /* asks what tells more of a fault */
	PHASE_DONE = 4
};

int
mailauth__cname_walk_init(struct cname_walk *walk, struct questions *questions,
    struct trace *trace, const char *name, uint16_t type, enum cname_walk_how how)
{
	*walk = (struct cname_walk){
		.arena = questions->arena,
		.questions = questions,
		.trace = trace,
		.how = how,
		.phase = how == CNAME_WALK_THOROUGH && type != MAILAUTH_TYPE_CNAME ?
		    PHASE_LINKS : PHASE_WHOLE,
		.most = (size_t)mailauth__config_value(questions->config,
		    MAILAUTH_OPT_CNAME_LINKS),
		.current = name,
		.result = { .name = name, .type = type, .secure = 1 },
	};
	walk->links = mailauth__arena_array(walk->arena, walk->most + 1,
	    sizeof(*walk->links));
	mailauth__problems_init(&walk->problems, walk->arena);
	return walk->links != NULL ? 0 : MAILAUTH_ERR_NOMEM;
}

/* ---- how it ends ----------------------------------------------------------- */

static void
end(struct cname_walk *walk, int how, const struct mailauth_answer *ans)
{
	walk->result.end = how;
	walk->result.status = ans != NULL ? ans->status : MAILAUTH_DNS_OK;
	walk->result.why_bogus = ans != NULL ? ans->why_bogus : NULL;
	walk->result.canonical = walk->current;
	walk->answer = ans;
	walk->phase = PHASE_ABOUT;
}

/* What an answer that is no alias ends the chain with. */
static int
end_of(const struct mailauth_answer *ans)
{
	switch (ans->status) {
	case MAILAUTH_DNS_OK:
		return ans->record_count > 0 ? MAILAUTH_CNAME_DATA :
		    MAILAUTH_CNAME_NODATA;
	case MAILAUTH_DNS_NXDOMAIN:
		return MAILAUTH_CNAME_NXDOMAIN;
	case MAILAUTH_DNS_TIMEOUT:
		return MAILAUTH_CNAME_TIMEOUT;
	case MAILAUTH_DNS_BOGUS:
		return MAILAUTH_CNAME_BOGUS;
	default:
		return MAILAUTH_CNAME_SERVFAIL;
	}
}

static bool
is_owner(const struct cname_walk *walk, const char *name)
{
	for (size_t i = 0; i < walk->link_count; i++)
		if (mailauth__name_same(walk->links[i].owner, name))
			return true;
	return false;
}

/* Follows a link.  False if the chain has ended with it. */
static bool
follow(struct cname_walk *walk, const struct mailauth_link *link)
{
	/* One link too many is not shown: the chain is cut at the limit. */
	if (walk->link_count == walk->most) {
		end(walk, MAILAUTH_CNAME_TOO_LONG, NULL);
		return false;
	}
	walk->links[walk->link_count++] = *link;
	mailauth__trace_add(walk->trace, (unsigned)walk->link_count - 1,
	    link->owner, link->dname ? "DNAME" : "CNAME", link->target);
	walk->current = link->target;
	if (is_owner(walk, link->target)) {
		end(walk, MAILAUTH_CNAME_LOOP, NULL);
		return false;
	}
	return true;
}

/* ---- the phases ------------------------------------------------------------ */

/* The aliases out of the answer to the question itself. */
static void
read_whole(struct cname_walk *walk, const struct mailauth_answer *ans)
{
	walk->result.secure = ans->secure;
	/* A loop, a chain too long for the resolver and a broken server all
	 * look the same here: find out which. */
	if ((ans->status == MAILAUTH_DNS_SERVFAIL ||
	    ans->status == MAILAUTH_DNS_FAILED) &&
	    walk->result.type != MAILAUTH_TYPE_CNAME) {
		walk->result.secure = 1;
		walk->phase = PHASE_LINKS;
		return;
	}
	for (size_t i = 0; i < ans->link_count; i++)
		if (!follow(walk, &ans->links[i]))
			return;
	end(walk, end_of(ans), ans);
}

/* The link that an answer to the type CNAME holds for the name asked.  False:
 * it is no alias.  Of several records the first in the order of their text is
 * taken, for DNS keeps no order and the walk must. */
static bool
link_of(const struct mailauth_answer *ans, const char *owner, struct mailauth_link *link)
{
	const struct mailauth_record *record;

	/* A DNAME above the name: the alias made from it. */
	if (ans->link_count > 0) {
		*link = ans->links[0];
		return true;
	}
	if (ans->status != MAILAUTH_DNS_OK || ans->record_count == 0)
		return false;
	record = &ans->records[0];
	for (size_t i = 1; i < ans->record_count; i++)
		if (strcmp(ans->records[i].target, record->target) < 0)
			record = &ans->records[i];
	*link = (struct mailauth_link){
		.owner = owner, .target = record->target, .ttl = record->ttl
	};
	return true;
}

static void
read_link(struct cname_walk *walk, const struct mailauth_answer *ans)
{
	struct mailauth_link link;

	walk->result.secure = walk->result.secure && ans->secure;
	if (link_of(ans, walk->current, &link))
		(void)follow(walk, &link);
	else if (ans->status == MAILAUTH_DNS_OK)
		walk->phase = PHASE_DATA;
	else
		end(walk, end_of(ans), ans);
}

/* The last name had no CNAME record a moment ago.  If it answers with an alias
 * all the same, DNS has changed meanwhile, or a wildcard or server answers some
 * types only; what was found then counts. */
static void
read_data(struct cname_walk *walk, const struct mailauth_answer *ans)
{
	walk->result.secure = walk->result.secure && ans->secure;
	for (size_t i = 0; i < ans->link_count; i++)
		if (!follow(walk, &ans->links[i]))
			return;
	end(walk, end_of(ans), ans);
}

/* One phase as far as it goes.  False: it waits. */
static bool
go_on(struct cname_walk *walk)
{
	struct questions *q = walk->questions;
	const struct mailauth_answer *ans;

	switch (walk->phase) {
	case PHASE_WHOLE:
		ans = mailauth__ask(q, walk->current, walk->result.type, ASK_NEEDED);
		if (ans != NULL)
			read_whole(walk, ans);
		return ans != NULL;
	case PHASE_LINKS:
		/* Beside first: once a resolver has the CNAME record, it hides
		 * what is beside it. */
		if (walk->how == CNAME_WALK_THOROUGH)
			(void)mailauth__cname_ask_beside(walk, walk->current);
		ans = mailauth__ask(q, walk->current, MAILAUTH_TYPE_CNAME, ASK_NEEDED);
		if (ans != NULL)
			read_link(walk, ans);
		return ans != NULL;
	case PHASE_DATA:
		ans = mailauth__ask(q, walk->current, walk->result.type, ASK_NEEDED);
		if (ans != NULL)
			read_data(walk, ans);
		return ans != NULL;
	case PHASE_ABOUT:
		if (!mailauth__cname_ask_about(walk))
			return false;
		mailauth__cname_find_problems(walk);
		mailauth__trace_add(walk->trace, (unsigned)walk->link_count,
		    walk->result.canonical, mailauth_rrtype_name(walk->result.type),
		    mailauth_cname_end_name(walk->result.end));
		walk->phase = PHASE_DONE;
		return true;
	default:
		return false;
	}
}

int
mailauth__cname_walk_step(struct cname_walk *walk)
{
	while (walk->questions->error == 0 && go_on(walk))
		continue;
	if (walk->questions->error != 0)
		return walk->questions->error;
	if (walk->problems.error != 0)
		return walk->problems.error;
	return walk->phase == PHASE_DONE ? EVALUATION_DONE : EVALUATION_WAITING;
}

/* ---- the public task ------------------------------------------------------- */

static int
step(void *evaluation)
{
	return mailauth__cname_walk_step(evaluation);
}

static const struct task_kind cname_kind = {
	"cname", sizeof(struct cname_walk), step, NULL
};

int
mailauth_cname_walk_new(const mailauth_config *cfg, const char *name, uint16_t type,
    mailauth_task **out)
{
	struct name parsed;
	mailauth_task *task;
	const char *copy;
	int rc;

	if (out == NULL)
		return MAILAUTH_ERR_INVALID;
	*out = NULL;
	if (name == NULL || type == 0 ||
	    mailauth__name_parse(name, strlen(name), &parsed) != NAME_OK)
		return MAILAUTH_ERR_INVALID;
	if ((rc = mailauth__task_new(cfg, &cname_kind, &task)) != 0)
		return rc;
	copy = mailauth__arena_text(task->arena, parsed.text, parsed.length);
	rc = copy == NULL ? mailauth__arena_error(task->arena) :
	    mailauth__cname_walk_init(task->evaluation, &task->questions,
	    &task->trace, copy, type, CNAME_WALK_THOROUGH);
	if (rc != 0) {
		mailauth_task_free(task);
		return rc;
	}
	*out = task;
	return 0;
}

static const struct cname_walk *
walk_of(const mailauth_task *task)
{
	return mailauth__task_result(task, &cname_kind);
}

const mailauth_cname_result *
mailauth_cname_walk_result(const mailauth_task *task)
{
	const struct cname_walk *walk = walk_of(task);

	return walk != NULL ? &walk->result : NULL;
}

size_t
mailauth_cname_walk_link_count(const mailauth_task *task)
{
	const struct cname_walk *walk = walk_of(task);

	return walk != NULL ? walk->link_count : 0;
}

const mailauth_link *
mailauth_cname_walk_link(const mailauth_task *task, size_t i)
{
	const struct cname_walk *walk = walk_of(task);

	return walk != NULL && i < walk->link_count ? &walk->links[i] : NULL;
}

size_t
mailauth_cname_walk_record_count(const mailauth_task *task)
{
	const struct cname_walk *walk = walk_of(task);

	return walk != NULL && walk->answer != NULL ? walk->answer->record_count : 0;
}

const mailauth_record *
mailauth_cname_walk_record(const mailauth_task *task, size_t i)
{
	const struct cname_walk *walk = walk_of(task);

	return walk != NULL && walk->answer != NULL ?
	    mailauth_answer_record(walk->answer, i) : NULL;
}

size_t
mailauth_cname_walk_problem_count(const mailauth_task *task)
{
	const struct cname_walk *walk = walk_of(task);

	return walk != NULL ? walk->problems.count : 0;
}

const mailauth_problem *
mailauth_cname_walk_problem(const mailauth_task *task, size_t i)
{
	const struct cname_walk *walk = walk_of(task);

	return walk != NULL ? mailauth__problem_at(&walk->problems, i) : NULL;
}

const char *
mailauth_cname_end_name(int how)
{
	static const char *const names[] = {
		[MAILAUTH_CNAME_DATA] = "data",
		[MAILAUTH_CNAME_NODATA] = "nodata",
		[MAILAUTH_CNAME_NXDOMAIN] = "nxdomain",
		[MAILAUTH_CNAME_LOOP] = "loop",
		[MAILAUTH_CNAME_TOO_LONG] = "too-long",
		[MAILAUTH_CNAME_SERVFAIL] = "servfail",
		[MAILAUTH_CNAME_TIMEOUT] = "timeout",
		[MAILAUTH_CNAME_BOGUS] = "bogus",
	};

	return how > 0 && (size_t)how < COUNT_OF(names) ? names[how] : NULL;
}
