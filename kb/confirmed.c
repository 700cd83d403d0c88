/*
 * Confirmed: see confirmed.h.
 */
#include "kb/confirmed.h"

#include <stdlib.h>
#include <string.h>

#include "data/arena.h"

struct place {
	const char *external_id;
	int number;
};

struct entry_places {
	struct place *places; /* sorted */
	int count;
};

static int by_id(const void *one, const void *other)
{
	const struct place *a = one, *b = other;

	return strcmp(a->external_id, b->external_id);
}

struct entry_places *entry_places_new(const struct compile_source *source)
{
	struct entry_places *places = memory_new(sizeof(*places));

	places->count = source->entry_count;
	places->places = memory_array((size_t)places->count, sizeof(struct place));
	for (int at = 0; at < places->count; at++)
		places->places[at] = (struct place){source->entries[at].external_id, at};
	if (places->count > 0)
		qsort(places->places, (size_t)places->count, sizeof(struct place), by_id);
	return places;
}

void entry_places_free(struct entry_places **places)
{
	if (*places == NULL)
		return;
	free((*places)->places);
	free(*places);
	*places = NULL;
}

int entry_place(const struct entry_places *places, const char *external_id)
{
	const struct place wanted = {external_id, 0};
	const struct place *found = places->count == 0
					? NULL
					: bsearch(&wanted, places->places, (size_t)places->count,
						  sizeof(struct place), by_id);

	return found == NULL ? -1 : found->number;
}

bool judgement_teaches(const struct compile_judgement *judgement)
{
	return judgement->is_right && judgement->entry[0] != '\0' &&
	       strcmp(judgement->source, "visitor") != 0;
}
