/*
 * Wordings: see wordings.h.  A snapshot's examples are in the order of its
 * entries: the question, sometimes the words of the id, the variants.
 */
#include "kb/wordings.h"

#include "kb/snapshot_index.h"

/* The first example of the entry. */
static uint32_t first_example(const struct index *index, uint32_t entry)
{
	uint32_t from = 0, until = index->example_count;
	while (from < until) {
		uint32_t middle = from + (until - from) / 2;
		if (index->example_entry[middle] < entry)
			from = middle + 1;
		else
			until = middle;
	}
	return from;
}

const char **wordings_of(const struct snapshot *snapshot, int entry, struct arena *arena,
			 int *count)
{
	const struct index *index = snapshot_index(snapshot);
	int most = snapshot_entry(snapshot, entry)->variants - 1;
	const char **variants = arena_array(arena, (size_t)most + 1, sizeof(*variants));
	uint32_t from = first_example(index, (uint32_t)entry);
	uint32_t until = first_example(index, (uint32_t)entry + 1);
	*count = 0;
	for (from += (int)(until - from) > most + 1 ? 2 : 1; from < until && *count < most; from++)
		variants[(*count)++] = snapshot_example(snapshot, from);
	return variants;
}
