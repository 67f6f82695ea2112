/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF macros: the grammar of RFC 7208 section 7.1, the expansion of 7.3. */
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "base/text.h"
#include "record/spf_macro.h"
#include "support/alloc.h"
#include "support/suite.h"

#define TEXT(field, text) .field = (text), .field##_length = sizeof(text) - 1

/* The message of section 7.4. */
static struct spf_macro_context
context(const char *client)
{
	struct spf_macro_context ctx = {
		TEXT(sender, "strong-bad@email.example.com"),
		TEXT(local_part, "strong-bad"),
		TEXT(sender_domain, "email.example.com"),
		TEXT(domain, "email.example.com"),
		TEXT(helo, "mx.example.org"),
		TEXT(validated, "mx.example.org"),
		TEXT(receiver, "mail.receiver.test"),
		.time = 1234567890,
	};

	ck_assert(mailauth__ip_parse(client, strlen(client), &ctx.client));
	return ctx;
}

static void
parse(struct arena *arena, const char *text, unsigned flags,
    struct spf_macro_string *ms)
{
	struct spf_macro_fault fault;
	int rc = mailauth__spf_macro_parse(arena, text, strlen(text), flags, ms,
	    &fault);

	ck_assert_msg(rc == 0, "%s: %s", text, fault.message);
	ck_assert_ptr_null(fault.message);
}

/* ---- names ------------------------------------------------------------------ */

static const struct {
	const char *client, *text, *name;
} names[] = {
	/* the examples of section 7.4 */
	{ "192.0.2.3", "%{s}", "strong-bad@email.example.com" },
	{ "192.0.2.3", "%{o}", "email.example.com" },
	{ "192.0.2.3", "%{d}", "email.example.com" },
	{ "192.0.2.3", "%{d4}", "email.example.com" },
	{ "192.0.2.3", "%{d3}", "email.example.com" },
	{ "192.0.2.3", "%{d2}", "example.com" },
	{ "192.0.2.3", "%{d1}", "com" },
	{ "192.0.2.3", "%{dr}", "com.example.email" },
	{ "192.0.2.3", "%{d2r}", "example.email" },
	{ "192.0.2.3", "%{l}", "strong-bad" },
	{ "192.0.2.3", "%{l-}", "strong.bad" },
	{ "192.0.2.3", "%{lr}", "strong-bad" },
	{ "192.0.2.3", "%{lr-}", "bad.strong" },
	{ "192.0.2.3", "%{l1r-}", "strong" },
	{ "192.0.2.3", "%{ir}.%{v}._spf.%{d2}",
	  "3.2.0.192.in-addr._spf.example.com" },
	{ "192.0.2.3", "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com" },
	{ "192.0.2.3", "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",
	  "bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
	{ "192.0.2.3", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}",
	  "3.2.0.192.in-addr.strong.lp._spf.example.com" },
	{ "192.0.2.3", "%{d2}.trusted-domains.example.net",
	  "example.com.trusted-domains.example.net" },
	{ "2001:db8::cb01", "%{ir}.%{v}._spf.%{d2}",
	  "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
	  "ip6._spf.example.com" },
	/* letters */
	{ "192.0.2.3", "%{h}.x", "mx.example.org.x" },
	{ "192.0.2.3", "%{p}.x", "mx.example.org.x" },
	{ "192.0.2.3", "%{i}.x", "192.0.2.3.x" },
	{ "2001:db8::cb01", "%{i}.x",
	  "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1.x" },
	{ "192.0.2.3", "%{v}", "in-addr" },
	{ "2001:db8::1", "%{v}", "ip6" },
	/* no macro, escapes, the final dot */
	{ "192.0.2.3", "a.example.net", "a.example.net" },
	{ "192.0.2.3", "a.example.net.", "a.example.net" },
	{ "192.0.2.3", "%{d}.", "email.example.com" },
	{ "192.0.2.3", "a..", "a." },
	{ "192.0.2.3", "%%.%_.%-.x", "%. .%20.x" },
	/* transformers: any case, many digits, more parts than there are */
	{ "192.0.2.3", "%{D2R}", "example.email" },
	{ "192.0.2.3", "%{d0000002}", "example.com" },
	{ "192.0.2.3", "%{d127}", "email.example.com" },
	{ "192.0.2.3", "%{d4294967297}", "email.example.com" },
	{ "192.0.2.3", "%{d99999999999999999999999}", "email.example.com" },
	{ "192.0.2.3", "%{i1r}", "192" },
	{ "192.0.2.3", "%{i1}", "3" },
	{ "192.0.2.3", "%{i3r}", "2.0.192" },
	/* delimiters: any of those given, empty parts stay */
	{ "192.0.2.3", "%{s2@}", NULL },
	{ "192.0.2.3", "%{s1-}", "bad@email.example.com" },
	{ "192.0.2.3", "%{s-.}", "strong.bad@email.example.com" },
	{ "192.0.2.3", "%{sr-.}", "com.example.bad@email.strong" },
	{ "192.0.2.3", "%{s2r-.}", "bad@email.strong" },
	/* URL escaping of what is not unreserved (RFC 3986 section 2.3) */
	{ "192.0.2.3", "%{S}", "strong-bad%40email.example.com" },
	{ "192.0.2.3", "%{L-}.x", "strong.bad.x" },
	{ "192.0.2.3", "%{I}", "192.0.2.3" },
};

