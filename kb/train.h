/*
 * Train: learns from the examples of each entry what tells it from the rest.
 *
 * A linear model of all entries together (train_joint.c) where their weights
 * fit into memory, else of each entry against the examples nearest to it
 * (train_each.c).
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
	const bool *unasked;   /* examples that nobody asks, as the words of an id, or NULL */
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
