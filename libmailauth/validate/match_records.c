/* SPDX-License-Identifier: BSD-2-Clause */
/* Requirements of plain record sets: MX, SRV, NS, PTR, A, AAAA, TXT.  Hosts
 * decide; numbers beside them are remarked on. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "dns/name.h"
#include "validate/match.h"

/* An item and the records that are there for it. */
struct matching {
	struct validation *v;
	struct item *item;
	const char *name;                      /* asked */
	const struct mailauth_record **records;
	bool *taken;                           /* fits a want or an alternative */
	bool *moving;                          /* only fits `migration` */
	bool *doubled;                         /* a want with the zone appended */
	size_t count;
	bool told;                             /* what fits nothing has been told */
};

static bool
theirs(const struct matching *m)
{
	return m->item->theirs && !m->item->is_ip &&
	    !mailauth__name_within(m->name, m->v->domain);
}

static enum fit
fit(const struct want *want, const struct mailauth_record *record)
{
	struct ip ip = { .family = record->type == MAILAUTH_TYPE_A ? 4 : 6 };

	switch (record->type) {
	case MAILAUTH_TYPE_MX:
		if (!mailauth__want_host(want, record->target))
			return FIT_NOT;
		return want->preference < 0 ||
		    want->preference == record->preference ? FIT_EXACT : FIT_NUMBERS;
	case MAILAUTH_TYPE_SRV:
		if (!mailauth__want_host(want, record->target) ||
		    (want->port >= 0 && want->port != record->port))
			return FIT_NOT;
		return (want->preference < 0 || want->preference == record->preference) &&
		    (want->weight < 0 || want->weight == record->weight) ?
		    FIT_EXACT : FIT_NUMBERS;
	case MAILAUTH_TYPE_A:
	case MAILAUTH_TYPE_AAAA:
		memcpy(ip.bytes, record->rdata, ip.family == 4 ? 4 : 16);
		return ip.family == want->ip.family &&
		    mailauth__ip_match(&ip, &want->ip, want->bits) ?
		    FIT_EXACT : FIT_NOT;
	case MAILAUTH_TYPE_TXT:
		if (want->prefix) {
			size_t length = strlen(want->text);

			return record->text_length >= length &&
			    mailauth__text_same(record->text, length,
			    want->text, length) ? FIT_EXACT : FIT_NOT;
		}
		return mailauth__text_alike(want->text, strlen(want->text),
		    record->text, record->text_length) ? FIT_EXACT : FIT_NOT;
	default:
		return record->target != NULL &&
		    mailauth__want_host(want, record->target) ? FIT_EXACT : FIT_NOT;
	}
}

/* A finding about the records; what the provider has at names of its own is
 * the provider's business, else the requirement is not met. */
static struct finding *
tell(struct matching *m, int code)
{
	struct finding *f;

	if (!theirs(m)) {
		m->item->state = MAILAUTH_STATE_UNMET;
		return mailauth__find_item(m->v, code, m->item, true);
	}
	f = mailauth__find_item(m->v, MAILAUTH_RULE_PROFILE_PROVIDER_SIDE_BROKEN,
	    m->item, false);
	mailauth__finding_at_most(f, MAILAUTH_SEVERITY_WARNING);
	return f;
}

/* Collects the records; false: an answer lacks or is unknown. */
static bool
collect(struct matching *m)
{
	struct validation *v = m->v;
	int type = m->item->requirement->section->type;
	const struct mailauth_answer *answers[2] = { NULL, NULL };
	size_t n = type == REQUIRE_ADDRESS ? 2 : 1, i, k;

	answers[0] = mailauth__look(v, m->name, mailauth__requirement_rrtype(type));
	if (n == 2)
		answers[1] = mailauth__look(v, m->name, MAILAUTH_TYPE_AAAA);
	for (i = 0; i < n; i++) {
		if (answers[i] == NULL)
			return false;
		if (!mailauth__answer_certain(answers[i])) {
			m->item->state = MAILAUTH_STATE_UNKNOWN;
			return false;
		}
		m->count += answers[i]->record_count;
	}
	m->records = mailauth__arena_array(v->arena, m->count + 1, sizeof(*m->records));
	m->taken = mailauth__arena_array(v->arena, m->count + 1, sizeof(*m->taken));
	m->moving = mailauth__arena_array(v->arena, m->count + 1, sizeof(*m->moving));
	m->doubled = mailauth__arena_array(v->arena, m->count + 1, sizeof(*m->doubled));
	if (m->records == NULL || m->taken == NULL || m->moving == NULL ||
	    m->doubled == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return false;
	}
	m->count = 0;
	for (i = 0; i < n; i++) {
		for (k = 0; k < answers[i]->record_count; k++)
			m->records[m->count++] = &answers[i]->records[k];
	}
	return true;
}

