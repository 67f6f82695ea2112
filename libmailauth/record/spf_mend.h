/* SPDX-License-Identifier: BSD-2-Clause */
/* One term of a broken record the way its author meant it, and the record. */
#ifndef RECORD_SPF_MEND_H
#define RECORD_SPF_MEND_H

#include "record/spf_writer.h"

/*
 * Reads from..to, meant as one term, with a qualifier that stood alone before
 * it, or 0.  *term and *text are what was meant, in the writer's arena: from..to
 * itself if that is a good term.  They are not put into the record.
 * Returns 0, MAILAUTH_ERR_INVALID if it cannot be told, or MAILAUTH_ERR_NOMEM.
 */
int mailauth__spf_mend(struct mailauth_spf_writer *w, const char *from,
    const char *to, char qualifier, struct spf_term *term, const char **text) MUST_CHECK;

/* mailauth_spf_repair() in the caller's arena, with which the writer goes:
 * mailauth_spf_writer_free() is not for it. */
int mailauth__spf_repair(struct arena *arena, const char *text, size_t len,
    struct mailauth_spf_writer **out) MUST_CHECK;

#endif
