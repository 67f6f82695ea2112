# SPDX-License-Identifier: BSD-2-Clause
"""pyspf as a peer: as it is, and with its known departures from RFC 7208
corrected one by one, so that a difference can be put down to the departure that
causes it: the difference is gone when that one is corrected.
"""

import ipaddress
import linecache
import re
import sys
import warnings

warnings.simplefilter("ignore")

import spf as pyspf  # noqa: E402

import cases  # noqa: E402

# name: section of RFC 7208 that decides, and what pyspf does instead
CORRECTIONS = {}


def correction(name, why):
    CORRECTIONS[name] = why
    return name


VOID = correction("void", "4.6.4: terms that find nothing are counted; pyspf counts queries")
SELF = correction("self-include", "5.2: check_host() decides, when it is reached; pyspf calls an "
                  "include of the same domain a syntax error, wherever it stands")
EXP = correction("exp", "6.2: only a fail fetches the explanation; pyspf always, and its queries "
                 "count as void look-ups")
REDIRECT = correction("redirect", "6.1: redirect is reached when nothing matched; pyspf counts its "
                      "look-up before the first term")
P_DOMAIN = correction("p-domain", "7.3: %{p} prefers names of the current <domain>; pyspf keeps "
                      "what it found for the first")
P_COST = correction("p-cost", "4.6.4: %{p} costs a look-up, and a void one at most, when its term is "
                    "reached; pyspf counts no look-up, and voids while it reads the record")
MX = correction("mx-order", "4.6: terms are evaluated until one matches, the hosts of an mx too; "
                "pyspf asks for all first, and their errors and voids count")
REPEATED = correction("repeated", "6: a modifier that is not known is ignored \"no matter where, or "
                      "how often\"; pyspf calls a repeated one an error")
PTR_NAME = correction("ptr-name", "4.8: no name can be under a malformed one, so nothing is asked; "
                      "pyspf asks, and may count a void look-up")
GRAMMAR = correction("grammar", "7.1: a domain-spec holds visible characters and well-formed "
                     "macros; pyspf takes blanks and unclosed macros")
REVERSE = correction("reverse", "7.1: strings of the ABNF are case-insensitive, so R reverses as r "
                     "does; pyspf overlooks it")
PTR_VOID = correction("ptr-void", "4.6.4: what a PTR record names is the client's choice, no term of "
                      "the record; pyspf counts names without address as void look-ups")
PTR = correction("ptr-error", "5.5: a DNS error of the PTR or an address query means no match; "
                 "pyspf returns temperror")


MACRO_STRING = re.compile(r"(%\{[slodiphvcrt]([0-9]*[1-9][0-9]*)?r?[-.+,/_=]*\}|%[%_-]|"
                          r"[\x21-\x24\x26-\x7e])*", re.I)


class Unlike(str):
    """A name that equals none."""

    def __eq__(self, other):
        return False

    __hash__ = str.__hash__


def askable(name):
    return not name or all(0 < len(label) < 64 for label in name.rstrip(".").split("."))


def caller_line():
    frame = sys._getframe(2)
    return linecache.getline(frame.f_code.co_filename, frame.f_lineno)


