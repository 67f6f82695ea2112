[profile]
name = borders
vars = backup?

# an MX requirement that leaves room for others, a backup, and one forbidden
[mx]
owner = @
type = MX
any = mx.good.example
any = mx2.good.example

[backup]
owner = @
type = MX
level = optional
any = {backup}

[more]
owner = @
type = MX
level = optional
want = mail.d.example
migration = old.{domain}

[never]
owner = @
type = MX
level = forbidden
want = mx.bad.example

[elsewhere]
owner = sub
type = MX
want = 10 mx.good.example
