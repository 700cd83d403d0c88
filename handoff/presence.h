/*
 * Presence: whether an agent is here.
 *
 * Said by the agent (online, busy, away, invisible, offline), by their desk
 * (away when nobody touches it, online again when somebody does), by a
 * conversation that they were given and missed (call.h), and seen by the
 * server (desk streams open).  Somebody whose last stream closed longer ago
 * than the grace period has vanished: handoff/timers.h then sets them offline and
 * gives their conversations back; until then they get no new ones.  Where streams
 * don't get through, the desk asks every few seconds, which counts as one for as
 * long as it does.  A program that works by API token has no stream and is trusted
 * to say when it goes.
 */
#ifndef FOYER_HANDOFF_PRESENCE_H
#define FOYER_HANDOFF_PRESENCE_H

#include "data/id.h"
#include "data/store.h"
#include "handoff/staff.h"

/* The agent says so.  Going online assigns what waits, in the same
 * transaction.  FAULT_FORBIDDEN for roles that take no conversations,
 * FAULT_NOT_FOUND for unknown or blocked staff. */
struct presence_set {
	struct change change;
	struct staff_id staff;
	enum presence presence;
	bool by_program; /* came with an API token: no stream is expected */
	bool is_idle;    /* the desk says it, for nobody touches it: only from online to away */
};
void presence_set_prepare(struct presence_set *set);

/* A desk stream of this member opened or closed.  Streams are counted, so
 * several windows are one presence, in whatever order they are told of. */
struct presence_stream {
	struct change change;
	struct staff_id staff;
	bool opened;
};
void presence_stream_prepare(struct presence_stream *stream);

/* A desk that had no stream asked for something.  From any thread; nobody waits
 * for it.  To be told when it writes, and else this often. */
void presence_asked(struct store *store, const struct staff_id *staff);
int64_t presence_asked_every_ms(void);

/* Of a stream from any thread, which nobody waits for: told until it is stored, or
 * an agent whose desk went while the disk was full would seem here for ever. */
void presence_tell(struct store *store, const struct staff_id *staff, bool opened);
/* Once more what couldn't be stored; the timers do it. */
void presence_tell_again(struct store *store);

/* At start no stream is open: everybody who seemed connected, or was within
 * their grace period when it stopped, is given it from now; agents have time to
 * react to what they were given, and visitors to answer. */
bool presence_start(struct store *store, struct fault *fault) MUST_USE;

#endif
