/*
 * Vocabulary: see vocabulary.h.
 */
#include "kb/vocabulary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PRUNED_FROM  400000u /* features */
#define RARITY_POWER 0.7f    /* below one: common words still tell something */

struct vocabulary {
	uint64_t *keys;
	uint32_t *counts; /* texts that hold the feature */
	uint32_t size, room;
	uint32_t texts;
	uint32_t *slots; /* number + 1; a power of two of them, at most half full */
	uint32_t slot_mask;
	float *rarities; /* by number + 1, 0 is VOCABULARY_ABSENT; NULL while it may still grow */
};

struct vocabulary *vocabulary_new(void)
{
	struct vocabulary *vocabulary = memory_new(sizeof(*vocabulary));

	vocabulary->slots = memory_array(1024, sizeof(uint32_t));
	vocabulary->slot_mask = 1023;
	return vocabulary;
}

void vocabulary_free(struct vocabulary **vocabulary)
{
	if (*vocabulary == NULL)
		return;
	free((*vocabulary)->keys);
	free((*vocabulary)->counts);
	free((*vocabulary)->slots);
	free((*vocabulary)->rarities);
	free(*vocabulary);
	*vocabulary = NULL;
}

static uint32_t slot_of(const struct vocabulary *vocabulary, uint64_t key)
{
	uint32_t slot = (uint32_t)(key >> 8) & vocabulary->slot_mask;

	while (vocabulary->slots[slot] != 0 && vocabulary->keys[vocabulary->slots[slot] - 1] != key)
		slot = (slot + 1) & vocabulary->slot_mask;
	return slot;
}

uint32_t vocabulary_find(const struct vocabulary *vocabulary, uint64_t key)
{
	return vocabulary->slots[slot_of(vocabulary, key)] - 1;
}

/* Makes the table of slots for at least `size` features. */
static void make_slots(struct vocabulary *vocabulary, uint32_t size)
{
	uint32_t slot_count = 1024;

	while (slot_count < size * 2)
		slot_count *= 2;
	free(vocabulary->slots);
	vocabulary->slots = memory_array(slot_count, sizeof(uint32_t));
	vocabulary->slot_mask = slot_count - 1;
	for (uint32_t at = 0; at < vocabulary->size; at++)
		vocabulary->slots[slot_of(vocabulary, vocabulary->keys[at])] = at + 1;
}

static void grow(struct vocabulary *vocabulary)
{
	uint32_t room = vocabulary->room == 0 ? 1024 : vocabulary->room * 2;

	vocabulary->keys = memory_resize(vocabulary->keys, room * sizeof(uint64_t));
	vocabulary->counts = memory_resize(vocabulary->counts, room * sizeof(uint32_t));
	vocabulary->room = room;
	make_slots(vocabulary, room);
}

/* What was reckoned of a vocabulary that is counted on is no longer so. */
static void forget_rarities(struct vocabulary *vocabulary)
{
	free(vocabulary->rarities);
	vocabulary->rarities = NULL;
}

void vocabulary_count(struct vocabulary *vocabulary, const struct feature_list *features)
{
	forget_rarities(vocabulary);
	for (int at = 0; at < features->count; at++) {
		uint64_t key = features->items[at].key;
		uint32_t slot = slot_of(vocabulary, key);
		if (vocabulary->slots[slot] != 0) {
			vocabulary->counts[vocabulary->slots[slot] - 1]++;
			continue;
		}
		if (vocabulary->size == VOCABULARY_MOST)
			continue;
		if (vocabulary->size == vocabulary->room) {
			grow(vocabulary);
			slot = slot_of(vocabulary, key);
		}
		vocabulary->keys[vocabulary->size] = key;
		vocabulary->counts[vocabulary->size] = 1;
		vocabulary->slots[slot] = ++vocabulary->size;
	}
	vocabulary->texts++;
}

void vocabulary_prune(struct vocabulary *vocabulary)
{
	uint32_t kept = 0;

	if (vocabulary->size < PRUNED_FROM)
		return;
	for (uint32_t at = 0; at < vocabulary->size; at++) {
		if (vocabulary->counts[at] < 2 &&
		    !feature_group_finds(feature_group(vocabulary->keys[at])))
			continue;
		vocabulary->keys[kept] = vocabulary->keys[at];
		vocabulary->counts[kept++] = vocabulary->counts[at];
	}
	vocabulary->size = kept;
	make_slots(vocabulary, kept);
}

uint32_t vocabulary_size(const struct vocabulary *vocabulary)
{
	return vocabulary->size;
}

uint32_t vocabulary_texts(const struct vocabulary *vocabulary)
{
	return vocabulary->texts;
}

uint64_t vocabulary_key(const struct vocabulary *vocabulary, uint32_t feature)
{
	return vocabulary->keys[feature];
}

static float reckon_rarity(const struct vocabulary *vocabulary, uint32_t feature)
{
	float holding = feature == VOCABULARY_ABSENT ? 0.0f : (float)vocabulary->counts[feature];

	return powf(logf(((float)vocabulary->texts + 1.0f) / (holding + 1.0f)) + 1.0f,
		    RARITY_POWER);
}

float vocabulary_rarity(const struct vocabulary *vocabulary, uint32_t feature)
{
	return vocabulary->rarities != NULL ? vocabulary->rarities[feature + 1]
					    : reckon_rarity(vocabulary, feature);
}

