/*
 * Cluster graph, settling: which nodes belong together.  See cluster_graph.h.
 *
 * A level moves single nodes; then each community becomes one node of a
 * smaller graph, and so on until nothing moves.
 */
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"
#include "kb/cluster_graph.h"

#define SWEEPS_MOST 20
#define LEVELS_MOST 20
#define GAIN_LEAST  1e-9

/* One level ---------------------------------------------------------------- */

struct level {
	const struct cluster_graph *graph;
	const bool *fixed;
	uint32_t *community;
	double *expected; /* of each node: the links that it is expected to have */
	double *total;    /* of each community: what its nodes are expected to have */
	uint32_t *size;   /* of each community: its nodes */
	double *reach;    /* links from the node in hand to each community */
	uint32_t *near;   /* communities with reach, */
	uint32_t near_count;
	double price;    /* resolution / all degrees */
	uint32_t unused; /* a community number from which to look for an empty one */
};

static struct level level_begin(const struct cluster_graph *graph, double resolution,
				const bool *fixed, uint32_t *community)
{
	size_t count = (size_t)graph->count + 1;
	struct level level = {
	    .graph = graph,
	    .fixed = fixed,
	    .community = community,
	    .expected = memory_array(count, sizeof(double)),
	    .total = memory_array(count, sizeof(double)),
	    .size = memory_array(count, sizeof(uint32_t)),
	    .reach = memory_array(count, sizeof(double)),
	    .near = memory_array(count, sizeof(uint32_t)),
	};
	double all = 0;

	for (uint32_t node = 0; node < graph->count; node++) {
		double degree = cluster_graph_degree(graph, node);
		level.expected[node] =
		    graph->expected == NULL ? degree : (double)graph->expected[node];
		level.total[community[node]] += level.expected[node];
		level.size[community[node]]++;
		all += degree;
	}
	level.price = all > 0 ? resolution / all : 0;
	return level;
}

static void level_end(struct level *level)
{
	free(level->expected);
	free(level->total);
	free(level->size);
	free(level->reach);
	free(level->near);
}

/* Sums the node's links by community. */
static void reach_out(struct level *level, uint32_t node)
{
	const struct cluster_graph *graph = level->graph;

	level->near_count = 0;
	for (uint32_t at = graph->start[node]; at < graph->start[node + 1]; at++) {
		uint32_t community = level->community[graph->other[at]];
		if (level->reach[community] <= 0)
			level->near[level->near_count++] = community;
		level->reach[community] += (double)graph->weight[at];
	}
}

/* A community that nobody is in, for a node that is better alone. */
static uint32_t empty_community(struct level *level)
{
	while (level->size[level->unused] > 0)
		level->unused = (level->unused + 1) % level->graph->count;
	return level->unused;
}

static uint32_t best_community(struct level *level, uint32_t node)
{
	uint32_t home = level->community[node], best = home;
	double cost = level->price * level->expected[node];
	double most = level->reach[home] - cost * level->total[home];

	for (uint32_t at = 0; at < level->near_count; at++) {
		uint32_t community = level->near[at];
		double gain = level->reach[community] - cost * level->total[community];
		if (gain > most + GAIN_LEAST) {
			most = gain;
			best = community;
		}
	}
	if (most < -GAIN_LEAST && level->size[home] > 0)
		return empty_community(level);
	return best;
}

static bool move_node(struct level *level, uint32_t node)
{
	uint32_t home = level->community[node];

	reach_out(level, node);
	level->total[home] -= level->expected[node];
	level->size[home]--;
	uint32_t best = best_community(level, node);
	level->total[best] += level->expected[node];
	level->size[best]++;
	level->community[node] = best;
	for (uint32_t at = 0; at < level->near_count; at++)
		level->reach[level->near[at]] = 0;
	return best != home;
}

/* Nodes are taken in an order that has nothing to do with their numbers,
 * which often follow what is to be found. */
static uint32_t stride_of(uint32_t count)
{
	uint32_t stride = count / 2 + count / 7 + 1;

	for (;; stride++) {
		uint32_t a = stride, b = count;
		while (b != 0) {
			uint32_t rest = a % b;
			a = b;
			b = rest;
		}
		if (a == 1)
			return stride;
	}
}

static bool sweep(struct level *level)
{
	uint32_t count = level->graph->count, stride = stride_of(count), moved = 0;
	uint64_t node = 0;

	for (uint32_t at = 0; at < count; at++, node = (node + stride) % count)
		if (level->fixed == NULL || !level->fixed[node])
			moved += move_node(level, (uint32_t)node);
	return moved > count / 1000;
}

