/*
 * Held out: see held_out.h.  Single ones can't be left out one by one; they
 * are in a few parts, each asked of what the others teach.
 */
#include "kb/held_out.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kb/examples.h"
#include "kb/index.h"
#include "kb/judgement.h"
#include "kb/paging.h"
#include "kb/snapshot_index.h"
#include "kb/unmatched.h"

#define FOLDS         5     /* of bases up to */
#define FOLDED_MOST   20000 /* wordings; larger ones are in 2 parts */
#define OFFERED_FIRST 3
#define THREADS_MOST  4

struct search {
	const struct compile_source *source;
	const struct snapshot *snapshot;
	struct arena *arena;
	struct examples examples;
	uint32_t *places; /* of the examples that are held out */
	struct held_out out;
};

/* Which ---------------------------------------------------------------------------------- */

static bool find_places(struct search *search, struct db *db, struct fault *fault)
{
	const struct example_set *set = &search->examples.set;
	uint32_t written = set->count - (uint32_t)search->examples.confirmed_count;
	for (uint32_t at = 0; at < written; at++) {
		int64_t asked;
		if (set->unasked[at])
			continue;
		if (!unmatched_asked(db, search->examples.texts[at], &asked, fault))
			return false;
		if (asked == 1)
			search->places[search->out.count++] = at;
	}
	return true;
}

/* Asking --------------------------------------------------------------------------------- */

static const char *language_of(const struct search *search, uint32_t entry)
{
	const char *language = search->source->entries[entry].language;
	return language == NULL ? "" : language;
}

static bool same_language(const struct search *search, uint32_t one, uint32_t other)
{
	const char *a = language_of(search, one), *b = language_of(search, other);
	return *a == '\0' || *b == '\0' || strcmp(a, b) == 0;
}

static struct vector vector_of(const struct example_set *set, uint32_t example)
{
	size_t from = set->start[example];
	return (struct vector){.features = (uint32_t *)set->features + from,
			       .weights = (float *)set->weights + from,
			       .count = (int)(set->start[example + 1] - from),
			       .known = 1};
}

/* Entries of other languages are no rivals; the order of the rest stays. */
static void drop_other_languages(const struct search *search, uint32_t own, struct ranking *ranking)
{
	int kept = 0;
	for (int at = 0; at < ranking->count; at++)
		if (same_language(search, own, ranking->best[at].entry))
			ranking->best[kept++] = ranking->best[at];
	ranking->count = kept;
}

static void weigh(const struct search *search, const struct ranking *ranking,
		  struct held_out_wording *wording)
{
	const struct calibration *calibration = snapshot_calibration(search->snapshot);
	const struct compile_entry *best = &search->source->entries[ranking->best[0].entry];
	double first = ranking->best[0].score;
	double lead = first - (ranking->count > 1 ? ranking->best[1].score : 0);
	wording->entry = arena_text(search->arena, best->external_id);
	wording->question = arena_text(search->arena, best->question);
	wording->confidence = calibration_confidence(calibration, first, lead);
	wording->offered = wording->confidence;
	for (int at = 1; at < ranking->count && at < OFFERED_FIRST; at++) {
		double score = ranking->best[at].score;
		wording->offered += calibration_confidence(calibration, score, score - first);
	}
}

static void ask_one(struct search *search, const struct index *index, int number,
		    struct arena *scratch)
{
	const struct example_set *set = &search->examples.set;
	uint32_t example = search->places[number], own = set->entry[example];
	struct held_out_wording *wording = &search->out.wordings[number];
	struct vector question = vector_of(set, example);
	struct ranking ranking = {.count = 0};
	*wording = (struct held_out_wording){
	    .key = judgement_key(search->examples.texts[example], search->arena),
	    .of = arena_text(search->arena, search->source->entries[own].external_id)};
	if (question.count == 0)
		return;
	index_rank(index, &question, NULL, scratch, &ranking);
	drop_other_languages(search, own, &ranking);
	if (ranking.count > 0)
		weigh(search, &ranking, wording);
}

static void ask_fold(struct search *search, int fold, int folds)
{
	struct example_set set = search->examples.set;
	bool *left_out = memory_array(set.count + 1ul, sizeof(bool));
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	for (int at = fold; at < search->out.count; at += folds)
		left_out[search->places[at]] = true;
	set.left_out = left_out;
	struct index *index =
	    index_build(&set, search->examples.vocabulary,
			processors > THREADS_MOST ? THREADS_MOST : (int)processors);
	struct arena *scratch = arena_new();
	for (int at = fold; at < search->out.count; at += folds) {
		arena_reset(scratch);
		ask_one(search, index, at, scratch);
	}
	arena_free(&scratch);
	index_free(&index);
	free(left_out);
}

