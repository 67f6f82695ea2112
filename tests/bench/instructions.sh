#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Instructions a record, by callgrind: what a second pass over the corpus adds
# to the first.  Times vary from run to run; these do not.
#
#	instructions.sh BENCH_RECORDS

set -u
command -v valgrind >/dev/null || { echo "no valgrind, no instruction counts"; exit 0; }
collected() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 |
		sed -n 's/.*Collected : *//p'
}
ours=1
printf '%-8s %-14s %16s %8s\n' record library instructions ratio
"$1" | awk 'NR > 1 { print $1, $2 }' | while read -r kind who; do
	one=$(collected "$1" "$kind" "$who" 1)
	two=$(collected "$1" "$kind" "$who" 2)
	per=$(((${two:-0} - ${one:-0}) / 2000))
	[ "$who" != libmailauth ] || ours=$per
	awk -v k="$kind" -v w="$who" -v n="$per" -v o="$ours" 'BEGIN {
		printf "%-8s %-14s %16d %7.2fx\n", k, w, n, o ? n / o : 0
	}'
done
