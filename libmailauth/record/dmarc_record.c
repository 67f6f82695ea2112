/* SPDX-License-Identifier: BSD-2-Clause */
/* The parser of DMARC Policy Records: RFC 9989 sections 4.7 and 4.8. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "record/dmarc_record.h"
#include "record/dmarc_uri.h"
#include "record/tag_scan.h"

static const char *const names[DMARC_TAG_COUNT] = {
	[DMARC_NO_TAG] = "",
	[DMARC_V] = "v",
	[DMARC_P] = "p",
	[DMARC_SP] = "sp",
	[DMARC_NP] = "np",
	[DMARC_T] = "t",
	[DMARC_PSD] = "psd",
	[DMARC_ADKIM] = "adkim",
	[DMARC_ASPF] = "aspf",
	[DMARC_FO] = "fo",
	[DMARC_RUA] = "rua",
	[DMARC_RUF] = "ruf",
	[DMARC_PCT] = "pct",
	[DMARC_RF] = "rf",
	[DMARC_RI] = "ri"
};

const char *
mailauth__dmarc_tag_name(enum dmarc_tag tag)
{
	return names[tag];
}

enum dmarc_tag
mailauth__dmarc_tag_number(const char *name)
{
	int tag;

	for (tag = DMARC_V; tag < DMARC_TAG_COUNT; tag++) {
		if (strcmp(names[tag], name) == 0)
			return (enum dmarc_tag)tag;
	}
	return DMARC_NO_TAG;
}

const struct tag_grammar mailauth__dmarc_grammar = {
	.style = TAG_LIST_DMARC,
	.known = {
		TAG_NAME(DMARC_V, 1, 'v', 0, 0, 0, 'v'),
		TAG_NAME(DMARC_P, 1, 'p', 0, 0, 0, 'p'),
		TAG_NAME(DMARC_SP, 2, 's', 0, 0, 's', 'p'),
		TAG_NAME(DMARC_NP, 2, 'n', 0, 0, 'n', 'p'),
		TAG_NAME(DMARC_T, 1, 't', 0, 0, 0, 't'),
		TAG_NAME(DMARC_PSD, 3, 'p', 0, 'p', 's', 'd'),
		TAG_NAME(DMARC_ADKIM, 5, 'a', 'd', 'k', 'i', 'm'),
		TAG_NAME(DMARC_ASPF, 4, 'a', 'a', 's', 'p', 'f'),
		TAG_NAME(DMARC_FO, 2, 'f', 0, 0, 'f', 'o'),
		TAG_NAME(DMARC_RUA, 3, 'r', 0, 'r', 'u', 'a'),
		TAG_NAME(DMARC_RUF, 3, 'r', 0, 'r', 'u', 'f'),
		TAG_NAME(DMARC_PCT, 3, 'p', 0, 'p', 'c', 't'),
		TAG_NAME(DMARC_RF, 2, 'r', 0, 0, 'r', 'f'),
		TAG_NAME(DMARC_RI, 2, 'r', 0, 0, 'r', 'i'),
	}
};

/* Nearly all are written in lower case. */
static inline bool
is_word(const char *value, size_t len, const char *word)
{
	return memcmp(value, word, len) == 0 || mailauth__text_is(value, len, word);
}

/* dmarc-request = "none" / "quarantine" / "reject" */
int
mailauth__dmarc_policy_number(const char *value, size_t len)
{
	switch (len) {
	case 4:
		return is_word(value, len, "none") ? MAILAUTH_DMARC_POLICY_NONE : 0;
	case 6:
		return is_word(value, len, "reject") ?
		    MAILAUTH_DMARC_POLICY_REJECT : 0;
	case 10:
		return is_word(value, len, "quarantine") ?
		    MAILAUTH_DMARC_POLICY_QUARANTINE : 0;
	default:
		return 0;
	}
}

/* dmarc-fo: "0" or "1", "d" and "s", each at most once, joined by colons; "0"
 * and "1" exclude each other (RFC 9989 sections 4.7 and 4.8). */
