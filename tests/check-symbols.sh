#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The shared library exports exactly what libmailauth.map lists and the public
# headers declare; the archive defines no global name that could clash with
# another library.

cd "${srcdir:-.}" || exit 1
builddir=${builddir:-build}
NM=${NM:-nm}
bad=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

verdict() {
	if [ -z "$2" ]; then
		echo "ok $1"
	else
		printf '%s\n' "$2"
		echo "not ok $1"
		bad=1
	fi
}

# differ FILE1 WORD1 FILE2 WORD2: the lines that only one of them has
differ() {
	comm -23 "$1" "$3" | sed "s/\$/: $2, not $4/"
	comm -13 "$1" "$3" | sed "s/\$/: $4, not $2/"
}

LC_ALL=C
export LC_ALL
sed -n 's/^[[:space:]]*\(mailauth_[a-z0-9_]*\);$/\1/p' \
	libmailauth/libmailauth.map >"$tmp/map.raw"
verdict "libmailauth.map holds only names, sorted within a node" "$(
	awk '/^LIBMAILAUTH_/ { last = "" }
	/;$/ && !/^\t\tmailauth_[a-z0-9_]*;$/ && !/^\t\t\*;$/ && !/^}/ {
		print "not a symbol: " $0
	}
	/^\t\tmailauth_/ {
		if (last != "" && $1 <= last) print $1 " stands after " last
		last = $1
	}' libmailauth/libmailauth.map)"
sort -u "$tmp/map.raw" >"$tmp/map"

case ${SHLIB_KIND:-elf} in
elf)
	$NM -D --defined-only "$builddir/lib/libmailauth.so" |
		awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' |
		sort -u >"$tmp/so"
	;;
dylib)
	$NM -gU "$builddir/lib/libmailauth.dylib" |
		awk '{ sub(/^_/, "", $3); print $3 }' | sort -u >"$tmp/so"
	;;
esac
verdict "the shared library exports the map" "$(
	differ "$tmp/so" "in the library" "$tmp/map" "in the map")"

cat include/mailauth.h include/mailauth/*.h 2>/dev/null | tr '\n' ' ' |
	sed 's:/\*:\n/*:g; s:\*/:*/\n:g' | grep -v '^/\*' | tr -d '\n' |
	sed 's/;/;\n/g' |
	sed -n 's/.*MAILAUTH_API [^(]*[ *]\(mailauth_[a-z0-9_]*\) *(.*/\1/p' |
	sort -u >"$tmp/header"
verdict "the headers declare the map" "$(
	differ "$tmp/header" "in a header" "$tmp/map" "in the map")"

verdict "the archive defines mailauth names only" "$(
	$NM -g "$builddir/lib/libmailauth.a" 2>/dev/null |
	awk 'NF == 3 && $2 ~ /[TDBRVWC]/ { sub(/^_/, "", $3) } NF == 3 && $2 ~ /[TDBRVWC]/ && $3 !~ /^mailauth_/ && $3 !~ /^_?_?(asan|odr_asan|ubsan|llvm|gcov|afl|sancov|start|stop)/ { print $3 }' |
	sort -u)"

# The commands show how to build on the library, so they use what it exports.
verdict "the programs use public functions only" "$(
	find "$builddir/obj/examples" -name '*.o' 2>/dev/null |
	while read -r object; do
		$NM -u "$object" | grep -o 'mailauth__[a-z0-9_]*' |
			sed "s|^|$(basename "$object"): |"
	done)"

exit $bad
