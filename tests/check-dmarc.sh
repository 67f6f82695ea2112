#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# mailauth-dmarc over a zone: every mode with its exit status, text and JSON.

cd "${srcdir:-.}" || exit 1
program=${builddir:-build}/bin/mailauth-dmarc
zone=tests/data/dmarc/world.zone
common="--zone $zone" fixed=-F
. tests/program.sh

# ---- discovery: DOMAIN STATUS JSON, which the text must not contradict ---------
while read -r domain want text; do
	run --json "$domain"
	expect "look up $domain" "$want" "$text"
	run -q "$domain"
	expect "look up $domain quietly" "$want"
	[ ! -s "$tmp/out" ] || { echo "not ok -q prints"; bad=1; }
done <<'END'
example.com 0 "policy_domain":"example.com","organizational_domain":"example.com","policy":"reject","source":"p","test_mode":false
www.example.com 0 "policy":"quarantine","source":"sp"
nope.example.com 0 "policy":"reject","source":"np"
Example.COM. 0 "domain":"example.com"
alias.example 0 "chain":["policy.dmarc.example.net","policy2.dmarc.example.org"]
sub.strict.example.com 0 "policy":"reject","source":"p","test_mode":true,"applied":"quarantine"
x.y.bank.test 0 "policy_domain":"bank.test","organizational_domain":"y.bank.test"
two.example 1 "policy_domain":null,"organizational_domain":"two.example","policy":null,"source":null
nothing.example 1 "queries":["_dmarc.nothing.example","_dmarc.example"]
nop.example 1 "status":"unusable","policy_domain":"nop.example"
loop.example 3 "status":"undecided","policy_domain":null,"organizational_domain":null
END

run nop.example
expect "a record without effect" 1 'no policy: the record has neither a valid policy nor a valid rua'
run --json www.example.com
expect "the questions, in order" 0 '"queries":["_dmarc.www.example.com","_dmarc.example.com","_dmarc.com","www.example.com"]'
expect "schema" 0 '{"schema":1,'
run www.example.com
expect "text names the policy" 0 'www.example.com: quarantine (tag sp of example.com)'
run alias.example
expect "text shows the aliases" 0 '_dmarc.alias.example -> policy.dmarc.example.net -> policy2.dmarc.example.org: record'
run two.example
expect "text tells of several records" 1 'several records, all discarded'
run example.com nothing.example loop.example
expect "over several domains 1 beats 3" 1
run example.com loop.example
expect "and 3 beats 0" 3
run --public-suffix com x.strict.example.com
expect "a receiver of RFC 7489 differs" 0 'dmarc.orgdomain-ambiguous'
run --json --public-suffix com x.strict.example.com
expect "what it finds" 0 '"rfc7489":{"organizational_domain":"example.com","policy_domain":"example.com","policy":"quarantine"}'

# a record below the Organizational Domain's does not speak for subdomains
run --json low.example.com
expect "sp of a subdomain" 0 'dmarc.sp-ineffective'
if grep -q 'dmarc.sp-weaker\|dmarc.np-advice' "$tmp/out"; then
	echo "not ok advice on what has no effect"; bad=1
else
	echo "ok no advice on what has no effect"
fi
run low.example.com
expect "sp of a subdomain as text" 0 'sp and np have no effect here'
if grep -q 'dmarc.sp-weaker\|dmarc.np-advice' "$tmp/out"; then
	echo "not ok advice in the text on what has no effect"; bad=1
else
	echo "ok no advice in the text on what has no effect"
fi
run --json www.bank.test
expect "sp of a public suffix" 0 'dmarc.sp-weaker'

# ---- foreign octets ---------------------------------------------------------------
run raw.example
expect "text is escaped" 0 '\x1b[31m'
run --json raw.example
expect "JSON is escaped" 0 '\\x1b[31m\"\\\\xc8"'
for mode in "" --json; do
	run $mode raw.example
	if LC_ALL=C grep -q '[^ -~]' "$tmp/out"; then
		echo "not ok raw octets in the output $mode"; bad=1
	else
		echo "ok no raw octets in the output $mode"
	fi
