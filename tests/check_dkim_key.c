/* SPDX-License-Identifier: BSD-2-Clause */
/* DKIM key records: every tag, every malformation, with its place. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mailauth/dkim.h>
#include <mailauth/rule.h>

#include "base/limits.h"
#include "record/dkim_key.h"
#include "support/alloc.h"
#include "support/keys.h"
#include "support/suite.h"

#define CHUNK 30   /* cases in one test: each test is a process of its own */
#define NOT_DKIM 9 /* unusable, and no key record at all */

/* Problems: severity, id, offset, length; {NAME} is a key of keys.txt. */
static const struct {
	const char *name, *record;
	int verdict, bits;
	const char *encoding, *problems;
} cases[] = {
	{ "plain",
	  "v=DKIM1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "" },
	{ "trailing semicolon",
	  "v=DKIM1; k=rsa; p={rsa-2048};",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "" },
	{ "trailing semicolon and blanks",
	  "v=DKIM1; k=rsa; p={rsa-2048} ; \t",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "" },
	{ "all tags",
	  "v=DKIM1; h=sha256; k=rsa; n=for people =3D you; s=email; t=s; "
	  "p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.strict-subdomain@57+3" },
	{ "folding white space everywhere",
	  "\r\n v \t=\r\n DKIM1 ; k = rsa ;p\r\n\t=\r\n {rsa-2048} ",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "" },
	{ "order does not matter but for v",
	  "v=DKIM1; p={rsa-2048}; t=s; k=rsa",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.strict-subdomain@405+3" },
	{ "no version",
	  "p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.version-absent@0+0" },
	{ "no version, k first",
	  "k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.version-absent@0+0" },
	{ "ed25519",
	  "v=DKIM1; k=ed25519; p={ed25519}",
	  MAILAUTH_DKIM_OK, 256, "raw",
	  "" },
	{ "revoked",
	  "v=DKIM1; p=",
	  MAILAUTH_DKIM_REVOKED, 0, NULL,
	  "W:dkim.revoked@9+2" },
	{ "revoked, without version",
	  "p=",
	  MAILAUTH_DKIM_REVOKED, 0, NULL,
	  "I:dkim.version-absent@0+0 W:dkim.revoked@0+2" },
	{ "revoked with semicolon",
	  "v=DKIM1; k=rsa; p=;",
	  MAILAUTH_DKIM_REVOKED, 0, NULL,
	  "W:dkim.revoked@16+2" },
	{ "revoked with blanks",
	  "v=DKIM1; p= \r\n ;",
	  MAILAUTH_DKIM_REVOKED, 0, NULL,
	  "W:dkim.revoked@9+6" },
	{ "revoked of unknown type",
	  "v=DKIM1; k=dsa; p=",
	  MAILAUTH_DKIM_REVOKED, 0, NULL,
	  "E:dkim.key-type-unknown@9+5 W:dkim.revoked@16+2" },
	{ "revoked, sha1 only",
	  "v=DKIM1; h=sha1; p=",
	  MAILAUTH_DKIM_REVOKED, 0, NULL,
	  "E:dkim.hash-sha1@9+6 W:dkim.revoked@17+2" },
	{ "revoked but duplicate",
	  "v=DKIM1; v=DKIM1; p=",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.tag-duplicate@9+7" },
	{ "revoked but another version",
	  "v=DKIM2; p=",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.version-bad@0+7" },
	{ "version last",
	  "k=rsa; p={rsa-2048}; v=DKIM1",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.version-not-first@403+7" },
	{ "version second",
	  "k=rsa; v=DKIM1; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.version-not-first@7+7" },
	{ "version lower case",
	  "v=dkim1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.version-case@0+7" },
	{ "version DKIM1.0",
	  "v=DKIM1.0; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.version-bad@0+9" },
	{ "version DKIM2",
	  "v=DKIM2; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.version-bad@0+7" },
	{ "version 1",
	  "v=1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.version-bad@0+3" },
	{ "version empty",
	  "v=; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.version-bad@0+2" },
	{ "version as tag name in upper case",
	  "V=DKIM1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.version-absent@0+0 W:dkim.tag-unknown@0+7" },
	{ "tag names in upper case",
	  "v=DKIM1; K=rsa; P={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "W:dkim.tag-unknown@9+5 W:dkim.tag-unknown@16+394 "
	  "E:dkim.p-missing@410+0" },
	{ "duplicate p",
	  "v=DKIM1; p={rsa-2048}; p={rsa-1024}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-duplicate@405+218" },
	{ "duplicate unknown",
	  "v=DKIM1; x=1; p={rsa-2048}; x=2",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "I:dkim.tag-unknown@9+3 E:dkim.tag-duplicate@410+3" },
	{ "unknown tag",
	  "v=DKIM1; x_1=what ever; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.tag-unknown@9+13" },
	{ "g tag",
	  "v=DKIM1; g=*; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.g-tag@9+3" },
	{ "empty g tag",
	  "v=DKIM1; g=; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.g-tag@9+2" },
	{ "double semicolon",
	  "v=DKIM1;; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-empty@8+1" },
	{ "leading semicolon",
	  "; v=DKIM1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-empty@0+1" },
	{ "two at the end",
	  "v=DKIM1; k=rsa; p={rsa-2048};;",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-empty@411+1" },
	{ "no equals",
	  "v=DKIM1; rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-syntax@9+3" },
	{ "no name",
	  "v=DKIM1; =rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-syntax@9+4" },
	{ "bad name",
	  "v=DKIM1; k-t=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-syntax@9+3" },
	{ "name of two words",
	  "v=DKIM1; k t=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-syntax@9+3" },
	{ "name starts with a digit",
	  "v=DKIM1; 1k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-syntax@9+2" },
	{ "comma for semicolon",
	  "v=DKIM1, k=rsa, p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.tag-syntax@7+1 E:dkim.p-missing@410+0" },
	{ "control character",
	  "v=DKIM1; k=rsa\x01; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-type-unknown@9+6 E:dkim.tag-syntax@14+1" },
	{ "line break",
	  "v=DKIM1; k=rsa;\np={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-syntax@15+1" },
	{ "line break at the end",
	  "v=DKIM1; k=rsa; p={rsa-2048}\n",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "W:dkim.tag-syntax@410+1" },
	{ "p missing",
	  "v=DKIM1; k=rsa",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.p-missing@14+0" },
	{ "only the version",
	  "v=DKIM1",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dns.txt-semicolon-cut@0+7 E:dkim.p-missing@7+0" },
	{ "only the version and semicolon",
	  "v=DKIM1;",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.p-missing@8+0" },
	{ "k dsa",
	  "v=DKIM1; k=dsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-type-unknown@9+5" },
	{ "k RSA",
	  "v=DKIM1; k=RSA; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.key-type-case@9+5" },
	{ "k Ed25519",
	  "v=DKIM1; k=Ed25519; p={ed25519}",
	  MAILAUTH_DKIM_UNUSABLE, 256, "raw",
	  "E:dkim.key-type-case@9+9" },
	{ "k empty",
	  "v=DKIM1; k=; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-type-unknown@9+2" },
	{ "h sha256",
	  "v=DKIM1; h=sha256; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "" },
	{ "h both",
	  "v=DKIM1; h=sha1:sha256; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.hash-sha1@9+13" },
	{ "h sha1",
	  "v=DKIM1; h=sha1; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.hash-sha1@9+6" },
	{ "h unknown beside",
	  "v=DKIM1; h=sha256 : sha512; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "W:dkim.hash-unknown@9+17" },
	{ "h unknown",
	  "v=DKIM1; h=sha512; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.hash-unknown@9+8" },
	{ "h upper case",
	  "v=DKIM1; h=SHA256; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.hash-unknown@9+8" },
	{ "h empty",
	  "v=DKIM1; h=; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.hash-unknown@9+2 W:dkim.list-syntax@11+0" },
	{ "h rsa-sha256",
	  "v=DKIM1; h=rsa-sha256; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.hash-signature-algorithm@9+12" },
	{ "signature algorithm rsa-sha1",
	  "v=DKIM1; h=rsa-sha1; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.hash-signature-algorithm@9+10" },
	{ "signature algorithm ed25519-sha256",
	  "v=DKIM1; h=ed25519-sha256; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.hash-signature-algorithm@9+16" },
	{ "signature algorithm rsa-sha1 and sha256",
	  "v=DKIM1; h=rsa-sha1:sha256; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "W:dkim.hash-signature-algorithm@9+17" },
	{ "h empty entry",
	  "v=DKIM1; h=sha256:; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "W:dkim.list-syntax@18+0" },
	{ "h bad word",
	  "v=DKIM1; h=sha256:-x; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "W:dkim.hash-unknown@9+11 W:dkim.list-syntax@18+2" },
	{ "s star",
	  "v=DKIM1; s=*; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "" },
	{ "s email",
	  "v=DKIM1; s=email; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "" },
	{ "s tlsrpt beside",
	  "v=DKIM1; s=tlsrpt:email; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "" },
	{ "s tlsrpt",
	  "v=DKIM1; s=tlsrpt; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.service-type@9+8" },
	{ "s chat",
	  "v=DKIM1; s=chat; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.service-type@9+6" },
	{ "s empty",
	  "v=DKIM1; s=; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.service-type@9+2 W:dkim.list-syntax@11+0" },
	{ "t y",
	  "v=DKIM1; t=y; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "W:dkim.testing@9+3" },
	{ "t s",
	  "v=DKIM1; t=s; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.strict-subdomain@9+3" },
	{ "t y s",
	  "v=DKIM1; t=y : s; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "W:dkim.testing@9+7 I:dkim.strict-subdomain@9+7" },
	{ "t unknown",
	  "v=DKIM1; t=x; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.flag-unknown@9+3" },
	{ "t empty",
	  "v=DKIM1; t=; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "W:dkim.list-syntax@11+0" },
	{ "rsa 512",
	  "v=DKIM1; p={rsa-512}",
	  MAILAUTH_DKIM_UNUSABLE, 512, "spki",
	  "E:dkim.key-under-1024@11+128" },
	{ "rsa 768",
	  "v=DKIM1; p={rsa-768}",
	  MAILAUTH_DKIM_UNUSABLE, 768, "spki",
	  "E:dkim.key-under-1024@11+168" },
	{ "1023 bits",
	  "v=DKIM1; p={size-1023}",
	  MAILAUTH_DKIM_UNUSABLE, 1023, "spki",
	  "E:dkim.key-under-1024@11+216" },
	{ "rsa 1024",
	  "v=DKIM1; p={rsa-1024}",
	  MAILAUTH_DKIM_WEAK, 1024, "spki",
	  "W:dkim.key-1024@11+216" },
	{ "1025 bits",
	  "v=DKIM1; p={size-1025}",
	  MAILAUTH_DKIM_WEAK, 1025, "spki",
	  "W:dkim.key-1024@11+216" },
	{ "2047 bits",
	  "v=DKIM1; p={size-2047}",
	  MAILAUTH_DKIM_WEAK, 2047, "spki",
	  "W:dkim.key-1024@11+392" },
	{ "rsa 3072",
	  "v=DKIM1; p={rsa-3072}",
	  MAILAUTH_DKIM_OK, 3072, "spki",
	  "" },
	{ "rsa 4096",
	  "v=DKIM1; p={rsa-4096}",
	  MAILAUTH_DKIM_OK, 4096, "spki",
	  "" },
	{ "4097 bits",
	  "v=DKIM1; p={size-4097}",
	  MAILAUTH_DKIM_OK, 4097, "spki",
	  "W:dkim.key-over-4096@11+736" },
	{ "8192 bits",
	  "v=DKIM1; p={size-8192}",
	  MAILAUTH_DKIM_OK, 8192, "spki",
	  "W:dkim.key-over-4096@11+1416" },
	{ "16384 bits",
	  "v=DKIM1; p={size-16384}",
	  MAILAUTH_DKIM_OK, 16384, "spki",
	  "W:dkim.key-over-4096@11+2784" },
	{ "16392 bits",
	  "v=DKIM1; p={size-16392}",
	  MAILAUTH_DKIM_OK, 16392, "spki",
	  "W:dkim.key-over-4096@11+2784" },
	{ "pkcs1",
	  "v=DKIM1; p={pkcs1-2048}",
	  MAILAUTH_DKIM_OK, 2048, "pkcs1",
	  "W:dkim.key-pkcs1@11+360" },
	{ "e 1",
	  "v=DKIM1; p={e-1}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.exponent-invalid@11+392" },
	{ "e 2",
	  "v=DKIM1; p={e-2}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.exponent-invalid@11+392" },
	{ "e 3",
	  "v=DKIM1; p={e-3}",
	  MAILAUTH_DKIM_WEAK, 2048, "spki",
	  "W:dkim.exponent-small@11+392" },
	{ "e 17",
	  "v=DKIM1; p={e-17}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.exponent-unusual@11+392" },
	{ "e 65536",
	  "v=DKIM1; p={e-65536}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.exponent-invalid@11+392" },
	{ "e 65 bits",
	  "v=DKIM1; p={e-18446744073709551629}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.exponent-unusual@11+400" },
	{ "e as large as n",
	  "v=DKIM1; p={e-modulus}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.exponent-invalid@11+736" },
	{ "e one below n",
	  "v=DKIM1; p={e-below}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.exponent-unusual@11+736" },
	{ "e longer than n",
	  "v=DKIM1; p={e-above}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.exponent-invalid@11+736" },
	{ "e 65539",
	  "v=DKIM1; p={e-65539}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "I:dkim.exponent-unusual@11+392" },
	{ "even modulus",
	  "v=DKIM1; p={even}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.modulus-even@11+392" },
	{ "no parameters",
	  "v=DKIM1; p={no-parameters}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "" },
	{ "private pkcs1",
	  "v=DKIM1; p={private-pkcs1}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-private@11+812" },
	{ "private pkcs8",
	  "v=DKIM1; p={private-pkcs8}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-private@11+844" },
	{ "private encrypted",
	  "v=DKIM1; p={private-encrypted}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-private@11+984" },
	{ "private ed25519",
	  "v=DKIM1; k=ed25519; p={ed25519-private}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-private@22+64" },
	{ "ed25519 pair",
	  "v=DKIM1; k=ed25519; p={ed25519-pair}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.ed25519-length@22+88 E:dkim.key-private@22+88" },
	{ "ed25519 of small order",
	  "v=DKIM1; k=ed25519; p=AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	  MAILAUTH_DKIM_UNUSABLE, 256, "raw",
	  "E:dkim.ed25519-small-order@22+44" },
	{ "ed25519 of small order in spki",
	  "k=ed25519; p=MCowBQYDK2VwAyEAxxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o=",
	  MAILAUTH_DKIM_UNUSABLE, 256, "spki",
	  "I:dkim.version-absent@0+0 E:dkim.ed25519-small-order@13+60 "
	  "E:dkim.ed25519-spki@13+60" },
	{ "zeros without k",
	  "v=DKIM1; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	  MAILAUTH_DKIM_UNUSABLE, 256, "raw",
	  "E:dkim.key-type-mismatch@11+44" },
	{ "ed25519 in spki",
	  "v=DKIM1; k=ed25519; p={ed25519-spki}",
	  MAILAUTH_DKIM_UNUSABLE, 256, "spki",
	  "E:dkim.ed25519-spki@22+60" },
	{ "ed25519 in spki without k",
	  "v=DKIM1; p={ed25519-spki}",
	  MAILAUTH_DKIM_UNUSABLE, 256, "spki",
	  "E:dkim.ed25519-spki@11+60 E:dkim.key-type-mismatch@11+60" },
	{ "ed25519 without k",
	  "v=DKIM1; p={ed25519}",
	  MAILAUTH_DKIM_UNUSABLE, 256, "raw",
	  "E:dkim.key-type-mismatch@11+44" },
	{ "ed25519 k but rsa key",
	  "v=DKIM1; k=ed25519; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.key-type-mismatch@22+392" },
	{ "ed25519 too short",
	  "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcH",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.ed25519-length@22+40" },
	{ "certificate",
	  "v=DKIM1; p={certificate}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@11+688" },
	{ "request",
	  "v=DKIM1; p={request}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@11+456" },
	{ "ec",
	  "v=DKIM1; p={ec}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@11+124" },
	{ "ec private",
	  "v=DKIM1; p={ec-private}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-private@11+164" },
	{ "pss",
	  "v=DKIM1; p={pss}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@11+216" },
	{ "openssh",
	  "v=DKIM1; p={openssh}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@11+96" },
	{ "openssh ed25519",
	  "v=DKIM1; k=ed25519; p=AAAAC3NzaC1lZDI1NTE5AAAAIHGJyA9aqBjC0uP0CLBmEa"
	  "6z0TJIVBKGo2bfvY4rY3rC",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@22+68" },
	{ "openssh ed25519 without k",
	  "v=DKIM1; p=AAAAC3NzaC1lZDI1NTE5AAAAIHGJyA9aqBjC0uP0CLBmEa"
	  "6z0TJIVBKGo2bfvY4rY3rC",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@11+68" },
	/* "openssh-key-v1", NUL and zeros */
	{ "openssh private",
	  "v=DKIM1; p=b3BlbnNzaC1rZXktdjEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-private@11+52" },
	{ "openssh private ed25519",
	  "v=DKIM1; k=ed25519; p=b3BlbnNzaC1rZXktdjEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-private@22+52" },
	/* "-----BEGIN PRIVATE KEY-----" and a line of it */
	{ "private pem in base64",
	  "v=DKIM1; p=LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1DNENBUUF3QlFZREsyVndC"
	  "QwAA",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-pem@11+64 E:dkim.key-private@11+64" },
	{ "private pem in base64, ed25519",
	  "v=DKIM1; k=ed25519; p=LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1DNENBUUF3Ql"
	  "FZREsyVndCQwAA",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-pem@22+64 E:dkim.key-private@22+64" },
	/* base64 of 64 hexadecimal digits: no private key in it */
	{ "ed25519 in hexadecimal",
	  "v=DKIM1; k=ed25519; p=ZDc1YTk4MDE4MmIxMGFiN2Q1NGJmZWQzYzk2NDA3M2EwZWUxNz"
	  "JmM2RhYTYyMzI1YWYwMjFhNjhmNzA3NTExYQ==",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.ed25519-length@22+88" },
	{ "end line of pem alone",
	  "v=DKIM1; k=rsa; p={rsa-2048}-----END PUBLIC KEY-----",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-pem@410+24" },
	{ "words behind the key",
	  "v=DKIM1; k=rsa; p={rsa-2048} hello",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@411+5" },
	{ "no semicolon before p",
	  "v=DKIM1; k=rsa p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-type-unknown@9+400 E:dkim.p-missing@15+2" },
	{ "no semicolon after the version",
	  "v=DKIM1 k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.version-bad@0+13" },
	{ "colon for equals",
	  "v=DKIM1; k=rsa; p:{rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.tag-syntax@16+394 E:dkim.p-missing@410+0" },
	{ "trailing octets",
	  "v=DKIM1; p={trailing}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.key-trailing@403+4" },
	{ "octet string",
	  "v=DKIM1; p={octet-string}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@11+368" },
	{ "negative",
	  "v=DKIM1; p={negative}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@48+355" },
	{ "zero padded",
	  "v=DKIM1; p={zero-padded}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@48+359" },
	{ "indefinite",
	  "v=DKIM1; p={indefinite}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@12+391" },
	{ "bad parameters",
	  "v=DKIM1; p={bad-parameters}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@33+374" },
	{ "cut at a group",
	  "v=DKIM1; k=rsa; "
	  "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArQqaxSoa2za1JY7m",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-truncated@18+60" },
	{ "cut within a group",
	  "v=DKIM1; k=rsa; "
	  "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArQqaxSoa2za1JY7m01",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-truncated@18+62" },
	{ "one character too many",
	  "v=DKIM1; k=rsa; p={rsa-2048}A",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@410+1" },
	{ "padding wrong",
	  "v=DKIM1; k=rsa; p={rsa-2048}=",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@410+1" },
	{ "characters after the padding",
	  "v=DKIM1; k=ed25519; p={ed25519}AAAA",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@66+1" },
	{ "bad character",
	  "v=DKIM1; k=rsa; p=MIIBIjAN!gkqhkiG9w0BAQEFAAOC",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@26+1" },
	{ "url alphabet",
	  "v=DKIM1; k=rsa; p=MIIBIjAN-gkqhkiG9w0BAQEFAAOC",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@26+1" },
	{ "url alphabet, underscore",
	  "v=DKIM1; k=rsa; p=MIIBIjAN_gkqhkiG9w0BAQEFAAOC",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@26+1" },
	{ "equals in the middle",
	  "v=DKIM1; k=rsa; p=MIIB=IjANgkqhkiG9w0BAQEFAAOC",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@22+1" },
	{ "blanks in p",
	  "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7h "
	  "cvPapiMlrwIaaPcHURo=",
	  MAILAUTH_DKIM_OK, 256, "raw",
	  "I:dkim.key-blanks@22+45" },
	{ "not a key",
	  "v=DKIM1; k=rsa; "
	  "p=aGVsbG8gd29ybGQhIGhlbGxvIHdvcmxkISBoZWxsbyB3b3JsZA==",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-der@18+52" },
	{ "pem in p",
	  "v=DKIM1; k=rsa; p=-----BEGIN PUBLIC KEY-----{rsa-1024}-----END "
	  "PUBLIC KEY-----",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-pem@18+26" },
	{ "pem private in p",
	  "v=DKIM1; k=rsa; p=-----BEGIN RSA PRIVATE "
	  "KEY-----{rsa-1024}-----END RSA PRIVATE KEY-----",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-pem@18+31 E:dkim.key-private@18+31" },
	{ "pem alone",
	  "-----BEGIN PUBLIC KEY----- {rsa-1024} -----END PUBLIC KEY-----",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-pem@0+26 E:dkim.p-missing@0+0" },
	{ "pem encoded twice",
	  "v=DKIM1; k=rsa; p=LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0K",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-pem@18+36" },
	{ "key alone",
	  "{rsa-1024}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.p-missing@0+0" },
	{ "quoted",
	  "\"v=DKIM1; k=rsa; p={rsa-2048}\"",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-literal-quotes@0+1" },
	{ "quoted values",
	  "v=\"DKIM1\"; k=\"rsa\"; p=\"{rsa-2048}\"",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-literal-quotes@2+1" },
	{ "string boundary",
	  "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7h\" "
	  "\"cvPapiMlrwIaaPcHURo=",
	  MAILAUTH_DKIM_UNUSABLE, 256, "raw",
	  "I:dkim.key-blanks@22+47 E:dns.txt-literal-quotes@46+3" },
	{ "doubled quotes",
	  "v=DKIM1; k=ed25519; "
	  "p=11qYAYKxCrfVS/7TyWQHOg7h\"\"cvPapiMlrwIaaPcHURo=",
	  MAILAUTH_DKIM_UNUSABLE, 256, "raw",
	  "E:dns.txt-literal-quotes@46+2" },
	{ "escaped quotes",
	  "\\\"v=DKIM1; k=ed25519; "
	  "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\\\"",
	  MAILAUTH_DKIM_UNUSABLE, 256, "raw",
	  "E:dns.txt-literal-backslash@0+2 E:dns.txt-literal-quotes@1+1" },
	{ "escaped semicolons",
	  "v=DKIM1\\; k=ed25519\\; "
	  "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
	  MAILAUTH_DKIM_UNUSABLE, 256, "raw",
	  "E:dns.txt-literal-backslash@7+2" },
	{ "quotes in the notes",
	  "v=DKIM1; n=\"a \\ note\"; k=ed25519; "
	  "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
	  MAILAUTH_DKIM_OK, 256, "raw",
	  "" },
	{ "utf-8 in the notes",
	  "v=DKIM1; n=Schl\xc3\xbcssel; p={rsa-2048}",
	  MAILAUTH_DKIM_OK, 2048, "spki",
	  "W:dns.txt-non-ascii@15+2" },
	{ "smart quotes",
	  "\xe2\x80\x9cv=DKIM1; k=rsa; p={rsa-2048}\xe2\x80\x9d",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-typographic@0+3" },
	{ "no-break blank",
	  "v=DKIM1;\xc2\xa0k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-typographic@8+2" },
	{ "umlaut",
	  "v=DKIM1; k=rs\xc3\xa4; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-type-unknown@9+6 E:dns.txt-non-ascii@13+2" },
	{ "windows quotes",
	  "v=DKIM1; k=\x93rsa\x94; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-typographic@11+1" },
	{ "soft hyphen",
	  "v=DKIM1; k=rsa;\xc2\xad p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dns.txt-typographic@15+2 E:dkim.p-missing@412+0" },
	{ "guillemets",
	  "v=DKIM1; k=\xc2\xabrsa\xc2\xbb; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-typographic@11+2" },
	{ "right guillemet alone",
	  "v=DKIM1; k=rsa\xc2\xbb; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-typographic@14+2" },
	{ "acute accent",
	  "v=DKIM1; k=\xc2\xb4rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-typographic@11+2" },
	{ "section sign",
	  "v=DKIM1; k=\xc2\xa7; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-type-unknown@9+4 E:dns.txt-non-ascii@11+2" },
	{ "invisible plus",
	  "v=DKIM1; k=rsa\xe2\x81\xa4; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-typographic@14+3" },
	{ "euro sign",
	  "v=DKIM1; k=rsa\xe2\x82\xac; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-non-ascii@14+3" },
	{ "ideograph",
	  "v=DKIM1; k=rsa\xe4\xb8\xad; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-non-ascii@14+3" },
	{ "byte order mark in the midst",
	  "v=DKIM1; k=rsa;\xef\xbb\xbf p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dns.txt-typographic@15+3 E:dkim.p-missing@413+0" },
	{ "emoji",
	  "v=DKIM1; k=rsa\xf0\x9f\x94\x91; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dns.txt-non-ascii@14+4" },
	{ "emoji within the key",
	  "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7h\xf0\x9f\x94\x91"
	  "cvPapiMlrwIaaPcHURo=",
	  MAILAUTH_DKIM_UNUSABLE, 256, "raw",
	  "E:dns.txt-non-ascii@46+4" },
	{ "byte order mark",
	  "\xef\xbb\xbfv=DKIM1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.byte-order-mark@0+3" },
	{ "owner pasted",
	  "zoho._domainkey: v=DKIM1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.owner-in-value@0+17" },
	{ "zone line pasted",
	  "sel._domainkey.example.org. 3600 IN TXT \"v=DKIM1; k=rsa; "
	  "p={rsa-2048}\"",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.owner-in-value@0+41 E:dns.txt-literal-quotes@40+1" },
	{ "parenthesis",
	  "( \"v=DKIM1; k=rsa; p={rsa-2048}\" )",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.tag-syntax@0+1 E:dns.txt-literal-quotes@2+1 "
	  "E:dkim.key-base64@414+1" },
	{ "parenthesis before it",
	  "(v=DKIM1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-syntax@0+1" },
	{ "blank and parenthesis before it",
	  " ( v=DKIM1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-syntax@1+1" },
	{ "apostrophe before it",
	  "'v=DKIM1; k=rsa; p={rsa-2048}",
	  MAILAUTH_DKIM_UNUSABLE, 2048, "spki",
	  "E:dkim.tag-syntax@0+1" },
	{ "apostrophes around it",
	  "'p={rsa-2048}'",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.tag-syntax@0+1 I:dkim.version-absent@1+0 E:dkim.key-base64@395+1" },
	{ "apostrophes",
	  "'v=DKIM1; k=rsa; p={rsa-2048}'",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.tag-syntax@0+1 E:dkim.key-base64@411+1" },
	{ "placeholder in p",
	  "v=DKIM1; k=rsa; p=<your public key>",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dns.txt-placeholder@18+17" },
	{ "placeholder of letters",
	  "v=DKIM1; k=rsa; p=YOUR_PUBLIC_KEY",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dns.txt-placeholder@18+15" },
	{ "percent-encoded",
	  "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS%2F7TyWQHOg7hcvPapiMlrwIaaPcHURo%3D",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@35+1" },
	{ "percent but not encoded",
	  "v=DKIM1; k=rsa; p=%KEY%",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dns.txt-placeholder@18+5" },
	{ "words with dashes as long as a key",
	  "v=DKIM1; k=rsa; p=your-public-key-goes-here-and-so-on-until-it-is-long",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@22+1" },
	{ "words with dashes",
	  "v=DKIM1; k=rsa; p=your-public-key",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dns.txt-placeholder@18+15" },
	{ "trailing octets within, and no padding",
	  "v=DKIM1; k=rsa; p=MB0wDQYJKoZIhvcNAQEBBQADCQAwBgIBIwIBAwUAAA",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-base64@60+0" },
	{ "pem of a public key, encoded twice",
	  "v=DKIM1; k=rsa; p=LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUZ3d0RRWUpLb1pJaHZjTkFRRUI=",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dkim.key-pem@18+64" },
	{ "placeholder dots",
	  "v=DKIM1; k=rsa; p=MIIB...",
	  MAILAUTH_DKIM_UNUSABLE, -1, NULL,
	  "E:dns.txt-placeholder@18+7" },
	{ "placeholder alone",
	  "[DKIM record]",
	  NOT_DKIM, -1, NULL,
	  "E:dns.txt-placeholder@0+13 E:dkim.not-dkim@0+13" },
	{ "cname target",
	  "selector1-example-org._domainkey.example.onmicrosoft.com.",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.cname-in-txt@0+57 E:dkim.not-dkim@0+57" },
	{ "cname record",
	  "CNAME selector1-example-org._domainkey.example.onmicrosoft.com.",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.cname-in-txt@0+63 E:dkim.not-dkim@0+63" },
	{ "cname of one label",
	  "cname x",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.not-dkim@0+7" },
	{ "spf",
	  "v=spf1 include:example.org -all",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.not-dkim@0+31" },
	{ "spf and a tag p=",
	  "v=spf1 -all; p=x",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.not-dkim@0+16" },
	{ "dmarc",
	  "v=DMARC1; p=none",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.not-dkim@0+16" },
	{ "verification",
	  "google-site-verification=abc",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.not-dkim@0+28" },
	{ "adsp",
	  "dkim=discardable",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.not-dkim@0+16 I:dkim.adsp@0+16" },
	{ "domainkeys policy",
	  "o=~; r=postmaster@example.org",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.not-dkim@0+29 I:dkim.adsp@0+29" },
	{ "empty",
	  "",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.not-dkim@0+0" },
	{ "blank",
	  "  ",
	  NOT_DKIM, -1, NULL,
	  "E:dkim.not-dkim@0+2" },
};

static mailauth_dkim_key *
parse(const char *text, size_t len)
{
	mailauth_dkim_key *key = NULL;

	ck_assert_int_eq(mailauth_dkim_key_parse(NULL, text, len, &key), MAILAUTH_OK);
	ck_assert_ptr_nonnull(key);
	return key;
}

/* "E:id@offset+length ..." */
static const char *
problems_of(const mailauth_dkim_key *key)
{
	static char out[8192];
	const mailauth_problem *problem;
	size_t i, n = 0;

	out[0] = '\0';
	for (i = 0; (problem = mailauth_dkim_key_problem(key, i)) != NULL; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%c:%s@%zu+%zu",
		    i > 0 ? " " : "", "?IWEUS"[problem->severity], problem->id,
		    problem->offset, problem->length);
	return out;
}

/* Sentences that say more than the rule's own. */
static const struct {
	const char *record, *id, *part;
} messages[] = {
	{ "(v=DKIM1; p={rsa-2048}", "dkim.tag-syntax", "a parenthesis stands before" },
	{ "'v=DKIM1; p={rsa-2048}", "dkim.tag-syntax", "an apostrophe stands before" },
	{ "v=DKIM1; p:{rsa-2048}", "dkim.tag-syntax", "a colon stands where" },
	{ "v=DKIM1; p", "dkim.tag-syntax", "there is no \"=\"" },
	{ "v=DKIM1 k=rsa; p={rsa-2048}", "dkim.version-bad", "no semicolon after v=DKIM1" },
	{ "v=DKIM1.0; p={rsa-2048}", "dkim.version-bad", "the version is not DKIM1" },
	{ "v=DKIM1; k=rsa p={rsa-2048}", "dkim.p-missing", "the semicolon before p=" },
	{ "v=DKIM1; k=rsa", "dkim.p-missing", "has no p= tag" },
	{ "h=SHA256; p={rsa-2048}", "dkim.hash-unknown", "written in lower case" },
	{ "h=sha512; p={rsa-2048}", "dkim.hash-unknown", "does not allow sha256" },
	{ "s=Email; p={rsa-2048}", "dkim.service-type", "written in lower case" },
	{ "s=chat; p={rsa-2048}", "dkim.service-type", "neither * nor email" },
	{ "t=Y; p={rsa-2048}", "dkim.flag-unknown", "a flag in upper case" },
	{ "t=S; p={rsa-2048}", "dkim.flag-unknown", "a flag in upper case" },
	{ "t=z; p={rsa-2048}", "dkim.flag-unknown", "a flag that verifiers ignore" },
	{ "p={rsa-2048} hello", "dkim.key-base64", "characters follow the end of the key" },
	{ "p=MII%2BAAAA", "dkim.key-base64", "encoded for a URL" },
	{ "k=ed25519; p=ZDc1YTk4MDE4MmIxMGFiN2Q1NGJmZWQzYzk2NDA3M2EwZWUxNzJmM2RhYTYy"
	  "MzI1YWYwMjFhNjhmNzA3NTExYQ==", "dkim.ed25519-length", "hexadecimal" },
};

START_TEST(sentences)
{
	const mailauth_problem *problem;
	size_t len, i;
	char *text = test_key_text(messages[_i].record, &len);
	mailauth_dkim_key *key = parse(text, len);

	for (i = 0; (problem = mailauth_dkim_key_problem(key, i)) != NULL; i++)
		if (strcmp(problem->id, messages[_i].id) == 0)
			break;
	ck_assert_msg(problem != NULL && strstr(problem->message,
	    messages[_i].part) != NULL, "%s: %s", messages[_i].record,
	    problem != NULL ? problem->message : "not told");
	mailauth_dkim_key_free(key);
	free(text);
}
END_TEST

/* What must be true of any key. */
static void
check_sound(const mailauth_dkim_key *key)
{
	const mailauth_problem *problem;
	size_t i, len, last = 0;
	int errors = 0;

	(void)mailauth_dkim_key_text(key, &len);
	for (i = 0; (problem = mailauth_dkim_key_problem(key, i)) != NULL; i++) {
		ck_assert_uint_ge(problem->offset, last);
		ck_assert_uint_le(problem->offset, len);
		ck_assert_uint_le(problem->length, len - problem->offset);
		ck_assert_ptr_nonnull(problem->message);
		ck_assert_ptr_nonnull(mailauth_rule_by_code(problem->code)->fix);
		last = problem->offset;
		errors += problem->severity == MAILAUTH_SEVERITY_ERROR;
	}
	ck_assert_uint_eq(i, mailauth_dkim_key_problem_count(key));
	if (mailauth_dkim_key_verdict(key) == MAILAUTH_DKIM_UNUSABLE)
		ck_assert_int_gt(errors, 0);
	else if (mailauth_dkim_key_verdict(key) != MAILAUTH_DKIM_REVOKED)
		ck_assert_int_eq(errors, 0);
}

START_TEST(records)
{
	size_t len;
	char *text = test_key_text(cases[_i].record, &len);
	mailauth_dkim_key *key = parse(text, len);
	const char *encoding =
	    mailauth_dkim_encoding_name(mailauth_dkim_key_encoding(key));
	int is_dkim = cases[_i].verdict != NOT_DKIM;

	ck_assert_msg(strcmp(problems_of(key), cases[_i].problems) == 0,
	    "%s: problems %s", cases[_i].name, problems_of(key));
	ck_assert_msg(mailauth_dkim_key_verdict(key) ==
	    (is_dkim ? cases[_i].verdict : MAILAUTH_DKIM_UNUSABLE), "%s: verdict %s",
	    cases[_i].name, mailauth_dkim_verdict_name(mailauth_dkim_key_verdict(key)));
	ck_assert_msg(mailauth_dkim_key_bits(key) == cases[_i].bits, "%s: %d bits",
	    cases[_i].name, mailauth_dkim_key_bits(key));
	ck_assert_int_eq(mailauth_dkim_key_is_dkim(key), is_dkim);
	ck_assert_msg((encoding == NULL) == (cases[_i].encoding == NULL) &&
	    (encoding == NULL || strcmp(encoding, cases[_i].encoding) == 0),
	    "%s: encoding %s", cases[_i].name, encoding);
	check_sound(key);
	mailauth_dkim_key_free(key);
	free(text);
}
END_TEST

static int
chunk_end(int chunk)
{
	const int count = sizeof(cases) / sizeof(cases[0]), end = (chunk + 1) * CHUNK;

	return end < count ? end : count;
}

/* Cut at every octet of the first sixty and of the sound record, and at some
 * others: no octet beyond the end is read, and what is cut in the midst of its
 * key is never a usable one. */
static void
cut(const char *record, bool sound)
{
	size_t len, at, start;
	char *text = test_key_text(record, &len), *piece, *p;
	mailauth_dkim_key *key;

	p = strstr(text, "p=MI");
	start = p != NULL ? (size_t)(p - text) + 3 : len;
	for (at = 0; at < len && at < 900; at += sound || at < 60 ? 1 : 41) {
		piece = malloc(at + 1);
		memcpy(piece, text, at);
		key = parse(piece, at);
		check_sound(key);
		if (sound && at > start)
			ck_assert_msg(mailauth_dkim_key_verdict(key) ==
			    MAILAUTH_DKIM_UNUSABLE && mailauth_dkim_key_bits(key) == -1,
			    "cut at %zu: %s", at, problems_of(key));
		mailauth_dkim_key_free(key);
		free(piece);
	}
	free(text);
}

START_TEST(truncation)
{
	int i;

	for (i = _i * CHUNK; i < chunk_end(_i); i++)
		cut(cases[i].record, i == 0);
}
END_TEST

/* One octet changed to each of a few. */
static void
change(const char *record)
{
	static const char values[] = "\0\n\"\\;\xe2" "A";
	size_t len, i, k;
	char *text = test_key_text(record, &len), was;
	mailauth_dkim_key *key;

	for (i = 0; i < len && i < 500; i += i < 24 ? 1 : 61) {
		was = text[i];
		for (k = 0; k < sizeof(values) - 1; k++) {
			text[i] = values[k];
			key = parse(text, len);
			check_sound(key);
			mailauth_dkim_key_free(key);
		}
		text[i] = was;
	}
	free(text);
}

START_TEST(changed_octets)
{
	int i;

	for (i = _i * CHUNK; i < chunk_end(_i); i++)
		change(cases[i].record);
}
END_TEST

START_TEST(nul_octet)
{
	size_t len;
	char *text = test_key_text("v=DKIM1; k=rsa; p={rsa-2048}#", &len);
	mailauth_dkim_key *key;

	text[len - 1] = '\0';
	key = parse(text, len);
	ck_assert_str_eq(problems_of(key), "E:dkim.tag-syntax@410+1");
	ck_assert_int_eq(mailauth_dkim_key_verdict(key), MAILAUTH_DKIM_UNUSABLE);
	mailauth_dkim_key_free(key);
	free(text);
}
END_TEST

START_TEST(accessors)
{
	size_t len, n;
	char *text = test_key_text("v=DKIM1; h=sha256 : x; s=email:tlsrpt; t=y:s; "
	    "n=a note ; p={rsa-2048}", &len), *other;
	mailauth_dkim_key *key = parse(text, len), *same, *different;
	uint8_t *der = test_key_octets("rsa-2048", &n);
	const uint8_t *data;

	ck_assert_mem_eq(mailauth_dkim_key_text(key, NULL), text, len);
	ck_assert_mem_eq(mailauth_dkim_key_text(key, &n), text, len);
	ck_assert_uint_eq(n, len);
	ck_assert_uint_eq(mailauth_dkim_key_hash_count(key), 2);
	ck_assert_str_eq(mailauth_dkim_key_hash(key, 0), "sha256");
	ck_assert_str_eq(mailauth_dkim_key_hash(key, 1), "x");
	ck_assert_ptr_null(mailauth_dkim_key_hash(key, 2));
	ck_assert_uint_eq(mailauth_dkim_key_service_count(key), 2);
	ck_assert_str_eq(mailauth_dkim_key_service(key, 1), "tlsrpt");
	ck_assert_ptr_null(mailauth_dkim_key_service(key, 2));
	ck_assert_uint_eq(mailauth_dkim_key_flag_count(key), 2);
	ck_assert_str_eq(mailauth_dkim_key_flag(key, 0), "y");
	ck_assert_int_eq(mailauth_dkim_key_testing(key), 1);
	ck_assert_int_eq(mailauth_dkim_key_strict(key), 1);
	ck_assert_int_eq(mailauth_dkim_key_type(key), MAILAUTH_DKIM_TYPE_RSA);
	ck_assert_str_eq(mailauth_dkim_key_type_name(key), "rsa");
	ck_assert_mem_eq(mailauth_dkim_key_tag(key, "n", &n), "a note", 6);
	ck_assert_uint_eq(n, 6);
	ck_assert_ptr_null(mailauth_dkim_key_tag(key, "N", &n));
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_eq(mailauth_dkim_key_data(key, NULL),
	    mailauth_dkim_key_data(key, &n));
	data = mailauth_dkim_key_data(key, &n);
	ck_assert_uint_eq(n, 294);
	ck_assert_mem_eq(data, der, n);
	data = mailauth_dkim_key_modulus(key, &n);
	ck_assert_uint_eq(n, 256);
	ck_assert_mem_eq(data, der + 33, n);
	data = mailauth_dkim_key_exponent(key, &n);
	ck_assert_uint_eq(n, 3);
	ck_assert_mem_eq(data, "\1\0\1", 3);

	other = test_key_text("p={rsa-2048}", &n);
	same = parse(other, n);
	free(other);
	ck_assert_uint_eq(mailauth_dkim_key_hash_count(same), 0);
	ck_assert_str_eq(mailauth_dkim_key_service(same, 0), "*");
	ck_assert_int_eq(mailauth_dkim_key_same(key, same), 1);
	other = test_key_text("p={pkcs1-2048}", &n);
	different = parse(other, n);
	free(other);
	/* the two were made from one private key */
	ck_assert_int_eq(mailauth_dkim_key_same(key, different), 1);
	mailauth_dkim_key_free(different);
	other = test_key_text("p={rsa-1024}", &n);
	different = parse(other, n);
	free(other);
	ck_assert_int_eq(mailauth_dkim_key_same(key, different), 0);
	mailauth_dkim_key_free(different);
	different = parse("hello", 5);
	ck_assert_ptr_null(mailauth_dkim_key_type_name(different));
	mailauth_dkim_key_free(different);
	different = parse("p=", 2);
	ck_assert_int_eq(mailauth_dkim_key_same(different, different), 0);
	ck_assert_ptr_null(mailauth_dkim_key_modulus(different, &n));
	mailauth_dkim_key_free(different);
	mailauth_dkim_key_free(same);
	mailauth_dkim_key_free(key);
	mailauth_dkim_key_free(NULL);
	free(der);
	free(text);
}
END_TEST

/* Two records publish one key if all numbers are the same. */
START_TEST(same_keys)
{
	static const struct {
		const char *a, *b;
		int same;
	} pairs[] = {
		{ "p={rsa-2048}", "v=DKIM1; k=rsa; p={pkcs1-2048};", 1 },
		{ "p={rsa-2048}", "p={rsa-1024}", 0 },
		{ "p={rsa-2048}", "p={rsa-3072}", 0 },
		/* one modulus, two exponents: two keys */
		{ "p={e-3}", "p={e-17}", 0 },
		{ "p={e-3}", "p={e-65539}", 0 },
		{ "k=ed25519; p={ed25519}", "k=ed25519; p={ed25519-spki}", 1 },
		{ "k=ed25519; p={ed25519}", "k=ed25519; p={ed25519-zero}", 0 },
		{ "k=ed25519; p={ed25519}", "p={rsa-2048}", 0 },
		/* nothing is the same as nothing */
		{ "p=", "p=", 0 },
	};
	size_t alen, blen;
	char *atext = test_key_text(pairs[_i].a, &alen);
	char *btext = test_key_text(pairs[_i].b, &blen);
	mailauth_dkim_key *a = parse(atext, alen), *b = parse(btext, blen);

	ck_assert_msg(mailauth_dkim_key_same(a, b) == pairs[_i].same &&
	    mailauth_dkim_key_same(b, a) == pairs[_i].same, "%s, %s", pairs[_i].a,
	    pairs[_i].b);
	mailauth_dkim_key_free(a);
	mailauth_dkim_key_free(b);
	free(atext);
	free(btext);
}
END_TEST

/* A name without "=" is no tag. */
START_TEST(tag_without_value)
{
	const char *text = "v=DKIM1; n; s=; p=";
	mailauth_dkim_key *key = parse(text, strlen(text));
	size_t len = 7;

	ck_assert_ptr_null(mailauth_dkim_key_tag(key, "n", &len));
	ck_assert_uint_eq(len, 0);
	len = 7;
	ck_assert_ptr_nonnull(mailauth_dkim_key_tag(key, "s", &len));
	ck_assert_uint_eq(len, 0);
	mailauth_dkim_key_free(key);
}
END_TEST

/* However many remarks there are, the error behind them is told. */
START_TEST(crowd_of_remarks)
{
	char text[1024];
	mailauth_dkim_key *key;
	size_t n, i, count;

	n = (size_t)sprintf(text, "v=DKIM1;");
	for (i = 0; i < 60; i++)
		n += (size_t)sprintf(text + n, " x%zu=1;", i);
	n += (size_t)sprintf(text + n, " p=!");
	key = parse(text, n);
	check_sound(key);
	count = mailauth_dkim_key_problem_count(key);
	ck_assert_uint_eq(count, LIMIT_PROBLEMS / 2 + 1);
	ck_assert_str_eq(mailauth_dkim_key_problem(key, 0)->id, "dkim.tag-unknown");
	ck_assert_str_eq(mailauth_dkim_key_problem(key, count - 1)->id,
	    "dkim.key-base64");
	ck_assert_int_eq(mailauth_dkim_key_verdict(key), MAILAUTH_DKIM_UNUSABLE);
	mailauth_dkim_key_free(key);
}
END_TEST

START_TEST(tolerances)
{
	size_t len;
	char *text = test_key_text("k=rsa; v=DKIM1; p={pkcs1-2048}", &len);
	mailauth_dkim_key *key = parse(text, len);
	const mailauth_dkim_tolerance *note;

	ck_assert_uint_eq(mailauth_dkim_key_tolerance_count(key), 2);
	note = mailauth_dkim_key_tolerance(key, 0);
	ck_assert_int_eq(note->code, MAILAUTH_RULE_DKIM_KEY_PKCS1);
	ck_assert_str_eq(note->id, "dkim.key-pkcs1");
	ck_assert_ptr_nonnull(strstr(note->message, "rspamd"));
	ck_assert_str_eq(mailauth_dkim_key_tolerance(key, 1)->id,
	    "dkim.version-not-first");
	ck_assert_ptr_null(mailauth_dkim_key_tolerance(key, 2));
	mailauth_dkim_key_free(key);
	free(text);
	key = parse("v=DKIM1; p=", 11);
	ck_assert_uint_eq(mailauth_dkim_key_tolerance_count(key), 0);
	mailauth_dkim_key_free(key);
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(mailauth_dkim_verdict_name(MAILAUTH_DKIM_OK), "ok");
	ck_assert_str_eq(mailauth_dkim_verdict_name(MAILAUTH_DKIM_WEAK), "weak");
	ck_assert_ptr_null(mailauth_dkim_verdict_name(-1));
	ck_assert_ptr_null(mailauth_dkim_encoding_name(MAILAUTH_DKIM_ENCODING_NONE));
	ck_assert_ptr_null(mailauth_dkim_encoding_name(99));
}
END_TEST

START_TEST(too_long)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	char *text = calloc(1, 65536);
	mailauth_dkim_key *key;

	/* as an answer of DNS hands it over */
	ck_assert_int_eq(mailauth__dkim_key_parse(arena, text, 65536, &key),
	    MAILAUTH_ERR_LIMIT);
	ck_assert_ptr_null(key);
	mailauth__arena_free(arena);

	ck_assert_int_eq(mailauth_dkim_key_parse(NULL, text, 65536, &key),
	    MAILAUTH_ERR_LIMIT);
	ck_assert_ptr_null(key);
	key = parse(text, 65535);
	mailauth_dkim_key_free(key);
	free(text);
}
END_TEST

/* 64 KiB of what could make a parser slow: time grows with the length, so even
 * a slow machine under a sanitizer is far from this limit. */
START_TEST(linear)
{
	static const struct {
		const char *head, *unit;
	} shapes[] = {
		{ "v=DKIM1; p=", "A" }, { "v=DKIM1; p=", "A " }, { "v=DKIM1; p=", "=" },
		{ "v=DKIM1; p=", "\"" }, { "v=DKIM1; p=", "\\" }, { "v=DKIM1; p=", "MI" },
		{ "v=DKIM1; p=A", ";" }, { "v=DKIM1; p=;", "a;" }, { "", "n=\";" },
		{ "", "\xe2\x80\x9c" }, { "n=", "\xc3\xbc" }, { "", "-----BEGIN " },
		{ "v=DKIM1; h=", ":" }, { "v=DKIM1; t=", "y:" }, { "v=DKIM1; h=", "a:" },
		{ "", "\r\n " }, { "", "v=dkim" }, { "", "p" }, { "", "=" },
		{ "v=DKIM1; p=", "-----BEGIN KEY-----" }, { "x", " " },
	};
	size_t len = strlen(shapes[_i].head), unit = strlen(shapes[_i].unit);
	char *text = malloc(65535 + unit);
	mailauth_dkim_key *key;
	clock_t from = clock();

	memcpy(text, shapes[_i].head, len);
	for (; len < 65535; len += unit)
		memcpy(text + len, shapes[_i].unit, unit);
	key = parse(text, 65535);
	check_sound(key);
	mailauth_dkim_key_free(key);
	free(text);
	ck_assert_int_lt((clock() - from) / (CLOCKS_PER_SEC / 1000), 500);
}
END_TEST

struct parse_arg {
	const char *text;
	size_t length;
};

static int
parse_once(const mailauth_config *cfg, void *arg)
{
	const struct parse_arg *in = arg;
	mailauth_dkim_key *key;
	int rc = mailauth_dkim_key_parse(cfg, in->text, in->length, &key);

	ck_assert((rc == 0) == (key != NULL));
	mailauth_dkim_key_free(key);
	return rc;
}

START_TEST(allocations)
{
	struct parse_arg arg;
	char *text;
	int i;

	for (i = _i * CHUNK; i < chunk_end(_i); i++) {
		text = test_key_text(cases[i].record, &arg.length);
		arg.text = text;
		ck_assert_uint_ge(alloc_each_failing(parse_once, &arg), 1);
		ck_assert_uint_gt(alloc_each_cap(parse_once, &arg), 1);
		free(text);
	}
}
END_TEST

/* What is told of records found in the wild does not change unseen. */
START_TEST(real_records)
{
	size_t counts[4] = { 0 }, others = 0;
	char *text = test_shared("data/real/dkim.txt", NULL), *line, *end;
	mailauth_dkim_key *key;

	if (text == NULL)
		return;
	for (line = text; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		key = parse(line, (size_t)(end - line));
		check_sound(key);
		counts[mailauth_dkim_key_verdict(key)]++;
		others += !mailauth_dkim_key_is_dkim(key);
		mailauth_dkim_key_free(key);
		end += *end == '\n';
	}
	free(text);
	ck_assert_uint_eq(counts[MAILAUTH_DKIM_OK], 19);
	ck_assert_uint_eq(counts[MAILAUTH_DKIM_WEAK], 94);
	ck_assert_uint_eq(counts[MAILAUTH_DKIM_REVOKED], 1);
	ck_assert_uint_eq(counts[MAILAUTH_DKIM_UNUSABLE], 14);
	ck_assert_uint_eq(others, 7);
}
END_TEST

int
main(void)
{
	const int count = sizeof(cases) / sizeof(cases[0]);
	const int chunks = (count + CHUNK - 1) / CHUNK;
	Suite *suite = suite_create("dkim_key");
	TCase *tcase = tcase_create("records");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, records, 0, count);
	tcase_add_loop_test(tcase, sentences, 0,
	    sizeof(messages) / sizeof(messages[0]));
	tcase_add_loop_test(tcase, truncation, 0, chunks);
	tcase_add_loop_test(tcase, changed_octets, 0, chunks);
	tcase_add_loop_test(tcase, allocations, 0, chunks);
	tcase_add_loop_test(tcase, linear, 0, 21);
	tcase_add_test(tcase, nul_octet);
	tcase_add_test(tcase, accessors);
	tcase_add_loop_test(tcase, same_keys, 0, 9);
	tcase_add_test(tcase, tag_without_value);
	tcase_add_test(tcase, crowd_of_remarks);
	tcase_add_test(tcase, tolerances);
	tcase_add_test(tcase, names);
	tcase_add_test(tcase, too_long);
	tcase_add_test(tcase, real_records);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
