# SPDX-License-Identifier: BSD-2-Clause
"""libspf2 as a peer: peer_libspf2.c as a child process that is started again
when it dies."""

import ipaddress
import re
import subprocess

import cases

TYPES = {1: "A", 28: "AAAA", 15: "MX", 16: "TXT", 12: "PTR"}


def hexed(octets):
    return octets.hex() or "-"


def datum(rrtype, value):
    if rrtype in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if rrtype == "MX":
        return value[1].encode("latin-1")
    return ("".join(value) if rrtype == "TXT" else value).encode("latin-1")


class Peer:
    def __init__(self, program):
        self.program = program
        self.child = None

    def start(self):
        self.child = subprocess.Popen([self.program], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def stop(self):
        """How the child ended."""
        self.child.stdin.close()
        self.child.stdout.close()
        status = self.child.wait()
        self.child = None
        return status

    def tell(self, *words):
        self.child.stdin.write((" ".join(words) + "\n").encode())
        self.child.stdin.flush()

    def reply(self, zone, number, name):
        rrtype = TYPES.get(int(number))
        if rrtype is None:
            return ["0"]
        name = b"" if name == "-" else bytes.fromhex(name)
        status, _, values = cases.answer(zone, name.decode("latin-1"), rrtype)
        code = {cases.TIMEOUT: "2", "NXDOMAIN": "3"}.get(status, "0")
        return [code] + [hexed(datum(rrtype, value)) for value in values]

    def check(self, case):
        """(verdict, libspf2's error numbers, [(type, name) asked]); the verdict
        is "crash" when libspf2 ended the process."""
        if self.child is None:
            self.start()
        asked = []
        try:
            self.tell(case["ip"], hexed(case["sender"].encode()), case["helo"])
            while True:
                words = self.child.stdout.readline().decode().split()
                if not words:
                    break
                if words[0] == "=":
                    return words[1], {int(word) for word in words[2:]} - {0}, asked
                asked.append((int(words[1]), words[2]))
                self.tell(*self.reply(case["zone"], *words[1:]))
        except BrokenPipeError:
            pass
        try:
            self.stop()
        except BrokenPipeError:
            self.child = None
        return "crash", set(), asked


# ---- departures from RFC 7208 ------------------------------------------------

# name: (section and what libspf2 does instead, the test whether it applies to a
# Difference); the first that applies is the one that counts
DEPARTURES = {}


def departure(name, why):
    def keep(test):
        DEPARTURES[name] = (why, test)
        return test
    return keep


class Difference:
    """A case, what this library says, and libspf2's verdict, errors and questions."""

    def __init__(self, case, mine, answer):
        self.case, self.mine = case, mine
        self.verdict, self.errors, asked = answer
        names = {bytes.fromhex(name).decode("latin-1").lower().rstrip(".")
                 for number, name in asked if number == 16 and name != "-"}
        self.records = ["".join(strings) for name in names
                        for strings in texts(case["zone"], name)]
        self.ptr = any(number == 12 for number, _ in asked)

    def refused(self, *errors):
        """libspf2 finds an error where there is none."""
        return self.verdict == "permerror" != self.mine["verdict"] and self.errors & set(errors)

    def accepted(self, *problems):
        """libspf2 overlooks an error."""
        return (self.mine["verdict"] == "permerror" != self.verdict and
                self.mine["problem"] in problems)

    def any(self, pattern):
        return any(re.search(pattern, text, re.I) for text in self.records)


def texts(zone, name):
    status, _, values = cases.answer(zone, name, "TXT")
    return [] if status == cases.TIMEOUT else values


def plain_name(term):
    """The term, if it is a modifier, with a name that libspf2 reads."""
    name, equals, value = term.partition("=")
    return name.replace(".", "-") + equals + value if equals and ":" not in name else term


def late_redirect(text):
    """The record with its redirect where libspf2 meets it in time, or without
    it when an "all" makes it void (5.1), and with names without dots."""
    terms = [plain_name(term) for term in text.split(" ")]
    redirects = [term for term in terms if term.lower().startswith("redirect=")]
    rest = [term for term in terms if term not in redirects]
    if any(re.fullmatch("[-+?~]?all", term, re.I) for term in rest):
        redirects = []
    return " ".join(rest + redirects)


def cut(text):
    """Strings of at most 255 octets, which is what TXT holds."""
    return [text[at:at + 255] for at in range(0, len(text), 255)] or [""]


def repaired(case):
    """The same case in the form libspf2 understands: an IPv4 client as such,
    redirect last, and no dot in the name of a modifier."""
    zone = dict(case["zone"])
    for key, values in zone.items():
        if key[1] == "TXT" and values != cases.TIMEOUT:
            zone[key] = [cut(late_redirect("".join(strings))) if
                         "".join(strings)[:6].lower() == "v=spf1" else strings
                         for strings in values]
    return dict(case, zone=zone, ip=case["ip"].replace("::ffff:", ""))


# An error in one record ends libspf2's reading of it: 2 comes with the reason.

@departure("cidr-zero", "5.6, 12: a prefix length may be 0; libspf2 refuses it")
def cidr_zero(d):
    return (d.verdict == "permerror" != d.mine["verdict"] and d.errors & {2, 8} and
            d.any(r"/0(/|\s|$)"))


@departure("delimiter", "7.1: delimiters are . - + , / _ =; libspf2 refuses some")
def delimiter(d):
    return (d.verdict == "permerror" != d.mine["verdict"] and d.errors & {2, 14} and
            d.any(r"%\{[a-z][0-9]*r?[-.+,/_=]+\}"))


@departure("reverse", "7.1: strings of the ABNF are case-insensitive, so R reverses as r does; "
           "libspf2 refuses R")
def reverse(d):
    return (d.verdict == "permerror" != d.mine["verdict"] and d.errors & {2, 14} and
            any(re.search(r"%\{[a-zA-Z][0-9]*R", text) for text in d.records))


@departure("recursive", "5.2: check_host() decides when it is reached; libspf2 refuses an include "
           "of a domain in its own")
def recursive(d):
    return d.refused(31)


@departure("void", "4.6.4: more than two void look-ups are a permerror; libspf2 has no such limit")
def void(d):
    return d.accepted("spf.too-many-void")


@departure("look-ups", "4.6.4: ten look-ups over all records; libspf2 counts each record's alone")
def look_ups(d):
    return d.accepted("spf.too-many-lookups", "spf.include-no-record", "spf.redirect-no-record",
                      "spf.include-multiple") and d.mine["lookups"] > 10


@departure("duplicate", "6: redirect and exp stand once at most; libspf2 takes more")
def duplicate(d):
    return d.accepted("spf.modifier-duplicate")


@departure("ptr-error", "5.5: a DNS error under ptr is no match; libspf2 returns temperror")
def ptr_error(d):
    return d.verdict == "temperror" and 26 in d.errors and d.any(r"\bptr\b|%\{p")


@departure("grammar", "7.1, 4.6.1: domain-specs are not empty, end in a toplabel and hold no blanks; "
           "libspf2 takes others")
def grammar(d):
    bad_host = d.errors & {27, 28}  # libspf2 warns of the name and goes on
    if bad_host and d.accepted("spf.domain-is-ip", "spf.cidr-invalid"):
        return True
    # a modifier takes no prefix length, so what ends in one has no toplabel
    if d.accepted("spf.cidr-invalid") and d.any(r" (exp|redirect)=\S*/\d+( |$)"):
        return True
    return d.accepted("spf.missing-argument", "spf.domain-invalid", "spf.bad-separator",
                      "spf.macro-syntax", "dns.txt-placeholder", "dns.txt-literal-quotes",
                      "spf.syntax")


@departure("long", "3.4: a record may be longer than an answer over UDP; what libspf2 "
           "does with one over 450 octets is not looked into")
def long(d):
    return max(map(len, d.records), default=0) > 450


def explain(peer, ours, case, mine, answer):
    """The name of the departure that a difference is down to, or None."""
    if answer[0] == "crash":
        return "crash"
    fixed = repaired(case)
    if fixed != case and ours(fixed)["verdict"] == mine["verdict"]:
        again = peer.check(fixed)
        if again[0] == mine["verdict"]:
            return "form"
    else:
        again = answer
    for one, got in ((case, answer), (fixed, again)):
        difference = Difference(one, mine, got)
        for name, (_, test) in DEPARTURES.items():
            if test(difference):
                return name
    return None


def why(name):
    if name == "crash":
        return "libspf2 crashed"
    if name == "form":
        return ("5, 6.1, 12: an IPv4-mapped client is an IPv4 client, redirect comes last wherever "
                "it stands, and the name of a modifier may hold dots; not so in libspf2, which "
                "agrees when told so")
    return "RFC 7208 section " + DEPARTURES[name][0]
