#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every C program printed in README.md and in the EXAMPLES of the manual pages
# of section 3 compiles as printed, runs, and ends with status 0.  Every command
# of the build folder that README.md prints runs as printed, and ends with 0 or
# with what it says behind "# exits".

set -u
work=$builddir/test-examples
rm -rf "$work" && mkdir -p "$work" || exit 1

lib="$builddir/lib/libmailauth.a"
pc=$builddir/libmailauth.pc
private=$(sed -n 's/^Libs.private: *//p' "$pc")
requires=$(sed -n 's/^Requires.private: *//p' "$pc" | sed 's/[<>=]* *[0-9][0-9.]*//g; s/,/ /g')
[ -z "$requires" ] || private="$private $($PKG_CONFIG --libs $requires)"
san=
[ -z "${SANITIZERS:-}" ] || san="-fsanitize=$SANITIZERS"
[ -z "${COVERAGE:-}" ] || san="$san --coverage"

# extract FILE: its programs as $work/NAME-N.c
awk_readme='
/^```c$/ { on = 1; n++; next }
/^```/ { on = 0 }
on { print > (out "-" n ".c") }'
awk_man='
/^\.Sh / { examples = /EXAMPLES/ }
examples && /^\.Bd -literal/ { on = 1; n++; next }
/^\.Ed/ { on = 0 }
on { gsub(/\\e/, "\\"); gsub(/\\-/, "-"); gsub(/\\&/, ""); print > (out "-" n ".c") }'

awk -v out="$work/readme" "$awk_readme" "$srcdir/README.md"
for page in "$srcdir"/man/*.3; do
	name=$(basename "$page" .3)
	awk -v out="$work/$name" "$awk_man" "$page"
	[ -n "$(ls "$work/$name"-*.c 2>/dev/null)" ] ||
		echo "not ok $name.3: no program in its EXAMPLES"
done

status=0
for source in "$work"/*.c; do
	name=$(basename "$source" .c)
	# shellcheck disable=SC2086
	if ! $CC -std=c99 -Wall -Wextra -Werror $san -I"$srcdir/include" \
	    -o "$work/$name" "$source" $lib $private -pthread 2>"$work/$name.err"; then
		echo "not ok $name compiles"
		sed 's/^/    /' "$work/$name.err" | head -n 20
		status=1
	elif [ "${WITH_UNBOUND:-1}" = 0 ] &&
	    grep -q 'mailauth_resolver_new(' "$source"; then
		echo "skip $name: this build has no libunbound"
	elif ! (cd "$srcdir" && "$work/$name") >"$work/$name.out" 2>&1; then
		echo "not ok $name runs"
		sed 's/^/    /' "$work/$name.out" | head -n 20
		status=1
	else
		echo "ok $name compiles and runs"
	fi
done

# The programs of a build elsewhere stand in for those below build/.
grep '^build/bin/' "$srcdir/README.md" >"$work/commands"
[ -s "$work/commands" ] || { echo "not ok README.md prints commands"; status=1; }
while read -r line; do
	wanted=$(printf '%s\n' "$line" | sed -n 's/.*# exits \([0-9]*\)$/\1/p')
	actual=0
	(cd "$srcdir" && eval "$builddir/${line#build/}") >"$work/out" 2>&1 </dev/null ||
		actual=$?
	if [ "$actual" = "${wanted:-0}" ] && [ -s "$work/out" ]; then
		echo "ok $line"
	else
		sed 's/^/    /' "$work/out" | head -n 20
		echo "not ok $line: exit status $actual"
		status=1
	fi
done <"$work/commands"
exit $status
