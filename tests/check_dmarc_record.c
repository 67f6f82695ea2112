/* SPDX-License-Identifier: BSD-2-Clause */
/* DMARC records: RFC 9989 sections 4.5 to 4.8. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mailauth/dmarc.h>

#include "fuzz/dmarc_ways.h"
#include "record/dmarc_record.h"
#include "support/alloc.h"
#include "support/drive.h"
#include "support/suite.h"

#define V "v=DMARC1; "
#define RUA "; rua=mailto:a@b.org"
#define LABEL63 "abcdefghijklmnopqrstuvwxyz-bcdefghijklmnopqrstuvwxyz-bcdefghijk"

/* `want`: "dmarc" or "not", "valid" or "-", "usable" or "-", then the effective
 * p sp np.  `problems`: id@offset+length, errors with "!" before them. */
struct row {
	const char *name;
	const char *text;
	const char *want;
	const char *problems;
};

static const struct row rows[] = {
	/* rule 2: the grammar */
	{ "bare", "v=DMARC1", "dmarc valid - - - -", "!dmarc.empty-record@0+8" },
	{ "bare with separator", "v=DMARC1 ; ", "dmarc valid - - - -",
	    "!dmarc.empty-record@0+11" },
	{ "p", V "p=reject", "dmarc valid usable reject reject reject", "" },
	{ "blanks around everything", "v = DMARC1\t;\tp\t=  none ; ",
	    "dmarc valid usable none none none", "" },
	{ "empty tag", V "; p=none", "dmarc valid usable none none none",
	    "dmarc.bad-separator@10+1" },
	{ "empty tags at the end", V "p=none;; ;", "dmarc valid usable none none none",
	    "dmarc.bad-separator@17+3" },
	{ "empty value", V "p=none; rua=", "dmarc valid usable none none none",
	    "!dmarc.uri-invalid@18+4" },
	{ "empty value of p", V "p=", "dmarc valid - - - -", "!dmarc.p-invalid@10+2" },
	{ "tab in a value", V "p=none; x=a\tb", "dmarc valid usable none none none",
	    "!dmarc.tag-syntax@21+1" },
	{ "not ASCII", V "p=none; x=\xc3\xa9", "dmarc valid usable none none none",
	    "!dmarc.tag-syntax@20+1" },
	{ "no equals sign", V "p=none; foo", "dmarc valid usable none none none",
	    "!dmarc.tag-syntax@18+3" },
	{ "address behind a semicolon", V "p=none" RUA ";mailto:c@d.org",
	    "dmarc valid usable none none none", "!dmarc.tag-syntax@37+14" },
	{ "no name", V "p=none; =foo", "dmarc valid usable none none none",
	    "!dmarc.tag-syntax@18+4" },
	{ "digit in a name", V "p=none; a1=x", "dmarc valid usable none none none",
	    "!dmarc.tag-syntax@19+1" },
	/* rule 3: v */
	{ "lower case", "v=dmarc1; p=none", "not - - - - -", "!dmarc.version-bad@2+6" },
	{ "other version", "v=DMARC2; p=none", "not - - - - -",
	    "!dmarc.version-bad@2+6" },
	{ "longer version", "v=DMARC10; p=none", "not - - - - -",
	    "!dmarc.version-bad@8+1" },
	{ "a name alone, then the tag", V "p; p=reject", "dmarc valid usable reject reject reject",
	    "!dmarc.tag-syntax@10+1" },
	{ "a name alone, the tag, and two unknown ones", V "p; p=reject; x=1; y=2",
	    "dmarc valid usable reject reject reject", "!dmarc.tag-syntax@10+1" },
	{ "the tag, then a name alone", V "p=reject; p", "dmarc valid usable reject reject reject",
	    "!dmarc.tag-syntax@20+1" },
	{ "no semicolon", "v=DMARC1 p=none", "not - - - - -", "!dmarc.bad-separator@8+1" },
	{ "comma", "v=DMARC1, p=none", "not - - - - -", "!dmarc.bad-separator@8+1" },
	{ "colon", "v=DMARC1:p=none", "not - - - - -", "!dmarc.bad-separator@8+1" },
	{ "nothing between", "v=DMARC1p=none", "not - - - - -", "!dmarc.version-bad@8+6" },
	{ "v not first", "p=none; v=DMARC1", "not - - - - -",
	    "!dmarc.version-bad@8+8" },
	{ "no v", "p=none", "not - - - - -", "!dmarc.version-bad@0+0" },
	{ "empty v", "v=; p=none", "not - - - - -", "!dmarc.version-bad@2+0" },
	{ "empty text", "", "not - - - - -", "dmarc.unrelated-txt@0+0" },
	{ "a separator first", ";v=DMARC1; p=none", "not - - - - -",
	    "!dmarc.version-bad@1+8" },
	{ "leading blank", " v=DMARC1; p=reject", "not - - reject reject reject",
	    "!dmarc.leading-space@0+1" },
	{ "line break first", "\nv=DMARC1; p=none", "not - - - - -",
	    "!dmarc.version-bad@0+1" },
	{ "upper-case V", "V=DMARC1; P=none", "dmarc valid usable none none none", "" },
	{ "Sender ID", "spf2.0/pra -all", "not - - - - -", "!dmarc.is-spf@0+15" },
	{ "v=DMARC1 and more", "v=DMARC1x; p=none", "not - - - - -",
	    "!dmarc.version-bad@8+1" },
	{ "v not first, other value", "p=none; v=x", "not - - - - -",
	    "!dmarc.version-bad@0+0" },
	{ "v not first, no policy", "x=y; v=DMARC1", "not - - - - -",
	    "!dmarc.version-bad@5+8" },
	{ "SPF", "v=spf1 -all", "not - - - - -", "!dmarc.is-spf@0+11" },
	{ "unrelated", "site=abc", "not - - - - -", "dmarc.unrelated-txt@0+8" },
	{ "quotes", "\"v=DMARC1; p=none\"", "not - - - - -",
	    "!dns.txt-literal-quotes@0+1" },
	{ "a letter between", "v=DMARC-1; p=none", "not - - - - -",
	    "!dmarc.version-bad@2+7" },
	{ "backslash", "v=DMARC1\\; p=none", "not - - - - -",
	    "!dns.txt-literal-backslash@8+1" },
	/* rules 4 and 9: unknown and removed tags are ignored */
	{ "unknown", V "p=none; foo=bar; Xyz=1", "dmarc valid usable none none none", "" },
	{ "removed", V "p=reject; pct=0; rf=iodef; ri=x",
	    "dmarc valid usable reject reject reject", "" },
	/* rule 5: other faults fall back */
	{ "bad letters", V "p=none; adkim=x; aspf=strict; psd=1; t=",
	    "dmarc valid usable none none none",
	    "dmarc.alignment-invalid@24+1 dmarc.alignment-invalid@32+6 "
	    "dmarc.psd-invalid@44+1 !dmarc.tag-syntax@47+2" },
	{ "bad fo", V "p=none; fo=0:1", "dmarc valid usable none none none",
	    "dmarc.fo-invalid@21+3" },
	{ "ten letters", V "p=quarantind", "dmarc valid - - - -",
	    "!dmarc.p-invalid@12+10" },
	{ "colon for a semicolon", V "p=none; adkim=r:aspf=r",
	    "dmarc valid usable none none none", "!dmarc.bad-separator@25+1" },
	{ "not ASCII in adkim", V "p=none; adkim=s\xc3\xa9",
	    "dmarc valid usable none none none", "!dmarc.tag-syntax@25+1" },
	{ "names that end as known ones", V "p=none; dkim=s; xdkim=s; akdkim=s; "
	    "xaspf=s", "dmarc valid usable none none none", "" },
	/* rule 6: order is free */
	{ "p last", V "rua=mailto:a@b.org; sp=none; p=reject",
	    "dmarc valid usable reject none none", "" },
	/* rule 7: a tag twice */
	{ "p twice", V "p=reject; p=none", "dmarc - - reject reject reject",
	    "!dmarc.tag-duplicate@20+6" },
	{ "v twice", "v=DMARC1; v=DMARC1; p=none", "dmarc - - none none none",
	    "!dmarc.tag-duplicate@10+8" },
	{ "twice in other case", V "p=reject; P=none", "dmarc - - reject reject reject",
	    "!dmarc.tag-duplicate@20+6" },
	{ "adkim twice", V "p=none; adkim=r; x=y; adkim=r",
	    "dmarc - - none none none", "!dmarc.tag-duplicate@32+7" },
	{ "unknown twice", V "p=none; x=1; x=2", "dmarc valid usable none none none",
	    "dmarc.tag-duplicate@23+3" },
	{ "pct twice", V "p=none; pct=1; pct=2", "dmarc valid usable none none none",
	    "dmarc.tag-duplicate@25+5" },
	/* rule 8: keywords in any case */
	{ "upper case", V "p=REJECT; sp=None; np=QuarantinE",
	    "dmarc valid usable reject none quarantine", "" },
	{ "prefixes are not words", V "p=rejec", "dmarc valid - - - -",
	    "!dmarc.p-invalid@12+5" },
	{ "longer words", V "p=rejected", "dmarc valid - - - -",
	    "!dmarc.p-invalid@12+8" },
	/* table: sp and np */
	{ "sp", V "p=reject; sp=quarantine",
	    "dmarc valid usable reject quarantine quarantine", "" },
	{ "np", V "p=none; np=reject", "dmarc valid usable none none reject", "" },
	{ "sp and np", V "p=none; sp=quarantine; np=reject",
	    "dmarc valid usable none quarantine reject", "" },
	/* rule 26 */
	{ "no p, rua", V "rua=mailto:a@b.org", "dmarc valid usable none none none",
	    "dmarc.p-missing@0+0" },
	{ "no p, sp, rua", V "sp=reject" RUA, "dmarc valid usable none none none",
	    "dmarc.p-missing@0+0" },
	{ "no p, no rua", V "sp=reject", "dmarc valid - - - -", "!dmarc.p-missing@0+0" },
	{ "bad p, rua", V "p=x" RUA, "dmarc valid usable none none none",
	    "!dmarc.p-invalid@12+1" },
	{ "bad sp, rua", V "p=reject; sp=x" RUA, "dmarc valid usable none none none",
	    "!dmarc.sp-invalid@23+1" },
	{ "bad np, rua", V "p=reject; np=x" RUA, "dmarc valid usable none none none",
	    "!dmarc.sp-invalid@23+1" },
	{ "bad np, no rua", V "p=reject; np=x", "dmarc valid - - - -",
	    "!dmarc.sp-invalid@23+1" },
	{ "bad p, only bad URIs", V "p=x; rua=a@b.org,mailto:",
	    "dmarc valid - - - -", "!dmarc.p-invalid@12+1 !dmarc.uri-invalid@19+7 "
	    "!dmarc.uri-invalid@34+0" },
	{ "bad p, ruf only", V "p=x; ruf=mailto:a@b.org", "dmarc valid - - - -",
	    "!dmarc.p-invalid@12+1" },
	{ "malformed sp", V "p=reject; sp=no\x01ne" RUA,
	    "dmarc valid usable none none none", "!dmarc.tag-syntax@25+1 "
	    "!dmarc.sp-invalid@23+5" },
	{ "malformed p, no rua", V "p=no\tne", "dmarc valid - - - -",
	    "!dmarc.tag-syntax@14+1 !dmarc.p-invalid@12+5" },
	{ "nothing but an octet in np", V "p=none; np=\x80", "dmarc valid - - - -",
	    "!dmarc.tag-syntax@21+1 !dmarc.sp-invalid@21+1" },
	{ "empty sp", V "p=reject; sp=", "dmarc valid - - - -",
	    "!dmarc.sp-invalid@20+3" },
	{ "sp twice, first counts", V "p=reject; sp=none; sp=x", "dmarc - - reject none none",
	    "!dmarc.tag-duplicate@29+4" },
	/* a wrong separator */
	{ "comma between tags", V "p=none, rua=mailto:a@b.org", "dmarc valid - - - -",
	    "!dmarc.bad-separator@16+1 !dmarc.p-invalid@12+24" },
	{ "blank between tags", V "p=none rua=mailto:a@b.org", "dmarc valid - - - -",
	    "!dmarc.bad-separator@16+1 !dmarc.p-invalid@12+23" },
	{ "comma behind np", V "p=none; np=reject, t=y" RUA,
	    "dmarc valid usable none none none",
	    "!dmarc.bad-separator@27+1 !dmarc.sp-invalid@21+11" },
	{ "colon for equals", V "p:none", "dmarc valid - - - -",
	    "!dmarc.tag-syntax@10+6 !dmarc.p-missing@0+0" },
};

