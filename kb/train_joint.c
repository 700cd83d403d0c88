/*
 * Train, all entries jointly: the multi-class machine of Crammer and Singer,
 * solved example by example in the dual (Keerthi, Sundararajan, Chang, Hsieh,
 * Lin: A sequential dual method for large scale multi-class linear SVMs, KDD
 * 2008).  An example asks that its own entry beat every other by one.  Beside
 * one entry against the rest this ranks better and knows better what it
 * doesn't know.
 *
 * Weights are kept as a row of entries for each feature, so that all entries
 * are scored at once.  Where that would take much memory, features that only
 * one example has are left to likeness.  One thread.
 */
#include "kb/train_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"

#define COST         1.4f        /* of a mistake, beside the penalty on weights */
#define SCALE        3.0f        /* of the margins, beside centroid and likeness */
#define WHOLE_MOST   (24u << 20) /* weights up to which every feature is learned */
#define PASSES_MOST  40
#define TOLERANCE    0.03f /* so small that the order of examples hardly matters */
#define WEIGHT_LEAST 0.001f
#define LANES        8 /* entries are padded to a multiple */
#define ABSENT       UINT32_MAX

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

struct joint {
	const struct example_set *set;
	uint32_t *row_of; /* by feature: its row, or ABSENT */
	uint32_t rows;
	uint32_t blocks;    /* of LANES entries in a row */
	lanes *weights;     /* rows * blocks */
	float *multipliers; /* by example, entry_count of them each */
	float *square;      /* by example, over the features that have a row */
	lanes *gradients;   /* of one example; blocks */
};

static bool takes_part(const struct example_set *set, uint32_t example)
{
	return set->left_out == NULL || !set->left_out[example];
}

/* Setting up --------------------------------------------------------------------- */

static void number_rows(struct joint *joint)
{
	const struct example_set *set = joint->set;
	unsigned char *held = memory_array(set->feature_count, 1);
	int least = (uint64_t)set->feature_count * set->entry_count <= WHOLE_MOST ? 1 : 2;

	joint->row_of = memory_array(set->feature_count, sizeof(uint32_t));
	for (uint32_t example = 0; example < set->count; example++)
		for (size_t at = set->start[example];
		     takes_part(set, example) && at < set->start[example + 1]; at++)
			held[set->features[at]] += held[set->features[at]] < 2;
	for (uint32_t feature = 0; feature < set->feature_count; feature++)
		joint->row_of[feature] = held[feature] < least ? ABSENT : joint->rows++;
	free(held);
}

static void measure_squares(struct joint *joint)
{
	const struct example_set *set = joint->set;

	joint->square = memory_array(set->count, sizeof(float));
	for (uint32_t example = 0; example < set->count; example++)
		for (size_t at = set->start[example]; at < set->start[example + 1]; at++)
			if (joint->row_of[set->features[at]] != ABSENT)
				joint->square[example] += set->weights[at] * set->weights[at];
}

static lanes *lanes_new(size_t count)
{
	size_t size = count * sizeof(lanes);
	lanes *made = aligned_alloc(sizeof(lanes), size == 0 ? sizeof(lanes) : size);

	if (made == NULL)
		memory_ran_out(size);
	return memset(made, 0, size);
}

/* Steps ---------------------------------------------------------------------------- */

/* The gradient of every entry for one example: its score, plus the one by
 * which every other entry has to lose. */
static const float *find_gradients(struct joint *joint, uint32_t example)
{
	const struct example_set *set = joint->set;
	const lanes one = {1, 1, 1, 1, 1, 1, 1, 1};

	for (uint32_t block = 0; block < joint->blocks; block++)
		joint->gradients[block] = one;
	for (size_t at = set->start[example]; at < set->start[example + 1]; at++) {
		uint32_t row = joint->row_of[set->features[at]];
		if (row == ABSENT)
			continue;
		const lanes *weights = joint->weights + (size_t)row * joint->blocks;
		float weight = set->weights[at];
		for (uint32_t block = 0; block < joint->blocks; block++)
			joint->gradients[block] += weights[block] * weight;
	}
	float *gradients = (float *)joint->gradients;
	gradients[set->entry[example]] -= 1;
	return gradients;
}

/* How far the example is from its best: the largest gradient of all entries
 * over the smallest of those whose multiplier can still grow. */
static float violation(const float *gradients, const float *multipliers, uint32_t count,
		       uint32_t own)
{
	float most = -INFINITY, least = INFINITY;

	for (uint32_t entry = 0; entry < count; entry++) {
		most = fmaxf(most, gradients[entry]);
		float ceiling = entry == own ? COST : 0;
		if (multipliers[entry] < ceiling)
			least = fminf(least, gradients[entry]);
	}
	return most - least;
}

/* The water level of the step (algorithm 2 of the paper): entries above it
 * get a part of the blame.  `levels` holds what each rival stands at. */
static float water_level(const float *levels, uint32_t count, float square)
{
	float level = levels[0] - square * COST;
	uint32_t taken = 1;

	while (taken < count && level < (float)taken * levels[taken])
		level += levels[taken++];
	return level / (float)taken;
}

struct standing {
	float level;
	uint32_t entry;
};

