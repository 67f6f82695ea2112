/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers: records and what can be read of them, TTLs, holders. */
#include "dns/answer.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "dns/rdata.h"

/* Room of an answer that nothing is known of: one record with a short text. */
#define DEFAULT_RECORDS 1
#define DEFAULT_OCTETS 256
/* What the arena may add to each object for its alignment. */
#define SLACK 16

static int
no_memory(const struct mailauth_answer *ans)
{
	return mailauth__arena_error(ans->arena);
}

int
mailauth__answer_make(const mailauth_config *cfg, const char *name, uint16_t type,
    size_t records, size_t octets, struct mailauth_answer **out)
{
	size_t len = strlen(name);
	struct arena *arena;
	struct mailauth_answer *ans;
	char *copy;

	*out = NULL;
	arena = mailauth__arena_new(cfg, sizeof(*ans) + len + 1 +
	    records * (sizeof(*ans->records) + SLACK) + octets + 4 * SLACK);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	ans = mailauth__arena_zalloc(arena, sizeof(*ans));
	copy = mailauth__arena_text(arena, name, len);
	if (ans == NULL || copy == NULL)
		goto out;
	if (records > 0) {
		ans->records = mailauth__arena_alloc(arena,
		    records * sizeof(*ans->records));
		if (ans->records == NULL)
			goto out;
		ans->record_room = records;
	}
	ans->arena = arena;
	atomic_init(&ans->holders, 1);
	atomic_init(&ans->parsed, NULL);
	ans->name = ans->canonical = copy;
	ans->type = type;
	ans->least_ttl = UINT32_MAX;
	*out = ans;
	return MAILAUTH_OK;
out:
	mailauth__arena_free(arena);
	return MAILAUTH_ERR_NOMEM;
}

int
mailauth_answer_new(const mailauth_config *cfg, const char *name, uint16_t type,
    mailauth_answer **out)
{
	struct name canonical;

	*out = NULL;
	if (name == NULL || mailauth__name_parse(name, strlen(name), &canonical) != NAME_OK)
		return MAILAUTH_ERR_INVALID;
	return mailauth__answer_make(cfg, canonical.text, type, DEFAULT_RECORDS,
	    DEFAULT_OCTETS, out);
}

/* What may be kept is as good as its shortest-lived part. */
void
mailauth__answer_note_ttl(struct mailauth_answer *ans, uint32_t ttl)
{
	if (ttl < ans->least_ttl)
		ans->least_ttl = ttl;
	ans->ttl = ans->least_ttl;
	if (ans->record_count == 0 && ans->negative_ttl < ans->ttl)
		ans->ttl = ans->negative_ttl;
}

void
mailauth__answer_set_negative_ttl(struct mailauth_answer *ans, uint32_t ttl)
{
	ans->negative_ttl = ttl;
	mailauth__answer_note_ttl(ans, UINT32_MAX);
}

void
mailauth__answer_fail(struct mailauth_answer *ans, int status)
{
	ans->status = status;
	ans->record_count = ans->link_count = ans->alias_count = 0;
	ans->canonical = ans->name;
	ans->zone = NULL;
	ans->least_ttl = UINT32_MAX;
	ans->negative_ttl = ans->ttl = 0;
}

/* ---- records -------------------------------------------------------------- */

/* Canonical text kept in the arena; shared where it is a name already there. */
static const char *
keep_name(struct mailauth_answer *ans, const char *name)
{
	if (mailauth__name_same(name, ans->canonical))
		return ans->canonical;
	if (ans->record_count > 0 &&
	    mailauth__name_same(name, ans->records[ans->record_count - 1].owner))
		return ans->records[ans->record_count - 1].owner;
	return mailauth__arena_text(ans->arena, name, strlen(name));
}

/* The strings of valid TXT rdata as one text.  rec->rdata has a NUL behind it,
 * so a single string needs no copy. */
static int
join_strings(struct mailauth_answer *ans, struct mailauth_record *rec)
{
	const uint8_t *rdata = rec->rdata;
	size_t at, len = 0;
	char *text;

	for (at = 0; at < rec->rdata_length; at += 1u + rdata[at]) {
		rec->string_count++;
		len += rdata[at];
	}
	rec->text_length = len;
	if (rec->string_count == 1) {
		rec->text = (const char *)rdata + 1;
		return MAILAUTH_OK;
	}
	if ((text = mailauth__arena_alloc(ans->arena, len + 1)) == NULL)
		return no_memory(ans);
	rec->text = text;
	for (at = 0; at < rec->rdata_length; at += 1u + rdata[at]) {
		memcpy(text, rdata + at + 1, rdata[at]);
		text += rdata[at];
	}
	*text = '\0';
	return MAILAUTH_OK;
}

