/*
 * Index: the learned form of a base, from which one question is ranked.
 *
 * Three views of the same examples: for each feature the weight it gives to
 * each entry (learned margin and centroid in one number); for each feature
 * that finds candidates the examples that hold it; for each example its
 * features.  Plain arrays, so that a snapshot stores them as they are.
 *
 * Built by the publishing thread, then read by any.  Why this and not FTS5
 * serves visitors: docs/decisions/0002-serving-index.md.
 */
#ifndef FOYER_KB_INDEX_H
#define FOYER_KB_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "kb/train.h"
#include "kb/vocabulary.h"

#define INDEX_ENTRIES_MOST (1u << 20)

/* What a feature says for or against an entry, in steps of weight_step. */
struct index_weight {
	uint32_t entry : 20;
	int32_t value : 12;
};

/* A feature of an example; 255 is part_step * 255. */
struct index_part {
	uint32_t feature : 24;
	uint32_t value : 8;
};

/* The same of a feature that says something of many entries: a value for each. */
typedef int16_t index_row_value;

struct index {
	uint32_t entry_count, example_count, feature_count;
	float weight_step, part_step;
	uint32_t *weight_start;  /* feature_count + 1 */
	struct index_weight *weights;
	uint32_t *row_of;        /* by feature: its row + 1; 0 for none */
	index_row_value *rows;   /* entry_count values each */
	uint32_t *posting_start; /* feature_count + 1; empty for features that don't find */
	uint32_t *postings;      /* examples */
	uint32_t *part_start;    /* example_count + 1 */
	struct index_part *parts;
	uint32_t *example_entry;
};

/* Learns from the set's examples that are not left out. */
struct index *index_build(const struct example_set *set, const struct vocabulary *vocabulary,
			  int threads);
/* Lays out the weights of frequent features as rows, which are added many at a
 * time.  Call once, before others see the index; nothing that is asked of it
 * changes. */
void index_lay_rows(struct index *index);
void index_free(struct index **index);

/* True when every number in it points at what is there: what was read from a
 * file is trusted only then.  The counts are of its lists. */
bool index_is_sound(const struct index *index, uint64_t weights, uint64_t postings, uint64_t parts);

#define INDEX_RANKED_MOST    10
#define INDEX_LIKENESS_SHARE 0.9f

/* One entry's place in a ranking. */
struct ranked {
	uint32_t entry;
	uint32_t example; /* of the entry, most like the question; UINT32_MAX for none */
	float learned;    /* margin and centroid */
	float likeness;   /* cosine to that example */
	float score;      /* the first, and INDEX_LIKENESS_SHARE of the second */
};

struct ranking {
	struct ranked best[INDEX_RANKED_MOST]; /* best first */
	int count;
};

/* Ranks the entries for a question.  Entries for which `excluded` (by entry,
 * may be NULL) is set are passed over. */
void index_rank(const struct index *index, const struct vector *question,
		const unsigned char *excluded, struct arena *arena, struct ranking *ranking);

/* What one feature says for an entry. */
float index_weight_of(const struct index *index, uint32_t feature, uint32_t entry);

#endif
