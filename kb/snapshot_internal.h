/*
 * Snapshot, the inside: what snapshot.c and snapshot_read.c share; nobody else includes this.
 */
#ifndef FOYER_KB_SNAPSHOT_INTERNAL_H
#define FOYER_KB_SNAPSHOT_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "data/arena.h"
#include "data/db.h"
#include "kb/snapshot_index.h"

struct snapshot {
	atomic_int references;
	struct arena *arena; /* all texts and tables below */
	int64_t number;
	struct snapshot_entry *entries;
	const struct snapshot_entry **by_external_id; /* sorted */
	const char **examples;
	int *limited; /* entries that are not for every site and time */
	int limited_count;
	struct snapshot_rule *rules;
	struct snapshot_word *words;
	int entry_count, example_count, rule_count, word_count;
	int variant_count; /* of the editors; examples also hold the words of ids */
	struct index *index;
	struct vocabulary *vocabulary;
	struct calibration calibration;
	struct lexicon *lexicon;
	struct db *db;
	struct fault unread; /* why a part of the model could not be read now */
	pthread_mutex_t db_lock;
	void *attachment;
	void (*free_attachment)(void *);
};

/* Reads from snapshot->db everything that serving needs.  FAULT_SNAPSHOT_DAMAGED when the file
 * lacks something or is of another format. */
bool snapshot_read(struct snapshot *snapshot, const char *path, struct fault *fault) MUST_USE;

/* The order of snapshot->by_external_id. */
int snapshot_by_external_id(const void *one, const void *other);

#endif
