/*
 * Features: see features.h.
 */
#include "kb/features.h"

#include <math.h>
#include <string.h>

struct group_row {
	float weight;
	bool finds;
};
static const struct group_row GROUPS[FEATURE_GROUP_COUNT] = {
    [FEATURE_WORD] = {1.0f, true},
    [FEATURE_WORD_PAIR] = {0.7f, true},
    [FEATURE_WORD_GRAM] = {1.0f, false},
    [FEATURE_WORD_MEETING] = {1.0f, false},
    [FEATURE_CHARACTER] = {1.0f, true},
    [FEATURE_CHARACTER_PAIR] = {0.8f, true},
    [FEATURE_CHARACTER_GRAM] = {0.3f, false},
    [FEATURE_CHARACTER_MEETING] = {1.3f, false},
    [FEATURE_SYLLABLE] = {0.6f, false},
    [FEATURE_SYLLABLE_PAIR] = {0.5f, true},
    [FEATURE_LENGTH] = {0.3f, false},
};

#define WORD_GRAM_LEAST      3
#define WORD_GRAM_MOST       4
#define CHARACTER_GRAM_LEAST 3
#define CHARACTER_GRAM_MOST  4
#define MEETING_DISTANCE     20   /* tokens, */
#define MEETINGS_MOST        4096 /* fewer in texts that would have more meetings */
#define LENGTH_STEPS         3.0f /* for each time a text is e times as long */

/* Stand before the first and after the last token. */
#define MARK_START 1
#define MARK_END   2

float feature_group_weight(enum feature_group group)
{
	return GROUPS[group].weight;
}

bool feature_group_finds(enum feature_group group)
{
	return GROUPS[group].finds;
}

/* Hashing ------------------------------------------------------------------ */

static uint64_t mix(uint64_t value)
{
	value ^= value >> 32;
	value *= 0xd6e8feb86659fd93u;
	value ^= value >> 32;
	value *= 0xd6e8feb86659fd93u;
	return value ^ value >> 32;
}

static uint64_t hash_bytes(const char *bytes, size_t length)
{
	uint64_t hash = 0x9e3779b97f4a7c15u ^ length;

	while (length >= 8) {
		uint64_t word;
		memcpy(&word, bytes, 8);
		hash = mix(hash ^ word);
		bytes += 8;
		length -= 8;
	}
	uint64_t rest = 0;
	memcpy(&rest, bytes, length);
	return mix(hash ^ rest);
}

static uint64_t hash_pair(uint64_t first, uint64_t second)
{
	return mix(first * 3 + mix(second));
}

/* Collecting --------------------------------------------------------------- */

/* Features of one text; `slots` finds a key that was seen before. */
struct collector {
	struct arena *arena;
	const struct analysis *analysis;
	struct feature *items;
	int count, room;
	uint32_t *slots; /* index + 1 into items; a power of two of them */
	uint32_t slot_mask;
	const uint64_t *token_hash;
};

static void make_slots(struct collector *collector, uint32_t slot_count)
{
	collector->slots = arena_array(collector->arena, slot_count, sizeof(uint32_t));
	collector->slot_mask = slot_count - 1;
	for (int at = 0; at < collector->count; at++) {
		uint32_t slot = (uint32_t)(collector->items[at].key >> 8) & collector->slot_mask;
		while (collector->slots[slot] != 0)
			slot = (slot + 1) & collector->slot_mask;
		collector->slots[slot] = (uint32_t)at + 1;
	}
}

static void grow(struct collector *collector)
{
	int room = collector->room == 0 ? 256 : collector->room * 2;
	struct feature *items = arena_array(collector->arena, (size_t)room, sizeof(*items));

	if (collector->count > 0)
		memcpy(items, collector->items, (size_t)collector->count * sizeof(*items));
	collector->items = items;
	collector->room = room;
	make_slots(collector, (uint32_t)room * 2);
}

