/* SPDX-License-Identifier: BSD-2-Clause */
/* The public RFC 7208 test suite of the SPF community, read from the folder
 * shared by the workplace: every case's result and explanation. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "support/drive.h"
#include "support/suite.h"

#define SUITE_FILE "data/spf/rfc7208-tests.yml"
#define MAX_RECORDS 512
#define MAX_CASES 64
#define MAX_STRINGS 8
#define SUITE_CASES 203

/* ---- the subset of YAML the file is written in ---- */

struct text {
	char data[1024];
	size_t len;
};

struct record {
	char owner[256];
	char type[8];                    /* "TIMEOUT" stands for all types */
	struct text values[MAX_STRINGS]; /* strings, or [preference, host] */
	size_t count;
};

struct test_case {
	char name[64];
	struct text helo, host, mail_from, explanation;
	struct text results[4];
	size_t result_count;
	bool has_explanation;
};

static struct record records[MAX_RECORDS];
static size_t record_count;
static struct test_case cases[MAX_CASES];
static size_t case_count;

static void
add_char(struct text *t, char c)
{
	ck_assert_msg(t->len + 1 < sizeof(t->data), "a value is too long");
	t->data[t->len++] = c;
	t->data[t->len] = '\0';
}

static int
hex(char c)
{
	const char *digits = "0123456789abcdef", *at;

	if (c >= 'A' && c <= 'F')
		c = (char)(c + 'a' - 'A');
	at = c != '\0' ? strchr(digits, c) : NULL;
	return at != NULL ? (int)(at - digits) : -1;
}

/* A scalar from *p on: "…" with escapes, '…', or plain up to `stop`. */
static const char *
scalar(const char *p, const char *stop, struct text *out)
{
	memset(out, 0, sizeof(*out));
	if (*p == '\'') {
		for (p++; *p != '\'' || p[1] == '\''; p++) {
			if (*p == '\'')
				p++;
			add_char(out, *p);
		}
		return p + 1;
	}
	if (*p != '"') {
		while (*p != '\0' && strchr(stop, *p) == NULL)
			add_char(out, *p++);
		while (out->len > 0 && out->data[out->len - 1] == ' ')
			out->data[--out->len] = '\0';
		return p;
	}
	for (p++; *p != '"'; p++) {
		if (*p != '\\') {
			add_char(out, *p);
			continue;
		}
		p++;
		if (*p == 'x') {
			add_char(out, (char)(hex(p[1]) * 16 + hex(p[2])));
			p += 2;
		} else if (*p == '0')
			add_char(out, '\0');
		else
			add_char(out, *p);
	}
	return p + 1;
}

/* A scalar or "[a, b]"; the number of values. */
static size_t
values(const char *p, struct text *out, size_t room)
{
	size_t n = 0;

	while (*p == ' ')
		p++;
	if (*p != '[') {
		scalar(p, "", &out[0]);
		return 1;
	}
	for (p++;;) {
		while (*p == ' ' || *p == ',')
			p++;
		if (*p == ']')
			return n;
		ck_assert_uint_lt(n, room);
		p = scalar(p, ",]", &out[n++]);
	}
}

static size_t
indent(const char *line)
{
	return strspn(line, " ");
}

static void
read_case_key(struct test_case *c, const char *line)
{
	const char *colon = strchr(line, ':');
	size_t key = colon != NULL ? (size_t)(colon - line) : 0;

	if (colon == NULL)
		return;
	if (strncmp(line, "helo", key) == 0)
		values(colon + 1, &c->helo, 1);
	else if (strncmp(line, "host", key) == 0)
		values(colon + 1, &c->host, 1);
	else if (strncmp(line, "mailfrom", key) == 0)
		values(colon + 1, &c->mail_from, 1);
	else if (strncmp(line, "result", key) == 0)
		c->result_count = values(colon + 1, c->results, 4);
	else if (strncmp(line, "explanation", key) == 0) {
		values(colon + 1, &c->explanation, 1);
		c->has_explanation = true;
	}
}

