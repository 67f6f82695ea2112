# SPDX-License-Identifier: BSD-2-Clause
"""Runs random SPF cases through libmailauth and its peers and sorts every
difference into explained, with the section that decides, or not.

    python3 tests/differential/differ_spf.py [--cases N] [--seed N] [--real FILE] [--show N]

needs build/lib/libmailauth.so and pyspf (Debian: python3-spf).  Exit status 1
if a difference is left unexplained.
"""

import argparse
import collections
import os
import re
import struct
import sys
import warnings
import ipaddress

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault("MAILAUTH_LIBRARY", os.path.join(TOP, "build/lib/libmailauth.so.0"))
sys.path[:0] = [HERE, os.path.join(TOP, "examples/bindings/python")]

warnings.simplefilter("ignore")

import cases  # noqa: E402
import mailauth  # noqa: E402
import spf as pyspf  # noqa: E402

TYPES = {mailauth.A: "A", mailauth.AAAA: "AAAA", mailauth.MX: "MX", mailauth.TXT: "TXT",
         mailauth.PTR: "PTR", mailauth.CNAME: "CNAME"}


def rdata(rrtype, value):
    if rrtype in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if rrtype == "MX":
        return struct.pack(">H", value[0]) + mailauth.name_rdata(value[1])
    if rrtype == "TXT":
        return b"".join(bytes([len(s)]) + s.encode("latin-1") for s in value)
    return mailauth.name_rdata(value)


def ours(case, config=None):
    def ask(name, number):
        rrtype = TYPES[number]
        status, links, values = cases.answer(case["zone"], name, rrtype)
        if status == cases.TIMEOUT:
            return None
        code = mailauth.NXDOMAIN if status == "NXDOMAIN" else mailauth.NOERROR
        records = [(owner, mailauth.CNAME, mailauth.name_rdata(target))
                   for owner, target in links]
        owner = links[-1][1] if links else name
        records += [(owner, number, rdata(rrtype, value)) for value in values]
        return mailauth.Answer(name, number, code, records)

    return mailauth.check_spf(case["ip"], case["sender"], case["helo"], ask, config)


def peer_pyspf(case, void_limit=2):
    def lookup(name, rrtype, *_, **__):
        status, links, values = cases.answer(case["zone"], name, rrtype)
        if status == cases.TIMEOUT:
            raise pyspf.TempError("DNS time-out")
        found = [((owner, "CNAME"), target) for owner, target in links]
        owner = links[-1][1] if links else name
        for value in values:
            if rrtype == "TXT":
                value = tuple(s.encode("latin-1") for s in value)
            elif rrtype == "AAAA":
                value = str(ipaddress.ip_address(value))
            found.append(((owner, rrtype), value))
        return found

    pyspf.DNSLookup = lookup
    pyspf.MAX_VOID_LOOKUPS = void_limit
    query = pyspf.query(i=case["ip"], s=case["sender"], h=case["helo"], strict=True)
    query.verbose = False
    return query.check()[0]


# A difference is explained by the first row whose test holds.
# (name, section of RFC 7208, test(case, our result, peer's verdict))
PYSPF_EXPLAINED = []


def explained(name, section):
    def add(test):
        PYSPF_EXPLAINED.append((name, section, test))
        return test
    return add


@explained("a void look-up is a term, pyspf counts queries", "section 4.6.4")
def void_counting(case, mine, theirs):
    with mailauth.Config({mailauth.SPF_VOID_LOOKUPS: 1000}) as config:
        mine = ours(case, config)
    return mine["verdict"] == peer_pyspf(case, 1000)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real")
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    real = []
    if options.real:
        with open(options.real, encoding="latin-1") as file:
            real = [line.rstrip("\n").split("\t")[-1] for line in file if "v=spf1" in line]
    verdicts, explained_by = collections.Counter(), collections.Counter()
    left = 0
    for number, case in enumerate(cases.spf_cases(options.seed, options.cases, real)):
        mine = ours(case)
        verdicts[mine["verdict"]] += 1
        try:
            theirs = peer_pyspf(case)
        except Exception as error:  # the peer itself failed: count it
            explained_by["pyspf raised " + type(error).__name__] += 1
            continue
        if theirs == mine["verdict"]:
            explained_by["same"] += 1
            continue
        for name, section, test in PYSPF_EXPLAINED:
            if test(case, mine, theirs):
                explained_by["%s (%s)" % (name, section)] += 1
                break
        else:
            left += 1
            if left <= options.show:
                print("UNEXPLAINED case %d: libmailauth %s (%s), pyspf %s" %
                      (number, mine["verdict"], mine["problem"], theirs))
                print("  ip=%(ip)s sender=%(sender)s helo=%(helo)s" % case)
                for key, value in sorted(case["zone"].items()):
                    print("  %s %s %s" % (key[0], key[1], value))
    print("%d cases, seed %d: %s" % (options.cases, options.seed, dict(verdicts)))
    for name, count in explained_by.most_common():
        print("%8d  %s" % (count, name))
    print("%8d  unexplained" % left)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
