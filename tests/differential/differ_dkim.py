# SPDX-License-Identifier: BSD-2-Clause
"""Random DKIM key records through libmailauth, a second reading of RFC 6376 over
the cryptography module's keys, and npm's mailauth where it is installed.

    python3 tests/differential/differ_dkim.py [--cases N] [--seed N] [--real FILE]
        [--npm FOLDER] [--show N]

Exit status 1 if a difference is left unexplained, 77 if there is no peer.
"""

import argparse
import base64
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

try:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
except ImportError:
    print("SKIP: no cryptography module here (Debian: python3-cryptography)")
    sys.exit(77)

FWS = r"(?:[ \t]*\r\n)?[ \t]+"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
VALUE = re.compile(r"(?:[\x21-\x3a\x3c-\x7e]+(?:(?:%s)+[\x21-\x3a\x3c-\x7e]+)*)?" % FWS)
BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")


# ---- the second reading --------------------------------------------------------


def strip_fws(text):
    text = re.sub(r"^(?:%s)+" % FWS, "", text)
    return re.sub(r"(?:%s)+$" % FWS, "", text)


def tag_list(text):
    """RFC 6376 section 3.2; None if it is none."""
    specs = text.split(";")
    if len(specs) > 1 and strip_fws(specs[-1]) == "":
        specs.pop()
    tags = {}
    for spec in specs:
        name, equals, value = spec.partition("=")
        name, value = strip_fws(name), strip_fws(value)
        if not equals or not NAME.fullmatch(name) or not VALUE.fullmatch(value) or name in tags:
            return None
        tags[name] = value
    return tags


def colon_list(value):
    return [strip_fws(part) for part in value.split(":")]


def rsa_bits(octets):
    """Modulus size of a key in one of the two forms (section 3.6.1 and erratum
    3017), DER and nothing else, but for the NULL of the algorithm, which OpenSSL
    can do without; None if it is none, or one nobody may accept (RFC 8301
    section 3.2, RFC 8017 section 3.1)."""
    try:
        key = serialization.load_der_public_key(octets)
    except Exception:
        return None
    if not isinstance(key, rsa.RSAPublicKey):
        return None
    bare = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    forms = [bare]
    for algorithm in "300d06092a864886f70d0101010500", "300b06092a864886f70d010101":
        inner = bytes.fromhex(algorithm) + b"\x03" + length(len(bare) + 1) + b"\0" + bare
        forms.append(b"\x30" + length(len(inner)) + inner)
    numbers = key.public_numbers()
    sound = numbers.n % 2 == 1 and numbers.e % 2 == 1 and 3 <= numbers.e < numbers.n
    return key.key_size if octets in forms and sound and key.key_size >= 1024 else None


def length(n):
    if n < 128:
        return bytes([n])
    octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([128 | len(octets)]) + octets


def model(text):
    """("usable", bits), ("revoked", 0) or ("unusable", why)."""
    tags = tag_list(text)
    if tags is None:
        return "unusable", "no tag list"
    if "v" in tags and (list(tags)[0] != "v" or tags["v"] != "DKIM1"):
        return "unusable", "version"
    if "p" not in tags:
        return "unusable", "no p"
    data = re.sub(FWS, "", tags["p"])
    if data == "":
        return "revoked", 0
    key_type = tags.get("k", "rsa")
    if key_type not in ("rsa", "ed25519"):
        return "unusable", "type"
    if "s" in tags and not {"*", "email"} & set(colon_list(tags["s"])):
        return "unusable", "service"
    if "h" in tags and "sha256" not in colon_list(tags["h"]):
        return "unusable", "hash"
    if not BASE64.fullmatch(data) or len(data) % 4 != 0:
        return "unusable", "base64"
    octets = base64.b64decode(data)
    if base64.b64encode(octets).decode() != data:
        return "unusable", "base64"
    if key_type == "ed25519":
        return ("usable", 256) if len(octets) == 32 else ("unusable", "octets")
    bits = rsa_bits(octets)
    return ("usable", bits) if bits else ("unusable", "key")


# ---- cases -----------------------------------------------------------------------


def keys():
    found = []
    with open(os.path.join(TOP, "tests/data/dkim/keys.txt"), encoding="ascii") as file:
        for line in file:
            name, _, data = line.strip().partition(" ")
            if data and not name.startswith("#"):
                found.append((name, data))
    return found


