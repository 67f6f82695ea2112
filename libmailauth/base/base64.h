/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64 (RFC 4648 section 4). */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/arena.h"

/* Decodes, passing over FWS anywhere (RFC 6376 section 3.2, base64string).
 * 0, MAILAUTH_ERR_NOMEM, or MAILAUTH_ERR_INVALID with *wrong the offset of the
 * first octet that cannot stand there (len: it ends too early). */
int mailauth__base64_decode(struct arena *arena, const char *text, size_t len,
    uint8_t **out, size_t *out_len, size_t *wrong);
/* Encodes; NUL-terminated, NULL: no memory. */
char *mailauth__base64_encode(struct arena *arena, const uint8_t *data, size_t len);

#endif
