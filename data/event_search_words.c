/*
 * Event search, words of texts: which words that were said begin like what
 * somebody looks for.  See event_search_internal.h.
 *
 * The index takes a text apart in its own way: letters lose their marks, and
 * what begins a word isn't always what stands behind a space.  Where that
 * can't be told here, the answer is that it isn't sure.
 */
#include "data/event_search_internal.h"

#include <string.h>

#include "data/text.h"

/* Characters -------------------------------------------------------------------------------- */

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t character)
{
	for (size_t at = 0; at < count; at++)
		if (character >= ranges[at].first && character <= ranges[at].last)
			return true;
	return false;
}

/* Signs that stand in the rows as if they were letters; for the index they are
 * between words: times, divided, Arabic and Indian points, full-width ones. */
static bool is_sign(uint32_t character)
{
	static const struct range signs[] = {{0xD7, 0xD7},     {0xF7, 0xF7},     {0x60C, 0x60C},
					     {0x61B, 0x61B},   {0x61F, 0x61F},   {0x964, 0x965},
					     {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}};
	return is_in(signs, sizeof(signs) / sizeof(*signs), character);
}

/* Letters of which it is known here that the index goes on with the word:
 * Latin and Cyrillic ones.  Behind all others it may begin a new one. */
static bool goes_on(uint32_t character)
{
	static const struct range letters[] = {
	    {'0', 'z'}, {0xC0, 0x24F}, {0x400, 0x481}, {0x48A, 0x527}, {0x1E00, 0x1EFF}};
	return is_in(letters, sizeof(letters) / sizeof(*letters), character);
}

/* Letters that the index takes for Latin ones without their marks, and marks. */
static bool may_fold(uint32_t character)
{
	static const struct range folded[] = {{0x80, 0x36F}, {0x1E00, 0x1EFF}, {0x212A, 0x212B}};
	return is_in(folded, sizeof(folded) / sizeof(*folded), character);
}

/* Whether a word begins so --------------------------------------------------------------------- */

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* As far as can be told by its bytes. */
static enum search_fit begins(const char *word, const char *end, const char *beginning)
{
	while (word < end && *beginning != '\0' && lower(*word) == *beginning) {
		word++;
		beginning++;
	}
	if (*beginning == '\0')
		return SEARCH_FIT_YES;
	return word < end && may_fold(text_next(&word)) ? SEARCH_FIT_UNSURE : SEARCH_FIT_NO;
}

/* Whether the index may see a word that begins so behind the first one. */
static bool may_begin_later(const char *word, const char *end, const char *beginning)
{
	while (word < end)
		if (!goes_on(text_next(&word)) && begins(word, end, beginning) != SEARCH_FIT_NO)
			return true;
	return false;
}

enum search_fit event_search_fit(const struct search_word *word, const char *beginning)
{
	enum search_fit its = begins(word->start, word->end, beginning);
	return its == SEARCH_FIT_NO && !word->is_ascii &&
		       may_begin_later(word->start, word->end, beginning)
		   ? SEARCH_FIT_UNSURE
		   : its;
}

bool event_search_may_fit(const struct search_word *word)
{
	bool is_beginning = true;
	for (const char *at = word->start; at < word->end;) {
		uint32_t character = text_next(&at);
		if (is_beginning && (character < 0x80 || may_fold(character)))
			return true;
		is_beginning = !goes_on(character);
	}
	return false;
}

/* Words of a text ------------------------------------------------------------------------------ */

static const char *word_end(const char *text, bool *is_ascii)
{
	const char *next = text;
	*is_ascii = true;
	for (; *text != '\0' && *text != ' '; text = next) {
		uint32_t character = text_next(&next);
		if (character < 0x80)
			continue;
		if (is_sign(character))
			break;
		*is_ascii = false;
	}
	return text;
}

bool event_search_next_word(const char **text, struct search_word *word)
{
	do {
		if (**text == '\0')
			return false;
		word->start = *text;
		word->end = *text = word_end(*text, &word->is_ascii);
		if (**text != '\0')
			text_next(text);
	} while (word->end == word->start);
	return true;
}
