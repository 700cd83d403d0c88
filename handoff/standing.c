/*
 * Standing: see standing.h.  Writer thread.
 */
#include "handoff/standing.h"

#include <string.h>

#include "handoff/line.h"
#include "handoff/participant.h"
#include "handoff/queue.h"
#include "handoff/sql_parts.h"

SQL_READ(STANDING_READ,
	 "SELECT c.owner, c.agent, c.service_group, c.site, c.language, c.page, c.tags, "
	 "c.attributes, c.entry_group, c.bot_chosen, c.visitor_number, c.memory, "
	 "c.handoff_reason, c.rating, c.rating_comment, c.last_number, c.assigned_at, "
	 "c.queued_at, c.reckoned_ms, c.line, c.called_at, c.call_level, c.call_at, c.send_at, c.react_by, "
	 "(SELECT e.number FROM event e WHERE e.conversation = c.id AND e.key = $2) AS repeated "
	 "FROM conversation c WHERE c.id = $1");
/* Before whoever gets it wrote, the visitor's silence is no reason to end it. */
#define OUTLASTS_SILENCE "$2 = 'agent' AND silence_step IN ('silent', 'close')"
SQL_WRITE(
    MOVE_OWNER,
    "UPDATE conversation SET owner = $2, agent = $3, service_group = $4, queued_at = $5, "
    "queue_band = $6, assigned_at = $7, closed_at = $8, handoff_reason = $9, changed_at = $10, "
    "agent_number = CASE WHEN agent_number < $11 THEN $11 ELSE agent_number END, "
    "last_agent = COALESCE($3, last_agent), reckoned_ms = $12, called_at = $13, "
    "call_level = $14, call_at = $15, react_by = $16, send_at = $17, line = CASE WHEN $2 = 'queue' THEN "
    SQL_LINE("$4", "$18", "") " END, silence_step = CASE WHEN " OUTLASTS_SILENCE " THEN 'afresh' "
    "ELSE silence_step END, silence_at = CASE WHEN " OUTLASTS_SILENCE " THEN $10 "
    "ELSE silence_at END WHERE id = $1");
SQL_WRITE(MOVE_LOAD, "UPDATE staff SET load = load + $2 WHERE id = $1");
/* Whoever takes a conversation works, whatever they said before.  Without an
 * open desk their grace begins now, however long ago the last one was closed. */
SQL_WRITE(MOVE_AWAKE,
	  "UPDATE staff SET presence = CASE WHEN presence = 'offline' THEN 'invisible' ELSE presence "
	  "END, seen_at = CASE WHEN connected = 0 AND seen_at > 0 THEN $2 ELSE seen_at END "
	  "WHERE id = $1");
SQL_READ(PACE_READ, "SELECT handling_ms FROM service_group WHERE id = $1");
SQL_WRITE(PACE_WRITE,
	  "UPDATE service_group SET handling_ms = $2 WHERE id = $1");

static void read_row(struct query *query, struct arena *arena, struct standing *standing)
{
	char owner[16];
	row_text_into(query, "owner", owner, sizeof(owner));
	standing->owner = owner_from_name(owner);
	row_text_into(query, "agent", standing->agent.text, sizeof(standing->agent.text));
	row_text_into(query, "service_group", standing->group.text, sizeof(standing->group.text));
	standing->site = row_text(query, "site", arena);
	standing->language = row_text(query, "language", arena);
	standing->page = row_text(query, "page", arena);
	standing->tags = row_text(query, "tags", arena);
	standing->attributes = row_text(query, "attributes", arena);
	row_text_into(query, "entry_group", standing->entry_group.text,
		      sizeof(standing->entry_group.text));
	standing->bot_chosen = row_int(query, "bot_chosen") != 0;
	standing->visitor_number = row_int(query, "visitor_number");
	standing->memory = row_text(query, "memory", arena);
	standing->reason = row_text(query, "handoff_reason", arena);
	standing->rating = row_text(query, "rating", arena);
	standing->rating_comment = row_text(query, "rating_comment", arena);
	standing->last_number = row_int(query, "last_number");
	standing->assigned_at = row_int(query, "assigned_at");
	standing->queued_at = row_int(query, "queued_at");
	standing->reckoned_ms = row_int(query, "reckoned_ms");
	standing->line = row_text(query, "line", arena);
	standing->call = (struct call){.since = row_int(query, "called_at"),
				       .level = row_int(query, "call_level"),
				       .next_at = row_int(query, "call_at"),
				       .send_at = row_int(query, "send_at"),
				       .react_by = row_int(query, "react_by")};
	standing->repeated = row_int(query, "repeated");
}

