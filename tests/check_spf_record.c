/* SPDX-License-Identifier: BSD-2-Clause */
/* Parsing of SPF records: what is accepted, what is refused, and which octets
 * are said to be at fault. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "record/spf_grammar.h"
#include "record/spf_record.h"
#include "support/alloc.h"
#include "support/suite.h"

#define MAX_PROBLEMS 64

/* ---- cases in tests/data/spf-record ---------------------------------------- */

static const char *const files[] = { "version", "separators", "names",
	"modifiers", "all", "include", "a-mx", "domain-spec", "networks",
	"superfluous", "macros" };

/* A record from its line, with the column each octet stands in. */
struct line {
	char text[2048];
	size_t column[2049];
	size_t len;
};

static unsigned
hex(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static void
read_line(struct line *line, const char *p, size_t len)
{
	size_t i = 0;

	line->len = 0;
	while (i < len) {
		ck_assert_uint_lt(line->len, sizeof(line->text));
		line->column[line->len] = i;
		if (p[i] != '\\') {
			line->text[line->len++] = p[i++];
		} else if (p[i + 1] == 't') {
			line->text[line->len++] = '\t';
			i += 2;
		} else if (p[i + 1] == '\\') {
			line->text[line->len++] = '\\';
			i += 2;
		} else {
			ck_assert_int_eq(p[i + 1], 'x');
			line->text[line->len++] =
			    (char)(hex(p[i + 2]) << 4 | hex(p[i + 3]));
			i += 4;
		}
	}
	line->column[line->len] = len;
}

/* One problem as its line in the file: columns, then the rule. */
static void
format_problem(char *out, size_t size, const struct line *line,
    const mailauth_problem *p)
{
	size_t from = line->column[p->offset];
	size_t to = line->column[p->offset + p->length];
	size_t n = 0;

	ck_assert_uint_lt(to + 64, size);
	while (n < from)
		out[n++] = ' ';
	if (p->length == 0)
		out[n++] = '|';
	while (p->length > 0 && n < to)
		out[n++] = '^';
	snprintf(out + n, size - n, " %s", p->id);
}

static int
is_routine(const mailauth_problem *p)
{
	return p->code == MAILAUTH_RULE_SPF_ALL_SOFTFAIL ||
	    p->code == MAILAUTH_RULE_SPF_ALL_FAIL_RISK;
}

static const char *
verdict_of(const mailauth_spf_record *rec)
{
	if (!mailauth_spf_record_is_spf(rec))
		return "none";
	return mailauth_spf_record_valid(rec) ? "valid" : "permerror";
}

/* What a problem must be, whatever the case. */
static void
check_problem(const struct line *line, const mailauth_problem *p)
{
	size_t n = strlen(p->message);

	ck_assert_msg(p->offset + p->length <= line->len, "%s: %zu+%zu of %zu",
	    p->id, p->offset, p->length, line->len);
	ck_assert_msg(n > 10 && p->message[n - 1] != '.', "%s: %s", p->id,
	    p->message);
	ck_assert_ptr_nonnull(mailauth_severity_name(p->severity));
}

/* The same verdict without remarks, as the evaluation asks for it. */
static void
check_bare(const struct line *line, const mailauth_spf_record *rec)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	mailauth_spf_record *bare;

	ck_assert_ptr_nonnull(arena);
	ck_assert_int_eq(mailauth__spf_record_parse(arena, line->text, line->len,
	    0, &bare), 0);
	ck_assert_int_eq(bare->valid, mailauth_spf_record_valid(rec));
	ck_assert_int_eq(bare->is_spf, mailauth_spf_record_is_spf(rec));
	ck_assert_uint_eq(bare->term_count, mailauth_spf_record_term_count(rec));
	if (bare->valid) {
		ck_assert_uint_eq(bare->problems.count, 0);
		ck_assert_ptr_null(mailauth__spf_record_fault(bare));
	} else if (bare->is_spf) {
		ck_assert_ptr_nonnull(mailauth__spf_record_fault(bare));
	}
	mailauth__arena_free(arena);
}

