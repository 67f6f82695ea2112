# STRATO: the domain's mail goes to a server of the customer's own.

[profile]
name      = strato-own-mx
title     = STRATO, own MX record
title.de  = STRATO: eigener MX-Record
reference = STRATO, own MX records
reference.de = STRATO, eigene MX-Records
# mx:        the customer's server, mail.your-server.de
# backup:    a second one; smtpin.rzone.de is STRATO's own backup
# subdomain: a subdomain that STRATO's name servers have to serve
# ns:        one of these name servers
vars      = mx backup? subdomain? ns?
severity  = mx.single off

[mx]
owner   = @
type    = MX
level   = required
want    = 5 {mx}
target-needs = A
hint    = The host needs an A record; at STRATO the name is entered with its final dot.
hint.de = Der Host braucht einen A-Record; bei STRATO wird der Name mit Punkt am Ende eingetragen.

[backup]
owner   = @
type    = MX
level   = optional
want    = 50 {backup}
target-needs = A
hint    = The primary has the lower number.
hint.de = Der Haupt-MX hat die kleinere Zahl.

[subdomain]
owner   = {subdomain}
type    = NS
level   = required
want    = {ns}
hint    = Subdomains only, with dynamic DNS switched off.
hint.de = Nur für Subdomains, bei abgeschaltetem DynDNS.

# The hosts from which STRATO's backup hands mail on.
[backup-senders]
each    = address 81.169.146.152 81.169.146.153 81.169.146.154 81.169.146.155 81.169.146.158 81.169.146.159
owner   = {address}
type    = FCRDNS
level   = optional
any     = bx-ob.rzone.de
any     = bxt-ob.rzone.de
hint    = Your server has to accept mail from these hosts.
hint.de = Der eigene Server muss Mail von diesen Hosts annehmen.
