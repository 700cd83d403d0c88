/*
 * Homophone: see homophone.h.
 */
#include "bot/homophone.h"

#include "data/text.h"
#include "kb/han.h"

#define TIMES_LEAST 2 /* that the base has the character beside these neighbours */

/* The neighbours of a character; NULL where it has none. */
struct beside {
	const char *left, *right;
};

static struct beside neighbours(const struct analysis *analysis, int at)
{
	const struct token *token = &analysis->tokens[at];
	struct beside beside = {0};

	if (at > 0 && token[-1].kind == TOKEN_CHARACTER)
		beside.left = token[-1].stem;
	if (at + 1 < analysis->token_count && token[1].kind == TOKEN_CHARACTER)
		beside.right = token[1].stem;
	return beside;
}

/* How often the base has the character beside either. */
static uint32_t times(const struct vocabulary *vocabulary, struct beside beside,
		      const char *character)
{
	uint32_t times = 0;

	if (beside.left != NULL)
		times += vocabulary_holding(vocabulary, feature_pair_key(beside.left, character));
	if (beside.right != NULL)
		times += vocabulary_holding(vocabulary, feature_pair_key(character, beside.right));
	return times;
}

bool homophone_is_doubtful(const struct vocabulary *vocabulary, const struct analysis *analysis,
			   int at)
{
	const struct token *token = &analysis->tokens[at];

	return token->kind == TOKEN_CHARACTER && token->syllable != 0 &&
	       times(vocabulary, neighbours(analysis, at), token->stem) == 0;
}

const char *homophone_meant(const struct vocabulary *vocabulary, const struct analysis *analysis,
			    int at, struct arena *arena)
{
	const struct token *token = &analysis->tokens[at];
	struct beside beside = neighbours(analysis, at);
	uint32_t most = TIMES_LEAST - 1, meant = 0;
	char text[8] = {0};
	int count;

	const uint16_t *alike = han_homophones(token->syllable, &count);
	for (int other = 0; other < count; other++) {
		text_encode(alike[other], text);
		uint32_t found = times(vocabulary, beside, text);
		if (found <= most)
			continue;
		most = found;
		meant = alike[other];
	}
	if (meant == 0)
		return NULL;
	return arena_copy_text(arena, text, (size_t)text_encode(meant, text));
}
