/*
 * Queue: see queue.h.  Places and estimates; giving out is assignment.c.
 * Reading on any thread.
 */
#include "handoff/queue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "handoff/sql_parts.h"

/* Before anything was learned. */
#define HANDLING_MS_GUESS (5 * 60 * 1000)
/* A shown wait is never nothing: somebody must read first. */
#define WAIT_SECONDS_LEAST 5

SQL_READ(
    PLACE_OF,
    "SELECT c.service_group, c.queue_band, c.queued_at, g.handling_ms, g.handling_spread_ms, "
    "" SQL_SLOTS(
	"c.service_group") " AS slots "
			   "FROM conversation c JOIN service_group g ON g.id = c.service_group "
			   "WHERE c.id = $1 AND c.owner = 'queue'");
SQL_READ(PLACE_BEFORE,
	 "SELECT COUNT(*) AS waiting, "
	 "COALESCE(SUM(CASE WHEN queue_band < $2 OR (queue_band = $2 AND (queued_at < $3 OR "
	 "(queued_at = $3 AND id < $4))) THEN 1 ELSE 0 END), 0) AS ahead "
	 "FROM conversation WHERE owner = 'queue' AND service_group = $1");
SQL_SCAN(LINE_GROUPS, "SELECT g.id, g.handling_ms, g.handling_spread_ms, " SQL_SLOTS(
			  "g.id") " AS slots, "
				  "(SELECT COUNT(*) FROM conversation c WHERE c.owner = 'queue' "
				  "AND c.service_group = g.id) "
				  "AS waiting FROM service_group g ORDER BY g.id");
SQL_READ(LINE_OF_GROUP, "SELECT id FROM conversation WHERE owner = 'queue' AND service_group = $1 "
			"ORDER BY queue_band, queued_at, id");
SQL_SCAN(LINE_GROUP_COUNT, "SELECT COUNT(*) AS many FROM service_group");

/* Estimates -------------------------------------------------------------------------- */

struct queue_place queue_estimate(int position, int waiting, const struct queue_pace *pace)
{
	struct queue_place place = {position, waiting, QUEUE_WAIT_UNKNOWN, QUEUE_WAIT_UNKNOWN,
				    QUEUE_WAIT_UNKNOWN};
	if (pace->slots <= 0)
		return place;
	double mean = pace->handling_ms > 0 ? (double)pace->handling_ms : HANDLING_MS_GUESS;
	double spread = pace->handling_ms > 0 ? (double)pace->handling_spread_ms : mean / 2;
	/* A normal distribution's standard deviation is 1.25 mean deviations. */
	double deviation = 1.25 * spread * sqrt(position) / pace->slots;
	double wait = mean * position / pace->slots;
	double low = wait - deviation;
	place.estimated_wait_seconds = (int)fmin(fmax(wait / 1000, WAIT_SECONDS_LEAST), 1e9);
	place.estimated_wait_low = (int)fmin(fmax(low / 1000, 0), place.estimated_wait_seconds);
	place.estimated_wait_high =
	    (int)fmin(fmax((wait + deviation) / 1000, place.estimated_wait_seconds), 1e9);
	return place;
}

void queue_pace_learn(int64_t handling_ms, int64_t *mean_ms, int64_t *spread_ms)
{
	int64_t length = handling_ms > 0 ? handling_ms : 1;
	if (*mean_ms == 0) {
		*mean_ms = length;
		*spread_ms = length / 2;
		return;
	}
	int64_t error = length - *mean_ms;
	*spread_ms += (llabs(error) - *spread_ms) / 4;
	*mean_ms += error / 8;
	if (*mean_ms < 1)
		*mean_ms = 1;
}

/* Places -------------------------------------------------------------------------------- */

struct spot {
	char group[ID_LENGTH + 1];
	int64_t band;
	int64_t queued_at;
	struct queue_pace pace;
};

