/*
 * Participant: see participant.h.  Not for who may be one (ownership.c,
 * together.c).
 */
#include "handoff/participant.h"

#include <string.h>

#include "data/event_log.h"
#include "handoff/bodies.h"

SQL_READ(PARTICIPANTS, "SELECT p.staff, s.display_name, p.state, p.since FROM participant p "
		       "JOIN staff s ON s.id = p.staff WHERE p.conversation = $1 "
		       "ORDER BY p.since, p.staff LIMIT $2");
SQL_READ(PARTICIPANT_COUNT, "SELECT COUNT(*) AS many FROM participant WHERE conversation = $1 "
			    "AND staff <> $2");
SQL_READ(PARTICIPANT_OF, "SELECT p.conversation, p.state, s.display_name FROM participant p "
			 "JOIN staff s ON s.id = p.staff WHERE p.staff = $1 "
			 "ORDER BY p.since, p.conversation LIMIT $2");
SQL_READ(INVITATIONS, "SELECT p.conversation, i.display_name AS by_name, p.note, p.since "
		      "FROM participant p LEFT JOIN staff i ON i.id = p.invited_by "
		      "WHERE p.staff = $1 AND p.state = 'invited' "
		      "ORDER BY p.since, p.conversation LIMIT $2");
SQL_WRITE(PARTICIPANT_PUT,
	  "INSERT INTO participant (conversation, staff, state, invited_by, note, since) "
	  "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (conversation, staff) DO UPDATE "
	  "SET state = $3, invited_by = $4, note = $5, since = $6");
SQL_WRITE(PARTICIPANT_DELETE, "DELETE FROM participant WHERE conversation = $1 AND staff = $2");

#define ROWS_A_ROUND 200

static const char *const state_names[PARTICIPANT_STATE_COUNT] = {
#define X(code, name) [code] = name,
    PARTICIPANT_STATES(X)
#undef X
};

const char *participant_state_name(enum participant_state state)
{
	return state_names[state];
}

enum participant_state participant_state_from_name(const char *name)
{
	for (int i = 1; name != NULL && i < PARTICIPANT_STATE_COUNT; i++)
		if (strcmp(state_names[i], name) == 0)
			return (enum participant_state)i;
	return PARTICIPANT_NONE;
}

/* Reading ----------------------------------------------------------------------------- */

static enum participant_state row_state(struct query *query)
{
	char name[16];
	row_text_into(query, "state", name, sizeof(name));
	return participant_state_from_name(name);
}

bool participant_list(struct db *db, const struct conversation_id *conversation,
		      struct arena *arena, struct participant **list, int *count,
		      struct fault *fault)
{
	struct participant *rows = arena_array(arena, PARTICIPANTS_MOST, sizeof(*rows));
	int found = 0;
	struct query *query = db_query(db, &PARTICIPANTS);
	query_text(query, 1, conversation->text);
	query_int(query, 2, PARTICIPANTS_MOST);
	while (found < PARTICIPANTS_MOST && query_next(query)) {
		struct participant *row = &rows[found++];
		row_text_into(query, "staff", row->staff.text, sizeof(row->staff.text));
		row->name = row_text(query, "display_name", arena);
		row->state = row_state(query);
		row->since = row_int(query, "since");
	}
	if (!query_end(&query, fault))
		return false;
	*list = rows;
	*count = found;
	return true;
}

bool invitation_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		     struct invitation **list, int *count, struct fault *fault)
{
	struct invitation *rows = arena_array(arena, ROWS_A_ROUND, sizeof(*rows));
	int found = 0;
	struct query *query = db_query(db, &INVITATIONS);
	query_text(query, 1, staff->text);
	query_int(query, 2, ROWS_A_ROUND);
	while (found < ROWS_A_ROUND && query_next(query)) {
		struct invitation *row = &rows[found++];
		row_text_into(query, "conversation", row->conversation.text,
			      sizeof(row->conversation.text));
		row->by = row_text(query, "by_name", arena);
		row->note = row_text(query, "note", arena);
		row->at = row_int(query, "since");
	}
	if (!query_end(&query, fault))
		return false;
	*list = rows;
	*count = found;
	return true;
}

/* Writing ----------------------------------------------------------------------------- */

