/*
 * Context: see context.h.  The wordings below are how people lean on what was
 * said before, in any trade; nothing here knows a knowledge base.
 */
#include "bot/context.h"

#include <string.h>

#include "data/json.h"
#include "data/text.h"
#include "kb/snapshot.h"

#define MEMORY_BYTES_MOST 65536
#define PICK_TOKENS_MOST  6    /* of a message that may be a number */
#define COPY_SHARE        0.75 /* of the tokens that a near-copy has in common */
#define FOLLOW_WORDS_MOST 7
#define FOLLOW_SIGNS_MOST 12 /* Chinese characters */

#define COUNT(array)      (sizeof(array) / sizeof((array)[0]))

/* Memory ----------------------------------------------------------------------- */

static struct memory_form read_form(const struct json *tree)
{
	struct memory_form form = {0};

	if (tree == NULL || tree->type != JSON_OBJECT)
		return form;
	form.rule = json_text(tree, "rule");
	form.wrong = (int)json_int(tree, "wrong", 0);
	const struct json *values = json_member(tree, "values");
	for (const struct json *at = values == NULL ? NULL : values->first;
	     at != NULL && form.count < BOT_VALUES_MOST; at = at->next)
		if (at->type == JSON_STRING)
			form.values[form.count++] = at->text;
	return form;
}

struct memory memory_read(const char *json, struct arena *arena)
{
	struct memory memory = {0};
	const struct json *tree;
	struct fault ignored;

	if (json == NULL || strlen(json) > MEMORY_BYTES_MOST ||
	    !json_parse(json, strlen(json), arena, &tree, &ignored) || tree->type != JSON_OBJECT)
		return memory;
	memory.topic = json_text(tree, "topic");
	memory.question = json_text(tree, "question");
	memory.asked = json_text(tree, "asked");
	int64_t unsure = json_int(tree, "unsure", 0);
	memory.unsure = unsure > 0 && unsure < 1000 ? (int)unsure : 0;
	const struct json *choices = json_member(tree, "choices");
	for (const struct json *at = choices == NULL ? NULL : choices->first;
	     at != NULL && memory.choice_count < BOT_CHOICES_MOST; at = at->next)
		if (at->type == JSON_STRING)
			memory.choices[memory.choice_count++].entry = at->text;
	memory.rule = json_text(tree, "rule");
	memory.menu = json_text(tree, "menu");
	memory.form = read_form(json_member(tree, "form"));
	return memory;
}

static void add_cut(struct json_writer *json, const char *name, const char *text,
		    struct arena *arena)
{
	if (text == NULL)
		return;
	char *copy = arena_text(arena, text);
	text_cut(copy, MEMORY_TEXT_MOST);
	json_add_text(json, name, copy);
}

static void write_form(struct json_writer *json, const struct memory_form *form)
{
	if (form->rule == NULL)
		return;
	json_open_object(json, "form");
	json_add_text(json, "rule", form->rule);
	json_add_int(json, "wrong", form->wrong);
	json_open_array(json, "values");
	for (int at = 0; at < form->count; at++)
		json_add_text(json, NULL, form->values[at]);
	json_close_array(json);
	json_close_object(json);
}

const char *memory_write(const struct memory *memory, struct arena *arena)
{
	struct buffer buffer = buffer_new(MEMORY_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);

	json_open_object(&json, NULL);
	if (memory->topic != NULL)
		json_add_text(&json, "topic", memory->topic);
	add_cut(&json, "question", memory->question, arena);
	add_cut(&json, "asked", memory->asked, arena);
	if (memory->rule != NULL)
		json_add_text(&json, "rule", memory->rule);
	if (memory->menu != NULL) {
		json_add_text(&json, "menu", memory->menu);
	} else if (memory->choice_count > 0) {
		json_open_array(&json, "choices");
		for (int at = 0; at < memory->choice_count; at++)
			json_add_text(&json, NULL, memory->choices[at].entry);
		json_close_array(&json);
	}
	write_form(&json, &memory->form);
	if (memory->unsure > 0)
		json_add_int(&json, "unsure", memory->unsure);
	json_close_object(&json);
	const char *written = buffer.overflowed ? "{}" : arena_text(arena, buffer.bytes);
	buffer_free(&buffer);
	return written;
}

