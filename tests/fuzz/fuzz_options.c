/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of the programs: arguments separated by NUL. */
#include <string.h>

#include "fuzz/fuzz.h"

/* The programs' own file, as it is. */
#include "common/options.c"

#define MOST_ARGUMENTS 32

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool flag;
	static const char *text;
	static struct text_list list;
	static int64_t number, duration;
	static const struct option_spec own[] = {
		{ "tree", 't', OPTION_FLAG, &flag, NULL, "a flag", 0, 0 },
		{ "record", 0, OPTION_TEXT, &text, "TEXT", "a text", 0, 0 },
		{ "selector", 's', OPTION_LIST, &list, "S", "a list", 0, 0 },
		{ "prefetch", 'n', OPTION_NUMBER, &number, "N", "a number", 0,
		  1000 },
		{ "wait", 'w', OPTION_DURATION, &duration, "TIME", "a time", 0,
		  1000000 },
	};
	static const struct program program = { "fuzz", "NAME", "is fuzzed", own,
		sizeof(own) / sizeof(own[0]) };
	char copy[1024], *argv[MOST_ARGUMENTS + 2] = { copy };
	struct options o;
	size_t i;
	int argc = 0, status = -1;

	if (size == 0 || size >= sizeof(copy) - 2)
		return 0;
	memcpy(copy, data, size);
	copy[size] = copy[size + 1] = '\0';
	for (i = 0; i < size && argc < MOST_ARGUMENTS; i += strlen(copy + i) + 1)
		argv[argc++] = copy + i;
	argv[argc] = NULL;
	number = duration = 0;
	list.count = 0;
	if (!options_parse(&o, &program, argc, argv, &status)) {
		MUST(number >= 0 && number <= 1000);
		MUST(duration >= 0 && duration <= 1000000);
		for (i = 0; i < (size_t)o.arg_count; i++)
			touch_text(o.args[i]);
		for (i = 0; i < list.count; i++)
			touch_text(list.items[i]);
	} else {
		MUST(status == STATUS_OK || status == STATUS_USAGE ||
		    status == STATUS_SOFTWARE || status == STATUS_IO);
	}
	free(o.args);
	free(o.zones.items);
	free(o.resolvers.items);
	free(o.anchors.items);
	free(list.items);
	list.items = NULL;
	return 0;
}