static enum lookup read_spot(struct db *db, const char *conversation, struct spot *spot,
			     struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(db, &PLACE_OF);
	query_text(query, 1, conversation);
	if (query_next(query)) {
		any = true;
		row_text_into(query, "service_group", spot->group, sizeof(spot->group));
		spot->band = row_int(query, "queue_band");
		spot->queued_at = row_int(query, "queued_at");
		spot->pace =
		    (struct queue_pace){(int)row_int(query, "slots"), row_int(query, "handling_ms"),
					row_int(query, "handling_spread_ms")};
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

enum lookup queue_place_of(struct db *db, const struct conversation_id *conversation,
			   struct queue_place *place, struct fault *fault)
{
	struct spot spot;
	int waiting = 0;
	int ahead = 0;
	enum lookup lookup = read_spot(db, conversation->text, &spot, fault);
	if (lookup != LOOKUP_FOUND)
		return lookup;
	struct query *query = db_query(db, &PLACE_BEFORE);
	query_text(query, 1, spot.group);
	query_int(query, 2, spot.band);
	query_int(query, 3, spot.queued_at);
	query_text(query, 4, conversation->text);
	if (query_next(query)) {
		waiting = (int)row_int(query, "waiting");
		ahead = (int)row_int(query, "ahead");
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	*place = queue_estimate(ahead + 1, waiting, &spot.pace);
	return LOOKUP_FOUND;
}

/* The whole line --------------------------------------------------------------------------- */

struct line_group {
	struct group_id id;
	struct queue_pace pace;
	int waiting;
};

static bool read_line_groups(struct db *db, struct arena *arena, struct line_group **groups,
			     int *count, struct fault *fault)
{
	int64_t many = 0;
	int found = 0;
	struct query *query = db_query(db, &LINE_GROUP_COUNT);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	struct line_group *list = arena_array(arena, (size_t)many + 1, sizeof(*list));
	query = db_query(db, &LINE_GROUPS);
	while (found < many && query_next(query)) {
		struct line_group *group = &list[found++];
		row_text_into(query, "id", group->id.text, sizeof(group->id.text));
		group->pace =
		    (struct queue_pace){(int)row_int(query, "slots"), row_int(query, "handling_ms"),
					row_int(query, "handling_spread_ms")};
		group->waiting = (int)row_int(query, "waiting");
	}
	*groups = list;
	*count = found;
	return query_end(&query, fault);
}

static bool read_line_of(struct db *db, const struct line_group *group, struct queue_line *line,
			 struct fault *fault)
{
	int position = 0;
	struct query *query = db_query(db, &LINE_OF_GROUP);
	query_text(query, 1, group->id.text);
	while (position < group->waiting && query_next(query)) {
		struct queue_line_member *member = &line->members[line->count++];
		row_text_into(query, "id", member->conversation.text,
			      sizeof(member->conversation.text));
		member->group = group->id;
		member->place = queue_estimate(++position, group->waiting, &group->pace);
	}
	return query_end(&query, fault);
}

static int by_conversation(const void *a, const void *b)
{
	const struct queue_line_member *one = a;
	const struct queue_line_member *other = b;
	return strcmp(one->conversation.text, other->conversation.text);
}

bool queue_line_read(struct db *db, struct arena *arena, struct queue_line *line,
		     struct fault *fault)
{
	struct queue_line found = {0};
	struct line_group *groups;
	int count;
	size_t waiting = 0;
	if (!read_line_groups(db, arena, &groups, &count, fault))
		return false;
	for (int i = 0; i < count; i++)
		waiting += (size_t)groups[i].waiting;
	found.members = arena_array(arena, waiting + 1, sizeof(*found.members));
	for (int i = 0; i < count; i++)
		if (groups[i].waiting > 0 && !read_line_of(db, &groups[i], &found, fault))
			return false;
	qsort(found.members, (size_t)found.count, sizeof(*found.members), by_conversation);
	*line = found;
	return true;
}

const struct queue_place *queue_line_find(const struct queue_line *line,
					  const struct conversation_id *conversation)
{
	struct queue_line_member key = {.conversation = *conversation};
	const struct queue_line_member *member =
	    bsearch(&key, line->members, (size_t)line->count, sizeof(key), by_conversation);
	return member == NULL ? NULL : &member->place;
}
