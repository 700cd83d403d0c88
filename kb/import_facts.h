/*
 * Facts: the parts of an entry as texts, as every format that is not JSONL
 * says them: headings of tables, front matter, metadata.  Written and read
 * back they are the same.  Pure; any thread.
 */
#ifndef FOYER_KB_IMPORT_FACTS_H
#define FOYER_KB_IMPORT_FACTS_H

#include "kb/entry.h"

#define FACTS(X)                                                                                   \
	X(FACT_ID, "id")                                                                           \
	X(FACT_QUESTION, "question")                                                               \
	X(FACT_VARIANTS, "variants") /* a line each, or bars between */                            \
	X(FACT_ANSWER, "answer")                                                                   \
	X(FACT_CATEGORY, "category")                                                               \
	X(FACT_TAGS, "tags") /* commas between, or a line each */                                  \
	X(FACT_LANGUAGE, "language")                                                               \
	X(FACT_STATUS, "status")           /* published, draft, review, retired */                 \
	X(FACT_VALID_FROM, "valid_from")   /* 2026-01-31 or 2026-01-31T08:00:00Z */                \
	X(FACT_VALID_UNTIL, "valid_until") /* likewise */                                          \
	X(FACT_SITES, "sites")             /* blanks between */                                    \
	X(FACT_TRANSLATION, "translation")                                                         \
	X(FACT_EXTRAS, "extras") /* buttons and files, JSON */

enum fact {
#define X(code, name) code,
	FACTS(X)
#undef X
	    FACT_COUNT
};

const char *fact_name(enum fact fact);
bool fact_from_name(const char *name, enum fact *out);

/* Puts a text into the draft; variants and tags are added to those there are.
 * Texts are kept, not copied.  FAULT_* names the fact. */
bool fact_set(struct entry_draft *draft, enum fact fact, const char *text, struct arena *arena,
	      struct fault *fault) MUST_USE;

/* The text of a fact; "" when the draft does not say. */
const char *fact_text(const struct entry_draft *draft, enum fact fact, struct arena *arena);

#endif
