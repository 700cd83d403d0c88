/*
 * Loop: one event-loop thread; inside http/ only.
 *
 * Owns a listening socket (SO_REUSEPORT: the kernel spreads connections over
 * the loops), a libmicrohttpd daemon driven through its epoll descriptor, the
 * WebSocket streams and waiting requests that were accepted here, a wheel of
 * timers, and an inbox for what other threads have finished.
 *
 * Everything here is called on the loop's own thread, but for loop_post,
 * preparing, starting and ending it, and for the counters.
 */
#ifndef FOYER_HTTP_LOOP_H
#define FOYER_HTTP_LOOP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "data/hub.h"
#include "http/listeners.h"
#include "http/timer.h"

struct MHD_Daemon;
struct loop;
struct request_state;
struct server;
struct stream;
struct waiting;

/* Something with a file descriptor in the loop's epoll; embedded first. */
struct descriptor {
	int fd;
	void (*ready)(struct descriptor *descriptor, uint32_t events);
};

/* Something for a loop to do; embedded in what it is about. */
struct task {
	struct task *next;
	void (*run)(struct task *task, struct loop *loop);
};

/* Things that are counted; read by /metrics from any thread. */
struct loop_figures {
	atomic_llong connections; /* open now: HTTP and streams */
	atomic_llong accepted;
	atomic_llong turned_away; /* over a limit of connections */
	atomic_llong requests;
	atomic_llong answers[6]; /* by hundreds of the status: 1xx .. 5xx */
	atomic_llong request_micros;
	atomic_llong waiting; /* requests in flight elsewhere or long-polling */
	atomic_llong streams; /* open now */
	atomic_llong frames_in;
	atomic_llong frames_out;
	atomic_llong streams_behind; /* times a slow reader was made to wait */
};

/* What was read of a stream, for the one that is being read. */
#define READ_BYTES 16384
struct received {
	size_t at, length;
	bool more_may_be; /* in the socket */
	unsigned char bytes[READ_BYTES];
};

struct loop {
	struct server *server;
	int number;
	pthread_t thread;
	bool has_thread;
	int epoll;
	struct descriptor wake;     /* an eventfd: the inbox has something */
	struct descriptor http;     /* the daemon's epoll descriptor */
	struct descriptor listener; /* fd -1 once stopping */
	struct MHD_Daemon *daemon;
	bool http_is_due; /* the daemon must run before we sleep */
	struct wheel wheel;
	struct listeners listeners;
	struct arena *scratch; /* for one piece of stream work; reset after it */
	struct received received;
	struct request_state *spare_requests;
	int spare_count;
	struct request_state *flights; /* requests that wait for events */
	int requests_open;             /* begun and not yet completed */
	int requests_away;             /* waiting for anything: their connections are suspended */
	struct stream *streams;
	struct stream *dead_streams; /* freed when this round of events is over */
	struct pending *dead_pending;
	struct waiting *waiting; /* watches of conversations in the queue */
	struct listener queue_moved;
	struct timer queue_timer; /* pushes places when it is time again */
	int64_t queue_next_at;
	struct timer accept_timer; /* accepts again after running out of descriptors */
	int64_t wait_failed_at;    /* when the log was last told that epoll_wait fails */
	int64_t now;               /* clock_steady, taken once a round */
	bool is_stopping;
	struct loop_figures figures;

	pthread_mutex_t inbox_lock; /* the fields below */
	struct task *inbox_first;
	struct task **inbox_last;
	struct topic *topics; /* woken since the last round */
	size_t topic_count;
	size_t topic_room;
	bool is_woken; /* the eventfd was written and not yet read */
};

/* Makes the daemon and the descriptors; listen_fd becomes the loop's, also
 * when it fails.  The thread starts with loop_start, once the server knows
 * all its loops. */
bool loop_prepare(struct loop *loop, struct server *server, int number, int listen_fd,
		  struct fault *fault) MUST_USE;
void loop_start(struct loop *loop);

/* Asks the thread to finish; loop_join waits for it, and loop_end frees what
 * it had, when no other loop can post to it any more. */
void loop_stop(struct loop *loop);
void loop_join(struct loop *loop);
void loop_end(struct loop *loop);

/* Runs the task on the loop's thread soon.  Any thread. */
void loop_post(struct loop *loop, struct task *task);

/* Registers with edge-triggered EPOLLIN | EPOLLOUT | EPOLLRDHUP. */
bool loop_watch(struct loop *loop, struct descriptor *descriptor);

/* accept.c: the listening socket is readable. */
void accept_ready(struct descriptor *descriptor, uint32_t events);
void accept_again(struct timer *timer);
void accept_free_dead(struct loop *loop);
/* A connection was closed, whoever owned it. */
void accept_closed(struct loop *loop, uint64_t address);

#endif
