/* SPDX-License-Identifier: BSD-2-Clause */
/* Weak keys: each weakness on keys made to have it, block lists, key sets. */
#include <sys/resource.h>
#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <mailauth/dkim.h>
#include <mailauth/rule.h>

#include "base/sha256.h"
#include "record/key_weakness.h"
#include "support/alloc.h"
#include "support/keys.h"
#include "support/suite.h"

#define RFC6376_KEY "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkM" \
	"oGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/R" \
	"tdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToI" \
	"MmPSPDdQPNUYckcQ2QIDAQAB"
#define RFC8463_RSA "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR" \
	"iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC" \
	"DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3" \
	"Ip3G+2kryOTIKT+l/K4w3QIDAQAB"

static mailauth_dkim_key *
key_of(const char *record)
{
	mailauth_dkim_key *key = NULL;
	size_t len;
	char *text = test_key_text(record, &len);

	ck_assert_int_eq(mailauth_dkim_key_parse(NULL, text, len, &key), 0);
	free(text);
	return key;
}

static const struct {
	const char *record;
	const char *found; /* ids */
	const char *message; /* part of the first one's, or NULL */
	int verdict;
} cases[] = {
	{ "p={rsa-2048}", "", NULL, MAILAUTH_DKIM_OK },
	{ "p={rsa-1024}", "", NULL, MAILAUTH_DKIM_WEAK },
	{ "p={rsa-4096}", "", NULL, MAILAUTH_DKIM_OK },
	{ "p={pkcs1-2048}", "", NULL, MAILAUTH_DKIM_OK },
	{ "p={size-8192}", "", NULL, MAILAUTH_DKIM_OK },
	{ "p={size-16384}", "", NULL, MAILAUTH_DKIM_OK },
	{ "p={size-16392}", "dkim.key-not-examined", NULL, MAILAUTH_DKIM_OK },
	{ "k=ed25519; p={ed25519}", "", NULL, MAILAUTH_DKIM_OK },
	{ "p=", "", NULL, MAILAUTH_DKIM_REVOKED },
	{ "p=!", "", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "k=ed25519; p=AAAA", "", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "v=spf1 -all", "", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p={even}", "", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p={factor-3}", "dkim.modulus-small-factor", "by 3",
	  MAILAUTH_DKIM_UNUSABLE },
	{ "p={factor-251}", "dkim.modulus-small-factor", "by 251",
	  MAILAUTH_DKIM_UNUSABLE },
	{ "p={factor-257}", "dkim.modulus-small-factor", "by 257",
	  MAILAUTH_DKIM_UNUSABLE },
	{ "p={factor-65521}", "dkim.modulus-small-factor", "by 65521",
	  MAILAUTH_DKIM_UNUSABLE },
	{ "p={factor-65537}", "", NULL, MAILAUTH_DKIM_OK },
	{ "p={square}", "dkim.modulus-square", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p={close-next}", "dkim.modulus-close-primes", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p={close-50}", "dkim.modulus-close-primes", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p={close-99}", "dkim.modulus-close-primes", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p={close-101}", "", NULL, MAILAUTH_DKIM_OK },
	{ "p={close-200}", "", NULL, MAILAUTH_DKIM_OK },
	{ "p={roca-512}", "dkim.modulus-roca", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p={roca-1024}", "dkim.modulus-roca", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p={roca-2048}", "dkim.modulus-roca", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p={roca-not}", "", NULL, MAILAUTH_DKIM_OK },
	{ "k=ed25519; p=AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	  "dkim.ed25519-no-point", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "k=ed25519; p=AwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	  "", NULL, MAILAUTH_DKIM_OK },
	/* of small order, which parsing has told */
	{ "k=ed25519; p=AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=",
	  "", NULL, MAILAUTH_DKIM_UNUSABLE },
	/* 32 octets of RSA are no point either, nor need they be */
	{ "p=AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	  "", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p=" RFC6376_KEY, "dkim.key-sample", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "p=" RFC8463_RSA, "dkim.key-sample", NULL, MAILAUTH_DKIM_UNUSABLE },
	{ "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
	  "dkim.key-sample", NULL, MAILAUTH_DKIM_UNUSABLE },
};

static const char *
ids_of(const mailauth_dkim_examination *exam)
{
	static char out[512];
	const mailauth_problem *problem;
	size_t i, n = 0;

	out[0] = '\0';
	for (i = 0; (problem = mailauth_dkim_examination_problem(exam, i)) != NULL; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s",
		    i > 0 ? " " : "", problem->id);
	ck_assert_uint_eq(i, mailauth_dkim_examination_problem_count(exam));
	return out;
}

START_TEST(examinations)
{
	mailauth_dkim_key *key = key_of(cases[_i].record);
	mailauth_dkim_examination *exam = NULL;
	const mailauth_problem *problem;
	clock_t from = clock();

	ck_assert_int_eq(mailauth_dkim_examine(NULL, key, NULL, &exam), 0);
	ck_assert_msg(strcmp(ids_of(exam), cases[_i].found) == 0, "%.20s: %s",
	    cases[_i].record, ids_of(exam));
	ck_assert_int_eq(mailauth_dkim_examination_verdict(exam), cases[_i].verdict);
	problem = mailauth_dkim_examination_problem(exam, 0);
	if (problem != NULL) {
		ck_assert_uint_eq(problem->offset, (size_t)(strstr(cases[_i].record,
		    "p=") - cases[_i].record) + 2);
		ck_assert_uint_gt(problem->length, 40);
	}
	if (cases[_i].message != NULL)
		ck_assert_msg(strstr(problem->message, cases[_i].message) != NULL,
		    "%s", problem->message);
	mailauth_dkim_examination_free(exam);
	mailauth_dkim_key_free(key);
	/* 16,384 bits take some 30 ms; a sanitizer makes it ten times that. */
	ck_assert_int_lt((clock() - from) / (CLOCKS_PER_SEC / 1000), 3000);
}
END_TEST

START_TEST(limit_of_bits)
{
	mailauth_dkim_key *key = key_of("p={size-16392}"), *other = key_of("p={size-8192}");
	mailauth_dkim_examination *exam = NULL;
	mailauth_config *cfg = NULL;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_DKIM_BITS, 16392), 0);
	ck_assert_int_eq(mailauth_dkim_examine(cfg, key, NULL, &exam), 0);
	ck_assert_str_eq(ids_of(exam), "");
	mailauth_dkim_examination_free(exam);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_DKIM_BITS, 8191), 0);
	ck_assert_int_eq(mailauth_dkim_examine(cfg, other, NULL, &exam), 0);
	ck_assert_str_eq(ids_of(exam), "dkim.key-not-examined");
	ck_assert_int_eq(mailauth_dkim_examination_problem(exam, 0)->severity,
	    MAILAUTH_SEVERITY_INFO);
	mailauth_dkim_examination_free(exam);
	mailauth_config_free(cfg);
	mailauth_dkim_key_free(key);
	mailauth_dkim_key_free(other);
	mailauth_dkim_examination_free(NULL);
}
END_TEST

