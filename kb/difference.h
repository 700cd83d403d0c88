/*
 * Difference: what one snapshot says otherwise than another, for people to
 * read before they publish or go back.
 *
 * Pure; the texts point into the snapshots or the arena.
 */
#ifndef FOYER_KB_DIFFERENCE_H
#define FOYER_KB_DIFFERENCE_H

#include "data/arena.h"
#include "kb/snapshot.h"

enum difference_kind { DIFFERENCE_ADDED, DIFFERENCE_CHANGED, DIFFERENCE_REMOVED };
/* "added", "changed" or "removed". */
const char *difference_kind_name(enum difference_kind kind);

/* A member that reads otherwise. */
struct difference_field {
	const char *name; /* "question", "answer", "category", "language", "tags", "pattern", ... */
	const char *before, *after; /* NULL where there is none */
};

/* A thing that was added, changed or removed. */
struct difference_item {
	enum difference_kind kind;
	const char *what;  /* "entry", "rule", "synonym", "stop-word"; "setting" of a site */
	const char *id;    /* external id, rule name, the words */
	const char *title; /* an entry's question, else NULL */
	struct difference_field *fields;
	int field_count;
	/* An entry's wordings beside its question. */
	const char **added, **removed;
	int added_count, removed_count;
};

#define DIFFERENCE_WHATS   5
#define DIFFERENCE_SETTING 4 /* in counts; handoff/site_difference.h adds them */
struct difference_count {
	const char *what;
	int added, changed, removed;
};

struct difference {
	struct difference_count counts[DIFFERENCE_WHATS];
	struct difference_item *items; /* the removed ones last */
	int count;
};

/* From `before` (NULL: nothing) to `after`. */
void difference_find(const struct snapshot *before, const struct snapshot *after,
		     struct arena *arena, struct difference *out);

#endif
