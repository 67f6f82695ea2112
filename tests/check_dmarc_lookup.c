/* SPDX-License-Identifier: BSD-2-Clause */
/* Tree walk, Organizational Domain and policy discovery: RFC 9989 section 4.10. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth/dmarc_check.h>

#include "support/alloc.h"
#include "support/zone_run.h"
#include "support/suite.h"

struct row {
	const char *name;
	const char *domain;
	const char *zone;
	/* status, policy domain, policy, source, "t" in test mode, Organizational
	 * Domain, existence */
	const char *want;
	const char *asked;
	const char *problems; /* ids of the place's problems; NULL: any */
};

#define R(owner, text) "_dmarc." owner ". TXT \"" text "\"\n"
#define P(owner, policy) R(owner, "v=DMARC1; p=" policy)

static const struct row rows[] = {
	/* rule 1: strings are joined with nothing between */
	{ "strings joined", "example.com",
	    "_dmarc.example.com. TXT \"v=DMARC1; p=re\" \"ject\"\n",
	    "found example.com reject p example.com -1",
	    "_dmarc.example.com _dmarc.com", "" },
	/* only NXDOMAIN says that a name does not exist; an alias exists, unless it
	 * is made from a DNAME (sections 3.2.13 and A.4, RFC 6672 section 3.1) */
	{ "below a DNAME", "x.dn.example.com",
	    P("example.com", "reject; sp=quarantine; np=none")
	    "dn.example.com. DNAME gone.example.net.\n",
	    "found example.com none np example.com 0", NULL, "dmarc.inherited" },
	{ "an alias of an alias of nothing", "x.example.com",
	    P("example.com", "reject; sp=quarantine; np=none")
	    "x.example.com. CNAME y.example.com.\ny.example.com. CNAME z.example.com.\n",
	    "found example.com quarantine sp example.com 1", NULL, "dmarc.inherited" },
	{ "the record's name is made from a DNAME", "x.example.com",
	    P("example.com", "reject; sp=quarantine; np=none")
	    "_dmarc.x.example.com. CNAME a.dn.example.com.\n"
	    "dn.example.com. DNAME gone.example.net.\n",
	    "found example.com quarantine sp example.com 1", NULL,
	    "dmarc.cname-target-empty dmarc.inherited" },
	{ "np alone has no effect below another's domain", "a.example.com",
	    P("a.example.com", "reject; np=none") P("example.com", "none"),
	    "found a.example.com reject p example.com -1", NULL,
	    "dmarc.sp-ineffective" },
	/* rule 14: records without v are dropped, several are all dropped */
	{ "foreign text beside", "example.com",
	    P("example.com", "reject") "_dmarc.example.com. TXT \"verify=1\"\n",
	    "found example.com reject p example.com -1",
	    "_dmarc.example.com _dmarc.com", "dmarc.unrelated-txt" },
	{ "several, walk goes on", "a.example.com",
	    P("a.example.com", "reject") P("a.example.com", "none")
	    P("example.com", "quarantine"),
	    "found example.com quarantine p example.com -1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com",
	    "dmarc.multiple-records dmarc.inherited" },
	{ "several above", "a.b.example.com",
	    P("b.example.com", "reject") P("example.com", "reject")
	    P("example.com", "none"),
	    "found b.example.com reject p b.example.com -1",
	    "_dmarc.a.b.example.com _dmarc.b.example.com _dmarc.example.com _dmarc.com",
	    "dmarc.multiple-records dmarc.inherited" },
	{ "a record with a tag twice is not valid", "a.example.com",
	    P("a.example.com", "reject; p=none") P("example.com", "quarantine"),
	    "found example.com quarantine p example.com -1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com",
	    "dmarc.tag-duplicate dmarc.inherited" },
	/* rule 15: psd=y and psd=n stop the walk */
	{ "psd=n stops", "a.mail.example.com",
	    P("mail.example.com", "reject; psd=n") P("example.com", "none"),
	    "found mail.example.com reject p mail.example.com -1",
	    "_dmarc.a.mail.example.com _dmarc.mail.example.com", "dmarc.inherited" },
	{ "psd=y stops, B.4.3", "giant.bank.example",
	    P("giant.bank.example", "reject") P("bank.example", "none; psd=y"),
	    "found giant.bank.example reject p giant.bank.example -1",
	    "_dmarc.giant.bank.example _dmarc.bank.example", "" },
	{ "psd=y below it, B.4.3", "mail.mega.bank.example",
	    P("bank.example", "none; psd=y; sp=quarantine"),
	    "found bank.example quarantine sp mega.bank.example -1",
	    "_dmarc.mail.mega.bank.example _dmarc.mega.bank.example "
	    "_dmarc.bank.example", "dmarc.inherited" },
	{ "psd=n in a duplicate does not stop", "a.example.com",
	    P("a.example.com", "none; psd=n") P("a.example.com", "reject; psd=n")
	    P("example.com", "reject"),
	    "found example.com reject p example.com -1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com", NULL },
	/* rule 16 */
	{ "eight labels drop one", "a.b.c.d.e.f.example.com", "",
	    "absent - - - a.b.c.d.e.f.example.com -1",
	    "_dmarc.a.b.c.d.e.f.example.com _dmarc.b.c.d.e.f.example.com "
	    "_dmarc.c.d.e.f.example.com _dmarc.d.e.f.example.com "
	    "_dmarc.e.f.example.com _dmarc.f.example.com _dmarc.example.com "
	    "_dmarc.com", "dmarc.missing" },
	{ "thirteen labels, section 4.10",
	    "a.b.c.d.e.f.g.h.i.j.mail.example.com", P("example.com", "reject"),
	    "found example.com reject p example.com -1",
	    "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com "
	    "_dmarc.g.h.i.j.mail.example.com _dmarc.h.i.j.mail.example.com "
	    "_dmarc.i.j.mail.example.com _dmarc.j.mail.example.com "
	    "_dmarc.mail.example.com _dmarc.example.com _dmarc.com", NULL },
	{ "one label", "com", P("com", "none"), "found com none p com -1",
	    "_dmarc.com", "" },
	/* rule 17 */
	{ "a record in the skipped range", "a.b.c.d.e.f.g.h.example.com",
	    P("b.c.d.e.f.g.h.example.com", "reject"),
	    "absent - - - a.b.c.d.e.f.g.h.example.com -1",
	    "_dmarc.a.b.c.d.e.f.g.h.example.com _dmarc.d.e.f.g.h.example.com "
	    "_dmarc.e.f.g.h.example.com _dmarc.f.g.h.example.com "
	    "_dmarc.g.h.example.com _dmarc.h.example.com _dmarc.example.com "
	    "_dmarc.com", NULL },
	/* rules 18, 21 and 24: fewest labels; records in between never apply */
	{ "fewest labels", "a.mail.example.com",
	    P("mail.example.com", "reject") P("example.com", "quarantine"),
	    "found example.com quarantine p example.com -1",
	    "_dmarc.a.mail.example.com _dmarc.mail.example.com "
	    "_dmarc.example.com _dmarc.com", NULL },
	{ "own record, other organization", "mail.example.com",
	    P("mail.example.com", "reject; sp=none") P("example.com", "none"),
	    "found mail.example.com reject p example.com -1",
	    "_dmarc.mail.example.com _dmarc.example.com _dmarc.com",
	    "dmarc.sp-ineffective" },
	{ "a record at the top without psd", "example.com", P("com", "reject"),
	    "found com reject p com -1",
	    "_dmarc.example.com _dmarc.com", "dmarc.inherited" },
	/* rules 19, 20, 22, 23 */
	{ "psd=n at the start", "mail.example.com",
	    P("mail.example.com", "reject; psd=n"),
	    "found mail.example.com reject p mail.example.com -1",
	    "_dmarc.mail.example.com", "" },
	{ "psd=y at the start", "bank.example", P("bank.example", "reject; psd=y"),
	    "found bank.example reject p bank.example -1",
	    "_dmarc.bank.example", "" },
	{ "psd=y one above", "example.com", P("com", "reject; psd=y"),
	    "found com reject p example.com -1", "_dmarc.example.com _dmarc.com",
	    NULL },
	{ "psd=y behind the skip, name from the original",
	    "a.b.c.d.e.f.g.h.example.com", P("h.example.com", "none; psd=y"),
	    "found h.example.com none p g.h.example.com -1",
	    "_dmarc.a.b.c.d.e.f.g.h.example.com _dmarc.d.e.f.g.h.example.com "
	    "_dmarc.e.f.g.h.example.com _dmarc.f.g.h.example.com "
	    "_dmarc.g.h.example.com _dmarc.h.example.com", NULL },
	{ "psd=y in the eighth name of nine labels",
	    "a.b.c.d.e.f.g.h.i", P("c.d.e.f.g.h.i", "none; psd=y"),
	    "found c.d.e.f.g.h.i none p b.c.d.e.f.g.h.i -1",
	    "_dmarc.a.b.c.d.e.f.g.h.i _dmarc.c.d.e.f.g.h.i", NULL },
	{ "nothing", "a.example.com", "", "absent - - - a.example.com -1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com", "dmarc.missing" },
	/* rules 25 and 28 */
	{ "sp for an existing name", "a.example.com",
	    P("example.com", "reject; sp=quarantine; np=none") "a.example.com. A 192.0.2.1\n",
	    "found example.com quarantine sp example.com 1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com a.example.com", NULL },
	{ "np for NXDOMAIN", "a.example.com",
	    P("example.com", "reject; sp=quarantine; np=none"),
	    "found example.com none np example.com 0",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com a.example.com", NULL },
	{ "np without sp", "a.example.com", P("example.com", "none; np=reject"),
	    "found example.com reject np example.com 0",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com a.example.com", NULL },
	{ "p for an existing name when there is np only", "a.example.com",
	    P("example.com", "none; np=reject") "a.example.com. A 192.0.2.1\n",
	    "found example.com none p example.com 1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com a.example.com", NULL },
	{ "an empty non-terminal exists", "a.example.com",
	    P("example.com", "none; np=reject") "b.a.example.com. A 192.0.2.1\n",
	    "found example.com none p example.com 1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com a.example.com", NULL },
	{ "a name below exists: not asked", "a.example.com",
	    P("example.com", "none; np=reject") "_dmarc.a.example.com. A 192.0.2.1\n",
	    "found example.com none p example.com 1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com", NULL },
	{ "an alias to nothing exists", "a.example.com",
	    P("example.com", "none; np=reject") "a.example.com. CNAME gone.example.net.\n",
	    "found example.com none p example.com 1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com a.example.com", NULL },
	{ "a product of a DNAME to nothing does not", "x.a.example.com",
	    P("example.com", "none; np=reject") "a.example.com. DNAME gone.example.net.\n",
	    "found example.com reject np example.com 0",
	    "_dmarc.x.a.example.com _dmarc.a.example.com _dmarc.example.com "
	    "_dmarc.com x.a.example.com", NULL },
	{ "np for a public suffix's policy", "a.b.example",
	    P("example", "none; psd=y; np=reject; sp=quarantine"),
	    "found example reject np b.example 0",
	    "_dmarc.a.b.example _dmarc.b.example _dmarc.example a.b.example", NULL },
	/* rule 26 */
	{ "no p, no rua", "example.com", R("example.com", "v=DMARC1; sp=reject"),
	    "unusable example.com - - example.com -1",
	    "_dmarc.example.com _dmarc.com", "" },
	{ "no p, rua", "example.com",
	    R("example.com", "v=DMARC1; rua=mailto:a@example.com"),
	    "found example.com none p example.com -1",
	    "_dmarc.example.com _dmarc.com", "" },
	{ "invalid sp, no rua", "a.example.com",
	    P("example.com", "reject; sp=bogus"),
	    "unusable example.com - - example.com -1",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com", NULL },
	{ "invalid np, rua", "example.com",
	    P("example.com", "reject; np=bogus; rua=mailto:a@example.com"),
	    "found example.com none p example.com -1",
	    "_dmarc.example.com _dmarc.com", NULL },
	{ "invalid p, invalid rua", "example.com",
	    P("example.com", "bogus; rua=a@example.com"),
	    "unusable example.com - - example.com -1",
	    "_dmarc.example.com _dmarc.com", NULL },
	/* rule 10 */
	{ "test mode", "example.com", P("example.com", "reject; t=y"),
	    "found example.com reject p t:quarantine example.com -1",
	    "_dmarc.example.com _dmarc.com", NULL },
	{ "test mode of np", "a.example.com",
	    P("example.com", "none; np=quarantine; t=y"),
	    "found example.com quarantine np t:none example.com 0",
	    "_dmarc.a.example.com _dmarc.example.com _dmarc.com a.example.com", NULL },
	/* aliases */
	{ "CNAME", "example.com",
	    "_dmarc.example.com. CNAME c.dmarc.example.net.\n"
	    "c.dmarc.example.net. TXT \"v=DMARC1; p=reject\"\n",
	    "found example.com reject p example.com -1",
	    "_dmarc.example.com _dmarc.com", "" },
	{ "CNAME to nothing", "example.com",
	    "_dmarc.example.com. CNAME c.dmarc.example.net.\n",
	    "absent - - - example.com -1", "_dmarc.example.com _dmarc.com",
	    "dmarc.cname-target-empty dmarc.missing" },
	{ "CNAME loop is no answer", "example.com",
	    "_dmarc.example.com. CNAME b.example.net.\n"
	    "b.example.net. CNAME _dmarc.example.com.\n",
	    "undecided - - - - -1", "_dmarc.example.com", "dns.servfail" },
	/* near misses */
	{ "SPF at _dmarc", "example.com", "_dmarc.example.com. TXT \"v=spf1 -all\"\n",
	    "absent - - - example.com -1", "_dmarc.example.com _dmarc.com",
	    "dmarc.is-spf dmarc.missing" },
	{ "lower-case version", "example.com",
	    "_dmarc.example.com. TXT \"v=dmarc1; p=none\"\n",
	    "absent - - - example.com -1", "_dmarc.example.com _dmarc.com",
	    "dmarc.version-bad dmarc.missing" },
	{ "leading blank", "example.com",
	    "_dmarc.example.com. TXT \" v=DMARC1; p=none\"\n",
	    "absent - - - example.com -1", "_dmarc.example.com _dmarc.com",
	    "dmarc.leading-space dmarc.missing" },
	/* names */
	{ "upper case, final dot", "EXAMPLE.Com.", P("example.com", "none"),
	    "found example.com none p example.com -1",
	    "_dmarc.example.com _dmarc.com", NULL },
	{ "U-label", "b\xc3\xbc" "cher.example", P("xn--bcher-kva.example", "none"),
	    "found xn--bcher-kva.example none p xn--bcher-kva.example -1",
	    "_dmarc.xn--bcher-kva.example _dmarc.example", NULL },
	{ "no name", "a..b", "", "invalid - - - - -1", "", NULL },
	{ "empty", "", "", "invalid - - - - -1", "", NULL },
	{ "root", ".", "", "invalid - - - - -1", "", NULL },
	{ "literal", "[192.0.2.1]", "", "absent - - - [192.0.2.1] -1", NULL, NULL },
};

static const char *
or_dash(const char *text)
{
	return text != NULL ? text : "-";
}

static void
describe(const mailauth_dmarc_discovery *found, char *out, size_t size)
{
	snprintf(out, size, "%s %s %s %s %s%s%s%s %d",
	    mailauth_dmarc_status_name(found->status), or_dash(found->policy_domain),
	    or_dash(mailauth_dmarc_policy_name(found->policy)),
	    or_dash(mailauth_dmarc_source_name(found->source)),
	    found->test_mode ? "t:" : "",
	    found->test_mode ? or_dash(mailauth_dmarc_policy_name(found->applied)) : "",
	    found->test_mode ? " " : "", or_dash(found->organizational_domain),
	    found->exists);
}

static void
problem_ids(const mailauth_task *task, char *out, size_t size)
{
	size_t i, used = 0;

	out[0] = '\0';
	for (i = 0; i < mailauth_dmarc_lookup_problem_count(task); i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s",
		    i > 0 ? " " : "", mailauth_dmarc_lookup_problem(task, i)->id);
}

START_TEST(test_rows)
{
	const struct row *row = &rows[_i];
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(row->zone);
	char got[600], ids[600];
	mailauth_task *task;

	run.zone = zone;
	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, row->domain, &task));
	ck_assert_ptr_null(mailauth_dmarc_lookup_result(task));
	ck_assert_int_eq(0, zone_run(&run, task));
	describe(mailauth_dmarc_lookup_result(task), got, sizeof(got));
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s", row->name, got);
	if (row->asked != NULL)
		ck_assert_msg(strcmp(run.names, row->asked) == 0, "%s: asked %s",
		    row->name, run.names);
	problem_ids(task, ids, sizeof(ids));
	if (row->problems != NULL)
		ck_assert_msg(strcmp(ids, row->problems) == 0, "%s: %s", row->name, ids);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* ---- a second reading of section 4.10, to hold the first against -------------- */

enum { ABSENT, PLAIN, PSD_Y, PSD_N, SEVERAL, TWICE, ALIASED, FOREIGN, KINDS };
enum { LABELS = 20 };

struct model {
	int labels;
	int kind[LABELS + 1]; /* by number of labels */
	char asked[2000];
	int org, policy;      /* labels; policy 0: none */
};

/* The rightmost n labels of t.s.r…b.a as text: label k is one letter. */
static const char *
model_name(int n, char out[64])
{
	int i, used = 0;

	for (i = n; i >= 1; i--)
		used += snprintf(out + used, (size_t)(64 - used), "%c%s",
		    'a' + i - 1, i > 1 ? "." : "");
	return out;
}

static void
model_walk(struct model *m)
{
	int n = m->labels, queries = 0, found[LABELS], count = 0, i, k;
	char name[64];

	m->asked[0] = '\0';
	while (n >= 1 && queries < 8) {
		snprintf(m->asked + strlen(m->asked),
		    sizeof(m->asked) - strlen(m->asked), "%s_dmarc.%s",
		    queries > 0 ? " " : "", model_name(n, name));
		queries++;
		k = m->kind[n];
		if (k == PLAIN || k == PSD_Y || k == PSD_N || k == ALIASED)
			found[count++] = n;
		if (k == PSD_Y || k == PSD_N)
			break;
		n = queries == 1 && n >= 8 ? 7 : n - 1;
	}
	m->org = m->labels;
	m->policy = 0;
	for (i = 0; i < count; i++) {
		if (m->kind[found[i]] == PSD_N) {
			m->org = found[i];
			break;
		}
		if (m->kind[found[i]] == PSD_Y && found[i] != m->labels) {
			m->org = found[i] + 1;
			break;
		}
		m->org = found[i];
	}
	for (i = 0; i < count; i++) {
		if (found[i] == m->labels || found[i] == m->org) {
			m->policy = found[i];
			break;
		}
		if (m->kind[found[i]] == PSD_Y)
			m->policy = found[i];
	}
}

static void
model_zone(const struct model *m, char *out, size_t size)
{
	static const char *const texts[KINDS] = {
		NULL, "v=DMARC1; p=reject", "v=DMARC1; p=reject; psd=y",
		"v=DMARC1;p=reject;psd=n", NULL, "v=DMARC1; p=none; p=none", NULL,
		"v=DMARC2; p=none"
	};
	size_t used = 0;
	char name[64];
	int n;

	out[0] = '\0';
	for (n = 1; n <= m->labels; n++) {
		model_name(n, name);
		if (m->kind[n] == SEVERAL)
			used += (size_t)snprintf(out + used, size - used,
			    "_dmarc.%s. TXT \"v=DMARC1; p=none; psd=n\"\n"
			    "_dmarc.%s. TXT \"v=DMARC1\"\n", name, name);
		else if (m->kind[n] == ALIASED)
			used += (size_t)snprintf(out + used, size - used,
			    "_dmarc.%s. CNAME r%d.test.\n"
			    "r%d.test. TXT \"v=DMARC1; p=reject\"\n", name, n, n);
		else if (texts[m->kind[n]] != NULL)
			used += (size_t)snprintf(out + used, size - used,
			    "_dmarc.%s. TXT \"%s\"\n", name, texts[m->kind[n]]);
	}
}

static void
check_model(struct model *m)
{
	static char zone_text[4000];
	struct zone_run run = { 0 };
	const mailauth_dmarc_discovery *found;
	mailauth_zone *zone;
	mailauth_task *task;
	char name[64];

	model_walk(m);
	model_zone(m, zone_text, sizeof(zone_text));
	zone = zone_of(zone_text);
	run.zone = zone;
	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL,
	    model_name(m->labels, name), &task));
	ck_assert_int_eq(0, zone_run(&run, task));
	found = mailauth_dmarc_lookup_result(task);
	ck_assert_msg(strcmp(run.names, m->asked) == 0, "%s\nasked %s\n not  %s",
	    zone_text, run.names, m->asked);
	ck_assert_msg(strcmp(found->organizational_domain,
	    model_name(m->org, name)) == 0, "%s\norg %s not %s", zone_text,
	    found->organizational_domain, name);
	if (m->policy == 0)
		ck_assert_int_eq(MAILAUTH_DMARC_ABSENT, found->status);
	else
		ck_assert_msg(found->policy_domain != NULL &&
		    strcmp(found->policy_domain, model_name(m->policy, name)) == 0,
		    "%s\npolicy %s not %s", zone_text, or_dash(found->policy_domain),
		    name);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}

