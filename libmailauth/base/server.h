/* SPDX-License-Identifier: BSD-2-Clause */
/* Name servers as people write them. */
#ifndef BASE_SERVER_H
#define BASE_SERVER_H

#include <stdbool.h>

/* "ADDR@65535" with an IPv6 address and its zone, and a NUL. */
#define SERVER_TEXT 80

/* Is it "ADDR" or "ADDR@PORT" (1..65535), an IPv6 ADDR perhaps with a %zone, in
 * less than SERVER_TEXT octets? */
bool mailauth__server_valid(const char *text);

#endif
