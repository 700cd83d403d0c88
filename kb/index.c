/*
 * Index: see index.h.  Building is here, asking is in index_rank.c.
 */
#include "kb/index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CENTROID_SHARE  2.0f   /* of the cosine to the centroid, beside the margin */
#define WEIGHT_LEAST    0.002f /* smaller ones are not kept */
#define VALUE_MOST      2047
#define PART_MOST       255
#define WEIGHTS_MOST    2048 /* of one feature: what more entries share tells none of them much */
#define WEIGHTS_LEAST   512  /* of one feature, kept whatever the size of the base */
#define ROW_SHARE       4    /* a feature of so large a part of the entries has a row, */
#define ROW_VALUES_MOST 16000000u /* or of a larger one, where rows had more values: 32 MB */
#define WEIGHTS_ENOUGH  20000000u /* of all: 80 MB; fewer of each feature where there are more */

static bool takes_part(const struct example_set *set, uint32_t example)
{
	return set->left_out == NULL || !set->left_out[example];
}

/* Entry models: margin plus centroid ------------------------------------------ */

struct blend {
	const struct example_set *set;
	struct learned *models; /* in: margins; out: margins and centroids */
	size_t *entry_start;    /* examples by entry */
	uint32_t *by_entry;
	float *dense; /* by feature */
	uint32_t *touched;
	unsigned char *is_touched;
	uint32_t touched_count;
};

static void group_by_entry(struct blend *blend)
{
	const struct example_set *set = blend->set;
	size_t *start = memory_array(set->entry_count + 2, sizeof(size_t));

	blend->by_entry = memory_array(set->count, sizeof(uint32_t));
	for (uint32_t example = 0; example < set->count; example++)
		start[set->entry[example] + 2]++;
	for (uint32_t entry = 2; entry < set->entry_count + 2; entry++)
		start[entry] += start[entry - 1];
	for (uint32_t example = 0; example < set->count; example++)
		blend->by_entry[start[set->entry[example] + 1]++] = example;
	blend->entry_start = start;
}

static void touch(struct blend *blend, uint32_t feature, float by)
{
	if (!blend->is_touched[feature]) {
		blend->is_touched[feature] = 1;
		blend->touched[blend->touched_count++] = feature;
	}
	blend->dense[feature] += by;
}

static void add_centroid(struct blend *blend, uint32_t entry)
{
	const struct example_set *set = blend->set;
	float square = 0;

	for (size_t at = blend->entry_start[entry]; at < blend->entry_start[entry + 1]; at++) {
		uint32_t example = blend->by_entry[at];
		if (!takes_part(set, example))
			continue;
		for (size_t part = set->start[example]; part < set->start[example + 1]; part++)
			touch(blend, set->features[part], set->weights[part]);
	}
	for (uint32_t at = 0; at < blend->touched_count; at++)
		square += blend->dense[blend->touched[at]] * blend->dense[blend->touched[at]];
	float scale = square > 0 ? CENTROID_SHARE / sqrtf(square) : 0;
	for (uint32_t at = 0; at < blend->touched_count; at++)
		blend->dense[blend->touched[at]] *= scale;
}

/* Replaces the entry's margin by margin plus centroid. */
static void blend_entry(struct blend *blend, uint32_t entry)
{
	struct learned *model = &blend->models[entry];

	blend->touched_count = 0;
	add_centroid(blend, entry);
	for (uint32_t at = 0; at < model->count; at++)
		touch(blend, model->features[at], model->weights[at]);
	uint32_t room = blend->touched_count;
	model->features = memory_resize(model->features, room * sizeof(uint32_t));
	model->weights = memory_resize(model->weights, room * sizeof(float));
	model->count = 0;
	for (uint32_t at = 0; at < room; at++) {
		uint32_t feature = blend->touched[at];
		float weight = blend->dense[feature];
		blend->dense[feature] = 0;
		blend->is_touched[feature] = 0;
		if (fabsf(weight) < WEIGHT_LEAST)
			continue;
		model->features[model->count] = feature;
		model->weights[model->count++] = weight;
	}
}

