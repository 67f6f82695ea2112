#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The public headers: each compiles alone as C99 and as C++11 without a
# warning, includes nothing but <stddef.h>, <stdint.h> and its siblings, and
# holds only what a binding can call: functions, enums, structs by pointer.

cd "${srcdir:-.}" || exit 1
bad=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
strict='-Wall -Wextra -Wpedantic -Wundef -Wshadow -Werror'

verdict() {
	if [ -z "$2" ]; then
		echo "ok $1"
	else
		printf '%s\n' "$2"
		echo "not ok $1"
		bad=1
	fi
}

# text HEADER: without comments
text() {
	awk '{
		line = $0
		while (1) {
			if (inside) {
				i = index(line, "*/")
				if (!i) { line = ""; break }
				line = substr(line, i + 2); inside = 0
			} else {
				i = index(line, "/*")
				if (!i) break
				head = substr(line, 1, i - 1)
				rest = substr(line, i + 2)
				j = index(rest, "*/")
				if (j) line = head " " substr(rest, j + 2)
				else { printf "%s", head; inside = 1; line = "" }
			}
		}
		print line
	}' "$1"
}

verdict "the header's version is that of the package" "$(
	want=$(echo "${VERSION:-0.1.0}" | awk -F. '{
		printf "0x%02x%02x%02x\n", $1, $2, $3
	}')
	grep -q "^#define MAILAUTH_VERSION_NUMBER $want\$" \
		include/mailauth/base.h ||
		echo "base.h: MAILAUTH_VERSION_NUMBER is not $want")"

for header in include/mailauth.h include/mailauth/*.h; do
	[ -f "$header" ] || continue
	name=${header#include/}
	# twice, so that a missing include guard shows
	printf '#include <%s>\n#include <%s>\nint used = 0;\n' \
		"$name" "$name" | tee "$tmp/t.c" >"$tmp/t.cc"
	verdict "$name compiles alone as C99" "$(
		${CC:-cc} -std=c99 $strict -Wstrict-prototypes -Iinclude \
			-fsyntax-only "$tmp/t.c" 2>&1)"
	if [ -n "${CXX:-}" ] && command -v "${CXX%% *}" >/dev/null; then
		verdict "$name compiles alone as C++11" "$(
			${CXX} -std=c++11 $strict -Iinclude -fsyntax-only \
				"$tmp/t.cc" 2>&1)"
	else
		echo "skip $name as C++11: no C++ compiler"
	fi

	text "$header" >"$tmp/text"
	verdict "$name includes only stddef.h, stdint.h and siblings" "$(
		grep -nE '#[[:space:]]*include' "$tmp/text" |
		grep -vE 'include[[:space:]]*[<"](stddef\.h|stdint\.h|mailauth\.h|mailauth/[a-z0-9_]+\.h)[>"]')"
	verdict "$name has no function-like macro, inline or variadic" "$(
		grep -nE '#[[:space:]]*define[[:space:]]+[A-Za-z0-9_]+\(|\.\.\.|(^|[^A-Za-z_])(inline|__inline|bool|_Bool|long double)([^A-Za-z_]|$)' \
			"$tmp/text")"
	verdict "$name has no bit-field" "$(
		grep -nE '^[[:space:]]*(unsigned|int|signed|u?int[0-9]+_t)[A-Za-z0-9_ ]*:[[:space:]]*[0-9]+[[:space:]]*;' \
			"$tmp/text")"
	# every prototype on one line, cut at the semicolons
	tr '\n' ' ' <"$tmp/text" | tr ';{}' '\n\n\n' |
		sed 's/[[:space:]][[:space:]]*/ /g' |
		grep '(' >"$tmp/prototypes" || :
	verdict "$name passes no struct by value and returns enums as int" "$(
		grep -E 'MAILAUTH_API' "$tmp/prototypes" | grep -v '# *define' |
		grep -E '(^|[ (,])(struct|union) [a-z_]+ [a-z_]+[,)]|(^|[ (,])enum [a-z_]+ ')"
	verdict "$name declares only mailauth_ functions" "$(
		grep 'MAILAUTH_API ' "$tmp/prototypes" | grep -v '# *define' |
		grep -vE 'MAILAUTH_API ([a-z0-9_]+ )+\**(const )?\**mailauth_[a-z0-9_]+ *\(')"
done

exit $bad
