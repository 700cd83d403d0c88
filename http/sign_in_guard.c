/*
 * Sign-in guard: see sign_in_guard.h.
 *
 * A table of slots found by a keyed hash.  A slot that is wanted by another
 * key is taken over when it is older; the worst an attacker gains by filling
 * the table is to lose other slots' counts, at the price of as many attempts
 * as there are slots, which the limit for each address forbids.
 */
#include "http/sign_in_guard.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "data/address.h"
#include "data/arena.h"
#include "data/id.h"

#define SLOTS  8192
#define WAYS   8 /* slots that one key may be in */
#define SECOND 1000
#define MINUTE (60 * SECOND)
#define FORGET (60 * MINUTE) /* a count dies so long after its last attempt */

/* How many attempts are free, and how the wait grows after them. */
struct allowance {
	int free;
	int64_t first_wait;
	int64_t longest_wait;
};
static const struct allowance FROM_ONE_ADDRESS = {5, 5 * SECOND, 15 * MINUTE};
static const struct allowance FROM_ANYWHERE = {50, 5 * SECOND, MINUTE};
static const struct allowance OF_CODES = {10, 30 * SECOND, 60 * MINUTE};
#define CODE_PLACE "code" /* stands for the address; no address looks like it */

struct slot {
	uint64_t key; /* 0: empty */
	int64_t last_at;
	int count;
	bool is_told; /* that it refuses */
};

struct sign_in_guard {
	pthread_mutex_t lock;
	unsigned char secret[crypto_shorthash_KEYBYTES];
	struct slot slots[SLOTS];
};

struct sign_in_guard *sign_in_guard_new(void)
{
	struct sign_in_guard *guard = memory_new(sizeof(*guard));
	pthread_mutex_init(&guard->lock, NULL);
	random_bytes(guard->secret, sizeof(guard->secret));
	return guard;
}

void sign_in_guard_free(struct sign_in_guard **guard)
{
	if (*guard == NULL)
		return;
	pthread_mutex_destroy(&(*guard)->lock);
	free(*guard);
	*guard = NULL;
}

static struct sign_in_guard *the_guard;

static void end_the_guard(void)
{
	sign_in_guard_free(&the_guard);
}

static void make_the_guard(void)
{
	the_guard = sign_in_guard_new();
	atexit(end_the_guard);
}

struct sign_in_guard *sign_in_guard(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_the_guard);
	return the_guard;
}

/* Names differ in case alone for nobody. */
static uint64_t key_of(const struct sign_in_guard *guard, const char *name, const char *address)
{
	char text[257 + ADDRESS_SIZE];
	size_t length = 0;
	for (; *name != '\0' && length < 256; name++)
		text[length++] = *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name;
	text[length++] = '\0';
	address_network(address, text + length);
	length += strlen(text + length);
	uint64_t key;
	crypto_shorthash((unsigned char *)&key, (const unsigned char *)text, length, guard->secret);
	return key == 0 ? 1 : key;
}

/* The slot of this key, or the one that it may take over. */
static struct slot *find(struct sign_in_guard *guard, uint64_t key)
{
	struct slot *oldest = NULL;
	for (uint64_t i = 0; i < WAYS; i++) {
		struct slot *slot = &guard->slots[(key + i) % SLOTS];
		if (slot->key == key)
			return slot;
		if (oldest == NULL || slot->last_at < oldest->last_at)
			oldest = slot;
	}
	return oldest;
}

static struct slot *claim(struct sign_in_guard *guard, uint64_t key, int64_t now)
{
	struct slot *slot = find(guard, key);
	if (slot->key != key || now - slot->last_at > FORGET)
		*slot = (struct slot){.key = key, .last_at = now};
	return slot;
}

/* Milliseconds until the next attempt may be made; 0: now. */
static int64_t wait_of(const struct slot *slot, const struct allowance *allowance, int64_t now)
{
	int over = slot->count - allowance->free;
	if (over < 0)
		return 0;
	int64_t wait = allowance->first_wait;
	while (over-- > 0 && wait < allowance->longest_wait)
		wait *= 2;
	if (wait > allowance->longest_wait)
		wait = allowance->longest_wait;
	int64_t left = slot->last_at + wait - now;
	return left > 0 ? left : 0;
}

static void count(struct slot *slot, int64_t now)
{
	slot->count++;
	slot->last_at = now;
}

bool sign_in_guard_admit(struct sign_in_guard *guard, const char *name, const char *address,
			 int64_t now, int *retry_seconds)
{
	pthread_mutex_lock(&guard->lock);
	struct slot *here = claim(guard, key_of(guard, name, address), now);
	struct slot *anywhere = claim(guard, key_of(guard, name, ""), now);
	int64_t wait = wait_of(here, &FROM_ONE_ADDRESS, now);
	if (wait == 0)
		wait = wait_of(anywhere, &FROM_ANYWHERE, now);
	if (wait == 0) {
		count(here, now);
		count(anywhere, now);
	}
	pthread_mutex_unlock(&guard->lock);
	if (wait > 0)
		*retry_seconds = (int)((wait + SECOND - 1) / SECOND);
	return wait == 0;
}

bool sign_in_guard_admit_code(struct sign_in_guard *guard, const char *who, int64_t now,
			      int *retry_seconds)
{
	pthread_mutex_lock(&guard->lock);
	struct slot *slot = claim(guard, key_of(guard, who, CODE_PLACE), now);
	int64_t wait = wait_of(slot, &OF_CODES, now);
	if (wait == 0)
		count(slot, now);
	pthread_mutex_unlock(&guard->lock);
	if (wait > 0)
		*retry_seconds = (int)((wait + SECOND - 1) / SECOND);
	return wait == 0;
}

bool sign_in_guard_is_news(struct sign_in_guard *guard, const char *name, const char *address)
{
	uint64_t key = key_of(guard, name, address);
	pthread_mutex_lock(&guard->lock);
	struct slot *slot = find(guard, key);
	bool is_news = slot->key == key && !slot->is_told;
	if (is_news)
		slot->is_told = true;
	pthread_mutex_unlock(&guard->lock);
	return is_news;
}

static void forget(struct sign_in_guard *guard, uint64_t key)
{
	struct slot *slot = find(guard, key);
	if (slot->key == key)
		*slot = (struct slot){0};
}

void sign_in_guard_forgive(struct sign_in_guard *guard, const char *name, const char *address)
{
	pthread_mutex_lock(&guard->lock);
	forget(guard, key_of(guard, name, address));
	forget(guard, key_of(guard, name, ""));
	pthread_mutex_unlock(&guard->lock);
}

void sign_in_guard_forgive_code(struct sign_in_guard *guard, const char *who)
{
	pthread_mutex_lock(&guard->lock);
	forget(guard, key_of(guard, who, CODE_PLACE));
	pthread_mutex_unlock(&guard->lock);
}
