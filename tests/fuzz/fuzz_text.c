/*
 * Fuzz: any bytes as a text from outside.  What is cleaned is valid, within
 * the limit, and cleaning it again changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *text = arena_copy_text(arena, (const char *)data, size);
	struct text_limit limit = {.least = 1, .most = 200, .one_line = size % 2 == 0};
	struct fault fault;
	char *once, *twice;
	if (text_clean(text, "text", limit, arena, &once, &fault)) {
		if (!text_is_utf8(once, strlen(once)) || text_characters(once) > 200 || once[0] == '\0')
			abort();
		if (!text_clean(once, "text", limit, arena, &twice, &fault) || strcmp(once, twice) != 0)
			abort();
		text_cut(once, size / 2);
		if (!text_is_utf8(once, strlen(once)))
			abort();
	}
	arena_free(&arena);
	return 0;
}
