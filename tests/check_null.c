/* SPDX-License-Identifier: BSD-2-Clause */
/* A missing text, name or object: MAILAUTH_ERR_INVALID and no object, as base.h
 * says for all calls that make one. */
#include <mailauth.h>

#include "support/suite.h"

static char something;

/* Each fails with *out NULL. */
#define REFUSED(type, call) do { \
	type *out = (void *)&something; \
	ck_assert_int_eq(call, MAILAUTH_ERR_INVALID); \
	ck_assert_ptr_null(out); \
} while (0)

/* Each makes an object: no octets need no text. */
#define MADE(type, call, release) do { \
	type *out = NULL; \
	ck_assert_int_eq(call, MAILAUTH_OK); \
	ck_assert_ptr_nonnull(out); \
	release(out); \
} while (0)

START_TEST(missing_texts)
{
	REFUSED(mailauth_spf_record, mailauth_spf_parse(NULL, NULL, 5, &out));
	REFUSED(mailauth_dmarc_record, mailauth_dmarc_parse(NULL, NULL, 5, &out));
	REFUSED(mailauth_dkim_key, mailauth_dkim_key_parse(NULL, NULL, 5, &out));
	REFUSED(mailauth_dkim_key, mailauth_dkim_key_write(NULL, NULL, 5, &out));
	REFUSED(mailauth_from, mailauth_from_parse(NULL, NULL, 5, &out));
	REFUSED(mailauth_profile, mailauth_profile_parse(NULL, "p", NULL, 5, &out));
	REFUSED(mailauth_dkim_blocklist, mailauth_dkim_blocklist_new(NULL, NULL, 16, &out));
}
END_TEST

START_TEST(empty_texts)
{
	MADE(mailauth_spf_record, mailauth_spf_parse(NULL, NULL, 0, &out),
	    mailauth_spf_record_free);
	MADE(mailauth_dmarc_record, mailauth_dmarc_parse(NULL, NULL, 0, &out),
	    mailauth_dmarc_record_free);
	MADE(mailauth_dkim_key, mailauth_dkim_key_parse(NULL, NULL, 0, &out),
	    mailauth_dkim_key_free);
	MADE(mailauth_from, mailauth_from_parse(NULL, NULL, 0, &out), mailauth_from_free);
	MADE(mailauth_profile, mailauth_profile_parse(NULL, NULL, NULL, 0, &out),
	    mailauth_profile_free);
	MADE(mailauth_dkim_blocklist, mailauth_dkim_blocklist_new(NULL, NULL, 0, &out),
	    mailauth_dkim_blocklist_free);
}
END_TEST

START_TEST(missing_names)
{
	const char *const selectors[] = { "s" };
	mailauth_zone *zone = NULL;

	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	REFUSED(mailauth_answer, mailauth_answer_new(NULL, NULL, 16, &out));
	REFUSED(mailauth_answer, mailauth_answer_parse(NULL, NULL, 16, "", 0, 0, &out));
	REFUSED(mailauth_answer, mailauth_zone_answer(zone, NULL, 16, &out));
	REFUSED(mailauth_task, mailauth_cname_walk_new(NULL, NULL, 16, &out));
	REFUSED(mailauth_task, mailauth_spf_check_new(NULL, NULL, NULL, NULL, &out));
	REFUSED(mailauth_task, mailauth_spf_audit_new(NULL, NULL, &out));
	REFUSED(mailauth_task, mailauth_dmarc_lookup_new(NULL, NULL, &out));
	REFUSED(mailauth_task, mailauth_dmarc_reports_new(NULL, NULL, &out));
	REFUSED(mailauth_task, mailauth_validate_new(NULL, NULL, &out));
	REFUSED(mailauth_task, mailauth_dkim_lookup_new(NULL, NULL, selectors, 1, 0, &out));
	REFUSED(mailauth_task, mailauth_dkim_lookup_new(NULL, "example.org", NULL, 1, 0,
	    &out));
	mailauth_zone_free(zone);
}
END_TEST

START_TEST(missing_objects)
{
	REFUSED(mailauth_answer, mailauth_zone_answer(NULL, "example.org", 16, &out));
	REFUSED(mailauth_spf_writer, mailauth_spf_writer_from(NULL, NULL, &out));
	REFUSED(mailauth_dmarc_writer, mailauth_dmarc_writer_from(NULL, NULL, &out));
	REFUSED(mailauth_dkim_examination, mailauth_dkim_examine(NULL, NULL, NULL, &out));
	REFUSED(mailauth_task, mailauth_dmarc_evaluate_new(NULL, NULL, &out));
	REFUSED(mailauth_resolver, mailauth_resolver_new_zone(NULL, NULL, &out));
	ck_assert_int_eq(mailauth_zone_read(NULL, "z", NULL, "", 0), MAILAUTH_ERR_INVALID);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("null");
	TCase *tcase = tcase_create("arguments");

	tcase_add_test(tcase, missing_texts);
	tcase_add_test(tcase, empty_texts);
	tcase_add_test(tcase, missing_names);
	tcase_add_test(tcase, missing_objects);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
