#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What only shows over real sockets: see tests/live/run.sh.

exec sh "${srcdir:-.}/tests/live/run.sh"
