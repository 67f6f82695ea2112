#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The manual pages: clean for mandoc, and complete: every public function and
# every program has its page, every option of a program stands in its page.

cd "${srcdir:-.}" || exit 1
builddir=${builddir:-build}
bad=0

verdict() {
	if [ -z "$2" ]; then
		echo "ok $1"
	else
		printf '%s\n' "$2"
		echo "not ok $1"
		bad=1
	fi
}

pages=$(ls man/*.[135] 2>/dev/null)
[ -n "$pages" ] || { echo "not ok there are no manual pages"; exit 1; }

if command -v mandoc >/dev/null; then
	for page in $pages; do
		# -Wwarning still reports what style says of a name it cannot
		# look up on this machine
		verdict "$page" "$(mandoc -Tlint -Wwarning "$page" 2>&1)"
	done
else
	echo "skip manual pages: no mandoc"
fi

# A function is documented where a page names it: .Nm in NAME, .Fn or .Fo.
sed -n 's/^[[:space:]]*\(mailauth_[a-z0-9_]*\);$/\1/p' \
	libmailauth/libmailauth.map | sort -u >"$builddir/man-map"
cat man/*.3 2>/dev/null | grep -E '^\.(Nm|Fn|Fo|Ft) ' |
	grep -oE 'mailauth_[a-z0-9_]+' | sort -u >"$builddir/man-functions"
verdict "every public function has a manual page" "$(
	comm -23 "$builddir/man-map" "$builddir/man-functions")"
verdict "no manual page names a function that is not there" "$(
	grep -hE '^\.(Fn|Fo) ' man/*.3 2>/dev/null |
	sed -n 's/^\.F[no] \(mailauth_[a-z0-9_]*\).*/\1/p' | sort -u |
	comm -13 "$builddir/man-map" -)"
rm -f "$builddir/man-map" "$builddir/man-functions"

for program in examples/mailauth-*.c; do
	[ -f "$program" ] || continue
	name=$(basename "$program" .c)
	[ -f "man/$name.1" ] || { verdict "$name" "no man/$name.1"; continue; }
	# the options its --help names
	verdict "$name.1 names every option" "$(
		"$builddir/bin/$name" --help 2>&1 |
		grep -oE '(^|[ ,|[])--[a-z][a-z-]+' | grep -oE '[a-z][a-z-]+' |
		sort -u | while read -r option; do
			sed 's/\\-/-/g' "man/$name.1" |
				grep -qE "(Fl -|--)$option([^a-z-]|\$)" ||
				echo "--$option"
		done)"
done

exit $bad
