/*
 * Call: see call.h.  Taking conversations back from those who don't react is
 * queue_return.c.  The arithmetic is pure; due steps are the writer's.
 */
#include "handoff/call.h"

#include "handoff/alert.h"
#include "handoff/queue.h"

/* Steps in one transaction, so that a long queue keeps nobody waiting. */
#define STEPS_AT_ONCE 500

SQL_READ(CALL_PACE, "SELECT " CALL_PACE_COLUMNS " FROM service_group g WHERE g.id = $1");
#define DUE_SELECT                                                                                 \
	"SELECT c.id, c.agent, c.called_at, c.call_level, c.call_at, c.send_at, c.react_by, "      \
	CALL_PACE_COLUMNS " FROM conversation c JOIN service_group g ON g.id = c.service_group "
SQL_READ(CALL_DUE, DUE_SELECT "WHERE c.call_at <= $1 ORDER BY c.call_at LIMIT $2");
SQL_READ(CALL_SEND_DUE, DUE_SELECT "WHERE c.send_at <= $1 ORDER BY c.send_at LIMIT $2");
SQL_READ(CALL_NEXT_STEP, "SELECT MIN(call_at) AS due FROM conversation WHERE call_at IS NOT NULL");
SQL_READ(CALL_NEXT_SEND, "SELECT MIN(send_at) AS due FROM conversation WHERE send_at IS NOT NULL");
SQL_READ(CALL_NEXT_MISSED,
	 "SELECT MIN(react_by) AS due FROM conversation WHERE react_by IS NOT NULL");
SQL_READ(CALL_MISSED, "SELECT id, agent FROM conversation WHERE react_by <= $1 "
		      "ORDER BY react_by LIMIT 1");
SQL_WRITE(CALL_STEP, "UPDATE conversation SET call_level = $2, call_at = $3 WHERE id = $1");
SQL_WRITE(CALL_SENT, "UPDATE conversation SET send_at = $2 WHERE id = $1");
SQL_WRITE(CALL_ANSWER, "UPDATE conversation SET called_at = NULL, call_level = 0, call_at = NULL, "
		       "send_at = NULL, react_by = NULL WHERE id = $1");
SQL_WRITE(CALL_SPARE, "UPDATE conversation SET react_by = $1 WHERE react_by < $1");
SQL_WRITE(CALL_AWAY, "UPDATE staff SET presence = 'away', away_reason = 'missed' "
		     "WHERE id = $1 AND presence = 'online'");

/* Steps ------------------------------------------------------------------------------- */

static bool calls_at_all(const struct call_pace *pace)
{
	for (int level = CALL_AGAIN; level < CALL_LEVEL_COUNT; level++)
		if (pace->seconds[level] > 0)
			return true;
	return false;
}

/* The level after this one, and when it comes. */
static int64_t next_level(const struct call_pace *pace, int64_t level)
{
	int64_t next = level + 1;
	while (next < CALL_LEVEL_COUNT && pace->seconds[next] == 0)
		next++;
	return next;
}

static int64_t time_of(const struct call_pace *pace, int64_t since, int64_t level, int64_t now)
{
	if (!calls_at_all(pace))
		return 0;
	return level < CALL_LEVEL_COUNT ? since + pace->seconds[level] * 1000 : now + CALL_REPEAT_MS;
}

bool call_sends(const struct call_pace *pace, const struct call *call, enum call_way way,
		int64_t now)
{
	return pace->way_seconds[way] > 0 && call->since + pace->way_seconds[way] * 1000 <= now;
}

bool call_sends_any(const struct call_pace *pace, const struct call *call, int64_t now)
{
	for (int way = 0; way < CALL_WAY_COUNT; way++)
		if (call_sends(pace, call, (enum call_way)way, now))
			return true;
	return false;
}

/* The first way whose time is still to come. */
struct call call_sent(const struct call_pace *pace, const struct call *call, int64_t now)
{
	struct call sent = *call;
	sent.send_at = 0;
	for (int way = 0; way < CALL_WAY_COUNT; way++) {
		int64_t at = call->since + pace->way_seconds[way] * 1000;
		if (pace->way_seconds[way] > 0 && at > now && (sent.send_at == 0 || at < sent.send_at))
			sent.send_at = at;
	}
	return sent;
}

