/*
 * Cluster, refining: looking at all questions again.  See cluster.h.
 */
#include <stdlib.h>
#include <string.h>

#include "kb/cluster_graph.h"
#include "kb/cluster_internal.h"

#define REFINE_LEAST    50    /* questions that came */
#define REFINE_SHARE    0.15  /* of all */
#define BETTER_ENOUGH   0.005 /* of quality, for beginning anew to be worth the moves */

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
static uint32_t *settle(struct clusters *clusters, const struct nodes *nodes)
{
	struct cluster_graph graph = clusters_graph(clusters, nodes->place, nodes->count);
	cluster_expect(clusters, nodes->question, &graph);
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
			const struct cluster_item *other = &clusters->items[neighbour->question];
			if (item->cluster == CLUSTER_NONE || other->cluster == CLUSTER_NONE)
				continue;
			double weight = (double)cluster_link_weight(clusters, at, neighbour);
			clusters->totals[item->cluster] += weight * cluster_expected(clusters, item);
			clusters->totals[other->cluster] += weight * cluster_expected(clusters, other);
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
