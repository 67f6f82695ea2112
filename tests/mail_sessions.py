# SPDX-License-Identifier: BSD-2-Clause
"""SMTP sessions against the Postfix that check-mail.sh has started.

Prints "ok NAME" or "not ok NAME" for each; the mail that came through is read
from the folder of smtp-sink.
"""

import glob
import os
import smtplib
import sys
import time

port, folder = int(sys.argv[1]), sys.argv[2]
failed = 0


def verdict(name, good, detail=""):
    global failed
    if good:
        print("ok " + name)
    else:
        failed = 1
        print(detail)
        print("not ok " + name)


def session(client, sender, header, helo="mx.good.example"):
    """One message; (code, text) of what refused it, or (250, "")."""
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
        smtp.ehlo("test")
        ip = client if "." in client else "IPV6:" + client
        smtp.docmd("XCLIENT", "ADDR=%s NAME=[UNAVAILABLE]" % ip)
        smtp.ehlo(helo)
        for step in (lambda: smtp.mail(sender), lambda: smtp.rcpt("user@rcpt.example"),
                     lambda: smtp.data(header + "\r\n\r\nbody\r\n")):
            code, text = step()
            if code >= 400:
                return code, text.decode()
    return 250, ""


def delivered(mark):
    """The message with this text, once it has arrived; header lines unfolded."""
    for _ in range(100):
        for name in glob.glob(os.path.join(folder, "*")):
            with open(name, encoding="ascii", errors="replace") as file:
                text = file.read()
            if mark in text and "\nbody" in text:
                return text.replace("\r\n", "\n").replace("\n\t", " ").replace("\n ", " ")
        time.sleep(0.1)
    return ""


for _ in range(100):
    try:
        smtplib.SMTP("127.0.0.1", port, timeout=5).close()
        break
    except OSError:
        time.sleep(0.1)

code, text = session("192.0.2.10", "a@good.example", "From: a@good.example\r\nSubject: first")
mail = delivered("Subject: first")
verdict("an authorised client passes", code == 250 and mail, text)
verdict("the milter adds Received-SPF: pass",
        "Received-SPF: pass" in mail and "client-ip=192.0.2.10" in mail, mail)
verdict("the policy daemon adds it too", mail.count("Received-SPF: pass") == 2, mail)
verdict("Authentication-Results tells spf and dmarc",
        "Authentication-Results: mx.rcpt.example; spf=pass" in mail
        and "dmarc=pass header.from=good.example" in mail, mail)

code, text = session("2001:db8::10", "a@good.example", "From: a@good.example\r\nSubject: sixth")
verdict("an IPv6 client passes", code == 250 and delivered("Subject: sixth"), text)

code, text = session("192.0.2.99", "a@good.example", "From: a@good.example")
verdict("fail is 550 5.7.23 (RFC 7372)", code == 550 and text.startswith("5.7.23"), text)

code, text = session("192.0.2.99", "a@said.example", "From: a@said.example")
verdict("the domain's explanation is passed on",
        "192.0.2.99 may not send for said.example" in text, text)

code, text = session("192.0.2.99", "a@inc.example", "From: a@inc.example\r\nSubject: soft")
mail = delivered("Subject: soft")
verdict("softfail is delivered and marked", "Received-SPF: softfail" in mail, text + mail)

code, text = session("192.0.2.20", "bounces@list.example", "From: a@good.example\r\nSubject: list")
verdict("DMARC reject without alignment is refused", code == 550 and "DMARC" in text, text)

dkim = ("Authentication-Results: dkim.rcpt.example;\r\n dkim=pass header.d=good.example"
        " header.s=s1\r\nFrom: a@good.example\r\nSubject: signed")
code, text = session("192.0.2.20", "bounces@list.example", dkim)
verdict("a trusted DKIM result aligns", code == 250
        and "dmarc=pass" in delivered("Subject: signed"), text)

forged = ("Authentication-Results: other.example; dkim=pass header.d=good.example\r\n"
          "From: a@good.example\r\nSubject: forged")
code, text = session("192.0.2.20", "bounces@list.example", forged)
verdict("another's DKIM result does not", code == 550, text)

ours = ("Authentication-Results: mx.rcpt.example; spf=pass smtp.mailfrom=evil\r\n"
        "From: a@good.example\r\nSubject: ours")
code, text = session("192.0.2.10", "a@good.example", ours)
mail = delivered("Subject: ours")
verdict("fields that claim to be ours are removed", mail and "evil" not in mail, text + mail)

code, text = session("192.0.2.10", "", "From: a@none.example\r\nSubject: bounce",
                     helo="mx\\\"quote.example")
mail = delivered("Subject: bounce")
verdict("a null sender and a hostile HELO", mail and "Received-SPF: none" in mail, text + mail)

with smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
    smtp.ehlo("test")
    smtp.docmd("XCLIENT", "ADDR=192.0.2.10 NAME=[UNAVAILABLE]")
    smtp.ehlo("mx.good.example")
    codes = []
    for n in range(20):
        smtp.mail("a@good.example")
        codes.append(smtp.rcpt("user@rcpt.example")[0])
        codes.append(smtp.data("From: a@good.example\r\nSubject: n%d\r\n\r\nbody" % n)[0])
    verdict("twenty messages in one session", set(codes) == {250}, str(codes))

sys.exit(failed)
