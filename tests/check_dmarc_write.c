/* SPDX-License-Identifier: BSD-2-Clause */
/* The writer of DMARC records: what it writes, the parser reads back. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth/dmarc.h>

#include "support/alloc.h"
#include "support/suite.h"

static void
written(mailauth_dmarc_writer *w, const char *want)
{
	mailauth_dmarc_record *rec;
	const mailauth_problem *problem;
	const char *text;
	size_t i;

	ck_assert_int_eq(0, mailauth_dmarc_writer_text(w, &text));
	ck_assert_str_eq(want, text);
	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, strlen(text), &rec));
	ck_assert_int_eq(1, mailauth_dmarc_record_valid(rec));
	for (i = 0; (problem = mailauth_dmarc_record_problem(rec, i)) != NULL; i++)
		ck_assert_msg(problem->severity != MAILAUTH_SEVERITY_ERROR ||
		    strcmp(problem->id, "dmarc.empty-record") == 0 ||
		    strcmp(problem->id, "dmarc.p-missing") == 0, "%s", problem->id);
	mailauth_dmarc_record_free(rec);
}

START_TEST(test_write)
{
	mailauth_dmarc_writer *w;

	ck_assert_int_eq(0, mailauth_dmarc_writer_new(NULL, &w));
	written(w, "v=DMARC1");
	ck_assert_int_eq(0, mailauth_dmarc_writer_set(w, "fo", "1:D"));
	ck_assert_int_eq(0, mailauth_dmarc_writer_set(w, "p", "Reject"));
	ck_assert_int_eq(0, mailauth_dmarc_writer_set(w, "np", "reject"));
	ck_assert_int_eq(0, mailauth_dmarc_writer_set(w, "adkim", "s"));
	ck_assert_int_eq(0, mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUA,
	    "a@example.org"));
	ck_assert_int_eq(0, mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUF,
	    "mailto:f@example.org"));
	ck_assert_int_eq(0, mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUA,
	    "https://example.org/r"));
	written(w, "v=DMARC1; p=reject; np=reject; adkim=s; fo=1:d; "
	    "rua=mailto:a@example.org,https://example.org/r; ruf=mailto:f@example.org");
	ck_assert_int_eq(0, mailauth_dmarc_writer_set(w, "np", NULL));
	ck_assert_int_eq(0, mailauth_dmarc_writer_set(w, "fo", NULL));
	ck_assert_int_eq(0, mailauth_dmarc_writer_set(w, "p", "none"));
	written(w, "v=DMARC1; p=none; adkim=s; "
	    "rua=mailto:a@example.org,https://example.org/r; ruf=mailto:f@example.org");
	mailauth_dmarc_writer_free(w);
	mailauth_dmarc_writer_free(NULL);
}
END_TEST

static const struct {
	const char *name, *value;
	int want;
} settings[] = {
	{ "p", "none", 0 }, { "p", "reject ", MAILAUTH_ERR_INVALID },
	{ "p", "", MAILAUTH_ERR_INVALID }, { "sp", "QUARANTINE", 0 },
	{ "np", "x", MAILAUTH_ERR_INVALID }, { "t", "y", 0 },
	{ "t", "u", MAILAUTH_ERR_INVALID }, { "psd", "u", 0 },
	{ "psd", "yes", MAILAUTH_ERR_INVALID }, { "adkim", "R", 0 },
	{ "aspf", "q", MAILAUTH_ERR_INVALID }, { "aspf", "", MAILAUTH_ERR_INVALID },
	{ "fo", "0:1", MAILAUTH_ERR_INVALID }, { "fo", "d:s:1", 0 },
	{ "v", "DMARC1", MAILAUTH_ERR_NOT_FOUND },
	{ "rua", "mailto:a@b.c", MAILAUTH_ERR_NOT_FOUND },
	{ "pct", "50", MAILAUTH_ERR_NOT_FOUND }, { "P", "none", MAILAUTH_ERR_NOT_FOUND },
	{ "", "x", MAILAUTH_ERR_NOT_FOUND },
};

START_TEST(test_settings)
{
	mailauth_dmarc_writer *w;

	ck_assert_int_eq(0, mailauth_dmarc_writer_new(NULL, &w));
	ck_assert_msg(mailauth_dmarc_writer_set(w, settings[_i].name,
	    settings[_i].value) == settings[_i].want, "%s=%s", settings[_i].name,
	    settings[_i].value);
	mailauth_dmarc_writer_free(w);
}
END_TEST

/* Addresses: as given or encoded; what cannot be one is refused. */
static const struct {
	const char *address, *want;
} addresses[] = {
	{ "a@example.org", "mailto:a@example.org" },
	{ "a,b!c@example.org", "mailto:a%2Cb%21c@example.org" },
	{ "a;b@example.org", "mailto:a%3Bb@example.org" },
	{ "a/b?c@example.org", "mailto:a%2Fb%3Fc@example.org" },
	{ "a%41@example.org", "mailto:a%2541@example.org" },
	{ "\"a b\"@example.org", "mailto:%22a%20b%22@example.org" },
	{ "j\xc3\xbc@example.org", "mailto:j%C3%BC@example.org" },
	{ "mailto:a%2Cb@example.org", "mailto:a%2Cb@example.org" },
	{ "mailto:a,b@example.org", NULL },
	{ "mailto:a;b@example.org", NULL },
	{ "mailto:a@example.org!10m", NULL },
	{ "coap+tcp://example.org", "coap+tcp://example.org" },
	{ "a-b.c1://example.org/x", "a-b.c1://example.org/x" },
	{ "a-b.c1", NULL },
	{ "mailto:", NULL },
	{ "example.org", NULL },
	{ "", NULL },
	{ "@example.org", NULL },
	{ "a@", NULL },
	{ "a\n@example.org", NULL },
	{ "a@b@example.org", NULL },
};

