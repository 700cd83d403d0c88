/*
 * Train, all entries jointly: the multi-class machine of Crammer and Singer,
 * solved example by example in the dual (Keerthi, Sundararajan, Chang, Hsieh,
 * Lin: A sequential dual method for large scale multi-class linear SVMs, KDD
 * 2008).  An example asks that its own entry beat every other by one.  Beside
 * one entry against the rest this ranks better and knows better what it
 * doesn't know.
 *
 * Weights are kept as a row of entries for each feature, so that all entries
 * are scored at once.  A feature that one example alone has, as most have, needs
 * no row: its weights are that example's multipliers times its own part in it.
 * Where rows would take much memory such features are left to likeness.  One thread.
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
#define LANES        4 /* entries are padded to a multiple */
#define ABSENT       UINT32_MAX
#define LONE         (UINT32_MAX - 1) /* one example alone has it */

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

struct joint {
	const struct example_set *set;
	uint32_t *row_of; /* by feature: its row, LONE or ABSENT */
	uint32_t rows;
	uint32_t blocks;    /* of LANES entries in a row */
	lanes *weights;     /* rows * blocks */
	lanes *multipliers; /* by example, blocks of them each */
	float *square;      /* by example, over the features that aren't absent */
	float *lone_square; /* by example, over those that it alone has */
	float *gradients;   /* of one example, by entry */
	float *levels;      /* those of them that may stand above the water */
	struct move *moves; /* of one example */
};

/* By how much a multiplier of the example changes. */
struct move {
	uint32_t entry;
	float by;
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
	bool keeps_lone = (uint64_t)set->feature_count * set->entry_count <= WHOLE_MOST;

	joint->row_of = memory_array(set->feature_count, sizeof(uint32_t));
	for (uint32_t example = 0; example < set->count; example++)
		for (size_t at = set->start[example];
		     takes_part(set, example) && at < set->start[example + 1]; at++)
			held[set->features[at]] += held[set->features[at]] < 2;
	for (uint32_t feature = 0; feature < set->feature_count; feature++)
		joint->row_of[feature] = held[feature] > 1                  ? joint->rows++
					 : held[feature] == 1 && keeps_lone ? LONE
									    : ABSENT;
	free(held);
}

static void measure_squares(struct joint *joint)
{
	const struct example_set *set = joint->set;

	joint->square = memory_array(set->count, sizeof(float));
	joint->lone_square = memory_array(set->count, sizeof(float));
	for (uint32_t example = 0; example < set->count; example++)
		for (size_t at = set->start[example]; at < set->start[example + 1]; at++) {
			uint32_t row = joint->row_of[set->features[at]];
			float square = set->weights[at] * set->weights[at];
			joint->square[example] += row == ABSENT ? 0 : square;
			joint->lone_square[example] += row == LONE ? square : 0;
		}
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

static lanes *multipliers_of(const struct joint *joint, uint32_t example)
{
	return joint->multipliers + (size_t)example * joint->blocks;
}

/* The gradient of every entry for one example: its score, plus the one by
 * which every other entry has to lose. */
static void find_gradients(struct joint *joint, uint32_t example)
{
	const struct example_set *set = joint->set;
	const lanes *multipliers = multipliers_of(joint, example);
	lanes *gradients = (lanes *)joint->gradients;

	for (uint32_t block = 0; block < joint->blocks; block++)
		gradients[block] = multipliers[block] * joint->lone_square[example] + 1.0f;
	for (size_t at = set->start[example]; at < set->start[example + 1]; at++) {
		uint32_t row = joint->row_of[set->features[at]];
		if (row == ABSENT || row == LONE)
			continue;
		const lanes *weights = joint->weights + (size_t)row * joint->blocks;
		float weight = set->weights[at];
		for (uint32_t block = 0; block < joint->blocks; block++)
			gradients[block] += weights[block] * weight;
	}
	joint->gradients[set->entry[example]] -= 1;
}

/* How far the example is from its best: the largest gradient of all entries
 * over the smallest of those whose multiplier can still grow. */
static float violation(const struct joint *joint, uint32_t example)
{
	const float *gradients = joint->gradients;
	const float *multipliers = (const float *)multipliers_of(joint, example);
	uint32_t own = joint->set->entry[example];
	float most = -INFINITY, least = INFINITY;

	for (uint32_t entry = 0; entry < joint->set->entry_count; entry++) {
		float gradient = gradients[entry];
		bool may_grow = multipliers[entry] < (entry == own ? COST : 0);
		most = gradient > most ? gradient : most;
		least = may_grow && gradient < least ? gradient : least;
	}
	return most - least;
}

/* The level up to which a step fills what all entries stand at, so that as much as
 * `budget` of them stands out of the water (Michelot: A finite algorithm for finding
 * the projection of a point onto the canonical simplex of R^n, 1986): what is
 * under water at a lower level stays so.  Overwrites the levels. */
static float water_level(float *levels, uint32_t count, float budget)
{
	for (;;) {
		uint32_t above = 0;
		float sum = 0;
		for (uint32_t at = 0; at < count; at++)
			sum += levels[at];
		float water = (sum - budget) / (float)count;
		for (uint32_t at = 0; at < count; at++)
			if (levels[at] > water)
				levels[above++] = levels[at];
		if (above == count || above == 0)
			return water;
		count = above;
	}
}

/* Moves the weights of some entries by multiples of the example. */
static void move_weights(struct joint *joint, uint32_t example, uint32_t count)
{
	const struct example_set *set = joint->set;

	for (size_t at = set->start[example]; at < set->start[example + 1]; at++) {
		uint32_t row = joint->row_of[set->features[at]];
		if (row == ABSENT || row == LONE)
			continue;
		float *weights = (float *)(joint->weights + (size_t)row * joint->blocks);
		for (uint32_t move = 0; move < count; move++)
			weights[joint->moves[move].entry] +=
			    joint->moves[move].by * set->weights[at];
	}
}

/* What an entry stands at while the multipliers of one example are found anew. */
static float level_of(const struct joint *joint, uint32_t example, uint32_t entry)
{
	const float *multipliers = (const float *)multipliers_of(joint, example);
	float ceiling = entry == joint->set->entry[example] ? COST : 0;

	return joint->gradients[entry] + joint->square[example] * (ceiling - multipliers[entry]);
}

/* Solves for one example with all others fixed (algorithm 2 of the paper): entries above
 * the water get a part of the blame. */
static void step(struct joint *joint, uint32_t example)
{
	uint32_t own = joint->set->entry[example], entries = joint->set->entry_count, count = 0;
	float square = joint->square[example], most = -INFINITY;
	float *multipliers = (float *)multipliers_of(joint, example);

	for (uint32_t entry = 0; entry < entries; entry++) {
		float level = level_of(joint, example, entry);
		most = level > most ? level : most;
	}
	/* What stands lower can't come above the water. */
	for (uint32_t entry = 0; entry < entries; entry++) {
		float level = level_of(joint, example, entry);
		if (level >= most - square * COST)
			joint->levels[count++] = level;
	}
	float water = water_level(joint->levels, count, square * COST);
	count = 0;
	for (uint32_t entry = 0; entry < entries; entry++) {
		float above = level_of(joint, example, entry) - water;
		float multiplier = (entry == own ? COST : 0) - (above > 0 ? above / square : 0);
		float by = multiplier - multipliers[entry];
		if (fabsf(by) < 1e-7f)
			continue;
		joint->moves[count++] = (struct move){entry, by};
		multipliers[entry] = multiplier;
	}
	move_weights(joint, example, count);
}

/* Passes over the examples in random order, those that are content resting,
 * until all are. */
static void solve(struct joint *joint)
{
	const struct example_set *set = joint->set;
	uint32_t *order = memory_array(set->count, sizeof(*order));
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
			find_gradients(joint, example);
			if (violation(joint, example) <= TOLERANCE)
				continue;
			step(joint, example);
			order[at] = order[awake];
			order[awake++] = example;
		}
		active = awake;
		if (active == 0 && !was_whole)
			active = count;
	}
	free(order);
}

