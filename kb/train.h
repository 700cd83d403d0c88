/*
 * Train: learns from the examples of each entry what tells it from the rest.
 *
 * One linear model for each entry against the others: squared hinge loss with
 * a quadratic penalty, solved in the dual by coordinate descent with
 * shrinking (Hsieh, Chang, Lin, Keerthi, Sundararajan: A dual coordinate
 * descent method for large-scale linear SVM, ICML 2008, algorithm 3).  In
 * large bases an entry is learned only against the examples nearest to it.
 *
 * Runs on the publishing thread and on helpers it starts.
 */
#ifndef FOYER_KB_TRAIN_H
#define FOYER_KB_TRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The examples, one row of features each, row after row. */
struct example_set {
	uint32_t count;
	uint32_t entry_count;
	uint32_t feature_count;
	const size_t *start;      /* count + 1 */
	const uint32_t *features; /* numbers, start[row] .. start[row + 1] */
	const float *weights;
	const uint32_t *entry; /* of each example */
	const bool *left_out;  /* examples not to learn from, or NULL */
};

/* What was learned for one entry: features and their weights. */
struct learned {
	uint32_t count;
	uint32_t *features;
	float *weights;
};

/* Learns all entries, with up to `threads` threads; entry_count rows, freed
 * by the caller with learned_free. */
struct learned *train(const struct example_set *set, int threads);
void learned_free(struct learned **learned, uint32_t entry_count);

#endif
