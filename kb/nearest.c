/*
 * Nearest: see nearest.h.  Likeness is the cosine to the sum of the entry's
 * examples, over its rarest features within a budget of postings.
 */
#include "kb/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"
#include "kb/train_internal.h"

#define OTHERS_MOST  800u /* examples of other entries, in a large base */
#define OTHERS_LEAST 100u
#define LEARNING     4000000u /* of them for all entries, about */
#define BUDGET_MOST  60000u   /* postings read for one entry */
#define BUDGET_LEAST 10000u
#define READING      800000000u /* for all entries, about */

struct nearest {
	const struct example_set *set;
	uint32_t alike;        /* examples of other entries for each, the likest */
	uint32_t any;          /* and from anywhere */
	uint32_t budget;       /* postings read for each */
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

static uint32_t share(uint32_t whole, uint32_t entries, uint32_t least, uint32_t most)
{
	uint32_t each = whole / entries;

	return each < least ? least : each > most ? most : each;
}

/* Few others that are all like the entry make a model that knows nothing of the rest and gives up
 * what the entry shares with them.  So the fewer, the smaller the share of the likest
 * (docs/quality.md, "Learning"). */
static void share_out(struct nearest *nearest)
{
	uint32_t entries = nearest->set->entry_count;
	uint32_t others = share(LEARNING, entries, OTHERS_LEAST, OTHERS_MOST);

	nearest->alike = others * others / OTHERS_MOST;
	nearest->any = others - nearest->alike;
	nearest->budget = share(READING, entries, BUDGET_LEAST, BUDGET_MOST);
}

struct nearest *nearest_new(const struct example_set *set)
{
	struct nearest *nearest = memory_new(sizeof(*nearest));

	nearest->set = set;
	if (set->count <= 2 * OTHERS_MOST)
		return nearest;
	share_out(nearest);
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

/* The search ------------------------------------------------------------------------ */

struct nearest_search {
	const struct nearest *nearest;
	float *like;       /* by example; zero but for those touched */
	uint32_t *touched; /* examples with any likeness to the entry */
	uint32_t count;    /* of them */
};

struct nearest_search *nearest_search_new(const struct nearest *nearest)
{
	struct nearest_search *search = memory_new(sizeof(*search));

	search->nearest = nearest;
	search->like = memory_array(nearest->set->count, sizeof(float));
	search->touched = memory_array(nearest->set->count, sizeof(uint32_t));
	return search;
}

void nearest_search_free(struct nearest_search **search)
{
	free((*search)->like);
	free((*search)->touched);
	free(*search);
	*search = NULL;
}

static void add_likeness(struct nearest_search *search, uint32_t example, float by)
{
	if (by <= 0)
		return;
	if (search->like[example] == 0)
		search->touched[search->count++] = example;
	search->like[example] += by;
}

/* The likeness of the examples to the entry. */
static void find_likeness(struct nearest_search *search, uint32_t entry)
{
	const struct nearest *nearest = search->nearest;
	uint32_t count;
	struct summed *sum = sum_examples(nearest, entry, &count);
	size_t read = 0;

	for (uint32_t at = 0; at < count; at++) {
		size_t first = nearest->posting_start[sum[at].feature];
		if (at > 0 && read + sum[at].holding > nearest->budget)
			break;
		for (size_t place = first; place < first + sum[at].holding; place++)
			add_likeness(search, nearest->postings[place],
				     sum[at].weight * nearest->posting_weight[place]);
		read += sum[at].holding;
	}
	free(sum);
}

static void forget_likeness(struct nearest_search *search)
{
	for (uint32_t at = 0; at < search->count; at++)
		search->like[search->touched[at]] = 0;
	search->count = 0;
}

static bool is_other(const struct nearest *nearest, uint32_t entry, uint32_t example)
{
	return nearest->set->entry[example] != entry && takes_part(nearest->set, example);
}

/* The likeness that about `wanted` of the others reach, found by counting
 * them in steps. */
static float bar(const struct nearest_search *search, uint32_t entry, uint32_t wanted)
{
	enum { STEPS = 1024 };
	uint32_t held[STEPS] = {0}, sum = 0;
	const float *like = search->like;
	float most = 0;

	for (uint32_t at = 0; at < search->count; at++)
		most = like[search->touched[at]] > most ? like[search->touched[at]] : most;
	for (uint32_t at = 0; at < search->count; at++)
		if (is_other(search->nearest, entry, search->touched[at]))
			held[(int)(like[search->touched[at]] / most * (STEPS - 1))]++;
	for (int step = STEPS - 1; step > 0; step--) {
		sum += held[step];
		if (sum >= wanted)
			return most * (float)step / (STEPS - 1);
	}
	return most / (STEPS - 1);
}

static int by_number(const void *one, const void *other)
{
	uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;

	return a < b ? -1 : a > b;
}

/* The others that reach the bar. */
static uint32_t choose_alike(const struct nearest_search *search, uint32_t entry, float least,
			     uint32_t *out)
{
	uint32_t count = 0;

	for (uint32_t at = 0; at < search->count; at++) {
		uint32_t example = search->touched[at];
		if (search->like[example] >= least && is_other(search->nearest, entry, example))
			out[count++] = example;
	}
	return count;
}

/* Others from anywhere that do not reach it; each once. */
static uint32_t choose_any(struct nearest_search *search, uint32_t entry, float least, uint32_t *out)
{
	const struct nearest *nearest = search->nearest;
	uint64_t random = 0x9e3779b97f4a7c15u + entry;
	uint32_t count = 0;

	for (uint32_t tried = 0; tried < nearest->any; tried++) {
		uint32_t example = train_random(&random, nearest->set->count);
		if (!is_other(nearest, entry, example) ||
		    (search->like[example] > 0 && search->like[example] >= least))
			continue;
		if (search->like[example] == 0)
			search->touched[search->count++] = example;
		search->like[example] = INFINITY;
		out[count++] = example;
	}
	return count;
}

static uint32_t choose(struct nearest_search *search, uint32_t entry, uint32_t *out)
{
	const struct nearest *nearest = search->nearest;
	float least = bar(search, entry, nearest->alike);
	uint32_t count = 0;

	for (size_t at = nearest->entry_start[entry]; at < nearest->entry_start[entry + 1]; at++)
		out[count++] = nearest->by_entry[at];
	count += choose_alike(search, entry, least, out + count);
	count += choose_any(search, entry, least, out + count);
	qsort(out, count, sizeof(*out), by_number);
	return count;
}

uint32_t nearest_examples(struct nearest_search *search, uint32_t entry, uint32_t *out)
{
	if (search->nearest->entry_start == NULL)
		return all_examples(search->nearest->set, out);
	find_likeness(search, entry);
	uint32_t count = choose(search, entry, out);
	forget_likeness(search);
	return count;
}