/* 1 to 20 labels, one place of each kind at every level, alone and with a plain
 * record at every other level. */
START_TEST(test_levels)
{
	struct model m = { 0 };
	int level, other, kind;

	m.labels = _i;
	for (level = 1; level <= m.labels; level++) {
		for (kind = ABSENT; kind < KINDS; kind++) {
			for (other = 0; other <= m.labels; other++) {
				memset(m.kind, 0, sizeof(m.kind));
				m.kind[other] = PLAIN;
				m.kind[level] = kind;
				check_model(&m);
			}
		}
	}
}
END_TEST

START_TEST(test_random)
{
	struct model m = { 0 };
	uint32_t seed = 12345;
	int round, n;

	for (round = 0; round < 3000; round++) {
		m.labels = 1 + round % LABELS;
		for (n = 1; n <= m.labels; n++) {
			seed = seed * 1664525 + 1013904223;
			m.kind[n] = (int)(seed >> 24) % (KINDS + 4);
			if (m.kind[n] >= KINDS)
				m.kind[n] = ABSENT;
		}
		check_model(&m);
	}
}
END_TEST

/* Each question failing in each way: never "absent", never another policy than
 * the one found when all answer, and nothing of an unknown Organizational Domain. */
START_TEST(test_failures)
{
	static const int statuses[] = { MAILAUTH_DNS_SERVFAIL, MAILAUTH_DNS_TIMEOUT,
	    MAILAUTH_DNS_BOGUS, MAILAUTH_DNS_REFUSED, MAILAUTH_DNS_FAILED };
	const struct row *row = &rows[_i];
	const mailauth_dmarc_discovery *found;
	mailauth_zone *zone = zone_of(row->zone);
	char good[600], got[600];
	struct zone_run run = { 0 };
	mailauth_task *task;
	size_t at, questions, s;
	int policy;

	run.zone = zone;
	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, row->domain, &task));
	ck_assert_int_eq(0, zone_run(&run, task));
	describe(mailauth_dmarc_lookup_result(task), good, sizeof(good));
	policy = mailauth_dmarc_lookup_result(task)->policy;
	mailauth_task_free(task);
	questions = run.asked;
	for (at = 1; at <= questions; at++) {
		for (s = 0; s < sizeof(statuses) / sizeof(statuses[0]); s++) {
			run.fail_at = at;
			run.fail_status = statuses[s];
			ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL,
			    row->domain, &task));
			ck_assert_int_eq(0, zone_run(&run, task));
			found = mailauth_dmarc_lookup_result(task);
			describe(found, got, sizeof(got));
			ck_assert_msg(found->status != MAILAUTH_DMARC_ABSENT,
			    "%s at %zu: %s", row->name, at, got);
			if (found->status == MAILAUTH_DMARC_UNDECIDED) {
				ck_assert_int_eq(statuses[s], found->dns_status);
				ck_assert_ptr_nonnull(found->dns_name);
				ck_assert_int_eq(0, found->policy);
			} else {
				ck_assert_int_eq(policy, found->policy);
				ck_assert_ptr_null(found->organizational_domain);
			}
			mailauth_task_free(task);
		}
	}
	mailauth_zone_free(zone);
}
END_TEST

