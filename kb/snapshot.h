/*
 * Snapshot: a published knowledge base, compiled into one immutable file.
 *
 * kb/compile.h writes it, this opens it; the bot reads it.  An open snapshot
 * never changes, so every thread may read it at the same time; it is counted,
 * and freed by the last release.  Entries are numbered 0..count-1 in it.
 *
 * Not here: drafts (kb/entry.h), which snapshot is live (kb/live.h).
 */
#ifndef FOYER_KB_SNAPSHOT_H
#define FOYER_KB_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/fault.h"

struct snapshot;

/* One published entry; the texts live as long as the snapshot. */
struct snapshot_entry {
	int number;              /* its index in this snapshot */
	const char *external_id;
	const char *question;
	const char *answer;      /* Markdown */
	const char *category;
	const char *language;    /* BCP 47; "" means any */
	const char *tags;        /* separated by spaces; "" for none */
	int variants;            /* how many examples it has, the question included */
	const char *sites;       /* separated by spaces; "" for all */
	const char *translation; /* the same word: the same in another language; "" for none */
	const char *extras;      /* buttons and files, JSON; "" for none */
	int64_t valid_from;      /* milliseconds; 0: always; likewise until */
	int64_t valid_until;
	int64_t changed_at;
};

/* True when visitors of this site (NULL: of any) are answered by it at this time. */
bool snapshot_entry_is_shown(const struct snapshot_entry *entry, const char *site, int64_t now);

/* The numbers of the entries that are not for every site and time. */
const int *snapshot_limited(const struct snapshot *snapshot, int *count);

/* One of the editors' rules, in order of priority. */
struct snapshot_rule {
	const char *name;
	const char *pattern;
	int priority;
	const char *conditions; /* JSON, or "" */
	const char *actions;    /* JSON */
};

/* Opens and checks a snapshot file (its checksum and format version); one
 * reference belongs to the caller.  FAULT_SNAPSHOT_DAMAGED names the file. */
struct snapshot *snapshot_open(const char *path, struct fault *fault) MUST_USE;
struct snapshot *snapshot_retain(struct snapshot *snapshot);
void snapshot_release(struct snapshot **snapshot);

int64_t snapshot_number(const struct snapshot *snapshot); /* of its publication */
int snapshot_entry_count(const struct snapshot *snapshot);
int snapshot_variant_count(const struct snapshot *snapshot);
const struct snapshot_entry *snapshot_entry(const struct snapshot *snapshot, int number);
/* The entry with this external id, or NULL. */
const struct snapshot_entry *snapshot_find(const struct snapshot *snapshot,
					   const char *external_id);

const struct snapshot_rule *snapshot_rules(const struct snapshot *snapshot, int *count);

/* The lowest confidence from which on, as calibration found, no more than this
 * share of the answers is wrong; 1 when that can't be promised. */
double snapshot_threshold(const struct snapshot *snapshot, double accepted_wrong);

/* What a room above made of the snapshot when it was opened (compiled rules)
 * and wants to find again.  Attach once, before other threads see it; freed
 * with the snapshot. */
void snapshot_attach(struct snapshot *snapshot, void *data, void (*free_data)(void *));
void *snapshot_attachment(const struct snapshot *snapshot);

/* Full-text search over the wordings, best match first (BM25), for editors
 * and for comparison; visitors are served from the index. */
struct snapshot_hit {
	int entry;       /* its number */
	const char *text; /* the wording that matched; in the arena */
};
struct arena;
bool snapshot_search(struct snapshot *snapshot, const char *text, int most, struct arena *arena,
		     struct snapshot_hit **hits, int *count, struct fault *fault) MUST_USE;

#endif
