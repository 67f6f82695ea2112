#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Packs the tracked files and configure into a reproducible tarball.
#
#	dist.sh SOURCE NAME WORK-FOLDER TARBALL

set -eu
src=$1 name=$2 work=$3 tarball=$4

git -C "$src" rev-parse --git-dir >/dev/null 2>&1 || {
	echo "make dist: $src is not a git checkout" >&2
	exit 1
}
tar --version 2>/dev/null | grep -q GNU || {
	echo "make dist: GNU tar is needed" >&2
	exit 1
}
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$src" log -1 --format=%ct)}

rm -rf "$work"
mkdir -p "$work/$name"
{ git -C "$src" ls-files; echo configure; } |
	while IFS= read -r file; do
		# a file deleted but not yet committed is left out
		[ -e "$src/$file" ] && printf '%s\n' "$file"
	done | LC_ALL=C sort -u >"$work/files"
tar -C "$src" -cf - -T "$work/files" | tar -C "$work/$name" -xf -
LC_ALL=C tar -C "$work" -cf - --sort=name --format=ustar --owner=0 --group=0 \
	--numeric-owner --mode=u=rwX,go=rX --mtime="@$epoch" "$name" |
	gzip -9n >"$tarball.new"
mv "$tarball.new" "$tarball"
rm -rf "$work"