static int
examine_once(const mailauth_config *cfg, void *arg)
{
	mailauth_dkim_examination *exam;
	int rc = mailauth_dkim_examine(cfg, arg, NULL, &exam);

	ck_assert((rc == 0) == (exam != NULL));
	mailauth_dkim_examination_free(exam);
	return rc;
}

START_TEST(examine_allocations)
{
	mailauth_dkim_key *key = key_of(cases[_i].record);

	alloc_each_failing(examine_once, key);
	ck_assert_uint_gt(alloc_each_cap(examine_once, key), 1);
	mailauth_dkim_key_free(key);
}
END_TEST

/* Of random odd numbers hardly any is a power of 65537 modulo 38 primes. */
START_TEST(roca_false_alarms)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct bigint n;
	uint8_t data[128];
	int i;
	size_t k;

	ck_assert_int_eq(mailauth__bigint_new(&n, arena, 1024), 0);
	srand(17);
	for (i = 0; i < 3000; i++) {
		for (k = 0; k < sizeof(data); k++)
			data[k] = (uint8_t)(rand() >> 4);
		data[sizeof(data) - 1] |= 1;
		mailauth__bigint_read(&n, data, sizeof(data));
		ck_assert(!mailauth__weak_roca(&n));
	}
	mailauth__arena_free(arena);
}
END_TEST

