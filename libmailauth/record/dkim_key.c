/* SPDX-License-Identifier: BSD-2-Clause */
/* The parser of DKIM key records: RFC 6376 section 3.6.1. */
#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "record/dkim_key.h"

#define ERROR MAILAUTH_SEVERITY_ERROR
#define WARNING MAILAUTH_SEVERITY_WARNING
#define INFO MAILAUTH_SEVERITY_INFO

static const char *const any_service[] = { "*" };

void
mailauth__dkim_key_say(struct mailauth_dkim_key *key, int code, int severity,
    size_t offset, size_t length, const char *message)
{
	if (severity == 0)
		severity = mailauth_rule_by_code(code)->severity;
	/* A hundred unknown tags must not crowd out the error behind them. */
	if (severity != ERROR && key->problems.count >= LIMIT_PROBLEMS / 2)
		return;
	mailauth__problem_full(&key->problems, code, severity, offset + key->start,
	    length, message, NULL);
}

bool
mailauth__dkim_key_has(const struct mailauth_dkim_key *key, int code)
{
	size_t i;

	for (i = 0; i < key->problems.count; i++)
		if (key->problems.items[i].code == code)
			return true;
	return false;
}

struct dkim_span
mailauth__dkim_key_value(const struct mailauth_dkim_key *key, const struct tag *tag)
{
	struct dkim_span span = { tag_value(&key->tags, tag), tag->value_offset,
		tag->value_length };

	if (key->pasted == 0)
		return span;
	while (span.length > 0 && is_pasted(*span.text)) {
		span.text++;
		span.offset++;
		span.length--;
	}
	while (span.length > 0 && is_pasted(span.text[span.length - 1]))
		span.length--;
	return span;
}

static bool
span_is(const struct dkim_span *span, const char *word)
{
	return span->length == strlen(word) &&
	    memcmp(span->text, word, span->length) == 0;
}

/* ---- the form of the list -------------------------------------------------- */

/* Faults whose octet paste.c has told about already. */
static bool
explained(const struct mailauth_dkim_key *key, const struct tag *tag)
{
	char c = key->tags.text[tag->wrong];

	return (unsigned char)c >= 0x80 || c == '"' || c == '\\';
}

/* White space that folds no line: let pass at the very end of the record,
 * where it is part of no value and a text file leaves it. */
static void
bad_blank(struct mailauth_dkim_key *key, const struct tag *tag)
{
	size_t i = tag->wrong, len = key->length - key->start;

	while (i < len && is_class(key->tags.text[i], CLASS_FWS))
		i++;
	mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_TAG_SYNTAX,
	    i == len ? WARNING : ERROR, tag->wrong, i - tag->wrong,
	    "a line break that is not followed by a blank");
}

/* "p: MIG..." */
static bool
has_colon(const struct mailauth_dkim_key *key, const struct tag *tag)
{
	struct cursor c = cursor_of(key->tags.text + tag->offset, tag->length);

	cursor_span(&c, CLASS_ALNUM);
	cursor_span(&c, CLASS_FWS);
	return cursor_peek(&c) == ':' && c.p != c.start;
}

static void
check_tag(struct mailauth_dkim_key *key, const struct tag *tag)
{
	const int code = MAILAUTH_RULE_DKIM_TAG_SYNTAX;

	if ((tag->faults & TAG_EMPTY) != 0)
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_TAG_EMPTY, 0,
		    tag->offset, tag->length, NULL);
	if ((tag->faults & TAG_BAD_BLANK) != 0)
		bad_blank(key, tag);
	if ((tag->faults & TAG_DUPLICATE) != 0)
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_TAG_DUPLICATE, 0,
		    tag->offset, tag->length, NULL);
	if ((tag->faults & TAG_NO_EQUALS) != 0)
		mailauth__dkim_key_say(key, code, 0, tag->offset, tag->length,
		    has_colon(key, tag) ?
		    "a colon stands where \"=\" must be" :
		    "there is no \"=\" after the name of the tag");
	else if ((tag->faults & TAG_NO_NAME) != 0)
		mailauth__dkim_key_say(key, code, 0, tag->offset, tag->length,
		    "there is no name before the \"=\"");
	else if ((tag->faults & TAG_BAD_NAME) != 0 && !explained(key, tag))
		mailauth__dkim_key_say(key, code, 0, tag->offset,
		    tag->name_length, "the name of a tag is a letter followed by "
		    "letters, digits and underscores");
	if ((tag->faults & TAG_BAD_VALUE) != 0 && !explained(key, tag))
		mailauth__dkim_key_say(key, code, 0, tag->wrong, 1,
		    "a control character cannot stand in a value");
}

