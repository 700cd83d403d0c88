/*
 * Cluster graph: which nodes of a weighted graph belong together.
 *
 * Finds communities by modularity with a resolution: higher resolutions give
 * more and smaller ones (Blondel et al. 2008, begun from the communities
 * that there are, so that little moves when little has changed).
 *
 * Not here: what the nodes are (kb/cluster.h).  Pure; any thread.
 */
#ifndef FOYER_KB_CLUSTER_GRAPH_H
#define FOYER_KB_CLUSTER_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

/* Each link is there twice, once for either end; a node has none to itself. */
struct cluster_graph {
	uint32_t count;  /* nodes */
	uint32_t *start; /* count + 1, into the two below */
	uint32_t *other; /* the node at the other end */
	float *weight;   /* above 0 */
	float *own;      /* inside the node, where it stands for several; NULL: 0 */
	float *expected; /* links that a node would have if it were as often linked as others,
			    NULL: as many as it has; the more, the smaller its community */
};

/* Takes pairs of nodes, in any order and as often as there are links between
 * them, and sorts them into a graph. */
struct cluster_link {
	uint32_t one, other;
	float weight;
};
struct cluster_graph cluster_graph_new(uint32_t count, struct cluster_link *links,
				       uint64_t link_count);
void cluster_graph_free(struct cluster_graph *graph);

/* The links of a node, added up. */
double cluster_graph_degree(const struct cluster_graph *graph, uint32_t node);

/* Moves nodes between communities until no move is better.  community holds a
 * number below count for each node; nodes for which `fixed` (or NULL) is set
 * stay where they are, and two communities that hold such nodes are never
 * joined. */
void cluster_graph_settle(const struct cluster_graph *graph, double resolution, const bool *fixed,
			  uint32_t *community);

/* How good communities are; the higher the better, 1 at most. */
double cluster_graph_quality(const struct cluster_graph *graph, double resolution,
			     const uint32_t *community);

#endif