START_TEST(name)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_context ctx = context(names[_i].client);
	struct spf_macro_string ms;
	struct spf_macro_fault fault;
	char out[LIMIT_NAME_TEXT + 1];
	size_t len;

	if (names[_i].name == NULL) {
		ck_assert_int_eq(mailauth__spf_macro_parse(arena, names[_i].text,
		    strlen(names[_i].text), 0, &ms, &fault), MAILAUTH_ERR_INVALID);
	} else {
		parse(arena, names[_i].text, 0, &ms);
		len = mailauth__spf_macro_name(&ms, &ctx, out);
		ck_assert_msg(strcmp(out, names[_i].name) == 0, "%s: %s, not %s",
		    names[_i].text, out, names[_i].name);
		ck_assert_uint_eq(len, strlen(out));
	}
	mailauth__arena_free(arena);
}
END_TEST

/* Values as odd as a sender can make them. */
static const struct {
	const char *local, *text, *name;
} locals[] = {
	{ "", "%{l}.x", ".x" },
	{ "", "%{lr}.x", ".x" },
	{ "", "%{l1}.x", ".x" },
	{ ".", "%{l}.x", "..x" },
	{ "a..b", "%{l}.x", "a..b.x" },
	{ "a..b", "%{lr}.x", "b..a.x" },
	{ "a..b", "%{l2}.x", ".b.x" },
	{ ".a.", "%{lr}.x", ".a..x" },
	{ "a-+,/_=b", "%{lr-+,/_=}.x", "b......a.x" },
	{ "a-+,/_=b", "%{l2-+,/_=}.x", ".b.x" },
	{ "a+b.c", "%{l+}.x", "a.b.c.x" },
	{ "a+b.c", "%{lr+}.x", "b.c.a.x" },
	{ "a\"\r\n\x01\xff", "%{L}.x", "a%22%0D%0A%01%FF.x" },
	{ "~a_b", "%{L}.x", "~a_b.x" },
	{ "jack&jill=up", "%{L=}.x", "jack%26jill.up.x" },
};

