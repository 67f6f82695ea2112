/* SPDX-License-Identifier: BSD-2-Clause */
/* mailauth-dmarc: the policy that applies to a domain and how it was found, a
 * record taken apart, a message evaluated, report addresses checked. */
#include <string.h>

#include <mailauth.h>

#include "dmarc/modes.h"

static const char *record_option, *suffix_option;
static bool evaluate, reports;
static struct evaluate_settings settings;

static const struct option_spec own[] = {
	{ "record", 0, OPTION_TEXT, &record_option, "TEXT",
	    "only parse TEXT; - reads standard input", 0, 0 },
	{ "reports", 0, OPTION_FLAG, &reports, NULL,
	    "check whether the report addresses may receive reports", 0, 0 },
	{ "public-suffix", 0, OPTION_TEXT, &suffix_option, "SUFFIX",
	    "compare with receivers of RFC 7489, for which the domain is under SUFFIX",
	    0, 0 },
	{ "evaluate", 0, OPTION_FLAG, &evaluate, NULL,
	    "does a message pass? With --spf, --dkim and DOMAIN or --from", 0, 0 },
	{ "spf", 0, OPTION_TEXT, &settings.spf, "RESULT,DOMAIN",
	    "what SPF said of MAIL FROM", 0, 0 },
	{ "dkim", 0, OPTION_LIST, &settings.dkim, "RESULT,DOMAIN[,SELECTOR]",
	    "what DKIM said of a signature; repeatable", 0, 0 },
	{ "from", 0, OPTION_TEXT, &settings.from, "HEADER",
	    "the From field of the message; - reads standard input", 0, 0 },
	{ "header", 0, OPTION_FLAG, &settings.header, NULL,
	    "with --evaluate: print the part of Authentication-Results", 0, 0 },
};

static const struct program program = {
	"mailauth-dmarc",
	"DOMAIN...\n--record TEXT\n--reports DOMAIN\n"
	"--evaluate [--spf R,D] [--dkim R,D[,S]]... DOMAIN | --from HEADER",
	"Finds the DMARC policy that applies to DOMAIN (RFC 9989), parses a record, or\n"
	"evaluates a message from the results of SPF and DKIM.",
	own, sizeof(own) / sizeof(own[0])
};

/* What is wrong with the mixture of options, or NULL. */
static const char *
check_options(const struct options *o)
{
	if (record_option != NULL)
		return o->arg_count > 0 || evaluate || reports ?
		    "--record stands alone" : NULL;
	if (!evaluate && (settings.spf != NULL || settings.dkim.count > 0 ||
	    settings.from != NULL || settings.header))
		return "--spf, --dkim, --from and --header go with --evaluate";
	if (evaluate && (reports || suffix_option != NULL))
		return "--evaluate goes with neither --reports nor --public-suffix";
	if (evaluate && settings.from != NULL && o->arg_count > 0)
		return "give either --from or a DOMAIN";
	if (o->arg_count == 0 && settings.from == NULL)
		return "a DOMAIN is needed";
	for (size_t i = 0; i < o->arg_count; i++) {
		if (strchr(o->args[i], '@') != NULL)
			return "a DOMAIN is needed, not a mail address";
	}
	return NULL;
}

/* Over several domains 1 beats 3 beats 0; anything else ends the run. */
static int
worse(int a, int b)
{
	return a == STATUS_NOT || b == STATUS_NOT ? STATUS_NOT :
	    a != STATUS_OK ? a : b;
}

static int
work(const struct options *o, const struct source *source)
{
	int status = STATUS_OK, one;

	if (evaluate)
		return dmarc_evaluate(o, source, &settings);
	for (size_t i = 0; i < o->arg_count; i++) {
		one = reports ? dmarc_reports(o, source, o->args[i]) :
		    dmarc_look_up(o, source, o->args[i], suffix_option);
		if (one >= STATUS_USAGE)
			return one;
		status = worse(status, one);
	}
	return status;
}

int
main(int argc, char **argv)
{
	struct source source;
	struct options o;
	const char *wrong;
	int status;

	if (options_parse(&o, &program, argc, argv, &status))
		return program_finish(&o, status);
	if ((wrong = check_options(&o)) != NULL)
		return program_finish(&o, usage_error(&o, "%s", wrong));
	if (record_option != NULL)
		return program_finish(&o, dmarc_record(&o, record_option));
	if ((status = source_open(&source, &o, NULL)) == 0) {
		status = work(&o, &source);
		source_close(&source);
	}
	return program_finish(&o, status);
}
