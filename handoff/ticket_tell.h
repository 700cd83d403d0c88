/*
 * Ticket tell: how customers, and those whose it is, hear of a ticket.
 *
 * A customer is told by a message in the conversation, where they see it when
 * they come back, and by mail when an address is known.  When it is solved
 * they get a link to say whether it is: a secret, of which the database keeps
 * a hash, and the secret itself encrypted for those two.  The message is
 * stored without it; it is put in when its visitor reads, never for staff.
 */
#ifndef FOYER_HANDOFF_TICKET_TELL_H
#define FOYER_HANDOFF_TICKET_TELL_H

#include "data/event_log.h"
#include "handoff/ticket.h"
#include "handoff/tiding.h"

#define TICKET_LINK_LASTS_MS    (90LL * 24 * 3600 * 1000)
#define TICKET_MAILS_A_STAFF    120 /* in an hour, each */
#define TICKET_MAILS_AN_ADDRESS 20  /* in a day, of all tickets */

/* Where its customer is told by mail too: its contact, in ASCII and small letters; NULL when that
 * is no address, or no mail server is set up. */
bool ticket_tell_mails(struct db *db, const struct ticket *ticket, struct arena *arena,
		       const char **address, struct fault *fault) MUST_USE;

/* Inside a transaction; by: who says it.  Earlier links of the ticket stop
 * working; address: of this server, where admins set none (handoff/sending.h).
 * Once enough mails were sent it is told in the conversation alone, and a line
 * of its history says so ("not-mailed"). */
bool ticket_tell_solved(struct transaction *transaction, const struct ticket *ticket,
			const struct staff_id *by, const char *solution, const char *address,
			struct fault *fault) MUST_USE;
bool ticket_tell_comment(struct transaction *transaction, const struct ticket *ticket,
			 const struct staff_id *by, const char *text,
			 struct fault *fault) MUST_USE;

/* The agent whose it is hears of it, or else the group's members and leaders. */
bool ticket_tell_owners(struct transaction *transaction, const struct ticket *ticket,
			enum tiding_kind kind, struct fault *fault) MUST_USE;

/* event_read, with the links put in for the visitor, while they are of use. */
bool ticket_tell_read(struct db *db, const struct conversation_id *conversation, int64_t after,
		      const struct event_reader *reader, int most, struct arena *arena,
		      struct event **events, int *count, struct fault *fault) MUST_USE;

/* The whole address of the link with this id; "" when nobody knows this
 * server's.  LOOKUP_ABSENT once it is of no use: it was replaced or is old. */
enum lookup ticket_tell_address(struct db *db, const char *link, struct arena *arena,
				const char **address, struct fault *fault) MUST_USE;

#endif
