/*
 * Live: see live.h.  The lock is held for a pointer and a counter only.
 */
#include "kb/live.h"

#include <pthread.h>
#include <stdlib.h>

#include "data/arena.h"

struct live {
	pthread_mutex_t lock;
	struct snapshot *snapshot;
};

struct live *live_new(void)
{
	struct live *live = memory_new(sizeof(*live));

	pthread_mutex_init(&live->lock, NULL);
	return live;
}

void live_free(struct live **live)
{
	if (*live == NULL)
		return;
	snapshot_release(&(*live)->snapshot);
	pthread_mutex_destroy(&(*live)->lock);
	free(*live);
	*live = NULL;
}

struct snapshot *live_acquire(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	struct snapshot *snapshot = snapshot_retain(live->snapshot);
	pthread_mutex_unlock(&live->lock);
	return snapshot;
}

void live_swap(struct live *live, struct snapshot *snapshot)
{
	pthread_mutex_lock(&live->lock);
	struct snapshot *before = live->snapshot;
	live->snapshot = snapshot;
	pthread_mutex_unlock(&live->lock);
	snapshot_release(&before);
}
