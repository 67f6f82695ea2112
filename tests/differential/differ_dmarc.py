# SPDX-License-Identifier: BSD-2-Clause
"""Random DMARC records and zones through libmailauth, a second reading of RFC
9989 (sections 4.7, 4.8 and 4.10), and npm's mailauth where it is installed.

    python3 tests/differential/differ_dmarc.py [--cases N] [--seed N] [--real FILE]
        [--npm FOLDER] [--show N]

Exit status 1 if a difference is left unexplained.
"""

import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault("MAILAUTH_LIBRARY", os.path.join(TOP, "build/lib/libmailauth.so.0"))
sys.path[:0] = [HERE, os.path.join(TOP, "examples/bindings/python")]

import mailauth  # noqa: E402

# pct, rf and ri are unknown to RFC 9989
KNOWN = ["v", "p", "sp", "np", "adkim", "aspf", "fo", "psd", "t", "rua", "ruf"]
POLICIES = ["none", "quarantine", "reject"]
WSP = " \t"


# ---- the second reading --------------------------------------------------------


def valid_uri(text):
    """A URI that a report could go to: mailto: with a mailbox, or any other
    scheme (section 4.6, RFC 3986, RFC 6068)."""
    text = re.sub(r"![0-9]+[kmgtKMGT]?$", "", text)
    scheme, _, rest = text.partition(":")
    if scheme.lower() == "mailto":
        return re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9_-]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?",
                            rest) is not None
    return rest != "" and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) is not None


def tags_of(text):
    """Name and value of each tag that has both, in order; None if the text is no
    DMARC record, or has a known tag twice (section 4.7)."""
    if not re.match(r"[vV][ \t]*=[ \t]*DMARC1[ \t]*(;|$)", text):
        return None
    tags, seen = {}, set()
    for spec in text.split(";"):
        name, equals, value = spec.partition("=")
        name, value = name.strip(WSP).lower(), value.strip(WSP)
        # a name alone is a fault of syntax, which is ignored (section 4.7), and no tag
        if not equals or not re.fullmatch(r"[a-z0-9_]+", name):
            continue
        if name in seen and name in KNOWN:
            return None
        seen.add(name)
        tags[name] = value
    return tags


def policies(tags):
    """p, sp and np in force: [own, of a subdomain, of one that does not exist];
    None where DMARC is not applied (section 4.10.1)."""
    found = {name: tags[name].lower() for name in ("p", "sp", "np") if name in tags}
    bad = [name for name, value in found.items() if value not in POLICIES]
    if "p" not in found or bad:
        reports = any(valid_uri(part.strip(WSP)) for part in tags.get("rua", "").split(","))
        return ["none"] * 3 if reports else [None] * 3
    sub = found.get("sp", found["p"])
    return [found["p"], sub, found.get("np", sub)]


def psd(tags):
    value = tags.get("psd", "u").lower()
    return value if value in "ynu" and len(value) == 1 else "u"


def walk(domain, records):
    """Section 4.10: (policy, policy domain, Organizational Domain)."""
    labels = domain.split(".")
    starts = [0] + list(range(max(1, len(labels) - 7), len(labels)))
    found = []
    for start in starts:
        name = ".".join(labels[start:])
        texts = [tags_of(text) for text in records.get(name, [])
                 if re.match(r"[vV][ \t]*=[ \t]*DMARC1[ \t]*(;|$)", text)]
        if len(texts) != 1 or texts[0] is None:
            continue
        found.append((start, texts[0]))
        if psd(texts[0]) != "u":
            break
    org = 0
    for start, tags in found:
        if psd(tags) == "n":
            org = start
            break
        if psd(tags) == "y" and start != 0:
            above = [s for s in range(len(labels)) if s < start]
            org = max(above)
            break
        org = start
    record = None
    for start, tags in found:
        if start in (0, org):
            record = (start, tags)
            break
    if record is None:
        for start, tags in found:
            if psd(tags) == "y":
                record = (start, tags)
    org_name = ".".join(labels[org:])
    if record is None:
        return None, None, org_name
    start, tags = record
    return policies(tags)[0 if start == 0 else 1], ".".join(labels[start:]), org_name


# ---- cases -----------------------------------------------------------------------