START_TEST(test_expire)
{
	mailauth_task *task;

	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, "example.com", &task));
	ck_assert_ptr_nonnull(mailauth_task_next_query(task));
	mailauth_task_expire(task);
	ck_assert_int_eq(MAILAUTH_TASK_DONE, mailauth_task_state(task));
	ck_assert_int_eq(MAILAUTH_DMARC_UNDECIDED,
	    mailauth_dmarc_lookup_result(task)->status);
	ck_assert_int_eq(MAILAUTH_DNS_TIMEOUT,
	    mailauth_dmarc_lookup_result(task)->dns_status);
	mailauth_task_free(task);
}
END_TEST

/* The alias chain of the record is at hand, and the walk's steps. */
START_TEST(test_chain)
{
	const mailauth_dmarc_discovery *found;
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(
	    "_dmarc.example.com. 60 CNAME a.example.net.\n"
	    "a.example.net. 60 CNAME b.example.org.\n"
	    "b.example.org. TXT \"v=DMARC1; p=reject\"\n");
	mailauth_task *task;

	run.zone = zone;
	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, "x.example.com", &task));
	ck_assert_int_eq(0, zone_run(&run, task));
	found = mailauth_dmarc_lookup_result(task);
	ck_assert_uint_eq(3, found->step_count);
	ck_assert_ptr_null(found->steps[0].record);
	ck_assert_ptr_eq(found->record, found->steps[1].record);
	ck_assert_str_eq("_dmarc.example.com", found->steps[1].name);
	ck_assert_uint_eq(2, mailauth_answer_link_count(found->answer));
	ck_assert_str_eq("a.example.net", mailauth_answer_link(found->answer, 0)->target);
	ck_assert_str_eq("b.example.org", mailauth_answer_link(found->answer, 1)->target);
	ck_assert_uint_eq(3, mailauth_task_event_count(task));
	ck_assert_str_eq("no record", mailauth_task_event(task, 0)->outcome);
	ck_assert_str_eq("record", mailauth_task_event(task, 1)->outcome);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