class Generator:
    def __init__(self, seed, known, real):
        self.random = random.Random(seed)
        self.known, self.real = known, real

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def pick(self, items):
        return self.random.choice(items)

    def blank(self):
        return self.pick(["", "", "", "", " ", "\t", "  ", "\r\n "])

    def key(self):
        name, data = self.pick(self.known)
        octets = bytearray(base64.b64decode(data))
        if self.chance(15):  # one octet of the DER
            octets[self.random.randrange(min(40, len(octets)))] = self.random.randrange(256)
        if self.chance(5):
            octets = octets[:self.random.randrange(len(octets))]
        if self.chance(3):
            octets += b"\0"
        data = base64.b64encode(bytes(octets)).decode()
        if self.chance(15):
            at = self.random.randrange(len(data) + 1)
            data = data[:at] + self.pick([" ", "\t ", "\r\n "]) + data[at:]
        if self.chance(4):
            data = data.rstrip("=")
        return "ed25519" if "ed25519" in name else "rsa", data

    def record(self):
        kind, data = self.key()
        tags = [("p", "" if self.chance(5) else data)]
        if self.chance(60) or kind != "rsa":
            tags.append(("k", kind if self.chance(92) else self.pick(["RSA", "dsa", "rsa "])))
        if self.chance(25):
            tags.append(("s", self.pick(["*", "email", "chat", "email:chat", "tlsrpt", ""])))
        if self.chance(20):
            tags.append(("h", self.pick(["sha256", "sha1", "sha1:sha256", "sha1 : sha256",
                                         "md5:sha256", "SHA256"])))
        if self.chance(25):
            tags.append(("t", self.pick(["y", "s", "y:s", "", "x"])))
        if self.chance(10):
            tags.append((self.pick(["n", "g", "x-y", "z_1", "P"]), self.pick(["", "*", "a note"])))
        if self.chance(3):
            tags.append(self.pick(tags))
        self.random.shuffle(tags)
        if self.chance(75):
            tags.insert(0 if self.chance(93) else len(tags),
                        ("v", "DKIM1" if self.chance(94) else self.pick(["dkim1", "DKIM2", ""])))
        parts = [self.blank() + name + self.blank() + "=" + self.blank() + value + self.blank()
                 for name, value in tags]
        return ";".join(parts) + self.pick(["", "", ";", "; ", ";;"])

    def case(self):
        text = self.pick(self.real) if self.real and self.chance(25) else self.record()
        while self.chance(8) and text:
            at = self.random.randrange(len(text))
            text = text[:at] + self.pick(" ;=\\\"\t:-_/+aZ09") + text[at + self.pick([0, 1]):]
        return text


# Quotes and backslashes of a zone file are legal octets of a value; libmailauth
# calls the record broken all the same.
PASTED = {"dns.txt-literal-backslash", "dns.txt-literal-quotes"}

# ---- comparing -------------------------------------------------------------------


def ours(text):
    key = mailauth.parse_dkim_key(text.encode("latin-1"))
    errors = [p["id"] for p in key["problems"] if p["severity"] == "error"]
    if key["verdict"] in ("ok", "weak"):
        return ("usable", key["bits"]), errors
    return (key["verdict"], 0), errors


class Npm:
    """npm's mailauth; RFC 6376 decides where it differs:
    3.2 white space inside names and values, comments, quotes and duplicate tags;
    3.6.1 p= may be bare, the tags v, k, h and s; RFC 8301 the sizes."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            ["node", os.path.join(HERE, "peer_npm.js"), folder], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def bits(self, text):
        self.process.stdin.write(json.dumps({"dkim": text}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    EXPLAINED = [
        ("3.2: not a tag list, which npm reads on", lambda why: why == "no tag list"),
        ("3.6.1: v= elsewhere than first, or another version", lambda why: why == "version"),
        ("3.6.1: h= and s= are not looked at", lambda why: why in ("hash", "service")),
        ("3.6.1: k= in another case, or by the key's length", lambda why: why in ("type", "octets")),
        ("base64 without its padding (RFC 4648 section 3.2)", lambda why: why == "base64"),
        ("the key is too small, broken, or no DER (RFC 8301 section 3.2)", lambda why: why == "key"),
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real")
    parser.add_argument("--npm")
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    real, known = [], keys()
    if options.real:
        with open(options.real, encoding="latin-1", newline="\n") as file:
            real = [line.rstrip("\n") for line in file]
    npm = Npm(options.npm) if options.npm else None
    verdicts, why = collections.Counter(), collections.Counter()
    left = 0
    for number in range(options.cases):
        text = Generator("%d/%d" % (options.seed, number), known, real).case()
        mine, errors = ours(text)
        expected = model(text)
        verdicts[mine[0]] += 1
        if mine[0] != expected[0] or (mine[0] == "usable" and mine != expected):
            if set(errors) <= PASTED:
                why["the rest of a zone file in it, which no signer meant (rule dns.txt-literal)"] += 1
                continue
            left += 1
            if left <= options.show:
                print("UNEXPLAINED case %d: libmailauth %s %s, model %s\n  %r" %
                      (number, mine, errors, expected, text))
        if npm is None:
            continue
        theirs = npm.bits(text)
        if ("bits" in theirs) == (mine[0] == "usable"):
            why["npm: the same"] += 1
            if "bits" in theirs and theirs["bits"] != mine[1]:
                left += 1
                print("UNEXPLAINED case %d: %s bits, npm %s\n  %r" % (number, mine, theirs, text))
        elif "bits" in theirs:
            for name, holds in Npm.EXPLAINED:
                if holds(expected[1]):
                    why["npm accepts: " + name] += 1
                    break
            else:
                left += 1
                print("UNEXPLAINED case %d: npm accepts\n  %r" % (number, text))
        else:
            why["npm refuses (%s) what section 3.6.1 allows" % theirs["error"]] += 1
    print("%d cases, seed %d: %s" % (options.cases, options.seed, dict(verdicts)))
    for name, count in why.most_common():
        print("%8d  %s" % (count, name))
    print("%8d  unexplained" % left)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