static void
check_form(struct mailauth_dkim_key *key)
{
	size_t i;

	if (key->tags.faults == 0)
		return;
	for (i = 0; i < key->tags.count; i++)
		if (key->tags.tags[i].faults != 0)
			check_tag(key, &key->tags.tags[i]);
}

/* ---- tags ------------------------------------------------------------------ */

/* What is wrong with the version, where it can be told better than by the rule:
 * "v=DKIM1 k=rsa p=..." */
static const char *
version_message(const struct dkim_span *value)
{
	if (value->length > 6 && memcmp(value->text, "DKIM1", 5) == 0 &&
	    memchr(value->text, '=', value->length) != NULL)
		return "there is no semicolon after v=DKIM1, so that the rest of the "
		    "record counts as part of the version";
	return NULL;
}

/* v= "MUST be the first tag", and anything but DKIM1 discards the record. */
static void
check_version(struct mailauth_dkim_key *key, const struct tag *tag)
{
	struct dkim_span value = mailauth__dkim_key_value(key, tag);
	const struct tag *first = key->tags.tags;
	int code = MAILAUTH_RULE_DKIM_VERSION_BAD;

	if (value.length > 6 && memcmp(value.text, "DKIM1,", 6) == 0) {
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_TAG_SYNTAX, 0,
		    value.offset + 5, 1, "tags are separated by semicolons, not commas");
	} else if (!span_is(&value, "DKIM1")) {
		if (mailauth__text_is(value.text, value.length, "dkim1"))
			code = MAILAUTH_RULE_DKIM_VERSION_CASE;
		mailauth__dkim_key_say(key, code, 0, tag->offset, tag->length,
		    version_message(&value));
	}
	while (first < tag && (first->faults & TAG_EMPTY) != 0)
		first++;
	if (tag != first)
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_VERSION_NOT_FIRST, 0,
		    tag->offset, tag->length, NULL);
}

/* k= "Unrecognized key types MUST be ignored". */
static int
check_type(struct mailauth_dkim_key *key, const struct tag *tag)
{
	struct dkim_span value = mailauth__dkim_key_value(key, tag);
	int code = MAILAUTH_RULE_DKIM_KEY_TYPE_UNKNOWN;

	if (span_is(&value, "rsa"))
		return 0;
	if (span_is(&value, "ed25519")) {
		key->type = MAILAUTH_DKIM_TYPE_ED25519;
		key->type_name = "ed25519";
		return 0;
	}
	key->type_name = mailauth__arena_text(key->arena, value.text, value.length);
	if (key->type_name == NULL)
		return mailauth__arena_error(key->arena);
	key->type = MAILAUTH_DKIM_TYPE_UNKNOWN;
	if (mailauth__text_is(value.text, value.length, "rsa"))
		key->type = MAILAUTH_DKIM_TYPE_RSA;
	else if (mailauth__text_is(value.text, value.length, "ed25519"))
		key->type = MAILAUTH_DKIM_TYPE_ED25519;
	if (key->type != MAILAUTH_DKIM_TYPE_UNKNOWN)
		code = MAILAUTH_RULE_DKIM_KEY_TYPE_CASE;
	mailauth__dkim_key_say(key, code, 0, tag->offset, tag->length, NULL);
	return 0;
}

/* One word of a colon-separated list; false at the end. */
static bool
next_word(struct cursor *c, bool *more, struct dkim_span *word)
{
	const char *from, *to;

	if (!*more)
		return false;
	cursor_span(c, CLASS_FWS);
	for (from = to = c->p; !cursor_done(c) && *c->p != ':'; c->p++)
		if (!is_class(*c->p, CLASS_FWS))
			to = c->p + 1;
	*more = cursor_accept(c, ':');
	word->text = from;
	word->offset = (size_t)(from - c->start);
	word->length = (size_t)(to - from);
	return true;
}

/* hyphenated-word = ALPHA [ *(ALPHA / DIGIT / "-") (ALPHA / DIGIT) ], or "*" */
static bool
is_word(const struct dkim_span *word)
{
	size_t i;

	if (word->length == 1 && *word->text == '*')
		return true;
	if (word->length == 0 || !is_class(word->text[0], CLASS_ALPHA))
		return false;
	for (i = 1; i < word->length; i++)
		if (!is_class(word->text[i], CLASS_ALNUM) && word->text[i] != '-')
			return false;
	return word->text[word->length - 1] != '-';
}

