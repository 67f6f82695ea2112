# SPDX-License-Identifier: BSD-2-Clause
# What the checks of one program each share; read by them with ".", after they
# have gone to the source folder and set $program.  $common holds arguments of
# each run, $fixed is -F where what is expected is a text and not a pattern.

bad=0
common=${common:-}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

[ -x "$program" ] || { echo "skip ${program##*/}: not built"; exit 0; }

# run ARGS: output in $tmp/out, diagnostics in $tmp/err, status in $status
run() {
	# shellcheck disable=SC2086
	"$program" $common "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}

# expect NAME STATUS [PATTERN [FILE]]: the last run ended so and says so
expect() {
	if [ "$status" != "$2" ]; then
		echo "not ok $1: exit status $status, want $2"
		sed 's/^/    /' "$tmp/out" "$tmp/err"
		bad=1
	elif [ -n "${3:-}" ] && ! grep -q ${fixed:-} -e "$3" "$tmp/${4:-out}"; then
		echo "not ok $1: no \"$3\" in"
		sed 's/^/    /' "$tmp/${4:-out}"
		bad=1
	else
		echo "ok $1"
	fi
}

# json NAME: the last output is one line of JSON
json() {
	if [ "$(wc -l <"$tmp/out")" -ne 1 ]; then
		echo "not ok $1: not one line"
		bad=1
	elif command -v python3 >/dev/null &&
	    ! python3 -c 'import json, sys; json.load(sys.stdin)' <"$tmp/out"; then
		echo "not ok $1: no JSON"
		bad=1
	else
		echo "ok $1"
	fi
}
