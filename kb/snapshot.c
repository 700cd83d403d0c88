/*
 * Snapshot: see snapshot.h.  Opening reads everything that serving needs into
 * memory; the file stays open only for snapshot_search, behind a lock.
 */
#include "kb/snapshot.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"
#include "data/db.h"
#include "kb/analysis.h"
#include "kb/lexicon_store.h"
#include "kb/snapshot_format.h"
#include "kb/snapshot_index.h"
#include "kb/tokenizer.h"

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
static const char SEARCH[] = "SELECT rowid AS number FROM search WHERE search MATCH $1 "
			     "ORDER BY rank LIMIT $2";

#define NUMBER_MOST 9007199254740992.0 /* whole numbers are exact up to it */

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

static int by_external_id(const void *one, const void *other)
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
	      by_external_id);
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

static uint32_t letters_of(const char *text)
{
	uint32_t letters = 0;

	for (; *text != 0; text++)
		letters |= 1u << (*text >= 'a' && *text <= 'z' ? *text - 'a' : 26);
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
		    .letters = letters_of(text),
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

static bool read_all(struct snapshot *snapshot, const char *path, struct fault *fault)
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

/* Life ------------------------------------------------------------------------------- */

struct snapshot *snapshot_open(const char *path, struct fault *fault)
{
	if (!snapshot_verify(path, fault))
		return NULL;
	struct snapshot *snapshot = memory_new(sizeof(*snapshot));
	atomic_init(&snapshot->references, 1);
	snapshot->arena = arena_new();
	pthread_mutex_init(&snapshot->db_lock, NULL);
	snapshot->db = db_open(path, DB_IMMUTABLE, fault);
	if (snapshot->db == NULL || !tokenizer_add(snapshot->db, fault) ||
	    !read_all(snapshot, path, fault))
		snapshot_release(&snapshot);
	return snapshot;
}

struct snapshot *snapshot_retain(struct snapshot *snapshot)
{
	if (snapshot != NULL)
		atomic_fetch_add(&snapshot->references, 1);
	return snapshot;
}

void snapshot_release(struct snapshot **snapshot_)
{
	struct snapshot *snapshot = *snapshot_;

	*snapshot_ = NULL;
	if (snapshot == NULL || atomic_fetch_sub(&snapshot->references, 1) != 1)
		return;
	if (snapshot->free_attachment != NULL)
		snapshot->free_attachment(snapshot->attachment);
	index_free(&snapshot->index);
	vocabulary_free(&snapshot->vocabulary);
	lexicon_free(&snapshot->lexicon);
	db_close(&snapshot->db);
	pthread_mutex_destroy(&snapshot->db_lock);
	arena_free(&snapshot->arena);
	free(snapshot);
}

void snapshot_attach(struct snapshot *snapshot, void *data, void (*free_data)(void *))
{
	if (snapshot->free_attachment != NULL)
		snapshot->free_attachment(snapshot->attachment);
	snapshot->attachment = data;
	snapshot->free_attachment = free_data;
}

void *snapshot_attachment(const struct snapshot *snapshot)
{
	return snapshot->attachment;
}

/* What it holds ----------------------------------------------------------------------- */

int64_t snapshot_number(const struct snapshot *snapshot)
{
	return snapshot->number;
}

int snapshot_entry_count(const struct snapshot *snapshot)
{
	return snapshot->entry_count;
}

int snapshot_variant_count(const struct snapshot *snapshot)
{
	return snapshot->variant_count;
}

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);
	while (*words != '\0') {
		size_t size = strcspn(words, " ");
		if (size == length && memcmp(words, word, size) == 0)
			return true;
		words += size;
		words += strspn(words, " ");
	}
	return false;
}

bool snapshot_entry_is_shown(const struct snapshot_entry *entry, const char *site, int64_t now)
{
	if (now < entry->valid_from || (entry->valid_until != 0 && now >= entry->valid_until))
		return false;
	return site == NULL || *entry->sites == '\0' || has_word(entry->sites, site);
}

const int *snapshot_limited(const struct snapshot *snapshot, int *count)
{
	*count = snapshot->limited_count;
	return snapshot->limited;
}

const struct snapshot_entry *snapshot_entry(const struct snapshot *snapshot, int number)
{
	return &snapshot->entries[number];
}

const struct snapshot_entry *snapshot_find(const struct snapshot *snapshot, const char *external_id)
{
	struct snapshot_entry wanted = {.external_id = external_id};
	const struct snapshot_entry *key = &wanted;
	const struct snapshot_entry **found =
	    external_id == NULL || snapshot->entry_count == 0
		? NULL
		: bsearch(&key, snapshot->by_external_id, (size_t)snapshot->entry_count,
			  sizeof(key), by_external_id);

	return found == NULL ? NULL : *found;
}

const struct snapshot_rule *snapshot_rules(const struct snapshot *snapshot, int *count)
{
	*count = snapshot->rule_count;
	return snapshot->rules;
}

const struct index *snapshot_index(const struct snapshot *snapshot)
{
	return snapshot->index;
}

const struct vocabulary *snapshot_vocabulary(const struct snapshot *snapshot)
{
	return snapshot->vocabulary;
}

const struct calibration *snapshot_calibration(const struct snapshot *snapshot)
{
	return &snapshot->calibration;
}

double snapshot_threshold(const struct snapshot *snapshot, double accepted_wrong)
{
	return calibration_threshold(&snapshot->calibration, accepted_wrong);
}

const struct lexicon *snapshot_lexicon(const struct snapshot *snapshot)
{
	return snapshot->lexicon;
}

const char *snapshot_example(const struct snapshot *snapshot, uint32_t example)
{
	return snapshot->examples[example];
}

const struct snapshot_word *snapshot_words(const struct snapshot *snapshot, int *count)
{
	*count = snapshot->word_count;
	return snapshot->words;
}

/* Search ------------------------------------------------------------------------------- */

/* The text as an FTS5 query: its tokens, any of them.  Our tokenizer makes of
 * each quoted run what it made of the wordings. */
static const char *search_query(const char *text, struct arena *arena)
{
	struct analysis analysis = analysis_run(text, arena);
	size_t room = 1, used = 0;

	for (int at = 0; at < analysis.token_count; at++)
		room += (size_t)analysis.tokens[at].length + 8;
	char *query = arena_alloc(arena, room);
	for (int at = 0; at < analysis.token_count; at++)
		used += (size_t)sprintf(query + used, "%s\"%s\"", used == 0 ? "" : " OR ",
					analysis.tokens[at].text);
	return query;
}

bool snapshot_search(struct snapshot *snapshot, const char *text, int most, struct arena *arena,
		     struct snapshot_hit **hits, int *count, struct fault *fault)
{
	const char *match = search_query(text, arena);
	struct snapshot_hit *found = arena_array(arena, (size_t)most, sizeof(*found));
	int used = 0;

	if (*match == 0) {
		*hits = found;
		*count = 0;
		return true;
	}
	pthread_mutex_lock(&snapshot->db_lock);
	struct query *query = db_prepare(snapshot->db, SEARCH);
	query_text(query, 1, match);
	query_int(query, 2, most);
	while (used < most && query_next(query)) {
		int64_t example = row_int(query, "number");
		if (example < 0 || example >= snapshot->example_count)
			continue; /* of a file that was made by somebody else */
		found[used++] = (struct snapshot_hit){(int)snapshot->index->example_entry[example],
						      snapshot->examples[example]};
	}
	bool ok = query_end(&query, fault);
	pthread_mutex_unlock(&snapshot->db_lock);
	if (!ok)
		return false;
	*hits = found;
	*count = used;
	return true;
}
