/*
 * Assignment: the part of queue.h that gives out what waits and takes it
 * back.  The choice is routing.c's.  Writer thread.
 */
#include "handoff/queue.h"

#include <string.h>

#include "data/event_log.h"
#include "data/json.h"
#include "handoff/bodies.h"
#include "handoff/routing.h"
#include "handoff/sql_parts.h"
#include "handoff/standing.h"

/* The first of each automatic group's line, the most urgent line first.  A
 * closed group takes no new ones, but who waits in it already is served. */
SQL_SCAN(ASSIGN_HEADS,
	 "SELECT c.id, c.service_group FROM service_group g JOIN conversation c ON c.id = "
	 "(SELECT w.id FROM conversation w WHERE w.owner = 'queue' AND w.service_group = g.id "
	 "AND w.id <> $2 ORDER BY w.queue_band, w.queued_at, w.id LIMIT 1) "
	 "WHERE g.assignment = 'automatic' AND ($1 = '' OR g.id = $1) "
	 "ORDER BY c.queue_band, c.queued_at, c.id");
SQL_READ(ASSIGN_ONLINE_COUNT, "SELECT COUNT(*) AS many FROM staff WHERE presence = 'online'");
SQL_READ(ASSIGN_AGENTS,
	 "SELECT s.id, s.display_name, s.blocked, s.load, s.capacity, s.assigned_at, "
	 "CASE WHEN s.connected > 0 OR s.seen_at = 0 THEN 1 ELSE 0 END AS reachable, "
	 "CASE WHEN " SQL_SERVES("$1") " THEN 1 ELSE 0 END AS serves "
				       "FROM staff s WHERE s.presence = 'online' AND s.id <> $2");
SQL_WRITE(ASSIGN_STAMP, "UPDATE staff SET assigned_at = $2 WHERE id = $1");
SQL_READ(RETURN_COUNT,
	 "SELECT COUNT(*) AS many FROM conversation WHERE owner = 'agent' AND agent = $1");
SQL_READ(RETURN_OWNED,
	 "SELECT id FROM conversation WHERE owner = 'agent' AND agent = $1 ORDER BY id");
SQL_READ(RETURN_NAME, "SELECT display_name FROM staff WHERE id = $1");

/* What to give out, and what not. */
struct round {
	const struct group_id *group;          /* only this group's; NULL: all */
	const struct staff_id *except;         /* gets nothing; NULL: nobody */
	const struct conversation_id *skipped; /* stays where it is; NULL: none */
};

struct head {
	struct conversation_id conversation;
	struct group_id group;
};

/* Groups that nobody free serves; they are passed over until the end. */
#define STUCK_MOST 256
struct stuck {
	struct group_id groups[STUCK_MOST];
	int count;
};

static bool is_stuck(const struct stuck *stuck, const char *group)
{
	for (int i = 0; i < stuck->count; i++)
		if (strcmp(stuck->groups[i].text, group) == 0)
			return true;
	return false;
}