/* Reads the words of h=, s= or t=; empty ones are passed over. */
static int
read_words(struct mailauth_dkim_key *key, const struct tag *tag, struct dkim_words *out)
{
	struct dkim_span value = mailauth__dkim_key_value(key, tag), word;
	struct cursor c = cursor_of(value.text, value.length);
	size_t room = 1, i;
	bool more = true, told = false;
	const char **items;

	for (i = 0; i < value.length; i++)
		room += value.text[i] == ':';
	items = mailauth__arena_array(key->arena, room, sizeof(*items));
	if (items == NULL)
		return mailauth__arena_error(key->arena);
	*out = (struct dkim_words){ items, 0 };
	while (next_word(&c, &more, &word)) {
		if (!told && (told = !is_word(&word)))
			mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_LIST_SYNTAX,
			    0, value.offset + word.offset, word.length, NULL);
		if (word.length == 0)
			continue;
		items[out->count] = mailauth__arena_text(key->arena, word.text,
		    word.length);
		if (items[out->count++] == NULL)
			return mailauth__arena_error(key->arena);
	}
	return 0;
}

static bool
has_word(const struct dkim_words *words, const char *word)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (strcmp(words->items[i], word) == 0)
			return true;
	return false;
}

/* The same in any case: values are case-sensitive (section 3.2). */
static bool
has_word_like(const struct dkim_words *words, const char *word)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (mailauth__text_is(words->items[i], strlen(words->items[i]), word))
			return true;
	return false;
}

static bool
is_signature_algorithm(const char *word)
{
	return strcmp(word, "rsa-sha256") == 0 || strcmp(word, "rsa-sha1") == 0 ||
	    strcmp(word, "ed25519-sha256") == 0;
}

/* "Unrecognized algorithms MUST be ignored"; RFC 8301 section 3.1 leaves only
 * sha256.  Without it nothing can be signed so that it counts. */
static void
check_hashes(struct mailauth_dkim_key *key, const struct tag *tag)
{
	bool sound = has_word(&key->hashes, "sha256"), sha1 = false, other = false;
	const char *word;
	size_t i;

	for (i = 0; i < key->hashes.count; i++) {
		word = key->hashes.items[i];
		if (strcmp(word, "sha1") == 0)
			sha1 = true;
		else if (is_signature_algorithm(word))
			mailauth__dkim_key_say(key,
			    MAILAUTH_RULE_DKIM_HASH_SIGNATURE_ALGORITHM,
			    sound ? WARNING : ERROR, tag->offset, tag->length, NULL);
		else if (strcmp(word, "sha256") != 0)
			other = true;
	}
	if (sha1)
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_HASH_SHA1,
		    sound ? INFO : ERROR, tag->offset, tag->length, sound ?
		    "h= lists sha1 beside sha256; it must not be used any more" :
		    "h= does not allow sha256, and sha1 must not be used any more: "
		    "no signature with this key counts");
	if (other || key->hashes.count == 0)
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_HASH_UNKNOWN,
		    sound ? WARNING : ERROR, tag->offset, tag->length, sound ? NULL :
		    has_word_like(&key->hashes, "sha256") ?
		    "the name of a hash algorithm is case-sensitive: sha256 must be "
		    "written in lower case" :
		    "h= does not allow sha256, the only hash algorithm in use: no "
		    "signature with this key counts");
}

/* "Verifiers for a given service type MUST ignore this record if the
 * appropriate type is not listed." */
static void
check_services(struct mailauth_dkim_key *key, const struct tag *tag)
{
	if (!has_word(&key->services, "*") && !has_word(&key->services, "email"))
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_SERVICE_TYPE, 0,
		    tag->offset, tag->length,
		    has_word_like(&key->services, "email") ?
		    "the name of a service is case-sensitive: email must be written "
		    "in lower case" : NULL);
}

