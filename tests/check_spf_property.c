/* SPDX-License-Identifier: BSD-2-Clause */
/* What must hold for every zone: neither the order of the answers nor how many
 * questions are asked ahead changes the verdict, the counters or the trace,
 * also when any one question fails; and a check may be stopped at any moment.
 *
 * SPF_PROPERTY_ZONES=N tries N zones instead of a few. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "support/drive.h"
#include "support/suite.h"

#define NAMES 9
#define CLIENT "192.0.2.1"
#define SENDER "user@n0.example"

struct world {
	mailauth_zone *zone;
	char zone_text[16384];
	size_t length;
	/* the question that fails, if any */
	char broken_name[256];
	uint16_t broken_type;
	int broken_status;
};

struct report {
	char text[65536];
	size_t length;
};


static struct report plain, other;
static unsigned seen[MAILAUTH_SPF_PERMERROR + 1]; /* verdicts */
static unsigned most_lookups;
static size_t asked_ahead; /* questions only ever asked ahead */

/* ---- random zones ---- */

static uint32_t
pick(uint32_t *seed, uint32_t below)
{
	return drive_random(seed) % below;
}

static void
add(struct world *w, const char *format, unsigned a, unsigned b)
{
	int n = snprintf(w->zone_text + w->length,
	    sizeof(w->zone_text) - w->length, format, a, b);

	w->length += (size_t)n;
	ck_assert_uint_lt(w->length, sizeof(w->zone_text));
}

/* Some names do not exist: there are fewer than are mentioned. */
static unsigned
name(uint32_t *seed)
{
	return pick(seed, NAMES + 3);
}

static void
add_term(struct world *w, uint32_t *seed)
{
	static const char *const qualifiers[] = { "", "", "", "", "-", "~", "?", "+" };

	add(w, " ", 0, 0);
	add(w, qualifiers[pick(seed, 8)], 0, 0);
	switch (pick(seed, 13)) {
	case 0:
	case 1:
	case 2:
	case 3:
		add(w, "include:n%u.example", name(seed), 0);
		break;
	case 4:
		add(w, "a:n%u.example", name(seed), 0);
		break;
	case 5:
		add(w, "a:n%u.example/%u", name(seed), 24 + pick(seed, 9));
		break;
	case 6:
		add(w, "mx:n%u.example", name(seed), 0);
		break;
	case 7:
		add(w, "exists:n%u.%%{d}", name(seed), 0);
		break;
	case 8:
		add(w, "exists:%%{l}.n%u.example", name(seed), 0);
		break;
	case 9:
		add(w, "ptr:n%u.example", name(seed), 0);
		break;
	case 10:
		add(w, "include:%%{d1r}.example", 0, 0);
		break;
	case 11:
		add(w, "a:%%{p}", 0, 0);
		break;
	default:
		add(w, "ip4:192.0.2.%u", 1 + pick(seed, 40), 0);
		break;
	}
}

static void
add_policy(struct world *w, uint32_t *seed, unsigned i)
{
	static const char *const ends[] = { "-all", "~all", "?all", "+all", "" };
	uint32_t terms = pick(seed, 6);

	add(w, "n%u.example. TXT \"v=spf1", i, 0);
	while (terms-- > 0)
		add_term(w, seed);
	switch (pick(seed, 8)) {
	case 0:
	case 1:
		add(w, " redirect=n%u.example", name(seed), 0);
		break;
	case 2:
		add(w, " foo bar:", 0, 0); /* a syntax error */
		break;
	default:
		add(w, " ", 0, 0);
		add(w, ends[pick(seed, 5)], 0, 0);
		break;
	}
	if (pick(seed, 4) == 0)
		add(w, " exp=n%u.example", name(seed), 0);
	add(w, "\"\n", 0, 0);
}

