/*
 * Request state: what the machinery keeps beside struct request; inside http/
 * only (request.c, answer.c, await.c, connection.c, assets.c).
 *
 * A request goes through these phases, on its loop's thread:
 *
 *	HEAD      the request line came; headers are being read by the library
 *	BODY      headers are here, the body is being collected
 *	DROPPED   it was answered on the bare socket before its body had come;
 *	          what still comes is thrown away
 *	RUNNING   a handler or its second half is at work
 *	WAITING   await_...: the library's connection is suspended
 *	ANSWERED  the answer is known; the library sends it
 *
 * The library's connection is suspended exactly while the phase is WAITING
 * and `is_suspended`, so it is never resumed twice or stopped while suspended.
 */
#ifndef FOYER_HTTP_REQUEST_STATE_H
#define FOYER_HTTP_REQUEST_STATE_H

#include <microhttpd.h>

#include "http/loop.h"
#include "http/request.h"
#include "http/route.h"
#include "http/work.h"

#define ANSWER_HEADERS_MOST 12
#define JSON_ANSWER_MOST    ((size_t)16 * 1024 * 1024) /* five hundred ready-made replies, all as long as may be */
#define BUFFER_ANSWER_MOST  ((size_t)16 * 1024 * 1024)

enum request_phase {
	PHASE_HEAD,
	PHASE_BODY,
	PHASE_DROPPED,
	PHASE_RUNNING,
	PHASE_WAITING,
	PHASE_ANSWERED
};

/* One HTTP connection. */
struct link {
	struct timer deadline; /* the next thing the peer must have done */
	struct loop *loop;
	int deadline_ms;
	uint64_t moved; /* bytes over the socket when a deadline was put off last */
	int fd;
	uint64_t address;              /* key for limits; 0: this machine */
	struct request_state *request; /* the one going on, or NULL */
};

struct answer_data {
	int status;
	const char *content_type; /* NULL: none */
	const void *bytes;
	size_t length;
	struct {
		const char *name;
		const char *value; /* in the arena */
	} headers[ANSWER_HEADERS_MOST];
	int header_count;
	bool is_page; /* an asset: it brings its own policy headers */
};

struct request_state {
	struct request request; /* first, so that each can be had from the other */
	enum request_phase phase;
	struct loop *loop;
	struct link *link;
	struct MHD_Connection *connection;
	const char *method;
	char *path;       /* raw */
	char *query_text; /* raw, or NULL */
	struct route_match match;
	const void *fields;
	const void *query;
	struct buffer body;
	bool has_no_end; /* the body: in a coding that isn't known */
	bool is_refused; /* the body is thrown away and `refusal` answered */
	struct fault refusal;
	int retry_seconds; /* for 429 */
	int64_t started;   /* clock_steady_micros */
	size_t dropped;    /* bytes of body thrown away */

	struct buffer out; /* JSON being written */
	struct answer_data answer;

	/* While waiting */
	bool is_suspended;
	struct request_state *next_flight;
	struct request_state **flight_link; /* NULL while not in loop->flights */
	struct task task;
	struct work_piece piece;
	struct listener listener;
	struct timer timer;
	struct change flight; /* carries `change` to the writer and back */
	struct change *change;
	after_commit then_commit;
	slow_work work;
	after_work then_work;
	after_wait then_wait;
	void *data; /* of work */
	void *kept;
	bool work_succeeded;
	struct fault fault; /* of work */

	struct request_ending *endings; /* request_at_end, the last first */

	struct request_state *next_spare;
};

static inline struct request_state *state_of(struct request *request)
{
	return (struct request_state *)request;
}

/* connection.c */
bool connection_daemon_start(struct loop *loop, struct fault *fault) MUST_USE;
void connection_deadline(struct link *link, int milliseconds);
/* Writes a whole answer on the bare socket and closes it for writing; for
 * when the library can't be given one. */
void connection_answer_raw(struct request_state *state, const struct fault *fault);

/* request.c: callbacks of the library */
void *request_begin(void *loop, const char *uri, struct MHD_Connection *connection);
enum MHD_Result request_step(void *loop, struct MHD_Connection *connection, const char *url,
			     const char *method, const char *version, const char *data,
			     size_t *size, void **state);
void request_completed(void *loop, struct MHD_Connection *connection, void **state,
		       enum MHD_RequestTerminationCode code);
void request_free_spares(struct loop *loop);
/* The result of a handler or second half: nothing, or the connection is
 * suspended or resumed as the phase asks. */
void request_settle(struct request_state *state);

/* request_end.c: calls what request_at_end was given.  Before the arena goes. */
void request_run_endings(struct request_state *state);

/* answer.c: hands the answer to the library. */
enum MHD_Result answer_send(struct request_state *state);

/* A limit's key for whoever asks: 0 for this machine itself. */
uint64_t request_address_key(struct request_state *state);

/* await.c: all waiting requests are answered now (the server stops). */
void await_finish_waits(struct loop *loop);

#endif
