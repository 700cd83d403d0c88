/*
 * Curation, placing: new questions go into clusters, and what editors did is
 * taken over.  See curation.h.  Slow-work thread.
 *
 * The clusters live in memory, with the open questions that were asked last,
 * CURATION_QUESTIONS_MOST of them; the store has all.  At a start they are
 * read from it, page by page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "handoff/curation_internal.h"
#include "kb/paging.h"
#include "kb/workbench.h"

#define CURATION_QUESTIONS_MOST 60000
#define PORTION                 100 /* questions or asks that are taken up at once */
#define IN_ONE_CHANGE           10  /* of them, so that visitors don't wait for long */
#define PAGE                    1000

SQL_READ(CURATE_LOAD, "SELECT id, text, cluster, is_fixed, last_at FROM unmatched "
		      "WHERE state = 'open' AND cluster IS NOT NULL AND "
		      "(last_at < $1 OR (last_at = $1 AND id < $2)) "
		      "ORDER BY last_at DESC, id DESC LIMIT $3");
SQL_READ(CURATE_WAITING, "SELECT id, text, state FROM unmatched WHERE cluster IS NULL "
			 "ORDER BY last_at LIMIT $1");
SQL_READ(CURATE_UNCOUNTED, "SELECT number FROM unmatched_ask WHERE is_counted = 0 LIMIT 1");
SQL_READ(CURATE_ACTS, "SELECT id, detail FROM workbench_act WHERE id > $1 ORDER BY id LIMIT 50");
SQL_READ(CURATE_LAST_ACT, "SELECT MAX(id) AS id FROM workbench_act");
SQL_READ(CURATE_QUESTION, "SELECT state, cluster, is_fixed, text FROM unmatched WHERE id = $1");

/* One question as it is read. */
struct stored {
	const char *id, *text, *cluster;
	bool is_fixed, is_resolved;
};

/* The number of a cluster in memory; a new one for one that it doesn't know. */
static uint32_t cluster_number(struct curation *curation, const char *id)
{
	uint32_t number = id_map_find(&curation->cluster_ids, id);
	if (number == ID_MAP_NONE) {
		number = clusters_new_number(curation->questions);
		id_map_put(&curation->cluster_ids, number, id);
	}
	return number;
}

static uint32_t take_in(struct curation *curation, const struct stored *stored)
{
	struct cluster_question question = {
	    .text = stored->text,
	    .cluster = stored->cluster == NULL ? CLUSTER_NONE
					       : cluster_number(curation, stored->cluster),
	    .fixed = stored->is_fixed};
	curation_evidence(curation, &question);
	uint32_t number = clusters_add(curation->questions, &question);
	id_map_put(&curation->question_ids, number, stored->id);
	return number;
}

/* Loading ------------------------------------------------------------------- */

static bool load_page(struct curation *curation, int64_t *time, char *id, int *count,
		      struct fault *fault)
{
	struct stored *page = arena_array(curation->arena, PAGE, sizeof(*page));
	struct query *query = db_query(store_reader(curation->store), &CURATE_LOAD);
	*count = 0;
	query_int(query, 1, *time);
	query_text(query, 2, arena_text(curation->arena, id));
	query_int(query, 3, PAGE);
	while (query_next(query)) {
		struct stored *one = &page[(*count)++];
		*one = (struct stored){row_text(query, "id", curation->arena),
				       row_text(query, "text", curation->arena),
				       row_text(query, "cluster", curation->arena),
				       row_int(query, "is_fixed") != 0, false};
		*time = row_int(query, "last_at");
		snprintf(id, ID_LENGTH + 1, "%s", one->id);
	}
	if (!query_end(&query, fault))
		return false;
	for (int at = 0; at < *count; at++)
		take_in(curation, &page[at]);
	return true;
}

static bool read_last_act(struct curation *curation, struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &CURATE_LAST_ACT);
	while (query_next(query))
		row_text_into(query, "id", curation->last_act, sizeof(curation->last_act));
	return query_end(&query, fault);
}