static void
add_hosts(struct world *w, uint32_t *seed, unsigned i)
{
	uint32_t n;

	for (n = pick(seed, 3); n > 0; n--)
		add(w, "n%u.example. A 192.0.2.%u\n", i, 1 + pick(seed, 30));
	for (n = pick(seed, 4) == 0 ? 11 : pick(seed, 4); n > 0; n--)
		add(w, "n%u.example. MX %u ", i, pick(seed, 3)),
		add(w, "n%u.example.\n", name(seed), 0);
	if (pick(seed, 3) == 0)
		add(w, "user.n%u.example. A 127.0.0.2\n", i, 0);
}

static void
make_world(struct world *w, uint32_t *seed)
{
	unsigned i;

	memset(w, 0, sizeof(*w));
	for (i = 0; i < NAMES; i++) {
		if (i > 0 && pick(seed, 10) == 0) {
			add(w, "n%u.example. CNAME n%u.example.\n", i, name(seed));
			continue;
		}
		if (i == 0 || pick(seed, 8) > 0)
			add_policy(w, seed, i);
		if (pick(seed, 10) == 0)
			add_policy(w, seed, i); /* two records */
		add_hosts(w, seed, i);
	}
	for (i = 0; i < 3; i++)
		add(w, "1.2.0.192.in-addr.arpa. PTR n%u.example.\n", name(seed), 0);
	ck_assert_int_eq(mailauth_zone_new(NULL, &w->zone), 0);
	ck_assert_int_eq(mailauth_zone_read(w->zone, "random", NULL,
	    w->zone_text, w->length), 0);
}

static int
answer(void *arg, const char *asked, uint16_t type, mailauth_answer **out)
{
	struct world *w = arg;
	int rc;

	if (w->broken_type != type || strcmp(w->broken_name, asked) != 0)
		return mailauth_zone_answer(w->zone, asked, type, out);
	rc = mailauth_answer_new(NULL, asked, type, out);
	return rc != 0 ? rc : mailauth_answer_set_status(*out, w->broken_status);
}

/* ---- reports ---- */

static void
say(struct report *r, const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;

	ck_assert_uint_lt(r->length + len + 2, sizeof(r->text));
	memcpy(r->text + r->length, text != NULL ? text : "", len);
	r->length += len;
	r->text[r->length++] = '|';
	r->text[r->length] = '\0';
}

static void
report(struct report *r, const mailauth_task *task)
{
	const mailauth_spf_result *result = mailauth_spf_check_result(task);
	char numbers[64];
	size_t i;

	r->length = 0;
	for (i = 0; i < mailauth_task_event_count(task); i++) {
		const mailauth_event *e = mailauth_task_event(task, i);

		snprintf(numbers, sizeof(numbers), "\n%u", e->depth);
		say(r, numbers);
		say(r, e->domain);
		say(r, e->term);
		say(r, e->outcome);
	}
	snprintf(numbers, sizeof(numbers), "\n%s %u %u %d",
	    mailauth_spf_verdict_name(result->verdict), result->lookups,
	    result->void_lookups, result->problem);
	say(r, numbers);
	say(r, result->matched_in);
	say(r, result->matched_term);
	say(r, result->problem_text);
	say(r, result->problem_domain);
	say(r, result->explanation);
	for (i = 0; i < result->path_length; i++)
		say(r, result->path[i]);
	seen[result->verdict]++;
	if (result->lookups > most_lookups)
		most_lookups = result->lookups;
	ck_assert_uint_le(result->lookups, 11);
	ck_assert_uint_le(result->void_lookups, 4);
}

static mailauth_task *
start(const mailauth_config *cfg)
{
	mailauth_task *task;

	ck_assert_int_eq(mailauth_spf_check_new(cfg, CLIENT, SENDER,
	    "helo.example", &task), 0);
	return task;
}

/* Runs the check with so many questions ahead, answers shuffled if seed. */
static void
run(struct world *w, int64_t prefetch, uint32_t *seed, struct report *r)
{
	size_t before = asked_ahead, i;
	mailauth_config *cfg;
	mailauth_task *task;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_PREFETCH,
	    prefetch), 0);
	task = start(cfg);
	ck_assert_int_eq(seed != NULL ? drive_shuffled(task, answer, w, seed) :
	    drive(task, answer, w), MAILAUTH_TASK_DONE);
	report(r, task);
	for (i = 0; i < mailauth_task_question_count(task); i++)
		asked_ahead += mailauth_task_question(task, i)->speculative != 0;
	ck_assert(prefetch > 0 || asked_ahead == before);
	mailauth_task_free(task);
	mailauth_config_free(cfg);
}


