/*
 * Stream places: where those who wait stand in the queue, told as it moves.
 *
 *	{"type":"place","conversation":id,"queue":{"position",...}}
 *
 * The whole line is read once for all waiters of a loop, and each one's frame
 * is written from that: nothing is read for a single waiter.  Places are told
 * at most once a second, and with a long line less often (down to every five
 * seconds), so that telling takes no more than a twentieth of the loop's time.
 *
 * Not here: the conversation's view, which tells the first place
 * (stream_push.c).  The loop's thread.
 */
#include <stdlib.h>

#include "data/clock.h"
#include "data/json.h"
#include "data/log.h"
#include "handoff/conversation.h"
#include "handoff/queue.h"
#include "http/server_internal.h"
#include "http/stream_state.h"
#include "http/views.h"

#define PLACES_MS          1000
#define PLACES_MS_MOST     5000
#define PLACES_SHARE       20  /* of the time between two pushes, one is spent on them */
#define PLACE_BYTES        512 /* of a frame */
#define WAIT_SECONDS_MOVED 10  /* from which a wait that is told anew is worth it, ... */
#define WAIT_SHARE_MOVED   5   /* ... or a fifth of what was told */

/* A watch whose conversation waits, and the place that was last told. */
struct waiting {
	struct watch *watch;
	struct waiting *next; /* in loop->waiting */
	struct waiting **link;
	struct queue_place told;
};

void places_leave(struct watch *watch)
{
	struct waiting *waiting = watch->place;
	if (waiting == NULL)
		return;
	*waiting->link = waiting->next;
	if (waiting->next != NULL)
		waiting->next->link = waiting->link;
	free(waiting);
	watch->place = NULL;
}

static void join_line(struct watch *watch)
{
	struct loop *loop = watch->stream->loop;
	struct waiting *waiting = memory_new(sizeof(*waiting));
	waiting->watch = watch;
	waiting->next = loop->waiting;
	waiting->link = &loop->waiting;
	if (loop->waiting != NULL)
		loop->waiting->link = &waiting->next;
	loop->waiting = waiting;
	watch->place = waiting;
}

void places_note(struct watch *watch, const struct conversation_view *view)
{
	if (!view->is_waiting) {
		places_leave(watch);
		return;
	}
	if (watch->place == NULL)
		join_line(watch);
	watch->place->told = view->place;
}

/* --- Telling --------------------------------------------------------------------------- */

static bool wait_has_moved(int told, int now)
{
	int most = told / WAIT_SHARE_MOVED;
	if (told < 0 || now < 0)
		return (told < 0) != (now < 0);
	return abs(now - told) > (most > WAIT_SECONDS_MOVED ? most : WAIT_SECONDS_MOVED);
}

static bool has_moved(const struct queue_place *told, const struct queue_place *now)
{
	return now != NULL &&
	       (told->position != now->position || told->waiting != now->waiting ||
		wait_has_moved(told->estimated_wait_seconds, now->estimated_wait_seconds));
}

static void send_place(struct watch *watch, const struct queue_place *place)
{
	struct buffer text = buffer_new(PLACE_BYTES);
	struct json_writer json = json_writer(&text);
	json_open_object(&json, NULL);
	json_add_text(&json, "type", "place");
	json_add_text(&json, "conversation", watch->conversation.text);
	view_place(&json, "queue", place);
	json_close_object(&json);
	frames_send_text(watch->stream, &text);
	buffer_free(&text);
}

/* True when that ended the stream.  Who is behind gets the view, place
 * included, once they have caught up. */
static bool tell(struct waiting *waiting, const struct queue_place *place)
{
	struct watch *watch = waiting->watch;
	struct stream *stream = watch->stream;
	waiting->told = *place;
	if (frames_pending(stream))
		watch->view_is_due = true;
	else
		send_place(watch, place);
	return stream->phase != STREAM_OPEN;
}

static void tell_all(struct loop *loop, const struct queue_line *line)
{
	struct waiting *next;
	for (struct waiting *each = loop->waiting; each != NULL; each = next) {
		const struct queue_place *place =
		    queue_line_find(line, &each->watch->conversation);
		next = each->next;
		if (has_moved(&each->told, place) && tell(each, place))
			next = loop->waiting; /* its watches are gone, `next` maybe among them */
	}
}

/* --- When -------------------------------------------------------------------------------- */

static void push_places(struct loop *loop)
{
	struct arena *arena = arena_new();
	struct queue_line line = {0};
	struct fault fault;
	int64_t began = clock_steady_micros();
	if (queue_line_read(store_reader(loop->server->store), arena, &line, &fault))
		tell_all(loop, &line);
	else
		log_fault(LOG_WARNING, "queue", &fault);
	arena_free(&arena);
	int64_t rest = (clock_steady_micros() - began) * PLACES_SHARE / 1000;
	if (rest < PLACES_MS)
		rest = PLACES_MS;
	loop->queue_next_at = loop->now + (rest < PLACES_MS_MOST ? rest : PLACES_MS_MOST);
}

static void queue_moved(struct listener *listener)
{
	struct loop *loop = (struct loop *)((char *)listener - offsetof(struct loop, queue_moved));
	if (loop->waiting == NULL || timer_is_set(&loop->queue_timer))
		return;
	if (loop->now >= loop->queue_next_at)
		push_places(loop);
	else
		timer_set(&loop->wheel, &loop->queue_timer, loop->now,
			  loop->queue_next_at - loop->now);
}

static void queue_time(struct timer *timer)
{
	push_places((struct loop *)((char *)timer - offsetof(struct loop, queue_timer)));
}

void places_start(struct loop *loop)
{
	loop->queue_timer.fire = queue_time;
	listeners_add(&loop->listeners, &loop->queue_moved, topic_of(TOPIC_QUEUE, ""), queue_moved);
}
