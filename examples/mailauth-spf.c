/* SPDX-License-Identifier: BSD-2-Clause */
/* mailauth-spf: one check_host(), a domain's whole SPF tree with what it costs,
 * or one record (RFC 7208). */
#include <string.h>

#include <mailauth.h>

#include "spf/modes.h"

static bool tree;
static const char *record;
static struct check_settings settings;
static int64_t prefetch = 10;

static const struct option_spec own[] = {
	{ "tree", 't', OPTION_FLAG, &tree, NULL,
	  "the include tree of DOMAIN and what it costs", 0, 0 },
	{ "record", 'r', OPTION_TEXT, &record, "TEXT",
	  "only parse TEXT; - reads standard input", 0, 0 },
	{ "helo", 0, OPTION_TEXT, &settings.helo, "NAME", "the name given by HELO or EHLO", 0, 0 },
	{ "receiver", 0, OPTION_TEXT, &settings.receiver, "NAME", "the host that checks", 0, 0 },
	{ "identity", 0, OPTION_TEXT, &settings.identity, "WHICH",
	  "mailfrom or helo: what to check [mailfrom]", 0, 0 },
	{ "prefetch", 0, OPTION_NUMBER, &prefetch, "N",
	  "questions asked ahead, 0 for none [10]", 0, 10000 },
	{ "header", 0, OPTION_FLAG, &settings.header, NULL, "print a Received-SPF field", 0, 0 },
	{ "auth-results", 0, OPTION_FLAG, &settings.auth_results, NULL,
	  "print an Authentication-Results field", 0, 0 },
};

static const struct program program = {
	"mailauth-spf", "IP SENDER\n--tree DOMAIN\n--record TEXT",
	"Checks by SPF whether the client IP may send mail for SENDER, shows what a\n"
	"domain's SPF tree costs, or parses one record.",
	own, sizeof(own) / sizeof(own[0])
};

/* 0 or STATUS_USAGE. */
static int
look_over(const struct options *o)
{
	size_t wanted = record != NULL ? 0 : tree ? 1 : 2;

	if (tree && record != NULL)
		return usage_error(o, "--tree and --record exclude each other");
	if (settings.identity != NULL && strcmp(settings.identity, "mailfrom") != 0 &&
	    strcmp(settings.identity, "helo") != 0)
		return usage_error(o, "--identity is mailfrom or helo, not \"%s\"",
		    settings.identity);
	if (o->arg_count > wanted)
		return usage_error(o, "too many arguments: \"%s\"",
		    o->args[wanted]);
	if (o->arg_count < wanted)
		return usage_error(o, tree ? "a DOMAIN is needed" :
		    "IP and SENDER are needed");
	return 0;
}

int
main(int argc, char **argv)
{
	mailauth_config *config = NULL;
	struct source source;
	struct options o;
	int status;

	if (options_parse(&o, &program, argc, argv, &status))
		return program_finish(&o, status);
	if ((status = look_over(&o)) != 0)
		return program_finish(&o, status);
	if (record != NULL)
		return program_finish(&o, spf_record(&o, record));
	if (mailauth_config_new(NULL, &config) != 0 ||
	    mailauth_config_set(config, MAILAUTH_OPT_PREFETCH, prefetch) != 0) {
		complain(&o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
		mailauth_config_free(config);
		return program_finish(&o, STATUS_SOFTWARE);
	}
	if ((status = source_open(&source, &o, config)) == 0) {
		status = tree ? spf_tree(&o, &source, o.args[0]) :
		    spf_check(&o, &source, &settings);
		source_close(&source);
	}
	return program_finish(&o, status);
}
