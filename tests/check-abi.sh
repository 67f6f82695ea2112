#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The ABI against the description stored at the last release.  New functions are
# fine.  Any other difference fails: a field added at the end of a view is
# harmless, yet somebody has to look and say so with `make update-abi'; all else
# needs a new SONAME.

cd "${srcdir:-.}" || exit 1
builddir=${builddir:-build}
stored=tests/abi/libmailauth.abi

if ! command -v abidiff >/dev/null; then
	echo "skip the ABI: no abidiff"
	exit 0
fi
if [ -n "${SANITIZERS:-}" ] || [ "${SHLIB_KIND:-elf}" != elf ]; then
	echo "skip the ABI: not a plain ELF build"
	exit 0
fi
if [ ! -f $stored ]; then
	echo "not ok there is no $stored: make update-abi"
	exit 1
fi
if [ "$(sed -n "s/.*architecture='\([^']*\)'.*/\1/p" $stored | head -n 1)" != \
    "elf-amd-x86_64" ] || [ "$(uname -m)" != x86_64 ]; then
	echo "skip the ABI: the stored description is of another architecture"
	exit 0
fi

out=$(abidiff --no-added-syms --headers-dir2 include --drop-private-types \
	$stored "$builddir/lib/libmailauth.so" 2>&1)
rc=$?
printf '%s\n' "$out"
if [ $rc -ne 0 ]; then
	echo "not ok the ABI is the stored one, with functions added at most"
	exit 1
fi
echo "ok the ABI is the stored one, with functions added at most"
