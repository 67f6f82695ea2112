# SPDX-License-Identifier: BSD-2-Clause
"""libmailauth for Python, through ctypes: no compiler, no generated code.

A binding needs three things of the library, and this file shows each once:

* opaque handles: class Handle frees them, and keeps their owner alive;
* views, structs that are only read through a pointer: the ctypes.Structure
  classes name the fields up to the last one used here, because later versions
  of the library only ever add fields at the end;
* tasks: `run(task, ask)` drives an evaluation with any resolver in Python.

    >>> import mailauth
    >>> mailauth.parse_spf("v=spf1 ipv4:192.0.2.1 -all")["problems"][0]["id"]
    'spf.mechanism-typo'

The library is found by the loader, or by MAILAUTH_LIBRARY (a path).
"""

import ctypes
import ctypes.util
import json
import os
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_uint, c_void_p
from ctypes import c_uint8, c_uint16, c_uint32

OK, NOMEM = 0, -1
WAITING, DONE = 0, 1
A, CNAME, PTR, MX, TXT, AAAA = 1, 5, 12, 15, 16, 28
SPF_LOOKUPS, SPF_VOID_LOOKUPS = 1, 2
NOERROR, SERVFAIL, NXDOMAIN, TIMEOUT = 0, 2, 3, 256


def _load():
    path = os.environ.get("MAILAUTH_LIBRARY") or ctypes.util.find_library("mailauth")
    if path is None:
        path = "libmailauth.so.0"
    return ctypes.CDLL(path)


_lib = _load()


def _function(name, result, *arguments):
    function = getattr(_lib, "mailauth_" + name)
    function.restype = result
    function.argtypes = arguments
    return function


# ---- views -------------------------------------------------------------------


class _Problem(ctypes.Structure):
    _fields_ = [("code", c_int), ("severity", c_int), ("offset", c_size_t),
                ("length", c_size_t), ("id", c_char_p), ("message", c_char_p),
                ("reference", c_char_p)]


class _Query(ctypes.Structure):
    _fields_ = [("id", c_uint32), ("type", c_uint16), ("name", c_char_p),
                ("speculative", c_int), ("server", c_char_p)]


class _SpfTerm(ctypes.Structure):
    _fields_ = [("kind", c_int), ("qualifier", c_int), ("domain_spec", c_char_p),
                ("address", c_char_p), ("prefix4", c_int), ("prefix6", c_int),
                ("offset", c_size_t), ("length", c_size_t)]


class _SpfResult(ctypes.Structure):
    _fields_ = [("verdict", c_int), ("identity", c_int), ("domain", c_char_p),
                ("ip", c_char_p), ("sender", c_char_p), ("helo", c_char_p),
                ("receiver", c_char_p), ("matched_in", c_char_p),
                ("matched_term", c_char_p), ("explanation", c_char_p),
                ("problem", c_int), ("problem_id", c_char_p),
                ("problem_text", c_char_p), ("problem_domain", c_char_p),
                ("problem_term", c_char_p), ("lookups", c_uint),
                ("void_lookups", c_uint)]


class _Discovery(ctypes.Structure):
    _fields_ = [("status", c_int), ("domain", c_char_p),
                ("policy_domain", c_char_p), ("record", c_void_p),
                ("answer", c_void_p), ("policy", c_int), ("source", c_int),
                ("test_mode", c_int), ("applied", c_int), ("exists", c_int),
                ("organizational_domain", c_char_p)]


class _ProfileProblem(ctypes.Structure):
    _fields_ = [("file", c_char_p), ("line", c_uint), ("column", c_uint),
                ("message", c_char_p)]


# ---- functions ---------------------------------------------------------------

version = _function("version", c_char_p)
_strerror = _function("strerror", c_char_p, c_int)
_severity_name = _function("severity_name", c_char_p, c_int)
_rrtype_name = _function("rrtype_name", c_char_p, c_uint16)

_config_new = _function("config_new", c_int, c_void_p, POINTER(c_void_p))
_config_set = _function("config_set", c_int, c_void_p, c_int, ctypes.c_int64)
_config_free = _function("config_free", None, c_void_p)

_answer_new = _function("answer_new", c_int, c_void_p, c_char_p, c_uint16,
                        POINTER(c_void_p))
_answer_add = _function("answer_add", c_int, c_void_p, c_char_p, c_uint16,
                        c_uint32, c_char_p, c_size_t)
_answer_set_status = _function("answer_set_status", c_int, c_void_p, c_int)
_answer_free = _function("answer_free", None, c_void_p)

_task_state = _function("task_state", c_int, c_void_p)
_task_next_query = _function("task_next_query", POINTER(_Query), c_void_p)
_task_answer = _function("task_answer", c_int, c_void_p, c_uint32, c_void_p)
_task_answer_status = _function("task_answer_status", c_int, c_void_p, c_uint32, c_int)
_task_expire = _function("task_expire", None, c_void_p)
_task_free = _function("task_free", None, c_void_p)

