/*
 * Compile: turns a knowledge base into a snapshot file.
 *
 * Takes everything as plain structs, so it can be fed from the store, from a
 * test or from a benchmark.  Writes an SQLite file with entries, variants,
 * rules, the FTS5 index by our tokenizer and the learned weights, syncs it
 * and renames it into place: at any moment the path holds a whole snapshot or
 * none.  Runs on the publishing thread; takes seconds for large bases.
 */
#ifndef FOYER_KB_COMPILE_H
#define FOYER_KB_COMPILE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/fault.h"

struct compile_entry {
	const char *external_id;
	const char *question;
	const char *const *variants;
	int variant_count;
	const char *answer;
	const char *category; /* "" for none */
	const char *language; /* "" for any */
	const char *tags;     /* separated by spaces */
	const char *sites;    /* separated by spaces; "" for all */
	const char *translation; /* the same word: the same in another language; "" for none */
	const char *extras;   /* buttons and files, JSON; "" for none */
	int64_t valid_from;   /* milliseconds; 0: always; likewise until */
	int64_t valid_until;
	int64_t changed_at;
};

struct compile_rule {
	const char *name;
	const char *pattern;    /* PCRE2; "": any text */
	int priority;           /* the highest that matches wins */
	const char *conditions; /* JSON; "" or NULL for none */
	const char *actions;    /* JSON (bot/rule_content.h) */
};

/* Words that mean the same in this base. */
struct compile_synonyms {
	const char *const *words;
	int count;
};

/* Whether an entry is the right answer to a question, as a person said
 * (kb/judgement.h). */
struct compile_judgement {
	const char *text;
	const char *language;
	const char *entry; /* external id; "": that none answers it */
	bool is_right;
	const char *source; /* "editor", "agent" or "visitor" */
};

struct compile_source {
	int64_t number; /* of the publication; 0: drafts on trial */
	const struct compile_entry *entries;
	int entry_count;
	const struct compile_rule *rules; /* the editors' own; the built-in ones are added */
	int rule_count;
	const struct compile_synonyms *synonyms; /* groups of them */
	int synonym_count;
	const char *const *stop_words; /* that say nothing in this base */
	int stop_word_count;
	const struct compile_judgement *judgements;
	int judgement_count;
	const char *const *asked; /* what visitors asked lately (kb/asked.h) */
	int asked_count;
};

bool compile_snapshot(const struct compile_source *source, const char *path,
		      struct fault *fault) MUST_USE;

/* The same, beside the snapshot file before it: where that was learned from the
 * same wordings, ids, languages, synonyms, stop words and judgements by this
 * program, what it learned is taken over instead of learned again, and *reused
 * says so.  The result decides as compile_snapshot's would, but that what was
 * asked since waits for the next time.  A file that is not there (or NULL),
 * damaged or another program's is passed over.  In kb/compile_again.c. */
bool compile_again(const struct compile_source *source, const char *before, const char *path,
		   bool *reused, struct fault *fault) MUST_USE;

/* A number for all that is in the source but its own number and what was asked
 * lately: sources with the same one compile to the same snapshot.  In
 * kb/source_hash.c, where every field has its line. */
uint64_t compile_source_hash(const struct compile_source *source);
/* The same without the judgements: what editors write, and no visitor changes. */
uint64_t compile_drafts_hash(const struct compile_source *source);

#endif