static bool load(struct curation *curation, struct fault *fault)
{
	int64_t time = INT64_MAX;
	char id[ID_LENGTH + 1] = "~";
	int count = PAGE;
	curation->questions = curation_clusters(curation);
	bool good = read_last_act(curation, fault);
	while (good && count == PAGE &&
	       clusters_count(curation->questions) < CURATION_QUESTIONS_MOST) {
		good = load_page(curation, &time, id, &count, fault);
		arena_reset(curation->arena);
	}
	if (!good) {
		clusters_free(&curation->questions);
		id_map_free(&curation->question_ids);
		id_map_free(&curation->cluster_ids);
	}
	return good;
}

/* What editors did ------------------------------------------------------------ */

static bool look_at(struct curation *curation, const char *id, struct fault *fault)
{
	struct stored stored = {.id = id};
	bool is_open = false, found = false;
	struct query *query = db_query(store_reader(curation->store), &CURATE_QUESTION);
	query_text(query, 1, id);
	while (query_next(query)) {
		char state[16];
		found = true;
		row_text_into(query, "state", state, sizeof(state));
		is_open = strcmp(state, "open") == 0;
		stored.cluster = row_text(query, "cluster", curation->arena);
		stored.text = row_text(query, "text", curation->arena);
		stored.is_fixed = row_int(query, "is_fixed") != 0;
	}
	if (!query_end(&query, fault) || !found)
		return found;
	uint32_t number = id_map_find(&curation->question_ids, id);
	bool is_known =
	    number != ID_MAP_NONE && clusters_of(curation->questions, number) != CLUSTER_NONE;
	if (is_known && !is_open)
		clusters_remove(curation->questions, number);
	else if (is_known && stored.is_fixed && stored.cluster != NULL)
		clusters_move(curation->questions, number, cluster_number(curation, stored.cluster));
	else if (!is_known && is_open && stored.cluster != NULL)
		take_in(curation, &stored);
	return true;
}

static bool take_act(struct curation *curation, const char *detail, struct fault *fault)
{
	const struct json *tree;
	if (!json_parse(detail, strlen(detail), curation->arena, &tree, fault))
		return false;
	const struct json *list = json_member(tree, "questions");
	for (const struct json *at = list != NULL ? list->first : NULL; at != NULL; at = at->next)
		if (!look_at(curation, json_text(at, "id"), fault))
			return false;
	return true;
}

static bool take_acts(struct curation *curation, bool *worked, struct fault *fault)
{
	struct list list = list_new(curation->arena, sizeof(const char *));
	struct query *query = db_query(store_reader(curation->store), &CURATE_ACTS);
	query_text(query, 1, arena_text(curation->arena, curation->last_act));
	while (query_next(query)) {
		*(const char **)list_add(&list) = row_text(query, "detail", curation->arena);
		row_text_into(query, "id", curation->last_act, sizeof(curation->last_act));
	}
	if (!query_end(&query, fault))
		return false;
	const char **details = list.items;
	for (int at = 0; at < list.count; at++)
		if (!take_act(curation, details[at], fault))
			return false;
	*worked |= list.count > 0;
	return true;
}

/* Writing -------------------------------------------------------------------- */

struct placing {
	struct change change;
	struct workbench_place *places;
	int count;
};

static bool apply_placing(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct placing *placing = (struct placing *)change;
	return workbench_place(transaction, placing->places, placing->count, fault);
}

static void fill_place(struct curation *curation, uint32_t question, struct workbench_place *place)
{
	place->number = clusters_of(curation->questions, question);
	snprintf(place->question.text, sizeof(place->question.text), "%s",
		 id_map_id(&curation->question_ids, question));
}

/* Stores where some questions belong now, and learns the names of new clusters. */
static bool write_some(struct curation *curation, struct workbench_place *places, int count,
		       struct fault *fault)
{
	struct placing placing = {
	    .change.apply = apply_placing, .places = places, .count = count};
	for (int at = 0; at < count; at++)
		snprintf(places[at].to.text, sizeof(places[at].to.text), "%s",
			 id_map_id(&curation->cluster_ids, places[at].number));
	if (!store_write(curation->store, &placing.change, fault))
		return false;
	for (int at = 0; at < count; at++)
		if (id_map_id(&curation->cluster_ids, places[at].number)[0] == '\0' &&
		    places[at].to.text[0] != '\0')
			id_map_put(&curation->cluster_ids, places[at].number, places[at].to.text);
	return true;
}

