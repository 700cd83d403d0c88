/*
 * Snapshot, reading: takes what serving needs out of a publication's file into memory.  The file
 * is whole (snapshot_verify); what it says is still checked, for somebody else may have made it.
 *
 * Whichever thread opens it.
 */
#include "kb/snapshot_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kb/lexicon_store.h"
#include "kb/snapshot_format.h"

static const char READ_FACT[] = "SELECT value FROM fact WHERE name = $1";
static const char READ_COUNTS[] =
    "SELECT (SELECT count(*) FROM entry) AS entries, (SELECT count(*) FROM example) AS examples, "
    "(SELECT count(*) FROM rule) AS rules, (SELECT count(*) FROM word) AS words";
static const char READ_ENTRIES[] = "SELECT external_id, question, answer, category, language, "
				   "tags, variants, sites, translation, extras, valid_from, "
				   "valid_until, changed_at FROM entry ORDER BY number";
static const char READ_EXAMPLES[] = "SELECT text FROM example ORDER BY number";
static const char READ_RULES[] = "SELECT name, pattern, priority, conditions, actions "
				 "FROM rule ORDER BY priority DESC, place";
static const char READ_WORDS[] = "SELECT text, count FROM word ORDER BY rowid";
static const char READ_BLOB[] = "SELECT bytes FROM blob WHERE name = $1";

#define NUMBER_MOST 9007199254740992.0 /* whole numbers are exact up to it */

/* Reading rows -------------------------------------------------------------------- */

/* No column may be NULL; in a file that somebody else made one may. */
static const char *text_of(struct query *query, const char *column, struct arena *arena)
{
	const char *text = row_text(query, column, arena);
	return text == NULL ? "" : text;
}

/* What was counted has been read: entries, examples, ... that are missing
 * would be places that nothing fills. */
static bool all_read(struct query **query, int at, int count, struct fault *fault)
{
	return query_end(query, fault) &&
	       (at == count ||
		fault_detail(fault, FAULT_SNAPSHOT_DAMAGED, "", "%d rows of %d", at, count));
}

static bool read_counts(struct snapshot *snapshot, struct fault *fault)
{
	struct query *query = db_prepare(snapshot->db, READ_COUNTS);

	if (query_next(query)) {
		snapshot->entry_count = (int)row_int(query, "entries");
		snapshot->example_count = (int)row_int(query, "examples");
		snapshot->rule_count = (int)row_int(query, "rules");
		snapshot->word_count = (int)row_int(query, "words");
	}
	return query_end(&query, fault);
}

int snapshot_by_external_id(const void *one, const void *other)
{
	return strcmp((*(const struct snapshot_entry *const *)one)->external_id,
		      (*(const struct snapshot_entry *const *)other)->external_id);
}

static bool read_entries(struct snapshot *snapshot, struct fault *fault)
{
	struct arena *arena = snapshot->arena;
	struct query *query = db_prepare(snapshot->db, READ_ENTRIES);
	size_t count = (size_t)snapshot->entry_count;
	int at = 0;

	snapshot->entries = arena_array(arena, count, sizeof(*snapshot->entries));
	snapshot->limited =
	    arena_array(snapshot->arena, (size_t)snapshot->entry_count, sizeof(int));
	snapshot->by_external_id = arena_array(arena, count, sizeof(struct snapshot_entry *));
	while (query_next(query) && at < snapshot->entry_count) {
		snapshot->entries[at] = (struct snapshot_entry){
		    .number = at,
		    .external_id = text_of(query, "external_id", arena),
		    .question = text_of(query, "question", arena),
		    .answer = text_of(query, "answer", arena),
		    .category = text_of(query, "category", arena),
		    .language = text_of(query, "language", arena),
		    .tags = text_of(query, "tags", arena),
		    .variants = (int)row_int(query, "variants"),
		    .sites = text_of(query, "sites", arena),
		    .translation = text_of(query, "translation", arena),
		    .extras = text_of(query, "extras", arena),
		    .valid_from = row_int(query, "valid_from"),
		    .valid_until = row_int(query, "valid_until"),
		    .changed_at = row_int(query, "changed_at"),
		};
		const struct snapshot_entry *entry = &snapshot->entries[at];
		if (entry->sites[0] != '\0' || entry->valid_from != 0 || entry->valid_until != 0)
			snapshot->limited[snapshot->limited_count++] = at;
		snapshot->variant_count += snapshot->entries[at].variants;
		snapshot->by_external_id[at] = &snapshot->entries[at];
		at++;
	}
	qsort(snapshot->by_external_id, (size_t)at, sizeof(struct snapshot_entry *),
	      snapshot_by_external_id);
	return all_read(&query, at, snapshot->entry_count, fault);
}

