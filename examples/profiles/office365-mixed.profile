# Office 365 beside a POP3/IMAP provider: mail still arrives at the old one.

[profile]
name      = office365-mixed
title     = Office 365 beside a POP3/IMAP provider
title.de  = Office 365 neben einem POP3/IMAP-Anbieter
reference = Office 365, mixed operation with a POP3/IMAP provider
reference.de = Office 365, gemischter Betrieb mit einem POP3/IMAP-Anbieter
# verification: the token of the Microsoft 365 admin centre, "MS=ms12345678".
vars      = verification?

[verification]
owner   = @
type    = TXT
level   = required
want    = {verification}
hint    = First of all, before any other record.
hint.de = Als Erstes, vor allen anderen Einträgen.

[mx]
owner   = @
type    = MX
level   = forbidden
want    = *.mail.protection.outlook.com
hint    = The MX records stay with the old provider.
hint.de = Die MX-Einträge bleiben beim bisherigen Anbieter.

[nameserver]
owner   = @
type    = NS
level   = forbidden
want    = ns1.bdm.microsoftonline.com
want    = ns2.bdm.microsoftonline.com
want    = *.bdm.microsoftonline.com
hint    = The name servers stay with the old provider.
hint.de = Die Nameserver bleiben beim bisherigen Anbieter.

[autodiscover]
owner   = autodiscover
type    = CNAME
level   = required
want    = autodiscover.outlook.com
hint    = At autodiscover only, never at the domain itself.
hint.de = Nur unter autodiscover, nie an der Domain selbst.

# With a record of its own, the term goes behind v=spf1 and the rest stays.
[spf]
owner   = @
type    = SPF
level   = required
want    = include:spf.protection.outlook.com ~all
if-none = v=spf1 a mx include:spf.protection.outlook.com ~all
target-needs = SPF
hint    = Exactly one SPF record; better none than a wrong one.
hint.de = Genau ein SPF-Eintrag; besser keiner als ein falscher.
