/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing SPF records: what goes in comes out, and what is changed is told. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "base/ip.h"
#include "base/limits.h"
#include "support/alloc.h"
#include "support/suite.h"

static mailauth_spf_record *
parse(const char *text)
{
	mailauth_spf_record *rec;

	ck_assert_int_eq(mailauth_spf_parse(NULL, text, strlen(text), &rec), 0);
	return rec;
}

/* A writer with the terms of a record. */
static mailauth_spf_writer *
writer(const char *text)
{
	mailauth_spf_record *rec = parse(text);
	mailauth_spf_writer *w;

	ck_assert_msg(mailauth_spf_writer_from(NULL, rec, &w) == 0, "%s", text);
	mailauth_spf_record_free(rec);
	return w;
}

/* Whatever a writer makes is valid. */
static void
check_text(mailauth_spf_writer *w, const char *want)
{
	const char *text = mailauth_spf_writer_text(w);
	mailauth_spf_record *rec;

	ck_assert_ptr_nonnull(text);
	ck_assert_str_eq(text, want);
	rec = parse(text);
	ck_assert_int_eq(mailauth_spf_record_valid(rec), 1);
	mailauth_spf_record_free(rec);
}

/* ---- building ---------------------------------------------------------------- */

START_TEST(build)
{
	mailauth_spf_writer *w;

	ck_assert_int_eq(mailauth_spf_writer_new(NULL, &w), 0);
	check_text(w, "v=spf1");
	ck_assert_int_eq(mailauth_spf_writer_add(w, "-all"), 0);
	ck_assert_int_eq(mailauth_spf_writer_add(w, "mx"), 0);
	ck_assert_int_eq(mailauth_spf_writer_add(w, "exp=why.x.test"), 0);
	ck_assert_int_eq(mailauth_spf_writer_add(w, "ra=postmaster"), 0);
	ck_assert_int_eq(mailauth_spf_writer_add(w, "include:_spf.x.test"), 0);
	check_text(w, "v=spf1 mx include:_spf.x.test -all exp=why.x.test "
	    "ra=postmaster");
	/* a second one takes the place of the first */
	ck_assert_int_eq(mailauth_spf_writer_add(w, "~all"), 0);
	ck_assert_int_eq(mailauth_spf_writer_add(w, "exp=y.test"), 0);
	check_text(w, "v=spf1 mx include:_spf.x.test ~all exp=y.test "
	    "ra=postmaster");
	ck_assert_uint_eq(mailauth_spf_writer_term_count(w), 5);
	ck_assert_str_eq(mailauth_spf_writer_term(w, 2), "~all");
	ck_assert_ptr_null(mailauth_spf_writer_term(w, 5));
	ck_assert_int_eq(mailauth_spf_writer_remove(w, 0), 0);
	ck_assert_int_eq(mailauth_spf_writer_remove(w, 4),
	    MAILAUTH_ERR_NOT_FOUND);
	ck_assert_int_eq(mailauth_spf_writer_insert(w, 1, "?ptr"), 0);
	ck_assert_int_eq(mailauth_spf_writer_insert(w, 9, "a"),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_insert(w, 0, "exp=z.test"),
	    MAILAUTH_ERR_STATE);
	check_text(w, "v=spf1 include:_spf.x.test ?ptr ~all exp=y.test "
	    "ra=postmaster");
	mailauth_spf_writer_free(w);
	mailauth_spf_writer_free(NULL);
}
END_TEST

static const struct {
	int kind, qualifier;
	const char *value;
	int prefix4, prefix6;
	const char *term;
} parts[] = {
	{ MAILAUTH_SPF_ALL, '-', NULL, -1, -1, "-all" },
	{ MAILAUTH_SPF_A, 0, NULL, 24, 64, "a/24//64" },
	{ MAILAUTH_SPF_MX, '?', "x.test", -1, 64, "?mx:x.test//64" },
	{ MAILAUTH_SPF_IP4, '+', "192.0.2.0", 24, -1, "+ip4:192.0.2.0/24" },
	{ MAILAUTH_SPF_IP6, 0, "2001:db8::", -1, 32, "ip6:2001:db8::/32" },
	{ MAILAUTH_SPF_REDIRECT, 0, "x.test", -1, -1, "redirect=x.test" },
	{ MAILAUTH_SPF_EXISTS, 0, "%{i}.x.test", -1, -1, "exists:%{i}.x.test" },
	/* refused */
	{ MAILAUTH_SPF_REDIRECT, '-', "x.test", -1, -1, NULL },
	{ MAILAUTH_SPF_IP4, 0, "192.0.2.0", 33, -1, NULL },
	{ MAILAUTH_SPF_IP4, 0, "192.0.2.0", -1, 64, NULL },
	{ MAILAUTH_SPF_IP4, 0, "2001:db8::", -1, -1, NULL },
	{ MAILAUTH_SPF_INCLUDE, 0, NULL, -1, -1, NULL },
	{ MAILAUTH_SPF_INCLUDE, 0, "x.test -all", -1, -1, NULL },
	{ MAILAUTH_SPF_INCLUDE, 0, "x.test", 24, -1, NULL },
	{ MAILAUTH_SPF_INCLUDE, '!', "x.test", -1, -1, NULL },
	{ MAILAUTH_SPF_INCLUDE, -200, "x.test", -1, -1, NULL },
	{ MAILAUTH_SPF_UNKNOWN, 0, "x.test", -1, -1, NULL },
	{ MAILAUTH_SPF_MODIFIER, 0, "x.test", -1, -1, NULL },
	{ MAILAUTH_SPF_EXP, 0, "x.test", -1, -1, "exp=x.test" },
	{ MAILAUTH_SPF_EXP, '-', "x.test", -1, -1, NULL },
	{ MAILAUTH_SPF_INCLUDE, 200, "x.test", -1, -1, NULL },
	{ MAILAUTH_SPF_A, 0, NULL, -1, 129, NULL },
	{ 99, 0, NULL, -1, -1, NULL },
};

START_TEST(build_from_parts)
{
	mailauth_spf_writer *w;
	int rc;

	ck_assert_int_eq(mailauth_spf_writer_new(NULL, &w), 0);
	rc = mailauth_spf_writer_add_term(w, parts[_i].kind, parts[_i].qualifier,
	    parts[_i].value, parts[_i].prefix4, parts[_i].prefix6);
	if (parts[_i].term == NULL) {
		ck_assert_int_eq(rc, MAILAUTH_ERR_INVALID);
		ck_assert_uint_eq(mailauth_spf_writer_term_count(w), 0);
	} else {
		ck_assert_int_eq(rc, 0);
		ck_assert_str_eq(mailauth_spf_writer_term(w, 0), parts[_i].term);
	}
	mailauth_spf_writer_free(w);
}
END_TEST

static const char *const no_terms[] = { "", " ", "a ", " a", "a mx", "-", "ipv4:x",
	"include:", "a:x", "redirect:x.test", "-exp=x.test", "ip4:1.2.3", "a\tb",
	"foo", "exists:%{c}.x" };

START_TEST(refuse)
{
	mailauth_spf_writer *w;

	ck_assert_int_eq(mailauth_spf_writer_new(NULL, &w), 0);
	ck_assert_int_eq(mailauth_spf_writer_add(w, no_terms[_i]),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_merge(w, no_terms[_i]),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_insert(w, 0, no_terms[_i]),
	    MAILAUTH_ERR_INVALID);
	check_text(w, "v=spf1");
	mailauth_spf_writer_free(w);
}
END_TEST

