/*
 * Wordings: what an entry of a snapshot says in other words, as its editors
 * wrote it.
 *
 * Pure; any thread.
 */
#ifndef FOYER_KB_WORDINGS_H
#define FOYER_KB_WORDINGS_H

#include "data/arena.h"
#include "kb/snapshot.h"

/* The variants of the entry with this number, without its question; the list
 * is in the arena and *count long. */
const char **wordings_of(const struct snapshot *snapshot, int entry, struct arena *arena,
			 int *count);

#endif
