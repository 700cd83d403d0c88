/*
 * Checkpointer: moves what was committed from the WAL into the database file
 * while the writer goes on writing.
 *
 * Thousands of pages take tens of milliseconds, which every change would wait
 * for.  So a thread of its own moves the bulk, and the writer, between two
 * batches, only what came meanwhile: then all is moved at one moment, and the
 * WAL can begin anew.  What is moved is what was committed when it began and no
 * more: the journal (journal.h) may need what comes after.
 *
 * Not here: when (writer.c).  Called by the writer's thread; the work is done on
 * its own.
 */
#ifndef FOYER_DATA_CHECKPOINTER_H
#define FOYER_DATA_CHECKPOINTER_H

#include "data/db.h"
#include "data/fault.h"

#define CHECKPOINTER_AT_WORK (-1)

struct checkpointer;

/* Opens connections of its own and starts the thread. */
struct checkpointer *checkpointer_start(const char *database, struct fault *fault) MUST_USE;

/* Ends when what is being moved is moved.  Sets *checkpointer to NULL. */
void checkpointer_stop(struct checkpointer **checkpointer);

/* Begins to move what is committed now; not while it is at work. */
void checkpointer_begin(struct checkpointer *checkpointer);

/* How many frames of the WAL are in the database file by now, 0 when they could not be
 * moved; CHECKPOINTER_AT_WORK until it is done. */
int checkpointer_moved(struct checkpointer *checkpointer);

#endif
