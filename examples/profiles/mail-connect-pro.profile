# mail-connect PRO (all-connect): mailboxes at the provider.

[profile]
name      = mail-connect-pro
title     = mail-connect PRO
title.de  = mail-connect PRO
reference = mail-connect, DNS settings of customers
reference.de = mail-connect, DNS-Einstellungen der Kunden
# The document gives the DKIM key only in its beginning ("p=MIGf...", which is a
# 1024-bit RSA key).  So a usable key at the selector is required; that it is
# the provider's own is checked when it is given: --set key=MIGf...
vars      = incoming? outgoing? key?
# What the provider prescribes is not the customer's fault.
severity  = mx.single off
severity  = dkim.key-1024 info
severity  = spf.all-neutral info
severity  = dmarc.rua-missing info

[mx]
owner   = @
type    = MX
level   = required
want    = 10 mx.mail-connect.net
target-needs = A
hint    = Required even if the domain only sends. One host is enough.
hint.de = Auch nötig, wenn die Domain nur sendet. Ein Host genügt.

[spf]
owner   = @
type    = SPF
level   = required
want    = include:_spf.mail-connect.net ?all
target-needs = SPF
hint    = Other senders are added to the same record; the ending is yours to choose.
hint.de = Weitere Absender kommen in denselben Eintrag; das Ende ist frei wählbar.

[dkim]
owner   = mail-connect._domainkey
type    = DKIM
level   = required
min-bits = 1024
hint    = The record is in the provider's document, starting v=DKIM1; k=rsa; p=MIGf. Other selectors may stay.
hint.de = Der Eintrag steht im Dokument des Anbieters und beginnt mit v=DKIM1; k=rsa; p=MIGf. Andere Selektoren dürfen bleiben.

[dkim-key]
owner   = mail-connect._domainkey
type    = DKIM
level   = required
want    = v=DKIM1; k=rsa; p={key}

[dmarc]
owner   = _dmarc
type    = DMARC
level   = required
want    = v=DMARC1; p=quarantine; ruf=mailto:postmaster@{domain};
min-policy = none
hint    = The provider's own proposal; another policy is fine.
hint.de = Der Vorschlag des Anbieters; eine andere Richtlinie ist erlaubt.

[firewall]
owner   = mx.mail-connect.net.
type    = A
level   = required
want    = 80.254.138.128/26
only    = yes
hint    = Your own server has to accept 25/tcp from this network.
hint.de = Ein eigener Server muss 25/tcp aus diesem Netz annehmen.

[autoconfig]
owner   = autoconfig
type    = CNAME
level   = optional
want    = autoconfig.mail-connect.net

[autodiscover]
owner   = _autodiscover._tcp
type    = SRV
level   = optional
want    = 1 100 443 autodiscover.mail-connect.net

# Server names of the customer's own: --set incoming=imap --set outgoing=smtp
[incoming]
owner   = {incoming}
type    = CNAME
level   = required
want    = posteingang.mail-connect.net
hint    = An alias, never an A record: the provider's addresses change.
hint.de = Ein Alias, nie ein A-Eintrag: Die Adressen des Anbieters ändern sich.

[outgoing]
owner   = {outgoing}
type    = CNAME
level   = required
want    = postausgang.mail-connect.net
hint    = An alias, never an A record: the provider's addresses change.
hint.de = Ein Alias, nie ein A-Eintrag: Die Adressen des Anbieters ändern sich.