static enum lookup next_head(struct transaction *transaction, const struct round *round,
			     const struct stuck *stuck, struct head *head, struct fault *fault)
{
	bool found = false;
	struct query *query = db_query(transaction_db(transaction), &ASSIGN_HEADS);
	query_text(query, 1, round->group == NULL ? "" : round->group->text);
	query_text(query, 2, round->skipped == NULL ? "" : round->skipped->text);
	while (!found && query_next(query)) {
		row_text_into(query, "id", head->conversation.text,
			      sizeof(head->conversation.text));
		row_text_into(query, "service_group", head->group.text, sizeof(head->group.text));
		found = !is_stuck(stuck, head->group.text);
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return found ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

static bool count_of(struct transaction *transaction, const struct sql *sql, const char *id,
		     int *count, struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(transaction_db(transaction), sql);
	if (id != NULL)
		query_text(query, 1, id);
	if (query_next(query))
		many = row_int(query, "many");
	*count = (int)many;
	return query_end(&query, fault);
}

static void read_agent(struct query *query, struct arena *arena, struct routing_agent *agent)
{
	row_text_into(query, "id", agent->id.text, sizeof(agent->id.text));
	agent->name = row_text(query, "display_name", arena);
	agent->presence = PRESENCE_ONLINE;
	agent->blocked = row_int(query, "blocked") != 0;
	agent->serves = row_int(query, "serves") != 0;
	agent->reachable = row_int(query, "reachable") != 0;
	agent->load = (int)row_int(query, "load");
	agent->capacity = (int)row_int(query, "capacity");
	agent->assigned_at = row_int(query, "assigned_at");
}

static bool read_agents(struct transaction *transaction, const struct group_id *group,
			const struct staff_id *except, struct routing_agent **agents, int *count,
			struct fault *fault)
{
	int many;
	int found = 0;
	struct arena *arena = transaction_arena(transaction);
	if (!count_of(transaction, &ASSIGN_ONLINE_COUNT, NULL, &many, fault))
		return false;
	struct routing_agent *list = arena_array(arena, (size_t)many + 1, sizeof(*list));
	struct query *query = db_query(transaction_db(transaction), &ASSIGN_AGENTS);
	query_text(query, 1, group->text);
	query_text(query, 2, except == NULL ? "" : except->text);
	while (found < many && query_next(query))
		read_agent(query, arena, &list[found++]);
	*agents = list;
	*count = found;
	return query_end(&query, fault);
}

static bool stamp(struct transaction *transaction, const struct staff_id *agent,
		  struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &ASSIGN_STAMP);
	query_text(query, 1, agent->text);
	query_int(query, 2, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool give(struct transaction *transaction, const struct head *head,
		 const struct routing_agent *agent, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct standing standing;
	enum owner next;
	struct event event = {.type = EVENT_ASSIGNED,
			      .author = AUTHOR_SYSTEM,
			      .body = body_assigned(arena, agent->name, "automatic")};
	return standing_read(transaction, &head->conversation, NULL, arena, &standing, fault) &&
	       ownership_move(standing.owner, ACTION_ASSIGN, PARTY_SYSTEM, &next, fault) &&
	       move_to_agent(transaction, &standing, &agent->id, fault) &&
	       event_append(transaction, &head->conversation, &event, fault) &&
	       stamp(transaction, &agent->id, fault);
}

static bool give_out(struct transaction *transaction, const struct round *round,
		     struct fault *fault)
{
	struct stuck stuck = {.count = 0};
	while (stuck.count < STUCK_MOST) {
		struct head head;
		struct routing_agent *agents;
		int count;
		enum lookup lookup = next_head(transaction, round, &stuck, &head, fault);
		if (lookup != LOOKUP_FOUND)
			return lookup == LOOKUP_ABSENT;
		if (!read_agents(transaction, &head.group, round->except, &agents, &count, fault))
			return false;
		struct routing_need need = {.strategy = ROUTING_LEAST_BUSY};
		struct routing_choice choice = routing_choose(&need, agents, count);
		if (choice.agent < 0)
			stuck.groups[stuck.count++] = head.group;
		else if (!give(transaction, &head, &agents[choice.agent], fault))
			return false;
	}
	return true;
}

bool queue_assign(struct transaction *transaction, const struct group_id *group,
		  struct fault *fault)
{
	struct round round = {.group = group};
	return give_out(transaction, &round, fault);
}

bool queue_assign_passed(struct transaction *transaction, const struct conversation_id *passed,
			 const struct staff_id *from, struct fault *fault)
{
	struct round others = {.except = from};
	struct round rest = {.skipped = passed};
	return give_out(transaction, &others, fault) && give_out(transaction, &rest, fault);
}

/* Taking back ------------------------------------------------------------------------- */

static bool read_owned(struct transaction *transaction, const struct staff_id *agent,
		       struct conversation_id **owned, int *count, struct fault *fault)
{
	int many;
	int found = 0;
	if (!count_of(transaction, &RETURN_COUNT, agent->text, &many, fault))
		return false;
	struct conversation_id *list =
	    arena_array(transaction_arena(transaction), (size_t)many + 1, sizeof(*list));
	struct query *query = db_query(transaction_db(transaction), &RETURN_OWNED);
	query_text(query, 1, agent->text);
	while (found < many && query_next(query)) {
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
		      const char *name, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct standing standing;
	enum owner next;
	struct event event = {
	    .type = EVENT_RETURNED, .author = AUTHOR_SYSTEM, .body = body_returned(arena, name)};
	if (!standing_read(transaction, conversation, NULL, arena, &standing, fault) ||
	    !ownership_move(standing.owner, ACTION_RETURN, PARTY_SYSTEM, &next, fault))
		return false;
	struct group_id group = standing.group;
	return move_to_queue(transaction, &standing, &group, QUEUE_FRONT, standing.reason, fault) &&
	       event_append(transaction, conversation, &event, fault);
}

bool queue_return_all(struct transaction *transaction, const struct staff_id *agent,
		      struct fault *fault)
{
	struct conversation_id *owned;
	int count;
	const char *name;
	if (!read_owned(transaction, agent, &owned, &count, fault) ||
	    !read_name(transaction, agent, &name, fault))
		return false;
	if (count == 0)
		return true;
	for (int i = 0; i < count; i++)
		if (!take_back(transaction, &owned[i], name, fault))
			return false;
	return queue_assign(transaction, NULL, fault);
}