static const char *
line_end(const char *p)
{
	const char *end = strchr(p, '\n');

	return end != NULL ? end : p + strlen(p);
}

/* Checks the case whose record begins at p; returns what follows it. */
static const char *
check_case(const char *file, const char *verdict, const char *p)
{
	char want[4096], have[4096];
	mailauth_spf_record *rec;
	struct line line;
	const char *end = line_end(p);
	size_t i;

	read_line(&line, p, (size_t)(end - p));
	ck_assert_int_eq(mailauth_spf_parse(NULL, line.text, line.len, &rec), 0);
	ck_assert_int_eq(mailauth_spf_record_lint(rec), 0);
	ck_assert_msg(strncmp(verdict, verdict_of(rec),
	    strlen(verdict_of(rec))) == 0, "%s: %.*s\nis %s", file,
	    (int)(end - p), p, verdict_of(rec));
	for (i = 0; i < mailauth_spf_record_problem_count(rec); i++) {
		const mailauth_problem *problem = mailauth_spf_record_problem(rec, i);

		check_problem(&line, problem);
		if (is_routine(problem))
			continue;
		format_problem(have, sizeof(have), &line, problem);
		end += *end == '\n';
		p = end;
		end = line_end(p);
		snprintf(want, sizeof(want), "%.*s", (int)(end - p), p);
		ck_assert_msg(strcmp(want, have) == 0,
		    "%s: %.*s\n%s (here)\n%s (wanted)", file, (int)line.len,
		    line.text, have, want);
	}
	ck_assert_msg(end[0] == '\0' || end[1] == '=' || end[1] == '\0' ||
	    end[1] == '\n' || end[1] == '#', "%s: %.*s\nnot found: %.60s", file,
	    (int)line.len, line.text, end + 1);
	check_bare(&line, rec);
	mailauth_spf_record_free(rec);
	return *end == '\n' ? end + 1 : end;
}

START_TEST(cases)
{
	char name[64];
	char *text;
	const char *p, *verdict;
	size_t count = 0;

	snprintf(name, sizeof(name), "spf-record/%s.txt", files[_i]);
	text = test_data(name, NULL);
	for (p = text; *p != '\0';) {
		if (*p == '=') {
			verdict = p + 2;
			p = line_end(p) + 1;
			p = check_case(name, verdict, p);
			count++;
			continue;
		}
		ck_assert_msg(*p == '#' || *p == '\n', "%s: %.60s", name, p);
		p = line_end(p);
		p += *p == '\n';
	}
	ck_assert_uint_gt(count, 5);
	free(text);
}
END_TEST

/* ---- terms ------------------------------------------------------------------ */

