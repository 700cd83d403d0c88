/*
 * Act: what every change to a conversation has in common.
 *
 * A caller zeroes the struct of the act (struct turn, struct transfer, ...),
 * sets the inputs and the common head, calls its _prepare, which checks the
 * inputs on the caller's thread, and submits &x.act.change.  On the writer
 * thread the act reads the conversation, asks the ownership table whether
 * this actor may do this now, appends events and moves the owner, all in one
 * transaction.  When `done` is called the results can be used.
 */
#ifndef FOYER_HANDOFF_ACT_H
#define FOYER_HANDOFF_ACT_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/event_log.h"
#include "data/id.h"
#include "data/store.h"

/* Who acts.  Roles, blocking and membership are looked up in the transaction. */
enum actor_kind { ACTOR_VISITOR, ACTOR_STAFF, ACTOR_SYSTEM };
struct actor {
	enum actor_kind kind;
	struct staff_id staff; /* ACTOR_STAFF */
};
struct actor actor_visitor(void);
struct actor actor_staff(const struct staff_id *staff);

struct site_book;

#define ACT_EVENTS_MOST 16

struct act {
	struct change change; /* first, so that a struct change * is a struct act * */
	/* inputs */
	struct arena *arena; /* the request's; the caller leaves it alone until done */
	struct conversation_id conversation;
	struct actor actor;
	const struct site_book *book; /* the sites' settings; NULL: the defaults */
	/* results */
	struct event events[ACT_EVENTS_MOST]; /* appended now, or before when repeated; in order */
	int event_count;
	bool repeated; /* it had been done before: nothing was changed */
};

/* Client-made keys: 16 to 64 printable ASCII characters without spaces. */
#define KEY_LEAST 16
#define KEY_MOST  64
bool act_key_check(const char *key, struct fault *fault) MUST_USE;

#endif
