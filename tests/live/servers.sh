# SPDX-License-Identifier: BSD-2-Clause
# Servers on the loopback interface for the live tests, which read this file with
# "." after they have gone to the source folder; and how these tests count.

builddir=${builddir:-build}
here=tests/live
passed=0 failed=0

# need TOOL…: ends the test as skipped where one is not installed
need() {
	PATH=$PATH:/usr/sbin:/usr/local/sbin
	for tool; do
		command -v "$tool" >/dev/null || {
			echo "skip live tests: $tool is not installed"
			exit 0
		}
	done
	[ "${WITH_UNBOUND:-1}" = 1 ] || {
		echo "skip live tests: this build has no libunbound"
		exit 0
	}
}

tmp=$(mktemp -d) || exit 1
pids=
cleanup() {
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
	wait 2>/dev/null
	rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

good() {
	echo "ok $1"
	passed=$((passed + 1))
}

not_good() {
	echo "not ok $1: $2"
	sed 's/^/    /' "$tmp/out" "$tmp/err" 2>/dev/null
	failed=$((failed + 1))
}

# the last line of a live test, and whether it is well
count() {
	echo "$passed passed, $failed failed"
	[ $failed -eq 0 ]
}

# ---- slow, silent or refusing ones -------------------------------------------

# slow ARGS: starts a slow_server, its port in $port
slow() {
	if [ ! -p "$tmp/stdin" ]; then
		${CC:-cc} -std=c11 -D_DEFAULT_SOURCE -D_POSIX_C_SOURCE=200809L -O1 \
			-o "$tmp/slow_server" $here/slow_server.c || exit 1
		# a standard input that stays open, so that the servers do
		mkfifo "$tmp/stdin"
		exec 9<>"$tmp/stdin"
	fi
	"$tmp/slow_server" "$@" >"$tmp/port" 2>"$tmp/slow.err" <"$tmp/stdin" &
	pids="$pids $!"
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ -s "$tmp/port" ] && break
		sleep 0.1
	done
	port=$(cat "$tmp/port")
	rm -f "$tmp/port"
}

# ---- NSD -----------------------------------------------------------------------

# start FOLDER ZONE[=FILE]…: an NSD in $tmp/FOLDER on $port; its process in $pid
start() {
	folder=$tmp/$1
	shift
	{
		cat <<-END
		server:
			ip-address: 127.0.0.1@$port
			username: ""
			zonesdir: "$folder"
			database: ""
			pidfile: "$folder/nsd.pid"
			xfrdfile: "$folder/xfrd.state"
			zonelistfile: "$folder/zone.list"
			xfrdir: "$folder"
			logfile: "$folder/nsd.log"
			server-count: 1
			rrl-ratelimit: 0
		remote-control:
			control-enable: no
		END
		for zone; do
			file=${zone#*=}
			[ "$file" != "$zone" ] || file=$zone.zone
			printf 'zone:\n\tname: "%s"\n\tzonefile: "%s"\n' \
			    "${zone%%=*}" "$file"
		done
	} >"$folder/nsd.conf"
	nsd -d -c "$folder/nsd.conf" >"$folder/nsd.out" 2>&1 &
	pid=$!
}

# serve FOLDER ZONE[=FILE]…: the same on some free port, which is in $port
try=0
serve() {
	for attempt in 1 2 3 4 5; do
		try=$((try + 1))
		port=$((20000 + ($$ * 7 + try * 997) % 20000))
		start "$@"
		for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			sleep 0.1
			kill -0 $pid 2>/dev/null || break
			"$builddir/bin/mailauth-cname" -q --timeout 1 \
			    --resolver "127.0.0.1@$port" "${2%%=*}" SOA && {
				pids="$pids $pid"
				return 0
			}
		done
		kill $pid 2>/dev/null
		wait $pid 2>/dev/null
	done
	echo "not ok NSD answers"
	sed 's/^/    /' "$tmp/$1/nsd.out" "$tmp/$1/nsd.log"
	echo "0 passed, 1 failed"
	exit 1
}
