/*
 * Limits: how often one address may do a thing, and how many connections it
 * may hold.
 *
 * Addresses are kept as keyed hashes, in memory only.  Any thread.
 */
#ifndef FOYER_HTTP_LIMITS_H
#define FOYER_HTTP_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "http/route.h"

struct limits;
struct limits *limits_new(void);
void limits_free(struct limits **limits);

/* A key for an address: of a peer (IPv6: of its /64 network; 0 for this
 * machine itself), or of a text, such as what address_network makes of what a
 * proxy says. */
struct sockaddr;
uint64_t limits_address(const struct limits *limits, const struct sockaddr *address);
uint64_t limits_text(const struct limits *limits, const char *address);

/* Counts one use; false when the address has used up its allowance (the
 * settings ..._PER_MINUTE), with the seconds after which it may try again. */
bool limits_take(struct limits *limits, enum rate rate, uint64_t address, int *retry_seconds);

/* Counts a connection; false when the address has CONNECTIONS_PER_ADDRESS.
 * This machine itself (0) and a proxy in front (setting behind_proxy) have as
 * many as there are. */
#define CONNECTIONS_PER_ADDRESS 512
bool limits_connect(struct limits *limits, uint64_t address);
void limits_disconnect(struct limits *limits, uint64_t address);

#endif
