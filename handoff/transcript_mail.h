/*
 * Transcript mail: a conversation sent to an address, as its visitor asks for
 * it or somebody of the staff sends it.
 *
 * Anybody may chat, so anybody could have such mails sent to other people:
 * each conversation, each address, each sender and all visitors together have
 * a limit.  It holds what a visitor saw, never notes.
 */
#ifndef FOYER_HANDOFF_TRANSCRIPT_MAIL_H
#define FOYER_HANDOFF_TRANSCRIPT_MAIL_H

#include "data/id.h"
#include "data/store.h"

#define TRANSCRIPT_MAILS_A_CONVERSATION 3  /* in a day, by its visitor */
#define TRANSCRIPT_MAILS_AN_ADDRESS     5  /* in a day, by visitors */
#define TRANSCRIPT_MAILS_A_STAFF        60 /* in an hour, each */
#define TRANSCRIPT_AGAIN_MS             (5 * 60 * 1000LL)

/* Asked for again while nothing new was said, the same conversation to the same
 * address is sent again only once the last has had time to arrive
 * (TRANSCRIPT_AGAIN_MS).  Faults: FAULT_BAD_CONTACT (email), FAULT_MAIL_OFF,
 * FAULT_MAILS_ENOUGH, FAULT_EMPTY for one in which nobody answered. */
struct transcript_mail {
	struct change change;
	struct conversation_id conversation;
	struct staff_id staff; /* who sends it; "": the visitor asks */
	const char *email;
	enum language language;
	const char *zone; /* a time zone's name, or NULL */
};
bool transcript_mail_prepare(struct transcript_mail *mail, struct fault *fault) MUST_USE;

#endif
