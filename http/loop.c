/*
 * Loop: see loop.h.
 *
 * A round: wait for descriptors, the inbox or the next timer; handle what is
 * ready; run the timers; let the library work while it has something to do;
 * free what died.  Nothing here blocks but epoll_wait.
 *
 * Not here: what arrives (accept.c, request.c, stream.c).
 */
#include "http/loop.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "data/clock.h"
#include "data/log.h"
#include "data/store.h"
#include "data/thread.h"
#include "http/request_state.h"
#include "http/server_internal.h"
#include "http/stream.h"

#define EVENTS_A_ROUND   256
#define TOPICS_FIRST     256
#define STOP_PATIENCE_MS 3000
#define WAKE_TRIES       3
#define WAIT_MOST_MS     1000 /* then the inbox is looked into unasked */
#define FAILED_WAIT_MS   20   /* after an epoll_wait that failed, so that nothing spins */

static _Thread_local struct loop *current;

/* --- The inbox ------------------------------------------------------------------ */

/* With the lock held; true when the loop must be woken, which is then the
 * caller's to do. */
static bool must_wake(struct loop *loop)
{
	bool was_woken = loop->is_woken;
	loop->is_woken = true;
	return !was_woken;
}

/* A loop that can't be woken finds out by itself after WAIT_MOST_MS. */
static void wake(struct loop *loop)
{
	uint64_t one = 1;
	for (int i = 0; i < WAKE_TRIES; i++)
		if (write(loop->wake.fd, &one, sizeof(one)) == (ssize_t)sizeof(one))
			return;
	log_line(LOG_ERROR, "wake", "write to the eventfd: %m");
}

void loop_post(struct loop *loop, struct task *task)
{
	task->next = NULL;
	pthread_mutex_lock(&loop->inbox_lock);
	*loop->inbox_last = task;
	loop->inbox_last = &task->next;
	bool wake_it = must_wake(loop);
	pthread_mutex_unlock(&loop->inbox_lock);
	if (wake_it)
		wake(loop);
}

/* The hub's call, on the writer's thread. */
static void topics_woken(void *loop_, const struct topic *topics, size_t count)
{
	struct loop *loop = loop_;
	pthread_mutex_lock(&loop->inbox_lock);
	if (loop->topic_count + count > loop->topic_room) {
		loop->topic_room = 2 * (loop->topic_count + count);
		loop->topics =
		    memory_resize(loop->topics, loop->topic_room * sizeof(*loop->topics));
	}
	memcpy(loop->topics + loop->topic_count, topics, count * sizeof(*topics));
	loop->topic_count += count;
	bool wake_it = must_wake(loop);
	pthread_mutex_unlock(&loop->inbox_lock);
	if (wake_it)
		wake(loop);
}

static int by_key(const void *a_, const void *b_)
{
	const struct topic *a = a_;
	const struct topic *b = b_;
	return (a->key > b->key) - (a->key < b->key);
}

/* A topic that was woken by many commits is looked at once. */
static void wake_listeners(struct loop *loop, struct topic *topics, size_t count)
{
	qsort(topics, count, sizeof(*topics), by_key);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || topics[i].key != topics[i - 1].key)
			listeners_wake(&loop->listeners, topics[i]);
}

static void empty_inbox(struct loop *loop)
{
	pthread_mutex_lock(&loop->inbox_lock);
	struct task *task = loop->inbox_first;
	struct topic *topics = loop->topics;
	size_t topic_count = loop->topic_count;
	loop->inbox_first = NULL;
	loop->inbox_last = &loop->inbox_first;
	if (topic_count > 0) {
		loop->topics = NULL;
		loop->topic_count = 0;
		loop->topic_room = 0;
	}
	loop->is_woken = false;
	pthread_mutex_unlock(&loop->inbox_lock);

	while (task != NULL) {
		struct task *next = task->next;
		task->run(task, loop);
		task = next;
	}
	if (topic_count > 0) {
		wake_listeners(loop, topics, topic_count);
		free(topics);
	}
}

static void woken(struct descriptor *descriptor, uint32_t events)
{
	(void)events;
	struct loop *loop = (struct loop *)((char *)descriptor - offsetof(struct loop, wake));
	uint64_t count;
	ssize_t got = read(descriptor->fd, &count, sizeof(count));
	(void)got;
	empty_inbox(loop);
}

/* --- The library ------------------------------------------------------------------ */

static void http_ready(struct descriptor *descriptor, uint32_t events)
{
	(void)events;
	struct loop *loop = (struct loop *)((char *)descriptor - offsetof(struct loop, http));
	loop->http_is_due = true;
}

/* Lets the library work; it says itself whether it has more to do at once
 * (it takes 128 events at a time and keeps a list of ready connections). */
static void run_http(struct loop *loop)
{
	MHD_UNSIGNED_LONG_LONG timeout;
	loop->http_is_due = false;
	errno = 0; /* so that what the library says isn't about something old */
	MHD_run(loop->daemon);
	if (MHD_get_timeout(loop->daemon, &timeout) == MHD_YES && timeout == 0)
		loop->http_is_due = true;
}

/* --- Rounds ------------------------------------------------------------------------ */

bool loop_watch(struct loop *loop, struct descriptor *descriptor)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
				    .data.ptr = descriptor};
	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, descriptor->fd, &event) == 0;
}

static void free_dead(struct loop *loop)
{
	accept_free_dead(loop);
	stream_free_dead(loop);
}

