/*
 * Workbench, the inside: what its files share.  Writer thread.
 */
#ifndef FOYER_KB_WORKBENCH_INTERNAL_H
#define FOYER_KB_WORKBENCH_INTERNAL_H

#include "kb/workbench.h"

/* A question as an act finds it. */
struct bench_question {
	struct unmatched_id id;
	struct cluster_id cluster; /* "" when it waits for one */
	struct entry_id entry;
	const char *text;
	const char *folded;
	const char *state;
	bool is_fixed, is_answered;
	int64_t first_at, last_at;
};

enum lookup bench_read(struct transaction *transaction, const char *id, struct bench_question *out,
		       struct fault *fault) MUST_USE;

/* Makes an empty cluster for a question. */
bool bench_new_cluster(struct transaction *transaction, const struct bench_question *question,
		       struct cluster_id *out, struct fault *fault) MUST_USE;

/* Moves a question with all that is counted about it (of one that waits for a
 * cluster nothing is yet); the clusters are refreshed by the caller. */
bool bench_shift(struct transaction *transaction, const struct bench_question *question,
		 const struct cluster_id *to, bool fixed, struct fault *fault) MUST_USE;

/* Gives a question a state, and counts that in its cluster. */
bool bench_set_state(struct transaction *transaction, const struct bench_question *question,
		     const char *state, const char *entry, const struct staff_id *by,
		     struct fault *fault) MUST_USE;

/* Brings title, state and what else follows from its questions up to date. */
bool bench_refresh(struct transaction *transaction, const char *cluster,
		   struct fault *fault) MUST_USE;

#endif
