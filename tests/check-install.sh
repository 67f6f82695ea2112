#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Installs into a folder of its own and then forgets the source tree: consumers
# in C and C++ are built with nothing but pkg-config, shared and static, and the
# programs find what was installed with them.

cd "${srcdir:-.}" || exit 1
srcdir=$(pwd)
builddir=${builddir:-$srcdir/build}
MAKE=${MAKE:-make} PKG_CONFIG=${PKG_CONFIG:-pkg-config}
# the outer make's prefix and jobs are not this one's
unset MAKEFLAGS MAKELEVEL MFLAGS
bad=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
prefix=$tmp/prefix

# verdict NAME COMMAND...: runs it, shows its output when it fails
verdict() {
	what=$1
	shift
	if "$@" >"$tmp/out" 2>&1; then
		echo "ok $what"
	else
		cat "$tmp/out"
		echo "not ok $what"
		bad=1
	fi
}

build() (
	mkdir "$tmp/build" && cd "$tmp/build" || exit 1
	args=
	[ "${WITH_UNBOUND:-1}" = 1 ] || args=--without-unbound
	# shellcheck disable=SC2086
	"$srcdir/configure" -q --prefix="$prefix" $args CC="${CC:-cc}" \
		CFLAGS="${CFLAGS:--O1}" && $MAKE -s -j2 all && $MAKE -s install
)
verdict "builds and installs with a prefix of its own" build
[ $bad = 0 ] || exit 1

PKG_CONFIG_PATH=$prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH
cd "$tmp" || exit 1
cp "$srcdir"/tests/install/consumer.* .

warnings='-Wall -Wextra -Wpedantic -Werror'
pc() { $PKG_CONFIG "$@" libmailauth; }

version() { test "$(pc --modversion)" = "${VERSION:-0.1.0}"; }
verdict "pkg-config knows version ${VERSION:-0.1.0}" version

shared_c() {
	# shellcheck disable=SC2046,SC2086
	${CC:-cc} -std=c99 $warnings $(pc --cflags) -o shared consumer.c \
		$(pc --libs) &&
	LD_LIBRARY_PATH=$prefix/lib ./shared
}
verdict "a C consumer, shared" shared_c

soname() { LD_LIBRARY_PATH=$prefix/lib ldd shared | grep 'libmailauth\.so\.0 => '; }
if [ "${SHLIB_KIND:-elf}" = elf ] && command -v ldd >/dev/null; then
	verdict "it depends on libmailauth.so.0" soname
fi

# The archive of ours with the system's shared libraries: what a program that
# ships on its own does.  -static takes everything as archives and needs those
# of libunbound and what it stands on.
archive_c() {
	# shellcheck disable=SC2046,SC2086
	${CC:-cc} -std=c99 $warnings $(pc --cflags) -o archive consumer.c \
		"$prefix/lib/libmailauth.a" $(pc --static --libs | sed 's/-lmailauth//') &&
	./archive
}
verdict "a C consumer over libmailauth.a" archive_c

static_c() {
	# shellcheck disable=SC2046,SC2086
	${CC:-cc} -std=c99 -static $warnings $(pc --cflags) -o static consumer.c \
		$(pc --static --libs) && ./static
}
static_works() {
	echo 'int main(void) { return 0; }' >probe.c
	# shellcheck disable=SC2046
	${CC:-cc} -static -o probe probe.c \
		$($PKG_CONFIG --static --libs libunbound 2>/dev/null)
}
if [ -n "${SANITIZERS:-}" ] || ! static_works >/dev/null 2>&1; then
	echo "skip a C consumer, -static: no archives of the dependencies"
else
	verdict "a C consumer, -static with pkg-config --static" static_c
fi

if [ -n "${CXX:-}" ] && command -v "${CXX%% *}" >/dev/null; then
	shared_cc() {
		# shellcheck disable=SC2046,SC2086
		$CXX -std=c++11 $warnings $(pc --cflags) -o cc_shared \
			consumer.cc $(pc --libs) &&
		LD_LIBRARY_PATH=$prefix/lib ./cc_shared
	}
	verdict "a C++ consumer, shared" shared_cc
	archive_cc() {
		# shellcheck disable=SC2046,SC2086
		$CXX -std=c++11 $warnings $(pc --cflags) -o cc_archive \
			consumer.cc "$prefix/lib/libmailauth.a" \
			$(pc --static --libs | sed 's/-lmailauth//') &&
		./cc_archive
	}
	verdict "a C++ consumer over libmailauth.a" archive_cc
else
	echo "skip C++ consumers: no C++ compiler"
fi

programs() {
	for program in "$prefix"/bin/mailauth-*; do
		"$program" --version && "$program" --help >/dev/null || return 1
	done
}
if ls "$prefix"/bin/mailauth-* >/dev/null 2>&1; then
	verdict "the installed programs run" programs
	# the profiles are found where they were installed
	profile() {
		env -u MAILAUTH_PROFILE_DIR "$prefix/bin/mailauth-check" \
			--list-profiles | grep logineo-nrw
	}
	verdict "mailauth-check finds the installed profiles" profile
fi

pages() {
	for program in "$prefix"/bin/mailauth-*; do
		test -f "$prefix/share/man/man1/$(basename "$program").1" || {
			echo "$program has no manual page"
			return 1
		}
	done
}
[ ! -d "$prefix/share/man/man1" ] || verdict "every program has its page" pages

uninstalled() (
	cd "$tmp/build" && $MAKE -s uninstall >/dev/null &&
	test -z "$(find "$prefix" ! -type d)"
)
verdict "uninstall leaves no file" uninstalled

exit $bad