static const struct term_case {
	const char *record;
	size_t index;
	int kind, qualifier;
	const char *domain_spec, *address;
	int prefix4, prefix6;
	size_t offset, length, value_offset, value_length;
} term_cases[] = {
	{ "v=spf1 -all", 0, MAILAUTH_SPF_ALL, '-', NULL, NULL, -1, -1, 7, 4, 11, 0 },
	{ "v=spf1 ALL", 0, MAILAUTH_SPF_ALL, '+', NULL, NULL, -1, -1, 7, 3, 10, 0 },
	{ "v=spf1  a", 0, MAILAUTH_SPF_A, '+', NULL, NULL, -1, -1, 8, 1, 9, 0 },
	{ "v=spf1 ?a/24", 0, MAILAUTH_SPF_A, '?', NULL, NULL, 24, -1, 7, 5, 9, 3 },
	{ "v=spf1 a//64", 0, MAILAUTH_SPF_A, '+', NULL, NULL, -1, 64, 7, 5, 8, 4 },
	{ "v=spf1 a:b.test/0//0", 0, MAILAUTH_SPF_A, '+', "b.test", NULL, 0, 0,
	  7, 13, 9, 11 },
	{ "v=spf1 ~mx:%{d}/24", 0, MAILAUTH_SPF_MX, '~', "%{d}", NULL, 24, -1,
	  7, 11, 11, 7 },
	{ "v=spf1 mx:x/y.test", 0, MAILAUTH_SPF_MX, '+', "x/y.test", NULL, -1, -1,
	  7, 11, 10, 8 },
	{ "v=spf1 a include:c.test -all", 1, MAILAUTH_SPF_INCLUDE, '+', "c.test",
	  NULL, -1, -1, 9, 14, 17, 6 },
	{ "v=spf1 ip4:192.0.2.0/24 mx", 0, MAILAUTH_SPF_IP4, '+', NULL,
	  "192.0.2.0", 24, -1, 7, 16, 11, 12 },
	{ "v=spf1 ip4:192.0.2.9", 0, MAILAUTH_SPF_IP4, '+', NULL, "192.0.2.9", -1,
	  -1, 7, 13, 11, 9 },
	{ "v=spf1 -ip6:2001:db8::/32 mx", 0, MAILAUTH_SPF_IP6, '-', NULL,
	  "2001:db8::", -1, 32, 7, 18, 12, 13 },
	{ "v=spf1 ptr", 0, MAILAUTH_SPF_PTR, '+', NULL, NULL, -1, -1, 7, 3, 10, 0 },
	{ "v=spf1 exists:%{ir}.d.test", 0, MAILAUTH_SPF_EXISTS, '+', "%{ir}.d.test",
	  NULL, -1, -1, 7, 19, 14, 12 },
	{ "v=spf1 redirect=e.test", 0, MAILAUTH_SPF_REDIRECT, 0, "e.test", NULL, -1,
	  -1, 7, 15, 16, 6 },
	{ "v=spf1 eXp=e.test", 0, MAILAUTH_SPF_EXP, 0, "e.test", NULL, -1, -1, 7,
	  10, 11, 6 },
	{ "v=spf1 x-y.z_9=1/2:3=4", 0, MAILAUTH_SPF_MODIFIER, 0, "1/2:3=4", NULL,
	  -1, -1, 7, 15, 15, 7 },
	{ "v=spf1 include=f.test", 0, MAILAUTH_SPF_MODIFIER, 0, "f.test", NULL, -1,
	  -1, 7, 14, 15, 6 },
	{ "v=spf1 ra=", 0, MAILAUTH_SPF_MODIFIER, 0, "", NULL, -1, -1, 7, 3, 10, 0 },
};

static void
check_text(const char *what, const char *have, const char *want)
{
	ck_assert_msg((have == NULL) == (want == NULL) &&
	    (have == NULL || strcmp(have, want) == 0), "%s: %s, not %s", what,
	    have != NULL ? have : "NULL", want != NULL ? want : "NULL");
}

START_TEST(terms)
{
	const struct term_case *c = &term_cases[_i];
	mailauth_spf_record *rec;
	const mailauth_spf_term *term;
	size_t len;

	ck_assert_int_eq(mailauth_spf_parse(NULL, c->record, strlen(c->record),
	    &rec), 0);
	ck_assert_int_eq(mailauth_spf_record_valid(rec), 1);
	check_text("text", mailauth_spf_record_text(rec, &len), c->record);
	ck_assert_uint_eq(len, strlen(c->record));
	term = mailauth_spf_record_term(rec, c->index);
	ck_assert_ptr_nonnull(term);
	ck_assert_int_eq(term->kind, c->kind);
	ck_assert_int_eq(term->qualifier, c->qualifier);
	check_text("domain-spec", term->domain_spec, c->domain_spec);
	check_text("address", term->address, c->address);
	check_text("name", term->name, mailauth_spf_kind_name(c->kind));
	ck_assert_int_eq(term->prefix4, c->prefix4);
	ck_assert_int_eq(term->prefix6, c->prefix6);
	ck_assert_uint_eq(term->offset, c->offset);
	ck_assert_uint_eq(term->length, c->length);
	ck_assert_uint_eq(term->value_offset, c->value_offset);
	ck_assert_uint_eq(term->value_length, c->value_length);
	ck_assert_int_eq(term->valid, 1);
	ck_assert_ptr_null(mailauth_spf_record_term(rec,
	    mailauth_spf_record_term_count(rec)));
	mailauth_spf_record_free(rec);
}
END_TEST

