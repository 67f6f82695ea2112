/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration, errors, rules, problems, escaping. */
#include <stdio.h>
#include <string.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "base/config.h"
#include "base/escape.h"
#include "base/limits.h"
#include "base/problem.h"
#include "support/alloc.h"
#include "support/suite.h"

START_TEST(version_agrees_with_the_header)
{
	unsigned major, minor, patch;

	ck_assert_int_eq(sscanf(mailauth_version(), "%u.%u.%u", &major, &minor,
	    &patch), 3);
	ck_assert_uint_eq(major << 16 | minor << 8 | patch,
	    MAILAUTH_VERSION_NUMBER);
	ck_assert_uint_eq(mailauth_version_number(), MAILAUTH_VERSION_NUMBER);
	ck_assert_int_eq(mailauth_has_unbound(), MAILAUTH_WITH_UNBOUND);
}
END_TEST

START_TEST(defaults_are_those_of_a_new_configuration)
{
	mailauth_config *cfg;
	int i;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	for (i = 1; i < CONFIG_OPTIONS; i++)
		ck_assert_int_eq(mailauth_config_get(NULL, i),
		    mailauth_config_get(cfg, i));
	ck_assert_int_eq(mailauth_config_get(cfg, MAILAUTH_OPT_SPF_LOOKUPS), 10);
	ck_assert_int_eq(mailauth_config_get(cfg, 0), -1);
	ck_assert_int_eq(mailauth_config_get(cfg, -1), -1);
	ck_assert_int_eq(mailauth_config_get(cfg, 1000), -1);
	mailauth_config_free(cfg);
	mailauth_config_free(NULL);
}
END_TEST

START_TEST(options_keep_their_range)
{
	mailauth_config *cfg;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_SPF_LOOKUPS, 0), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_SPF_LOOKUPS, 1000), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_SPF_LOOKUPS, 1001),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_SPF_LOOKUPS, -1),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_config_get(cfg, MAILAUTH_OPT_SPF_LOOKUPS), 1000);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_TIMEOUT, 99),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_config_set(cfg, 99, 1), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_config_set(NULL, 1, 1), MAILAUTH_ERR_INVALID);
	mailauth_config_free(cfg);
}
END_TEST

/* All three of the default belong together, whichever are used. */
START_TEST(the_default_allocator_allocates)
{
	const mailauth_allocator *a = &mailauth__config(NULL)->allocator;
	char *p = a->malloc(3, a->user_data);

	ck_assert_ptr_nonnull(p);
	memcpy(p, "abc", 3);
	p = a->realloc(p, 5000, a->user_data);
	ck_assert_ptr_nonnull(p);
	ck_assert_mem_eq(p, "abc", 3);
	a->free(p, a->user_data);
}
END_TEST