static void blend_all(const struct example_set *set, struct learned *models)
{
	struct blend blend = {.set = set, .models = models};

	blend.dense = memory_array(set->feature_count, sizeof(float));
	blend.touched = memory_array(set->feature_count, sizeof(uint32_t));
	blend.is_touched = memory_array(set->feature_count, 1);
	group_by_entry(&blend);
	for (uint32_t entry = 0; entry < set->entry_count; entry++)
		blend_entry(&blend, entry);
	free(blend.dense);
	free(blend.touched);
	free(blend.is_touched);
	free(blend.entry_start);
	free(blend.by_entry);
}

/* How many weights of one feature are kept, for all together to be few enough. */
static uint32_t weights_kept(const struct index *index)
{
	uint32_t most = WEIGHTS_MOST;

	for (; most > WEIGHTS_LEAST; most /= 2) {
		uint64_t total = 0;
		for (uint32_t feature = 0; feature < index->feature_count; feature++) {
			uint32_t count =
			    index->weight_start[feature + 1] - index->weight_start[feature];
			total += count < most ? count : most;
		}
		if (total <= WEIGHTS_ENOUGH)
			break;
	}
	return most;
}

/* The smallest size of a value among the `most` strongest. */
static int strength_needed(const struct index_weight *weights, uint32_t count, uint32_t most)
{
	uint32_t held[VALUE_MOST + 2] = {0}, sum = 0;
	int strength = VALUE_MOST + 1;

	if (count <= most)
		return 0;
	for (uint32_t at = 0; at < count; at++)
		held[abs(weights[at].value)]++;
	while (strength > 1 && sum + held[strength - 1] <= most)
		sum += held[--strength];
	return strength;
}

/* Moves the `most` strongest of a feature's weights down to place `to`; the
 * place after them.  Its start moves too; the feature after the last is the end. */
static uint32_t keep_strongest(struct index *index, uint32_t feature, uint32_t most, uint32_t to)
{
	uint32_t first = index->weight_start[feature], next = first;

	index->weight_start[feature] = to;
	if (feature == index->feature_count)
		return to;
	uint32_t count = index->weight_start[feature + 1] - first;
	int strength = strength_needed(index->weights + first, count, most);
	for (; next < first + count; next++)
		if (abs(index->weights[next].value) >= strength)
			index->weights[to++] = index->weights[next];
	return to;
}

/* Turns the models by entry into weights by feature. */
static void store_weights(struct index *index, const struct learned *models)
{
	uint32_t *start = memory_array(index->feature_count + 2ul, sizeof(uint32_t));
	uint64_t total = 0;
	float most = 0;

	for (uint32_t entry = 0; entry < index->entry_count; entry++) {
		for (uint32_t at = 0; at < models[entry].count; at++) {
			start[models[entry].features[at] + 2]++;
			most = fmaxf(most, fabsf(models[entry].weights[at]));
		}
		total += models[entry].count;
	}
	for (uint32_t feature = 2; feature < index->feature_count + 2; feature++)
		start[feature] += start[feature - 1];
	index->weight_step = most > 0 ? most / VALUE_MOST : 1;
	index->weights = memory_array(total, sizeof(*index->weights));
	for (uint32_t entry = 0; entry < index->entry_count; entry++)
		for (uint32_t at = 0; at < models[entry].count; at++)
			index->weights[start[models[entry].features[at] + 1]++] =
			    (struct index_weight){
				entry & (INDEX_ENTRIES_MOST - 1),
				(int32_t)lrintf(models[entry].weights[at] / index->weight_step)};
	index->weight_start = start;
	uint32_t most_kept = weights_kept(index);
	for (uint32_t feature = 0, kept = 0; feature <= index->feature_count; feature++)
		kept = keep_strongest(index, feature, most_kept, kept);
}

/* Examples --------------------------------------------------------------------- */

static void store_parts(struct index *index, const struct example_set *set)
{
	size_t total = set->start[set->count];
	float most = 0;

	for (size_t part = 0; part < total; part++)
		most = fmaxf(most, set->weights[part]);
	index->part_step = most > 0 ? most / PART_MOST : 1;
	index->part_start = memory_array(set->count + 1, sizeof(uint32_t));
	index->parts = memory_array(total, sizeof(*index->parts));
	index->example_entry = memory_array(set->count, sizeof(uint32_t));
	for (uint32_t example = 0; example <= set->count; example++)
		index->part_start[example] = (uint32_t)set->start[example];
	for (size_t part = 0; part < total; part++) {
		uint32_t value = (uint32_t)lrintf(set->weights[part] / index->part_step);
		index->parts[part] =
		    (struct index_part){set->features[part] & VOCABULARY_MOST, value & PART_MOST};
	}
	if (set->count > 0)
		memcpy(index->example_entry, set->entry, set->count * sizeof(uint32_t));
}

