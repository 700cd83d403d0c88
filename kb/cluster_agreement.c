/* Cluster agreement: see cluster_agreement.h. */
#include "kb/cluster_agreement.h"

#include <stdlib.h>

#include "data/arena.h"

/* What is in `one` of the one partition and in `other` of the other. */
struct cell {
	uint32_t one, other;
	double count;
};

static int by_pair(const void *one, const void *other)
{
	const struct cell *a = one, *b = other;

	if (a->one != b->one)
		return a->one < b->one ? -1 : 1;
	return a->other < b->other ? -1 : a->other > b->other;
}

static uint64_t add_up(struct cell *links, uint64_t count)
{
	uint64_t kept = 0;

	qsort(links, count, sizeof(*links), by_pair);
	for (uint64_t at = 0; at < count; at++) {
		if (kept > 0 && links[kept - 1].one == links[at].one &&
		    links[kept - 1].other == links[at].other)
			links[kept - 1].count += links[at].count;
		else
			links[kept++] = links[at];
	}
	return kept;
}

static double pairs(double count)
{
	return count * (count - 1) / 2;
}

/* The pairs that each community of one partition has. */
static double pairs_within(const uint32_t *partition, uint32_t count)
{
	uint32_t *size = memory_array((size_t)count + 1, sizeof(uint32_t));
	double sum = 0;

	for (uint32_t at = 0; at < count; at++)
		size[partition[at]]++;
	for (uint32_t at = 0; at < count; at++)
		sum += pairs(size[at]);
	free(size);
	return sum;
}

double cluster_agreement(const uint32_t *one, const uint32_t *other, uint32_t count)
{
	struct cell *cells = memory_array((size_t)count + 1, sizeof(*cells));
	double both = 0, first = pairs_within(one, count), second = pairs_within(other, count);

	for (uint32_t at = 0; at < count; at++)
		cells[at] = (struct cell){one[at], other[at], 1};
	uint64_t used = add_up(cells, count);
	for (uint64_t at = 0; at < used; at++)
		both += pairs(cells[at].count);
	free(cells);
	double chance = count > 1 ? first * second / pairs(count) : 0;
	double most = (first + second) / 2;
	return most > chance ? (both - chance) / (most - chance) : 1;
}
