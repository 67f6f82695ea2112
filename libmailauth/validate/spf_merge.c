/* SPDX-License-Identifier: BSD-2-Clause */
/* The customer's SPF record with terms merged in, fit to publish: RFC 7208
 * sections 4.6.1 (the order of terms matters) and 6.1 (redirect and all). */
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"
#include "dns/name.h"
#include "record/spf_mend.h"
#include "validate/match_spf.h"
#include "validate/rules.h"
#include "validate/text_fault.h"

#define MERGE_TERMS 500 /* of all records together */

struct merging {
	struct validation *v;
	const char *items[MERGE_TERMS];
	size_t count;
	const char *redirect; /* "redirect=…" met, or NULL */
	const char *exp;
	char all;             /* qualifier of "all", of several the laxest */
	bool given_up;        /* too many terms: no record is better than a part */
	unsigned names;       /* asked about, at most LIMIT_SPF_MEND_NAMES */
	const struct spf_audit *audit; /* or NULL */
};

static bool
is_redirect(const char *term)
{
	return mailauth__text_begins(term, strlen(term), "redirect=");
}

/* Would a record of the version and this term be valid, and say what it can be
 * meant to say? */
static bool
valid_term(struct validation *v, const char *term)
{
	struct mailauth_spf_record *record;
	struct buffer buf;
	const char *text;
	size_t i;
	int rc;

	mailauth__buffer_init(&buf, v->arena, 0);
	mailauth__buffer_text_add(&buf, "v=spf1 ");
	mailauth__buffer_text_add(&buf, term);
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		return false;
	rc = mailauth__spf_record_parse(v->arena, text, strlen(text),
	    SPF_PARSE_LINT, &record);
	if (rc != 0) {
		v->error = rc;
		return false;
	}
	/* what is written right and cannot be meant, "+all" aside */
	for (i = 0; i < record->problems.count; i++) {
		if (record->problems.items[i].severity == MAILAUTH_SEVERITY_ERROR &&
		    record->problems.items[i].code != MAILAUTH_RULE_SPF_ALL_PASS)
			return false;
	}
	/* an unknown modifier is valid, and means nothing */
	return record->valid && record->term_count == 1 &&
	    record->terms[0].kind != MAILAUTH_SPF_MODIFIER;
}

bool
mailauth__spf_meant(const struct mailauth_record *record)
{
	return mailauth__text_kind(record->text, record->text_length) == TEXT_SPF ||
	    mailauth__text_begins(record->text, record->text_length, "v=spf");
}

bool
mailauth__spf_breaks(int code)
{
	return code == MAILAUTH_RULE_SPF_INCLUDE_NO_RECORD ||
	    code == MAILAUTH_RULE_SPF_INCLUDE_LOOP ||
	    code == MAILAUTH_RULE_SPF_REDIRECT_NO_RECORD ||
	    code == MAILAUTH_RULE_SPF_REDIRECT_LOOP;
}

/* A term without its qualifier. */
static const char *
unqualified(const char *term)
{
	return *term != '\0' && strchr("+-~?", *term) != NULL ? term + 1 : term;
}

/* Of two terms that match the same the first decides, whatever their
 * qualifiers (RFC 7208 section 4.6.2). */
static void
add(struct merging *m, const char *term)
{
	const char *bare = unqualified(term), *other;
	size_t i;

	for (i = 0; i < m->count; i++) {
		other = unqualified(m->items[i]);
		if (mailauth__text_same(other, strlen(other), bare, strlen(bare)))
			return;
	}
	if (m->count < MERGE_TERMS)
		m->items[m->count++] = term;
	else
		m->given_up = true;
}

/* A wanted term: where it is already, else behind those put in front before. */
static void
put(struct merging *m, const char *term, size_t *front)
{
	const char *bare = unqualified(term), *other;
	size_t i;

	for (i = 0; i < m->count; i++) {
		other = unqualified(m->items[i]);
		if (mailauth__text_same(other, strlen(other), bare, strlen(bare))) {
			if (other != m->items[i])
				m->items[i] = term;
			return;
		}
	}
	if (m->count >= MERGE_TERMS) {
		m->given_up = true;
		return;
	}
	memmove(&m->items[*front + 1], &m->items[*front],
	    (m->count - *front) * sizeof(*m->items));
	m->items[(*front)++] = term;
	m->count++;
}

/* The "all" of a word, by its qualifier; 0: it is none. */
static char
all_of(const char *term)
{
	if (mailauth__text_is(term, strlen(term), "all"))
		return '+';
	return strchr("+-~?", *term) != NULL &&
	    mailauth__text_is(term + 1, strlen(term + 1), "all") ? *term : 0;
}