/* 568303 * 587617: the 81st number above the square root is their middle.  What
 * the first leaves passes the filter for squares and is none. */
START_TEST(close_primes)
{
	static const uint8_t product[] = { 0x4d, 0xc0, 0xa4, 0xbe, 0x8f };
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct bigint n;

	ck_assert_int_eq(mailauth__bigint_new(&n, arena, 40), 0);
	mailauth__bigint_read(&n, product, sizeof(product));
	ck_assert_int_eq(mailauth__weak_primes(arena, &n, 1), WEAK_NONE);
	ck_assert_int_eq(mailauth__weak_primes(arena, &n, 80), WEAK_NONE);
	ck_assert_int_eq(mailauth__weak_primes(arena, &n, 81), WEAK_CLOSE);
	ck_assert_uint_eq(mailauth__weak_factor(&n), 0);
	mailauth__arena_free(arena);
}
END_TEST

/* ---- block lists ----------------------------------------------------------- */

static int
compare_rows(const void *a, const void *b)
{
	return memcmp(a, b, 16);
}

/* A sorted list of `count` invented rows and one of the key, under id 7. */
static uint8_t *
make_list(const mailauth_dkim_key *key, size_t count)
{
	uint8_t *rows = malloc((count + 1) * 16), hash[32];
	const uint8_t *modulus;
	size_t i, len;

	for (i = 0; i < count; i++) {
		mailauth__sha256((const uint8_t *)&i, sizeof(i), hash);
		memcpy(rows + i * 16, hash, 15);
		rows[i * 16 + 15] = 3;
	}
	modulus = mailauth_dkim_key_modulus(key, &len);
	if (modulus == NULL) {
		modulus = mailauth_dkim_key_data(key, &len);
		for (; len > 0 && *modulus == 0; len--)
			modulus++;
	}
	mailauth__sha256(modulus, len, hash);
	memcpy(rows + count * 16, hash, 15);
	rows[count * 16 + 15] = 7;
	qsort(rows, count + 1, 16, compare_rows);
	return rows;
}

START_TEST(blocklist_memory)
{
	static const size_t counts[] = { 0, 1, 2, 3, 10, 1000 };
	static const char *const records[] = { "p={rsa-2048}", "p={pkcs1-2048}",
		"k=ed25519; p={ed25519}", "k=ed25519; p={ed25519-zero}" };
	mailauth_dkim_key *key, *other = key_of("p={rsa-4096}"), *none = key_of("p=");
	mailauth_dkim_examination *exam;
	mailauth_dkim_blocklist *list;
	uint8_t *rows;
	size_t i;

	key = key_of(records[_i]);
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		rows = make_list(key, counts[i]);
		ck_assert_int_eq(mailauth_dkim_blocklist_new(NULL, rows,
		    (counts[i] + 1) * 16, &list), 0);
		ck_assert_uint_eq(mailauth_dkim_blocklist_count(list), counts[i] + 1);
		ck_assert_int_eq(mailauth_dkim_blocklist_find(list, key), 7);
		ck_assert_int_eq(mailauth_dkim_blocklist_find(list, other), -1);
		ck_assert_int_eq(mailauth_dkim_blocklist_find(list, none), -1);
		ck_assert_int_eq(mailauth_dkim_examine(NULL, key, list, &exam), 0);
		ck_assert_str_eq(ids_of(exam), "dkim.key-blocklisted");
		ck_assert_msg(strstr(mailauth_dkim_examination_problem(exam, 0)->message,
		    "id 7") != NULL, "no list id");
		mailauth_dkim_examination_free(exam);
		ck_assert_int_eq(mailauth_dkim_examine(NULL, other, list, &exam), 0);
		ck_assert_str_eq(ids_of(exam), "");
		mailauth_dkim_examination_free(exam);
		mailauth_dkim_blocklist_free(list);
		free(rows);
	}
	mailauth_dkim_key_free(key);
	mailauth_dkim_key_free(other);
	mailauth_dkim_key_free(none);
}
END_TEST

