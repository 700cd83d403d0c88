/*
 * Lexicon: see lexicon.h.  Phrases are sorted by their first token, longest
 * first, so that a text is read in one pass.
 */
#include "kb/lexicon.h"

#include <stdlib.h>
#include <string.h>

#define PHRASE_TOKENS_MOST 16 /* of a synonym or stop word; longer ones are not read */

/* What to look for, and what to read there; nothing for a stop word. */
struct phrase {
	const struct token *tokens, *instead;
	int count, instead_count;
	int order; /* the first one said wins */
};

struct lexicon {
	struct arena *arena;
	struct phrase *phrases;
	int count;
	const char **synonyms, **stop_words; /* as the editors wrote them */
	int synonym_count, stop_word_count;
};

/* Building ----------------------------------------------------------------------- */

static int by_first_token(const void *one, const void *other)
{
	const struct phrase *a = one, *b = other;
	int order = strcmp(a->tokens[0].stem, b->tokens[0].stem);

	if (order != 0)
		return order;
	return a->count != b->count ? b->count - a->count : a->order - b->order;
}

static void add_phrase(struct lexicon *lexicon, const struct analysis *words,
		       const struct analysis *instead)
{
	if (words->token_count == 0 || words->token_count > PHRASE_TOKENS_MOST)
		return;
	lexicon->phrases[lexicon->count] = (struct phrase){
	    words->tokens, instead == NULL ? NULL : instead->tokens, words->token_count,
	    instead == NULL ? 0 : instead->token_count, lexicon->count};
	lexicon->count++;
}

static void add_group(struct lexicon *lexicon, const struct compile_synonyms *group)
{
	if (group->count == 0)
		return;
	struct analysis first = analysis_run(group->words[0], lexicon->arena);
	if (first.token_count == 0 || first.token_count > PHRASE_TOKENS_MOST)
		return;
	for (int at = 0; at < group->count; at++) {
		struct analysis words = analysis_run(group->words[at], lexicon->arena);
		add_phrase(lexicon, &words, &first);
	}
}

static const char *joined(const struct compile_synonyms *group, struct arena *arena)
{
	const char *text = group->count > 0 ? group->words[0] : "";
	for (int at = 1; at < group->count; at++)
		text = arena_format(arena, "%s, %s", text, group->words[at]);
	return arena_text(arena, text);
}

static void keep_texts(struct lexicon *lexicon, const struct compile_synonyms *synonyms,
		       const char *const *stop_words)
{
	struct arena *arena = lexicon->arena;
	lexicon->synonyms = arena_array(arena, (size_t)lexicon->synonym_count + 1, sizeof(char *));
	lexicon->stop_words =
	    arena_array(arena, (size_t)lexicon->stop_word_count + 1, sizeof(char *));
	for (int at = 0; at < lexicon->synonym_count; at++)
		lexicon->synonyms[at] = joined(&synonyms[at], arena);
	for (int at = 0; at < lexicon->stop_word_count; at++)
		lexicon->stop_words[at] = arena_text(arena, stop_words[at]);
}

const char *const *lexicon_synonyms(const struct lexicon *lexicon, int *count)
{
	*count = lexicon->synonym_count;
	return lexicon->synonyms;
}

const char *const *lexicon_stop_words(const struct lexicon *lexicon, int *count)
{
	*count = lexicon->stop_word_count;
	return lexicon->stop_words;
}

struct lexicon *lexicon_new(const struct compile_synonyms *synonyms, int synonym_count,
			    const char *const *stop_words, int stop_word_count)
{
	struct lexicon *lexicon = memory_new(sizeof(*lexicon));
	size_t room = (size_t)stop_word_count;

	for (int at = 0; at < synonym_count; at++)
		room += (size_t)synonyms[at].count;
	lexicon->arena = arena_new();
	lexicon->synonym_count = synonym_count;
	lexicon->stop_word_count = stop_word_count;
	keep_texts(lexicon, synonyms, stop_words);
	lexicon->phrases = arena_array(lexicon->arena, room, sizeof(*lexicon->phrases));
	for (int at = 0; at < synonym_count; at++)
		add_group(lexicon, &synonyms[at]);
	for (int at = 0; at < stop_word_count; at++) {
		struct analysis words = analysis_run(stop_words[at], lexicon->arena);
		add_phrase(lexicon, &words, NULL);
	}
	if (lexicon->count > 0)
		qsort(lexicon->phrases, (size_t)lexicon->count, sizeof(*lexicon->phrases),
		      by_first_token);
	return lexicon;
}

