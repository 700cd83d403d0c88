/*
 * Checkpointer: moves what was committed from the WAL into the database file
 * while the writer goes on writing.
 *
 * Thousands of pages take tens of milliseconds, which every change would wait
 * for.  So a thread of its own moves the bulk, and the writer, between two
 * batches, only what came meanwhile: then all is moved at one moment, and the
 * WAL can begin anew.  What the thread moves is what was committed when it began
 * and no more: the journal (journal.h) may need what comes after.
 *
 * Not here: what is committed and when (writer.c).  Called by the writer's thread.
 */
#ifndef FOYER_DATA_CHECKPOINTER_H
#define FOYER_DATA_CHECKPOINTER_H

#include "data/db.h"
#include "data/fault.h"
#include "data/journal.h"

struct checkpointer;

/* Opens connections of its own and starts the thread. */
struct checkpointer *checkpointer_start(const char *database, struct fault *fault) MUST_USE;

/* Ends when what is being moved is moved.  Sets *checkpointer to NULL. */
void checkpointer_stop(struct checkpointer **checkpointer);

/* After a commit that left `frames` in the WAL: begins, goes on or ends by the writer's own
 * connection, when it is time and the journal (or NULL) lets go of them. */
void checkpointer_step(struct checkpointer *checkpointer, struct db *writer, int frames,
		       struct journal *journal);

#endif
