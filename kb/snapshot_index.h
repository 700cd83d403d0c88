/*
 * Snapshot, the inside: what the bot reads of it to rank and to explain.
 *
 * Everything lives as long as the snapshot and is only read.
 */
#ifndef FOYER_KB_SNAPSHOT_INDEX_H
#define FOYER_KB_SNAPSHOT_INDEX_H

#include "kb/calibrate.h"
#include "kb/index.h"
#include "kb/lexicon.h"
#include "kb/snapshot.h"
#include "kb/vocabulary.h"

const struct index *snapshot_index(const struct snapshot *snapshot);
const struct vocabulary *snapshot_vocabulary(const struct snapshot *snapshot);
const struct calibration *snapshot_calibration(const struct snapshot *snapshot);

/* The editors' synonyms and stop words, by which texts are read. */
const struct lexicon *snapshot_lexicon(const struct snapshot *snapshot);

/* The wording of an example, as the editor wrote it. */
const char *snapshot_example(const struct snapshot *snapshot, uint32_t example);

/* A word of the base, folded but not stemmed, for finding misspellings.
 * Sorted by length, then by text. */
struct snapshot_word {
	const char *text;
	uint32_t count; /* examples that hold it */
	uint32_t letters; /* bit n: holds the letter 'a' + n; bit 26: another character */
	uint8_t length; /* bytes */
};
/* What a text has as `letters`. */
uint32_t snapshot_letters(const char *text, size_t length);
const struct snapshot_word *snapshot_words(const struct snapshot *snapshot, int *count);

#endif