static int by_level(const void *one, const void *other)
{
	const struct standing *a = one, *b = other;

	return a->level > b->level ? -1 : a->level < b->level;
}

/* Moves the weights of one entry by a multiple of the example. */
static void move_weights(struct joint *joint, uint32_t example, uint32_t entry, float by)
{
	const struct example_set *set = joint->set;
	float *weights = (float *)joint->weights;
	size_t width = (size_t)joint->blocks * LANES;

	for (size_t at = set->start[example]; at < set->start[example + 1]; at++) {
		uint32_t row = joint->row_of[set->features[at]];
		if (row != ABSENT)
			weights[row * width + entry] += by * set->weights[at];
	}
}

/* Solves for one example with all others fixed. */
static void step(struct joint *joint, uint32_t example, const float *gradients,
		 struct standing *standings, float *levels)
{
	uint32_t own = joint->set->entry[example], entries = joint->set->entry_count, count = 0;
	float square = joint->square[example], most = -INFINITY;
	float *multipliers = joint->multipliers + (size_t)example * entries;

	for (uint32_t entry = 0; entry < entries; entry++) {
		float level = gradients[entry] - square * multipliers[entry] +
			      (entry == own ? square * COST : 0);
		most = fmaxf(most, level);
	}
	for (uint32_t entry = 0; entry < entries; entry++) {
		float level = gradients[entry] - square * multipliers[entry] +
			      (entry == own ? square * COST : 0);
		/* What stands lower can't come above the water. */
		if (level > most - square * COST || multipliers[entry] != 0)
			standings[count++] = (struct standing){level, entry};
	}
	qsort(standings, count, sizeof(*standings), by_level);
	for (uint32_t at = 0; at < count; at++)
		levels[at] = standings[at].level;
	float water = water_level(levels, count, square);
	for (uint32_t at = 0; at < count; at++) {
		uint32_t entry = standings[at].entry;
		float ceiling = entry == own ? COST : 0;
		float level = standings[at].level - (entry == own ? square * COST : 0);
		float multiplier = fminf(ceiling, (water - level) / square);
		float by = multiplier - multipliers[entry];
		if (fabsf(by) < 1e-7f)
			continue;
		multipliers[entry] = multiplier;
		move_weights(joint, example, entry, by);
	}
}

/* Passes over the examples in random order, those that are content resting,
 * until all are. */
static void solve(struct joint *joint)
{
	const struct example_set *set = joint->set;
	uint32_t *order = memory_array(set->count, sizeof(*order));
	struct standing *standings = memory_array(set->entry_count, sizeof(*standings));
	float *levels = memory_array(set->entry_count, sizeof(*levels));
	uint64_t random = 0x9e3779b97f4a7c15u;
	uint32_t count = 0, active;

	for (uint32_t example = 0; example < set->count; example++)
		if (takes_part(set, example) && joint->square[example] > 0)
			order[count++] = example;
	active = count;
	for (int pass = 0; pass < PASSES_MOST && active > 0; pass++) {
		bool was_whole = active == count;
		uint32_t awake = 0;
		for (uint32_t at = 0; at < active; at++) {
			uint32_t other = at + train_random(&random, active - at);
			uint32_t example = order[other];
			order[other] = order[at];
			order[at] = example;
			const float *gradients = find_gradients(joint, example);
			if (violation(gradients,
				      joint->multipliers + (size_t)example * set->entry_count,
				      set->entry_count, set->entry[example]) <= TOLERANCE)
				continue;
			step(joint, example, gradients, standings, levels);
			order[at] = order[awake];
			order[awake++] = example;
		}
		active = awake;
		if (active == 0 && !was_whole)
			active = count;
	}
	free(order);
	free(standings);
	free(levels);
}

/* Results ---------------------------------------------------------------------------- */

static struct learned *collect(const struct joint *joint)
{
	const struct example_set *set = joint->set;
	const float *weights = (const float *)joint->weights;
	size_t width = (size_t)joint->blocks * LANES;
	struct learned *learned = memory_array(set->entry_count, sizeof(*learned));

	for (uint32_t feature = 0; feature < set->feature_count; feature++) {
		uint32_t row = joint->row_of[feature];
		for (uint32_t entry = 0; row != ABSENT && entry < set->entry_count; entry++) {
			float weight = weights[row * width + entry] * SCALE;
			if (fabsf(weight) >= WEIGHT_LEAST)
				learned_add(&learned[entry], feature, weight);
		}
	}
	return learned;
}

struct learned *train_jointly(const struct example_set *set)
{
	struct joint joint = {.set = set};

	number_rows(&joint);
	measure_squares(&joint);
	joint.blocks = (set->entry_count + LANES - 1) / LANES;
	joint.weights = lanes_new((size_t)joint.rows * joint.blocks);
	joint.gradients = lanes_new(joint.blocks);
	joint.multipliers = memory_array((size_t)set->count * set->entry_count, sizeof(float));
	solve(&joint);
	struct learned *learned = collect(&joint);
	free(joint.row_of);
	free(joint.square);
	free(joint.weights);
	free(joint.gradients);
	free(joint.multipliers);
	return learned;
}
