/*
 * Tokenizer: see tokenizer.h.  Runs on whichever thread uses the connection.
 */
#include "kb/tokenizer.h"

#include <string.h>

#include "kb/analysis.h"

#define PAIR_ROOM 16 /* two characters of at most four bytes each */

struct emitter {
	token_emit emit;
	void *sink;
	int text_length;
};

static int emit_term(const struct emitter *emitter, bool same_place, const char *term,
		     const struct token *token)
{
	/* Folding can lengthen a text; positions stay inside the original. */
	int start = token->start < emitter->text_length ? token->start : emitter->text_length;
	int end = token->end < emitter->text_length ? token->end : emitter->text_length;

	return emitter->emit(emitter->sink, same_place, term, (int)strlen(term), start, end);
}

static int emit_pair(const struct emitter *emitter, const struct token *first)
{
	char pair[PAIR_ROOM];
	const struct token *second = first + 1;

	memcpy(pair, first->text, first->length);
	memcpy(pair + first->length, second->text, (size_t)second->length + 1);
	return emit_term(emitter, true, pair, first);
}

static bool begins_pair(const struct analysis *analysis, int at)
{
	const struct token *token = &analysis->tokens[at];

	return at + 1 < analysis->token_count && token->kind == TOKEN_CHARACTER &&
	       token[1].kind == TOKEN_CHARACTER && token->end == token[1].start;
}

static int tokenize(void *context, const char *text, int length, bool for_query, token_emit emit,
		    void *sink)
{
	(void)context;
	(void)for_query;
	struct arena *arena = arena_new();
	struct emitter emitter = {emit, sink, length};
	const char *copy = arena_copy_text(arena, text, (size_t)length);
	struct analysis analysis = analysis_run(copy, arena);
	int result = 0;

	for (int at = 0; at < analysis.token_count && result == 0; at++) {
		const struct token *token = &analysis.tokens[at];
		result = emit_term(&emitter, false, token_term(token), token);
		if (result == 0 && begins_pair(&analysis, at))
			result = emit_pair(&emitter, token);
	}
	arena_free(&arena);
	return result;
}

bool tokenizer_add(struct db *db, struct fault *fault)
{
	return db_add_tokenizer(db, TOKENIZER_NAME, tokenize, NULL, fault);
}