struct suffix_row {
	const char *name, *domain, *suffix, *zone;
	const char *want; /* RFC 7489: organization, policy domain, policy, "*" if told */
};

static const struct suffix_row suffix_rows[] = {
	{ "same", "a.example.com", "com", P("example.com", "reject"),
	    "example.com example.com reject" },
	{ "an inner record", "a.b.example.com", "com",
	    P("b.example.com", "reject; psd=n") P("example.com", "none"),
	    "example.com example.com none *" },
	{ "a record above the suffix's child", "a.example.co.uk", "co.uk",
	    P("co.uk", "reject"), "example.co.uk - - *" },
	{ "only the organization differs", "b.example.com", "com",
	    P("b.example.com", "reject; psd=n"), "example.com b.example.com reject *" },
	{ "several records end it", "a.example.com", "com",
	    P("a.example.com", "none") P("a.example.com", "reject")
	    P("example.com", "reject"), "example.com - - *" },
	{ "np is unknown to it", "example.com", "com", P("example.com", "reject; np=x"),
	    "example.com example.com reject *" },
	{ "np of a subdomain", "a.example.com", "com",
	    P("example.com", "reject; sp=quarantine; np=none"),
	    "example.com example.com quarantine *" },
	{ "sp", "a.example.com", "com", P("example.com", "reject; sp=none"),
	    "example.com example.com none" },
	{ "invalid sp", "example.com", "com", P("example.com", "reject; sp=x"),
	    "example.com - -" },
	{ "invalid sp, reports", "a.example.com", "com",
	    P("example.com", "reject; sp=x; rua=mailto:a@b.org"),
	    "example.com example.com none" },
	{ "invalid p", "example.com", "com", P("example.com", "x; sp=reject"),
	    "example.com - -" },
	{ "nothing anywhere", "a.example.com", "com", "", "example.com - -" },
	{ "a policy that only it does not find", "a.co.uk", "co.uk",
	    P("uk", "none; psd=y"), "a.co.uk - - *" },
	{ "the suffix itself", "co.uk", "co.uk", P("co.uk", "none"),
	    "co.uk co.uk none" },
};

