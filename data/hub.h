/*
 * Hub: says "look again" to whoever listens.
 *
 * The log is the truth; the hub carries topics, not content.  After each
 * group commit the writer hands the hub the topics that changed, and the hub
 * hands them to every subscriber (one for each event loop), which knows its
 * own listeners.  A topic is a 64-bit hash of kind and id: two things that
 * share one cause a needless look, nothing worse.
 */
#ifndef FOYER_DATA_HUB_H
#define FOYER_DATA_HUB_H

#include <stddef.h>
#include <stdint.h>

struct topic {
	uint64_t key;
};

enum topic_kind {
	TOPIC_CONVERSATION, /* id: the conversation's */
	TOPIC_QUEUE,        /* id: ""; the queue or somebody's place in it moved */
	TOPIC_STAFF,        /* id: ""; presence, load, groups */
	TOPIC_STAFF_MEMBER, /* id: the staff member's: assignments, disabled, signed out */
	TOPIC_KNOWLEDGE,    /* id: ""; drafts, rules, publications */
	TOPIC_WORKBENCH,    /* id: ""; unmatched questions, their clusters, suggestions */
	TOPIC_SITE,         /* id: ""; sites' settings, groups' hours */
	TOPIC_SILENCE,      /* id: ""; when something is said because nobody writes */
	TOPIC_OUTBOX,       /* id: ""; there is something to send */
	TOPIC_TOGETHER,     /* id: the staff member's, or "" for all: what colleagues want of them */
};

struct topic topic_of(enum topic_kind kind, const char *id);

struct hub;
struct hub *hub_new(void);
void hub_free(struct hub **hub);

/* wake is called on the publishing thread with the topics of one commit; it
 * must copy what it needs and return quickly. */
typedef void (*hub_wake)(void *subscriber, const struct topic *topics, size_t count);

/* Subscribe before publishing starts, unsubscribe after it has stopped. */
void hub_subscribe(struct hub *hub, hub_wake wake, void *subscriber);
void hub_unsubscribe(struct hub *hub, void *subscriber);

void hub_publish(struct hub *hub, const struct topic *topics, size_t count);

#endif
