/*
 * Likeness: which wordings of a base a question resembles most.
 *
 * A part of kb/index_rank.c, which adds this to what the entries were taught.
 * Any thread.
 */
#ifndef FOYER_KB_INDEX_LIKENESS_H
#define FOYER_KB_INDEX_LIKENESS_H

#include "kb/index.h"

#define INDEX_NEAREST_MOST 64 /* examples that are compared in full */

/* An entry's example most like the question. */
struct nearest_example {
	uint32_t entry, example;
	float likeness;
};

/* The nearest example of each entry that has a promising one, at most
 * INDEX_NEAREST_MOST of them; returns how many. */
int index_nearest(const struct index *index, const struct vector *question, struct arena *arena,
		  struct nearest_example *nearest);

#endif
