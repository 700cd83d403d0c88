/*
 * Ticket: reading; see ticket.h.  Not here: changing (ticket_write.c).
 */
#include "handoff/ticket.h"

#include <stdlib.h>
#include <string.h>

#include "data/clock.h"
#include "data/text.h"
#include "handoff/sql_parts.h"
#include "handoff/ticket_internal.h"
#include "kb/paging.h"

#define TICKET_COLUMNS                                                                             \
	"t.id, t.number, t.conversation, c.language, t.title, t.detail, t.category, "              \
	"w.name AS category_name, t.priority, t.agent, a.display_name AS agent_name, "             \
	"t.service_group, g.name AS group_name, t.contact, t.state, t.due_at, t.made_by, "         \
	"m.display_name AS made_by_name, t.created_at, t.changed_at, t.revision, "
#define TICKET_FROM                                                                                \
	"FROM ticket t JOIN conversation c ON c.id = t.conversation "                              \
	"JOIN staff m ON m.id = t.made_by LEFT JOIN wrap_topic w ON w.id = t.category "            \
	"LEFT JOIN staff a ON a.id = t.agent LEFT JOIN service_group g ON g.id = t.service_group "
/* True when a member of staff (a row named s) may see and change a ticket (t). */
#define SEES_TICKET                                                                                \
	"(s.blocked = 0 AND s.role <> 'editor' AND (s.role <> 'agent' OR t.agent = s.id "          \
	"OR t.made_by = s.id OR (t.service_group IS NOT NULL AND ("                                \
	SQL_SERVES("t.service_group") " OR " SQL_LEADS("t.service_group") "))))"
#define SEES_CONVERSATION "CASE WHEN " SQL_MAY_SEE " THEN 1 ELSE 0 END AS sees_conversation "

SQL_READ(TICKET_LOAD, "SELECT " TICKET_COLUMNS "0 AS sees_conversation " TICKET_FROM
		      "WHERE t.id = $1");
SQL_READ(TICKET_READ, "SELECT " TICKET_COLUMNS SEES_CONVERSATION TICKET_FROM
		      "JOIN staff s ON s.id = $2 WHERE t.id = $1 AND " SEES_TICKET);
SQL_SCAN(TICKET_LIST,
	 "SELECT " TICKET_COLUMNS SEES_CONVERSATION TICKET_FROM
	 "JOIN staff s ON s.id = $1 WHERE (t.due_at > $11 OR (t.due_at = $11 AND t.number > $12)) "
	 "AND ($2 = 'all' OR ($2 = 'mine' AND t.agent = s.id) OR ($2 = 'groups' "
	 "AND t.service_group IS NOT NULL AND " SQL_SERVES("t.service_group") ") "
	 "OR ($2 = 'overdue' AND t.due_at < $10 AND t.state IN ('new', 'open', 'reopened'))) "
	 "AND ($3 = '' OR t.state = $3) AND ($4 = '' OR t.category = $4) "
	 "AND ($5 = '' OR t.priority = $5) AND ($6 = '' OR t.agent = $6 OR t.service_group = $6) "
	 "AND ($7 = '' OR lower(t.title) LIKE $7 ESCAPE '\\' OR t.number = $8) "
	 "AND ($3 <> '' OR $7 <> '' OR $9 <> '' OR t.state <> 'confirmed') "
	 "AND ($9 = '' OR t.conversation = $9) AND " SEES_TICKET
	 " ORDER BY t.due_at, t.number LIMIT $13");
SQL_READ(TICKET_LINES,
	 "SELECT l.number, l.what, l.by_kind, s.display_name, l.before, l.after, l.at "
	 "FROM ticket_line l LEFT JOIN staff s ON s.id = l.by_staff WHERE l.ticket = $1 "
	 "ORDER BY l.number LIMIT $2");

static void read_words(struct query *query, struct arena *arena, struct ticket *ticket)
{
	ticket->language = row_text(query, "language", arena);
	ticket->title = row_text(query, "title", arena);
	ticket->detail = row_text(query, "detail", arena);
	ticket->category_name = row_text(query, "category_name", arena);
	ticket->agent_name = row_text(query, "agent_name", arena);
	ticket->group_name = row_text(query, "group_name", arena);
	ticket->contact = row_text(query, "contact", arena);
	ticket->made_by_name = row_text(query, "made_by_name", arena);
}