static uint16_t
get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* The host of valid rdata; NULL: no memory. */
static const char *
target_of(struct mailauth_answer *ans, const uint8_t *rdata, size_t len)
{
	struct name name;
	size_t used;
	int rc = mailauth__name_from_wire(rdata, len, &name, &used);

	assert(rc == MAILAUTH_OK);
	(void)rc;
	return mailauth__arena_text(ans->arena, name.text, name.length);
}

/* Fills what the type has beside its rdata. */
static int
fill_view(struct mailauth_answer *ans, struct mailauth_record *rec)
{
	const uint8_t *rdata = rec->rdata;
	size_t before = 0;

	switch (rec->type) {
	case MAILAUTH_TYPE_TXT:
	case MAILAUTH_TYPE_SPF:
		return join_strings(ans, rec);
	case MAILAUTH_TYPE_MX:
		before = 2;
		rec->preference = get16(rdata);
		break;
	case MAILAUTH_TYPE_SRV: /* RFC 2782 */
		before = 6;
		rec->preference = get16(rdata);
		rec->weight = get16(rdata + 2);
		rec->port = get16(rdata + 4);
		break;
	case MAILAUTH_TYPE_CNAME:
	case MAILAUTH_TYPE_DNAME:
	case MAILAUTH_TYPE_NS:
	case MAILAUTH_TYPE_PTR:
		break;
	default:
		return MAILAUTH_OK;
	}
	rec->target = target_of(ans, rdata + before, rec->rdata_length - before);
	return rec->target == NULL ? no_memory(ans) : MAILAUTH_OK;
}

static int
add_data(struct mailauth_answer *ans, const char *owner, uint16_t type,
    uint32_t ttl, const uint8_t *rdata, size_t len)
{
	struct mailauth_record *rec, *records;
	uint8_t *copy;
	size_t room;
	int rc;

	if (ans->record_count == LIMIT_ANSWER_RECORDS)
		return MAILAUTH_ERR_LIMIT;
	if (ans->record_count == ans->record_room) {
		room = ans->record_room == 0 ? 2 : ans->record_room * 2;
		records = mailauth__arena_grow(ans->arena, ans->records,
		    ans->record_count, room, sizeof(*records));
		if (records == NULL)
			return no_memory(ans);
		ans->records = records;
		ans->record_room = room;
	}
	rec = &ans->records[ans->record_count];
	memset(rec, 0, sizeof(*rec));
	copy = mailauth__arena_alloc(ans->arena, len + 1);
	rec->owner = keep_name(ans, owner);
	if (copy == NULL || rec->owner == NULL)
		return no_memory(ans);
	if (len > 0)
		memcpy(copy, rdata, len);
	copy[len] = 0;
	mailauth__rdata_lower(type, copy, len);
	rec->type = type;
	rec->ttl = ttl;
	rec->rdata = copy;
	rec->rdata_length = len;
	if ((rc = fill_view(ans, rec)) != MAILAUTH_OK)
		return rc;
	ans->record_count++;
	mailauth__answer_note_ttl(ans, ttl);
	return MAILAUTH_OK;
}

int
mailauth__answer_add(struct mailauth_answer *ans, const char *owner, uint16_t type,
    uint32_t ttl, const uint8_t *rdata, size_t len)
{
	const char *kept, *target;

	if (len > UINT16_MAX || !mailauth__rdata_valid(type, rdata, len))
		return MAILAUTH_ERR_INVALID;
	/* RFC 2181 section 8: a TTL with the top bit set is zero */
	if (ttl > INT32_MAX)
		ttl = 0;
	if (mailauth__answer_follows(ans->type, type)) {
		kept = keep_name(ans, owner);
		target = target_of(ans, rdata, len);
		if (kept == NULL || target == NULL)
			return no_memory(ans);
		return mailauth__chain_add(ans, kept, target, ttl,
		    type == MAILAUTH_TYPE_DNAME);
	}
	if (type != ans->type && ans->type != RRTYPE_ANY)
		return MAILAUTH_OK;
	return add_data(ans, owner, type, ttl, rdata, len);
}

/* An answer that a task or cache holds too must not change under it. */
static int
shared(const struct mailauth_answer *ans)
{
	return atomic_load_explicit(&ans->holders, memory_order_acquire) > 1;
}

int
mailauth_answer_add(mailauth_answer *ans, const char *owner, uint16_t type,
    uint32_t ttl, const void *rdata, size_t len)
{
	struct name name;

	if (owner == NULL || (rdata == NULL && len > 0))
		return MAILAUTH_ERR_INVALID;
	if (shared(ans))
		return MAILAUTH_ERR_STATE;
	if (mailauth__name_same(owner, ans->canonical))
		return mailauth__answer_add(ans, ans->canonical, type, ttl, rdata, len);
	if (mailauth__name_parse(owner, strlen(owner), &name) != NAME_OK)
		return MAILAUTH_ERR_INVALID;
	return mailauth__answer_add(ans, name.text, type, ttl, rdata, len);
}

