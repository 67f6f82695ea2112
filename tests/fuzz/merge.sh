#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Keeps of what fuzzing has found the fewest inputs that reach as many edges, in
# SOURCE/NAME.corpus.  Inputs of more than 4,096 octets are left out.
#
#	merge.sh SOURCE-FOLDER WORK-FOLDER NAME...

set -u
src=$1 work=$2
shift 2
for name; do
	few=$work/few/$name
	rm -rf "$few"
	mkdir -p "$few" "$work/corpus/$name"
	[ ! -f "$src/$name.corpus" ] ||
		"$work/bin/pack" -u "$src/$name.corpus" "$work/corpus/$name"
	set -- "$few" "$work/corpus/$name" "$src/$name.in"
	[ ! -d "$src/$name.repro" ] || set -- "$@" "$src/$name.repro"
	"$work/bin/$name" -set_cover_merge=1 -use_counters=0 -max_len=4096 "$@" \
		>"$work/logs/$name.merge" 2>&1 || {
		echo "$name: the merge failed, see $work/logs/$name.merge"
		exit 1
	}
	find "$few" -type f -size -9 -exec "$work/bin/pack" {} + | LC_ALL=C sort -u \
		>"$src/$name.corpus"
	printf '%-28s %6s inputs\n' "$name" "$(wc -l <"$src/$name.corpus")"
done
