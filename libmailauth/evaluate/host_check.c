/* SPDX-License-Identifier: BSD-2-Clause */
/* A mail host: its addresses and their reverse names. */
#include <string.h>

#include "base/text.h"
#include "evaluate/host_check.h"

void
mailauth__host_check_init(struct host_check *check, struct questions *questions,
    const char *name)
{
	*check = (struct host_check){ .questions = questions, .name = name };
}

/* 0 or the arena's error. */
static int
make_room(struct host_check *check)
{
	if (check->addresses != NULL)
		return 0;
	check->addresses = mailauth__arena_array(check->questions->arena,
	    check->name != NULL ? LIMIT_HOST_ADDRESSES : 1, sizeof(*check->addresses));
	return check->addresses != NULL ? 0 :
	    mailauth__arena_error(check->questions->arena);
}

void
mailauth__host_check_init_address(struct host_check *check,
    struct questions *questions, const struct ip *ip)
{
	*check = (struct host_check){ .questions = questions };
	questions->error = make_room(check);
	if (questions->error == 0) {
		check->addresses[0].ip = *ip;
		check->address_count = 1;
	}
}

static size_t
width(const struct ip *ip)
{
	return ip->family == 4 ? 4 : 16;
}

bool
mailauth__answer_has_address(const struct mailauth_answer *answer, const struct ip *ip)
{
	size_t i;

	for (i = 0; i < answer->record_count; i++) {
		const struct mailauth_record *record = &answer->records[i];

		if (record->type == (ip->family == 4 ? MAILAUTH_TYPE_A :
		    MAILAUTH_TYPE_AAAA) &&
		    memcmp(record->rdata, ip->bytes, width(ip)) == 0)
			return true;
	}
	return false;
}

/* The number as people write it, between things that are no digit. */
static bool
has_number(const char *name, unsigned number)
{
	const char *p = name;

	while (*p != '\0') {
		unsigned value = 0;
		size_t digits = 0;

		while (is_class(*p, CLASS_DIGIT) && digits < 4) {
			value = value * 10 + (unsigned)(*p - '0');
			p++;
			digits++;
		}
		if (digits > 0 && digits < 4 && value == number)
			return true;
		if (digits == 0)
			p++;
	}
	return false;
}

/* Longest run of hexadecimal digits of the name that the address spells too. */
static bool
spells_hex(const char *name, const struct ip *ip)
{
	static const char digits[] = "0123456789abcdef";
	char hex[33], run[33];
	size_t n = width(ip), i, length = 0;

	for (i = 0; i < n; i++) {
		hex[2 * i] = digits[ip->bytes[i] >> 4];
		hex[2 * i + 1] = digits[ip->bytes[i] & 15];
	}
	hex[2 * n] = '\0';
	for (; ; name++) {
		if (is_class(*name, CLASS_HEX) && length < 32) {
			run[length++] = lower(*name);
			continue;
		}
		run[length] = '\0';
		if (length >= 8 && strstr(hex, run) != NULL)
			return true;
		length = 0;
		if (*name == '\0')
			return false;
	}
}

bool
mailauth__name_is_generic(const char *name, const struct ip *ip)
{
	static const char *const words[] = { "dynamic.", "dyn.", "dhcp.", "dsl.",
		"dialin.", "dip0.", "pool." };
	size_t i, found = 0;

	if (ip->family == 4) {
		for (i = 0; i < 4; i++)
			found += has_number(name, ip->bytes[i]);
		if (found == 4 || (found >= 3 && ip->bytes[3] > 9 &&
		    has_number(name, ip->bytes[3])))
			return true;
	}
	if (spells_hex(name, ip))
		return true;
	for (i = 0; i < COUNT_OF(words); i++) {
		const char *at = strstr(name, words[i]);

		if (at != NULL && at != name && (at[-1] == '.' || at[-1] == '-'))
			return true;
	}
	return false;
}

