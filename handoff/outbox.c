/*
 * Outbox: see outbox.h.
 */
#include "handoff/outbox.h"

#include <stdio.h>
#include <string.h>

#include "data/vault.h"

SQL_WRITE(OUTBOX_FORGET_FAILED,
	  "DELETE FROM outbox WHERE once = $1 AND state IN ('failed', 'dropped')");
SQL_WRITE(OUTBOX_PUT,
	  "INSERT INTO outbox (id, kind, cause, once, target, conversation, staff, by_visitor, facts, "
	  "created_at, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) "
	  "ON CONFLICT (once) DO NOTHING");
SQL_READ(OUTBOX_DUE,
	 "SELECT id, cause, target, conversation, staff, facts, created_at FROM outbox "
	 "WHERE state = 'waiting' AND kind = $1 AND next_at <= $2 ORDER BY next_at LIMIT $3");
SQL_READ(OUTBOX_NEXT,
	 "SELECT MIN(next_at) AS due FROM outbox WHERE state = 'waiting' AND kind = $1");
SQL_READ(OUTBOX_TRIED, "SELECT tries, created_at FROM outbox WHERE id = $1 AND state = 'waiting'");
SQL_WRITE(OUTBOX_SETTLE,
	  "UPDATE outbox SET state = $2, tries = tries + 1, status = $3, reason = $4, next_at = $5, "
	  "ended_at = $6, reason_type = $7 WHERE id = $1 AND state = 'waiting'");
SQL_WRITE(OUTBOX_DEVICE_GONE,
	  "DELETE FROM push_device WHERE id = (SELECT target FROM outbox WHERE id = $1)");
SQL_WRITE(OUTBOX_HURRY, "UPDATE outbox SET next_at = $1 WHERE state = 'waiting' AND next_at > $1");
SQL_WRITE(OUTBOX_TIDY, "DELETE FROM outbox WHERE ended_at < $1");
SQL_READ(OUTBOX_LIST,
	 "SELECT o.id, o.kind, o.cause, o.target, s.display_name AS staff_name, o.conversation, o.state, "
	 "o.tries, o.status, o.reason, o.reason_type, o.created_at, o.next_at, o.ended_at FROM outbox o "
	 "LEFT JOIN staff s ON s.id = o.staff WHERE o.id < $1 AND ($2 = '' OR o.kind = $2) "
	 "AND ($3 = '' OR o.state = $3) ORDER BY o.id DESC LIMIT $4");

static const char *const kind_names[OUTBOX_KIND_COUNT] = {
#define X(code, name) [code] = name,
    OUTBOX_KINDS(X)
#undef X
};
static const char *const cause_names[OUTBOX_CAUSE_COUNT] = {
#define X(code, name) [code] = name,
    OUTBOX_CAUSES(X)
#undef X
};

const char *outbox_kind_name(enum outbox_kind kind)
{
	return kind_names[kind];
}

/* The cause of a row that we wrote. */
static enum outbox_cause cause_from_name(const char *name)
{
	int at = 0;
	while (at < OUTBOX_CAUSE_COUNT - 1 && strcmp(cause_names[at], name) != 0)
		at++;
	return (enum outbox_cause)at;
}

/* Putting ------------------------------------------------------------------------------ */

static bool forget_failed(struct db *db, const char *once, struct fault *fault)
{
	struct query *query = db_query(db, &OUTBOX_FORGET_FAILED);
	query_text(query, 1, once);
	return query_run(&query, fault);
}

