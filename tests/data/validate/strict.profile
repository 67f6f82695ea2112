[profile]
name = strict

[dmarc]
owner = _dmarc
type = DMARC
want = v=DMARC1; p=quarantine; rua=mailto:dmarc@{domain}

[nets]
owner = @
type = SPF
want = ip4:46.4.9.0/24

[choice]
owner = relay
type = A
any = 46.4.7.1
any = 46.4.7.2
