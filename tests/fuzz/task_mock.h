/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_FUZZ_TASK_MOCK_H
#define TESTS_FUZZ_TASK_MOCK_H
/* Drives any task with answers made of the fuzzer's input: records, failures,
 * packets, late and repeated answers, or none at all. */
#include <string.h>

#include <mailauth.h>

#include "base/limits.h"
#include "fuzz/fuzz.h"

/* A task that asks more often than this does not end. */
#define MOCK_MAX_QUESTIONS 20000

struct mock {
	const uint8_t *data;
	size_t size;
	uint32_t ids[64]; /* open questions, some kept back */
	uint16_t types[64];
	char names[64][LIMIT_NAME_ESCAPED];
	size_t open;
};

/* Takes a chunk: one octet of length, then as much of it as there is. */
static inline size_t
mock_chunk(struct mock *m, const uint8_t **chunk)
{
	size_t len = take(&m->data, &m->size);

	/* records of some length are worth more than short ones */
	if (len >= 128)
		len = (len - 128) * 4;
	if (len > m->size)
		len = m->size;
	*chunk = m->data;
	m->data += len;
	m->size -= len;
	return len;
}

static inline void
mock_add_text(mailauth_answer *answer, const char *owner,
    const uint8_t *chunk, size_t len)
{
	uint8_t rdata[1024];
	size_t n = 0, part;

	do {
		part = len < 255 ? len : 255;
		rdata[n++] = (uint8_t)part;
		memcpy(rdata + n, chunk, part);
		n += part;
		chunk += part;
		len -= part;
	} while (len > 0 && n + 256 <= sizeof(rdata));
	(void)mailauth_answer_add(answer, owner, 16, 60, rdata, n);
}

/* Two to five labels of a small alphabet, so that names meet again. */
static inline size_t
mock_name(struct mock *m, uint8_t out[64])
{
	static const char *const labels[] = { "a", "b", "mx", "_spf", "mail" };
	static const uint8_t tail[] = "\007example\003org";
	unsigned choice = take(&m->data, &m->size);
	size_t n = 0, len;

	for (; choice > 0; choice /= 8) {
		const char *label = labels[choice % 5];

		len = strlen(label);
		out[n++] = (uint8_t)len;
		memcpy(out + n, label, len);
		n += len;
	}
	memcpy(out + n, tail, sizeof(tail));
	return n + sizeof(tail);
}

static inline mailauth_answer *
mock_records(struct mock *m, const char *name, uint16_t type)
{
	mailauth_answer *answer = NULL;
	const uint8_t *chunk;
	uint8_t rdata[66];
	unsigned i, count = 1 + take(&m->data, &m->size) % 12;
	size_t len;

	if (mailauth_answer_new(NULL, name, type, &answer) != MAILAUTH_OK)
		return NULL;
	for (i = 0; i < count && m->size > 0; i++) {
		switch (type) {
		case 16:
			len = mock_chunk(m, &chunk);
			mock_add_text(answer, name, chunk, len);
			break;
		case 1:
		case 28:
			memset(rdata, 0, 16);
			rdata[0] = type == 1 ? 192 : 0x20;
			rdata[3] = (uint8_t)take(&m->data, &m->size);
			(void)mailauth_answer_add(answer, name, type, 60, rdata,
			    type == 1 ? 4 : 16);
			break;
		case 15:
			rdata[0] = 0;
			rdata[1] = (uint8_t)i;
			len = mock_name(m, rdata + 2);
			(void)mailauth_answer_add(answer, name, 15, 60, rdata,
			    len + 2);
			break;
		case 5:
		case 12:
		case 2:
			len = mock_name(m, rdata);
			(void)mailauth_answer_add(answer, name, type, 60, rdata,
			    len);
			break;
		default:
			len = mock_chunk(m, &chunk);
			(void)mailauth_answer_add(answer, name, type, 60, chunk,
			    len);
		}
	}
	return answer;
}

/* Answers one open question in one of many ways. */
static inline void
mock_answer(struct mock *m, mailauth_task *task, size_t i)
{
	static const int statuses[] = { MAILAUTH_DNS_NXDOMAIN,
		MAILAUTH_DNS_SERVFAIL, MAILAUTH_DNS_TIMEOUT,
		MAILAUTH_DNS_BOGUS, MAILAUTH_DNS_FAILED, MAILAUTH_DNS_OK };
	unsigned how = take(&m->data, &m->size);
	uint32_t id = m->ids[i];
	mailauth_answer *answer;
	const uint8_t *chunk;
	size_t len;

	if (how < 16) {
		MUST(mailauth_task_answer_status(task, id,
		    statuses[how % 6]) == MAILAUTH_OK);
	} else if (how < 24) {
		len = mock_chunk(m, &chunk);
		MUST(mailauth_task_answer_packet(task, id, chunk, len, 0) ==
		    MAILAUTH_OK);
	} else {
		answer = mock_records(m, m->names[i], m->types[i]);
		if (answer == NULL)
			MUST(mailauth_task_answer_status(task, id,
			    MAILAUTH_DNS_FAILED) == MAILAUTH_OK);
		else
			MUST(mailauth_task_answer(task, id, answer) ==
			    MAILAUTH_OK);
		/* twice is once */
		if (answer != NULL && (how & 7) == 7)
			MUST(mailauth_task_answer(task, id, answer) ==
			    MAILAUTH_OK);
		mailauth_answer_free(answer);
	}
	m->open--;
	m->ids[i] = m->ids[m->open];
	m->types[i] = m->types[m->open];
	memcpy(m->names[i], m->names[m->open], sizeof(m->names[i]));
}

/* Runs the task until it is done; returns 0 if the input gave it up half way. */
static inline int
mock_run(struct mock *m, mailauth_task *task)
{
	const mailauth_query *q;
	size_t asked = 0;

	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		while (m->open < 64 &&
		    (q = mailauth_task_next_query(task)) != NULL) {
			MUST(q->name != NULL && strlen(q->name) < LIMIT_NAME_ESCAPED);
			m->ids[m->open] = q->id;
			m->types[m->open] = q->type;
			strcpy(m->names[m->open], q->name);
			m->open++;
			MUST(++asked < MOCK_MAX_QUESTIONS);
		}
		if (m->open == 0) {
			/* it waits for nothing: it would hang */
			MUST(mailauth_task_state(task) != MAILAUTH_TASK_WAITING);
			break;
		}
		if (m->size == 0) {
			/* the input is at its end: freed half way, or expired */
			if (asked % 2 == 0)
				return 0;
			mailauth_task_expire(task);
			MUST(mailauth_task_state(task) == MAILAUTH_TASK_DONE);
			break;
		}
		mock_answer(m, task, take(&m->data, &m->size) % m->open);
	}
	MUST(mailauth_task_state(task) == MAILAUTH_TASK_DONE);
	return 1;
}

#endif