START_TEST(arguments)
{
	mailauth_spf_record *rec = parse("v=spf1 a ipv4:x -all");
	mailauth_spf_writer *w;

	ck_assert_int_eq(mailauth_spf_writer_new(NULL, NULL), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_from(NULL, rec, &w),
	    MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(w);
	ck_assert_int_eq(mailauth_spf_writer_from(NULL, NULL, &w),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_new(NULL, &w), 0);
	ck_assert_int_eq(mailauth_spf_writer_merge_record(w, rec),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_add(w, NULL), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_add(NULL, "a"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_set_all(w, '!'), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_set_all(w, 0), MAILAUTH_ERR_INVALID);
	/* "-" and 256: what is left of it as a char is no excuse */
	ck_assert_int_eq(mailauth_spf_writer_set_all(w, '-' + 256),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_set_all(NULL, '-'),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_from(NULL, rec, NULL),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_merge(NULL, "a"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_merge(w, NULL), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_merge_record(NULL, rec),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_merge_record(w, NULL),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_add_term(NULL, MAILAUTH_SPF_A, 0, NULL,
	    -1, -1), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_insert(NULL, 0, "a"),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_insert(w, 0, NULL),
	    MAILAUTH_ERR_INVALID);
	/* the first redirect may have a place, and what refuses it is the second */
	ck_assert_int_eq(mailauth_spf_writer_insert(w, 0, "redirect=x.test"), 0);
	ck_assert_int_eq(mailauth_spf_writer_insert(w, 0, "redirect=y.test"),
	    MAILAUTH_ERR_STATE);
	ck_assert_str_eq(mailauth_spf_writer_term(w, 0), "redirect=x.test");
	ck_assert_int_eq(mailauth_spf_writer_remove(NULL, 0),
	    MAILAUTH_ERR_NOT_FOUND);
	ck_assert_int_eq(mailauth_spf_writer_shorten(NULL), MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(mailauth_spf_writer_term(NULL, 0));
	ck_assert_uint_eq(mailauth_spf_writer_term_count(NULL), 0);
	ck_assert_uint_eq(mailauth_spf_writer_note_count(NULL), 0);
	ck_assert_ptr_null(mailauth_spf_writer_note(w, 0));
	ck_assert_ptr_null(mailauth_spf_writer_text(NULL));
	mailauth_spf_writer_free(w);
	ck_assert_int_eq(mailauth_spf_repair(NULL, NULL, 0, &w),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_repair(NULL, "v=spf1", 6, NULL),
	    MAILAUTH_ERR_INVALID);
	mailauth_spf_record_free(rec);
}
END_TEST

START_TEST(too_long)
{
	mailauth_spf_writer *w;
	char *term = malloc(65600);
	size_t i;

	ck_assert_ptr_nonnull(term);
	memset(term, 'x', 65599);
	memcpy(term, "a:", 2);
	strcpy(term + 65595, ".net");
	ck_assert_int_eq(mailauth_spf_writer_new(NULL, &w), 0);
	ck_assert_int_eq(mailauth_spf_writer_add(w, term), MAILAUTH_ERR_LIMIT);
	strcpy(term + 8000, ".net");
	for (i = 0; i < 8; i++)
		ck_assert_int_eq(mailauth_spf_writer_insert(w, 0, term), 0);
	ck_assert_ptr_nonnull(mailauth_spf_writer_text(w));
	ck_assert_int_eq(mailauth_spf_writer_insert(w, 0, term), 0);
	ck_assert_ptr_null(mailauth_spf_writer_text(w));
	ck_assert_int_eq(mailauth_spf_writer_remove(w, 0), 0);
	ck_assert_ptr_nonnull(mailauth_spf_writer_text(w));
	mailauth_spf_writer_free(w);
	free(term);
}
END_TEST

/* ---- round trip -------------------------------------------------------------- */

static int
same_text(const char *a, const char *b)
{
	return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

/* Writes a valid record and reads it again: the same terms. */
static void
round_trip(const char *text, size_t len)
{
	mailauth_spf_record *rec, *again;
	mailauth_spf_writer *w;
	const char *written;
	size_t i;

	ck_assert_int_eq(mailauth_spf_parse(NULL, text, len, &rec), 0);
	if (!mailauth_spf_record_valid(rec)) {
		mailauth_spf_record_free(rec);
		return;
	}
	ck_assert_int_eq(mailauth_spf_writer_from(NULL, rec, &w), 0);
	written = mailauth_spf_writer_text(w);
	again = parse(written);
	ck_assert_int_eq(mailauth_spf_record_valid(again), 1);
	ck_assert_uint_eq(mailauth_spf_record_term_count(rec),
	    mailauth_spf_record_term_count(again));
	for (i = 0; i < mailauth_spf_record_term_count(rec); i++) {
		const mailauth_spf_term *a = mailauth_spf_record_term(rec, i);
		const mailauth_spf_term *b = mailauth_spf_record_term(again, i);

		ck_assert_msg(a->kind == b->kind && a->qualifier == b->qualifier &&
		    a->prefix4 == b->prefix4 && a->prefix6 == b->prefix6 &&
		    a->length == b->length && a->value_length == b->value_length &&
		    same_text(a->domain_spec, b->domain_spec) &&
		    same_text(a->address, b->address), "%.*s: term %zu", (int)len,
		    text, i);
	}
	mailauth_spf_record_free(again);
	mailauth_spf_record_free(rec);
	mailauth_spf_writer_free(w);
}

START_TEST(round_trips)
{
	static const char rich[] = "V=SPF1  +A:x.test/24//64   MX/8 "
	    "?include:%{d2r.-}.y.test ip4:10.1.2.3/24 IP6:2001:DB8::1/64 "
	    "exists:%{l1r+-}.%{I}._spf.%{d} ptr:z.test moo=%{s} -all -all "
	    "redirect=r.test EXP=e%_.%{o} a= ";
	size_t len;
	char *text;
	const char *p, *end;

	round_trip(rich, sizeof(rich) - 1);
	round_trip("v=spf1", 6);
	text = test_shared("data/real/spf.txt", &len);
	if (text == NULL)
		return;
	for (p = text; *p != '\0'; p = end + (*end == '\n')) {
		end = strchr(p, '\n');
		end = end != NULL ? end : p + strlen(p);
		round_trip(p, (size_t)(end - p));
	}
	free(text);
}
END_TEST

/* ---- merging ------------------------------------------------------------------ */

static const struct {
	const char *record, *term, *want;
	size_t notes;
} merges[] = {
	/* behind v=spf1, the rest kept */
	{ "v=spf1 a mx ip4:198.61.0.7 ~all", "include:_spf.new.test",
	  "v=spf1 include:_spf.new.test a mx ip4:198.61.0.7 ~all", 0 },
	{ "v=spf1", "include:_spf.new.test", "v=spf1 include:_spf.new.test", 0 },
	{ "v=spf1 redirect=old.test", "include:_spf.new.test",
	  "v=spf1 include:_spf.new.test redirect=old.test", 0 },
	{ "v=spf1 -all exp=why.test ra=me", "mx", "v=spf1 mx -all exp=why.test "
	  "ra=me", 0 },
	/* never twice */
	{ "v=spf1 a include:_spf.NEW.test -all", "include:_spf.new.test",
	  "v=spf1 a include:_spf.NEW.test -all", 0 },
	{ "v=spf1 a ~include:_spf.new.test -all", "include:_spf.new.test",
	  "v=spf1 a include:_spf.new.test -all", 0 },
	{ "v=spf1 a include:_spf.new.test -all", "?include:_spf.new.test",
	  "v=spf1 a ?include:_spf.new.test -all", 0 },
	{ "v=spf1 a/32 -all", "a", "v=spf1 a/32 -all", 0 },
	{ "v=spf1 a/24 -all", "a", "v=spf1 a a/24 -all", 0 },
	{ "v=spf1 ip4:198.61.0.7 -all", "ip4:198.61.0.7/32",
	  "v=spf1 ip4:198.61.0.7 -all", 0 },
	{ "v=spf1 ip4:198.61.0.0/24 -all", "ip4:198.61.0.7",
	  "v=spf1 ip4:198.61.0.0/24 -all", 1 },
	{ "v=spf1 ?ip4:198.61.0.0/24 -all", "ip4:198.61.0.7",
	  "v=spf1 ip4:198.61.0.7 ?ip4:198.61.0.0/24 -all", 0 },
	{ "v=spf1 -ip4:198.61.0.4/30 ip4:198.61.0.0/24 -all", "ip4:198.61.0.7",
	  "v=spf1 ip4:198.61.0.7 -ip4:198.61.0.4/30 ip4:198.61.0.0/24 -all", 0 },
	{ "v=spf1 -ip4:198.61.0.7 ip4:198.61.0.0/24 -all", "ip4:198.61.0.4/30",
	  "v=spf1 ip4:198.61.0.4/30 -ip4:198.61.0.7 ip4:198.61.0.0/24 -all", 0 },
	{ "v=spf1 ?include:x.test ip4:198.61.0.0/24 -all", "ip4:198.61.0.7",
	  "v=spf1 ip4:198.61.0.7 ?include:x.test ip4:198.61.0.0/24 -all", 0 },
	{ "v=spf1 ra=x -ip4:198.61.0.8 include:x.test ip4:198.61.0.0/24 -all",
	  "ip4:198.61.0.7", "v=spf1 ra=x -ip4:198.61.0.8 include:x.test "
	  "ip4:198.61.0.0/24 -all", 1 },
	{ "v=spf1 exists:%{I}.x -all", "exists:%{i}.x",
	  "v=spf1 exists:%{i}.x exists:%{I}.x -all", 0 },
	{ "v=spf1 a//64 -all", "a", "v=spf1 a a//64 -all", 0 },
	{ "v=spf1 a:x.test -all", "a", "v=spf1 a a:x.test -all", 0 },
	{ "v=spf1 a -all", "a:x.test", "v=spf1 a:x.test a -all", 0 },
	{ "v=spf1 a:%{d} -all", "a:x.test", "v=spf1 a:x.test a:%{d} -all", 0 },
	{ "v=spf1 a:xx.test -all", "a:x.test", "v=spf1 a:x.test a:xx.test -all", 0 },
	{ "v=spf1 a:x.test -all", "a:%{d}", "v=spf1 a:%{d} a:x.test -all", 0 },
	{ "v=spf1 ip4:198.61.0.7 -all", "ip4:198.61.0.0/24",
	  "v=spf1 ip4:198.61.0.0/24 ip4:198.61.0.7 -all", 0 },
	{ "v=spf1 ip6:2001::/16 -all", "ip4:32.1.0.0",
	  "v=spf1 ip4:32.1.0.0 ip6:2001::/16 -all", 0 },
	{ "v=spf1 ip4:198.61.0.0/24 -all", "?ip4:198.61.0.7",
	  "v=spf1 ?ip4:198.61.0.7 ip4:198.61.0.0/24 -all", 0 },
	{ "v=spf1 a -all", "exp=why.test", "v=spf1 a -all exp=why.test", 0 },
	{ "v=spf1 a -all exp=old.test", "exp=why.test", "v=spf1 a -all exp=why.test",
	  0 },
	{ "v=spf1 a -all rp=50", "ra=me", "v=spf1 a -all rp=50 ra=me", 0 },
	{ "v=spf1 a ra=ME -all", "ra=me", "v=spf1 a ra=ME -all ra=me", 0 },
	/* where it counts */
	{ "v=spf1 a -all include:_spf.new.test", "include:_spf.new.test",
	  "v=spf1 include:_spf.new.test a -all", 1 },
	{ "v=spf1 a -all ip4:198.61.0.0/24", "ip4:198.61.0.7",
	  "v=spf1 ip4:198.61.0.7 a -all ip4:198.61.0.0/24", 0 },
	/* all and redirect exclude one another */
	{ "v=spf1 mx ?all", "-all", "v=spf1 mx -all", 0 },
	{ "v=spf1 mx exp=why.test", "~all", "v=spf1 mx ~all exp=why.test", 0 },
	{ "v=spf1 mx redirect=old.test", "~all", "v=spf1 mx ~all", 1 },
	{ "v=spf1 mx -all", "redirect=new.test", "v=spf1 mx redirect=new.test", 1 },
	{ "v=spf1 redirect=old.test", "redirect=new.test",
	  "v=spf1 redirect=new.test", 0 },
	{ "v=spf1 mx -all redirect=old.test", "a", "v=spf1 a mx -all", 1 },
};

START_TEST(merge)
{
	mailauth_spf_writer *w = writer(merges[_i].record);

	ck_assert_int_eq(mailauth_spf_writer_merge(w, merges[_i].term), 0);
	check_text(w, merges[_i].want);
	ck_assert_uint_eq(mailauth_spf_writer_note_count(w), merges[_i].notes);
	/* what is merged already stays as it is */
	ck_assert_int_eq(mailauth_spf_writer_merge(w, merges[_i].term), 0);
	check_text(w, merges[_i].want);
	mailauth_spf_writer_free(w);
}
END_TEST

static const struct {
	const char *first, *second, *want;
} unions[] = {
	{ "v=spf1 a -all", "v=spf1 mx include:x.test -all",
	  "v=spf1 a mx include:x.test -all" },
	{ "v=spf1 a -all", "v=spf1 mx ~all", "v=spf1 a mx ~all" },
	{ "v=spf1 a ?all", "v=spf1 mx -all", "v=spf1 a mx ?all" },
	{ "v=spf1 a -all", "v=spf1 mx +all", "v=spf1 a mx -all" },
	{ "v=spf1 a +all", "v=spf1 mx ~all", "v=spf1 a mx ~all" },
	{ "v=spf1 a", "v=spf1 mx -all", "v=spf1 a mx -all" },
	{ "v=spf1 a mx -all", "v=spf1 mx a -all", "v=spf1 a mx -all" },
	/* what is dead in one stays dead */
	{ "v=spf1 a -all", "v=spf1 mx -all ptr redirect=x.test",
	  "v=spf1 a mx -all" },
	{ "v=spf1 a -all redirect=x.test", "v=spf1 mx", "v=spf1 a mx -all" },
	/* redirect beside all becomes an include */
	{ "v=spf1 redirect=x.test", "v=spf1 mx -all",
	  "v=spf1 mx include:x.test -all" },
	{ "v=spf1 mx -all", "v=spf1 redirect=x.test",
	  "v=spf1 mx include:x.test -all" },
	{ "v=spf1 redirect=x.test", "v=spf1 redirect=x.test",
	  "v=spf1 redirect=x.test" },
	/* so does the second redirect */
	{ "v=spf1 redirect=x.test", "v=spf1 redirect=y.test",
	  "v=spf1 include:y.test redirect=x.test" },
	{ "v=spf1 redirect=x.test", "v=spf1 include:y.test redirect=%{d}.test",
	  "v=spf1 include:y.test include:%{d}.test redirect=x.test" },
	/* but not twice */
	{ "v=spf1 include:x.test -all", "v=spf1 REDIRECT=x.test",
	  "v=spf1 include:x.test -all" },
	{ "v=spf1 ?include:x.test -all", "v=spf1 redirect=x.test",
	  "v=spf1 include:x.test -all" },
	/* who may send by one of the records, may send */
	{ "v=spf1 include:x.test -all", "v=spf1 ?include:x.test -all",
	  "v=spf1 include:x.test -all" },
	{ "v=spf1 ~include:x.test -all", "v=spf1 include:x.test -all",
	  "v=spf1 include:x.test -all" },
	{ "v=spf1 -a -all", "v=spf1 ~a -all", "v=spf1 ~a -all" },
	/* what never decides in its own record does not decide here */
	{ "v=spf1 mx -all", "v=spf1 a ?a ip4:198.61.0.0/24 -ip4:198.61.0.7 -all",
	  "v=spf1 mx a ip4:198.61.0.0/24 -all" },
	{ "v=spf1 a -all", "v=spf1 a mx ?a -all", "v=spf1 a mx -all" },
	/* a network is covered where no client of it is refused before */
	{ "v=spf1 -ip4:198.61.0.0/25 ip4:198.61.0.0/24 -all",
	  "v=spf1 ip4:198.61.0.7 -all",
	  "v=spf1 -ip4:198.61.0.0/25 ip4:198.61.0.0/24 ip4:198.61.0.7 -all" },
	{ "v=spf1 -ip4:198.61.0.128/25 ip4:198.61.0.0/24 -all",
	  "v=spf1 ip4:198.61.0.7 -all",
	  "v=spf1 -ip4:198.61.0.128/25 ip4:198.61.0.0/24 -all" },
	{ "v=spf1 -all exp=x.test", "v=spf1 -all exp=y.test ra=z",
	  "v=spf1 -all exp=x.test ra=z" },
	{ "v=spf1 ra=z -all", "v=spf1 mx -all ra=y ra=z",
	  "v=spf1 ra=z mx -all ra=y" },
};

START_TEST(merge_record)
{
	mailauth_spf_writer *w = writer(unions[_i].first);
	mailauth_spf_record *rec = parse(unions[_i].second);

	ck_assert_int_eq(mailauth_spf_writer_merge_record(w, rec), 0);
	check_text(w, unions[_i].want);
	mailauth_spf_record_free(rec);
	mailauth_spf_writer_free(w);
}
END_TEST

/* ---- shortening ---------------------------------------------------------------- */

static const struct {
	const char *record, *want;
} shorter[] = {
	{ "V=spf1   +a  +mx   -all ", "v=spf1 a mx -all" },
	{ "v=spf1 ip4:198.61.0.7/32 ip6:2001:0470:0:0::1/128 -all",
	  "v=spf1 ip4:198.61.0.7 ip6:2001:470::1 -all" },
	{ "v=spf1 ip4:198.61.0.7/24 -all", "v=spf1 ip4:198.61.0.0/24 -all" },
	{ "v=spf1 a/32//128 a:x.test/32 mx//128 mx/24//128 -all",
	  "v=spf1 a a:x.test mx mx/24 -all" },
	{ "v=spf1 a a a -all", "v=spf1 a -all" },
	{ "v=spf1 a//64 mx:x.test//0 -all", "v=spf1 a//64 mx:x.test//0 -all" },
	{ "v=spf1 ip4:198.61.0.0/25 ip4:198.61.0.128/26 -all",
	  "v=spf1 ip4:198.61.0.0/25 ip4:198.61.0.128/26 -all" },
	{ "v=spf1 ip4:198.61.0.0/24 ip6:2001:470::/32 -all",
	  "v=spf1 ip4:198.61.0.0/24 ip6:2001:470::/32 -all" },
	{ "v=spf1 a:x.test a:x.test/24 a:xy.test -all",
	  "v=spf1 a:x.test a:x.test/24 a:xy.test -all" },
	{ "v=spf1 a -all mx ptr ra=x", "v=spf1 a -all ra=x" },
	{ "v=spf1 a redirect=x.test -all", "v=spf1 a -all" },
	{ "v=spf1 ip4:198.61.0.7 ip4:198.61.0.0/24 -all",
	  "v=spf1 ip4:198.61.0.0/24 -all" },
	{ "v=spf1 ip4:198.61.0.7 a ip4:198.61.0.0/24 -all",
	  "v=spf1 ip4:198.61.0.7 a ip4:198.61.0.0/24 -all" },
	{ "v=spf1 ~ip4:198.61.0.7 ip4:198.61.0.0/24 -all",
	  "v=spf1 ~ip4:198.61.0.7 ip4:198.61.0.0/24 -all" },
	{ "v=spf1 ip4:198.61.0.0/25 ip4:198.61.0.128/25 -all",
	  "v=spf1 ip4:198.61.0.0/24 -all" },
	{ "v=spf1 ip4:198.61.0.0/26 ip4:198.61.0.64/26 ip4:198.61.0.128/25 -all",
	  "v=spf1 ip4:198.61.0.0/24 -all" },
	{ "v=spf1 ip4:198.61.0.128/25 ip4:198.61.0.0/26 ip4:198.61.0.64/26 -all",
	  "v=spf1 ip4:198.61.0.0/24 -all" },
	{ "v=spf1 ip4:198.61.0.64/26 ip4:198.61.0.128/26 -all",
	  "v=spf1 ip4:198.61.0.64/26 ip4:198.61.0.128/26 -all" },
	{ "v=spf1 ?ip4:198.61.0.0/25 ip4:198.61.0.128/25 -all",
	  "v=spf1 ?ip4:198.61.0.0/25 ip4:198.61.0.128/25 -all" },
	{ "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all",
	  "v=spf1 ip4:0.0.0.0/0 -all" },
	{ "v=spf1 ip6:2001:470::/33 ip6:2001:470:8000::/33 -all",
	  "v=spf1 ip6:2001:470::/32 -all" },
	{ "v=spf1 include:x.test include:x.test exists:%{i}.x -all",
	  "v=spf1 include:x.test exists:%{i}.x -all" },
	{ "v=spf1 ~a/32 ?mx/32//64 -all", "v=spf1 ~a ?mx//64 -all" },
	/* RFC 5952 section 4.2.2: "::" is not for one field alone, which makes
	 * the canonical form longer */
	{ "v=spf1 ip6:2001::3:4:5:6:7:8 -all", "v=spf1 ip6:2001::3:4:5:6:7:8 -all" },
	/* nothing is the other half of everything */
	{ "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 ip6:::/0 -all",
	  "v=spf1 ip4:0.0.0.0/0 ip6:::/0 -all" },
	/* macros are told from text, however much of them is equal */
	{ "v=spf1 include:abcdef.x.test include:abcdef.%{d} include:abcdef.y.test "
	  "include:abcdef.%{d} -all",
	  "v=spf1 include:abcdef.x.test include:abcdef.%{d} include:abcdef.y.test "
	  "-all" },
	{ "v=spf1 include:abcdef.%{d} include:abcdef.x.test -all",
	  "v=spf1 include:abcdef.%{d} include:abcdef.x.test -all" },
	{ "v=spf1 include:abcdef.test include:abcdef.test.x.test -all",
	  "v=spf1 include:abcdef.test include:abcdef.test.x.test -all" },
	{ "v=spf1 include:abcdef.test.x.test include:abcdef.test -all",
	  "v=spf1 include:abcdef.test.x.test include:abcdef.test -all" },
	{ "v=spf1 a:x.test//64 a:x.test//48 a:x.test//56 a:x.test//48 -all",
	  "v=spf1 a:x.test//64 a:x.test//48 a:x.test//56 -all" },
	{ "v=spf1", "v=spf1" },
};

START_TEST(shorten)
{
	mailauth_spf_writer *w = writer(shorter[_i].record);

	ck_assert_int_eq(mailauth_spf_writer_shorten(w), 0);
	check_text(w, shorter[_i].want);
	ck_assert_int_eq(mailauth_spf_writer_shorten(w), 0);
	check_text(w, shorter[_i].want);
	mailauth_spf_writer_free(w);
}
END_TEST

/* The qualifier of the first network term or "all" that an address meets. */
static int
decide(const mailauth_spf_record *rec, const struct ip *client)
{
	size_t i;

	for (i = 0; i < mailauth_spf_record_term_count(rec); i++) {
		const mailauth_spf_term *t = mailauth_spf_record_term(rec, i);
		struct ip net;

		if (t->kind == MAILAUTH_SPF_ALL)
			return t->qualifier;
		if (t->address == NULL)
			continue;
		ck_assert(mailauth__ip_parse(t->address, strlen(t->address), &net));
		if (mailauth__ip_match(client, &net, net.family == 4 ?
		    (t->prefix4 < 0 ? 32u : (unsigned)t->prefix4) :
		    (t->prefix6 < 0 ? 128u : (unsigned)t->prefix6)))
			return t->qualifier;
	}
	return 0;
}

/* Random networks in a corner of the address space: the shorter record decides
 * every address of it as the longer one did, and no term of it is superfluous. */
START_TEST(shorten_keeps_verdicts)
{
	static const char *const qualifiers[] = { "", "", "", "?", "-" };
	uint32_t seed = 12345;
	int round;

	for (round = 0; round < 2000; round++) {
		char text[1024] = "v=spf1";
		size_t n, count = 2 + (unsigned)round % 23;
		mailauth_spf_record *before, *after;
		mailauth_spf_writer *w;
		unsigned host;

		for (n = 0; n < count; n++) {
			size_t len = strlen(text);
			unsigned bits;

			seed = seed * 1664525 + 1013904223;
			bits = 27 + (seed >> 8) % 6;
			snprintf(text + len, sizeof(text) - len,
			    " %sip4:198.61.0.%u/%u", qualifiers[(seed >> 16) % 5],
			    (seed >> 20) % 64, bits);
		}
		strcat(text, " ~all");
		before = parse(text);
		w = writer(text);
		ck_assert_int_eq(mailauth_spf_writer_shorten(w), 0);
		after = parse(mailauth_spf_writer_text(w));
		ck_assert_uint_le(strlen(mailauth_spf_writer_text(w)), strlen(text));
		for (host = 0; host < 64; host++) {
			struct ip client = { 4, { 198, 61, 0, (uint8_t)host } };

			ck_assert_msg(decide(before, &client) ==
			    decide(after, &client), "%s\n%s\n.%u", text,
			    mailauth_spf_writer_text(w), host);
		}
		mailauth_spf_record_free(before);
		mailauth_spf_record_free(after);
		mailauth_spf_writer_free(w);
	}
}
END_TEST

/* ---- flattening ---------------------------------------------------------------- */

START_TEST(flatten)
{
	static const char *const none[] = { NULL };
	char endless[100];
	const char *const longer = endless;
	static const char *const nets[] = { "198.61.0.0/24", "2001:470::/32" };
	static const char *const bad[] = { "198.61.0.0/24", "x.test" };
	static const char *const range[] = { "198.61.0.0/33" };
	mailauth_spf_writer *w = writer("v=spf1 mx ?include:x.test "
	    "exists:%{i}.x include:%{d}.x -all");

	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 1, bad, 2),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 1, range, 1),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 1, none, 1),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 1, NULL, 1),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_flatten(NULL, 1, nets, 2),
	    MAILAUTH_ERR_INVALID);
	memset(endless, '1', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 1, &longer, 1),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 9, nets, 2),
	    MAILAUTH_ERR_NOT_FOUND);
	ck_assert_uint_eq(mailauth_spf_writer_note_count(w), 0);
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 1, nets, 2), 0);
	check_text(w, "v=spf1 mx ?ip4:198.61.0.0/24 ?ip6:2001:470::/32 "
	    "exists:%{i}.x include:%{d}.x -all");
	ck_assert_uint_eq(mailauth_spf_writer_note_count(w), 1);
	ck_assert_ptr_nonnull(strstr(mailauth_spf_writer_note(w, 0),
	    "?include:x.test"));
	/* what depends on the message stays */
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 3, nets, 2),
	    MAILAUTH_ERR_WRONG_TYPE);
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 4, nets, 2),
	    MAILAUTH_ERR_WRONG_TYPE);
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 5, nets, 2),
	    MAILAUTH_ERR_WRONG_TYPE);
	ck_assert_uint_eq(mailauth_spf_writer_note_count(w), 4);
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 0, NULL, 0), 0);
	check_text(w, "v=spf1 ?ip4:198.61.0.0/24 ?ip6:2001:470::/32 "
	    "exists:%{i}.x include:%{d}.x -all");
	mailauth_spf_writer_free(w);
	w = writer("v=spf1 a:x.test/24 ptr -all");
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 0, nets, 1), 0);
	ck_assert_int_eq(mailauth_spf_writer_flatten(w, 1, nets, 1),
	    MAILAUTH_ERR_WRONG_TYPE);
	check_text(w, "v=spf1 ip4:198.61.0.0/24 ptr -all");
	mailauth_spf_writer_free(w);
}
END_TEST

