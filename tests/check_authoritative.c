/* SPDX-License-Identifier: BSD-2-Clause */
/* The zone's own name servers beside a resolver with an old cache: every answer
 * is fed by hand, by the server that the question names. */
#include <stdbool.h>
#include <string.h>

#include <mailauth.h>

#include "base/arena.h"
#include "evaluate/authority.h"
#include "support/alloc.h"
#include "support/suite.h"
#include "task/task.h"

/* What one server, or the resolver (address NULL), says. */
struct speaker {
	const char *address;
	int status;          /* not MAILAUTH_DNS_OK: to everything */
	mailauth_zone *zone;
	size_t asked;
};

#define SPEAKERS 6

struct world {
	struct speaker speakers[SPEAKERS];
	size_t count;
	size_t strangers;    /* servers asked that are none of these */
};

/* A provider, and a domain that follows it; the parts differ. */
#define HEAD "$ORIGIN d.example.\n$TTL 900\n" \
	"@ SOA ns1 hostmaster 7 3600 600 86400 600\n" \
	"@ NS ns1\n@ NS ns2\n" \
	"ns1 A 192.0.2.1\nns2 A 192.0.2.2\n" \
	"@ TXT \"v=spf1 include:spf.prov.example -all\"\n" \
	"prov.example. SOA ns.prov.example. host 1 3600 600 86400 600\n" \
	"mx.prov.example. A 198.51.100.1\n" \
	"old.prov.example. A 198.51.100.2\n" \
	"spf.prov.example. TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\n" \
	"_dmarc.d.prov.example. TXT \"v=DMARC1; p=reject; rua=mailto:x@d.example\"\n"
#define DMARC "_dmarc CNAME _dmarc.d.prov.example.\n"
#define NEW "@ 900 MX 10 mx.prov.example.\n"
#define OLD "@ 1200 MX 10 old.prov.example.\n"

static const char profile_text[] =
    "[profile]\nname = p\ntitle = P\nreference = here\n"
    "[mx]\nowner = @\ntype = MX\nlevel = required\nwant = 10 mx.prov.example\nonly = yes\n"
    "[dmarc]\nowner = _dmarc\ntype = CNAME\nlevel = required\n"
    "want = _dmarc.d.prov.example\n";

static struct speaker *
add(struct world *w, const char *address, int status, const char *text)
{
	struct speaker *s = &w->speakers[w->count++];

	ck_assert_uint_le(w->count, SPEAKERS);
	*s = (struct speaker){ .address = address, .status = status };
	if (text != NULL) {
		ck_assert_int_eq(mailauth_zone_new(NULL, &s->zone), 0);
		ck_assert_int_eq(mailauth_zone_read(s->zone, "test", NULL, text,
		    strlen(text)), 0);
	}
	return s;
}

static void
close_world(struct world *w)
{
	size_t i;

	for (i = 0; i < w->count; i++)
		mailauth_zone_free(w->speakers[i].zone);
	memset(w, 0, sizeof(*w));
}

static struct speaker *
speaker_of(struct world *w, const char *server)
{
	size_t i;

	for (i = 0; i < w->count; i++) {
		const char *address = w->speakers[i].address;

		if (address == server || (address != NULL && server != NULL &&
		    strcmp(address, server) == 0))
			return &w->speakers[i];
	}
	return NULL;
}

/* An authoritative server follows no alias out of its zone. */
static bool
leaves(const struct speaker *s, const mailauth_answer *ans)
{
	const mailauth_link *last = mailauth_answer_link(ans,
	    mailauth_answer_link_count(ans) - 1);

	return s->address != NULL && last != NULL &&
	    strstr(last->target, "d.example") == NULL;
}