START_TEST(local)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_context ctx = context("192.0.2.3");
	struct spf_macro_string ms;
	char out[LIMIT_NAME_TEXT + 1];

	ctx.local_part = locals[_i].local;
	ctx.local_part_length = strlen(locals[_i].local);
	parse(arena, locals[_i].text, 0, &ms);
	mailauth__spf_macro_name(&ms, &ctx, out);
	ck_assert_msg(strcmp(out, locals[_i].name) == 0, "%s of %s: %s, not %s",
	    locals[_i].text, locals[_i].local, out, locals[_i].name);
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(absent)
{
	static const struct spf_macro_context nothing;
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_string ms;
	struct buffer out;
	char text[LIMIT_NAME_TEXT + 1];

	parse(arena, "%{p}.%{s}%{l}%{o}%{d}%{h}.x", 0, &ms);
	mailauth__spf_macro_name(&ms, &nothing, text);
	ck_assert_str_eq(text, "unknown..x");
	parse(arena, "%{r}%{c}|%{t}", SPF_MACRO_EXPLANATION, &ms);
	mailauth__buffer_init(&out, arena, 0);
	mailauth__spf_macro_explain(&ms, &nothing, &out);
	ck_assert_str_eq(mailauth__buffer_text(&out), "unknown|0");
	mailauth__arena_free(arena);
}
END_TEST

/* RFC 7208 section 7.1: the delimiters are seven octets; a NUL, which a HELO
 * name may hold, is none of them. */
START_TEST(nul_is_no_delimiter)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_context ctx = context("192.0.2.3");
	struct spf_macro_string ms;
	char out[LIMIT_NAME_TEXT + 1];

	ctx.helo = "a\0b-c";
	ctx.helo_length = 5;
	parse(arena, "%{h1-}.%{h-.}.x", 0, &ms);
	ck_assert_uint_eq(mailauth__spf_macro_name(&ms, &ctx, out), 9);
	ck_assert_mem_eq(out, "c.a\0b.c.x", 10);
	mailauth__arena_free(arena);
}
END_TEST

/* ---- names that are too long (section 7.3) ----------------------------------- */

/* "%{l}.tail" for a local-part of `count` labels of 9 letters. */
static size_t
expand_labels(size_t count, const char *tail, char out[LIMIT_NAME_TEXT + 1])
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_context ctx = context("192.0.2.3");
	struct spf_macro_string ms;
	char value[1024], text[512];
	size_t i, len;

	ck_assert_uint_lt(count * 10, sizeof(value));
	for (i = 0; i < count * 10; i++)
		value[i] = i % 10 == 9 ? '.' : 'a';
	ctx.local_part = value;
	ctx.local_part_length = count * 10 - 1;
	strcpy(text, "%{l}.");
	strcat(text, tail);
	parse(arena, text, 0, &ms);
	len = mailauth__spf_macro_name(&ms, &ctx, out);
	ck_assert_uint_eq(len, strlen(out));
	mailauth__arena_free(arena);
	return len;
}

START_TEST(too_long)
{
	char out[LIMIT_NAME_TEXT + 1];

	/* 25 labels of 10 octets with the dot, then the tail */
	ck_assert_uint_eq(expand_labels(25, "xyz", out), 253);
	ck_assert_uint_eq(expand_labels(25, "xyz.", out), 253);
	ck_assert_uint_eq(expand_labels(25, "wxyz", out), 244);
	ck_assert_uint_eq(expand_labels(26, "xyz", out), 253);
	ck_assert_uint_eq(expand_labels(100, "xyz", out), 253);
	ck_assert_int_eq(strncmp(out, "aaaaaaaaa.", 10), 0);
	ck_assert_str_eq(out + 249, ".xyz");
	ck_assert_uint_eq(expand_labels(100, "xy", out), 252);
}
END_TEST

