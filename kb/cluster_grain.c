/*
 * Cluster, grain: how fine clusters should be, as the base's own wordings
 * tell.  See cluster.h.
 */
#include <math.h>
#include <stdlib.h>

#include "kb/cluster_agreement.h"
#include "kb/cluster_graph.h"
#include "kb/cluster_internal.h"
#include "kb/snapshot_index.h"

#define LEARN_EXAMPLES  3000u
#define LEARN_ENTRIES   8u /* with two wordings; fewer say nothing */
#define LEARN_GRAIN     0.5
#define LEARN_GRAINS    20
#define LEARN_STEP      1.4142135623730951 /* each is so much finer than the one before */
#define IN_VAIN_SHARE   0.6 /* what is asked in vain is about fewer things than the base is */

struct cluster_grain cluster_grain_default(void)
{
	return (struct cluster_grain){.resolution = 1.0, .questions = 500};
}

/* More questions are of more meanings, but the more there are, the more often
 * one asks for the same again. */
double clusters_resolution(const struct clusters *clusters, uint32_t questions)
{
	double share = (double)questions / (double)clusters->grain.questions;
	double resolution = clusters->grain.resolution * sqrt(share);

	return resolution > 1 ? resolution : 1;
}

/* One entry in so many is learned from. */
static uint32_t sampled_share(uint32_t wordings)
{
	return wordings / LEARN_EXAMPLES + 1;
}

/* Takes in the wordings of whole entries, spread over the base, and writes the
 * entry of each into `entry`; how many entries have two or more. */
static uint32_t take_examples(const struct snapshot *snapshot, struct clusters *clusters,
			      uint32_t *entry)
{
	const struct index *index = snapshot_index(snapshot);
	uint32_t each = sampled_share(index->example_count), several = 0;
	uint32_t *taken = memory_array((size_t)index->entry_count + 1, sizeof(uint32_t));

	for (uint32_t at = 0; at < index->example_count; at++) {
		uint32_t of = index->example_entry[at];
		if (of % each != 0)
			continue;
		struct cluster_question question = {.text = snapshot_example(snapshot, at),
						    .cluster = CLUSTER_NONE};
		entry[clusters_add(clusters, &question)] = of / each;
		several += ++taken[of] == 2;
	}
	free(taken);
	return several;
}

static double log_wordings(const struct snapshot *snapshot, uint32_t entry)
{
	return log(fmax(1, snapshot_entry(snapshot, (int)entry)->variants));
}

/* The wordings of a base have no evidence: their neighbours' entries tell how
 * many wordings there are for one thing. */
static void tell_wordings(const struct snapshot *snapshot, struct clusters *clusters,
			  const uint32_t *entry)
{
	uint32_t each = sampled_share(snapshot_index(snapshot)->example_count);

	for (uint32_t at = 0; at < clusters->count; at++) {
		struct cluster_item *item = &clusters->items[at];
		double sum = 0, all = 0;
		for (int near = 0; near < item->neighbour_count; near++) {
			uint32_t of = entry[item->neighbours[near].question] * each;
			double like = (double)item->neighbours[near].likeness;
			sum += like * like * log_wordings(snapshot, of);
			all += like * like;
		}
		item->wordings = all > 0 ? (float)(sum / all) : (float)clusters->grain.wordings;
	}
}

static double agreement_at(const struct clusters *clusters, const struct cluster_graph *graph,
			   const uint32_t *entry, double resolution)
{
	uint32_t *community = memory_array((size_t)clusters->count + 1, sizeof(uint32_t));

	for (uint32_t at = 0; at < clusters->count; at++)
		community[at] = at;
	cluster_graph_settle(graph, resolution, NULL, community);
	double agreement = cluster_agreement(community, entry, clusters->count);
	free(community);
	return agreement;
}

static double best_resolution(struct clusters *clusters, const uint32_t *entry)
{
	uint32_t *place = memory_array((size_t)clusters->count + 1, sizeof(uint32_t));
	double resolution = LEARN_GRAIN, best = 1, most = -1;

	for (uint32_t at = 0; at < clusters->count; at++)
		place[at] = at;
	struct cluster_graph graph = clusters_graph(clusters, place, clusters->count);
	cluster_expect(clusters, place, &graph);
	for (int step = 0; step < LEARN_GRAINS; step++, resolution *= LEARN_STEP) {
		double agreement = agreement_at(clusters, &graph, entry, resolution);
		if (agreement > most) {
			most = agreement;
			best = resolution;
		}
	}
	cluster_graph_free(&graph);
	free(place);
	return best;
}

/* Of the entry that a wording is of, on the logarithmic average. */
static double usual_wordings(const struct snapshot *snapshot)
{
	const struct index *index = snapshot_index(snapshot);
	double sum = 0;

	for (uint32_t at = 0; at < index->example_count; at++)
		sum += log_wordings(snapshot, index->example_entry[at]);
	return index->example_count > 0 ? sum / index->example_count : 0;
}

struct cluster_grain cluster_grain_learn(const struct snapshot *snapshot)
{
	struct cluster_grain grain = cluster_grain_default();
	grain.wordings = usual_wordings(snapshot);
	struct clusters *clusters = clusters_new(snapshot_vocabulary(snapshot), grain);
	uint32_t wordings = snapshot_index(snapshot)->example_count;
	uint32_t *entry = memory_array((size_t)wordings + 1, sizeof(uint32_t));

	if (take_examples(snapshot, clusters, entry) >= LEARN_ENTRIES) {
		tell_wordings(snapshot, clusters, entry);
		grain.resolution = IN_VAIN_SHARE * best_resolution(clusters, entry) *
				   sampled_share(wordings);
		grain.questions = wordings;
	}
	free(entry);
	clusters_free(&clusters);
	return grain;
}
