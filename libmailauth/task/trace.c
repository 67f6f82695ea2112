/* SPDX-License-Identifier: BSD-2-Clause */
/* The history of an evaluation. */
#include "task/trace.h"

#define TRACE_FIRST 16

void
mailauth__trace_add(struct trace *trace, unsigned depth, const char *domain,
    const char *term, const char *outcome)
{
	struct mailauth_event *events;
	size_t room;

	if (trace == NULL || trace->arena == NULL || trace->error != 0)
		return;
	if (trace->count == trace->room) {
		room = trace->room != 0 ? trace->room * 2 : TRACE_FIRST;
		events = mailauth__arena_grow(trace->arena, trace->events,
		    trace->room, room, sizeof(*events));
		if (events == NULL) {
			trace->error = mailauth__arena_error(trace->arena);
			return;
		}
		trace->events = events;
		trace->room = room;
	}
	trace->events[trace->count++] = (struct mailauth_event){
		.depth = depth, .domain = domain, .term = term, .outcome = outcome
	};
}