static void
check_flags(struct mailauth_dkim_key *key, const struct tag *tag)
{
	const char *flag;
	size_t i;

	for (i = 0; i < key->flags.count; i++) {
		flag = key->flags.items[i];
		if (strcmp(flag, "y") == 0)
			key->testing = 1;
		else if (strcmp(flag, "s") == 0)
			key->strict = 1;
		else
			mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_FLAG_UNKNOWN,
			    0, tag->offset, tag->length,
			    strcmp(flag, "Y") == 0 || strcmp(flag, "S") == 0 ?
			    "t= lists a flag in upper case, which verifiers ignore" :
			    NULL);
	}
	if (key->testing != 0)
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_TESTING, 0,
		    tag->offset, tag->length, NULL);
	if (key->strict != 0)
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_STRICT_SUBDOMAIN, 0,
		    tag->offset, tag->length, NULL);
}

/* The tags of RFC 6376 section 3.6.1, and g of RFC 4871. */
enum { DKIM_V = 1, DKIM_G, DKIM_H, DKIM_K, DKIM_N, DKIM_P, DKIM_S, DKIM_T };

const struct tag_grammar mailauth__dkim_grammar = {
	.style = TAG_LIST_DKIM,
	.known = {
		TAG_NAME(DKIM_V, 1, 'v', 0, 0, 0, 'v'),
		TAG_NAME(DKIM_G, 1, 'g', 0, 0, 0, 'g'),
		TAG_NAME(DKIM_H, 1, 'h', 0, 0, 0, 'h'),
		TAG_NAME(DKIM_K, 1, 'k', 0, 0, 0, 'k'),
		TAG_NAME(DKIM_N, 1, 'n', 0, 0, 0, 'n'),
		TAG_NAME(DKIM_P, 1, 'p', 0, 0, 0, 'p'),
		TAG_NAME(DKIM_S, 1, 's', 0, 0, 0, 's'),
		TAG_NAME(DKIM_T, 1, 't', 0, 0, 0, 't'),
	}
};

static void
unknown_tag(struct mailauth_dkim_key *key, const struct tag *tag)
{
	char c = *tag_name(&key->tags, tag);
	bool upper = tag->name_length == 1 && c != lower(c) &&
	    memchr("vghknpst", lower(c), 8) != NULL;

	mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_TAG_UNKNOWN,
	    upper ? WARNING : 0, tag->offset, tag->length, upper ?
	    "names of tags are case-sensitive: verifiers ignore this tag" : NULL);
}

static int
read_tag(struct mailauth_dkim_key *key, const struct tag *tag)
{
	const unsigned broken = TAG_EMPTY | TAG_NO_EQUALS | TAG_NO_NAME |
	    TAG_BAD_NAME | TAG_DUPLICATE;
	int rc = 0;

	if ((tag->faults & broken) != 0)
		return 0;
	switch (tag->number) {
	case DKIM_V:
		check_version(key, tag);
		break;
	case DKIM_K:
		rc = check_type(key, tag);
		break;
	case DKIM_H:
		if ((rc = read_words(key, tag, &key->hashes)) == 0)
			check_hashes(key, tag);
		break;
	case DKIM_S:
		if ((rc = read_words(key, tag, &key->services)) == 0)
			check_services(key, tag);
		break;
	case DKIM_T:
		if ((rc = read_words(key, tag, &key->flags)) == 0)
			check_flags(key, tag);
		break;
	case DKIM_P:
		key->p = tag;
		break;
	case DKIM_G:
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_G_TAG, 0,
		    tag->offset, tag->length, NULL);
		break;
	case DKIM_N:
		break;
	default:
		unknown_tag(key, tag);
	}
	return rc;
}

/* ---- the whole ------------------------------------------------------------- */

/* A revoked key stays revoked whatever h=, k= and s= say. */
static bool
is_revoked(const struct mailauth_dkim_key *key)
{
	const struct mailauth_problem *problem;
	size_t i;

	if (key->p == NULL || mailauth__dkim_key_value(key, key->p).length > 0)
		return false;
	for (i = 0; i < key->problems.count; i++) {
		problem = &key->problems.items[i];
		if (problem->severity != ERROR)
			continue;
		switch (problem->code) {
		case MAILAUTH_RULE_DKIM_HASH_SHA1:
		case MAILAUTH_RULE_DKIM_HASH_UNKNOWN:
		case MAILAUTH_RULE_DKIM_HASH_SIGNATURE_ALGORITHM:
		case MAILAUTH_RULE_DKIM_SERVICE_TYPE:
		case MAILAUTH_RULE_DKIM_KEY_TYPE_UNKNOWN:
		case MAILAUTH_RULE_DKIM_KEY_TYPE_CASE:
			break;
		default:
			return false;
		}
	}
	return true;
}

