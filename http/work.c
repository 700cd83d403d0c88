/*
 * Work: see work.h.  Not for writing to the store as such: changes go to the
 * store's own writer.
 */
#include "http/work.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "data/arena.h"
#include "data/thread.h"

#define NICENESS 10

struct work {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t something;
	struct work_piece *first;
	struct work_piece **last;
	int count;
	bool gives_way;
	bool is_stopping;
};

/* Takes the next piece, waiting for one; NULL when it is time to end. */
static struct work_piece *take(struct work *work)
{
	pthread_mutex_lock(&work->lock);
	while (work->first == NULL && !work->is_stopping)
		pthread_cond_wait(&work->something, &work->lock);
	struct work_piece *piece = work->first;
	if (piece != NULL) {
		work->first = piece->next;
		if (work->first == NULL)
			work->last = &work->first;
	}
	pthread_mutex_unlock(&work->lock);
	return piece;
}

static void *run(void *work_)
{
	struct work *work = work_;
	pthread_setname_np(pthread_self(), work->gives_way ? "foyer-long-work" : "foyer-work");
	if (work->gives_way)
		(void)setpriority(PRIO_PROCESS, 0, NICENESS); /* of this thread, on Linux */
	struct work_piece *piece;
	while ((piece = take(work)) != NULL) {
		piece->run(piece);
		pthread_mutex_lock(&work->lock);
		work->count--;
		pthread_mutex_unlock(&work->lock);
	}
	return NULL;
}

struct work *work_start(bool gives_way)
{
	struct work *work = memory_new(sizeof(*work));
	work->gives_way = gives_way;
	work->last = &work->first;
	pthread_mutex_init(&work->lock, NULL);
	pthread_cond_init(&work->something, NULL);
	thread_start(&work->thread, run, work);
	return work;
}

void work_stop(struct work **work_)
{
	struct work *work = *work_;
	if (work == NULL)
		return;
	pthread_mutex_lock(&work->lock);
	work->is_stopping = true;
	pthread_cond_signal(&work->something);
	pthread_mutex_unlock(&work->lock);
	pthread_join(work->thread, NULL);
	pthread_cond_destroy(&work->something);
	pthread_mutex_destroy(&work->lock);
	free(work);
	*work_ = NULL;
}

bool work_post(struct work *work, struct work_piece *piece)
{
	piece->next = NULL;
	pthread_mutex_lock(&work->lock);
	bool taken = work->count < WORK_PIECES_MOST;
	if (taken) {
		*work->last = piece;
		work->last = &piece->next;
		work->count++;
		pthread_cond_signal(&work->something);
	}
	pthread_mutex_unlock(&work->lock);
	return taken;
}

int work_waiting(struct work *work)
{
	pthread_mutex_lock(&work->lock);
	int count = work->count;
	pthread_mutex_unlock(&work->lock);
	return count;
}
