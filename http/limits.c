/*
 * Limits: see limits.h.
 *
 * Token buckets in fixed tables: a slot is found by the address's hash, and
 * two addresses that share one share its allowance.  With a random key
 * nobody can choose whom to share with, and memory never grows.
 */
#include "http/limits.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "data/arena.h"
#include "data/clock.h"
#include "data/id.h"
#include "data/settings.h"

#define SLOTS 8192

/* How many a minute; as many may come at once. */
static const enum setting RATES[] = {
    [RATE_FREE] = SETTING_COUNT,
    [RATE_SIGN_IN] = SETTING_SIGN_INS_PER_MINUTE,
    [RATE_NEW_CONVERSATION] = SETTING_CONVERSATIONS_PER_MINUTE,
    [RATE_MESSAGE] = SETTING_MESSAGES_PER_MINUTE,
};
#define RATE_COUNT ((int)(sizeof(RATES) / sizeof(RATES[0])))

struct bucket {
	int64_t at;   /* when `left` was true */
	int64_t left; /* thousandths of a use */
	bool is_known;
};

struct limits {
	pthread_mutex_t lock;
	unsigned char key[crypto_shorthash_KEYBYTES];
	struct bucket buckets[RATE_COUNT][SLOTS];
	uint16_t connections[SLOTS];
};

struct limits *limits_new(void)
{
	struct limits *limits = memory_new(sizeof(*limits));
	pthread_mutex_init(&limits->lock, NULL);
	random_bytes(limits->key, sizeof(limits->key));
	return limits;
}

void limits_free(struct limits **limits)
{
	if (*limits == NULL)
		return;
	pthread_mutex_destroy(&(*limits)->lock);
	free(*limits);
	*limits = NULL;
}

static uint64_t key_of(const struct limits *limits, const void *bytes, size_t length)
{
	uint64_t key;
	crypto_shorthash((unsigned char *)&key, bytes, length, limits->key);
	return key == 0 ? 1 : key;
}

uint64_t limits_text(const struct limits *limits, const char *address)
{
	return key_of(limits, address, strlen(address));
}

static uint64_t key_of_four(const struct limits *limits, const unsigned char *bytes)
{
	return bytes[0] == 127 ? 0 : key_of(limits, bytes, 4);
}

uint64_t limits_address(const struct limits *limits, const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return key_of_four(limits,
				   (const void *)&((const struct sockaddr_in *)address)->sin_addr);
	const struct in6_addr *six = &((const struct sockaddr_in6 *)address)->sin6_addr;
	if (IN6_IS_ADDR_V4MAPPED(six))
		return key_of_four(limits, six->s6_addr + 12);
	return IN6_IS_ADDR_LOOPBACK(six) ? 0 : key_of(limits, six->s6_addr, 8);
}

/* In thousandths of a use, so that many a minute trickle in evenly. */
static void refill(struct bucket *bucket, int64_t per_minute, int64_t now)
{
	int64_t full = per_minute * 1000;
	int64_t left = bucket->left + (now - bucket->at) * per_minute / 60;
	bucket->left = !bucket->is_known || left > full ? full : left;
	bucket->at = now;
	bucket->is_known = true;
}

bool limits_take(struct limits *limits, enum rate rate, uint64_t address, int *retry_seconds)
{
	if (rate == RATE_FREE)
		return true;
	int64_t per_minute = setting_value(RATES[rate]);
	pthread_mutex_lock(&limits->lock);
	struct bucket *bucket = &limits->buckets[rate][address % SLOTS];
	refill(bucket, per_minute, clock_steady());
	bool allowed = bucket->left >= 1000;
	if (allowed)
		bucket->left -= 1000;
	int64_t wait_ms = (1000 - bucket->left) * 60 / per_minute;
	pthread_mutex_unlock(&limits->lock);
	*retry_seconds = wait_ms > 0 ? (int)((wait_ms + 999) / 1000) : 0;
	return allowed;
}

/* Behind a proxy every connection is the proxy's, wherever it runs. */
static bool is_counted(uint64_t address)
{
	return address != 0 && !setting_value(SETTING_BEHIND_PROXY);
}

bool limits_connect(struct limits *limits, uint64_t address)
{
	if (!is_counted(address))
		return true;
	pthread_mutex_lock(&limits->lock);
	uint16_t *count = &limits->connections[address % SLOTS];
	bool allowed = *count < CONNECTIONS_PER_ADDRESS;
	if (allowed)
		++*count;
	pthread_mutex_unlock(&limits->lock);
	return allowed;
}

void limits_disconnect(struct limits *limits, uint64_t address)
{
	if (!is_counted(address))
		return;
	pthread_mutex_lock(&limits->lock);
	--limits->connections[address % SLOTS];
	pthread_mutex_unlock(&limits->lock);
}
