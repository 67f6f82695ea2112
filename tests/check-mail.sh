#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The policy daemon and the milter of examples/ under a real Postfix: SMTP
# sessions on loopback, answers from a zone file, delivered mail looked at.

set -u
for need in postfix smtp-sink python3; do
	PATH=$PATH:/usr/sbin
	command -v $need >/dev/null || { echo "skip mail: no $need"; exit 0; }
done
[ "$(id -u)" -eq 0 ] || { echo "skip mail: Postfix starts as root only"; exit 0; }
[ -x "$builddir/examples/milter" ] || { echo "skip mail: libmilter is not installed"; exit 0; }

zone=$srcdir/tests/data/mail/mail.zone
dir=$(mktemp -d) || exit 1
chmod 755 "$dir"
mkdir "$dir/conf" "$dir/queue" "$dir/data" "$dir/sink"
chown postfix "$dir/data"
chmod 777 "$dir/sink"
pids=

finish() {
	postfix -c "$dir/conf" stop >/dev/null 2>&1
	for pid in $pids; do kill "$pid" 2>/dev/null; done
	wait 2>/dev/null
	rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' INT TERM

# shellcheck disable=SC2046
set -- $(python3 -c '
import socket
held = [socket.socket() for _ in range(4)]
for s in held:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))')
smtp=$1 sink=$2 policy=$3 milter=$4

cat >"$dir/conf/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $dir/queue
data_directory = $dir/data
maillog_file = $dir/data/log
maillog_file_prefixes = $dir
myhostname = mx.rcpt.example
inet_interfaces = 127.0.0.1
inet_protocols = all
mydestination =
mynetworks =
alias_maps =
local_recipient_maps =
relay_domains = rcpt.example
relayhost = [127.0.0.1]:$sink
smtp_host_lookup = native
smtpd_peername_lookup = no
smtpd_authorized_xclient_hosts = 127.0.0.1
smtpd_relay_restrictions = permit_auth_destination, reject
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:$policy
smtpd_milters = inet:127.0.0.1:$milter
milter_default_action = tempfail
EOF
cat >"$dir/conf/master.cf" <<EOF
127.0.0.1:$smtp inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
EOF

"$builddir/examples/policy-daemon" --zone "$zone" --receiver mx.rcpt.example \
	"$policy" 2>"$dir/policy.err" &
pids="$pids $!"
"$builddir/examples/milter" --zone "$zone" --id mx.rcpt.example --trust dkim.rcpt.example \
	"inet:$milter@127.0.0.1" 2>"$dir/milter.err" &
pids="$pids $!"
smtp-sink -u nobody -d "$dir/sink/mail." "127.0.0.1:$sink" 10 2>"$dir/sink.err" &
pids="$pids $!"
postfix -c "$dir/conf" start >"$dir/start" 2>&1 || {
	cat "$dir/start"
	echo "not ok mail: Postfix did not start"
	exit 1
}

python3 "$srcdir/tests/mail_sessions.py" "$smtp" "$dir/sink"
rc=$?
if [ $rc -ne 0 ]; then
	tail -n 20 "$dir/data/log" "$dir"/*.err
fi
exit $rc
