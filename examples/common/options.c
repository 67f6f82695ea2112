/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of all mailauth programs. */
#include "common/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mailauth.h>

#define COMMON_COUNT 9
#define MESSAGE_MAX 2048

static bool want_help, want_version;
static const char *color_word;
static int64_t timeout_ms;

/* Where the common options go; the table lives as long as the program. */
static void
common_table(struct options *o, struct option_spec table[COMMON_COUNT])
{
	const struct option_spec common[COMMON_COUNT] = {
		{ "zone", 0, OPTION_LIST, &o->zones, "FILE",
		  "answer from this master file, not the network; repeatable", 0, 0 },
		{ "resolver", 0, OPTION_LIST, &o->resolvers, "ADDR[@PORT]",
		  "forward to this resolver; \"system\": those of resolv.conf", 0, 0 },
		{ "trust-anchor", 0, OPTION_LIST, &o->anchors, "FILE",
		  "validate by DNSSEC from these DS or DNSKEY records", 0, 0 },
		{ "timeout", 0, OPTION_DURATION, &timeout_ms, "SECONDS",
		  "longest wait for DNS [20]", 1, INT64_C(86400000) },
		{ "json", 0, OPTION_FLAG, &o->json, NULL,
		  "one JSON object a line", 0, 0 },
		{ "quiet", 'q', OPTION_FLAG, &o->quiet, NULL,
		  "no output, only the exit status", 0, 0 },
		{ "color", 0, OPTION_TEXT, &color_word, "WHEN",
		  "auto, always or never; NO_COLOR in the environment: never", 0, 0 },
		{ "version", 'V', OPTION_FLAG, &want_version, NULL,
		  "print the versions", 0, 0 },
		{ "help", 'h', OPTION_FLAG, &want_help, NULL,
		  "print this", 0, 0 },
	};

	memcpy(table, common, sizeof(common));
}

static void
say(const struct options *o, const char *tail, const char *format, va_list ap)
{
	char message[MESSAGE_MAX], escaped[4 * MESSAGE_MAX + 1];
	int len = vsnprintf(message, sizeof(message), format, ap);
	size_t used = len < 0 ? 0 : (size_t)len;

	if (used >= sizeof(message))
		used = sizeof(message) - 1;
	mailauth_escape(MAILAUTH_CHANNEL_TERMINAL, message, used, escaped,
	    sizeof(escaped));
	fflush(stdout);
	fprintf(stderr, "%s: %s%s\n", o->program->name, escaped, tail);
}

int
usage_error(const struct options *o, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(o, " (try --help)", format, ap);
	va_end(ap);
	return STATUS_USAGE;
}

void
complain(const struct options *o, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(o, "", format, ap);
	va_end(ap);
}

int64_t
duration_ms(const char *text)
{
	static const struct {
		const char *unit;
		int64_t ms;
	} units[] = {
		{ "", 1000 }, { "s", 1000 }, { "ms", 1 }, { "m", 60000 },
		{ "min", 60000 }, { "h", 3600000 }, { "d", 86400000 },
	};
	int64_t whole = 0, thousandths = 0, place = 100;
	const char *p = text;

	if (*p < '0' || *p > '9')
		return -1;
	for (; *p >= '0' && *p <= '9'; p++) {
		if (whole > INT64_C(100000000000))
			return -1;
		whole = whole * 10 + (*p - '0');
	}
	if (*p == '.') {
		if (p[1] < '0' || p[1] > '9')
			return -1;
		for (p++; *p >= '0' && *p <= '9'; p++, place /= 10)
			thousandths += (*p - '0') * place;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(p, units[i].unit) != 0)
			continue;
		if (whole > INT64_MAX / 2 / units[i].ms)
			return -1;
		return whole * units[i].ms + thousandths * units[i].ms / 1000;
	}
	return -1;
}

