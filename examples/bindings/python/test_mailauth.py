# SPDX-License-Identifier: BSD-2-Clause
"""The binding against answers from a dictionary: python3 -m unittest."""

import gc
import unittest

import mailauth

ZONE = {
    ("example.org", mailauth.TXT): "v=spf1 include:_spf.example.net ~all",
    ("_spf.example.net", mailauth.TXT): "v=spf1 ip4:192.0.2.0/24 -all",
    ("_dmarc.example.org", mailauth.TXT): "v=DMARC1; p=quarantine; sp=reject",
    ("big.example", mailauth.TXT): "v=spf1 " + "ip4:198.51.100.1 " * 40 + "-all",
}


def ask(name, rrtype):
    text = ZONE.get((name, rrtype))
    if text is None:
        known = any(owner == name for owner, _ in ZONE)
        return mailauth.Answer(name, rrtype,
                               mailauth.NOERROR if known else mailauth.NXDOMAIN)
    return mailauth.Answer(name, rrtype, records=[(name, rrtype, mailauth.txt(text))])


class Records(unittest.TestCase):
    def test_spf(self):
        record = mailauth.parse_spf("v=spf1 a mx:mail.example.org -all")
        self.assertTrue(record["valid"])
        self.assertEqual(record["terms"], ["a", "mx:mail.example.org", "-all"])

    def test_spf_problem_has_its_place(self):
        text = "v=spf1 ipv4:192.0.2.1 -all"
        record = mailauth.parse_spf(text)
        self.assertFalse(record["valid"])
        problem = record["problems"][0]
        self.assertEqual(problem["severity"], "error")
        self.assertIn("ipv4", text[problem["offset"]:problem["offset"] + problem["length"]])
        self.assertIn("RFC 7208", problem["reference"])

    def test_any_octets(self):
        record = mailauth.parse_spf(b"v=spf1 \x00\xff\x1b[31m -all")
        self.assertFalse(record["valid"])

    def test_dkim(self):
        self.assertEqual(mailauth.parse_dkim_key("v=DKIM1; p=")["verdict"], "revoked")
        self.assertEqual(mailauth.parse_dkim_key("v=DKIM1; p=!")["verdict"], "unusable")


class Tasks(unittest.TestCase):
    def test_pass_through_an_include(self):
        result = mailauth.check_spf("192.0.2.7", "user@example.org", "mx.example.org", ask)
        self.assertEqual(result["verdict"], "pass")
        self.assertEqual(result["matched_in"], "_spf.example.net")
        self.assertEqual(result["matched_term"], "ip4:192.0.2.0/24")
        self.assertEqual(result["lookups"], 1)

    def test_softfail(self):
        result = mailauth.check_spf("203.0.113.1", "user@example.org", "mx", ask)
        self.assertEqual(result["verdict"], "softfail")

    def test_silence_is_a_temperror(self):
        result = mailauth.check_spf("192.0.2.7", "user@example.org", "mx",
                                    lambda name, rrtype: None)
        self.assertEqual(result["verdict"], "temperror")

    def test_a_text_of_several_strings(self):
        result = mailauth.check_spf("198.51.100.1", "user@big.example", "mx", ask)
        self.assertEqual(result["verdict"], "pass")

    def test_dmarc(self):
        found = mailauth.find_dmarc("example.org", ask)
        self.assertEqual(found["policy"], "quarantine")
        self.assertEqual(found["policy_domain"], "example.org")
        inherited = mailauth.find_dmarc("big.example.org", ask)
        self.assertEqual(inherited["policy_domain"], "example.org")
        self.assertEqual(mailauth.find_dmarc("other.example", ask)["policy"], None)

    def test_errors_are_exceptions(self):
        with self.assertRaises(mailauth.Error):
            mailauth.check_spf("not an address", "u@example.org", "", ask)

    def test_nothing_is_left(self):
        for _ in range(200):
            mailauth.check_spf("192.0.2.7", "user@example.org", "mx", ask)
        gc.collect()
        self.assertFalse([o for o in gc.get_objects()
                          if isinstance(o, mailauth.Handle) and o.pointer])

PROFILE = """[profile]
name  = example-host
title = Example Hosting

[mx]
owner = @
type  = MX
want  = 10 mx.host.example
only  = yes
level = required

[spf]
owner = @
type  = SPF
any   = include:_spf.host.example
level = required
"""


class Validation(unittest.TestCase):
    def test_a_missing_record_comes_with_its_fix(self):
        with mailauth.Profile("test", PROFILE) as profile:
            report = mailauth.validate("example.org", ask, profile)
        self.assertEqual(report["result"], "fails")
        self.assertEqual({r["id"]: r["state"] for r in report["requirements"]},
                         {"mx": "unmet", "spf": "unmet"})
        fixes = [line for finding in report["findings"] for line in finding["fix"]]
        self.assertTrue(any("MX 10 mx.host.example." in line for line in fixes), fixes)
        self.assertTrue(any("include:_spf.host.example" in line
                            and "include:_spf.example.net" in line for line in fixes), fixes)

    def test_silence_is_undecided(self):
        with mailauth.Profile("test", PROFILE) as profile:
            report = mailauth.validate("example.org", lambda name, rrtype: None, profile)
        self.assertEqual(report["result"], "undecided")
        self.assertEqual({r["state"] for r in report["requirements"]}, {"unknown"})

    def test_without_a_profile(self):
        report = mailauth.validate("example.org", ask)
        self.assertIsNone(report["profile"])
        self.assertIn(report["result"], ("conforms", "fails"))

    def test_a_faulty_profile_says_where(self):
        with self.assertRaisesRegex(ValueError, "test:3:1: "):
            mailauth.Profile("test", "[profile]\nname = x\nnonsense = 1\n")


if __name__ == "__main__":
    unittest.main()
