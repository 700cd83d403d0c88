/*
 * Nearest: the examples that an entry has to be told apart from.
 *
 * In a small base that is every example.  In a large one an entry's own and
 * the few hundred of others most like it decide its model; the rest are far
 * away already.  Part of training (kb/train.h); read by its threads.
 */
#ifndef FOYER_KB_NEAREST_H
#define FOYER_KB_NEAREST_H

#include <stdint.h>

struct example_set;
struct nearest;

struct nearest *nearest_new(const struct example_set *set);
void nearest_free(struct nearest **nearest);

/* Writes the examples to learn the entry from into out (room for all) and
 * returns how many. */
uint32_t nearest_examples(const struct nearest *nearest, uint32_t entry, uint32_t *out);

#endif
