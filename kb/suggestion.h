/*
 * Suggestion: entries that agents' answers suggest.
 *
 * When a conversation that an agent helped in is over, its question and the
 * agent's answer (personal data masked) become a suggestion, or evidence for
 * one there is.  The base may know it already: then the question is offered
 * as a variant, or the answer as a newer one.  What an editor rejected keeps
 * taking evidence in silence, and doesn't come back.
 *
 * Not here: finding the question and the answer in a conversation
 * (handoff/curation.h).  Functions that write run in a transaction, on the
 * writer thread; the others take any reader.
 */
#ifndef FOYER_KB_SUGGESTION_H
#define FOYER_KB_SUGGESTION_H

#include "kb/entry.h"

/* new: the base doesn't know it.  variant: an entry says the same.  outdated:
 * an entry answers it, but otherwise. */
#define SUGGESTION_KINDS  {"new", "variant", "outdated"}
#define SUGGESTION_STATES {"open", "accepted", "rejected"}

/* One time that an agent answered it. */
struct suggestion_source {
	struct conversation_id conversation;
	int64_t number; /* of the visitor's question */
	const char *question, *answer; /* masked */
	const char *rating;            /* or NULL */
	int64_t at;
};

struct suggestion {
	struct suggestion_id id;
	const char *kind, *state;
	const char *question, *answer, *language;
	const char *entry; /* external id, or NULL when kind is new */
	struct entry_id entry_id;
	const char *entry_question, *entry_answer; /* as the draft has them, or NULL */
	double entry_confidence;
	int64_t conversations;
	double alike; /* how alike the answers are, 0..1 */
	int64_t ratings;
	double rating; /* their mean, 4 excellent to 1 poor; 0: none */
	int64_t first_at, last_at;
};

/* Notes one answer.  id "" makes a suggestion and writes its id there; kind,
 * entry and confidence are then used.  The same conversation and number again
 * changes nothing.  alike: the answers' likeness with this one. */
struct suggestion_finding {
	struct suggestion_id id;
	struct suggestion_source source;
	const char *language, *kind, *entry;
	double entry_confidence, alike;
};
bool suggestion_learn(struct transaction *transaction, struct suggestion_finding *finding,
		      struct fault *fault) MUST_USE;

/* Makes the entry, or adds the questions or the answer to the one there is.
 * What its conversations asked, as far as it is open on the workbench, is
 * settled by it.  question and answer: the editor's own wording, or NULL.
 * FAULT_CHANGED_MEANWHILE (state) when it was decided before. */
bool suggestion_accept(struct transaction *transaction, const struct suggestion_id *id,
		       const char *question, const char *answer, const struct staff_id *by,
		       struct entry_id *entry, struct fault *fault) MUST_USE;
bool suggestion_reject(struct transaction *transaction, const struct suggestion_id *id,
		       const struct staff_id *by, struct fault *fault) MUST_USE;
/* Puts a rejected one back. */
bool suggestion_reopen(struct transaction *transaction, const struct suggestion_id *id,
		       struct fault *fault) MUST_USE;

struct suggestion_page {
	struct suggestion *lines;
	int count;
	const char *next;
};

/* Most evidence first. */
bool suggestion_list(struct db *db, const char *state, const char *before, int limit,
		     struct arena *arena, struct suggestion_page *out, struct fault *fault) MUST_USE;
enum lookup suggestion_read(struct db *db, const struct suggestion_id *id, struct arena *arena,
			    struct suggestion *out, struct fault *fault) MUST_USE;

#define SUGGESTION_SOURCES_MOST 50
bool suggestion_sources(struct db *db, const struct suggestion_id *id, struct arena *arena,
			struct suggestion_source **out, int *count, struct fault *fault) MUST_USE;

#endif