/* "- TYPE: value" or "- TIMEOUT" of the owner. */
static void
read_record(const char *owner, const char *line)
{
	struct record *r = &records[record_count];
	const char *colon;
	size_t len;

	ck_assert_uint_lt(record_count, MAX_RECORDS);
	memset(r, 0, sizeof(*r));
	memcpy(r->owner, owner, strlen(owner) + 1);
	line += 2;
	colon = strchr(line, ':');
	len = colon != NULL ? (size_t)(colon - line) : strlen(line);
	ck_assert_uint_lt(len, sizeof(r->type));
	memcpy(r->type, line, len);
	if (colon != NULL)
		r->count = values(colon + 1, r->values, MAX_STRINGS);
	record_count++;
}

static void
read_owner(const char *line, char *owner, size_t size)
{
	struct text name;
	size_t i;

	if (*line == '"' || *line == '\'')
		scalar(line, "", &name);
	else {
		memset(&name, 0, sizeof(name));
		for (i = 0; i + 1 < strlen(line); i++) /* without the ":" */
			add_char(&name, line[i]);
	}
	ck_assert_uint_lt(name.len, size);
	for (i = 0; i <= name.len; i++)
		owner[i] = name.data[i] >= 'A' && name.data[i] <= 'Z' ?
		    (char)(name.data[i] + 'a' - 'A') : name.data[i];
}

/* ---- the answers ---- */

/* A name as asked, with its \DDD and \. taken back. */
static const char *
plain_name(const char *name)
{
	static char plain[1024];
	size_t len = 0;

	for (; *name != '\0'; name++) {
		if (*name == '\\' && name[1] >= '0' && name[1] <= '9') {
			plain[len++] = (char)((name[1] - '0') * 100 +
			    (name[2] - '0') * 10 + name[3] - '0');
			name += 3;
		} else if (*name != '\\' || *++name != '\0')
			plain[len++] = *name;
	}
	plain[len] = '\0';
	return plain;
}

static bool
same_name(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), i;

	la -= la > 0 && a[la - 1] == '.';
	lb -= lb > 0 && b[lb - 1] == '.';
	if (la != lb)
		return false;
	for (i = 0; i < la; i++) {
		char x = a[i], y = b[i];

		x = x >= 'A' && x <= 'Z' ? (char)(x + 'a' - 'A') : x;
		y = y >= 'A' && y <= 'Z' ? (char)(y + 'a' - 'A') : y;
		if (x != y)
			return false;
	}
	return true;
}

static size_t
wire_name(uint8_t *out, const char *name)
{
	size_t len = 0;

	while (*name != '\0' && strcmp(name, ".") != 0) {
		size_t label = strcspn(name, ".");

		ck_assert_uint_lt(label, 64);
		out[len++] = (uint8_t)label;
		memcpy(out + len, name, label);
		len += label;
		name += label + (name[label] == '.');
	}
	out[len++] = 0;
	return len;
}

static size_t
wire_txt(uint8_t *out, const struct record *r)
{
	size_t len = 0, i, at;

	for (i = 0; i < r->count; i++)
		for (at = 0; at < r->values[i].len || at == 0; ) {
			size_t part = r->values[i].len - at;

			part = part > 255 ? 255 : part;
			out[len++] = (uint8_t)part;
			memcpy(out + len, r->values[i].data + at, part);
			len += part;
			at += part;
			if (part == 0)
				break;
		}
	return len;
}

/* Addresses are read by a small parser of the test's own. */
static size_t
wire_address(uint8_t *out, const char *text)
{
	uint16_t groups[8] = { 0 };
	size_t n = 0, gap = 8, i;
	unsigned value = 0;

	if (strchr(text, ':') == NULL) {
		for (i = 0; i < 4; i++) {
			out[i] = (uint8_t)strtoul(text, NULL, 10);
			text = strchr(text, '.') != NULL ? strchr(text, '.') + 1 : "";
		}
		return 4;
	}
	for (; *text != '\0'; text++) {
		if (*text != ':') {
			value = value * 16 + (unsigned)hex(*text);
			if (text[1] == ':' || text[1] == '\0') {
				groups[n++] = (uint16_t)value;
				value = 0;
			}
		} else if (text[1] == ':')
			gap = n;
	}
	for (i = 8; gap < 8 && n > gap && i > 8 - (n - gap); i--) {
		groups[i - 1] = groups[n - (8 - i) - 1];
		if (n - (8 - i) - 1 != i - 1)
			groups[n - (8 - i) - 1] = 0;
	}
	for (i = 0; i < 8; i++) {
		out[2 * i] = (uint8_t)(groups[i] >> 8);
		out[2 * i + 1] = (uint8_t)groups[i];
	}
	return 16;
}

