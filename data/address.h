/*
 * Address: of the network, as it is read, written and counted by.
 *
 * Not here: which addresses are meant by a range (address_range.h), hosts and
 * names on the web.  Pure; any thread.
 */
#ifndef FOYER_DATA_ADDRESS_H
#define FOYER_DATA_ADDRESS_H

#include <stdbool.h>

#define ADDRESS_SIZE 46 /* with the closing zero; INET6_ADDRSTRLEN */

/* All as IPv6: an IPv4 address is one of ::ffff:0:0/96.  *is_four: it was
 * written as IPv4.  False when it is none. */
bool address_bytes(const char *text, unsigned char bytes[16], bool *is_four);

/* The other way; in IPv6's dress (::ffff:192.0.2.7) it is the IPv4 address. */
void address_write(const unsigned char bytes[16], char address[ADDRESS_SIZE]);

/* As address_write writes it, from what a proxy may write: with a port, in
 * brackets, with a zone.  False when it is none; then it is empty. */
bool address_read(const char *written, char address[ADDRESS_SIZE]);

/* Of whoever is at the other end of a connection; empty when it has none. */
struct sockaddr;
void address_of_peer(const struct sockaddr *peer, char address[ADDRESS_SIZE]);

/* What limits and blocks count by: an IPv4 address itself, of an IPv6 address
 * its /64 network, because whoever has one of them has all.  What isn't an
 * address stands for itself, cut to fit. */
void address_network(const char *address, char network[ADDRESS_SIZE]);

#endif