_spf_parse = _function("spf_parse", c_int, c_void_p, c_char_p, c_size_t,
                       POINTER(c_void_p))
_spf_record_free = _function("spf_record_free", None, c_void_p)
_spf_record_valid = _function("spf_record_valid", c_int, c_void_p)
_spf_record_term_count = _function("spf_record_term_count", c_size_t, c_void_p)
_spf_record_term = _function("spf_record_term", POINTER(_SpfTerm), c_void_p, c_size_t)
_spf_record_problem_count = _function("spf_record_problem_count", c_size_t, c_void_p)
_spf_record_problem = _function("spf_record_problem", POINTER(_Problem), c_void_p,
                                c_size_t)
_spf_check_new = _function("spf_check_new", c_int, c_void_p, c_char_p, c_char_p,
                           c_char_p, POINTER(c_void_p))
_spf_check_result = _function("spf_check_result", POINTER(_SpfResult), c_void_p)
_spf_verdict_name = _function("spf_verdict_name", c_char_p, c_int)

_dmarc_lookup_new = _function("dmarc_lookup_new", c_int, c_void_p, c_char_p,
                              POINTER(c_void_p))
_dmarc_lookup_result = _function("dmarc_lookup_result", POINTER(_Discovery), c_void_p)
_dmarc_policy_name = _function("dmarc_policy_name", c_char_p, c_int)
_dmarc_record_text = _function("dmarc_record_text", POINTER(ctypes.c_char), c_void_p,
                               POINTER(c_size_t))

_dkim_key_parse = _function("dkim_key_parse", c_int, c_void_p, c_char_p, c_size_t,
                            POINTER(c_void_p))
_dkim_key_free = _function("dkim_key_free", None, c_void_p)
_dkim_key_verdict = _function("dkim_key_verdict", c_int, c_void_p)
_dkim_key_bits = _function("dkim_key_bits", c_int, c_void_p)
_dkim_verdict_name = _function("dkim_verdict_name", c_char_p, c_int)
_dkim_key_problem_count = _function("dkim_key_problem_count", c_size_t, c_void_p)
_dkim_key_problem = _function("dkim_key_problem", POINTER(_Problem), c_void_p, c_size_t)

_profile_parse = _function("profile_parse", c_int, c_void_p, c_char_p, c_char_p, c_size_t,
                           POINTER(c_void_p))
_profile_problem_count = _function("profile_problem_count", c_size_t, c_void_p)
_profile_problem_at = _function("profile_problem_at", POINTER(_ProfileProblem), c_void_p,
                                c_size_t)
_profile_free = _function("profile_free", None, c_void_p)
_validate_new = _function("validate_new", c_int, c_void_p, c_char_p, POINTER(c_void_p))
_validate_set_profile = _function("validate_set_profile", c_int, c_void_p, c_void_p)
_validate_set_variable = _function("validate_set_variable", c_int, c_void_p, c_char_p,
                                   c_char_p)
_validate_add_selector = _function("validate_add_selector", c_int, c_void_p, c_char_p)
_report_new = _function("report_new", c_int, c_void_p, POINTER(c_void_p))
_report_json = _function("report_json", c_int, c_void_p, c_void_p, POINTER(c_char_p),
                         POINTER(c_size_t))
_report_free = _function("report_free", None, c_void_p)


# ---- what Python sees --------------------------------------------------------


class Error(Exception):
    """A call failed: `.code` is MAILAUTH_ERR_*."""

    def __init__(self, code):
        super().__init__(_strerror(code).decode())
        self.code = code


def _check(code):
    if code == NOMEM:
        raise MemoryError
    if code < 0:
        raise Error(code)
    return code


def _bytes(text):
    return text if isinstance(text, bytes) else text.encode("utf-8")


def _text(value):
    """A C string of the library is ASCII, or holds what DNS held."""
    return None if value is None else value.decode("ascii", "backslashreplace")


class Handle:
    """Owns one object of the library."""

    def __init__(self, free, make, *arguments):
        self.pointer = c_void_p()
        self._free = free
        _check(make(*arguments, ctypes.byref(self.pointer)))

    def close(self):
        if self.pointer:
            self._free(self.pointer)
            self.pointer = c_void_p()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    __del__ = close


class Config(Handle):
    """Limits, by option number: Config({SPF_VOID_LOOKUPS: 10}).  Must outlive
    what is made with it."""

    def __init__(self, options):
        super().__init__(_config_free, _config_new, None)
        for option, value in options.items():
            _check(_config_set(self.pointer, option, value))


def _problems(count, at, handle):
    found = []
    for i in range(count(handle)):
        p = at(handle, i).contents
        found.append({"id": _text(p.id), "severity": _text(_severity_name(p.severity)),
                      "offset": p.offset, "length": p.length,
                      "message": _text(p.message), "reference": _text(p.reference)})
    return found


