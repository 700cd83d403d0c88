/*
 * Train: see train.h.  Chooses the way to learn and holds what both ways use.
 */
#include "kb/train_internal.h"

#include <stdlib.h>

#include "data/arena.h"

#define JOINT_WEIGHTS_MOST     (64u << 20) /* 256 MB while publishing */
#define JOINT_MULTIPLIERS_MOST (4u << 20)  /* examples times entries; takes some seconds */

uint32_t train_random(uint64_t *state, uint32_t limit)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)((*state >> 32) * limit >> 32);
}

void learned_add(struct learned *learned, uint32_t feature, float weight)
{
	/* Room doubles: it is full whenever the count is a power of two. */
	if (learned->count == 0 ||
	    (learned->count >= 16 && (learned->count & (learned->count - 1)) == 0)) {
		size_t room = learned->count == 0 ? 16 : (size_t)learned->count * 2;
		learned->features = memory_resize(learned->features, room * sizeof(uint32_t));
		learned->weights = memory_resize(learned->weights, room * sizeof(float));
	}
	learned->features[learned->count] = feature;
	learned->weights[learned->count++] = weight;
}

void learned_free(struct learned **learned, uint32_t entry_count)
{
	for (uint32_t entry = 0; *learned != NULL && entry < entry_count; entry++) {
		free((*learned)[entry].features);
		free((*learned)[entry].weights);
	}
	free(*learned);
	*learned = NULL;
}

/* Features that more than one example has. */
static uint64_t shared_features(const struct example_set *set)
{
	unsigned char *held = memory_array(set->feature_count, 1);
	uint64_t shared = 0;

	for (size_t at = 0; at < set->start[set->count]; at++)
		held[set->features[at]] += held[set->features[at]] < 2;
	for (uint32_t feature = 0; feature < set->feature_count; feature++)
		shared += held[feature] == 2;
	free(held);
	return shared;
}

struct learned *train(const struct example_set *set, int threads)
{
	uint64_t weights = shared_features(set) * set->entry_count;
	uint64_t multipliers = (uint64_t)set->count * set->entry_count;

	if (weights <= JOINT_WEIGHTS_MOST && multipliers <= JOINT_MULTIPLIERS_MOST)
		return train_jointly(set);
	return train_each(set, threads);
}