static bool
breaks(const struct mailauth_spf_node *node)
{
	size_t i;

	for (i = 0; i < node->problem_count; i++) {
		if (mailauth__spf_breaks(node->problems[i]->code))
			return true;
	}
	return false;
}

/* The node of a term that leads to no record, or back: a permerror for the whole
 * record (RFC 7208 sections 5.2 and 6.1).  NULL: it does not. */
static const struct mailauth_spf_node *
broken_node(const struct merging *m, const char *term)
{
	size_t i;

	for (i = 1; m->audit != NULL && i < m->audit->node_count; i++) {
		const struct mailauth_spf_node *node = &m->audit->nodes[i]->view;

		if (node->parent == 0 && node->term != NULL &&
		    mailauth__text_same(node->term, strlen(node->term),
		    term, strlen(term)) && breaks(node) &&
		    !mailauth__prescribed_spf(m->v, node->domain))
			return node;
	}
	return NULL;
}

/* The host itself, if it has addresses: "include" of a host is the commonest
 * slip.  NULL: leave the term out. */
static const char *
instead_of(struct merging *m, const char *domain)
{
	const struct mailauth_answer *a, *aaaa;

	a = mailauth__look(m->v, domain, MAILAUTH_TYPE_A);
	aaaa = mailauth__look(m->v, domain, MAILAUTH_TYPE_AAAA);
	if (a == NULL || aaaa == NULL ||
	    (a->record_count == 0 && aaaa->record_count == 0))
		return NULL;
	return mailauth__say(m->v->arena, "a:%s", domain);
}

/* The domain that an include or redirect names if it has no SPF record; NULL: it
 * has, or that is not known. */
static const char *
recordless(struct merging *m, const char *term)
{
	const struct mailauth_answer *answer;
	const char *domain, *value = strpbrk(term, ":=");
	struct name name;
	size_t i;

	if (value == NULL || strchr(value, '%') != NULL ||
	    mailauth__name_parse(value + 1, strlen(value + 1), &name) != NAME_OK)
		return NULL;
	domain = mailauth__arena_text(m->v->arena, name.text, name.length);
	if (domain == NULL) {
		m->v->error = mailauth__arena_error(m->v->arena);
		return NULL;
	}
	if (mailauth__prescribed_spf(m->v, domain) || m->names++ >= LIMIT_SPF_MEND_NAMES)
		return NULL;
	answer = mailauth__look(m->v, domain, MAILAUTH_TYPE_TXT);
	if (answer == NULL || !mailauth__answer_certain(answer))
		return NULL;
	for (i = 0; i < answer->record_count; i++) {
		if (mailauth__spf_is_record(answer->records[i].text,
		    answer->records[i].text_length))
			return NULL;
	}
	return domain;
}

/* A term that the whole record fails by, as it was meant; NULL: leave it out. */
static const char *
unbroken(struct merging *m, const char *term)
{
	const struct mailauth_spf_node *node = broken_node(m, term);
	const char *bare = unqualified(term), *domain;
	bool include = mailauth__text_begins(bare, strlen(bare), "include:");

	if (node != NULL)
		return node->kind != MAILAUTH_SPF_INCLUDE || node->qualifier != '+' ||
		    node->problems[0]->code == MAILAUTH_RULE_SPF_INCLUDE_LOOP ?
		    NULL : instead_of(m, node->domain);
	if (!include && !is_redirect(term))
		return term;
	/* a record with errors of syntax was not followed */
	domain = recordless(m, term);
	if (domain == NULL)
		return term;
	return include && (bare == term || *term == '+') ? instead_of(m, domain) : NULL;
}

/* Of two records' "all" the one that rejects less; "+all" authorises everybody,
 * and is not taken over.  Whichever comes first, as DNS gives records in any
 * order. */
static char
laxer(char a, char b)
{
	static const char order[] = "+-~?";

	if (a == 0 || b == 0)
		return a != 0 ? a : b;
	return strchr(order, a) > strchr(order, b) ? a : b;
}

/* What redirect stands for, beside something else that goes on: an include. */
static void
add_redirected(struct merging *m, const char *redirect)
{
	const char *term = mailauth__say(m->v->arena, "include:%s",
	    redirect + strlen("redirect="));

	if (term != NULL)
		add(m, term);
}

static void
add_term(struct merging *m, const char *term)
{
	if (mailauth__has_placeholder(m->v, term, strlen(term)) ||
	    !valid_term(m->v, term))
		return;
	term = unbroken(m, term);
	if (term == NULL)
		return;
	if (all_of(term) != 0) {
		m->all = laxer(m->all, all_of(term));
	} else if (is_redirect(term)) {
		if (m->redirect == NULL)
			m->redirect = term;
		else if (!mailauth__text_same(m->redirect, strlen(m->redirect),
		    term, strlen(term)))
			add_redirected(m, term);
	} else if (mailauth__text_begins(term, strlen(term), "exp=")) {
		if (m->exp == NULL)
			m->exp = term;
	} else {
		add(m, term);
	}
}

