/*
 * Left message: a visitor leaves word when nobody is there.
 *
 * Leaving one ends the conversation; while an agent has it there is no need
 * (FAULT_NOT_YOUR_TURN), and after its end it may still be done, until some
 * of it lie there unanswered (FAULT_LEFT_ENOUGH).  The inbox
 * of left messages is read and ticked off here too.
 */
#ifndef FOYER_HANDOFF_LEFT_MESSAGE_H
#define FOYER_HANDOFF_LEFT_MESSAGE_H

#include "handoff/act.h"

#define LEFT_MESSAGE_ID_SIZE   (ID_LENGTH + 1)
#define LEFT_MESSAGES_OF_TALK  5   /* of one conversation, that are open */
#define LEFT_MESSAGE_LIST_MOST 200 /* on a page */

struct leave_message {
	struct act act; /* actor_visitor(); the token was checked */
	const char *text;
	const char *category; /* or NULL */
	const char *reply_by; /* site, email, phone, sms; else FAULT_NOT_ALLOWED_VALUE */
	const char *contact;  /* an email address or telephone number: FAULT_MISSING_FIELD,
				 FAULT_BAD_CONTACT;  NULL for site */
};
bool leave_message_prepare(struct leave_message *leave, struct fault *fault) MUST_USE;

/* True when the contact has the form that reply_by needs. */
bool contact_is_email(const char *contact);
bool contact_is_phone(const char *contact);

/* One message of the inbox. */
struct left_message {
	char id[LEFT_MESSAGE_ID_SIZE];
	struct conversation_id conversation;
	const char *category; /* or NULL */
	const char *text;
	const char *reply_by;
	const char *contact;  /* or NULL */
	const char *language; /* the conversation's */
	bool is_done;
	const char *done_by; /* display name, or NULL */
	int64_t created_at;
	int64_t done_at; /* 0 when open */
};

/* Each is seen by those who may read the conversation that it was left in, and by everybody who
 * takes conversations where that has no group; to others it isn't there.
 *
 * The messages in this state, oldest first when open, newest first when done. */
struct left_message_filter {
	bool done;
	int64_t after_at; /* behind the one with these; 0: from the first */
	const char *after_id;
	int most;
};
bool left_message_list(struct db *db, const struct staff_id *by,
		       const struct left_message_filter *filter, struct arena *arena,
		       struct left_message **list, int *count, struct fault *fault) MUST_USE;

/* The conversation it was left in.  FAULT_NOT_FOUND. */
bool left_message_conversation(struct db *db, const char *id, const struct staff_id *by,
			       struct conversation_id *conversation, struct fault *fault) MUST_USE;

/* Inside a transaction: ticks one off.  FAULT_NOT_FOUND. */
bool left_message_tick(struct transaction *transaction, const char *id, const struct staff_id *by,
		       struct fault *fault) MUST_USE;

/* Ticks one off; doing it again changes nothing.  FAULT_NOT_FOUND. */
struct left_message_done {
	struct change change;
	char id[LEFT_MESSAGE_ID_SIZE];
	struct staff_id by;
};
void left_message_done_prepare(struct left_message_done *done);

#endif
