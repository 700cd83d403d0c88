/*
 * Workbench: unanswered questions in clusters, and what editors do with them.
 *
 * A cluster holds questions (kb/unmatched.h) of one meaning, with what is
 * counted about them kept by row, so that lists stay quick with a million
 * questions.  Each act of an editor keeps how things were before, so that it
 * can be undone.  Nothing here expires, unless an admin sets a period.
 *
 * Not here: how clusters are found (kb/cluster.h), who puts new questions
 * into them and asks them again (handoff/curation.h).  Functions that write
 * run in a transaction, on the writer thread; the others take any reader.
 */
#ifndef FOYER_KB_WORKBENCH_H
#define FOYER_KB_WORKBENCH_H

#include "kb/entry.h"
#include "kb/unmatched.h"

#define WORKBENCH_QUESTIONS_MOST 2000 /* of one act */
#define WORKBENCH_VARIANTS_MOST  200  /* that one act adds to an entry */
#define WORKBENCH_REASON_MOST    300  /* characters */
#define WORKBENCH_DAYS           30   /* of a trend */

/* What an act is about: questions by id, or (questions NULL) those of the
 * cluster that are open, the most asked first. */
struct workbench_pick {
	struct cluster_id cluster;
	const char *const *questions;
	int count;
};

/* Who does it; `act` gets what undoes it. */
struct workbench_by {
	const struct staff_id *staff;
	struct act_id act;
};

/* Adds the questions to the entry as variants (as many as
 * WORKBENCH_VARIANTS_MOST; the others count as answered by it too). */
bool workbench_add(struct transaction *transaction, const struct workbench_pick *pick,
		   const struct entry_id *entry, struct workbench_by *by,
		   struct fault *fault) MUST_USE;

/* Makes an entry of a cleaned draft and adds the questions to it. */
bool workbench_make_entry(struct transaction *transaction, const struct workbench_pick *pick,
			  const struct entry_draft *draft, struct workbench_by *by,
			  struct entry_id *entry, struct fault *fault) MUST_USE;

/* Counts the questions as answered by the entry, without adding them to it:
 * it has them in other words (kb/suggestion.h). */
bool workbench_settle(struct transaction *transaction, const struct workbench_pick *pick,
		      const struct entry_id *entry, struct workbench_by *by,
		      struct fault *fault) MUST_USE;

bool workbench_ignore(struct transaction *transaction, const struct workbench_pick *pick,
		      const char *reason, struct workbench_by *by, struct fault *fault) MUST_USE;

/* Puts the questions into another cluster, or (to->text "") into a new one
 * whose id is written there: moving, splitting, and merging a whole cluster. */
bool workbench_move(struct transaction *transaction, const struct workbench_pick *pick,
		    struct cluster_id *to, struct workbench_by *by, struct fault *fault) MUST_USE;

/* Gives the cluster to a colleague (NULL: to nobody), until a day (0: none). */
bool workbench_assign(struct transaction *transaction, const struct cluster_id *cluster,
		      const struct staff_id *assignee, int64_t due_at, struct workbench_by *by,
		      struct fault *fault) MUST_USE;

/* FAULT_CHANGED_MEANWHILE when something the act changed has been changed
 * since, or it was undone already. */
bool workbench_undo(struct transaction *transaction, const struct act_id *act,
		    const struct staff_id *staff, struct fault *fault) MUST_USE;

/* Reading ------------------------------------------------------------------- */

struct workbench_count {
	const char *what;
	int64_t asked;
};

struct workbench_cluster {
	struct cluster_id id;
	const char *title;
	const char *language;
	const char *state;
	const char *reason; /* why ignored, or NULL */
	const char *ignored_by_act; /* what undoes that, or NULL */
	const char *entry;  /* id, or NULL */
	const char *assignee, *assignee_name; /* or NULL */
	int64_t due_at; /* 0: none */
	int64_t questions, open_questions, asked, ended, lost, answered, checked;
	int64_t first_at, last_at;
	int64_t trend[WORKBENCH_DAYS]; /* asked by day; the last is today */
	struct workbench_count *sites, *reasons;
	int site_count, reason_count;
};