static int
answer(struct world *w, mailauth_task *task, const mailauth_query *q)
{
	struct speaker *s = speaker_of(w, q->server);
	mailauth_answer *ans = NULL;
	int rc;

	if (s == NULL) {
		w->strangers++;
		return mailauth_task_answer_status(task, q->id, MAILAUTH_DNS_TIMEOUT);
	}
	s->asked++;
	if (s->status != MAILAUTH_DNS_OK)
		return mailauth_task_answer_status(task, q->id, s->status);
	rc = mailauth_zone_answer(s->zone, q->name, q->type, &ans);
	if (rc != 0)
		return rc;
	if (leaves(s, ans))
		rc = mailauth_task_answer_status(task, q->id, MAILAUTH_DNS_SERVFAIL);
	else
		rc = mailauth_task_answer(task, q->id, ans);
	mailauth_answer_free(ans);
	return rc;
}

/* To the end; its state or the error. */
static int
drive_world(struct world *w, mailauth_task *task)
{
	const mailauth_query *q;
	int rc = 0;

	while (rc == 0 && mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		bool any = false;

		while (rc == 0 && (q = mailauth_task_next_query(task)) != NULL) {
			rc = answer(w, task, q);
			any = true;
		}
		if (!any)
			break;
	}
	return rc != 0 ? rc : mailauth_task_state(task);
}

static mailauth_profile *
read_profile(void)
{
	mailauth_profile *profile;

	ck_assert_int_eq(mailauth_profile_parse(NULL, "p", profile_text,
	    sizeof(profile_text) - 1, &profile), 0);
	return profile;
}

static mailauth_task *
check(struct world *w, const mailauth_profile *profile)
{
	mailauth_task *task;

	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_set_profile(task, profile), 0);
	ck_assert_int_eq(mailauth_validate_set_authoritative(task, 1), 0);
	ck_assert_int_eq(drive_world(w, task), MAILAUTH_TASK_DONE);
	return task;
}

static const mailauth_finding *
find(const mailauth_task *task, int code)
{
	const mailauth_finding *f;
	size_t i;

	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++) {
		if (f->code == code)
			return f;
	}
	return NULL;
}

static size_t
count(const mailauth_task *task, int code)
{
	const mailauth_finding *f;
	size_t i, n = 0;

	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++)
		n += f->code == code;
	return n;
}

static int
state(const mailauth_task *task, size_t i)
{
	return mailauth_validate_requirement(task, i)->state;
}

static void
expect_no_error(const mailauth_task *task)
{
	const mailauth_finding *f = mailauth_validate_finding(task, 0);

	if (f != NULL && f->severity == MAILAUTH_SEVERITY_ERROR)
		ck_abort_msg("%s: %s", f->id, f->message);
}

/* The resolver has an old MX record; both servers have the new one. */
START_TEST(old_cache)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	mailauth_report *report;
	const mailauth_finding *f;
	mailauth_task *task;
	const char *text;

	add(&w, NULL, 0, HEAD OLD DMARC);
	add(&w, "192.0.2.1", 0, HEAD NEW DMARC);
	add(&w, "192.0.2.2", 0, HEAD NEW DMARC);
	task = check(&w, profile);
	expect_no_error(task);
	ck_assert_int_eq(state(task, 0), MAILAUTH_STATE_PENDING);
	ck_assert_int_eq(state(task, 1), MAILAUTH_STATE_MET);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_UNDECIDED);
	f = find(task, MAILAUTH_RULE_PROFILE_PENDING);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->requirement, "mx");
	ck_assert_ptr_nonnull(strstr(f->message, "1200 seconds"));
	ck_assert_uint_eq(f->wait, 1200);
	ck_assert_uint_eq(f->have_count, 1);
	ck_assert_str_eq(f->have[0], "10 old.prov.example");
	ck_assert_uint_eq(mailauth_validate_retry(task), 1200);
	ck_assert_ptr_null(find(task, MAILAUTH_RULE_DNS_NEGATIVE_CACHED));
	ck_assert_int_eq(mailauth_report_new(NULL, &report), 0);
	ck_assert_int_eq(mailauth_report_text(report, task, &text, NULL), 0);
	ck_assert_ptr_nonnull(strstr(text, "1200 s"));
	ck_assert_int_eq(mailauth_report_json(report, task, &text, NULL), 0);
	ck_assert_ptr_nonnull(strstr(text, "\"wait\":1200"));
	mailauth_report_free(report);
	ck_assert_ptr_null(find(task, MAILAUTH_RULE_MX_NS_INCONSISTENT));
	ck_assert_ptr_null(find(task, MAILAUTH_RULE_DNS_NS_UNRESPONSIVE));
	ck_assert_uint_eq(w.strangers, 0);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* It remembers that there is none; the alias leads out of the zone. */
