/*
 * Ticket due: what happens to tickets because time has passed: those whose it
 * is hear that one is overdue, and what is solved long enough counts as
 * confirmed.  Run by handoff/timers.h.
 */
#ifndef FOYER_HANDOFF_TICKET_DUE_H
#define FOYER_HANDOFF_TICKET_DUE_H

#include "data/store.h"

/* Inside a transaction: does some of what is due. */
bool ticket_run_due(struct transaction *transaction, struct fault *fault) MUST_USE;
/* When the next is; INT64_MAX when nothing is pending. */
bool ticket_next_due(struct db *db, int64_t *due, struct fault *fault) MUST_USE;

#endif