/* ---- repairing ------------------------------------------------------------------ */

static const struct {
	const char *text, *want; /* NULL: does not look like SPF */
} repairs[] = {
	{ "v=spf1 a mx -all", "v=spf1 a mx -all" },
	{ "v=spf1 smtp=x a ra=y -all", "v=spf1 a -all smtp=x ra=y" },
	{ " v=spf1 a -all", "v=spf1 a -all" },
	{ "\"v=spf1 a -all\"", "v=spf1 a -all" },
	{ "\\\"v=spf1 a -all\\\"", "v=spf1 a -all" },
	{ "\xe2\x80\x9ev=spf1 a -all\xe2\x80\x9c", "v=spf1 a -all" },
	{ "\xef\xbb\xbfv=spf1 a -all", "v=spf1 a -all" },
	{ "v=spf1; a; -all", "v=spf1 a -all" },
	{ "v=spf1include:_spf.x.test -all", "v=spf1 include:_spf.x.test -all" },
	{ "v=spf1include:_spf.x.test?all", "v=spf1 include:_spf.x.test ?all" },
	{ "spf1 a -all", "v=spf1 a -all" },
	{ "v=SPF 1 a -all", "v=spf1 a -all" },
	{ "v=spf1 a,mx,-all", "v=spf1 a mx -all" },
	{ "v=spf1\ta\tmx\t-all\r\n", "v=spf1 a mx -all" },
	{ "v=spf1 a\xc2\xa0-all", "v=spf1 a -all" },
	{ "v=spf1 ipv4:198.61.0.7 ipv6:2001:470::1 ip:198.61.0.8 -all",
	  "v=spf1 ip4:198.61.0.7 ip6:2001:470::1 ip4:198.61.0.8 -all" },
	{ "v=spf1 inlcude:_spf.x.test incldue:y.test ~all",
	  "v=spf1 include:_spf.x.test include:y.test ~all" },
	{ "v=spf1 include=_spf.x.test mx=x.test ip4=198.61.0.7 -all",
	  "v=spf1 include:_spf.x.test mx:x.test ip4:198.61.0.7 -all" },
	{ "v=spf1 redirect:_spf.x.test", "v=spf1 redirect=_spf.x.test" },
	{ "v=spf1 include._spf.x.test -all", "v=spf1 include:_spf.x.test -all" },
	{ "v=spf1 198.61.0.7 198.61.1.0/24 2001:470::1 -all",
	  "v=spf1 ip4:198.61.0.7 ip4:198.61.1.0/24 ip6:2001:470::1 -all" },
	{ "v=spf1 a:198.61.0.7 include:198.61.1.0/24 mx:2001:470::1 -all",
	  "v=spf1 ip4:198.61.0.7 ip4:198.61.1.0/24 ip6:2001:470::1 -all" },
	{ "v=spf1 ip4:2001:470::1 ip6:198.61.0.7 -all",
	  "v=spf1 ip6:2001:470::1 ip4:198.61.0.7 -all" },
	{ "v=spf1 ip4:mail.x.test -all", "v=spf1 a:mail.x.test -all" },
	{ "v=spf1 ip4:198.61.0.7:25 -all", "v=spf1 ip4:198.61.0.7 -all" },
	{ "v=spf1 ip4: 198.61.0.7 include: _spf.x.test -all",
	  "v=spf1 ip4:198.61.0.7 include:_spf.x.test -all" },
	{ "v=spf1 + a - all", "v=spf1 a -all" },
	{ "v=spf1 ~ include:x.test -all", "v=spf1 ~include:x.test -all" },
	{ "v=spf1 ip4:198.61.0.7-all", "v=spf1 ip4:198.61.0.7 -all" },
	{ "v=spf1 include:x.test~all", "v=spf1 include:x.test ~all" },
	{ "v=spf1 ip4:198.61.0.7ip4:198.61.0.8 -all",
	  "v=spf1 ip4:198.61.0.7 ip4:198.61.0.8 -all" },
	{ "v=spf1 a -allip4:198.61.0.7", "v=spf1 a ip4:198.61.0.7 -all" },
	{ "v=spf1 a ~allgoogle-site-verification=x", "v=spf1 a ~all" },
	{ "v=spf1 a ~all. MS=ms123", "v=spf1 a ~all MS=ms123" },
	{ "v=spf1 a all", "v=spf1 a all" },
	{ "v=spf1 include:https://x.test/spf include:me@y.test -all",
	  "v=spf1 include:x.test include:y.test -all" },
	{ "v=spf1 include:x.test/24 -all", "v=spf1 include:x.test -all" },
	/* that everybody may send is written only where it says just that */
	{ "v=spf1 a mx all. ", "v=spf1 a mx ~all" },
	{ "v=spf1 ipv4:198.61.0.7 +all", "v=spf1 ip4:198.61.0.7 +all" },
	{ "v=spf1 a al", "v=spf1 a ~all" },
	{ "v=spf1 a -al", "v=spf1 a -all" },
	{ "v=spf1 a, any", "v=spf1 a ~all" },
	{ "v=spf1 a + all", "v=spf1 a ~all" },
	{ "v=spf1 a -+all", "v=spf1 a ~all" },
	{ "v=spf1 mx a\xd0\xb0ll", "v=spf1 mx a ~all" },
	{ "v=spf1 a \xd6" "all", "v=spf1 a ~all" },
	{ "v=spf1 a all\xc3\xa4", "v=spf1 a ~all" },
	{ "v=spf1all", "v=spf1 ~all" },
	/* what a word processor makes of a qualifier */
	{ "v=spf1 a \xe2\x80\x93" "all", "v=spf1 a -all" },
	{ "v=spf1 a \xe2\x80\x94" "all", "v=spf1 a -all" },
	{ "v=spf1 a \xe2\x80\x93ptr \xcb\x9c" "all", "v=spf1 a -ptr ~all" },
	{ "v=spf1 a \xe2\x88\x92" "all", "v=spf1 a -all" },
	{ "v=spf1 a \x96" "all", "v=spf1 a -all" },
	{ "v=spf1 a \xcb\x9c" "all", "v=spf1 a ~all" },
	{ "v=spf1 a \xef\xbd\x9e" "all", "v=spf1 a ~all" },
	{ "v=spf1\xe3\x80\x80" "a \xef\xbc\x9f" "all", "v=spf1 a ?all" },
	{ "v=spf1 include:_spf\xe2\x80\x91" "1.x.test -all",
	  "v=spf1 include:_spf-1.x.test -all" },
	{ "v=spf1 a v=spf1 mx -all", "v=spf1 a mx -all" },
	{ "v=spf1 a [...] -all", "v=spf1 a -all" },
	{ "v=spf1 a -all redirect=x.test", "v=spf1 a -all" },
	{ "v=spf1 exists:%{l,}.x.test, -all", "v=spf1 exists:%{l,}.x.test -all" },
	{ "v=spf1 ip4:1.2.3 foo:bar -all", "v=spf1 -all" },
	{ "include:_spf.x.test ~all", "v=spf1 include:_spf.x.test ~all" },
	{ "v=spf1 {a} a -all", "v=spf1 a -all" },
	{ "v=spf1 exists:%{l,x.test -all", "v=spf1 -all" },
	{ "v=spf1 ip4:198.61.0.7: -all", "v=spf1 ip4:198.61.0.7 -all" },
	{ "v=spf1 redirect-x.test -all", "v=spf1 -all" },
	/* one prefix length, however often and with whatever around it */
	{ "v=spf1 ip4:198.61.0.7/24/ -all", "v=spf1 ip4:198.61.0.7/24 -all" },
	{ "v=spf1 ip4:198.61.0.7/29/29 -all", "v=spf1 ip4:198.61.0.7/29 -all" },
	{ "v=spf1 ip4:198.61.0.0/024 ip6:2001:470::/032 -all",
	  "v=spf1 ip4:198.61.0.0/24 ip6:2001:470::/32 -all" },
	{ "v=spf1 ip4:198.61.0.0//24 ip4:198.61.0.7/ -all",
	  "v=spf1 ip4:198.61.0.0/24 ip4:198.61.0.7 -all" },
	{ "v=spf1 ip4:198.61.0.0/33 ip4:198.61.0.0/24/25 ip4:198.61.0.0/2x "
	  "ip6:2001:470::/129 -all", "v=spf1 -all" },
	/* a network may leave out what its prefix length leaves free */
	{ "v=spf1 ip4:198.61.0/24 -ip4:198.61/16 ip4:198/8 -all",
	  "v=spf1 ip4:198.61.0.0/24 -ip4:198.61.0.0/16 ip4:198.0.0.0/8 -all" },
	{ "v=spf1 ip4:198.61.0 ip4:198.61/24 ip4:198.256/16 ip4:198.61./16 -all",
	  "v=spf1 -all" },
	/* the sign behind the name is another one, or missing */
	{ "v=spf1 include_spf.x.test include-spf.x.test redirect_spf.x.test",
	  "v=spf1 include:_spf.x.test include:spf.x.test redirect=_spf.x.test" },
	{ "v=spf1 ip4.198.61.0.7 ip4-198.61.0.8 ip4_198.61.0.9 ip4198.61.0.10 "
	  "ip4.x.test -all", "v=spf1 ip4:198.61.0.7 ip4:198.61.0.8 "
	  "ip4:198.61.0.9 ip4:198.61.0.10 -all" },
	{ "v=spf1 include192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all" },
	/* what decides today decides then, too */
	{ "v=spf1 a -all ~all", "v=spf1 a -all" },
	{ "v=spf1 a ~all -all", "v=spf1 a ~all" },
	{ "v=spf1 a redirect=x.test redirect=y.test exp=x.test exp=y.test",
	  "v=spf1 a redirect=x.test exp=x.test" },
	{ "\xc2\xab\xe2\x80\x93v=spf1 a -all", "v=spf1 a -all" },
	{ "v=spf1 ip5:198.61.0.7 -all", "v=spf1 ip4:198.61.0.7 -all" },
	{ "v=spf1 +redirect=x.test", "v=spf1 redirect=x.test" },
	{ "v=spf1 -redirect:x.test", "v=spf1 redirect=x.test" },
	{ "v=spf1 include:http:///x -all", "v=spf1 -all" },
	{ "v=spf1 a{b -all", "v=spf1 -all" },
	{ "v=spf1 include:x.test~ip4:198.61.0.7 -all",
	  "v=spf1 include:x.test ~ip4:198.61.0.7 -all" },
	{ "v=spf1 include:https://x.test include:mailto:me@y.test -all",
	  "v=spf1 include:x.test include:y.test -all" },
	{ "v=spf1 ip4:198.61.0.7x -all", "v=spf1 a:198.61.0.7x -all" },
	{ "v=spf1 include-x.test exists-%{i}.x.test includey.test -all",
	  "v=spf1 include:x.test exists:%{i}.x.test -all" },
	{ "v=spf1 ip198.61.0.7 ipsum.x.test -all", "v=spf1 ip4:198.61.0.7 -all" },
	{ "v=spf1 -all exp:why.test", "v=spf1 -all exp=why.test" },
	{ "v=spf1 a redirct=x.test", "v=spf1 a redirect=x.test" },
	{ "v=spf1 ip4:198.61.0/33 ip4:198.61/x ip4:198.61.0/24x -all", "v=spf1 -all" },
	{ "v=spf1 a ~ -all", "v=spf1 a -all" },
	{ "google-site-verification=abc", NULL },
	{ "", NULL },
};

