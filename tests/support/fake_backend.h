/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SUPPORT_FAKE_BACKEND_H
#define TESTS_SUPPORT_FAKE_BACKEND_H
/*
 * A backend that answers when the test says so, and counts what it was asked.
 */
#include "resolver/backend.h"

#define FAKE_MOST 4096

struct fake {
	struct backend backend;
	struct backend_question *open[FAKE_MOST]; /* asked, not answered */
	size_t open_count;
	size_t most_open;      /* at once, ever */
	size_t asked, cancelled, opened, freed;
	int at_once;           /* 1: answers before ask() has returned */
	int open_error;        /* what open() returns */
	int ask_error;         /* what ask() returns, if not 0 */
	int no_memory;         /* 1: answers are NULL */
	uint32_t ttl;          /* of its answers */
	int status;            /* of its answers */
};

/* A resolver over *fake, which it "frees" by counting. */
mailauth_resolver *fake_resolver(const mailauth_config *cfg, struct fake *fake);
/* Answers question i of open[] with a TXT record that says its name. */
void fake_answer(struct fake *fake, size_t i);
/* Answers all that are open. */
void fake_answer_all(struct fake *fake);

#endif