void lexicon_free(struct lexicon **lexicon)
{
	if (*lexicon == NULL)
		return;
	arena_free(&(*lexicon)->arena);
	free(*lexicon);
	*lexicon = NULL;
}

/* Reading ------------------------------------------------------------------------ */

/* The first phrase that begins with this token, or where it would stand. */
static int first_phrase(const struct lexicon *lexicon, const char *stem)
{
	int low = 0, high = lexicon->count;

	while (low < high) {
		int middle = low + (high - low) / 2;
		if (strcmp(lexicon->phrases[middle].tokens[0].stem, stem) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool stands_at(const struct phrase *phrase, const struct token *tokens, int count)
{
	if (phrase->count > count)
		return false;
	for (int at = 0; at < phrase->count; at++)
		if (strcmp(phrase->tokens[at].stem, tokens[at].stem) != 0)
			return false;
	return true;
}

/* The longest phrase at the beginning of the tokens, or NULL. */
static const struct phrase *find_phrase(const struct lexicon *lexicon, const struct token *tokens,
					int count)
{
	for (int at = first_phrase(lexicon, tokens[0].stem);
	     at < lexicon->count &&
	     strcmp(lexicon->phrases[at].tokens[0].stem, tokens[0].stem) == 0;
	     at++)
		if (stands_at(&lexicon->phrases[at], tokens, count))
			return &lexicon->phrases[at];
	return NULL;
}

struct tokens {
	struct arena *arena;
	struct token *items;
	int count;
};

static void add_token(struct tokens *out, const struct token *token)
{
	if (out->count == ANALYSIS_TOKENS_MOST)
		return;
	out->items = arena_one_more(out->arena, out->items, (size_t)out->count, sizeof(*token));
	out->items[out->count++] = *token;
}

/* Puts the phrase's own tokens in the place of those that were found. */
static void put_instead(struct tokens *out, const struct phrase *phrase, const struct token *found)
{
	const struct token *last = &found[phrase->count - 1];

	for (int at = 0; at < phrase->instead_count; at++) {
		struct token token = phrase->instead[at];
		token.start = at == 0 ? found->start : last->end;
		token.end = last->end;
		token.ends_sentence = at == phrase->instead_count - 1 && last->ends_sentence;
		add_token(out, &token);
	}
}

struct analysis lexicon_apply(const struct lexicon *lexicon, const struct analysis *analysis,
			      struct arena *arena)
{
	struct analysis result = *analysis;
	struct tokens out = {.arena = arena};

	if (lexicon == NULL || lexicon->count == 0)
		return result;
	for (int at = 0; at < analysis->token_count;) {
		const struct token *tokens = &analysis->tokens[at];
		const struct phrase *phrase =
		    find_phrase(lexicon, tokens, analysis->token_count - at);
		if (phrase == NULL)
			add_token(&out, tokens);
		else
			put_instead(&out, phrase, tokens);
		at += phrase == NULL ? 1 : phrase->count;
	}
	if (out.count == 0)
		return result;
	result.tokens = out.items;
	result.token_count = out.count;
	result.character_count = 0;
	for (int at = 0; at < out.count; at++)
		result.character_count += out.items[at].kind == TOKEN_CHARACTER;
	return result;
}

struct analysis lexicon_read(const struct lexicon *lexicon, const char *text, struct arena *arena)
{
	struct analysis analysis = analysis_run(text, arena);

	return lexicon_apply(lexicon, &analysis, arena);
}
