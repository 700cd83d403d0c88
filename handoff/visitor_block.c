/*
 * Visitor block: see visitor_block.h.  Reading and preparing on any thread,
 * applying on the writer's.
 */
#include "handoff/visitor_block.h"

#include <string.h>

#include "data/address.h"
#include "data/audit.h"
#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/agent_acts.h"
#include "handoff/sql_parts.h"
#include "kb/paging.h"

#define HOUR_MS 3600000LL

SQL_READ(BLOCK_KEY, "SELECT key FROM origin_key WHERE place = 1");
#define HOLDS "b.lifted_at IS NULL AND b.until_at > $2"
SQL_READ(BLOCK_CHECK,
	 "SELECT CASE WHEN EXISTS (SELECT 1 FROM visitor_block b WHERE b.conversation = c.id AND " HOLDS
	 ") OR EXISTS (SELECT 1 FROM visitor_block b WHERE b.origin = c.origin AND " HOLDS
	 ") OR EXISTS (SELECT 1 FROM visitor_block b WHERE b.member = c.member AND b.site = c.site "
	 "AND " HOLDS ") THEN 1 ELSE 0 END AS blocked FROM conversation c WHERE c.id = $1");
SQL_WRITE(BLOCK_REPLACE, "UPDATE visitor_block SET lifted_at = $2, lifted_by = $3 "
			 "WHERE conversation = $1 AND lifted_at IS NULL AND until_at > $2");
SQL_WRITE(BLOCK_ADD,
	  "INSERT INTO visitor_block (id, conversation, origin, site, member, reason, by_staff, at, "
	  "until_at) SELECT $2, id, CASE WHEN $3 = 1 THEN origin ELSE NULL END, site, member, $4, $5, "
	  "$6, $7 FROM conversation WHERE id = $1");
SQL_READ(BLOCK_LIST,
	 "SELECT b.id, b.conversation, b.reason, b.origin, b.at, b.until_at, o.display_name "
	 "FROM visitor_block b JOIN conversation c ON c.id = b.conversation "
	 "JOIN staff o ON o.id = b.by_staff JOIN staff s ON s.id = $1 "
	 "WHERE b.until_at > $2 AND b.lifted_at IS NULL AND " SQL_MAY_SEE
	 " ORDER BY b.at DESC, b.id DESC LIMIT $3");
SQL_WRITE(BLOCK_LIFT,
	  "UPDATE visitor_block SET lifted_at = $2, lifted_by = $3 WHERE id = $1 "
	  "AND lifted_at IS NULL AND until_at > $2 AND conversation IN (SELECT c.id "
	  "FROM conversation c CROSS JOIN staff s WHERE c.id = visitor_block.conversation "
	  "AND s.id = $3 AND " SQL_MAY_SEE ") RETURNING id");

/* Recognising ------------------------------------------------------------------------------ */

bool visitor_origin(struct db *db, const char *address, struct arena *arena, const char **origin,
		    struct fault *fault)
{
	const char *key = "";
	struct query *query = db_query(db, &BLOCK_KEY);
	if (query_next(query))
		key = row_text(query, "key", arena);
	if (!query_end(&query, fault))
		return false;
	char network[ADDRESS_SIZE];
	address_network(address, network);
	const char *both = arena_format(arena, "%s %s", key, network);
	struct secret_hash hash = bytes_hash(both, strlen(both));
	*origin = arena_text(arena, hash.text);
	return true;
}

bool visitor_block_check(struct db *db, const struct conversation_id *conversation, int64_t now,
			 struct fault *fault)
{
	bool blocked = false;
	struct query *query = db_query(db, &BLOCK_CHECK);
	query_text(query, 1, conversation->text);
	query_int(query, 2, now);
	if (query_next(query))
		blocked = row_int(query, "blocked") != 0;
	if (!query_end(&query, fault))
		return false;
	return !blocked || fault_set(fault, FAULT_VISITOR_BLOCKED, "");
}

/* Blocking ---------------------------------------------------------------------------------- */

/* Whoever may end it may block its visitor; once it has ended, whoever may
 * still write a note about it. */
static bool may_block(const struct scene *scene, struct fault *fault)
{
	bool closed = scene->standing.owner == OWNER_CLOSED;
	return act_allow(scene, closed ? ACTION_NOTE : ACTION_CLOSE, fault);
}