/* Text before a macro is cut as what macros yield: labels from the left. */
START_TEST(long_literal)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_context ctx = context("192.0.2.3");
	struct spf_macro_string ms;
	char text[400] = "", out[LIMIT_NAME_TEXT + 1];
	size_t i;

	for (i = 0; i < 30; i++)
		strcat(text, "123456789.");
	strcat(text, "%{d2}");
	parse(arena, text, 0, &ms);
	/* "example.com" and 24 labels with their dots */
	ck_assert_uint_eq(mailauth__spf_macro_name(&ms, &ctx, out), 251);
	ck_assert_int_eq(strncmp(out, "123456789.", 10), 0);
	ck_assert_str_eq(out + 240, "example.com");
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(one_long_label)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_context ctx = context("192.0.2.3");
	struct spf_macro_string ms;
	char value[400], out[LIMIT_NAME_TEXT + 1];

	memset(value, 'a', sizeof(value));
	ctx.helo = value;
	ctx.helo_length = sizeof(value);
	parse(arena, "%{h}", 0, &ms);
	ck_assert_uint_gt(mailauth__spf_macro_name(&ms, &ctx, out), LIMIT_LABEL);
	ck_assert_ptr_null(strchr(out, '.'));
	parse(arena, "%{h}.x.y", 0, &ms);
	mailauth__spf_macro_name(&ms, &ctx, out);
	ck_assert_str_eq(out, "x.y");
	/* full just where the dot before it belongs */
	value[1] = '.';
	ctx.helo_length = 2 + LIMIT_NAME_TEXT + 1;
	parse(arena, "%{h}", 0, &ms);
	ck_assert_uint_eq(mailauth__spf_macro_name(&ms, &ctx, out), LIMIT_NAME_TEXT);
	ck_assert_ptr_null(strchr(out, '.'));
	value[1] = 'a';
	ctx.helo_length = sizeof(value);
	parse(arena, "%{H}.x", 0, &ms);
	memset(value, ' ', sizeof(value));
	mailauth__spf_macro_name(&ms, &ctx, out);
	ck_assert_str_eq(out, "x");
	mailauth__arena_free(arena);
}
END_TEST

/* ---- explanations ------------------------------------------------------------ */

static const struct {
	const char *client, *text, *explanation;
} explanations[] = {
	{ "192.0.2.3", "", "" },
	{ "192.0.2.3", "Mail is sent by our own hosts only.",
	  "Mail is sent by our own hosts only." },
	{ "192.0.2.3", "%{i} is not one of %{d}'s designated mail servers.",
	  "192.0.2.3 is not one of email.example.com's designated mail servers." },
	{ "192.0.2.3", "See http://%{d}/why.html?s=%{S}&i=%{I}",
	  "See http://email.example.com/why.html?s=strong-bad%40email.example.com"
	  "&i=192.0.2.3" },
	{ "2001:db8::cb01", "%{c}|%{C}", "2001:db8::cb01|2001%3Adb8%3A%3Acb01" },
	{ "192.0.2.3", "%{r} %{t} %{c}", "mail.receiver.test 1234567890 192.0.2.3" },
	{ "192.0.2.3", "100%% of%_it%-", "100% of it%20" },
	{ "192.0.2.3", "%{dr} %{d2} %{d2r} %{lr-} %{l1-}",
	  "com.example.email example.com example.email bad.strong bad" },
	{ "192.0.2.3", "a  b ", "a  b " },
};

START_TEST(explanation)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_context ctx = context(explanations[_i].client);
	struct spf_macro_string ms;
	struct buffer out;
	size_t max;

	parse(arena, explanations[_i].text, SPF_MACRO_EXPLANATION, &ms);
	mailauth__buffer_init(&out, arena, 0);
	mailauth__spf_macro_explain(&ms, &ctx, &out);
	ck_assert_str_eq(mailauth__buffer_text(&out), explanations[_i].explanation);
	/* cut at any length, the beginning stays */
	for (max = 1; max < strlen(explanations[_i].explanation); max++) {
		mailauth__buffer_init(&out, arena, max);
		mailauth__spf_macro_explain(&ms, &ctx, &out);
		ck_assert_uint_eq(strlen(mailauth__buffer_text(&out)), max);
		ck_assert_int_eq(strncmp(out.data, explanations[_i].explanation,
		    max), 0);
	}
	mailauth__arena_free(arena);
}
END_TEST

