/*
 * Best few: the highest of many scores, kept in order as they come.
 *
 * For kb/index_rank.c and kb/index_likeness.c.  Any thread.
 */
#ifndef FOYER_KB_BEST_FEW_H
#define FOYER_KB_BEST_FEW_H

#include <stdbool.h>
#include <stdint.h>

struct place {
	float score;
	uint32_t number;
};

static inline bool is_among_best(const struct place *places, int count, int most, float score)
{
	return count < most || score > places[count - 1].score;
}

/* Keeps the `most` best in places, best first; returns how many there are. */
static inline int keep_best(struct place *places, int count, int most, float score, uint32_t number)
{
	int at;

	if (!is_among_best(places, count, most, score))
		return count;
	if (count < most)
		count++;
	for (at = count - 1; at > 0 && places[at - 1].score < score; at--)
		places[at] = places[at - 1];
	places[at] = (struct place){score, number};
	return count;
}

#endif
