/*
 * Ticket rules: what holds for all tickets; one row that admins change.
 *
 * Reads on any thread; the change is applied on the writer.
 */
#ifndef FOYER_HANDOFF_TICKET_RULES_H
#define FOYER_HANDOFF_TICKET_RULES_H

#include "data/db.h"
#include "data/id.h"
#include "data/store.h"
#include "handoff/ticket_state.h"

#define TICKET_HOURS_MOST 8760
#define TICKET_DAYS_MOST  365

struct ticket_rules {
	int64_t hours[TICKET_PRIORITY_COUNT]; /* until it is due */
	int64_t confirm_days;                 /* until what is solved counts as confirmed; 0: never */
};
bool ticket_rules_read(struct db *db, struct ticket_rules *rules, struct fault *fault) MUST_USE;

/* What is left -1 stays.  The numbers are within their bounds. */
struct ticket_rules_change {
	struct change change;
	struct staff_id by;
	struct ticket_rules rules;
};
void ticket_rules_change_prepare(struct ticket_rules_change *change);

/* The next number of a ticket.  Writer thread. */
bool ticket_rules_number(struct transaction *transaction, int64_t *number,
			 struct fault *fault) MUST_USE;

#endif
