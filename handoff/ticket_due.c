/*
 * Ticket due: see ticket_due.h.
 */
#include "handoff/ticket_due.h"

#include "handoff/ticket_internal.h"
#include "handoff/ticket_tell.h"

/* One change does no more, so that other writers get their turn. */
#define TICKETS_A_CHANGE 20

SQL_READ(TICKET_NEXT_DUE, "SELECT MIN(next_at) AS next_at FROM ticket WHERE next_at IS NOT NULL");
SQL_READ(TICKET_DUE, "SELECT id FROM ticket WHERE next_at IS NOT NULL AND next_at <= $1 "
		     "ORDER BY next_at LIMIT 1");
SQL_WRITE(TICKET_TOLD, "UPDATE ticket SET next_at = NULL WHERE id = $1");

static bool set_told(struct transaction *transaction, const struct ticket *ticket,
		     struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &TICKET_TOLD);
	query_text(query, 1, ticket->id);
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return query_run(&query, fault);
}

static bool confirm(struct transaction *transaction, const struct ticket *before,
		    struct fault *fault)
{
	const struct ticket_actor actor = {.party = TICKET_BY_TIME};
	struct ticket ticket = *before;
	return ticket_move(transaction, &ticket, TICKET_CONFIRMED, TICKET_BY_TIME, fault) &&
	       ticket_store(transaction, before, &ticket, &actor, fault);
}

static bool do_due(struct transaction *transaction, const struct ticket *ticket,
		   struct fault *fault)
{
	if (ticket->state == TICKET_SOLVED)
		return confirm(transaction, ticket, fault);
	return set_told(transaction, ticket, fault) &&
	       (!ticket_is_ours(ticket->state) ||
		ticket_tell_owners(transaction, ticket, TIDING_TICKET_OVERDUE, fault));
}

static enum lookup next(struct transaction *transaction, struct ticket *ticket, struct fault *fault)
{
	char id[TICKET_ID_SIZE] = "";
	struct query *query = db_query(transaction_db(transaction), &TICKET_DUE);
	query_int(query, 1, transaction_now(transaction));
	if (query_next(query))
		row_text_into(query, "id", id, sizeof(id));
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (id[0] == '\0')
		return LOOKUP_ABSENT;
	return ticket_load(transaction_db(transaction), id, transaction_arena(transaction), ticket,
			   fault);
}

bool ticket_run_due(struct transaction *transaction, struct fault *fault)
{
	for (int at = 0; at < TICKETS_A_CHANGE; at++) {
		struct ticket ticket;
		enum lookup found = next(transaction, &ticket, fault);
		if (found != LOOKUP_FOUND)
			return found == LOOKUP_ABSENT;
		if (!do_due(transaction, &ticket, fault))
			return false;
	}
	return true;
}

bool ticket_next_due(struct db *db, int64_t *due, struct fault *fault)
{
	int64_t found = INT64_MAX;
	struct query *query = db_query(db, &TICKET_NEXT_DUE);
	if (query_next(query) && !row_is_null(query, "next_at"))
		found = row_int(query, "next_at");
	if (!query_end(&query, fault))
		return false;
	*due = found;
	return true;
}