START_TEST(blocklist_faults)
{
	mailauth_dkim_key *key = key_of("p={rsa-2048}");
	uint8_t *rows = make_list(key, 9), row[16];
	mailauth_dkim_blocklist *list;

	ck_assert_int_eq(mailauth_dkim_blocklist_new(NULL, rows, 159, &list),
	    MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(list);
	memcpy(row, rows, 16);
	memcpy(rows, rows + 144, 16);
	memcpy(rows + 144, row, 16);
	ck_assert_int_eq(mailauth_dkim_blocklist_new(NULL, rows, 160, &list),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_dkim_blocklist_new(NULL, rows, 0, &list), 0);
	ck_assert_int_eq(mailauth_dkim_blocklist_find(list, key), -1);
	mailauth_dkim_blocklist_free(list);
	mailauth_dkim_blocklist_free(NULL);
	ck_assert_int_eq(mailauth_dkim_blocklist_open(NULL, TESTS_DIR "/no-such-file",
	    &list), MAILAUTH_ERR_IO);
	ck_assert_int_eq(mailauth_dkim_blocklist_open(NULL, TESTS_DIR, &list),
	    MAILAUTH_ERR_IO);
	free(rows);
	mailauth_dkim_key_free(key);
}
END_TEST

/* A pipe has no end to go to, and a file may be there and not be mapped. */
START_TEST(blocklist_not_mapped)
{
	char path[] = "blocklist-XXXXXX";
	mailauth_dkim_blocklist *list;
	struct rlimit was, none;
	int fd = mkstemp(path), rc;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "0123456789abcdef", 16), 16);
	close(fd);
	ck_assert_int_eq(getrlimit(RLIMIT_AS, &was), 0);
	none = was;
	none.rlim_cur = 0;
	ck_assert_int_eq(setrlimit(RLIMIT_AS, &none), 0);
	rc = mailauth_dkim_blocklist_open(NULL, path, &list);
	ck_assert_int_eq(setrlimit(RLIMIT_AS, &was), 0);
	ck_assert_int_eq(rc, MAILAUTH_ERR_IO);
	ck_assert_ptr_null(list);
	ck_assert_int_eq(unlink(path), 0);

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(mailauth_dkim_blocklist_open(NULL, path, &list),
	    MAILAUTH_ERR_IO);
	ck_assert_ptr_null(list);
	unlink(path);
}
END_TEST

static int
open_once(const mailauth_config *cfg, void *path)
{
	mailauth_dkim_blocklist *list;
	int rc = mailauth_dkim_blocklist_open(cfg, path, &list);

	mailauth_dkim_blocklist_free(list);
	return rc;
}

START_TEST(blocklist_file)
{
	mailauth_dkim_key *key = key_of("p={rsa-1024}");
	uint8_t *rows = make_list(key, 300);
	char path[] = "blocklist-XXXXXX";
	mailauth_dkim_blocklist *list;
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(mailauth_dkim_blocklist_open(NULL, path, &list), 0);
	ck_assert_uint_eq(mailauth_dkim_blocklist_count(list), 0);
	mailauth_dkim_blocklist_free(list);
	ck_assert_uint_ge(alloc_each_failing(open_once, path), 1);
	ck_assert_int_eq(write(fd, rows, 301 * 16), 301 * 16);
	ck_assert_int_eq(mailauth_dkim_blocklist_open(NULL, path, &list), 0);
	ck_assert_int_eq(mailauth_dkim_blocklist_find(list, key), 7);
	mailauth_dkim_blocklist_free(list);
	alloc_each_failing(open_once, path);
	ck_assert_uint_ge(alloc_each_cap(open_once, path), 1);
	ck_assert_int_eq(write(fd, rows, 1), 1);
	ck_assert_int_eq(mailauth_dkim_blocklist_open(NULL, path, &list),
	    MAILAUTH_ERR_INVALID);
	close(fd);
	unlink(path);
	free(rows);
	mailauth_dkim_key_free(key);
}
END_TEST

/* ---- key sets -------------------------------------------------------------- */

