/*
 * Server: see server.h.  Not here: the command (serve.c), the loops (loop.c).
 */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bot/bot.h"
#include "data/clock.h"
#include "http/curator.h"
#include "http/planner.h"
#include "handoff/site_book.h"
#include "http/server_internal.h"
#include "kb/draft.h"

#define BACKLOG             4096
#define DESCRIPTORS_WANTED  200000
#define DESCRIPTORS_OF_OURS 256 /* the database, snapshots, epoll, logs */

/* --- The address ------------------------------------------------------------------- */

struct place {
	char host[128];
	char port[16];
};

/* "HOST:PORT", "[V6]:PORT", ":PORT". */
static bool parse_place(const char *text, struct place *place, struct fault *fault)
{
	const char *colon = strrchr(text, ':');
	size_t length = colon == NULL ? 0 : (size_t)(colon - text);
	if (colon == NULL || length >= sizeof(place->host) || strlen(colon + 1) > 5 ||
	    colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1))
		return fault_detail(fault, FAULT_ADDRESS, text, "write ADDRESS:PORT");
	if (length >= 2 && text[0] == '[' && text[length - 1] == ']') {
		text++;
		length -= 2;
	}
	snprintf(place->host, sizeof(place->host), "%.*s", (int)length, text);
	snprintf(place->port, sizeof(place->port), "%s", colon + 1);
	return true;
}

static struct addrinfo *resolve(const char *listen_, struct fault *fault)
{
	struct place place;
	struct addrinfo *found = NULL;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	if (!parse_place(listen_, &place, fault))
		return NULL;
	int error = getaddrinfo(place.host[0] ? place.host : NULL, place.port, &hints, &found);
	if (error != 0)
		fault_detail(fault, FAULT_ADDRESS, listen_, "%s", gai_strerror(error));
	return error == 0 ? found : NULL;
}

static int bound_port(int fd)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof(address);
	char port[16] = "0";
	if (getsockname(fd, (struct sockaddr *)&address, &length) == 0)
		getnameinfo((struct sockaddr *)&address, length, NULL, 0, port, sizeof(port),
			    NI_NUMERICSERV);
	return atoi(port);
}

static void set_port(struct sockaddr *address, int port)
{
	if (address->sa_family == AF_INET)
		((struct sockaddr_in *)address)->sin_port = htons((uint16_t)port);
	else
		((struct sockaddr_in6 *)address)->sin6_port = htons((uint16_t)port);
}

