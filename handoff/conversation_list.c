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
#include "handoff/visitor_facts.h"

/* After the row where the page before ended. */
#define BEFORE_CURSOR "AND (c.changed_at, c.id) < ($2, $3) "
#define AFTER_CURSOR  "AND (c.changed_at, c.id) > ($2, $3) "
#define NEWEST_FIRST  "ORDER BY c.changed_at DESC, c.id DESC LIMIT $4"
#define OLDEST_FIRST  "ORDER BY c.changed_at, c.id LIMIT $4"
/* Of one group, or of those that the member (s) serves, and of one language; "" for any. */
#define NARROWED                                                                                   \
	"AND ($5 = '' OR ($5 = '" CONVERSATIONS_OF_MY_GROUPS "' AND c.service_group IS NOT NULL "  \
	"AND " SQL_SERVES("c.service_group") ") OR c.service_group = (SELECT w.id FROM service_group w WHERE w.name = $5 "   \
	"OR w.id = $5)) AND ($6 = '' OR c.language = $6) "
/* A visitor wrote to a person, who has not looked yet.  What is said to the bot is nobody's
 * unread message. */
#define WITH_PEOPLE "c.owner IN ('queue', 'agent')"
#define UNREAD      WITH_PEOPLE " AND c.visitor_number > " SUMMARY_SEEN " "

#define OF_ALL    SUMMARY_OF_STAFF "AND " SQL_MAY_SEE " " NARROWED
#define OF_CLOSED SUMMARY_OF_STAFF "AND c.owner = 'closed' AND " SQL_MAY_SEE " " NARROWED

SQL_READ(LIST_MINE, SUMMARY_OF_STAFF "AND c.owner = 'agent' AND c.agent = $1 " BEFORE_CURSOR NEWEST_FIRST);
/* Which ones first, so that what a row shows is read for those alone. */
#define WAITING     "FROM staff s CROSS JOIN conversation c WHERE s.id = $1 AND c.owner = 'queue' AND " SQL_MAY_SEE
#define QUEUE_ORDER "ORDER BY c.queue_band, c.queued_at, c.id"
SQL_SCAN(LIST_QUEUE, "SELECT " SUMMARY_COLUMNS "FROM (SELECT c.id " WAITING " " QUEUE_ORDER
		     " LIMIT $4) q JOIN conversation c ON c.id = q.id "
		     "JOIN staff s ON s.id = $1 " SUMMARY_JOINS QUEUE_ORDER);
SQL_SCAN(COUNT_WAITING, "SELECT COUNT(*) AS waiting " WAITING);
SQL_READ(LIST_ALL, OF_ALL BEFORE_CURSOR NEWEST_FIRST);
SQL_READ(LIST_ALL_OLDEST, OF_ALL AFTER_CURSOR OLDEST_FIRST);
SQL_READ(LIST_ALL_UNREAD, OF_ALL "AND " UNREAD BEFORE_CURSOR NEWEST_FIRST);
SQL_READ(LIST_ALL_READ, OF_ALL "AND NOT (" UNREAD ") " BEFORE_CURSOR NEWEST_FIRST);
SQL_SCAN(LIST_ALL_WAITING, OF_ALL "AND c.owner = 'queue' AND (c.queued_at, c.id) > ($2, $3) "
				  "ORDER BY c.queued_at, c.id LIMIT $4");
SQL_READ(LIST_ALL_NOT_WAITING, OF_ALL "AND c.owner <> 'queue' " BEFORE_CURSOR NEWEST_FIRST);
SQL_READ(LIST_CLOSED, OF_CLOSED BEFORE_CURSOR NEWEST_FIRST);
SQL_READ(LIST_CLOSED_OLDEST, OF_CLOSED AFTER_CURSOR OLDEST_FIRST);

#define OF_PARTICIPANT                                                                             \
	"SELECT " SUMMARY_COLUMNS "FROM participant p JOIN staff s ON s.id = p.staff "             \
	"JOIN conversation c ON c.id = p.conversation " SUMMARY_JOINS "WHERE p.staff = $1 "
