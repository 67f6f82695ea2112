#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The public header as a binding generator sees it: preprocessed, read by a
# strict parser of C declarations (cffi's, which is pycparser), and every
# function of it called up in the shared library by that description alone.

set -u
[ -z "${SANITIZERS:-}" ] || { echo "skip bindings: the interpreter has no sanitizer"; exit 0; }
python=
for candidate in python3 /usr/bin/python3; do
	if "$candidate" -c 'import cffi' 2>/dev/null; then
		python=$candidate
		break
	fi
done
[ -n "$python" ] || { echo "skip bindings: python3 has no cffi"; exit 0; }

work=$builddir/test-bindings
rm -rf "$work" && mkdir -p "$work/fake" || exit 1
# The two system headers, without what compilers put into theirs.
echo 'typedef unsigned long size_t;' >"$work/fake/stddef.h"
cat >"$work/fake/stdint.h" <<'EOF'
typedef unsigned char uint8_t; typedef unsigned short uint16_t;
typedef unsigned int uint32_t; typedef unsigned long long uint64_t;
typedef long long int64_t; typedef int int32_t;
EOF
$CC -E -P -nostdinc -I"$work/fake" -I"$srcdir/include" -DMAILAUTH_API= \
	"$srcdir/include/mailauth.h" >"$work/mailauth.i" || {
	echo "not ok the header is preprocessed without system headers"
	exit 1
}
echo "ok the header is preprocessed without system headers"
exec "$python" - "$work/mailauth.i" "$builddir/lib/libmailauth.so.0" \
	"$srcdir/libmailauth/libmailauth.map" <<'EOF'
import re
import sys

import cffi

header = open(sys.argv[1]).read()
# cffi knows the fixed-width types and size_t itself.
header = re.sub(r"typedef [^;{]*\b(?:u?int\d+_t|size_t);", "", header)
bad = []


def verdict(name, good, detail=""):
    if not good:
        print(detail)
        bad.append(name)
    print(("ok " if good else "not ok ") + name)


ffi = cffi.FFI()
try:
    ffi.cdef(header)
    verdict("a strict parser reads every declaration", True)
except Exception as error:
    verdict("a strict parser reads every declaration", False, str(error))
    sys.exit(1)

lib = ffi.dlopen(sys.argv[2])
names = re.findall(r"^\t\t(mailauth_\w+);", open(sys.argv[3]).read(), re.M)
missing = [name for name in names if not hasattr(lib, name)]
verdict("each of %d functions can be called by its description" % len(names),
        len(names) > 100 and not missing, " ".join(missing))

text = b"v=spf1 ipv4:192.0.2.1 -all"
out = ffi.new("mailauth_spf_record **")
verdict("a record is parsed", lib.mailauth_spf_parse(ffi.NULL, text, len(text), out) == 0)
problem = lib.mailauth_spf_record_problem(out[0], 0)
verdict("a view is read", ffi.string(problem.id) == b"spf.mechanism-typo"
        and text[problem.offset:problem.offset + problem.length].startswith(b"ipv4"))
lib.mailauth_spf_record_free(out[0])
verdict("enumerators have their values", lib.MAILAUTH_ERR_NOMEM == -1
        and lib.MAILAUTH_RULE_SPF_SYNTAX == lib.mailauth_rule_by_id(b"spf.syntax").code)
sys.exit(bool(bad))
EOF
