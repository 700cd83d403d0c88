/*
 * Cluster graph, making one: see cluster_graph.h.  How communities are found
 * in it is in cluster_settle.c.
 */
#include "kb/cluster_graph.h"

#include <stdlib.h>

#include "data/arena.h"

static int by_ends(const void *one, const void *other)
{
	const struct cluster_link *a = one, *b = other;

	if (a->one != b->one)
		return a->one < b->one ? -1 : 1;
	if (a->other != b->other)
		return a->other < b->other ? -1 : 1;
	return a->weight > b->weight ? -1 : a->weight < b->weight;
}

/* Smaller end first, sorted, equal links as one. */
static uint64_t tidy(struct cluster_link *links, uint64_t count)
{
	uint64_t kept = 0;

	for (uint64_t at = 0; at < count; at++)
		if (links[at].one > links[at].other) {
			uint32_t one = links[at].one;
			links[at].one = links[at].other;
			links[at].other = one;
		}
	qsort(links, count, sizeof(*links), by_ends);
	for (uint64_t at = 0; at < count; at++) {
		if (links[at].one == links[at].other)
			continue;
		if (kept > 0 && links[kept - 1].one == links[at].one &&
		    links[kept - 1].other == links[at].other)
			links[kept - 1].weight += links[at].weight;
		else
			links[kept++] = links[at];
	}
	return kept;
}

struct cluster_graph cluster_graph_new(uint32_t count, struct cluster_link *links,
				       uint64_t link_count)
{
	link_count = tidy(links, link_count);
	struct cluster_graph graph = {
	    .count = count,
	    .start = memory_array((size_t)count + 2, sizeof(uint32_t)),
	    .other = memory_array(link_count * 2 + 1, sizeof(uint32_t)),
	    .weight = memory_array(link_count * 2 + 1, sizeof(float)),
	};

	for (uint64_t at = 0; at < link_count; at++) {
		graph.start[links[at].one + 2]++;
		graph.start[links[at].other + 2]++;
	}
	for (uint32_t node = 2; node <= count; node++)
		graph.start[node] += graph.start[node - 1];
	for (uint64_t at = 0; at < link_count; at++) {
		uint32_t one = graph.start[links[at].one + 1]++;
		uint32_t other = graph.start[links[at].other + 1]++;
		graph.other[one] = links[at].other;
		graph.other[other] = links[at].one;
		graph.weight[one] = graph.weight[other] = links[at].weight;
	}
	return graph;
}

void cluster_graph_free(struct cluster_graph *graph)
{
	free(graph->start);
	free(graph->other);
	free(graph->weight);
	free(graph->own);
	free(graph->expected);
	*graph = (struct cluster_graph){0};
}

double cluster_graph_degree(const struct cluster_graph *graph, uint32_t node)
{
	double degree = graph->own == NULL ? 0 : 2 * (double)graph->own[node];

	for (uint32_t at = graph->start[node]; at < graph->start[node + 1]; at++)
		degree += (double)graph->weight[at];
	return degree;
}
