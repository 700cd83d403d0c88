/*
 * Ticket answer: what a customer sees of a ticket behind their link
 * (ticket_tell.h), and says of its solution.
 *
 * Whoever has the link is the customer.  Reading on any thread, the change is
 * applied on the writer's.
 */
#ifndef FOYER_HANDOFF_TICKET_ANSWER_H
#define FOYER_HANDOFF_TICKET_ANSWER_H

#include "handoff/ticket.h"

#define TICKET_WORDS_MOST 20 /* of its customer, about one solution */

struct ticket_seen {
	struct ticket ticket;
	const char *site;
	const char *solution; /* the last that they were told since it is solved, or "" */
};
/* FAULT_NOT_FOUND (ticket) for a link that is unknown, old or replaced. */
bool ticket_seen_read(struct db *db, const char *secret, struct arena *arena,
		      struct ticket_seen *seen, struct fault *fault) MUST_USE;

/* Saying it again changes nothing.  "No" opens it again also when it counts as
 * confirmed; words for one that is at work already are kept in its history.
 * FAULT_TOO_MANY (comment): colleagues need room in it too. */
struct ticket_answer {
	struct change change;
	struct arena *arena;
	const char *secret;
	bool is_solved;
	const char *comment; /* or NULL */
};
bool ticket_answer_prepare(struct ticket_answer *answer, struct fault *fault) MUST_USE;

#endif
