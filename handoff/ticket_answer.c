/*
 * Ticket answer: see ticket_answer.h.
 */
#include "handoff/ticket_answer.h"

#include <string.h>

#include "data/clock.h"
#include "handoff/ticket_internal.h"
#include "handoff/ticket_pick.h"
#include "handoff/ticket_tell.h"

SQL_READ(TICKET_BEHIND_LINK,
	 "SELECT l.ticket, c.site, (SELECT n.after FROM ticket_line n WHERE n.ticket = t.id "
	 "AND n.what = 'to-customer' AND n.number > (SELECT COALESCE(MAX(m.number), 0) "
	 "FROM ticket_line m WHERE m.ticket = t.id AND m.what = 'state' AND m.after = 'solved') "
	 "ORDER BY n.number DESC LIMIT 1) AS solution FROM ticket_link l "
	 "JOIN ticket t ON t.id = l.ticket JOIN conversation c ON c.id = t.conversation "
	 "WHERE l.secret_hash = $1 AND l.expires_at > $2");
SQL_READ(TICKET_SAID_OFTEN,
	 "SELECT COUNT(*) AS many FROM ticket_line n WHERE n.ticket = $1 AND n.what = 'from-customer' "
	 "AND n.number > (SELECT COALESCE(MAX(m.number), 0) FROM ticket_line m WHERE m.ticket = $1 "
	 "AND m.what = 'state' AND m.after = 'solved')");
SQL_READ(TICKET_SAID_LAST, "SELECT after FROM ticket_line WHERE ticket = $1 "
			   "AND what = 'from-customer' ORDER BY number DESC LIMIT 1");

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

static const struct ticket_actor customer = {.party = TICKET_BY_CUSTOMER};

static bool note_words(struct transaction *transaction, const struct ticket *ticket,
		       const struct ticket_answer *answer, struct fault *fault)
{
	return answer->comment == NULL || answer->comment[0] == '\0' ||
	       ticket_note(transaction, ticket, &customer, "from-customer", "", answer->comment, fault);
}

static bool said_before(struct transaction *transaction, const struct ticket *ticket,
			const char *comment, bool *is_said, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &TICKET_SAID_LAST);
	query_text(query, 1, ticket->id);
	*is_said = query_next(query) &&
		   strcmp(row_text(query, "after", transaction_arena(transaction)), comment) == 0;
	return query_end(&query, fault);
}

static bool may_say_more(struct transaction *transaction, const struct ticket *ticket,
			 struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(transaction_db(transaction), &TICKET_SAID_OFTEN);
	query_text(query, 1, ticket->id);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	return many < TICKET_WORDS_MOST ||
	       fault_limit(fault, FAULT_TOO_MANY, "comment", many + 1, TICKET_WORDS_MOST);
}

/* The ticket is at work already: their words are kept, once. */
static bool keep_words(struct transaction *transaction, const struct ticket *ticket,
		       const struct ticket_answer *answer, struct fault *fault)
{
	bool is_said;
	if (answer->comment == NULL || answer->comment[0] == '\0')
		return true;
	if (!said_before(transaction, ticket, answer->comment, &is_said, fault))
		return false;
	return is_said ||
	       (may_say_more(transaction, ticket, fault) &&
		ticket_has_room(transaction, ticket->id, fault) &&
		note_words(transaction, ticket, answer, fault) &&
		(answer->is_solved ||
		 ticket_tell_owners(transaction, ticket, TIDING_TICKET_NOT_SOLVED, fault)));
}

static bool apply_answer(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct ticket_answer *answer = (const struct ticket_answer *)change;
	struct ticket_seen seen;
	if (!ticket_seen_read(transaction_db(transaction), answer->secret,
			      transaction_arena(transaction), &seen, fault))
		return false;
	struct ticket ticket = seen.ticket;
	enum ticket_state to = answer->is_solved ? TICKET_CONFIRMED : TICKET_REOPENED;
	if (!ticket_may_move(ticket.state, to, TICKET_BY_CUSTOMER))
		return keep_words(transaction, &ticket, answer, fault);
	return ticket_move(transaction, &ticket, to, TICKET_BY_CUSTOMER, fault) &&
	       ticket_store(transaction, &seen.ticket, &ticket, &customer, fault) &&
	       note_words(transaction, &ticket, answer, fault) &&
	       (answer->is_solved ||
		ticket_tell_owners(transaction, &ticket, TIDING_TICKET_NOT_SOLVED, fault));
}

bool ticket_answer_prepare(struct ticket_answer *answer, struct fault *fault)
{
	answer->change.apply = apply_answer;
	return ticket_pick_text(answer->arena, "comment", 0, &answer->comment, fault);
}
