/* Trial handlers: against what a trial is made. */
#ifndef FOYER_HTTP_TRIAL_HANDLERS_H
#define FOYER_HTTP_TRIAL_HANDLERS_H

#include <stdbool.h>

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

#endif
