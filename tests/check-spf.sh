#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# mailauth-spf over zones: every verdict with its exit status, the tree, one
# record, the JSON, the header fields, and what is told of a wrong call.

cd "${srcdir:-.}" || exit 1
program=${builddir:-build}/bin/mailauth-spf
zones=tests/data/spf
. tests/program.sh

# VERDICT STATUS ZONE IP SENDER
while read -r verdict want zone ip sender; do
	run --zone "$zones/$zone.zone" "$ip" "$sender"
	expect "$sender is $verdict" "$want" "^$verdict: "
	run --json --zone "$zones/$zone.zone" "$ip" "$sender"
	expect "$sender is $verdict in JSON" "$want" "\"result\":\"$verdict\""
	json "$sender gives JSON"
	run -q --zone "$zones/$zone.zone" "$ip" "$sender"
	expect "$sender is $verdict, quietly" "$want"
	[ ! -s "$tmp/out" ] || { echo "not ok -q prints"; bad=1; }
done <<'END'
pass 0 links 192.0.2.3 user@deep.example
fail 1 explanations 192.0.2.1 user@plain.example
softfail 2 links 192.0.2.1 user@soft.example
neutral 3 links 192.0.2.9 user@three.example
permerror 4 links 192.0.2.1 user@inc-missing.example
none 6 links 192.0.2.1 user@nowhere.example
END

run --json --zone $zones/links.zone 192.0.2.3 user@deep.example
expect "the path" 0 '"path":\["deep.example","deep1.example","deep2.example","deep3.example"\]'
expect "the match" 0 '"matched":{"domain":"deep3.example","term":"ip4:192.0.2.3"}'
expect "the counters" 0 '"lookups":3,"void_lookups":0,"problem":null'
expect "the trace" 0 '"trace":\[{"depth":0,"domain":"deep.example","term":"TXT","outcome":"record"},'
run --json --zone $zones/limits.zone 192.0.2.1 user@eleven.example
expect "the problem" 4 '"problem":{"id":"spf.too-many-lookups","severity":"error",'
run --json --zone $zones/explanations.zone 192.0.2.1 user@strings.example
expect "the explanation" 1 '"explanation":"no space between"'

# the place of a syntax error; a sentence without a name ends without one
run --json --zone $zones/rules.zone 192.0.2.1 user@err2.example
expect "the place of a syntax error" 4 '"id":"spf.unknown-mechanism","severity":"error","offset":21,"length":3,'
run --zone $zones/rules.zone 192.0.2.1 ''
expect "no domain at all" 6 'domain name to check \[dns.name-invalid\]$'
run --zone $zones/rules.zone 192.0.2.1 user@lim10inc.example
expect "ten look-ups" 0 '^10 look-ups, 0 of them void$'
run --zone $zones/rules.zone 192.0.2.11 user@amul.example
expect "one look-up" 0 '^1 look-up, 0 of them void$'
run --tree --zone $zones/rules.zone r0.example
expect "a chain of redirects names its last" 1 'the costliest is redirect=r11.example'

# the same over libunbound, which fails for them, and without it
run --zone $zones/terms.zone 192.0.2.1 user@looped.example
expect "aliases in a circle are void look-ups" 3 '^2 look-ups, 2 of them void$'

# SENDER CLIENT VERDICT [HELO]
while read -r sender client verdict helo; do
	[ "$sender" != '#' ] || continue
	case $verdict in
	pass) want=0 ;;
	fail) want=1 ;;
	softfail) want=2 ;;
	neutral) want=3 ;;
	permerror) want=4 ;;
	temperror) want=5 ;;
	*) want=6 ;;
	esac
	run --json --zone $zones/rules.zone --helo "$helo" "$client" "$sender"
	expect "$sender from $client is $verdict" $want "\"result\":\"$verdict\""
done <$zones/rules.cases

# arguments of the check
run --json --zone $zones/arguments.zone --helo helo.example 192.0.2.2 ''
expect "an empty sender checks HELO" 0 '"identity":"mailfrom","domain":"helo.example"'
run --json --zone $zones/arguments.zone --helo helo.example 192.0.2.2 '<>'
expect "so does <>" 0 '"sender":"postmaster@helo.example"'
run --json --zone $zones/arguments.zone --helo helo.example --identity helo \
	192.0.2.2 user@a.example
expect "the HELO identity" 0 '"identity":"helo","domain":"helo.example"'
for n in 0 1 1000; do
	run --json --zone $zones/links.zone --prefetch $n 192.0.2.3 user@deep.example
	expect "--prefetch $n" 0 '"lookups":3'
done