START_TEST(repair)
{
	const char *text = repairs[_i].text;
	mailauth_spf_writer *w;
	int rc = mailauth_spf_repair(NULL, text, strlen(text), &w);

	if (repairs[_i].want == NULL) {
		ck_assert_int_eq(rc, MAILAUTH_ERR_NOT_FOUND);
		ck_assert_ptr_null(w);
		return;
	}
	ck_assert_int_eq(rc, 0);
	check_text(w, repairs[_i].want);
	mailauth_spf_writer_free(w);
}
END_TEST

/* Terms written without spaces between them count as what they are. */
START_TEST(repair_too_many)
{
	char *text = malloc(65536);
	size_t n = 0, i;
	mailauth_spf_writer *w;

	ck_assert_ptr_nonnull(text);
	n = (size_t)sprintf(text, "v=spf1 ");
	for (i = 0; i < LIMIT_SPF_EDIT_TERMS; i++)
		n += (size_t)sprintf(text + n, "ip4:198.61.%zu.%zu", i / 256, i % 256);
	ck_assert_int_eq(mailauth_spf_repair(NULL, text, n, &w), 0);
	ck_assert_uint_eq(mailauth_spf_writer_term_count(w), LIMIT_SPF_EDIT_TERMS);
	mailauth_spf_writer_free(w);
	n += (size_t)sprintf(text + n, "ip4:198.61.9.9ip4:198.61.9.10");
	ck_assert_int_eq(mailauth_spf_repair(NULL, text, n, &w), MAILAUTH_ERR_LIMIT);
	ck_assert_ptr_null(w);
	free(text);
}
END_TEST

