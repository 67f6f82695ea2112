/* SPDX-License-Identifier: BSD-2-Clause */
/* Which IPv4 addresses get "pass" by a list of networks, each with its place in
 * the record: for an address the first network that holds it decides (RFC 7208
 * section 4.6.2), and it is counted once. */
#include "base/limits.h"
#include "evaluate/spf_audit.h"

static uint32_t
number_of(const struct ip *ip)
{
	return (uint32_t)ip->bytes[0] << 24 | (uint32_t)ip->bytes[1] << 16 |
	    (uint32_t)ip->bytes[2] << 8 | ip->bytes[3];
}

int
mailauth__spf_audit_range(struct spf_audit *audit, struct spf_audit_node *node,
    const struct ip *ip, unsigned bits, uint32_t order, bool pass)
{
	struct spf_range *range;
	uint32_t first, hosts;

	if (ip->family != 4)
		return 0;
	if (audit->ranges == LIMIT_SPF_RANGES) {
		audit->summary.truncated = 1;
		return 0;
	}
	if (node->range_count == node->range_room) {
		size_t room = node->range_room == 0 ? 8 : 2 * node->range_room;

		range = mailauth__arena_grow(audit->arena, node->ranges,
		    node->range_count, room, sizeof(*range));
		if (range == NULL)
			return mailauth__arena_error(audit->arena);
		node->ranges = range;
		node->range_room = room;
	}
	hosts = bits >= 32 ? 0 : UINT32_MAX >> bits;
	first = number_of(ip) & ~hosts;
	node->ranges[node->range_count++] = (struct spf_range){
		first, first | hosts, order, pass
	};
	audit->ranges++;
	return 0;
}

/* Moves the range at `i` down to where the heap is in order again. */
static void
sift(struct spf_range *heap, size_t i, size_t count)
{
	struct spf_range moving = heap[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= count)
			break;
		if (child + 1 < count &&
		    heap[child + 1].first > heap[child].first)
			child++;
		if (heap[child].first <= moving.first)
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = moving;
}

/* Heap sort: in place, and never slower than n log n on any input. */
static void
sort(struct spf_range *ranges, size_t count)
{
	size_t i;

	for (i = count / 2; i > 0; i--)
		sift(ranges, i - 1, count);
	for (i = count; i > 1; i--) {
		struct spf_range last = ranges[i - 1];

		ranges[i - 1] = ranges[0];
		ranges[0] = last;
		sift(ranges, 0, i - 1);
	}
}

/* ---- the ranges that hold the address the sweep has come to ----------------- */

/* Their indices, as a heap: the one that stands first in the record on top. */
struct open {
	const struct spf_range *ranges;
	uint32_t *heap;
	size_t count;
};

static bool
before(const struct open *o, size_t i, size_t k)
{
	return o->ranges[o->heap[i]].order < o->ranges[o->heap[k]].order;
}

static void
swap(struct open *o, size_t i, size_t k)
{
	uint32_t index = o->heap[i];

	o->heap[i] = o->heap[k];
	o->heap[k] = index;
}

static void
open_range(struct open *o, size_t index)
{
	size_t i = o->count++;

	o->heap[i] = (uint32_t)index;
	for (; i > 0 && before(o, i, (i - 1) / 2); i = (i - 1) / 2)
		swap(o, i, (i - 1) / 2);
}

static void
close_top(struct open *o)
{
	size_t i = 0, child;

	o->heap[0] = o->heap[--o->count];
	while ((child = 2 * i + 1) < o->count) {
		if (child + 1 < o->count && before(o, child + 1, child))
			child++;
		if (!before(o, child, i))
			break;
		swap(o, i, child);
		i = child;
	}
}

/* ---- the sweep -------------------------------------------------------------- */

/* Adds first..last behind the spans before it. */
static size_t
add_span(struct spf_span *spans, size_t count, uint64_t first, uint64_t last)
{
	if (count > 0 && (uint64_t)spans[count - 1].last + 1 == first)
		count--;
	else
		spans[count].first = (uint32_t)first;
	spans[count].last = (uint32_t)last;
	return count + 1;
}

size_t
mailauth__spf_range_pass(struct spf_range *ranges, size_t count, uint32_t *heap,
    struct spf_span *spans)
{
	struct open open = { .ranges = ranges, .heap = heap };
	uint64_t at = 0, end; /* the address the sweep has come to */
	size_t next = 0, found = 0;

	sort(ranges, count);
	while (next < count || open.count > 0) {
		const struct spf_range *top;

		if (open.count == 0)
			at = ranges[next].first;
		while (next < count && ranges[next].first <= at)
			open_range(&open, next++);
		top = &ranges[open.heap[0]];
		if (top->last < at) {
			close_top(&open);
			continue;
		}
		end = top->last;
		if (next < count && ranges[next].first <= end)
			end = (uint64_t)ranges[next].first - 1;
		if (top->pass)
			found = add_span(spans, found, at, end);
		at = end + 1;
	}
	return found;
}

bool
mailauth__spf_audit_passes(const struct spf_audit *audit, const struct ip *ip)
{
	const struct spf_audit_node *root = audit->nodes[0];
	const struct spf_span *spans = audit->spans + root->span;
	const uint32_t address = number_of(ip);
	size_t low = 0, high = root->span_count;

	while (low < high) {
		const size_t mid = low + (high - low) / 2;

		if (spans[mid].last < address)
			low = mid + 1;
		else
			high = mid;
	}
	return low < root->span_count && spans[low].first <= address;
}
