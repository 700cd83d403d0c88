/*
 * Gather: what a publication is made of, read from the store in one view.
 * Any thread with its own reader.
 */
#ifndef FOYER_KB_GATHER_H
#define FOYER_KB_GATHER_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "kb/compile.h"
#include "kb/golden.h"

struct list;

struct gathered {
	struct compile_source source; /* active entries by external id, and rules; all but the number */
	struct golden *golden;
	int golden_count;
};

/* Reads the rows of a query for name, pattern, priority, conditions and actions
 * as struct compile_rule, and ends it. */
bool gather_rules(struct query *query, struct arena *arena, struct list *rules,
		  struct fault *fault) MUST_USE;

bool gather(struct db *reader, struct arena *arena, struct gathered *out,
	    struct fault *fault) MUST_USE;

#endif
