/*
 * Curation: see curation.h.  What the portions share, and their order.
 */
#include "handoff/curation.h"

#include <stdlib.h>
#include <string.h>

#include "handoff/curation_internal.h"
#include "kb/snapshot_index.h"

/* Ids ----------------------------------------------------------------------- */

static uint32_t hash_of(const char *id)
{
	uint32_t hash = 2166136261u;

	for (; *id != '\0'; id++)
		hash = (hash ^ (unsigned char)*id) * 16777619u;
	return hash;
}

static uint32_t slot_of(const struct id_map *map, const char *id)
{
	uint32_t slot = hash_of(id) & map->slot_mask;

	while (map->slots[slot] != 0 && strcmp(map->ids[map->slots[slot] - 1], id) != 0)
		slot = (slot + 1) & map->slot_mask;
	return slot;
}

uint32_t id_map_find(const struct id_map *map, const char *id)
{
	return map->slots == NULL ? ID_MAP_NONE : map->slots[slot_of(map, id)] - 1;
}

static void id_map_grow(struct id_map *map, uint32_t number)
{
	uint32_t room = number * 2 + 256, slots = 1024;

	map->ids = memory_resize(map->ids, room * sizeof(*map->ids));
	memset(map->ids + map->room, 0, (room - map->room) * sizeof(*map->ids));
	map->room = room;
	while (slots < room * 2)
		slots *= 2;
	free(map->slots);
	map->slots = memory_array(slots, sizeof(uint32_t));
	map->slot_mask = slots - 1;
	for (uint32_t at = 0; at < map->count; at++)
		if (map->ids[at][0] != '\0')
			map->slots[slot_of(map, map->ids[at])] = at + 1;
}

void id_map_put(struct id_map *map, uint32_t number, const char *id)
{
	if (number >= map->room)
		id_map_grow(map, number);
	memcpy(map->ids[number], id, ID_LENGTH + 1);
	map->slots[slot_of(map, id)] = number + 1;
	if (number >= map->count)
		map->count = number + 1;
}

const char *id_map_id(const struct id_map *map, uint32_t number)
{
	return number < map->count ? map->ids[number] : "";
}

void id_map_free(struct id_map *map)
{
	free(map->ids);
	free(map->slots);
	*map = (struct id_map){0};
}

/* Clusters ------------------------------------------------------------------ */

struct clusters *curation_clusters(struct curation *curation)
{
	struct snapshot *snapshot = live_acquire(curation->live);
	if (snapshot == NULL)
		return clusters_new(NULL, cluster_grain_default());
	struct clusters *clusters =
	    clusters_new(snapshot_vocabulary(snapshot), cluster_grain_learn(snapshot));
	clusters_learn_telling(clusters, snapshot);
	snapshot_release(&snapshot);
	return clusters;
}

void curation_evidence(struct curation *curation, struct cluster_question *question)
{
	struct snapshot *snapshot = live_acquire(curation->live);
	if (snapshot == NULL)
		return;
	question->evidence_count = cluster_evidence_of(snapshot, question->text, curation->arena,
						       question->evidence);
	snapshot_release(&snapshot);
}

struct curation *curation_new(struct store *store, struct live *live)
{
	struct curation *curation = memory_new(sizeof(*curation));
	curation->store = store;
	curation->live = live;
	curation->arena = arena_new();
	return curation;
}

void curation_free(struct curation **owner)
{
	struct curation *curation = *owner;
	if (curation == NULL)
		return;
	clusters_free(&curation->questions);
	clusters_free(&curation->suggested);
	id_map_free(&curation->question_ids);
	id_map_free(&curation->cluster_ids);
	id_map_free(&curation->source_ids);
	arena_free(&curation->arena);
	free(curation);
	*owner = NULL;
}

/* Portions ------------------------------------------------------------------ */

bool curation_work(struct curation *curation, bool *more, struct fault *fault)
{
	static bool (*const portions[])(struct curation *, bool *, struct fault *) = {
	    curation_place, curation_outcomes, curation_learn, curation_ask_again,
	    curation_expire};
	*more = false;
	for (size_t at = 0; at < sizeof(portions) / sizeof(*portions); at++) {
		bool worked = false;
		bool good = portions[at](curation, &worked, fault);
		arena_reset(curation->arena);
		if (!good)
			return false;
		*more |= worked;
	}
	return true;
}
