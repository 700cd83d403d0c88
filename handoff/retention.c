/*
 * Retention: see retention.h.  Timers' thread; applying on the writer's.
 */
#include "handoff/retention.h"

#include "data/clock.h"
#include "data/event_search.h"
#include "data/id.h"
#include "data/settings.h"

#define DAY_MS      (24LL * 3600 * 1000)
#define LOOKED_AT   10
#define EVENTS_MOST 100 /* in one change, unless a single conversation has more */

/* Nothing that anybody still needs: unchanged since $1, and at $2 no open message, block or ticket. */
#define IS_OLD                                                                                     \
	"c.changed_at < $1 AND c.owner IN ('bot', 'closed') AND NOT EXISTS (SELECT 1 FROM "        \
	"left_message m WHERE m.conversation = c.id AND m.state = 'open') AND NOT EXISTS (SELECT " \
	"1 FROM visitor_block b WHERE b.conversation = c.id AND b.until_at > $2) AND NOT EXISTS "  \
	"(SELECT 1 FROM ticket t WHERE t.conversation = c.id AND (t.state <> 'confirmed' "         \
	"OR t.changed_at >= $1)) "
SQL_READ(RETENTION_OLD, "SELECT id, last_number FROM conversation c WHERE " IS_OLD
			"ORDER BY changed_at, id LIMIT $3");
/* Whether it is still as old as it was when it was found. */
SQL_READ(RETENTION_STILL, "SELECT COUNT(*) AS found FROM conversation c WHERE " IS_OLD
			  "AND c.id = $3");

/* What points to a conversation, those first that nothing points to. */
SQL_WRITE(DROP_ASKS, "DELETE FROM unmatched_ask WHERE conversation = $1");
SQL_WRITE(DROP_SOURCES, "DELETE FROM suggestion_source WHERE conversation = $1");
SQL_WRITE(DROP_LEFT, "DELETE FROM left_message WHERE conversation = $1");
SQL_WRITE(DROP_PARTICIPANTS, "DELETE FROM participant WHERE conversation = $1");
SQL_WRITE(DROP_TIDINGS, "DELETE FROM tiding WHERE conversation = $1");
SQL_WRITE(DROP_DRAFTS, "DELETE FROM draft WHERE conversation = $1");
SQL_WRITE(DROP_READ, "DELETE FROM read_position WHERE conversation = $1");
SQL_WRITE(DROP_MENTIONS, "DELETE FROM note_mention WHERE conversation = $1");
SQL_WRITE(DROP_READERS, "DELETE FROM event_reader WHERE conversation = $1");
SQL_WRITE(DROP_WRAP_UP, "DELETE FROM wrap_up WHERE conversation = $1");
SQL_WRITE(DROP_BLOCKS, "DELETE FROM visitor_block WHERE conversation = $1");
SQL_WRITE(DROP_FILES, "DELETE FROM conversation_file WHERE conversation = $1");
SQL_WRITE(DROP_TOKENS, "DELETE FROM conversation_token WHERE conversation = $1");
SQL_WRITE(DROP_DUE, "DELETE FROM event_search_due WHERE conversation = $1");
SQL_WRITE(DROP_OUTBOX, "DELETE FROM outbox WHERE conversation = $1");
SQL_WRITE(FREE_JUDGEMENTS,
	  "UPDATE judgement SET conversation = NULL, number = NULL WHERE conversation = $1");
SQL_WRITE(FREE_GOLDEN, "UPDATE golden SET conversation = NULL, number = NULL WHERE conversation = $1");
SQL_WRITE(FREE_ROOMS, "UPDATE room_message SET conversation = NULL WHERE conversation = $1");
SQL_WRITE(DROP_TICKET_LINES,
	  "DELETE FROM ticket_line WHERE ticket IN (SELECT id FROM ticket WHERE conversation = $1)");
SQL_WRITE(DROP_TICKET_LINKS,
	  "DELETE FROM ticket_link WHERE ticket IN (SELECT id FROM ticket WHERE conversation = $1)");
SQL_WRITE(DROP_TICKETS, "DELETE FROM ticket WHERE conversation = $1");
SQL_WRITE(DROP_EVENTS, "DELETE FROM event WHERE conversation = $1");
SQL_WRITE(DROP_CONVERSATION, "DELETE FROM conversation WHERE id = $1");

static const struct sql *const steps[] = {
    &DROP_ASKS,	  &DROP_SOURCES,    &DROP_PARTICIPANTS, &DROP_TIDINGS,	&DROP_DRAFTS,
    &DROP_READ,	  &DROP_MENTIONS,   &DROP_READERS,	&DROP_WRAP_UP,	&DROP_BLOCKS,
    &DROP_FILES,  &DROP_TOKENS,	    &DROP_DUE,		&DROP_OUTBOX,	&FREE_GOLDEN,
    &FREE_JUDGEMENTS, &FREE_ROOMS,  &DROP_TICKET_LINES, &DROP_TICKET_LINKS, &DROP_TICKETS,
    &DROP_LEFT,	  &DROP_EVENTS,	    &DROP_CONVERSATION,
};

struct deleting {
	struct change change;
	int64_t before;
	struct conversation_id ids[LOOKED_AT];
	int count;
};

static bool is_still_old(struct transaction *transaction, const char *id, int64_t before, bool *is_old,
			 struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &RETENTION_STILL);
	query_int(query, 1, before);
	query_int(query, 2, transaction_now(transaction));
	query_text(query, 3, id);
	*is_old = query_next(query) && row_int(query, "found") > 0;
	return query_end(&query, fault);
}

static bool delete_one(struct transaction *transaction, const struct conversation_id *id,
		       struct fault *fault)
{
	if (!event_search_owe(transaction, id, fault))
		return false;
	for (size_t at = 0; at < sizeof(steps) / sizeof(steps[0]); at++) {
		struct query *query = db_query(transaction_db(transaction), steps[at]);
		query_text(query, 1, id->text);
		if (!query_run(&query, fault))
			return false;
	}
	return true;
}

static bool apply_deleting(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	const struct deleting *deleting = (const struct deleting *)change;
	for (int at = 0; at < deleting->count; at++) {
		bool is_old;
		if (!is_still_old(transaction, deleting->ids[at].text, deleting->before, &is_old, fault))
			return false;
		if (is_old && !delete_one(transaction, &deleting->ids[at], fault))
			return false;
	}
	return true;
}

/* The oldest ones, as many as have not too many events together. */
static bool find_old(struct db *db, struct deleting *deleting, struct fault *fault)
{
	int64_t events = 0;
	struct query *query = db_query(db, &RETENTION_OLD);
	query_int(query, 1, deleting->before);
	query_int(query, 2, clock_now());
	query_int(query, 3, LOOKED_AT);
	while (query_next(query)) {
		struct conversation_id *id = &deleting->ids[deleting->count];
		row_text_into(query, "id", id->text, sizeof(id->text));
		events += row_int(query, "last_number");
		if (deleting->count > 0 && events > EVENTS_MOST)
			break;
		deleting->count++;
	}
	return query_end(&query, fault);
}

bool retention_run(struct store *store, bool *left, struct fault *fault)
{
	int64_t days = setting_value(SETTING_CONVERSATION_DAYS);
	struct deleting deleting = {.change = {.apply = apply_deleting},
				    .before = clock_now() - days * DAY_MS};
	*left = false;
	if (days > 0 && !find_old(store_reader(store), &deleting, fault))
		return false;
	if (deleting.count == 0)
		return event_search_sweep(store, left, fault);
	*left = true;
	return store_write(store, &deleting.change, fault);
}