static bool replace(const struct visitor_blocking *blocking, struct transaction *transaction,
		    struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &BLOCK_REPLACE);
	query_text(query, 1, blocking->act.conversation.text);
	query_int(query, 2, transaction_now(transaction));
	query_text(query, 3, blocking->act.actor.staff.text);
	return query_run(&query, fault);
}

static bool add(struct visitor_blocking *blocking, struct transaction *transaction,
		struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	id_new(now, blocking->id);
	blocking->until = now + blocking->hours * HOUR_MS;
	struct query *query = db_query(transaction_db(transaction), &BLOCK_ADD);
	query_text(query, 1, blocking->act.conversation.text);
	query_text(query, 2, blocking->id);
	query_int(query, 3, blocking->by_address);
	query_text(query, 4, blocking->reason);
	query_text(query, 5, blocking->act.actor.staff.text);
	query_int(query, 6, now);
	query_int(query, 7, blocking->until);
	return query_run(&query, fault);
}

static bool apply_blocking(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	struct visitor_blocking *blocking = (struct visitor_blocking *)change;
	struct scene scene;
	if (!act_begin(&scene, &blocking->act, transaction, NULL, fault) ||
	    !may_block(&scene, fault) || !replace(blocking, transaction, fault) ||
	    !add(blocking, transaction, fault) ||
	    !audit_append(transaction, blocking->act.actor.staff.text, "visitor.block",
			  "conversation", blocking->act.conversation.text, NULL, fault))
		return false;
	return scene.standing.owner == OWNER_CLOSED || act_close(&scene, fault);
}

bool visitor_blocking_prepare(struct visitor_blocking *blocking, struct fault *fault)
{
	static const struct text_limit limit = {1, BLOCK_REASON_MOST, true};
	char *reason;
	blocking->act.change.apply = apply_blocking;
	if (blocking->hours < 1 || blocking->hours > BLOCK_HOURS_MOST)
		return fault_limit(fault, FAULT_OUT_OF_RANGE, "hours", blocking->hours,
				   BLOCK_HOURS_MOST);
	if (!text_clean(blocking->reason, "reason", limit, blocking->act.arena, &reason, fault))
		return false;
	blocking->reason = reason;
	return true;
}

/* The list ---------------------------------------------------------------------------------- */

bool visitor_block_list(struct db *db, const struct staff_id *staff, int64_t now,
			struct arena *arena, struct visitor_block **list, int *count,
			struct fault *fault)
{
	struct list found = list_new(arena, sizeof(struct visitor_block));
	struct query *query = db_query(db, &BLOCK_LIST);
	query_text(query, 1, staff->text);
	query_int(query, 2, now);
	query_int(query, 3, BLOCKS_SHOWN);
	while (query_next(query)) {
		struct visitor_block *block = list_add(&found);
		row_text_into(query, "id", block->id, sizeof(block->id));
		row_text_into(query, "conversation", block->conversation.text,
			      sizeof(block->conversation.text));
		block->reason = row_text(query, "reason", arena);
		block->by = row_text(query, "display_name", arena);
		block->at = row_int(query, "at");
		block->until = row_int(query, "until_at");
		block->by_address = !row_is_null(query, "origin");
	}
	if (!query_end(&query, fault))
		return false;
	*list = found.items;
	*count = found.count;
	return true;
}

static bool apply_unblocking(struct change *change, struct transaction *transaction,
			     struct fault *fault)
{
	const struct visitor_unblocking *unblocking = (const struct visitor_unblocking *)change;
	char lifted[ID_LENGTH + 1] = "";
	struct query *query = db_query(transaction_db(transaction), &BLOCK_LIFT);
	query_text(query, 1, unblocking->id);
	query_int(query, 2, transaction_now(transaction));
	query_text(query, 3, unblocking->by.text);
	while (query_next(query))
		row_text_into(query, "id", lifted, sizeof(lifted));
	if (!query_end(&query, fault))
		return false;
	if (lifted[0] == '\0')
		return fault_set(fault, FAULT_NOT_FOUND, "block");
	return audit_append(transaction, unblocking->by.text, "visitor.unblock", "block",
			    unblocking->id, NULL, fault);
}

void visitor_unblocking_prepare(struct visitor_unblocking *unblocking)
{
	unblocking->change.apply = apply_unblocking;
}