/* ---- the ends ------------------------------------------------------------- */

int
mailauth_answer_set_status(mailauth_answer *ans, int status)
{
	if (shared(ans))
		return MAILAUTH_ERR_STATE;
	switch (status) {
	case MAILAUTH_DNS_OK:
	case MAILAUTH_DNS_SERVFAIL:
	case MAILAUTH_DNS_NXDOMAIN:
	case MAILAUTH_DNS_REFUSED:
	case MAILAUTH_DNS_TIMEOUT:
	case MAILAUTH_DNS_BOGUS:
	case MAILAUTH_DNS_FAILED:
		ans->status = status;
		return MAILAUTH_OK;
	default:
		return MAILAUTH_ERR_INVALID;
	}
}

void
mailauth_answer_set_secure(mailauth_answer *ans, int secure)
{
	if (!shared(ans))
		ans->secure = secure != 0;
}

int
mailauth__answer_set_why(struct mailauth_answer *ans, const char *why)
{
	ans->why_bogus = mailauth__arena_text(ans->arena, why, strlen(why));
	return ans->why_bogus == NULL ? no_memory(ans) : MAILAUTH_OK;
}

const char *
mailauth_answer_name(const mailauth_answer *ans)
{
	return ans->name;
}

uint16_t
mailauth_answer_type(const mailauth_answer *ans)
{
	return ans->type;
}

int
mailauth_answer_status(const mailauth_answer *ans)
{
	return ans->status;
}

int
mailauth_answer_secure(const mailauth_answer *ans)
{
	return ans->secure;
}

const char *
mailauth_answer_why_bogus(const mailauth_answer *ans)
{
	return ans->why_bogus;
}

size_t
mailauth_answer_record_count(const mailauth_answer *ans)
{
	return ans->record_count;
}

const mailauth_record *
mailauth_answer_record(const mailauth_answer *ans, size_t i)
{
	return i < ans->record_count ? &ans->records[i] : NULL;
}

size_t
mailauth_answer_link_count(const mailauth_answer *ans)
{
	return ans->link_count;
}

const mailauth_link *
mailauth_answer_link(const mailauth_answer *ans, size_t i)
{
	return i < ans->link_count ? &ans->links[i] : NULL;
}

int
mailauth__answer_certain(const struct mailauth_answer *ans)
{
	return ans->status == MAILAUTH_DNS_OK || ans->status == MAILAUTH_DNS_NXDOMAIN;
}

int
mailauth__answer_void(const struct mailauth_answer *ans)
{
	return ans->status == MAILAUTH_DNS_NXDOMAIN ||
	    (ans->status == MAILAUTH_DNS_OK && ans->record_count == 0);
}

/* ---- holders -------------------------------------------------------------- */

/* Answers are shared as const; only their count of holders changes. */
static struct mailauth_answer *
writable(const struct mailauth_answer *ans)
{
	return (struct mailauth_answer *)(uintptr_t)ans;
}

const struct mailauth_answer *
mailauth__answer_hold(const struct mailauth_answer *ans)
{
	if (ans->arena != NULL)
		atomic_fetch_add_explicit(&writable(ans)->holders, 1,
		    memory_order_relaxed);
	return ans;
}

void
mailauth__answer_release(const struct mailauth_answer *ans)
{
	struct mailauth_answer *own;
	struct answer_parsed *parsed;

	if (ans == NULL || ans->arena == NULL)
		return;
	own = writable(ans);
	if (atomic_fetch_sub_explicit(&own->holders, 1, memory_order_acq_rel) != 1)
		return;
	parsed = atomic_load_explicit(&own->parsed, memory_order_acquire);
	if (parsed != NULL)
		parsed->release(parsed);
	mailauth__arena_free(own->arena);
}

void
mailauth_answer_free(mailauth_answer *ans)
{
	mailauth__answer_release(ans);
}

/* Never written to: they have no arena, so no holders, and nothing
 * is kept on them. */
#define STATIC_ANSWER(how) { .name = "", .canonical = "", .status = (how) }
static const struct mailauth_answer static_answers[] = {
	STATIC_ANSWER(MAILAUTH_DNS_FAILED),
	STATIC_ANSWER(MAILAUTH_DNS_OK),
	STATIC_ANSWER(MAILAUTH_DNS_SERVFAIL),
	STATIC_ANSWER(MAILAUTH_DNS_NXDOMAIN),
	STATIC_ANSWER(MAILAUTH_DNS_REFUSED),
	STATIC_ANSWER(MAILAUTH_DNS_TIMEOUT),
	STATIC_ANSWER(MAILAUTH_DNS_BOGUS),
};

const struct mailauth_answer *
mailauth__answer_static(int status)
{
	size_t i;

	for (i = 0; i < COUNT_OF(static_answers); i++)
		if (static_answers[i].status == status)
			return &static_answers[i];
	return &static_answers[0];
}
