/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about the set-up of mail programs: RFC 6186, RFC 2782, and the names
 * autoconfig and autodiscover that programs ask for. */
#include <string.h>

#include "dns/name.h"
#include "validate/rules.h"

#define OUTLOOK "autodiscover.outlook.com"

/* Is there an alias or an address at the name?  NULL: an answer lacks. */
static const struct mailauth_answer *
look_host(struct validation *v, const char *label)
{
	return mailauth__look_under(v, label, v->domain, MAILAUTH_TYPE_A);
}

static bool
present(const struct mailauth_answer *answer)
{
	return answer->record_count > 0 || answer->link_count > 0 ||
	    !mailauth__answer_certain(answer);
}

/* Does the domain's mail go to that organization? */
static bool
mail_goes_to(const struct mailauth_answer *mx, const char *domain)
{
	size_t i;

	for (i = 0; i < mx->record_count; i++) {
		if (mailauth__name_within(mx->records[i].target, domain))
			return true;
	}
	return false;
}

/* Does the profile say what belongs at a name of that beginning? */
static bool
profile_says(const struct validation *v, const char *label)
{
	size_t i;

	for (i = 0; i < v->requirement_count; i++) {
		if (strstr(v->requirements[i].section->view.owner, label) != NULL)
			return true;
	}
	return false;
}

void
mailauth__rule_autoconf(struct validation *v, void *arg)
{
	const struct mailauth_answer *discover = look_host(v, "autodiscover");
	const struct mailauth_answer *config = look_host(v, "autoconfig");
	const struct mailauth_answer *srv = mailauth__look_under(v,
	    "_autodiscover._tcp", v->domain, MAILAUTH_TYPE_SRV);
	const struct mailauth_answer *mx = mailauth__mx(v);
	const char *owner = mailauth__under(v, "autodiscover", v->domain);
	struct finding *f;

	(void)arg;
	if (discover == NULL || config == NULL || srv == NULL || mx == NULL ||
	    owner == NULL || mx->record_count == 0 || mailauth__null_mx(mx))
		return;
	if (!present(discover) && !present(config) && !present(srv)) {
		f = mailauth__find(v, MAILAUTH_RULE_AUTOCONF_MISSING, v->domain, NULL);
		f->view.message = mailauth__sentence(v,
		    "%s has nothing by which mail programs set themselves up", v->domain);
		return;
	}
	if (discover->link_count > 0 && !profile_says(v, "autodiscover") &&
	    strcmp(discover->links[0].target, OUTLOOK) == 0 &&
	    !mail_goes_to(mx, "mail.protection.outlook.com")) {
		f = mailauth__find(v, MAILAUTH_RULE_AUTOCONF_FOREIGN, owner, "CNAME");
		f->view.message = mailauth__sentence(v,
		    "%s leads mail programs to Office 365, but the mail of %s does not go there",
		    owner, v->domain);
		mailauth__finding_have(v, f, discover->links[0].target);
		mailauth__finding_delete(v, f, owner, "CNAME",
		    mailauth__data_host(v, discover->links[0].target));
	}
	if (discover->link_count > 0 && srv->record_count > 0 &&
	    strcmp(srv->records[0].target, ".") != 0 &&
	    strcmp(srv->records[0].target, discover->canonical) != 0 &&
	    strcmp(srv->records[0].target, discover->links[0].target) != 0) {
		f = mailauth__find(v, MAILAUTH_RULE_AUTOCONF_BOTH, owner, "CNAME");
		f->view.message = mailauth__sentence(v,
		    "%s leads to %s, but the SRV record _autodiscover._tcp to %s",
		    owner, discover->links[0].target, srv->records[0].target);
		mailauth__finding_have(v, f, discover->links[0].target);
		mailauth__finding_have(v, f, mailauth__show_record(v, &srv->records[0]));
	}
}

/* ---- SRV ---- */

/* The ports a service is expected at; 0: no second one. */
static const struct service {
	const char *name;
	uint16_t port, other;
} services[] = {
	{ "_autodiscover._tcp", 443, 0 },
	{ "_imaps._tcp", 993, 0 },
	{ "_submissions._tcp", 465, 0 },
	{ "_submission._tcp", 587, 465 },
	{ "_imap._tcp", 143, 993 },
	{ "_pop3s._tcp", 995, 0 },
	{ "_pop3._tcp", 110, 995 },
};

static void
check_target(struct validation *v, const char *owner, const struct mailauth_record *record)
{
	const struct mailauth_answer *a = mailauth__look(v, record->target, MAILAUTH_TYPE_A);
	const struct mailauth_answer *aaaa = mailauth__look(v, record->target,
	    MAILAUTH_TYPE_AAAA);
	struct finding *f;

	if (a == NULL || aaaa == NULL || !mailauth__answer_certain(a) ||
	    !mailauth__answer_certain(aaaa))
		return;
	if (a->record_count == 0 && aaaa->record_count == 0) {
		f = mailauth__find(v, MAILAUTH_RULE_AUTOCONF_SRV_TARGET_MISSING, owner, "SRV");
		f->view.message = mailauth__sentence(v,
		    "%s, the target of the SRV record %s, has no address",
		    record->target, owner);
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
	} else if (a->link_count > 0) {
		f = mailauth__find(v, MAILAUTH_RULE_AUTOCONF_SRV_TARGET_CNAME, owner, "SRV");
		f->view.message = mailauth__sentence(v,
		    "%s, the target of the SRV record %s, is an alias of %s",
		    record->target, owner, a->canonical);
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
		mailauth__delete_record(v, f, record);
		mailauth__finding_fix(v, f, owner, "SRV", mailauth__data_srv(v,
		    record->preference, record->weight, record->port, a->canonical));
	}
}

static void
check_service(struct validation *v, const struct service *service)
{
	const char *owner = mailauth__under(v, service->name, v->domain);
	const struct mailauth_answer *srv = owner != NULL ?
	    mailauth__look(v, owner, MAILAUTH_TYPE_SRV) : NULL;
	struct finding *f;
	size_t i;

	for (i = 0; srv != NULL && i < srv->record_count && i < 10; i++) {
		const struct mailauth_record *record = &srv->records[i];

		if (strcmp(record->target, ".") == 0) {
			f = mailauth__find(v, MAILAUTH_RULE_AUTOCONF_SRV_DISABLED, owner, "SRV");
			f->view.message = mailauth__sentence(v,
			    "%s says that the service is not offered", owner);
			continue;
		}
		if (!mailauth__prescribed(v, record->target))
			check_target(v, owner, record);
		if (record->port == service->port || (service->other != 0 &&
		    record->port == service->other))
			continue;
		f = mailauth__find(v, MAILAUTH_RULE_AUTOCONF_SRV_PORT, owner, "SRV");
		f->view.message = mailauth__sentence(v,
		    "%s has the port %u; programs expect %u", owner, record->port,
		    service->port);
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
		mailauth__delete_record(v, f, record);
		mailauth__finding_fix(v, f, owner, "SRV", mailauth__data_srv(v,
		    record->preference, record->weight, service->port, record->target));
	}
}

void
mailauth__rule_srv(struct validation *v, void *arg)
{
	size_t i;

	(void)arg;
	for (i = 0; i < COUNT_OF(services); i++)
		check_service(v, &services[i]);
}
