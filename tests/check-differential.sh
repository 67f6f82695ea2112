#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Random SPF, DMARC and DKIM cases through this library and its peers: no
# difference that is not explained.  CASES=100000 for more than the short form
# of `make check', SEED for others.

set -u
: "${srcdir:=.}" "${builddir:=build}"
export PYTHONDONTWRITEBYTECODE=1
MAILAUTH_LIBRARY=$builddir/lib/libmailauth.so.0
export MAILAUTH_LIBRARY
seed=${SEED:-1}
real=${MAILAUTH_SHARED:-$srcdir/../shared}/data/real

if [ -n "${SANITIZERS:-}" ] || [ "${SHLIB_KIND:-so}" = dylib ]; then
	echo "skip differential: python loads the plain shared library only"
	exit 0
fi

# The first python of these that has the module.
python_with() {
	for python in python3 /usr/bin/python3; do
		"$python" -c "import $1" 2>/dev/null && echo "$python" && return
	done
}

# run NAME PYTHON SCRIPT CASES OPTION...
run() {
	name=$1 python=$2 script=$3 number=$4
	shift 4
	if [ -z "$python" ]; then
		echo "skip $name: its peer is not installed"
		return
	fi
	rc=0
	"$python" "$srcdir/tests/differential/$script" --cases "$number" \
		--seed "$seed" "$@" || rc=$?
	case $rc in
	0) echo "ok $name" ;;
	77) echo "skip $name: its peer is not installed" ;;
	*) echo "not ok $name: see above" ;;
	esac
}

# npm's mailauth: `make differential-npm' puts it there.
npm=
if [ -d "$builddir/peers/node_modules/mailauth" ] && command -v node >/dev/null; then
	npm=$builddir/peers
fi
cases=${CASES:-2000}

# libspf2, when its header and library are there.
spf2=$builddir/peers/libspf2
mkdir -p "$builddir/peers"
if ! ${CC:-cc} -o "$spf2" "$srcdir/tests/differential/peer_libspf2.c" -lspf2 \
	2>/dev/null; then
	echo "skip differential-libspf2: libspf2 is not installed"
	spf2=
fi

set -- ${spf2:+--libspf2 "$spf2"}
[ ! -f "$real/spf.txt" ] || set -- "$@" --real "$real/spf.txt"
run differential-spf "$(python_with spf)" differ_spf.py "$cases" "$@"
set -- ${npm:+--npm "$npm"}
[ ! -f "$real/dmarc.txt" ] || set -- "$@" --real "$real/dmarc.txt"
run differential-dmarc "$(python_with ctypes)" differ_dmarc.py $((cases / 5)) "$@"
set -- ${npm:+--npm "$npm"}
[ ! -f "$real/dkim.txt" ] || set -- "$@" --real "$real/dkim.txt"
run differential-dkim "$(python_with cryptography)" differ_dkim.py $((cases / 10)) "$@"
