/*
 * Tiding: see tiding.h.  Not for what a colleague wrote (room.h).
 */
#include "handoff/tiding.h"

SQL_READ(TIDINGS_OF, "SELECT t.id, t.kind, t.conversation, t.ticket, k.number AS ticket_number, "
		     "s.display_name, t.at FROM tiding t JOIN staff s ON s.id = t.by_staff "
		     "LEFT JOIN ticket k ON k.id = t.ticket WHERE t.staff = $1 ORDER BY t.id LIMIT $2");
SQL_WRITE(TIDING_INSERT, "INSERT INTO tiding (id, staff, kind, conversation, ticket, by_staff, at) "
			 "VALUES ($1, $2, $3, $4, $5, $6, $7)");
SQL_WRITE(TIDING_DELETE, "DELETE FROM tiding WHERE id = $1 AND staff = $2");

static const char *const kind_names[TIDING_KIND_COUNT] = {
#define X(code, name) [code] = name,
    TIDINGS(X)
#undef X
};

bool tiding_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		 struct tiding **list, int *count, struct fault *fault)
{
	struct tiding *rows = arena_array(arena, TIDINGS_MOST, sizeof(*rows));
	int found = 0;
	struct query *query = db_query(db, &TIDINGS_OF);
	query_text(query, 1, staff->text);
	query_int(query, 2, TIDINGS_MOST);
	while (found < TIDINGS_MOST && query_next(query)) {
		struct tiding *row = &rows[found++];
		row_text_into(query, "id", row->id, sizeof(row->id));
		row->kind = row_text(query, "kind", arena);
		row_text_into(query, "conversation", row->conversation.text,
			      sizeof(row->conversation.text));
		row->ticket = row_text(query, "ticket", arena);
		row->ticket_number = row_int(query, "ticket_number");
		row->by = row_text(query, "display_name", arena);
		row->at = row_int(query, "at");
	}
	if (!query_end(&query, fault))
		return false;
	*list = rows;
	*count = found;
	return true;
}

bool tiding_tell(struct transaction *transaction, const struct staff_id *staff,
		 enum tiding_kind kind, const struct conversation_id *conversation,
		 const struct staff_id *by, struct fault *fault)
{
	return tiding_tell_of_ticket(transaction, staff, kind, conversation, NULL, by, fault);
}

bool tiding_tell_of_ticket(struct transaction *transaction, const struct staff_id *staff,
			   enum tiding_kind kind, const struct conversation_id *conversation,
			   const char *ticket, const struct staff_id *by, struct fault *fault)
{
	char id[ID_LENGTH + 1];
	id_new(transaction_now(transaction), id);
	struct query *query = db_query(transaction_db(transaction), &TIDING_INSERT);
	query_text(query, 1, id);
	query_text(query, 2, staff->text);
	query_text(query, 3, kind_names[kind]);
	query_text(query, 4, conversation->text);
	query_text(query, 5, ticket);
	query_text(query, 6, by->text);
	query_int(query, 7, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_TOGETHER, staff->text));
	return query_run(&query, fault);
}

static bool apply_seen(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct tiding_seen *seen = (struct tiding_seen *)change;
	struct query *query = db_query(transaction_db(transaction), &TIDING_DELETE);
	query_text(query, 1, seen->id);
	query_text(query, 2, seen->staff.text);
	if (!query_run(&query, fault))
		return false;
	if (db_changes(transaction_db(transaction)) == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "tiding");
	transaction_wake(transaction, topic_of(TOPIC_TOGETHER, seen->staff.text));
	return true;
}

void tiding_seen_prepare(struct tiding_seen *seen)
{
	seen->change.apply = apply_seen;
}
