#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The reference: doxygen reads every public header without a warning.

cd "${srcdir:-.}" || exit 1

if ! command -v doxygen >/dev/null; then
	echo "skip the reference: no doxygen"
	exit 0
fi
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
out=$(DOC_OUTPUT=$tmp DOC_VERSION=${VERSION:-0} doxygen man/Doxyfile 2>&1)
rc=$?
if [ $rc -ne 0 ] || [ -n "$out" ]; then
	printf '%s\n' "$out" | sort -u
	echo "not ok doxygen has no warnings"
	exit 1
fi
echo "ok doxygen has no warnings"
