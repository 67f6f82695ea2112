/* SPDX-License-Identifier: BSD-2-Clause */
/* The arguments of check_host() (RFC 7208 sections 2.3, 2.4, 4.1), and the
 * check as a task of its own. */
#include <string.h>

#include "base/config.h"
#include "evaluate/spf_check.h"

/* ---- arguments ---- */

static bool
is_ascii(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

/* RFC 7208 section 4.3: a domain of at least two well-formed labels; neither an
 * address literal nor a name with RFC 1035 escapes comes from SMTP. */
static bool
is_domain(const char *text, size_t len, struct name *name)
{
	if (len == 0 || text[0] == '[' || memchr(text, '\\', len) != NULL)
		return false;
	return mailauth__name_parse(text, len, name) == NAME_OK &&
	    name->labels >= 2;
}

static char *
join_sender(struct arena *arena, const char *local, size_t local_len,
    const char *domain, size_t domain_len)
{
	char *text = mailauth__arena_alloc(arena, local_len + domain_len + 2);

	if (text == NULL)
		return NULL;
	memcpy(text, local, local_len);
	text[local_len] = '@';
	memcpy(text + local_len + 1, domain, domain_len);
	text[local_len + 1 + domain_len] = '\0';
	return text;
}

/* Takes `local` "@" `domain` as the identity. */
static int
take_identity(struct spf_check *c, const char *local, size_t local_len,
    const char *domain, size_t domain_len)
{
	struct spf_macro_context *m = &c->macro;
	struct name name;
	char *sender;

	/* Section 4.3: no local-part means postmaster. */
	if (local_len == 0) {
		local = "postmaster";
		local_len = strlen(local);
	}
	c->local_ascii = is_ascii(local, local_len);
	c->domain_valid = is_domain(domain, domain_len, &name);
	c->domain = c->domain_valid ?
	    mailauth__arena_text(c->arena, name.text, name.length) :
	    mailauth__arena_text(c->arena, domain, domain_len);
	/* RFC 8616 section 4: U-labels are A-labels in every macro. */
	if (c->domain_valid && !is_ascii(domain, domain_len)) {
		domain = name.text;
		domain_len = name.length;
	}
	sender = join_sender(c->arena, local, local_len, domain, domain_len);
	if (sender == NULL || c->domain == NULL)
		return mailauth__arena_error(c->arena);
	c->sender = sender;
	m->sender = sender;
	m->sender_length = strlen(sender);
	m->local_part = sender;
	m->local_part_length = local_len;
	m->sender_domain = sender + local_len + 1;
	m->sender_domain_length = domain_len;
	return 0;
}

int
mailauth__spf_check_identity(struct spf_check *c, int identity)
{
	const char *text = c->mail_from, *at = NULL, *p;
	size_t len = strlen(text), local_len;

	c->identity = identity;
	/* Section 2.4: the null reverse-path stands for postmaster@HELO. */
	if (identity == MAILAUTH_SPF_HELO || len == 0)
		return take_identity(c, "", 0, c->helo, strlen(c->helo));
	for (p = text; *p != '\0'; p++)
		if (*p == '@')
			at = p;
	if (at == NULL)
		return take_identity(c, "", 0, text, len);
	local_len = (size_t)(at - text);
	return take_identity(c, text, local_len, at + 1, len - local_len - 1);
}

static unsigned
limit(const mailauth_config *cfg, int option)
{
	return (unsigned)mailauth__config_value(cfg, option);
}

int
mailauth__spf_check_init(struct spf_check *c, struct questions *q,
    struct trace *trace, const struct ip *ip, const char *mail_from,
    const char *helo)
{
	size_t len;

	c->questions = q;
	c->arena = q->arena;
	c->trace = trace;
	c->client = *ip;
	mailauth__ip_unmap(&c->client);
	mailauth__ip_format(&c->client, c->client_text);
	c->max_lookups = limit(q->config, MAILAUTH_OPT_SPF_LOOKUPS);
	c->max_void = limit(q->config, MAILAUTH_OPT_SPF_VOID_LOOKUPS);
	c->max_mx = limit(q->config, MAILAUTH_OPT_SPF_MX_NAMES);
	c->max_ptr = limit(q->config, MAILAUTH_OPT_SPF_PTR_NAMES);
	c->frames = c->first;
	c->room = SPF_FRAMES;
	helo = helo != NULL ? helo : "";
	mail_from = mail_from != NULL ? mail_from : "";
	len = strlen(mail_from);
	if (len > LIMIT_SPF_INPUT || strlen(helo) > LIMIT_SPF_INPUT)
		return MAILAUTH_ERR_LIMIT;
	if (len >= 2 && mail_from[0] == '<' && mail_from[len - 1] == '>') {
		mail_from++;
		len -= 2;
	}
	c->mail_from = mailauth__arena_text(c->arena, mail_from, len);
	c->helo = mailauth__arena_text(c->arena, helo, strlen(helo));
	if (c->mail_from == NULL || c->helo == NULL)
		return mailauth__arena_error(c->arena);
	c->macro.client = c->client;
	c->macro.helo = c->helo;
	c->macro.helo_length = strlen(c->helo);
	return mailauth__spf_check_identity(c, MAILAUTH_SPF_MAILFROM);
}

/* ---- the task ---- */

static int
step(void *evaluation)
{
	return mailauth__spf_check_step(evaluation);
}

static const struct task_kind kind = {
	"spf check", sizeof(struct spf_check), step, NULL
};

int
mailauth_spf_check_new(const mailauth_config *cfg, const char *ip,
    const char *mail_from, const char *helo, mailauth_task **out)
{
	struct mailauth_task *task = NULL;
	struct ip client;
	int rc;

	*out = NULL;
	if (ip == NULL || !mailauth__ip_parse(ip, strlen(ip), &client))
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__task_new(cfg, &kind, &task);
	if (rc != 0)
		return rc;
	rc = mailauth__spf_check_init(task->evaluation, &task->questions,
	    &task->trace, &client, mail_from, helo);
	if (rc != 0) {
		mailauth_task_free(task);
		return rc;
	}
	*out = task;
	return 0;
}

/* The check if it may still be set up. */
static int
unstarted(mailauth_task *task, struct spf_check **out)
{
	*out = mailauth__task_evaluation(task, &kind);
	if (*out == NULL)
		return MAILAUTH_ERR_WRONG_TYPE;
	return (*out)->started ? MAILAUTH_ERR_STATE : 0;
}

int
mailauth_spf_check_set_identity(mailauth_task *task, int identity)
{
	struct spf_check *c;
	int rc = unstarted(task, &c);

	if (rc != 0)
		return rc;
	if (identity != MAILAUTH_SPF_MAILFROM && identity != MAILAUTH_SPF_HELO)
		return MAILAUTH_ERR_INVALID;
	return mailauth__spf_check_identity(c, identity);
}

int
mailauth_spf_check_set_receiver(mailauth_task *task, const char *name)
{
	struct spf_check *c;
	int rc = unstarted(task, &c);
	size_t len;

	if (rc != 0)
		return rc;
	len = name != NULL ? strlen(name) : 0;
	c->receiver = NULL;
	c->macro.receiver = NULL;
	if (len == 0)
		return 0;
	c->receiver = mailauth__arena_text(c->arena, name, len);
	c->macro.receiver = c->receiver;
	c->macro.receiver_length = len;
	return c->receiver != NULL ? 0 : mailauth__arena_error(c->arena);
}

int
mailauth_spf_check_set_time(mailauth_task *task, uint64_t seconds)
{
	struct spf_check *c;
	int rc = unstarted(task, &c);

	if (rc == 0)
		c->time = seconds;
	return rc;
}

const mailauth_spf_result *
mailauth_spf_check_result(const mailauth_task *task)
{
	const struct spf_check *c = mailauth__task_result(task, &kind);

	return c != NULL ? mailauth__spf_check_outcome(c) : NULL;
}

const char *
mailauth_spf_check_received_spf(mailauth_task *task)
{
	struct spf_check *c = mailauth__task_result(task, &kind);

	return c != NULL ? mailauth__spf_received(c) : NULL;
}

const char *
mailauth_spf_check_auth_results(mailauth_task *task)
{
	struct spf_check *c = mailauth__task_result(task, &kind);

	return c != NULL ? mailauth__spf_auth_results(c) : NULL;
}

/* ---- names ---- */

static const char *const verdict_names[] = {
	[MAILAUTH_SPF_NONE] = "none",
	[MAILAUTH_SPF_NEUTRAL] = "neutral",
	[MAILAUTH_SPF_PASS] = "pass",
	[MAILAUTH_SPF_FAIL] = "fail",
	[MAILAUTH_SPF_SOFTFAIL] = "softfail",
	[MAILAUTH_SPF_TEMPERROR] = "temperror",
	[MAILAUTH_SPF_PERMERROR] = "permerror"
};

const char *
mailauth_spf_verdict_name(int verdict)
{
	if (verdict < 0 || (size_t)verdict >= COUNT_OF(verdict_names))
		return NULL;
	return verdict_names[verdict];
}

int
mailauth_spf_verdict_number(const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < COUNT_OF(verdict_names); i++)
		if (strcmp(name, verdict_names[i]) == 0)
			return (int)i;
	return -1;
}

const char *
mailauth_spf_identity_name(int identity)
{
	switch (identity) {
	case MAILAUTH_SPF_MAILFROM:
		return "mailfrom";
	case MAILAUTH_SPF_HELO:
		return "helo";
	default:
		return NULL;
	}
}
