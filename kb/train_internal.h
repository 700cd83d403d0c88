/*
 * Train, the inside: the two ways of learning, and what they share.
 */
#ifndef FOYER_KB_TRAIN_INTERNAL_H
#define FOYER_KB_TRAIN_INTERNAL_H

#include "kb/train.h"

/* All entries at once; takes a weight for each entry and feature. */
struct learned *train_jointly(const struct example_set *set);

/* Each entry against the examples nearest to it; for bases too large for
 * that. */
struct learned *train_each(const struct example_set *set, int threads);

void learned_add(struct learned *learned, uint32_t feature, float weight);

/* A number below limit; the state is never 0. */
uint32_t train_random(uint64_t *state, uint32_t limit);

#endif