bool standing_read(struct transaction *transaction, const struct conversation_id *id,
		   const char *key, struct arena *arena, struct standing *standing,
		   struct fault *fault)
{
	struct standing found = {.id = *id};
	bool any = false;
	struct query *query = db_query(transaction_db(transaction), &STANDING_READ);
	query_text(query, 1, id->text);
	query_text(query, 2, key);
	if (query_next(query)) {
		read_row(query, arena, &found);
		any = true;
	}
	if (!query_end(&query, fault))
		return false;
	if (!any)
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	*standing = found;
	return true;
}

/* Moves ----------------------------------------------------------------------------- */

static bool change_load(struct transaction *transaction, const struct staff_id *staff, int by,
			struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &MOVE_LOAD);
	query_text(query, 1, staff->text);
	query_int(query, 2, by);
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, staff->text));
	return query_run(&query, fault);
}

/* The agent is done with it: the group learns how long that took. */
static bool learn_pace(struct transaction *transaction, const struct standing *standing,
		       struct fault *fault)
{
	int64_t mean = 0;
	struct query *query = db_query(transaction_db(transaction), &PACE_READ);
	query_text(query, 1, standing->group.text);
	if (query_next(query))
		mean = row_int(query, "handling_ms");
	if (!query_end(&query, fault))
		return false;
	queue_pace_learn(transaction_now(transaction) - standing->assigned_at, &mean);
	query = db_query(transaction_db(transaction), &PACE_WRITE);
	query_text(query, 1, standing->group.text);
	query_int(query, 2, mean);
	return query_run(&query, fault);
}

/* The visitor's wait is over: its line learns how long it was. */
static bool learn_wait(struct transaction *transaction, const struct standing *standing,
		       struct fault *fault)
{
	return standing->owner != OWNER_QUEUE ||
	       queue_learn(transaction, standing->line,
			   transaction_now(transaction) - standing->queued_at,
			   standing->reckoned_ms, fault);
}

/* Where the conversation goes; what isn't set is NULL. */
struct goal {
	enum owner owner;
	const char *agent;
	const char *group;
	enum queue_band band;
	const char *language; /* that its line is by; NULL unless it joins one */
	const char *reason;
	int64_t assigned_at;
	int64_t seen; /* events up to this one are no news to agents */
	int64_t reckoned_ms;
	struct call call;
};

static void set_time(struct query *query, int number, bool is_set, int64_t time)
{
	if (is_set)
		query_int(query, number, time);
	else
		query_null(query, number);
}

static const char *set_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static bool write_owner(struct transaction *transaction, const struct conversation_id *id,
			const struct goal *goal, struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	struct query *query = db_query(transaction_db(transaction), &MOVE_OWNER);
	query_text(query, 1, id->text);
	query_text(query, 2, owner_name(goal->owner));
	query_text(query, 3, set_or_null(goal->agent));
	query_text(query, 4, set_or_null(goal->group));
	set_time(query, 5, goal->owner == OWNER_QUEUE, now);
	query_int(query, 6, goal->band);
	set_time(query, 7, goal->assigned_at != 0, goal->assigned_at);
	set_time(query, 8, goal->owner == OWNER_CLOSED, now);
	query_text(query, 9, goal->reason);
	query_int(query, 10, now);
	query_int(query, 11, goal->seen);
	query_int(query, 12, goal->reckoned_ms);
	set_time(query, 13, goal->call.since != 0, goal->call.since);
	query_int(query, 14, goal->call.level);
	set_time(query, 15, goal->call.next_at != 0, goal->call.next_at);
	set_time(query, 16, goal->call.react_by != 0, goal->call.react_by);
	set_time(query, 17, goal->call.send_at != 0, goal->call.send_at);
	query_text(query, 18, goal->language);
	return query_run(&query, fault);
}

/* Writes the row, and how many wait in the line it leaves and in the one it joins. */
static bool move_row(struct transaction *transaction, const struct standing *standing,
		     const struct goal *goal, struct fault *fault)
{
	if (standing->owner == OWNER_QUEUE &&
	    !line_leave(transaction, &standing->id, fault))
		return false;
	if (!write_owner(transaction, &standing->id, goal, fault))
		return false;
	return goal->owner != OWNER_QUEUE || line_join(transaction, &standing->id, fault);
}

/* What was said to the bot before the act that ends its turn is history, not
 * unread. */
static int64_t seen_before(const struct standing *standing)
{
	return standing->owner == OWNER_BOT ? standing->last_number : 0;
}