static bool write_places(struct curation *curation, struct workbench_place *places, int count,
			 struct fault *fault)
{
	for (int at = 0; at < count; at += IN_ONE_CHANGE) {
		int some = count - at < IN_ONE_CHANGE ? count - at : IN_ONE_CHANGE;
		if (!write_some(curation, places + at, some, fault))
			return false;
	}
	return true;
}

/* Counting -------------------------------------------------------------------- */

struct counting {
	struct change change;
	int counted;
};

static bool apply_counting(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	struct counting *counting = (struct counting *)change;
	return workbench_count_asks(transaction, IN_ONE_CHANGE, &counting->counted, fault);
}

static bool count_asks(struct curation *curation, bool *worked, struct fault *fault)
{
	struct counting counting = {.change.apply = apply_counting, .counted = IN_ONE_CHANGE};
	for (int at = 0; at < PORTION && counting.counted == IN_ONE_CHANGE; at += IN_ONE_CHANGE) {
		if (!store_write(curation->store, &counting.change, fault))
			return false;
		*worked |= counting.counted > 0;
	}
	return true;
}

/* Refining ------------------------------------------------------------------- */

static bool refine(struct curation *curation, struct fault *fault)
{
	uint32_t count = clusters_count(curation->questions);
	uint32_t *before = memory_array((size_t)count + 1, sizeof(uint32_t));
	struct workbench_place places[PORTION];
	int used = 0;
	bool good = true;
	for (uint32_t at = 0; at < count; at++)
		before[at] = clusters_of(curation->questions, at);
	clusters_refine(curation->questions);
	for (uint32_t at = 0; at < count && good; at++) {
		if (clusters_of(curation->questions, at) != before[at])
			fill_place(curation, at, &places[used++]);
		if (used == PORTION) {
			good = write_places(curation, places, used, fault);
			used = 0;
		}
	}
	good = good && write_places(curation, places, used, fault);
	free(before);
	return good;
}

/* New questions --------------------------------------------------------------- */

static bool read_waiting(struct curation *curation, struct stored *stored, int *count,
			 struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &CURATE_WAITING);
	*count = 0;
	query_int(query, 1, PORTION);
	while (query_next(query)) {
		char state[16];
		row_text_into(query, "state", state, sizeof(state));
		stored[(*count)++] =
		    (struct stored){.id = row_text(query, "id", curation->arena),
				    .text = row_text(query, "text", curation->arena),
				    .is_resolved = strcmp(state, "open") != 0};
	}
	return query_end(&query, fault);
}

static bool any_uncounted(struct curation *curation, bool *any, struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &CURATE_UNCOUNTED);
	*any = false;
	while (query_next(query))
		*any = row_int(query, "number") >= 0;
	return query_end(&query, fault);
}

static bool place_new(struct curation *curation, bool *worked, struct fault *fault)
{
	struct stored stored[PORTION];
	struct workbench_place places[PORTION];
	int count;
	bool any;
	if (!read_waiting(curation, stored, &count, fault))
		return false;
	for (int at = 0; at < count; at++) {
		uint32_t number = take_in(curation, &stored[at]);
		fill_place(curation, number, &places[at]);
		if (stored[at].is_resolved)
			clusters_remove(curation->questions, number);
	}
	*worked |= count > 0;
	return write_places(curation, places, count, fault) &&
	       any_uncounted(curation, &any, fault) &&
	       (!any || count_asks(curation, worked, fault));
}

bool curation_place(struct curation *curation, bool *worked, struct fault *fault)
{
	if (curation->questions == NULL && !load(curation, fault))
		return false;
	if (!take_acts(curation, worked, fault) || !place_new(curation, worked, fault))
		return false;
	return !clusters_want_refining(curation->questions) || refine(curation, fault);
}