/* Does the record answer a question of this type?  An SPF entry counts as TXT
 * unless the owner has a TXT entry. */
static bool
answers(const struct record *r, uint16_t type)
{
	size_t i;

	if (strcmp(r->type, "SPF") == 0) {
		for (i = 0; i < record_count; i++)
			if (same_name(records[i].owner, r->owner) &&
			    strcmp(records[i].type, "TXT") == 0)
				return false;
		return type == MAILAUTH_TYPE_TXT;
	}
	if (strcmp(r->type, "TXT") == 0 &&
	    strcmp(r->values[0].data, "NONE") == 0)
		return false;
	return mailauth_rrtype_number(r->type) == type;
}

static void
add_record(mailauth_answer *ans, const struct record *r, const char *owner,
    uint16_t type)
{
	static uint8_t rdata[8192];
	size_t len;

	switch (type) {
	case MAILAUTH_TYPE_A:
	case MAILAUTH_TYPE_AAAA:
		len = wire_address(rdata, r->values[0].data);
		break;
	case MAILAUTH_TYPE_MX:
		rdata[0] = 0;
		rdata[1] = (uint8_t)strtoul(r->values[0].data, NULL, 10);
		len = 2 + wire_name(rdata + 2, r->values[1].data);
		break;
	case MAILAUTH_TYPE_TXT:
		len = wire_txt(rdata, r);
		break;
	default:
		len = wire_name(rdata, r->values[0].data);
		break;
	}
	ck_assert_int_eq(mailauth_answer_add(ans, owner, type, 300, rdata, len), 0);
}

/* Follows aliases, as a resolver does; a loop is SERVFAIL. */
static int
answer(void *world, const char *name, uint16_t type, mailauth_answer **out)
{
	bool exists = false, timeout = false, found = false, moved;
	const char *owner = plain_name(name);
	unsigned links = 0;
	size_t i;
	int rc = mailauth_answer_new(NULL, name, type, out);

	(void)world;
	if (rc != 0)
		return rc;
	do {
		moved = false;
		for (i = 0; i < record_count; i++) {
			const struct record *r = &records[i];

			if (!same_name(r->owner, owner))
				continue;
			exists = true;
			timeout |= strcmp(r->type, "TIMEOUT") == 0;
			if (strcmp(r->type, "CNAME") == 0) {
				add_record(*out, r, links == 0 ? name : owner,
				    MAILAUTH_TYPE_CNAME);
				owner = r->values[0].data;
				moved = true;
				exists = false;
				break;
			}
			if (answers(r, type)) {
				add_record(*out, r, links == 0 ? name : owner,
				    type);
				found = true;
			}
		}
	} while (moved && ++links < 8);
	if (moved)
		return mailauth_answer_set_status(*out, MAILAUTH_DNS_SERVFAIL);
	if (!found && timeout)
		return mailauth_answer_set_status(*out, MAILAUTH_DNS_TIMEOUT);
	if (!exists)
		return mailauth_answer_set_status(*out, MAILAUTH_DNS_NXDOMAIN);
	return 0;
}

/* ---- the cases ---- */

static int failures, ran;

