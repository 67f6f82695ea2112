#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Tries the recipe: packs the tree, lays this folder into it as debian/, builds
# the binary packages with dpkg-buildpackage, and looks at what came out.
#
#	build.sh SOURCE WORK-FOLDER [dpkg-buildpackage arguments...]

set -eu
src=$1 work=$2
shift 2
for tool in dpkg-buildpackage dh; do
	command -v $tool >/dev/null || {
		echo "make deb: $tool is missing: ./bootstrap deb installs it" >&2
		exit 1
	}
done
version=$(sed -n 's/^AC_INIT(\[libmailauth\], \[\(.*\)\])$/\1/p' "$src/configure.ac")
recipe=$(sed -n '1s/.*(\(.*\)-[0-9]*).*/\1/p' "$src/pkgconfig/debian/changelog")
[ "$version" = "$recipe" ] || {
	echo "make deb: the changelog says $recipe, configure.ac $version" >&2
	exit 1
}

rm -rf "$work"
mkdir -p "$work"
sh "$src/tests/dist.sh" "$src" "libmailauth-$version" "$work/dist" \
	"$work/libmailauth_$version.orig.tar.gz"
tar -C "$work" -xzf "$work/libmailauth_$version.orig.tar.gz"
cd "$work/libmailauth-$version"
cp -r pkgconfig/debian debian
rm debian/build.sh
# not the outer make's variables
unset MAKEFLAGS MAKELEVEL MFLAGS || :
if [ $# -eq 0 ]; then
	set -- -b
fi
dpkg-buildpackage -us -uc "$@" >"$work/log" 2>&1 || {
	tail -n 40 "$work/log"
	echo "make deb: dpkg-buildpackage failed; all of it is in $work/log" >&2
	exit 1
}
cd "$work"
for package in libmailauth0 libmailauth-dev libmailauth-tools; do
	set -- "$package"_"$version"*.deb
	[ -f "$1" ] || { echo "make deb: $package was not built" >&2; exit 1; }
done
dpkg-deb -I libmailauth-tools_"$version"*.deb | grep -q 'Depends:.*libmailauth0' || {
	echo "make deb: the tools do not depend on libmailauth0" >&2
	exit 1
}
ls -1 ./*.deb
