/*
 * Server: the event loops and what they share.
 *
 * One event-loop thread for each core (http/loop.c), a slow-work thread
 * (http/work.c); the store's writer wakes loops through the hub.  Start and
 * stop belong to the main thread, the rest may be called by any.
 */
#ifndef FOYER_HTTP_SERVER_H
#define FOYER_HTTP_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "data/fault.h"

struct live;
struct outside_allowed;
struct server;
struct site_shelf;
struct store;

struct server_options {
	const char *listen;   /* "127.0.0.1:8080", "[::]:8080", ":8080"; port 0: any */
	int threads;          /* event loops; 0: one for each core */
	int connections_most; /* 0: by the descriptor limit */
	const char *allow_outgoing; /* what of the inner network may be sent to (data/outside.h), or NULL */
	const char *trusted; /* more certificates to trust (trusted.h), which outlive the server; or NULL */
};

/* Sockets that listen, one for each loop; who connects waits for the server. */
#define SERVER_SOCKETS_MOST 64
struct server_sockets {
	int fds[SERVER_SOCKETS_MOST];
	int count;
	int port;
};

/* Listens, while the process still has the right to a low port.
 * FAULT_PORT_IN_USE and FAULT_ADDRESS name the address. */
bool server_bind(const struct server_options *options, struct server_sockets *sockets,
		 struct fault *fault) MUST_USE;
void server_unbind(struct server_sockets *sockets);

/* Starts the threads; the sockets are the server's then, and
 * *sockets is empty.  The store and live stay the caller's and outlive the
 * server. */
struct server *server_start(struct store *store, struct live *live,
			    const struct server_options *options, struct server_sockets *sockets,
			    struct fault *fault) MUST_USE;

/* Stops accepting, lets requests in flight finish (those that wait for
 * events are told 503 "stopping", streams 1001 "going away"), joins the threads; sets
 * *server to NULL. */
void server_stop(struct server **server);

/* The port in use, for listen with port 0. */
int server_port(const struct server *server);

struct site_shelf *server_sites(struct server *server);
const struct outside_allowed *server_outside(const struct server *server);

#endif
