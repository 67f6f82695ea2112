#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Prints a software bill of materials, SPDX 2.3 tag:value, of the package and
# what it links with.
#
#	sbom.sh SOURCE VERSION WITH_UNBOUND

set -eu
src=$1 version=$2 with_unbound=$3
cd "$src"

epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null ||
	date -u -r "$epoch" +%Y-%m-%dT%H:%M:%SZ)

# the sources that are built into it, with their digests
files=$(ls libmailauth/*/*.[ch] libmailauth/*.map include/*.h include/mailauth/*.h)
digest() {
	if command -v sha1sum >/dev/null; then sha1sum "$@"; else shasum "$@"; fi |
		cut -d ' ' -f 1
}
code=$(for f in $files; do digest "$f"; done | LC_ALL=C sort | tr -d '\n' |
	{ if command -v sha1sum >/dev/null; then sha1sum; else shasum; fi; } |
	cut -d ' ' -f 1)

cat <<END
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: libmailauth-$version
DocumentNamespace: https://spdx.org/spdxdocs/libmailauth-$version-$code
Creator: Organization: the libmailauth authors
Creator: Tool: libmailauth make sbom
Created: $created

PackageName: libmailauth
SPDXID: SPDXRef-Package
PackageVersion: $version
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: true
PackageVerificationCode: $code
PackageLicenseConcluded: BSD-2-Clause
PackageLicenseDeclared: BSD-2-Clause
PackageLicenseInfoFromFiles: BSD-2-Clause
PackageCopyrightText: <text>$(sed -n 's/^\(Copyright.*\)/\1/p' LICENSE)</text>
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-Package
END
if [ "$with_unbound" = 1 ]; then
	cat <<END

PackageName: libunbound
SPDXID: SPDXRef-libunbound
PackageVersion: $(pkg-config --modversion libunbound 2>/dev/null || echo NOASSERTION)
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
PackageLicenseConcluded: BSD-3-Clause
PackageLicenseDeclared: BSD-3-Clause
PackageCopyrightText: NOASSERTION
Relationship: SPDXRef-Package DYNAMIC_LINK SPDXRef-libunbound
END
fi
n=0
for f in $files; do
	n=$((n + 1))
	cat <<END

FileName: ./$f
SPDXID: SPDXRef-File-$n
FileType: SOURCE
FileChecksum: SHA1: $(digest "$f")
LicenseConcluded: BSD-2-Clause
LicenseInfoInFile: BSD-2-Clause
FileCopyrightText: NOASSERTION
Relationship: SPDXRef-Package CONTAINS SPDXRef-File-$n
END
done
