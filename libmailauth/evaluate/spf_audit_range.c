/* SPDX-License-Identifier: BSD-2-Clause */
/* How many IPv4 addresses a set of networks holds, each counted once. */
#include "base/limits.h"
#include "evaluate/spf_audit.h"

int
mailauth__spf_audit_range(struct spf_audit *audit, struct spf_audit_node *node,
    const struct ip *ip, unsigned bits)
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
	first = (uint32_t)ip->bytes[0] << 24 | (uint32_t)ip->bytes[1] << 16 |
	    (uint32_t)ip->bytes[2] << 8 | ip->bytes[3];
	first &= ~hosts;
	node->ranges[node->range_count++] = (struct spf_range){ first, first | hosts };
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

uint64_t
mailauth__spf_range_union(struct spf_range *ranges, size_t count)
{
	uint64_t sum = 0, next = 0; /* next: first address not counted yet */
	size_t i;

	sort(ranges, count);
	for (i = 0; i < count; i++) {
		uint64_t first = ranges[i].first, last = ranges[i].last;

		if (first < next)
			first = next;
		if (last < first)
			continue;
		sum += last - first + 1;
		next = last + 1;
	}
	return sum;
}
