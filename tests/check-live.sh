#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What only shows over real sockets: see tests/live/.

status=0
sh "${srcdir:-.}/tests/live/run.sh" || status=1
sh "${srcdir:-.}/tests/live/authoritative.sh" || status=1
exit $status