START_TEST(test_addresses)
{
	mailauth_dmarc_writer *w;
	char want[200];
	int rc;

	ck_assert_int_eq(0, mailauth_dmarc_writer_new(NULL, &w));
	ck_assert_int_eq(0, mailauth_dmarc_writer_set(w, "p", "none"));
	rc = mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUA, addresses[_i].address);
	ck_assert_msg(rc == (addresses[_i].want != NULL ? 0 : MAILAUTH_ERR_INVALID),
	    "%s: %d", addresses[_i].address, rc);
	snprintf(want, sizeof(want), "v=DMARC1; p=none%s%s",
	    addresses[_i].want != NULL ? "; rua=" : "",
	    addresses[_i].want != NULL ? addresses[_i].want : "");
	written(w, want);
	mailauth_dmarc_writer_free(w);
}
END_TEST

START_TEST(test_limits)
{
	mailauth_dmarc_writer *w;
	char address[1100];
	const char *text;
	int i;

	ck_assert_int_eq(0, mailauth_dmarc_writer_new(NULL, &w));
	ck_assert_int_eq(MAILAUTH_ERR_INVALID, mailauth_dmarc_writer_add(w, 3, "a@b.c"));
	memset(address, 'a', sizeof(address));
	memcpy(address + 1000, "@example.org", 13);
	for (i = 0; i < 100; i++)
		ck_assert_int_eq(0, mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUA,
		    address));
	ck_assert_int_eq(MAILAUTH_ERR_LIMIT, mailauth_dmarc_writer_add(w,
	    MAILAUTH_DMARC_RUA, address));
	ck_assert_int_eq(MAILAUTH_ERR_LIMIT, mailauth_dmarc_writer_text(w, &text));
	ck_assert_ptr_null(text);
	mailauth_dmarc_writer_free(w);
}
END_TEST

/* No longer than a record. */
START_TEST(test_long_address)
{
	char *address = malloc(65537);
	mailauth_dmarc_writer *w;

	ck_assert_ptr_nonnull(address);
	memset(address, 'a', 65536);
	address[65536] = '\0';
	memcpy(address + 65536 - 12, "@example.org", 12);
	ck_assert_int_eq(0, mailauth_dmarc_writer_new(NULL, &w));
	ck_assert_int_eq(MAILAUTH_ERR_INVALID, mailauth_dmarc_writer_add(w,
	    MAILAUTH_DMARC_RUA, address));
	ck_assert_int_eq(0, mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUA,
	    address + 1));
	mailauth_dmarc_writer_free(w);
	free(address);
}
END_TEST