static void store_postings(struct index *index, const struct example_set *set,
			   const struct vocabulary *vocabulary)
{
	uint32_t *start = memory_array(index->feature_count + 2ul, sizeof(uint32_t));
	unsigned char *finds = memory_array(index->feature_count, 1);

	for (uint32_t feature = 0; feature < index->feature_count; feature++)
		finds[feature] =
		    feature_group_finds(feature_group(vocabulary_key(vocabulary, feature)));
	for (uint32_t example = 0; example < set->count; example++)
		for (size_t part = set->start[example];
		     takes_part(set, example) && part < set->start[example + 1]; part++)
			start[set->features[part] + 2] += finds[set->features[part]];
	for (uint32_t feature = 2; feature < index->feature_count + 2; feature++)
		start[feature] += start[feature - 1];
	index->postings = memory_array(start[index->feature_count + 1], sizeof(uint32_t));
	for (uint32_t example = 0; example < set->count; example++)
		for (size_t part = set->start[example];
		     takes_part(set, example) && part < set->start[example + 1]; part++)
			if (finds[set->features[part]])
				index->postings[start[set->features[part] + 1]++] = example;
	index->posting_start = start;
	free(finds);
}

/* Rows ------------------------------------------------------------------------- */

static uint32_t weight_count(const struct index *index, uint32_t feature)
{
	return index->weight_start[feature + 1] - index->weight_start[feature];
}

/* With at least how many weights a feature has a row. */
static uint32_t weights_of_row(const struct index *index)
{
	uint32_t share = ROW_SHARE;

	for (; share > 0; share--) {
		uint64_t values = 0;
		for (uint32_t feature = 0; feature < index->feature_count; feature++)
			if (weight_count(index, feature) * share >= index->entry_count)
				values += index->entry_count;
		if (values <= ROW_VALUES_MOST)
			break;
	}
	return share == 0 ? UINT32_MAX : (index->entry_count + share - 1) / share;
}

void index_lay_rows(struct index *index)
{
	uint32_t rows = 0, needed = weights_of_row(index);

	index->row_of = memory_array(index->feature_count, sizeof(*index->row_of));
	for (uint32_t feature = 0; feature < index->feature_count; feature++)
		if (weight_count(index, feature) >= needed)
			index->row_of[feature] = ++rows;
	index->rows = memory_array((size_t)rows * index->entry_count, sizeof(*index->rows));
	for (uint32_t feature = 0; feature < index->feature_count; feature++) {
		if (index->row_of[feature] == 0)
			continue;
		index_row_value *row =
		    index->rows + (size_t)(index->row_of[feature] - 1) * index->entry_count;
		const struct index_weight *weight = index->weights + index->weight_start[feature];
		for (uint32_t at = 0; at < weight_count(index, feature); at++)
			row[weight[at].entry] = (index_row_value)weight[at].value;
	}
}

struct index *index_build(const struct example_set *set, const struct vocabulary *vocabulary,
			  int threads)
{
	struct index *index = memory_new(sizeof(*index));

	index->entry_count = set->entry_count;
	index->example_count = set->count;
	index->feature_count = set->feature_count;
	struct learned *models = train(set, threads);
	blend_all(set, models);
	store_weights(index, models);
	learned_free(&models, set->entry_count);
	store_parts(index, set);
	store_postings(index, set, vocabulary);
	index_lay_rows(index);
	return index;
}

void index_free(struct index **index)
{
	if (*index == NULL)
		return;
	free((*index)->weight_start);
	free((*index)->weights);
	free((*index)->row_of);
	free((*index)->rows);
	free((*index)->posting_start);
	free((*index)->postings);
	free((*index)->part_start);
	free((*index)->parts);
	free((*index)->example_entry);
	free(*index);
	*index = NULL;
}
