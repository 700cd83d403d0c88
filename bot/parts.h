/*
 * Parts: a message cut where sentences and clauses end, so that a question
 * inside a greeting or a long story can be looked at by itself.
 *
 * Pure, any thread.
 */
#ifndef FOYER_BOT_PARTS_H
#define FOYER_BOT_PARTS_H

#include <stddef.h>

#include "data/arena.h"

#define PARTS_MOST 40

struct parts {
	const char *texts[PARTS_MOST];
	size_t starts[PARTS_MOST]; /* bytes of the message, */
	size_t ends[PARTS_MOST];   /* the mark that ends the part included */
	int count;
	int questions; /* question marks that end something */
};

enum part_size { PART_SENTENCE, PART_CLAUSE };

/* Parts that hold a letter, digit or character; what is beyond PARTS_MOST
 * stays with the last. */
struct parts parts_split(const char *text, enum part_size size, struct arena *arena);

#endif
