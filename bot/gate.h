/*
 * Gate: golden questions stand between a candidate snapshot and visitors.
 *
 * Slow-work thread or a command.
 */
#ifndef FOYER_BOT_GATE_H
#define FOYER_BOT_GATE_H

#include <stdbool.h>

#include "bot/what_if.h"
#include "data/arena.h"
#include "data/fault.h"
#include "kb/golden.h"
#include "kb/publish.h"
#include "kb/snapshot.h"

/* Asks a candidate each golden question, as a conversation's first message,
 * and lists those it decides otherwise, in the arena.  With what is live
 * beside it (its snapshot may be NULL) it also tells which of them are newly
 * broken, and which are fixed; both run at the same time. */
void gate_run(const struct what_if_side *candidate, const struct what_if_side *live,
	      const struct golden *golden, int count, struct arena *arena,
	      struct golden_result *result);

struct gate_request {
	const char *reason;        /* NULL: newly broken golden questions stop the publication */
	const struct staff_id *by; /* NULL for commands */
	struct live *live;         /* where to put it live; NULL for commands */
	bool anew;                 /* learn again although nothing to learn from changed */
	uint64_t tried;            /* only these drafts; 0: as they are (kb/publish.h) */
	/* The policy at each site; the snapshot in it is not looked at. */
	const struct what_if_side *policy;
};

/* Publishes the drafts with the golden questions as the gate: the one way
 * that the web, the plan and the command publish.  What stops it is a question
 * that what is live decides as expected; any that fails, when nothing is live
 * or the setting golden_all says so.  See publish_run for the faults. */
bool gate_publish(struct store *store, const struct gate_request *request, struct arena *arena,
		  struct publish_report *report, struct fault *fault) MUST_USE;

#endif
