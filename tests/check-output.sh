#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The programs when their output cannot be written, and when what they are told
# holds octets that a terminal, a log or a JSON reader must never get.

set -u
: "${srcdir:=.}" "${builddir:=build}"
bin=$(cd "$builddir/bin" && pwd)
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
unset MAILAUTH_RESOLVER 2>/dev/null

cat >"$dir/bad.zone" <<END
\$ORIGIN bad.example.
@ IN MX 10 mail
mail IN A 192.0.2.1
@ IN TXT "v=spf1 include:\\027[31m.example \\007%n%s%x exp=why.bad.example -all"
why IN TXT "\\027]0;title\\007 %{d}\\"),\\\\ \\000\\200\\255\\195\\040"
_dmarc IN TXT "v=DMARC1; p=\\027[2J; rua=mailto:%n\\027[31m@\\255\\254; x=\\"}"
s._domainkey IN TXT "v=DKIM1; k=\\027[5m; n=%s%n\\008\\009; p=\\128\\129"
www IN CNAME \\027[31m\\000\\"\\255%n.bad.example.
END

# Each program with something to say.
commands() {
	cat <<END
mailauth-check --zone $dir/bad.zone bad.example
mailauth-check --json --zone $dir/bad.zone bad.example
mailauth-check --list-rules
mailauth-spf --zone $dir/bad.zone 192.0.2.9 user@bad.example
mailauth-spf --json --zone $dir/bad.zone 192.0.2.9 user@bad.example
mailauth-spf --header --zone $dir/bad.zone 192.0.2.9 user@bad.example
mailauth-spf --tree bad.example --zone $dir/bad.zone
mailauth-spf --tree bad.example --json --zone $dir/bad.zone
mailauth-dmarc --zone $dir/bad.zone bad.example
mailauth-dmarc --json --zone $dir/bad.zone bad.example
mailauth-dmarc --reports --zone $dir/bad.zone bad.example
mailauth-dkim --zone $dir/bad.zone s bad.example
mailauth-dkim --json --zone $dir/bad.zone s bad.example
mailauth-cname --zone $dir/bad.zone www.bad.example
mailauth-cname --json --zone $dir/bad.zone www.bad.example
END
}

# ---- output that is lost ----

commands | while read -r program arguments; do
	what="$program $(echo "$arguments" | sed "s|$dir/||g")"
	if [ -e /dev/full ]; then
		# shellcheck disable=SC2086
		"$bin/$program" $arguments >/dev/full 2>"$dir/err" </dev/null
		rc=$?
		if [ "$rc" = 74 ] && [ -s "$dir/err" ]; then
			echo "ok full disk: $what"
		else
			echo "not ok full disk: $what: exit status $rc"
		fi
	fi
	# shellcheck disable=SC2086
	"$bin/$program" $arguments >&- 2>"$dir/err" </dev/null
	rc=$?
	if [ "$rc" = 74 ] && [ -s "$dir/err" ]; then
		echo "ok closed output: $what"
	else
		echo "not ok closed output: $what: exit status $rc"
	fi
done
[ -e /dev/full ] || echo "skip full disk: there is no /dev/full here"

# ---- octets that must not get out ----

# clean FILE WHAT: only printable ASCII and line ends (and UTF-8 of our own)
clean() {
	if LC_ALL=C tr -d '\n\t\040-\176' <"$1" | grep -q .; then
		echo "not ok $2: $(LC_ALL=C tr -d '\n\t\040-\176' <"$1" |
			od -An -tx1 | head -n 1)"
	else
		echo "ok $2"
	fi
}

json() {
	command -v python3 >/dev/null || return 0
	if python3 -c 'import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    json.loads(line)' "$1" 2>"$dir/why"; then
		echo "ok $2 is JSON"
	else
		echo "not ok $2 is JSON: $(tail -n 1 "$dir/why")"
	fi
}

commands | while read -r program arguments; do
	what="$program $(echo "$arguments" | sed "s|$dir/||g")"
	# shellcheck disable=SC2086
	"$bin/$program" $arguments >"$dir/out" 2>"$dir/err" </dev/null
	[ -s "$dir/out" ] || echo "not ok $what: says nothing"
	clean "$dir/out" "no stray octets: $what"
	[ ! -s "$dir/err" ] || clean "$dir/err" "no stray octets on stderr: $what"
	case $arguments in *--json*) json "$dir/out" "$what" ;; esac
done

# Hostile arguments: each program, as an argument, a value and a record.
hostile=$(printf '\033[31m\007%%n%%s"\\\302\205\377\374')
for program in check spf dmarc dkim cname; do
	for form in "$hostile" "--$hostile" "--record=$hostile" "--zone=$hostile" \
		"--timeout=$hostile" "--selector=$hostile" "--profile=$hostile"; do
		for json in "" --json; do
			"$bin/mailauth-$program" $json --zone "$dir/bad.zone" "$form" \
				bad.example >"$dir/out" 2>"$dir/err" </dev/null
			rc=$?
			[ "$rc" -lt 100 ] ||
				echo "not ok mailauth-$program: exit status $rc"
			cat "$dir/out" "$dir/err" >>"$dir/all-$program"
		done
	done
	[ -s "$dir/all-$program" ] || echo "not ok mailauth-$program: says nothing"
	clean "$dir/all-$program" "no stray octets: mailauth-$program with hostile arguments"
done