/* The terms of a record, and those that can be mended of a broken one. */
static void
add_record(struct merging *m, const char *text, size_t length)
{
	struct mailauth_spf_writer *w = NULL;
	int rc = mailauth__spf_repair(m->v->arena, text, length, &w);
	size_t i;

	if (mailauth__arena_refused(m->v->arena) != 0)
		m->v->error = rc;
	else if (rc != 0)
		m->given_up = true;
	else
		for (i = 0; i < w->count; i++)
			add_term(m, w->texts[i]);
}

bool
mailauth__spf_has_senders(const struct mailauth_answer *answer)
{
	size_t i;

	for (i = 0; i < answer->record_count; i++) {
		const struct mailauth_record *record = &answer->records[i];
		struct cursor c = cursor_of(record->text, record->text_length);

		if (!mailauth__cursor_word(&c, "v=spf1"))
			continue;
		while (!cursor_done(&c)) {
			const char *word;
			size_t length;

			(void)cursor_span(&c, CLASS_FWS);
			word = c.p;
			while (!cursor_done(&c) && !is_class(*c.p, CLASS_FWS))
				c.p++;
			length = (size_t)(c.p - word);
			if (length == 0 || mailauth__text_begins(word, length, "redirect") ||
			    mailauth__text_begins(word, length, "exp=") ||
			    mailauth__text_is(word, length, "all") ||
			    (length == 4 && mailauth__text_is(word + 1, 3, "all")))
				continue;
			return true;
		}
	}
	return false;
}

/* Does a term of the list redirect? */
static const char *
wanted_redirect(const struct spf_merge *merge)
{
	size_t i;

	for (i = 0; i < merge->term_count; i++) {
		if (is_redirect(merge->terms[i]))
			return merge->terms[i];
	}
	return NULL;
}

static const char *
write_record(struct merging *m, const struct spf_merge *merge)
{
	const char *redirect = wanted_redirect(merge);
	struct buffer buf;
	char all = merge->all != 0 ? merge->all : m->all;
	size_t i;

	if (redirect == NULL)
		redirect = m->redirect;
	/* an "all" makes redirect dead, and is not prescribed beside one */
	if (wanted_redirect(merge) != NULL || (redirect != NULL && m->all == 0))
		all = 0;
	else
		redirect = NULL;
	if (redirect == NULL && (all == 0 || all == '+'))
		all = merge->otherwise != 0 ? merge->otherwise : '~';
	mailauth__buffer_init(&buf, m->v->arena, 0);
	mailauth__buffer_text_add(&buf, "v=spf1");
	for (i = 0; i < m->count; i++) {
		mailauth__buffer_char(&buf, ' ');
		mailauth__buffer_text_add(&buf, m->items[i]);
	}
	if (all != 0) {
		mailauth__buffer_char(&buf, ' ');
		mailauth__buffer_char(&buf, all);
		mailauth__buffer_text_add(&buf, "all");
	}
	if (redirect != NULL) {
		mailauth__buffer_char(&buf, ' ');
		mailauth__buffer_text_add(&buf, redirect);
	}
	if (m->exp != NULL) {
		mailauth__buffer_char(&buf, ' ');
		mailauth__buffer_text_add(&buf, m->exp);
	}
	return mailauth__buffer_text(&buf);
}

const char *
mailauth__spf_merged(struct validation *v, const struct mailauth_answer *answer,
    const struct spf_merge *merge)
{
	struct merging *m = mailauth__arena_zalloc(v->arena, sizeof(*m));
	size_t i, front = 0;

	if (m == NULL)
		return NULL;
	m->v = v;
	m->audit = merge->audit;
	if (merge->instead != NULL)
		add_record(m, merge->instead, merge->instead_length);
	for (i = 0; merge->instead == NULL && i < answer->record_count; i++) {
		const struct mailauth_record *record = &answer->records[i];

		if (mailauth__spf_meant(record))
			add_record(m, record->text, record->text_length);
	}
	/* it was that of a record without "all" */
	if (m->redirect != NULL && m->all != 0 && wanted_redirect(merge) == NULL)
		add_redirected(m, m->redirect);
	for (i = 0; i < merge->term_count; i++) {
		if (!is_redirect(merge->terms[i]))
			put(m, merge->terms[i], &front);
	}
	return v->error == 0 && !m->given_up ? write_record(m, merge) : NULL;
}
