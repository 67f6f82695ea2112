#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The programs over real sockets: NSD with plain and signed zones on the
# loopback interface, and servers that are slow, silent or not there.  Needs
# nsd, ldns-keygen and ldns-signzone; no privileges, no network.

cd "${srcdir:-.}" || exit 1
. tests/live/servers.sh
cname=$builddir/bin/mailauth-cname
need nsd ldns-keygen ldns-signzone

# ---- servers ----------------------------------------------------------------

# sign ZONE: keys and signatures for $tmp/ZONE, its DS record in ZONE.ds
sign() {
	(cd "$tmp" &&
	ksk=$(ldns-keygen -a ECDSAP256SHA256 -k "$1") &&
	zsk=$(ldns-keygen -a ECDSAP256SHA256 "$1") &&
	ldns-signzone -n "$1" "$zsk" "$ksk" &&
	cat "$ksk.ds" >"$1.ds")
}

cp $here/*.zone "$tmp" || exit 1
for zone in signed bogus; do
	mv "$tmp/$zone.zone" "$tmp/$zone.example"
	sign $zone.example || exit 1
done
cat "$tmp/signed.example.ds" "$tmp/bogus.example.ds" >"$tmp/anchors"
# what was signed is no longer what is served
sed 's/192\.0\.2\.66/192.0.2.67/' "$tmp/bogus.example.signed" >"$tmp/bogus.served"
# a TXT record for which UDP is too small
awk 'BEGIN {
	printf "big TXT"
	for (i = 0; i < 40; i++) {
		printf " \""
		for (k = 0; k < 250; k++) printf "%c", 97 + (i + k) % 26
		printf "\""
	}
	print ""
}' >>"$tmp/plain.zone"

serve . plain.example=plain.zone other.example=other.zone \
    signed.example=signed.example.signed bogus.example=bogus.served \
    lame.example=there-is-no-such-file
nsd_port=$port
server="--resolver 127.0.0.1@$nsd_port"

# ---- the ends of a chain, over DNS -----------------------------------------------

# ends NAME TYPE END STATUS [ARGS]: with JSON
ends() {
	name=$1 type=$2 end=$3 want=$4
	shift 4
	# shellcheck disable=SC2086
	"$cname" --json "$@" $server "$name" "$type" >"$tmp/out" 2>"$tmp/err"
	status=$?
	label="$name $type${*:+ with $*} ends with $end"
	label=$(printf '%s' "$label" | sed "s|$tmp/||g")
	if [ $status -ne "$want" ]; then
		not_good "$label" "exit status $status, want $want"
	elif ! grep -q "\"end\":\"$end\"" "$tmp/out"; then
		not_good "$label" "another end"
	else
		good "$label"
	fi
}

# holds TEXT: the last output has it
holds() {
	if grep -q -e "$1" "$tmp/out"; then
		good "… and says $1"
	else
		not_good "$name says $1" "it does not"
	fi
}

ends host.plain.example A data 0
holds '"records":\["192.0.2.1"\]'
ends www.plain.example A data 0
ends across.plain.example A data 0
holds '"target":"back.other.example".*"target":"host.plain.example"'
ends gone.plain.example A nxdomain 1
holds 'cname.dangling'
ends nodata.plain.example MX nodata 1
ends self.plain.example A loop 1
ends pair1.plain.example A loop 1
ends rho1.plain.example A loop 1
ends loop.plain.example A loop 1
ends long1.plain.example A too-long 1
ends long2.plain.example A data 1
holds 'cname.chain-long'
ends x.dn.plain.example A data 0
holds '"dname":true'
ends big.plain.example TXT data 0
holds 'abcdefghijklmnopqrstuvwxyzabcdefgh'
ends tolame.plain.example A servfail 3
ends host.lame.example A servfail 3
holds 'dns.servfail'
ends host.not-served.example A servfail 3

# ---- a DKIM key at the end of three aliases ------------------------------------------

# dkim SELECTOR DOMAIN STATUS PATTERN
dkim() {
	# shellcheck disable=SC2086
	"$builddir/bin/mailauth-dkim" --json $server "$1" "$2" >"$tmp/out" 2>"$tmp/err"
	status=$?
	if [ $status -ne "$3" ]; then
		not_good "the key of $1 at $2" "exit status $status, want $3"
	elif ! grep -q -e "$4" "$tmp/out"; then
		not_good "the key of $1 at $2" "no $4"
	else
		good "the key of $1 at $2"
	fi
}

dkim sel plain.example 0 '"chain":\["dkim1.plain.example","dkim2.other.example","dkimkey.plain.example"\],"records":1,.*"verdict":"ok".*"bits":2048'
dkim none plain.example 1 '"state":"missing".*dkim.none-found.*dkim.tree-exists'
dkim none other.example 1 '"state":"missing".*dkim.tree-empty'
dkim s1 lame.example 3 '"state":"unknown".*dns.servfail'

# ---- a resolver of one's own: c-ares asks, the library judges ------------------------

# own IP SENDER VERDICT
own() {
	"$builddir/examples/own-resolver" -s "127.0.0.1:$nsd_port" "$1" "$2" \
		>"$tmp/out" 2>"$tmp/err"
	if [ "$(cat "$tmp/out")" = "$3" ]; then
		good "c-ares: $1 for $2 is $3"
	else
		not_good "c-ares: $1 for $2" "not $3"
	fi
}

if [ -x "$builddir/examples/own-resolver" ]; then
	own 198.51.100.7 u@spfok.plain.example pass
	own 192.0.2.1 u@spfok.plain.example pass
	own 203.0.113.1 u@spfok.plain.example fail
	own 203.0.113.1 u@spf.plain.example permerror
	own 203.0.113.1 u@none.plain.example none
	own 203.0.113.1 u@big.plain.example none
	own 203.0.113.1 u@spflame.plain.example temperror
else
	echo "skip c-ares: it is not installed"
fi

# ---- DNSSEC ------------------------------------------------------------------------

ends host.signed.example A data 0
holds '"secure":false'
ends host.signed.example A data 0 --trust-anchor "$tmp/anchors"
holds '"secure":true'
ends www.signed.example A data 0 --trust-anchor "$tmp/anchors"
holds '"secure":true'
ends out.signed.example A data 0 --trust-anchor "$tmp/anchors"
holds '"secure":false'
ends nobody.signed.example A nxdomain 1 --trust-anchor "$tmp/anchors"
holds '"secure":true'
ends host.signed.example MX nodata 1 --trust-anchor "$tmp/anchors"
holds '"secure":true'
ends host.bogus.example A bogus 1 --trust-anchor "$tmp/anchors"
holds 'dns.bogus'
ends tobogus.plain.example A bogus 1 --trust-anchor "$tmp/anchors"
ends host.bogus.example A data 0

# ---- a whole validation over signed zones ------------------------------------------------

# check DOMAIN STATUS PATTERN [ARGS]
check() {
	domain=$1 want=$2 pattern=$3
	shift 3
	# shellcheck disable=SC2086
	"$builddir/bin/mailauth-check" --json "$@" $server "$domain" >"$tmp/out" 2>"$tmp/err"
	status=$?
	label=$(printf '%s' "mailauth-check ${*:+$* }$domain" | sed "s|$tmp/||g")
	if [ $status -ne "$want" ]; then
		not_good "$label" "exit status $status, want $want"
	elif ! grep -q -e "$pattern" "$tmp/out"; then
		not_good "$label" "no $pattern"
	else
		good "$label"
	fi
}

check signed.example 0 '"result":"conforms"'
check signed.example 0 '"result":"conforms"' --trust-anchor "$tmp/anchors"
if grep -q '"id":"dnssec.unsigned"' "$tmp/out"; then
	not_good "a signed domain is not told to be unsigned" "it is"
else
	good "a signed domain is not told to be unsigned"
fi
check bogus.example 1 '"id":"dns.bogus","severity":"error"' --trust-anchor "$tmp/anchors"
check lame.example 3 '"result":"undecided"'

# ---- deadlines ----------------------------------------------------------------------

# milliseconds since some moment
now_ms() {
	t=$(date +%s%N)
	echo $((t / 1000000))
}

# late NAME MS ARGS…: ends with time-out, exit status 3, between MS and MS + 100.
# A busy machine may be late itself: the best of three counts.
late() {
	label=$1 ms=$2 best=
	shift 2
	for attempt in 1 2 3; do
		from=$(now_ms)
		"$cname" --json --timeout "${ms}ms" "$@" >"$tmp/out" 2>"$tmp/err"
		status=$?
		took=$(($(now_ms) - from))
		if [ $status -ne 3 ] || ! grep -q '"end":"timeout"' "$tmp/out"; then
			not_good "$label" "exit status $status"
			return
		fi
		[ -n "$best" ] && [ "$best" -le $took ] || best=$took
		[ "$best" -gt $((ms + slack)) ] || break
	done
	if [ "$best" -lt "$ms" ] || [ "$best" -gt $((ms + slack)) ]; then
		not_good "$label" "it took $best ms"
	else
		good "$label: $best ms of $ms"
	fi
}
# under a sanitizer or valgrind a program needs longer to start and end
slack=100
[ -z "${SANITIZERS:-}" ] || slack=1000

case $(date +%N) in
[0-9]*)
	slow -n
	late "a server that never answers" 300 \
		--resolver "127.0.0.1@$port" host.plain.example
	late "a server that never answers, 1.5 s" 1500 \
		--resolver "127.0.0.1@$port" host.plain.example TXT
	slow -d 5000
	late "a server that answers too late" 500 \
		--resolver "127.0.0.1@$port" host.plain.example
	late "nobody listens there" 700 --resolver "127.0.0.1@9" host.plain.example
	late "no way to there" 700 --resolver "192.0.2.1" host.plain.example
	;;
*) echo "skip deadlines: date knows no nanoseconds" ;;
esac

printf 'slow.example\tA\t192.0.2.9\n' >"$tmp/world"
slow -d 150 "$tmp/world"
server="--resolver 127.0.0.1@$port"
ends slow.example A data 0
# an answer from the other forwarder counts
slow -n
server="$server --resolver 127.0.0.1@$port"
ends slow.example A data 0

count
