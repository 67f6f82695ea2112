#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# gcc -fanalyzer, clang-tidy and cppcheck over the library and the programs, as
# many of them as are installed.  What analyse.known explains is not told again;
# anything else is a failure.
#
#	analyse.sh WORK-FOLDER JOBS CPPFLAGS...      in the source folder

set -u
work=$1 jobs=$2
shift 2
mkdir -p "$work" || exit 1
sources=$(ls libmailauth/*/*.c examples/mailauth-*.c examples/common/*.c examples/check/*.c)
: >"$work/found"
ran=

if command -v cppcheck >/dev/null; then
	ran="$ran cppcheck"
	# ctuuninitvar takes every out parameter for a read
	# shellcheck disable=SC2086
	cppcheck --quiet --std=c11 --enable=warning,portability,performance \
		--inline-suppr --suppress=missingIncludeSystem --suppress=ctuuninitvar \
		--template='{file}:{line}: {message} [{id}]' "$@" $sources \
		2>"$work/cppcheck"
	grep -E '^[^ ]+:[0-9]+: .*\[[A-Za-z0-9_]+\]$' "$work/cppcheck" >>"$work/found"
fi
if gcc --version >/dev/null 2>&1; then
	ran="$ran gcc"
	# shellcheck disable=SC2086
	printf '%s\n' $sources | xargs -P "$jobs" -I '{}' gcc "$@" -std=c11 -O1 \
		-fanalyzer -Wno-analyzer-too-complex -c -o /dev/null '{}' \
		2>"$work/gcc"
	grep -E 'warning:|error:' "$work/gcc" >>"$work/found"
fi
if command -v clang-tidy >/dev/null; then
	ran="$ran clang-tidy"
	# shellcheck disable=SC2086
	printf '%s\n' $sources | xargs -P "$jobs" -I '{}' clang-tidy --quiet '{}' -- \
		-std=c11 "$@" >"$work/clang-tidy" 2>/dev/null
	grep -E 'warning:|error:' "$work/clang-tidy" >>"$work/found"
fi
[ -n "$ran" ] || { echo "skip analysers: none is installed"; exit 0; }

sed "s|^$PWD/||" "$work/found" | sort -u >"$work/all"
awk -F '\t' '
	FNR == NR { if ($0 !~ /^#/) known[$1 "\t" $2] = 1; next }
	{
		file = $0
		sub(/:.*/, "", file)
		ids = $0
		sub(/.*\[/, "", ids)
		sub(/\]$/, "", ids)
		n = split(ids, id, ",")
		for (i = 1; i <= n; i++)
			if ((file "\t" id[i]) in known) {
				explained++
				next
			}
		print
		left++
	}
	END {
		printf "%d findings explained in tests/analyse.known, %d not\n",
		    explained, left
		exit left > 0
	}' tests/analyse.known "$work/all"
rc=$?
echo "analysed by$ran"
exit $rc
