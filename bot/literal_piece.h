/*
 * Literal piece: what is known of a part of a pattern, and how the knowledge
 * of parts becomes that of the whole.
 *
 * Only for bot/literals.c, which reads patterns.  Sets live in the arena.
 */
#ifndef FOYER_BOT_LITERAL_PIECE_H
#define FOYER_BOT_LITERAL_PIECE_H

#include <stdbool.h>
#include <stddef.h>

#include "bot/literals.h"
#include "data/arena.h"

enum piece_kind {
	EXACT,   /* it matches the words of its one set and nothing else */
	NEEDS,   /* whatever it matches holds a word of each set */
	UNKNOWN, /* nothing is known */
	NEVER    /* it can't match */
};

struct piece {
	enum piece_kind kind;
	struct literals needs;
};

struct piece piece_unknown(void);

/* What matches this text; ASCII letters are made lower case. */
struct piece piece_exactly(struct arena *arena, const char *text, size_t length);

/* What matches without using up a character. */
struct piece piece_nothing(struct arena *arena);

/* Either of two. */
struct piece piece_either(struct arena *arena, struct piece a, struct piece b);

/* The piece least..most times (most < 0: any number). */
struct piece piece_repeated(struct arena *arena, struct piece piece, long least, long most);

/* An exact piece of which only the words are known any longer. */
struct piece piece_needed(struct piece piece);

/* Pieces one after the other: begins with run = that of piece_nothing. */
struct sequence {
	struct literal_set run; /* what the pieces since the last break match exactly */
	struct literals kept;
	bool broken, never;
};

void sequence_add(struct arena *arena, struct sequence *sequence, struct piece piece);
struct piece sequence_end(struct sequence *sequence);

#endif
