# SPDX-License-Identifier: BSD-2-Clause
"""Random SPF cases: a zone, a client, a sender, a HELO name.

The generator follows the grammar of RFC 7208 section 12 most of the time and
strays from it now and then, so that both the evaluation and the syntax check
are met.  The same seed gives the same cases.

A zone maps (name, type) to a list of values: TXT a list of strings, A and AAAA
addresses, MX (preference, host), PTR and CNAME names; or to TIMEOUT.
"""

import ipaddress
import random

TIMEOUT = "TIMEOUT"

DOMAINS = ["a.example.com", "b.example.com", "c.example.com", "d.example.net",
           "e.example.net", "deep.f.example.org"]
HOSTS = ["mx1.example.com", "mx2.example.net", "host.example.org", "void.example.com",
         "alias.example.com"]
V4 = ["192.0.2.1", "192.0.2.77", "198.51.100.9", "203.0.113.200"]
V6 = ["2001:db8::1", "2001:db8:1::77", "2001:db8:ffff::9"]
LETTERS = "slodiphvSLODIPHV"
DELIMITERS = ".-+,/_="


class Generator:
    def __init__(self, seed, real=()):
        self.random = random.Random(seed)
        self.real = real  # record texts to mutate

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def pick(self, items):
        return self.random.choice(items)

    # ---- names and macros --------------------------------------------------

    def macro(self):
        r = self.random
        text = "%{" + self.pick(LETTERS)
        if self.chance(40):
            text += str(r.randint(1, 4))
        if self.chance(40):
            text += self.pick("rR")
        if self.chance(25):
            text += "".join(self.pick(DELIMITERS) for _ in range(r.randint(1, 2)))
        return text + "}"

    def domain_spec(self):
        kind = self.random.random()
        if kind < 0.60:
            return self.pick(DOMAINS)
        if kind < 0.80:
            return self.pick(HOSTS)
        if kind < 0.92:
            parts = [self.macro() for _ in range(self.random.randint(1, 2))]
            return ".".join(parts + [self.pick(["example.com", "_spf.example.net"])])
        if kind < 0.96:
            return self.pick(["%{d}", "%{o}", "%{d2}", "%{h}", "x%%y.example.com",
                              "x%_y.example.com", "a%-b.example.com"])
        return self.pick(["missing.example.com", "MIXED.Example.COM", "trailing.example.com.",
                          "toolong" * 9 + "x.example.com", "under_score.example.com"])

    # ---- terms ----------------------------------------------------------------

    def cidr(self):
        text = ""
        if self.chance(30):
            text += "/%d" % self.random.choice([0, 8, 16, 24, 25, 31, 32])
        if self.chance(15):
            text += "//%d" % self.random.choice([0, 32, 48, 64, 127, 128])
        return text

    def mechanism(self):
        kind = self.pick(["a", "a", "mx", "mx", "include", "include", "include", "ip4", "ip4",
                          "ip6", "exists", "ptr", "all"])
        if kind in ("a", "mx"):
            value = ":" + self.domain_spec() if self.chance(60) else ""
            return kind + value + self.cidr()
        if kind == "ptr":
            return kind + (":" + self.domain_spec() if self.chance(50) else "")
        if kind in ("include", "exists"):
            return kind + ":" + self.domain_spec()
        if kind == "ip4":
            net = self.pick(V4)
            return "ip4:" + net + ("/%d" % self.pick([0, 8, 24, 30, 32]) if self.chance(50) else "")
        if kind == "ip6":
            net = self.pick(V6 + ["::ffff:192.0.2.1", "::"])
            return "ip6:" + net + ("/%d" % self.pick([0, 32, 64, 96, 128]) if self.chance(50) else "")
        return "all"

    def term(self):
        if self.chance(8):
            return self.pick(["redirect=", "exp="]) + self.domain_spec()
        if self.chance(3):
            return self.pick(["foo=bar", "x-y=%{d}", "ra=postmaster", "rp=100"])
        text = self.mechanism()
        if self.chance(8):
            text = text.upper() if self.chance(50) else text.title()
        return self.pick(["", "", "", "+", "-", "~", "?"]) + text

    def broken(self, text):
        """One octet added, removed or changed."""
        at = self.random.randrange(6, len(text)) if len(text) > 6 else 0
        octet = self.pick(" :=/%{}.-+~?,;_0129aA@\t\"")
        how = self.random.random()
        if how < 0.34:
            return text[:at] + octet + text[at:]
        if how < 0.67:
            return text[:at] + text[at + 1:]
        return text[:at] + octet + text[at + 1:]

    def record(self):
        if self.real and self.chance(10):
            text = self.pick(self.real)
        else:
            terms = [self.term() for _ in range(self.random.randint(0, 6))]
            if self.chance(70):
                terms.append(self.pick(["-all", "~all", "?all", "all"]))
            text = " ".join(["v=spf1"] + terms)
        while self.chance(8):
            text = self.broken(text)
        if self.chance(2):
            text = text.replace("v=spf1", self.pick(["V=SPF1", "v=spf10", "v=spf1\t", " v=spf1"]))
        if self.chance(3):
            text += " "
        return text

    # ---- the zone ----------------------------------------------------------------

    def strings(self, text):
        """A TXT record's strings."""
        if self.chance(15) and len(text) > 2:
            cut = self.random.randrange(1, min(len(text), 256))
            return [text[:cut]] + self.strings(text[cut:])
        return [text[i:i + 255] for i in range(0, len(text), 255)] or [""]

    def addresses(self, zone, name):
        if self.chance(80):
            zone[name, "A"] = self.random.sample(V4, self.random.randint(1, 3))
        if self.chance(50):
            zone[name, "AAAA"] = self.random.sample(V6, self.random.randint(1, 2))

    def zone(self):
        zone = {}
        for name in DOMAINS:
            if self.chance(92):
                zone[name, "TXT"] = [self.strings(self.record())]
                if self.chance(3):
                    zone[name, "TXT"].append(self.strings(self.record()))
                if self.chance(10):
                    zone[name, "TXT"].append(["unrelated text"])
            if self.chance(50):
                self.addresses(zone, name)
            if self.chance(50):
                hosts = self.random.sample(HOSTS, self.random.randint(1, 3))
                zone[name, "MX"] = [(10 * i, host) for i, host in enumerate(hosts)]
        for name in HOSTS[:3]:
            self.addresses(zone, name)
        if self.chance(50):
            zone[HOSTS[4], "CNAME"] = [self.pick(HOSTS[:3])]
        for ip in V4 + V6:
            if self.chance(40):
                pointer = ipaddress.ip_address(ip).reverse_pointer
                zone[pointer, "PTR"] = self.random.sample(HOSTS[:3] + DOMAINS,
                                                          self.random.randint(1, 3))
        if self.chance(15):
            zone[self.pick(list(zone))] = TIMEOUT
        return zone

    def case(self):
        domain = self.pick(DOMAINS)
        local = self.pick(["user", "user-tag", "a+b=c", "strong.bad", "x_y/z"])
        return {
            "zone": self.zone(),
            "ip": self.pick(V4 + V4 + V6 + ["::ffff:192.0.2.1"]),
            "sender": "" if self.chance(5) else local + "@" + domain,
            "helo": self.pick(DOMAINS + ["mail.example.com", "OEMCOMPUTER", "[192.0.2.1]"]),
        }


def spf_cases(seed, count, real=()):
    for number in range(count):
        yield Generator("%d/%d" % (seed, number), real).case()


def answer(zone, name, rrtype):
    """(status, records): CNAMEs followed; records carry the wire's data as text."""
    name = name.lower().rstrip(".")
    links = []
    for _ in range(9):
        value = zone.get((name, rrtype))
        if value == TIMEOUT:
            return TIMEOUT, links, []
        if value is not None:
            return "NOERROR", links, value
        target = zone.get((name, "CNAME"))
        if target == TIMEOUT:
            return TIMEOUT, links, []
        if target is None or rrtype == "CNAME":
            break
        links.append((name, target[0]))
        name = target[0]
    known = any(owner == name or owner.endswith("." + name) for owner, _ in zone)
    return "NOERROR" if known else "NXDOMAIN", links, []