SQL_READ(LIST_JOINED, OF_PARTICIPANT "AND p.state = 'joined' " BEFORE_CURSOR NEWEST_FIRST);
SQL_READ(LIST_WATCHED, OF_PARTICIPANT "AND p.state = 'watching' " BEFORE_CURSOR NEWEST_FIRST);

/* A list is read part by part: each has its own statement and order, and is
 * read to its end before the next. */
#define PARTS_MOST 2
struct part {
	const struct sql *sql;
	bool is_ascending;
	bool by_queued_at; /* and not by changed_at */
};
struct order {
	struct part parts[PARTS_MOST];
};

#define NEWEST_OF(statement) {.sql = &(statement)}
#define OLDEST_OF(statement) {.sql = &(statement), .is_ascending = true}
#define LONGEST_QUEUED_OF(statement) {.sql = &(statement), .is_ascending = true, .by_queued_at = true}

static const struct order queue_order = {{LONGEST_QUEUED_OF(LIST_QUEUE)}};
static const struct order mine_order = {{NEWEST_OF(LIST_MINE)}};
static const struct order joined_order = {{NEWEST_OF(LIST_JOINED)}};
static const struct order watched_order = {{NEWEST_OF(LIST_WATCHED)}};
static const struct order all_orders[CONVERSATION_ORDERS] = {
    [CONVERSATIONS_NEWEST] = {{NEWEST_OF(LIST_ALL)}},
    [CONVERSATIONS_OLDEST] = {{OLDEST_OF(LIST_ALL_OLDEST)}},
    [CONVERSATIONS_UNREAD] = {{NEWEST_OF(LIST_ALL_UNREAD), NEWEST_OF(LIST_ALL_READ)}},
    [CONVERSATIONS_WAITING] = {{LONGEST_QUEUED_OF(LIST_ALL_WAITING), NEWEST_OF(LIST_ALL_NOT_WAITING)}},
};
/* Nobody waits in what is closed, and nothing in it is unread. */
static const struct order closed_orders[CONVERSATION_ORDERS] = {
    [CONVERSATIONS_NEWEST] = {{NEWEST_OF(LIST_CLOSED)}},
    [CONVERSATIONS_OLDEST] = {{OLDEST_OF(LIST_CLOSED_OLDEST)}},
    [CONVERSATIONS_UNREAD] = {{NEWEST_OF(LIST_CLOSED)}},
    [CONVERSATIONS_WAITING] = {{NEWEST_OF(LIST_CLOSED)}},
};

