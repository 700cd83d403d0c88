/*
 * Han: see han.h.  OpenCC is loaded at its first use (about 15 ms) and then
 * only read, so every thread may convert at the same time.
 */
#include "kb/han.h"

#include <opencc/opencc.h>
#include <pthread.h>

#include "data/log.h"
#include "data/text.h"

static opencc_t opencc;
static pthread_once_t opencc_once = PTHREAD_ONCE_INIT;

static void load_opencc(void)
{
	opencc = opencc_open(HAN_FOLDING);
	if (opencc != (opencc_t)-1)
		return;
	opencc = NULL;
	log_line(LOG_ERROR, "opencc", "%s can't be loaded: %s; Traditional text stays as it is",
		 HAN_FOLDING, opencc_error());
}

uint16_t han_syllable(uint32_t character)
{
	if (character < HAN_FIRST || character > HAN_LAST)
		return 0;
	return (uint16_t)(han_table[character - HAN_FIRST] & ~HAN_TRADITIONAL);
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
	pthread_once(&opencc_once, load_opencc);
	if (opencc == NULL)
		return text;
	char *simplified = opencc_convert_utf8(opencc, text, length);
	if (simplified == NULL)
		return text;
	const char *copy = arena_text(arena, simplified);
	opencc_convert_utf8_free(simplified);
	return copy;
}