/* Out of memory, most likely: every descriptor stays ready, so whatever came
 * is seen when it works again. */
static void wait_failed(struct loop *loop)
{
	const struct timespec pause = {.tv_nsec = FAILED_WAIT_MS * 1000000L};
	if (errno == EINTR)
		return;
	if (loop->now - loop->wait_failed_at >= 1000) {
		log_line(LOG_ERROR, "epoll", "epoll_wait: %m");
		loop->wait_failed_at = loop->now;
	}
	nanosleep(&pause, NULL);
	loop->http_is_due = true;
}

static int wait_for_events(struct loop *loop, struct epoll_event *events, int wait_most)
{
	int wait = loop->http_is_due ? 0 : wheel_wait(&loop->wheel, clock_steady());
	if (wait < 0 || wait > wait_most)
		wait = wait_most;
	int count = epoll_wait(loop->epoll, events, EVENTS_A_ROUND, wait);
	loop->now = clock_steady();
	if (count < 0)
		wait_failed(loop);
	if (count <= 0)
		empty_inbox(loop);
	return count;
}

static void turn(struct loop *loop, int wait_most)
{
	struct epoll_event events[EVENTS_A_ROUND];
	int count = wait_for_events(loop, events, wait_most);
	for (int i = 0; i < count; i++) {
		struct descriptor *descriptor = events[i].data.ptr;
		descriptor->ready(descriptor, events[i].events);
	}
	wheel_run(&loop->wheel, loop->now);
	if (loop->http_is_due)
		run_http(loop);
	free_dead(loop);
}

static bool is_asked_to_stop(struct loop *loop)
{
	return atomic_load_explicit(&loop->server->is_stopping, memory_order_acquire);
}

/* Connections are no longer accepted; requests that are in flight end by
 * themselves, those that wait for events end now. */
static void wind_down(struct loop *loop)
{
	int64_t until = clock_steady() + STOP_PATIENCE_MS;
	loop->is_stopping = true;
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, loop->listener.fd, NULL);
	close(loop->listener.fd);
	loop->listener.fd = -1;
	await_finish_waits(loop);
	stream_end_all(loop);
	while (loop->requests_away > 0 || (loop->requests_open > 0 && loop->now < until))
		turn(loop, 50);
}

static void *loop_main(void *loop_)
{
	struct loop *loop = loop_;
	char name[16];
	snprintf(name, sizeof(name), "foyer-loop%d", loop->number & 255);
	pthread_setname_np(pthread_self(), name);
	current = loop;
	while (!is_asked_to_stop(loop))
		turn(loop, WAIT_MOST_MS);
	wind_down(loop);
	MHD_stop_daemon(loop->daemon);
	loop->daemon = NULL;
	free_dead(loop);
	request_free_spares(loop);
	return NULL;
}

/* --- Starting and stopping ----------------------------------------------------------- */

static bool watch_readable(struct loop *loop, struct descriptor *descriptor,
			   void (*ready)(struct descriptor *, uint32_t), int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = descriptor};
	descriptor->fd = fd;
	descriptor->ready = ready;
	return fd >= 0 && epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static int library_descriptor(struct loop *loop)
{
	return MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

static void prepare(struct loop *loop, struct server *server, int number, int listen_fd)
{
	memset(loop, 0, sizeof(*loop));
	loop->server = server;
	loop->number = number;
	loop->now = clock_steady();
	loop->scratch = arena_new();
	loop->inbox_last = &loop->inbox_first;
	loop->accept_timer.fire = accept_again;
	loop->listener.fd = listen_fd;
	wheel_start(&loop->wheel, loop->now);
	listeners_start(&loop->listeners);
	pthread_mutex_init(&loop->inbox_lock, NULL);
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->wake.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

bool loop_prepare(struct loop *loop, struct server *server, int number, int listen_fd,
		  struct fault *fault)
{
	prepare(loop, server, number, listen_fd);
	hub_subscribe(store_hub(server->store), topics_woken, loop);
	if (!connection_daemon_start(loop, fault))
		return false;
	if (!watch_readable(loop, &loop->wake, woken, loop->wake.fd) ||
	    !watch_readable(loop, &loop->http, http_ready, library_descriptor(loop)) ||
	    !watch_readable(loop, &loop->listener, accept_ready, listen_fd))
		return fault_detail(fault, FAULT_INTERNAL, "", "epoll: %s", strerror(errno));
	stream_start(loop);
	return true;
}

void loop_start(struct loop *loop)
{
	thread_start(&loop->thread, loop_main, loop);
	loop->has_thread = true;
}

void loop_stop(struct loop *loop)
{
	pthread_mutex_lock(&loop->inbox_lock);
	must_wake(loop);
	pthread_mutex_unlock(&loop->inbox_lock);
	wake(loop);
}

void loop_join(struct loop *loop)
{
	if (loop->has_thread)
		pthread_join(loop->thread, NULL);
	hub_unsubscribe(store_hub(loop->server->store), loop);
}

void loop_end(struct loop *loop)
{
	empty_inbox(loop);
	stream_free_dead(loop);
	if (loop->daemon != NULL)
		MHD_stop_daemon(loop->daemon);
	if (loop->listener.fd >= 0)
		close(loop->listener.fd);
	listeners_end(&loop->listeners);
	arena_free(&loop->scratch);
	free(loop->topics);
	pthread_mutex_destroy(&loop->inbox_lock);
	close(loop->wake.fd);
	close(loop->epoll);
}
