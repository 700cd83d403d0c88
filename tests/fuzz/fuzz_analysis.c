/*
 * Fuzz: any text through folding and tokens.  Folding gives valid text, and
 * every token is valid text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"
#include "kb/analysis.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 4000 || !text_is_utf8((const char *)data, size))
		return 0;
	struct arena *arena = arena_new();
	const char *text = arena_copy_text(arena, (const char *)data, size);
	const char *folded = analysis_fold(text, arena);
	if (!text_is_utf8(folded, strlen(folded)))
		abort();
	struct analysis analysis = analysis_run(text, arena);
	for (int i = 0; i < analysis.token_count; i++) {
		const char *term = token_term(&analysis.tokens[i]);
		if (!text_is_utf8(term, strlen(term)))
			abort();
	}
	arena_free(&arena);
	return 0;
}
