/*
 * Paging: see paging.h.  Pure; any thread.
 */
#include "kb/paging.h"

#include <stdlib.h>
#include <string.h>

bool paging_read(const char *before, int limit, struct paging *out, struct fault *fault)
{
	struct paging paging = {.time = INT64_MAX,
				.limit = limit != 0 ? limit : PAGING_LIMIT_DEFAULT};
	if (paging.limit < 1 || paging.limit > PAGING_LIMIT_MOST)
		return fault_limit(fault, FAULT_OUT_OF_RANGE, "limit", limit, PAGING_LIMIT_MOST);
	if (before != NULL && *before != '\0') {
		char *end;
		paging.time = strtoll(before, &end, 10);
		if (end == before || *end != '.' || !id_is_valid(end + 1))
			return fault_detail(fault, FAULT_MALFORMED, "before",
					    "\"before\" must be the \"next\" of another page");
		memcpy(paging.id, end + 1, ID_LENGTH + 1);
	}
	*out = paging;
	return true;
}

char *paging_next(struct arena *arena, int64_t time, const char *id)
{
	return arena_format(arena, "%lld.%s", (long long)time, id);
}

struct list list_new(struct arena *arena, size_t size)
{
	return (struct list){.arena = arena, .size = size};
}

void *list_add(struct list *list)
{
	if (list->count == list->room) {
		int room = list->room == 0 ? 8 : list->room * 2;
		char *items = arena_array(list->arena, (size_t)room, list->size);
		if (list->count > 0)
			memcpy(items, list->items, (size_t)list->count * list->size);
		list->items = items;
		list->room = room;
	}
	return (char *)list->items + (size_t)list->count++ * list->size;
}
