/* SPDX-License-Identifier: BSD-2-Clause */
/* The expensive checks of a key's strength, put together. */
#include <string.h>

#include "base/buffer.h"
#include "base/config.h"
#include "record/dkim_key.h"
#include "record/ed25519_point.h"
#include "record/key_blocklist.h"
#include "record/key_weakness.h"

/* Primes so close were only ever made by mistake, and the first round already
 * finds most of them. */
#define FERMAT_ROUNDS 100

struct mailauth_dkim_examination {
	struct arena *arena;
	struct problem_list problems;
	int verdict;
};

struct examine {
	struct mailauth_dkim_examination *exam;
	const mailauth_dkim_key *key;
	size_t offset, length; /* of p= */
};

static void
find(struct examine *x, int code, const char *message)
{
	mailauth__problem_say(&x->exam->problems, code, x->offset, x->length, message);
}

/* "PREFIX NUMBER SUFFIX" in the arena; NULL (the rule's sentence) without memory. */
static const char *
number_text(struct arena *arena, const char *prefix, uint64_t number)
{
	struct buffer buf;

	mailauth__buffer_init(&buf, arena, 0);
	mailauth__buffer_text_add(&buf, prefix);
	mailauth__buffer_number(&buf, number);
	return mailauth__buffer_text(&buf);
}

static void
examine_published(struct examine *x, const mailauth_dkim_blocklist *list)
{
	const char *where, *message;
	size_t len;
	const uint8_t *number = mailauth__key_number(x->key, &len);
	int id;

	if (number == NULL)
		return;
	where = mailauth__weak_sample(number, len);
	if (where != NULL) {
		mailauth__problem_full(&x->exam->problems,
		    MAILAUTH_RULE_DKIM_KEY_SAMPLE, MAILAUTH_SEVERITY_ERROR,
		    x->offset, x->length, NULL, where);
	}
	if (list == NULL || (id = mailauth_dkim_blocklist_find(list, x->key)) < 0)
		return;
	message = number_text(x->exam->arena, "the private key to this key is publicly "
	    "known: it stands in the block list under id ", (unsigned)id);
	find(x, MAILAUTH_RULE_DKIM_KEY_BLOCKLISTED, message);
}

static int
examine_modulus(struct examine *x, const struct bigint *n)
{
	uint32_t factor;
	int rc;

	/* An even one is no modulus: parsing has told. */
	if (mailauth__bigint_is_even(n))
		return 0;
	if ((factor = mailauth__weak_factor(n)) != 0)
		find(x, MAILAUTH_RULE_DKIM_MODULUS_SMALL_FACTOR,
		    number_text(x->exam->arena, "the modulus is damaged or badly "
		    "made: it is divisible by ", factor));
	rc = mailauth__weak_primes(x->exam->arena, n, FERMAT_ROUNDS);
	if (rc == WEAK_SQUARE)
		find(x, MAILAUTH_RULE_DKIM_MODULUS_SQUARE, NULL);
	else if (rc == WEAK_CLOSE)
		find(x, MAILAUTH_RULE_DKIM_MODULUS_CLOSE_PRIMES, NULL);
	if (rc < 0)
		return rc;
	if (mailauth__weak_roca(n))
		find(x, MAILAUTH_RULE_DKIM_MODULUS_ROCA, NULL);
	return 0;
}

static int
examine_rsa(struct examine *x, const mailauth_config *cfg)
{
	struct bigint n;
	int rc;

	if (x->key->modulus.data == NULL)
		return 0;
	if (x->key->bits > mailauth__config_value(cfg, MAILAUTH_OPT_DKIM_BITS)) {
		find(x, MAILAUTH_RULE_DKIM_KEY_NOT_EXAMINED, NULL);
		return 0;
	}
	rc = mailauth__bigint_new(&n, x->exam->arena, (size_t)x->key->bits);
	if (rc != 0)
		return rc;
	mailauth__bigint_read(&n, x->key->modulus.data, x->key->modulus.length);
	return examine_modulus(x, &n);
}

/* Of a point of small order parsing has told. */
static void
examine_ed25519(struct examine *x)
{
	const mailauth_dkim_key *key = x->key;

	if (key->type == MAILAUTH_DKIM_TYPE_ED25519 && key->ed25519.data != NULL &&
	    !mailauth__ed25519_small_order(key->ed25519.data) &&
	    !mailauth__ed25519_is_point(key->ed25519.data))
		find(x, MAILAUTH_RULE_DKIM_ED25519_NO_POINT, NULL);
}

int
mailauth_dkim_examine(const mailauth_config *cfg, const mailauth_dkim_key *key,
    const mailauth_dkim_blocklist *list, mailauth_dkim_examination **out)
{
	struct examine x = { .key = key };
	struct arena *arena;
	int rc;

	*out = NULL;
	if (key == NULL)
		return MAILAUTH_ERR_INVALID;
	if ((arena = mailauth__arena_new(cfg, 4096)) == NULL)
		return MAILAUTH_ERR_NOMEM;
	x.exam = mailauth__arena_zalloc(arena, sizeof(*x.exam));
	if (x.exam == NULL) {
		rc = mailauth__arena_error(arena);
		goto out;
	}
	x.exam->arena = arena;
	mailauth__problems_init(&x.exam->problems, arena);
	if (key->p != NULL) {
		x.offset = key->start + key->p->value_offset;
		x.length = key->p->value_length;
	}
	examine_published(&x, list);
	examine_ed25519(&x);
	if ((rc = examine_rsa(&x, cfg)) == 0)
		rc = x.exam->problems.error;
	x.exam->verdict = x.exam->problems.errors > 0 ? MAILAUTH_DKIM_UNUSABLE :
	    key->verdict;
out:
	if (rc != 0)
		mailauth__arena_free(arena);
	else
		*out = x.exam;
	return rc;
}

size_t
mailauth_dkim_examination_problem_count(const mailauth_dkim_examination *exam)
{
	return exam->problems.count;
}

const mailauth_problem *
mailauth_dkim_examination_problem(const mailauth_dkim_examination *exam, size_t i)
{
	return mailauth__problem_at(&exam->problems, i);
}

int
mailauth_dkim_examination_verdict(const mailauth_dkim_examination *exam)
{
	return exam->verdict;
}

void
mailauth_dkim_examination_free(mailauth_dkim_examination *exam)
{
	if (exam != NULL)
		mailauth__arena_free(exam->arena);
}
