/*
 * Event log: see event_log.h.  Appending runs on the writer thread, reading
 * on any thread with its own reader.
 */
#include "data/event_log.h"

#include <stdlib.h>
#include <string.h>

#include "data/event_search.h"

SQL_WRITE(EVENT_NEXT_NUMBER, "UPDATE conversation SET last_number = last_number + 1, changed_at = $2 "
			     "WHERE id = $1 RETURNING last_number");
SQL_WRITE(EVENT_INSERT,
	  "INSERT INTO event (conversation, number, type, author, author_id, author_name, text, "
	  "body, staff_body, key, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
SQL_READ(EVENT_NUMBER_BY_KEY, "SELECT number FROM event WHERE conversation = $1 AND key = $2");
SQL_READ(EVENTS_AFTER,
	 "SELECT number, type, author, author_id, author_name, text, body, staff_body, key, at "
	 "FROM event WHERE conversation = $1 AND number > $2 ORDER BY number LIMIT $3");
SQL_READ(EVENTS_AFTER_STAFF,
	 "SELECT number, type, author, author_id, author_name, text, body, staff_body, key, at "
	 "FROM event e WHERE conversation = $1 AND number > $2 AND (type <> 'whisper' OR EXISTS ("
	 "SELECT 1 FROM event_reader r WHERE r.conversation = e.conversation "
	 "AND r.number = e.number AND r.staff = $4)) ORDER BY number LIMIT $3");
SQL_READ(EVENTS_AFTER_PUBLIC,
	 "SELECT number, type, author, author_id, author_name, text, body, key, at FROM event "
	 "WHERE conversation = $1 AND number > $2 "
	 "AND type NOT IN ('note', 'invited', 'declined', 'whisper') ORDER BY number LIMIT $3");
SQL_WRITE(EVENT_FOR, "INSERT INTO event_reader (conversation, number, staff) VALUES ($1, $2, $3) "
		     "ON CONFLICT DO NOTHING");

static const char *const type_names[EVENT_TYPE_COUNT] = {
#define X(code, name) [code] = name,
    EVENT_TYPES(X)
#undef X
};

static const char *const author_names[AUTHOR_KIND_COUNT] = {
    [AUTHOR_VISITOR] = "visitor",
    [AUTHOR_BOT] = "bot",
    [AUTHOR_AGENT] = "agent",
    [AUTHOR_SYSTEM] = "system",
};

const char *event_type_name(enum event_type type)
{
	return type_names[type];
}

bool event_is_for_staff(enum event_type type)
{
	return type == EVENT_NOTE || type == EVENT_INVITED || type == EVENT_DECLINED ||
	       type == EVENT_WHISPER;
}

const char *author_kind_name(enum author_kind kind)
{
	return author_names[kind];
}

/* The index of a stored name; a name we never wrote means a damaged store,
 * and nothing sensible can follow. */
static int index_of(const char *name, const char *const *names, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	abort();
}

static bool next_number(struct transaction *transaction, const char *conversation, int64_t *number,
			struct fault *fault)
{
	int64_t next = 0;
	struct query *query = db_query(transaction_db(transaction), &EVENT_NEXT_NUMBER);
	query_text(query, 1, conversation);
	query_int(query, 2, transaction_now(transaction));
	while (query_next(query))
		next = row_int(query, "last_number");
	if (!query_end(&query, fault))
		return false;
	if (next == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	*number = next;
	return true;
}

bool event_append(struct transaction *transaction, const struct conversation_id *conversation,
		  struct event *event, struct fault *fault)
{
	int64_t number = event->number;
	if (number == 0 && !next_number(transaction, conversation->text, &number, fault))
		return false;
	struct query *query = db_query(transaction_db(transaction), &EVENT_INSERT);
	query_text(query, 1, conversation->text);
	query_int(query, 2, number);
	query_text(query, 3, type_names[event->type]);
	query_text(query, 4, author_names[event->author]);
	query_text(query, 5, event->author_id);
	query_text(query, 6, event->author_name);
	query_text(query, 7, event->text);
	query_text(query, 8, event->body);
	query_text(query, 9, event->staff_body);
	query_text(query, 10, event->key);
	query_int(query, 11, transaction_now(transaction));
	if (!query_run(&query, fault) ||
	    (event->text != NULL && event->type != EVENT_WHISPER &&
	     !event_search_note(transaction, conversation, number, fault)))
		return false;
	event->number = number;
	event->at = transaction_now(transaction);
	transaction_wake(transaction, topic_of(TOPIC_CONVERSATION, conversation->text));
	return true;
}

enum lookup event_by_key(struct db *db, const struct conversation_id *conversation, const char *key,
			 int64_t *number, struct fault *fault)
{
	int64_t found = 0;
	struct query *query = db_query(db, &EVENT_NUMBER_BY_KEY);
	query_text(query, 1, conversation->text);
	query_text(query, 2, key);
	if (query_next(query))
		found = row_int(query, "number");
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (found == 0)
		return LOOKUP_ABSENT;
	*number = found;
	return LOOKUP_FOUND;
}

static void read_row(struct query *query, bool for_staff, struct arena *arena, struct event *event)
{
	char name[24];
	event->number = row_int(query, "number");
	row_text_into(query, "type", name, sizeof(name));
	event->type = (enum event_type)index_of(name, type_names, EVENT_TYPE_COUNT);
	row_text_into(query, "author", name, sizeof(name));
	event->author = (enum author_kind)index_of(name, author_names, AUTHOR_KIND_COUNT);
	event->author_id = row_text(query, "author_id", arena);
	event->author_name = row_text(query, "author_name", arena);
	event->text = row_text(query, "text", arena);
	event->body = row_text(query, "body", arena);
	event->staff_body = for_staff ? row_text(query, "staff_body", arena) : NULL;
	event->key = row_text(query, "key", arena);
	event->at = row_int(query, "at");
}

bool event_for(struct transaction *transaction, const struct conversation_id *conversation,
	       int64_t number, const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &EVENT_FOR);
	query_text(query, 1, conversation->text);
	query_int(query, 2, number);
	query_text(query, 3, staff->text);
	return query_run(&query, fault);
}

static const struct sql *const events_after[] = {
    [EVENTS_FOR_VISITOR] = &EVENTS_AFTER_PUBLIC,
    [EVENTS_FOR_STAFF] = &EVENTS_AFTER_STAFF,
    [EVENTS_FOR_OVERSEER] = &EVENTS_AFTER,
};

bool event_read(struct db *db, const struct conversation_id *conversation, int64_t after,
		const struct event_reader *reader, int most, struct arena *arena,
		struct event **events, int *count, struct fault *fault)
{
	bool for_staff = reader->kind != EVENTS_FOR_VISITOR;
	struct event *list = NULL;
	int found = 0;
	struct query *query = db_query(db, events_after[reader->kind]);
	query_text(query, 1, conversation->text);
	query_int(query, 2, after);
	query_int(query, 3, most);
	if (reader->kind == EVENTS_FOR_STAFF)
		query_text(query, 4, reader->staff.text);
	while (found < most && query_next(query)) {
		list = arena_one_more(arena, list, (size_t)found, sizeof(*list));
		read_row(query, for_staff, arena, &list[found++]);
	}
	if (!query_end(&query, fault))
		return false;
	*events = list;
	*count = found;
	return true;
}
