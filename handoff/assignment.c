/*
 * Assignment: the part of queue.h that gives out what waits.  The choice is
 * routing.c's.  Not for taking back (queue_return.c).  Writer thread.
 */
#include "handoff/queue.h"

#include <string.h>

#include "data/event_log.h"
#include "data/settings.h"
#include "handoff/bodies.h"
#include "handoff/routing.h"
#include "handoff/sql_parts.h"
#include "handoff/standing.h"

/* The first of each line of the automatic groups, the most urgent first: those who wait for the same
 * kind of agent stand in one line, so that somebody hard to serve holds up nobody else.  The lines
 * are found one by one along their index.  A closed group takes no new ones, but who waits in it
 * already is served. */
#define HEAD_COLUMNS                                                                               \
	"c.id, c.service_group, c.line, c.language, c.skills, c.region, c.wanted_agent, "          \
	"CASE WHEN g.prefers_last = 1 THEN c.last_agent END AS last_agent, g.strategy, "           \
	"c.queue_band, c.queued_at "
#define HEAD_OF(line)                                                                              \
	"(SELECT w.id FROM conversation w WHERE w.owner = 'queue' AND w.line = " line " "          \
	"AND w.id <> $2 ORDER BY w.queue_band, w.queued_at, w.id LIMIT 1) "
SQL_SCAN(ASSIGN_HEADS,
	 "WITH RECURSIVE waiting(line) AS ("
	 "SELECT MIN(line) FROM conversation WHERE owner = 'queue' UNION ALL "
	 "SELECT (SELECT MIN(n.line) FROM conversation n WHERE n.owner = 'queue' "
	 "AND n.line > waiting.line) FROM waiting WHERE waiting.line IS NOT NULL) "
	 "SELECT " HEAD_COLUMNS "FROM waiting JOIN conversation c ON c.id = " HEAD_OF("waiting.line")
	 "JOIN service_group g ON g.id = c.service_group "
	 "WHERE g.assignment = 'automatic' AND ($1 = '' OR g.id = $1) "
	 "ORDER BY c.queue_band, c.queued_at, c.id");
SQL_READ(ASSIGN_NEXT, "SELECT " HEAD_COLUMNS "FROM conversation c "
		      "JOIN service_group g ON g.id = c.service_group WHERE c.id = " HEAD_OF("$1"));
SQL_READ(ASSIGN_ROOM, "SELECT COUNT(*) AS many FROM staff WHERE presence = 'online' "
		      "AND blocked = 0 AND load < capacity");
SQL_READ(ASSIGN_AGENTS,
	 "SELECT s.id, s.display_name, s.blocked, s.load, s.capacity, s.assigned_at, s.created_at, "
	 "s.languages, s.skills, s.regions, COALESCE(m.priority, 0) AS priority, "
	 "COALESCE(m.capacity, 0) AS group_capacity, "
	 "CASE WHEN m.capacity > 0 THEN (SELECT COUNT(*) FROM conversation c WHERE "
	 "c.owner = 'agent' AND c.agent = s.id AND c.service_group = $1) ELSE 0 END AS group_load, "
	 "CASE WHEN s.connected > 0 OR s.polling = 1 OR s.seen_at = 0 THEN 1 ELSE 0 END AS reachable, "
	 "CASE WHEN " SQL_SERVES("$1") " THEN 1 ELSE 0 END AS serves "
				       "FROM staff s LEFT JOIN group_member m ON m.service_group = $1 "
				       "AND m.staff = s.id "
				       "WHERE s.presence = 'online' AND s.id <> $2");
SQL_WRITE(ASSIGN_STAMP, "UPDATE staff SET assigned_at = $2 WHERE id = $1");

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
	int64_t band;
	int64_t queued_at;
	struct routing_need need;
};

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
	*head = (struct head){.line = row_text(query, "line", arena),
			      .band = row_int(query, "queue_band"),
			      .queued_at = row_int(query, "queued_at")};
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

static bool read_heads(struct transaction *transaction, const struct round *round,
		       struct head **heads, size_t *count, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct head *list = NULL;
	size_t found = 0;
	struct query *query = db_query(transaction_db(transaction), &ASSIGN_HEADS);
	query_text(query, 1, round->group == NULL ? "" : round->group->text);
	query_text(query, 2, round->skipped == NULL ? "" : round->skipped->text);
	while (query_next(query)) {
		list = arena_one_more(arena, list, found, sizeof(*list));
		read_head(query, arena, &list[found++]);
	}
	*heads = list;
	*count = found;
	return query_end(&query, fault);
}

