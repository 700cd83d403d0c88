/*
 * Note mention: see note_mention.h.
 */
#include "handoff/note_mention.h"

#include "data/mention.h"
#include "handoff/sql_parts.h"
#include "kb/paging.h"

#define SHOWN "100"

SQL_WRITE(NOTE_MENTION_ADD,
	  "INSERT INTO note_mention (conversation, number, staff) SELECT c.id, $2, s.id "
	  "FROM conversation c CROSS JOIN staff s WHERE c.id = $1 AND s.name = $3 AND s.id <> $4 "
	  "AND " SQL_MAY_SEE " ON CONFLICT DO NOTHING RETURNING staff");
SQL_READ(NOTE_MENTION_LIST,
	 "SELECT m.conversation, m.number, e.text, e.author_name, e.at FROM note_mention m "
	 "JOIN event e ON e.conversation = m.conversation AND e.number = m.number "
	 "JOIN conversation c ON c.id = m.conversation JOIN staff s ON s.id = m.staff "
	 "WHERE m.staff = $1 AND m.seen_at IS NULL AND " SQL_MAY_SEE
	 " ORDER BY e.at DESC, m.number DESC LIMIT " SHOWN);
SQL_SCAN(NOTE_READERS, "SELECT s.name, s.display_name FROM conversation c CROSS JOIN staff s "
		       "WHERE c.id = $1 AND " SQL_MAY_SEE " ORDER BY s.display_name, s.name");
SQL_WRITE(NOTE_MENTION_SEEN,
	  "UPDATE note_mention SET seen_at = $4 WHERE staff = $1 AND conversation = $2 "
	  "AND number <= $3 AND seen_at IS NULL");

static bool call(struct transaction *transaction, const struct conversation_id *conversation,
		 int64_t number, const char *name, const struct staff_id *by, struct fault *fault)
{
	char called[ID_LENGTH + 1];
	struct query *query = db_query(transaction_db(transaction), &NOTE_MENTION_ADD);
	query_text(query, 1, conversation->text);
	query_int(query, 2, number);
	query_text(query, 3, name);
	query_text(query, 4, by->text);
	while (query_next(query)) {
		row_text_into(query, "staff", called, sizeof(called));
		transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, called));
	}
	return query_end(&query, fault);
}

bool note_mention_all(struct transaction *transaction, const struct conversation_id *conversation,
		      int64_t number, const char *text, const struct staff_id *by,
		      struct fault *fault)
{
	const char *names[MENTIONS_MOST];
	int count = mention_names(text, transaction_arena(transaction), names);
	for (int at = 0; at < count; at++)
		if (!call(transaction, conversation, number, names[at], by, fault))
			return false;
	return true;
}

bool note_mention_seen(struct transaction *transaction, const struct conversation_id *conversation,
		       int64_t number, const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &NOTE_MENTION_SEEN);
	query_text(query, 1, staff->text);
	query_text(query, 2, conversation->text);
	query_int(query, 3, number);
	query_int(query, 4, transaction_now(transaction));
	return query_run(&query, fault);
}

bool note_mention_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		       struct note_mention **list, int *count, struct fault *fault)
{
	struct list found = list_new(arena, sizeof(struct note_mention));
	struct query *query = db_query(db, &NOTE_MENTION_LIST);
	query_text(query, 1, staff->text);
	while (query_next(query)) {
		struct note_mention *mention = list_add(&found);
		row_text_into(query, "conversation", mention->conversation.text,
			      sizeof(mention->conversation.text));
		mention->number = row_int(query, "number");
		mention->text = row_text(query, "text", arena);
		mention->by = row_text(query, "author_name", arena);
		mention->at = row_int(query, "at");
	}
	if (!query_end(&query, fault))
		return false;
	*list = found.items;
	*count = found.count;
	return true;
}

bool note_reader_list(struct db *db, const struct conversation_id *conversation,
		      struct arena *arena, struct note_reader **list, int *count,
		      struct fault *fault)
{
	struct list found = list_new(arena, sizeof(struct note_reader));
	struct query *query = db_query(db, &NOTE_READERS);
	query_text(query, 1, conversation->text);
	while (query_next(query)) {
		struct note_reader *reader = list_add(&found);
		reader->name = row_text(query, "name", arena);
		reader->display_name = row_text(query, "display_name", arena);
	}
	if (!query_end(&query, fault))
		return false;
	*list = found.items;
	*count = found.count;
	return true;
}