/* Results ---------------------------------------------------------------------------- */

/* A feature's weights are `row` times `times`. */
struct weights {
	const lanes *row;
	float times;
};

/* Of every feature; no row where it is absent. */
static struct weights *weights_of_all(const struct joint *joint)
{
	const struct example_set *set = joint->set;
	struct weights *all = memory_array(set->feature_count, sizeof(*all));

	for (uint32_t feature = 0; feature < set->feature_count; feature++)
		if (joint->row_of[feature] < joint->rows)
			all[feature] = (struct weights){
			    joint->weights + (size_t)joint->row_of[feature] * joint->blocks, 1};
	for (uint32_t example = 0; example < set->count; example++)
		for (size_t at = set->start[example];
		     takes_part(set, example) && at < set->start[example + 1]; at++)
			if (joint->row_of[set->features[at]] == LONE)
				all[set->features[at]] = (struct weights){
				    multipliers_of(joint, example), set->weights[at]};
	return all;
}

static struct learned *collect(const struct joint *joint)
{
	const struct example_set *set = joint->set;
	struct learned *learned = memory_array(set->entry_count, sizeof(*learned));
	struct weights *all = weights_of_all(joint);

	for (uint32_t feature = 0; feature < set->feature_count; feature++) {
		const float *row = (const float *)all[feature].row;
		for (uint32_t entry = 0; row != NULL && entry < set->entry_count; entry++) {
			float weight = row[entry] * all[feature].times * SCALE;
			if (fabsf(weight) >= WEIGHT_LEAST)
				learned_add(&learned[entry], feature, weight);
		}
	}
	free(all);
	return learned;
}

struct learned *train_jointly(const struct example_set *set)
{
	struct joint joint = {.set = set};

	number_rows(&joint);
	measure_squares(&joint);
	joint.blocks = (set->entry_count + LANES - 1) / LANES;
	joint.weights = lanes_new((size_t)joint.rows * joint.blocks);
	joint.multipliers = lanes_new((size_t)set->count * joint.blocks);
	joint.gradients = (float *)lanes_new(joint.blocks);
	joint.levels = memory_array(set->entry_count, sizeof(float));
	joint.moves = memory_array(set->entry_count, sizeof(*joint.moves));
	solve(&joint);
	struct learned *learned = collect(&joint);
	free(joint.row_of);
	free(joint.square);
	free(joint.lone_square);
	free(joint.weights);
	free(joint.multipliers);
	free(joint.gradients);
	free(joint.levels);
	free(joint.moves);
	return learned;
}