bool outbox_put(struct transaction *transaction, const struct outbox_item *item, struct fault *fault)
{
	char id[ID_LENGTH + 1];
	struct db *db = transaction_db(transaction);
	if (!forget_failed(db, item->once, fault))
		return false;
	id_new(transaction_now(transaction), id);
	struct query *query = db_query(db, &OUTBOX_PUT);
	query_text(query, 1, id);
	query_text(query, 2, kind_names[item->kind]);
	query_text(query, 3, cause_names[item->cause]);
	query_text(query, 4, item->once);
	query_text(query, 5, item->target);
	query_text(query, 6, item->conversation == NULL ? NULL : item->conversation->text);
	query_text(query, 7, item->staff == NULL ? NULL : item->staff->text);
	query_int(query, 8, item->by_visitor);
	query_text(query, 9, item->facts);
	query_int(query, 10, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_OUTBOX, ""));
	return query_run(&query, fault);
}

bool outbox_hurry(struct transaction *transaction, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &OUTBOX_HURRY);
	query_int(query, 1, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_OUTBOX, ""));
	return query_run(&query, fault);
}

/* Taking -------------------------------------------------------------------------------- */

bool outbox_due(struct db *db, enum outbox_kind kind, int64_t now, int most, struct arena *arena,
		struct outbox_row **rows, int *count, struct fault *fault)
{
	int found = 0;
	struct outbox_row *list = arena_array(arena, (size_t)most, sizeof(*list));
	struct query *query = db_query(db, &OUTBOX_DUE);
	query_text(query, 1, kind_names[kind]);
	query_int(query, 2, now);
	query_int(query, 3, most);
	while (found < most && query_next(query)) {
		struct outbox_row *row = &list[found++];
		row->kind = kind;
		row->cause = cause_from_name(row_text(query, "cause", arena));
		row->target = row_text(query, "target", arena);
		row->facts = row_text(query, "facts", arena);
		row->created_at = row_int(query, "created_at");
		row_text_into(query, "id", row->id, sizeof(row->id));
		row_text_into(query, "conversation", row->conversation.text,
			      sizeof(row->conversation.text));
		row_text_into(query, "staff", row->staff.text, sizeof(row->staff.text));
	}
	*rows = list;
	*count = found;
	return query_end(&query, fault);
}

bool outbox_next_due(struct db *db, enum outbox_kind kind, int64_t *due, struct fault *fault)
{
	int64_t found = INT64_MAX;
	struct query *query = db_query(db, &OUTBOX_NEXT);
	query_text(query, 1, kind_names[kind]);
	if (query_next(query) && !row_is_null(query, "due"))
		found = row_int(query, "due");
	if (!query_end(&query, fault))
		return false;
	*due = found;
	return true;
}

/* Settling ------------------------------------------------------------------------------- */

int64_t outbox_pause_ms(int64_t tries)
{
	static const int seconds[] = {10, 60, 300, 900, 1800, 3600};
	int64_t last = (int64_t)(sizeof(seconds) / sizeof(*seconds)) - 1;
	return 1000LL * seconds[tries - 1 < last ? tries - 1 : last];
}

/* When it is tried again; 0: it has had its day. */
static bool read_again(struct transaction *transaction, const struct outbox_result *result,
		       int64_t *again, struct fault *fault)
{
	int64_t now = transaction_now(transaction), gives_up = 0, pause = 0;
	struct query *query = db_query(transaction_db(transaction), &OUTBOX_TRIED);
	query_text(query, 1, result->id);
	if (query_next(query)) {
		gives_up = row_int(query, "created_at") + OUTBOX_GIVES_UP_MS;
		pause = outbox_pause_ms(row_int(query, "tries") + 1);
	}
	if (result->wait_ms > pause)
		pause = result->wait_ms;
	*again = now + pause <= gives_up ? now + pause : 0;
	return query_end(&query, fault);
}

