#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# mailauth-check at the command line: reports, exit statuses, many domains,
# waiting, and what is said about wrong usage.

cd "${srcdir:-.}" || exit 1
check=${builddir:-build}/bin/mailauth-check
MAILAUTH_PROFILE_DIR=${MAILAUTH_PROFILE_DIR:-examples/profiles}
export MAILAUTH_PROFILE_DIR
unset NO_COLOR COLUMNS
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
bad=0
good=examples/zones/logineo-good.zone
wrong=examples/zones/logineo-bad.zone

# expect NAME STATUS PATTERN ARGUMENT...: runs it, looks at status and output
expect() {
	name=$1 want=$2 pattern=$3
	shift 3
	"$check" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	if [ "$status" -ne "$want" ]; then
		cat "$tmp/out" "$tmp/err"
		echo "not ok $name: exit status $status, not $want"
		bad=1
	elif [ -n "$pattern" ] && ! cat "$tmp/out" "$tmp/err" | grep -q -e "$pattern"; then
		cat "$tmp/out" "$tmp/err"
		echo "not ok $name: no \"$pattern\""
		bad=1
	else
		echo "ok $name"
	fi
}

expect "a domain that conforms" 0 "^schule.example conforms to LOGINEO" \
	-p logineo-nrw --zone $good schule.example
expect "a domain that does not" 1 "does not conform" \
	-p logineo-nrw --zone $wrong schule.example
expect "the profile as a file" 0 "conforms" \
	-p examples/profiles/logineo-nrw.profile --zone $good schule.example
expect "JSON" 1 '^{"schema":1,"domain":"schule.example","profile":"logineo-nrw","result":"fails","requirements":\[{"id":"mx","level":"required","state":"unmet"' \
	--json -p logineo-nrw --zone $wrong schule.example
expect "German" 1 "schule.example erfüllt nicht LOGINEO NRW: externe Aliasdomain" \
	--lang de -p logineo-nrw --zone $wrong schule.example
printf 'single.example. MX 10 text.\n' >"$tmp/single.zone"
expect "a host that is one of our words, in German" 1 "Der MX-Host text von single.example" \
	--lang de --zone "$tmp/single.zone" single.example
expect "only errors" 1 "^error" \
	--min-severity error -p logineo-nrw --zone $wrong schule.example
if grep -qE '^(warning|info):' "$tmp/out"; then
	echo "not ok only errors: there are others"
	bad=1
else
	echo "ok nothing but errors"
fi
cat >"$tmp/parked.zone" <<'PARKED'
parked.example. MX 0 .
parked.example. TXT "v=spf1 -all"
_dmarc.parked.example. TXT "v=DMARC1;p=reject"
PARKED
expect "a parked domain" 0 "dmarc.rua-missing" --json --zone "$tmp/parked.zone" parked.example
if grep -q "postmaster@" "$tmp/out"; then
	cat "$tmp/out"
	echo "not ok a parked domain: reports to where no mail arrives"
	bad=1
else
	echo "ok no reports to where no mail arrives"
fi
expect "warnings fail if so wanted" 1 "conforms" \
	--fail-on info -p logineo-nrw --zone $good schule.example
expect "a rule weighs otherwise" 1 "^error: schule.example is not signed" \
	--severity dnssec.unsigned=error -p logineo-nrw --zone $good schule.example
expect "quiet" 1 "" -q -p logineo-nrw --zone $wrong schule.example
if [ -s "$tmp/out" ] || [ -s "$tmp/err" ]; then
	echo "not ok quiet says something"
	bad=1
else
	echo "ok quiet says nothing"
fi
expect "no control octets" 1 "domain" --zone $good "a$(printf '\033')[31m b"
if LC_ALL=C grep -q "$(printf '\033')" "$tmp/out"; then
	echo "not ok no control octets: an escape sequence came through"
	bad=1
fi
expect "colour" 1 "$(printf '\033')\[1;31m" --color=always -p logineo-nrw \
	--zone $wrong schule.example

# ---- many domains ----

