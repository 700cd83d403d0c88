/*
 * Rule words: see rule_words.h.
 */
#include "bot/rule_words.h"

#include <string.h>

#include "data/text.h"
#include "kb/analysis.h"

#define PATTERN_BYTES_MOST 50000 /* folding may add to them */
#define ESCAPED_MOST       6     /* bytes of a character in JSON */
#define WORDS_BYTES_MOST   ((size_t)3 * RULE_WORDS_MOST * (RULE_WORD_MOST * ESCAPED_MOST + 3) + 64)

struct words {
	const char *items[RULE_WORDS_MOST];
	int count;
};

static const char *const places[3] = {"any", "all", "none"};

/* Reading ------------------------------------------------------------------------------ */

static bool read_list(const struct json *list, const char *place, struct arena *arena,
		      struct words *out, struct fault *fault)
{
	static const struct text_limit limit = {1, RULE_WORD_MOST, true};
	char *word;

	if (list == NULL || list->type == JSON_NULL)
		return true;
	if (list->type != JSON_ARRAY)
		return fault_detail(fault, FAULT_WRONG_TYPE, place, "a list of texts");
	if (list->count > RULE_WORDS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, place, (int64_t)list->count,
				   RULE_WORDS_MOST);
	for (const struct json *each = list->first; each != NULL; each = each->next) {
		if (each->type != JSON_STRING)
			return fault_detail(fault, FAULT_WRONG_TYPE, place, "a list of texts");
		if (!text_clean(each->text, place, limit, arena, &word, fault))
			return false;
		if (word[strspn(word, "* ")] == '\0')
			return fault_set(fault, FAULT_EMPTY, place);
		if (*analysis_fold(word, arena) == '\0')
			return fault_set(fault, FAULT_BAD_CHARACTER, place);
		out->items[out->count++] = word;
	}
	return true;
}

static bool read_lists(const struct json *words, struct arena *arena, struct words lists[3],
		       struct fault *fault)
{
	for (const struct json *each = words->first; each != NULL; each = each->next) {
		int at = 0;
		while (at < 3 && strcmp(places[at], each->name) != 0)
			at++;
		const char *place = arena_format(arena, "words.%s", each->name);
		if (at == 3)
			return fault_set(fault, FAULT_UNKNOWN_FIELD, place);
		if (!read_list(each, place, arena, &lists[at], fault))
			return false;
	}
	return lists[0].count + lists[1].count > 0 || fault_set(fault, FAULT_EMPTY, "words");
}

/* Writing the pattern ------------------------------------------------------------------ */

static bool is_letter(char sign)
{
	return (sign | 32) >= 'a' ? (sign | 32) <= 'z' : sign >= '0' && sign <= '9';
}

/* A word's signs stand for themselves, a blank for what people put between
 * words; letters at its edges must not go on. */
static void add_word(struct buffer *buffer, const char *word)
{
	size_t length = strlen(word);
	bool is_beginning = length > 1 && word[length - 1] == '*';

	if (is_beginning)
		length--;
	if (is_letter(word[0]))
		buffer_add_text(buffer, "(?<![a-z0-9])");
	for (size_t at = 0; at < length; at++) {
		if (word[at] == ' ') {
			buffer_add_text(buffer, "[\\s-]{1,3}");
			continue;
		}
		if (strchr("\\^$.[]|()?*+{}-#/\"'", word[at]) != NULL)
			buffer_add_char(buffer, '\\');
		buffer_add_char(buffer, word[at]);
	}
	if (!is_beginning && is_letter(word[length - 1]))
		buffer_add_text(buffer, "(?![a-z0-9])");
}

static void add_either(struct buffer *buffer, const struct words *words)
{
	buffer_add_text(buffer, "(?:");
	for (int at = 0; at < words->count; at++) {
		if (at > 0)
			buffer_add_char(buffer, '|');
		add_word(buffer, words->items[at]);
	}
	buffer_add_char(buffer, ')');
}