def parse_spf(record):
    """Reads one SPF record (str or bytes)."""
    data = _bytes(record)
    with Handle(_spf_record_free, _spf_parse, None, data, len(data)) as rec:
        terms = []
        for i in range(_spf_record_term_count(rec.pointer)):
            t = _spf_record_term(rec.pointer, i).contents
            terms.append(data[t.offset:t.offset + t.length].decode("ascii",
                                                                   "backslashreplace"))
        return {"valid": bool(_spf_record_valid(rec.pointer)), "terms": terms,
                "problems": _problems(_spf_record_problem_count, _spf_record_problem,
                                      rec.pointer)}


def parse_dkim_key(record):
    """Reads one DKIM key record (str or bytes)."""
    data = _bytes(record)
    with Handle(_dkim_key_free, _dkim_key_parse, None, data, len(data)) as key:
        return {"verdict": _text(_dkim_verdict_name(_dkim_key_verdict(key.pointer))),
                "bits": _dkim_key_bits(key.pointer),
                "problems": _problems(_dkim_key_problem_count, _dkim_key_problem,
                                      key.pointer)}


class Answer(Handle):
    """What a resolver found: a status, and records as wire-format RDATA."""

    def __init__(self, name, rrtype, status=NOERROR, records=(), ttl=300):
        super().__init__(_answer_free, _answer_new, None, _bytes(name), rrtype)
        _check(_answer_set_status(self.pointer, status))
        for owner, owned_type, rdata in records:
            _check(_answer_add(self.pointer, _bytes(owner), owned_type, ttl, rdata,
                               len(rdata)))


def txt(text):
    """RDATA of a TXT record: strings of at most 255 octets."""
    data = _bytes(text)
    parts = [data[i:i + 255] for i in range(0, len(data), 255)] or [b""]
    return b"".join(bytes([len(part)]) + part for part in parts)


def name_rdata(name):
    """RDATA of CNAME, PTR and NS: a name without escapes."""
    labels = [label for label in _bytes(name).rstrip(b".").split(b".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def run(task, ask):
    """Drives a task: `ask(name, rrtype)` returns an Answer, or None if nobody
    answered.  An application with an event loop does the same without waiting
    for each answer: they may come in any order."""
    while _check(_task_state(task.pointer)) == WAITING:
        while True:
            query = _task_next_query(task.pointer)
            if not query:
                break
            q = query.contents
            answer = ask(q.name.decode("ascii"), q.type)
            if answer is None:
                _check(_task_answer_status(task.pointer, q.id, TIMEOUT))
                continue
            with answer:
                _check(_task_answer(task.pointer, q.id, answer.pointer))


def check_spf(ip, mail_from, helo, ask, config=None):
    """check_host() of RFC 7208 with the caller's resolver."""
    limits = config.pointer if config else None
    with Handle(_task_free, _spf_check_new, limits, _bytes(ip), _bytes(mail_from),
                _bytes(helo)) as task:
        run(task, ask)
        r = _spf_check_result(task.pointer).contents
        return {"verdict": _text(_spf_verdict_name(r.verdict)), "domain": _text(r.domain),
                "matched_in": _text(r.matched_in), "matched_term": _text(r.matched_term),
                "explanation": _text(r.explanation), "problem": _text(r.problem_id),
                "lookups": r.lookups, "void_lookups": r.void_lookups}


def find_dmarc(domain, ask):
    """The DMARC policy that applies to a domain, by RFC 9989."""
    with Handle(_task_free, _dmarc_lookup_new, None, _bytes(domain)) as task:
        run(task, ask)
        d = _dmarc_lookup_result(task.pointer).contents
        record = None
        if d.record:
            size = c_size_t()
            text = _dmarc_record_text(d.record, ctypes.byref(size))
            record = text[:size.value].decode("ascii", "backslashreplace")
        return {"policy": _text(_dmarc_policy_name(d.policy)),
                "policy_domain": _text(d.policy_domain),
                "organizational_domain": _text(d.organizational_domain),
                "record": record}


class Profile(Handle):
    """What a provider prescribes: the text of a .profile file."""

    def __init__(self, label, text):
        data = _bytes(text)
        super().__init__(_profile_free, _profile_parse, None, _bytes(label), data, len(data))
        if _profile_problem_count(self.pointer):
            p = _profile_problem_at(self.pointer, 0).contents
            raise ValueError("%s:%d:%d: %s" % (_text(p.file), p.line, p.column,
                                               _text(p.message)))


def validate(domain, ask, profile=None, variables=None, selectors=()):
    """Holds a domain against a profile, and audits its mail authentication; the
    report as mailauth-check --json prints it."""
    with Handle(_task_free, _validate_new, None, _bytes(domain)) as task:
        if profile is not None:
            _check(_validate_set_profile(task.pointer, profile.pointer))
        for name, value in (variables or {}).items():
            _check(_validate_set_variable(task.pointer, _bytes(name), _bytes(value)))
        for selector in selectors:
            _check(_validate_add_selector(task.pointer, _bytes(selector)))
        run(task, ask)
        with Handle(_report_free, _report_new, None) as report:
            text = c_char_p()
            _check(_report_json(report.pointer, task.pointer, ctypes.byref(text), None))
            return json.loads(text.value)