START_TEST(broken_term_stays)
{
	static const char text[] = "v=spf1 a ip4:1.2.3 mx -all";
	mailauth_spf_record *rec;
	const mailauth_spf_term *term;

	ck_assert_int_eq(mailauth_spf_parse(NULL, text, sizeof(text) - 1, &rec), 0);
	ck_assert_int_eq(mailauth_spf_record_valid(rec), 0);
	ck_assert_uint_eq(mailauth_spf_record_term_count(rec), 4);
	term = mailauth_spf_record_term(rec, 1);
	ck_assert_int_eq(term->kind, MAILAUTH_SPF_IP4);
	ck_assert_int_eq(term->valid, 0);
	ck_assert_ptr_null(term->address);
	ck_assert_int_eq(mailauth_spf_record_term(rec, 2)->valid, 1);
	ck_assert_int_eq(mailauth_spf_record_term(rec, 3)->kind, MAILAUTH_SPF_ALL);
	mailauth_spf_record_free(rec);
}
END_TEST

START_TEST(places_of_the_whole)
{
	static const char text[] = "v=spf1 exp=e.test redirect=r.test a -all";
	struct arena *arena = mailauth__arena_new(NULL, 0);
	mailauth_spf_record *rec;

	ck_assert_int_eq(mailauth__spf_record_parse(arena, text,
	    sizeof(text) - 1, 0, &rec), 0);
	ck_assert_int_eq(rec->exp, 0);
	ck_assert_int_eq(rec->redirect, 1);
	ck_assert_int_eq(rec->all, 3);
	ck_assert(mailauth__spf_term_costs(&rec->terms[1]));
	ck_assert(mailauth__spf_term_costs(&rec->terms[2]));
	ck_assert(!mailauth__spf_term_costs(&rec->terms[0]));
	ck_assert(!mailauth__spf_term_costs(&rec->terms[3]));
	mailauth__arena_free(arena);
}
END_TEST

