/*
 * Judgement: whether an entry is the right answer to a question, as a person
 * said it.
 *
 * Editors judge what the bot answered, agents by the entry they chose to send.
 * Compiling learns from them (kb/gather.h hands them on), and what-if counts
 * with them where it would otherwise estimate.  A wording is judged once for
 * each entry and source; judging it again replaces that.
 *
 * Functions that write run in a transaction, on the writer thread; the others
 * take any reader.
 */
#ifndef FOYER_KB_JUDGEMENT_H
#define FOYER_KB_JUDGEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"
#include "kb/compile.h"

#define JUDGEMENT_TEXT_MOST 4000 /* characters, as for a visitor's message */

struct judgement_id { char text[ID_LENGTH + 1]; };

/* What somebody said. */
struct verdict {
	const char *text;     /* the question */
	const char *language; /* BCP 47 of the visitor's page, or "" */
	const char *entry;    /* external id; "": that no entry answers it */
	bool is_right;
	const char *source;   /* "editor", "agent" or "visitor" */
	const struct conversation_id *conversation; /* where it was asked, or NULL */
	int64_t number;                             /* of the visitor's message there */
	const struct staff_id *by;                  /* or NULL */
};

/* The question as it is judged: width, case, script, spaces and punctuation
 * make no difference. */
const char *judgement_key(const char *text, struct arena *arena);

bool judgement_save(struct transaction *transaction, const struct verdict *verdict,
		    struct fault *fault) MUST_USE;

/* Checks the texts and the source, and cleans them; FAULT_* names the member. */
bool judgement_clean(const struct verdict *verdict, struct arena *arena, struct verdict *out,
		     struct fault *fault) MUST_USE;

/* Takes back what this source said of the wording and the entry, if anything. */
bool judgement_drop(struct transaction *transaction, const struct verdict *verdict,
		    struct fault *fault) MUST_USE;

/* All of them, as compiling takes them: by what they say, not by when. */
bool judgement_all(struct db *db, struct arena *arena, struct compile_judgement **out, int *count,
		   struct fault *fault) MUST_USE;

/* Finding what was said of (question, entry): a sorted copy of all. */
struct judgements;
struct judgements *judgements_read(struct db *db, struct arena *arena,
				   struct fault *fault) MUST_USE;
/* True when it was judged; *right says how.  Editors outweigh agents, and
 * those visitors.  `entry` external id, or "". */
bool judgements_find(const struct judgements *judgements, const char *key, const char *entry,
		     bool *right);
int judgements_count(const struct judgements *judgements);

#endif