/* The best fit among the records; those that fit are taken. */
static enum fit
take(struct matching *m, const struct want *want)
{
	enum fit best = FIT_NOT;
	size_t i;

	for (i = 0; i < m->count; i++) {
		enum fit one = fit(want, m->records[i]);

		if (one != FIT_NOT)
			m->taken[i] = true;
		if (one > best)
			best = one;
	}
	return best;
}

static void
have_all(struct matching *m, struct finding *f)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		mailauth__finding_have(m->v, f,
		    mailauth__show_record(m->v, m->records[i]));
}

static const char *
joined_wants(struct matching *m)
{
	const struct item *item = m->item;
	const char *first = item->want_count > 0 ?
	    mailauth__show_want(m->v, item, &item->wants[0]) :
	    item->any_count > 0 ?
	    mailauth__show_want(m->v, item, &item->anys[0]) : "";

	return first != NULL ? first : "";
}

static bool
is_forbidden(const struct matching *m, size_t i)
{
	const struct item *item = m->item;
	bool hit = item->want_count + item->any_count == 0;
	size_t k;

	/* behind an alias it is the target's record */
	if (strcmp(m->records[i]->owner, m->name) != 0)
		return false;
	for (k = 0; k < item->want_count; k++)
		hit |= fit(&item->wants[k], m->records[i]) != FIT_NOT;
	for (k = 0; k < item->any_count; k++)
		hit |= fit(&item->anys[k], m->records[i]) != FIT_NOT;
	return hit;
}

static void
forbid(struct matching *m)
{
	struct item *item = m->item;
	struct finding *f = NULL;
	size_t i, hits = 0;
	bool spare;

	item->state = MAILAUTH_STATE_MET;
	for (i = 0; i < m->count; i++)
		hits += is_forbidden(m, i);
	/* without any MX or NS record the domain would be worse off: those that
	 * belong there only the customer knows */
	spare = hits == m->count && (item->requirement->section->type == REQUIRE_MX ||
	    item->requirement->section->type == REQUIRE_NS);
	for (i = 0; i < m->count; i++) {
		if (!is_forbidden(m, i))
			continue;
		if (f == NULL) {
			f = mailauth__find_item(m->v,
			    MAILAUTH_RULE_PROFILE_RECORD_FORBIDDEN, item, true);
			f->view.message = mailauth__sentence(m->v,
			    "%s must not have this %s record: %s", m->name,
			    item->requirement->view.type,
			    mailauth__show_record(m->v, m->records[i]));
			if (spare)
				f->view.advice = "Put the right record in its place";
		}
		mailauth__finding_have(m->v, f,
		    mailauth__show_record(m->v, m->records[i]));
		if (!spare)
			mailauth__delete_record(m->v, f, m->records[i]);
		item->state = MAILAUTH_STATE_UNMET;
	}
}

/* The record whose host is the wanted one with the zone appended, or NULL. */
static const struct mailauth_record *
doubled_record(struct matching *m, const struct want *want)
{
	size_t i;

	for (i = 0; i < m->count && want->host != NULL && !want->wild; i++) {
		const char *target = m->records[i]->target;

		if (target == NULL || m->taken[i] ||
		    !mailauth__doubled(m->v, target, want->host))
			continue;
		m->taken[i] = m->doubled[i] = true;
		return m->records[i];
	}
	return NULL;
}

/* Takes out of `absent` what is there with the zone appended: one finding for
 * all of them.  How many stay. */
static size_t
tell_doubled(struct matching *m, const struct want **absent, size_t count)
{
	struct validation *v = m->v;
	struct finding *f = NULL;
	size_t i, stay = 0;

	for (i = 0; i < count; i++) {
		const struct mailauth_record *record = doubled_record(m, absent[i]);

		if (record == NULL) {
			absent[stay++] = absent[i];
			continue;
		}
		if (f == NULL) {
			m->item->state = MAILAUTH_STATE_UNMET;
			f = mailauth__find_item(v, MAILAUTH_RULE_DNS_TARGET_DOUBLED,
			    m->item, true);
			f->view.message = mailauth__sentence(v,
			    "the %s record of %s points to %s: without a final dot the zone was appended to %s",
			    m->item->requirement->view.type, m->name,
			    record->target, absent[i]->host);
		}
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
		mailauth__finding_want(v, f,
		    mailauth__show_want(v, m->item, absent[i]));
		mailauth__delete_record(v, f, record);
		mailauth__fix_want(v, f, m->item, absent[i]);
	}
	return stay;
}