static void add(struct collector *collector, enum feature_group group, uint64_t hash, int token,
		int span)
{
	uint64_t key = (hash & ~(uint64_t)15) | (uint64_t)group;

	if (collector->count == collector->room)
		grow(collector);
	uint32_t slot = (uint32_t)(key >> 8) & collector->slot_mask;
	for (; collector->slots[slot] != 0; slot = (slot + 1) & collector->slot_mask) {
		struct feature *item = &collector->items[collector->slots[slot] - 1];
		if (item->key == key) {
			item->count++;
			return;
		}
	}
	collector->items[collector->count] =
	    (struct feature){key, 1, (uint16_t)token, (uint16_t)span};
	collector->slots[slot] = (uint32_t)++collector->count;
}

/* Words -------------------------------------------------------------------- */

static void add_word_grams(struct collector *collector, int at)
{
	const struct token *token = &collector->analysis->tokens[at];
	char marked[ANALYSIS_WORD_MOST + 3];
	int length = token->length + 2;

	marked[0] = '^';
	memcpy(marked + 1, token->text, token->length);
	marked[length - 1] = '$';
	for (int size = WORD_GRAM_LEAST; size <= WORD_GRAM_MOST; size++)
		for (int start = 0; start + size <= length; start++)
			add(collector, FEATURE_WORD_GRAM, hash_bytes(marked + start, (size_t)size),
			    at, 1);
}

/* The next token of the kind at or after `at`; token_count when there is none. */
static int next_of(const struct analysis *analysis, enum token_kind kind, int at)
{
	while (at < analysis->token_count && analysis->tokens[at].kind != kind)
		at++;
	return at;
}

/* How far apart two tokens may be to meet: in a text of thousands, meetings of
 * all would be most of the work and say little. */
static int meeting_distance(const struct analysis *analysis)
{
	int distance = MEETINGS_MOST / (analysis->token_count + 1);

	return distance < MEETING_DISTANCE ? distance : MEETING_DISTANCE;
}

/* The token together with each that follows it. */
static void add_meetings(struct collector *collector, int at)
{
	const struct analysis *analysis = collector->analysis;
	uint64_t one = collector->token_hash[at];
	int last = at + meeting_distance(analysis);

	for (int next = at + 1; next < analysis->token_count && next <= last; next++) {
		bool are_words = analysis->tokens[at].kind == TOKEN_WORD &&
				 analysis->tokens[next].kind == TOKEN_WORD;
		uint64_t other = collector->token_hash[next];
		add(collector, are_words ? FEATURE_WORD_MEETING : FEATURE_CHARACTER_MEETING,
		    one < other ? hash_pair(one, other) : hash_pair(other, one), at, next - at + 1);
	}
}

static void add_words(struct collector *collector)
{
	const struct analysis *analysis = collector->analysis;
	uint64_t before = MARK_START;
	int last = -1;

	for (int at = next_of(analysis, TOKEN_WORD, 0); at < analysis->token_count;
	     at = next_of(analysis, TOKEN_WORD, at + 1)) {
		uint64_t hash = collector->token_hash[at];
		add(collector, FEATURE_WORD, hash, at, 1);
		add(collector, FEATURE_WORD_PAIR, hash_pair(before, hash), last < 0 ? at : last,
		    last < 0 ? 1 : at - last + 1);
		add_word_grams(collector, at);
		add_meetings(collector, at);
		before = hash;
		last = at;
	}
	if (last >= 0)
		add(collector, FEATURE_WORD_PAIR, hash_pair(before, MARK_END), last, 1);
}

/* Characters ---------------------------------------------------------------- */

static bool is_run(const struct analysis *analysis, int at, int length)
{
	if (at + length > analysis->token_count)
		return false;
	for (int next = at; next < at + length; next++)
		if (analysis->tokens[next].kind != TOKEN_CHARACTER)
			return false;
	return true;
}

