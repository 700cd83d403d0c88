/*
 * Curation, the inside: what its files share.  Slow-work thread.
 */
#ifndef FOYER_HANDOFF_CURATION_INTERNAL_H
#define FOYER_HANDOFF_CURATION_INTERNAL_H

#include "data/id.h"
#include "handoff/curation.h"
#include "kb/cluster.h"

/* From ids to numbers. */
struct id_map {
	char (*ids)[ID_LENGTH + 1]; /* of each number; "" where there is none */
	uint32_t count, room;
	uint32_t *slots; /* number + 1 */
	uint32_t slot_mask;
};

#define ID_MAP_NONE UINT32_MAX
uint32_t id_map_find(const struct id_map *map, const char *id);
/* Names the number, which may be above all others. */
void id_map_put(struct id_map *map, uint32_t number, const char *id);
const char *id_map_id(const struct id_map *map, uint32_t number);
void id_map_free(struct id_map *map);

struct curation {
	struct store *store;
	struct live *live;
	struct arena *arena; /* of one portion */
	struct clusters *questions; /* open ones; NULL until loaded */
	struct id_map question_ids, cluster_ids;
	char last_act[ID_LENGTH + 1]; /* of an editor, that the clusters know of */
	struct clusters *suggested; /* questions of suggestions; NULL until loaded */
	struct id_map source_ids;   /* suggestion of each */
	int64_t look_for_idle_at;   /* nothing expires before */
	int64_t look_for_ended_at;  /* steady ms */
};

/* Portions: each tells whether it did something. */
bool curation_place(struct curation *curation, bool *worked, struct fault *fault) MUST_USE;
bool curation_outcomes(struct curation *curation, bool *worked, struct fault *fault) MUST_USE;
bool curation_ask_again(struct curation *curation, bool *worked, struct fault *fault) MUST_USE;
bool curation_learn(struct curation *curation, bool *worked, struct fault *fault) MUST_USE;
bool curation_expire(struct curation *curation, bool *worked, struct fault *fault) MUST_USE;

/* A new set of clusters, with the live base as background and its grain. */
struct clusters *curation_clusters(struct curation *curation);
/* The live base's entries near to a text, as evidence. */
void curation_evidence(struct curation *curation, struct cluster_question *question);

#endif
