/*
 * Vocabulary: the features of a base, numbered, with how rare each is.
 *
 * Turns the features of a text into a vector of length one whose parts the
 * model has weights for.  Features that the base doesn't know count in the
 * length too: a text about something else becomes a short vector, which is
 * what tells it from a question of the base.
 *
 * Built by one thread; then read by any.
 */
#ifndef FOYER_KB_VOCABULARY_H
#define FOYER_KB_VOCABULARY_H

#include <stdint.h>

#include "data/arena.h"
#include "kb/features.h"

#define VOCABULARY_ABSENT UINT32_MAX
#define VOCABULARY_MOST   ((1u << 24) - 1) /* features; more are not taken in */

struct vocabulary;

struct vocabulary *vocabulary_new(void);
void vocabulary_free(struct vocabulary **vocabulary);

/* Counts the features of one more text. */
void vocabulary_count(struct vocabulary *vocabulary, const struct feature_list *features);

/* Forgets, in a vocabulary of more than a few hundred thousand features, those
 * that one text alone has and that find nothing: they only take memory.  Last,
 * when all texts are counted; numbers change. */
void vocabulary_prune(struct vocabulary *vocabulary);

/* The number of a key, or VOCABULARY_ABSENT. */
uint32_t vocabulary_find(const struct vocabulary *vocabulary, uint64_t key);

uint32_t vocabulary_size(const struct vocabulary *vocabulary);
uint32_t vocabulary_texts(const struct vocabulary *vocabulary);
uint64_t vocabulary_key(const struct vocabulary *vocabulary, uint32_t feature);

/* How much a feature tells: smoothed inverse frequency, from about 0.7 for
 * one in every text.  VOCABULARY_ABSENT is the rarest. */
float vocabulary_rarity(const struct vocabulary *vocabulary, uint32_t feature);

/* A text as the model sees it. */
struct vector {
	int count;
	uint32_t *features; /* numbers in the vocabulary, each once */
	float *weights;
	uint32_t *items; /* of which item of the feature list each was made */
	float known;     /* length of the known part, 0..1 */
};
/* Empty when the base knows nothing of the text but how long it is. */
struct vector vocabulary_weigh(const struct vocabulary *vocabulary,
			       const struct feature_list *features, struct arena *arena);

/* The sum of two vectors, `share` of the first and the rest of the second;
 * the items are those of the first, or UINT32_MAX. */
struct vector vector_blend(const struct vector *first, float share, const struct vector *second,
			   struct arena *arena);

/* The vocabulary as two arrays of vocabulary_size rows, for storing, and back. */
const uint64_t *vocabulary_keys(const struct vocabulary *vocabulary);
/* How many of the base's texts hold the feature with this key. */
uint32_t vocabulary_holding(const struct vocabulary *vocabulary, uint64_t key);

const uint32_t *vocabulary_counts(const struct vocabulary *vocabulary);
struct vocabulary *vocabulary_load(const uint64_t *keys, const uint32_t *counts, uint32_t size,
				   uint32_t texts);

#endif