START_TEST(an_incomplete_allocator_is_refused)
{
	struct test_alloc ta;
	mailauth_allocator broken;
	mailauth_config *cfg;

	test_alloc_init(&ta, 1);
	ck_assert_int_eq(mailauth_config_new(test_allocator(&ta), &cfg),
	    MAILAUTH_ERR_NOMEM);
	ck_assert_ptr_null(cfg);
	broken = *test_allocator(&ta);
	broken.free = NULL;
	ck_assert_int_eq(mailauth_config_new(&broken, &cfg), MAILAUTH_ERR_INVALID);
	broken = *test_allocator(&ta);
	broken.malloc = NULL;
	ck_assert_int_eq(mailauth_config_new(&broken, &cfg), MAILAUTH_ERR_INVALID);
	broken = *test_allocator(&ta);
	broken.realloc = NULL;
	ck_assert_int_eq(mailauth_config_new(&broken, &cfg), MAILAUTH_ERR_INVALID);
	broken = *test_allocator(&ta);
	broken.free = NULL;
	ck_assert_int_eq(mailauth_config_new(&broken, &cfg), MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(cfg);
	ck_assert_str_eq(test_alloc_finish(&ta), "");
}
END_TEST

START_TEST(every_result_has_a_sentence)
{
	int err;

	for (err = 0; err >= -9; err--) {
		ck_assert_str_ne(mailauth_strerror(err), "unknown error");
		ck_assert_str_ne(mailauth_strerror(err), "");
	}
	ck_assert_str_eq(mailauth_strerror(-10), "unknown error");
	ck_assert_str_eq(mailauth_strerror(1), "unknown error");
	ck_assert_str_eq(mailauth_severity_name(MAILAUTH_SEVERITY_ERROR), "error");
	ck_assert_ptr_null(mailauth_severity_name(0));
	ck_assert_ptr_null(mailauth_severity_name(6));
}
END_TEST

START_TEST(rules_are_sorted_named_and_found)
{
	size_t i, count = mailauth_rule_count();
	int last = 0;

	ck_assert_uint_ge(count, 267);
	for (i = 0; i < count; i++) {
		const mailauth_rule *rule = mailauth_rule_at(i);

		ck_assert_int_gt(rule->code, last);
		last = rule->code;
		ck_assert_ptr_eq(mailauth_rule_by_code(rule->code), rule);
		ck_assert_ptr_eq(mailauth_rule_by_id(rule->id), rule);
		ck_assert_ptr_nonnull(strchr(rule->id, '.'));
		ck_assert_uint_gt(strlen(rule->message), 0);
		ck_assert_uint_gt(strlen(rule->fix), 0);
		ck_assert_ptr_nonnull(mailauth_severity_name(rule->severity));
	}
	ck_assert_ptr_null(mailauth_rule_at(count));
	ck_assert_ptr_null(mailauth_rule_by_code(0));
	ck_assert_ptr_null(mailauth_rule_by_code(last + 1));
	ck_assert_ptr_null(mailauth_rule_by_id("spf.Syntax"));
	ck_assert_ptr_null(mailauth_rule_by_id(NULL));
	ck_assert_int_eq(mailauth_rule_by_id("spf.syntax")->code,
	    MAILAUTH_RULE_SPF_SYNTAX);
}
END_TEST

START_TEST(problems_are_capped_and_counted)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct problem_list list, strange;
	size_t i;

	mailauth__problems_init(&list, arena);
	ck_assert_ptr_null(mailauth__problem_at(&list, 0));
	mailauth__problem(&list, MAILAUTH_RULE_SPF_SYNTAX, 3, 4);
	mailauth__problem_say(&list, MAILAUTH_RULE_SPF_PTR, 1, 2, "own words");
	mailauth__problem_full(&list, MAILAUTH_RULE_SPF_PTR,
	    MAILAUTH_SEVERITY_ERROR, 0, 0, NULL, "RFC 0");
	ck_assert_uint_eq(list.errors, 2);
	ck_assert_str_eq(mailauth__problem_at(&list, 0)->id, "spf.syntax");
	ck_assert_uint_eq(mailauth__problem_at(&list, 0)->offset, 3);
	ck_assert_uint_eq(mailauth__problem_at(&list, 0)->length, 4);
	ck_assert_ptr_nonnull(mailauth__problem_at(&list, 0)->reference);
	ck_assert_str_eq(mailauth__problem_at(&list, 1)->message, "own words");
	ck_assert_int_eq(mailauth__problem_at(&list, 1)->severity,
	    MAILAUTH_SEVERITY_WARNING);
	ck_assert_str_eq(mailauth__problem_at(&list, 2)->reference, "RFC 0");
	/* a number without a rule has what the caller says, no more */
	mailauth__problems_init(&strange, arena);
	mailauth__problem(&strange, -1, 1, 1);
	ck_assert_uint_eq(strange.errors, 1);
	ck_assert_str_eq(mailauth__problem_at(&strange, 0)->id, "");
	ck_assert_ptr_null(mailauth__problem_at(&strange, 0)->message);
	ck_assert_ptr_null(mailauth__problem_at(&strange, 0)->reference);
	for (i = 0; i < LIMIT_PROBLEMS; i++)
		mailauth__problem(&list, MAILAUTH_RULE_SPF_SYNTAX, i, 1);
	ck_assert_uint_eq(list.count, LIMIT_PROBLEMS);
	ck_assert_uint_eq(list.dropped, 3);
	ck_assert_uint_eq(list.errors, LIMIT_PROBLEMS + 2);
	ck_assert_int_eq(list.error, 0);
	mailauth__arena_free(arena);
}
END_TEST

