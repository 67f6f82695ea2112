#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A domain's own name servers over real sockets: two of them, a resolver with old
# answers (all NSD on the loopback interface), one that is silent and one that is
# not there.  Needs nsd; no privileges, no network.

cd "${srcdir:-.}" || exit 1
. tests/live/servers.sh
check=$builddir/bin/mailauth-check
need nsd

# ---- zones ------------------------------------------------------------------

# zone MX DMARC: the domain's zone; the name servers are told by --name-server
zone() {
	cat <<-END
	\$ORIGIN d.example.
	\$TTL 5
	@ SOA ns1 hostmaster ${serial:-7} 3600 600 86400 5
	@ NS ns1
	@ NS ns2
	ns1 A 192.0.2.1
	ns2 A 192.0.2.2
	@ MX 10 $1
	@ TXT "v=spf1 include:spf.prov.example -all"
	$2
	END
}
alias='_dmarc CNAME _dmarc.d.prov.example.'

cat >"$tmp/prov.zone" <<'END'
$ORIGIN prov.example.
$TTL 300
@ SOA ns host 1 3600 600 86400 120
@ NS ns
ns A 192.0.2.53
mx A 198.51.100.1
old A 198.51.100.2
spf TXT "v=spf1 ip4:198.51.100.0/24 -all"
_dmarc.d TXT "v=DMARC1; p=reject; rua=mailto:x@d.example"
END
cat >"$tmp/p.profile" <<'END'
[profile]
name = p
title = P
reference = none
[mx]
owner = @
type = MX
level = required
want = 10 mx.prov.example
only = yes
[dmarc]
owner = _dmarc
type = CNAME
level = required
want = _dmarc.d.prov.example
END

# ---- servers ----------------------------------------------------------------

mkdir "$tmp/cache" "$tmp/one" "$tmp/two" "$tmp/other"
cp "$tmp/prov.zone" "$tmp/cache/prov.example.zone"
printf '%s\n' '@ 300 SOA ns host 1 3600 600 86400 120' '@ 300 NS ns.prov' \
    >"$tmp/cache/example.zone"
zone old.prov.example. >"$tmp/cache/d.example.zone"
zone mx.prov.example. "$alias" >"$tmp/one/d.example.zone"
zone mx.prov.example. "$alias" >"$tmp/two/d.example.zone"
serve cache d.example prov.example example
cache=$port cache_pid=$pid
serve one d.example
one=127.0.0.1@$port
serve two d.example
two=127.0.0.1@$port two_pid=$pid
slow -n
silent=127.0.0.1@$port

# ---- checks -----------------------------------------------------------------

# run LABEL STATUS ARGS…: with JSON, over the old cache
run() {
	label=$1 want=$2
	shift 2
	"$check" --json -p "$tmp/p.profile" --resolver "127.0.0.1@$cache" "$@" \
	    d.example >"$tmp/out" 2>"$tmp/err"
	status=$?
	if [ $status -ne "$want" ]; then
		not_good "$label" "exit status $status, want $want"
	else
		good "$label"
	fi
}

# holds PATTERN, lacks PATTERN: the last output
holds() {
	if grep -q -e "$1" "$tmp/out"; then
		good "… and says $1"
	else
		not_good "$label says $1" "it does not"
	fi
}
lacks() {
	if grep -q -e "$1" "$tmp/out"; then
		not_good "$label does not say $1" "it does"
	else
		good "… and not $1"
	fi
}

run "an old cache by itself fails" 1
holds '"id":"mx","level":"required","state":"unmet"'

run "two servers that agree: pending" 3 --name-server "$one" --name-server "$two"
holds '"result":"undecided"'
holds '"id":"mx","level":"required","state":"pending"'
holds '"id":"dmarc","level":"required","state":"pending"'
holds 'profile.pending.*"wait":[1-5]'
holds 'dns.negative-cached'
lacks 'ns-inconsistent'
lacks 'ns-unresponsive'

run "a silent one beside" 3 --name-server "$one" --name-server "$silent"
holds 'dns.ns-unresponsive'
holds 'no answer came in time'
holds '"state":"pending"'

run "one that is not there" 3 --name-server "$one" --name-server 127.0.0.1@9
holds 'dns.ns-unresponsive'

zone mx.prov.example. "$alias" | sed 's/d\.example/e.example/' >"$tmp/other/e.example.zone"
serve other e.example
run "one that does not serve the zone" 3 --name-server "$one" \
    --name-server "127.0.0.1@$port"
holds 'dns.ns-unresponsive'
holds 'it refuses, or is not set up for the zone'

kill "$two_pid"
wait "$two_pid" 2>/dev/null
serial=8 zone old.prov.example. "$alias" >"$tmp/two/d.example.zone"
serve two d.example
two=127.0.0.1@$port
run "two servers that disagree: not pending" 1 --name-server "$one" --name-server "$two"
holds '"id":"mx","level":"required","state":"unmet"'
holds 'mx.ns-inconsistent'
holds 'serial 7): 10 mx.prov.example'
holds 'serial 8): 10 old.prov.example'

# ---- waiting ----------------------------------------------------------------

# the resolver's old answers end: NSD reads its zone again
{
	sleep 4
	serial=9 zone mx.prov.example. "$alias" >"$tmp/cache/d.example.zone"
	kill -HUP "$cache_pid"
} &
pids="$pids $!"
run "waiting until it conforms" 0 --wait 60s --name-server "$one"
if grep -q 'waiting for mx (pending), dmarc (pending); old answers end by [0-2][0-9]:[0-5][0-9]; asking again' "$tmp/err"; then
	good "… and says for what, and until when"
else
	not_good "$label says for what" "it does not"
fi

# an interrupt ends it with the report
rm -f "$tmp/err"
"$check" -p "$tmp/p.profile" --resolver "127.0.0.1@$cache" \
    --wait 60s --name-server "$two" --selector nosuch d.example \
    >"$tmp/out" 2>"$tmp/err" 9<&- &
waiting=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	grep -q 'asking again' "$tmp/err" 2>/dev/null && break
	sleep 0.2
done
kill -TERM $waiting
from=$(date +%s)
wait $waiting
status=$?
took=$(($(date +%s) - from))
label="an interrupt ends the waiting"
if [ $status -ne 1 ] || [ $took -gt 3 ]; then
	not_good "$label" "exit status $status after $took s"
else
	good "$label"
	holds 'dkim.selector-missing'
fi

count
