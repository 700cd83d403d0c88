/*
 * Line: who waits for the same kind of agent, and how many.
 *
 * Visitors name their language, and could name another each; a line is by what
 * of it tells agents apart, so there are no more lines than agents' languages
 * make.  A row of line_length is there for as long as somebody waits in it.
 * Writer thread.  Used by handoff/ alone.
 */
#ifndef FOYER_HANDOFF_LINE_H
#define FOYER_HANDOFF_LINE_H

#include "data/id.h"
#include "data/store.h"

/* What of a visitor's language a line is by, "" where no agent speaks it; in
 * the transaction's arena. */
bool line_language(struct transaction *transaction, const char *language, const char **part,
		   struct fault *fault) MUST_USE;

/* Around a move, while the row says where the conversation waits. */
bool line_leave(struct transaction *transaction, const struct conversation_id *conversation,
		struct fault *fault) MUST_USE;
bool line_join(struct transaction *transaction, const struct conversation_id *conversation,
	       struct fault *fault) MUST_USE;

#endif
