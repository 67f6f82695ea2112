#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Makes keys.txt, the keys of the DKIM tests: one a line, "name base64".

	python3 make-keys.py >keys.txt

Real key pairs come from the openssl command; moduli that no software should
make are put together here.  All private halves are thrown away or made for
this file alone.  Running it again gives other keys with the same properties,
and the tests pass with them too.
"""
import base64
import math
import random
import subprocess
import sys
import tempfile

rng = random.SystemRandom()


def openssl(*args, data=None):
    return subprocess.run(["openssl", *args], input=data, check=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


# ---- DER ---------------------------------------------------------------------

def tlv(tag, body):
    n = len(body)
    if n < 128:
        head = bytes([n])
    else:
        octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
        head = bytes([0x80 | len(octets)]) + octets
    return bytes([tag]) + head + body


def integer(n):
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


NULL = b"\x05\x00"
OID_RSA = bytes.fromhex("06092a864886f70d010101")


def pkcs1(n, e=65537):
    return tlv(0x30, integer(n) + integer(e))


def spki(inner, params=NULL, oid=OID_RSA, unused=0):
    return tlv(0x30, tlv(0x30, oid + params) + tlv(3, bytes([unused]) + inner))


def rsa(n, e=65537):
    return spki(pkcs1(n, e))


# ---- numbers -----------------------------------------------------------------

def is_prime(n):
    if n < 2 or n % 2 == 0:
        return n == 2
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for _ in range(20):
        x = pow(rng.randrange(2, n - 1), d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def small_primes(limit):
    return [p for p in range(2, limit) if all(p % q for q in range(2, int(p ** .5) + 1))]


def prime(bits):
    while True:
        p = rng.getrandbits(bits) | 1 | 3 << bits - 2
        if all(p % q for q in (3, 5, 7, 11, 13)) and is_prime(p):
            return p


def next_prime(n):
    n += 1 + n % 2
    while not is_prime(n):
        n += 2
    return n


def modulus(bits):
    """Of exactly that size, without factors below 2^16, and otherwise arbitrary:
    enough where only the size counts and making primes would take minutes."""
    product = 1
    for p in small_primes(65536):
        product *= p
    while True:
        n = rng.getrandbits(bits) | 1 | 1 << bits - 1
        if math.gcd(n, product) == 1:
            return n


def roca_prime(bits, count):
    """k * M + (65537^a mod M), M the product of the first `count` primes."""
    m = 1
    for p in small_primes(2000)[:count]:
        m *= p
    while True:
        a = rng.randrange(1 << 62)
        k = rng.randrange((3 << bits - 2) // m, (1 << bits) // m)
        p = k * m + pow(65537, a, m)
        if is_prime(p):
            return p


# ---- the list ----------------------------------------------------------------

def put(name, der):
    print(name, base64.b64encode(der).decode())
    sys.stdout.flush()


def pem_body(pem):
    lines = pem.decode().splitlines()
    return base64.b64decode("".join(x for x in lines if not x.startswith("-----")))


def main():
    print("# made by make-keys.py: keys of the DKIM tests, name and base64 of the DER")
    for bits in (512, 768, 1024, 2048, 3072, 4096):
        private = openssl("genrsa", str(bits))
        put("rsa-%d" % bits, openssl("rsa", "-pubout", "-outform", "DER", data=private))
        if bits == 2048:
            put("pkcs1-2048", openssl("rsa", "-RSAPublicKey_out", "-outform", "DER",
                                      data=private))
    for bits in (1023, 1025, 2047, 4097, 8192, 16384, 16392):
        put("size-%d" % bits, rsa(modulus(bits)))
    private = openssl("genrsa", "1024")
    put("private-pkcs1", pem_body(openssl("rsa", "-traditional", data=private)))
    put("private-pkcs8", pem_body(openssl("pkcs8", "-topk8", "-nocrypt", data=private)))
    put("private-encrypted", pem_body(openssl(
        "pkcs8", "-topk8", "-passout", "pass:sample", data=private)))
    with tempfile.NamedTemporaryFile() as f:
        f.write(private)
        f.flush()
        put("certificate", openssl("req", "-new", "-x509", "-key", f.name, "-subj",
                                   "/CN=example", "-outform", "DER"))
        put("request", openssl("req", "-new", "-key", f.name, "-subj",
                               "/CN=example", "-outform", "DER"))
    ed = openssl("genpkey", "-algorithm", "ED25519", "-outform", "DER")
    edpub = openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", data=ed)
    put("ed25519", edpub[-32:])
    put("ed25519-spki", edpub)
    put("ed25519-private", ed)
    put("ed25519-pair", ed[-32:] + edpub[-32:])
    put("ed25519-zero", bytes(3) + edpub[-29:])
    for name, algorithm, extra in (
            ("ec", "EC", ["-pkeyopt", "ec_paramgen_curve:P-256"]),
            ("ed448", "ED448", []), ("x25519", "X25519", []),
            ("pss", "RSA-PSS", ["-pkeyopt", "rsa_keygen_bits:1024"])):
        key = openssl("genpkey", "-algorithm", algorithm, *extra)
        put(name, openssl("pkey", "-pubout", "-outform", "DER", data=key))
        if name == "ec":
            put("ec-private", pem_body(openssl("ec", data=key)))
    put("openssh", b"\0\0\0\x07ssh-rsa" + bytes(60))

    p, q = prime(1024), prime(1024)
    n = p * q
    for e in (1, 2, 3, 17, 65536, 2 ** 64 + 13):
        put("e-%d" % e, rsa(n, e))
    put("e-modulus", rsa(n, n + 2))
    put("e-65539", rsa(n, 65539))
    put("e-below", rsa(n, n - 2))
    put("e-above", rsa(n, n << 8 | 1))
    put("even", rsa(n + 1))
    for f in (3, 251, 257, 65521):
        put("factor-%d" % f, rsa(f * prime(2048 - f.bit_length() + 1)))
    put("factor-65537", rsa(65537 * prime(2032)))
    put("square", rsa(p * p))
    put("close-next", rsa(p * next_prime(p)))
    # a - sqrt(n) = (q - p)^2 / 8p or so: how many rounds Fermat's method takes
    for rounds in (50, 99, 101, 200):
        q = next_prime(p + math.isqrt((2 * rounds - 1) * 4 * p))
        put("close-%d" % rounds, rsa(p * q))
        assert (p + q) // 2 - math.isqrt(p * q) == rounds, rounds
    put("roca-512", rsa(roca_prime(256, 39) * roca_prime(256, 39)))
    put("roca-1024", rsa(roca_prime(512, 71) * roca_prime(512, 71)))
    put("roca-2048", rsa(roca_prime(1024, 126) * roca_prime(1024, 126)))
    # a power of 65537 modulo each small prime, but of different exponents
    odd = small_primes(168)[1:]
    m = math.prod(odd)
    n2 = 0
    while n2 % 2 == 0 or any(n2 % x == 0 for x in small_primes(65536)):
        n2 = sum(pow(65537, rng.randrange(1 << 30), x) * (m // x) * pow(m // x, -1, x)
                 for x in odd) % m
        n2 += m * (rng.getrandbits(2046 - m.bit_length()) | 3 << 2047 - m.bit_length())
    put("roca-not", rsa(n2))

    inner = pkcs1(n)
    put("trailing", rsa(n) + b"\0\0")
    put("trailing-inner", tlv(0x30, tlv(0x30, OID_RSA + NULL) + tlv(3, b"\0" + inner + b"\0")))
    put("no-parameters", spki(inner, b""))
    put("bad-parameters", spki(inner, b"\x02\x01\x00"))
    put("unused-bits", spki(inner, unused=1))
    put("negative", spki(tlv(0x30, tlv(2, n.to_bytes(256, "big")) + integer(65537))))
    put("zero-padded", spki(tlv(0x30, tlv(2, b"\0\0" + n.to_bytes(256, "big")) + integer(65537))))
    put("zero", spki(tlv(0x30, integer(0) + integer(65537))))
    put("empty-number", spki(tlv(0x30, tlv(2, b"") + integer(65537))))
    put("indefinite", b"\x30\x80" + rsa(n)[4:] + b"\0\0")
    put("long-length", b"\x30\x84\0\0" + rsa(n)[2:])
    put("not-minimal", spki(tlv(0x30, b"\x02\x83\x00" + integer(n)[2:] + integer(65537))))
    put("five-octets", b"\x30\x85\0\0\0\x01\x22" + rsa(n)[4:])
    put("octet-string", tlv(4, inner))
    put("no-exponent", spki(tlv(0x30, integer(n))))


main()
