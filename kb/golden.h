/*
 * Golden: questions whose decision must stay right, run before publishing.
 *
 * Here they are stored and read; bot/gate.h runs them.  Functions that write
 * run in a transaction; the others take any reader.
 */
#ifndef FOYER_KB_GOLDEN_H
#define FOYER_KB_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/store.h"

#define GOLDEN_TEXT_MOST 4000 /* characters, as for a visitor's message */

struct golden {
	const char *text;
	const char *expect; /* "answer", "handoff" or "unmatched" */
	const char *entry;  /* external id when expect is "answer", else NULL */
};

/* A golden question that a candidate decides otherwise. */
struct golden_failure {
	const char *text;
	const char *expect;       /* as in struct golden */
	const char *expect_entry; /* or NULL */
	const char *got;          /* "answer", "clarify", "handoff" or "unmatched" */
	const char *got_entry;    /* external id, or NULL */
	double confidence;
};

/* How a candidate did. */
struct golden_result {
	int passed;
	struct golden_failure *failures; /* in the arena that it was run with */
	int failed;
};

/* Reads JSONL, one {"text","expect","entry"} a line, into the arena; faults
 * carry the line. */
bool golden_parse(const char *bytes, size_t length, struct arena *arena, struct golden **out,
		  int *count, struct fault *fault) MUST_USE;

/* Stores one; the same text again replaces what was expected. */
bool golden_save(struct transaction *transaction, const struct golden *golden,
		 struct fault *fault) MUST_USE;

/* Stores all of them or none; waits for it. */
bool golden_import(struct store *store, const struct golden *golden, int count,
		   struct fault *fault) MUST_USE;

bool golden_list(struct db *db, struct arena *arena, struct golden **out, int *count,
		 struct fault *fault) MUST_USE;

#endif
