/* SPDX-License-Identifier: BSD-2-Clause */
/* One validation: units of work over one question table, and what they find.
 *
 * A unit is a straight-line function of the answers so far.  It asks by
 * mailauth__look(), which returns NULL for an answer that is not there yet; the
 * unit then simply returns, what it found meanwhile is dropped, and it is run
 * again when that answer has arrived.  Units keep no state and have no order. */
#ifndef VALIDATE_VALIDATION_H
#define VALIDATE_VALIDATION_H

#include <stdbool.h>

#include <mailauth/validate.h>

#include "base/ip.h"
#include "dns/answer.h"
#include "evaluate/host_check.h"
#include "task/task.h"
#include "validate/profile.h"
#include "validate/say.h"
#include "validate/want.h"

#define VALIDATE_SELECTORS 100 /* selectors, approved hosts */
#define VALIDATE_FINDINGS 1000 /* kept of one domain */
#define VALIDATE_ALIKE 8       /* of one code, severity and owner from records */

/* A list that a view shows. */
struct texts {
	const char **items;
	size_t room;
};

struct finding {
	struct mailauth_finding view;
	struct texts have, want, fix, remove;
	const struct profile_section *section; /* of the requirement, or NULL */
	const struct item *item; /* of it, or NULL */
	uint64_t order;  /* place in the report among equals */
};

/* One owner of a requirement: one of several with `each`. */
struct item {
	struct requirement *requirement;
	const char *owner;     /* canonical; what was written if it is no name */
	bool is_ip;            /* the owner is an address */
	struct ip ip;
	struct want *wants, *anys, *migrations;
	size_t want_count, any_count, migration_count;
	const char *if_none;   /* SPF: the record to have if there is none; or NULL */
	bool theirs;           /* no value of the caller's is in the wants */
	int state;             /* MAILAUTH_STATE_*, 0: not yet */
};

struct requirement {
	struct mailauth_requirement view;
	const struct profile_section *section;
	struct item *items;
	size_t item_count;
};

/* How much the answer to a question matters: SIDE questions that DNS does not
 * answer are remarked on, CORE ones leave the domain undecided. */
enum weight { WEIGHT_SIDE = 0, WEIGHT_CORE = 1 };

struct validation;
struct spf_tree;
struct alias_walk;
struct dmarc_lookup;
struct dmarc_reports;
struct dkim_lookup;
struct authoritative;
struct unit {
	void (*run)(struct validation *v, void *arg);
	void *arg;
	enum weight weight;
	bool done;
	const char *lacks;     /* name of the question it waits for, or NULL */
	uint16_t lacks_type;
};

struct variable {
	const char *name, *value;
};

/* A sentence and what it is in German, or NULL. */
struct said {
	const char *english, *german;
};

struct failure {
	const char *name;
	uint16_t type;
	enum weight weight;
};

struct dkim_subject {
	struct dkim_lookup *lookup; /* NULL: no selectors */
	bool begun, done;
};

struct validation {
	struct questions *questions;
	struct trace *trace;
	struct arena *arena;
	const struct mailauth_profile *profile;
	const char *domain;    /* canonical, or as given if `fault` */
	int fault;             /* NAME_* of the domain */
	bool begun, finished;
	int error;             /* sticky: MAILAUTH_ERR_NOMEM, _LIMIT */

	struct variable *variables;
	size_t variable_count;
	const char **selectors, **approved;
	size_t selector_count, approved_count;
	const char *helo;
	int8_t *severities;    /* by place in the catalogue, -1: the default;
	                        * NULL: none changed */

	struct requirement *requirements;
	size_t requirement_count;
	struct unit *units;
	size_t unit_count, unit_room;
	struct unit *unit;     /* the one that runs */
	bool lacking;          /* it lacks an answer */
	struct spf_tree *trees;    /* SPF trees by owner (subjects.c) */
	struct dmarc_lookup *dmarc;
	bool dmarc_done;
	struct dmarc_reports *reports;
	struct dkim_subject dkim[2]; /* the caller's selectors, the profile's */
	struct alias_walk *walks;  /* rules_cname.c */
	struct host_check **hosts; /* each mail host once */
	size_t host_count, host_room;

	struct failure *failures; /* questions of units that DNS did not answer */
	size_t failure_count, failure_room;

	struct finding **findings;
	size_t finding_count, finding_room;
	struct said *said;     /* sentences made by mailauth__sentence() */
	size_t said_count, said_room;
	struct finding *spare; /* what a finding becomes without memory */
	int result;
	uint32_t retry;
	struct authoritative *authoritative; /* NULL: the resolver alone is asked */
};

/* The answer; NULL if it is not there yet, or there is no memory.  `name` is
 * canonical and lives as long as the task. */
const struct mailauth_answer *mailauth__look(struct validation *v, const char *name,
    uint16_t type);
/* The same for "prefix.name"; where that is too long for a name, an answer that
 * it does not exist. */
