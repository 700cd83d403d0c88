/*
 * Serve: `foyer serve --data DIR [--listen ADDRESS:PORT]`.
 *
 * Main thread: opens the data folder, starts what serves it, prints where,
 * waits for SIGINT or SIGTERM, and stops everything in order.
 */
#ifndef FOYER_HTTP_SERVE_H
#define FOYER_HTTP_SERVE_H

/* argv[0] is "serve".  Gives the exit status. */
int command_serve(int argc, char **argv);

#endif