static bool settle_one(struct transaction *transaction, const struct outbox_result *result,
		       struct fault *fault)
{
	static const char *const states[] = {[OUTBOX_SENT] = "sent", [OUTBOX_AGAIN] = "failed",
					     [OUTBOX_FAILED] = "failed", [OUTBOX_DROPPED] = "dropped"};
	int64_t now = transaction_now(transaction), again = 0;
	if (result->outcome == OUTBOX_AGAIN && !read_again(transaction, result, &again, fault))
		return false;
	struct query *query = db_query(transaction_db(transaction), &OUTBOX_SETTLE);
	query_text(query, 1, result->id);
	query_text(query, 2, again != 0 ? "waiting" : states[result->outcome]);
	query_int(query, 3, result->status);
	query_text(query, 4, result->reason.detail);
	query_int(query, 5, again != 0 ? again : now);
	if (again == 0)
		query_int(query, 6, now);
	query_text(query, 7, result->outcome == OUTBOX_SENT ? "" : fault_type(result->reason.code));
	return query_run(&query, fault);
}

static bool forget_device(struct transaction *transaction, const struct outbox_result *result,
			  struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &OUTBOX_DEVICE_GONE);
	query_text(query, 1, result->id);
	return query_run(&query, fault);
}

static bool apply_settle(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct outbox_settle *settle = (const struct outbox_settle *)change;
	for (int at = 0; at < settle->count; at++) {
		const struct outbox_result *result = &settle->results[at];
		if (!settle_one(transaction, result, fault) ||
		    (result->device_gone && !forget_device(transaction, result, fault)))
			return false;
	}
	return true;
}

void outbox_settle_prepare(struct outbox_settle *settle)
{
	settle->change.apply = apply_settle;
}

static bool apply_tidy(struct change *change, struct transaction *transaction, struct fault *fault)
{
	(void)change;
	struct query *query = db_query(transaction_db(transaction), &OUTBOX_TIDY);
	query_int(query, 1, transaction_now(transaction) - OUTBOX_KEEPS_MS);
	return query_run(&query, fault);
}

void outbox_tidy_prepare(struct outbox_tidy *tidy)
{
	tidy->change.apply = apply_tidy;
}

/* Showing -------------------------------------------------------------------------------- */

static void read_reason(struct query *query, struct arena *arena, struct fault *reason)
{
	enum fault_code code = FAULT_NONE;
	const char *detail = row_text(query, "reason", arena);
	/* Those of before there were types have a detail alone. */
	if (!fault_from_type(row_text(query, "reason_type", arena), &code) && detail[0] != '\0')
		code = FAULT_SEND_FAILED;
	fault_detail(reason, code, code == FAULT_SECRET_LOST ? VAULT_FILE : "", "%s", detail);
}

static void read_line(struct query *query, struct arena *arena, struct outbox_line *line)
{
	row_text_into(query, "id", line->id, sizeof(line->id));
	line->kind = row_text(query, "kind", arena);
	line->cause = row_text(query, "cause", arena);
	line->target = row_text(query, "target", arena);
	if (strcmp(line->kind, "mail") != 0)
		line->target = "";
	line->staff_name = row_text(query, "staff_name", arena);
	row_text_into(query, "conversation", line->conversation.text, sizeof(line->conversation.text));
	line->state = row_text(query, "state", arena);
	line->tries = (int)row_int(query, "tries");
	line->status = (int)row_int(query, "status");
	read_reason(query, arena, &line->reason);
	line->created_at = row_int(query, "created_at");
	line->next_at = row_int(query, "next_at");
	line->ended_at = row_int(query, "ended_at");
}

bool outbox_list(struct db *db, const struct outbox_filter *filter, struct arena *arena,
		 struct outbox_line **list, int *count, struct fault *fault)
{
	int found = 0;
	struct outbox_line *lines = arena_array(arena, (size_t)filter->most, sizeof(*lines));
	struct query *query = db_query(db, &OUTBOX_LIST);
	query_text(query, 1, filter->before == NULL ? "z" : filter->before);
	query_text(query, 2, filter->kind == NULL ? "" : filter->kind);
	query_text(query, 3, filter->state == NULL ? "" : filter->state);
	query_int(query, 4, filter->most);
	while (found < filter->most && query_next(query))
		read_line(query, arena, &lines[found++]);
	*list = lines;
	*count = found;
	return query_end(&query, fault);
}
