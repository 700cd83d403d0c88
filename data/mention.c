/*
 * Mention: see mention.h.
 */
#include "data/mention.h"

#include <stdbool.h>
#include <string.h>

#include "data/text.h"

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
	       (byte != '\0' && strchr("._-@", byte) != NULL);
}

/* The longest run of a name's characters, without the dots that end a sentence. */
static size_t name_length(const char *at)
{
	size_t length = 0;
	while (is_name_byte(at[length]))
		length++;
	while (length > 0 && at[length - 1] == '.')
		length--;
	return length;
}

int mention_names(const char *text, struct arena *arena, const char **names)
{
	int count = 0;
	const char *lower = text_lower_ascii(text, arena);
	for (const char *at = strchr(lower, '@'); at != NULL && count < MENTIONS_MOST;
	     at = strchr(at, '@')) {
		size_t length = name_length(++at);
		if (length > 0)
			names[count++] = arena_copy_text(arena, at, length);
		at += length;
	}
	return count;
}