START_TEST(test_public_suffix)
{
	const struct suffix_row *row = &suffix_rows[_i];
	const mailauth_dmarc_discovery *found;
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(row->zone);
	char got[600], ids[600];
	mailauth_task *task;

	run.zone = zone;
	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, row->domain, &task));
	ck_assert_int_eq(MAILAUTH_ERR_INVALID,
	    mailauth_dmarc_lookup_set_public_suffix(task, "example"));
	ck_assert_int_eq(0, mailauth_dmarc_lookup_set_public_suffix(task, row->suffix));
	ck_assert_int_eq(0, zone_run(&run, task));
	ck_assert_int_eq(MAILAUTH_ERR_STATE,
	    mailauth_dmarc_lookup_set_public_suffix(task, row->suffix));
	found = mailauth_dmarc_lookup_result(task);
	problem_ids(task, ids, sizeof(ids));
	snprintf(got, sizeof(got), "%s %s %s%s",
	    or_dash(found->rfc7489_organizational_domain),
	    or_dash(found->rfc7489_policy_domain),
	    or_dash(mailauth_dmarc_policy_name(found->rfc7489_policy)),
	    strstr(ids, "dmarc.orgdomain-ambiguous") != NULL ? " *" : "");
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s (%s)", row->name, got, ids);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* A domain that "_dmarc" makes too long: nothing can be there, and the walk goes
 * on above it (RFC 9989 section 4.10 step 4). */
