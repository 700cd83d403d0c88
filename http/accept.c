/*
 * Accept: takes connections and looks at their first bytes.
 *
 * "GET /v1/stream" becomes a WebSocket stream on a socket that we keep
 * (stream.c); everything else is given to libmicrohttpd.  The bytes are only
 * peeked at, so whoever gets the socket reads them itself.
 *
 * Event-loop threads.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "data/log.h"
#include "http/limits.h"
#include "http/problem.h"
#include "http/server_internal.h"
#include "http/stream.h"

#define FIRST_BYTES_MS  10000
#define ACCEPTS_A_ROUND 64
#define ACCEPT_PAUSE_MS 200
#define HTTP_SEND_BYTES (128 * 1024)

static const char STREAM_START[] = "GET /v1/stream";
#define STREAM_START_LENGTH (sizeof(STREAM_START) - 1)

/* A connection that has not said anything yet. */
struct pending {
	struct descriptor descriptor;
	struct timer timer;
	struct loop *loop;
	struct pending *next_dead;
	uint64_t address;
	struct sockaddr_storage peer;
	socklen_t peer_length;
};

enum start { START_HTTP, START_STREAM, START_NOT_YET, START_GONE };

static enum start look(int fd)
{
	char bytes[STREAM_START_LENGTH + 1];
	ssize_t length = recv(fd, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);
	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return START_NOT_YET;
	if (length < 0 && (errno == ENOMEM || errno == ENOBUFS))
		log_line(LOG_WARNING, "accept", "recv: %m; a connection is dropped");
	if (length < 0)
		return START_GONE;
	if (length == 0)
		return START_GONE;
	size_t known = (size_t)length < STREAM_START_LENGTH ? (size_t)length : STREAM_START_LENGTH;
	if (memcmp(bytes, STREAM_START, known) != 0)
		return START_HTTP;
	if ((size_t)length <= STREAM_START_LENGTH)
		return START_NOT_YET;
	return strchr(" ?", bytes[STREAM_START_LENGTH]) != NULL ? START_STREAM : START_HTTP;
}

void accept_closed(struct loop *loop, uint64_t address)
{
	limits_disconnect(loop->server->limits, address);
	atomic_fetch_sub_explicit(&loop->server->connections, 1, memory_order_relaxed);
	atomic_fetch_sub_explicit(&loop->figures.connections, 1, memory_order_relaxed);
}

/* The library counts and closes the connection from here on; if it refuses,
 * the socket has been closed. */
static void give_to_library(struct loop *loop, int fd, const struct sockaddr *peer,
			    socklen_t length, uint64_t address)
{
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &(int){HTTP_SEND_BYTES}, sizeof(int));
	if (MHD_add_connection(loop->daemon, fd, peer, length) != MHD_YES)
		accept_closed(loop, address);
	loop->http_is_due = true;
}

static void pending_end(struct pending *pending)
{
	timer_cancel(&pending->loop->wheel, &pending->timer);
	pending->next_dead = pending->loop->dead_pending;
	pending->loop->dead_pending = pending;
}

void accept_free_dead(struct loop *loop)
{
	while (loop->dead_pending != NULL) {
		struct pending *pending = loop->dead_pending;
		loop->dead_pending = pending->next_dead;
		free(pending);
	}
}

static void route_socket(struct loop *loop, enum start start, int fd, const struct sockaddr *peer,
			 socklen_t length, uint64_t address)
{
	switch (start) {
	case START_HTTP:
		give_to_library(loop, fd, peer, length, address);
		break;
	case START_STREAM:
		stream_open(loop, fd, address);
		break;
	case START_GONE:
		close(fd);
		accept_closed(loop, address);
		break;
	case START_NOT_YET:
		break;
	}
}

static void pending_ready(struct descriptor *descriptor, uint32_t events)
{
	struct pending *pending = (struct pending *)descriptor;
	enum start start = look(descriptor->fd);
	if (start == START_NOT_YET && !(events & (EPOLLHUP | EPOLLRDHUP | EPOLLERR)))
		return;
	if (start == START_NOT_YET)
		start = START_GONE;
	/* A socket that can't be taken out of our epoll is closed, which takes it
	 * out: events for it would come here, where it is no longer known. */
	if (epoll_ctl(pending->loop->epoll, EPOLL_CTL_DEL, descriptor->fd, NULL) != 0) {
		log_line(LOG_WARNING, "accept", "epoll_ctl: %m; a connection is dropped");
		start = START_GONE;
	}
	route_socket(pending->loop, start, descriptor->fd, (struct sockaddr *)&pending->peer,
		     pending->peer_length, pending->address);
	pending_end(pending);
}