static int
explain(const mailauth_config *cfg, void *arg)
{
	struct arena *arena = mailauth__arena_new(cfg, 64), *other;
	struct spf_macro_context ctx = context("2001:db8::cb01");
	struct spf_macro_string ms;
	struct buffer out;
	int rc;

	(void)arg;
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	other = mailauth__arena_new(NULL, 0);
	parse(other, "why %{i} %{c} %{dr} %{s} %{i} %{i} %{i} %{i} %{i}%%",
	    SPF_MACRO_EXPLANATION, &ms);
	mailauth__buffer_init(&out, arena, 0);
	mailauth__spf_macro_explain(&ms, &ctx, &out);
	rc = out.error;
	if (rc == 0)
		ck_assert_str_eq(strchr(mailauth__buffer_text(&out), '%'), "%");
	mailauth__arena_free(arena);
	mailauth__arena_free(other);
	return rc;
}

START_TEST(explanation_without_memory)
{
	ck_assert_uint_gt(alloc_each_failing(explain, NULL), 1);
	ck_assert_uint_gt(alloc_each_cap(explain, NULL), 4);
}
END_TEST

START_TEST(explanation_is_ascii)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_context ctx = context("192.0.2.3");
	struct spf_macro_string ms;
	struct buffer out;

	ctx.helo = "a\r\nX: y\x1b[31m\xc3\xa9\x7f";
	ctx.helo_length = strlen(ctx.helo) + 1; /* and a NUL */
	parse(arena, "%{h}!", SPF_MACRO_EXPLANATION, &ms);
	mailauth__buffer_init(&out, arena, 0);
	mailauth__spf_macro_explain(&ms, &ctx, &out);
	ck_assert_str_eq(mailauth__buffer_text(&out), "a??X: y?[31m??" "??" "!");
	mailauth__arena_free(arena);
}
END_TEST

/* ---- what is no macro -------------------------------------------------------- */

static const struct {
	const char *text;
	unsigned flags;
	uint32_t offset, length;
} faults[] = {
	{ "%", 0, 0, 1 },
	{ "a%", 0, 1, 1 },
	{ "%a", 0, 0, 2 },
	{ "%(i)", 0, 0, 2 },
	{ "%{", 0, 0, 2 },
	{ "x%{i", 0, 1, 3 },
	{ "x%{i3", 0, 1, 4 },
	{ "x%{ir", 0, 1, 4 },
	{ "x%{ir-", 0, 1, 5 },
	{ "%{}", 0, 2, 1 },
	{ "%{z}", 0, 2, 1 },
	{ "%{i0}", 0, 3, 1 },
	{ "%{i000}", 0, 3, 3 },
	{ "%{ir3}", 0, 4, 1 },
	{ "%{irr}", 0, 4, 1 },
	{ "%{i3x}", 0, 4, 1 },
	{ "%{i-3}", 0, 4, 1 },
	{ "%{i:}", 0, 3, 1 },
	{ "%{i }", 0, 3, 1 },
	{ "%{c}", 0, 2, 1 },
	{ "%{r}", 0, 2, 1 },
	{ "%{T}", 0, 2, 1 },
	{ "a b", 0, 1, 1 },
	{ "a\tb", SPF_MACRO_EXPLANATION, 1, 1 },
	{ "a\x7f", 0, 1, 1 },
	{ "caf\xc3\xa9", SPF_MACRO_EXPLANATION, 3, 1 },
	{ "%{i}%{", SPF_MACRO_EXPLANATION, 4, 2 },
};