class Generator:
    def __init__(self, seed, real):
        self.random = random.Random(seed)
        self.real = real

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def pick(self, items):
        return self.random.choice(items)

    def value(self, name):
        if self.chance(6):
            return self.pick(["", "x", "none,reject", "0", "noNe", "yes", "1"])
        if name in ("p", "sp", "np"):
            return self.pick(POLICIES + ["Reject", "QUARANTINE"])
        if name in ("adkim", "aspf"):
            return self.pick("rsRS")
        if name in ("psd",):
            return self.pick("ynuYN")
        if name == "t":
            return self.pick("yn")
        if name == "fo":
            return self.pick(["0", "1", "d", "s", "1:d:s", "0:1", "d:d", "0:d"])
        if name in ("rua", "ruf"):
            return ",".join(self.pick(["mailto:a@example.org", "mailto:b@reports.example.net",
                                       "mailto:a@example.org!10m", "a@example.org",
                                       "mailto:", " mailto:c@example.com ", "MAILTO:d@example.com"])
                            for _ in range(self.random.randint(1, 3)))
        return self.pick(["100", "0", "86400", "afrf", "word"])

    def blank(self):
        return self.pick(["", "", "", "", " ", "\t", "  "])

    def record(self):
        if self.real and self.chance(20):
            text = self.pick(self.real)
        else:
            names = [self.pick(["sp", "np", "adkim", "aspf", "fo", "psd", "t", "rua", "ruf", "pct",
                                "rf", "ri", "x", "rua"]) for _ in range(self.random.randint(0, 4))]
            if self.chance(92):
                names.insert(0 if self.chance(80) else len(names), "p")
            if not self.chance(6):  # each once
                names = list(dict.fromkeys(names))
            parts = ["v" + self.blank() + "=" + self.blank() +
                     ("DMARC1" if self.chance(95) else self.pick(["dmarc1", "DMARC2", "DMARC10"]))]
            for name in names:
                if self.chance(4):
                    name = name.upper()
                parts.append(self.blank() + name + self.blank() + "=" + self.blank() +
                             self.value(name.lower()) + self.blank())
            text = ";".join(parts) + self.pick(["", "", ";", "; ", ";;"])
        while self.chance(8) and text:
            at = self.random.randrange(len(text))
            text = text[:at] + self.pick(" ;=,:\t-_aZ09!@") + text[at + self.pick([0, 1]):]
        return text

    def zone(self):
        depth = self.random.randint(2, 11)
        domain = ".".join(self.random.sample("abcdefghijkl", depth))
        labels = domain.split(".")
        records = {}
        for start in range(depth):
            if self.chance(30):
                count = 2 if self.chance(6) else 1
                records[".".join(labels[start:])] = [self.record() for _ in range(count)]
        return domain, records


# ---- comparing -------------------------------------------------------------------


def ours(domain, records):
    def ask(name, rrtype):
        if rrtype != mailauth.TXT or not name.startswith("_dmarc."):
            # the domain itself exists
            return mailauth.Answer(name, rrtype, mailauth.NOERROR)
        texts = records.get(name[len("_dmarc."):], [])
        return mailauth.Answer(name, rrtype,
                               mailauth.NOERROR if texts else mailauth.NXDOMAIN,
                               [(name, rrtype, mailauth.txt(t.encode("latin-1"))) for t in texts])

    found = mailauth.find_dmarc(domain, ask)
    return found["policy"], found["policy_domain"], found["organizational_domain"]


class Npm:
    def __init__(self, folder):
        self.process = subprocess.Popen(
            ["node", os.path.join(HERE, "peer_npm.js"), folder], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def policy(self, text):
        self.process.stdin.write(json.dumps({"dmarc": text}) + "\n")
        self.process.stdin.flush()
        tags = json.loads(self.process.stdout.readline())
        return str(tags.get("p") or "").strip().lower() or None if tags else None


# Where npm's mailauth reads a policy that RFC 9989 does not give, or no other.
NPM_EXPLAINED = [
    ("4.7: no DMARC record, or a known tag twice: npm reads on", lambda tags, p: tags is None),
    ("4.10.1: a value that p, sp or np cannot have; npm hands it on",
     lambda tags, p: any(tags.get(n, "none").lower() not in POLICIES for n in ("p", "sp", "np"))),
    ("4.10.1: no p, with reports wanted: none; npm has no policy",
     lambda tags, p: "p" not in tags),
    ("4.7: white space around \"=\" of v; npm looks for v=DMARC1 alone", lambda tags, p: p is None),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real")
    parser.add_argument("--npm")
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    real = []
    if options.real:
        with open(options.real, encoding="latin-1") as file:
            real = [line.rstrip("\n") for line in file]
    npm = Npm(options.npm) if options.npm else None
    results, why = collections.Counter(), collections.Counter()
    left = 0
    for number in range(options.cases):
        generator = Generator("%d/%d" % (options.seed, number), real)
        domain, records = generator.zone()
        mine, expected = ours(domain, records), walk(domain, records)
        results[mine[0]] += 1
        if mine != expected:
            left += 1
            if left <= options.show:
                print("UNEXPLAINED case %d: %s: libmailauth %s, second reading %s\n  %s" %
                      (number, domain, mine, expected, records))
        if npm is None:
            continue
        text = generator.record()
        tags = tags_of(text)
        expected, theirs = policies(tags)[0] if tags is not None else None, npm.policy(text)
        mine = ours("example.org", {"example.org": [text]})[0]
        if mine != expected:
            left += 1
            print("UNEXPLAINED case %d: libmailauth %s, second reading %s\n  %r" %
                  (number, mine, expected, text))
        if mine == theirs:
            why["npm: the same"] += 1
            continue
        for name, holds in NPM_EXPLAINED:
            if holds(tags, theirs):
                why["npm: " + name] += 1
                break
        else:
            left += 1
            if left <= options.show:
                print("UNEXPLAINED case %d: %s, npm %s\n  %r" % (number, mine, theirs, text))
    print("%d cases, seed %d: %s" % (options.cases, options.seed, dict(results)))
    for name, count in why.most_common():
        print("%8d  %s" % (count, name))
    print("%8d  unexplained" % left)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