/* The fault is the first error, not a remark that stands before it. */
START_TEST(fault_behind_remarks)
{
	static const char text[] = "V=spf1 ip4:10.0.0.1 ptr inlcude:x.test ~all";
	struct arena *arena = mailauth__arena_new(NULL, 0);
	const mailauth_problem *fault;
	mailauth_spf_record *rec;

	ck_assert_int_eq(mailauth__spf_record_parse(arena, text,
	    sizeof(text) - 1, SPF_PARSE_LINT, &rec), 0);
	ck_assert(!rec->valid);
	fault = mailauth__spf_record_fault(rec);
	ck_assert_ptr_nonnull(fault);
	ck_assert_str_eq(fault->id, "spf.mechanism-typo");
	/* it belongs to the arena: nothing is freed twice */
	mailauth_spf_record_free(rec);
	ck_assert_int_eq(rec->valid, 0);
	/* what is no record at all has no fault */
	ck_assert_int_eq(mailauth__spf_record_parse(arena, "verification=1", 14, 0,
	    &rec), 0);
	ck_assert(!rec->is_spf);
	ck_assert_uint_eq(rec->problems.count, 1);
	ck_assert_ptr_null(mailauth__spf_record_fault(rec));
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(kinds)
{
	static const struct {
		const char *name;
		int kind;
	} names[] = {
		{ "a", MAILAUTH_SPF_A }, { "InClUdE", MAILAUTH_SPF_INCLUDE },
		{ "redirect", MAILAUTH_SPF_REDIRECT }, { "", MAILAUTH_SPF_UNKNOWN },
		{ "a:", MAILAUTH_SPF_UNKNOWN }, { "all ", MAILAUTH_SPF_UNKNOWN },
		{ "redirect=", MAILAUTH_SPF_UNKNOWN },
		{ "xredirect", MAILAUTH_SPF_UNKNOWN },
	};
	size_t i;

	for (i = 0; i < COUNT_OF(names); i++)
		ck_assert_msg(mailauth__spf_kind(names[i].name,
		    strlen(names[i].name)) == names[i].kind, "%s", names[i].name);
}
END_TEST

START_TEST(selection)
{
	ck_assert_int_eq(mailauth_spf_is_record("v=spf1", 6), 1);
	ck_assert_int_eq(mailauth_spf_is_record("V=sPf1 x", 8), 1);
	ck_assert_int_eq(mailauth_spf_is_record("v=spf1x", 6), 1);
	ck_assert_int_eq(mailauth_spf_is_record("v=spf1x", 7), 0);
	ck_assert_int_eq(mailauth_spf_is_record("v=spf1\t", 7), 0);
	ck_assert_int_eq(mailauth_spf_is_record("v=spf10", 7), 0);
	ck_assert_int_eq(mailauth_spf_is_record(" v=spf1", 7), 0);
	ck_assert_int_eq(mailauth_spf_is_record("v=spf", 5), 0);
	ck_assert_int_eq(mailauth_spf_is_record("", 0), 0);
	ck_assert_int_eq(mailauth_spf_is_record(NULL, 0), 0);
}
END_TEST

START_TEST(arguments)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	mailauth_spf_record *rec = NULL;
	size_t len;
	char *big = malloc(65537);

	ck_assert_ptr_nonnull(big);
	memset(big, ' ', 65537);
	memcpy(big, "v=spf1", 6);
	ck_assert_int_eq(mailauth_spf_parse(NULL, "v=spf1", 6, NULL),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_parse(NULL, NULL, 1, &rec),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_parse(NULL, big, 65536, &rec),
	    MAILAUTH_ERR_LIMIT);
	ck_assert_ptr_null(rec);
	/* as an answer of DNS hands it over */
	ck_assert_int_eq(mailauth__spf_record_parse(arena, big, 65536, 0, &rec),
	    MAILAUTH_ERR_LIMIT);
	ck_assert_ptr_null(rec);
	mailauth__arena_free(arena);
	ck_assert_int_eq(mailauth_spf_parse(NULL, big, 65535, &rec), 0);
	ck_assert_int_eq(mailauth_spf_record_valid(rec), 1);
	mailauth_spf_record_free(rec);
	free(big);
	ck_assert_int_eq(mailauth_spf_parse(NULL, NULL, 0, &rec), 0);
	ck_assert_int_eq(mailauth_spf_record_is_spf(rec), 0);
	mailauth_spf_record_free(rec);
	mailauth_spf_record_free(NULL);
	ck_assert_int_eq(mailauth_spf_record_valid(NULL), 0);
	ck_assert_int_eq(mailauth_spf_record_is_spf(NULL), 0);
	ck_assert_int_eq(mailauth_spf_record_lint(NULL), MAILAUTH_ERR_INVALID);
	ck_assert_uint_eq(mailauth_spf_record_problem_count(NULL), 0);
	ck_assert_ptr_null(mailauth_spf_record_text(NULL, NULL));
	len = 7;
	ck_assert_ptr_null(mailauth_spf_record_text(NULL, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert_ptr_null(mailauth_spf_kind_name(99));
	ck_assert_uint_eq(mailauth_spf_record_term_count(NULL), 0);
	ck_assert_ptr_null(mailauth_spf_record_problem(NULL, 0));
	ck_assert_ptr_null(mailauth_spf_kind_name(MAILAUTH_SPF_UNKNOWN));
	ck_assert_ptr_null(mailauth_spf_kind_name(MAILAUTH_SPF_MODIFIER));
	ck_assert_ptr_null(mailauth_spf_kind_name(-1));
	ck_assert_str_eq(mailauth_spf_kind_name(MAILAUTH_SPF_EXP), "exp");
}
END_TEST

/* ---- hostile input ---------------------------------------------------------- */

static const char rich[] = "v=spf1 +a:x.test/24//64 mx/8 ?include:%{d2r.-}.y.test "
    "ip4:10.1.2.3/24 ip6:2001:db8::1/64 exists:%{l1r+-}.%{i}._spf.%{d} ptr:z.test "
    "inlcude:q.test ip4:1.2.3 a, foo=%x moo=%{c} -all redirect=r.test exp=e%_.%{o} "
    "exp=f.test include:x\tmx";

/* Cut at every octet, in memory of just that size, so that a sanitizer sees a
 * read behind the end. */
START_TEST(truncation)
{
	size_t len;

	for (len = 0; len < sizeof(rich); len++) {
		char *copy = malloc(len > 0 ? len : 1);
		mailauth_spf_record *rec;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, rich, len);
		ck_assert_int_eq(mailauth_spf_parse(NULL, copy, len, &rec), 0);
		ck_assert_int_eq(mailauth_spf_record_lint(rec), 0);
		ck_assert_int_eq(mailauth_spf_record_is_spf(rec), len >= 6);
		mailauth_spf_record_free(rec);
		free(copy);
	}
}
END_TEST

/* Each octet replaced by each octet that means something, and some that do
 * not: no crash, and a refused record always says why. */
START_TEST(mutation)
{
	static const char octets[] = " \t:=/%{}.,-+~?0:ra\x7f\x80\xff";
	char copy[sizeof(rich)];
	size_t i, k;

	for (i = 7; i < sizeof(rich) - 1; i++) {
		for (k = 0; k < sizeof(octets); k++) {
			mailauth_spf_record *rec;

			memcpy(copy, rich, sizeof(rich));
			copy[i] = octets[k];
			ck_assert_int_eq(mailauth_spf_parse(NULL, copy,
			    sizeof(rich) - 1, &rec), 0);
			ck_assert_int_eq(mailauth_spf_record_lint(rec), 0);
			ck_assert_uint_gt(mailauth_spf_record_problem_count(rec), 0);
			mailauth_spf_record_free(rec);
		}
	}
}
END_TEST

static int
parse_rich(const mailauth_config *cfg, void *arg)
{
	mailauth_spf_record *rec = NULL;
	int rc = mailauth_spf_parse(cfg, rich, sizeof(rich) - 1, &rec);

	(void)arg;
	if (rc != 0)
		ck_assert_ptr_null(rec);
	else
		rc = mailauth_spf_record_lint(rec);
	if (rc == 0)
		ck_assert_uint_gt(mailauth_spf_record_problem_count(rec), 8);
	mailauth_spf_record_free(rec);
	return rc;
}

/* Macros, problems and terms beyond the first guess of their number. */
static int
parse_many(const mailauth_config *cfg, void *arg)
{
	mailauth_spf_record *rec = NULL;
	int rc = mailauth_spf_parse(cfg, arg, strlen(arg), &rec);

	if (rc == 0)
		rc = mailauth_spf_record_lint(rec);
	mailauth_spf_record_free(rec);
	return rc;
}

START_TEST(no_memory)
{
	char many[2100];
	size_t i;

	ck_assert_uint_gt(alloc_each_failing(parse_rich, NULL), 0);
	ck_assert_uint_gt(alloc_each_cap(parse_rich, NULL), 1);
	strcpy(many, "v=spf1");
	for (i = 0; i < 200; i++)
		strcat(many, i % 3 == 0 ? " a" : i % 3 == 1 ? " %" :
		    " exists:%{i}.x");
	ck_assert_uint_gt(alloc_each_failing(parse_many, many), 2);
}
END_TEST

/* Records whose faults and remarks need memory of their own, each refused at
 * every step. */
static const char *const starving[] = {
	"v=spf1 moo=%{i}%{d}%{h}%{o}%{l}%{s}%{c} -all",
	"v=spf1 include:%{i}.%{d}.%{h}.%{o}.%{l}.x -all",
	"v=spf1 a:%{i}.%{d}.%{h}.x/24/64 -all",
	"v=spf1 a:%{i}.%{d}.%{h}.%{o}.x.test/24/64\tmx -all",
	"v=spf1 exists:%{i}.%{d}.%{h}.%{o}.x\tmx:%{i}.%{d}.x\tptr -all",
	"v=spf1 inlcude:x.test mx,a redirect:x.test exp",
	"v=spf1 a:x.test a:x.test ip4:198.61.0.1 ip4:198.61.0.0/24 +all ptr",
	"V=spf1 include:x.test include:x.test include:%{d} a mx ptr ~all",
	" v=spf1 -all",
};

START_TEST(starved)
{
	char text[200];

	strcpy(text, starving[_i]);
	ck_assert_uint_gt(alloc_each_failing(parse_many, text), 0);
	ck_assert_uint_gt(alloc_each_cap(parse_many, text), 1);
}
END_TEST

START_TEST(one_allocation)
{
	static const char text[] = "v=spf1 include:_spf.a.test include:spf.b.test "
	    "ip4:198.61.0.0/24 ip4:198.61.4.7 mx -all";
	struct test_alloc ta;
	mailauth_config *cfg;
	mailauth_spf_record *rec;
	size_t before;

	test_alloc_init(&ta, 0);
	ck_assert_int_eq(mailauth_config_new(test_allocator(&ta), &cfg), 0);
	before = ta.calls;
	ck_assert_int_eq(mailauth_spf_parse(cfg, text, sizeof(text) - 1, &rec), 0);
	ck_assert_uint_eq(ta.calls - before, 1);
	mailauth_spf_record_free(rec);
	mailauth_config_free(cfg);
	ck_assert_str_eq(test_alloc_finish(&ta), "");
}
END_TEST

START_TEST(memory_cap)
{
	mailauth_config *cfg;
	mailauth_spf_record *rec;
	char *big = malloc(60001);
	int rc;

	ck_assert_ptr_nonnull(big);
	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_MEMORY, 8192), 0);
	memset(big, 'a', 60000);
	memcpy(big, "v=spf1 ", 7);
	rc = mailauth_spf_parse(cfg, big, 60000, &rec);
	ck_assert_msg(rc == MAILAUTH_ERR_LIMIT || rc == MAILAUTH_ERR_NOMEM,
	    "%d", rc);
	ck_assert_int_eq(mailauth_spf_parse(cfg, "v=spf1 -all", 11, &rec), 0);
	mailauth_spf_record_free(rec);
	mailauth_config_free(cfg);
	free(big);
}
END_TEST