static int
absent_code(const struct matching *m, bool differs)
{
	const struct item *item = m->item;

	switch (item->requirement->section->type) {
	case REQUIRE_NS:
		return MAILAUTH_RULE_PROFILE_NS_NOT_REQUIRED;
	case REQUIRE_TXT:
		/* a token of the caller's own: proof of ownership */
		if (!item->theirs)
			return MAILAUTH_RULE_PROFILE_VERIFICATION_MISSING;
		break;
	}
	if (item->want_count == 0 && item->any_count > 1 &&
	    item->requirement->view.level == MAILAUTH_LEVEL_REQUIRED)
		return MAILAUTH_RULE_PROFILE_ALTERNATIVE_NONE;
	return differs && item->requirement->view.level == MAILAUTH_LEVEL_REQUIRED ?
	    MAILAUTH_RULE_PROFILE_RECORD_DIFFERS :
	    mailauth__missing_code(item, MAILAUTH_RULE_PROFILE_RECORD_MISSING);
}

/* A Null MX cannot stand beside another: RFC 7505 section 3. */
static bool
is_null_mx(const struct mailauth_record *record)
{
	return record->type == MAILAUTH_TYPE_MX && record->target != NULL &&
	    strcmp(record->target, ".") == 0;
}

/* Some wants fit no record: one finding for all of them. */
static void
tell_absent(struct matching *m, const struct want *const *absent, size_t count,
    size_t accepted)
{
	struct validation *v = m->v;
	struct item *item = m->item;
	const char *type = item->requirement->view.type;
	bool differs = false;
	struct finding *f;
	size_t i;

	for (i = 0; i < m->count; i++)
		differs |= !m->taken[i] && !m->moving[i] &&
		    item->requirement->section->only;
	f = tell(m, absent_code(m, differs));
	if (item->owner != m->name)
		f->view.owner = m->name;
	if (m->count == 0)
		f->view.message = mailauth__sentence(v,
		    "%s has no %s record; the profile wants %s%s", m->name, type,
		    joined_wants(m), accepted > 1 ? ", or another of the accepted forms" :
		    count > 1 ? " and more" : "");
	else
		f->view.message = mailauth__sentence(v,
		    "the %s records of %s lack %s%s", type, m->name,
		    mailauth__show_want(v, item, absent[0]),
		    accepted > 1 ? " and the other accepted forms" :
		    count > 1 ? " and more" : "");
	have_all(m, f);
	for (i = 0; i < m->count; i++) {
		if (!theirs(m) && !m->taken[i] && !m->moving[i] &&
		    (differs || is_null_mx(m->records[i])))
			mailauth__delete_record(v, f, m->records[i]);
	}
	for (i = 0; i < count; i++) {
		mailauth__finding_want(v, f, mailauth__show_want(v, item, absent[i]));
		/* of alternatives the preferred form alone */
		if ((i == 0 || accepted <= 1) && !theirs(m))
			mailauth__fix_want(v, f, item, absent[i]);
	}
	/* the others have been told with the deletions */
	m->told |= differs;
}

static void
tell_extra(struct matching *m)
{
	struct validation *v = m->v;
	struct finding *f = NULL;
	size_t i;

	for (i = 0; i < m->count; i++) {
		if (m->taken[i] || m->moving[i])
			continue;
		if (f == NULL) {
			f = tell(m, MAILAUTH_RULE_PROFILE_RECORD_EXTRA);
			f->view.message = mailauth__sentence(v,
			    "%s has the %s record %s besides what the profile allows",
			    m->name, m->item->requirement->view.type,
			    mailauth__show_record(v, m->records[i]));
		}
		mailauth__finding_have(v, f, mailauth__show_record(v, m->records[i]));
		if (!theirs(m))
			mailauth__delete_record(v, f, m->records[i]);
	}
	for (i = 0; f != NULL && i < m->item->want_count; i++)
		mailauth__finding_want(v, f,
		    mailauth__show_want(v, m->item, &m->item->wants[i]));
}

static void
tell_migration(struct matching *m)
{
	struct validation *v = m->v;
	struct finding *f = NULL;
	size_t i;

	for (i = 0; i < m->count; i++) {
		if (m->taken[i] || !m->moving[i])
			continue;
		if (f == NULL) {
			f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_MIGRATION_OPEN,
			    m->item, false);
			f->view.message = mailauth__sentence(v,
			    "%s still has the %s record %s: allowed while the domain moves, then it must go",
			    m->name, m->item->requirement->view.type,
			    mailauth__show_record(v, m->records[i]));
		}
		mailauth__finding_have(v, f, mailauth__show_record(v, m->records[i]));
		mailauth__delete_record(v, f, m->records[i]);
	}
}

/* Numbers that differ: harmless while the order of hosts stays the same.  One
 * finding for all of the item's records, in `f`. */
