#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Sums up gcov's figures for libmailauth/ after `make coverage' has run the
# tests in a folder configured with --enable-coverage.
#
#	coverage.sh SOURCE FOLDER [ALL RECORD]
#
# With the last two it says in the end whether ALL percent of all branches and
# RECORD percent of those in record/ and base/ were taken.

set -eu
src=$1 folder=$2 floor=${3:-} record_floor=${4:-}
cd "$folder"
# the tools of the compiler that built it
gcov=${GCOV:-gcov}
case $(sed -n 's/^CC = //p' config.mk) in
*clang*) gcov=${GCOV:-llvm-cov gcov} ;;
esac
mkdir -p gcov
find build/obj/libmailauth -name '*.gcno' | LC_ALL=C sort |
while read -r data; do
	# shellcheck disable=SC2086
	(cd gcov && $gcov -b -c -o "../$(dirname "$data")" "../$data") 2>/dev/null
done | awk -v src="$src/" -v floor="$floor" -v record_floor="$record_floor" '
	/^File / {
		file = $0
		gsub(/^File .|.$/, "", file)
		sub(src, "", file)
		sub(/^.*\/libmailauth\//, "libmailauth/", file)
		want = file ~ /^libmailauth\/.*\.c$/
	}
	want && /^Lines executed:/ {
		split($0, p, /[:% ]+/); lines[file] = p[3]; nlines[file] = $NF
	}
	want && /^Taken at least once:/ {
		match($0, /:[0-9.]+%/)
		taken[file] = substr($0, RSTART + 1, RLENGTH - 2)
		nbranches[file] = $NF
		want = 0
	}
	END {
		for (f in lines) {
			printf "%-44s %7.2f%% of %4d lines %7.2f%% of %4d branches\n",
				f, lines[f], nlines[f], taken[f], nbranches[f] | "sort"
			l += lines[f] * nlines[f]; nl += nlines[f]
			b += taken[f] * nbranches[f]; nb += nbranches[f]
			if (f ~ /\/(record|base)\//) {
				r += taken[f] * nbranches[f]; nr += nbranches[f]
			}
		}
		close("sort")
		if (nl == 0) { print "no coverage data"; exit 1 }
		printf "%-44s %7.2f%% of %4d lines %7.2f%% of %4d branches\n",
			"all of libmailauth", l / nl, nl, nb ? b / nb : 100, nb
		if (floor == "")
			exit 0
		good = b / nb >= floor + 0
		good_record = r / nr >= record_floor + 0
		printf "%s %.2f%% of all branches, %.2f%% of those in record and base\n",
			good && good_record ? "ok" : "not ok", b / nb, r / nr
		printf "%d passed, %d failed\n", good + good_record, 2 - good - good_record
		exit !(good && good_record)
	}'
