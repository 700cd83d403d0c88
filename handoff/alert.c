/*
 * Alert: see alert.h.
 */
#include "handoff/alert.h"

#include "data/audit.h"
#include "data/buffer.h"
#include "data/json.h"
#include "handoff/outbox.h"
#include "handoff/summary.h"

#define PEOPLE_MOST 500 /* told of one call at once */

/* Who is called for a conversation (c) and may be told: $1 the conversation,
 * $2 since when nobody looked, $3 since when they had no such alert. */
#define ALERT_PEOPLE                                                                               \
	"FROM conversation c JOIN service_group g ON g.id = c.service_group "                      \
	"JOIN staff s ON s.blocked = 0 AND s.looked_at < $2 "
#define ALERT_QUIET(kind)                                                                          \
	"(" SUMMARY_CALLS ") = 1 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.staff = s.id "     \
	"AND o.created_at > $3 AND o.kind = '" kind "' AND o.cause = 'alert' "                     \
	"AND o.conversation <> c.id) "
SQL_SCAN(ALERT_PUSHES,
	 "SELECT p.id AS target, s.id AS staff " ALERT_PEOPLE "AND s.alert_push = 1 "
	 "JOIN push_device p ON p.staff = s.id JOIN staff_session x ON x.id = p.session "
	 "AND x.expires_at > $4 WHERE c.id = $1 AND " ALERT_QUIET("push") "LIMIT $5");
SQL_SCAN(ALERT_MAILS,
	 "SELECT s.email AS target, s.id AS staff " ALERT_PEOPLE "AND s.alert_mail = 1 "
	 "AND s.email <> '' JOIN outgoing t ON t.id = 1 AND t.mail_server <> '' "
	 "AND t.mail_sender <> '' WHERE c.id = $1 AND " ALERT_QUIET("mail") "AND $4 > 0 LIMIT $5");
SQL_READ(ALERT_WEBHOOK, "SELECT COUNT(*) AS many FROM outgoing WHERE id = 1 AND webhook_url <> ''");
SQL_READ(ALERT_GROUP, "SELECT g.name FROM conversation c JOIN service_group g "
		      "ON g.id = c.service_group WHERE c.id = $1");
SQL_READ(ALERT_CHOICE, "SELECT email, alert_push, alert_mail FROM staff WHERE id = $1");
SQL_WRITE(ALERT_CHOOSE,
	  "UPDATE staff SET email = COALESCE($2, email), "
	  "alert_push = CASE WHEN $3 < 0 THEN alert_push ELSE $3 END, "
	  "alert_mail = CASE WHEN $4 < 0 THEN alert_mail ELSE $4 END WHERE id = $1");
SQL_WRITE(ALERT_LOOK, "UPDATE staff SET looked_at = $2 WHERE id = $1");

/* One call, one way ------------------------------------------------------------------------ */

struct telling {
	struct transaction *transaction;
	const struct conversation_id *conversation;
	const struct call *call;
	const char *facts;
};

struct person {
	const char *target;
	struct staff_id staff;
};

static bool read_people(const struct telling *telling, const struct sql *sql, int64_t quiet_ms,
			struct person **people, int *count, struct fault *fault)
{
	int found = 0;
	struct arena *arena = transaction_arena(telling->transaction);
	int64_t now = transaction_now(telling->transaction);
	struct person *list = NULL;
	struct query *query = db_query(transaction_db(telling->transaction), sql);
	query_text(query, 1, telling->conversation->text);
	query_int(query, 2, now - ALERT_LOOKS_MS);
	query_int(query, 3, now - quiet_ms);
	query_int(query, 4, now);
	query_int(query, 5, PEOPLE_MOST);
	while (found < PEOPLE_MOST && query_next(query)) {
		list = arena_one_more(arena, list, (size_t)found, sizeof(*list));
		list[found].target = row_text(query, "target", arena);
		row_text_into(query, "staff", list[found].staff.text, sizeof(list[found].staff.text));
		found++;
	}
	*people = list;
	*count = found;
	return query_end(&query, fault);
}

/* Everybody is told of one call once a way; browsers once more at each level,
 * until it repeats. */
static bool put_one(const struct telling *telling, enum outbox_kind kind,
		    const struct person *person, struct fault *fault)
{
	int64_t level = telling->call->level < CALL_ADMINS ? telling->call->level : CALL_ADMINS;
	struct outbox_item item = {
	    .kind = kind,
	    .cause = OUTBOX_ALERT,
	    .target = person->target,
	    .conversation = telling->conversation,
	    .staff = person->staff.text[0] == '\0' ? NULL : &person->staff,
	    .facts = telling->facts,
	    .once = arena_format(transaction_arena(telling->transaction), "alert %s %lld %s %s %lld",
				 telling->conversation->text, (long long)telling->call->since,
				 outbox_kind_name(kind),
				 kind == OUTBOX_MAIL ? person->staff.text : person->target,
				 (long long)(kind == OUTBOX_PUSH ? level : 0))};
	return outbox_put(telling->transaction, &item, fault);
}