static const struct escape_case {
	int channel;
	const char *out;
} escapes[] = {
	{ MAILAUTH_CHANNEL_HEADER, "a \\\"\\\\???%s?" },
	{ MAILAUTH_CHANNEL_LOG, "a \"\\x5c\\x1b\\x0a\\xff%s\\x7f" },
	{ MAILAUTH_CHANNEL_TERMINAL, "a \"\\\\x1b\\x0a\\xff%s\\x7f" },
	{ MAILAUTH_CHANNEL_JSON, "a \\\"\\\\\\\\x1b\\\\x0a\\\\xff%s\\\\x7f" },
	{ MAILAUTH_CHANNEL_ZONE, "a \\\"\\\\\\027\\010\\255%s\\127" },
	{ 0, "" },
	{ 99, "" },
};

START_TEST(each_channel_escapes_what_harms_it)
{
	static const char text[] = "a \"\\\033\n\xff%s\x7f";
	const struct escape_case *e = &escapes[_i];
	struct arena *arena = mailauth__arena_new(NULL, 0);
	size_t len = strlen(text), need, size;
	struct buffer buf;
	char out[128];

	need = mailauth_escape(e->channel, text, len, out, sizeof(out));
	ck_assert_str_eq(out, e->out);
	ck_assert_uint_eq(need, strlen(e->out));
	mailauth__buffer_init(&buf, arena, 0);
	mailauth__escape(&buf, e->channel, text, len);
	ck_assert_str_eq(mailauth__buffer_text(&buf), e->out);
	mailauth__arena_free(arena);
	/* Cut anywhere: a prefix, NUL-terminated, nothing written behind. */
	for (size = 0; size <= need; size++) {
		memset(out, '#', sizeof(out));
		ck_assert_uint_eq(mailauth_escape(e->channel, text, len, out,
		    size), need);
		ck_assert_int_eq(out[size], '#');
		if (size > 0) {
			ck_assert_uint_lt(strlen(out), size);
			ck_assert_mem_eq(out, e->out, strlen(out));
		}
	}
}
END_TEST

START_TEST(header_values_are_tokens_or_quoted)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct buffer buf;

	mailauth__buffer_init(&buf, arena, 0);
	mailauth__escape_value(&buf, "example.org", 11, 100);
	mailauth__buffer_char(&buf, ' ');
	mailauth__escape_value(&buf, "a b", 3, 100);
	mailauth__buffer_char(&buf, ' ');
	mailauth__escape_value(&buf, "", 0, 100);
	mailauth__buffer_char(&buf, ' ');
	mailauth__escape_value(&buf, "x\r\nSubject: y", 13, 5);
	ck_assert_str_eq(mailauth__buffer_text(&buf),
	    "example.org \"a b\" \"\" \"x??Su\"");
	/* RFC 2045 section 5.1: tspecials are in no token */
	mailauth__buffer_reset(&buf);
	mailauth__escape_value(&buf, "a=b", 3, 100);
	mailauth__buffer_char(&buf, ' ');
	mailauth__escape_value(&buf, "2001:db8::1", 11, 100);
	ck_assert_str_eq(mailauth__buffer_text(&buf), "\"a=b\" \"2001:db8::1\"");
	mailauth__arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("base");
	TCase *tc = tcase_create("base");

	tcase_add_test(tc, version_agrees_with_the_header);
	tcase_add_test(tc, defaults_are_those_of_a_new_configuration);
	tcase_add_test(tc, options_keep_their_range);
	tcase_add_test(tc, the_default_allocator_allocates);
	tcase_add_test(tc, an_incomplete_allocator_is_refused);
	tcase_add_test(tc, every_result_has_a_sentence);
	tcase_add_test(tc, rules_are_sorted_named_and_found);
	tcase_add_test(tc, problems_are_capped_and_counted);
	tcase_add_loop_test(tc, each_channel_escapes_what_harms_it, 0,
	    COUNT_OF(escapes));
	tcase_add_test(tc, header_values_are_tokens_or_quoted);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
