/*
 * Han: see han.h.
 */
#include "kb/han.h"

#include <pthread.h>

#include "data/text.h"
#include "kb/converter.h"

#define SYLLABLES_MOST 1024 /* toneless ones; there are about 400 */

static struct converter folding = CONVERTER(HAN_FOLDING);

uint16_t han_syllable(uint32_t character)
{
	if (character < HAN_FIRST || character > HAN_LAST)
		return 0;
	return (uint16_t)(han_table[character - HAN_FIRST] & ~HAN_TRADITIONAL);
}

/* Characters in order of their syllable, and where each syllable begins. */
static uint16_t by_syllable[HAN_LAST - HAN_FIRST + 1];
static uint16_t syllable_start[SYLLABLES_MOST + 1];
static pthread_once_t syllables_once = PTHREAD_ONCE_INIT;

static void sort_syllables(void)
{
	uint16_t next[SYLLABLES_MOST + 1] = {0};

	for (uint32_t character = HAN_FIRST; character <= HAN_LAST; character++)
		if (han_syllable(character) < SYLLABLES_MOST)
			syllable_start[han_syllable(character) + 1]++;
	for (int at = 1; at <= SYLLABLES_MOST; at++)
		next[at] = syllable_start[at] =
		    (uint16_t)(syllable_start[at] + syllable_start[at - 1]);
	for (uint32_t character = HAN_FIRST; character <= HAN_LAST; character++)
		if (han_syllable(character) < SYLLABLES_MOST)
			by_syllable[next[han_syllable(character)]++] = (uint16_t)character;
}

const uint16_t *han_homophones(uint16_t syllable, int *count)
{
	pthread_once(&syllables_once, sort_syllables);
	if (syllable == 0 || syllable >= SYLLABLES_MOST) {
		*count = 0;
		return by_syllable;
	}
	*count = syllable_start[syllable + 1] - syllable_start[syllable];
	return by_syllable + syllable_start[syllable];
}

bool han_is_traditional(uint32_t character)
{
	return character >= HAN_FIRST && character <= HAN_LAST &&
	       (han_table[character - HAN_FIRST] & HAN_TRADITIONAL) != 0;
}

static bool has_traditional(const char *text)
{
	uint32_t character;

	while ((character = text_next(&text)) != 0)
		if (han_is_traditional(character))
			return true;
	return false;
}

const char *han_simplify(const char *text, size_t length, struct arena *arena)
{
	if (!has_traditional(text))
		return text;
	opencc_t opencc = converter_get(&folding);
	if (opencc == NULL)
		return text;
	char *simplified = opencc_convert_utf8(opencc, text, length);
	if (simplified == NULL)
		return text;
	const char *copy = arena_text(arena, simplified);
	opencc_convert_utf8_free(simplified);
	return copy;
}