/* What was changed or left out is told, word for word. */
static const struct {
	const char *text;
	const char *notes[4];
} told[] = {
	{ "v=spf1 a  mx -all ", { NULL } },
	{ "v=spf1 ip4:198.61.0.7/33 a",
	  { "left out \"ip4:198.61.0.7/33\": it cannot be told what was meant" } },
	{ "v=spf1 ip4:198.61/16 a",
	  { "wrote \"ip4:198.61.0.0/16\" for \"ip4:198.61/16\"" } },
	{ "v=spf1 a ~all include:x.test",
	  { "moved \"include:x.test\" in front of \"all\", behind which it is "
	    "never evaluated" } },
	{ "v=spf1 a -all ~all", { "left out \"~all\": the record ends with "
	    "\"-all\"" } },
	{ "v=spf1 redirect=x.test redirect=y.test",
	  { "left out \"redirect=y.test\": the record has \"redirect=x.test\"" } },
	{ "v=spf1 a redirect=x.test -all",
	  { "removed \"redirect=x.test\": it is ignored beside \"all\"" } },
	{ "v=spf1 a \xe2\x80\x93" "all",
	  { "wrote ASCII for typographic characters" } },
	{ "v=spf1 a al", { "wrote \"~all\" for \"al\"" } },
	{ "v=spf1 + ?all", { "left out \"+\": no mechanism follows it" } },
	{ "v=spf1 ~ - all -", { "left out \"~\": no mechanism follows it",
	    "wrote \"-all\" for \"all\"",
	    "left out \"-\": no mechanism follows it" } },
	{ "v=spf1 a v=spf1 mx", { "left out a second \"v=spf1\"" } },
};