static const char *
or_dash(const char *text)
{
	return text != NULL ? text : "-";
}

static void
describe_problems(const mailauth_dmarc_record *rec, char *out, size_t size)
{
	const mailauth_problem *problem;
	size_t i, used = 0;

	out[0] = '\0';
	for (i = 0; (problem = mailauth_dmarc_record_problem(rec, i)) != NULL; i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s%s@%zu+%zu",
		    i > 0 ? " " : "",
		    problem->severity == MAILAUTH_SEVERITY_ERROR ? "!" : "",
		    problem->id, problem->offset, problem->length);
}

START_TEST(test_rows)
{
	const struct row *row = &rows[_i];
	mailauth_dmarc_record *rec;
	char got[200], problems[2000];
	size_t len;

	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, row->text, strlen(row->text),
	    &rec));
	ck_assert_str_eq(row->text, mailauth_dmarc_record_text(rec, &len));
	ck_assert_uint_eq(strlen(row->text), len);
	snprintf(got, sizeof(got), "%s %s %s %s %s %s",
	    mailauth_dmarc_record_is_dmarc(rec) ? "dmarc" : "not",
	    mailauth_dmarc_record_valid(rec) ? "valid" : "-",
	    mailauth_dmarc_record_usable(rec) ? "usable" : "-",
	    or_dash(mailauth_dmarc_record_get(rec, "p")),
	    or_dash(mailauth_dmarc_record_get(rec, "sp")),
	    or_dash(mailauth_dmarc_record_get(rec, "np")));
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s", row->name, got);
	describe_problems(rec, problems, sizeof(problems));
	ck_assert_msg(strcmp(problems, row->problems) == 0, "%s: %s", row->name,
	    problems);
	mailauth_dmarc_record_free(rec);
}
END_TEST

