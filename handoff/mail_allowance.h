/*
 * Mail allowance: how many mails somebody may have sent within some time,
 * counted in the outbox, so that nobody can make the server write to others
 * without end.  Writer thread.
 */
#ifndef FOYER_HANDOFF_MAIL_ALLOWANCE_H
#define FOYER_HANDOFF_MAIL_ALLOWANCE_H

#include "data/store.h"

struct mail_allowance {
	const struct sql *sql; /* "many" since $2 of $1, or since $1 of all */
	const char *of;        /* NULL: of all */
	int64_t within_ms;
	int64_t most;
};

/* FAULT_MAILS_ENOUGH with this field. */
bool mail_allowances_check(struct transaction *transaction, const struct mail_allowance *allowances,
			   size_t count, const char *field, struct fault *fault) MUST_USE;

#endif
