/*
 * Snapshot, the file: what the compiler writes and the reader expects.
 *
 * An SQLite file that never changes once it has its name.  Its header's
 * application id says what it is; its user version holds a checksum of every
 * other byte, so that a damaged file is refused instead of answering wrong.
 */
#ifndef FOYER_KB_SNAPSHOT_FORMAT_H
#define FOYER_KB_SNAPSHOT_FORMAT_H

#include "data/fault.h"

#define SNAPSHOT_FORMAT 5 /* grows whenever what is stored changes its meaning */

/* The rows of table `blob`: name, member of struct index or vocabulary. */
#define SNAPSHOT_BLOB_WEIGHT_START  "weight_start"
#define SNAPSHOT_BLOB_WEIGHTS       "weights"
#define SNAPSHOT_BLOB_POSTING_START "posting_start"
#define SNAPSHOT_BLOB_POSTINGS      "postings"
#define SNAPSHOT_BLOB_PART_START    "part_start"
#define SNAPSHOT_BLOB_PARTS         "parts"
#define SNAPSHOT_BLOB_EXAMPLE_ENTRY "example_entry"
#define SNAPSHOT_BLOB_WRONG         "wrong"
#define SNAPSHOT_BLOB_KEYS          "keys"
#define SNAPSHOT_BLOB_COUNTS        "counts"

/* The row of table `fact` that tells what it was learned from
 * (compile_learned_hash). */
#define SNAPSHOT_FACT_LEARNED "learned"

/* Writes the marks into a finished file and syncs it. */
bool snapshot_seal(const char *path, struct fault *fault) MUST_USE;

/* FAULT_SNAPSHOT_DAMAGED when the marks and the bytes don't agree. */
bool snapshot_verify(const char *path, struct fault *fault) MUST_USE;

#endif