/* Where " p=" stands within the value of a tag; 0 if nowhere. */
static size_t
p_within(const struct mailauth_dkim_key *key, const struct tag *tag)
{
	const char *text = key->tags.text;
	size_t end = tag->value_offset + tag->value_length, i;

	for (i = tag->value_offset + 1; i + 1 < end; i++)
		if (text[i] == 'p' && text[i + 1] == '=' &&
		    is_class(text[i - 1], CLASS_FWS))
			return i;
	return 0;
}

/* There is no p=; or is it within the value of another tag, as in "k=rsa p="? */
static void
p_missing(struct mailauth_dkim_key *key)
{
	size_t i, at = 0;

	for (i = 0; i < key->tags.count && at == 0; i++)
		at = p_within(key, &key->tags.tags[i]);
	/* of commas in place of semicolons has been told */
	if (at != 0 && !mailauth__dkim_key_has(key, MAILAUTH_RULE_DKIM_TAG_SYNTAX))
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_P_MISSING, 0, at, 2,
		    "the semicolon before p= is missing, so there is no such tag");
	else
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_P_MISSING, 0,
		    key->length - key->start, 0, NULL);
}

static int
judge(struct mailauth_dkim_key *key)
{
	int rc;

	if (key->p == NULL && !mailauth__dkim_key_has(key, MAILAUTH_RULE_DKIM_TAG_DUPLICATE))
		p_missing(key);
	if (is_revoked(key)) {
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_REVOKED, 0,
		    key->p->offset, key->p->length, NULL);
		key->bits = 0;
		key->verdict = MAILAUTH_DKIM_REVOKED;
		return 0;
	}
	if (key->p != NULL && (rc = mailauth__dkim_key_data(key)) != 0)
		return rc;
	if (key->problems.errors > 0)
		key->verdict = MAILAUTH_DKIM_UNUSABLE;
	else
		key->verdict = key->weak != 0 ? MAILAUTH_DKIM_WEAK : MAILAUTH_DKIM_OK;
	return 0;
}

/* Problems in the order of their places, those found first before others. */
static void
sort_problems(struct problem_list *list)
{
	struct mailauth_problem moving;
	size_t i, k;

	for (i = 1; i < list->count; i++) {
		if (list->items[i - 1].offset <= list->items[i].offset)
			continue;
		moving = list->items[i];
		for (k = i; k > 0 && list->items[k - 1].offset > moving.offset; k--)
			list->items[k] = list->items[k - 1];
		list->items[k] = moving;
	}
}

static int
read_tags(struct mailauth_dkim_key *key)
{
	size_t i;
	int rc;

	rc = mailauth__tag_list_parse(&key->tags, key->arena, key->text + key->start,
	    key->length - key->start, &mailauth__dkim_grammar);
	if (rc != 0)
		return rc;
	/* what is meant as a key record is not empty */
	assert(key->tags.count > 0);
	check_form(key);
	if (key->tags.tags->key != TAG_KEY(0, 0, 0, 'v') &&
	    mailauth__tag_list_find(&key->tags, "v") == NULL)
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_VERSION_ABSENT,
		    0, 0, 0, NULL);
	for (i = 0; i < key->tags.count; i++)
		if ((rc = read_tag(key, &key->tags.tags[i])) != 0)
			return rc;
	return judge(key);
}

int
mailauth__dkim_key_parse(struct arena *arena, const char *text, size_t len,
    struct mailauth_dkim_key **out)
{
	struct mailauth_dkim_key *key;
	int rc = 0;

	*out = NULL;
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	key = mailauth__arena_zalloc(arena, sizeof(*key));
	if (key == NULL)
		return mailauth__arena_error(arena);
	key->arena = arena;
	key->text = text;
	key->length = len;
	key->bits = -1;
	key->verdict = MAILAUTH_DKIM_UNUSABLE;
	key->type = MAILAUTH_DKIM_TYPE_RSA;
	key->type_name = "rsa";
	key->services = (struct dkim_words){ any_service, 1 };
	mailauth__problems_init(&key->problems, arena);
	mailauth__dkim_key_paste(key);
	if (key->is_dkim != 0 && key->bare == 0)
		rc = read_tags(key);
	if (rc == 0)
		rc = mailauth__dkim_key_tolerances(key);
	if (rc == 0)
		rc = key->problems.error;
	if (rc != 0)
		return rc;
	sort_problems(&key->problems);
	*out = key;
	return 0;
}
