/* SPDX-License-Identifier: BSD-2-Clause */
/* The history of an evaluation. */
#include "task/trace.h"

#define CHUNKS_FIRST 8

/* Room for one more event; NULL: no memory. */
static struct mailauth_event *
next_event(struct trace *trace)
{
	size_t chunk = trace->count / TRACE_CHUNK;
	struct mailauth_event **chunks;
	size_t room;

	if (trace->count % TRACE_CHUNK != 0)
		return &trace->chunks[chunk][trace->count % TRACE_CHUNK];
	if (chunk == trace->room) {
		room = trace->room != 0 ? trace->room * 2 : CHUNKS_FIRST;
		chunks = mailauth__arena_grow(trace->arena, trace->chunks,
		    trace->room, room, sizeof(struct mailauth_event *));
		if (chunks == NULL)
			return NULL;
		trace->chunks = chunks;
		trace->room = room;
	}
	trace->chunks[chunk] = mailauth__arena_alloc(trace->arena,
	    TRACE_CHUNK * sizeof(struct mailauth_event));
	return trace->chunks[chunk];
}

void
mailauth__trace_add(struct trace *trace, unsigned depth, const char *domain,
    const char *term, const char *outcome)
{
	struct mailauth_event *event;

	if (trace == NULL || trace->arena == NULL || trace->error != 0)
		return;
	event = next_event(trace);
	if (event == NULL) {
		trace->error = mailauth__arena_error(trace->arena);
		return;
	}
	*event = (struct mailauth_event){
		.depth = depth, .domain = domain, .term = term, .outcome = outcome
	};
	trace->count++;
}

const struct mailauth_event *
mailauth__trace_at(const struct trace *trace, size_t i)
{
	return i < trace->count ?
	    &trace->chunks[i / TRACE_CHUNK][i % TRACE_CHUNK] : NULL;
}
