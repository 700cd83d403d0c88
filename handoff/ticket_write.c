/*
 * Ticket, writing: the steps of ticket_internal.h, and changes to one that
 * exists.  Preparing on any thread, applying on the writer's.  Not here: its
 * making (ticket_make.c).
 */
#include <string.h>

#include "data/text.h"
#include "handoff/act.h"
#include "handoff/ticket_internal.h"
#include "handoff/ticket_pick.h"
#include "handoff/ticket_rules.h"
#include "handoff/ticket_tell.h"
#include "handoff/tiding.h"

#define HOUR_MS 3600000LL
#define DAY_MS  (24 * HOUR_MS)

SQL_READ(TICKET_LAST_LINE,
	 "SELECT COALESCE(MAX(number), 0) AS number FROM ticket_line WHERE ticket = $1");
SQL_READ(TICKET_STANDS_SINCE, "SELECT COALESCE(MAX(at), $2) AS at FROM ticket_line "
			      "WHERE ticket = $1 AND what IN ('state', 'due')");
SQL_WRITE(TICKET_NOTE,
	  "INSERT INTO ticket_line (ticket, number, what, by_kind, by_staff, before, after, at, key) "
	  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
SQL_READ(TICKET_LINE_BY_KEY, "SELECT what, after FROM ticket_line "
			     "WHERE ticket = $1 AND by_staff = $2 AND key = $3");
SQL_WRITE(TICKET_STORE,
	  "UPDATE ticket SET title = $2, detail = $3, category = $4, priority = $5, agent = $6, "
	  "service_group = $7, contact = $8, state = $9, due_at = $10, "
	  "next_at = CASE WHEN $11 = 1 THEN $12 ELSE next_at END, changed_at = $13, revision = $14 "
	  "WHERE id = $1");
SQL_WRITE(TICKET_TOUCH, "UPDATE ticket SET changed_at = $2 WHERE id = $1");

/* History ---------------------------------------------------------------------------------- */

static bool last_number(struct db *db, const char *id, int64_t *last, struct fault *fault)
{
	struct query *query = db_query(db, &TICKET_LAST_LINE);
	query_text(query, 1, id);
	*last = query_next(query) ? row_int(query, "number") : 0;
	return query_end(&query, fault);
}

bool ticket_has_room(struct transaction *transaction, const char *id, struct fault *fault)
{
	int64_t last;
	return last_number(transaction_db(transaction), id, &last, fault) &&
	       (last < TICKET_LINES_MOST ||
		fault_limit(fault, FAULT_TOO_MANY, "lines", last + 1, TICKET_LINES_MOST));
}

bool ticket_note(struct transaction *transaction, const struct ticket *ticket,
		 const struct ticket_actor *actor, const char *what, const char *before,
		 const char *after, struct fault *fault)
{
	int64_t last;
	struct db *db = transaction_db(transaction);
	if (!last_number(db, ticket->id, &last, fault))
		return false;
	struct query *query = db_query(db, &TICKET_NOTE);
	query_text(query, 1, ticket->id);
	query_int(query, 2, last + 1);
	query_text(query, 3, what);
	query_text(query, 4, ticket_party_name(actor->party));
	query_text(query, 5, actor->staff == NULL ? NULL : actor->staff->text);
	query_text(query, 6, before == NULL ? "" : before);
	query_text(query, 7, after == NULL ? "" : after);
	query_int(query, 8, transaction_now(transaction));
	query_text(query, 9, actor->key);
	return query_run(&query, fault);
}

/* What is told of in the history, as it is shown there. */
#define FIELDS 9
struct shown {
	const char *what;
	const char *text;
};

static void show(const struct ticket *ticket, struct arena *arena, struct shown shown[FIELDS])
{
	const struct shown fields[FIELDS] = {
	    {"state", ticket_state_name(ticket->state)},
	    {"title", ticket->title},
	    {"detail", ticket->detail},
	    {"category", ticket->category_name},
	    {"priority", ticket_priority_name(ticket->priority)},
	    {"agent", ticket->agent_name},
	    {"group", ticket->group_name},
	    {"contact", ticket->contact},
	    {"due", arena_format(arena, "%lld", (long long)ticket->due_at)}};
	for (int at = 0; at < FIELDS; at++) {
		shown[at] = fields[at];
		if (shown[at].text == NULL)
			shown[at].text = "";
	}
}

static bool note_changes(struct transaction *transaction, const struct ticket *before,
			 const struct ticket *after, const struct ticket_actor *actor,
			 struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct shown was[FIELDS], is[FIELDS];
	show(before, arena, was);
	show(after, arena, is);
	for (int at = 0; at < FIELDS; at++)
		if (strcmp(was[at].text, is[at].text) != 0 &&
		    !ticket_note(transaction, after, actor, is[at].what, was[at].text, is[at].text, fault))
			return false;
	return true;
}

/* Storing ---------------------------------------------------------------------------------- */

bool ticket_next_at(struct transaction *transaction, const struct ticket *ticket, int64_t *next_at,
		    struct fault *fault)
{
	struct ticket_rules rules;
	if (!ticket_rules_read(transaction_db(transaction), &rules, fault))
		return false;
	*next_at = 0;
	if (ticket_is_ours(ticket->state))
		*next_at = ticket->due_at;
	else if (ticket->state == TICKET_SOLVED && rules.confirm_days > 0)
		*next_at = transaction_now(transaction) + rules.confirm_days * DAY_MS;
	return true;
}

void ticket_bind_id(struct query *query, int number, const char *id)
{
	query_text(query, number, id[0] == '\0' ? NULL : id);
}

/* Those who have heard that it is overdue don't hear it again for beginning with it; what is
 * solved doesn't wait longer because it is somebody else's. */
static bool begins_anew(const struct ticket *before, const struct ticket *after)
{
	if (ticket_is_ours(before->state) && ticket_is_ours(after->state))
		return before->due_at != after->due_at ||
		       strcmp(before->agent.text, after->agent.text) != 0 ||
		       strcmp(before->group.text, after->group.text) != 0;
	return before->state != after->state;
}

static bool write_row(struct transaction *transaction, const struct ticket *before,
		      struct ticket *ticket, struct fault *fault)
{
	int64_t next_at;
	if (!ticket_next_at(transaction, ticket, &next_at, fault))
		return false;
	ticket->revision = before->revision + 1;
	ticket->changed_at = transaction_now(transaction);
	struct query *query = db_query(transaction_db(transaction), &TICKET_STORE);
	query_text(query, 1, ticket->id);
	query_text(query, 2, ticket->title);
	query_text(query, 3, ticket->detail);
	ticket_bind_id(query, 4, ticket->category);
	query_text(query, 5, ticket_priority_name(ticket->priority));
	ticket_bind_id(query, 6, ticket->agent.text);
	ticket_bind_id(query, 7, ticket->group.text);
	query_text(query, 8, ticket->contact);
	query_text(query, 9, ticket_state_name(ticket->state));
	query_int(query, 10, ticket->due_at);
	query_int(query, 11, begins_anew(before, ticket));
	if (next_at != 0)
		query_int(query, 12, next_at);
	query_int(query, 13, ticket->changed_at);
	query_int(query, 14, ticket->revision);
	return query_run(&query, fault);
}

bool ticket_tell_agent(struct transaction *transaction, const struct staff_id *before,
		       const struct ticket *ticket, const struct ticket_actor *actor,
		       struct fault *fault)
{
	bool is_given = ticket->agent.text[0] != '\0' && actor->staff != NULL &&
			strcmp(before->text, ticket->agent.text) != 0 &&
			strcmp(actor->staff->text, ticket->agent.text) != 0;
	return !is_given ||
	       tiding_tell_of_ticket(transaction, &ticket->agent, TIDING_TICKET_GIVEN,
				     &ticket->conversation, ticket->id, actor->staff, fault);
}

bool ticket_store(struct transaction *transaction, const struct ticket *before,
		  struct ticket *ticket, const struct ticket_actor *actor, struct fault *fault)
{
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return note_changes(transaction, before, ticket, actor, fault) &&
	       write_row(transaction, before, ticket, fault) &&
	       ticket_tell_agent(transaction, &before->agent, ticket, actor, fault);
}

/* The time stood still since it waits, or since a due time was set meanwhile. */
static bool add_pause(struct transaction *transaction, struct ticket *ticket, struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	struct query *query = db_query(transaction_db(transaction), &TICKET_STANDS_SINCE);
	query_text(query, 1, ticket->id);
	query_int(query, 2, now);
	if (query_next(query))
		ticket->due_at += now - row_int(query, "at");
	return query_end(&query, fault);
}

bool ticket_move(struct transaction *transaction, struct ticket *ticket, enum ticket_state to,
		 enum ticket_party party, struct fault *fault)
{
	struct ticket_rules rules;
	if (!ticket_may_move(ticket->state, to, party))
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "state");
	if (!ticket_rules_read(transaction_db(transaction), &rules, fault))
		return false;
	if (to == TICKET_REOPENED)
		ticket->due_at = transaction_now(transaction) + rules.hours[ticket->priority] * HOUR_MS;
	if (ticket->state == TICKET_WAITING && ticket_is_ours(to) &&
	    !add_pause(transaction, ticket, fault))
		return false;
	ticket->state = to;
	return true;
}

