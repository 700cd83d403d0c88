/*
 * Cluster: questions of the same meaning, found as they come.
 *
 * A question is a vector of the features of its text (kb/features.h), each
 * counted by how rare it is in the base and among the questions, and by how
 * much it tells (clusters_learn_telling), beside the base's nearest entries
 * and their scores.  Every question keeps its nearest
 * others; what is linked closely is one cluster.  A new question goes to the
 * cluster that its neighbours are in, or begins one; clusters_refine looks
 * at all of them again.  No language model, and no list of words.
 *
 * Time for one question does not grow with their number: candidates are
 * looked up by the rarest features within a budget.  Not here: storing
 * (kb/workbench.h).  One thread at a time.
 */
#ifndef FOYER_KB_CLUSTER_H
#define FOYER_KB_CLUSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"

struct clusters;
struct snapshot;
struct vocabulary;

#define CLUSTER_NONE UINT32_MAX

/* How fine clusters are: `resolution` suits that many questions. */
struct cluster_grain {
	double resolution;
	uint32_t questions;
	double wordings; /* that the base's entries have usually; a logarithm */
};
struct cluster_grain cluster_grain_default(void);

/* The grain by which a base's own wordings fall best into its entries; the
 * default for bases with few of them.  Takes a second or two. */
struct cluster_grain cluster_grain_learn(const struct snapshot *snapshot);

/* background: the base's features and how often each is there, or NULL. */
struct clusters *clusters_new(const struct vocabulary *background, struct cluster_grain grain);
void clusters_free(struct clusters **clusters);

/* Learns from the wordings of the base's entries which features tell that two
 * questions mean the same.  The background is the same base's; before the
 * first question. */
void clusters_learn_telling(struct clusters *clusters, const struct snapshot *snapshot);

/* An entry of the base that the question is near to. */
struct cluster_evidence {
	uint32_t entry;    /* any number that stays the same for the entry */
	uint32_t wordings; /* that it has */
	float score;
};
#define CLUSTER_EVIDENCE_MOST 10

/* The base's nearest entries for a text; how many. */
int cluster_evidence_of(const struct snapshot *snapshot, const char *text, struct arena *arena,
			struct cluster_evidence *out);

struct cluster_question {
	const char *text;
	struct cluster_evidence evidence[CLUSTER_EVIDENCE_MOST]; /* best first */
	int evidence_count;
	uint32_t cluster; /* where it is already, or CLUSTER_NONE: find one */
	bool fixed;       /* an editor put it there */
};

/* Takes a question in; its number, from 0 upwards. */
uint32_t clusters_add(struct clusters *clusters, const struct cluster_question *question);

/* How alike the question is to another; 0..1. */
float clusters_likeness(const struct clusters *clusters, uint32_t one, uint32_t other);

/* The questions most like one, nearest first; how many. */
struct cluster_near {
	uint32_t question;
	float likeness;
};
#define CLUSTER_NEAR_MOST 12
int clusters_nearest(const struct clusters *clusters, uint32_t question, struct cluster_near *out);

/* Leaves a question out from now on. */
void clusters_remove(struct clusters *clusters, uint32_t question);

/* An editor puts a question into a cluster, for good. */
void clusters_move(struct clusters *clusters, uint32_t question, uint32_t cluster);
/* A number that no cluster has had. */
uint32_t clusters_new_number(struct clusters *clusters);

uint32_t clusters_count(const struct clusters *clusters); /* questions taken in */
/* CLUSTER_NONE when it was removed. */
uint32_t clusters_of(const struct clusters *clusters, uint32_t question);

/* Looks at all questions again.  Clusters keep their numbers as far as their
 * questions stay together. */
void clusters_refine(struct clusters *clusters);
/* True when enough came since the last time for refining to be worth it. */
bool clusters_want_refining(const struct clusters *clusters);

#endif
