/*
 * Cluster, the inside: what its files share.
 */
#ifndef FOYER_KB_CLUSTER_INTERNAL_H
#define FOYER_KB_CLUSTER_INTERNAL_H

#include "kb/cluster.h"
#include "kb/vocabulary.h"

#define CLUSTER_PARTS_MOST  120 /* of a question's text */
#define CLUSTER_NEIGHBOURS  CLUSTER_NEAR_MOST
#define CLUSTER_TABLE_SLOTS 1024
#define CLUSTER_BINS        32 /* of frequencies, each twice the one before */

struct cluster_part {
	uint32_t feature;
	float weight;
};

struct cluster_item {
	struct cluster_part *parts;
	uint32_t cluster; /* CLUSTER_NONE: removed */
	uint8_t text_parts, part_count;
	uint8_t neighbour_count;
	bool fixed;
	float wordings; /* that the base's entries near it have; a logarithm, */
	float evened;   /* and evened out with its neighbours' */
	struct cluster_near neighbours[CLUSTER_NEIGHBOURS]; /* nearest first */
};

/* One question's parts, for comparing others with it. */
struct cluster_table {
	bool used[CLUSTER_TABLE_SLOTS];
	struct cluster_part parts[CLUSTER_TABLE_SLOTS];
};

/* The questions that hold a feature. */
struct posting {
	uint32_t *items;
	uint32_t count, room;
};

struct found {
	uint32_t number; /* of a question, + 1; 0: empty */
	float promise;   /* part of the likeness seen so far */
};

struct rare {
	uint32_t holding;
	int part;
};

struct clusters {
	struct cluster_grain grain;
	struct vocabulary *vocabulary;
	struct arena *arena; /* for the question in hand */
	struct cluster_item *items;
	uint32_t count, room;
	struct posting *postings; /* by number in the vocabulary */
	uint32_t posting_room;
	struct found *found; /* all empty between questions */
	double *totals;      /* links of each cluster's questions, as placing sees them */
	double total;
	uint32_t total_room;
	uint32_t numbers; /* clusters have numbers below */
	uint32_t since_refined;
	float *telling; /* by feature of the base; NULL: all tell alike */
	uint32_t telling_count;
	float usual_telling[CLUSTER_BINS]; /* of features that the base doesn't have */
};

/* How much sharing the feature says that two questions mean the same. */
float cluster_telling(const struct clusters *clusters, uint32_t feature);

/* Fills in what the question is compared by. */
void cluster_read_parts(struct clusters *clusters, const struct cluster_question *question,
			struct cluster_item *item);
void cluster_fill_table(struct cluster_table *table, const struct cluster_item *item);
float cluster_compare(const struct cluster_table *table, const struct cluster_item *item);

/* How much a question's link to one of its nearest counts. */
float cluster_link_weight(const struct clusters *clusters, uint32_t one,
			  const struct cluster_near *near);

/* The wordings of a question's nearest entries: their logarithms' average. */
float cluster_wordings_near(const struct cluster_question *question, double usual);
/* So many times as many links as it has a question is expected to have. */
double cluster_expected(const struct clusters *clusters, const struct cluster_item *item);
/* Sets what is expected of each node of a graph, whose questions these are. */
struct cluster_graph;
void cluster_expect(struct clusters *clusters, const uint32_t *question,
		    struct cluster_graph *graph);

/* The resolution for that many questions. */
double clusters_resolution(const struct clusters *clusters, uint32_t questions);

/* The links among the questions that aren't removed; place holds the node of
 * each question.  The caller frees the graph. */
struct cluster_graph clusters_graph(const struct clusters *clusters, const uint32_t *place,
				    uint32_t nodes);

#endif
