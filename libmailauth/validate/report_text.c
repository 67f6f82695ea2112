/* SPDX-License-Identifier: BSD-2-Clause */
/* The report for people: the verdict, the requirements, then each finding with
 * what is there, what should be, and the lines that mend it. */
#include <string.h>

#include "base/escape.h"
#include "validate/report.h"

#define CARET_WINDOW 64 /* octets of a record shown around a fault */

/* The words of the report, English and German. */
enum word {
	W_CONFORMS, W_FAILS, W_UNDECIDED, W_USAGE, W_SOUND, W_UNSOUND, W_OPEN,
	W_ERROR, W_WARNING, W_INFO, W_UNKNOWN, W_BAD_CALL,
	W_ERRORS, W_WARNINGS, W_INFOS, W_UNKNOWNS, W_NONE,
	W_MET, W_UNMET, W_PENDING, W_STATE_UNKNOWN, W_NOT_APPLICABLE,
	W_REQUIRED, W_RECOMMENDED, W_OPTIONAL, W_FORBIDDEN,
	W_FOUND, W_WANTED, W_PUBLISH, W_ADVICE, W_HINT, W_OF, W_REFERENCE,
	W_SEVERITY, W_DELAY, W_WAIT, W_COUNT
};

static const char *const words[2][W_COUNT] = { {
	[W_CONFORMS] = "conforms to", [W_FAILS] = "does not conform to",
	[W_UNDECIDED] = "cannot be judged yet by", [W_USAGE] = "was not checked against",
	[W_SOUND] = "no errors found", [W_UNSOUND] = "has errors",
	[W_OPEN] = "cannot be judged yet",
	[W_ERROR] = "error", [W_WARNING] = "warning", [W_INFO] = "info",
	[W_UNKNOWN] = "unknown", [W_BAD_CALL] = "usage",
	[W_ERRORS] = "errors", [W_WARNINGS] = "warnings", [W_INFOS] = "remarks",
	[W_UNKNOWNS] = "unknown", [W_NONE] = "nothing to remark",
	[W_MET] = "met", [W_UNMET] = "unmet", [W_PENDING] = "pending",
	[W_STATE_UNKNOWN] = "unknown", [W_NOT_APPLICABLE] = "not asked for",
	[W_REQUIRED] = "required", [W_RECOMMENDED] = "recommended",
	[W_OPTIONAL] = "optional", [W_FORBIDDEN] = "forbidden",
	[W_FOUND] = "found", [W_WANTED] = "wanted", [W_PUBLISH] = "zone lines",
	[W_ADVICE] = "to do", [W_HINT] = "provider", [W_OF] = "of",
	[W_REFERENCE] = "see", [W_SEVERITY] = "severity",
	[W_DELAY] = "The provider says that changes take up to",
	[W_WAIT] = "wait",
}, {
	[W_CONFORMS] = "erf\xC3\xBCllt", [W_FAILS] = "erf\xC3\xBCllt nicht",
	[W_UNDECIDED] = "ist noch nicht zu beurteilen nach",
	[W_USAGE] = "wurde nicht gepr\xC3\xBC" "ft nach",
	[W_SOUND] = "keine Fehler gefunden", [W_UNSOUND] = "hat Fehler",
	[W_OPEN] = "ist noch nicht zu beurteilen",
	[W_ERROR] = "Fehler", [W_WARNING] = "Warnung", [W_INFO] = "Hinweis",
	[W_UNKNOWN] = "unbekannt", [W_BAD_CALL] = "Aufruf",
	[W_ERRORS] = "Fehler", [W_WARNINGS] = "Warnungen", [W_INFOS] = "Hinweise",
	[W_UNKNOWNS] = "unbekannt", [W_NONE] = "nichts zu bemerken",
	[W_MET] = "erf\xC3\xBCllt", [W_UNMET] = "nicht erf\xC3\xBCllt",
	[W_PENDING] = "unterwegs", [W_STATE_UNKNOWN] = "unbekannt",
	[W_NOT_APPLICABLE] = "nicht verlangt",
	[W_REQUIRED] = "Pflicht", [W_RECOMMENDED] = "empfohlen",
	[W_OPTIONAL] = "freiwillig", [W_FORBIDDEN] = "verboten",
	[W_FOUND] = "gefunden", [W_WANTED] = "verlangt",
	[W_PUBLISH] = "Zeilen", [W_ADVICE] = "zu tun",
	[W_HINT] = "Anbieter", [W_OF] = "von", [W_REFERENCE] = "siehe",
	[W_SEVERITY] = "Schwere",
	[W_DELAY] = "Der Anbieter nennt f\xC3\xBCr \xC3\x84nderungen bis zu",
	[W_WAIT] = "warten",
} };

