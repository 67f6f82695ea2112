/* SPDX-License-Identifier: BSD-2-Clause */
/* What is worth saying of a finished discovery, and how RFC 7489 differs. */
#ifndef EVALUATE_DMARC_NOTES_H
#define EVALUATE_DMARC_NOTES_H

#include "evaluate/dmarc_lookup.h"

/* Fills lookup->problems and the rfc7489 fields of the view.  1 when done, 0 to
 * wait for an answer, or a negative error. */
int mailauth__dmarc_notes(struct dmarc_lookup *lookup);

#endif
