/*
 * Assignment: the part of queue.h that gives out what waits and takes it
 * back.  The choice is routing.c's.  Writer thread.
 */
#include "handoff/queue.h"

#include <string.h>

#include "data/event_log.h"
#include "data/settings.h"
#include "handoff/bodies.h"
#include "handoff/participant.h"
#include "handoff/routing.h"
#include "handoff/sql_parts.h"
#include "handoff/standing.h"

/* The first of each line of the automatic groups, the most urgent first: those who wait for the same
 * kind of agent stand in one line, so that somebody hard to serve holds up nobody else.  The lines
 * are found one by one along their index.  A closed group takes no new ones, but who waits in it
 * already is served. */
SQL_SCAN(ASSIGN_HEADS,
	 "WITH RECURSIVE waiting(line) AS ("
	 "SELECT MIN(line) FROM conversation WHERE owner = 'queue' UNION ALL "
	 "SELECT (SELECT MIN(n.line) FROM conversation n WHERE n.owner = 'queue' "
	 "AND n.line > waiting.line) FROM waiting WHERE waiting.line IS NOT NULL) "
	 "SELECT c.id, c.service_group, c.line, c.language, c.skills, c.region, c.wanted_agent, "
	 "CASE WHEN g.prefers_last = 1 THEN c.last_agent END AS last_agent, g.strategy "
	 "FROM waiting JOIN conversation c ON c.id = "
	 "(SELECT w.id FROM conversation w WHERE w.owner = 'queue' AND w.line = waiting.line "
	 "AND w.id <> $2 ORDER BY w.queue_band, w.queued_at, w.id LIMIT 1) "
	 "JOIN service_group g ON g.id = c.service_group "
	 "WHERE g.assignment = 'automatic' AND ($1 = '' OR g.id = $1) "
	 "ORDER BY c.queue_band, c.queued_at, c.id");
SQL_READ(ASSIGN_ROOM, "SELECT COUNT(*) AS many FROM staff WHERE presence = 'online' "
		      "AND blocked = 0 AND load < capacity");
SQL_READ(ASSIGN_ONLINE_COUNT, "SELECT COUNT(*) AS many FROM staff WHERE presence = 'online'");
SQL_READ(ASSIGN_AGENTS,
	 "SELECT s.id, s.display_name, s.blocked, s.load, s.capacity, s.assigned_at, s.created_at, "
	 "s.languages, s.skills, s.regions, COALESCE(m.priority, 0) AS priority, "
	 "COALESCE(m.capacity, 0) AS group_capacity, "
	 "CASE WHEN m.capacity > 0 THEN (SELECT COUNT(*) FROM conversation c WHERE "
	 "c.owner = 'agent' AND c.agent = s.id AND c.service_group = $1) ELSE 0 END AS group_load, "
	 "CASE WHEN s.connected > 0 OR s.seen_at = 0 THEN 1 ELSE 0 END AS reachable, "
	 "CASE WHEN " SQL_SERVES("$1") " THEN 1 ELSE 0 END AS serves "
				       "FROM staff s LEFT JOIN group_member m ON m.service_group = $1 "
				       "AND m.staff = s.id "
				       "WHERE s.presence = 'online' AND s.id <> $2");
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
	const char *line;
	struct routing_need need;
};

/* Lines for which nobody is free; they are passed over until the end. */
#define STUCK_MOST 256
struct stuck {
	const char *lines[STUCK_MOST];
	int count;
};

static bool is_stuck(const struct stuck *stuck, const char *line)
{
	for (int i = 0; i < stuck->count; i++)
		if (strcmp(stuck->lines[i], line) == 0)
			return true;
	return false;
}

/* An id in the arena, or NULL. */
static const struct staff_id *row_staff(struct query *query, const char *column,
					struct arena *arena)
{
	struct staff_id *id = arena_alloc(arena, sizeof(*id));
	row_text_into(query, column, id->text, sizeof(id->text));
	return id->text[0] == '\0' ? NULL : id;
}

static void read_head(struct query *query, struct arena *arena, struct head *head)
{
	*head = (struct head){.line = row_text(query, "line", arena)};
	row_text_into(query, "id", head->conversation.text, sizeof(head->conversation.text));
	row_text_into(query, "service_group", head->group.text, sizeof(head->group.text));
	(void)routing_strategy_from_name(row_text(query, "strategy", arena), &head->need.strategy);
	head->need.language = row_text(query, "language", arena);
	head->need.skills = row_text(query, "skills", arena);
	head->need.region = row_text(query, "region", arena);
	head->need.wanted = row_staff(query, "wanted_agent", arena);
	head->need.last = row_staff(query, "last_agent", arena);
	head->need.draw = arena_text(arena, head->conversation.text);
}

