/*
 * Queue: see queue.h.  Places; estimates are queue_estimate.c, giving out is
 * assignment.c, taking back queue_return.c.  Reading on any thread.
 */
#include "handoff/queue.h"

#include <stdlib.h>
#include <string.h>

#include "handoff/sql_parts.h"

SQL_READ(
    PLACE_OF,
    "SELECT c.service_group, c.line, c.queue_band, c.queued_at, g.handling_ms, "
    "COALESCE(p.ratio, 0) AS ratio, COALESCE(p.spread, 0) AS spread, " SQL_SLOTS(
	"c.service_group") " AS slots "
			   "FROM conversation c JOIN service_group g ON g.id = c.service_group "
			   "LEFT JOIN queue_pace p ON p.line = c.line "
			   "WHERE c.id = $1 AND c.owner = 'queue'");

/* The ones before: who was there first in a more urgent or the same band. */
#define IS_BEFORE                                                                                  \
	"(queue_band < $2 OR (queue_band = $2 AND (queued_at < $3 OR (queued_at = $3 AND id < $4))))"
SQL_READ(PLACE_BEFORE, "SELECT COUNT(*) AS waiting, "
		       "COALESCE(SUM(CASE WHEN " IS_BEFORE " THEN 1 ELSE 0 END), 0) AS ahead "
		       "FROM conversation WHERE owner = 'queue' AND service_group = $1");
SQL_READ(PLACE_IN_LINE, "SELECT COUNT(*) AS ahead FROM conversation "
			"WHERE owner = 'queue' AND line = $1 AND " IS_BEFORE);

SQL_SCAN(LINE_GROUPS, "SELECT g.id, g.handling_ms, " SQL_SLOTS(
			  "g.id") " AS slots, "
				  SQL_WAITING("g.id") " AS waiting FROM service_group g ORDER BY g.id");
/* The window is walked whole: all of the line is wanted. */
SQL_SCAN(LINE_OF_GROUP,
	 "SELECT c.id, ROW_NUMBER() OVER (PARTITION BY c.line "
	 "ORDER BY c.queue_band, c.queued_at, c.id) AS in_line, "
	 "COALESCE(p.ratio, 0) AS ratio, COALESCE(p.spread, 0) AS spread "
	 "FROM conversation c LEFT JOIN queue_pace p ON p.line = c.line "
	 "WHERE c.owner = 'queue' AND c.service_group = $1 "
	 "ORDER BY c.queue_band, c.queued_at, c.id");
SQL_SCAN(LINE_GROUP_COUNT, "SELECT COUNT(*) AS many FROM service_group");

/* Places -------------------------------------------------------------------------------- */

struct stand {
	char group[ID_LENGTH + 1];
	const char *line;
	int64_t band;
	int64_t queued_at;
	struct queue_pace pace;
};

static struct queue_lesson row_lesson(struct query *query)
{
	return (struct queue_lesson){row_real(query, "ratio"), row_real(query, "spread")};
}

static enum lookup read_stand(struct db *db, const char *conversation, struct arena *arena,
			      struct stand *stand, struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(db, &PLACE_OF);
	query_text(query, 1, conversation);
	if (query_next(query)) {
		any = true;
		row_text_into(query, "service_group", stand->group, sizeof(stand->group));
		stand->line = row_text(query, "line", arena);
		stand->band = row_int(query, "queue_band");
		stand->queued_at = row_int(query, "queued_at");
		stand->pace = (struct queue_pace){(int)row_int(query, "slots"),
						  row_int(query, "handling_ms"), row_lesson(query)};
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

/* How many stand before it among those of `key`, and how many wait there when
 * the statement tells. */
static bool count_before(struct db *db, const struct sql *sql, const char *key,
			 const char *conversation, const struct stand *stand, int *ahead,
			 int *waiting, struct fault *fault)
{
	struct query *query = db_query(db, sql);
	query_text(query, 1, key);
	query_int(query, 2, stand->band);
	query_int(query, 3, stand->queued_at);
	query_text(query, 4, conversation);
	if (query_next(query)) {
		*ahead = (int)row_int(query, "ahead");
		if (waiting != NULL)
			*waiting = (int)row_int(query, "waiting");
	}
	return query_end(&query, fault);
}

static enum lookup read_place(struct db *db, const char *conversation, struct arena *arena,
			      struct queue_place *place, struct fault *fault)
{
	struct stand stand;
	int waiting = 0, ahead = 0, ahead_in_line = 0;
	enum lookup lookup = read_stand(db, conversation, arena, &stand, fault);
	if (lookup != LOOKUP_FOUND)
		return lookup;
	if (!count_before(db, &PLACE_BEFORE, stand.group, conversation, &stand, &ahead, &waiting,
			  fault) ||
	    !count_before(db, &PLACE_IN_LINE, stand.line, conversation, &stand, &ahead_in_line,
			  NULL, fault))
		return LOOKUP_FAILED;
	const struct queue_spot spot = {ahead + 1, waiting, ahead_in_line + 1};
	*place = queue_estimate(&spot, &stand.pace);
	return LOOKUP_FOUND;
}

enum lookup queue_place_of(struct db *db, const struct conversation_id *conversation,
			   struct queue_place *place, struct fault *fault)
{
	struct arena *arena = arena_new();
	enum lookup lookup = read_place(db, conversation->text, arena, place, fault);
	arena_free(&arena);
	return lookup;
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
		group->pace = (struct queue_pace){.slots = (int)row_int(query, "slots"),
						  .handling_ms = row_int(query, "handling_ms")};
		group->waiting = (int)row_int(query, "waiting");
	}
	*groups = list;
	*count = found;
	return query_end(&query, fault);
}

static bool read_line_of(struct db *db, const struct line_group *group, struct queue_line *line,
			 struct fault *fault)
{
	struct queue_spot spot = {.waiting = group->waiting};
	struct queue_pace pace = group->pace;
	struct query *query = db_query(db, &LINE_OF_GROUP);
	query_text(query, 1, group->id.text);
	while (spot.position < group->waiting && query_next(query)) {
		struct queue_line_member *member = &line->members[line->count++];
		row_text_into(query, "id", member->conversation.text,
			      sizeof(member->conversation.text));
		member->group = group->id;
		spot.position++;
		spot.in_line = (int)row_int(query, "in_line");
		pace.lesson = row_lesson(query);
		member->place = queue_estimate(&spot, &pace);
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
