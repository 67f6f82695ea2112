#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The examples with an event loop of their own, and the Python binding, over a
# zone file.

set -u
zone=$srcdir/tests/data/mail/mail.zone
work=$builddir/test-loops
mkdir -p "$work" || exit 1
bad=0

# same NAME EXPECTED ACTUAL
same() {
	if [ "$2" = "$3" ]; then
		echo "ok $1"
	else
		printf 'expected:\n%s\ngot:\n%s\n' "$2" "$3"
		echo "not ok $1"
		bad=1
	fi
}

expected='fail 192.0.2.11 user@good.example
fail 192.0.2.9 user@said.example
none 192.0.2.10 user@missing.example
none 192.0.2.10 user@none.example
pass 192.0.2.10 user@good.example
pass 192.0.2.10 user@inc.example
pass 2001:db8::10 user@good.example
permerror 192.0.2.10 user@broken.example
softfail 192.0.2.11 user@inc.example'
list='# client and sender
192.0.2.10 user@good.example
192.0.2.11 user@good.example
2001:DB8::10 user@good.example
192.0.2.10 user@inc.example
192.0.2.11 user@inc.example

192.0.2.10 user@broken.example
192.0.2.9 user@said.example
192.0.2.10 user@none.example
192.0.2.10 user@missing.example'
actual=$(printf '%s\n' "$list" | "$builddir/examples/poll-loop" --zone "$zone" | LC_ALL=C sort)
same "poll-loop: nine checks" "$expected" "$actual"

actual=$(yes '192.0.2.10 user@inc.example' | head -n 5000 |
	"$builddir/examples/poll-loop" --zone "$zone" | LC_ALL=C sort | uniq -c | sed 's/^ *//')
same "poll-loop: 5,000 checks, 256 at once" "5000 pass 192.0.2.10 user@inc.example" "$actual"

actual=$(echo 'not-an-address user@good.example' |
	"$builddir/examples/poll-loop" --zone "$zone" 2>&1)
same "poll-loop: a bad line is told" "1 poll-loop: a line was left out: an argument is not of its documented form" "$? $actual"

if [ -x "$builddir/examples/libevent-loop" ]; then
	actual=$("$builddir/examples/libevent-loop" --zone "$zone" \
		192.0.2.10 user@good.example 192.0.2.11 user@inc.example | LC_ALL=C sort)
	same "libevent-loop: two checks" "pass 192.0.2.10
softfail 192.0.2.11" "$actual"
else
	echo "skip libevent-loop: libevent is not installed"
fi

python=$(command -v python3 || true)
if [ -z "$python" ]; then
	echo "skip python: there is no python3"
elif [ -n "${SANITIZERS:-}" ]; then
	echo "skip python: the interpreter has no sanitizer"
elif (cd "$srcdir/examples/bindings/python" && PYTHONDONTWRITEBYTECODE=1 \
	MAILAUTH_LIBRARY=$builddir/lib/libmailauth.so.0 \
	"$python" -m unittest -q test_mailauth) >"$work/python.log" 2>&1; then
	echo "ok python binding"
else
	tail -n 30 "$work/python.log"
	echo "not ok python binding"
	bad=1
fi
exit $bad
