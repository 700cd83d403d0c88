/*
 * Ticket, making: see ticket.h.  Preparing on any thread, applying on the
 * writer's.
 */
#include <stdio.h>
#include <string.h>

#include "data/text.h"
#include "handoff/act.h"
#include "handoff/sql_parts.h"
#include "handoff/ticket_internal.h"
#include "handoff/ticket_pick.h"
#include "handoff/ticket_rules.h"

#define HOUR_MS 3600000LL

SQL_READ(TICKET_TALK,
	 "SELECT c.service_group, (SELECT COUNT(*) FROM ticket k WHERE k.conversation = c.id) AS many, "
	 "CASE WHEN " SQL_MAY_SEE " THEN 1 ELSE 0 END AS sees FROM conversation c "
	 "JOIN staff s ON s.id = $2 WHERE c.id = $1");
SQL_READ(TICKET_OF_LEFT, "SELECT COUNT(*) AS many FROM ticket WHERE left_message = $1");
SQL_WRITE(TICKET_INSERT,
	  "INSERT INTO ticket (id, number, conversation, title, detail, category, priority, agent, "
	  "service_group, contact, state, due_at, next_at, made_by, created_at, changed_at, "
	  "left_message, key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, "
	  "$14, $14, $15, $16)");
/* Its title may have been changed since: as it was made. */
SQL_READ(TICKET_BY_KEY,
	 "SELECT t.id, t.conversation, t.left_message, l.after AS title FROM ticket t "
	 "JOIN ticket_line l ON l.ticket = t.id AND l.number = 1 WHERE t.made_by = $1 AND t.key = $2");

struct talk {
	struct conversation_id id;
	char group[ID_LENGTH + 1];
};

/* Two colleagues may want to make one of the same at the same time. */
static bool find_left(const struct ticket_make *make, struct db *db, struct talk *talk,
		      struct fault *fault)
{
	int64_t many = 0;
	if (!left_message_conversation(db, make->left_message, &make->by, &talk->id, fault))
		return false;
	struct query *query = db_query(db, &TICKET_OF_LEFT);
	query_text(query, 1, make->left_message);
	if (query_next(query))
		many = row_int(query, "many");
	return query_end(&query, fault) &&
	       (many == 0 || fault_set(fault, FAULT_EXISTS, "ticket"));
}

/* A left message may be somebody's (left_message.h) who may not read the
 * conversation; else only those who may read it make one of it. */
static bool find_talk(const struct ticket_make *make, struct transaction *transaction,
		      struct talk *talk, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	bool sees = false;
	int64_t many = 0;
	if (make->left_message != NULL && !find_left(make, db, talk, fault))
		return false;
	if (make->left_message == NULL)
		snprintf(talk->id.text, sizeof(talk->id.text), "%s", make->conversation);
	struct query *query = db_query(db, &TICKET_TALK);
	query_text(query, 1, talk->id.text);
	query_text(query, 2, make->by.text);
	if (query_next(query)) {
		sees = row_int(query, "sees") != 0 || make->left_message != NULL;
		many = row_int(query, "many");
		row_text_into(query, "service_group", talk->group, sizeof(talk->group));
	}
	if (!query_end(&query, fault))
		return false;
	if (!sees)
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	return many < TICKETS_OF_TALK ||
	       fault_limit(fault, FAULT_TOO_MANY, "tickets", many + 1, TICKETS_OF_TALK);
}

static bool choose(const struct ticket_make *make, struct transaction *transaction,
		   const struct talk *talk, struct ticket *ticket, struct fault *fault)
{
	struct ticket_rules rules;
	const char *group = make->group != NULL ? make->group : talk->group;
	const char *agent = make->agent != NULL ? make->agent : "";
	if (agent[0] == '\0' && group[0] == '\0')
		agent = make->by.text;
	struct ticket_pick pick = {.category = make->category,
				   .agent = agent,
				   .group = group,
				   .due_at = make->due_at};
	if (!ticket_rules_read(transaction_db(transaction), &rules, fault))
		return false;
	if (pick.due_at == 0)
		pick.due_at = transaction_now(transaction) + rules.hours[ticket->priority] * HOUR_MS;
	return ticket_pick_take(transaction, &pick, ticket, fault);
}

