/*
 * Nearest: the examples that an entry has to be told apart from.
 *
 * In a small base that is every example.  In a large one an entry's own and
 * the few hundred of others most like it decide its model; the rest are far
 * away already.  In a very large one there is time for fewer, and most of them come from anywhere.
 * Part of training (kb/train.h); read by its threads.
 */
#ifndef FOYER_KB_NEAREST_H
#define FOYER_KB_NEAREST_H

#include <stdint.h>

struct example_set;
struct nearest;

struct nearest *nearest_new(const struct example_set *set);
void nearest_free(struct nearest **nearest);

/* What one thread searches with: room for the likeness of every example, cleared after each entry
 * where it was used, so that an entry costs what is like it and not the whole base. */
struct nearest_search;
struct nearest_search *nearest_search_new(const struct nearest *nearest);
void nearest_search_free(struct nearest_search **search);

/* Writes the examples to learn the entry from into out (room for all), in order, and
 * returns how many. */
uint32_t nearest_examples(struct nearest_search *search, uint32_t entry, uint32_t *out);

#endif