START_TEST(test_long_name)
{
	static const char label[] =
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh";
	mailauth_zone *zone = zone_of(P("example.com", "reject; np=none"));
	const mailauth_dmarc_discovery *found;
	struct zone_run run = { .zone = zone };
	mailauth_task *task;
	char domain[300];

	snprintf(domain, sizeof(domain), "%s.%s.%s.%.54s.example.com", label, label,
	    label, label);
	ck_assert_uint_eq(strlen(domain), 249);
	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, domain, &task));
	ck_assert_int_eq(0, zone_run(&run, task));
	found = mailauth_dmarc_lookup_result(task);
	ck_assert_int_eq(MAILAUTH_DMARC_FOUND, found->status);
	ck_assert_str_eq("example.com", found->policy_domain);
	ck_assert_int_eq(0, found->exists);
	ck_assert_int_eq(MAILAUTH_DMARC_POLICY_NONE, found->policy);
	ck_assert_ptr_null(found->steps[0].answer);
	ck_assert_str_eq("name too long", mailauth_task_event(task, 0)->outcome);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* sp and np of one value: whether the domain exists does not matter, so that DNS
 * need not tell. */
START_TEST(test_same_policies)
{
	mailauth_zone *zone = zone_of(_i == 0 ? P("example.com",
	    "none; sp=reject; np=reject") : P("example.com",
	    "none; sp=reject; np=quarantine"));
	const mailauth_dmarc_discovery *found;
	mailauth_task *task;
	mailauth_answer *ans;
	const mailauth_query *q;

	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, "a.example.com", &task));
	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		q = mailauth_task_next_query(task);
		ck_assert_ptr_nonnull(q);
		if (strcmp(q->name, "a.example.com") == 0) {
			ck_assert_int_eq(0, mailauth_task_answer_status(task, q->id,
			    MAILAUTH_DNS_SERVFAIL));
			continue;
		}
		ck_assert_int_eq(0, mailauth_zone_answer(zone, q->name, q->type, &ans));
		ck_assert_int_eq(0, mailauth_task_answer(task, q->id, ans));
		mailauth_answer_free(ans);
	}
	found = mailauth_dmarc_lookup_result(task);
	ck_assert_int_eq(_i == 0 ? MAILAUTH_DMARC_FOUND : MAILAUTH_DMARC_UNDECIDED,
	    found->status);
	ck_assert_int_eq(_i == 0 ? MAILAUTH_DMARC_POLICY_REJECT : 0, found->policy);
	ck_assert_int_eq(_i == 0 ? 0 : MAILAUTH_DNS_SERVFAIL, found->dns_status);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* What stands at the place of the record, however much, is looked at up to a cap. */
