/*
 * Conversation lists: the part of conversation.h that reads many.  Any
 * thread.
 */
#include "handoff/conversation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"
#include "handoff/sql_parts.h"
#include "handoff/summary.h"

#define BEFORE_CURSOR "AND (c.changed_at, c.id) < ($2, $3) "
#define NEWEST_FIRST  "ORDER BY c.changed_at DESC, c.id DESC LIMIT $4"

SQL_READ(LIST_MINE, SUMMARY_OF_STAFF "AND c.owner = 'agent' AND c.agent = $1 " BEFORE_CURSOR NEWEST_FIRST);
SQL_SCAN(LIST_QUEUE, SUMMARY_OF_STAFF "AND c.owner = 'queue' AND " SQL_MAY_SEE
			     " ORDER BY c.queue_band, c.queued_at, c.id LIMIT $4");
SQL_READ(LIST_ALL, SUMMARY_OF_STAFF "AND " SQL_MAY_SEE " " BEFORE_CURSOR NEWEST_FIRST);
SQL_READ(LIST_CLOSED,
	 SUMMARY_OF_STAFF "AND c.owner = 'closed' AND " SQL_MAY_SEE " " BEFORE_CURSOR NEWEST_FIRST);

#define OF_PARTICIPANT                                                                             \
	"SELECT " SUMMARY_COLUMNS "FROM participant p JOIN staff s ON s.id = p.staff "             \
	"JOIN conversation c ON c.id = p.conversation " SUMMARY_JOINS "WHERE p.staff = $1 "
SQL_READ(LIST_JOINED, OF_PARTICIPANT "AND p.state = 'joined' " BEFORE_CURSOR NEWEST_FIRST);
SQL_READ(LIST_WATCHED, OF_PARTICIPANT "AND p.state = 'watching' " BEFORE_CURSOR NEWEST_FIRST);

static const struct {
	const char *name;
	const struct sql *sql;
	bool has_cursor;
} kinds[] = {
    [CONVERSATIONS_MINE] = {"mine", &LIST_MINE, true},
    [CONVERSATIONS_QUEUE] = {"queue", &LIST_QUEUE, false},
    [CONVERSATIONS_ALL] = {"all", &LIST_ALL, true},
    [CONVERSATIONS_CLOSED] = {"closed", &LIST_CLOSED, true},
    [CONVERSATIONS_JOINED] = {"joined", &LIST_JOINED, true},
    [CONVERSATIONS_WATCHED] = {"watched", &LIST_WATCHED, true},
};

bool conversation_list_kind_from_name(const char *name, enum conversation_list_kind *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (text_equal(kinds[i].name, name)) {
			*kind = (enum conversation_list_kind)i;
			return true;
		}
	}
	return false;
}

/* Cursors ------------------------------------------------------------------------------- */

bool conversation_cursor_parse(const char *text, struct conversation_cursor *cursor)
{
	char *end;
	if (text[0] < '0' || text[0] > '9')
		return false;
	long long changed_at = strtoll(text, &end, 10);
	if (*end != '.' || !id_is_valid(end + 1))
		return false;
	cursor->changed_at = changed_at;
	memcpy(cursor->id.text, end + 1, sizeof(cursor->id.text));
	return true;
}

char *conversation_cursor_text(const struct conversation_summary *last, struct arena *arena)
{
	return arena_format(arena, "%lld.%s", (long long)last->changed_at, last->id.text);
}

/* Reading --------------------------------------------------------------------------------- */

void summary_read(struct query *query, struct arena *arena, struct conversation_summary *row)
{
	char owner[16];
	row_text_into(query, "id", row->id.text, sizeof(row->id.text));
	row_text_into(query, "owner", owner, sizeof(owner));
	row->owner = owner_from_name(owner);
	row->language = row_text(query, "language", arena);
	row_text_into(query, "service_group", row->group.text, sizeof(row->group.text));
	row->group_name = row_text(query, "group_name", arena);
	row->queued_at = row_int(query, "queued_at");
	row->handoff_reason = row_text(query, "handoff_reason", arena);
	row->excerpt = row_text(query, "excerpt", arena);
	row->last_number = row_int(query, "last_number");
	row->seen_number = row_int(query, "seen_number");
	row->unread = (int)row_int(query, "unread");
	row->created_at = row_int(query, "created_at");
	row->changed_at = row_int(query, "changed_at");
	row->called_at = row_int(query, "called_at");
	row->call_level = (int)row_int(query, "call_level");
	row->is_called = row_int(query, "is_called") != 0;
	row->react_by = row_int(query, "react_by");
	row_text_into(query, "agent", row->agent.text, sizeof(row->agent.text));
	row->agent_name = row_text(query, "agent_name", arena);
	row->rating = row_text(query, "rating", arena);
}

static void bind_cursor(struct query *query, const struct conversation_cursor *after)
{
	bool is_set = after != NULL && after->changed_at != 0;
	query_int(query, 2, is_set ? after->changed_at : INT64_MAX);
	query_text(query, 3, is_set ? after->id.text : "");
}

bool conversation_list(struct db *db, const struct staff_id *staff,
		       enum conversation_list_kind kind, const struct conversation_cursor *after,
		       int most, struct arena *arena, struct conversation_summary **list,
		       int *count, struct fault *fault)
{
	int limit = most > CONVERSATIONS_PAGE_MOST ? CONVERSATIONS_PAGE_MOST : most;
	int found = 0;
	struct conversation_summary *rows = arena_array(arena, (size_t)limit + 1, sizeof(*rows));
	struct query *query = db_query(db, kinds[kind].sql);
	query_text(query, 1, staff->text);
	if (kinds[kind].has_cursor)
		bind_cursor(query, after);
	query_int(query, 4, limit);
	while (found < limit && query_next(query))
		summary_read(query, arena, &rows[found++]);
	if (!query_end(&query, fault))
		return false;
	*list = rows;
	*count = found;
	return true;
}
