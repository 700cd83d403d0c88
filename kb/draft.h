/*
 * Draft: the editors' drafts as a snapshot nobody else is answered from, for
 * trying questions, golden questions and what-if before publishing.
 *
 * Compiled into a temporary file when somebody asks and something changed;
 * kept until it changes again.  Slow-work thread or a command: compiling takes
 * as long as publishing.  Any number of threads may ask; the second waits for
 * the first.
 */
#ifndef FOYER_KB_DRAFT_H
#define FOYER_KB_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/fault.h"
#include "data/store.h"
#include "kb/held_out.h"
#include "kb/snapshot.h"

struct drafts;

/* `prepare` makes a snapshot ready to serve (bot_prepare). */
struct drafts *drafts_new(struct store *store,
			  bool (*prepare)(struct snapshot *snapshot, struct fault *fault));
void drafts_free(struct drafts **drafts);

/* The drafts as they are now, prepared, with a reference for the caller; its
 * number is 0.  What tells them from others (compile_drafts_hash) goes to hash
 * unless that is NULL.  NULL with FAULT_EMPTY (entries) when there is nothing
 * to compile. */
struct snapshot *drafts_acquire(struct drafts *drafts, uint64_t *hash,
				struct fault *fault) MUST_USE;

/* The same with how they would decide what editors took into them, had they
 * not; found once for these drafts.  In the arena. */
struct snapshot *drafts_acquire_foretelling(struct drafts *drafts, uint64_t *hash,
					    struct arena *arena, struct held_out *held_out,
					    struct fault *fault) MUST_USE;

/* A published snapshot, opened and prepared, with a reference for the caller.
 * The last one asked for is kept open.  FAULT_NOT_FOUND (snapshot). */
struct snapshot *drafts_past(struct drafts *drafts, int64_t number, struct fault *fault) MUST_USE;

/* How often the drafts have been compiled, for tests and /metrics. */
int64_t drafts_compiled(struct drafts *drafts);

#endif