START_TEST(negative_cache)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	const mailauth_finding *f;
	mailauth_task *task;

	add(&w, NULL, 0, HEAD NEW);
	add(&w, "192.0.2.1", 0, HEAD NEW DMARC);
	add(&w, "192.0.2.2", 0, HEAD NEW DMARC);
	task = check(&w, profile);
	expect_no_error(task);
	ck_assert_int_eq(state(task, 0), MAILAUTH_STATE_MET);
	ck_assert_int_eq(state(task, 1), MAILAUTH_STATE_PENDING);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_UNDECIDED);
	f = find(task, MAILAUTH_RULE_DNS_NEGATIVE_CACHED);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->owner, "_dmarc.d.example");
	ck_assert_ptr_nonnull(strstr(f->message, "600 seconds"));
	ck_assert_uint_eq(mailauth_validate_retry(task), 600);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* One server has not loaded the new zone: unmet, and why. */
START_TEST(disagreement)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	const mailauth_finding *f;
	mailauth_task *task;

	add(&w, NULL, 0, HEAD OLD DMARC);
	add(&w, "192.0.2.1", 0, HEAD NEW DMARC);
	add(&w, "192.0.2.2", 0, HEAD OLD);
	task = check(&w, profile);
	ck_assert_int_eq(state(task, 0), MAILAUTH_STATE_UNMET);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_FAILS);
	f = find(task, MAILAUTH_RULE_MX_NS_INCONSISTENT);
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(f->severity, MAILAUTH_SEVERITY_WARNING);
	ck_assert_uint_eq(f->have_count, 2);
	ck_assert_str_eq(f->have[0], "ns1.d.example (serial 7): 10 mx.prov.example");
	ck_assert_str_eq(f->have[1], "ns2.d.example (serial 7): 10 old.prov.example");
	f = find(task, MAILAUTH_RULE_DNS_NS_INCONSISTENT);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->owner, "_dmarc.d.example");
	ck_assert_str_eq(f->type, "CNAME");
	ck_assert_str_eq(f->have[1], "ns2.d.example (serial 7): nothing");
	/* and not the TXT record behind it once more */
	ck_assert_uint_eq(count(task, MAILAUTH_RULE_DNS_NS_INCONSISTENT), 1);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* A server that refuses, fails or is silent is told, and the other decides. */
static const int lame[] = { MAILAUTH_DNS_REFUSED, MAILAUTH_DNS_SERVFAIL,
	MAILAUTH_DNS_TIMEOUT, MAILAUTH_DNS_FAILED };

START_TEST(lame_server)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	const mailauth_finding *f;
	mailauth_task *task;

	add(&w, NULL, 0, HEAD OLD DMARC);
	add(&w, "192.0.2.1", 0, HEAD NEW DMARC);
	add(&w, "192.0.2.2", lame[_i], NULL);
	task = check(&w, profile);
	ck_assert_int_eq(state(task, 0), MAILAUTH_STATE_PENDING);
	f = find(task, MAILAUTH_RULE_DNS_NS_UNRESPONSIVE);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->have[0], "ns2.d.example");
	ck_assert_ptr_nonnull(strstr(f->message, "192.0.2.2"));
	/* one question is enough to know */
	ck_assert_uint_eq(w.speakers[2].asked, 1);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* Nothing is wrong: only what matters is compared, and nothing is told. */
