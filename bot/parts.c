/*
 * Parts: see parts.h.
 */
#include "bot/parts.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "data/text.h"

static bool is_question_mark(uint32_t character)
{
	return character == '?' || character == 0xff1f || character == 0x61f;
}

static bool ends_clause(uint32_t character)
{
	return character == ',' || character == 0xff0c || character == 0x3001 ||
	       character == 0x2026 || character == '~';
}

static bool ends_sentence(uint32_t character)
{
	return character == '.' || character == '!' || character == ';' || character == '\n' ||
	       character == 0x3002 || character == 0xff01 || character == 0xff1b ||
	       is_question_mark(character);
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* True for the point in "3.5", the comma in "1,000", the dot in "a.com". */
static bool is_inside_word(const char *text, const char *mark, const char *next)
{
	if (*mark != '.' && *mark != ',')
		return false;
	if (mark == text || *next == 0 || *next == ' ' || *next == '\n')
		return false;
	return *mark == '.' || (is_digit(mark[-1]) && is_digit(*next));
}

static bool says_something(const char *from, const char *to)
{
	for (; from < to; from++)
		if ((unsigned char)*from >= 0x80 || is_digit(*from) ||
		    (*from >= 'a' && *from <= 'z') || (*from >= 'A' && *from <= 'Z'))
			return true;
	return false;
}

struct cutter {
	const char *text;
	struct arena *arena;
	struct parts parts;
};

/* Adds the part from `from` to the mark at `to`, after which `next` begins. */
static void add_part(struct cutter *cutter, const char *from, const char *to, const char *next)
{
	struct parts *parts = &cutter->parts;

	if (!says_something(from, to))
		return;
	parts->texts[parts->count] = arena_copy_text(cutter->arena, from, (size_t)(to - from));
	parts->starts[parts->count] = (size_t)(from - cutter->text);
	parts->ends[parts->count++] = (size_t)(next - cutter->text);
}

struct parts parts_split(const char *text, enum part_size size, struct arena *arena)
{
	struct cutter cutter = {.text = text, .arena = arena};
	const char *from = text, *at = text, *next = text;
	uint32_t character;

	for (; (character = text_next(&next)) != 0; at = next) {
		bool is_end =
		    ends_sentence(character) || (size == PART_CLAUSE && ends_clause(character));
		if (!is_end || is_inside_word(text, at, next))
			continue;
		cutter.parts.questions += is_question_mark(character) && says_something(from, at);
		if (cutter.parts.count == PARTS_MOST - 1)
			continue;
		add_part(&cutter, from, at, next);
		from = next;
	}
	if (from < at)
		add_part(&cutter, from, at, at);
	return cutter.parts;
}