static void add_character_grams(struct collector *collector, int at)
{
	const struct analysis *analysis = collector->analysis;
	uint64_t hash = collector->token_hash[at];

	for (int length = 2; length <= CHARACTER_GRAM_MOST; length++) {
		if (!is_run(analysis, at, length))
			return;
		hash = hash_pair(hash, collector->token_hash[at + length - 1]);
		if (length >= CHARACTER_GRAM_LEAST)
			add(collector, FEATURE_CHARACTER_GRAM, hash, at, length);
	}
}

/* A pair with the neighbour, which may be a word in a mixed text or the mark
 * at the end of the text. */
static void add_pair(struct collector *collector, uint64_t one, uint64_t other, int at, int span)
{
	add(collector, FEATURE_CHARACTER_PAIR, hash_pair(one, other), at, span);
}

static void add_character_pairs(struct collector *collector, int at)
{
	const struct analysis *analysis = collector->analysis;
	const struct token *token = &analysis->tokens[at];
	const uint64_t *hash = collector->token_hash;

	if (at == 0)
		add_pair(collector, MARK_START, hash[at], at, 1);
	else if (token[-1].kind == TOKEN_WORD)
		add_pair(collector, hash[at - 1], hash[at], at - 1, 2);
	if (at == analysis->token_count - 1) {
		add_pair(collector, hash[at], MARK_END, at, 1);
		return;
	}
	add_pair(collector, hash[at], hash[at + 1], at, 2);
	if (token[1].kind == TOKEN_CHARACTER)
		add(collector, FEATURE_SYLLABLE_PAIR, hash_pair(token->syllable, token[1].syllable),
		    at, 2);
}

static void add_characters(struct collector *collector)
{
	const struct analysis *analysis = collector->analysis;

	for (int at = next_of(analysis, TOKEN_CHARACTER, 0); at < analysis->token_count;
	     at = next_of(analysis, TOKEN_CHARACTER, at + 1)) {
		uint64_t hash = collector->token_hash[at];
		uint16_t syllable = analysis->tokens[at].syllable;
		add(collector, FEATURE_CHARACTER, hash, at, 1);
		add(collector, FEATURE_SYLLABLE, mix(syllable != 0 ? syllable : hash), at, 1);
		add_character_pairs(collector, at);
		add_character_grams(collector, at);
		add_meetings(collector, at);
	}
}

/* About how long the text is, in overlapping steps, so that texts of nearly
 * the same length are nearly alike.  A request that names something and a
 * question that asks about it differ in this before they differ in words. */
static void add_length(struct collector *collector)
{
	int count = collector->analysis->token_count;

	if (count == 0)
		return;
	int step = 1 + (int)lrintf(logf((float)count) * LENGTH_STEPS);
	for (int near = step - 1; near <= step + 1; near++)
		add(collector, FEATURE_LENGTH, mix((uint64_t)near + 1), 0, 0);
}

uint64_t feature_pair_key(const char *one, const char *other)
{
	uint64_t hash =
	    hash_pair(hash_bytes(one, strlen(one)), hash_bytes(other, strlen(other)));

	return (hash & ~(uint64_t)15) | (uint64_t)FEATURE_CHARACTER_PAIR;
}

struct feature_list features_extract(const struct analysis *analysis, struct arena *arena)
{
	struct collector collector = {.arena = arena, .analysis = analysis};
	int count = analysis->token_count;
	uint64_t *hashes = arena_array(arena, (size_t)count, sizeof(*hashes));

	for (int at = 0; at < count; at++)
		hashes[at] =
		    hash_bytes(analysis->tokens[at].stem, strlen(analysis->tokens[at].stem));
	collector.token_hash = hashes;
	add_words(&collector);
	add_characters(&collector);
	add_length(&collector);
	float words = (float)(count - analysis->character_count);
	return (struct feature_list){collector.items, collector.count,
				     count == 0 ? 0.0f : words / (float)count};
}
