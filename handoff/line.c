/*
 * Line: see line.h.  The line's name is SQL_LINE's (sql_parts.h).
 */
#include "handoff/line.h"

#include "data/text.h"
#include "handoff/routing.h"

SQL_SCAN(LINE_SPOKEN, "SELECT DISTINCT languages FROM staff "
		      "WHERE languages <> '' AND role <> 'editor' AND blocked = 0");
#define THE_LINE                                                                                   \
	"WHERE (line, queue_band) = "                                                              \
	"(SELECT line, queue_band FROM conversation WHERE id = $1 AND owner = 'queue')"
SQL_WRITE(LINE_LEAVE, "UPDATE line_length SET waiting = waiting - 1 " THE_LINE);
SQL_WRITE(LINE_END, "DELETE FROM line_length " THE_LINE " AND waiting <= 0");
SQL_WRITE(LINE_JOIN,
	  "INSERT INTO line_length (line, queue_band, service_group, waiting) "
	  "SELECT line, queue_band, service_group, 1 FROM conversation "
	  "WHERE id = $1 AND owner = 'queue' "
	  "ON CONFLICT (line, queue_band) DO UPDATE SET waiting = line_length.waiting + 1");

bool line_language(struct transaction *transaction, const char *language, const char **part,
		   struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	size_t length = 0;
	struct query *query = db_query(transaction_db(transaction), &LINE_SPOKEN);
	while (query_next(query)) {
		size_t spoken = routing_language_spoken(row_text(query, "languages", arena), language);
		if (spoken > length)
			length = spoken;
	}
	*part = text_lower_ascii(arena_copy_text(arena, language, length), arena);
	return query_end(&query, fault);
}

static bool change(struct transaction *transaction, const struct sql *sql,
		   const struct conversation_id *conversation, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, conversation->text);
	return query_run(&query, fault);
}

bool line_leave(struct transaction *transaction, const struct conversation_id *conversation,
		struct fault *fault)
{
	return change(transaction, &LINE_LEAVE, conversation, fault) &&
	       change(transaction, &LINE_END, conversation, fault);
}

bool line_join(struct transaction *transaction, const struct conversation_id *conversation,
	       struct fault *fault)
{
	return change(transaction, &LINE_JOIN, conversation, fault);
}
