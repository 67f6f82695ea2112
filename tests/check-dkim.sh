#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# mailauth-dkim over a zone and on single records: every mode, every exit status,
# the JSON, and what is told of a wrong call.

cd "${srcdir:-.}" || exit 1
program=${builddir:-build}/bin/mailauth-dkim
zone=tests/data/dkim/keys.zone
keys=tests/data/dkim/keys.txt
. tests/program.sh

key() { sed -n "s/^$1 //p" "$keys"; }

# SELECTORS STATUS PATTERN: in JSON over a.example
while read -r selectors want pattern; do
	# shellcheck disable=SC2086
	run --zone $zone --json $(echo "$selectors" | tr , ' ') a.example
	expect "$selectors" "$want" "$pattern"
done <<'END'
good 0 "records":1,.*"is_dkim":true,"verdict":"ok","key_type":"rsa","bits":2048,"encoding":"spki","hashes":\[\],"services":\["\*"\],"flags":\[\]
weak 0 "verdict":"weak".*"bits":1024
ed 0 "verdict":"ok","key_type":"ed25519","bits":256,"encoding":"raw"
old 1 "verdict":"revoked","key_type":"rsa","bits":null,"encoding":null
bad 1 "verdict":"unusable".*"id":"dkim.version-case","severity":"error","offset":0,"length":7,
two 1 "records":2,.*"verdict":"unusable".*"id":"dkim.multiple-records".*"each":\[{"record":
alias 0 "chain":\["one.b.example","two.b.example","key.b.example"\],"records":1,.*"bits":4096
none 1 "owner":"none._domainkey.a.example","state":"missing","chain":\[\],"records":0,.*"record":null,"is_dkim":false
lost 1 "id":"dns.owner-underscore-lost"
loop 1 "state":"missing".*"verdict":"unusable".*"id":"cname.loop","severity":"error"
x.yx 3 "state":"unknown".*"verdict":null.*"id":"dns.servfail","severity":"unknown"
good,x.yx 3 "selector":"x.yx"
old,x.yx 1 "selector":"x.yx"
roca 0 "verdict":"ok"
END
run --zone $zone --json good weak old a.example
[ "$(wc -l <"$tmp/out")" -eq 3 ] && grep -c '^{"schema":1,"selector":' "$tmp/out" |
	grep -q 3 && echo "ok one object a selector" ||
	{ echo "not ok one object a selector"; bad=1; }
run --zone $zone --json --deep roca a.example
expect "--deep finds ROCA" 1 '"verdict":"unusable".*"id":"dkim.modulus-roca"'
run --zone $zone good same a.example
expect "the same key twice" 0 'dkim.key-shared'
run --zone $zone alias a.example
expect "aliases in text" 0 'CNAME two.b.example'
run --zone $zone bad a.example
expect "a caret under the fault" 1 '^  ^~'
expect "with its fix" 1 '^  fix: Write v=DKIM1'
run --zone $zone evil a.example
if grep -q "$(printf '\033')" "$tmp/out"; then
	echo "not ok escape sequences of a record do not reach the terminal"
	bad=1
else
	expect "escape sequences of a record do not reach the terminal" 1 '\\x1B\|\\x1b'
fi
run --zone $zone -q good a.example
expect "-q prints nothing" 0
[ ! -s "$tmp/out" ] || { echo "not ok -q printed"; bad=1; }

run --zone $zone --common c.example
expect "--common finds a key" 0 'default at default._domainkey.c.example'
run --zone $zone --json --common c.example
expect "--common sums up" 0 '"selector":null,"domain":"c.example","tried":[0-9]*,"found":1,"usable":1'
run --zone $zone --common d.example
expect "--common says none of those tried" 1 'none of the [0-9]* selectors tried has a key'
run --zone $zone --common secret d.example
expect "--common with a selector of one's own" 0 'secret at '
run --zone $zone --common bare.example
expect "no _domainkey, no keys" 1 'dkim.tree-empty'

run --json --record "v=DKIM1; k=rsa; p=$(key rsa-2048)"
expect "--record" 0 '^{"schema":1,"record":"v=DKIM1; k=rsa; p=MII[^"]*","is_dkim":true,"verdict":"ok","key_type":"rsa","bits":2048,"encoding":"spki","hashes":\[\],"services":\["\*"\],"flags":\[\],.*"problems":\[\]}$'
run --json --record "v=spf1 -all"
expect "--record of something else" 1 '"is_dkim":false,"verdict":"unusable","key_type":null'
run --record "v=DKIM1; p=$(key pkcs1-2048)"
expect "--record with tolerance" 0 'in practice: Mail::DKIM'
printf 'v=DKIM1; h=sha256:sha1; t=y; p=%s\\\000' "$(key rsa-2048)" >"$tmp/raw"
"$program" --json --record - <"$tmp/raw" >"$tmp/out" 2>"$tmp/err"
status=$?
expect "--record - reads raw octets" 1 '\\\\x00","is_dkim"'
for cut in 10 100 200 300; do
	run --json --record "v=DKIM1; p=$(key rsa-2048 | cut -c1-$cut)"
	expect "cut after $cut" 1 '"dkim.key-\(truncated\|base64\|der\)"'
done

printf '%s\n' '-----BEGIN PUBLIC KEY-----' "$(key rsa-4096)" \
	'-----END PUBLIC KEY-----' >"$tmp/public.pem"
run --write "$tmp/public.pem" s1 example.org
expect "--write" 0 '^s1._domainkey.example.org. IN TXT "v=DKIM1; k=rsa; p=[^"]*" "[^"]*" "[^"]*"$'
grep '^s1._domainkey' "$tmp/out" >"$tmp/written.zone"
run --zone "$tmp/written.zone" --json s1 example.org
expect "what was written reads back" 0 '"verdict":"ok".*"bits":4096'
"$program" --write - <"$tmp/public.pem" >"$tmp/out" 2>"$tmp/err"
status=$?
expect "--write - without names" 0 '^SELECTOR._domainkey.DOMAIN. IN TXT'
if [ "$(wc -l <"$tmp/out")" -eq 1 ] && grep -q '^ok: rsa' "$tmp/err"; then
	echo "ok --write prints the line alone, what it thinks of it beside"
else
	echo "not ok --write prints the line alone, what it thinks of it beside"
	bad=1
fi
run --write "$tmp/public.pem" S1 Bücher.example.
expect "--write with a U-label" 0 '^s1._domainkey.xn--bcher-kva.example. IN TXT'
cp "$tmp/out" "$tmp/written.zone"
run --zone "$tmp/written.zone" s1 bücher.example
expect "--write is read back" 0 '^ok: rsa, 4096 bits'
run --write "$tmp/public.pem" s..1 example.org
expect "--write with an empty label" 64 '"s..1._domainkey.example.org" is no domain name' err
run --json --write "$tmp/public.pem" s1 example.org
expect "--write in JSON" 0 '"zone":"s1._domainkey.example.org. IN TXT \\"v=DKIM1'
printf '%s\n' '-----BEGIN PRIVATE KEY-----' "$(key private-pkcs8)" \
	'-----END PRIVATE KEY-----' >"$tmp/private.pem"
run --write "$tmp/private.pem"
expect "--write refuses a private key" 64 'private key' err
echo nonsense >"$tmp/nonsense"
run --write "$tmp/nonsense"
expect "--write refuses nonsense" 64 'no public key' err
run --write "$tmp/no-such-file"
expect "--write without a file" 64

: >"$tmp/empty"
run --blocklist "$tmp/empty" --record "p=$(key rsa-2048)"
expect "an empty block list" 0
printf '0123456789abcde' >"$tmp/odd"
run --blocklist "$tmp/odd" --record "p="
expect "a file that is no block list" 64 'no block list' err
run --blocklist "$tmp/none" --record "p="
expect "a block list that is not there" 64

run
expect "no arguments" 64 'SELECTOR' err
run example.org
expect "a domain alone" 64 'SELECTOR' err
run --zone "$zone" s1 'a..b'
expect "a bad domain" 64 'no domain name' err
# shellcheck disable=SC2046
run --zone $zone $(seq 1 10001) a.example
expect "too many selectors" 64 'more than 10,000 selectors' err
run --record x --write y
expect "two modes" 64 'exclude' err
run --record x y
expect "--record with a selector" 64
run --no-such-option
expect "an unknown option" 64

run --record 'k=rsa; p=!'
status=$(grep -c '^  fix: ' "$tmp/out")
expect "what to do is told once" 1

exit $bad
