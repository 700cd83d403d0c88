/*
 * Push device: a browser of somebody of the staff that takes pushes, for as
 * long as the session that subscribed it.
 *
 * Changes are applied on the writer; reads on any thread.
 */
#ifndef FOYER_HANDOFF_PUSH_DEVICE_H
#define FOYER_HANDOFF_PUSH_DEVICE_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

#define PUSH_ENDPOINT_MOST 1000
#define PUSH_DEVICES_MOST  20 /* of one member: the oldest goes */

/* Adds one, or takes it over from whoever used this browser before.  The
 * endpoint and keys are good (sending_url_is_good, push_browser_is_good). */
struct push_device_add {
	struct change change;
	struct staff_id staff;
	struct session_id session;
	const char *endpoint;
	const char *key;
	const char *auth;
};
void push_device_add_prepare(struct push_device_add *add);

/* Takes one of this member's away; nothing happens when it isn't there. */
struct push_device_remove {
	struct change change;
	struct staff_id staff;
	const char *endpoint;
};
void push_device_remove_prepare(struct push_device_remove *remove);

struct push_device {
	const char *endpoint;
	const char *key;
	const char *auth;
};
/* LOOKUP_ABSENT when it is gone, its session has ended, or its owner is blocked. */
enum lookup push_device_read(struct db *db, const char *id, struct arena *arena,
			     struct push_device *device, struct fault *fault) MUST_USE;

#endif