/* Advice on what is valid. */
static const struct row advice[] = {
	{ "nothing to say", V "p=reject" RUA, NULL, "" },
	{ "none", V "p=none" RUA, NULL, "dmarc.p-none@10+6 dmarc.np-advice@10+6" },
	{ "quarantine", V "p=quarantine; np=reject" RUA, NULL,
	    "dmarc.p-quarantine@10+12" },
	{ "weaker sp", V "p=reject; sp=none; np=reject" RUA, NULL,
	    "dmarc.sp-weaker@20+7" },
	{ "weaker np", V "p=reject; np=none" RUA, NULL, "dmarc.sp-weaker@20+7" },
	{ "np advice at sp", V "p=reject; sp=none" RUA, NULL,
	    "dmarc.sp-weaker@20+7 dmarc.np-advice@20+7" },
	{ "order", V "rua=mailto:a@b.org; p=reject", NULL, "dmarc.p-not-second@30+8" },
	{ "test", V "p=reject; t=Y" RUA, NULL, "dmarc.test-mode@20+3" },
	{ "test of nothing", V "p=none; np=none; t=y" RUA, NULL,
	    "dmarc.p-none@10+6 dmarc.test-mode@27+3" },
	{ "test of np", V "p=none; np=reject; t=y" RUA, NULL,
	    "dmarc.p-none@10+6 dmarc.test-mode@29+3" },
	{ "pct of nothing", V "p=none; np=none; pct=0" RUA, NULL,
	    "dmarc.removed-tag@27+5 dmarc.p-none@10+6" },
	{ "pct of sp", V "p=none; sp=reject; pct=5" RUA, NULL,
	    "dmarc.pct-partial@29+5 dmarc.p-none@10+6" },
	{ "what a bad tag voids", V "p=quarantine; sp=x; t=y; pct=1" RUA, NULL,
	    "!dmarc.sp-invalid@27+1 dmarc.removed-tag@35+5 dmarc.test-mode@30+3" },
	{ "what a bad tag voids, no rua", V "sp=none; p=none; np=x", NULL,
	    "!dmarc.sp-invalid@30+1 dmarc.p-not-second@19+6 "
	    "dmarc.rua-missing@0+0" },
	{ "psd", V "p=reject; psd=y" RUA, NULL, "dmarc.psd-y@20+5" },
	{ "strict", V "p=reject; adkim=s; aspf=S" RUA, NULL,
	    "dmarc.alignment-strict@20+7 dmarc.alignment-strict@29+6" },
	{ "fo alone", V "p=reject; fo=1" RUA, NULL, "dmarc.fo-without-ruf@20+4" },
	{ "no rua", V "p=reject", NULL, "dmarc.rua-missing@0+0" },
	{ "ruf only", V "p=reject; ruf=mailto:a@b.org", NULL, "dmarc.ruf-only@20+18" },
	{ "pct", V "p=reject; pct=50" RUA, NULL, "dmarc.pct-partial@20+6" },
	{ "pct zero", V "p=reject; pct=0" RUA, NULL, "dmarc.pct-partial@20+5" },
	{ "full pct", V "p=reject; pct=100" RUA, NULL, "dmarc.removed-tag@20+7" },
	{ "bad pct", V "p=reject; pct=5x; rf=a; ri=1" RUA, NULL,
	    "dmarc.removed-tag@20+6 dmarc.removed-tag@28+4 dmarc.removed-tag@34+4" },
	{ "unknown", V "p=reject; foo=1" RUA, NULL, "dmarc.tag-unknown@20+5" },
	{ "slips", V "p=reject; rau=mailto:a@b.org; adkm=r; asspf=r; pssd=n", NULL,
	    "dmarc.tag-typo@20+18 dmarc.tag-typo@40+6 dmarc.tag-typo@48+7 "
	    "dmarc.tag-typo@57+6 dmarc.rua-missing@0+0" },
	{ "exchanged letters", V "p=reject; fi=1; ir=2; urf=x" RUA, NULL,
	    "dmarc.tag-unknown@20+4 dmarc.tag-unknown@26+4 dmarc.tag-typo@32+5" },
	/* one letter left out at the end; the last one wrong; letters exchanged,
	 * and more than that */
	{ "more slips", V "p=reject; adki=r; rux=x; pdx=n; adikx=r; asfp=r" RUA, NULL,
	    "dmarc.tag-typo@20+6 dmarc.tag-unknown@28+5 dmarc.tag-unknown@35+5 "
	    "dmarc.tag-unknown@42+7 dmarc.tag-typo@51+6" },
	{ "pct that is malformed", V "p=reject; pct=5\xc3\xa9" RUA, NULL,
	    "!dmarc.tag-syntax@25+1" },
	{ "pct without a value", V "p=reject; pct" RUA, NULL,
	    "!dmarc.tag-syntax@20+3" },
	{ "upper-case other", V "p=reject; Foo=1" RUA, NULL,
	    "dmarc.tag-unknown@20+5" },
	{ "too long for a slip", V "p=reject; adkimadkim=r; x=y" RUA, NULL,
	    "dmarc.tag-unknown@20+12 dmarc.tag-unknown@34+3" },
	{ "slip of a tag that is there", V "p=reject; ruaa=x" RUA, NULL,
	    "dmarc.tag-unknown@20+6" },
	{ "upper-case name, bad value", V "p=reject; ASPF=x" RUA, NULL,
	    "dmarc.alignment-invalid@25+1 dmarc.tag-typo@20+4" },
	{ "policy", V "policy=reject" RUA, NULL,
	    "dmarc.p-missing@0+0 dmarc.tag-typo@10+13" },
	{ "upper-case name", V "P=reject" RUA, NULL, "dmarc.tag-typo@10+1" },
};

