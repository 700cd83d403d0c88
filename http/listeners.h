/*
 * Listeners: who wants to know when a topic is woken, for one event loop.
 *
 * A listener is embedded in what listens (a stream's watch, a waiting
 * request).  Adding, removing and finding cost the same however many there
 * are.  One thread.
 */
#ifndef FOYER_HTTP_LISTENERS_H
#define FOYER_HTTP_LISTENERS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/hub.h"

struct listener {
	struct topic topic;
	struct listener *next;
	struct listener **link; /* what points here; NULL while it doesn't listen */
	void (*woken)(struct listener *listener);
};

struct listeners {
	struct listener **buckets;
	size_t bucket_count; /* a power of two */
	size_t count;
};

void listeners_start(struct listeners *listeners);
void listeners_end(struct listeners *listeners);

void listeners_add(struct listeners *listeners, struct listener *listener, struct topic topic,
		   void (*woken)(struct listener *listener));
/* Nothing when it doesn't listen. */
void listeners_remove(struct listeners *listeners, struct listener *listener);

/* Calls woken for everybody who listens to the topic at this moment; they may
 * add and remove themselves, and remove others of this topic. */
void listeners_wake(struct listeners *listeners, struct topic topic);

/* The first who listens to the topic and, after one of them, the next; for
 * passing something on to all of them.  NULL at the end. */
struct listener *listeners_first(const struct listeners *listeners, struct topic topic);
struct listener *listeners_next(const struct listener *listener);

#endif
