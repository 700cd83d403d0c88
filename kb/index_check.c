/*
 * Index, checking: see index.h.  Not here: whether a file is as it was written
 * (snapshot_format.h); this is for files that somebody wrote on purpose, since
 * a backup may come from anywhere.
 */
#include "kb/index.h"

/* Starts never go back and end where the list does. */
static bool starts_hold(const uint32_t *starts, uint32_t count, uint64_t items)
{
	if (starts[0] != 0 || starts[count] != items)
		return false;
	for (uint32_t at = 0; at < count; at++)
		if (starts[at] > starts[at + 1])
			return false;
	return true;
}

static bool numbers_hold(const uint32_t *numbers, uint32_t count, uint32_t below)
{
	for (uint32_t at = 0; at < count; at++)
		if (numbers[at] >= below)
			return false;
	return true;
}

static bool weights_hold(const struct index *index)
{
	for (uint32_t at = 0; at < index->weight_start[index->feature_count]; at++)
		if (index->weights[at].entry >= index->entry_count)
			return false;
	return true;
}

static bool parts_hold(const struct index *index)
{
	for (uint32_t at = 0; at < index->part_start[index->example_count]; at++)
		if (index->parts[at].feature >= index->feature_count)
			return false;
	return true;
}

bool index_is_sound(const struct index *index, uint64_t weights, uint64_t postings, uint64_t parts)
{
	return starts_hold(index->weight_start, index->feature_count, weights) &&
	       starts_hold(index->posting_start, index->feature_count, postings) &&
	       starts_hold(index->part_start, index->example_count, parts) &&
	       weights_hold(index) && parts_hold(index) &&
	       numbers_hold(index->postings, (uint32_t)postings, index->example_count) &&
	       numbers_hold(index->example_entry, index->example_count, index->entry_count);
}