const struct mailauth_answer *mailauth__look_under(struct validation *v,
    const char *prefix, const char *name, uint16_t type);
/* "prefix.name" in the arena; NULL: too long or no memory. */
const char *mailauth__under(struct validation *v, const char *prefix, const char *name);
/* The same, but `name` itself in place of NULL. */
const char *mailauth__under_or(struct validation *v, const char *prefix,
    const char *name);
/* A host's addresses and reverse names; NULL while answers lack. */
const struct host_check *mailauth__host(struct validation *v, const char *name);
/* The same of one address. */
const struct host_check *mailauth__host_of(struct validation *v, const struct ip *ip);
/* Adds a unit of work. */
void mailauth__unit_add(struct validation *v, enum weight weight,
    void (*run)(struct validation *v, void *arg), void *arg);

/* ---- findings (finding.c); none of these fails visibly: v->error says ---- */

/* A new finding with the rule's severity, sentence, reference and fix. */
struct finding *mailauth__find(struct validation *v, int code, const char *owner,
    const char *type);
/* The same about an item of the profile: severity bounded by its level.  `unmet`
 * makes it the reason why a requirement fails, so never below its level. */
struct finding *mailauth__find_item(struct validation *v, int code,
    const struct item *item, bool unmet);
void mailauth__finding_have(struct validation *v, struct finding *f, const char *text);
void mailauth__finding_want(struct validation *v, struct finding *f, const char *text);
/* A line "owner. 3600 IN TYPE data" to have, and room for it. */
void mailauth__finding_fix(struct validation *v, struct finding *f, const char *owner,
    const char *type, const char *data);
/* The same, without making room for it. */
void mailauth__finding_line(struct validation *v, struct finding *f, const char *owner,
    const char *type, const char *data);
/* Deletes what cannot stand beside a record of the type: an alias, or what an
 * alias cannot stand beside (room.c). */
void mailauth__make_room(struct validation *v, struct finding *f, const char *owner,
    const char *type);
/* Deletes the alias at the domain itself. */
void mailauth__clear_apex(struct validation *v, struct finding *f);
/* The same to take out. */
void mailauth__finding_delete(struct validation *v, struct finding *f, const char *owner,
    const char *type, const char *data);
/* The record with the octets concerned. */
void mailauth__finding_record(struct finding *f, const struct mailauth_record *record,
    size_t offset, size_t length);
/* A record's problem as a finding at owner. */
struct finding *mailauth__find_problem(struct validation *v, const char *owner,
    const char *type, const struct mailauth_problem *problem,
    const char *text, size_t len);
/* The same; NULL if there are VALIDATE_ALIKE of its code, severity and owner
 * since finding `from`: a record of 64 KiB may have a fault in each word. */
struct finding *mailauth__find_alike(struct validation *v, size_t from,
    const char *owner, const char *type, const struct mailauth_problem *problem,
    const char *text, size_t len);
/* Lowers its severity to that, if it is above. */
void mailauth__finding_at_most(struct finding *f, int severity);
/* Gives f the want and the lines of another that one record mends with it. */
void mailauth__finding_same(struct validation *v, struct finding *f,
    const struct finding *like);
/* The severity of a rule after all changes; 0: not to be told. */
int mailauth__severity(const struct validation *v, int code);

/* ---- sentences (sentence.c) ---- */

/* mailauth__say() for a finding's message, which is then known in German too. */
const char *mailauth__sentence(struct validation *v, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
/* The German form of a sentence made so; NULL: it has none. */
const char *mailauth__german_of(const struct validation *v, const char *english);

/* ---- record data as text (lines.c); NULL: no memory ---- */

const char *mailauth__data_mx(struct validation *v, unsigned preference, const char *host);
const char *mailauth__data_srv(struct validation *v, unsigned priority, unsigned weight,
    unsigned port, const char *host);
const char *mailauth__data_host(struct validation *v, const char *host);
/* Quoted strings of at most 255 octets. */
const char *mailauth__data_txt(struct validation *v, const char *text, size_t len);
/* A record's data as a master file has it. */
const char *mailauth__data_record(struct validation *v, const struct mailauth_record *record);
/* The same for people: TXT without quotes, hosts without a final dot. */
const char *mailauth__show_record(struct validation *v, const struct mailauth_record *record);

/* ---- the parts (each in a file of its own) ---- */

/* The profile's requirements become items, each with a unit of work. */
void mailauth__expand_profile(struct validation *v);
/* A unit: one item of the profile against DNS. */
void mailauth__match_item(struct validation *v, void *item);
/* The units of the general audit. */
void mailauth__rules_add(struct validation *v);
/* All units are done: states, order and verdict. */
void mailauth__finish(struct validation *v);
/* Takes the lines away from findings that contradict those of another: all
 * lines of a report can be applied together. */
void mailauth__reconcile(struct validation *v);
extern const struct task_kind mailauth__validate_kind;
/* The validation of a task that is one and DONE, else NULL. */
const struct validation *mailauth__validation_done(const struct mailauth_task *task);

#endif
