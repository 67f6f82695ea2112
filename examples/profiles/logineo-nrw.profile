# LOGINEO NRW: a school's own domain beside its address at nrw.schule.
# After the provider's page "Externe Aliasdomain" of 18 September 2025.

[profile]
name      = logineo-nrw
title     = LOGINEO NRW external alias domain
title.de  = LOGINEO NRW: externe Aliasdomain
reference = LOGINEO NRW, external alias domain (18.09.2025)
reference.de = LOGINEO NRW, externe Aliasdomain (18.09.2025)
delay     = 8h
# One host is what the provider prescribes: it balances behind it.
severity  = mx.single off

[mx]
owner   = @
type    = MX
level   = required
want    = 10 mx.nrw.schule
only    = yes
target-needs = ADDRESS
hint    = Only once the accounts are activated. Remove all other MX records, backup MX included.
hint.de = Erst wenn die Konten freigeschaltet sind. Alle bisherigen MX-Einträge entfernen, auch Backup-MX.

[spf]
owner   = @
type    = SPF
level   = required
any     = redirect=_spf.ext.nrw.schule
any     = include:_spf.ext.nrw.schule
all     = fail
hint    = redirect= if LOGINEO NRW alone sends for the domain; include: and -all if others send too.
hint.de = redirect=, wenn allein LOGINEO NRW für die Domain sendet; include: und -all, wenn auch andere senden.

[dkim]
each    = n 1..6
owner   = lgn-dkim{n}._domainkey
type    = CNAME
level   = recommended
want    = lgn-dkim{n}.{domain}.ext.nrw.schule
hint    = All six, even while the provider uses fewer keys; this will become mandatory. DKIM records of other senders may stay.
hint.de = Alle sechs, auch solange der Anbieter weniger Schlüssel nutzt; sie werden später Pflicht. DKIM-Einträge anderer Absender dürfen bleiben.

[dmarc]
owner   = _dmarc
type    = CNAME
level   = recommended
want    = _dmarc.{domain}.ext.nrw.schule
hint    = This will become mandatory. A TXT record at _dmarc must go first.
hint.de = Später Pflicht. Ein TXT-Eintrag unter _dmarc muss vorher weg.
