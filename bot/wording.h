/*
 * Wording: the one entry that was published with a text, word for word.
 *
 * What an editor wrote down as somebody's words needs no estimate: it is asked
 * for by whoever writes it.  Case, signs and endings don't count.  Pure, any
 * thread.
 */
#ifndef FOYER_BOT_WORDING_H
#define FOYER_BOT_WORDING_H

#include "bot/rank.h"

/* True when the match's entry has the text as its question, as a variant, or as
 * its id, if that is readable. */
bool wording_is_of(const struct snapshot *snapshot, const struct analysis *text,
		   const struct match *match, struct arena *arena);

/* Makes the best match sure when it alone has the text, or it alone in the
 * visitor's language.  An id is nobody's words: it doesn't count. */
void wording_make_sure(const struct snapshot *snapshot, const struct analysis *text,
		       const char *language, struct matches *matches, struct arena *arena);

#endif
