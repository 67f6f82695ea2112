#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs libFuzzer targets and adds up what they did.
#
#	run.sh SOURCE-FOLDER WORK-FOLDER SECONDS JOBS NAME...
#
# Seeds come from SOURCE/NAME.in, SOURCE/NAME.repro and SOURCE/NAME.corpus, words
# from SOURCE/NAME.dict; what grows stays in WORK/corpus/NAME, crashes in
# WORK/crashes.  Move a crash into SOURCE/NAME.repro and fix it.

set -u
src=$1 work=$2 seconds=$3 jobs=$4
shift 4

if [ "${RUN_ONE:-}" = 1 ]; then
	name=$1
	mkdir -p "$work/corpus/$name" "$work/crashes" "$work/logs"
	[ ! -f "$src/$name.corpus" ] ||
		"$work/bin/pack" -u "$src/$name.corpus" "$work/corpus/$name"
	set -- "$work/corpus/$name" "$src/$name.in"
	[ ! -d "$src/$name.repro" ] || set -- "$@" "$src/$name.repro"
	[ ! -f "$src/$name.dict" ] || set -- "$@" "-dict=$src/$name.dict"
	# what such a program says is not wanted
	[ "$name" != fuzz_options ] || set -- "$@" -close_fd_mask=3
	"$work/bin/$name" -max_total_time="$seconds" -timeout=10 \
		-rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$work/crashes/$name-" "$@" \
		>"$work/logs/$name.log" 2>&1
	echo "$?" >"$work/logs/$name.rc"
	exit 0
fi

[ $# -gt 0 ] || { echo "no fuzz targets"; exit 1; }
printf '%s\n' "$@" |
	RUN_ONE=1 xargs -n 1 -P "$jobs" sh "$0" "$src" "$work" "$seconds" "$jobs"

total=0 bad=0
for name in "$@"; do
	log=$work/logs/$name.log
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	total=$((total + ${runs:-0}))
	if [ "$(cat "$work/logs/$name.rc")" = 0 ]; then
		printf '%-28s %12s executions\n' "$name" "${runs:-0}"
	else
		printf '%-28s %12s executions, then FAILED:\n' "$name" "${runs:-0}"
		grep -E '^(==[0-9]+==ERROR|SUMMARY|.*runtime error|Test unit written)' \
			"$log" | head -n 5
		bad=$((bad + 1))
	fi
done
echo "$total executions, $bad targets failed"
[ "$bad" -eq 0 ]
