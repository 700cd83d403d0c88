/*
 * Connection: libmicrohttpd as we use it, and the deadlines of its
 * connections.
 *
 * The daemon is driven from our own loop through its epoll descriptor (its
 * internal thread stalls when the number of ready connections is a multiple
 * of 128), has no listening socket, and knows no timeouts (they would make it
 * walk all connections): each connection has one timer in our wheel, and
 * when it fires the socket is shut down, which the daemon notices.
 *
 * Event-loop threads.  Not here: what a request says (request.c).
 */
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "data/log.h"
#include "http/problem.h"
#include "http/request_state.h"
#include "http/server_internal.h"

/* Half of it is for reading: heads up to 7 KB fit, with the cookies of a shop. */
#define POOL_BYTES        16384
#define FIRST_REQUEST_MS  10000
#define KEEP_ALIVE_MS     75000
#define DROP_MS           10000
#define SLOW_BYTES_SECOND 8192 /* slower than this is not waited for */

/* Whoever sends a body or takes an answer slowly is not gone.  What a
 * connection did before counts once, in its favour. */
static bool is_moving(struct link *link)
{
	enum request_phase phase = link->request == NULL ? PHASE_HEAD : link->request->phase;
	struct tcp_info info = {0};
	socklen_t length = sizeof(info);
	if (phase != PHASE_BODY && phase != PHASE_ANSWERED)
		return false;
	getsockopt(link->fd, IPPROTO_TCP, TCP_INFO, &info, &length);
	uint64_t before = link->moved;
	link->moved = info.tcpi_bytes_received + info.tcpi_bytes_acked;
	return link->moved - before >= (uint64_t)link->deadline_ms * SLOW_BYTES_SECOND / 1000;
}

static void deadline_passed(struct timer *timer)
{
	struct link *link = (struct link *)timer;
	struct request_state *state = link->request;
	if (is_moving(link)) {
		connection_deadline(link, link->deadline_ms);
		return;
	}
	if (state != NULL && state->phase == PHASE_BODY) {
		struct fault fault;
		fault_set(&fault, FAULT_REQUEST_TIMEOUT, "");
		connection_answer_raw(state, &fault);
		return;
	}
	shutdown(link->fd, SHUT_RDWR);
	link->loop->http_is_due = true;
}

void connection_deadline(struct link *link, int milliseconds)
{
	link->deadline_ms = milliseconds;
	if (milliseconds == 0)
		timer_cancel(&link->loop->wheel, &link->deadline);
	else
		timer_set(&link->loop->wheel, &link->deadline, link->loop->now, milliseconds);
}

void connection_answer_raw(struct request_state *state, const struct fault *fault)
{
	struct buffer text = buffer_new(4096);
	problem_raw(&text, fault, state->request.language, state->request.id);
	/* A fresh socket buffer takes this whole; if not, the peer gets less. */
	ssize_t sent = send(state->link->fd, text.bytes, text.length, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)sent;
	shutdown(state->link->fd, SHUT_WR);
	buffer_free(&text);
	state->answer.status = fault_status(fault->code);
	state->phase = PHASE_DROPPED;
	connection_deadline(state->link, DROP_MS);
}

static void link_address(struct link *link, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	link->address = limits_address(link->loop->server->limits, info->client_addr);
}

static void notify_connection(void *loop_, struct MHD_Connection *connection, void **context,
			      enum MHD_ConnectionNotificationCode code)
{
	struct loop *loop = loop_;
	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		struct link *link = *context;
		/* Before a request's first byte the library says nothing of it. */
		if (errno == ENOMEM || errno == ENOBUFS)
			log_line(LOG_WARNING, "connection", "closed: %m");
		timer_cancel(&loop->wheel, &link->deadline);
		accept_closed(loop, link->address);
		free(link);
		return;
	}
	struct link *link = memory_new(sizeof(*link));
	link->loop = loop;
	link->deadline.fire = deadline_passed;
	link->fd =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	link_address(link, connection);
	connection_deadline(link, FIRST_REQUEST_MS);
	*context = link;
}

static void completed(void *loop, struct MHD_Connection *connection, void **state,
		      enum MHD_RequestTerminationCode code)
{
	struct link *link =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
	link->request = NULL;
	connection_deadline(link, KEEP_ALIVE_MS);
	request_completed(loop, connection, state, code);
}

/* The path stays as it came: decoding is route.c's, after splitting. */
static size_t leave_escaped(void *unused, struct MHD_Connection *connection, char *text)
{
	(void)unused;
	(void)connection;
	return strlen(text);
}

static bool is_of_the_machine(const char *text, int error)
{
	return error == ENOMEM || error == ENOBUFS || strstr(text, "system resources") != NULL ||
	       strstr(text, "system memory") != NULL || strstr(text, "Call to ") != NULL ||
	       strstr(text, "allocate memory") != NULL;
}

/* The library's own complaints are mostly about what peers do: not worth a
 * line each. */
static void library_says(void *unused, const char *format, va_list arguments)
{
	(void)unused;
	int error = errno;
	char text[200];
	vsnprintf(text, sizeof(text), format, arguments);
	text[strcspn(text, "\n")] = '\0';
	log_line(is_of_the_machine(text, error) ? LOG_WARNING : LOG_DEBUG, "libmicrohttpd",
		 "%s (%s)", text, strerror(error));
}

static void panic(void *unused, const char *file, unsigned line, const char *reason)
{
	(void)unused;
	log_line(LOG_ERROR, "libmicrohttpd", "%s:%u: %s", file, line, reason ? reason : "");
	abort();
}

bool connection_daemon_start(struct loop *loop, struct fault *fault)
{
	MHD_set_panic_func(panic, NULL);
	loop->daemon = MHD_start_daemon(
	    MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
	    0, NULL, NULL, request_step, loop, MHD_OPTION_EXTERNAL_LOGGER, library_says, NULL,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)loop->server->connections_most + 16, MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_URI_LOG_CALLBACK, request_begin, loop, MHD_OPTION_UNESCAPE_CALLBACK,
	    leave_escaped, NULL, MHD_OPTION_NOTIFY_CONNECTION, notify_connection, loop,
	    MHD_OPTION_NOTIFY_COMPLETED, completed, loop, MHD_OPTION_END);
	if (loop->daemon == NULL)
		return fault_detail(fault, FAULT_INTERNAL, "", "libmicrohttpd did not start");
	return true;
}