START_TEST(test_advice)
{
	const struct row *row = &advice[_i];
	mailauth_dmarc_record *rec;
	char problems[2000];

	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, row->text, strlen(row->text),
	    &rec));
	ck_assert_int_eq(0, mailauth_dmarc_record_advise(rec));
	ck_assert_int_eq(0, mailauth_dmarc_record_advise(rec));
	describe_problems(rec, problems, sizeof(problems));
	ck_assert_msg(strcmp(problems, row->problems) == 0, "%s: %s", row->name,
	    problems);
	mailauth_dmarc_record_free(rec);
}
END_TEST

/* Each value of each tag with a closed set of values. */
struct value_row {
	const char *tag, *value, *want;
};

static const struct value_row values[] = {
	{ "t", "y", "y" }, { "t", "N", "n" }, { "t", "u", "n" }, { "t", "yn", "n" },
	{ "psd", "y", "y" }, { "psd", "n", "n" }, { "psd", "U", "u" },
	{ "psd", "x", "u" }, { "adkim", "s", "s" }, { "adkim", "R", "r" },
	{ "adkim", "relaxed", "r" }, { "aspf", "S", "s" }, { "aspf", "", "r" },
	{ "fo", "0", "0" }, { "fo", "1", "1" }, { "fo", "d", "d" },
	{ "fo", "S", "S" }, { "fo", "0:d", "0:d" }, { "fo", "d:1:s", "d:1:s" },
	{ "fo", "d:s", "d:s" }, { "fo", "s:d:0", "s:d:0" }, { "fo", "0:1", "0" },
	{ "fo", "d:d", "0" }, { "fo", "1:", "0" }, { "fo", ":1", "0" },
	{ "fo", "1 : d", "0" }, { "fo", "1d", "0" }, { "fo", "1:d:s:0", "0" },
	{ "fo", "x", "0" }, { "fo", "1,d", "0" },
};

START_TEST(test_values)
{
	const struct value_row *row = &values[_i];
	mailauth_dmarc_record *rec;
	char text[100];

	snprintf(text, sizeof(text), V "p=none; ruf=mailto:a@b.org; %s=%s", row->tag,
	    row->value);
	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, strlen(text), &rec));
	ck_assert_msg(strcmp(mailauth_dmarc_record_get(rec, row->tag), row->want) == 0,
	    "%s: %s", text, mailauth_dmarc_record_get(rec, row->tag));
	ck_assert_int_eq(1, mailauth_dmarc_record_usable(rec));
	mailauth_dmarc_record_free(rec);
}
END_TEST

START_TEST(test_typed)
{
	static const char text[] = V "p=none; t=y; psd=n; adkim=s; fo=1:d; "
	    "ruf=mailto:a@b.org";
	mailauth_dmarc_record *rec;
	int source;

	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, strlen(text), &rec));
	ck_assert_int_eq(1, mailauth_dmarc_record_test_mode(rec));
	ck_assert_int_eq('n', mailauth_dmarc_record_psd(rec));
	ck_assert_int_eq('s', mailauth_dmarc_record_adkim(rec));
	ck_assert_int_eq('r', mailauth_dmarc_record_aspf(rec));
	ck_assert_int_eq(MAILAUTH_DMARC_FO_1 | MAILAUTH_DMARC_FO_D,
	    mailauth_dmarc_record_fo(rec));
	ck_assert_int_eq(MAILAUTH_DMARC_POLICY_NONE, mailauth_dmarc_record_policy(rec,
	    MAILAUTH_DMARC_SCOPE_NONEXISTENT, &source));
	ck_assert_int_eq(MAILAUTH_DMARC_SOURCE_P, source);
	ck_assert_ptr_null(mailauth_dmarc_record_get(rec, "pct"));
	ck_assert_ptr_null(mailauth_dmarc_record_get(rec, "P"));
	ck_assert_str_eq("DMARC1", mailauth_dmarc_record_get(rec, "v"));
	ck_assert_ptr_null(mailauth_dmarc_record_tag(rec, 7));
	ck_assert_uint_eq(0, mailauth_dmarc_record_uri_count(rec, 3));
	mailauth_dmarc_record_free(rec);
	ck_assert_int_eq(MAILAUTH_DMARC_POLICY_QUARANTINE,
	    mailauth_dmarc_policy_lowered(MAILAUTH_DMARC_POLICY_REJECT));
	ck_assert_int_eq(MAILAUTH_DMARC_POLICY_NONE,
	    mailauth_dmarc_policy_lowered(MAILAUTH_DMARC_POLICY_QUARANTINE));
	ck_assert_int_eq(MAILAUTH_DMARC_POLICY_NONE,
	    mailauth_dmarc_policy_lowered(MAILAUTH_DMARC_POLICY_NONE));
	ck_assert_int_eq(MAILAUTH_DMARC_POLICY_ABSENT, mailauth_dmarc_policy_lowered(0));
}
END_TEST

START_TEST(test_tags)
{
	static const char text[] = "v=DMARC1;p = reject ;foo=a b; ;pct=1;p=none;bad";
	static const struct {
		const char *name, *value;
		int state;
		size_t offset, length;
	} want[] = {
		{ "v", "DMARC1", MAILAUTH_DMARC_TAG_USED, 0, 8 },
		{ "p", "reject", MAILAUTH_DMARC_TAG_USED, 9, 10 },
		{ "foo", "a b", MAILAUTH_DMARC_TAG_UNKNOWN, 21, 7 },
		{ "", "", MAILAUTH_DMARC_TAG_MALFORMED, 30, 1 },
		{ "pct", "1", MAILAUTH_DMARC_TAG_REMOVED, 31, 5 },
		{ "p", "none", MAILAUTH_DMARC_TAG_DUPLICATE, 37, 6 },
		{ "bad", "", MAILAUTH_DMARC_TAG_MALFORMED, 44, 3 },
	};
	mailauth_dmarc_record *rec;
	const mailauth_dmarc_tag *tag;
	size_t i;

	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, strlen(text), &rec));
	ck_assert_uint_eq(sizeof(want) / sizeof(want[0]),
	    mailauth_dmarc_record_tag_count(rec));
	for (i = 0; (tag = mailauth_dmarc_record_tag(rec, i)) != NULL; i++) {
		ck_assert_str_eq(want[i].name, tag->name);
		ck_assert_str_eq(want[i].value, tag->value);
		ck_assert_uint_eq(strlen(want[i].value), tag->value_length);
		ck_assert_int_eq(want[i].state, tag->state);
		ck_assert_uint_eq(want[i].offset, tag->offset);
		ck_assert_uint_eq(want[i].length, tag->length);
	}
	mailauth_dmarc_record_free(rec);
}
END_TEST

/* One URI: "valid scheme address host" or "-", with the size limit if any. */
struct uri_row {
	const char *uri, *want;
	uint64_t size;
};

