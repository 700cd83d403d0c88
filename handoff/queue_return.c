/*
 * Queue return: the part of queue.h that takes back what an agent was given.
 * Not for giving it out anew (assignment.c).  Writer thread.
 */
#include "handoff/queue.h"

#include "data/event_log.h"
#include "handoff/bodies.h"
#include "handoff/participant.h"
#include "handoff/standing.h"

SQL_READ(RETURN_OWNED,
	 "SELECT id FROM conversation WHERE owner = 'agent' AND agent = $1 ORDER BY id");
SQL_READ(RETURN_NAME, "SELECT display_name FROM staff WHERE id = $1");

static bool read_owned(struct transaction *transaction, const struct staff_id *agent,
		       struct conversation_id **owned, size_t *count, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct conversation_id *list = NULL;
	size_t found = 0;
	struct query *query = db_query(transaction_db(transaction), &RETURN_OWNED);
	query_text(query, 1, agent->text);
	while (query_next(query)) {
		list = arena_one_more(arena, list, found, sizeof(*list));
		row_text_into(query, "id", list[found].text, sizeof(list[found].text));
		found++;
	}
	*owned = list;
	*count = found;
	return query_end(&query, fault);
}

static bool read_name(struct transaction *transaction, const struct staff_id *agent,
		      const char **name, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &RETURN_NAME);
	query_text(query, 1, agent->text);
	*name = NULL;
	if (query_next(query))
		*name = row_text(query, "display_name", transaction_arena(transaction));
	return query_end(&query, fault);
}

static bool take_back(struct transaction *transaction, const struct conversation_id *conversation,
		      const char *name, const char *why, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct standing standing;
	enum owner next;
	struct event event = {
	    .type = EVENT_RETURNED, .author = AUTHOR_SYSTEM, .body = body_returned(arena, name, why)};
	if (!standing_read(transaction, conversation, NULL, arena, &standing, fault) ||
	    !ownership_move(standing.owner, ACTION_RETURN, PARTY_SYSTEM, &next, fault))
		return false;
	struct group_id group = standing.group;
	return move_to_queue(transaction, &standing, &group, QUEUE_FRONT, standing.reason, fault) &&
	       event_append(transaction, conversation, &event, fault);
}

bool queue_take_back(struct transaction *transaction, const struct conversation_id *conversation,
		     const struct staff_id *agent, struct fault *fault)
{
	const char *name;
	return read_name(transaction, agent, &name, fault) &&
	       take_back(transaction, conversation, name, "no-reaction", fault);
}

bool queue_return_all(struct transaction *transaction, const struct staff_id *agent,
		      struct fault *fault)
{
	struct conversation_id *owned;
	size_t count;
	const char *name;
	if (!participant_leave_all(transaction, agent, fault) ||
	    !read_owned(transaction, agent, &owned, &count, fault) ||
	    !read_name(transaction, agent, &name, fault))
		return false;
	if (count == 0)
		return true;
	for (size_t i = 0; i < count; i++)
		if (!take_back(transaction, &owned[i], name, "gone", fault))
			return false;
	return queue_assign(transaction, NULL, fault);
}
