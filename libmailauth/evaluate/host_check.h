/* SPDX-License-Identifier: BSD-2-Clause */
/* A mail host: its addresses, their reverse names, and whether those lead back
 * (forward-confirmed reverse DNS, RFC 8601 section 2.7.3 "iprev"). */
#ifndef EVALUATE_HOST_CHECK_H
#define EVALUATE_HOST_CHECK_H

#include "base/ip.h"
#include "task/task.h"

/* Addresses of one host and PTR names of one address that are followed; RFC
 * 7208 section 4.6.4 follows as many PTR names. */
#define LIMIT_HOST_ADDRESSES 20
#define LIMIT_HOST_PTR_NAMES 10

struct host_address {
	struct ip ip;
	char text[IP_TEXT];
	const char *special;   /* special-purpose block (RFC 6890), or NULL */
	const char *reverse;   /* name of its PTR record */
	const struct mailauth_answer *ptr;
	size_t name_count;     /* PTR records, all of them */
	const char *names[LIMIT_HOST_PTR_NAMES];
	const char *confirmed; /* the first of these with this address, or NULL */
	bool unknown;          /* some answer on the way is not certain */
	bool generic;          /* the first name spells the address */
};

struct host_check {
	struct questions *questions;
	const char *name;      /* canonical; NULL: one address is checked */
	const struct mailauth_answer *a, *aaaa;
	struct host_address *addresses;
	size_t address_count;
	bool truncated;        /* there are more than LIMIT_HOST_ADDRESSES */
	bool done;
};

/* name: canonical, living as long as the questions. */
void mailauth__host_check_init(struct host_check *check, struct questions *questions,
    const char *name);
/* The same for one address, whose host is not known. */
void mailauth__host_check_init_address(struct host_check *check,
    struct questions *questions, const struct ip *ip);
/* EVALUATION_WAITING, EVALUATION_DONE or a negative error. */
int mailauth__host_check_step(struct host_check *check);
/* Has the answer this address among its A or AAAA records? */
bool mailauth__answer_has_address(const struct mailauth_answer *answer, const struct ip *ip);
/* Does the name spell the address, as providers name hosts by default? */
bool mailauth__name_is_generic(const char *name, const struct ip *ip);

#endif