{
	echo "# a comment"
	echo
	for n in 1 2 3 4 5 6 7 8 9; do
		echo "schule.example"
		echo "   none$n.example"
		echo "not..a.name"
	done
} >"$tmp/domains"
expect "many domains" 1 '"domain":"none9.example"' \
	--json -j 4 --zone $good -f "$tmp/domains"
sed 's/^{"schema":1,"domain":"\([^"]*\)".*/\1/' "$tmp/out" >"$tmp/order"
sed -n 's/^ *//; /^[a-z]/p' "$tmp/domains" | cmp -s - "$tmp/order" &&
	echo "ok the order of the input" || {
	echo "not ok the order of the input"
	bad=1
}
"$check" -q --zone $good -f - <"$tmp/domains"
[ $? -eq 1 ] && echo "ok domains from standard input" || {
	echo "not ok domains from standard input"
	bad=1
}
expect "a file that is not there" 64 "No such file" -f "$tmp/none" --zone $good

# ---- profiles and rules ----

expect "the profiles" 0 "^tu-darmstadt-mailgateway *TU Darmstadt" --list-profiles
expect "the rules" 0 "^spf.multiple-records *error" --list-rules
expect "a rule" 0 "RFC 5321 section 5.1" --explain mx.single
expect "an unknown rule" 64 "there is no rule" --explain mx.none
expect "a good profile" 0 "5 requirements, variables server?" --check-profile examples/profiles/tu-darmstadt-mailgateway.profile
printf '[profile]\nname = x\n[mx]\nowner = @\ntipe = MX\n' >"$tmp/bad.profile"
expect "a faulty profile" 64 "bad.profile:5:1: unknown key \"tipe\"" \
	--check-profile "$tmp/bad.profile"
expect "the place in a faulty profile" 64 "^  tipe = MX" \
	--check-profile "$tmp/bad.profile"
printf '[profile]\nname = x\n[mx]\nowner = @\ntype = MX\nwant = 10 192.0.2.1\n' >"$tmp/ip.profile"
expect "an address as a host" 64 "ip.profile:6:11: expected a host name, not an address" \
	--check-profile "$tmp/ip.profile"
expect "an empty variable" 64 "expected a text" -p office365-mixed --zone $good \
	--set verification= schule.example
expect "a faulty profile in use" 64 "bad.profile:5:1:" -p "$tmp/bad.profile" \
	--zone $good schule.example
expect "an unknown profile" 64 "there is no profile" -p none schule.example
expect "a variable that is not set" 64 "needs the variable mx" \
	-p strato-own-mx --zone $good schule.example
expect "a variable that has no use" 64 "has no variable server" \
	-p logineo-nrw --set server=x --zone $good schule.example

# ---- wrong usage ----

expect "no domain" 64 "DOMAIN is needed"
expect "an unknown option" 64 "none" --none schule.example
expect "a level that is none" 64 "expected info, warning or error" \
	--fail-on bad --zone $good schule.example
expect "a language that is none" 64 "expected en or de" --lang fr --zone $good schule.example
expect "--set without a profile" 64 "needs a --profile" --set a=b --zone $good schule.example
expect "a selector that is none" 64 "selector" --selector a..b --zone $good schule.example
expect "--wait with two domains" 64 "one DOMAIN" --wait 1s --zone $good a.example b.example
expect "--name-server without an address" 64 "not \"ns.example\"" --name-server ns.example a.example

# ---- waiting ----

sed 's/^@ *MX .*/@ MX 20 old.altanbieter.example./' $good >"$tmp/wait.zone"
(
	sleep 1
	cp $good "$tmp/wait.zone.new" && mv "$tmp/wait.zone.new" "$tmp/wait.zone"
) &
expect "waiting until it conforms" 0 "conforms" \
	--wait 3s -p logineo-nrw --zone "$tmp/wait.zone" schule.example
wait
expect "what is waited for" 1 "waiting for mx (unmet)" \
	--wait 1s -p logineo-nrw --zone $wrong schule.example

exit $bad
