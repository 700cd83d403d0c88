/*
 * Recover: snapshot files that can't be served as they are.
 *
 * A file that an earlier version of the program wrote is whole but of an older
 * format: it is compiled anew from the entries, wordings and rules in it, so
 * what was published stays what it was.  A damaged file can't be trusted:
 * then the newest publication whose file is good answers.  Both are logged.
 *
 * Before the server starts, or on the slow-work thread: compiling takes as
 * long as publishing.
 */
#ifndef FOYER_KB_RECOVER_H
#define FOYER_KB_RECOVER_H

#include "data/fault.h"
#include "data/store.h"
#include "kb/live.h"
#include "kb/snapshot.h"

/* Opens and prepares a snapshot file, compiling one of an older format anew
 * in its place. */
struct snapshot *recover_open(const char *path,
			      bool (*prepare)(struct snapshot *snapshot, struct fault *fault),
			      struct fault *fault) MUST_USE;

/* Puts the newest publication live, or when its file is damaged or gone the
 * newest one that can be read.  LOOKUP_ABSENT when nothing has been published;
 * LOOKUP_FAILED when no file can be read. */
enum lookup recover_live(struct store *store, struct live *live,
			 bool (*prepare)(struct snapshot *snapshot, struct fault *fault),
			 struct fault *fault) MUST_USE;

#endif