/* Picking ------------------------------------------------------------------------ */

static const struct {
	const char *text; /* as tokens are folded, joined without spaces */
	int number;
} NUMBERS[] = {
    {"1", 1},     {"2", 2},      {"3", 3},     {"one", 1},  {"two", 2},  {"three", 3},
    {"first", 1}, {"second", 2}, {"third", 3}, {"1st", 1},  {"2nd", 2},  {"3rd", 3},
    {"一", 1},    {"二", 2},     {"三", 3},    {"第一", 1}, {"第二", 2}, {"第三", 3},
    {"第1", 1},   {"第2", 2},    {"第3", 3},   {"a", 1},    {"b", 2},    {"c", 3},
    {"4", 4},     {"5", 5},      {"6", 6},     {"7", 7},    {"8", 8},    {"9", 9},
    {"four", 4},  {"five", 5},   {"six", 6},   {"seven", 7}, {"eight", 8}, {"nine", 9},
    {"fourth", 4}, {"fifth", 5}, {"sixth", 6}, {"seventh", 7}, {"eighth", 8}, {"ninth", 9},
    {"四", 4},    {"五", 5},     {"六", 6},    {"七", 7},   {"八", 8},   {"九", 9},
};

/* Words around a number that don't change what it picks. */
static const char *const FILLERS[] = {
    "the",  "option", "number", "no",       "choice", "answer", "reply", "i",  "choose",
    "pick", "want",   "please", "question", "item",   "选",     "选择",  "个", "项",
    "条",   "我",     "我选",   "请选",     "回复",   "问题",   "的",    "那", "号",
};

static bool is_filler(const char *text)
{
	for (size_t at = 0; at < COUNT(FILLERS); at++)
		if (strcmp(FILLERS[at], text) == 0)
			return true;
	return false;
}

static int number_of(const char *text)
{
	for (size_t at = 0; at < COUNT(NUMBERS); at++)
		if (strcmp(NUMBERS[at].text, text) == 0)
			return NUMBERS[at].number;
	return 0;
}

/* The number when the message is a number and fillers alone. */
static int picked_number(const struct analysis *message)
{
	int picked = 0;
	const struct token *tokens = message->tokens;

	if (message->token_count > PICK_TOKENS_MOST)
		return 0;
	for (int at = 0; at < message->token_count; at++) {
		bool is_ordinal_sign = strcmp(tokens[at].text, "第") == 0;
		bool is_trailing_one = picked != 0 && strcmp(tokens[at].text, "one") == 0;
		int number = number_of(tokens[at].text);
		if (is_ordinal_sign || is_trailing_one)
			continue;
		if (number != 0 && picked == 0)
			picked = number;
		else if (!is_filler(tokens[at].text))
			return 0;
	}
	return picked;
}

static bool holds(const struct analysis *analysis, const char *stem)
{
	for (int at = 0; at < analysis->token_count; at++)
		if (strcmp(analysis->tokens[at].stem, stem) == 0)
			return true;
	return false;
}

/* The share of all their tokens that two texts have in common. */
static double overlap(const struct analysis *one, const struct analysis *other)
{
	int common = 0;

	for (int at = 0; at < one->token_count; at++)
		common += holds(other, one->tokens[at].stem);
	int all = one->token_count + other->token_count - common;
	return all == 0 ? 0 : (double)common / all;
}

int context_pick(const struct memory *memory, const struct snapshot *snapshot,
		 const struct analysis *message, struct arena *arena)
{
	int number = picked_number(message);

	if (number > 0 && number <= memory->choice_count)
		return number - 1;
	for (int at = 0; at < memory->choice_count; at++) {
		const char *text = memory->choices[at].text;
		const struct snapshot_entry *entry =
		    text != NULL ? NULL : snapshot_find(snapshot, memory->choices[at].entry);
		if (text == NULL && entry == NULL)
			continue;
		struct analysis choice = analysis_run(text != NULL ? text : entry->question, arena);
		if (overlap(message, &choice) >= COPY_SHARE)
			return at;
	}
	return -1;
}

/* Following up --------------------------------------------------------------------- */