# header fields
run --header --receiver mx.example --zone $zones/links.zone 192.0.2.3 user@deep.example
expect "--header" 0 '^Received-SPF: pass (mx.example: domain of user@deep.example '
expect "--header names the client" 0 '^	client-ip=192.0.2.3;$'
run --auth-results --receiver mx.example --zone $zones/links.zone 192.0.2.3 user@deep.example
expect "--auth-results" 0 '^	spf=pass smtp.mailfrom=user@deep.example$'
expect "a plain name of our own stands by itself" 0 '^Authentication-Results: mx.example;$'
run --auth-results --receiver 'our "mx"' --zone $zones/links.zone 192.0.2.3 user@deep.example
expect "any other in quotes" 0 '^Authentication-Results: "our \\"mx\\"";$'
run --auth-results --receiver "$(printf 'mx\r\nX-Evil: 1')" --zone $zones/links.zone 192.0.2.3 user@deep.example
expect "a receiver with line breaks stays in its value" 0 '^Authentication-Results: "mx??X-Evil: 1";$'
run --header --zone $zones/links.zone --helo "$(printf 'a\r\nX-Evil: 1')" 192.0.2.3 user@deep.example
expect "a HELO with line breaks stays in its value" 0 '^	helo="a??X-Evil: 1";$'

# nothing that DNS or the caller says reaches a terminal raw
run --zone $zones/links.zone 192.0.2.1 "$(printf 'u\033[31m@deep.example')"
expect "escape sequences are escaped" 1 'u\\x1b\[31m@deep.example'

# the tree
run --tree --zone $zones/tree.zone shop.example
expect "a tree" 0 '^   4  |-- include:_spf.big.example  (512 IPv4 addresses)$'
expect "its last branch" 0 '^   1  `-- include:news.example '
expect "its sum" 0 '^valid: 7 of 10 look-ups, 0 void, 641 IPv4 addresses authorised$'
run --tree --zone $zones/tree.zone over.example
expect "a tree that costs too much" 1 '^not valid: 11 of 10 look-ups'
expect "the costliest" 1 'the costliest is include:_spf.big.example'
run --tree --zone $zones/tree.zone missing.example
expect "a tree with holes" 1 'gone.example does not exist: whoever registers it'
run --tree --zone $zones/tree.zone nothere.example
expect "no domain" 1 'nothere.example does not exist'
run --tree --json --zone $zones/tree.zone shop.example
expect "a tree in JSON" 0 '^{"schema":1,"domain":"shop.example","lookups":7,'
expect "its nodes" 0 '{"depth":1,"domain":"_spf.big.example","term":"include:_spf.big.example","lookups":4,'
expect "a node without a record" 0 '"record":null,"problems":\[\]}'
json "a tree gives JSON"

# one record
run --record 'v=spf1 ip4:192.0.2.0/24 include:_spf.example.net -all'
expect "a record" 0 '^valid: v=spf1 '
run --record 'v=spf1 ipv4:192.0.2.1 -all'
expect "a bad record" 1 '^         ^'
run --json --record 'v=spf1 ~mx/24 redirect=_spf.example.net'
expect "a record in JSON" 0 '"is_spf":true,"valid":true,"terms":\[{"kind":"mx","qualifier":"~","value":"/24","offset":7,"length":6},{"kind":"redirect","qualifier":null,"value":"_spf.example.net",'
json "a record gives JSON"
printf 'v=spf1 a:\0x -all' | "$program" --json --record - >"$tmp/out" 2>"$tmp/err"
status=$?
expect "a record with a NUL from standard input" 1 '"record":"v=spf1 a:\\\\x00x -all"'
run --record 'hello'
expect "no SPF record" 1

# wrong calls
run
expect "no arguments" 64 'IP and SENDER are needed' err
run 192.0.2.1
expect "no sender" 64 'IP and SENDER are needed' err
run --zone $zones/links.zone 192.0.2 user@a.example
expect "no address" 64 'not an IP address' err
run --tree
expect "no domain to walk" 64 'a DOMAIN is needed' err
run --zone $zones/links.zone --tree 'a..b'
expect "a malformed domain to walk" 64 'not a domain name' err
run --identity from 192.0.2.1 a@b.example
expect "an unknown identity" 64 '\-\-identity is mailfrom or helo' err
run --tree --record x a.example
expect "two forms at once" 64 'exclude each other' err
run --record x y
expect "too many arguments" 64 'too many arguments' err
run --zone /nonexistent 192.0.2.1 a@b.example
expect "no zone file" 64
run --help
expect "--help" 0 'IP SENDER'
run --version
expect "--version" 0

exit $bad
