/*
 * Ticket pick: see ticket_pick.h.
 */
#include "handoff/ticket_pick.h"

#include <stdio.h>
#include <string.h>

#include "data/mail.h"
#include "data/text.h"
#include "handoff/group.h"
#include "handoff/staff.h"

#define DUE_MOST_MS (10LL * 366 * 24 * 3600 * 1000)

SQL_READ(TICKET_CATEGORY, "SELECT name FROM wrap_topic WHERE id = $1 AND is_active = 1");

/* Texts ------------------------------------------------------------------------------------ */

static bool clean(struct arena *arena, const char *field, struct text_limit limit, const char **text,
		  struct fault *fault)
{
	char *cleaned;
	if (*text == NULL)
		return true;
	if (!text_clean(*text, field, limit, arena, &cleaned, fault))
		return false;
	*text = cleaned;
	return true;
}

bool ticket_pick_text(struct arena *arena, const char *field, size_t least, const char **text,
		      struct fault *fault)
{
	const struct text_limit limit = {least, TICKET_TEXT_MOST, false};
	return clean(arena, field, limit, text, fault);
}

/* What its customer is promised is sent there, so it must be an address that mail can be sent to. */
static bool is_contact(const char *contact, struct arena *arena)
{
	return contact[0] == '\0' || contact_is_phone(contact) ||
	       (contact_is_email(contact) && mail_address_in_ascii(contact, arena) != NULL);
}

bool ticket_pick_texts(struct arena *arena, const char **title, const char **detail,
		       const char **contact, struct fault *fault)
{
	static const struct text_limit title_limit = {1, TICKET_TITLE_MOST, true};
	static const struct text_limit contact_limit = {0, TICKET_CONTACT_MOST, true};
	if (!clean(arena, "title", title_limit, title, fault) ||
	    !ticket_pick_text(arena, "detail", 0, detail, fault) ||
	    !clean(arena, "contact", contact_limit, contact, fault))
		return false;
	return *contact == NULL || is_contact(*contact, arena) ||
	       fault_set(fault, FAULT_BAD_CONTACT, "contact");
}

/* Choices ---------------------------------------------------------------------------------- */

static bool take_category(struct transaction *transaction, const char *id, struct ticket *ticket,
			  struct fault *fault)
{
	ticket->category_name = NULL;
	snprintf(ticket->category, sizeof(ticket->category), "%s", id);
	if (id[0] == '\0')
		return true;
	struct query *query = db_query(transaction_db(transaction), &TICKET_CATEGORY);
	query_text(query, 1, id);
	if (query_next(query))
		ticket->category_name = row_text(query, "name", transaction_arena(transaction));
	if (!query_end(&query, fault))
		return false;
	return ticket->category_name != NULL || fault_set(fault, FAULT_NOT_FOUND, "category");
}

static bool take_agent(struct transaction *transaction, const char *id, struct ticket *ticket,
		       struct fault *fault)
{
	struct staff staff;
	ticket->agent_name = NULL;
	snprintf(ticket->agent.text, sizeof(ticket->agent.text), "%s", id);
	if (id[0] == '\0')
		return true;
	enum lookup found = staff_by_id(transaction_db(transaction), &ticket->agent,
					transaction_arena(transaction), &staff, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT || !role_serves(staff.role))
		return fault_set(fault, FAULT_NOT_FOUND, "agent");
	ticket->agent_name = staff.display_name;
	return !staff.blocked || fault_set(fault, FAULT_AGENT_BLOCKED, "agent");
}

static bool take_group(struct transaction *transaction, const char *id, struct ticket *ticket,
		       struct fault *fault)
{
	struct group group;
	ticket->group_name = NULL;
	snprintf(ticket->group.text, sizeof(ticket->group.text), "%s", id);
	if (id[0] == '\0')
		return true;
	enum lookup found = group_by_id(transaction_db(transaction), &ticket->group,
					transaction_arena(transaction), &group, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "group");
	ticket->group_name = group.name;
	return true;
}

static bool take_due(struct transaction *transaction, int64_t due_at, struct ticket *ticket,
		     struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	if (due_at == 0 || due_at == ticket->due_at)
		return true;
	ticket->due_at = due_at;
	return (due_at > now && due_at < now + DUE_MOST_MS) ||
	       fault_set(fault, FAULT_OUT_OF_RANGE, "due_at");
}

/* True when it is another one. */
static bool is_other(const char *wanted, const char *before)
{
	return wanted != NULL && strcmp(wanted, before) != 0;
}

bool ticket_pick_take(struct transaction *transaction, const struct ticket_pick *pick,
		      struct ticket *ticket, struct fault *fault)
{
	if ((is_other(pick->category, ticket->category) &&
	     !take_category(transaction, pick->category, ticket, fault)) ||
	    (is_other(pick->agent, ticket->agent.text) &&
	     !take_agent(transaction, pick->agent, ticket, fault)) ||
	    (is_other(pick->group, ticket->group.text) &&
	     !take_group(transaction, pick->group, ticket, fault)) ||
	    !take_due(transaction, pick->due_at, ticket, fault))
		return false;
	return ticket->agent.text[0] != '\0' || ticket->group.text[0] != '\0' ||
	       fault_set(fault, FAULT_MISSING_FIELD, "agent");
}
