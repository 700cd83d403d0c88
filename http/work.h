/*
 * Work: one thread for what takes longer than an event loop may wait, such as
 * password hashing, publishing and imports.
 *
 * Pieces are done in the order they came.  Post and stop from any thread.
 */
#ifndef FOYER_HTTP_WORK_H
#define FOYER_HTTP_WORK_H

#include <stdbool.h>

struct work;

/* A piece of work, embedded in what it is about; belongs to the thread from
 * work_post until `run` is called. */
struct work_piece {
	struct work_piece *next;
	void (*run)(struct work_piece *piece);
};

/* gives_way: the thread, and those that its pieces start, let all others have
 * the processor first, so that nobody who asks waits for who learns. */
struct work *work_start(bool gives_way);

/* Finishes what is queued, ends the thread, sets *work to NULL. */
void work_stop(struct work **work);

/* False when too many pieces wait (WORK_PIECES_MOST). */
#define WORK_PIECES_MOST 64
bool work_post(struct work *work, struct work_piece *piece) __attribute__((warn_unused_result));

/* Pieces that wait or run. */
int work_waiting(struct work *work);

#endif