/* Their desk looks again, and at what they may still see. */
static void wake(struct transaction *transaction, const struct staff_id *staff)
{
	transaction_wake(transaction, topic_of(TOPIC_TOGETHER, staff->text));
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, staff->text));
}

static bool delete_row(struct transaction *transaction, const struct conversation_id *conversation,
		       const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &PARTICIPANT_DELETE);
	query_text(query, 1, conversation->text);
	query_text(query, 2, staff->text);
	wake(transaction, staff);
	return query_run(&query, fault);
}

static bool has_room(struct transaction *transaction, const struct participant_change *change,
		     struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(transaction_db(transaction), &PARTICIPANT_COUNT);
	query_text(query, 1, change->conversation->text);
	query_text(query, 2, change->staff.text);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	return many < PARTICIPANTS_MOST ||
	       fault_limit(fault, FAULT_TOO_MANY, "people", many + 1, PARTICIPANTS_MOST);
}

bool participant_write(struct transaction *transaction, const struct participant_change *change,
		       struct fault *fault)
{
	if (change->state == PARTICIPANT_NONE)
		return delete_row(transaction, change->conversation, &change->staff, fault);
	if (!has_room(transaction, change, fault))
		return false;
	struct query *query = db_query(transaction_db(transaction), &PARTICIPANT_PUT);
	query_text(query, 1, change->conversation->text);
	query_text(query, 2, change->staff.text);
	query_text(query, 3, state_names[change->state]);
	query_text(query, 4, change->invited_by);
	query_text(query, 5, change->note);
	query_int(query, 6, transaction_now(transaction));
	wake(transaction, &change->staff);
	return query_run(&query, fault);
}

/* Settling ------------------------------------------------------------------------------ */

static bool may_stay(const struct participant *one, enum owner owner, const struct staff_id *agent)
{
	switch (owner) {
	case OWNER_BOT:
		return one->state == PARTICIPANT_WATCHING;
	case OWNER_QUEUE:
		return true;
	case OWNER_AGENT:
		return strcmp(one->staff.text, agent->text) != 0;
	case OWNER_CLOSED:
	case OWNER_COUNT:
		break;
	}
	return false;
}

bool participant_settle(struct transaction *transaction, const struct conversation_id *conversation,
			enum owner owner, const struct staff_id *agent, struct fault *fault)
{
	struct participant *list;
	int count;
	if (!participant_list(transaction_db(transaction), conversation,
			      transaction_arena(transaction), &list, &count, fault))
		return false;
	for (int i = 0; i < count; i++)
		if (!may_stay(&list[i], owner, agent) &&
		    !delete_row(transaction, conversation, &list[i].staff, fault))
			return false;
	return true;
}

/* Being gone ------------------------------------------------------------------------------ */

struct involved {
	struct conversation_id conversation;
	enum participant_state state;
	const char *name;
};

static bool read_involved(struct transaction *transaction, const struct staff_id *staff,
			  struct involved *list, int *count, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &PARTICIPANT_OF);
	query_text(query, 1, staff->text);
	query_int(query, 2, ROWS_A_ROUND);
	*count = 0;
	while (*count < ROWS_A_ROUND && query_next(query)) {
		struct involved *one = &list[(*count)++];
		row_text_into(query, "conversation", one->conversation.text,
			      sizeof(one->conversation.text));
		one->state = row_state(query);
		one->name = row_text(query, "display_name", transaction_arena(transaction));
	}
	return query_end(&query, fault);
}

static bool tell_left(struct transaction *transaction, const struct involved *one,
		      struct fault *fault)
{
	struct event event = {.type = EVENT_LEFT,
			      .author = AUTHOR_SYSTEM,
			      .body = body_member(transaction_arena(transaction), one->name, NULL)};
	return one->state != PARTICIPANT_JOINED ||
	       event_append(transaction, &one->conversation, &event, fault);
}

bool participant_leave_all(struct transaction *transaction, const struct staff_id *staff,
			   struct fault *fault)
{
	struct involved *list =
	    arena_array(transaction_arena(transaction), ROWS_A_ROUND, sizeof(*list));
	int count;
	do {
		if (!read_involved(transaction, staff, list, &count, fault))
			return false;
		for (int i = 0; i < count; i++)
			if (!delete_row(transaction, &list[i].conversation, staff, fault) ||
			    !tell_left(transaction, &list[i], fault))
				return false;
	} while (count == ROWS_A_ROUND);
	return true;
}
