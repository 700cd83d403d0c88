/*
 * Draft: see draft.h.
 *
 * Whether anything changed is asked twice: the hub tells of every commit that
 * touches knowledge, and then the gathered source is compared by a hash, as
 * an unmatched question or a publication changes no draft.
 */
#include "kb/draft.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/arena.h"
#include "data/hub.h"
#include "kb/compile.h"
#include "kb/gather.h"
#include "kb/publish.h"
#include "kb/recover.h"

#define PATH_MOST 4096

struct drafts {
	struct store *store;
	bool (*prepare)(struct snapshot *snapshot, struct fault *fault);
	struct topic knowledge;
	atomic_long wakes;    /* commits that touched knowledge */
	pthread_mutex_t lock; /* all below */
	long seen;            /* wakes when `current` was found to be up to date */
	uint64_t hash;        /* of the source of `current` */
	uint64_t drafts_hash; /* of what editors wrote of it */
	struct snapshot *current;
	struct held_out held_out; /* of `current`, when that was asked for: */
	struct arena *held_out_arena;
	struct snapshot *past;
	int64_t past_number; /* of its publication; one that went back has another's snapshot */
	int64_t compiled;
};

static void on_wake(void *drafts_, const struct topic *topics, size_t count)
{
	struct drafts *drafts = drafts_;
	for (size_t at = 0; at < count; at++)
		if (topics[at].key == drafts->knowledge.key)
			atomic_fetch_add(&drafts->wakes, 1);
}

struct drafts *drafts_new(struct store *store,
			  bool (*prepare)(struct snapshot *snapshot, struct fault *fault))
{
	struct drafts *drafts = memory_new(sizeof(*drafts));
	drafts->store = store;
	drafts->prepare = prepare;
	drafts->knowledge = topic_of(TOPIC_KNOWLEDGE, "");
	pthread_mutex_init(&drafts->lock, NULL);
	hub_subscribe(store_hub(store), on_wake, drafts);
	return drafts;
}

void drafts_free(struct drafts **drafts_)
{
	struct drafts *drafts = *drafts_;
	if (drafts == NULL)
		return;
	hub_unsubscribe(store_hub(drafts->store), drafts);
	snapshot_release(&drafts->current);
	arena_free(&drafts->held_out_arena);
	snapshot_release(&drafts->past);
	pthread_mutex_destroy(&drafts->lock);
	free(drafts);
	*drafts_ = NULL;
}

/* A name is free once the file is open: nothing is left behind after a crash
 * but a file of this one name. */
static struct snapshot *compile_and_open(struct drafts *drafts, const struct compile_source *source,
					 struct fault *fault)
{
	char path[PATH_MOST], before[PATH_MOST];
	int64_t newest = 0;
	bool reused;
	if (publication_newest(store_reader(drafts->store), &newest, fault) == LOOKUP_FAILED)
		return NULL;
	publication_path(store_folder(drafts->store), newest, before, sizeof(before));
	snprintf(path, sizeof(path), "%s/snapshots/drafts.candidate", store_folder(drafts->store));
	if (!compile_again(source, before, path, &reused, fault))
		return NULL;
	struct snapshot *snapshot = snapshot_open(path, fault);
	unlink(path);
	if (snapshot != NULL && !drafts->prepare(snapshot, fault))
		snapshot_release(&snapshot);
	return snapshot;
}

static bool renew(struct drafts *drafts, const struct compile_source *source, struct fault *fault)
{
	uint64_t hash = compile_source_hash(source);
	if (drafts->current != NULL && hash == drafts->hash)
		return true;
	struct snapshot *snapshot = compile_and_open(drafts, source, fault);
	if (snapshot == NULL)
		return false;
	snapshot_release(&drafts->current);
	arena_free(&drafts->held_out_arena);
	drafts->current = snapshot;
	drafts->hash = hash;
	drafts->drafts_hash = compile_drafts_hash(source);
	drafts->compiled++;
	return true;
}

static bool bring_up_to_date(struct drafts *drafts, struct fault *fault)
{
	long wakes = atomic_load(&drafts->wakes);
	if (drafts->current != NULL && wakes == drafts->seen)
		return true;
	struct arena *arena = arena_new();
	struct gathered gathered;
	bool good = gather(store_reader(drafts->store), arena, &gathered, fault);
	if (good && gathered.source.entry_count == 0)
		good = fault_detail(fault, FAULT_EMPTY, "entries", "there is no entry to try");
	good = good && renew(drafts, &gathered.source, fault);
	if (good)
		drafts->seen = wakes;
	arena_free(&arena);
	return good;
}

struct snapshot *drafts_acquire(struct drafts *drafts, uint64_t *hash, struct fault *fault)
{
	pthread_mutex_lock(&drafts->lock);
	struct snapshot *snapshot = NULL;
	if (bring_up_to_date(drafts, fault))
		snapshot = snapshot_retain(drafts->current);
	if (hash != NULL)
		*hash = drafts->drafts_hash;
	pthread_mutex_unlock(&drafts->lock);
	return snapshot;
}

/* Gathered anew, as a base's texts are not kept beside what was learned of
 * them; what has changed since is in the drafts then. */
static bool find_held_out(struct drafts *drafts, struct fault *fault)
{
	struct db *reader = store_reader(drafts->store);
	struct arena *arena = arena_new(), *kept = arena_new();
	struct gathered gathered;
	bool good = gather(reader, arena, &gathered, fault) &&
		    renew(drafts, &gathered.source, fault) &&
		    held_out_find(reader, &gathered.source, drafts->current, kept,
				  &drafts->held_out, fault);
	if (good)
		drafts->held_out_arena = kept;
	else
		arena_free(&kept);
	arena_free(&arena);
	return good;
}

struct snapshot *drafts_acquire_foretelling(struct drafts *drafts, uint64_t *hash,
					    struct arena *arena, struct held_out *held_out,
					    struct fault *fault)
{
	pthread_mutex_lock(&drafts->lock);
	struct snapshot *snapshot = NULL;
	if (bring_up_to_date(drafts, fault) &&
	    (drafts->held_out_arena != NULL || find_held_out(drafts, fault))) {
		snapshot = snapshot_retain(drafts->current);
		*held_out = held_out_copy(&drafts->held_out, arena);
	}
	*hash = drafts->drafts_hash;
	pthread_mutex_unlock(&drafts->lock);
	return snapshot;
}

static struct snapshot *open_past(struct drafts *drafts, int64_t number, struct fault *fault)
{
	char path[PATH_MOST];
	publication_path(store_folder(drafts->store), number, path, sizeof(path));
	if (access(path, R_OK) != 0) {
		fault_detail(fault, FAULT_NOT_FOUND, "snapshot", "%s", strerror(errno));
		return NULL;
	}
	return recover_open(path, drafts->prepare, fault);
}

struct snapshot *drafts_past(struct drafts *drafts, int64_t number, struct fault *fault)
{
	pthread_mutex_lock(&drafts->lock);
	if (drafts->past == NULL || drafts->past_number != number) {
		snapshot_release(&drafts->past);
		drafts->past = open_past(drafts, number, fault);
		drafts->past_number = number;
	}
	struct snapshot *snapshot = snapshot_retain(drafts->past);
	pthread_mutex_unlock(&drafts->lock);
	return snapshot;
}

int64_t drafts_compiled(struct drafts *drafts)
{
	pthread_mutex_lock(&drafts->lock);
	int64_t compiled = drafts->compiled;
	pthread_mutex_unlock(&drafts->lock);
	return compiled;
}