class Query(pyspf.query):
    """pyspf's query with the corrections of the set `fixed`."""

    fixed = frozenset()
    validating = expanding_p = False
    term_is_void = False

    # ---- limits ----------------------------------------------------------------

    def check_lookups(self):
        here = sys._getframe(1).f_locals
        parsing = isinstance(here.get("m"), list)
        if REDIRECT in self.fixed and parsing:
            return
        if not parsing:
            self.term_is_void = False
        super().check_lookups()
        if not parsing:
            self.pay_for_p(here["mech"])

    def pay_for_p(self, term):
        if P_COST not in self.fixed or "%{p" not in term.replace("%%", "").lower():
            return
        super().check_lookups()
        try:
            self.dns_ptr(self.i)
        except pyspf.TempError:
            if PTR not in self.fixed:
                raise

    def dns_spf(self, domain):
        if "redirect_record" in caller_line():
            self.term_is_void = False
            if REDIRECT in self.fixed:
                super().check_lookups()
                self.pay_for_p([term for term in sys._getframe(1).f_locals["spf"]
                                if term.lower().startswith("redirect=")][0])
        return super().dns_spf(domain)

    def dns(self, name, qtype, cnames=None, ignore_void=False):
        if VOID not in self.fixed:
            return super().dns(name, qtype, cnames, ignore_void)
        if not askable(name):
            return []
        found = super().dns(name, qtype, cnames, True)
        if self.expanding_p and P_COST in self.fixed:
            return found
        if not found and not ignore_void and cnames is None:
            if not self.term_is_void:
                self.term_is_void = True
                self.void_lookups += 1
                if self.void_lookups > pyspf.MAX_VOID_LOOKUPS:
                    raise pyspf.PermError("void look-ups")
        return found

    # ---- terms -----------------------------------------------------------------

    def validate_mechanism(self, mech):
        if SELF not in self.fixed:
            return super().validate_mechanism(mech)
        domain, self.d = self.d, Unlike(self.d)
        try:
            return super().validate_mechanism(mech)
        finally:
            self.d = domain

    def getp(self):
        domain, self.d = self.d, str(self.d)
        if P_DOMAIN in self.fixed:
            self.p = None
        self.expanding_p = True
        try:
            return super().getp()
        finally:
            self.expanding_p = False
            self.d = domain

    def expand(self, s, stripdot=True):
        if GRAMMAR in self.fixed and stripdot and not MACRO_STRING.fullmatch(s):
            raise pyspf.PermError("no macro-string", s)
        if REVERSE in self.fixed:
            s = re.sub(r"(%\{[a-zA-Z][0-9]*)R", r"\1r", s)
        return super().expand(s, stripdot)

    def get_explanation(self, spec):
        return None if EXP in self.fixed else super().get_explanation(spec)

    def dns_a(self, domainname, A="A"):
        if PTR_VOID in self.fixed and self.validating:
            return self.dns(domainname, A, None, True)
        return super().dns_a(domainname, A)

    def dns_mx(self, domainname):
        if MX not in self.fixed:
            return super().dns_mx(domainname)
        hosts = sorted(self.dns(domainname, "MX"))
        if len(hosts) > pyspf.MAX_MX:
            raise pyspf.PermError("too many MX hosts")
        return (address for host in hosts for address in self.dns_a(host[1], self.A))

    def cidrmatch(self, ipaddrs, n):
        if MX not in self.fixed:
            return super().cidrmatch(ipaddrs, n)
        return any(super(Query, self).cidrmatch([address], n) for address in ipaddrs)

    def note_error(self, *msg):
        if REPEATED in self.fixed and "at most once" in msg[0] and msg[0].split("=")[0] != "exp":
            return None
        return super().note_error(*msg)

    def validated_ptrs(self):
        good = []
        self.validating = False
        target = sys._getframe(1).f_locals.get("arg", "")
        if PTR_NAME in self.fixed and not askable(target):
            return good
        try:
            names = self.dns_ptr(self.i)[:pyspf.MAX_PTR]
            self.validating = True
            for name in names:
                if self.name_has_client(name):
                    good.append(name)
        except pyspf.TempError:
            if PTR not in self.fixed:
                raise
        finally:
            self.validating = False
        return good

    def name_has_client(self, name):
        try:
            return self.cidrmatch(self.dns_a(name, self.A), self.cidrmax)
        except pyspf.TempError:
            if PTR not in self.fixed:
                raise
            return False


def lookup_in(zone):
    def lookup(name, rrtype, *_, **__):
        status, links, values = cases.answer(zone, name, rrtype)
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
    return lookup


def check(case, fixed=frozenset()):
    """The verdict, or "raised NAME" when pyspf itself fails."""
    pyspf.DNSLookup = lookup_in(case["zone"])
    try:
        query = Query(i=case["ip"], s=case["sender"], h=case["helo"], strict=True)
        query.fixed = fixed
        return query.check()[0]
    except Exception as error:
        return "raised " + type(error).__name__


ALL = frozenset(CORRECTIONS)


def causes(case, verdict):
    """The corrections without which pyspf does not say `verdict`, given that it
    does with all of them; some set of which none can be spared."""
    needed = set(ALL)
    for name in sorted(ALL):
        if check(case, frozenset(needed - {name})) == verdict:
            needed.discard(name)
    return needed