struct workbench_filter {
	const char *state;    /* NULL: open */
	const char *site;     /* NULL: all; likewise the next */
	const char *language;
	const char *assignee; /* a staff id */
	const char *reason;   /* of an ask */
	bool newest;          /* last asked first instead of most asked */
	const char *before;   /* `next` of the page before */
	int limit;
};

struct workbench_page {
	struct workbench_cluster *lines;
	int count;
	const char *next;
};

bool workbench_list(struct db *db, const struct workbench_filter *filter, int64_t now,
		    struct arena *arena, struct workbench_page *out, struct fault *fault) MUST_USE;
enum lookup workbench_read(struct db *db, const struct cluster_id *id, int64_t now,
			   struct arena *arena, struct workbench_cluster *out,
			   struct fault *fault) MUST_USE;

/* A question of a cluster. */
struct workbench_question {
	struct unmatched_id id;
	const char *text;
	const char *state;
	int64_t asked, ended, lost, last_at;
	const char *answered_by; /* external id, or NULL */
	double answered_confidence;
	struct conversation_id conversation; /* that asked last */
	int64_t number;
};

/* Most asked first; before and *next as in lists. */
bool workbench_questions(struct db *db, const struct cluster_id *cluster, const char *before,
			 int limit, struct arena *arena, struct workbench_question **out,
			 int *count, const char **next, struct fault *fault) MUST_USE;

/* What agents answered after questions of the cluster, newest first. */
struct workbench_answer {
	struct conversation_id conversation;
	int64_t number;
	const char *question, *answer; /* masked */
	const char *rating;            /* or NULL */
	int64_t at;
};
bool workbench_answers(struct db *db, const struct cluster_id *cluster, struct arena *arena,
		       struct workbench_answer **out, int *count, struct fault *fault) MUST_USE;

/* How many clusters there are in each state, up to `most` each. */
struct workbench_totals {
	int64_t open, added, ignored, mine;
};
#define WORKBENCH_TOTAL_MOST 1000
bool workbench_totals(struct db *db, const struct staff_id *me, struct workbench_totals *out,
		      struct fault *fault) MUST_USE;

/* Who a cluster can be given to. */
struct workbench_colleague {
	struct staff_id id;
	const char *name;
};
bool workbench_colleagues(struct db *db, struct arena *arena, struct workbench_colleague **out,
			  int *count, struct fault *fault) MUST_USE;

/* For handoff/curation.h ---------------------------------------------------------- */

/* Puts questions where the clustering wants them; an empty `to` makes a
 * cluster, whose id is written there, and all later ones with the same number
 * go to it.  Questions that an editor fixed or resolved meanwhile stay. */
struct workbench_place {
	struct unmatched_id question;
	struct cluster_id to;
	uint32_t number;
};
bool workbench_place(struct transaction *transaction, struct workbench_place *places, int count,
		     struct fault *fault) MUST_USE;

/* Counts asks, oldest first, into the clusters of their questions; *counted
 * of them, at most `most`. */
bool workbench_count_asks(struct transaction *transaction, int most, int *counted,
			  struct fault *fault) MUST_USE;

/* Open clusters that nobody asked or worked on since `before`, the oldest
 * first, and setting one aside with the reason WORKBENCH_EXPIRED: it can be
 * put back (workbench_undo), and a question of it that is asked again opens
 * anew.  One that is no longer idle stays. */
#define WORKBENCH_EXPIRED "expired"
bool workbench_expirable(struct db *db, int64_t before, struct cluster_id *out, int most,
			 int *count, struct fault *fault) MUST_USE;
bool workbench_expire(struct transaction *transaction, const struct cluster_id *cluster,
		      int64_t before, struct fault *fault) MUST_USE;

/* What the live snapshot says to a cluster's questions. */
struct workbench_check {
	struct unmatched_id question;
	const char *answered_by; /* external id, or NULL */
	double confidence;
};
bool workbench_check(struct transaction *transaction, const struct cluster_id *cluster,
		     int64_t publication, const struct workbench_check *checks, int count,
		     struct fault *fault) MUST_USE;

/* Whether the visitors who asked got an answer or a person before they went. */
bool workbench_outcome(struct transaction *transaction, const struct unmatched_id *question,
		       const char *conversation, int64_t number, bool lost,
		       struct fault *fault) MUST_USE;

#endif
