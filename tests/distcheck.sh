#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# From the tarball alone: build outside the source tree, run the tests, install
# into a DESTDIR, use what was installed, uninstall, and find nothing left.
#
#	distcheck.sh TARBALL WORK-FOLDER MAKE SHARED

set -eu
tarball=$1 work=$2 make=$3 shared=$4
name=$(basename "$tarball" .tar.gz)
say() { printf '== distcheck: %s\n' "$1"; }

# Not the outer make's variables or its jobs.
unset MAKEFLAGS MAKELEVEL MFLAGS || :

chmod -R u+w "$work" 2>/dev/null || :
rm -rf "$work"
mkdir -p "$work/build" "$work/root"
tar -C "$work" -xzf "$tarball"

say "the tarball has no path outside $name/ and no build product"
tar -tzf "$tarball" | grep -v "^$name/" && exit 1
tar -tzf "$tarball" | grep -E '\.(o|a|so|d)$|/config\.(mk|log|status)$|/build/' && exit 1

say "configure and build with the source tree read-only"
chmod -R a-w "$work/$name"
cd "$work/build"
# without debug information, which names folders and which installers strip
"../$name/configure" -q --prefix=/usr --enable-werror CFLAGS=-O2
$make -j2 all

say "the tests"
$make check MAILAUTH_SHARED="$shared"

say "install, use, uninstall"
$make install DESTDIR="$work/root" >"$work/install.log"
for file in usr/lib/libmailauth.a usr/lib/libmailauth.so \
    usr/lib/pkgconfig/libmailauth.pc usr/include/mailauth.h; do
	test -e "$work/root/$file" || { echo "$file was not installed"; exit 1; }
done
grep -rl "$work" "$work/root" && {
	echo "an installed file names the folder it was built in"
	exit 1
}
$make check-install
$make uninstall DESTDIR="$work/root" >"$work/uninstall.log"
left=$(find "$work/root" ! -type d)
own=$(find "$work/root" -type d -name '*mailauth*')
test -z "$left$own" || {
	echo "uninstall left:"
	printf '%s\n' "$left" "$own"
	exit 1
}

say "distclean leaves nothing"
$make distclean >/dev/null
left=$(find . -mindepth 1)
test -z "$left" || { echo "left: $left"; exit 1; }

cd /
chmod -R u+w "$work"
rm -rf "$work"
say "$name.tar.gz is ready"
