/*
 * Train, each entry by itself: one against the others with squared hinge loss
 * and a quadratic penalty, solved in the dual by coordinate descent with
 * shrinking (Hsieh, Chang, Lin, Keerthi, Sundararajan: A dual coordinate
 * descent method for large-scale linear SVM, ICML 2008, algorithm 3).  Entries
 * are shared out among threads.
 */
#include "kb/train_internal.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"
#include "kb/nearest.h"

#define COST         3.0f  /* of a mistake, beside the penalty on weights */
#define PASSES_MOST  30    /* over the examples of one entry */
#define TOLERANCE    0.1f  /* of the largest violation, as liblinear's default */
/* Smaller weights are not kept: most are, and tell nothing.  In a large base they would be most of the memory. */
#define WEIGHT_LEAST       0.03f
#define WEIGHT_LEAST_LARGE 0.06f
#define LARGE_FROM         20000 /* entries */
#define DIAGONAL     (0.5f / COST)

/* What one thread needs to learn one entry after another. */
struct solver {
	const struct example_set *set;
	struct nearest_search *search;
	uint32_t entry;
	uint32_t *order; /* examples taking part */
	uint32_t active; /* of them, not shrunk */
	uint32_t count;
	float *multiplier; /* by example */
	float *weights;    /* by feature */
	float *square;     /* by example: its length squared */
	uint64_t random;
};

static float dot(const struct example_set *set, uint32_t example, const float *weights)
{
	float sum = 0;

	for (size_t at = set->start[example]; at < set->start[example + 1]; at++)
		sum += set->weights[at] * weights[set->features[at]];
	return sum;
}

static void add_example(const struct example_set *set, uint32_t example, float by, float *weights)
{
	for (size_t at = set->start[example]; at < set->start[example + 1]; at++)
		weights[set->features[at]] += by * set->weights[at];
}

/* One coordinate: the step that is best for this example alone.  Returns the
 * projected gradient; *shrinks tells that the example can rest. */
static float improve(struct solver *solver, uint32_t example, float ceiling, bool *shrinks)
{
	const struct example_set *set = solver->set;
	float sign = set->entry[example] == solver->entry ? 1.0f : -1.0f;
	float *multiplier = &solver->multiplier[example];
	float gradient = sign * dot(set, example, solver->weights) - 1.0f + DIAGONAL * *multiplier;

	*shrinks = *multiplier == 0 && gradient > ceiling;
	if (*shrinks || (*multiplier == 0 && gradient >= 0))
		return *shrinks ? 0 : fminf(gradient, 0);
	if (fabsf(gradient) > 1e-6f) {
		float old = *multiplier;
		*multiplier = fmaxf(old - gradient / (solver->square[example] + DIAGONAL), 0);
		add_example(set, example, sign * (*multiplier - old), solver->weights);
	}
	return gradient;
}

/* One pass in random order; the largest and smallest gradient seen. */
static void pass(struct solver *solver, float ceiling, float *largest, float *smallest)
{
	*largest = -INFINITY;
	*smallest = INFINITY;
	for (uint32_t at = 0; at < solver->active; at++) {
		uint32_t other = at + train_random(&solver->random, solver->active - at);
		uint32_t example = solver->order[other];
		solver->order[other] = solver->order[at];
		solver->order[at] = example;
		bool shrinks;
		float gradient = improve(solver, example, ceiling, &shrinks);
		if (shrinks) {
			solver->order[at] = solver->order[--solver->active];
			solver->order[solver->active] = example;
			at--;
			continue;
		}
		*largest = fmaxf(*largest, gradient);
		*smallest = fminf(*smallest, gradient);
	}
}

static void solve(struct solver *solver)
{
	float ceiling = INFINITY;

	solver->active = solver->count;
	for (int passes = 0; passes < PASSES_MOST; passes++) {
		float largest, smallest;
		pass(solver, ceiling, &largest, &smallest);
		if (largest - smallest <= TOLERANCE || solver->active == 0) {
			if (solver->active == solver->count)
				return;
			/* Those that rested take part once more. */
			solver->active = solver->count;
			ceiling = INFINITY;
			continue;
		}
		ceiling = largest > 0 ? largest : INFINITY;
	}
}

/* The features that any example with a multiplier touched. */
static void collect(struct solver *solver, struct learned *learned)
{
	const struct example_set *set = solver->set;
	float least = set->entry_count < LARGE_FROM ? WEIGHT_LEAST : WEIGHT_LEAST_LARGE;

	for (uint32_t at = 0; at < solver->count; at++) {
		uint32_t example = solver->order[at];
		if (solver->multiplier[example] == 0)
			continue;
		for (size_t part = set->start[example]; part < set->start[example + 1]; part++) {
			uint32_t feature = set->features[part];
			float weight = solver->weights[feature];
			solver->weights[feature] = 0;
			if (fabsf(weight) < least)
				continue;
			learned_add(learned, feature, weight);
		}
		solver->multiplier[example] = 0;
	}
}

static void learn(struct solver *solver, uint32_t entry, struct learned *learned)
{
	solver->entry = entry;
	solver->random = 0x9e3779b97f4a7c15u + entry;
	solver->count = nearest_examples(solver->search, entry, solver->order);
	solve(solver);
	collect(solver, learned);
}

/* Threads -------------------------------------------------------------------- */

struct crew {
	const struct example_set *set;
	const struct nearest *nearest;
	float *square;
	struct learned *learned;
	atomic_uint next;
};

static void *work(void *argument)
{
	struct crew *crew = argument;
	const struct example_set *set = crew->set;
	struct solver solver = {
	    .set = set,
	    .search = nearest_search_new(crew->nearest),
	    .order = memory_array(set->count, sizeof(uint32_t)),
	    .multiplier = memory_array(set->count, sizeof(float)),
	    .weights = memory_array(set->feature_count, sizeof(float)),
	    .square = crew->square,
	};
	uint32_t entry;

	while ((entry = atomic_fetch_add(&crew->next, 1)) < set->entry_count)
		learn(&solver, entry, &crew->learned[entry]);
	nearest_search_free(&solver.search);
	free(solver.order);
	free(solver.multiplier);
	free(solver.weights);
	return NULL;
}

static float *squares(const struct example_set *set)
{
	float *square = memory_array(set->count, sizeof(float));

	for (uint32_t example = 0; example < set->count; example++)
		for (size_t at = set->start[example]; at < set->start[example + 1]; at++)
			square[example] += set->weights[at] * set->weights[at];
	return square;
}

struct learned *train_each(const struct example_set *set, int threads)
{
	struct nearest *nearest = nearest_new(set);
	struct crew crew = {.set = set, .nearest = nearest, .square = squares(set)};
	pthread_t helpers[16];
	int started = 0;

	crew.learned = memory_array(set->entry_count, sizeof(struct learned));
	while (started < threads - 1 && started < 16 &&
	       pthread_create(&helpers[started], NULL, work, &crew) == 0)
		started++;
	work(&crew);
	while (started > 0)
		pthread_join(helpers[--started], NULL);
	free(crew.square);
	nearest_free(&nearest);
	return crew.learned;
}
