/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS messages to answers: RFC 1035 section 4.  Nothing in a message is
 * trusted: every length and pointer is checked against the octets there are,
 * and each name costs at most its 255 octets and 128 pointers. */
#include <string.h>

#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/rdata.h"

#define HEADER 12
#define CLASS_IN 1
#define TYPE_OPT 41

/* Header bits, RFC 1035 section 4.1.1. */
#define FLAG_QR 0x8000u
#define FLAG_OPCODE 0x7800u
#define FLAG_TC 0x0200u
#define FLAG_RCODE 0x000fu

/* Results of this file beside MAILAUTH_ERR_*: the message is malformed. */
#define MALFORMED 1

struct packet {
	const uint8_t *msg;
	size_t len;
	size_t at;
};

/* The fixed part of a resource record; its rdata begins at `rdata`. */
struct rr {
	uint16_t type, class;
	uint32_t ttl;
	size_t rdata, rdlength;
};

static uint16_t
get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

/* Takes a name; *out may be NULL.  Each pointer must point before the labels it
 * ends (RFC 1035 section 4.1.4: "a prior occurrence"), so none can circle. */
static int
take_name(struct packet *pkt, struct name *out)
{
	size_t at = pkt->at, bound = pkt->at, pointers = 0, target;
	uint8_t c;

	if (out != NULL)
		mailauth__name_begin(out);
	for (;;) {
		if (at >= pkt->len)
			return MALFORMED;
		c = pkt->msg[at];
		if (c == 0)
			break;
		if (c <= LIMIT_LABEL) {
			if (pkt->len - at - 1 < c)
				return MALFORMED;
			if (out != NULL && mailauth__name_label(out,
			    pkt->msg + at + 1, c) != NAME_OK)
				return MALFORMED;
			at += 1u + c;
			continue;
		}
		if ((c & 0xc0) != 0xc0 || pkt->len - at < 2)
			return MALFORMED;
		target = get16(pkt->msg + at) & 0x3fffu;
		if (target >= bound || target < HEADER ||
		    pointers++ == LIMIT_NAME_LABELS)
			return MALFORMED;
		if (pointers == 1)
			pkt->at = at + 2;
		if (out == NULL)
			return MAILAUTH_OK;
		at = bound = target;
	}
	if (pointers == 0)
		pkt->at = at + 1;
	if (out != NULL)
		mailauth__name_done(out);
	return MAILAUTH_OK;
}

/* Takes a resource record and stands behind it. */
static int
take_rr(struct packet *pkt, struct name *owner, struct rr *rr)
{
	const uint8_t *p;

	if (take_name(pkt, owner) != MAILAUTH_OK || pkt->len - pkt->at < 10)
		return MALFORMED;
	p = pkt->msg + pkt->at;
	rr->type = get16(p);
	rr->class = get16(p + 2);
	rr->ttl = get32(p + 4);
	rr->rdlength = get16(p + 8);
	pkt->at += 10;
	rr->rdata = pkt->at;
	if (pkt->len - pkt->at < rr->rdlength)
		return MALFORMED;
	pkt->at += rr->rdlength;
	return MAILAUTH_OK;
}

/* Copies rdata with its names uncompressed; the names must end within it. */
static int
expand(const struct packet *pkt, const struct rr *rr,
    uint8_t out[RDATA_NAMED_MAX], size_t *out_len)
{
	const struct rdata_layout *layout = mailauth__rdata_layout(rr->type);
	struct packet part = { pkt->msg, rr->rdata + rr->rdlength, rr->rdata };
	struct name name;
	size_t n = layout->before;
	unsigned i;

	if (rr->rdlength < n)
		return MALFORMED;
	memcpy(out, part.msg + part.at, n);
	part.at += n;
	for (i = 0; i < layout->names; i++) {
		if (take_name(&part, &name) != MAILAUTH_OK)
			return MALFORMED;
		n += mailauth__name_to_wire(name.text, out + n);
	}
	if (part.len - part.at != layout->after)
		return MALFORMED;
	memcpy(out + n, part.msg + part.at, layout->after);
	*out_len = n + layout->after;
	return MAILAUTH_OK;
}

static int
add_rr(struct mailauth_answer *ans, const struct packet *pkt,
    const char *owner, const struct rr *rr)
{
	uint8_t buffer[RDATA_NAMED_MAX];
	const uint8_t *rdata = pkt->msg + rr->rdata;
	size_t len = rr->rdlength;
	int rc;

	if (mailauth__rdata_layout(rr->type) != NULL) {
		if (expand(pkt, rr, buffer, &len) != MAILAUTH_OK)
			return MALFORMED;
		rdata = buffer;
	}
	rc = mailauth__answer_add(ans, owner, rr->type, rr->ttl, rdata, len);
	return rc == MAILAUTH_ERR_INVALID ? MALFORMED : rc;
}

/* First pass over the answer section: the aliases, in any order. */
static int
read_aliases(struct mailauth_answer *ans, struct packet *pkt, unsigned count)
{
	struct name owner;
	struct rr rr;
	int rc = MAILAUTH_OK;

	for (; rc == MAILAUTH_OK && count > 0; count--) {
		if (take_rr(pkt, &owner, &rr) != MAILAUTH_OK)
			return MALFORMED;
		if (rr.class == CLASS_IN && mailauth__answer_follows(ans->type, rr.type))
			rc = add_rr(ans, pkt, owner.text, &rr);
	}
	/* too many aliases */
	return rc == MAILAUTH_ERR_LIMIT && ans->link_count + ans->alias_count >=
	    LIMIT_ANSWER_LINKS ? MALFORMED : rc;
}