static const struct uri_row uris[] = {
	{ "mailto:a@example.org", "mailto a@example.org example.org", 0 },
	{ "MAILTO:A.b+c@Example.ORG", "mailto A.b+c@Example.ORG example.org", 0 },
	{ "mailto:a%2Cb%21@example.org", "mailto a,b!@example.org example.org", 0 },
	{ "mailto:%22a%20b%22@example.org", "mailto \"a b\"@example.org example.org", 0 },
	{ "mailto:a%20b@example.org", NULL, 0 },
	{ "mailto:a@example.org?subject=x%20y", "mailto a@example.org example.org", 0 },
	{ "mailto:a@ex%61mple.org", "mailto a@example.org example.org", 0 },
	{ "mailto:a@b%C3%BCcher.example", "mailto a@b\xc3\xbc" "cher.example b\xc3\xbc"
	    "cher.example", 0 },
	{ "mailto:a@example.org!10m", "mailto a@example.org example.org", 10485760 },
	{ "mailto:a@example.org!1", "mailto a@example.org example.org", 1 },
	{ "mailto:a@example.org!2K", "mailto a@example.org example.org", 2048 },
	{ "mailto:a@example.org!1g", "mailto a@example.org example.org", 1073741824 },
	{ "mailto:a@example.org!1t", "mailto a@example.org example.org",
	    1099511627776 },
	{ "mailto:a@example.org!", NULL, 0 },
	{ "mailto:a@example.org!m", NULL, 0 },
	{ "mailto:a@example.org!10x", NULL, 0 },
	{ "mailto:a@example.org!10mm", NULL, 0 },
	{ "mailto:a!b@example.org", NULL, 0 },
	{ "!10m", NULL, 10485760 },
	{ "mailto:", NULL, 0 },
	{ "mailto:a", NULL, 0 },
	{ "mailto:@example.org", NULL, 0 },
	{ "mailto:a@", NULL, 0 },
	{ "mailto:a@.org", NULL, 0 },
	{ "mailto:a@b..org", NULL, 0 },
	{ "mailto:a@example.org.", NULL, 0 },
	{ "mailto:a@b@c", NULL, 0 },
	{ "mailto:a@" LABEL63 ".org", "mailto a@" LABEL63 ".org " LABEL63 ".org", 0 },
	{ "mailto:a@b" LABEL63 ".org", NULL, 0 },
	{ "mailto:a@B" LABEL63 ".org", NULL, 0 },
	{ "mailto:a@[192.0.2.1]", NULL, 0 },
	{ "mailto:a@%5B192.0.2.1%5D", NULL, 0 },
	{ "mailto:a%0A@example.org", NULL, 0 },
	{ "mailto:a%zz@example.org", NULL, 0 },
	{ "mailto:a@example.org%", NULL, 0 },
	{ "mailto:a b@example.org", NULL, 0 },
	{ "mailto:a@example.org mailto:b@example.org", NULL, 0 },
	{ "mailto:<a@example.org>", NULL, 0 },
	{ "mailto:a@example.org#x#y", NULL, 0 },
	{ "mailto:a\xc3\xa9@example.org", NULL, 0 },
	{ "a@example.org", NULL, 0 },
	{ "1:a@example.org", NULL, 0 },
	{ ":a", NULL, 0 },
	{ "https://User@Example.org:443/p?q#f", "https - example.org", 0 },
	{ "http://example.org", "http - example.org", 0 },
	{ "http://[2001:db8::1]:80/x", "http - [2001:db8::1]", 0 },
	{ "http://[2001:db8::1/x", NULL, 0 },
	{ "http://a[b/", NULL, 0 },
	{ "http://a:8x/", NULL, 0 },
	{ "http:///p", "http - -", 0 },
	{ "mailto:a%7F@example.org", NULL, 0 },
	{ "mailto:%22a@example.org", "mailto \"a@example.org example.org", 0 },
	{ "mailto:a%40b@example.org", NULL, 0 },
	{ "mailto:%22a%40b%22@example.org", "mailto \"a@b\"@example.org example.org",
	    0 },
	{ "mailto:a@example.org#x", "mailto a@example.org example.org", 0 },
	{ "mailto:a@b_c-d.org", "mailto a@b_c-d.org b_c-d.org", 0 },
	{ "mailto:a@b%2", NULL, 0 },
	{ "mailto:a@b%2g.org", NULL, 0 },
	{ "mailto:a@example.org!0", "mailto a@example.org example.org", 1 },
	{ "mailto:a@example.org!16777215t", "mailto a@example.org example.org",
	    (uint64_t)16777215 << 40 },
	{ "http://example.org#f", "http - example.org", 0 },
	{ "http://example.org?q", "http - example.org", 0 },
	{ "http://example.org/[x]", NULL, 0 },
	{ "http://a]b/", NULL, 0 },
	{ "http://[::1", NULL, 0 },
	{ "http://[::1]x", NULL, 0 },
	{ "http://a:/", "http - a", 0 },
	{ "http://u@/", "http - -", 0 },
	{ "tel:+1-2", "tel - -", 0 },
	{ "x-y.z+1:abc", "x-y.z+1 - -", 0 },
	{ "foo:", NULL, 0 },
	/* not in the plain form: the whole host is looked at */
	{ "MAILTO:a@b_c-d.org", "mailto a@b_c-d.org b_c-d.org", 0 },
	{ "MAILTO:a@" LABEL63 ".org", "mailto a@" LABEL63 ".org " LABEL63 ".org", 0 },
	{ "MAILTO:a@org.b" LABEL63, NULL, 0 },
	{ "mailto:%22ab@example.org", "mailto \"ab@example.org example.org", 0 },
	{ "mailto:%22a%20b@example.org", NULL, 0 },
	{ "mailto:%22a%20b%22c@example.org", NULL, 0 },
	/* a NUL would end the text that callers get */
	{ "mailto:a%00@example.org", NULL, 0 },
	{ "mailto:%00@example.org", NULL, 0 },
	{ "mailto:a@example.org%00", NULL, 0 },
	{ "mailto:a@example.org%00.test", NULL, 0 },
	{ "https://example.org%00.test/", NULL, 0 },
	{ "https://example.org%00:443/", NULL, 0 },
	{ "https://u%00@example.org/x%00?%00", "https - example.org", 0 },
};

