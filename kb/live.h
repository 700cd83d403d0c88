/*
 * Live: which snapshot answers visitors now.
 *
 * Holds one reference; a reader takes its own with live_acquire and releases
 * it when its turn is over, so a swap never waits for readers and a snapshot
 * lives until the last turn that began on it has ended.  Any thread.
 */
#ifndef FOYER_KB_LIVE_H
#define FOYER_KB_LIVE_H

#include "kb/snapshot.h"

struct live;

struct live *live_new(void);
void live_free(struct live **live);

/* The live snapshot with a reference for the caller, or NULL when nothing
 * has been published yet. */
struct snapshot *live_acquire(struct live *live);

/* Puts a snapshot in; the caller's reference goes over to live. */
void live_swap(struct live *live, struct snapshot *snapshot);

#endif
