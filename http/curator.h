/*
 * Curator: sees to it that the workbench is kept up (handoff/curation.h).
 *
 * A thread of its own sleeps until the hub says that questions, knowledge or
 * conversations may have changed, and then hands portions of the work to the
 * slow-work thread, one at a time, so that publishing and the like go between.
 */
#ifndef FOYER_HTTP_CURATOR_H
#define FOYER_HTTP_CURATOR_H

#include "data/store.h"
#include "http/work.h"
#include "kb/live.h"

struct curator;

struct curator *curator_start(struct store *store, struct live *live, struct work *work);
/* Ends the thread.  A portion that has been handed on is finished by
 * work_stop; curator_free comes after that. */
void curator_stop(struct curator *curator);
void curator_free(struct curator **curator);

#endif
