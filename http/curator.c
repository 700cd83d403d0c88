/*
 * Curator: see curator.h.
 */
#include "http/curator.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "data/clock.h"
#include "data/hub.h"
#include "data/log.h"
#include "data/thread.h"
#include "handoff/curation.h"

/* Visitors who left say nothing: what became of them is looked at this often. */
#define SLEEP_MS_MOST 20000
/* What comes close together is taken together. */
#define PAUSE_MS 150

#define TOPIC_COUNT 4

struct curator {
	struct work_piece piece; /* posted at most once at a time */
	struct store *store;
	struct work *work;
	struct curation *curation;
	struct topic topics[TOPIC_COUNT]; /* that may mean work */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool changed, posted, more, stopping; /* under lock */
};

static void on_wake(void *curator_, const struct topic *topics, size_t count)
{
	struct curator *curator = curator_;
	bool ours = false;
	for (size_t at = 0; at < count; at++)
		for (size_t own = 0; own < TOPIC_COUNT; own++)
			ours |= topics[at].key == curator->topics[own].key;
	if (!ours)
		return;
	pthread_mutex_lock(&curator->lock);
	curator->changed = true;
	pthread_cond_signal(&curator->wake);
	pthread_mutex_unlock(&curator->lock);
}

/* On the slow-work thread. */
static void do_portion(struct work_piece *piece)
{
	struct curator *curator = (struct curator *)piece;
	struct fault fault;
	bool more = false;
	if (!curation_work(curator->curation, &more, &fault))
		log_fault(LOG_WARNING, "curation", &fault);
	pthread_mutex_lock(&curator->lock);
	curator->posted = false;
	curator->more = more;
	pthread_cond_signal(&curator->wake);
	pthread_mutex_unlock(&curator->lock);
}

static void sleep_until_needed(struct curator *curator)
{
	const struct timespec until = clock_steady_in(SLEEP_MS_MOST);
	int timed_out = 0;
	pthread_mutex_lock(&curator->lock);
	while (!curator->stopping && timed_out == 0 &&
	       (curator->posted || !(curator->changed || curator->more)))
		timed_out = pthread_cond_timedwait(&curator->wake, &curator->lock, &until);
	pthread_mutex_unlock(&curator->lock);
}

/* False when it is time to stop. */
static bool hand_on(struct curator *curator)
{
	pthread_mutex_lock(&curator->lock);
	bool go_on = !curator->stopping;
	if (go_on && !curator->posted) {
		curator->changed = false;
		curator->posted = work_post(curator->work, &curator->piece);
	}
	pthread_mutex_unlock(&curator->lock);
	return go_on;
}

static void *run(void *curator_)
{
	static const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
	struct curator *curator = curator_;
	pthread_setname_np(pthread_self(), "foyer-curate");
	while (hand_on(curator)) {
		sleep_until_needed(curator);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

struct curator *curator_start(struct store *store, struct live *live, struct work *work)
{
	struct curator *curator = memory_new(sizeof(*curator));
	pthread_condattr_t monotonic;
	*curator = (struct curator){.piece.run = do_portion,
				    .store = store,
				    .work = work,
				    .curation = curation_new(store, live),
				    .topics = {topic_of(TOPIC_WORKBENCH, ""),
					       topic_of(TOPIC_KNOWLEDGE, ""),
					       topic_of(TOPIC_QUEUE, ""),
					       topic_of(TOPIC_STAFF, "")}};
	pthread_mutex_init(&curator->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&curator->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	hub_subscribe(store_hub(store), on_wake, curator);
	thread_start(&curator->thread, run, curator);
	return curator;
}

void curator_stop(struct curator *curator)
{
	hub_unsubscribe(store_hub(curator->store), curator);
	pthread_mutex_lock(&curator->lock);
	curator->stopping = true;
	pthread_cond_signal(&curator->wake);
	pthread_mutex_unlock(&curator->lock);
	pthread_join(curator->thread, NULL);
}

void curator_free(struct curator **curator)
{
	curation_free(&(*curator)->curation);
	pthread_cond_destroy(&(*curator)->wake);
	pthread_mutex_destroy(&(*curator)->lock);
	free(*curator);
	*curator = NULL;
}
