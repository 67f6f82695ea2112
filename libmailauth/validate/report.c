/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports: settings and the memory of the text. */
#include <string.h>

#include "validate/report.h"

/* The report itself lives in the first arena, its texts in another. */
struct report_home {
	struct mailauth_report report;
	struct arena *home;
};

int
mailauth_report_new(const mailauth_config *cfg, mailauth_report **out)
{
	struct arena *arena = mailauth__arena_new(cfg, sizeof(struct report_home));
	struct report_home *home;

	*out = NULL;
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	home = mailauth__arena_zalloc(arena, sizeof(*home));
	if (home == NULL) {
		mailauth__arena_free(arena);
		return MAILAUTH_ERR_NOMEM;
	}
	home->home = arena;
	home->report = (struct mailauth_report){ .config = cfg,
		.min_severity = MAILAUTH_SEVERITY_INFO, .details = true,
		.width = 79, .lang = "en" };
	*out = &home->report;
	return 0;
}

void
mailauth_report_free(mailauth_report *report)
{
	if (report == NULL)
		return;
	mailauth__arena_free(report->arena);
	/* the report is the first member of its home */
	mailauth__arena_free(((struct report_home *)report)->home);
}

int
mailauth_report_set(mailauth_report *report, int option, int value)
{
	switch (option) {
	case MAILAUTH_REPORT_MIN_SEVERITY:
		if (value < MAILAUTH_SEVERITY_INFO || value > MAILAUTH_SEVERITY_ERROR)
			return MAILAUTH_ERR_INVALID;
		report->min_severity = value;
		return 0;
	case MAILAUTH_REPORT_COLOR:
	case MAILAUTH_REPORT_DETAILS:
		if (value != 0 && value != 1)
			return MAILAUTH_ERR_INVALID;
		if (option == MAILAUTH_REPORT_COLOR)
			report->color = value != 0;
		else
			report->details = value != 0;
		return 0;
	case MAILAUTH_REPORT_WIDTH:
		if (value < 40 || value > 1000)
			return MAILAUTH_ERR_INVALID;
		report->width = (size_t)value;
		return 0;
	}
	return MAILAUTH_ERR_INVALID;
}

int
mailauth_report_set_language(mailauth_report *report, const char *lang)
{
	if (strcmp(lang, "en") == 0)
		report->lang = "en";
	else if (strcmp(lang, "de") == 0)
		report->lang = "de";
	else
		return MAILAUTH_ERR_UNSUPPORTED;
	return 0;
}

bool
mailauth__report_shows(const struct mailauth_report *report,
    const struct mailauth_finding *finding)
{
	return finding->severity > MAILAUTH_SEVERITY_ERROR ||
	    finding->severity >= report->min_severity;
}

/* A fresh arena for the next text. */
static int
begin(struct mailauth_report *report, struct buffer *buf)
{
	mailauth__arena_free(report->arena);
	report->arena = mailauth__arena_new(report->config, 4096);
	if (report->arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	mailauth__buffer_init(buf, report->arena, 0);
	return 0;
}

static int
finish(struct buffer *buf, const char **text, size_t *len)
{
	*text = mailauth__buffer_text(buf);
	if (*text == NULL)
		return buf->error;
	if (len != NULL)
		*len = buf->length;
	return 0;
}

static int
write_report(struct mailauth_report *report, const mailauth_task *task,
    void (*write)(const struct mailauth_report *, const struct validation *,
    struct buffer *), const char **text, size_t *len)
{
	const struct validation *v = mailauth__validation_done(task);
	struct buffer buf;
	int rc;

	*text = NULL;
	if (v == NULL)
		return mailauth__task_evaluation(task, &mailauth__validate_kind)
		    == NULL ? MAILAUTH_ERR_WRONG_TYPE : MAILAUTH_ERR_STATE;
	rc = begin(report, &buf);
	if (rc != 0)
		return rc;
	write(report, v, &buf);
	return finish(&buf, text, len);
}

int
mailauth_report_text(mailauth_report *report, const mailauth_task *task,
    const char **text, size_t *len)
{
	return write_report(report, task, mailauth__report_write_text, text, len);
}

int
mailauth_report_json(mailauth_report *report, const mailauth_task *task,
    const char **text, size_t *len)
{
	return write_report(report, task, mailauth__report_write_json, text, len);
}

int
mailauth_report_rule(mailauth_report *report, const char *id, const char **text,
    size_t *len)
{
	const struct mailauth_rule *rule = mailauth_rule_by_id(id);
	struct buffer buf;
	int rc;

	*text = NULL;
	if (rule == NULL)
		return MAILAUTH_ERR_NOT_FOUND;
	rc = begin(report, &buf);
	if (rc != 0)
		return rc;
	mailauth__report_write_rule(report, rule, &buf);
	return finish(&buf, text, len);
}

const char *
mailauth_rule_message(int code, const char *lang)
{
	const struct mailauth_rule *rule = mailauth_rule_by_code(code);
	const char *german = lang != NULL && strcmp(lang, "de") == 0 ?
	    mailauth__german_message(code) : NULL;

	return german != NULL ? german : rule != NULL ? rule->message : NULL;
}

const char *
mailauth_rule_fix(int code, const char *lang)
{
	const struct mailauth_rule *rule = mailauth_rule_by_code(code);
	const char *german = lang != NULL && strcmp(lang, "de") == 0 ?
	    mailauth__german_fix(code) : NULL;

	return german != NULL ? german : rule != NULL ? rule->fix : NULL;
}
