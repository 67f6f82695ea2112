#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Instructions a record and a check, by callgrind: what a second pass adds to
# the first.  Times vary from run to run; these do not.
#
#	instructions.sh FOLDER, with bench_records and bench_check in it

set -u
command -v valgrind >/dev/null || { echo "no valgrind, no instruction counts"; exit 0; }
collected() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 |
		sed -n 's/.*Collected : *//p'
}
# added BENCH WHAT WHO UNITS: instructions a unit
added() {
	one=$(collected "$1/$2" "$3" "$4" 1)
	two=$(collected "$1/$2" "$3" "$4" 2)
	echo $(((${two:-0} - ${one:-0}) / $5))
}
# table KIND WHO COUNT: one row, with the ratio to libmailauth's count before it
table() {
	[ "$2" != libmailauth ] || ours=$3
	awk -v k="$1" -v w="$2" -v n="$3" -v o="$ours" 'BEGIN {
		printf "%-12s %-14s %12d %7.2fx\n", k, w, n, o ? n / o : 0
	}'
}

ours=1
printf '%-12s %-14s %12s %8s\n' instructions library count ratio
"$1/bench_records" | awk 'NR > 1 { print $1, $2 }' | while read -r kind who; do
	table "$kind" "$who" "$(added "$1" bench_records "$kind" "$who" 2000)"
done
"$1/bench_check" | awk 'NR > 1 { print $1, $3 }' | while read -r domain peer; do
	table "$domain" libmailauth "$(added "$1" bench_check "$domain" libmailauth 1)"
	[ "$peer" = 0 ] ||
		table "$domain" libspf2 "$(added "$1" bench_check "$domain" libspf2 1)"
done
