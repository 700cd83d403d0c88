/*
 * Nearest: see nearest.h.  Likeness is the cosine to the sum of the entry's
 * examples, over its rarest features within a budget of postings.
 */
#include "kb/nearest.h"

#include <stdlib.h>
#include <string.h>

#include "data/arena.h"
#include "kb/train.h"

#define OTHERS_MOST  800u /* examples of other entries, in a large base */
#define OTHERS_LEAST 200u
#define WORK         4000000u /* examples taken for all entries, about */
#define BUDGET       60000u   /* postings read for one entry */

struct nearest {
	const struct example_set *set;
	uint32_t others;       /* examples of other entries for each */
	size_t *entry_start;   /* by entry, into by_entry; NULL when all are taken */
	uint32_t *by_entry;    /* examples in order of entry */
	size_t *posting_start; /* by feature */
	uint32_t *postings;    /* examples that hold it */
	float *posting_weight;
};

static bool takes_part(const struct example_set *set, uint32_t example)
{
	return set->left_out == NULL || !set->left_out[example];
}

static void group_by_entry(struct nearest *nearest)
{
	const struct example_set *set = nearest->set;
	size_t *start = memory_array(set->entry_count + 2, sizeof(size_t));

	nearest->by_entry = memory_array(set->count, sizeof(uint32_t));
	for (uint32_t example = 0; example < set->count; example++)
		if (takes_part(set, example))
			start[set->entry[example] + 2]++;
	for (uint32_t entry = 2; entry < set->entry_count + 2; entry++)
		start[entry] += start[entry - 1];
	for (uint32_t example = 0; example < set->count; example++)
		if (takes_part(set, example))
			nearest->by_entry[start[set->entry[example] + 1]++] = example;
	nearest->entry_start = start;
}

static void make_postings(struct nearest *nearest)
{
	const struct example_set *set = nearest->set;
	size_t *start = memory_array(set->feature_count + 2, sizeof(size_t));
	size_t parts = set->start[set->count];

	nearest->postings = memory_array(parts, sizeof(uint32_t));
	nearest->posting_weight = memory_array(parts, sizeof(float));
	for (size_t part = 0; part < parts; part++)
		start[set->features[part] + 2]++;
	for (uint32_t feature = 2; feature < set->feature_count + 2; feature++)
		start[feature] += start[feature - 1];
	for (uint32_t example = 0; example < set->count; example++) {
		for (size_t part = set->start[example]; part < set->start[example + 1]; part++) {
			size_t place = start[set->features[part] + 1]++;
			nearest->postings[place] = example;
			nearest->posting_weight[place] = set->weights[part];
		}
	}
	nearest->posting_start = start;
}

struct nearest *nearest_new(const struct example_set *set)
{
	struct nearest *nearest = memory_new(sizeof(*nearest));

	nearest->set = set;
	if (set->count <= 2 * OTHERS_MOST)
		return nearest;
	nearest->others = WORK / set->entry_count;
	if (nearest->others > OTHERS_MOST)
		nearest->others = OTHERS_MOST;
	if (nearest->others < OTHERS_LEAST)
		nearest->others = OTHERS_LEAST;
	group_by_entry(nearest);
	make_postings(nearest);
	return nearest;
}

void nearest_free(struct nearest **nearest)
{
	free((*nearest)->entry_start);
	free((*nearest)->by_entry);
	free((*nearest)->posting_start);
	free((*nearest)->postings);
	free((*nearest)->posting_weight);
	free(*nearest);
	*nearest = NULL;
}

static uint32_t all_examples(const struct example_set *set, uint32_t *out)
{
	uint32_t count = 0;

	for (uint32_t example = 0; example < set->count; example++)
		if (takes_part(set, example))
			out[count++] = example;
	return count;
}

struct summed {
	uint32_t feature;
	float weight;
	size_t holding;
};

static int by_holding(const void *one, const void *other)
{
	const struct summed *a = one, *b = other;

	if (a->holding != b->holding)
		return a->holding < b->holding ? -1 : 1;
	return a->feature < b->feature ? -1 : a->feature > b->feature;
}

static int by_feature(const void *one, const void *other)
{
	const struct summed *a = one, *b = other;

	return a->feature < b->feature ? -1 : a->feature > b->feature;
}

/* The sum of the entry's examples, rarest feature first. */
static struct summed *sum_examples(const struct nearest *nearest, uint32_t entry, uint32_t *count)
{
	const struct example_set *set = nearest->set;
	uint32_t used = 0, kept = 0;
	size_t room = 0;

	for (size_t at = nearest->entry_start[entry]; at < nearest->entry_start[entry + 1]; at++)
		room += set->start[nearest->by_entry[at] + 1] - set->start[nearest->by_entry[at]];
	struct summed *sum = memory_array(room, sizeof(*sum));
	for (size_t at = nearest->entry_start[entry]; at < nearest->entry_start[entry + 1]; at++) {
		uint32_t example = nearest->by_entry[at];
		for (size_t part = set->start[example]; part < set->start[example + 1]; part++)
			sum[used++] = (struct summed){set->features[part], set->weights[part], 0};
	}
	qsort(sum, used, sizeof(*sum), by_feature);
	for (uint32_t at = 0; at < used; at++) {
		if (kept > 0 && sum[kept - 1].feature == sum[at].feature)
			sum[kept - 1].weight += sum[at].weight;
		else
			sum[kept++] = sum[at];
	}
	for (uint32_t at = 0; at < kept; at++)
		sum[at].holding = nearest->posting_start[sum[at].feature + 1] -
				  nearest->posting_start[sum[at].feature];
	qsort(sum, kept, sizeof(*sum), by_holding);
	*count = kept;
	return sum;
}

/* The likeness of each example to the entry. */
static float *likeness(const struct nearest *nearest, uint32_t entry)
{
	float *like = memory_array(nearest->set->count, sizeof(float));
	uint32_t count;
	struct summed *sum = sum_examples(nearest, entry, &count);
	size_t read = 0;

	for (uint32_t at = 0; at < count && read < BUDGET; at++) {
		size_t first = nearest->posting_start[sum[at].feature];
		for (size_t place = first; place < first + sum[at].holding; place++)
			like[nearest->postings[place]] +=
			    sum[at].weight * nearest->posting_weight[place];
		read += sum[at].holding;
	}
	free(sum);
	return like;
}

/* The likeness that about `wanted` of the others reach, found by counting
 * them in steps. */
static float bar(const float *like, uint32_t count, uint32_t wanted)
{
	enum { STEPS = 1024 };
	uint32_t held[STEPS] = {0}, sum = 0;
	float most = 0;

	for (uint32_t at = 0; at < count; at++)
		most = like[at] > most ? like[at] : most;
	if (most <= 0)
		return 0;
	for (uint32_t at = 0; at < count; at++)
		held[(int)(like[at] / most * (STEPS - 1))]++;
	for (int step = STEPS - 1; step > 0; step--) {
		sum += held[step];
		if (sum >= wanted)
			return most * (float)step / (STEPS - 1);
	}
	return most / (STEPS - 1);
}

uint32_t nearest_examples(const struct nearest *nearest, uint32_t entry, uint32_t *out)
{
	const struct example_set *set = nearest->set;
	uint32_t count = 0;

	if (nearest->entry_start == NULL)
		return all_examples(set, out);
	float *like = likeness(nearest, entry);
	float least = bar(like, set->count, nearest->others);
	for (uint32_t example = 0; example < set->count; example++)
		if (takes_part(set, example) &&
		    (set->entry[example] == entry || (like[example] > 0 && like[example] >= least)))
			out[count++] = example;
	free(like);
	return count;
}
