/*
 * Listeners: see listeners.h.  Not a queue: a listener that wasn't there
 * reads the log when it comes.
 */
#include "http/listeners.h"

#include <stdlib.h>

#include "data/arena.h"

#define BUCKETS_FIRST 256

void listeners_start(struct listeners *listeners)
{
	listeners->bucket_count = BUCKETS_FIRST;
	listeners->buckets = memory_array(BUCKETS_FIRST, sizeof(*listeners->buckets));
	listeners->count = 0;
}

void listeners_end(struct listeners *listeners)
{
	free(listeners->buckets);
	listeners->buckets = NULL;
}

/* Topics are hashes already; their low bits are good. */
static struct listener **bucket_of(const struct listeners *listeners, struct topic topic)
{
	return &listeners->buckets[topic.key & (listeners->bucket_count - 1)];
}

static void put(struct listener **bucket, struct listener *listener)
{
	listener->next = *bucket;
	listener->link = bucket;
	if (*bucket != NULL)
		(*bucket)->link = &listener->next;
	*bucket = listener;
}

static void take(struct listener *listener)
{
	*listener->link = listener->next;
	if (listener->next != NULL)
		listener->next->link = listener->link;
	listener->next = NULL;
	listener->link = NULL;
}

static void grow(struct listeners *listeners)
{
	struct listener **old = listeners->buckets;
	size_t old_count = listeners->bucket_count;
	listeners->bucket_count *= 2;
	listeners->buckets = memory_array(listeners->bucket_count, sizeof(*old));
	for (size_t i = 0; i < old_count; i++) {
		while (old[i] != NULL) {
			struct listener *listener = old[i];
			take(listener);
			put(bucket_of(listeners, listener->topic), listener);
		}
	}
	free(old);
}

void listeners_add(struct listeners *listeners, struct listener *listener, struct topic topic,
		   void (*woken)(struct listener *listener))
{
	if (listeners->count >= listeners->bucket_count)
		grow(listeners);
	listener->topic = topic;
	listener->woken = woken;
	put(bucket_of(listeners, topic), listener);
	listeners->count++;
}

void listeners_remove(struct listeners *listeners, struct listener *listener)
{
	if (listener->link == NULL)
		return;
	take(listener);
	listeners->count--;
}

/* Those to wake are moved to a list of our own and put back before each is
 * called, so that whatever they do to the table is safe. */
void listeners_wake(struct listeners *listeners, struct topic topic)
{
	struct listener *woken = NULL;
	struct listener *next;
	for (struct listener *each = *bucket_of(listeners, topic); each != NULL; each = next) {
		next = each->next;
		if (each->topic.key != topic.key)
			continue;
		take(each);
		put(&woken, each);
	}
	while (woken != NULL) {
		struct listener *each = woken;
		take(each);
		put(bucket_of(listeners, topic), each);
		each->woken(each);
	}
}

static struct listener *same_topic(struct listener *listener, struct topic topic)
{
	while (listener != NULL && listener->topic.key != topic.key)
		listener = listener->next;
	return listener;
}

struct listener *listeners_first(const struct listeners *listeners, struct topic topic)
{
	return same_topic(*bucket_of(listeners, topic), topic);
}

struct listener *listeners_next(const struct listener *listener)
{
	return same_topic(listener->next, listener->topic);
}