/* Second pass: the data where the chain ends. */
static int
read_data(struct mailauth_answer *ans, struct packet *pkt, unsigned count)
{
	struct name owner;
	struct rr rr;
	int rc = MAILAUTH_OK;

	for (; rc == MAILAUTH_OK && count > 0; count--) {
		if (take_rr(pkt, &owner, &rr) != MAILAUTH_OK)
			return MALFORMED;
		if (rr.class != CLASS_IN ||
		    (rr.type != ans->type && ans->type != RRTYPE_ANY))
			continue;
		if (mailauth__name_same(owner.text, ans->canonical))
			rc = add_rr(ans, pkt, owner.text, &rr);
	}
	return rc;
}

/* The SOA record of a negative answer: RFC 2308 sections 3 and 5. */
static int
read_authority(struct mailauth_answer *ans, struct packet *pkt, unsigned count)
{
	uint8_t rdata[RDATA_NAMED_MAX];
	struct name owner;
	struct rr rr;
	uint32_t ttl, minimum;
	size_t len;

	for (; count > 0; count--) {
		if (take_rr(pkt, &owner, &rr) != MAILAUTH_OK)
			return MALFORMED;
		if (rr.class != CLASS_IN || rr.type != MAILAUTH_TYPE_SOA ||
		    !mailauth__name_within(ans->canonical, owner.text))
			continue;
		if (expand(pkt, &rr, rdata, &len) != MAILAUTH_OK)
			return MALFORMED;
		ttl = rr.ttl <= INT32_MAX ? rr.ttl : 0;
		minimum = get32(rdata + len - 4);
		mailauth__answer_set_negative_ttl(ans, ttl < minimum ? ttl : minimum);
		ans->zone = mailauth__name_suffix(ans->canonical, owner.labels);
	}
	return MAILAUTH_OK;
}

/* The upper bits of the RCODE in an OPT record: RFC 6891 section 6.1.3. */
static int
read_additional(struct packet *pkt, unsigned count, unsigned *rcode)
{
	struct rr rr;

	for (; count > 0; count--) {
		if (take_rr(pkt, NULL, &rr) != MAILAUTH_OK)
			return MALFORMED;
		if (rr.type == TYPE_OPT)
			*rcode |= rr.ttl >> 24 << 4;
	}
	return MAILAUTH_OK;
}

static int
status_of(unsigned rcode)
{
	switch (rcode) {
	case 0:
		return MAILAUTH_DNS_OK;
	case 2:
		return MAILAUTH_DNS_SERVFAIL;
	case 3:
		return MAILAUTH_DNS_NXDOMAIN;
	case 5:
		return MAILAUTH_DNS_REFUSED;
	default:
		return MAILAUTH_DNS_FAILED;
	}
}

/* Is it a whole response to this very question?  Then stands behind it. */
static bool
take_question(const struct mailauth_answer *ans, struct packet *pkt, unsigned flags)
{
	struct name name;

	if ((flags & FLAG_QR) == 0 || (flags & FLAG_OPCODE) != 0 ||
	    (flags & FLAG_TC) != 0 || get16(pkt->msg + 4) != 1)
		return false;
	if (take_name(pkt, &name) != MAILAUTH_OK || pkt->len - pkt->at < 4)
		return false;
	pkt->at += 4;
	return mailauth__name_same(name.text, ans->name) &&
	    get16(pkt->msg + pkt->at - 4) == ans->type &&
	    get16(pkt->msg + pkt->at - 2) == CLASS_IN;
}

static int
read_message(struct mailauth_answer *ans, struct packet *pkt)
{
	unsigned flags, rcode;
	size_t answers;
	int rc;

	if (pkt->len < HEADER || pkt->len > LIMIT_MESSAGE)
		return MALFORMED;
	flags = get16(pkt->msg + 2);
	rcode = flags & FLAG_RCODE;
	if (!take_question(ans, pkt, flags))
		return MALFORMED;
	answers = pkt->at;
	if ((rc = read_aliases(ans, pkt, get16(pkt->msg + 6))) != MAILAUTH_OK ||
	    (rc = read_authority(ans, pkt, get16(pkt->msg + 8))) != MAILAUTH_OK ||
	    (rc = read_additional(pkt, get16(pkt->msg + 10), &rcode)) != MAILAUTH_OK)
		return rc;
	/* aliases in a circle have set a status of their own */
	if (ans->status == MAILAUTH_DNS_OK)
		ans->status = status_of(rcode);
	if (ans->status != MAILAUTH_DNS_OK)
		return MAILAUTH_OK;
	pkt->at = answers;
	return read_data(ans, pkt, get16(pkt->msg + 6));
}

int
mailauth_answer_parse(const mailauth_config *cfg, const char *name, uint16_t type,
    const void *msg, size_t len, int authentic, mailauth_answer **out)
{
	struct packet pkt = { msg, len, HEADER };
	struct mailauth_answer *ans;
	struct name canonical;
	int rc;

	*out = NULL;
	if (name == NULL || (msg == NULL && len > 0) ||
	    mailauth__name_parse(name, strlen(name), &canonical) != NAME_OK)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__answer_make(cfg, canonical.text, type, 1,
	    len <= LIMIT_MESSAGE ? len : 0, &ans);
	if (rc != MAILAUTH_OK)
		return rc;
	rc = read_message(ans, &pkt);
	if (rc == MALFORMED) {
		mailauth__answer_fail(ans, MAILAUTH_DNS_FAILED);
		rc = MAILAUTH_OK;
	}
	if (rc != MAILAUTH_OK) {
		mailauth_answer_free(ans);
		return rc;
	}
	ans->secure = authentic != 0 && ans->status != MAILAUTH_DNS_FAILED;
	*out = ans;
	return MAILAUTH_OK;
}