struct writing {
	const struct mailauth_report *report;
	const struct validation *v; /* NULL: a rule is written */
	struct buffer *buf;
	const char *const *words;
	const struct profile_section *hinted; /* whose hint was shown last */
	const struct finding *last;           /* the finding before */
};

static void
put(struct writing *w, const char *own_text)
{
	mailauth__buffer_text_add(w->buf, own_text);
}

/* Foreign text. */
static void
put_foreign(struct writing *w, const char *text, size_t len)
{
	mailauth__escape(w->buf, MAILAUTH_CHANNEL_TERMINAL, text, len);
}

static void
put_color(struct writing *w, const char *sequence)
{
	if (w->report->color)
		put(w, sequence);
}

/* Printed columns of a word: UTF-8 continuation octets take none. */
static size_t
columns(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
}

static void
put_padded(struct writing *w, const char *text, size_t width)
{
	size_t n = columns(text);

	put(w, text);
	for (; n < width; n++)
		mailauth__buffer_char(w->buf, ' ');
}

static void
indent(struct writing *w, size_t n)
{
	for (; n > 0; n--)
		mailauth__buffer_char(w->buf, ' ');
}

/* One word; of UTF-8 text of our own or the profile's, controls are escaped. */
static void
put_word(struct writing *w, const char *text, size_t length, bool utf8)
{
	size_t i;

	if (!utf8) {
		put_foreign(w, text, length);
		return;
	}
	for (i = 0; i < length; i++) {
		/* C0 and DEL never reach a terminal, nor C1 as UTF-8 */
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F ||
		    ((unsigned char)text[i] == 0xC2 && i + 1 < length &&
		    (unsigned char)text[i + 1] < 0xA0))
			put_foreign(w, text + i, 1);
		else
			mailauth__buffer_char(w->buf, text[i]);
	}
}

/* Printed columns of a word. */
static size_t
word_width(const char *text, size_t length, bool utf8)
{
	size_t i, width = 0;

	if (!utf8)
		return mailauth_escape(MAILAUTH_CHANNEL_TERMINAL, text, length, NULL, 0);
	for (i = 0; i < length; i++)
		width += ((unsigned char)text[i] & 0xC0) != 0x80;
	return width;
}

/* A sentence wrapped at the report's width; `at` columns are used already. */
static void
put_sentence(struct writing *w, const char *text, size_t at, size_t margin, bool utf8)
{
	size_t column = at;
	bool first = true;

	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		size_t width = word_width(text, length, utf8);

		if (!first && column + 1 + width > w->report->width) {
			mailauth__buffer_char(w->buf, '\n');
			indent(w, margin);
			column = margin;
		} else if (!first) {
			mailauth__buffer_char(w->buf, ' ');
			column++;
		}
		first = false;
		put_word(w, text, length, utf8);
		column += width;
		text += length;
		while (*text == ' ')
			text++;
	}
}

/* A sentence that may quote foreign octets. */
static void
put_wrapped(struct writing *w, const char *text, size_t at, size_t margin)
{
	put_sentence(w, text, at, margin, false);
}

/* A sentence of our own in German, or of the profile's. */
static void
put_wrapped_utf8(struct writing *w, const char *text, size_t at, size_t margin)
{
	put_sentence(w, text, at, margin, true);
}

static const char *
severity_word(const struct writing *w, int severity)
{
	switch (severity) {
	case MAILAUTH_SEVERITY_ERROR: return w->words[W_ERROR];
	case MAILAUTH_SEVERITY_WARNING: return w->words[W_WARNING];
	case MAILAUTH_SEVERITY_UNKNOWN: return w->words[W_UNKNOWN];
	case MAILAUTH_SEVERITY_USAGE: return w->words[W_BAD_CALL];
	default: return w->words[W_INFO];
	}
}

static const char *
severity_color(int severity)
{
	switch (severity) {
	case MAILAUTH_SEVERITY_ERROR: return "\033[1;31m";
	case MAILAUTH_SEVERITY_WARNING: return "\033[1;33m";
	case MAILAUTH_SEVERITY_UNKNOWN: return "\033[1;35m";
	case MAILAUTH_SEVERITY_USAGE: return "\033[1;31m";
	default: return "\033[36m";
	}
}

/* ---- the head ---- */