/* Changing --------------------------------------------------------------------------------- */

static const char *either(const char *wanted, const char *before)
{
	return wanted == NULL ? before : wanted;
}

static bool take_fields(const struct ticket_change *change, struct transaction *transaction,
			struct ticket *ticket, struct fault *fault)
{
	const struct ticket_pick pick = {.category = change->category,
					 .agent = change->agent,
					 .group = change->group,
					 .due_at = change->due_at};
	ticket->title = either(change->title, ticket->title);
	ticket->detail = either(change->detail, ticket->detail);
	ticket->contact = either(change->contact, ticket->contact);
	return (change->priority == NULL ||
		ticket_priority_from_name(change->priority, &ticket->priority) ||
		fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "priority")) &&
	       ticket_pick_take(transaction, &pick, ticket, fault);
}

static bool take_state(const struct ticket_change *change, struct transaction *transaction,
		       struct ticket *ticket, struct fault *fault)
{
	enum ticket_state to;
	if (change->state == NULL)
		return true;
	if (!ticket_state_from_name(change->state, &to))
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "state");
	if (to != ticket->state && !ticket_move(transaction, ticket, to, TICKET_BY_STAFF, fault))
		return false;
	/* A time that they gave wins over the one that goes with the move. */
	if (change->due_at > transaction_now(transaction))
		ticket->due_at = change->due_at;
	return true;
}

