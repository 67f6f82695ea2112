/* SPDX-License-Identifier: BSD-2-Clause */
/* Every cap that is not an option of mailauth_config, with its ground. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* RFC 1035 section 2.3.4: 63 octets a label, 255 octets a name on the wire;
 * as text without the final dot that is 253 characters when none is escaped. */
#define LIMIT_LABEL 63
#define LIMIT_NAME_WIRE 255
#define LIMIT_NAME_TEXT 253
/* The same with every octet as \DDD, and a NUL. */
#define LIMIT_NAME_ESCAPED 1024
#define LIMIT_NAME_LABELS 128

/* A DNS message is at most 65,535 octets (RFC 1035 section 4.2.2). */
#define LIMIT_MESSAGE 65535
/* Records of one answer; a 64 KiB message holds at most about 5,400. */
#define LIMIT_ANSWER_RECORDS 8192
/* Aliases read out of one message: loops in it end here. */
#define LIMIT_ANSWER_LINKS 128

/* Problems kept per zone, of all its texts. */
#define LIMIT_ZONE_PROBLEMS 100

/* Name servers with a context of libunbound of their own at once, some 1.4 MiB
 * each; and how long one of them may take to answer. */
#define LIMIT_SERVER_CONTEXTS 16
#define LIMIT_SERVER_MS 3000
/* Name servers of one zone that are asked.  RFC 2182 section 5 finds seven
 * enough; 13 were the most that fit a message (root zone). */
#define LIMIT_AUTHORITY_SERVERS 16
/* Record sets of a domain that its servers are compared in; a record is looked
 * for among that many of another server, lest the work be quadratic. */
#define LIMIT_AUTHORITY_NAMES 100
#define LIMIT_AUTHORITY_RECORDS 256

/* Longest record text a parser reads: one TXT RDATA (RFC 1035 section 3.3.14). */
#define LIMIT_RECORD 65535
/* Report addresses read of one rua or ruf; RFC 7489 section 6.2 asks for two. */
#define LIMIT_DMARC_URIS 100
/* Mailboxes read of one From field, and how deep its comments may nest. */
#define LIMIT_FROM_MAILBOXES 1000
#define LIMIT_COMMENT_DEPTH 100
/* Terms of an SPF record that is repaired, or merged into another one: what is
 * done there is not linear in their number.  The longest record of a domain
 * that works (RFC 7208 section 3.4) has some 50. */
#define LIMIT_SPF_EDIT_TERMS 1024

/* Names asked about to mend one such record: twice what a record that works may
 * cause (RFC 7208 section 4.6.4).  The others stay as they are. */
#define LIMIT_SPF_MEND_NAMES 20

/* Mail hosts of a domain that a validation asks about.  RFC 5321 section 5.1 has no
 * maximum; SPF makes do with 10 (RFC 7208 section 4.6.4). */
#define LIMIT_MX_HOSTS 50

/* Problems kept per record; the first ones say enough. */
#define LIMIT_PROBLEMS 64

/* Octets of a reverse-path or HELO name handed to an SPF check; RFC 5321
 * section 4.5.3.1 allows 256 and 255. */
#define LIMIT_SPF_INPUT 4096
/* Octets of an expanded explanation, RFC 7208 section 6.2: "MAY limit". */
#define LIMIT_SPF_EXPLANATION 1024
/* Records below each other that an SPF check looks ahead into; more than the
 * default of 10 look-ups can nest. */
#define LIMIT_SPF_AHEAD 16
/* Nodes of one SPF tree; RFC 7208 section 4.6.4 allows 10 look-ups. */
#define LIMIT_SPF_NODES 1000
/* Records below each other in it. */
#define LIMIT_SPF_DEPTH 20
/* IPv4 networks counted in it. */
#define LIMIT_SPF_RANGES 65536

#endif