START_TEST(all_well)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	mailauth_task *task;

	add(&w, NULL, 0, HEAD NEW DMARC);
	add(&w, "192.0.2.1", 0, HEAD NEW DMARC);
	add(&w, "192.0.2.2", 0, HEAD NEW DMARC);
	task = check(&w, profile);
	expect_no_error(task);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_CONFORMS);
	ck_assert_ptr_null(find(task, MAILAUTH_RULE_PROFILE_PENDING));
	ck_assert_ptr_null(find(task, MAILAUTH_RULE_MX_NS_INCONSISTENT));
	ck_assert_ptr_null(find(task, MAILAUTH_RULE_DNS_NS_INCONSISTENT));
	ck_assert_uint_ge(w.speakers[1].asked, 4);
	ck_assert_uint_le(w.speakers[1].asked, 12);
	ck_assert_uint_eq(w.speakers[1].asked, w.speakers[2].asked);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* Wrong here and there alike: no excuse. */
START_TEST(wrong_everywhere)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	mailauth_task *task;

	add(&w, NULL, 0, HEAD OLD DMARC);
	add(&w, "192.0.2.1", 0, HEAD OLD DMARC);
	add(&w, "192.0.2.2", 0, HEAD OLD DMARC);
	task = check(&w, profile);
	ck_assert_int_eq(state(task, 0), MAILAUTH_STATE_UNMET);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_FAILS);
	ck_assert_ptr_null(find(task, MAILAUTH_RULE_PROFILE_PENDING));
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* An error of the general audit that only the old record has. */
START_TEST(old_error)
{
	struct world w = { .count = 0 };
	const mailauth_finding *f;
	mailauth_task *task;

	add(&w, NULL, 0, HEAD NEW DMARC "@ TXT \"v=spf1 -all\"\n");
	add(&w, "192.0.2.1", 0, HEAD NEW DMARC);
	add(&w, "192.0.2.2", 0, HEAD NEW DMARC);
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_set_authoritative(task, 1), 0);
	ck_assert_int_eq(drive_world(&w, task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_UNDECIDED);
	f = find(task, MAILAUTH_RULE_SPF_MULTIPLE_RECORDS);
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(f->severity, MAILAUTH_SEVERITY_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(f->message, "900 seconds"));
	mailauth_task_free(task);
	close_world(&w);
}
END_TEST