START_TEST(test_many_misses)
{
	char text[4096];
	size_t i, len = 0;
	struct zone_run run = { 0 };
	mailauth_zone *zone;
	mailauth_task *task;

	for (i = 0; i < 20; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "_dmarc.example.com. TXT \"token%zu\"\n", i);
	run.zone = zone = zone_of(text);
	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, "example.com", &task));
	ck_assert_uint_eq(0, mailauth_dmarc_lookup_problem_count(task));
	ck_assert_ptr_null(mailauth_dmarc_lookup_problem(task, 0));
	ck_assert_int_eq(0, zone_run(&run, task));
	/* sixteen of them, and that there is no record */
	ck_assert_uint_eq(17, mailauth_dmarc_lookup_problem_count(task));
	ck_assert_str_eq("dmarc.missing", mailauth_dmarc_lookup_problem(task, 16)->id);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

START_TEST(test_arguments)
{
	mailauth_task *task, *other;

	ck_assert_ptr_null(mailauth_dmarc_status_name(-1));
	ck_assert_ptr_null(mailauth_dmarc_status_name(6));
	ck_assert_str_eq("invalid", mailauth_dmarc_status_name(MAILAUTH_DMARC_INVALID));
	ck_assert_int_eq(0, mailauth_dmarc_reports_new(NULL, "example.com", &other));
	ck_assert_int_eq(MAILAUTH_ERR_WRONG_TYPE,
	    mailauth_dmarc_lookup_set_public_suffix(other, "com"));
	mailauth_task_free(other);
	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, "a..b", &task));
	ck_assert_int_eq(MAILAUTH_ERR_INVALID,
	    mailauth_dmarc_lookup_set_public_suffix(task, "c..d"));
	ck_assert_int_eq(0, mailauth_dmarc_lookup_set_public_suffix(task, "com"));
	ck_assert_int_eq(MAILAUTH_TASK_DONE, mailauth_task_state(task));
	ck_assert_int_eq(MAILAUTH_DMARC_INVALID,
	    mailauth_dmarc_lookup_result(task)->status);
	ck_assert_int_eq(MAILAUTH_ERR_STATE,
	    mailauth_dmarc_lookup_set_public_suffix(task, "com"));
	mailauth_task_free(task);
}
END_TEST