START_TEST(fault)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_string ms;
	struct spf_macro_fault why;

	ck_assert_msg(mailauth__spf_macro_parse(arena, faults[_i].text,
	    strlen(faults[_i].text), faults[_i].flags, &ms, &why) ==
	    MAILAUTH_ERR_INVALID, "%s", faults[_i].text);
	ck_assert_msg(why.offset == faults[_i].offset &&
	    why.length == faults[_i].length, "%s: %u+%u", faults[_i].text,
	    why.offset, why.length);
	ck_assert_ptr_nonnull(why.message);
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(text_beyond_the_limit)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_string ms;
	struct spf_macro_fault why;
	char *text = malloc(65536);

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', 65536);
	ck_assert_int_eq(mailauth__spf_macro_parse(arena, text, 65536, 0, &ms, &why),
	    MAILAUTH_ERR_LIMIT);
	ck_assert_int_eq(mailauth__spf_macro_parse(arena, text, 65535, 0, &ms, &why),
	    0);
	ck_assert_uint_eq(ms.length, 65535);
	free(text);
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(letters)
{
	static const char all[] = "%{s}%{l}%{o}%{d}%{i}%{p}%{v}%{h}%{c}%{r}%{t}";
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_string ms;

	parse(arena, all, SPF_MACRO_EXPLANATION, &ms);
	ck_assert_uint_eq(ms.letters, 2047);
	ck_assert_uint_eq(ms.part_count, 11);
	ck_assert(mailauth__spf_macro_needs_ptr(&ms));
	parse(arena, "%{d}.%{i}.x", 0, &ms);
	ck_assert_uint_eq(ms.letters, SPF_LETTER_D | SPF_LETTER_I);
	ck_assert_uint_eq(ms.letters & SPF_LETTERS_MESSAGE, 0);
	ck_assert(!mailauth__spf_macro_needs_ptr(&ms));
	parse(arena, "a.b", 0, &ms);
	ck_assert_ptr_null(ms.parts);
	ck_assert_uint_eq(ms.letters, 0);
	mailauth__arena_free(arena);
}
END_TEST

static int
parse_parts(const mailauth_config *cfg, void *arg)
{
	struct arena *arena = mailauth__arena_new(cfg, 64);
	struct spf_macro_string ms;
	struct spf_macro_fault why;
	int rc;

	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	rc = mailauth__spf_macro_parse(arena, arg, strlen(arg), 0, &ms, &why);
	if (rc == 0)
		ck_assert_uint_eq(ms.part_count, 40);
	mailauth__arena_free(arena);
	return rc;
}

START_TEST(no_memory)
{
	char text[256] = "";
	size_t i;

	for (i = 0; i < 20; i++)
		strcat(text, "a%{d}");
	ck_assert_uint_gt(alloc_each_failing(parse_parts, text), 2);
	ck_assert_uint_gt(alloc_each_cap(parse_parts, text), 1);
}
END_TEST

/* A name is done once it is full, whatever the record would still add. */
START_TEST(many_macros)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct spf_macro_context ctx = context("192.0.2.3");
	struct spf_macro_string ms;
	struct buffer out;
	char out_name[LIMIT_NAME_TEXT + 1];
	char *text = malloc(65536);
	size_t i;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < 13000; i++)
		memcpy(text + 5 * i, "%{s}.", 5);
	strcpy(text + 5 * i, "x");
	parse(arena, text, SPF_MACRO_EXPLANATION, &ms);
	for (i = 0; i < 10000; i++)
		ck_assert_uint_le(mailauth__spf_macro_name(&ms, &ctx,
		    out_name), 253);
	for (i = 0; i < 1000; i++) {
		mailauth__buffer_init(&out, arena, 500);
		mailauth__spf_macro_explain(&ms, &ctx, &out);
		ck_assert_uint_eq(out.length, 500);
	}
	free(text);
	mailauth__arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_macro");
	TCase *tc = tcase_create("macro");

	tcase_add_loop_test(tc, name, 0, (int)COUNT_OF(names));
	tcase_add_loop_test(tc, local, 0, (int)COUNT_OF(locals));
	tcase_add_test(tc, absent);
	tcase_add_test(tc, nul_is_no_delimiter);
	tcase_add_test(tc, too_long);
	tcase_add_test(tc, long_literal);
	tcase_add_test(tc, one_long_label);
	tcase_add_loop_test(tc, explanation, 0, (int)COUNT_OF(explanations));
	tcase_add_test(tc, explanation_without_memory);
	tcase_add_test(tc, explanation_is_ascii);
	tcase_add_loop_test(tc, fault, 0, (int)COUNT_OF(faults));
	tcase_add_test(tc, text_beyond_the_limit);
	tcase_add_test(tc, letters);
	tcase_add_test(tc, no_memory);
	tcase_add_test(tc, many_macros);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
