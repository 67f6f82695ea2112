#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The main job, offline: a domain that satisfies its provider's profile, and one
# with the usual mistakes.  `make demo' sets srcdir and bindir.

srcdir=${srcdir:-.}
bindir=${bindir:-build/bin}
wrong=0

# show STATUS WHAT ARGUMENT...: prints the command, runs it, compares its status
show() {
	want=$1
	printf '\n== %s\n' "$2"
	shift 2
	printf '$ mailauth-check %s\n\n' "$*"
	"$bindir/mailauth-check" "$@"
	status=$?
	printf '\nexit status %d\n' "$status"
	if [ "$status" -ne "$want" ]; then
		echo "demo: expected exit status $want" >&2
		wrong=1
	fi
}

show 0 "A domain that conforms" --profile logineo-nrw \
	--zone "$srcdir/examples/zones/logineo-good.zone" schule.example
show 1 "The same domain with the mistakes that are made most" \
	--profile logineo-nrw \
	--zone "$srcdir/examples/zones/logineo-bad.zone" schule.example
exit $wrong
