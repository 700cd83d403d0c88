/* Trial handlers: against what a trial is made. */
#ifndef FOYER_HTTP_TRIAL_HANDLERS_H
#define FOYER_HTTP_TRIAL_HANDLERS_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/fault.h"
#include "kb/draft.h"
#include "kb/live.h"

#define TRIAL_LIVE   "live"
#define TRIAL_DRAFTS "drafts"

/* "live", "drafts" or the number of a publication. */
bool trial_against_check(const char *against, struct fault *fault) MUST_USE;

/* Opens that, with a reference for the caller; NULL with true when nothing is
 * live.  Slow-work thread. */
bool trial_open(const char *against, struct live *live, struct drafts *drafts,
		struct snapshot **snapshot, struct fault *fault) MUST_USE;

/* What tells the drafts that were tried from others, as text and back; NULL is 0,
 * which means any.  FAULT_NOT_ALLOWED_VALUE (tried). */
#define TRIED_LENGTH 16
const char *trial_tried(uint64_t hash, struct arena *arena);
bool trial_tried_read(const char *text, uint64_t *hash, struct fault *fault) MUST_USE;

#endif