/* Servers of the caller's, and those of nobody. */
START_TEST(given_servers)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	mailauth_task *task;
	int i;

	add(&w, NULL, 0, HEAD OLD DMARC);
	add(&w, "127.0.0.1@5300", 0, HEAD NEW DMARC);
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_set_profile(task, profile), 0);
	ck_assert_int_eq(mailauth_validate_add_name_server(task, "ns1.d.example"),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_add_name_server(task, "127.0.0.1@0"),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_add_name_server(task, "1.1.1.1\nx: y"),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_add_name_server(task, "127.0.0.1@5300"), 0);
	ck_assert_int_eq(drive_world(&w, task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(state(task, 0), MAILAUTH_STATE_PENDING);
	ck_assert_uint_eq(w.strangers, 0);
	ck_assert_int_eq(mailauth_validate_add_name_server(task, "127.0.0.1"),
	    MAILAUTH_ERR_STATE);
	mailauth_task_free(task);
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	for (i = 0; i < LIMIT_AUTHORITY_SERVERS; i++) {
		char address[] = "192.0.2.100";

		address[9] = (char)('0' + i / 10);
		address[10] = (char)('0' + i % 10);
		ck_assert_int_eq(mailauth_validate_add_name_server(task, address), 0);
	}
	ck_assert_int_eq(mailauth_validate_add_name_server(task, "192.0.2.1"),
	    MAILAUTH_ERR_LIMIT);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* Name servers on this machine, or without an address, are told, not asked. */
START_TEST(no_address)
{
	struct world w = { .count = 0 };
	const mailauth_finding *f;
	mailauth_task *task;

	add(&w, NULL, 0, "$ORIGIN d.example.\n@ SOA ns1 h 1 1 1 1 1\n"
	    "@ NS ns1\n@ NS ns2\n@ NS ns3\nns1 A 127.0.0.1\nns2 AAAA ::1\n");
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_set_authoritative(task, 1), 0);
	ck_assert_int_eq(drive_world(&w, task), MAILAUTH_TASK_DONE);
	f = find(task, MAILAUTH_RULE_DNS_NS_UNRESPONSIVE);
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(strstr(f->message, "no address"));
	ck_assert_uint_eq(w.strangers, 0);
	mailauth_task_free(task);
	close_world(&w);
}
END_TEST

/* A name server whose address DNS does not tell is told, but decides nothing. */
START_TEST(unknown_address)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	const mailauth_finding *f;
	mailauth_task *task;

	add(&w, NULL, 0, HEAD NEW DMARC "@ NS ns3.prov.example.\n"
	    "ns3.prov.example. CNAME ns3.prov.example.\n");
	add(&w, "192.0.2.1", 0, HEAD NEW DMARC "@ NS ns3.prov.example.\n");
	add(&w, "192.0.2.2", 0, HEAD NEW DMARC "@ NS ns3.prov.example.\n");
	task = check(&w, profile);
	f = find(task, MAILAUTH_RULE_DNS_NS_UNRESPONSIVE);
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(strstr(f->message, "its address is unknown"));
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_CONFORMS);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* A driver that knows no servers asks its resolver: as without. */
START_TEST(plain_driver)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	const mailauth_query *q;
	mailauth_answer *ans;
	mailauth_task *task;
	size_t directed = 0;

	add(&w, NULL, 0, HEAD OLD DMARC);
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_set_profile(task, profile), 0);
	ck_assert_int_eq(mailauth_validate_set_authoritative(task, 1), 0);
	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		while ((q = mailauth_task_next_query(task)) != NULL) {
			directed += q->server != NULL;
			ck_assert_int_eq(mailauth_zone_answer(w.speakers[0].zone,
			    q->name, q->type, &ans), 0);
			ck_assert_int_eq(mailauth_task_answer(task, q->id, ans), 0);
			mailauth_answer_free(ans);
		}
	}
	ck_assert_uint_gt(directed, 0);
	ck_assert_int_eq(state(task, 0), MAILAUTH_STATE_UNMET);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_FAILS);
	ck_assert_ptr_null(find(task, MAILAUTH_RULE_PROFILE_PENDING));
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* The time is up at each question in turn: it ends, and blames nobody. */
START_TEST(expired)
{
	mailauth_profile *profile = read_profile();
	size_t most, i;
	bool ended = false;

	for (most = 0; !ended; most++) {
		struct world w = { .count = 0 };
		const mailauth_query *q;
		mailauth_task *task;

		add(&w, NULL, 0, HEAD OLD DMARC);
		add(&w, "192.0.2.1", 0, HEAD NEW DMARC);
		add(&w, "192.0.2.2", 0, HEAD NEW DMARC);
		ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
		ck_assert_int_eq(mailauth_validate_set_profile(task, profile), 0);
		ck_assert_int_eq(mailauth_validate_set_authoritative(task, 1), 0);
		for (i = 0; i < most && (q = mailauth_task_next_query(task)) != NULL; i++)
			ck_assert_int_eq(answer(&w, task, q), 0);
		ended = mailauth_task_state(task) == MAILAUTH_TASK_DONE;
		mailauth_task_expire(task);
		ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
		ck_assert_ptr_null(find(task, MAILAUTH_RULE_DNS_NS_UNRESPONSIVE));
		ck_assert_int_ne(mailauth_validate_result(task),
		    MAILAUTH_RESULT_CONFORMS);
		mailauth_task_free(task);
		close_world(&w);
	}
	ck_assert_uint_gt(most, 30);
	mailauth_profile_free(profile);
}
END_TEST