static void
run_case(const char *scenario, const struct test_case *c, int64_t prefetch)
{
	const mailauth_spf_result *r;
	mailauth_config *cfg;
	mailauth_task *task;
	bool good = false;
	size_t i;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_PREFETCH, prefetch), 0);
	ck_assert_msg(mailauth_spf_check_new(cfg, c->host.data,
	    c->mail_from.data, c->helo.data, &task) == 0,
	    "%s: cannot check %s", c->name, c->host.data);
	ck_assert_int_eq(drive(task, answer, NULL), MAILAUTH_TASK_DONE);
	r = mailauth_spf_check_result(task);
	ck_assert_ptr_nonnull(r);
	for (i = 0; i < c->result_count; i++)
		good |= strcmp(c->results[i].data,
		    mailauth_spf_verdict_name(r->verdict)) == 0;
	if (good && c->has_explanation)
		good = strcmp(c->explanation.data, "DEFAULT") == 0 ?
		    r->explanation == NULL : r->explanation != NULL &&
		    strcmp(c->explanation.data, r->explanation) == 0;
	ran++;
	if (!good) {
		setvbuf(stdout, NULL, _IOLBF, 0);
		failures++;
		printf("%s: %s: %s (%s), explanation %s\n", scenario, c->name,
		    mailauth_spf_verdict_name(r->verdict),
		    r->problem_text != NULL ? r->problem_text : "no problem",
		    r->explanation != NULL ? r->explanation : "none");
		for (i = 0; i < c->result_count; i++)
			printf("\texpected %s %s\n", c->results[i].data,
			    c->explanation.data);
	}
	mailauth_task_free(task);
	mailauth_config_free(cfg);
}

static void
run_scenario(const char *scenario, int64_t prefetch)
{
	size_t i;

	for (i = 0; i < case_count; i++)
		run_case(scenario, &cases[i], prefetch);
	case_count = record_count = 0;
}

/* One line of the file; what section it is in is kept between lines. */
static void
read_line(const char *line, char *owner, size_t owner_size, char *scenario,
    size_t scenario_size, char *section)
{
	size_t in = indent(line);

	line += in;
	if (*line == '\0' || *line == '#')
		return;
	if (in == 0) {
		*section = *line; /* d, c, t, z */
		if (strncmp(line, "description: ", 13) == 0) {
			strncpy(scenario, line + 13, scenario_size - 1);
			scenario[scenario_size - 1] = '\0';
		}
	} else if (*section == 'z' && in == 2)
		read_owner(line, owner, owner_size);
	else if (*section == 'z' && in == 4)
		read_record(owner, line);
	else if (*section == 't' && in == 2) {
		ck_assert_uint_lt(case_count, MAX_CASES);
		memset(&cases[case_count], 0, sizeof(cases[0]));
		strncpy(cases[case_count].name, line, sizeof(cases[0].name) - 1);
		cases[case_count].name[strcspn(line, ":")] = '\0';
		case_count++;
	} else if (*section == 't' && in == 4)
		read_case_key(&cases[case_count - 1], line);
}

static void
run_suite(char *file, int64_t prefetch)
{
	char owner[256] = "", scenario[128] = "";
	char section = '\0';
	char *line = file;

	while (*line != '\0') {
		size_t len = strcspn(line, "\n");
		bool last = line[len] == '\0';

		line[len] = '\0';
		if (strcmp(line, "---") == 0)
			run_scenario(scenario, prefetch);
		else
			read_line(line, owner, sizeof(owner), scenario,
			    sizeof(scenario), &section);
		line += len + !last;
	}
	run_scenario(scenario, prefetch);
}

/* Row: how many questions are asked ahead. */
static const int64_t prefetch_rows[] = { 0, 2, 100 };

START_TEST(public_suite)
{
	char *file = test_shared(SUITE_FILE, NULL);

	if (file == NULL)
		return;
	failures = ran = 0;
	run_suite(file, prefetch_rows[_i]);
	free(file);
	ck_assert_int_eq(ran, SUITE_CASES);
	ck_assert_msg(failures == 0, "%d of %d cases failed", failures, ran);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_suite");
	TCase *tc = tcase_create("public suite");

	tcase_add_loop_test(tc, public_suite, 0,
	    (int)(sizeof(prefetch_rows) / sizeof(prefetch_rows[0])));
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
