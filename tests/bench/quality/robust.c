/* What misspelling, homophones and Traditional characters cost. */
#include "tests/bench/quality/questions.h"

#include <opencc/opencc.h>
#include <stdio.h>
#include <string.h>

#include "data/text.h"
#include "kb/han.h"

#define LETTERS_WRONG 5  /* per cent */
#define HOMOPHONES    10 /* per cent */

/* Keys beside each letter of a QWERTY keyboard. */
static const char *const NEIGHBOURS[26] = {
    "qwsz",   "vghn",  "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko",
    "huikmn", "jiolm", "kop",  "njk",    "bhjm", "iklp",   "ol",     "wa",     "edft",
    "awedxz", "rfgy",  "yhji", "cfgb",   "qase", "zsdc",   "tghu",   "asx"};

static bool is_letter(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

static const char *misspell(const char *text, struct arena *arena)
{
	char *out = arena_alloc(arena, strlen(text) * 2 + 1), *end = out;

	for (; *text != 0; text++) {
		if (!is_letter(*text) || chance_below(100) >= LETTERS_WRONG) {
			*end++ = *text;
			continue;
		}
		const char *keys = NEIGHBOURS[*text - 'a'];
		switch (chance_below(4)) {
		case 0: /* swapped with the next */
			if (is_letter(text[1])) {
				*end++ = text[1];
				*end++ = *text++;
			} else {
				*end++ = *text;
			}
			break;
		case 1: /* dropped */
			break;
		case 2: /* doubled */
			*end++ = *text;
			*end++ = *text;
			break;
		default: /* the key beside it */
			*end++ = keys[chance_below((int)strlen(keys))];
			break;
		}
	}
	return out;
}

/* The characters that a set uses, for choosing a homophone people would. */
static uint32_t known_characters[HAN_LAST - HAN_FIRST + 1];
static int known_count;

static void know_characters(const char *text)
{
	uint32_t character;

	while ((character = text_next(&text)) != 0) {
		bool is_known = han_syllable(character) == 0;
		for (int at = 0; at < known_count && !is_known; at++)
			is_known = known_characters[at] == character;
		if (!is_known)
			known_characters[known_count++] = character;
	}
}

static uint32_t homophone_of(uint32_t character)
{
	uint32_t found = character;
	int count = 0;

	for (int at = 0; at < known_count; at++)
		if (known_characters[at] != character &&
		    han_syllable(known_characters[at]) == han_syllable(character) &&
		    chance_below(++count) == 0)
			found = known_characters[at];
	return found;
}

static const char *mishear(const char *text, struct arena *arena)
{
	char *out = arena_alloc(arena, strlen(text) * 2 + 1), *end = out;
	uint32_t character;

	while ((character = text_next(&text)) != 0) {
		bool changes = han_syllable(character) != 0 && chance_below(100) < HOMOPHONES;
		end += text_encode(changes ? homophone_of(character) : character, end);
	}
	return out;
}

static const char *make_traditional(const char *text, struct arena *arena)
{
	static opencc_t opencc;

	if (opencc == NULL)
		opencc = opencc_open("s2twp.json");
	char *made = opencc_convert_utf8(opencc, text, (size_t)-1);
	const char *copy = arena_text(arena, made);
	opencc_convert_utf8_free(made);
	return copy;
}

typedef const char *(*change_text)(const char *text, struct arena *arena);

static void measure_change(struct set *set, struct snapshot *snapshot, const char *name,
			   change_text change, double clean)
{
	double accuracy = 0;

	for (int draw = 0; draw < DRAWS; draw++) {
		struct arena *arena = arena_new();
		struct eval_question *changed =
		    arena_array(arena, (size_t)set->question_count, sizeof(*changed));
		chance_seed(draw);
		for (int at = 0; at < set->question_count; at++)
			changed[at] = (struct eval_question){
			    set->questions[at].entry, change(set->questions[at].text, arena)};
		accuracy += 100 * ask(snapshot, changed, set->question_count).accuracy / DRAWS;
		arena_free(&arena);
	}
	printf("%-15s %-12s accuracy %.2f  clean %.2f  costs %.2f\n", set->name, name, accuracy,
	       clean, clean - accuracy);
}

void measure_robust(struct set *set)
{
	struct snapshot *snapshot = publish(set->entries, set->entry_count);
	double clean = 100 * ask(snapshot, set->questions, set->question_count).accuracy;

	if (set->is_chinese) {
		for (int at = 0; at < set->question_count; at++)
			know_characters(set->questions[at].text);
		measure_change(set, snapshot, "homophones", mishear, clean);
		measure_change(set, snapshot, "traditional", make_traditional, clean);
	} else {
		measure_change(set, snapshot, "misspelt", misspell, clean);
	}
	snapshot_release(&snapshot);
}
