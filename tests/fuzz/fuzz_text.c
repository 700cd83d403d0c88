/*
 * Fuzz: any bytes as a text from outside.  What is cleaned is valid, within
 * the limit, without codes of terminals, and cleaning it again changes nothing.
 * Who is mentioned in it is written there, behind an "@".
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/mention.h"
#include "data/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No code of a terminal, nothing that turns the direction of what follows. */
static bool is_harmless(const char *text)
{
	uint32_t character;
	while ((character = text_next(&text)) != 0)
		if ((character < 0x20 && character != '\t' && character != '\n') ||
		    (character >= 0x7f && character < 0xa0) ||
		    (character >= 0x202a && character <= 0x202e) ||
		    (character >= 0x2066 && character <= 0x2069))
			return false;
	return true;
}

static void try_mentions(const char *text, struct arena *arena)
{
	const char *names[MENTIONS_MOST];
	const char *lower = text_lower_ascii(text, arena);
	int count = mention_names(text, arena, names);
	for (int at = 0; at < count; at++) {
		lower = strstr(lower, arena_format(arena, "@%s", names[at]));
		if (names[at][0] == '\0' || lower == NULL)
			abort();
		lower++;
	}
}

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
		if (!is_harmless(once))
			abort();
		if (!text_clean(once, "text", limit, arena, &twice, &fault) || strcmp(once, twice) != 0)
			abort();
		try_mentions(once, arena);
		text_cut(once, size / 2);
		if (!text_is_utf8(once, strlen(once)))
			abort();
	}
	arena_free(&arena);
	return 0;
}
