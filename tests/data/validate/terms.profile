[profile]
name = terms

# how wanted SPF terms are reached, each at an owner of its own
[host-itself]
owner = sa
type = SPF
want = a

[host]
owner = sb
type = SPF
want = a:mail.{domain}.

[net4]
owner = sc
type = SPF
want = ip4:46.4.0.25

[net6]
owner = sd
type = SPF
want = ip6:2a01:4f8::/32

[forms]
owner = se
type = SPF
any = redirect=_spf.good.example
any = include:_spf.good.example
all = softfail

[both]
owner = sf
type = SPF
want = mx:{domain} include:_spf.good.example ~all
want = include:_spf.more.example

[prefixes]
owner = sg
type = SPF
want = a:mail.{domain}/24//64