static void
tell_numbers(struct matching *m, const struct want *want, struct finding **f)
{
	struct validation *v = m->v;
	size_t i;

	for (i = 0; i < m->count; i++) {
		if (fit(want, m->records[i]) == FIT_NUMBERS)
			break;
	}
	if (i == m->count)
		return;
	if (*f == NULL) {
		*f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_MX_PREFERENCE,
		    m->item, false);
		/* a host that is alone is tried first whatever its number */
		if (m->count == 1 || m->records[i]->type == MAILAUTH_TYPE_SRV)
			mailauth__finding_at_most(*f, MAILAUTH_SEVERITY_INFO);
		(*f)->view.message = mailauth__sentence(v,
		    "the %s record of %s has the right host with other numbers: %s instead of %s%s",
		    m->item->requirement->view.type, m->name,
		    mailauth__show_record(v, m->records[i]),
		    mailauth__show_want(v, m->item, want),
		    m->count == 1 ? ", which is harmless" : "");
	}
	mailauth__finding_have(v, *f, mailauth__show_record(v, m->records[i]));
	mailauth__finding_want(v, *f, mailauth__show_want(v, m->item, want));
	mailauth__delete_record(v, *f, m->records[i]);
	mailauth__fix_want(v, *f, m->item, want);
}

/* Every want, and one of the alternatives; told are those that fit nothing. */
static void
demand(struct matching *m)
{
	struct item *item = m->item;
	struct finding *numbers = NULL;
	const struct want **absent;
	size_t i, missing = 0, any = 0;

	absent = mailauth__arena_array(m->v->arena,
	    item->want_count + item->any_count + 1, sizeof(*absent));
	if (absent == NULL) {
		m->v->error = mailauth__arena_error(m->v->arena);
		return;
	}
	for (i = 0; i < item->want_count; i++) {
		switch (take(m, &item->wants[i])) {
		case FIT_NOT:
			absent[missing++] = &item->wants[i];
			break;
		case FIT_NUMBERS:
			tell_numbers(m, &item->wants[i], &numbers);
			break;
		case FIT_EXACT:
			break;
		}
	}
	for (i = 0; i < item->any_count; i++)
		any += take(m, &item->anys[i]) != FIT_NOT;
	if (!theirs(m))
		missing = tell_doubled(m, absent, missing);
	/* other texts beside a missing one say nothing about it */
	if (missing > 0 && ((m->count > 0 && item->requirement->section->type !=
	    REQUIRE_TXT) || !mailauth__misplaced_item(m->v, item)))
		tell_absent(m, absent, missing, 1);
	else if (missing > 0)
		item->state = MAILAUTH_STATE_UNMET;
	if (item->any_count == 0 || any > 0)
		return;
	for (i = 0; i < item->any_count; i++)
		absent[i] = &item->anys[i];
	tell_absent(m, absent, item->any_count, item->any_count);
}

/* No want at all: any record of the type will do. */
static void
demand_some(struct matching *m)
{
	struct finding *f;
	size_t i;

	for (i = 0; i < m->count; i++)
		m->taken[i] = true;
	if (m->count > 0)
		return;
	f = tell(m, mailauth__missing_code(m->item,
	    MAILAUTH_RULE_PROFILE_RECORD_MISSING));
	f->view.owner = m->name;
	f->view.message = mailauth__sentence(m->v, "%s has no %s record", m->name,
	    m->item->requirement->section->type == REQUIRE_ADDRESS ?
	    "A or AAAA" : m->item->requirement->view.type);
}

void
mailauth__match_records(struct validation *v, struct item *item)
{
	struct matching m = { .v = v, .item = item };
	size_t i, k, looked = 0;

	m.name = mailauth__item_name(v, item);
	if (m.name == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return;
	}
	if (!collect(&m))
		return;
	if (mailauth__item_forbidden(item)) {
		forbid(&m);
		return;
	}
	item->state = MAILAUTH_STATE_MET;
	for (i = 0; i < m.count; i++) {
		for (k = 0; k < item->migration_count; k++)
			m.moving[i] |= fit(&item->migrations[k], m.records[i]) == FIT_EXACT;
	}
	if (item->want_count + item->any_count == 0)
		demand_some(&m);
	else
		demand(&m);
	if (item->requirement->section->only) {
		if (!m.told)
			tell_extra(&m);
		tell_migration(&m);
	}
	if (item->requirement->section->needs == 0)
		return;
	/* a want such as *.example may fit any number of them */
	for (i = 0; i < m.count && looked < LIMIT_MX_HOSTS; i++) {
		if (m.taken[i] && !m.doubled[i] && m.records[i]->target != NULL) {
			looked++;
			(void)mailauth__target_needs(v, item, m.records[i]->target);
		}
	}
}