static void pending_timeout(struct timer *timer)
{
	struct pending *pending =
	    (struct pending *)((char *)timer - offsetof(struct pending, timer));
	epoll_ctl(pending->loop->epoll, EPOLL_CTL_DEL, pending->descriptor.fd, NULL);
	close(pending->descriptor.fd);
	accept_closed(pending->loop, pending->address);
	pending_end(pending);
}

static void wait_for_bytes(struct loop *loop, int fd, const struct sockaddr_storage *peer,
			   socklen_t length, uint64_t address)
{
	struct pending *pending = memory_new(sizeof(*pending));
	pending->descriptor.fd = fd;
	pending->descriptor.ready = pending_ready;
	pending->timer.fire = pending_timeout;
	pending->loop = loop;
	pending->address = address;
	pending->peer = *peer;
	pending->peer_length = length;
	timer_set(&loop->wheel, &pending->timer, loop->now, FIRST_BYTES_MS);
	if (!loop_watch(loop, &pending->descriptor)) {
		log_line(LOG_WARNING, "accept", "epoll_ctl: %m; a connection is dropped");
		pending_timeout(&pending->timer);
	}
}

/* Over a limit: say so, as well as a full server can. */
static void turn_away(struct loop *loop, int fd, enum fault_code code)
{
	struct buffer text = buffer_new(4096);
	struct fault fault;
	fault_set(&fault, code, "");
	problem_raw(&text, &fault, LANGUAGE_EN, "");
	ssize_t sent = send(fd, text.bytes, text.length, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)sent;
	buffer_free(&text);
	close(fd);
	atomic_fetch_add_explicit(&loop->figures.turned_away, 1, memory_order_relaxed);
}

static bool within_limits(struct loop *loop, int fd, uint64_t address)
{
	struct server *server = loop->server;
	if (atomic_load_explicit(&server->connections, memory_order_relaxed) >=
	    server->connections_most) {
		turn_away(loop, fd, FAULT_BUSY);
		return false;
	}
	if (!limits_connect(server->limits, address)) {
		turn_away(loop, fd, FAULT_TOO_MANY_REQUESTS);
		return false;
	}
	atomic_fetch_add_explicit(&server->connections, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&loop->figures.connections, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&loop->figures.accepted, 1, memory_order_relaxed);
	return true;
}

static void take(struct loop *loop, int fd, const struct sockaddr_storage *peer, socklen_t length)
{
	uint64_t address = limits_address(loop->server->limits, (const struct sockaddr *)peer);
	if (!within_limits(loop, fd, address))
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	enum start start = look(fd);
	if (start == START_NOT_YET)
		wait_for_bytes(loop, fd, peer, length, address);
	else
		route_socket(loop, start, fd, (const struct sockaddr *)peer, length, address);
}

/* Out of descriptors or memory: look away for a moment, or the loop would
 * spin. */
static void pause_accepting(struct loop *loop)
{
	log_line(LOG_WARNING, "accept", "accept4: %m; trying again");
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, loop->listener.fd, NULL);
	timer_set(&loop->wheel, &loop->accept_timer, loop->now, ACCEPT_PAUSE_MS);
}

void accept_again(struct timer *timer)
{
	struct loop *loop = (struct loop *)((char *)timer - offsetof(struct loop, accept_timer));
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = &loop->listener};
	if (loop->is_stopping ||
	    epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->listener.fd, &event) == 0 ||
	    errno == EEXIST)
		return;
	log_line(LOG_WARNING, "accept", "epoll_ctl: %m; trying again");
	timer_set(&loop->wheel, timer, loop->now, ACCEPT_PAUSE_MS);
}

/* Errors of one connection that is already gone, or of the network on its way
 * here (accept(2)): the next one may be good. */
static bool is_of_one_connection(int error)
{
	switch (error) {
	case EINTR:
	case ECONNABORTED:
	case EPROTO:
	case ENOPROTOOPT:
	case ENETDOWN:
	case ENETUNREACH:
	case EHOSTDOWN:
	case EHOSTUNREACH:
	case ENONET:
	case EOPNOTSUPP:
		return true;
	default:
		return false;
	}
}

void accept_ready(struct descriptor *descriptor, uint32_t events)
{
	(void)events;
	struct loop *loop = (struct loop *)((char *)descriptor - offsetof(struct loop, listener));
	for (int i = 0; i < ACCEPTS_A_ROUND; i++) {
		struct sockaddr_storage peer;
		socklen_t length = sizeof(peer);
		int fd = accept4(descriptor->fd, (struct sockaddr *)&peer, &length,
				 SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0) {
			take(loop, fd, &peer, length);
			continue;
		}
		if (errno == EAGAIN)
			return;
		if (!is_of_one_connection(errno)) {
			pause_accepting(loop);
			return;
		}
	}
}
