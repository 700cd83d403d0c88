/*
 * Live: see live.h.  The lock is held for a pointer and a counter only.
 */
#include "kb/live.h"

#include <pthread.h>
#include <stdlib.h>

#include "data/arena.h"
#include "data/store.h"
#include "kb/publish.h"

#define PATH_ROOM 4096

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

enum lookup live_load(struct live *live, struct store *store, struct fault *fault)
{
	char path[PATH_ROOM];
	int64_t number;
	enum lookup found = publication_newest(store_reader(store), &number, fault);

	if (found != LOOKUP_FOUND)
		return found;
	publication_path(store_folder(store), number, path, sizeof(path));
	struct snapshot *snapshot = snapshot_open(path, fault);
	if (snapshot == NULL)
		return LOOKUP_FAILED;
	live_swap(live, snapshot);
	return LOOKUP_FOUND;
}