START_TEST(test_uris)
{
	const struct uri_row *row = &uris[_i];
	const mailauth_dmarc_uri *uri;
	mailauth_dmarc_record *rec;
	char text[200], got[200];

	snprintf(text, sizeof(text), V "p=none; rua=%s", row->uri);
	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, strlen(text), &rec));
	ck_assert_uint_eq(1, mailauth_dmarc_record_uri_count(rec, MAILAUTH_DMARC_RUA));
	uri = mailauth_dmarc_record_uri(rec, MAILAUTH_DMARC_RUA, 0);
	ck_assert_uint_eq(22, uri->offset);
	ck_assert_uint_eq(strlen(row->uri), uri->length);
	ck_assert_uint_eq(row->size, uri->size_limit);
	ck_assert_msg(uri->valid == (row->want != NULL), "%s", row->uri);
	if (row->want != NULL) {
		snprintf(got, sizeof(got), "%s %s %s", or_dash(uri->scheme),
		    or_dash(uri->address), or_dash(uri->host));
		ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s", row->uri, got);
		if (row->size == 0)
			ck_assert_str_eq(row->uri, uri->uri);
	} else {
		ck_assert_uint_ge(mailauth_dmarc_record_problem_count(rec), 1);
		ck_assert_str_eq("dmarc.uri-invalid",
		    mailauth_dmarc_record_problem(rec, 0)->id);
		ck_assert_uint_ge(mailauth_dmarc_record_problem(rec, 0)->offset, 22);
	}
	mailauth_dmarc_record_free(rec);
}
END_TEST

/* The whole list: blanks around commas, empty members, the cap. */
START_TEST(test_uri_list)
{
	static const char text[] = V "p=none; rua=mailto:a@b.org , \tmailto:c@d.org!1k,,"
	    "mailto:A@b.org,;ruf=x";
	mailauth_dmarc_record *rec;
	char problems[2000], *many;
	size_t len = 0, i;

	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, strlen(text), &rec));
	ck_assert_uint_eq(5, mailauth_dmarc_record_uri_count(rec, MAILAUTH_DMARC_RUA));
	ck_assert_str_eq("mailto:a@b.org",
	    mailauth_dmarc_record_uri(rec, MAILAUTH_DMARC_RUA, 0)->uri);
	ck_assert_str_eq("mailto:c@d.org",
	    mailauth_dmarc_record_uri(rec, MAILAUTH_DMARC_RUA, 1)->uri);
	ck_assert_int_eq(0, mailauth_dmarc_record_uri(rec, MAILAUTH_DMARC_RUA, 2)->valid);
	ck_assert_int_eq(1, mailauth_dmarc_record_uri(rec, MAILAUTH_DMARC_RUA, 3)->valid);
	ck_assert_int_eq(0, mailauth_dmarc_record_uri(rec, MAILAUTH_DMARC_RUA, 4)->valid);
	ck_assert_ptr_null(mailauth_dmarc_record_uri(rec, MAILAUTH_DMARC_RUA, 5));
	describe_problems(rec, problems, sizeof(problems));
	ck_assert_str_eq("dmarc.uri-size-limit@40+17 !dmarc.uri-invalid@58+0 "
	    "dmarc.uri-duplicate@59+14 !dmarc.uri-invalid@74+0 "
	    "!dmarc.uri-invalid@79+1", problems);
	mailauth_dmarc_record_free(rec);

	many = malloc(65536);
	ck_assert_ptr_nonnull(many);
	len = (size_t)snprintf(many, 65536, V "p=none; rua=");
	for (i = 0; i < 3000; i++)
		len += (size_t)snprintf(many + len, 65536 - len, "mailto:a%zu@b.org,", i);
	many[len - 1] = ';';
	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, many, len, &rec));
	ck_assert_uint_eq(100, mailauth_dmarc_record_uri_count(rec, MAILAUTH_DMARC_RUA));
	describe_problems(rec, problems, sizeof(problems));
	ck_assert_ptr_nonnull(strstr(problems, "dmarc.uri-many"));
	mailauth_dmarc_record_free(rec);
	free(many);
}
END_TEST

/* Each prefix of a text with everything in it, in a block of its own size. */
START_TEST(test_truncation)
{
	static const char whole[] = " v = DMARC1 ; p=quarantine;; sp=none; np=x; "
	    "rua=mailto:a%2Cb@c.org!10m,https://u@[::1]:1/, x ; ruf=mailto:D@E.org?x; "
	    "fo=0:d:s; adkim=s; psd=y; t=y; pct=1; foo; =b; v=DMARC1; \xff";
	mailauth_dmarc_record *rec;
	size_t len;
	char *copy;

	for (len = 0; len < sizeof(whole); len++) {
		copy = malloc(len + 1);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, whole + (len % 2), len > 0 ? len - len % 2 : 0);
		ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, copy,
		    len > 0 ? len - len % 2 : 0, &rec));
		ck_assert_int_eq(0, mailauth_dmarc_record_advise(rec));
		free(copy);
		mailauth_dmarc_record_free(rec);
	}
}
END_TEST

START_TEST(test_limit)
{
	mailauth_dmarc_record *rec;
	char *text = malloc(65537);

	ck_assert_ptr_nonnull(text);
	memset(text, ';', 65537);
	ck_assert_int_eq(MAILAUTH_ERR_LIMIT, mailauth_dmarc_parse(NULL, text, 65536,
	    &rec));
	ck_assert_ptr_null(rec);
	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, 65535, &rec));
	mailauth_dmarc_record_free(rec);
	free(text);
}
END_TEST

/* Twice the octets take about twice the time: hostile shapes of 32 and 64 KiB. */
static double
seconds_for(const char *head, const char *unit, size_t size)
{
	mailauth_dmarc_record *rec;
	char *text = malloc(size + 1);
	size_t len = strlen(head), n = strlen(unit), round;
	clock_t start;

	ck_assert_ptr_nonnull(text);
	memcpy(text, head, len);
	for (; len + n <= size; len += n)
		memcpy(text + len, unit, n);
	start = clock();
	for (round = 0; round < 5; round++) {
		ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, len, &rec));
		ck_assert_int_eq(0, mailauth_dmarc_record_advise(rec));
		mailauth_dmarc_record_free(rec);
	}
	free(text);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

START_TEST(test_linear)
{
	static const char *const units[] = { "a=b;", ";", " ", "\t;", "p", "=", "p=none;",
	    "\r\n", ",", "%", "!", "a@b,", "mailto:a@b.c,", "\x80" };
	static const char *const heads[] = { "", V, V "rua=mailto:", V "p=" };
	size_t i, k;

	for (k = 0; k < sizeof(heads) / sizeof(heads[0]); k++) {
		for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
			double once = seconds_for(heads[k], units[i], 32000);
			double twice = seconds_for(heads[k], units[i], 64000);

			ck_assert_msg(twice < 5 * once + 0.05, "\"%s\" %s: %f %f",
			    heads[k], units[i], once, twice);
		}
	}
}
END_TEST

static int
parse(const mailauth_config *cfg, void *arg)
{
	mailauth_dmarc_record *rec;
	int rc = mailauth_dmarc_parse(cfg, arg, strlen(arg), &rec);

	if (rc == 0)
		rc = mailauth_dmarc_record_advise(rec);
	mailauth_dmarc_record_free(rec);
	return rc;
}