/* From a record: what it effectively says, without its faults. */
static const struct {
	const char *record, *want;
} from[] = {
	{ "v=DMARC1;p=Reject ; sp=bogus;foo=1;pct=50; rua = mailto:a@b.org!1m , x,"
	    "mailto:c@d.org;ruf=bad;t=y;fo=0:0", "v=DMARC1; p=reject; t=y; "
	    "rua=mailto:a@b.org,mailto:c@d.org" },
	{ "v=DMARC1; p=none; p=reject", "v=DMARC1; p=none" },
	{ "v=spf1 -all", "v=DMARC1" },
	{ "", "v=DMARC1" },
};

START_TEST(test_from)
{
	mailauth_dmarc_record *rec;
	mailauth_dmarc_writer *w;

	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, from[_i].record,
	    strlen(from[_i].record), &rec));
	ck_assert_int_eq(0, mailauth_dmarc_writer_from(NULL, rec, &w));
	mailauth_dmarc_record_free(rec);
	written(w, from[_i].want);
	mailauth_dmarc_writer_free(w);
}
END_TEST

static int
write_all(const mailauth_config *cfg, void *arg)
{
	mailauth_dmarc_record *rec = NULL;
	mailauth_dmarc_writer *w = NULL;
	const char *text;
	int rc = mailauth_dmarc_parse(cfg, arg, strlen(arg), &rec), i;

	if (rc == 0)
		rc = mailauth_dmarc_writer_from(cfg, rec, &w);
	for (i = 0; rc == 0 && i < 50; i++)
		rc = mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUF, "x,y@example.org");
	if (rc == 0)
		rc = mailauth_dmarc_writer_set(w, "sp", "none");
	if (rc == 0)
		rc = mailauth_dmarc_writer_text(w, &text);
	mailauth_dmarc_writer_free(w);
	mailauth_dmarc_record_free(rec);
	return rc;
}

START_TEST(test_memory)
{
	char text[] = "v=DMARC1; p=reject; adkim=s; rua=mailto:a%2Cb@c.org,mailto:D@e.org";

	ck_assert_uint_gt(alloc_each_failing(write_all, text), 3);
	ck_assert_uint_gt(alloc_each_cap(write_all, text), 1);
}
END_TEST

/* The same, but for a record that is there already. */
static int
write_from(const mailauth_config *cfg, void *rec)
{
	mailauth_dmarc_writer *w;
	const char *text;
	int rc = mailauth_dmarc_writer_from(cfg, rec, &w);

	ck_assert((rc == 0) == (w != NULL));
	if (rc == 0)
		rc = mailauth_dmarc_writer_add(w, MAILAUTH_DMARC_RUF,
		    "HTTPS://u@A-Host.Example.Org/path");
	if (rc == 0)
		rc = mailauth_dmarc_writer_text(w, &text);
	mailauth_dmarc_writer_free(w);
	return rc;
}

START_TEST(test_memory_of_writer)
{
	static const char text[] = "v=DMARC1; p=quarantine; sp=quarantine; "
	    "np=quarantine; t=y; psd=n; adkim=s; aspf=s; fo=1:d:s; "
	    "rua=mailto:a%2Cb@c.org; ruf=mailto:x@y.org";
	mailauth_dmarc_record *rec;

	ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, sizeof(text) - 1, &rec));
	ck_assert_uint_gt(alloc_each_failing(write_from, rec), 0);
	ck_assert_uint_gt(alloc_each_cap(write_from, rec), 20);
	mailauth_dmarc_record_free(rec);
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

int
main(void)
{
	Suite *suite = suite_create("dmarc_write");
	TCase *tcase = tcase_create("dmarc_write");

	tcase_add_test(tcase, test_write);
	tcase_add_loop_test(tcase, test_settings, 0, COUNT(settings));
	tcase_add_loop_test(tcase, test_addresses, 0, COUNT(addresses));
	tcase_add_test(tcase, test_limits);
	tcase_add_loop_test(tcase, test_from, 0, COUNT(from));
	tcase_add_test(tcase, test_memory);
	tcase_add_test(tcase, test_long_address);
	tcase_add_test(tcase, test_memory_of_writer);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
