/* SPDX-License-Identifier: BSD-2-Clause */
/* The report as one JSON object, schema 1: see mailauth-check(1). */
#include <string.h>

#include "base/escape.h"
#include "validate/report.h"

static void
put_bytes(struct buffer *buf, const char *text, size_t len)
{
	mailauth__buffer_char(buf, '"');
	mailauth__escape(buf, MAILAUTH_CHANNEL_JSON, text, len);
	mailauth__buffer_char(buf, '"');
}

static void
put_text(struct buffer *buf, const char *text)
{
	if (text == NULL)
		mailauth__buffer_text_add(buf, "null");
	else
		put_bytes(buf, text, strlen(text));
}

/* UTF-8 of our own or the profile's. */
static void
put_utf8(struct buffer *buf, const char *name, const char *text)
{
	mailauth__buffer_char(buf, '"');
	mailauth__buffer_text_add(buf, name);
	mailauth__buffer_text_add(buf, "\":");
	if (text == NULL) {
		mailauth__buffer_text_add(buf, "null");
		return;
	}
	mailauth__buffer_char(buf, '"');
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80)
			mailauth__buffer_char(buf, *text);
		else
			mailauth__escape(buf, MAILAUTH_CHANNEL_JSON, text, 1);
	}
	mailauth__buffer_char(buf, '"');
}

static void
put_member(struct buffer *buf, const char *name, const char *text)
{
	mailauth__buffer_char(buf, '"');
	mailauth__buffer_text_add(buf, name);
	mailauth__buffer_text_add(buf, "\":");
	put_text(buf, text);
}

static void
put_number(struct buffer *buf, const char *name, size_t number)
{
	mailauth__buffer_text_add(buf, ",\"");
	mailauth__buffer_text_add(buf, name);
	mailauth__buffer_text_add(buf, "\":");
	mailauth__buffer_number(buf, number);
}

static void
put_list(struct buffer *buf, const char *name, const char *const *items, size_t count)
{
	size_t i;

	mailauth__buffer_text_add(buf, ",\"");
	mailauth__buffer_text_add(buf, name);
	mailauth__buffer_text_add(buf, "\":[");
	for (i = 0; i < count; i++) {
		if (i > 0)
			mailauth__buffer_char(buf, ',');
		put_text(buf, items[i]);
	}
	mailauth__buffer_char(buf, ']');
}

static void
put_requirement(struct buffer *buf, const struct mailauth_requirement *r)
{
	mailauth__buffer_char(buf, '{');
	put_member(buf, "id", r->id);
	mailauth__buffer_char(buf, ',');
	put_member(buf, "level", mailauth_level_name(r->level));
	mailauth__buffer_char(buf, ',');
	put_member(buf, "state", mailauth_requirement_state_name(r->state));
	mailauth__buffer_char(buf, ',');
	put_member(buf, "type", r->type);
	put_number(buf, "items", r->items);
	put_number(buf, "items_met", r->items_met);
	mailauth__buffer_char(buf, '}');
}

static void
put_finding(const struct mailauth_report *report, const struct validation *v,
    struct buffer *buf, const struct finding *finding)
{
	const struct mailauth_finding *f = &finding->view;
	const char *german = NULL;

	if (strcmp(report->lang, "de") == 0) {
		german = mailauth__german_of(v, f->message);
		if (german == NULL)
			german = mailauth__german_message(f->code);
	}
	mailauth__buffer_char(buf, '{');
	put_member(buf, "id", f->id);
	mailauth__buffer_char(buf, ',');
	put_member(buf, "severity", mailauth_severity_name(f->severity));
	mailauth__buffer_char(buf, ',');
	put_member(buf, "owner", f->owner);
	mailauth__buffer_char(buf, ',');
	put_member(buf, "type", f->type);
	put_list(buf, "have", f->have, f->have_count);
	put_list(buf, "want", f->want, f->want_count);
	put_list(buf, "fix", f->fix, f->fix_count);
	put_list(buf, "delete", f->remove, f->remove_count);
	mailauth__buffer_char(buf, ',');
	if (german != NULL)
		put_utf8(buf, "message", german);
	else
		put_member(buf, "message", f->message);
	mailauth__buffer_char(buf, ',');
	put_utf8(buf, "reference", f->reference);
	mailauth__buffer_char(buf, ',');
	put_member(buf, "requirement", f->requirement);
	mailauth__buffer_char(buf, ',');
	put_utf8(buf, "advice", mailauth_rule_fix(f->code, report->lang) != NULL &&
	    strcmp(report->lang, "en") != 0 ?
	    mailauth_rule_fix(f->code, report->lang) : f->advice);
	if (f->record != NULL) {
		mailauth__buffer_text_add(buf, ",\"record\":");
		put_bytes(buf, f->record, f->record_length);
		put_number(buf, "offset", f->offset);
		put_number(buf, "length", f->length);
	}
	if (f->wait > 0)
		put_number(buf, "wait", f->wait);
	mailauth__buffer_char(buf, '}');
}

void
mailauth__report_write_json(const struct mailauth_report *report,
    const struct validation *v, struct buffer *buf)
{
	bool comma = false;
	size_t i;

	mailauth__buffer_text_add(buf, "{\"schema\":1,");
	put_member(buf, "domain", v->domain);
	mailauth__buffer_char(buf, ',');
	put_member(buf, "profile", v->profile != NULL ?
	    mailauth_profile_name(v->profile) : NULL);
	mailauth__buffer_char(buf, ',');
	put_member(buf, "result", mailauth_validate_result_name(v->result));
	mailauth__buffer_text_add(buf, ",\"requirements\":[");
	for (i = 0; i < v->requirement_count; i++) {
		if (i > 0)
			mailauth__buffer_char(buf, ',');
		put_requirement(buf, &v->requirements[i].view);
	}
	mailauth__buffer_text_add(buf, "],\"findings\":[");
	for (i = 0; i < v->finding_count; i++) {
		if (!mailauth__report_shows(report, &v->findings[i]->view))
			continue;
		if (comma)
			mailauth__buffer_char(buf, ',');
		comma = true;
		put_finding(report, v, buf, v->findings[i]);
	}
	mailauth__buffer_text_add(buf, "]}");
}
