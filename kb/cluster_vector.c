/*
 * Cluster, vectors: what questions are compared by.  See cluster.h.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kb/analysis.h"
#include "kb/cluster_internal.h"
#include "kb/features.h"
#include "kb/snapshot_index.h"

#define EVIDENCE_LENGTH 0.5f
#define EVIDENCE_MARK   0x80000000u /* in a part's feature: it is an entry */

/* Vectors ------------------------------------------------------------------ */

static int by_weight(const void *one, const void *other)
{
	const struct cluster_part *a = one, *b = other;

	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->feature < b->feature ? -1 : a->feature > b->feature;
}

static void scale_parts(struct cluster_part *parts, int count, float length)
{
	float sum = 0;

	for (int at = 0; at < count; at++)
		sum += parts[at].weight * parts[at].weight;
	for (int at = 0; at < count && sum > 0; at++)
		parts[at].weight *= length / sqrtf(sum);
}

/* The heaviest features of the text; how many. */
static int text_parts(struct clusters *clusters, const char *text, struct cluster_part *out)
{
	struct analysis analysis = analysis_run(text, clusters->arena);
	struct feature_list features = features_extract(&analysis, clusters->arena);

	vocabulary_count(clusters->vocabulary, &features);
	struct vector vector = vocabulary_weigh(clusters->vocabulary, &features, clusters->arena);
	struct cluster_part *parts =
	    arena_array(clusters->arena, (size_t)vector.count + 1, sizeof(*parts));
	for (int at = 0; at < vector.count; at++)
		parts[at] = (struct cluster_part){
		    vector.features[at],
		    vector.weights[at] * cluster_telling(clusters, vector.features[at])};
	qsort(parts, (size_t)vector.count, sizeof(*parts), by_weight);
	int count = vector.count < CLUSTER_PARTS_MOST ? vector.count : CLUSTER_PARTS_MOST;
	memcpy(out, parts, (size_t)count * sizeof(*parts));
	scale_parts(out, count, 1);
	return count;
}

/* What the entries' scores are above the last of them. */
static int evidence_parts(const struct cluster_question *question, struct cluster_part *out)
{
	int count = question->evidence_count;

	if (count < 2)
		return 0;
	for (int at = 0; at < count; at++)
		out[at] =
		    (struct cluster_part){question->evidence[at].entry | EVIDENCE_MARK,
					  question->evidence[at].score -
					      question->evidence[count - 1].score};
	scale_parts(out, count - 1, EVIDENCE_LENGTH);
	return count - 1;
}

void cluster_read_parts(struct clusters *clusters, const struct cluster_question *question,
			struct cluster_item *item)
{
	struct cluster_part parts[CLUSTER_PARTS_MOST + CLUSTER_EVIDENCE_MOST];
	int count = text_parts(clusters, question->text, parts);

	item->text_parts = (uint8_t)count;
	count += evidence_parts(question, parts + count);
	scale_parts(parts, count, 1);
	item->part_count = (uint8_t)count;
	item->wordings = cluster_wordings_near(question, clusters->grain.wordings);
	item->parts = memory_array((size_t)count + 1, sizeof(*parts));
	memcpy(item->parts, parts, (size_t)count * sizeof(*parts));
}

/* Comparing ---------------------------------------------------------------- */

static uint32_t slot_of(uint32_t feature)
{
	return feature * 0x9e3779b1u >> 22; /* to CLUSTER_TABLE_SLOTS */
}

void cluster_fill_table(struct cluster_table *table, const struct cluster_item *item)
{
	memset(table, 0, sizeof(*table));
	for (int at = 0; at < item->part_count; at++) {
		uint32_t slot = slot_of(item->parts[at].feature);
		while (table->used[slot])
			slot = (slot + 1) % CLUSTER_TABLE_SLOTS;
		table->used[slot] = true;
		table->parts[slot] = item->parts[at];
	}
}

float cluster_compare(const struct cluster_table *table, const struct cluster_item *item)
{
	float sum = 0;

	for (int at = 0; at < item->part_count; at++) {
		uint32_t slot = slot_of(item->parts[at].feature);
		while (table->used[slot] && table->parts[slot].feature != item->parts[at].feature)
			slot = (slot + 1) % CLUSTER_TABLE_SLOTS;
		if (table->used[slot])
			sum += table->parts[slot].weight * item->parts[at].weight;
	}
	return sum;
}

float clusters_likeness(const struct clusters *clusters, uint32_t one, uint32_t other)
{
	struct cluster_table table;

	cluster_fill_table(&table, &clusters->items[one]);
	return cluster_compare(&table, &clusters->items[other]);
}

/* Evidence ------------------------------------------------------------------ */

static uint32_t name_hash(const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash;
}

int cluster_evidence_of(const struct snapshot *snapshot, const char *text, struct arena *arena,
			struct cluster_evidence *out)
{
	struct analysis analysis = analysis_run(text, arena);
	struct feature_list features = features_extract(&analysis, arena);
	struct vector vector = vocabulary_weigh(snapshot_vocabulary(snapshot), &features, arena);
	struct ranking ranking;

	if (vector.count == 0)
		return 0;
	index_rank(snapshot_index(snapshot), &vector, NULL, arena, &ranking);
	for (int at = 0; at < ranking.count; at++) {
		const struct snapshot_entry *entry =
		    snapshot_entry(snapshot, (int)ranking.best[at].entry);
		out[at] = (struct cluster_evidence){.entry = name_hash(entry->external_id),
						    .wordings = (uint32_t)entry->variants,
						    .score = ranking.best[at].score};
	}
	return ranking.count;
}