START_TEST(test_memory)
{
	char *text = malloc(20000);
	size_t len, i;

	ck_assert_ptr_nonnull(text);
	len = (size_t)snprintf(text, 20000, V "p=none; rua=");
	for (i = 0; i < 90; i++)
		len += (size_t)snprintf(text + len, 20000 - len,
		    "mailto:A%%20%zu@B.org!1k,", i);
	for (i = 0; i < 100; i++)
		len += (size_t)snprintf(text + len, 20000 - len, ";x%c%c=1",
		    (char)('a' + i / 26), (char)('a' + i % 26));
	ck_assert_uint_gt(alloc_each_failing(parse, text), 2);
	ck_assert_uint_gt(alloc_each_cap(parse, text), 1);
	free(text);
}
END_TEST

/* Each octet as the value of each tag of one letter: those of the ABNF in either
 * case (RFC 9989 section 4.8), and no other. */
START_TEST(test_letters)
{
	static const struct { const char *tag, *letters; } tags[] = {
		{ "t", "yn" }, { "psd", "ynu" }, { "adkim", "rs" }, { "aspf", "rs" },
	};
	const char *letters = tags[_i].letters;
	mailauth_dmarc_record *rec;
	char text[40];
	int c, len;

	for (c = 0x21; c < 0x7f; c++) {
		bool valid = strchr(letters, c) != NULL ||
		    (c >= 'A' && c <= 'Z' && strchr(letters, c + 0x20) != NULL);

		if (c == ';')
			continue;
		len = snprintf(text, sizeof(text), V "p=none; %s=%c", tags[_i].tag, c);
		ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, (size_t)len, &rec));
		ck_assert_msg(mailauth_dmarc_record_tag(rec, 2)->state == (valid ?
		    MAILAUTH_DMARC_TAG_USED : MAILAUTH_DMARC_TAG_INVALID), "%s", text);
		mailauth_dmarc_record_free(rec);
	}
}
END_TEST

/* A name of five letters is known by all of them. */
START_TEST(test_five_letters)
{
	mailauth_dmarc_record *rec;

	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, V "p=none; bdkim=s", 25, &rec));
	ck_assert_int_eq(mailauth_dmarc_record_adkim(rec), 'r');
	ck_assert_int_eq(mailauth_dmarc_record_tag(rec, 2)->state,
	    MAILAUTH_DMARC_TAG_UNKNOWN);
	mailauth_dmarc_record_free(rec);
}
END_TEST

/* Nobody sees whether a record went the short way or the long one. */
static void
read_both_ways(const char *text, size_t len)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	const char *what = differs_by_way(arena, text, len);

	ck_assert_msg(what == NULL, "%s differ for \"%.*s\"", what, (int)len, text);
	mailauth__arena_free(arena);
}

/* Real records: none crashes, and the counts are those found by hand. */
START_TEST(test_real)
{
	size_t len, count = 0, usable = 0;
	char *text = test_shared("data/real/dmarc.txt", &len), *p, *end;
	mailauth_dmarc_record *rec;

	if (text == NULL)
		return;
	for (p = text; p < text + len; p = end + 1) {
		end = memchr(p, '\n', (size_t)(text + len - p));
		if (end == NULL)
			end = text + len;
		ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, p, (size_t)(end - p),
		    &rec));
		ck_assert_int_eq(0, mailauth_dmarc_record_advise(rec));
		read_both_ways(p, (size_t)(end - p));
		count++;
		usable += mailauth_dmarc_record_usable(rec) != 0;
		mailauth_dmarc_record_free(rec);
	}
	free(text);
	ck_assert_uint_eq(129, count);
	ck_assert_uint_eq(127, usable);
}
END_TEST

START_TEST(test_names)
{
	ck_assert_str_eq(mailauth_dmarc_policy_name(MAILAUTH_DMARC_POLICY_REJECT),
	    "reject");
	ck_assert_ptr_null(mailauth_dmarc_policy_name(0));
	ck_assert_ptr_null(mailauth_dmarc_policy_name(-1));
	ck_assert_ptr_null(mailauth_dmarc_policy_name(4));
	ck_assert_str_eq(mailauth_dmarc_source_name(3), "np");
	ck_assert_ptr_null(mailauth_dmarc_source_name(0));
	ck_assert_ptr_null(mailauth_dmarc_source_name(-1));
	ck_assert_ptr_null(mailauth_dmarc_source_name(4));
	ck_assert_str_eq(mailauth_dmarc_list_name(MAILAUTH_DMARC_RUF), "ruf");
	ck_assert_ptr_null(mailauth_dmarc_list_name(-1));
	mailauth_dmarc_record_free(NULL);
}
END_TEST

/* Each tag by its name, of a record that says something else than the default of
 * all, of one that says nothing, and of none. */
START_TEST(test_get)
{
	static const struct {
		const char *name, *full, *least;
	} tags[] = {
		{ "v", "DMARC1", "DMARC1" }, { "p", "reject", NULL },
		{ "sp", "quarantine", NULL }, { "np", "none", NULL },
		{ "t", "y", "n" }, { "psd", "n", "u" }, { "adkim", "s", "r" },
		{ "aspf", "s", "r" }, { "fo", "1:d", "0" },
		{ "rua", "mailto:a@b.org", NULL }, { "ruf", "mailto:c@d.org", NULL },
		{ "pct", NULL, NULL }, { "rf", NULL, NULL }, { "ri", NULL, NULL },
		{ "x", NULL, NULL }, { "", NULL, NULL },
	};
	static const char *const texts[] = {
		V "p=reject; sp=quarantine; np=none; t=y; psd=n; adkim=s; aspf=s; "
		"fo=1:d; rua=mailto:a@b.org; ruf=mailto:c@d.org; pct=5; rf=afrf; ri=1; "
		"x=y", "v=DMARC1", "v=spf1 -all"
	};
	mailauth_dmarc_record *recs[3];
	const char *want, *got;
	size_t i, k;
	int source = 7;

	for (k = 0; k < 3; k++) {
		ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, texts[k],
		    strlen(texts[k]), &recs[k]));
		for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
			want = k == 0 ? tags[i].full : k == 1 ? tags[i].least : NULL;
			got = mailauth_dmarc_record_get(recs[k], tags[i].name);
			ck_assert_msg((got == NULL) == (want == NULL) &&
			    (got == NULL || strcmp(got, want) == 0), "%zu: %s=%s", k,
			    tags[i].name, got != NULL ? got : "(none)");
		}
	}
	ck_assert_int_eq(mailauth_dmarc_record_policy(recs[2],
	    MAILAUTH_DMARC_SCOPE_OWN, &source), MAILAUTH_DMARC_POLICY_ABSENT);
	ck_assert_int_eq(source, MAILAUTH_DMARC_SOURCE_ABSENT);
	ck_assert_int_eq(mailauth_dmarc_record_tolerated(recs[1]), 1);
	ck_assert_int_eq(mailauth_dmarc_record_tolerated(recs[2]), 0);
	for (k = 0; k < 3; k++)
		mailauth_dmarc_record_free(recs[k]);
}
END_TEST