unsigned
mailauth__dmarc_fo_number(const char *value, size_t len)
{
	unsigned set = 0, bit;
	size_t i;

	if (len % 2 == 0)
		return 0;
	for (i = 0; i < len; i++) {
		if (i % 2 == 1) {
			if (value[i] != ':')
				return 0;
			continue;
		}
		bit = value[i] == '0' ? MAILAUTH_DMARC_FO_0 :
		    value[i] == '1' ? MAILAUTH_DMARC_FO_1 :
		    lower(value[i]) == 'd' ? MAILAUTH_DMARC_FO_D :
		    lower(value[i]) == 's' ? MAILAUTH_DMARC_FO_S : 0;
		if (bit == 0 || (set & bit) != 0)
			return 0;
		set |= bit;
	}
	if ((set & MAILAUTH_DMARC_FO_0) != 0 && (set & MAILAUTH_DMARC_FO_1) != 0)
		return 0;
	return set;
}

/* dmarc-version followed by dmarc-sep or the end. */
bool
mailauth__dmarc_is_record(const char *text, size_t len)
{
	struct cursor c = cursor_of(text, len);

	if (!mailauth__cursor_word(&c, "v"))
		return false;
	cursor_span(&c, CLASS_WSP);
	if (!cursor_accept(&c, '='))
		return false;
	cursor_span(&c, CLASS_WSP);
	if (cursor_left(&c) < 6 || memcmp(c.p, "DMARC1", 6) != 0)
		return false;
	c.p += 6;
	cursor_span(&c, CLASS_WSP);
	return cursor_done(&c) || *c.p == ';';
}

/* ---- the usual form ---------------------------------------------------------- */

/* One letter out of two or three, in any case; 0 for anything else, which leaves
 * the default. */
static inline int
read_letter(char *to, const char *value, size_t len, char a, char b, char c)
{
	const char found = len == 1 ? lower(*value) : '\0';

	if (found != a && found != b && found != c)
		return 0;
	*to = found;
	return MAILAUTH_DMARC_TAG_USED;
}

/* A valid value: MAILAUTH_DMARC_TAG_*.  0 for any other, or an error of the arena. */
static inline int
read_value(struct mailauth_dmarc_record *rec, enum dmarc_tag number, size_t offset,
    size_t len)
{
	const char *value = rec->text + offset;
	struct dmarc_uris *uris;
	int rc;

	switch (number) {
	case DMARC_P:
	case DMARC_SP:
	case DMARC_NP:
		rc = mailauth__dmarc_policy_number(value, len);
		rec->policy[number - DMARC_P] = (uint8_t)rc;
		return rc != 0 ? MAILAUTH_DMARC_TAG_USED : 0;
	case DMARC_T:
		return read_letter(&rec->t, value, len, 'y', 'n', 'n');
	case DMARC_PSD:
		return read_letter(&rec->psd, value, len, 'y', 'n', 'u');
	case DMARC_ADKIM:
		return read_letter(&rec->adkim, value, len, 'r', 's', 's');
	case DMARC_ASPF:
		return read_letter(&rec->aspf, value, len, 'r', 's', 's');
	case DMARC_FO:
		rec->fo = (uint8_t)mailauth__dmarc_fo_number(value, len);
		return rec->fo != 0 ? MAILAUTH_DMARC_TAG_USED : 0;
	case DMARC_RUA:
	case DMARC_RUF:
		uris = &rec->uris[number - DMARC_RUA];
		rc = mailauth__dmarc_uris_parse(rec, uris, offset, len);
		return rc == 0 && uris->valid ? MAILAUTH_DMARC_TAG_USED : rc;
	default: /* pct, rf, ri: v was taken before */
		return MAILAUTH_DMARC_TAG_REMOVED;
	}
}

int
mailauth__dmarc_read_value(struct mailauth_dmarc_record *rec, enum dmarc_tag number,
    size_t offset, size_t len)
{
	return read_value(rec, number, offset, len);
}

