# Technische Universität Darmstadt: the central mail gateway before a
# department's own server.

[profile]
name      = tu-darmstadt-mailgateway
title     = TU Darmstadt mail gateway
title.de  = Mail-Gateway der TU Darmstadt
reference = TU Darmstadt HRZ, mail gateway
reference.de = TU Darmstadt HRZ, Mail-Gateway
# server: the department's mail server, mail.fb99.tu-darmstadt.de
vars      = server?
severity  = spf.all-neutral info

[mx]
owner   = @
type    = MX
level   = required
want    = 10 a2681.mx.srv.dfn.de
want    = 10 b2681.mx.srv.dfn.de
want    = 10 c2681.mx.srv.dfn.de
only    = yes
migration = 5 *
target-needs = ADDRESS
hint    = All three and nothing else; the old server may stay with preference 5 while the domain moves.
hint.de = Alle drei und sonst nichts; der alte Server darf während der Umstellung mit Priorität 5 bleiben.

[spf]
owner   = @
type    = SPF
level   = required
any     = include:_spf.tu-darmstadt.de ?all
any     = ip4:130.83.156.224/27 ip4:130.83.252.128/26 ip6:2001:41b8:83f:1610::/64 ip6:2001:41b8:83f:1611::/64 ?all
target-needs = SPF
hint    = The same networks are to be let through the firewall.
hint.de = Dieselben Netze sind in der Firewall freizugeben.

[server]
owner   = {server}.
type    = FCRDNS
level   = required
hint    = The server is registered in DNS; its A and PTR records agree.
hint.de = Der Server ist im DNS eingetragen; A- und PTR-Eintrag passen zusammen.

[smarthost]
owner   = mailout.hrz.tu-darmstadt.de.
type    = ADDRESS
level   = optional
hint    = The smarthost for outgoing mail.
hint.de = Der Smarthost für ausgehende Mail.

[smarthost-intern]
owner   = mailout-intern.hrz.tu-darmstadt.de.
type    = ADDRESS
level   = optional
want    = 130.83.157.89
want    = 2001:41b8:83f:1608::25:3
hint    = The smarthost inside the network of the university.
hint.de = Der Smarthost im Netz der Universität.