static enum lookup next_head(struct transaction *transaction, const struct round *round,
			     const struct stuck *stuck, struct head *head, struct fault *fault)
{
	bool found = false;
	struct query *query = db_query(transaction_db(transaction), &ASSIGN_HEADS);
	query_text(query, 1, round->group == NULL ? "" : round->group->text);
	query_text(query, 2, round->skipped == NULL ? "" : round->skipped->text);
	while (!found && query_next(query)) {
		read_head(query, transaction_arena(transaction), head);
		found = !is_stuck(stuck, head->line);
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

/* Somebody new holds fewer at once. */
static int capacity_now(struct query *query, int64_t now)
{
	int64_t ramp_ms = setting_value(SETTING_NEW_AGENT_DAYS) * 24 * 3600 * 1000;
	return routing_ramp((int)row_int(query, "capacity"), now - row_int(query, "created_at"),
			    ramp_ms);
}

static void read_agent(struct query *query, struct arena *arena, int64_t now,
		       struct routing_agent *agent)
{
	*agent = (struct routing_agent){.presence = PRESENCE_ONLINE};
	row_text_into(query, "id", agent->id.text, sizeof(agent->id.text));
	agent->name = row_text(query, "display_name", arena);
	agent->blocked = row_int(query, "blocked") != 0;
	agent->serves = row_int(query, "serves") != 0;
	agent->reachable = row_int(query, "reachable") != 0;
	agent->load = (int)row_int(query, "load");
	agent->capacity = capacity_now(query, now);
	agent->group_load = (int)row_int(query, "group_load");
	agent->group_capacity = (int)row_int(query, "group_capacity");
	agent->priority = (int)row_int(query, "priority");
	agent->languages = row_text(query, "languages", arena);
	agent->skills = row_text(query, "skills", arena);
	agent->regions = row_text(query, "regions", arena);
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
		read_agent(query, arena, transaction_now(transaction), &list[found++]);
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
		 const struct routing_agent *agent, const struct routing_choice *choice,
		 struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct standing standing;
	enum owner next;
	struct event event = {.type = EVENT_ASSIGNED,
			      .author = AUTHOR_SYSTEM,
			      .body = body_assigned(arena, agent->name, "automatic"),
			      .staff_body = body_routing(arena, head->need.strategy, choice)};
	return standing_read(transaction, &head->conversation, NULL, arena, &standing, fault) &&
	       ownership_move(standing.owner, ACTION_ASSIGN, PARTY_SYSTEM, &next, fault) &&
	       give_to_agent(transaction, &standing, &agent->id, fault) &&
	       event_append(transaction, &head->conversation, &event, fault) &&
	       stamp(transaction, &agent->id, fault);
}

static bool give_out(struct transaction *transaction, const struct round *round,
		     struct fault *fault)
{
	struct stuck stuck = {.count = 0};
	int room;
	/* A full house is the common case in a long queue, and cheap to see. */
	if (!count_of(transaction, &ASSIGN_ROOM, NULL, &room, fault))
		return false;
	while (room > 0 && stuck.count < STUCK_MOST) {
		struct head head;
		struct routing_agent *agents;
		int count;
		enum lookup lookup = next_head(transaction, round, &stuck, &head, fault);
		if (lookup != LOOKUP_FOUND)
			return lookup == LOOKUP_ABSENT;
		if (!read_agents(transaction, &head.group, round->except, &agents, &count, fault))
			return false;
		struct routing_choice choice = routing_choose(&head.need, agents, count);
		if (choice.agent < 0)
			stuck.lines[stuck.count++] = head.line;
		else if (!give(transaction, &head, &agents[choice.agent], &choice, fault))
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
	int count;
	const char *name;
	if (!participant_leave_all(transaction, agent, fault) ||
	    !read_owned(transaction, agent, &owned, &count, fault) ||
	    !read_name(transaction, agent, &name, fault))
		return false;
	if (count == 0)
		return true;
	for (int i = 0; i < count; i++)
		if (!take_back(transaction, &owned[i], name, "gone", fault))
			return false;
	return queue_assign(transaction, NULL, fault);
}