/* The next of the line whose head was given to somebody. */
static enum lookup next_of(struct transaction *transaction, const struct round *round,
			   struct head *head, struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(transaction_db(transaction), &ASSIGN_NEXT);
	query_text(query, 1, head->line);
	query_text(query, 2, round->skipped == NULL ? "" : round->skipped->text);
	if (query_next(query)) {
		read_head(query, transaction_arena(transaction), head);
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

static bool is_before(const struct head *a, const struct head *b)
{
	if (a->band != b->band)
		return a->band < b->band;
	if (a->queued_at != b->queued_at)
		return a->queued_at < b->queued_at;
	return strcmp(a->conversation.text, b->conversation.text) < 0;
}

/* Whoever now comes first in its line takes their place among those who wait. */
static void take_place(struct head *heads, size_t count)
{
	for (size_t at = 1; at < count && is_before(&heads[at], &heads[at - 1]); at++) {
		const struct head later = heads[at - 1];
		heads[at - 1] = heads[at];
		heads[at] = later;
	}
}

static bool read_room(struct transaction *transaction, int64_t *room, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &ASSIGN_ROOM);
	*room = query_next(query) ? row_int(query, "many") : 0;
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
	struct arena *arena = transaction_arena(transaction);
	struct routing_agent *list = NULL;
	int found = 0;
	struct query *query = db_query(transaction_db(transaction), &ASSIGN_AGENTS);
	query_text(query, 1, group->text);
	query_text(query, 2, except == NULL ? "" : except->text);
	while (query_next(query)) {
		list = arena_one_more(arena, list, (size_t)found, sizeof(*list));
		read_agent(query, arena, transaction_now(transaction), &list[found++]);
	}
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

/* Those who could be asked for a group. */
struct asked {
	struct group_id group;
	struct routing_agent *agents;
	int count;
};

/* Each group is read once, and again after something was given to somebody. */
struct known {
	struct asked *groups;
	size_t count;
};

static struct asked *find_asked(const struct known *known, const struct group_id *group)
{
	for (size_t at = 0; at < known->count; at++)
		if (strcmp(known->groups[at].group.text, group->text) == 0)
			return &known->groups[at];
	return NULL;
}

/* NULL with *fault when they can't be read. */
static const struct asked *ask(struct transaction *transaction, const struct round *round,
			       const struct group_id *group, struct known *known,
			       struct fault *fault)
{
	struct asked asked = {.group = *group};
	struct asked *before = find_asked(known, group);
	if (before != NULL)
		return before;
	if (!read_agents(transaction, group, round->except, &asked.agents, &asked.count, fault))
		return NULL;
	known->groups = arena_one_more(transaction_arena(transaction), known->groups, known->count,
				       sizeof(asked));
	known->groups[known->count] = asked;
	return &known->groups[known->count++];
}

/* Lines for which nobody is free are passed over: giving to others frees nobody. */
static bool give_all(struct transaction *transaction, const struct round *round,
		     struct head *heads, size_t count, struct fault *fault)
{
	struct known known = {.count = 0};
	for (size_t at = 0; at < count;) {
		struct head *head = &heads[at];
		const struct asked *asked = ask(transaction, round, &head->group, &known, fault);
		if (asked == NULL)
			return false;
		struct routing_choice choice = routing_choose(&head->need, asked->agents, asked->count);
		if (choice.agent < 0) {
			at++;
			continue;
		}
		known = (struct known){.count = 0};
		if (!give(transaction, head, &asked->agents[choice.agent], &choice, fault))
			return false;
		switch (next_of(transaction, round, head, fault)) {
		case LOOKUP_FOUND:
			take_place(head, count - at);
			break;
		case LOOKUP_ABSENT:
			at++;
			break;
		case LOOKUP_FAILED:
			return false;
		}
	}
	return true;
}

static bool give_out(struct transaction *transaction, const struct round *round,
		     struct fault *fault)
{
	struct head *heads;
	size_t count;
	int64_t room;
	/* A full house is the common case in a long queue, and cheap to see. */
	return read_room(transaction, &room, fault) &&
	       (room == 0 || (read_heads(transaction, round, &heads, &count, fault) &&
			      give_all(transaction, round, heads, count, fault)));
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