/* Loads before and after; the queue's listeners when the queue is touched. */
static bool go(struct transaction *transaction, struct standing *standing, const struct goal *goal,
	       struct fault *fault)
{
	if (standing->owner == OWNER_AGENT &&
	    !change_load(transaction, &standing->agent, -1, fault))
		return false;
	struct staff_id agent = {""};
	struct group_id group = {""};
	if (goal->agent != NULL)
		memcpy(agent.text, goal->agent, sizeof(agent.text));
	if (goal->group != NULL)
		memcpy(group.text, goal->group, sizeof(group.text));
	if (goal->owner == OWNER_AGENT && !change_load(transaction, &agent, 1, fault))
		return false;
	if (!move_row(transaction, standing, goal, fault) ||
	    !participant_settle(transaction, &standing->id, goal->owner, &agent, fault))
		return false;
	if (standing->owner == OWNER_QUEUE || goal->owner == OWNER_QUEUE)
		transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	transaction_wake(transaction, topic_of(TOPIC_CONVERSATION, standing->id.text));
	standing->owner = goal->owner;
	standing->agent = agent;
	standing->group = group;
	standing->reason = goal->reason;
	standing->assigned_at = goal->assigned_at;
	standing->call = goal->call;
	return true;
}

/* The call for a person that goes on, or begins here. */
static bool call_on(struct transaction *transaction, const struct standing *standing,
		    const struct group_id *group, struct call *call, struct fault *fault)
{
	struct call_pace pace;
	*call = standing->call;
	call->react_by = 0;
	if (call->since != 0)
		return true;
	if (!call_pace_read(transaction_db(transaction), group, &pace, fault))
		return false;
	*call = call_begin(&pace, transaction_now(transaction));
	return true;
}

bool move_to_queue(struct transaction *transaction, struct standing *standing,
		   const struct group_id *group, enum queue_band band, const char *reason,
		   struct fault *fault)
{
	struct goal goal = {.owner = OWNER_QUEUE,
			    .group = group->text,
			    .band = band,
			    .reason = reason,
			    .assigned_at = standing->assigned_at,
			    .seen = seen_before(standing)};
	return line_language(transaction, standing->language, &goal.language, fault) &&
	       queue_reckon_joining(transaction_db(transaction), &standing->id, group, band,
				    goal.language, &goal.reckoned_ms, fault) &&
	       call_on(transaction, standing, group, &goal.call, fault) &&
	       go(transaction, standing, &goal, fault);
}

static bool to_agent(struct transaction *transaction, struct standing *standing,
		     const struct staff_id *agent, const struct call *call, struct fault *fault)
{
	struct goal goal = {.owner = OWNER_AGENT,
			    .agent = agent->text,
			    .group = standing->group.text,
			    .band = QUEUE_ORDINARY,
			    .reason = standing->reason,
			    .assigned_at = transaction_now(transaction),
			    .seen = seen_before(standing),
			    .call = *call};
	return learn_wait(transaction, standing, fault) &&
	       go(transaction, standing, &goal, fault);
}

static bool awake(struct transaction *transaction, const struct staff_id *agent,
		  struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &MOVE_AWAKE);
	query_text(query, 1, agent->text);
	query_int(query, 2, transaction_now(transaction));
	return query_run(&query, fault);
}

bool move_to_agent(struct transaction *transaction, struct standing *standing,
		   const struct staff_id *agent, struct fault *fault)
{
	const struct call nobody_is_called = {0};
	return awake(transaction, agent, fault) &&
	       to_agent(transaction, standing, agent, &nobody_is_called, fault);
}

bool give_to_agent(struct transaction *transaction, struct standing *standing,
		   const struct staff_id *agent, struct fault *fault)
{
	struct call_pace pace;
	if (!call_pace_read(transaction_db(transaction), &standing->group, &pace, fault))
		return false;
	const struct call call =
	    call_for_agent(&pace, &standing->call, transaction_now(transaction));
	return to_agent(transaction, standing, agent, &call, fault);
}

bool move_to_bot(struct transaction *transaction, struct standing *standing, struct fault *fault)
{
	struct goal goal = {.owner = OWNER_BOT, .band = QUEUE_ORDINARY};
	return go(transaction, standing, &goal, fault);
}

bool move_to_closed(struct transaction *transaction, struct standing *standing, struct fault *fault)
{
	struct goal goal = {.owner = OWNER_CLOSED,
			    .group = standing->group.text,
			    .band = QUEUE_ORDINARY,
			    .reason = standing->reason,
			    .assigned_at = standing->assigned_at};
	if (standing->owner == OWNER_AGENT && !learn_pace(transaction, standing, fault))
		return false;
	return go(transaction, standing, &goal, fault);
}
