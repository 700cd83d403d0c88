/*
 * Examples: see examples.h.  Texts are analysed twice, once to learn how rare
 * their features are and once to weigh them, because keeping the features of
 * a large base in between would take a gigabyte.
 */
#include "kb/examples.h"

#include <stdlib.h>
#include <string.h>

#include "kb/analysis.h"
#include "kb/confirmed.h"
#include "kb/features.h"
#include "kb/index.h"

#define EXAMPLES_MOST    2000000u
#define ID_LETTERS_LEAST 3
#define CONFIRMED_WEIGHT 0.8f /* of a wording that people confirmed */

/* Texts ---------------------------------------------------------------------- */

static bool is_repeated(const struct compile_entry *entry, int variant)
{
	const char *text = entry->variants[variant];

	if (strcmp(text, entry->question) == 0)
		return true;
	for (int before = 0; before < variant && variant < 1000; before++)
		if (strcmp(entry->variants[before], text) == 0)
			return true;
	return false;
}

static uint64_t count_texts(const struct compile_source *source)
{
	uint64_t count = (uint64_t)source->judgement_count;

	for (int at = 0; at < source->entry_count; at++)
		count += 2 + (uint64_t)source->entries[at].variant_count;
	return count;
}

/* The words of an id that somebody made to be read, as "card_arrival" or
 * "billing/late-fee"; NULL when it is a number or a random id. */
