/*
 * Read position: see read_position.h.
 */
#include "handoff/read_position.h"

#include "handoff/note_mention.h"

SQL_WRITE(READ_POSITION_MOVE,
	  "INSERT INTO read_position (conversation, staff, number) SELECT id, $2, $3 "
	  "FROM conversation WHERE id = $1 AND $3 <= last_number "
	  "ON CONFLICT (conversation, staff) DO UPDATE SET number = excluded.number "
	  "WHERE read_position.number < excluded.number");

bool read_position_move(struct transaction *transaction,
			const struct conversation_id *conversation, const struct staff_id *staff,
			int64_t number, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &READ_POSITION_MOVE);
	query_text(query, 1, conversation->text);
	query_text(query, 2, staff->text);
	query_int(query, 3, number);
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, staff->text));
	return query_run(&query, fault) &&
	       note_mention_seen(transaction, conversation, number, staff, fault);
}
