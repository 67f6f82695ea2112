/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_H
#define MAILAUTH_H
/**
 * @file
 * The whole of libmailauth: SPF, DMARC, DKIM keys and CNAME chains in DNS.
 * Each header it includes can be included alone.
 */
#include <mailauth/base.h>
#include <mailauth/rule.h>
#include <mailauth/profile.h>
#include <mailauth/dns.h>
#include <mailauth/task.h>
#include <mailauth/spf.h>
#include <mailauth/spf_check.h>
#include <mailauth/dkim.h>
#include <mailauth/dmarc.h>
#include <mailauth/dmarc_check.h>
#include <mailauth/cname.h>
#include <mailauth/validate.h>
#include <mailauth/resolver.h>
#endif