static void
add_addresses(struct host_check *check, const struct mailauth_answer *answer,
    unsigned family)
{
	size_t i;

	for (i = 0; i < answer->record_count; i++) {
		struct host_address *address;

		if (check->address_count == LIMIT_HOST_ADDRESSES) {
			check->truncated = true;
			return;
		}
		address = &check->addresses[check->address_count++];
		*address = (struct host_address){ .ip.family = (uint8_t)family };
		memcpy(address->ip.bytes, answer->records[i].rdata,
		    width(&address->ip));
	}
}

/* The PTR names and what they lead back to; false: an answer lacks. */
static bool
follow(struct host_check *check, struct host_address *address)
{
	uint16_t type = address->ip.family == 4 ? MAILAUTH_TYPE_A : MAILAUTH_TYPE_AAAA;
	bool all = true;
	size_t i;

	address->ptr = mailauth__ask(check->questions, address->reverse,
	    MAILAUTH_TYPE_PTR, ASK_NEEDED);
	if (address->ptr == NULL)
		return false;
	address->unknown = !mailauth__answer_certain(address->ptr);
	address->name_count = address->ptr->record_count;
	address->confirmed = NULL;
	for (i = 0; i < address->name_count && i < LIMIT_HOST_PTR_NAMES; i++) {
		const struct mailauth_answer *forward;
		const char *name = address->ptr->records[i].target;

		address->names[i] = name;
		forward = mailauth__ask(check->questions, name, type, ASK_NEEDED);
		if (forward == NULL)
			all = false;
		else if (!mailauth__answer_certain(forward))
			address->unknown = true;
		else if (address->confirmed == NULL &&
		    mailauth__answer_has_address(forward, &address->ip))
			address->confirmed = name;
	}
	address->generic = address->name_count > 0 &&
	    mailauth__name_is_generic(address->names[0], &address->ip);
	return all;
}

/* What is known of an address without asking.  0 or the arena's error. */
static int
describe(struct host_check *check, struct host_address *address)
{
	char reverse[IP_REVERSE_TEXT];
	size_t length;

	if (address->reverse != NULL)
		return 0;
	(void)mailauth__ip_format(&address->ip, address->text);
	address->special = mailauth__ip_special(&address->ip,
	    address->ip.family == 4 ? 32 : 128);
	length = mailauth__ip_reverse(&address->ip, reverse);
	address->reverse = mailauth__arena_text(check->questions->arena,
	    reverse, length);
	return address->reverse != NULL ? 0 :
	    mailauth__arena_error(check->questions->arena);
}

int
mailauth__host_check_step(struct host_check *check)
{
	bool all = true;
	size_t i;
	int rc;

	if (check->done)
		return EVALUATION_DONE;
	rc = make_room(check);
	if (rc != 0)
		return rc;
	if (check->name != NULL && (check->a == NULL || check->aaaa == NULL)) {
		check->a = mailauth__ask(check->questions, check->name,
		    MAILAUTH_TYPE_A, ASK_NEEDED);
		check->aaaa = mailauth__ask(check->questions, check->name,
		    MAILAUTH_TYPE_AAAA, ASK_NEEDED);
		if (check->a == NULL || check->aaaa == NULL)
			return check->questions->error != 0 ?
			    check->questions->error : EVALUATION_WAITING;
		add_addresses(check, check->a, 4);
		add_addresses(check, check->aaaa, 6);
	}
	for (i = 0; i < check->address_count; i++) {
		rc = describe(check, &check->addresses[i]);
		if (rc != 0)
			return rc;
		/* private and documentation addresses have no reverse names
		 * worth asking for, unless one address was asked about */
		if (check->addresses[i].special != NULL && check->name != NULL)
			continue;
		if (!follow(check, &check->addresses[i]))
			all = false;
	}
	if (check->questions->error != 0)
		return check->questions->error;
	check->done = all;
	return all ? EVALUATION_DONE : EVALUATION_WAITING;
}