done

# ---- records ---------------------------------------------------------------------
while IFS='|' read -r want text record; do
	run --json --record "$record"
	expect "record $record" "$want" "$text"
done <<'END'
0|"is_dmarc":true,"usable":true|v=DMARC1; p=reject
0|"tags":{"p":"none","sp":"none","np":"none","t":"n","psd":"u","adkim":"r","aspf":"r","fo":"0","rua":"mailto:a@b.org","ruf":null}|v=DMARC1; rua=mailto:a@b.org
0|"severity":"info","offset":22,"length":18|v=DMARC1; p=none; rua=mailto:a@b.org!10m
0|"id":"dmarc.test-mode","severity":"info"|v=DMARC1; p=none; t=y
0|"id":"dmarc.test-mode","severity":"warning"|v=DMARC1; p=none; sp=quarantine; t=y
1|"is_dmarc":true,"usable":false|v=DMARC1; p=reject; p=none
1|"is_dmarc":true,"usable":false,"valid":true|v=DMARC1
1|"is_dmarc":false,"usable":false|v=dmarc1; p=reject
1|"is_dmarc":false,"usable":false,"valid":false,"tolerated":true| v=DMARC1; p=reject
1|"id":"dmarc.is-spf"|v=spf1 -all
1|"record":""|
END
run --record 'v=DMARC1; p=reject; rua=mailto:a@b.org;mailto:c@d.org'
expect "an address behind a semicolon" 0 'put a comma between them'
run --record 'v=DMARC1; p=reject; np=rejcet'
expect "no policy is not the policy none" 1 'no policy: DMARC is not applied'
run --record 'v=DMARC1; p=rejcet; rua=mailto:a@b.org'
expect "the policy none" 0 'policy none, subdomains none, without existence none'
expect "the caret" 0 '            ^~~~~~'
printf 'v=DMARC1; p=none; x=\001' >"$tmp/record"
"$program" --json --record - <"$tmp/record" >"$tmp/out" 2>"$tmp/err"
status=$?
expect "a record from standard input" 0 '"record":"v=DMARC1; p=none; x=\\x01"'

printf 'v=DMARC1; p=none; RUA=mailto:a@b.org,mailto:c\000d@b.org; rua=x' >"$tmp/record"
"$program" --json --record - <"$tmp/record" >"$tmp/out" 2>"$tmp/err"
status=$?
expect "a NUL in a list" 1 '"rua":"mailto:a@b.org,mailto:c\\x00d@b.org","ruf":null'

# ---- reports ---------------------------------------------------------------------
run --json --reports example.com
expect "report addresses" 1 '"uri":"mailto:d@reports.example.net","state":"authorised"'
expect "its own domain" 1 '"uri":"mailto:agg@example.com","state":"internal"'
expect "one that did not agree" 1 '"id":"dmarc.report-unauthorised","severity":"warning","offset":107'
run --reports alias.example
expect "an override" 0 'overridden (alias.example._report._dmarc.dmarc.example.org) by mailto:new@dmarc.example.org'
run --reports bank.test
expect "ruf of a public suffix" 1 'ruf mailto:f@bank.test: ignored'
run --json --reports loop.example
expect "reports undecided" 3 '"reports":[]'
expect "and why" 3 '"id":"dns.servfail"'

# ---- evaluation --------------------------------------------------------------------
while IFS='|' read -r want text args; do
	# shellcheck disable=SC2086
	run --json --evaluate $args
	expect "evaluate $args" "$want" "$text"