struct call call_begin(const struct call_pace *pace, int64_t now)
{
	struct call call = {.since = now};
	call.next_at = time_of(pace, now, next_level(pace, CALL_AT_ONCE), now);
	return call_sent(pace, &call, now);
}

struct call call_louder(const struct call_pace *pace, const struct call *call, int64_t now)
{
	struct call louder = *call;
	louder.level = next_level(pace, call->level);
	louder.next_at = time_of(pace, call->since, next_level(pace, louder.level), now);
	return louder;
}

struct call call_for_agent(const struct call_pace *pace, const struct call *call, int64_t now)
{
	struct call given = call->since != 0 ? *call : call_begin(pace, now);
	given.react_by = pace->accept_seconds > 0 ? now + pace->accept_seconds * 1000 : 0;
	return given;
}

/* Reading ----------------------------------------------------------------------------- */

struct call_pace call_pace_row(struct query *query)
{
	return (struct call_pace){
	    .accept_seconds = row_int(query, "accept_seconds"),
	    .seconds = {[CALL_AGAIN] = row_int(query, "again_seconds"),
			[CALL_SUPERVISORS] = row_int(query, "supervisors_seconds"),
			[CALL_ADMINS] = row_int(query, "admins_seconds")},
	    .way_seconds = {[CALL_BY_PUSH] = row_int(query, "push_seconds"),
			    [CALL_BY_MAIL] = row_int(query, "mail_seconds"),
			    [CALL_BY_WEBHOOK] = row_int(query, "webhook_seconds")}};
}

bool call_pace_read(struct db *db, const struct group_id *group, struct call_pace *pace,
		    struct fault *fault)
{
	struct call_pace found = {0};
	struct query *query = db_query(db, &CALL_PACE);
	query_text(query, 1, group->text);
	if (query_next(query))
		found = call_pace_row(query);
	if (!query_end(&query, fault))
		return false;
	*pace = found;
	return true;
}

static bool earlier_due(struct db *db, const struct sql *sql, int64_t *due, struct fault *fault)
{
	struct query *query = db_query(db, sql);
	if (query_next(query) && !row_is_null(query, "due") && row_int(query, "due") < *due)
		*due = row_int(query, "due");
	return query_end(&query, fault);
}

bool call_next_due(struct db *db, int64_t *due, struct fault *fault)
{
	int64_t found = INT64_MAX;
	if (!earlier_due(db, &CALL_NEXT_STEP, &found, fault) ||
	    !earlier_due(db, &CALL_NEXT_SEND, &found, fault) ||
	    !earlier_due(db, &CALL_NEXT_MISSED, &found, fault))
		return false;
	*due = found;
	return true;
}

/* Louder ------------------------------------------------------------------------------- */

struct due_call {
	struct conversation_id conversation;
	struct staff_id agent; /* "" while it waits */
	struct call_pace pace;
	struct call call;
};

static void read_due(struct query *query, struct due_call *due)
{
	*due = (struct due_call){.pace = call_pace_row(query),
				 .call = {.since = row_int(query, "called_at"),
					  .level = row_int(query, "call_level"),
					  .next_at = row_int(query, "call_at"),
					  .send_at = row_int(query, "send_at"),
					  .react_by = row_int(query, "react_by")}};
	row_text_into(query, "id", due->conversation.text, sizeof(due->conversation.text));
	row_text_into(query, "agent", due->agent.text, sizeof(due->agent.text));
}

static bool read_all_due(struct transaction *transaction, const struct sql *sql,
			 struct due_call **list, int *count, struct fault *fault)
{
	int found = 0;
	struct due_call *rows =
	    arena_array(transaction_arena(transaction), STEPS_AT_ONCE, sizeof(*rows));
	struct query *query = db_query(transaction_db(transaction), sql);
	query_int(query, 1, transaction_now(transaction));
	query_int(query, 2, STEPS_AT_ONCE);
	while (found < STEPS_AT_ONCE && query_next(query))
		read_due(query, &rows[found++]);
	*list = rows;
	*count = found;
	return query_end(&query, fault);
}

