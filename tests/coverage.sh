#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Sums up gcov's figures for libmailauth/ after `make coverage' has run the
# tests in a folder configured with --enable-coverage.
#
#	coverage.sh SOURCE FOLDER

set -eu
src=$1 folder=$2
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
done | awk -v src="$src/" '
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
		}
		close("sort")
		if (nl == 0) { print "no coverage data"; exit 1 }
		printf "%-44s %7.2f%% of %4d lines %7.2f%% of %4d branches\n",
			"all of libmailauth", l / nl, nl, nb ? b / nb : 100, nb
	}'