static bool
number(const char *text, int64_t max, int64_t *out)
{
	int64_t n = 0;

	if (*text == '\0')
		return false;
	for (; *text >= '0' && *text <= '9'; text++) {
		if (n > (max - (*text - '0')) / 10)
			return false;
		n = n * 10 + (*text - '0');
	}
	*out = n;
	return *text == '\0';
}

/* An option was found: stores its value.  0 or an exit status. */
static int
store(const struct options *o, const struct option_spec *spec, const char *value)
{
	struct text_list *list = spec->to;
	int64_t n;

	switch (spec->kind) {
	case OPTION_FLAG:
		*(bool *)spec->to = true;
		break;
	case OPTION_TEXT:
		*(const char **)spec->to = value;
		break;
	case OPTION_LIST: {
		const char **items = realloc(list->items,
		    (list->count + 1) * sizeof(*items));

		if (items == NULL) {
			complain(o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
			return STATUS_SOFTWARE;
		}
		items[list->count++] = value;
		list->items = items;
		break;
	}
	case OPTION_NUMBER:
		if (!number(value, spec->max, &n) || n < spec->min)
			return usage_error(o, "--%s wants a number from %lld to %lld,"
			    " not \"%s\"", spec->name, (long long)spec->min,
			    (long long)spec->max, value);
		*(int64_t *)spec->to = n;
		break;
	case OPTION_DURATION:
		n = duration_ms(value);
		if (n < spec->min || n > spec->max)
			return usage_error(o, "--%s wants a time such as 5, 1.5,"
			    " 500ms or 2m, not \"%s\"", spec->name, value);
		*(int64_t *)spec->to = n;
		break;
	}
	return 0;
}

struct tables {
	struct option_spec common[COMMON_COUNT];
	const struct program *program;
};

static const struct option_spec *
spec_at(const struct tables *t, size_t i)
{
	return i < t->program->own_count ? &t->program->own[i] :
	    i - t->program->own_count < COMMON_COUNT ?
	    &t->common[i - t->program->own_count] : NULL;
}

static const struct option_spec *
find_long(const struct tables *t, const char *name, size_t len)
{
	const struct option_spec *spec;

	for (size_t i = 0; (spec = spec_at(t, i)) != NULL; i++)
		if (strlen(spec->name) == len && memcmp(spec->name, name, len) == 0)
			return spec;
	return NULL;
}

static const struct option_spec *
find_letter(const struct tables *t, char letter)
{
	const struct option_spec *spec;

	for (size_t i = 0; (spec = spec_at(t, i)) != NULL; i++)
		if (spec->letter == letter)
			return spec;
	return NULL;
}

/* Takes argv[*i], a long option, and its value.  0 or an exit status. */
static int
long_option(const struct options *o, const struct tables *t, int argc,
    char **argv, int *i)
{
	const char *name = argv[*i] + 2;
	size_t len = strcspn(name, "=");
	const struct option_spec *spec = find_long(t, name, len);
	const char *value = name[len] == '=' ? name + len + 1 : NULL;

	if (spec == NULL)
		return usage_error(o, "no such option: --%.*s", (int)len, name);
	if (spec->kind == OPTION_FLAG && value != NULL)
		return usage_error(o, "--%s takes no value", spec->name);
	if (spec->kind != OPTION_FLAG && value == NULL) {
		if (*i + 1 >= argc)
			return usage_error(o, "--%s wants %s", spec->name, spec->value);
		value = argv[++*i];
	}
	return store(o, spec, value);
}

/* Takes argv[*i], a cluster of letters. */
static int
letter_options(const struct options *o, const struct tables *t, int argc,
    char **argv, int *i)
{
	int status = 0;

	for (const char *p = argv[*i] + 1; *p != '\0' && status == 0; p++) {
		const struct option_spec *spec = find_letter(t, *p);

		if (spec == NULL)
			return usage_error(o, "no such option: -%c", *p);
		if (spec->kind == OPTION_FLAG) {
			status = store(o, spec, NULL);
			continue;
		}
		if (p[1] != '\0')
			return store(o, spec, p + 1);
		if (*i + 1 >= argc)
			return usage_error(o, "-%c wants %s", *p, spec->value);
		return store(o, spec, argv[++*i]);
	}
	return status;
}

static void
print_help(const struct tables *t)
{
	const struct program *p = t->program;
	const struct option_spec *spec;
	char left[64];

	for (const char *form = p->arguments, *next; form != NULL; form = next) {
		size_t len = strcspn(form, "\n");

		next = form[len] == '\n' ? form + len + 1 : NULL;
		printf("%s %s [OPTION...] %.*s\n", form == p->arguments ? "usage:" :
		    "      ", p->name, (int)len, form);
	}
	printf("%s\n\n", p->purpose);
	for (size_t i = 0; (spec = spec_at(t, i)) != NULL; i++) {
		snprintf(left, sizeof(left), "%c%c%s --%s%s%s",
		    spec->letter != 0 ? '-' : ' ',
		    spec->letter != 0 ? spec->letter : ' ',
		    spec->letter != 0 ? "," : " ", spec->name,
		    spec->value != NULL ? " " : "",
		    spec->value != NULL ? spec->value : "");
		printf("  %-28s %s\n", left, spec->help);
	}
}

static void
print_version(const struct program *program)
{
	const char *unbound = mailauth_unbound_version();

	printf("%s %s, libunbound %s\n", program->name, mailauth_version(),
	    unbound != NULL ? unbound : "not built in");
}

/* A closed descriptor 0, 1 or 2 would be given to the next file or socket that
 * is opened, and our output would go there.  Something that cannot be read
 * from (0) or written to (1, 2) takes the place instead. */
static void
hold_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
			continue;
		if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			_exit(STATUS_IO);
	}
}