static bool tell_people(const struct telling *telling, enum outbox_kind kind, const struct sql *sql,
			int64_t quiet_ms, struct fault *fault)
{
	struct person *people;
	int count;
	if (!read_people(telling, sql, quiet_ms, &people, &count, fault))
		return false;
	for (int at = 0; at < count; at++)
		if (!put_one(telling, kind, &people[at], fault))
			return false;
	return true;
}

static bool tell_webhook(const struct telling *telling, struct fault *fault)
{
	const struct person nobody = {.target = ""};
	struct query *query = db_query(transaction_db(telling->transaction), &ALERT_WEBHOOK);
	bool wanted = query_next(query) && row_int(query, "many") > 0;
	return query_end(&query, fault) && (!wanted || put_one(telling, OUTBOX_WEBHOOK, &nobody, fault));
}

/* What there is to say ---------------------------------------------------------------------- */

static bool read_facts(struct telling *telling, struct fault *fault)
{
	struct arena *arena = transaction_arena(telling->transaction);
	const char *group = "";
	struct query *query = db_query(transaction_db(telling->transaction), &ALERT_GROUP);
	query_text(query, 1, telling->conversation->text);
	if (query_next(query))
		group = row_text(query, "name", arena);
	if (!query_end(&query, fault))
		return false;
	struct buffer facts = buffer_new(2000);
	struct json_writer json = json_writer(&facts);
	json_open_object(&json, NULL);
	json_add_text(&json, "group", group);
	json_add_int(&json, "since", telling->call->since);
	json_add_int(&json, "level", telling->call->level);
	json_close_object(&json);
	telling->facts = arena_copy_text(arena, facts.bytes, facts.length);
	buffer_free(&facts);
	return true;
}

bool alert_put(struct transaction *transaction, const struct conversation_id *conversation,
	       const struct call_pace *pace, const struct call *call, struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	struct telling telling = {.transaction = transaction, .conversation = conversation, .call = call};
	if (!call_sends_any(pace, call, now))
		return true;
	return read_facts(&telling, fault) &&
	       (!call_sends(pace, call, CALL_BY_PUSH, now) ||
		tell_people(&telling, OUTBOX_PUSH, &ALERT_PUSHES, ALERT_PUSH_QUIET_MS, fault)) &&
	       (!call_sends(pace, call, CALL_BY_MAIL, now) ||
		tell_people(&telling, OUTBOX_MAIL, &ALERT_MAILS, ALERT_MAIL_QUIET_MS, fault)) &&
	       (!call_sends(pace, call, CALL_BY_WEBHOOK, now) || tell_webhook(&telling, fault));
}

/* How somebody is reached ------------------------------------------------------------------- */

bool alert_choice_read(struct db *db, const struct staff_id *staff, struct arena *arena,
		       struct alert_choice *choice, struct fault *fault)
{
	struct alert_choice found = {.email = ""};
	struct query *query = db_query(db, &ALERT_CHOICE);
	query_text(query, 1, staff->text);
	bool any = query_next(query);
	if (any)
		found = (struct alert_choice){.email = row_text(query, "email", arena),
					      .by_push = row_int(query, "alert_push") != 0,
					      .by_mail = row_int(query, "alert_mail") != 0};
	if (!query_end(&query, fault))
		return false;
	*choice = found;
	return any || fault_set(fault, FAULT_NOT_FOUND, "staff");
}

static bool apply_choice(struct change *change_, struct transaction *transaction,
			 struct fault *fault)
{
	const struct alert_choice_change *change = (const struct alert_choice_change *)change_;
	struct alert_choice before;
	struct db *db = transaction_db(transaction);
	if (!alert_choice_read(db, &change->staff, transaction_arena(transaction), &before, fault))
		return false;
	struct query *query = db_query(db, &ALERT_CHOOSE);
	query_text(query, 1, change->staff.text);
	query_text(query, 2, change->email);
	query_int(query, 3, change->by_push);
	query_int(query, 4, change->by_mail);
	return query_run(&query, fault) &&
	       (change->email == NULL || audit_append(transaction, change->by.text, "staff.email", "staff",
						      change->staff.text, NULL, fault));
}

void alert_choice_change_prepare(struct alert_choice_change *change)
{
	change->change.apply = apply_choice;
}

static bool apply_look(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct alert_look *look = (const struct alert_look *)change;
	struct query *query = db_query(transaction_db(transaction), &ALERT_LOOK);
	query_text(query, 1, look->staff.text);
	query_int(query, 2, transaction_now(transaction));
	return query_run(&query, fault);
}

void alert_look_prepare(struct alert_look *look)
{
	look->change.apply = apply_look;
}
