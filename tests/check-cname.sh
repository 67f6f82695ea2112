#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# mailauth-cname over a zone: every end with its exit status, the JSON, the
# options all programs share, and what is told of a wrong call.

cd "${srcdir:-.}" || exit 1
program=${builddir:-build}/bin/mailauth-cname
zone=tests/data/cname/ends.zone
. tests/program.sh

# NAME TYPE END STATUS: both outputs
while read -r name type end want; do
	run --zone $zone "$name" "$type"
	expect "$name ends with $end" "$want" "^$end: "
	run --json --zone $zone "$name" "$type"
	expect "$name ends with $end in JSON" "$want" "\"end\":\"$end\""
done <<'END'
host.example.org A data 0
www.example.org A data 0
third.example.org TXT data 0
x.dn.example.org A data 0
a.test A data 0
nobody.example.org A nxdomain 1
gone.example.org A nxdomain 1
host.example.org MX nodata 1
notxt.example.org TXT nodata 1
self.example.org A loop 1
pair1.example.org A loop 1
rho1.example.org A loop 1
c1.example.org A too-long 1
c2.example.org A data 1
c7.example.org A data 0
both.example.org A data 1
multi.example.org A data 1
apex.example A data 1
END

run --zone $zone --json rho1.example.org
expect "JSON of a loop" 1 '^{"schema":1,"name":"rho1.example.org","type":"A","links":\[{"owner":"rho1.example.org","target":"rho2.example.org","ttl":3600,"dname":false},.*"end":"loop",.*"records":\[\],"secure":false,"problems":\[{"id":"cname.loop","severity":"error","offset":0,"length":0,"message":".*","reference":"RFC 1034 section 3.6.2"}\]}$'
run --zone $zone --json host.example.org TXT
expect "JSON of two texts" 0 '"records":\["\\"text of host\\"","\\"in two\\" \\" strings\\""\]'
run --zone $zone --json x.dn.example.org
expect "JSON of a DNAME" 0 '"target":"x.other.example","ttl":3600,"dname":true'
if command -v python3 >/dev/null; then
	for name in rho1 url address6 host multi; do
		"$program" --zone $zone --json $name.example.org |
			python3 -c 'import json, sys; json.loads(sys.stdin.readline())'
		status=$?
		: >"$tmp/out" >"$tmp/err"
		expect "$name gives JSON that parses" 0
	done
fi

run --zone $zone six.example.org
expect "a host with IPv6 only needs no type" 0 'AAAA 2001:db8::1'
printf '_dmarc.example.org. TXT "v=DMARC1"\n' >"$tmp/zone2"
run --zone $zone --zone "$tmp/zone2" _dmarc.example.org
expect "zones merge; an underscore asks for TXT" 0 'TXT "v=DMARC1"'
printf 'ctl.example. TXT "\\027[31m\\000\\255"\n' >"$tmp/zone3"
run --zone "$tmp/zone3" ctl.example TXT
expect "control octets do not reach the terminal" 0 '\\027\[31m\\000\\255'
run --zone $zone --links 2 third.example.org
expect "--links is the limit" 1 '^too-long: '
run --zone $zone --links=3 third.example.org
expect "--links=N too" 0 '^data: '
run --zone $zone --json multi.example.org CNAME
expect "several aliases, asked for by themselves" 1 '"end":"data",.*"id":"cname.multiple","severity":"error"'
run --zone $zone --json www.example.org CNAME
expect "one alias, asked for by itself" 0 '"end":"data",.*"problems":\[\]'
run -q --zone $zone rho1.example.org
expect "-q only exits" 1
if [ -s "$tmp/out" ] || [ -s "$tmp/err" ]; then
	echo "not ok -q is quiet"
	bad=1
else
	echo "ok -q is quiet"
fi
run --zone $zone --color=always rho1.example.org
expect "--color=always colours" 1 "$(printf '\033')\\[1;31m"
run --zone $zone --color always rho1.example.org
expect "and still says it in words" 1 'loop'
run --zone $zone rho1.example.org
if grep -q "$(printf '\033')" "$tmp/out"; then
	echo "not ok no colour into a file"
	bad=1
else
	echo "ok no colour into a file"
fi
"$program" --zone - host.example.org >"$tmp/out" 2>"$tmp/err" <$zone
status=$?
expect "a zone from standard input" 0 '192.0.2.1'

run --help
expect "--help" 0 '^usage: mailauth-cname'
run -h
expect "-h" 0 'trust-anchor'
run --version
expect "--version" 0 '^mailauth-cname [0-9]*\.[0-9]*\.[0-9]*, libunbound '

run
expect "no name" 64 'a NAME is needed' err
run a b c
expect "too many arguments" 64 'too many arguments' err
run --no-such-option a
expect "an unknown option" 64 'no such option: --no-such-option' err
run -x a
expect "an unknown letter" 64 'no such option: -x' err
run --zone
expect "an option without its value" 64 'wants FILE' err
run --json=yes a
expect "a flag with a value" 64 'takes no value' err
run --links 0 --zone $zone a
expect "a number out of its range" 64 'from 1 to 100' err
run --timeout soon --zone $zone a
expect "a time that is none" 64 'wants a time' err
run --color=red --zone $zone a
expect "a colour that is none" 64 'auto, always or never' err
run --zone $zone www.example.org NOTYPE
expect "a type that is none" 64 'not a record type: "NOTYPE"' err
run --zone $zone a..b
expect "a name that is none" 64 'not a domain name: "a..b"' err
run --zone $zone "$(printf 'a\033[31m..b')"
expect "a name with control octets" 64 'a\\x1b\[31m..b' err
run --zone "$tmp/missing" a.example
expect "a zone file that is not there" 64 'missing: ' err
printf '$TTL 60\na A 192.0.2.1\nb A 192.0.2.999\n' >"$tmp/faulty"
run --zone "$tmp/faulty" a.example
expect "a faulty zone: file, line, column" 64 "faulty:3:[0-9]*: " err
if [ "${WITH_UNBOUND:-1}" = 1 ]; then
	run --resolver ns.example a.example
	expect "a resolver that is no address" 64 'wants an address' err
else
	run a.example
	expect "the network without libunbound" 64 'only --zone works' err
fi
run --zone $zone --resolver 192.0.2.1 a.example
expect "--zone and --resolver" 64 'exclude each other' err
run --zone $zone --trust-anchor "$tmp/missing" a.example
expect "--zone and --trust-anchor" 64 'exclude each other' err
if [ "${WITH_UNBOUND:-1}" = 1 ]; then
	run --trust-anchor "$tmp/missing" a.example
	expect "a trust anchor that is not there" 64 'missing: ' err
	echo 'this is no record' >"$tmp/anchor"
	run --resolver 127.0.0.1@9 --trust-anchor "$tmp/anchor" a.example
	expect "a trust anchor that is none" 64 'not a file of DS or DNSKEY' err
fi
lines=$(wc -l <"$tmp/err")
[ "$lines" -eq 1 ] && echo "ok one line says it" ||
	{ echo "not ok one line says it: $lines lines"; bad=1; }

run --zone $zone -- www.example.org A
expect "-- ends the options" 0 '^data'
run www.example.org --zone $zone A
expect "options and arguments mix" 0 '^data'

if [ -e /dev/full ]; then
	"$program" --zone $zone www.example.org >/dev/full 2>"$tmp/err"
	status=$?
	expect "a full disk" 74 'cannot write' err
fi
"$program" --zone $zone www.example.org >&- 2>"$tmp/err"
status=$?
expect "a closed standard output" 74 'cannot write' err

exit $bad