START_TEST(repair_tells)
{
	const char *text = told[_i].text;
	mailauth_spf_writer *w;
	size_t i;

	ck_assert_int_eq(mailauth_spf_repair(NULL, text, strlen(text), &w), 0);
	for (i = 0; told[_i].notes[i] != NULL; i++)
		ck_assert_str_eq(mailauth_spf_writer_note(w, i),
		    told[_i].notes[i]);
	ck_assert_uint_eq(mailauth_spf_writer_note_count(w), i);
	mailauth_spf_writer_free(w);
}
END_TEST

/* Every real record that is broken becomes a valid one. */
START_TEST(repair_real)
{
	size_t len, repaired = 0;
	char *text = test_shared("data/real/spf.txt", &len);
	const char *p, *end;

	if (text == NULL)
		return;
	for (p = text; *p != '\0'; p = end + (*end == '\n')) {
		mailauth_spf_record *rec;
		mailauth_spf_writer *w;

		end = strchr(p, '\n');
		end = end != NULL ? end : p + strlen(p);
		if (mailauth_spf_repair(NULL, p, (size_t)(end - p), &w) != 0)
			continue;
		rec = parse(mailauth_spf_writer_text(w));
		ck_assert_int_eq(mailauth_spf_record_valid(rec), 1);
		repaired++;
		mailauth_spf_record_free(rec);
		mailauth_spf_writer_free(w);
	}
	ck_assert_uint_gt(repaired, 5900);
	free(text);
}
END_TEST