/* A record as nearly all are written: known tags, each once and with a valid value,
 * no blanks but one before a name, p among them.  One pass, and no tag is kept: a
 * caller who looks at them later has them made then (dmarc_views).  1, 0 for a
 * record of another form, or an error of the arena. */
static int
read_usual(struct mailauth_dmarc_record *rec)
{
	const char *text = rec->text;
	const struct tag_name *name;
	const size_t len = rec->length;
	size_t at = 8, value, end;
	uint16_t count = 1;
	int state;

	if (len < at || memcmp(text, "v=DMARC1", at) != 0)
		return 0;
	rec->at[DMARC_V] = count;
	rec->use[DMARC_V] = MAILAUTH_DMARC_TAG_USED;
	for (; at < len; at = end) {
		if (text[at] != ';')
			return 0;
		if (++at == len)
			break;
		at += text[at] == ' ';
		name = known_name(mailauth__dmarc_grammar.known, 0x20202020, text, at,
		    len);
		if (name == NULL || rec->at[name->number] != 0)
			return 0;
		value = at + name->length + 1;
		end = span_value(text, value, len);
		if (end == value)
			return 0;
		state = read_value(rec, (enum dmarc_tag)name->number, value,
		    end - value);
		if (state <= 0)
			return state;
		rec->at[name->number] = ++count;
		rec->use[name->number] = (uint8_t)state;
	}
	rec->is_dmarc = rec->valid = rec->tolerated = rec->usual = true;
	rec->list.text = text;
	rec->list.count = count;
	return rec->at[DMARC_P] != 0;
}

/* ---- the whole --------------------------------------------------------------- */

/* Nothing read yet: the defaults of RFC 9989 section 4.7. */
static void
start(struct mailauth_dmarc_record *rec, struct arena *arena, const char *text,
    size_t len, struct dmarc_views *views)
{
	memset(rec, 0, sizeof(*rec));
	rec->arena = rec->problems.arena = arena;
	rec->t = 'n';
	rec->psd = 'u';
	rec->adkim = rec->aspf = 'r';
	rec->text = text;
	rec->length = len;
	rec->views = views;
}

/* A record in one piece with two copies of its text: as it came, and room for one
 * to be cut into tags. */
struct mailauth_dmarc_record *
mailauth__dmarc_record_make(struct arena *arena, const char *text, size_t len)
{
	struct made {
		struct mailauth_dmarc_record record;
		struct dmarc_views views;
		char text[];
	} *made = mailauth__arena_alloc(arena, sizeof(*made) + 2 * (len + 1));

	if (made == NULL)
		return NULL;
	made->views = (struct dmarc_views){ NULL, made->text + len + 1 };
	if (len > 0)
		memcpy(made->text, text, len);
	made->text[len] = '\0';
	start(&made->record, arena, made->text, len, &made->views);
	return &made->record;
}

/* The short way, and where that does not lead, the one that explains. */
static int
read_record(struct mailauth_dmarc_record *rec)
{
	struct tag_list *list = &rec->list;
	int rc = read_usual(rec);

	if (UNLIKELY(rc < 0))
		return rc;
	if (UNLIKELY(rc == 0)) {
		start(rec, rec->arena, rec->text, rec->length, rec->views);
		return mailauth__dmarc_read_tags(rec);
	}
	list->room = 2 * list->count; /* for views */
	list->tags = mailauth__arena_alloc(rec->arena,
	    list->room * sizeof(*list->tags));
	return list->tags != NULL ? rec->problems.error :
	    mailauth__arena_error(rec->arena);
}

int
mailauth__dmarc_record_parse(struct arena *arena, const char *text, size_t len,
    struct mailauth_dmarc_record **out)
{
	struct mailauth_dmarc_record *rec;
	int rc;

	*out = NULL;
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	rec = mailauth__dmarc_record_make(arena, text, len);
	if (rec == NULL)
		return mailauth__arena_error(arena);
	rc = read_record(rec);
	if (rc == 0)
		*out = rec;
	return rc;
}