static void
put_verdict(struct writing *w, const struct validation *v)
{
	static const enum word with[] = { W_CONFORMS, W_FAILS, W_UNDECIDED, W_USAGE };
	static const enum word without[] = { W_SOUND, W_UNSOUND, W_OPEN, W_BAD_CALL };
	size_t which = v->result == MAILAUTH_RESULT_CONFORMS ? 0 :
	    v->result == MAILAUTH_RESULT_FAILS ? 1 :
	    v->result == MAILAUTH_RESULT_UNDECIDED ? 2 : 3;
	const char *title;

	put_color(w, which == 0 ? "\033[1;32m" : which == 2 ? "\033[1;35m" : "\033[1;31m");
	put_foreign(w, v->domain, strlen(v->domain));
	if (v->profile == NULL) {
		put(w, which == 0 ? ": " : " ");
		put(w, w->words[without[which]]);
		put_color(w, "\033[0m");
		put(w, "\n");
		return;
	}
	put(w, " ");
	put(w, w->words[with[which]]);
	put_color(w, "\033[0m");
	put(w, " ");
	title = mailauth_profile_text(v->profile, "title", w->report->lang);
	if (title != NULL) {
		put_wrapped_utf8(w, title, 0, 0);
		put(w, " (");
	}
	put_foreign(w, mailauth_profile_name(v->profile),
	    strlen(mailauth_profile_name(v->profile)));
	put(w, title != NULL ? ")\n" : "\n");
}

static void
put_counts(struct writing *w, const struct validation *v)
{
	static const struct { int severity; enum word one, many; } kinds[] = {
		{ MAILAUTH_SEVERITY_USAGE, W_BAD_CALL, W_BAD_CALL },
		{ MAILAUTH_SEVERITY_ERROR, W_ERROR, W_ERRORS },
		{ MAILAUTH_SEVERITY_UNKNOWN, W_UNKNOWN, W_UNKNOWNS },
		{ MAILAUTH_SEVERITY_WARNING, W_WARNING, W_WARNINGS },
		{ MAILAUTH_SEVERITY_INFO, W_INFO, W_INFOS }
	};
	bool first = true;
	size_t i, k;

	put(w, "  ");
	for (k = 0; k < COUNT_OF(kinds); k++) {
		size_t n = 0;

		for (i = 0; i < v->finding_count; i++)
			n += v->findings[i]->view.severity == kinds[k].severity;
		if (n == 0)
			continue;
		if (!first)
			put(w, ", ");
		first = false;
		mailauth__buffer_number(w->buf, n);
		put(w, " ");
		put(w, w->words[n == 1 ? kinds[k].one : kinds[k].many]);
	}
	if (first)
		put(w, w->words[W_NONE]);
	put(w, "\n");
}

static void
put_requirement(struct writing *w, const struct mailauth_requirement *r, size_t width)
{
	static const enum word states[] = { [MAILAUTH_STATE_MET] = W_MET,
		[MAILAUTH_STATE_UNMET] = W_UNMET, [MAILAUTH_STATE_PENDING] = W_PENDING,
		[MAILAUTH_STATE_UNKNOWN] = W_STATE_UNKNOWN,
		[MAILAUTH_STATE_NOT_APPLICABLE] = W_NOT_APPLICABLE };
	static const enum word levels[] = { [MAILAUTH_LEVEL_REQUIRED] = W_REQUIRED,
		[MAILAUTH_LEVEL_RECOMMENDED] = W_RECOMMENDED,
		[MAILAUTH_LEVEL_OPTIONAL] = W_OPTIONAL,
		[MAILAUTH_LEVEL_FORBIDDEN] = W_FORBIDDEN };
	static const char *const colors[] = { [MAILAUTH_STATE_MET] = "\033[32m",
		[MAILAUTH_STATE_UNMET] = "\033[31m",
		[MAILAUTH_STATE_PENDING] = "\033[35m",
		[MAILAUTH_STATE_UNKNOWN] = "\033[35m",
		[MAILAUTH_STATE_NOT_APPLICABLE] = "\033[2m" };

	put(w, "  ");
	put_color(w, colors[r->state]);
	put_padded(w, w->words[states[r->state]], 16);
	put_color(w, "\033[0m");
	put_padded(w, r->id, width + 2);
	put_padded(w, w->words[levels[r->level]], 13);
	put(w, r->type);
	if (r->items > 1) {
		put(w, " (");
		mailauth__buffer_number(w->buf, r->items_met);
		put(w, " ");
		put(w, w->words[W_OF]);
		put(w, " ");
		mailauth__buffer_number(w->buf, r->items);
		put(w, ")");
	}
	put(w, "\n");
}

