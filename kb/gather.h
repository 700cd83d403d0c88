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
	struct compile_source source; /* active entries, oldest first, and rules; all but the number */
	struct golden *golden;
	int golden_count;
};

bool gather(struct db *reader, struct arena *arena, struct gathered *out,
	    struct fault *fault) MUST_USE;

#endif