static void settle_level(const struct cluster_graph *graph, double resolution, const bool *fixed,
			 uint32_t *community)
{
	struct level level = level_begin(graph, resolution, fixed, community);

	for (int round = 0; round < SWEEPS_MOST && sweep(&level); round++)
		;
	level_end(&level);
}

/* Levels ------------------------------------------------------------------- */

/* Numbers the communities from 0 without gaps into `place`; how many. */
static uint32_t renumber(const uint32_t *community, uint32_t count, uint32_t *place)
{
	uint32_t used = 0;
	uint32_t *number = memory_array((size_t)count + 1, sizeof(uint32_t));

	for (uint32_t node = 0; node < count; node++) {
		if (number[community[node]] == 0)
			number[community[node]] = ++used;
		place[node] = number[community[node]] - 1;
	}
	free(number);
	return used;
}

/* The graph in which each of the `used` places is one node. */
static struct cluster_graph shrink(const struct cluster_graph *graph, const uint32_t *place,
				   uint32_t used)
{
	struct cluster_link *links = memory_array(graph->start[graph->count] + 1, sizeof(*links));
	float *own = memory_array((size_t)used + 1, sizeof(float));
	float *expected =
	    graph->expected == NULL ? NULL : memory_array((size_t)used + 1, sizeof(float));
	uint64_t count = 0;

	for (uint32_t node = 0; node < graph->count; node++) {
		own[place[node]] += graph->own == NULL ? 0 : graph->own[node];
		if (expected != NULL)
			expected[place[node]] += graph->expected[node];
		for (uint32_t at = graph->start[node]; at < graph->start[node + 1]; at++) {
			uint32_t one = place[node], other = place[graph->other[at]];
			if (one == other)
				own[one] += graph->weight[at] / 2;
			else if (one < other)
				links[count++] = (struct cluster_link){one, other,
								       graph->weight[at]};
		}
	}
	struct cluster_graph small = cluster_graph_new(used, links, count);
	free(links);
	small.own = own;
	small.expected = expected;
	return small;
}

void cluster_graph_settle(const struct cluster_graph *graph, double resolution, const bool *fixed,
			  uint32_t *community)
{
	uint32_t count = graph->count, used, before = count + 1;
	if (count == 0)
		return;
	uint32_t *place = memory_array(count, sizeof(uint32_t));
	uint32_t *name = memory_array(count, sizeof(uint32_t));
	bool *held = memory_array(count, sizeof(bool));

	settle_level(graph, resolution, fixed, community);
	for (int level = 0; level < LEVELS_MOST; level++) {
		used = renumber(community, count, place);
		if (used >= before)
			break;
		before = used;
		memset(held, 0, count * sizeof(bool));
		for (uint32_t node = 0; node < count; node++) {
			name[place[node]] = community[node];
			held[place[node]] |= fixed != NULL && fixed[node];
		}
		struct cluster_graph small = shrink(graph, place, used);
		uint32_t *joined = memory_array(used, sizeof(uint32_t));
		for (uint32_t at = 0; at < used; at++)
			joined[at] = at;
		settle_level(&small, resolution, held, joined);
		for (uint32_t node = 0; node < count; node++)
			community[node] = name[joined[place[node]]];
		settle_level(graph, resolution, fixed, community);
		free(joined);
		cluster_graph_free(&small);
	}
	free(place);
	free(name);
	free(held);
}

/* How good --------------------------------------------------------------------- */

double cluster_graph_quality(const struct cluster_graph *graph, double resolution,
			     const uint32_t *community)
{
	double *total = memory_array((size_t)graph->count + 1, sizeof(double));
	double all = 0, inside = 0, expected = 0;

	for (uint32_t node = 0; node < graph->count; node++) {
		double degree = cluster_graph_degree(graph, node);
		total[community[node]] +=
		    graph->expected == NULL ? degree : (double)graph->expected[node];
		all += degree;
		inside += graph->own == NULL ? 0 : 2 * (double)graph->own[node];
		for (uint32_t at = graph->start[node]; at < graph->start[node + 1]; at++)
			if (community[graph->other[at]] == community[node])
				inside += (double)graph->weight[at];
	}
	for (uint32_t at = 0; at < graph->count; at++)
		expected += total[at] * total[at];
	free(total);
	return all > 0 ? inside / all - resolution * expected / all / all : 0;
}