/* After a long sleep several steps are due at once: only the last is heard. */
static struct call loudest(const struct due_call *due, int64_t now)
{
	struct call call = due->call;
	while (call.next_at != 0 && call.next_at <= now)
		call = call_louder(&due->pace, &call, now);
	return call;
}

static bool step(struct transaction *transaction, const struct due_call *due, struct fault *fault)
{
	struct call call = loudest(due, transaction_now(transaction));
	struct query *query = db_query(transaction_db(transaction), &CALL_STEP);
	query_text(query, 1, due->conversation.text);
	query_int(query, 2, call.level);
	if (call.next_at != 0)
		query_int(query, 3, call.next_at);
	if (due->agent.text[0] != '\0')
		transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, due->agent.text));
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return query_run(&query, fault) &&
	       alert_put(transaction, &due->conversation, &due->pace, &call, fault);
}

static bool send_out(struct transaction *transaction, const struct due_call *due, struct fault *fault)
{
	struct call call = call_sent(&due->pace, &due->call, transaction_now(transaction));
	struct query *query = db_query(transaction_db(transaction), &CALL_SENT);
	query_text(query, 1, due->conversation.text);
	if (call.send_at != 0)
		query_int(query, 2, call.send_at);
	return query_run(&query, fault) &&
	       alert_put(transaction, &due->conversation, &due->pace, &call, fault);
}

typedef bool (*due_step)(struct transaction *transaction, const struct due_call *due,
			 struct fault *fault);

static bool take_steps(struct transaction *transaction, const struct sql *sql, due_step take,
		       struct fault *fault)
{
	struct due_call *list;
	int count;
	if (!read_all_due(transaction, sql, &list, &count, fault))
		return false;
	for (int i = 0; i < count; i++)
		if (!take(transaction, &list[i], fault))
			return false;
	return true;
}

/* Missed ------------------------------------------------------------------------------- */

static enum lookup next_missed(struct transaction *transaction, struct due_call *due,
			       struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(transaction_db(transaction), &CALL_MISSED);
	query_int(query, 1, transaction_now(transaction));
	if (query_next(query)) {
		any = true;
		row_text_into(query, "id", due->conversation.text, sizeof(due->conversation.text));
		row_text_into(query, "agent", due->agent.text, sizeof(due->agent.text));
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

static bool set_away(struct transaction *transaction, const struct staff_id *agent,
		     struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &CALL_AWAY);
	query_text(query, 1, agent->text);
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, agent->text));
	return query_run(&query, fault);
}

static bool take_missed(struct transaction *transaction, struct fault *fault)
{
	struct due_call due;
	enum lookup lookup;
	bool any = false;
	while ((lookup = next_missed(transaction, &due, fault)) == LOOKUP_FOUND) {
		any = true;
		if (!set_away(transaction, &due.agent, fault) ||
		    !queue_take_back(transaction, &due.conversation, &due.agent, fault))
			return false;
	}
	return lookup == LOOKUP_ABSENT && (!any || queue_assign(transaction, NULL, fault));
}

bool call_run_due(struct transaction *transaction, struct fault *fault)
{
	return take_steps(transaction, &CALL_DUE, step, fault) &&
	       take_steps(transaction, &CALL_SEND_DUE, send_out, fault) && take_missed(transaction, fault);
}

/* Answered ------------------------------------------------------------------------------ */

bool call_answer(struct transaction *transaction, const struct conversation_id *conversation,
		 struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &CALL_ANSWER);
	query_text(query, 1, conversation->text);
	return query_run(&query, fault);
}

bool call_spare(struct transaction *transaction, int64_t grace_ms, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &CALL_SPARE);
	query_int(query, 1, transaction_now(transaction) + grace_ms);
	return query_run(&query, fault);
}