static bool tell_solved(const struct ticket_change *change, struct transaction *transaction,
			const struct ticket *ticket, const struct ticket_actor *actor,
			struct fault *fault)
{
	const char *solution = either(change->solution, "");
	return (solution[0] == '\0' ||
		ticket_note(transaction, ticket, actor, "to-customer", "", solution, fault)) &&
	       ticket_tell_solved(transaction, ticket, &change->by, solution, change->address, fault);
}

static bool apply_change(struct change *change_, struct transaction *transaction,
			 struct fault *fault)
{
	const struct ticket_change *change = (const struct ticket_change *)change_;
	const struct ticket_actor actor = {TICKET_BY_STAFF, &change->by, NULL};
	struct ticket before;
	if (!ticket_read(transaction_db(transaction), change->id, &change->by,
			 transaction_arena(transaction), &before, fault))
		return false;
	if (before.revision != change->revision)
		return fault_set(fault, FAULT_CHANGED_MEANWHILE, "ticket");
	struct ticket ticket = before;
	if (!take_fields(change, transaction, &ticket, fault) ||
	    !take_state(change, transaction, &ticket, fault))
		return false;
	bool is_solved = ticket.state == TICKET_SOLVED && before.state != TICKET_SOLVED;
	if (!is_solved && change->solution != NULL && change->solution[0] != '\0')
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "solution");
	return ticket_store(transaction, &before, &ticket, &actor, fault) &&
	       (!is_solved || tell_solved(change, transaction, &ticket, &actor, fault));
}

bool ticket_change_prepare(struct ticket_change *change, struct fault *fault)
{
	change->change.apply = apply_change;
	return ticket_pick_texts(change->arena, &change->title, &change->detail, &change->contact, fault) &&
	       ticket_pick_text(change->arena, "solution", 0, &change->solution, fault);
}

/* Comments --------------------------------------------------------------------------------- */

static bool touch(struct transaction *transaction, const char *id, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &TICKET_TOUCH);
	query_text(query, 1, id);
	query_int(query, 2, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return query_run(&query, fault);
}

static const char *what_of(const struct ticket_comment *comment)
{
	return comment->to_customer ? "to-customer" : "comment";
}

static bool find_repeated(struct ticket_comment *comment, struct transaction *transaction,
			  struct fault *fault)
{
	bool any = false, is_same = false;
	struct arena *arena = transaction_arena(transaction);
	struct query *query = db_query(transaction_db(transaction), &TICKET_LINE_BY_KEY);
	query_text(query, 1, comment->id);
	query_text(query, 2, comment->by.text);
	query_text(query, 3, comment->key);
	if (query_next(query)) {
		any = true;
		is_same = text_equal(row_text(query, "what", arena), what_of(comment));
		is_same = text_equal(row_text(query, "after", arena), comment->text) && is_same;
	}
	if (!query_end(&query, fault))
		return false;
	comment->repeated = any;
	return !any || is_same || fault_set(fault, FAULT_KEY_REUSED, "key");
}

static bool say(const struct ticket_comment *comment, struct transaction *transaction,
		const struct ticket *ticket, struct fault *fault)
{
	const struct ticket_actor actor = {TICKET_BY_STAFF, &comment->by, comment->key};
	return ticket_has_room(transaction, comment->id, fault) &&
	       ticket_note(transaction, ticket, &actor, what_of(comment), "", comment->text, fault) &&
	       touch(transaction, comment->id, fault) &&
	       (!comment->to_customer ||
		ticket_tell_comment(transaction, ticket, &comment->by, comment->text, fault));
}

static bool apply_comment(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct ticket_comment *comment = (struct ticket_comment *)change;
	struct ticket ticket;
	return ticket_read(transaction_db(transaction), comment->id, &comment->by,
			   transaction_arena(transaction), &ticket, fault) &&
	       find_repeated(comment, transaction, fault) &&
	       (comment->repeated || say(comment, transaction, &ticket, fault));
}

bool ticket_comment_prepare(struct ticket_comment *comment, struct fault *fault)
{
	comment->change.apply = apply_comment;
	return act_key_check(comment->key, fault) &&
	       ticket_pick_text(comment->arena, "text", 1, &comment->text, fault);
}
