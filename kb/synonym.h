/*
 * Synonyms and stop words: words that mean the same in this base, and words
 * that say nothing in it.
 *
 * Each change carries the version it was made from
 * (FAULT_CHANGED_MEANWHILE).  What matching makes of them is in kb/features.h.
 *
 * Functions that write run in a transaction; the others take any reader.
 */
#ifndef FOYER_KB_SYNONYM_H
#define FOYER_KB_SYNONYM_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"
#include "kb/compile.h"

#define SYNONYM_WORD_MOST   60 /* characters */
#define SYNONYM_WORDS_MOST  50 /* in a group */
#define SYNONYM_GROUPS_MOST 5000
#define STOP_WORDS_MOST     2000

/* A group of synonyms, or a stop word (then there is one). */
struct word_group {
	struct word_id id;
	const char **words;
	int count;
	int64_t version;
	const char *changed_by; /* shown name, or NULL */
	int64_t changed_at;
};

enum word_kind { WORDS_SYNONYM, WORDS_STOP };

/* Trims, drops what is there twice, checks lengths and numbers: 2 or more
 * words mean the same, a stop word is one.  Faults: words. */
bool words_clean(enum word_kind kind, const char *const *words, int count, struct arena *arena,
		 struct word_group *out, struct fault *fault) MUST_USE;

/* Writing.  FAULT_EXISTS (words): another group has one of them; FAULT_TOO_MANY. */
bool word_group_create(struct transaction *transaction, enum word_kind kind,
		       struct word_group *group, const struct staff_id *by,
		       struct fault *fault) MUST_USE;
bool word_group_change(struct transaction *transaction, enum word_kind kind,
		       struct word_group *group, const struct staff_id *by,
		       struct fault *fault) MUST_USE;
bool word_group_delete(struct transaction *transaction, enum word_kind kind,
		       const struct word_id *id, int64_t version, const struct staff_id *by,
		       struct fault *fault) MUST_USE;

/* Oldest first. */
bool word_group_list(struct db *db, enum word_kind kind, struct arena *arena,
		     struct word_group **out, int *count, struct fault *fault) MUST_USE;

/* In alphabetical order: whatever was written when. */
bool word_group_sorted(struct db *db, enum word_kind kind, struct arena *arena,
		       struct word_group **out, int *count, struct fault *fault) MUST_USE;

/* For the next publication: in alphabetical order. */
bool synonym_gather(struct db *db, struct arena *arena, struct compile_synonyms **out, int *count,
		    struct fault *fault) MUST_USE;
bool stop_word_gather(struct db *db, struct arena *arena, const char ***out, int *count,
		      struct fault *fault) MUST_USE;

#endif