/* A record that is part of something else is freed with that. */
START_TEST(test_arena)
{
	static const char text[] = V "p=none";
	struct arena *arena = mailauth__arena_new(NULL, 0);
	mailauth_dmarc_record *rec;

	ck_assert_int_eq(0, mailauth__dmarc_record_parse(arena, text,
	    sizeof(text) - 1, &rec));
	mailauth_dmarc_record_free(rec);
	ck_assert_int_eq(mailauth_dmarc_record_valid(rec), 1);
	mailauth__arena_free(arena);
}
END_TEST

/* RFC 9989 section 4.8: dmarc-version, then dmarc-sep or the end. */
START_TEST(test_is_record)
{
	static const struct {
		const char *text;
		bool is;
	} texts[] = {
		{ "v=DMARC1", true }, { "V \t= DMARC1 ;p=none", true },
		{ "v=DMARC1;", true }, { "v=DMARC", false }, { "v=", false },
		{ "v", false }, { "", false }, { "v=dmarc1", false },
		{ "v=DMARC1x", false }, { "v=DMARC1 x", false }, { " v=DMARC1", false },
		{ "v:DMARC1", false }, { "v=DMARC2;", false },
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(mailauth__dmarc_is_record(texts[i].text,
		    strlen(texts[i].text)) == texts[i].is, "%s", texts[i].text);
}
END_TEST

/* fo= counts beside ruf= only; without a length, the text alone. */
START_TEST(test_without_fo)
{
	static const char text[] = V "p=none; ruf=mailto:a@b.org";
	mailauth_dmarc_record *rec;

	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, sizeof(text) - 1, &rec));
	ck_assert_str_eq(mailauth_dmarc_record_text(rec, NULL), text);
	ck_assert_int_eq(mailauth_dmarc_record_fo(rec), MAILAUTH_DMARC_FO_0);
	mailauth_dmarc_record_free(rec);
	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, V "p=none; fo=1", 22, &rec));
	ck_assert_int_eq(mailauth_dmarc_record_fo(rec), MAILAUTH_DMARC_FO_0);
	ck_assert_str_eq(mailauth_dmarc_record_get(rec, "fo"), "0");
	mailauth_dmarc_record_free(rec);
}
END_TEST

START_TEST(test_aligned)
{
	ck_assert_int_eq(1, mailauth_dmarc_aligned('s', "a.B.org", NULL, "A.b.org.", NULL));
	ck_assert_int_eq(0, mailauth_dmarc_aligned('s', "a.b.org", "b.org", "b.org", "b.org"));
	ck_assert_int_eq(1, mailauth_dmarc_aligned('r', "a.b.org", "b.org", "c.b.org", "B.ORG"));
	ck_assert_int_eq(0, mailauth_dmarc_aligned('r', "a.b.org", "b.org", "c.org", "c.org"));
	ck_assert_int_eq(1, mailauth_dmarc_aligned('s', "b.org.", NULL, "b.org", NULL));
	ck_assert_int_eq(1, mailauth_dmarc_aligned('s', ".", NULL, ".", NULL));
	ck_assert_int_eq(0, mailauth_dmarc_aligned('s', "", NULL, ".", NULL));
	ck_assert_int_eq(0, mailauth_dmarc_aligned('s', ".", NULL, "a", NULL));
	ck_assert_int_eq(1, mailauth_dmarc_aligned('r', "b.org", NULL, "b.org", NULL));
	ck_assert_int_eq(-1, mailauth_dmarc_aligned('r', "a.b.org", "b.org", "b.org", NULL));
	ck_assert_int_eq(-1, mailauth_dmarc_aligned('r', "a.b.org", NULL, "b.org", "b.org"));
}
END_TEST

/* Each row and each prefix of it. */
START_TEST(test_ways_of_rows)
{
	size_t i, len;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (len = 0; len <= strlen(rows[i].text); len++)
			read_both_ways(rows[i].text, len);
	}
	for (i = 0; i < sizeof(advice) / sizeof(advice[0]); i++)
		read_both_ways(advice[i].text, strlen(advice[i].text));
}
END_TEST

/* Records of usual form with up to three octets changed, left out or put in. */
START_TEST(test_ways_of_mutations)
{
	static const char *const usual[] = {
		"v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=r; t=y",
		"v=DMARC1;p=none;rua=mailto:a@b.example!10m,mailto:c@d.example;fo=1:d",
		"v=DMARC1; p=quarantine; pct=5; ri=9; rf=afrf; psd=n; ruf=mailto:x@y.nl",
	};
	static const char octets[] = "; =,:!@.vpsnQDMARC1ry\t\x80\x7f";
	char text[200];
	uint32_t seed = 9989, round, changes;
	size_t len, at;

	for (round = 0; round < 30000; round++) {
		len = strlen(usual[round % 3]);
		memcpy(text, usual[round % 3], len);
		for (changes = drive_random(&seed) % 3 + 1; changes > 0; changes--) {
			at = drive_random(&seed) % len;
			switch (drive_random(&seed) % 3) {
			case 0:
				memmove(text + at, text + at + 1, --len - at);
				break;
			case 1:
				memmove(text + at + 1, text + at, len++ - at);
				/* fall through */
			default:
				text[at] = octets[drive_random(&seed) %
				    (sizeof(octets) - 1)];
			}
		}
		read_both_ways(text, len);
	}
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

int
main(void)
{
	Suite *suite = suite_create("dmarc_record");
	TCase *tcase = tcase_create("dmarc_record");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_rows, 0, COUNT(rows));
	tcase_add_loop_test(tcase, test_advice, 0, COUNT(advice));
	tcase_add_loop_test(tcase, test_values, 0, COUNT(values));
	tcase_add_test(tcase, test_typed);
	tcase_add_test(tcase, test_tags);
	tcase_add_loop_test(tcase, test_uris, 0, COUNT(uris));
	tcase_add_test(tcase, test_uri_list);
	tcase_add_test(tcase, test_truncation);
	tcase_add_test(tcase, test_limit);
	tcase_add_test(tcase, test_linear);
	tcase_add_test(tcase, test_memory);
	tcase_add_loop_test(tcase, test_letters, 0, 4);
	tcase_add_test(tcase, test_five_letters);
	tcase_add_test(tcase, test_real);
	tcase_add_test(tcase, test_names);
	tcase_add_test(tcase, test_get);
	tcase_add_test(tcase, test_arena);
	tcase_add_test(tcase, test_is_record);
	tcase_add_test(tcase, test_without_fo);
	tcase_add_test(tcase, test_aligned);
	tcase_add_test(tcase, test_ways_of_rows);
	tcase_add_test(tcase, test_ways_of_mutations);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
