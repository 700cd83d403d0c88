/*
 * Hub: see hub.h.  Not a queue: it keeps nothing, whoever was not there looks
 * at the log when they come.
 */
#include "data/hub.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"

#define SUBSCRIBERS_MOST 80 /* 64 event loops, timers, the site shelf */

struct hub {
	pthread_rwlock_t lock;
	struct {
		hub_wake wake;
		void *subscriber;
	} subscribers[SUBSCRIBERS_MOST];
	size_t count;
};

/* FNV-1a, finished by a multiply-xor so that low bits are good for tables. */
struct topic topic_of(enum topic_kind kind, const char *id)
{
	uint64_t key = 14695981039346656037u ^ (uint64_t)kind;
	key *= 1099511628211u;
	for (const unsigned char *byte = (const unsigned char *)id; *byte != '\0'; byte++)
		key = (key ^ *byte) * 1099511628211u;
	key ^= key >> 32;
	return (struct topic){key * 0x9e3779b97f4a7c15u};
}

struct hub *hub_new(void)
{
	struct hub *hub = memory_new(sizeof(*hub));
	pthread_rwlock_init(&hub->lock, NULL);
	return hub;
}

void hub_free(struct hub **hub)
{
	if (*hub == NULL)
		return;
	pthread_rwlock_destroy(&(*hub)->lock);
	free(*hub);
	*hub = NULL;
}

void hub_subscribe(struct hub *hub, hub_wake wake, void *subscriber)
{
	pthread_rwlock_wrlock(&hub->lock);
	if (hub->count == SUBSCRIBERS_MOST)
		abort();
	hub->subscribers[hub->count].wake = wake;
	hub->subscribers[hub->count].subscriber = subscriber;
	hub->count++;
	pthread_rwlock_unlock(&hub->lock);
}

void hub_unsubscribe(struct hub *hub, void *subscriber)
{
	pthread_rwlock_wrlock(&hub->lock);
	for (size_t i = 0; i < hub->count; i++)
		if (hub->subscribers[i].subscriber == subscriber)
			hub->subscribers[i--] = hub->subscribers[--hub->count];
	pthread_rwlock_unlock(&hub->lock);
}

void hub_publish(struct hub *hub, const struct topic *topics, size_t count)
{
	if (count == 0)
		return;
	pthread_rwlock_rdlock(&hub->lock);
	for (size_t i = 0; i < hub->count; i++)
		hub->subscribers[i].wake(hub->subscribers[i].subscriber, topics, count);
	pthread_rwlock_unlock(&hub->lock);
}
