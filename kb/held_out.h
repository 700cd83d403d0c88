/*
 * Held out: how the drafts would decide questions that editors took into
 * them, had they not.
 *
 * Past questions foretell future ones.  One that was asked once and then
 * became a wording is answered in the trial because it is that very wording;
 * the next visitors ask otherwise.  So it is asked of what is learned without
 * it, as in cross-validation with one left out (M. Stone, Journal of the Royal
 * Statistical Society B 36, 1974).  One that was asked again stays: it is
 * asked like that.
 *
 * Slow-work thread or a command: a few times what learning the base takes,
 * where there are such questions.
 */
#ifndef FOYER_KB_HELD_OUT_H
#define FOYER_KB_HELD_OUT_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "kb/compile.h"
#include "kb/snapshot.h"

struct held_out_wording {
	const char *key;      /* judgement_key of its text */
	const char *of;       /* external id of the entry that has it */
	const char *entry;    /* and of the one that comes first without it; NULL: none does */
	const char *question; /* of that one, or NULL */
	double confidence;    /* of that one */
	double offered;       /* that one of the first few is right */
};

struct held_out {
	struct held_out_wording *wordings; /* by key */
	int count;
};

/* The source's wordings that were asked once (kb/unmatched.h); the snapshot is
 * what the source compiles to. */
bool held_out_find(struct db *db, const struct compile_source *source,
		   const struct snapshot *snapshot, struct arena *arena, struct held_out *out,
		   struct fault *fault) MUST_USE;

/* One with this key, or NULL. */
const struct held_out_wording *held_out_of(const struct held_out *held_out, const char *key);

/* Those of them that this snapshot (NULL: nothing is live) has too, at the same
 * entries.  The texts stay where they are. */
struct held_out held_out_in(const struct held_out *held_out, const struct snapshot *snapshot,
			    struct arena *arena);

/* The same in another arena. */
struct held_out held_out_copy(const struct held_out *held_out, struct arena *arena);

#endif
