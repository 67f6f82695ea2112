[profile]
name = edges
vars = host? text? named?

# requirements of less usual forms, each at a name of its own
[alias-any]
owner = x1
type = CNAME
any = one.{domain}
any = two.{domain}

[alias-wild]
owner = x2
type = CNAME
want = *.good.example
level = optional

[alias-text]
owner = _x3
type = CNAME
want = text.{domain}
level = recommended

[alias-no]
owner = x4
type = CNAME
level = forbidden
want = old.good.example

[alias-policy]
owner = _dmarc.x6
type = CNAME
want = _dmarc.target.{domain}

[alias-own]
owner = _dmarc.x7
type = CNAME
want = {host}
level = optional

[alias-address]
owner = x5
type = CNAME
want = far.good.example

[mx-any]
owner = x8
type = MX
any = 10 mx.good.example
any = 20 mx2.good.example
only = yes

[mx-two]
owner = x9
type = MX
want = 10 mx.good.example
want = 20 mx2.good.example
migration = old.{domain}
only = yes

[srv]
owner = _s._tcp.x10
type = SRV
want = 1 * 3 mail.{domain}

[ns]
owner = x11
type = NS
want = ns1.{domain}
want = ns2.{domain}

[address]
owner = x12
type = ADDRESS
want = 46.4.0.0/16
any = 2a01:4f8::/32
any = 46.5.0.1

[a-no]
owner = x13
type = A
level = forbidden
want = 46.4.9.9

[txt-any]
owner = x14
type = TXT
any = a=1
any = b=2*
level = recommended

[txt-own]
owner = x15
type = TXT
want = {text}

[reverse-any]
owner = x16
type = FCRDNS

[reverse-wild]
owner = 46.4.0.25
type = FCRDNS
want = *.{domain}

[key-any]
owner = x17._domainkey
type = DKIM
any = v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
any = v=DKIM1; k=ed25519; p=Pq5y4n4c7DDEcehTW1C4mpzSX5uj95+LATRJPIKifso=

[policy-any]
owner = _dmarc.x18
type = DMARC
any = v=DMARC1; p=reject; rua=mailto:dmarc@{domain}
min-policy = quarantine

[policy-min]
owner = _dmarc.x19
type = DMARC
min-policy = reject

[named]
owner = {named}
type = A
want = 46.4.0.25

[key-long]
owner = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa._domainkey
type = DKIM
level = recommended

[service]
owner = _t._tcp.x10
type = SRV
want = 1 * * mail.{domain}
