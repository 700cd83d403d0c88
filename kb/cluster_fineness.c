/*
 * Cluster, fineness: where clusters have to be finer than elsewhere.  See
 * cluster.h.
 *
 * One base may hold entries with a hundred wordings and entries with one: what
 * is asked near the latter is about many things, each asked seldom, and one
 * grain for all would heap it up.  So where entries have few wordings, a
 * question is taken to be one that is expected to be linked more, by which its
 * community becomes smaller.  What a question's own nearest entries tell is
 * rough; it is evened out along the links.  Where entries are larger than
 * usual nothing is made coarser.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kb/cluster_graph.h"
#include "kb/cluster_internal.h"

#define EVENING_ROUNDS 15

/* What is far from the base is near nothing in particular, most likely near
 * entries of which there are many: what they have counts by the square of the
 * best one's score. */
float cluster_wordings_near(const struct cluster_question *question, double usual)
{
	int last = question->evidence_count - 1;
	double best = last > 0 ? fmin(1, (double)question->evidence[0].score) : 0;
	double sum = 0, all = 0;

	for (int at = 0; at < last; at++) {
		double wordings = question->evidence[at].wordings;
		double lead = (double)question->evidence[at].score -
			      (double)question->evidence[last].score;
		if (wordings < 1)
			continue;
		sum += wordings * lead * lead * (log(wordings) - usual);
		all += wordings * lead * lead;
	}
	return (float)(all > 0 && best > 0 ? usual + best * best * sum / all : usual);
}

/* Up to a third of the usual number says nothing, a tenth nearly all that they
 * are fewer by: a base of one kind stays as it is. */
double cluster_expected(const struct clusters *clusters, const struct cluster_item *item)
{
	double fewer = clusters->grain.wordings - (double)item->evened;

	return fewer > 1 ? exp(fewer - 1 / fewer) : 1;
}

/* Each as its own and its neighbours' on average. */
static void even_out(const struct cluster_graph *graph, const float *from, float *to)
{
	for (uint32_t node = 0; node < graph->count; node++) {
		double sum = 0, all = 0;
		for (uint32_t at = graph->start[node]; at < graph->start[node + 1]; at++) {
			sum += (double)graph->weight[at] * (double)from[graph->other[at]];
			all += (double)graph->weight[at];
		}
		to[node] = all > 0 ? (from[node] + (float)(sum / all)) / 2 : from[node];
	}
}

void cluster_expect(struct clusters *clusters, const uint32_t *question,
		    struct cluster_graph *graph)
{
	float *wordings = memory_array((size_t)graph->count + 1, sizeof(float));
	float *evened = memory_array((size_t)graph->count + 1, sizeof(float));

	graph->expected = memory_array((size_t)graph->count + 1, sizeof(float));
	for (uint32_t node = 0; node < graph->count; node++)
		wordings[node] = clusters->items[question[node]].wordings;
	for (int round = 0; round < EVENING_ROUNDS; round++) {
		even_out(graph, wordings, evened);
		memcpy(wordings, evened, graph->count * sizeof(float));
	}
	for (uint32_t node = 0; node < graph->count; node++) {
		struct cluster_item *item = &clusters->items[question[node]];
		item->evened = wordings[node];
		graph->expected[node] = (float)(cluster_graph_degree(graph, node) *
						cluster_expected(clusters, item));
	}
	free(wordings);
	free(evened);
}