static void
put_requirements(struct writing *w, const struct validation *v)
{
	size_t i, width = 0;

	if (v->requirement_count == 0)
		return;
	put(w, "\n");
	for (i = 0; i < v->requirement_count; i++) {
		size_t length = strlen(v->requirements[i].view.id);

		if (length > width)
			width = length;
	}
	for (i = 0; i < v->requirement_count; i++)
		put_requirement(w, &v->requirements[i].view, width);
}

/* ---- a finding ---- */

#define LABEL 16 /* columns before the values of a finding */

static void
put_label(struct writing *w, const char *label)
{
	size_t n = columns(label);

	put(w, "    ");
	put(w, label);
	put(w, ":");
	indent(w, n + 5 < LABEL ? LABEL - n - 5 : 1);
}

/* The parts of an RFC as German calls them; out is cut at its size. */
static void
german_reference(const char *text, char *out, size_t size)
{
	static const struct { const char *english, *german; } parts[] = {
		{ " section ", " Abschnitt " }, { " appendix ", " Anhang " },
		{ " erratum ", " Erratum " }
	};
	size_t i, n = 0;

	while (*text != '\0' && n + 1 < size) {
		for (i = 0; i < COUNT_OF(parts); i++) {
			if (strncmp(text, parts[i].english, strlen(parts[i].english)) == 0)
				break;
		}
		if (i < COUNT_OF(parts) && n + strlen(parts[i].german) < size) {
			memcpy(out + n, parts[i].german, strlen(parts[i].german));
			n += strlen(parts[i].german);
			text += strlen(parts[i].english);
		} else {
			out[n++] = *text++;
		}
	}
	out[n] = '\0';
}

/* A profile has a reference of its own, in either language. */
static void
put_reference(struct writing *w, const char *text)
{
	const struct validation *v = w->v;
	const bool own = v != NULL && v->profile != NULL &&
	    text == mailauth_profile_text(v->profile, "reference", NULL);
	char german[512]; /* those of rules are shorter */

	if (own) {
		text = mailauth_profile_text(v->profile, "reference", w->report->lang);
	} else if (strcmp(w->report->lang, "de") == 0) {
		german_reference(text, german, sizeof(german));
		text = german;
	}
	put_label(w, w->words[W_REFERENCE]);
	put_wrapped_utf8(w, text, LABEL, LABEL);
	put(w, "\n");
}

static void
put_values(struct writing *w, enum word label, const char *const *items, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (i == 0)
			put_label(w, w->words[label]);
		else
			indent(w, LABEL);
		put_foreign(w, items[i], strlen(items[i]));
		put(w, "\n");
	}
}

static void
put_caret(struct writing *w, const struct mailauth_finding *f)
{
	size_t from, to, lead, under, i;
	const char *cut = "...";

	if (f->record == NULL || f->offset > f->record_length ||
	    (f->offset == 0 && f->length == 0))
		return;
	from = f->offset > CARET_WINDOW / 2 ? f->offset - CARET_WINDOW / 2 : 0;
	to = f->record_length - from > CARET_WINDOW ? from + CARET_WINDOW :
	    f->record_length;
	indent(w, LABEL);
	if (from > 0)
		put(w, cut);
	put_foreign(w, f->record + from, to - from);
	if (to < f->record_length)
		put(w, cut);
	put(w, "\n");
	lead = mailauth_escape(MAILAUTH_CHANNEL_TERMINAL, f->record + from,
	    f->offset - from, NULL, 0);
	under = f->offset + f->length < to ? f->length : to - f->offset;
	under = mailauth_escape(MAILAUTH_CHANNEL_TERMINAL, f->record + f->offset,
	    under, NULL, 0);
	indent(w, LABEL + (from > 0 ? strlen(cut) : 0) + lead);
	mailauth__buffer_char(w->buf, '^');
	for (i = 1; i < under; i++)
		mailauth__buffer_char(w->buf, '~');
	put(w, "\n");
}

/* Does the caret line show the record already? */
static bool
caret_shows(const struct mailauth_finding *f)
{
	return f->record != NULL && !(f->offset == 0 && f->length == 0) &&
	    f->record_length <= CARET_WINDOW;
}

/* The provider's hint, at the requirement's first finding that shows. */
static const char *
hint_of(struct writing *w, const struct finding *finding)
{
	if (finding->section == NULL || finding->section == w->hinted ||
	    finding->view.severity == MAILAUTH_SEVERITY_INFO)
		return NULL;
	w->hinted = finding->section;
	return mailauth__profile_value_in(finding->section, KEY_HINT, w->report->lang);
}