static bool read_examples(struct snapshot *snapshot, struct fault *fault)
{
	struct query *query = db_prepare(snapshot->db, READ_EXAMPLES);
	int at = 0;

	snapshot->examples =
	    arena_array(snapshot->arena, (size_t)snapshot->example_count, sizeof(char *));
	while (query_next(query) && at < snapshot->example_count)
		snapshot->examples[at++] = text_of(query, "text", snapshot->arena);
	return all_read(&query, at, snapshot->example_count, fault);
}

static bool read_rules(struct snapshot *snapshot, struct fault *fault)
{
	struct arena *arena = snapshot->arena;
	struct query *query = db_prepare(snapshot->db, READ_RULES);
	int at = 0;

	snapshot->rules =
	    arena_array(arena, (size_t)snapshot->rule_count, sizeof(*snapshot->rules));
	while (query_next(query) && at < snapshot->rule_count)
		snapshot->rules[at++] = (struct snapshot_rule){
		    .name = text_of(query, "name", arena),
		    .pattern = text_of(query, "pattern", arena),
		    .priority = (int)row_int(query, "priority"),
		    .conditions = text_of(query, "conditions", arena),
		    .actions = text_of(query, "actions", arena),
		};
	return all_read(&query, at, snapshot->rule_count, fault);
}

uint32_t snapshot_letters(const char *text, size_t length)
{
	uint32_t letters = 0;

	for (size_t at = 0; at < length; at++)
		letters |= 1u << (text[at] >= 'a' && text[at] <= 'z' ? text[at] - 'a' : 26);
	return letters;
}

static bool read_words(struct snapshot *snapshot, struct fault *fault)
{
	struct query *query = db_prepare(snapshot->db, READ_WORDS);
	int at = 0;

	snapshot->words =
	    arena_array(snapshot->arena, (size_t)snapshot->word_count, sizeof(*snapshot->words));
	while (query_next(query) && at < snapshot->word_count) {
		const char *text = text_of(query, "text", snapshot->arena);
		snapshot->words[at++] = (struct snapshot_word){
		    .text = text,
		    .count = (uint32_t)row_int(query, "count"),
		    .letters = snapshot_letters(text, strlen(text)),
		    .length = (uint8_t)strlen(text),
		};
	}
	return all_read(&query, at, snapshot->word_count, fault);
}

/* Reading the model ---------------------------------------------------------------- */

static double read_fact(struct snapshot *snapshot, const char *name)
{
	/* An absent fact is NAN, and refused by the caller. */
	struct query *query = db_prepare(snapshot->db, READ_FACT);
	double value = NAN;

	query_text(query, 1, name);
	if (query_next(query))
		value = row_real(query, "value");
	return query_end(&query, &snapshot->unread) ? value : NAN;
}

/* The bytes of a blob, freed by the caller, and how many items they are. */
static void *read_blob(struct snapshot *snapshot, const char *name, size_t item_size,
		       uint64_t *count)
{
	struct query *query = db_prepare(snapshot->db, READ_BLOB);
	void *copy = NULL;
	size_t length = 0;

	query_text(query, 1, name);
	if (query_next(query)) {
		const char *bytes = row_peek(query, "bytes", &length);
		copy = memory_new(length);
		if (length > 0)
			memcpy(copy, bytes, length);
	}
	if (!query_end(&query, &snapshot->unread) || copy == NULL)
		length = 0;
	*count = length / item_size;
	return copy;
}

/* Absent facts are NAN, which is none. */
static bool is_count(double value, double most)
{
	return value >= 0 && value <= most;
}

static bool read_vocabulary(struct snapshot *snapshot)
{
	uint64_t key_count, count_count;
	uint64_t *keys = read_blob(snapshot, SNAPSHOT_BLOB_KEYS, sizeof(*keys), &key_count);
	uint32_t *counts = read_blob(snapshot, SNAPSHOT_BLOB_COUNTS, sizeof(*counts), &count_count);
	double texts = read_fact(snapshot, "texts");
	bool ok = keys != NULL && counts != NULL && key_count == count_count &&
		  is_count(texts, UINT32_MAX);

	if (ok)
		snapshot->vocabulary =
		    vocabulary_load(keys, counts, (uint32_t)key_count, (uint32_t)texts);
	free(keys);
	free(counts);
	return ok;
}

