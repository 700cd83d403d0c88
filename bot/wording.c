/*
 * Wording: see wording.h.
 */
#include "bot/wording.h"

#include <string.h>
#include <strings.h>

#include "bot/context.h"

#define LIKENESS_LEAST 0.9f /* of a text to itself, whatever is rounded */

static bool has_words(const struct snapshot *snapshot, const struct analysis *text,
		      uint32_t example, struct arena *arena)
{
	struct analysis wording = analysis_run(snapshot_example(snapshot, example), arena);

	return context_same_words(&wording, text);
}

/* "track order" of track-order, as kb/examples.c reads it. */
static bool is_of_id(const char *wording, const char *id)
{
	for (; *id != '\0' && *wording != '\0'; id++, wording++)
		if (*wording != (strchr("_-/.:", *id) != NULL ? ' ' : *id))
			return false;
	return *id == '\0' && *wording == '\0';
}

bool wording_is_of(const struct snapshot *snapshot, const struct analysis *text,
		   const struct match *match, struct arena *arena)
{
	return match->ranked.example != UINT32_MAX && match->ranked.likeness >= LIKENESS_LEAST &&
	       has_words(snapshot, text, match->ranked.example, arena);
}

/* True when an editor wrote it, too: an id's words stand behind the question and
 * before the variants. */
static bool is_written(const struct snapshot *snapshot, const struct analysis *text,
		       const struct match *match, struct arena *arena)
{
	const struct index *index = snapshot_index(snapshot);
	uint32_t like = match->ranked.example, entry = match->ranked.entry;

	if (!is_of_id(snapshot_example(snapshot, like), match->entry->external_id))
		return true;
	if (like > 0 && index->example_entry[like - 1] == entry &&
	    has_words(snapshot, text, like - 1, arena))
		return true;
	for (uint32_t at = like + 1; at < index->example_count && index->example_entry[at] == entry;
	     at++)
		if (has_words(snapshot, text, at, arena))
			return true;
	return false;
}

/* How far an entry's language is from the visitor's: 0 is none. */
static int distance(const struct snapshot_entry *entry, const char *language)
{
	size_t primary = strcspn(language, "-");
	bool is_same = entry->language[0] == '\0' || primary == 0 ||
		       (strncasecmp(entry->language, language, primary) == 0 &&
			strchr("-", entry->language[primary]) != NULL);

	return !is_same ? 2 : rank_is_other_region(entry, language);
}

/* -1 for none, and for several that are as near. */
static int only_one(const struct snapshot *snapshot, const struct analysis *text,
		    const char *language, const struct matches *matches, struct arena *arena)
{
	int found = -1, nearest = 3;

	for (int at = 0; at < matches->count; at++) {
		const struct match *match = &matches->best[at];
		if (!wording_is_of(snapshot, text, match, arena) ||
		    !is_written(snapshot, text, match, arena))
			continue;
		int far = distance(match->entry, language);
		if (far < nearest)
			found = at;
		else if (far == nearest)
			found = -1;
		nearest = far < nearest ? far : nearest;
	}
	return found;
}

void wording_make_sure(const struct snapshot *snapshot, const struct analysis *text,
		       const char *language, struct matches *matches, struct arena *arena)
{
	matches->is_wording =
	    text->token_count > 0 && only_one(snapshot, text, language, matches, arena) == 0;
	if (matches->is_wording)
		matches->best[0].confidence = 1;
}
