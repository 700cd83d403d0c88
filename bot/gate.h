/*
 * Gate: golden questions stand between a candidate snapshot and visitors.
 *
 * Slow-work thread or a command.
 */
#ifndef FOYER_BOT_GATE_H
#define FOYER_BOT_GATE_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/fault.h"
#include "kb/golden.h"
#include "kb/publish.h"
#include "kb/snapshot.h"

/* Asks a snapshot (prepared by bot_prepare) each golden question and lists
 * those it decides otherwise, in the arena. */
void gate_run(struct snapshot *snapshot, const struct golden *golden, int count,
	      struct arena *arena, struct golden_result *result);

/* Publishes the drafts with the golden questions as the gate: the one way
 * that the web and the command publish.  See publish_run for the faults. */
bool gate_publish(struct store *store, struct live *live, const char *reason,
		  const struct staff_id *by, struct arena *arena, struct publish_report *report,
		  struct fault *fault) MUST_USE;

#endif