/* ---- no memory ------------------------------------------------------------------ */

static int
do_everything(const mailauth_config *cfg, void *arg)
{
	static const char first[] = "v=spf1 +a a:x.test/32 ip4:198.61.0.7 "
	    "ip4:198.61.0.0/25 ip4:198.61.0.128/25 include:y.test mx ptr ptr "
	    "redirect=r.test -all";
	static const char second[] = "v=spf1 mx include:z.test ip4:198.61.0.1 ~all";
	static const char broken[] = "v=spf1 ipv4:198.61.0.7 inlcude: x.test a, - all";
	static const char *const nets[] = { "198.61.8.0/24", "2001:470::/32" };
	mailauth_spf_record *rec = NULL, *other = NULL;
	mailauth_spf_writer *w = NULL, *fixed = NULL;
	int rc;

	(void)arg;
	rc = mailauth_spf_parse(cfg, first, sizeof(first) - 1, &rec);
	if (rc == 0)
		rc = mailauth_spf_parse(cfg, second, sizeof(second) - 1, &other);
	if (rc == 0)
		rc = mailauth_spf_writer_from(cfg, rec, &w);
	if (rc == 0)
		rc = mailauth_spf_writer_merge(w, "include:new.test");
	if (rc == 0)
		rc = mailauth_spf_writer_merge_record(w, other);
	if (rc == 0)
		rc = mailauth_spf_writer_shorten(w);
	if (rc == 0)
		rc = mailauth_spf_writer_flatten(w, 0, nets, 2);
	if (rc == 0 && mailauth_spf_writer_text(w) == NULL)
		rc = MAILAUTH_ERR_NOMEM;
	if (rc == 0)
		rc = mailauth_spf_repair(cfg, broken, sizeof(broken) - 1, &fixed);
	mailauth_spf_record_free(rec);
	mailauth_spf_record_free(other);
	mailauth_spf_writer_free(w);
	mailauth_spf_writer_free(fixed);
	return rc;
}