uint32_t vocabulary_holding(const struct vocabulary *vocabulary, uint64_t key)
{
	uint32_t feature = vocabulary_find(vocabulary, key);

	return feature == VOCABULARY_ABSENT ? 0 : vocabulary->counts[feature];
}

/* How much of the text a group speaks for: words and characters share it. */
static float share_of(enum feature_group group, float word_share)
{
	if (group == FEATURE_LENGTH)
		return 1;
	return feature_group_is_words(group) ? word_share : 1.0f - word_share;
}

static struct vector vector_new(int room, struct arena *arena)
{
	return (struct vector){
	    .features = arena_array(arena, (size_t)room, sizeof(uint32_t)),
	    .weights = arena_array(arena, (size_t)room, sizeof(float)),
	    .items = arena_array(arena, (size_t)room, sizeof(uint32_t)),
	};
}

struct vector vocabulary_weigh(const struct vocabulary *vocabulary,
			       const struct feature_list *features, struct arena *arena)
{
	float length[FEATURE_GROUP_COUNT] = {0}, scale[FEATURE_GROUP_COUNT];
	float whole = 0, known = 0;
	bool says_something = false;
	size_t room = (size_t)features->count;
	float *weights = arena_array(arena, room, sizeof(float));
	struct vector vector = vector_new(features->count, arena);

	for (int at = 0; at < features->count; at++) {
		const struct feature *item = &features->items[at];
		uint32_t number = vocabulary_find(vocabulary, item->key);
		float often = item->count == 1 ? 1.0f : 1.0f + logf((float)item->count);
		weights[at] = often * vocabulary_rarity(vocabulary, number);
		length[feature_group(item->key)] += weights[at] * weights[at];
		if (number == VOCABULARY_ABSENT)
			continue;
		says_something = says_something || feature_group(item->key) != FEATURE_LENGTH;
		vector.features[vector.count] = number;
		vector.items[vector.count++] = (uint32_t)at;
	}
	if (!says_something)
		vector.count = 0;
	for (int group = 0; group < FEATURE_GROUP_COUNT; group++) {
		float share = share_of((enum feature_group)group, features->word_share);
		scale[group] = feature_group_weight((enum feature_group)group) * sqrtf(share);
		if (length[group] > 0) {
			whole += scale[group] * scale[group];
			scale[group] /= sqrtf(length[group]);
		}
	}
	for (int at = 0; at < vector.count; at++) {
		const struct feature *item = &features->items[vector.items[at]];
		vector.weights[at] =
		    weights[vector.items[at]] * scale[feature_group(item->key)] / sqrtf(whole);
		known += vector.weights[at] * vector.weights[at];
	}
	vector.known = sqrtf(known);
	return vector;
}

/* Blending ----------------------------------------------------------------- */

struct part {
	uint32_t feature;
	uint32_t item;
	float weight;
};

static int by_feature(const void *one, const void *other)
{
	const struct part *a = one, *b = other;

	return a->feature < b->feature ? -1 : a->feature > b->feature;
}

struct vector vector_blend(const struct vector *first, float share, const struct vector *second,
			   struct arena *arena)
{
	int room = first->count + second->count, used = 0;
	struct part *parts = arena_array(arena, (size_t)room, sizeof(*parts));
	struct vector sum = vector_new(room, arena);
	float known = 0;

	for (int at = 0; at < first->count; at++)
		parts[used++] = (struct part){first->features[at], first->items[at],
					      first->weights[at] * share};
	for (int at = 0; at < second->count; at++)
		parts[used++] = (struct part){second->features[at], UINT32_MAX,
					      second->weights[at] * (1 - share)};
	qsort(parts, (size_t)used, sizeof(*parts), by_feature);
	for (int at = 0; at < used; at++) {
		if (sum.count == 0 || sum.features[sum.count - 1] != parts[at].feature) {
			sum.features[sum.count] = parts[at].feature;
			sum.items[sum.count] = parts[at].item;
			sum.weights[sum.count++] = parts[at].weight;
			continue;
		}
		sum.weights[sum.count - 1] += parts[at].weight;
		if (parts[at].item < sum.items[sum.count - 1])
			sum.items[sum.count - 1] = parts[at].item;
	}
	for (int at = 0; at < sum.count; at++)
		known += sum.weights[at] * sum.weights[at];
	sum.known = sqrtf(known);
	return sum;
}

/* Storing ------------------------------------------------------------------ */

const uint64_t *vocabulary_keys(const struct vocabulary *vocabulary)
{
	return vocabulary->keys;
}

const uint32_t *vocabulary_counts(const struct vocabulary *vocabulary)
{
	return vocabulary->counts;
}

struct vocabulary *vocabulary_load(const uint64_t *keys, const uint32_t *counts, uint32_t size,
				   uint32_t texts)
{
	struct vocabulary *vocabulary = vocabulary_new();

	vocabulary->room = vocabulary->size = size;
	vocabulary->texts = texts;
	vocabulary->keys = memory_array(size, sizeof(uint64_t));
	vocabulary->counts = memory_array(size, sizeof(uint32_t));
	if (size > 0) {
		memcpy(vocabulary->keys, keys, size * sizeof(uint64_t));
		memcpy(vocabulary->counts, counts, size * sizeof(uint32_t));
	}
	make_slots(vocabulary, size);
	float *rarities = memory_array(size + 1ul, sizeof(*rarities));
	for (uint32_t at = 0; at <= size; at++)
		rarities[at] = reckon_rarity(vocabulary, at - 1);
	vocabulary->rarities = rarities;
	return vocabulary;
}