/* ---- records found in the wild ---------------------------------------------- */

START_TEST(real_records)
{
	size_t valid = 0, broken = 0, other = 0, len;
	char *text = test_shared("data/real/spf.txt", &len);
	const char *p, *end;

	if (text == NULL)
		return;
	for (p = text; *p != '\0'; p = *end == '\n' ? end + 1 : end) {
		mailauth_spf_record *rec;

		end = line_end(p);
		ck_assert_int_eq(mailauth_spf_parse(NULL, p, (size_t)(end - p),
		    &rec), 0);
		ck_assert_int_eq(mailauth_spf_record_lint(rec), 0);
		if (!mailauth_spf_record_is_spf(rec))
			other++;
		else if (mailauth_spf_record_valid(rec))
			valid++;
		else
			broken++;
		if (!mailauth_spf_record_valid(rec))
			ck_assert_uint_gt(mailauth_spf_record_problem_count(rec), 0);
		mailauth_spf_record_free(rec);
	}
	free(text);
	ck_assert_uint_eq(valid, 5873);
	ck_assert_uint_eq(broken, 50);
	ck_assert_uint_eq(other, 8);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_record");
	TCase *tc = tcase_create("record");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, cases, 0, (int)COUNT_OF(files));
	tcase_add_loop_test(tc, terms, 0, (int)COUNT_OF(term_cases));
	tcase_add_test(tc, broken_term_stays);
	tcase_add_test(tc, places_of_the_whole);
	tcase_add_test(tc, fault_behind_remarks);
	tcase_add_test(tc, kinds);
	tcase_add_test(tc, selection);
	tcase_add_test(tc, arguments);
	tcase_add_test(tc, truncation);
	tcase_add_test(tc, mutation);
	tcase_add_test(tc, no_memory);
	tcase_add_loop_test(tc, starved, 0, (int)COUNT_OF(starving));
	tcase_add_test(tc, one_allocation);
	tcase_add_test(tc, memory_cap);
	tcase_add_test(tc, real_records);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
