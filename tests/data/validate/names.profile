[profile]
name = names

[ptr-address]
owner = 46.4.0.25
type = PTR
want = mail.{domain}

[ptr-host]
owner = mail
type = PTR
any = mail.{domain}
any = mx.{domain}

[host]
owner = mail2
type = AAAA
want = 2a01:4f8::/32
only = yes

[below]
owner = @
type = MX
want = *.{domain}
only = yes
