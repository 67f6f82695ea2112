# SPDX-License-Identifier: BSD-2-Clause
"""Runs random SPF cases through libmailauth and its peers and sorts every
difference into explained, with the section that decides, or not.

    python3 tests/differential/differ_spf.py [--cases N] [--seed N] [--real FILE] [--show N]

needs build/lib/libmailauth.so and pyspf (Debian: python3-spf).  Exit status 1
if a difference is left unexplained, 77 if there is no peer.
"""

import argparse
import collections
import ipaddress
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault("MAILAUTH_LIBRARY", os.path.join(TOP, "build/lib/libmailauth.so.0"))
sys.path[:0] = [HERE, os.path.join(TOP, "examples/bindings/python")]

import cases  # noqa: E402
import mailauth  # noqa: E402
import peer_libspf2  # noqa: E402

try:
    import peer_pyspf
except ImportError as error:
    print("SKIP: no pyspf here (Debian: python3-spf): %s" % error)
    sys.exit(77)

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


def show(number, case, mine, theirs, corrected):
    print("UNEXPLAINED case %d: libmailauth %s (%s), pyspf %s, corrected %s" %
          (number, mine["verdict"], mine["problem"], theirs, corrected))
    print("  ip=%(ip)s sender=%(sender)s helo=%(helo)s" % case)
    for key, value in sorted(case["zone"].items()):
        print("  %s %s %s" % (key[0], key[1], value))


class Second:
    """What libspf2 says beside it, counted."""

    def __init__(self, program, showing):
        self.peer = peer_libspf2.Peer(program)
        self.showing = showing
        self.same = self.left = self.other = 0
        self.why = collections.Counter()

    def count(self, number, case, mine):
        answer = self.peer.check(case)
        if answer[0] == mine["verdict"]:
            self.same += 1
            return
        self.other += 1
        name = peer_libspf2.explain(self.peer, ours, case, mine, answer)
        if name:
            self.why[name] += 1
            return
        self.left += 1
        if self.left <= self.showing:
            show(number, case, mine, "agrees", "libspf2 %s %s" % (answer[0], sorted(answer[1])))

    def report(self):
        print("libspf2:")
        print("%8d  the same verdict" % self.same)
        print("%8d  another, explained:" % (self.other - self.left))
        for name, count in self.why.most_common():
            print("%16d  %s" % (count, peer_libspf2.why(name)))
        print("%8d  unexplained" % self.left)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real")
    parser.add_argument("--libspf2", help="the program of peer_libspf2.c")
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    real = []
    if options.real:
        with open(options.real, encoding="latin-1") as file:
            real = [line.rstrip("\n").split("\t")[-1] for line in file if "v=spf1" in line]
    verdicts, why = collections.Counter(), collections.Counter()
    same = left = 0
    second = Second(options.libspf2, options.show) if options.libspf2 else None
    for number, case in enumerate(cases.spf_cases(options.seed, options.cases, real)):
        mine = ours(case)
        verdict = mine["verdict"]
        verdicts[verdict] += 1
        theirs = peer_pyspf.check(case)
        corrected = peer_pyspf.check(case, peer_pyspf.ALL)
        if second and corrected == verdict:
            second.count(number, case, mine)
        if corrected != verdict:
            left += 1
            if left <= options.show:
                show(number, case, mine, theirs, corrected)
        elif theirs == verdict:
            same += 1
        else:
            for name in peer_pyspf.causes(case, verdict):
                why[name] += 1
    print("%d cases, seed %d: %s" % (options.cases, options.seed, dict(verdicts)))
    print("%8d  the same verdict" % same)
    print("%8d  another, explained:" % (options.cases - same - left))
    for name, count in why.most_common():
        print("%16d  RFC 7208 section %s" % (count, peer_pyspf.CORRECTIONS[name]))
    print("%8d  unexplained" % left)
    if second:
        second.report()
    return 1 if left or (second and second.left) else 0


if __name__ == "__main__":
    sys.exit(main())
