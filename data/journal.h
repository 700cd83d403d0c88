/*
 * Journal: every commit once more, in a folder of its own, so that the data
 * folder can be restored as it was at any moment.
 *
 * The folder (best on another disk) holds
 *
 *	changes/NUMBER.changes   the commits, one after the other, in files named
 *	                         by the first of them; each is the WAL's frames
 *	bases/FIRST.base         the database file as it was copied while in use;
 *	bases/FIRST.done         its size and hash, and from which commit on
 *	                         (LAST) it is whole once FIRST.. are applied
 *	snapshots/               copies of the publications' files
 *
 * A base is copied without any lock or long read: pages that were written
 * meanwhile are in the commits since FIRST, which restoring applies in any
 * case.  It begins at a moment when everything committed is in the database
 * file.  journal_commit is called after COMMIT and before anybody is told
 * "stored", so that what was acknowledged can be restored.
 *
 * When the folder fails, the service goes on: the journal is `behind`, the
 * writer keeps the WAL for it, and it catches up; past JOURNAL_FRAMES_KEPT it
 * gives up the chain and begins a new one with a new base.
 *
 * Not here: `foyer backup`, one file on demand (backup.c).  Writer thread,
 * except where it says otherwise.
 */
#ifndef FOYER_DATA_JOURNAL_H
#define FOYER_DATA_JOURNAL_H

#include "data/db.h"
#include "data/fault.h"

#define JOURNAL_FRAMES_KEPT 262144 /* of the WAL, 1 GiB, for a journal that is behind */

struct journal;

struct journal_place {
	const char *data;     /* the data folder */
	const char *database; /* the database file in it */
	const char *folder;   /* the journal's */
	int64_t days;         /* for which one may go back */
};

/* Opens the folder, making it when it is missing, goes on where it ended when
 * nothing was missed, and takes in what the WAL holds beyond that.  `db` is
 * the writer's connection.  Opening thread. */
struct journal *journal_open(const struct journal_place *place, struct db *db,
			     struct fault *fault) MUST_USE;

/* Takes in what was committed: the WAL has `frames` now.  False and a line in
 * the log when it could not; then the journal is behind. */
bool journal_commit(struct journal *journal, int64_t frames, int64_t now);

/* Whether the WAL may be begun anew: not while the journal needs it. */
bool journal_lets_go(struct journal *journal, int64_t frames);
bool journal_is_behind(struct journal *journal);

/* Everything committed is in the database file at this moment: time for a
 * base, when one is wanted. */
bool journal_wants_base(struct journal *journal);
void journal_all_checkpointed(struct journal *journal);

struct journal_figures {
	int64_t commits; /* taken in since the start */
	int64_t bytes;   /* written for them */
	int64_t micros;  /* spent on them */
	int64_t bases;   /* made since the start */
	bool is_behind;
};
/* Any thread. */
struct journal_figures journal_figures(struct journal *journal);

/* Takes in what was committed where no writer counts the frames.  Opening thread. */
void journal_take_in(struct journal *journal, struct db *db);

/* After the writer's connection is closed: notes how the database was left,
 * and closes everything.  Sets *journal to NULL. */
void journal_close(struct journal **journal);

/* Makes the database file `to` as it was at `until`, or as late as there are
 * commits when `until` is 0, and says in *reached (ms) of when that is.
 * Copies the publications' files into `snapshots`.  Commands. */
bool journal_restore(const char *folder, int64_t until, const char *to, const char *snapshots,
		     int64_t *reached, struct fault *fault) MUST_USE;

#endif
