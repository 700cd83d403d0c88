/*
 * Cluster, refining: looking at all questions again, and how fine clusters
 * should be.  See cluster.h.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kb/cluster_graph.h"
#include "kb/cluster_internal.h"
#include "kb/snapshot_index.h"

#define REFINE_LEAST    50    /* questions that came */
#define REFINE_SHARE    0.15  /* of all */
#define BETTER_ENOUGH   0.005 /* of quality, for beginning anew to be worth the moves */
#define LEARN_EXAMPLES  3000u
#define LEARN_ENTRIES   8u /* with two wordings; fewer say nothing */
#define LEARN_GRAIN     0.5
#define LEARN_GRAINS    20
#define LEARN_STEP      1.4142135623730951 /* each is so much finer than the one before */
#define IN_VAIN_SHARE   0.6 /* what is asked in vain is about fewer things than the base is */

/* More questions are of more meanings, but the more there are, the more often
 * one asks for the same again. */
double clusters_resolution(const struct clusters *clusters, uint32_t questions)
{
	double share = (double)questions / (double)clusters->grain.questions;
	double resolution = clusters->grain.resolution * sqrt(share);

	return resolution > 1 ? resolution : 1;
}

bool clusters_want_refining(const struct clusters *clusters)
{
	return clusters->since_refined >= REFINE_LEAST &&
	       clusters->since_refined >= REFINE_SHARE * clusters->count;
}

/* The graph ----------------------------------------------------------------- */

struct cluster_graph clusters_graph(const struct clusters *clusters, const uint32_t *place,
				    uint32_t nodes)
{
	struct cluster_link *links =
	    memory_array((size_t)clusters->count * CLUSTER_NEIGHBOURS + 1, sizeof(*links));
	uint64_t count = 0;

	for (uint32_t at = 0; at < clusters->count; at++) {
		const struct cluster_item *item = &clusters->items[at];
		for (int near = 0; near < item->neighbour_count; near++) {
			const struct cluster_near *neighbour = &item->neighbours[near];
			if (place[at] == CLUSTER_NONE || place[neighbour->question] == CLUSTER_NONE)
				continue;
			links[count++] =
			    (struct cluster_link){place[at], place[neighbour->question],
						  cluster_link_weight(clusters, at, neighbour)};
		}
	}
	struct cluster_graph graph = cluster_graph_new(nodes, links, count);
	free(links);
	return graph;
}

/* Refining ------------------------------------------------------------------ */

/* The questions that are there, as nodes. */
struct nodes {
	uint32_t count;
	uint32_t *question; /* of each node */
	uint32_t *place;    /* of each question; CLUSTER_NONE: removed */
	bool *fixed;        /* of each node */
	uint32_t *cluster;  /* of each node, numbered by one of its nodes */
};

static struct nodes nodes_of(const struct clusters *clusters)
{
	size_t count = (size_t)clusters->count + 1;
	struct nodes nodes = {
	    .question = memory_array(count, sizeof(uint32_t)),
	    .place = memory_array(count, sizeof(uint32_t)),
	    .fixed = memory_array(count, sizeof(bool)),
	    .cluster = memory_array(count, sizeof(uint32_t)),
	};
	uint32_t *first = memory_array((size_t)clusters->numbers + 1, sizeof(uint32_t));

	for (uint32_t at = 0; at < clusters->count; at++) {
		const struct cluster_item *item = &clusters->items[at];
		nodes.place[at] = CLUSTER_NONE;
		if (item->cluster == CLUSTER_NONE)
			continue;
		uint32_t node = nodes.count++;
		nodes.place[at] = node;
		nodes.question[node] = at;
		nodes.fixed[node] = item->fixed;
		if (first[item->cluster] == 0)
			first[item->cluster] = node + 1;
		nodes.cluster[node] = first[item->cluster] - 1;
	}
	free(first);
	return nodes;
}

static void nodes_free(struct nodes *nodes)
{
	free(nodes->question);
	free(nodes->place);
	free(nodes->fixed);
	free(nodes->cluster);
}

/* From how things are, and from nothing but what editors fixed: the better,
 * with something for staying. */
static uint32_t *settle(const struct clusters *clusters, const struct nodes *nodes)
{
	struct cluster_graph graph = clusters_graph(clusters, nodes->place, nodes->count);
	double resolution = clusters_resolution(clusters, nodes->count);
	uint32_t *warm = memory_array((size_t)nodes->count + 1, sizeof(uint32_t));
	uint32_t *cold = memory_array((size_t)nodes->count + 1, sizeof(uint32_t));

	for (uint32_t node = 0; node < nodes->count; node++) {
		warm[node] = nodes->cluster[node];
		cold[node] = nodes->fixed[node] ? nodes->cluster[node] : node;
	}
	cluster_graph_settle(&graph, resolution, nodes->fixed, warm);
	cluster_graph_settle(&graph, resolution, nodes->fixed, cold);
	bool anew = cluster_graph_quality(&graph, resolution, cold) >
		    cluster_graph_quality(&graph, resolution, warm) + BETTER_ENOUGH;
	cluster_graph_free(&graph);
	free(anew ? warm : cold);
	return anew ? cold : warm;
}

