/*
 * Planner: publishes at the time that was planned (kb/plan.h).
 *
 * A thread of its own sleeps until the time, or until the hub says that plans
 * may have changed; the publishing itself is done on the slow-work thread.
 * While nothing is planned it costs nothing.
 */
#ifndef FOYER_HTTP_PLANNER_H
#define FOYER_HTTP_PLANNER_H

#include "data/store.h"
#include "http/work.h"
#include "kb/live.h"

struct planner;

struct planner *planner_start(struct store *store, struct live *live, struct work *work);
/* Ends the thread.  A publication that has been handed on is finished by
 * work_stop; planner_free comes after that. */
void planner_stop(struct planner *planner);
void planner_free(struct planner **planner);

/* Publishes what is due now, for the slow-work thread and for tests. */
void planner_publish_due(struct store *store, struct live *live);

#endif
