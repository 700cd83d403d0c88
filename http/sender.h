/*
 * Sender: sends what is in the outbox (handoff/outbox.h).
 *
 * A thread of its own sleeps until a row is due or the hub says that there are
 * new ones, sends several at once, and settles them in one change.  While
 * there is nothing to send it costs nothing.
 */
#ifndef FOYER_HTTP_SENDER_H
#define FOYER_HTTP_SENDER_H

#include "data/outside.h"
#include "data/store.h"

struct sender;

/* allowed: what of the inner network the operator lets it reach; trusted: more
 * certificates to trust (trusted.h), or NULL.  Both outlive it. */
struct sender *sender_start(struct store *store, const struct outside_allowed *allowed,
			    const char *trusted);
/* What is under way is left; it is sent again after the next start. */
void sender_stop(struct sender **sender);

#endif