static const char *const FOLLOWING_STARTS[] = {
    "and ",      "what about ", "how about ", "what if ", "also ", "but ", "or ",  "for ",
    "same for ", "那",          "还有",       "如果",     "要是",  "换成", "换作",
};
static const char *const FOLLOWING_ENDS[] = {"呢", " then", " instead", " too"};

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), size = strlen(end);

	while (length > 0 && strchr(" ?!.", text[length - 1]) != NULL)
		length--;
	return length >= size && strncmp(text + length - size, end, size) == 0;
}

bool context_follows_up(const struct analysis *message)
{
	int words = message->token_count - message->character_count;

	if (message->token_count == 0 || words > FOLLOW_WORDS_MOST ||
	    message->character_count > FOLLOW_SIGNS_MOST)
		return false;
	for (size_t at = 0; at < COUNT(FOLLOWING_STARTS); at++)
		if (starts_with(message->folded, FOLLOWING_STARTS[at]))
			return true;
	for (size_t at = 0; at < COUNT(FOLLOWING_ENDS); at++)
		if (ends_with(message->folded, FOLLOWING_ENDS[at]))
			return true;
	return false;
}

/* Correcting ----------------------------------------------------------------------- */

static const char *const CORRECTING_STARTS[] = {
    "no i meant",
    "no, i meant",
    "no i mean",
    "no, i mean",
    "i meant",
    "i mean",
    "not that",
    "no not that",
    "no, not that",
    "that's not what i",
    "that is not what i",
    "thats not what i",
    "that's not it",
    "that is not it",
    "thats not it",
    "wrong answer",
    "that's wrong",
    "not what i asked",
    "no that's not",
    "no, that's not",
    "no that is not",
    "no, that is not",
    "no thats not",
    "that isn't it",
    "that isnt it",
    "no, that isn't",
    "no that isn't",
    "it's not that",
    "no, it's not that",
    "not this one",
    "not that one",
    "我是说",
    "我说的是",
    "我的意思是",
    "我问的是",
    "我想问的是",
    "不是这个",
    "不是问这个",
    "不是问这",
    "不是问那个",
    "不是那个",
    "不是这意思",
    "不是这个意思",
    "不,我",
    "不对",
    "答非所问",
    "不是我要的",
    "不是我问的",
};
/* What may stand between such a start and what was meant. */
static const char *const CORRECTING_LINKS[] = {
    "asked",      "meant",    "wanted",     "want",   "said", "was asking", "the",    "about",
    ":",          ",",        ".",          "-",      " ",    "是",         "我是说", "我说的是",
    "我的意思是", "我问的是", "我想问的是", "我想问", "了",   "。",         "!",      "what",
    "it",         "i meant",  "i mean",     "是说",   "问的",
};

const char *context_corrects(const char *folded)
{
	const char *rest = NULL;

	while (*folded == ' ')
		folded++;
	for (size_t at = 0; at < COUNT(CORRECTING_STARTS) && rest == NULL; at++)
		if (starts_with(folded, CORRECTING_STARTS[at]))
			rest = folded + strlen(CORRECTING_STARTS[at]);
	for (size_t at = 0; rest != NULL && at < COUNT(CORRECTING_LINKS);) {
		size_t length = strlen(CORRECTING_LINKS[at]);
		bool is_whole = (unsigned char)CORRECTING_LINKS[at][0] >= 0x80 || length == 1 ||
				rest[length] == ' ' || rest[length] == 0;
		if (starts_with(rest, CORRECTING_LINKS[at]) && is_whole) {
			rest += length;
			at = 0;
		} else {
			at++;
		}
	}
	return rest;
}

bool context_same_words(const struct analysis *one, const struct analysis *other)
{
	bool is_same = one->token_count == other->token_count;

	for (int at = 0; is_same && at < one->token_count; at++)
		is_same = strcmp(one->tokens[at].stem, other->tokens[at].stem) == 0;
	return is_same;
}

bool context_repeats(const struct memory *memory, const struct analysis *message,
		     struct arena *arena)
{
	if (memory->asked == NULL)
		return false;
	struct analysis before = analysis_run(memory->asked, arena);
	return context_same_words(&before, message);
}
