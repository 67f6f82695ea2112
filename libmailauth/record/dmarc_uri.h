/* SPDX-License-Identifier: BSD-2-Clause */
/* The URI lists of rua and ruf: RFC 9989 section 4.8, RFC 3986, RFC 6068. */
#ifndef RECORD_DMARC_URI_H
#define RECORD_DMARC_URI_H

#include "record/dmarc_record.h"

/* Reads the list at octets offset .. offset + len of the record, telling
 * rec->problems.  0 or an error of the arena. */
int mailauth__dmarc_uris_parse(struct mailauth_dmarc_record *rec, struct dmarc_uris *uris,
    size_t offset, size_t len) MUST_CHECK;
/* Reads one URI without size limit, text[len] being NUL, into *out.  NULL if it is valid, else what is
 * wrong, *wrong being the octet; `error` is set when memory ran out. */
const char *mailauth__dmarc_uri_read(struct arena *arena, const char *text, size_t len,
    struct mailauth_dmarc_uri *out, size_t *wrong, int *error);

#endif