static bool read_index(struct snapshot *snapshot)
{
	struct index *index = snapshot->index = memory_new(sizeof(*index));
	uint64_t weight_starts, weights, posting_starts, postings, part_starts, parts, entries;
	uint64_t features = vocabulary_size(snapshot->vocabulary);

	index->entry_count = (uint32_t)snapshot->entry_count;
	index->feature_count = (uint32_t)features;
	index->weight_start = read_blob(snapshot, SNAPSHOT_BLOB_WEIGHT_START, 4, &weight_starts);
	index->weights = read_blob(snapshot, SNAPSHOT_BLOB_WEIGHTS, 4, &weights);
	index->posting_start = read_blob(snapshot, SNAPSHOT_BLOB_POSTING_START, 4, &posting_starts);
	index->postings = read_blob(snapshot, SNAPSHOT_BLOB_POSTINGS, 4, &postings);
	index->part_start = read_blob(snapshot, SNAPSHOT_BLOB_PART_START, 4, &part_starts);
	index->parts = read_blob(snapshot, SNAPSHOT_BLOB_PARTS, 4, &parts);
	index->example_entry = read_blob(snapshot, SNAPSHOT_BLOB_EXAMPLE_ENTRY, 4, &entries);
	index->example_count = (uint32_t)entries;
	index->weight_step = (float)read_fact(snapshot, "weight_step");
	index->part_step = (float)read_fact(snapshot, "part_step");
	bool is_whole = weight_starts == features + 1 && posting_starts == features + 1 &&
	       entries == (uint64_t)snapshot->example_count && part_starts == entries + 1 &&
	       index_is_sound(index, weights, postings, parts) &&
	       isfinite(index->weight_step + index->part_step);
	if (is_whole)
		index_lay_rows(index);
	return is_whole;
}

static bool read_calibration(struct snapshot *snapshot)
{
	struct calibration *calibration = &snapshot->calibration;
	uint64_t steps;
	float *wrong = read_blob(snapshot, SNAPSHOT_BLOB_WRONG, sizeof(*wrong), &steps);

	if (wrong != NULL && steps == CALIBRATION_STEPS + 1)
		memcpy(calibration->wrong, wrong, sizeof(calibration->wrong));
	free(wrong);
	calibration->belongs_constant = read_fact(snapshot, "belongs_constant");
	calibration->belongs_score = read_fact(snapshot, "belongs_score");
	calibration->right_constant = read_fact(snapshot, "right_constant");
	calibration->right_score = read_fact(snapshot, "right_score");
	calibration->right_lead = read_fact(snapshot, "right_lead");
	return steps == CALIBRATION_STEPS + 1 &&
	       isfinite(calibration->belongs_constant + calibration->belongs_score +
			calibration->right_constant + calibration->right_score +
			calibration->right_lead);
}

/* A disk that fails, or no memory, is no damage: the file may be good. */
static bool is_unread(const struct snapshot *snapshot, struct fault *fault)
{
	if (snapshot->unread.code != FAULT_NONE)
		*fault = snapshot->unread;
	return snapshot->unread.code != FAULT_NONE;
}

bool snapshot_read(struct snapshot *snapshot, const char *path, struct fault *fault)
{
	double format = read_fact(snapshot, "format");

	if (is_unread(snapshot, fault))
		return false;
	if (format != SNAPSHOT_FORMAT)
		return fault_detail(fault, FAULT_SNAPSHOT_DAMAGED, path,
				    "its format is %.0f, this program reads %d: publish again",
				    isnan(format) ? 0 : format, SNAPSHOT_FORMAT);
	double number = read_fact(snapshot, "number");
	if (!is_count(number, NUMBER_MOST))
		return fault_detail(fault, FAULT_SNAPSHOT_DAMAGED, path, "%s", "it has no number");
	snapshot->number = (int64_t)number;
	if (!read_counts(snapshot, fault) || !read_entries(snapshot, fault) ||
	    !read_examples(snapshot, fault) || !read_rules(snapshot, fault) ||
	    !read_words(snapshot, fault) ||
	    !lexicon_load(snapshot->db, &snapshot->lexicon, fault))
		return false;
	bool is_complete =
	    read_vocabulary(snapshot) && read_index(snapshot) && read_calibration(snapshot);
	if (is_unread(snapshot, fault))
		return false;
	return is_complete || fault_detail(fault, FAULT_SNAPSHOT_DAMAGED, path, "%s",
					   "what it learned is incomplete");
}