/* The characters that the words begin with, as a class. */
static void add_beginnings(struct buffer *buffer, const struct words *words, bool negated)
{
	buffer_add_text(buffer, negated ? "[^" : "[");
	for (int at = 0; at < words->count; at++) {
		const char *end = words->items[at];
		if (strchr("\\]^-[", *end) != NULL)
			buffer_add_char(buffer, '\\');
		text_next(&end);
		buffer_add(buffer, words->items[at], (size_t)(end - words->items[at]));
	}
	buffer_add_char(buffer, ']');
}

/* Looks for one of the words ahead, stopping only where one may begin: so the
 * longest message costs hundreds of steps, not one for each of its characters
 * and words. */
static void add_look(struct buffer *buffer, const char *look, const struct words *words)
{
	buffer_add_text(buffer, look);
	add_beginnings(buffer, words, true);
	buffer_add_text(buffer, "*+(?:(?!");
	add_either(buffer, words);
	buffer_add_char(buffer, ')');
	add_beginnings(buffer, words, false);
	add_beginnings(buffer, words, true);
	buffer_add_text(buffer, "*+)*+");
	add_either(buffer, words);
	buffer_add_char(buffer, ')');
}

static void add_looks(struct buffer *buffer, const struct words *all, int count,
		      const struct words *none)
{
	buffer_add_text(buffer, "(?s)\\A");
	if (none->count > 0)
		add_look(buffer, "(?!", none);
	for (int at = 0; at < count; at++)
		add_look(buffer, "(?=", &(struct words){.items = {all->items[at]}, .count = 1});
	buffer_add_text(buffer, ".*?\\K");
}

/* As messages are, so that each word begins with the character that is looked
 * for. */
static void fold_lists(const struct words lists[3], struct words folded[3], struct arena *arena)
{
	for (int list = 0; list < 3; list++) {
		folded[list].count = lists[list].count;
		for (int at = 0; at < lists[list].count; at++)
			folded[list].items[at] = analysis_fold(lists[list].items[at], arena);
	}
}

static const char *pattern_of(const struct words lists[3], struct arena *arena)
{
	struct buffer buffer = buffer_new(PATTERN_BYTES_MOST);
	struct words folded[3];
	fold_lists(lists, folded, arena);
	struct words *any = &folded[0], *all = &folded[1];
	/* What the match ends with: one of `any`, or the last of `all`. */
	bool has_any = any->count > 0;
	int looked_for = has_any ? all->count : all->count - 1;

	if (looked_for > 0 || folded[2].count > 0)
		add_looks(&buffer, all, looked_for, &folded[2]);
	if (has_any)
		add_either(&buffer, any);
	else
		add_word(&buffer, all->items[looked_for]);
	const char *pattern =
	    buffer.overflowed ? NULL : arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return pattern;
}

static const char *text_of(const struct words lists[3], struct arena *arena)
{
	struct buffer buffer = buffer_new(WORDS_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);

	json_open_object(&json, NULL);
	for (int list = 0; list < 3; list++) {
		json_open_array(&json, places[list]);
		for (int at = 0; at < lists[list].count; at++)
			json_add_text(&json, NULL, lists[list].items[at]);
		json_close_array(&json);
	}
	json_close_object(&json);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return text;
}

bool rule_words_read(const struct json *words, struct arena *arena, const char **pattern,
		     const char **text, struct fault *fault)
{
	struct words lists[3] = {0};

	if (words == NULL || words->type != JSON_OBJECT)
		return fault_set(fault, FAULT_MISSING_FIELD, "words");
	if (!read_lists(words, arena, lists, fault))
		return false;
	*pattern = pattern_of(lists, arena);
	if (*pattern == NULL)
		return fault_limit(fault, FAULT_TOO_LONG, "words", PATTERN_BYTES_MOST + 1,
				   PATTERN_BYTES_MOST);
	*text = text_of(lists, arena);
	return true;
}