/* Together ------------------------------------------------------------------------------- */

static int compare_keys(const void *one, const void *other)
{
	return strcmp(((const struct held_out_wording *)one)->key,
		      ((const struct held_out_wording *)other)->key);
}

static void ask_all(struct search *search)
{
	int count = search->out.count;
	int folds = search->examples.set.count > FOLDED_MOST ? 2 : FOLDS;
	search->out.wordings =
	    arena_array(search->arena, (size_t)count + 1, sizeof(*search->out.wordings));
	for (int fold = 0; fold < folds && fold < count; fold++)
		ask_fold(search, fold, folds);
	if (count > 1)
		qsort(search->out.wordings, (size_t)count, sizeof(*search->out.wordings),
		      compare_keys);
}

bool held_out_find(struct db *db, const struct compile_source *source,
		   const struct snapshot *snapshot, struct arena *arena, struct held_out *out,
		   struct fault *fault)
{
	struct search search = {.source = source, .snapshot = snapshot, .arena = arena};
	if (!examples_read(source, &search.examples, fault))
		return false;
	search.places = memory_array(search.examples.set.count + 1ul, sizeof(*search.places));
	bool good = find_places(&search, db, fault);
	if (good)
		ask_all(&search);
	free(search.places);
	examples_free(&search.examples);
	if (good)
		*out = search.out;
	return good;
}

const struct held_out_wording *held_out_of(const struct held_out *held_out, const char *key)
{
	const struct held_out_wording wanted = {.key = key};
	if (held_out->count == 0)
		return NULL;
	return bsearch(&wanted, held_out->wordings, (size_t)held_out->count,
		       sizeof(*held_out->wordings), compare_keys);
}

/* In another snapshot ---------------------------------------------------------------------- */

/* Which of its entries have such wordings in the drafts. */
static bool *entries_of(const struct held_out *held_out, const struct snapshot *snapshot,
			struct arena *arena)
{
	bool *is_of =
	    arena_array(arena, (size_t)snapshot_entry_count(snapshot) + 1, sizeof(*is_of));
	for (int at = 0; at < held_out->count; at++) {
		const struct snapshot_entry *entry =
		    snapshot_find(snapshot, held_out->wordings[at].of);
		if (entry != NULL)
			is_of[entry->number] = true;
	}
	return is_of;
}

/* Sets those that are examples of the snapshot. */
static void find_in(const struct held_out *held_out, const struct snapshot *snapshot, bool *is_in)
{
	struct arena *arena = arena_new(), *scratch = arena_new();
	const bool *is_of = entries_of(held_out, snapshot, arena);
	const struct index *index = snapshot_index(snapshot);
	for (uint32_t at = 0; at < index->example_count; at++) {
		uint32_t entry = index->example_entry[at];
		if (!is_of[entry])
			continue;
		arena_reset(scratch);
		const struct held_out_wording *wording =
		    held_out_of(held_out, judgement_key(snapshot_example(snapshot, at), scratch));
		if (wording != NULL &&
		    strcmp(wording->of, snapshot_entry(snapshot, (int)entry)->external_id) == 0)
			is_in[wording - held_out->wordings] = true;
	}
	arena_free(&scratch);
	arena_free(&arena);
}

struct held_out held_out_in(const struct held_out *held_out, const struct snapshot *snapshot,
			    struct arena *arena)
{
	struct held_out kept = {.count = 0};
	if (snapshot == NULL || held_out->count == 0)
		return kept;
	bool *is_in = memory_array((size_t)held_out->count, sizeof(*is_in));
	find_in(held_out, snapshot, is_in);
	kept.wordings = arena_array(arena, (size_t)held_out->count, sizeof(*kept.wordings));
	for (int at = 0; at < held_out->count; at++)
		if (is_in[at])
			kept.wordings[kept.count++] = held_out->wordings[at];
	free(is_in);
	return kept;
}

struct held_out held_out_copy(const struct held_out *held_out, struct arena *arena)
{
	struct held_out copy = {.count = held_out->count};
	copy.wordings = arena_array(arena, (size_t)copy.count + 1, sizeof(*copy.wordings));
	for (int at = 0; at < copy.count; at++) {
		const struct held_out_wording *from = &held_out->wordings[at];
		copy.wordings[at] = *from;
		copy.wordings[at].key = arena_text(arena, from->key);
		copy.wordings[at].of = arena_text(arena, from->of);
		if (from->entry == NULL)
			continue;
		copy.wordings[at].entry = arena_text(arena, from->entry);
		copy.wordings[at].question = arena_text(arena, from->question);
	}
	return copy;
}