/* Only IPv6 servers, and all silent: this machine may have no IPv6; but one that
 * answers shows that it has. */
START_TEST(silent_ipv6)
{
	static const char zone[] = "$ORIGIN d.example.\n$TTL 900\n"
	    "@ SOA ns1 h 1 1 1 1 1\n@ NS ns1\n@ NS ns2\n"
	    "ns1 AAAA 2001:db8::1\nns2 AAAA 2001:db8::2\n";
	struct world w = { .count = 0 };
	const mailauth_finding *f;
	mailauth_task *task;

	add(&w, NULL, 0, zone);
	add(&w, "2001:db8::1", _i == 0 ? MAILAUTH_DNS_TIMEOUT : MAILAUTH_DNS_OK,
	    _i == 0 ? NULL : zone);
	add(&w, "2001:db8::2", MAILAUTH_DNS_TIMEOUT, NULL);
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_set_authoritative(task, 1), 0);
	ck_assert_int_eq(drive_world(&w, task), MAILAUTH_TASK_DONE);
	f = find(task, MAILAUTH_RULE_DNS_NS_UNRESPONSIVE);
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(strstr(f->message, "no answer came in time"));
	ck_assert_int_eq(f->severity, _i == 0 ? MAILAUTH_SEVERITY_INFO :
	    MAILAUTH_SEVERITY_WARNING);
	mailauth_task_free(task);
	close_world(&w);
}
END_TEST

/* The servers differ in an alias, and in a set of several records: each is told
 * once, with what each server says; one that is silent there says so. */
START_TEST(differing_sets)
{
	struct world w = { .count = 0 };
	mailauth_profile *profile = read_profile();
	const mailauth_finding *f;
	mailauth_task *task;

	add(&w, NULL, 0, HEAD NEW DMARC);
	add(&w, "192.0.2.1", 0, HEAD NEW "@ MX 20 old.prov.example.\n" DMARC);
	add(&w, "192.0.2.2", 0, HEAD NEW "_dmarc CNAME _dmarc.e.prov.example.\n"
	    "_dmarc.e.prov.example. TXT \"v=DMARC1; p=none\"\n");
	task = check(&w, profile);
	f = find(task, MAILAUTH_RULE_MX_NS_INCONSISTENT);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->have[0],
	    "ns1.d.example (serial 7): 10 mx.prov.example, 20 old.prov.example");
	f = find(task, MAILAUTH_RULE_DNS_NS_INCONSISTENT);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(f->owner, "_dmarc.d.example");
	ck_assert_str_eq(f->have[0],
	    "ns1.d.example (serial 7): _dmarc.d.prov.example");
	ck_assert_uint_eq(count(task, MAILAUTH_RULE_DNS_NS_INCONSISTENT), 1);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* An error that both have stays one, beside another that only the cache has. */
START_TEST(two_errors)
{
	struct world w = { .count = 0 };
	const mailauth_finding *f;
	mailauth_task *task;

	add(&w, NULL, 0, HEAD OLD "@ 300 MX 10 mx.gone.example.\n"
	    "_dmarc TXT \"v=DMARC1; p=all\"\n@ TXT \"v=spf1 -all\"\n");
	add(&w, "192.0.2.1", 0, HEAD NEW "_dmarc TXT \"v=DMARC1; p=all\"\n");
	add(&w, "192.0.2.2", 0, HEAD NEW "_dmarc TXT \"v=DMARC1; p=all\"\n");
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_set_authoritative(task, 1), 0);
	ck_assert_int_eq(drive_world(&w, task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_FAILS);
	f = find(task, MAILAUTH_RULE_DMARC_P_INVALID);
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(f->severity, MAILAUTH_SEVERITY_ERROR);
	f = find(task, MAILAUTH_RULE_SPF_MULTIPLE_RECORDS);
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(f->severity, MAILAUTH_SEVERITY_UNKNOWN);
	mailauth_task_free(task);
	close_world(&w);
}
END_TEST