/* How many questions of a cluster are in a community now. */
struct overlap {
	uint32_t community, cluster, count;
	bool fixed; /* one of them is */
};

static int by_both(const void *one, const void *other)
{
	const struct overlap *a = one, *b = other;

	if (a->community != b->community)
		return a->community < b->community ? -1 : 1;
	return a->cluster < b->cluster ? -1 : a->cluster > b->cluster;
}

static int by_claim(const void *one, const void *other)
{
	const struct overlap *a = one, *b = other;

	if (a->fixed != b->fixed)
		return a->fixed ? -1 : 1;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return by_both(one, other);
}

static uint32_t count_overlaps(const struct clusters *clusters, const struct nodes *nodes,
			       const uint32_t *community, struct overlap *overlaps)
{
	uint32_t used = 0;

	for (uint32_t node = 0; node < nodes->count; node++)
		overlaps[node] =
		    (struct overlap){community[node], clusters->items[nodes->question[node]].cluster,
				     1, nodes->fixed[node]};
	qsort(overlaps, nodes->count, sizeof(*overlaps), by_both);
	for (uint32_t at = 0; at < nodes->count; at++) {
		if (used > 0 && by_both(&overlaps[used - 1], &overlaps[at]) == 0) {
			overlaps[used - 1].count++;
			overlaps[used - 1].fixed |= overlaps[at].fixed;
		} else {
			overlaps[used++] = overlaps[at];
		}
	}
	qsort(overlaps, used, sizeof(*overlaps), by_claim);
	return used;
}

/* Gives each community the number of the cluster that most of it was, if no
 * other has a better claim to it. */
static void rename_clusters(struct clusters *clusters, const struct nodes *nodes,
			    const uint32_t *community)
{
	struct overlap *overlaps = memory_array((size_t)nodes->count + 1, sizeof(*overlaps));
	uint32_t *name = memory_array((size_t)nodes->count + 1, sizeof(uint32_t));
	bool *taken = memory_array((size_t)clusters->numbers + 1, sizeof(bool));
	uint32_t used = count_overlaps(clusters, nodes, community, overlaps);

	memset(name, 0xff, nodes->count * sizeof(uint32_t));
	for (uint32_t at = 0; at < used; at++) {
		if (name[overlaps[at].community] != CLUSTER_NONE || taken[overlaps[at].cluster])
			continue;
		name[overlaps[at].community] = overlaps[at].cluster;
		taken[overlaps[at].cluster] = true;
	}
	for (uint32_t node = 0; node < nodes->count; node++) {
		if (name[community[node]] == CLUSTER_NONE)
			name[community[node]] = clusters_new_number(clusters);
		clusters->items[nodes->question[node]].cluster = name[community[node]];
	}
	free(overlaps);
	free(name);
	free(taken);
}

static void count_totals(struct clusters *clusters)
{
	memset(clusters->totals, 0, clusters->total_room * sizeof(double));
	clusters->total = 0;
	for (uint32_t at = 0; at < clusters->count; at++) {
		const struct cluster_item *item = &clusters->items[at];
		for (int near = 0; near < item->neighbour_count; near++) {
			const struct cluster_near *neighbour = &item->neighbours[near];
			uint32_t other = clusters->items[neighbour->question].cluster;
			if (item->cluster == CLUSTER_NONE || other == CLUSTER_NONE)
				continue;
			double weight = (double)cluster_link_weight(clusters, at, neighbour);
			clusters->totals[item->cluster] += weight;
			clusters->totals[other] += weight;
			clusters->total += 2 * weight;
		}
	}
}

void clusters_refine(struct clusters *clusters)
{
	struct nodes nodes = nodes_of(clusters);

	if (nodes.count > 0) {
		uint32_t *community = settle(clusters, &nodes);
		rename_clusters(clusters, &nodes, community);
		free(community);
		count_totals(clusters);
	}
	nodes_free(&nodes);
	clusters->since_refined = 0;
}

/* Grain --------------------------------------------------------------------- */

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

static double best_resolution(const struct clusters *clusters, const uint32_t *entry)
{
	uint32_t *place = memory_array((size_t)clusters->count + 1, sizeof(uint32_t));
	double resolution = LEARN_GRAIN, best = 1, most = -1;

	for (uint32_t at = 0; at < clusters->count; at++)
		place[at] = at;
	struct cluster_graph graph = clusters_graph(clusters, place, clusters->count);
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

struct cluster_grain cluster_grain_learn(const struct snapshot *snapshot)
{
	struct cluster_grain grain = cluster_grain_default();
	struct clusters *clusters = clusters_new(snapshot_vocabulary(snapshot), grain);
	uint32_t wordings = snapshot_index(snapshot)->example_count;
	uint32_t *entry = memory_array((size_t)wordings + 1, sizeof(uint32_t));

	if (take_examples(snapshot, clusters, entry) >= LEARN_ENTRIES)
		grain = (struct cluster_grain){IN_VAIN_SHARE * best_resolution(clusters, entry) *
						   sampled_share(wordings),
					       wordings};
	free(entry);
	clusters_free(&clusters);
	return grain;
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
		out[at] = (struct cluster_evidence){name_hash(entry->external_id),
						    ranking.best[at].score};
	}
	return ranking.count;
}
