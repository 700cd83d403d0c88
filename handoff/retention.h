/*
 * Retention: conversations that nobody has touched for the admin's period
 * (setting conversation_days) are deleted with everything that was said and
 * sent in them.  What the base learned from them stays: questions without an
 * answer, judgements, golden questions.
 *
 * Kept beyond the period: conversations that wait for somebody or have an
 * agent, left messages that are still open, visitors who are still blocked,
 * tickets that aren't confirmed or were touched within the period.
 *
 * It goes in small portions, so that nobody's write waits for it.
 */
#ifndef FOYER_HANDOFF_RETENTION_H
#define FOYER_HANDOFF_RETENTION_H

#include "data/store.h"

/* Deletes some; *left says whether there are more.  Waits for the writer:
 * never on an event loop. */
bool retention_run(struct store *store, bool *left, struct fault *fault) MUST_USE;

#endif