static bool insert(const struct ticket_make *make, struct transaction *transaction,
		   const struct ticket *ticket, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &TICKET_INSERT);
	query_text(query, 1, ticket->id);
	query_int(query, 2, ticket->number);
	query_text(query, 3, ticket->conversation.text);
	query_text(query, 4, ticket->title);
	query_text(query, 5, ticket->detail);
	ticket_bind_id(query, 6, ticket->category);
	query_text(query, 7, ticket_priority_name(ticket->priority));
	ticket_bind_id(query, 8, ticket->agent.text);
	ticket_bind_id(query, 9, ticket->group.text);
	query_text(query, 10, ticket->contact);
	query_text(query, 11, ticket_state_name(ticket->state));
	query_int(query, 12, ticket->due_at);
	query_text(query, 13, ticket->made_by.text);
	query_int(query, 14, transaction_now(transaction));
	query_text(query, 15, make->left_message);
	query_text(query, 16, make->key);
	return query_run(&query, fault);
}

static bool make_it(struct ticket_make *make, struct transaction *transaction, struct fault *fault)
{
	const struct ticket_actor actor = {TICKET_BY_STAFF, &make->by, NULL};
	struct talk talk = {.group = ""};
	struct ticket ticket = {.title = make->title,
				.detail = make->detail,
				.contact = make->contact,
				.made_by = make->by};
	if (!ticket_priority_from_name(make->priority, &ticket.priority))
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "priority");
	if (!find_talk(make, transaction, &talk, fault) ||
	    !choose(make, transaction, &talk, &ticket, fault) ||
	    !ticket_rules_number(transaction, &ticket.number, fault))
		return false;
	ticket.conversation = talk.id;
	id_new(transaction_now(transaction), ticket.id);
	memcpy(make->id, ticket.id, sizeof(make->id));
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return insert(make, transaction, &ticket, fault) &&
	       ticket_note(transaction, &ticket, &actor, "made", "", ticket.title, fault) &&
	       (make->left_message == NULL ||
		left_message_tick(transaction, make->left_message, &make->by, fault)) &&
	       ticket_tell_agent(transaction, &(struct staff_id){""}, &ticket, &actor, fault);
}

static bool is_same(const struct ticket_make *make, struct query *query, struct arena *arena)
{
	const char *title = row_text(query, "title", arena);
	const char *conversation = row_text(query, "conversation", arena);
	const char *left_message = row_text(query, "left_message", arena);
	return text_equal(title, make->title) &&
	       (make->left_message != NULL ? text_equal(left_message, make->left_message)
					   : text_equal(conversation, make->conversation));
}

static bool find_repeated(struct ticket_make *make, struct transaction *transaction,
			  struct fault *fault)
{
	bool any = false, same = false;
	struct query *query = db_query(transaction_db(transaction), &TICKET_BY_KEY);
	query_text(query, 1, make->by.text);
	query_text(query, 2, make->key);
	if (query_next(query)) {
		any = true;
		row_text_into(query, "id", make->id, sizeof(make->id));
		same = is_same(make, query, transaction_arena(transaction));
	}
	if (!query_end(&query, fault))
		return false;
	make->repeated = any;
	return !any || same || fault_set(fault, FAULT_KEY_REUSED, "key");
}

static bool apply_make(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct ticket_make *make = (struct ticket_make *)change;
	return find_repeated(make, transaction, fault) &&
	       (make->repeated || make_it(make, transaction, fault));
}

bool ticket_make_prepare(struct ticket_make *make, struct fault *fault)
{
	make->change.apply = apply_make;
	if (make->conversation == NULL && make->left_message == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "conversation");
	if (make->title == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "title");
	if (make->priority == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "priority");
	if (make->detail == NULL)
		make->detail = "";
	if (make->contact == NULL)
		make->contact = "";
	return act_key_check(make->key, fault) &&
	       ticket_pick_texts(make->arena, &make->title, &make->detail, &make->contact, fault);
}
