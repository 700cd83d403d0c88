/*
 * Literal piece: see literal_piece.h.
 */
#include "bot/literal_piece.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A set that grows past these says too little and costs too much. */
#define PRODUCT_MOST 128
#define UNION_MOST   2048

/* Sets ---------------------------------------------------------------------- */

struct piece piece_unknown(void)
{
	return (struct piece){.kind = UNKNOWN};
}

static struct piece exact_set(struct literal_set set)
{
	return (struct piece){EXACT, {{set}, 1}};
}

struct piece piece_exactly(struct arena *arena, const char *text, size_t length)
{
	const char **words = arena_alloc(arena, sizeof(*words));
	char *word = arena_copy_text(arena, text, length);

	for (char *at = word; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	words[0] = word;
	return exact_set((struct literal_set){words, 1});
}

/* What matches without using up a character. */
struct piece piece_nothing(struct arena *arena)
{
	return piece_exactly(arena, "", 0);
}

static size_t shortest(const struct literal_set *set)
{
	size_t least = SIZE_MAX;

	for (int i = 0; i < set->count; i++) {
		size_t length = strlen(set->words[i]);
		if (length < least)
			least = length;
	}
	return set->count == 0 ? 0 : least;
}

static struct literal_set set_union(struct arena *arena, struct literal_set a, struct literal_set b)
{
	struct literal_set both = {.count = a.count + b.count};

	both.words = arena_array(arena, (size_t)both.count + 1, sizeof(*both.words));
	if (a.count > 0)
		memcpy(both.words, a.words, (size_t)a.count * sizeof(*a.words));
	if (b.count > 0)
		memcpy(both.words + a.count, b.words, (size_t)b.count * sizeof(*b.words));
	return both;
}

static struct literal_set set_product(struct arena *arena, struct literal_set a,
				      struct literal_set b)
{
	struct literal_set product = {.count = 0};

	product.words =
	    arena_array(arena, (size_t)a.count * (size_t)b.count, sizeof(*product.words));
	for (int i = 0; i < a.count; i++)
		for (int j = 0; j < b.count; j++)
			product.words[product.count++] =
			    arena_format(arena, "%s%s", a.words[i], b.words[j]);
	return product;
}

/* Whether a set tells more than another: its shortest word is longer (beyond
 * four bytes that matters little), or it has fewer words. */
static bool tells_more(const struct literal_set *a, const struct literal_set *b)
{
	size_t length = shortest(a), other = shortest(b);

	length = length > 4 ? 4 : length;
	other = other > 4 ? 4 : other;
	return length > other || (length == other && a->count < b->count);
}

/* Adds a set where it belongs by what it tells. */
static void keep(struct literals *kept, struct literal_set set)
{
	int at = kept->count;

	if (shortest(&set) == 0)
		return;
	while (at > 0 && tells_more(&set, &kept->sets[at - 1]))
		at--;
	if (at == LITERAL_SETS_MOST)
		return;
	if (kept->count < LITERAL_SETS_MOST)
		kept->count++;
	for (int i = kept->count - 1; i > at; i--)
		kept->sets[i] = kept->sets[i - 1];
	kept->sets[at] = set;
}

/* Pieces -------------------------------------------------------------------- */

static void break_run(struct arena *arena, struct sequence *sequence)
{
	keep(&sequence->kept, sequence->run);
	sequence->run = piece_nothing(arena).needs.sets[0];
	sequence->broken = true;
}

void sequence_add(struct arena *arena, struct sequence *sequence, struct piece piece)
{
	const struct literals *needs = &piece.needs;

	switch (piece.kind) {
	case EXACT:
		if (sequence->run.count * needs->sets[0].count > PRODUCT_MOST) {
			break_run(arena, sequence);
			sequence->run = needs->sets[0];
		} else {
			sequence->run = set_product(arena, sequence->run, needs->sets[0]);
		}
		break;
	case NEEDS:
		break_run(arena, sequence);
		for (int i = 0; i < needs->count; i++)
			keep(&sequence->kept, needs->sets[i]);
		break;
	case UNKNOWN:
		break_run(arena, sequence);
		break;
	case NEVER:
		sequence->never = true;
		break;
	}
}

struct piece sequence_end(struct sequence *sequence)
{
	if (sequence->never)
		return (struct piece){.kind = NEVER};
	if (!sequence->broken)
		return exact_set(sequence->run);
	keep(&sequence->kept, sequence->run);
	if (sequence->kept.count == 0)
		return piece_unknown();
	return (struct piece){NEEDS, sequence->kept};
}

/* Either of two. */
struct piece piece_either(struct arena *arena, struct piece a, struct piece b)
{
	if (a.kind == NEVER)
		return b;
	if (b.kind == NEVER)
		return a;
	if (a.kind == UNKNOWN || b.kind == UNKNOWN)
		return piece_unknown();
	struct literals needs = {.count = 0};
	for (int i = 0; i < a.needs.count && i < b.needs.count; i++) {
		struct literal_set both = set_union(arena, a.needs.sets[i], b.needs.sets[i]);
		if (both.count > UNION_MOST)
			continue;
		if (a.kind == EXACT && b.kind == EXACT)
			return exact_set(both);
		keep(&needs, both);
	}
	return needs.count == 0 ? piece_unknown() : (struct piece){NEEDS, needs};
}

/* An exact piece of which only the words are known any longer. */
struct piece piece_needed(struct piece piece)
{
	piece.kind = shortest(&piece.needs.sets[0]) == 0 ? UNKNOWN : NEEDS;
	return piece;
}

/* The piece least..most times (most < 0: any number). */
struct piece piece_repeated(struct arena *arena, struct piece piece, long least, long most)
{
	if (most == 0)
		return piece_nothing(arena);
	if (least == 0 && most == 1)
		return piece_either(arena, piece, piece_nothing(arena));
	if (least == 0)
		return piece.kind == NEVER ? piece_nothing(arena) : piece_unknown();
	if (piece.kind != EXACT || (least == 1 && most == 1))
		return piece;
	return piece_needed(piece);
}