/* With one order only, or one for each that can be asked for. */
static const struct {
	const char *name;
	const struct order *only;
	const struct order *orders;
} kinds[] = {
    [CONVERSATIONS_MINE] = {"mine", &mine_order, NULL},
    [CONVERSATIONS_QUEUE] = {"queue", &queue_order, NULL},
    [CONVERSATIONS_ALL] = {"all", NULL, all_orders},
    [CONVERSATIONS_CLOSED] = {"closed", NULL, closed_orders},
    [CONVERSATIONS_JOINED] = {"joined", &joined_order, NULL},
    [CONVERSATIONS_WATCHED] = {"watched", &watched_order, NULL},
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

bool conversation_order_from_name(const char *name, enum conversation_order *order)
{
	static const char *const names[CONVERSATION_ORDERS] = {
	    [CONVERSATIONS_NEWEST] = "newest",
	    [CONVERSATIONS_OLDEST] = "oldest",
	    [CONVERSATIONS_UNREAD] = "unread",
	    [CONVERSATIONS_WAITING] = "waiting",
	};
	for (int i = 0; i < CONVERSATION_ORDERS; i++) {
		if (text_equal(names[i], name)) {
			*order = (enum conversation_order)i;
			return true;
		}
	}
	return false;
}

/* Cursors ------------------------------------------------------------------------------- */

bool conversation_cursor_parse(const char *text, struct conversation_cursor *cursor)
{
	char *end;
	if (text[0] < '0' || text[0] >= '0' + PARTS_MOST || text[1] != '.' || text[2] < '0' ||
	    text[2] > '9')
		return false;
	long long key = strtoll(text + 2, &end, 10);
	if (*end != '.' || !id_is_valid(end + 1))
		return false;
	cursor->is_set = true;
	cursor->part = text[0] - '0';
	cursor->key = key;
	memcpy(cursor->id.text, end + 1, sizeof(cursor->id.text));
	return true;
}

static const char *cursor_after(const struct conversation_summary *row, int number,
				const struct part *part, struct arena *arena)
{
	long long key = part->by_queued_at ? row->queued_at : row->changed_at;
	return arena_format(arena, "%d.%lld.%s", number, key, row->id.text);
}

/* Reading --------------------------------------------------------------------------------- */

void summary_read(struct query *query, struct arena *arena, struct conversation_summary *row)
{
	char owner[16];
	row_text_into(query, "id", row->id.text, sizeof(row->id.text));
	row_text_into(query, "owner", owner, sizeof(owner));
	row->owner = owner_from_name(owner);
	const char *form = row_text(query, "form", arena);
	row->visitor_name = visitor_name(form, row_text(query, "attributes", arena), arena);
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

/* Statements without a narrowing have no place for one. */
static bool is_narrowed(const struct conversation_listing *listing)
{
	return kinds[listing->kind].orders != NULL;
}

static void bind_place(struct query *query, const struct part *part,
		       const struct conversation_cursor *after)
{
	query_int(query, 2, after != NULL ? after->key : part->is_ascending ? -1 : INT64_MAX);
	query_text(query, 3, after != NULL ? after->id.text : "");
}

/* One part, from a place in it or its beginning, into a page that has room. */
static bool read_part(struct db *db, const struct conversation_listing *listing,
		      const struct part *part, const struct conversation_cursor *after,
		      struct arena *arena, struct conversation_page *page, int limit,
		      struct fault *fault)
{
	struct query *query = db_query(db, part->sql);
	query_text(query, 1, listing->staff.text);
	if (listing->kind != CONVERSATIONS_QUEUE)
		bind_place(query, part, after);
	query_int(query, 4, limit - page->count);
	if (is_narrowed(listing)) {
		query_text(query, 5, listing->group == NULL ? "" : listing->group);
		query_text(query, 6, listing->language == NULL ? "" : listing->language);
	}
	while (page->count < limit && query_next(query))
		summary_read(query, arena, &page->list[page->count++]);
	return query_end(&query, fault);
}

bool conversation_count_waiting(struct db *db, const struct staff_id *staff, int *count,
				struct fault *fault)
{
	int waiting = 0;
	struct query *query = db_query(db, &COUNT_WAITING);
	query_text(query, 1, staff->text);
	if (query_next(query))
		waiting = (int)row_int(query, "waiting");
	if (!query_end(&query, fault))
		return false;
	*count = waiting;
	return true;
}

bool conversation_list(struct db *db, const struct conversation_listing *listing,
		       struct arena *arena, struct conversation_page *page, struct fault *fault)
{
	const struct order *order = kinds[listing->kind].only != NULL
					? kinds[listing->kind].only
					: &kinds[listing->kind].orders[listing->order];
	int limit = listing->most > CONVERSATIONS_PAGE_MOST ? CONVERSATIONS_PAGE_MOST
							    : listing->most;
	struct conversation_page read = {
	    .list = arena_array(arena, (size_t)limit + 1, sizeof(*read.list))};
	int number = listing->after.is_set ? listing->after.part : 0;
	for (; number < PARTS_MOST && order->parts[number].sql != NULL; number++) {
		const struct part *part = &order->parts[number];
		bool is_within = listing->after.is_set && listing->after.part == number;
		if (!read_part(db, listing, part, is_within ? &listing->after : NULL, arena, &read,
			       limit, fault))
			return false;
		if (read.count < limit)
			continue;
		if (listing->kind != CONVERSATIONS_QUEUE && limit > 0)
			read.next = cursor_after(&read.list[limit - 1], number, part, arena);
		break;
	}
	*page = read;
	return true;
}
