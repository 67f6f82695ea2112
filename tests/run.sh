#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs test programs and shell checks and adds up what they say.
#
#	run.sh DIR JOBS TEST...
#
# A TEST is a Check suite (its last line says "N%: Checks: N, Failures: N,
# Errors: N") or a shell check *.sh (lines "ok NAME", "not ok NAME: why" and
# "skip NAME: why").  A suite may print "SKIP: why" for a test that could not
# run; that test then counts as skipped, not as passed.  The output of each
# goes to DIR/NAME.log and is shown when something failed.  The last line is
# "N passed, N failed", with ", N skipped" when there are any.

set -u
dir=$1 jobs=$2
shift 2
mkdir -p "$dir" || exit 1

# run_one TEST: called by xargs below, in a shell of its own
if [ "${RUN_ONE:-}" = 1 ]; then
	test=$1
	name=$(basename "$test" .sh)
	rc=0
	case $test in
	*.sh) sh "$test" >"$dir/$name.log" 2>&1 </dev/null || rc=$? ;;
	*) ${TEST_WRAPPER:-} "$test" >"$dir/$name.log" 2>&1 </dev/null ||
		rc=$? ;;
	esac
	echo "$rc" >"$dir/$name.rc"
	exit 0
fi

names=
for test in "$@"; do
	name=$(basename "$test" .sh)
	rm -f "$dir/$name.log" "$dir/$name.rc"
	names="$names $name"
done

[ $# -eq 0 ] || printf '%s\n' "$@" |
	RUN_ONE=1 xargs -n 1 -P "$jobs" sh "$0" "$dir" "$jobs"

# count LOG RC: prints "passed failed skipped" for one log
count() {
	awk -v rc="$2" '
	/^[0-9]+%: Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+/ {
		gsub(/[^0-9 ]/, " ")
		checks += $2; bad += $3 + $4; seen = 1
	}
	/^SKIP: / { suite_skips++ }
	/^ok / { good++; seen = 1 }
	/^not ok / { bad++; seen = 1 }
	/^skip / { skips++; seen = 1 }
	END {
		pass = good + checks - (checks ? bad : 0) - suite_skips
		if (pass < 0)
			pass = 0
		# a crash, a sanitizer report, or a test that ran nothing
		if ((rc != 0 && bad == 0) || !seen)
			bad++
		print pass + 0, bad + 0, skips + suite_skips + 0
	}' "$1"
}

passed=0 failed=0 skipped=0
for name in $names; do
	log=$dir/$name.log
	rc=$(cat "$dir/$name.rc" 2>/dev/null) || rc=127
	[ -f "$log" ] || : >"$log"
	# shellcheck disable=SC2046
	set -- $(count "$log" "$rc")
	passed=$((passed + $1))
	failed=$((failed + $2))
	skipped=$((skipped + $3))
	if [ "$2" -ne 0 ]; then
		echo "FAIL $name ($1 passed, $2 failed, exit status $rc)"
		sed 's/^/    /' "$log" | tail -n "${LOG_LINES:-60}"
	elif [ "$3" -ne 0 ]; then
		echo "ok   $name ($1 passed, $3 skipped)"
		grep -E '^(SKIP:|skip) ' "$log" | sort -u | head -n 5 |
			sed 's/^/    /'
	else
		echo "ok   $name ($1 passed)"
	fi
done

total="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || total="$total, $skipped skipped"
echo "$total"
[ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