static void read_row(struct query *query, struct arena *arena, struct ticket *ticket)
{
	char word[16];
	row_text_into(query, "id", ticket->id, sizeof(ticket->id));
	row_text_into(query, "conversation", ticket->conversation.text,
		      sizeof(ticket->conversation.text));
	row_text_into(query, "category", ticket->category, sizeof(ticket->category));
	row_text_into(query, "agent", ticket->agent.text, sizeof(ticket->agent.text));
	row_text_into(query, "service_group", ticket->group.text, sizeof(ticket->group.text));
	row_text_into(query, "made_by", ticket->made_by.text, sizeof(ticket->made_by.text));
	row_text_into(query, "state", word, sizeof(word));
	(void)ticket_state_from_name(word, &ticket->state);
	row_text_into(query, "priority", word, sizeof(word));
	(void)ticket_priority_from_name(word, &ticket->priority);
	ticket->number = row_int(query, "number");
	ticket->sees_conversation = row_int(query, "sees_conversation") != 0;
	ticket->due_at = row_int(query, "due_at");
	ticket->created_at = row_int(query, "created_at");
	ticket->changed_at = row_int(query, "changed_at");
	ticket->revision = row_int(query, "revision");
	read_words(query, arena, ticket);
}

static enum lookup read_one(struct query *query, struct arena *arena, struct ticket *ticket,
			    struct fault *fault)
{
	struct ticket found = {0};
	bool any = query_next(query);
	if (any)
		read_row(query, arena, &found);
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (any)
		*ticket = found;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

enum lookup ticket_load(struct db *db, const char *id, struct arena *arena, struct ticket *ticket,
			struct fault *fault)
{
	struct query *query = db_query(db, &TICKET_LOAD);
	query_text(query, 1, id);
	return read_one(query, arena, ticket, fault);
}

bool ticket_read(struct db *db, const char *id, const struct staff_id *reader, struct arena *arena,
		 struct ticket *ticket, struct fault *fault)
{
	struct query *query = db_query(db, reader == NULL ? &TICKET_LOAD : &TICKET_READ);
	query_text(query, 1, id);
	if (reader != NULL)
		query_text(query, 2, reader->text);
	enum lookup found = read_one(query, arena, ticket, fault);
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "ticket");
	return found == LOOKUP_FOUND;
}

/* Lists ----------------------------------------------------------------------------------- */

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* "T-1042", "t1042" and "1042" are a number; 0 for anything else. */
static int64_t number_of(const char *words)
{
	char *end;
	if (*words == 'T' || *words == 't')
		words++;
	if (*words == '-')
		words++;
	long long number = strtoll(words, &end, 10);
	return *words >= '0' && *words <= '9' && *end == '\0' ? number : 0;
}

static void bind_filter(struct query *query, const struct ticket_filter *filter, struct arena *arena)
{
	const char *words = or_empty(filter->words);
	const char *pattern = arena_format(arena, "%%%s%%", text_lower_ascii(text_like(words, arena), arena));
	query_text(query, 2, filter->view);
	query_text(query, 3, or_empty(filter->state));
	query_text(query, 4, or_empty(filter->category));
	query_text(query, 5, or_empty(filter->priority));
	query_text(query, 6, or_empty(filter->owner));
	query_text(query, 7, words[0] == '\0' ? "" : pattern);
	query_int(query, 8, number_of(words));
	query_text(query, 9, or_empty(filter->conversation));
	query_int(query, 10, clock_now());
	query_int(query, 11, filter->after_due);
	query_int(query, 12, filter->after_number);
	query_int(query, 13, filter->most);
}

bool ticket_list(struct db *db, const struct ticket_filter *filter, const struct staff_id *reader,
		 struct arena *arena, struct ticket **list, int *count, struct fault *fault)
{
	struct list found = list_new(arena, sizeof(struct ticket));
	struct query *query = db_query(db, &TICKET_LIST);
	query_text(query, 1, reader->text);
	bind_filter(query, filter, arena);
	while (query_next(query))
		read_row(query, arena, list_add(&found));
	if (!query_end(&query, fault))
		return false;
	*list = found.items;
	*count = found.count;
	return true;
}

bool ticket_lines(struct db *db, const char *id, struct arena *arena, struct ticket_line **lines,
		  int *count, struct fault *fault)
{
	struct list found = list_new(arena, sizeof(struct ticket_line));
	struct query *query = db_query(db, &TICKET_LINES);
	query_text(query, 1, id);
	query_int(query, 2, 2 * TICKET_LINES_MOST);
	while (query_next(query)) {
		struct ticket_line *line = list_add(&found);
		line->number = row_int(query, "number");
		line->what = row_text(query, "what", arena);
		line->by_kind = row_text(query, "by_kind", arena);
		line->by = row_text(query, "display_name", arena);
		line->before = row_text(query, "before", arena);
		line->after = row_text(query, "after", arena);
		line->at = row_int(query, "at");
	}
	if (!query_end(&query, fault))
		return false;
	*lines = found.items;
	*count = found.count;
	return true;
}