START_TEST(no_memory)
{
	ck_assert_uint_gt(alloc_each_failing(do_everything, NULL), 4);
	ck_assert_uint_gt(alloc_each_cap(do_everything, NULL), 1);
}
END_TEST

/* One thing asked of a writer, for each of the tables above. */
struct job {
	const char *record, *text; /* text NULL: to be shortened */
	int second;                /* text is a record */
};

static int
do_job(const mailauth_config *cfg, void *arg)
{
	const struct job *job = arg;
	mailauth_spf_record *rec = parse(job->record), *other = NULL;
	mailauth_spf_writer *w = NULL;
	int rc = mailauth_spf_writer_from(cfg, rec, &w);

	ck_assert((rc == 0) == (w != NULL));
	if (rc == 0 && job->second) {
		other = parse(job->text);
		rc = mailauth_spf_writer_merge_record(w, other);
	} else if (rc == 0 && job->text != NULL) {
		rc = mailauth_spf_writer_merge(w, job->text);
	} else if (rc == 0) {
		rc = mailauth_spf_writer_shorten(w);
	}
	mailauth_spf_record_free(rec);
	mailauth_spf_record_free(other);
	mailauth_spf_writer_free(w);
	return rc;
}

START_TEST(merge_starved)
{
	struct job job = { merges[_i].record, merges[_i].term, 0 };

	alloc_each_failing(do_job, &job);
	ck_assert_uint_gt(alloc_each_cap(do_job, &job), 1);
}
END_TEST

START_TEST(merge_record_starved)
{
	struct job job = { unions[_i].first, unions[_i].second, 1 };

	alloc_each_failing(do_job, &job);
	ck_assert_uint_gt(alloc_each_cap(do_job, &job), 1);
}
END_TEST

START_TEST(shorten_starved)
{
	struct job job = { shorter[_i].record, NULL, 0 };

	alloc_each_failing(do_job, &job);
	ck_assert_uint_gt(alloc_each_cap(do_job, &job), 1);
}
END_TEST

static int
do_repair(const mailauth_config *cfg, void *text)
{
	mailauth_spf_writer *w;
	int rc = mailauth_spf_repair(cfg, text, strlen(text), &w);

	ck_assert((rc == 0) == (w != NULL));
	mailauth_spf_writer_free(w);
	return rc == MAILAUTH_ERR_NOT_FOUND ? 0 : rc;
}

START_TEST(repair_starved)
{
	char text[200];

	snprintf(text, sizeof(text), "%s", repairs[_i].text);
	alloc_each_failing(do_repair, text);
	alloc_each_cap(do_repair, text);
}
END_TEST

/* What is made of parts, and what cannot be flattened. */
static int
do_parts(const mailauth_config *cfg, void *arg)
{
	mailauth_spf_writer *w = NULL;
	int rc = mailauth_spf_writer_new(cfg, &w);

	(void)arg;
	if (rc == 0)
		rc = mailauth_spf_writer_add_term(w, MAILAUTH_SPF_EXISTS, '?',
		    "%{i}._spf.a-longer-name.example.test", -1, -1);
	if (rc == 0)
		rc = mailauth_spf_writer_insert(w, 0, "include:x.test");
	if (rc == 0)
		rc = mailauth_spf_writer_set_all(w, '-');
	if (rc == 0) {
		rc = mailauth_spf_writer_flatten(w, 1, NULL, 0);
		ck_assert_int_ne(rc, 0);
		rc = rc == MAILAUTH_ERR_WRONG_TYPE ? 0 : rc;
	}
	mailauth_spf_writer_free(w);
	return rc;
}

START_TEST(parts_starved)
{
	ck_assert_uint_gt(alloc_each_failing(do_parts, NULL), 0);
	ck_assert_uint_gt(alloc_each_cap(do_parts, NULL), 8);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_write");
	TCase *tc = tcase_create("write");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, build);
	tcase_add_loop_test(tc, build_from_parts, 0, (int)COUNT_OF(parts));
	tcase_add_loop_test(tc, refuse, 0, (int)COUNT_OF(no_terms));
	tcase_add_test(tc, arguments);
	tcase_add_test(tc, too_long);
	tcase_add_test(tc, round_trips);
	tcase_add_loop_test(tc, merge, 0, (int)COUNT_OF(merges));
	tcase_add_loop_test(tc, merge_record, 0, (int)COUNT_OF(unions));
	tcase_add_loop_test(tc, shorten, 0, (int)COUNT_OF(shorter));
	tcase_add_test(tc, shorten_keeps_verdicts);
	tcase_add_test(tc, flatten);
	tcase_add_loop_test(tc, repair, 0, (int)COUNT_OF(repairs));
	tcase_add_loop_test(tc, repair_tells, 0, (int)COUNT_OF(told));
	tcase_add_test(tc, repair_real);
	tcase_add_test(tc, repair_too_many);
	tcase_add_test(tc, no_memory);
	tcase_add_loop_test(tc, merge_starved, 0, (int)COUNT_OF(merges));
	tcase_add_loop_test(tc, merge_record_starved, 0, (int)COUNT_OF(unions));
	tcase_add_loop_test(tc, shorten_starved, 0, (int)COUNT_OF(shorter));
	tcase_add_loop_test(tc, repair_starved, 0, (int)COUNT_OF(repairs));
	tcase_add_test(tc, parts_starved);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
