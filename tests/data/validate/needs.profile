[profile]
name = needs

# what the target of an alias must have
[addresses]
owner = both
type = CNAME
want = host.{domain}
target-needs = A AAAA

[policy]
owner = policy
type = CNAME
want = host.{domain}
target-needs = SPF DMARC

[elsewhere]
owner = elsewhere
type = CNAME
want = _dmarc.mx.good.example
target-needs = DMARC

[key]
owner = key._domainkey
type = CNAME
want = key.{domain}
target-needs = DKIM

[bits]
owner = bits._domainkey
type = DKIM
min-bits = 4096

[no-key]
owner = old._domainkey
type = DKIM
level = forbidden

[no-policy]
owner = _dmarc.sub
type = DMARC
level = forbidden

[no-spf]
owner = sub
type = SPF
level = forbidden

[reverse]
owner = back
type = FCRDNS
want = back.{domain}

[verification]
owner = verify
type = TXT
want = token=*

[braces]
owner = braces
type = TXT
want = {{x}

[some-address]
owner = some
type = ADDRESS

[port]
owner = _sip._tcp
type = SRV
want = 10 5 443 mail.{domain}.
