#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The floors of libmailauth/: an #include points downwards only; one file
# knows libunbound, one file knows malloc, and some calls are nowhere.

cd "${srcdir:-.}" || exit 1
bad=0

# verdict NAME FINDINGS: an empty list of findings is good
verdict() {
	if [ -z "$2" ]; then
		echo "ok $1"
	else
		printf '%s\n' "$2"
		echo "not ok $1"
		bad=1
	fi
}

# allowed ROOM: the rooms whose headers it may include
allowed() {
	case $1 in
	base) echo base ;;
	record) echo base record ;;
	dns) echo base dns ;;
	task) echo base dns task ;;
	resolver) echo base dns task resolver ;;
	evaluate) echo base record dns task evaluate ;;
	validate) echo base record dns task evaluate validate ;;
	esac
}

# check_includes FILE: names each include of FILE that points upwards
check_includes() {
	room=${1#libmailauth/}
	room=${room%%/*}
	rooms=$(allowed "$room")
	[ -n "$rooms" ] || {
		echo "$1: the room $room has no floor: add it to check-layers"
		return
	}
	sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' \
	    "$1" | while read -r inc; do
		target=${inc%%/*}
		case " $rooms " in
		*" $target "*) [ -f "libmailauth/$inc" ] && continue ;;
		esac
		echo "$1: includes \"$inc\"; $room may include: $rooms"
	done
}

verdict "includes point downwards" "$(
	for file in libmailauth/*/*.[ch]; do
		[ -f "$file" ] && check_includes "$file"
	done)"

verdict "only resolver/unbound.c includes unbound.h" "$(
	grep -nE '#[[:space:]]*include[[:space:]]*[<"]unbound' \
	    libmailauth/*/*.[ch] include/*.h include/mailauth/*.h \
	    examples/*.c examples/*/*.[ch] 2>/dev/null |
	grep -v '^libmailauth/resolver/unbound\.c:')"

# code FILE...: the text without comments, strings and character constants,
# as FILE:LINE: text, so that the greps below see code only
code() {
	for file in "$@"; do
		[ -f "$file" ] || continue
		awk -v file="$file" '
		{
			line = $0; out = ""; n = length(line); i = 1
			while (i <= n) {
				c = substr(line, i, 1); two = substr(line, i, 2)
				if (comment) {
					if (two == "*/") { comment = 0; i++ }
				} else if (quote != "") {
					if (c == "\\") i++
					else if (c == quote) { quote = ""; out = out c }
				} else if (two == "/*") { comment = 1; i++ }
				else if (two == "//") break
				else if (c == "\"" || c == "\047") { quote = c; out = out c }
				else out = out c
				i++
			}
			quote = ""
			if (out ~ /[^ \t]/) print file ":" NR ": " out
		}' "$file"
	done
}

all=$(mktemp) || exit 1
trap 'rm -f "$all"' EXIT
code libmailauth/*/*.[ch] >"$all"

# A member named malloc (a->malloc, .malloc =) is not the function.
heap=$(grep -E '(^|[^A-Za-z0-9_.>])(malloc|calloc|realloc|reallocarray|free|aligned_alloc|strdup|strndup|asprintf|getline)[[:space:]]*\(' "$all" |
	grep -vE '\(\*(malloc|realloc|free)\)')
files=$(printf '%s\n' "$heap" | sed -n 's/^\([^:]*\):.*/\1/p' | sort -u)
case $files in
"" | libmailauth/base/config.c) heap= ;;
esac
verdict "malloc and free are called in one file of base/" "$heap"

verdict "no unbounded, locale-bound or global calls" "$(
	grep -E '(^|[^A-Za-z0-9_.>])(strcpy|strcat|strncat|strncpy|sprintf|vsprintf|strtok|strtok_r|sscanf|vsscanf|fscanf|gets|alloca|atoi|atol|atoll|strtol|strtoul|strtoll|strtoull|strtod|isalpha|isdigit|isalnum|isspace|isxdigit|isupper|islower|isprint|ispunct|toupper|tolower|strcasecmp|strncasecmp|setlocale|rand|srand|random|getenv|system|popen|signal|longjmp|setjmp|abort|exit|printf|fprintf|puts|perror|inet_addr|inet_aton|inet_ntoa|gethostbyname|localtime|gmtime|ctime|strerror)[[:space:]]*\(' "$all")"

verdict "no floating point, goto upwards, or GNU statement expressions" "$(
	grep -E '(^|[^A-Za-z0-9_])(float|double|__typeof__|typeof)[^A-Za-z0-9_]|\(\{' "$all")"

verdict "every file carries its licence" "$(
	for file in libmailauth/*/*.[ch] libmailauth/*.map include/*.h \
	    include/mailauth/*.h examples/*.c examples/*/*.[ch] tests/*.c \
	    tests/*/*.[ch] tests/*.sh Makefile configure.ac config.mk.in \
	    bootstrap .ci/run; do
		[ -f "$file" ] || continue
		head -n 5 "$file" | grep -q 'SPDX-License-Identifier: BSD-2-Clause' ||
			echo "$file: no SPDX-License-Identifier: BSD-2-Clause"
	done)"

# base/rule.c is one table, a row a rule
verdict "no file over 650 lines in the library" "$(
	for file in libmailauth/*/*.[ch]; do
		[ -f "$file" ] || continue
		lines=$(wc -l <"$file")
		[ "$lines" -le 650 ] || [ "$file" = libmailauth/base/rule.c ] || echo "$file: $lines lines"
	done)"

exit $bad