/* The record that RFC 7489 asks for does not come: nothing is said of it. */
START_TEST(test_rfc7489_unknown)
{
	mailauth_zone *zone = zone_of(P("b.example.com", "reject; psd=n"));
	const mailauth_dmarc_discovery *found;
	struct zone_run run = { .zone = zone, .fail_at = 3,
	    .fail_status = MAILAUTH_DNS_SERVFAIL };
	mailauth_task *task;
	char ids[600];

	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, "a.b.example.com", &task));
	ck_assert_int_eq(0, mailauth_dmarc_lookup_set_public_suffix(task, "com"));
	ck_assert_int_eq(0, zone_run(&run, task));
	ck_assert_str_eq("_dmarc.a.b.example.com _dmarc.b.example.com "
	    "_dmarc.example.com", run.names);
	found = mailauth_dmarc_lookup_result(task);
	ck_assert_int_eq(MAILAUTH_DMARC_FOUND, found->status);
	ck_assert_ptr_null(found->rfc7489_organizational_domain);
	problem_ids(task, ids, sizeof(ids));
	ck_assert_str_eq("dmarc.inherited", ids);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

static int
look_up(const mailauth_config *cfg, void *arg)
{
	struct zone_run run = { .zone = arg };
	mailauth_task *task;
	int rc = mailauth_dmarc_lookup_new(cfg, "x.a.example.com", &task);

	if (rc == 0)
		rc = mailauth_dmarc_lookup_set_public_suffix(task, "com");
	if (rc == 0)
		rc = zone_run(&run, task);
	mailauth_task_free(task);
	return rc;
}

START_TEST(test_memory)
{
	mailauth_zone *zone = zone_of(
	    P("a.example.com", "none") P("a.example.com", "reject")
	    "_dmarc.example.com. TXT \"v=DMARC1; p=reject; np=none; "
	    "rua=mailto:A%20b@Example.com,https://H.example/\"\n"
	    "_dmarc.x.a.example.com. TXT \"v=spf1 -all\"\n");

	ck_assert_uint_gt(alloc_each_failing(look_up, zone), 1);
	mailauth_zone_free(zone);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dmarc_lookup");
	TCase *tcase = tcase_create("dmarc_lookup");
	int count = (int)(sizeof(rows) / sizeof(rows[0]));

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_rows, 0, count);
	tcase_add_loop_test(tcase, test_failures, 0, count);
	tcase_add_loop_test(tcase, test_levels, 1, LABELS + 1);
	tcase_add_test(tcase, test_random);
	tcase_add_test(tcase, test_expire);
	tcase_add_test(tcase, test_chain);
	tcase_add_loop_test(tcase, test_public_suffix, 0,
	    (int)(sizeof(suffix_rows) / sizeof(suffix_rows[0])));
	tcase_add_test(tcase, test_long_name);
	tcase_add_loop_test(tcase, test_same_policies, 0, 2);
	tcase_add_test(tcase, test_many_misses);
	tcase_add_test(tcase, test_arguments);
	tcase_add_test(tcase, test_rfc7489_unknown);
	tcase_add_test(tcase, test_memory);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
