/*
 * Silence: what is said when somebody doesn't write.
 *
 * A visitor who waits longer than the site says for the agent's answer hears
 * that they aren't forgotten; one who doesn't answer the agent is asked
 * whether they are there, and after a while more the conversation ends.  Each
 * step is a due time in the conversation's row, set by the message before it
 * and looked at by the timers; whoever writes first takes the next step away.
 * Where another agent gets the conversation, the visitor is asked anew before
 * it ends.
 *
 * Writer thread, but for silence_next_due.  Used by handoff/ alone.
 */
#ifndef FOYER_HANDOFF_SILENCE_H
#define FOYER_HANDOFF_SILENCE_H

#include "handoff/act_internal.h"

/* The visitor wants a person's answer: wrote, or was handed over. */
bool silence_wait_for_agent(struct scene *scene, struct fault *fault) MUST_USE;
/* The agent wrote: now it is the visitor's turn. */
bool silence_wait_for_visitor(struct scene *scene, struct fault *fault) MUST_USE;

/* Does what is due. */
bool silence_run_due(struct transaction *transaction, struct fault *fault) MUST_USE;
/* When something is, INT64_MAX when nothing will be; any thread. */
bool silence_next_due(struct db *db, int64_t *due, struct fault *fault) MUST_USE;

/* After a restart: nothing is due sooner than in grace_ms, for nobody could write. */
bool silence_spare(struct transaction *transaction, int64_t grace_ms, struct fault *fault) MUST_USE;

#endif
