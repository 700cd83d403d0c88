/*
 * Stream desk: what streams of staff have beside conversations.
 *
 *	{"type":"look","what":"queue"}   also "staff", "knowledge", "workbench", "together", "me"
 *
 * says that something changed and is worth asking for again: what is everybody's
 * at most five times a second, what is this member's alone (a visitor who was given to them) at
 * once.  While such a stream is open its owner counts as present.
 * When something about the account or its sessions changes, the credentials
 * are looked up again, so that a blocked or signed-out person hears no more;
 * when something about staff or groups does, so is what they may watch.
 */
#include <sodium.h>
#include <stdlib.h>

#include "data/json.h"
#include "data/log.h"
#include "handoff/presence.h"
#include "http/server_internal.h"
#include "http/stream_state.h"

#define LOOK_MS     200
#define OWN_LOOK_MS 20

enum look {
	LOOK_QUEUE,
	LOOK_STAFF,
	LOOK_KNOWLEDGE,
	LOOK_WORKBENCH,
	LOOK_ROOMS,
	LOOK_TOGETHER,
	LOOK_ME,
	LOOK_COUNT
};

static const struct {
	const char *what;
	enum topic_kind topic;
	bool is_own; /* the member's, not everybody's */
} LOOKS[LOOK_COUNT] = {
    [LOOK_QUEUE] = {"queue", TOPIC_QUEUE},
    [LOOK_STAFF] = {"staff", TOPIC_STAFF},
    [LOOK_KNOWLEDGE] = {"knowledge", TOPIC_KNOWLEDGE},
    [LOOK_WORKBENCH] = {"workbench", TOPIC_WORKBENCH},
    [LOOK_ROOMS] = {"together", TOPIC_TOGETHER},
    [LOOK_TOGETHER] = {"together", TOPIC_TOGETHER, true},
    [LOOK_ME] = {"me", TOPIC_STAFF_MEMBER, true},
};

struct look_listener {
	struct listener listener;
	struct desk *desk;
	enum look look;
};

/* What is due to be told, not before its time. */
struct due {
	struct timer timer;
	struct desk *desk;
	int64_t pause_ms; /* between two */
	int64_t told_at;
	unsigned looks; /* one bit for each */
};

struct desk {
	struct stream *stream;
	struct caller caller;
	struct shown shown;
	struct look_listener listeners[LOOK_COUNT];
	struct due shared, own;
};

const struct caller *desk_caller(const struct desk *desk)
{
	return &desk->caller;
}

/* --- Looking ------------------------------------------------------------------------------ */

bool desk_is_signed_in(struct desk *desk, struct fault *fault)
{
	struct caller caller;
	struct credentials shown = {
	    .cookie = desk->shown.cookie[0] ? desk->shown.cookie : NULL,
	    .bearer = desk->shown.bearer[0] ? desk->shown.bearer : NULL,
	    .address = desk->shown.address,
	};
	if (!caller_identify(store_reader(desk->stream->loop->server->store), &shown, &caller,
			     fault))
		return false;
	if (caller.kind != CALLER_STAFF)
		return fault_set(fault, FAULT_SIGN_IN_NEEDED, "");
	if (caller.needs_factor)
		return fault_set(fault, FAULT_FACTOR_NEEDED, "");
	desk->caller = caller;
	return true;
}

static void send_look(struct stream *stream, const char *what)
{
	struct buffer text = buffer_new(128);
	struct json_writer json = json_writer(&text);
	json_open_object(&json, NULL);
	json_add_text(&json, "type", "look");
	json_add_text(&json, "what", what);
	json_close_object(&json);
	frames_send_text(stream, &text);
	buffer_free(&text);
}

static void tell(struct due *due)
{
	struct desk *desk = due->desk;
	struct stream *stream = desk->stream;
	struct fault fault;
	due->told_at = stream->loop->now;
	if ((due->looks & 1u << LOOK_ME) && !desk_is_signed_in(desk, &fault)) {
		stream_fail(stream, &fault);
		return;
	}
	if (frames_pending(stream)) {
		/* It is told when it has caught up enough to be told anything. */
		timer_set(&stream->loop->wheel, &due->timer, stream->loop->now, LOOK_MS);
		return;
	}
	unsigned looks = due->looks;
	due->looks = 0;
	for (int i = 0; i < LOOK_COUNT && stream->desk != NULL; i++)
		if (looks & 1u << i)
			send_look(stream, LOOKS[i].what);
	if (stream->desk != NULL && (looks & (1u << LOOK_STAFF | 1u << LOOK_ME)))
		push_review(stream);
}

static void woken(struct listener *listener)
{
	struct look_listener *look = (struct look_listener *)listener;
	struct desk *desk = look->desk;
	struct due *due = LOOKS[look->look].is_own ? &desk->own : &desk->shared;
	struct loop *loop = desk->stream->loop;
	int64_t since = loop->now - due->told_at;
	due->looks |= 1u << look->look;
	if (timer_is_set(&due->timer))
		return;
	if (since >= due->pause_ms)
		tell(due);
	else
		timer_set(&loop->wheel, &due->timer, loop->now, due->pause_ms - since);
}

static void time_to_tell(struct timer *timer)
{
	tell((struct due *)((char *)timer - offsetof(struct due, timer)));
}

/* --- Life --------------------------------------------------------------------------------- */

bool desk_open(struct stream *stream, const struct caller *caller, const struct shown *shown,
	       struct fault *fault)
{
	if (stream->desk != NULL)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "type", "hello comes once");
	struct desk *desk = memory_new(sizeof(*desk));
	desk->stream = stream;
	desk->caller = *caller;
	desk->shown = *shown;
	desk->shared = (struct due){.timer.fire = time_to_tell, .desk = desk, .pause_ms = LOOK_MS};
	desk->own = (struct due){.timer.fire = time_to_tell, .desk = desk, .pause_ms = OWN_LOOK_MS};
	stream->desk = desk;
	stream->language = (uint8_t)caller->language;
	for (int i = 0; i < LOOK_COUNT; i++) {
		struct look_listener *look = &desk->listeners[i];
		look->desk = desk;
		look->look = (enum look)i;
		listeners_add(&stream->loop->listeners, &look->listener,
			      topic_of(LOOKS[i].topic, LOOKS[i].is_own ? caller->staff.text : ""),
			      woken);
	}
	presence_tell(stream->loop->server->store, &caller->staff, true);
	return true;
}

void desk_close(struct stream *stream)
{
	struct desk *desk = stream->desk;
	if (desk == NULL)
		return;
	stream->desk = NULL;
	for (int i = 0; i < LOOK_COUNT; i++)
		listeners_remove(&stream->loop->listeners, &desk->listeners[i].listener);
	timer_cancel(&stream->loop->wheel, &desk->shared.timer);
	timer_cancel(&stream->loop->wheel, &desk->own.timer);
	presence_tell(stream->loop->server->store, &desk->caller.staff, false);
	sodium_memzero(&desk->shown, sizeof(desk->shown));
	free(desk);
}
