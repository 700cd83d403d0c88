/*
 * Stream: WebSocket connections that carry events to visitors and staff.
 *
 * GET /v1/stream.  The first frame says who is there and which conversations
 * to follow from which event number on; after that the server sends events as
 * they are committed.  The log is the truth: a reader that is too slow is not
 * buffered for but read to again when it has caught up.
 *
 * The parts: stream.c life and death of a stream; stream_handshake.c HTTP;
 * stream_frames.c bytes and frames (libwslay); stream_messages.c what clients
 * say; stream_push.c what they are told, stream_places.c of the queue; stream_desk.c streams of staff.
 * Everything runs on the loop's thread.
 */
#ifndef FOYER_HTTP_STREAM_H
#define FOYER_HTTP_STREAM_H

#include <stdint.h>

#include "http/loop.h"

/* Prepares a loop for streams. */
void stream_start(struct loop *loop);

/* Takes over a socket whose first bytes ask for a stream. */
void stream_open(struct loop *loop, int fd, uint64_t address);

/* Ends all streams with 1001 "going away". */
void stream_end_all(struct loop *loop);

/* Frees streams that ended in this round of events. */
void stream_free_dead(struct loop *loop);

#endif
