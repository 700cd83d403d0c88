/*
 * Rule check: whether an editor may save a pattern (rule_check in rules.h).
 *
 * A pattern is tried on texts made to stall it: its own words and characters
 * over and over, up to the length of the longest message.  What passes may
 * still be slow on some text that nobody thought of; then its match limit and
 * the message's time budget hold (bot/rules.c).
 */
#include "bot/rules.h"

#include <string.h>

#include "bot/literals.h"
#include "bot/rule_pattern.h"
#include "data/text.h"

#define UNLIKE_COUNT        3
#define FIELD               "pattern"
#define PROBE_CHARACTERS    4000 /* the longest message */
#define PROBE_MICROS_MOST   20000
#define TAIL_MOST           200
#define OWN_LITERALS_MOST   12
#define OWN_CHARACTERS_MOST 40

struct check {
	const struct rule_pattern *pattern;
	const char *tail; /* what every probe ends with */
	struct arena *arena;
	struct fault *fault;
};

static enum pattern_result try_text(const struct check *check, const char *text)
{
	int start, end;

	return pattern_match(check->pattern, text, strlen(text), &start, &end);
}

/* Matching a message that says nothing means matching all of them. */
static bool matches_nothing(const struct check *check)
{
	static const char *const unlike[UNLIKE_COUNT] = {"q", "7", "\xe9\xbe\x98"};
	int empty = 0;

	if (try_text(check, "") == PATTERN_MATCHES)
		return true;
	for (int i = 0; i < UNLIKE_COUNT; i++) {
		int start, end;
		enum pattern_result result =
		    pattern_match(check->pattern, unlike[i], strlen(unlike[i]), &start, &end);
		empty += result == PATTERN_MATCHES && start == end;
	}
	return empty == UNLIKE_COUNT;
}

static bool takes_too_long(const struct check *check, const char *text)
{
	for (int attempt = 0; attempt < 3; attempt++) {
		int64_t begun = pattern_micros();
		if (try_text(check, text) == PATTERN_LIMITED)
			return true;
		if (pattern_micros() - begun <= PROBE_MICROS_MOST)
			return false;
	}
	return true;
}

/* The pattern's characters backwards and apart from one another.  PCRE2 fails at once where
 * the last character of a pattern isn't in the text; with this end it has to
 * try all its ways of matching what stands before. */
static const char *tail_of(const char *pattern, struct arena *arena)
{
	char *tail = arena_alloc(arena, TAIL_MOST + 8);
	size_t length = 0;

	while (*pattern != '\0' && length < TAIL_MOST) {
		char unit[8] = "~";
		const char *start = pattern;
		text_next(&pattern);
		memcpy(unit + 1, start, (size_t)(pattern - start));
		if (strstr(tail, unit) != NULL)
			continue;
		memmove(tail + strlen(unit), tail, length);
		memcpy(tail, unit, strlen(unit));
		length += strlen(unit);
	}
	tail[length] = '\n';
	return tail;
}

/* Whether the pattern bears the unit over and over. */
static bool probe(const struct check *check, const char *unit)
{
	size_t bytes = strlen(unit), characters = text_characters(unit);
	size_t times =
	    characters == 0 ? 0 : (PROBE_CHARACTERS - text_characters(check->tail)) / characters;
	char *text = arena_alloc(check->arena, times * bytes + strlen(check->tail) + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(text + i * bytes, unit, bytes);
	memcpy(text + times * bytes, check->tail, strlen(check->tail) + 1);
	if (!takes_too_long(check, text))
		return true;
	char *shown = arena_text(check->arena, unit);
	text_cut(shown, 24);
	return fault_detail(check->fault, FAULT_SLOW_PATTERN, FIELD, "%s", shown);
}

static bool probe_common(const struct check *check)
{
	static const char *const units[] = {"a",
					    "a ",
					    "ab",
					    "0",
					    "1 ",
					    " ",
					    "\n",
					    "-",
					    "a.",
					    "\xe4\xba\xba",
					    "\xe4\xba\xba\xef\xbc\x8c",
					    "a\xe4\xba\xba"};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (!probe(check, units[i]))
			return false;
	return true;
}

/* The words that the pattern can't do without, each and one after another. */
static bool probe_set(const struct check *check, const struct literal_set *set)
{
	const char *all = "";
	int step = set->count / OWN_LITERALS_MOST + 1;

	for (int i = 0; i < set->count; i += step) {
		const char *spaced = arena_format(check->arena, "%s ", set->words[i]);
		if (!probe(check, set->words[i]) || !probe(check, spaced))
			return false;
		all = arena_format(check->arena, "%s%s", all, spaced);
	}
	return probe(check, all);
}

static bool probe_literals(const struct check *check, const char *pattern)
{
	struct literals literals = literals_of(pattern, check->arena);

	for (int i = 0; i < literals.count; i++)
		if (!probe_set(check, &literals.sets[i]))
			return false;
	return true;
}

static bool is_letter(uint32_t character)
{
	return character >= 0x80 || (character >= 'a' && character <= 'z') ||
	       (character >= '0' && character <= '9');
}

/* Its letters, each alone and all of them as they stand in it. */
static bool probe_characters(const struct check *check, const char *pattern)
{
	char *letters = arena_alloc(check->arena, strlen(pattern) + 1);
	size_t length = 0;
	int tried = 0;

	for (const char *at = pattern; *at != '\0';) {
		const char *start = at;
		uint32_t character = text_next(&at);
		size_t size = (size_t)(at - start);
		char *unit = arena_copy_text(check->arena, start, size);
		if (!is_letter(character))
			continue;
		bool known = strstr(letters, unit) != NULL;
		memcpy(letters + length, start, size);
		length += size;
		if (!known && tried++ < OWN_CHARACTERS_MOST && !probe(check, unit))
			return false;
	}
	return length == 0 || probe(check, letters);
}

static bool check_compiled(const struct check *check, const char *pattern)
{
	if (matches_nothing(check))
		return fault_set(check->fault, FAULT_VAGUE_PATTERN, FIELD);
	return probe_common(check) && probe_literals(check, pattern) &&
	       probe_characters(check, pattern);
}

static bool check_length(const char *pattern, struct fault *fault)
{
	if (!text_is_utf8(pattern, strlen(pattern)))
		return fault_set(fault, FAULT_NOT_UTF8, FIELD);
	if (pattern[strspn(pattern, " \t\r\n")] == '\0')
		return fault_set(fault, FAULT_EMPTY, FIELD);
	size_t characters = text_characters(pattern);
	if (characters <= RULE_PATTERN_MOST)
		return true;
	return fault_limit(fault, FAULT_TOO_LONG, FIELD, (int64_t)characters, RULE_PATTERN_MOST);
}

bool rule_check(const char *pattern, struct fault *fault)
{
	struct rule_pattern *as_written, *folded = NULL;

	if (!check_length(pattern, fault))
		return false;
	/* First as it was written, so that the place of a mistake is right. */
	as_written = pattern_compile(pattern, FIELD, fault);
	if (as_written == NULL)
		return false;
	pattern_free(&as_written);
	struct arena *arena = arena_new();
	const char *as_matched = pattern_fold(pattern, arena);
	folded = pattern_compile(as_matched, FIELD, fault);
	struct check check = {folded, tail_of(as_matched, arena), arena, fault};
	bool good = folded != NULL && check_compiled(&check, as_matched);
	pattern_free(&folded);
	arena_free(&arena);
	return good;
}