struct memory_case {
	struct world *world;
	mailauth_profile *profile;
};

static int
with_memory(const mailauth_config *cfg, void *arg)
{
	struct memory_case *c = arg;
	mailauth_task *task = NULL;
	int rc = mailauth_validate_new(cfg, "d.example", &task);

	if (rc == 0)
		rc = mailauth_validate_set_profile(task, c->profile);
	if (rc == 0)
		rc = mailauth_validate_set_authoritative(task, 1);
	if (rc == 0)
		rc = drive_world(c->world, task);
	mailauth_task_free(task);
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}

/* An error, or the same findings and states as without a limit. */
static int
with_cap(const mailauth_config *cfg, void *arg, size_t *used)
{
	struct memory_case *c = arg;
	mailauth_task *task = NULL, *free_task;
	int rc = mailauth_validate_new(cfg, "d.example", &task);
	size_t i;

	if (rc == 0)
		rc = mailauth_validate_set_profile(task, c->profile);
	if (rc == 0)
		rc = mailauth_validate_set_authoritative(task, 1);
	if (rc == 0)
		rc = drive_world(c->world, task);
	if (task != NULL)
		*used = mailauth__arena_used(task->arena);
	if (rc == MAILAUTH_TASK_DONE) {
		free_task = check(c->world, c->profile);
		ck_assert_uint_eq(mailauth_validate_finding_count(task),
		    mailauth_validate_finding_count(free_task));
		for (i = 0; i < mailauth_validate_finding_count(task); i++)
			ck_assert_str_eq(mailauth_validate_finding(task, i)->message,
			    mailauth_validate_finding(free_task, i)->message);
		mailauth_task_free(free_task);
		rc = 0;
	}
	mailauth_task_free(task);
	return rc;
}

START_TEST(capped)
{
	struct world w = { .count = 0 };
	struct memory_case c = { &w, read_profile() };

	add(&w, NULL, 0, HEAD OLD);
	add(&w, "192.0.2.1", 0, HEAD NEW DMARC);
	if (_i == 0)
		add(&w, "192.0.2.2", MAILAUTH_DNS_REFUSED, NULL);
	else
		add(&w, "192.0.2.2", 0, HEAD OLD DMARC);
	ck_assert_uint_gt(alloc_each_refusal(with_cap, &c, 0), 100);
	mailauth_profile_free(c.profile);
	close_world(&w);
}
END_TEST

/* Each allocation fails in turn, those for the chain out of the zone too. */
START_TEST(no_memory)
{
	struct world w = { .count = 0 };
	struct memory_case c = { &w, read_profile() };

	add(&w, NULL, 0, HEAD OLD);
	add(&w, "192.0.2.1", 0, HEAD NEW DMARC);
	add(&w, "192.0.2.2", 0, HEAD NEW DMARC);
	ck_assert_uint_gt(alloc_each_failing(with_memory, &c), 4);
	mailauth_profile_free(c.profile);
	close_world(&w);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("authoritative");
	TCase *tc = tcase_create("authoritative");

	tcase_add_test(tc, old_cache);
	tcase_add_test(tc, negative_cache);
	tcase_add_test(tc, disagreement);
	tcase_add_loop_test(tc, lame_server, 0, sizeof(lame) / sizeof(lame[0]));
	tcase_add_test(tc, all_well);
	tcase_add_test(tc, wrong_everywhere);
	tcase_add_test(tc, old_error);
	tcase_add_test(tc, given_servers);
	tcase_add_test(tc, no_address);
	tcase_add_test(tc, unknown_address);
	tcase_add_test(tc, plain_driver);
	tcase_add_test(tc, expired);
	tcase_add_loop_test(tc, silent_ipv6, 0, 2);
	tcase_add_test(tc, differing_sets);
	tcase_add_test(tc, two_errors);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, capped, 0, 2);
	tcase_add_test(tc, no_memory);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
