/*
 * Chosen: answers of the knowledge base that an agent is offered beside the
 * reply field, and what choosing one teaches.
 *
 * The offer ranks the live base by what the visitor said last or by what the
 * agent is typing.  When the reply that came of an answer is sent, that is an
 * agent's judgement (kb/judgement.h): this entry answers that message.
 */
#ifndef FOYER_HANDOFF_CHOSEN_H
#define FOYER_HANDOFF_CHOSEN_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"
#include "kb/live.h"

#define OFFERS_MOST        3
#define OFFERED_ENTRY_MOST 200 /* bytes of an external id */

struct offer {
	const char *entry; /* external id */
	const char *question;
	const char *answer; /* Markdown, in the visitor's script */
	double confidence;
};

struct offers {
	int64_t about;     /* number of the visitor's last message; 0: none yet */
	const char *asked; /* its text, or NULL */
	struct offer best[OFFERS_MOST];
	int count;
};

/* The answers that fit `typed`, or, when that is NULL or blank, the visitor's
 * last message.  Texts are in the arena.  Any thread. */
bool offers_find(struct db *db, struct live *live, const struct conversation_id *conversation,
		 const char *typed, struct arena *arena, struct offers *offers,
		 struct fault *fault) MUST_USE;

/* The reply that came of `entry` was sent in answer to the visitor's message
 * `about`.  Nothing is learned when there is no such message or entry any
 * more.  Writer thread. */
bool chosen_learn(struct transaction *transaction, const struct conversation_id *conversation,
		  const char *entry, int64_t about, const struct staff_id *by,
		  struct fault *fault) MUST_USE;

#endif
