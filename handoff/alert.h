/*
 * Alert: a call for a person (call.h) that goes out of the house, to those
 * who don't look at a desk: to their browsers, by mail, and to a webhook.
 *
 * Puts a row into the outbox for everybody who is called and hasn't been told
 * of it this way, unless a desk of theirs is before their eyes, they want no
 * such alerts, or they have just had one.  Writer thread.
 */
#ifndef FOYER_HANDOFF_ALERT_H
#define FOYER_HANDOFF_ALERT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"
#include "handoff/call.h"

/* Whose desk was touched so lately looks at it. */
#define ALERT_LOOKS_MS 90000
/* Several who wait are one alert: nobody gets the next before these. */
#define ALERT_PUSH_QUIET_MS 10000
#define ALERT_MAIL_QUIET_MS 300000

/* Sends by all ways whose time has come for this call. */
bool alert_put(struct transaction *transaction, const struct conversation_id *conversation,
	       const struct call_pace *pace, const struct call *call, struct fault *fault) MUST_USE;

/* How somebody wants to be reached.  Their own, or an admin's to change. */
struct alert_choice {
	const char *email; /* "": none */
	bool by_push;
	bool by_mail;
};
bool alert_choice_read(struct db *db, const struct staff_id *staff, struct arena *arena,
		       struct alert_choice *choice, struct fault *fault) MUST_USE;

/* NULL and -1 leave a thing as it is; the address is good, or "". */
struct alert_choice_change {
	struct change change;
	struct staff_id staff;
	struct staff_id by;
	const char *email;
	int by_push;
	int by_mail;
};
void alert_choice_change_prepare(struct alert_choice_change *change);

/* A desk of theirs is before their eyes now. */
struct alert_look {
	struct change change;
	struct staff_id staff;
};
void alert_look_prepare(struct alert_look *look);

#endif
