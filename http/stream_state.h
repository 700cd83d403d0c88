/*
 * Stream state; inside stream*.c only.
 *
 * An idle visitor's stream is one struct stream and one struct watch: what is
 * needed only now and then (a frame being read, bytes that could not be sent,
 * what staff need) is allocated for that while.
 */
#ifndef FOYER_HTTP_STREAM_STATE_H
#define FOYER_HTTP_STREAM_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/address.h"
#include "data/buffer.h"
#include "data/event_log.h"
#include "data/fault.h"
#include "data/id.h"
#include "http/caller.h"
#include "http/loop.h"

#define STREAM_WATCHES_MOST  8   /* of a visitor */
#define DESK_WATCHES_MOST    200 /* of staff */
#define STREAM_MESSAGE_BYTES 65536
#define STREAM_OUTPUT_BYTES  ((size_t)1024 * 1024)
#define STREAM_FIRST_MS      10000 /* handshake and hello */
#define STREAM_CLOSING_MS    3000

/* Close codes of RFC 6455. */
enum close_code {
	CLOSE_GOING_AWAY = 1001,
	CLOSE_UNSUPPORTED = 1003,
	CLOSE_POLICY = 1008,
	CLOSE_INTERNAL = 1011,
};

enum stream_phase { STREAM_HANDSHAKE, STREAM_HELLO, STREAM_OPEN, STREAM_CLOSING, STREAM_DEAD };

struct conversation_view;
struct stream_input;
struct desk;

/* What was shown with the handshake. */
struct shown {
	char address[ADDRESS_SIZE];
	char cookie[SECRET_LENGTH + 1]; /* "" when its origin was not ours */
	char bearer[SECRET_LENGTH + 1];
};

struct stream {
	struct descriptor descriptor;
	struct timer timer; /* hello, ping or closing */
	struct loop *loop;
	struct stream *next; /* in loop->streams or loop->dead_streams */
	struct stream **link;
	uint64_t address;
	struct watch *watches;
	struct stream_input *input; /* while a message is being read */
	struct buffer *output;      /* while the socket takes no more */
	struct shown *shown;        /* until hello */
	struct desk *desk;          /* streams of staff */
	uint32_t allowance_at;      /* loop->now, its low bits */
	uint16_t allowance;         /* messages it may still send at once */
	uint8_t watch_count;
	uint8_t phase;
	uint8_t language;
	bool is_heard;      /* since the last ping */
	uint8_t quiet_asks; /* a visitor's in a row, with nothing said between */
};

/* One conversation that a stream follows. */
struct watch {
	struct listener listener;
	struct stream *stream;
	struct watch *next;    /* of the stream */
	struct waiting *place; /* while the conversation is in the queue */
	int64_t after;         /* the last event number sent */
	bool for_staff;
	bool is_behind;        /* there is more to say when the socket takes it */
	bool is_woken;    /* looking because something happened */
	bool view_is_due;      /* the conversation's view among it */
	struct conversation_id conversation;
	struct event_reader reader[]; /* for_staff: one; visitors, who are many, have none */
};

/* stream.c */
void stream_end(struct stream *stream);                         /* at once */
void stream_close(struct stream *stream, enum close_code code); /* says goodbye first */
/* Pings when it is time, from now on: the stream has been greeted, or was heard. */
void stream_ping_later(struct stream *stream);
/* A visitor asked whether anybody is there.  The seconds after which to ask
 * again: longer where it has long been quiet, or 0 for as before. */
int64_t stream_asked(struct stream *stream);
/* Sends {"type":"error","problem":{...}} and closes. */
void stream_fail(struct stream *stream, const struct fault *fault);

/* stream_handshake.c: reads what came; true when the stream is upgraded. */
bool stream_handshake(struct stream *stream);
/* The Sec-WebSocket-Accept for a key: 28 characters and a NUL. */
#define ACCEPT_SIZE 29
void handshake_accept(const char *key, char out[ACCEPT_SIZE]);
/* True when an Origin header names the host of a Host header. */
bool handshake_same_origin(const char *origin, const char *host);

/* What was shown is needed once: overwritten and freed. */
void stream_forget_shown(struct stream *stream);

/* stream_frames.c */
/* The socket has bytes; is_ending: and what comes after them is the end. */
void frames_read(struct stream *stream, bool is_ending);
void frames_flush(struct stream *stream); /* the socket takes bytes again */
void frames_free(struct stream *stream);
/* A call on the socket failed with errno: ends the stream. */
void frames_socket_failed(struct stream *stream, const char *call);
bool frames_pending(const struct stream *stream);
/* A text message; kept when the socket takes it only in part. */
void frames_send_text(struct stream *stream, const struct buffer *text);
/* The same, dropped when something is pending: for what is worth nothing later. */
void frames_send_fleeting(struct stream *stream, const struct buffer *text);
void frames_send_ping(struct stream *stream);
void frames_send_close(struct stream *stream, enum close_code code);
/* The header of an unmasked frame: bytes written (2, 4 or 10). */
size_t frames_header(unsigned opcode, size_t length, unsigned char out[10]);

/* stream_messages.c */
void messages_take(struct stream *stream, const char *text, size_t length);

/* stream_push.c */
struct watch *watch_find(struct stream *stream, const char *conversation);
void watch_add(struct stream *stream, const struct conversation_id *conversation, int64_t after,
	       const struct event_reader *reader);
void watch_remove(struct stream *stream, struct watch *watch);
void push_watch(struct watch *watch);       /* events, and the view when it changed */
void push_caught_up(struct stream *stream); /* goes on where the socket was full */
void push_review(struct stream *stream);    /* ends watches that staff may no longer have */
#define TYPED_MOST 500 /* characters of what a visitor types that are shown */
/* said: a visitor's unsent words, or NULL. */
void push_typing(struct stream *stream, const struct watch *watch, const char *said);

/* stream_places.c */
void places_start(struct loop *loop);
void places_note(struct watch *watch, const struct conversation_view *view); /* as just told */
void places_leave(struct watch *watch);

/* stream_desk.c */
bool desk_open(struct stream *stream, const struct caller *caller, const struct shown *shown,
	       struct fault *fault) MUST_USE;
void desk_close(struct stream *stream);
const struct caller *desk_caller(const struct desk *desk);
/* False and *fault when its session or token holds no more. */
bool desk_is_signed_in(struct desk *desk, struct fault *fault) MUST_USE;

#endif
