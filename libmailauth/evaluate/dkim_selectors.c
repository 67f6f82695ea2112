/* SPDX-License-Identifier: BSD-2-Clause */
/* Selectors in common use: names that mail software and providers prescribe. */
#include <mailauth/dkim.h>

#include "base/compiler.h"

static const char *const selectors[] = {
	/* software, and what people choose */
	"default", "dkim", "mail", "selector1", "selector2", "google", "s1", "s2",
	"k1", "k2", "k3", "key1", "key2", "dkim1", "dkim2", "dkim3", "email",
	"smtp", "mx", "mta", "selector", "sig1", "server", "main", "key", "domk",
	"dk", "dk1", "dk2", "d", "a", "m", "s", "x", "m1", "m2", "mail1", "mail2",
	"mail-dkim", "dkim-rsa", "dkim-ed25519", "rsa", "ed25519", "rsa1", "ed1",
	"202001", "202101", "202201", "202301", "202401", "202501", "202601",
	"2020", "2021", "2022", "2023", "2024", "2025", "2026", "s1024", "s2048",
	/* providers */
	"fm1", "fm2", "fm3", "mesmtp",                          /* Fastmail */
	"protonmail", "protonmail2", "protonmail3",             /* Proton */
	"zoho", "zmail", "1522905413783",                       /* Zoho */
	"20161025", "20210112", "20221208", "20230601", "20251104", /* gmail.com */
	"sm", "smtpapi", "sendgrid", "em", "scph0920", "scph1021", /* SendGrid, SparkPost */
	"mandrill", "mte1", "mte2",                             /* Mailchimp */
	"mg", "pic", "krs", "mailo", "smtpdkim",                /* Mailgun */
	"mailjet", "pm", "pm-bounces",                        /* Mailjet, Postmark */
	"brevo1", "brevo2", "sib", "mail_sib", "sendinblue",    /* Brevo */
	"hs1", "hs2", "hs1-hubspot", "cm", "ctct1", "ctct2",    /* HubSpot and others */
	"klaviyo1", "kl", "kl2", "dkim02", "dkim03",            /* Klaviyo, SimpleLogin */
	"szn1", "szn2", "szn3", "titan1", "titan2", "neo1",     /* Seznam, Titan */
	"hostingermail-a", "hostingermail-b", "hostingermail-c", "hostingermail1",
	"s1-ionos", "s2-ionos", "strato-dkim-0002", "strato-dkim-0003",
	"lgn-dkim1", "lgn-dkim2", "lgn-dkim3", "lgn-dkim4", "lgn-dkim5", "lgn-dkim6",
	"mail-connect", "mbo0001", "mbo0002", "mbo0003", "mbo0004", /* mailbox.org */
	"everlytickey1", "everlytickey2", "turbo-smtp", "mxvault",
	"zendesk1", "zendesk2", "fd", "fd2", "freshdesk",       /* help desks */
	"ovhmo-selector-1", "ovhmo-selector-2", "ovh1", "ovh2", "infomaniak",
	"gm1", "gm2", "gandi", "runbox1", "migadu1", "migadu2", "key3",
	"yandex", "mailru", "mailfence", "posteo", "tutanota",
};

size_t
mailauth_dkim_common_count(void)
{
	return COUNT_OF(selectors);
}

const char *
mailauth_dkim_common(size_t i)
{
	return i < COUNT_OF(selectors) ? selectors[i] : NULL;
}
