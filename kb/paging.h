/*
 * Paging: lists that are read page by page, newest first, and arrays that
 * grow in an arena while rows are read.
 *
 * A page begins behind the (time, id) of the last line of the page before,
 * so lines that arrive meanwhile move nothing.  Pure; any thread.
 */
#ifndef FOYER_KB_PAGING_H
#define FOYER_KB_PAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "data/id.h"

#define PAGING_LIMIT_MOST    200
#define PAGING_LIMIT_DEFAULT 50

struct paging {
	int64_t time; /* lines before this time, or at it with a smaller id */
	char id[ID_LENGTH + 1];
	int limit;
};

/* before is what paging_next made, or NULL for the first page; limit 0 means
 * the default.  FAULT_MALFORMED (before), FAULT_OUT_OF_RANGE (limit). */
bool paging_read(const char *before, int limit, struct paging *out, struct fault *fault) MUST_USE;

char *paging_next(struct arena *arena, int64_t time, const char *id);

/* An array in an arena that grows by doubling; items move as it grows. */
struct list {
	struct arena *arena;
	void *items;
	size_t size; /* of one item */
	int count;
	int room;
};
struct list list_new(struct arena *arena, size_t size);
/* A new zeroed item at the end. */
void *list_add(struct list *list);

#endif