static int
read_arguments(struct options *o, const struct tables *t, int argc, char **argv)
{
	bool only_arguments = false;
	int status = 0;

	for (int i = 1; i < argc && status == 0; i++) {
		if (only_arguments || argv[i][0] != '-' || argv[i][1] == '\0')
			o->args[o->arg_count++] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			only_arguments = true;
		else if (argv[i][1] == '-')
			status = long_option(o, t, argc, argv, &i);
		else
			status = letter_options(o, t, argc, argv, &i);
	}
	return status;
}

bool
options_parse(struct options *o, const struct program *program, int argc,
    char **argv, int *status)
{
	struct tables t = { .program = program };

	hold_standard_descriptors();
	want_help = want_version = false;
	color_word = NULL;
	timeout_ms = 0;
	*o = (struct options){ .program = program };
	common_table(o, t.common);
	o->args = calloc((size_t)argc + 1, sizeof(*o->args));
	if (o->args == NULL) {
		complain(o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
		*status = STATUS_SOFTWARE;
		return true;
	}
	if ((*status = read_arguments(o, &t, argc, argv)) != 0)
		return true;
	if (color_word == NULL || strcmp(color_word, "auto") == 0)
		o->color = COLOR_AUTO;
	else if (strcmp(color_word, "always") == 0)
		o->color = COLOR_ALWAYS;
	else if (strcmp(color_word, "never") == 0)
		o->color = COLOR_NEVER;
	else {
		*status = usage_error(o, "--color wants auto, always or never,"
		    " not \"%s\"", color_word);
		return true;
	}
	o->timeout_ms = (int)timeout_ms;
	if (want_help)
		print_help(&t);
	else if (want_version)
		print_version(program);
	return want_help || want_version;
}

int
program_finish(struct options *o, int status)
{
	int failed = ferror(stdout);

	errno = 0;
	if (fflush(stdout) != 0 || failed != 0 || fclose(stdout) != 0) {
		fprintf(stderr, "%s: cannot write the output: %s\n",
		    o->program->name, errno != 0 ? strerror(errno) : "write error");
		status = STATUS_IO;
	}
	free(o->args);
	free(o->zones.items);
	free(o->resolvers.items);
	free(o->anchors.items);
	*o = (struct options){ .program = o->program };
	return status;
}
