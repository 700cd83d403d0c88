/*
 * Compile, the inside: what writing a snapshot anew (compile.c) and from the
 * one before (compile_again.c) share.
 */
#ifndef FOYER_KB_COMPILE_INTERNAL_H
#define FOYER_KB_COMPILE_INTERNAL_H

#include "data/db.h"
#include "kb/compile.h"

/* A number for what is learned from: wordings, ids, languages, synonyms, stop
 * words, judgements, and this program.  Sources with the same one learn the
 * same.  In kb/source_hash.c. */
uint64_t compile_learned_hash(const struct compile_source *source);

/* What nothing is learned from, as rows. */
bool compile_fact(struct db *db, const char *name, int64_t value, struct fault *fault) MUST_USE;
bool compile_entries(struct db *db, const struct compile_source *source,
		     struct fault *fault) MUST_USE;
bool compile_rules(struct db *db, const struct compile_source *source,
		   struct fault *fault) MUST_USE;

/* Lets `write` make a file beside the path, seals it and gives it its name. */
bool compile_place(const char *path,
		   bool (*write)(const void *what, const char *path, struct fault *fault),
		   const void *what, struct fault *fault) MUST_USE;

#endif