done <<'END'
0|"result":"pass","disposition":"none"|--spf pass,bounce.example.com --dkim fail,example.com,s1 www.example.com
0|"mechanism":"spf","domain":"example.com"|--spf Pass,bounce@Example.com example.com
0|"mechanism":"spf","domain":"example.com"|--spf pass,<bounce@example.com> example.com
0|"mechanism":"spf","domain":"example.com"|--spf pass,"a,b"@example.com example.com
0|"mechanism":"dkim","domain":"example.com","selector":"s1","mode":"r","aligned":true|--spf fail,example.com --dkim pass,example.com,s1 example.com
1|"result":"fail","disposition":"reject"|--spf pass,example.net example.com
1|"result":"fail","disposition":"quarantine"|--dkim pass,mail.strict.example.com strict.example.com
1|"result":"none","disposition":"none"|--spf pass,nothing.example nothing.example
3|"result":"temperror","disposition":"none"|--spf pass,a.loop.example loop.example
3|"result":"temperror"|--dkim temperror,example.com example.com
1|"result":"permerror"|a..b
1|"authentication_results":"dmarc=fail header.from=example.com policy.dmarc=reject"|example.com
END
run --evaluate --header --spf pass,example.com example.com
expect "the header's part" 0 'dmarc=pass header.from=example.com policy.dmarc=reject'
run --evaluate --spf pass,example.com --from 'From: "a, b" <x@example.com> (c@two.example)'
expect "a From field" 0 'example.com: pass'
run --evaluate --spf pass,example.com --from 'x@example.com, y@nothing.example'
expect "several authors" 1 'none: no DMARC record applies'
run --evaluate --spf pass,example.com --from 'FROM	 : x@example.com'
expect "a blank before the colon" 0 'example.com: pass'
run --evaluate --from 'From: Nobody:;'
expect "an empty group" 1 'permerror: there is no Author Domain'
run --evaluate --from 'From'
expect "no field" 1 'permerror: the From field is malformed'
run --evaluate --from 'x@example.com <y@two.example>'
expect "a malformed From field" 1 'permerror: the From field is malformed'
expect "what is wrong with it" 1 'there is text behind an address:'
expect "the field" 1 '  x@example.com <y@two.example>'
expect "and where" 1 '                ^'
run --json --evaluate --from 'From: x@example.com <y@two.example>'
expect "the same in JSON" 1 '"from_fault":{"message":"there is text behind an address","offset":20}'
run --json --evaluate --from 'x@example.com'
expect "no fault" 1 '"from_fault":null'
run --json --evaluate example.com
expect "no From field" 1 '"from_fault":null'
run --json --evaluate --spf pass,example.com example.com a.test b.test c.test d.test e.test f.test g.test two.example
expect "more authors than are looked at" 1 '"result":"permerror","disposition":"none","incomplete":true'
run --evaluate --spf pass,a.test a.test b.test c.test d.test example.com f.test g.test h.test two.example
expect "one of them fails" 1 'the policy asks for: reject'
expect "and not all were looked at" 1 'not all domains were looked at'
printf 'From: X\r\n <x@example.com>\r\n' >"$tmp/from"
"$program" --zone $zone --evaluate --spf pass,example.com --from - <"$tmp/from" >"$tmp/out" 2>"$tmp/err"
status=$?
expect "a folded From field from standard input" 0 'pass'

# ---- wrong calls ----------------------------------------------------------------------
while IFS='|' read -r text args; do
	# shellcheck disable=SC2086
	run $args
	expect "usage: $args" 64 "$text" err
done <<'END'
a DOMAIN is needed|
not a domain name|a..b
not a mail address|user@example.com
not a mail address|--evaluate user@example.com
not under|--public-suffix org example.com
--record stands alone|--record x example.com
go with --evaluate|--spf pass,a example.com
wants RESULT,DOMAIN|--evaluate --spf pass example.com
wants RESULT,DOMAIN|--evaluate --spf good,a example.com
wants RESULT,DOMAIN|--evaluate --spf pass,example.com,s1 example.com
wants RESULT,DOMAIN|--evaluate --spf pass,<a@> example.com
wants RESULT,DOMAIN|--evaluate --spf pass,<> example.com
wants RESULT,DOMAIN|--evaluate --dkim softfail,a example.com
either --from or a DOMAIN|--evaluate --from x@y.org example.com
neither --reports|--evaluate --reports example.com
nonsense|--nonsense
END
run --help
expect "help" 0 '--evaluate'

exit $bad
