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

struct gathered {
	struct compile_entry *entries; /* the active ones, oldest first */
	int entry_count;
	struct compile_rule *rules; /* the active ones of the editors */
	int rule_count;
	struct golden *golden;
	int golden_count;
};

bool gather(struct db *reader, struct arena *arena, struct gathered *out,
	    struct fault *fault) MUST_USE;

#endif
