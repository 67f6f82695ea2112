/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules in German. */
#ifndef VALIDATE_CATALOGUE_DE_H
#define VALIDATE_CATALOGUE_DE_H

#include "validate/report.h"

/* The German form of the sentence that a format makes, "{1}" for what its first
 * conversion stands for, "{1*}" where that is one of our own words; NULL: there is
 * none (sentences_de.c). */
const char *mailauth__german_sentence(const char *format);
/* A word that is put into sentences; itself if it is the same in German. */
const char *mailauth__german_word(const char *word);

struct german {
	int code;
	const char *message;
	const char *fix; /* or NULL */
};

extern const struct german mailauth__german_dns[], mailauth__german_mail[],
    mailauth__german_dmarc[], mailauth__german_rest[];
extern const size_t mailauth__german_dns_count, mailauth__german_mail_count,
    mailauth__german_dmarc_count, mailauth__german_rest_count;

#endif
