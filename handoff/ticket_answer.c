/*
 * Ticket answer: see ticket_answer.h.
 */
#include "handoff/ticket_answer.h"

#include "data/clock.h"
#include "handoff/ticket_internal.h"
#include "handoff/ticket_pick.h"
#include "handoff/ticket_tell.h"

SQL_READ(TICKET_BEHIND_LINK,
	 "SELECT l.ticket, c.site, (SELECT n.after FROM ticket_line n WHERE n.ticket = t.id "
	 "AND n.what = 'to-customer' ORDER BY n.number DESC LIMIT 1) AS solution FROM ticket_link l "
	 "JOIN ticket t ON t.id = l.ticket JOIN conversation c ON c.id = t.conversation "
	 "WHERE l.secret_hash = $1 AND l.expires_at > $2");

bool ticket_seen_read(struct db *db, const char *secret, struct arena *arena,
		      struct ticket_seen *seen, struct fault *fault)
{
	char id[TICKET_ID_SIZE] = "";
	struct ticket_seen found = {.site = ""};
	struct secret_hash hash = secret_hash(secret);
	struct query *query = db_query(db, &TICKET_BEHIND_LINK);
	query_text(query, 1, hash.text);
	query_int(query, 2, clock_now());
	if (query_next(query)) {
		row_text_into(query, "ticket", id, sizeof(id));
		found.site = row_text(query, "site", arena);
		found.solution = row_text(query, "solution", arena);
	}
	if (!query_end(&query, fault))
		return false;
	enum lookup lookup =
	    id[0] == '\0' ? LOOKUP_ABSENT : ticket_load(db, id, arena, &found.ticket, fault);
	if (found.solution == NULL)
		found.solution = "";
	if (lookup == LOOKUP_FOUND)
		*seen = found;
	if (lookup == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "ticket");
	return lookup == LOOKUP_FOUND;
}

static bool apply_answer(struct change *change, struct transaction *transaction, struct fault *fault)
{
	static const struct ticket_actor customer = {.party = TICKET_BY_CUSTOMER};
	const struct ticket_answer *answer = (const struct ticket_answer *)change;
	struct ticket_seen seen;
	if (!ticket_seen_read(transaction_db(transaction), answer->secret,
			      transaction_arena(transaction), &seen, fault))
		return false;
	if (seen.ticket.state != TICKET_SOLVED)
		return true;
	struct ticket ticket = seen.ticket;
	enum ticket_state to = answer->is_solved ? TICKET_CONFIRMED : TICKET_REOPENED;
	bool has_comment = answer->comment != NULL && answer->comment[0] != '\0';
	return ticket_move(transaction, &ticket, to, TICKET_BY_CUSTOMER, fault) &&
	       ticket_store(transaction, &seen.ticket, &ticket, &customer, fault) &&
	       (!has_comment || ticket_note(transaction, &ticket, &customer, "from-customer", "",
					    answer->comment, fault)) &&
	       (answer->is_solved ||
		ticket_tell_owners(transaction, &ticket, TIDING_TICKET_NOT_SOLVED, fault));
}

bool ticket_answer_prepare(struct ticket_answer *answer, struct fault *fault)
{
	answer->change.apply = apply_answer;
	return ticket_pick_text(answer->arena, "comment", 0, &answer->comment, fault);
}
