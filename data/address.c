/*
 * Address: see address.h.  Pure; any thread.
 */
#include "data/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define NETWORK_BYTES 8 /* of an IPv6 address */

_Static_assert(ADDRESS_SIZE == INET6_ADDRSTRLEN, "the longest address has room");

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool address_bytes(const char *text, unsigned char bytes[16], bool *is_four)
{
	*is_four = inet_pton(AF_INET, text, bytes + 12) == 1;
	if (!*is_four)
		return inet_pton(AF_INET6, text, bytes) == 1;
	memcpy(bytes, mapped, sizeof(mapped));
	return true;
}

static bool is_mapped(const unsigned char bytes[16])
{
	return memcmp(bytes, mapped, sizeof(mapped)) == 0;
}

void address_write(const unsigned char bytes[16], char address[ADDRESS_SIZE])
{
	bool is_four = is_mapped(bytes);
	inet_ntop(is_four ? AF_INET : AF_INET6, is_four ? bytes + 12 : bytes, address,
		  ADDRESS_SIZE);
}

/* How much of it is the address: one colon alone begins a port, because an
 * IPv6 address has two at least. */
static size_t length_of(const char *written, bool in_brackets)
{
	size_t length = strcspn(written, in_brackets ? "]% " : "% ");
	const char *colon = memchr(written, ':', length);
	if (colon == NULL || memchr(colon + 1, ':', length - (size_t)(colon + 1 - written)) != NULL)
		return length;
	return (size_t)(colon - written);
}

bool address_read(const char *written, char address[ADDRESS_SIZE])
{
	unsigned char bytes[16];
	bool is_four, in_brackets = *written == '[';
	written += in_brackets ? 1 : 0;
	size_t length = length_of(written, in_brackets);
	address[0] = '\0';
	if (length >= ADDRESS_SIZE)
		return false;
	char text[ADDRESS_SIZE] = {0};
	memcpy(text, written, length);
	if (!address_bytes(text, bytes, &is_four))
		return false;
	address_write(bytes, address);
	return true;
}

void address_of_peer(const struct sockaddr *peer, char address[ADDRESS_SIZE])
{
	unsigned char bytes[16];
	memcpy(bytes, mapped, sizeof(mapped));
	address[0] = '\0';
	if (peer->sa_family == AF_INET)
		memcpy(bytes + 12, &((const struct sockaddr_in *)peer)->sin_addr, 4);
	else if (peer->sa_family == AF_INET6)
		memcpy(bytes, &((const struct sockaddr_in6 *)peer)->sin6_addr, 16);
	else
		return;
	address_write(bytes, address);
}

void address_network(const char *address, char network[ADDRESS_SIZE])
{
	unsigned char bytes[16];
	bool is_four;
	if (!address_bytes(address, bytes, &is_four)) {
		snprintf(network, ADDRESS_SIZE, "%s", address);
		return;
	}
	if (!is_mapped(bytes))
		memset(bytes + NETWORK_BYTES, 0, sizeof(bytes) - NETWORK_BYTES);
	address_write(bytes, network);
}
