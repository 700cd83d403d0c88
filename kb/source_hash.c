/*
 * The hashes of a compile source: two sources with one hash compile to the
 * same snapshot, or learn the same.  FNV-1a over every field.  Pure; any thread.
 */
#include "kb/compile_internal.h"

#include <stddef.h>

#include "kb/snapshot_format.h"

#define FNV_START 0xCBF29CE484222325ull
#define FNV_PRIME 0x100000001B3ull

static void add_byte(uint64_t *hash, unsigned char byte)
{
	*hash = (*hash ^ byte) * FNV_PRIME;
}

/* NULL and "" differ; where one text ends and the next begins counts. */
static void add_text(uint64_t *hash, const char *text)
{
	add_byte(hash, text == NULL ? 1 : 2);
	for (; text != NULL && *text != '\0'; text++)
		add_byte(hash, (unsigned char)*text);
	add_byte(hash, 0);
}

static void add_number(uint64_t *hash, int64_t number)
{
	for (int shift = 0; shift < 64; shift += 8)
		add_byte(hash, (unsigned char)((uint64_t)number >> shift));
}

static void add_words(uint64_t *hash, const char *const *words, int count)
{
	add_number(hash, count);
	for (int at = 0; at < count; at++)
		add_text(hash, words[at]);
}

static void add_entry(uint64_t *hash, const struct compile_entry *entry)
{
	const char *const texts[] = {entry->external_id, entry->question, entry->answer,
				     entry->category,    entry->language, entry->tags,
				     entry->sites,       entry->translation, entry->extras};
	for (size_t at = 0; at < sizeof(texts) / sizeof(*texts); at++)
		add_text(hash, texts[at]);
	add_number(hash, entry->valid_from);
	add_number(hash, entry->valid_until);
	add_words(hash, entry->variants, entry->variant_count);
}

static void add_rule(uint64_t *hash, const struct compile_rule *rule)
{
	const char *const texts[] = {rule->name, rule->pattern, rule->conditions,
				     rule->actions};
	for (size_t at = 0; at < sizeof(texts) / sizeof(*texts); at++)
		add_text(hash, texts[at]);
	add_number(hash, rule->priority);
}

static void add_judgement(uint64_t *hash, const struct compile_judgement *judgement)
{
	const char *const texts[] = {judgement->text, judgement->language, judgement->entry,
				     judgement->source};
	for (size_t at = 0; at < sizeof(texts) / sizeof(*texts); at++)
		add_text(hash, texts[at]);
	add_number(hash, judgement->is_right);
}

static void add_lexicon(uint64_t *hash, const struct compile_source *source)
{
	add_number(hash, source->synonym_count);
	for (int at = 0; at < source->synonym_count; at++)
		add_words(hash, source->synonyms[at].words, source->synonyms[at].count);
	add_words(hash, source->stop_words, source->stop_word_count);
}

static void add_judgements(uint64_t *hash, const struct compile_source *source)
{
	add_number(hash, source->judgement_count);
	for (int at = 0; at < source->judgement_count; at++)
		add_judgement(hash, &source->judgements[at]);
}

uint64_t compile_drafts_hash(const struct compile_source *source)
{
	uint64_t hash = FNV_START;
	add_number(&hash, source->entry_count);
	for (int at = 0; at < source->entry_count; at++)
		add_entry(&hash, &source->entries[at]);
	add_number(&hash, source->rule_count);
	for (int at = 0; at < source->rule_count; at++)
		add_rule(&hash, &source->rules[at]);
	add_lexicon(&hash, source);
	return hash;
}

uint64_t compile_source_hash(const struct compile_source *source)
{
	uint64_t hash = compile_drafts_hash(source);
	add_judgements(&hash, source);
	return hash;
}

/* What of an entry is learned from. */
static void add_wordings(uint64_t *hash, const struct compile_entry *entry)
{
	add_text(hash, entry->external_id);
	add_text(hash, entry->question);
	add_text(hash, entry->language);
	add_words(hash, entry->variants, entry->variant_count);
}

uint64_t compile_learned_hash(const struct compile_source *source)
{
	uint64_t hash = FNV_START;
	add_text(&hash, FOYER_VERSION);
	add_number(&hash, SNAPSHOT_FORMAT);
	add_number(&hash, source->entry_count);
	for (int at = 0; at < source->entry_count; at++)
		add_wordings(&hash, &source->entries[at]);
	add_lexicon(&hash, source);
	add_judgements(&hash, source);
	return hash;
}
