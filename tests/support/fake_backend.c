/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/fake_backend.h"

#include <string.h>

static struct fake *
fake_of(struct backend *backend)
{
	return (struct fake *)(void *)backend;
}

static void
answer(struct fake *fake, struct backend_question *question)
{
	uint8_t rdata[256];
	size_t len = strlen(question->name);
	mailauth_answer *ans = NULL;

	if (fake->no_memory) {
		question->done(question, NULL);
		return;
	}
	if (mailauth_answer_new(NULL, question->name, question->type, &ans) != 0)
		return;
	rdata[0] = (uint8_t)len;
	memcpy(rdata + 1, question->name, len);
	if (fake->status == MAILAUTH_DNS_OK)
		(void)mailauth_answer_add(ans, question->name, MAILAUTH_TYPE_TXT,
		    fake->ttl, rdata, len + 1);
	(void)mailauth_answer_set_status(ans, fake->status);
	question->done(question, ans);
}

static int
fake_open(struct backend *backend)
{
	fake_of(backend)->opened++;
	return fake_of(backend)->open_error;
}

static int
fake_ask(struct backend *backend, struct backend_question *question)
{
	struct fake *fake = fake_of(backend);

	fake->asked++;
	if (fake->ask_error != 0)
		return fake->ask_error;
	if (fake->at_once) {
		answer(fake, question);
		return 0;
	}
	fake->open[fake->open_count++] = question;
	if (fake->open_count > fake->most_open)
		fake->most_open = fake->open_count;
	return 0;
}

static void
forget(struct fake *fake, size_t i)
{
	memmove(&fake->open[i], &fake->open[i + 1],
	    (fake->open_count - i - 1) * sizeof(fake->open[0]));
	fake->open_count--;
}

static void
fake_cancel(struct backend *backend, struct backend_question *question)
{
	struct fake *fake = fake_of(backend);

	fake->cancelled++;
	for (size_t i = 0; i < fake->open_count; i++) {
		if (fake->open[i] == question) {
			forget(fake, i);
			return;
		}
	}
}

static void
fake_free(struct backend *backend)
{
	fake_of(backend)->freed++;
}

mailauth_resolver *
fake_resolver(const mailauth_config *cfg, struct fake *fake)
{
	static const struct backend_ops ops = {
		NULL, fake_open, fake_ask, fake_cancel, fake_free,
	};
	mailauth_resolver *resolver;
	struct loop *loop;

	memset(fake, 0, sizeof(*fake));
	fake->backend.ops = &ops;
	fake->ttl = 3600;
	if (mailauth__loop_new(cfg, &loop) != 0)
		return NULL;
	return mailauth__resolver_over(cfg, loop, &fake->backend, &resolver) == 0 ?
	    resolver : NULL;
}

void
fake_answer(struct fake *fake, size_t i)
{
	struct backend_question *question = fake->open[i];

	forget(fake, i);
	answer(fake, question);
}

void
fake_answer_all(struct fake *fake)
{
	while (fake->open_count > 0)
		fake_answer(fake, 0);
}