START_TEST(key_sets)
{
	mailauth_dkim_key *a = key_of("p={rsa-2048}"), *same = key_of("p={pkcs1-2048}");
	mailauth_dkim_key *b = key_of("p={rsa-1024}"), *revoked = key_of("p=");
	mailauth_dkim_key *ed = key_of("k=ed25519; p={ed25519}");
	mailauth_dkim_key_set *set;
	const char *earlier;

	ck_assert_int_eq(mailauth_dkim_key_set_new(NULL, &set), 0);
	ck_assert_int_eq(mailauth_dkim_key_set_add(set, a, "one", &earlier), 0);
	ck_assert_ptr_null(earlier);
	ck_assert_int_eq(mailauth_dkim_key_set_add(set, a, "one", &earlier), 0);
	ck_assert_ptr_null(earlier);
	ck_assert_int_eq(mailauth_dkim_key_set_add(set, same, "two", &earlier), 0);
	ck_assert_str_eq(earlier, "one");
	ck_assert_int_eq(mailauth_dkim_key_set_add(set, b, "three", &earlier), 0);
	ck_assert_ptr_null(earlier);
	ck_assert_int_eq(mailauth_dkim_key_set_add(set, ed, "four", &earlier), 0);
	ck_assert_ptr_null(earlier);
	ck_assert_int_eq(mailauth_dkim_key_set_add(set, ed, "five", &earlier), 0);
	ck_assert_str_eq(earlier, "four");
	ck_assert_int_eq(mailauth_dkim_key_set_add(set, revoked, "six", &earlier), 0);
	ck_assert_int_eq(mailauth_dkim_key_set_add(set, revoked, "seven", &earlier), 0);
	ck_assert_ptr_null(earlier);
	mailauth_dkim_key_set_free(set);
	mailauth_dkim_key_set_free(NULL);
	mailauth_dkim_key_free(a);
	mailauth_dkim_key_free(same);
	mailauth_dkim_key_free(b);
	mailauth_dkim_key_free(revoked);
	mailauth_dkim_key_free(ed);
}
END_TEST

/* Ed25519 keys that count upwards, enough to make the table grow often. */
static mailauth_dkim_key *
numbered_key(const mailauth_config *cfg, unsigned number, int *rc)
{
	char text[80];
	mailauth_dkim_key *key;

	snprintf(text, sizeof(text), "k=ed25519; p=%08uAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	    number);
	*rc = mailauth_dkim_key_parse(cfg, text, strlen(text), &key);
	return key;
}

static int
fill_set(const mailauth_config *cfg, void *count)
{
	mailauth_dkim_key_set *set;
	mailauth_dkim_key *key;
	const char *earlier;
	char name[16];
	unsigned i;
	int rc = mailauth_dkim_key_set_new(cfg, &set);

	for (i = 0; rc == 0 && i < *(unsigned *)count * 2; i++) {
		if ((key = numbered_key(NULL, i % *(unsigned *)count, &rc)) == NULL)
			break;
		ck_assert_int_eq(mailauth_dkim_key_bits(key), 256);
		snprintf(name, sizeof(name), "%u", i);
		rc = mailauth_dkim_key_set_add(set, key, name, &earlier);
		snprintf(name, sizeof(name), "%u", i - *(unsigned *)count);
		if (rc == 0 && i >= *(unsigned *)count)
			ck_assert_str_eq(earlier, name);
		else
			ck_assert_ptr_null(earlier);
		mailauth_dkim_key_free(key);
	}
	mailauth_dkim_key_set_free(set);
	return rc;
}

START_TEST(large_set)
{
	unsigned many = 3000, few = 150;

	ck_assert_int_eq(fill_set(NULL, &many), 0);
	ck_assert_uint_ge(alloc_each_failing(fill_set, &few), 2);
	few = 1;
	ck_assert_uint_ge(alloc_each_cap(fill_set, &few), 4);
}
END_TEST

int
main(void)
{
	const int count = sizeof(cases) / sizeof(cases[0]);
	Suite *suite = suite_create("key_weakness");
	TCase *tcase = tcase_create("keys");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, examinations, 0, count);
	tcase_add_loop_test(tcase, examine_allocations, 0, 5);
	tcase_add_test(tcase, limit_of_bits);
	tcase_add_test(tcase, roca_false_alarms);
	tcase_add_test(tcase, close_primes);
	tcase_add_loop_test(tcase, blocklist_memory, 0, 4);
	tcase_add_test(tcase, blocklist_faults);
	tcase_add_test(tcase, blocklist_not_mapped);
	tcase_add_test(tcase, blocklist_file);
	tcase_add_test(tcase, key_sets);
	tcase_add_test(tcase, large_set);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