static void
all_agree(struct world *w, uint32_t *seed)
{
	static const int64_t depths[] = { 0, 1, 3, 10000 };
	size_t i;

	run(w, 0, NULL, &plain);
	for (i = 0; i < sizeof(depths) / sizeof(depths[0]); i++) {
		run(w, depths[i], seed, &other);
		ck_assert_msg(strcmp(plain.text, other.text) == 0,
		    "%d asked ahead:%s\n\nnone:%s\n\n%s\nbroken: %s %u",
		    (int)depths[i], other.text, plain.text, w->zone_text,
		    w->broken_name, w->broken_type);
	}
}

/* Breaks each question of the plain check in turn. */
static void
break_each(struct world *w, uint32_t *seed)
{
	static const int ways[] = { MAILAUTH_DNS_TIMEOUT, MAILAUTH_DNS_SERVFAIL,
		MAILAUTH_DNS_NXDOMAIN, MAILAUTH_DNS_BOGUS };
	mailauth_task *task = start(NULL);
	size_t i;

	ck_assert_int_eq(drive(task, answer, w), MAILAUTH_TASK_DONE);
	for (i = 0; i < mailauth_task_question_count(task); i++) {
		const mailauth_question *q = mailauth_task_question(task, i);

		snprintf(w->broken_name, sizeof(w->broken_name), "%s", q->name);
		w->broken_type = q->type;
		w->broken_status = ways[pick(seed, 4)];
		all_agree(w, seed);
	}
	w->broken_type = 0;
	mailauth_task_free(task);
}

/* Time is up after `count` answers, or the task is freed then. */
static void
stop_after(struct world *w, unsigned count)
{
	mailauth_task *task = start(NULL);
	const mailauth_query *query;
	mailauth_answer *ans;
	int verdict;

	while (count-- > 0 && mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		query = mailauth_task_next_query(task);
		if (query == NULL)
			break;
		ck_assert_int_eq(answer(w, query->name, query->type, &ans), 0);
		ck_assert_int_eq(mailauth_task_answer(task, query->id, ans), 0);
		mailauth_answer_free(ans);
	}
	if (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		mailauth_task_expire(task);
		ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
		verdict = mailauth_spf_check_result(task)->verdict;
		/* Only an explanation may be missing. */
		ck_assert(verdict == MAILAUTH_SPF_TEMPERROR ||
		    verdict == MAILAUTH_SPF_FAIL);
	}
	mailauth_task_free(task);
}

static unsigned
zones(void)
{
	const char *wanted = getenv("SPF_PROPERTY_ZONES");

	return wanted != NULL ? (unsigned)strtoul(wanted, NULL, 10) : 120;
}

START_TEST(order_and_prefetch)
{
	static struct world w;
	uint32_t seed = 20241122;
	unsigned i;

	for (i = 0; i < zones(); i++) {
		make_world(&w, &seed);
		all_agree(&w, &seed);
		break_each(&w, &seed);
		mailauth_zone_free(w.zone);
	}
	/* The zones are varied enough to say something. */
	for (i = MAILAUTH_SPF_NEUTRAL; i <= MAILAUTH_SPF_PERMERROR; i++)
		ck_assert_msg(seen[i] > 0, "never %s",
		    mailauth_spf_verdict_name((int)i));
	ck_assert_uint_gt(most_lookups, 10);
	ck_assert_uint_gt(asked_ahead, 0);
}
END_TEST

START_TEST(expiry)
{
	static struct world w;
	uint32_t seed = 7;
	unsigned i, n;

	for (i = 0; i < zones(); i++) {
		make_world(&w, &seed);
		for (n = 0; n < 12; n++)
			stop_after(&w, n);
		mailauth_zone_free(w.zone);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_property");
	TCase *tc = tcase_create("property");

	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, order_and_prefetch);
	tcase_add_test(tc, expiry);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