static const char *words_of_id(const char *id, struct arena *arena)
{
	char *words = arena_text(arena, id);
	int letters = 0, digits = 0;

	for (char *at = words; *at != 0; at++) {
		letters += (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
		digits += *at >= '0' && *at <= '9';
		if (strchr("_-/.:", *at) != NULL)
			*at = ' ';
	}
	return letters < ID_LETTERS_LEAST || digits * 2 > letters ? NULL : words;
}

/* The arrays of the set, made large enough for all, while they are filled. */
struct listing {
	uint32_t *entry_of;
	bool *unasked;
	uint32_t written; /* examples of the source itself; those confirmed follow */
};

static void add_text(struct examples *examples, struct listing *listing, const char *text,
		     int entry, bool unasked)
{
	listing->entry_of[examples->set.count] = (uint32_t)entry;
	listing->unasked[examples->set.count] = unasked;
	examples->texts[examples->set.count++] = text;
}

static bool is_wording_of(const struct compile_entry *entry, const char *text)
{
	if (strcmp(entry->question, text) == 0)
		return true;
	for (int at = 0; at < entry->variant_count; at++)
		if (strcmp(entry->variants[at], text) == 0)
			return true;
	return false;
}

/* Editors and agents may have confirmed the same wording. */
static bool is_confirmed_before(const struct compile_source *source, int judgement)
{
	const struct compile_judgement *own = &source->judgements[judgement];

	for (int at = judgement - 1; at >= 0 && at > judgement - 100; at--)
		if (judgement_teaches(&source->judgements[at]) &&
		    strcmp(source->judgements[at].text, own->text) == 0 &&
		    strcmp(source->judgements[at].entry, own->entry) == 0)
			return true;
	return false;
}

static void list_confirmed(const struct compile_source *source, const struct entry_places *places,
			   struct examples *examples, struct listing *listing)
{
	for (int at = 0; at < source->judgement_count; at++) {
		const struct compile_judgement *judgement = &source->judgements[at];
		if (!judgement_teaches(judgement) || is_confirmed_before(source, at))
			continue;
		int entry = entry_place(places, judgement->entry);
		if (entry >= 0 && !is_wording_of(&source->entries[entry], judgement->text))
			add_text(examples, listing, judgement->text, entry, false);
	}
}

static void list_texts(const struct compile_source *source, const struct entry_places *places,
		       struct examples *examples, struct listing *listing_out)
{
	struct listing listing = *listing_out;

	for (int at = 0; at < source->entry_count; at++) {
		const struct compile_entry *entry = &source->entries[at];
		const char *words = words_of_id(entry->external_id, examples->arena);
		add_text(examples, &listing, entry->question, at, false);
		if (words != NULL)
			add_text(examples, &listing, words, at, true);
		for (int variant = 0; variant < entry->variant_count; variant++)
			if (!is_repeated(entry, variant))
				add_text(examples, &listing, entry->variants[variant], at, false);
	}
	listing.written = examples->set.count;
	list_confirmed(source, places, examples, &listing);
	*listing_out = listing;
	examples->confirmed_count = (int)(examples->set.count - listing.written);
	examples->set.entry = listing.entry_of;
	examples->set.unasked = listing.unasked;
}

/* Features ------------------------------------------------------------------- */

static struct feature_list features_of(const struct examples *examples, const char *text,
				       struct arena *arena)
{
	struct analysis analysis = lexicon_read(examples->lexicon, text, arena);

	return features_extract(&analysis, arena);
}

static size_t learn_vocabulary(struct examples *examples, struct arena *arena)
{
	size_t parts = 0;

	examples->vocabulary = vocabulary_new();
	for (uint32_t at = 0; at < examples->set.count; at++) {
		struct feature_list features = features_of(examples, examples->texts[at], arena);
		vocabulary_count(examples->vocabulary, &features);
		parts += (size_t)features.count;
		arena_reset(arena);
	}
	vocabulary_prune(examples->vocabulary);
	return parts;
}

static void weigh(struct examples *examples, size_t parts, uint32_t written, struct arena *arena)
{
	struct example_set *set = &examples->set;
	size_t *start = memory_array((size_t)set->count + 1, sizeof(*start));
	uint32_t *features = memory_array(parts, sizeof(*features));
	float *weights = memory_array(parts, sizeof(*weights));

	for (uint32_t at = 0; at < set->count; at++) {
		struct feature_list list = features_of(examples, examples->texts[at], arena);
		struct vector vector = vocabulary_weigh(examples->vocabulary, &list, arena);
		size_t count = (size_t)vector.count;
		for (size_t part = 0; part < count && at >= written; part++)
			vector.weights[part] *= CONFIRMED_WEIGHT;
		if (count > 0) {
			memcpy(features + start[at], vector.features, count * sizeof(*features));
			memcpy(weights + start[at], vector.weights, count * sizeof(*weights));
		}
		start[at + 1] = start[at] + count;
		arena_reset(arena);
	}
	set->start = start;
	set->features = features;
	set->weights = weights;
	set->feature_count = vocabulary_size(examples->vocabulary);
}

/* Judgements -------------------------------------------------------------------- */

/* What people said doesn't answer a text, for calibrating. */
static void read_judged(const struct compile_source *source, const struct entry_places *places,
			struct examples *examples)
{
	examples->judged = memory_array((size_t)source->judgement_count, sizeof(*examples->judged));
	for (int at = 0; at < source->judgement_count; at++) {
		const struct compile_judgement *judgement = &source->judgements[at];
		bool is_none = judgement->is_right && judgement->entry[0] == '\0';
		int entry = entry_place(places, judgement->entry);
		if (!is_none && (judgement->is_right || entry < 0))
			continue;
		struct feature_list list = features_of(examples, judgement->text, examples->arena);
		examples->judged[examples->judged_count++] =
		    (struct judged){vocabulary_weigh(examples->vocabulary, &list, examples->arena),
				    is_none ? JUDGED_NONE : (uint32_t)entry};
	}
}

static void read_asked(const struct compile_source *source, struct examples *examples)
{
	examples->asked = arena_array(examples->arena, (size_t)source->asked_count + 1,
				      sizeof(*examples->asked));
	for (int at = 0; at < source->asked_count; at++) {
		struct feature_list list = features_of(examples, source->asked[at], examples->arena);
		examples->asked[examples->asked_count++] =
		    vocabulary_weigh(examples->vocabulary, &list, examples->arena);
	}
}

bool examples_read(const struct compile_source *source, struct examples *examples,
		   struct fault *fault)
{
	uint64_t count = count_texts(source);

	if (source->entry_count >= (int)INDEX_ENTRIES_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "entries", source->entry_count,
				   INDEX_ENTRIES_MOST - 1);
	if (count > EXAMPLES_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "variants", (int64_t)count,
				   EXAMPLES_MOST);
	struct arena *arena = arena_new();
	*examples =
	    (struct examples){.texts = memory_array(count, sizeof(char *)), .arena = arena_new()};
	examples->set.entry_count = (uint32_t)source->entry_count;
	examples->lexicon = lexicon_new(source->synonyms, source->synonym_count, source->stop_words,
					source->stop_word_count);
	struct entry_places *places = entry_places_new(source);
	struct listing listing = {memory_array(count, sizeof(uint32_t)),
				  memory_array(count, sizeof(bool)), 0};
	list_texts(source, places, examples, &listing);
	weigh(examples, learn_vocabulary(examples, arena), listing.written, arena);
	read_judged(source, places, examples);
	read_asked(source, examples);
	entry_places_free(&places);
	arena_free(&arena);
	return true;
}

void examples_free(struct examples *examples)
{
	vocabulary_free(&examples->vocabulary);
	lexicon_free(&examples->lexicon);
	free(examples->judged);
	arena_free(&examples->arena);
	free((void *)examples->set.start);
	free((void *)examples->set.features);
	free((void *)examples->set.weights);
	free((void *)examples->set.entry);
	free((void *)examples->set.unasked);
	free(examples->texts);
	*examples = (struct examples){0};
}
