/* SPDX-License-Identifier: BSD-2-Clause */
/* The answers of a master file. */
#include "support/drive.h"

int
drive_zone_answer(void *zone, const char *name, uint16_t type, mailauth_answer **out)
{
	return mailauth_zone_answer(zone, name, type, out);
}