static void
put_details(struct writing *w, const struct finding *finding)
{
	const struct mailauth_finding *f = &finding->view;
	bool german = strcmp(w->report->lang, "de") == 0;
	const char *hint = hint_of(w, finding);
	const char *advice = german ? mailauth__german_fix(f->code) : f->advice;
	/* what the finding before has said already need not be said again */
	bool again = w->last != NULL && w->last->view.code == f->code;

	put_caret(w, f);
	if (!caret_shows(f))
		put_values(w, W_FOUND, f->have, f->have_count);
	put_values(w, W_WANTED, f->want, f->want_count);
	put_values(w, W_PUBLISH, f->fix, f->fix_count);
	if (f->wait > 0) {
		put_label(w, w->words[W_WAIT]);
		mailauth__buffer_number(w->buf, f->wait);
		put(w, " s\n");
	}
	if (advice != NULL && f->fix_count == 0 && !again) {
		put_label(w, w->words[W_ADVICE]);
		put_wrapped_utf8(w, advice, LABEL, LABEL);
		put(w, "\n");
	}
	if (hint != NULL) {
		put_label(w, w->words[W_HINT]);
		put_wrapped_utf8(w, hint, LABEL, LABEL);
		put(w, "\n");
	}
	if (f->reference != NULL && !again)
		put_reference(w, f->reference);
}

static void
put_finding(struct writing *w, const struct finding *finding)
{
	const struct mailauth_finding *f = &finding->view;
	const char *word = severity_word(w, f->severity);
	bool german = strcmp(w->report->lang, "de") == 0;
	const char *sentence = german ? mailauth__german_of(w->v, f->message) : NULL;
	const char *of_rule = german ? mailauth__german_message(f->code) : NULL;

	put(w, "\n");
	put_color(w, severity_color(f->severity));
	put(w, word);
	put_color(w, "\033[0m");
	put(w, ": ");
	if (sentence != NULL) {
		put_wrapped_utf8(w, sentence, columns(word) + 2, 4);
	} else if (of_rule != NULL) {
		put_foreign(w, f->owner, strlen(f->owner));
		put(w, ": ");
		put_wrapped_utf8(w, of_rule, columns(word) + strlen(f->owner) + 4, 4);
	} else {
		put_wrapped(w, f->message, columns(word) + 2, 4);
	}
	put(w, "\n    [");
	put(w, f->id);
	if (f->requirement != NULL) {
		put(w, ", ");
		put(w, f->requirement);
	}
	put(w, "]\n");
	if (w->report->details)
		put_details(w, finding);
	w->last = finding;
}

void
mailauth__report_write_text(const struct mailauth_report *report,
    const struct validation *v, struct buffer *buf)
{
	struct writing w = {
		.report = report,
		.v = v,
		.buf = buf,
		.words = words[strcmp(report->lang, "de") == 0],
	};
	const char *delay;
	size_t i;

	put_verdict(&w, v);
	put_counts(&w, v);
	put_requirements(&w, v);
	for (i = 0; i < v->finding_count; i++) {
		if (mailauth__report_shows(report, &v->findings[i]->view))
			put_finding(&w, v->findings[i]);
	}
	delay = v->profile != NULL ?
	    mailauth_profile_text(v->profile, "delay", NULL) : NULL;
	if (delay != NULL && v->result != MAILAUTH_RESULT_CONFORMS && report->details) {
		put(&w, "\n");
		put(&w, w.words[W_DELAY]);
		put(&w, " ");
		put_foreign(&w, delay, strlen(delay));
		put(&w, ".\n");
	}
}

void
mailauth__report_write_rule(const struct mailauth_report *report,
    const struct mailauth_rule *rule, struct buffer *buf)
{
	struct writing w = {
		.report = report,
		.buf = buf,
		.words = words[strcmp(report->lang, "de") == 0],
	};
	const char *message = mailauth_rule_message(rule->code, report->lang);
	const char *fix = mailauth_rule_fix(rule->code, report->lang);

	put(&w, rule->id);
	put(&w, "\n");
	put_label(&w, w.words[W_SEVERITY]);
	put(&w, severity_word(&w, rule->severity));
	put(&w, "\n    ");
	put_wrapped_utf8(&w, message, 4, 4);
	put(&w, "\n");
	if (fix != NULL) {
		put_label(&w, w.words[W_ADVICE]);
		put_wrapped_utf8(&w, fix, LABEL, LABEL);
		put(&w, "\n");
	}
	if (rule->reference != NULL)
		put_reference(&w, rule->reference);
}
