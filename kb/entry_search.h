/*
 * Entry search: finding entries by any part of what they say, as somebody
 * types, in a base of any size.
 *
 * Each entry has one row: id, question, answer and variants in lower case.
 * Writer thread.
 */
#ifndef FOYER_KB_ENTRY_SEARCH_H
#define FOYER_KB_ENTRY_SEARCH_H

#include "data/store.h"
#include "kb/entry.h"

/* Writes the entry's row anew, behind all others. */
bool entry_search_put(struct transaction *transaction, const struct entry_id *id,
		      const struct entry_draft *draft, struct fault *fault) MUST_USE;

#endif