static int open_socket(const struct addrinfo *info, bool shared)
{
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	if (shared)
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &(int){1}, sizeof(int));
	if (bind(fd, info->ai_addr, info->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
		int error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

/* SO_REUSEPORT would let a second Foyer share our port; a socket without it
 * finds out whether the port is free. */
static bool port_is_free(const struct addrinfo *info)
{
	int fd = open_socket(info, false);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static bool address_fault(const char *listen_, struct fault *fault)
{
	if (errno == EADDRINUSE)
		return fault_set(fault, FAULT_PORT_IN_USE, listen_);
	return fault_detail(fault, FAULT_ADDRESS, listen_, "%s", strerror(errno));
}

static int choose_threads(const struct server_options *options)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int threads = options->threads > 0 ? options->threads : (int)(cores > 0 ? cores : 1);
	return threads > LOOPS_MOST ? LOOPS_MOST : threads;
}

bool server_bind(const struct server_options *options, struct server_sockets *sockets,
		 struct fault *fault)
{
	int count = choose_threads(options);
	struct addrinfo *info = resolve(options->listen, fault);
	sockets->count = 0;
	if (info == NULL)
		return false;
	bool good = port_is_free(info) || address_fault(options->listen, fault);
	while (good && sockets->count < count) {
		int fd = open_socket(info, true);
		good = fd >= 0 || address_fault(options->listen, fault);
		if (!good)
			break;
		sockets->fds[sockets->count++] = fd;
		if (sockets->count == 1) {
			sockets->port = bound_port(fd);
			set_port(info->ai_addr, sockets->port);
		}
	}
	freeaddrinfo(info);
	if (!good)
		server_unbind(sockets);
	return good;
}

void server_unbind(struct server_sockets *sockets)
{
	while (sockets->count > 0)
		close(sockets->fds[--sockets->count]);
}

/* --- Starting and stopping ------------------------------------------------------------ */

static int descriptors_allowed(void)
{
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur =
		    limit.rlim_max < DESCRIPTORS_WANTED ? limit.rlim_max : DESCRIPTORS_WANTED;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur > DESCRIPTORS_WANTED ? DESCRIPTORS_WANTED : (int)limit.rlim_cur;
}

/* Most descriptors are for connections; of few, half. */
static int connections_allowed(int descriptors)
{
	return descriptors > 2 * DESCRIPTORS_OF_OURS ? descriptors - DESCRIPTORS_OF_OURS
						     : descriptors / 2;
}

/* Threads start when all loops are there: each may post to any other. */
static bool start_loops(struct server *server, struct server_sockets *sockets, struct fault *fault)
{
	bool good = true;
	for (int i = 0; i < sockets->count && good; i++) {
		server->loops[i] = memory_new(sizeof(*server->loops[i]));
		server->loop_count++;
		good = loop_prepare(server->loops[i], server, i, sockets->fds[i], fault);
	}
	for (int i = server->loop_count; i < sockets->count; i++)
		close(sockets->fds[i]);
	sockets->count = 0;
	for (int i = 0; i < server->loop_count && good; i++)
		loop_start(server->loops[i]);
	return good;
}

struct server *server_start(struct store *store, struct live *live,
			    const struct server_options *options, struct server_sockets *sockets,
			    struct fault *fault)
{
	int descriptors = descriptors_allowed();
	struct server *server = memory_new(sizeof(*server));
	server->arena = arena_new();
	if (!outside_read(options->allow_outgoing, server->arena, &server->outside, fault)) {
		arena_free(&server->arena);
		free(server);
		return NULL;
	}
	server->store = store;
	server->live = live;
	server->started = clock_steady();
	server->connections_most = options->connections_most > 0 ? options->connections_most
								 : connections_allowed(descriptors);
	server->port = sockets->port;
	server->sites = site_shelf_new(store);
	server->limits = limits_new();
	server->work = work_start(false);
	server->long_work = work_start(true);
	server->drafts = drafts_new(store, bot_prepare);
	server->planner = planner_start(store, live, server->long_work);
	server->curator = curator_start(store, live, server->long_work);
	server->sender = sender_start(store, &server->outside, options->trusted);
	if (!start_loops(server, sockets, fault))
		server_stop(&server);
	return server;
}

void server_stop(struct server **server_)
{
	struct server *server = *server_;
	if (server == NULL)
		return;
	atomic_store_explicit(&server->is_stopping, true, memory_order_release);
	for (int i = 0; i < server->loop_count; i++)
		loop_stop(server->loops[i]);
	for (int i = 0; i < server->loop_count; i++)
		loop_join(server->loops[i]);
	planner_stop(server->planner);
	curator_stop(server->curator);
	sender_stop(&server->sender);
	work_stop(&server->work);
	work_stop(&server->long_work);
	planner_free(&server->planner);
	curator_free(&server->curator);
	drafts_free(&server->drafts);
	for (int i = 0; i < server->loop_count; i++) {
		loop_end(server->loops[i]);
		free(server->loops[i]);
	}
	limits_free(&server->limits);
	site_shelf_free(&server->sites);
	arena_free(&server->arena);
	free(server);
	*server_ = NULL;
}

int server_port(const struct server *server)
{
	return server->port;
}

struct site_shelf *server_sites(struct server *server)
{
	return server->sites;
}

const struct outside_allowed *server_outside(const struct server *server)
{
	return &server->outside;
}
