/*
 * Compile: see compile.h.  Learning is in kb/index.h and kb/calibrate.h; this
 * file writes down what they made.
 */
#include "kb/compile_internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "data/db.h"
#include "kb/calibrate.h"
#include "kb/examples.h"
#include "kb/index.h"
#include "kb/lexicon_store.h"
#include "kb/snapshot_format.h"
#include "kb/tokenizer.h"
#include "kb/words.h"

#define THREADS_MOST 8

/* The file is new and gets its name only when whole: it needs no journal. */
static const char SCHEMA[] =
    "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
    "BEGIN;"
    "CREATE TABLE fact (name TEXT NOT NULL PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE entry (number INTEGER PRIMARY KEY, external_id TEXT NOT NULL, question TEXT "
    " NOT NULL, answer TEXT NOT NULL, category TEXT NOT NULL, language TEXT NOT NULL, tags TEXT "
    " NOT NULL, variants INTEGER NOT NULL, "
    "sites TEXT NOT NULL, translation TEXT NOT NULL, extras TEXT NOT NULL, "
    "valid_from INTEGER NOT NULL, valid_until INTEGER NOT NULL, changed_at INTEGER NOT NULL);"
    "CREATE TABLE example (number INTEGER PRIMARY KEY, entry INTEGER NOT NULL, text TEXT NOT "
    " NULL);"
    "CREATE TABLE rule (place INTEGER PRIMARY KEY, name TEXT NOT NULL, pattern TEXT NOT NULL, "
    " priority INTEGER NOT NULL, conditions TEXT NOT NULL, actions TEXT NOT NULL);"
    LEXICON_SCHEMA
    "CREATE TABLE word (text TEXT NOT NULL, count INTEGER NOT NULL);"
    "CREATE TABLE blob (name TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL);"
    "CREATE VIRTUAL TABLE search USING fts5 (text, content = 'example', content_rowid = 'number',"
    " tokenize = '" TOKENIZER_NAME "');";

static const char ADD_FACT[] = "INSERT INTO fact (name, value) VALUES ($1, $2)";
static const char ADD_EXAMPLE[] = "INSERT INTO example (number, entry, text) VALUES ($1, $2, $3)";
static const char ADD_SEARCH[] = "INSERT INTO search (rowid, text) VALUES ($1, $2)";
static const char ADD_WORD[] = "INSERT INTO word (text, count) VALUES ($1, $2)";
static const char ADD_BLOB[] = "INSERT INTO blob (name, bytes) VALUES ($1, $2)";

/* Everything that goes into the file. */
struct draft {
	const struct compile_source *source;
	struct examples examples;
	struct index *index;
	struct trial *trial;
	struct calibration calibration;
	struct words words;
};

/* Writing ------------------------------------------------------------------------ */

static bool add_real(struct db *db, const char *name, double value, struct fault *fault)
{
	struct query *query = db_prepare(db, ADD_FACT);

	query_text(query, 1, name);
	query_real(query, 2, value);
	return query_run(&query, fault);
}

static bool write_facts(struct db *db, const struct draft *draft, struct fault *fault)
{
	return compile_fact(db, "format", SNAPSHOT_FORMAT, fault) &&
	       compile_fact(db, "number", draft->source->number, fault) &&
	       compile_fact(db, SNAPSHOT_FACT_LEARNED,
			    (int64_t)compile_learned_hash(draft->source), fault) &&
	       compile_fact(db, "texts", vocabulary_texts(draft->examples.vocabulary), fault) &&
	       add_real(db, "weight_step", draft->index->weight_step, fault) &&
	       add_real(db, "part_step", draft->index->part_step, fault) &&
	       add_real(db, "belongs_constant", draft->calibration.belongs_constant, fault) &&
	       add_real(db, "belongs_score", draft->calibration.belongs_score, fault) &&
	       add_real(db, "right_constant", draft->calibration.right_constant, fault) &&
	       add_real(db, "right_score", draft->calibration.right_score, fault) &&
	       add_real(db, "right_lead", draft->calibration.right_lead, fault);
}

static bool write_examples(struct db *db, const struct draft *draft, struct fault *fault)
{
	for (uint32_t at = 0; at < draft->examples.set.count; at++) {
		struct query *query = db_prepare(db, ADD_EXAMPLE);
		query_int(query, 1, at);
		query_int(query, 2, draft->examples.set.entry[at]);
		query_text(query, 3, draft->examples.texts[at]);
		if (!query_run(&query, fault))
			return false;
		query = db_prepare(db, ADD_SEARCH);
		query_int(query, 1, at);
		query_text(query, 2, draft->examples.texts[at]);
		if (!query_run(&query, fault))
			return false;
	}
	return true;
}

static bool write_words(struct db *db, const struct draft *draft, struct fault *fault)
{
	for (uint32_t at = 0; at < draft->words.count; at++) {
		struct query *query = db_prepare(db, ADD_WORD);
		query_text(query, 1, draft->words.items[at].text);
		query_int(query, 2, draft->words.items[at].count);
		if (!query_run(&query, fault))
			return false;
	}
	return true;
}

static bool write_blobs(struct db *db, const struct draft *draft, struct fault *fault)
{
	const struct index *index = draft->index;
	const struct vocabulary *vocabulary = draft->examples.vocabulary;
	uint64_t features = index->feature_count;
	const struct {
		const char *name;
		const void *bytes;
		uint64_t count;
		size_t size;
	} blobs[] = {
	    {SNAPSHOT_BLOB_WEIGHT_START, index->weight_start, features + 1, sizeof(uint32_t)},
	    {SNAPSHOT_BLOB_WEIGHTS, index->weights, index->weight_start[features],
	     sizeof(struct index_weight)},
	    {SNAPSHOT_BLOB_POSTING_START, index->posting_start, features + 1, sizeof(uint32_t)},
	    {SNAPSHOT_BLOB_POSTINGS, index->postings, index->posting_start[features],
	     sizeof(uint32_t)},
	    {SNAPSHOT_BLOB_PART_START, index->part_start, index->example_count + 1ul,
	     sizeof(uint32_t)},
	    {SNAPSHOT_BLOB_PARTS, index->parts, index->part_start[index->example_count],
	     sizeof(struct index_part)},
	    {SNAPSHOT_BLOB_EXAMPLE_ENTRY, index->example_entry, index->example_count,
	     sizeof(uint32_t)},
	    {SNAPSHOT_BLOB_KEYS, vocabulary_keys(vocabulary), features, sizeof(uint64_t)},
	    {SNAPSHOT_BLOB_WRONG, draft->calibration.wrong, CALIBRATION_STEPS + 1,
	     sizeof(float)},
	    {SNAPSHOT_BLOB_COUNTS, vocabulary_counts(vocabulary), features, sizeof(uint32_t)},
	};

	for (size_t at = 0; at < sizeof(blobs) / sizeof(blobs[0]); at++) {
		struct query *query = db_prepare(db, ADD_BLOB);
		query_text(query, 1, blobs[at].name);
		/* An empty array is an empty blob, not a NULL. */
		query_blob(query, 2, blobs[at].count == 0 ? "" : blobs[at].bytes,
			   blobs[at].count * blobs[at].size);
		if (!query_run(&query, fault))
			return false;
	}
	return true;
}

static bool write_all(struct db *db, const struct draft *draft, struct fault *fault)
{
	return tokenizer_add(db, fault) && db_script(db, SCHEMA, fault) &&
	       write_facts(db, draft, fault) && compile_entries(db, draft->source, fault) &&
	       write_examples(db, draft, fault) && compile_rules(db, draft->source, fault) &&
	       lexicon_write(db, draft->source, fault) && write_words(db, draft, fault) &&
	       write_blobs(db, draft, fault) &&
	       db_script(db, "COMMIT", fault);
}

static bool write_file(const void *draft, const char *path, struct fault *fault)
{
	struct db *db = db_open(path, DB_CREATE, fault);
	if (db == NULL)
		return false;
	bool ok = write_all(db, draft, fault);
	db_close(&db);
	return ok;
}

/* Learning ------------------------------------------------------------------------- */

static int threads_to_use(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 ? 1 : processors > THREADS_MOST ? THREADS_MOST : (int)processors;
}

static void *try_draft(void *draft_)
{
	struct draft *draft = draft_;
	const struct compile_source *source = draft->source;
	const char **languages = memory_array((size_t)source->entry_count, sizeof(*languages));

	for (int at = 0; at < source->entry_count; at++)
		languages[at] = source->entries[at].language;
	draft->trial = trial_run(&draft->examples, languages, threads_to_use());
	free(languages);
	return NULL;
}

static bool make_draft(const struct compile_source *source, struct draft *draft,
		       struct fault *fault)
{
	*draft = (struct draft){.source = source};
	if (!examples_read(source, &draft->examples, fault))
		return false;
	pthread_t helper;
	bool has_helper = pthread_create(&helper, NULL, try_draft, draft) == 0;
	draft->index =
	    index_build(&draft->examples.set, draft->examples.vocabulary, threads_to_use());
	draft->words = words_collect(&draft->examples);
	if (has_helper)
		pthread_join(helper, NULL);
	else
		try_draft(draft);
	draft->calibration = trial_calibrate(draft->trial, draft->index);
	trial_free(&draft->trial);
	return true;
}

static void free_draft(struct draft *draft)
{
	examples_free(&draft->examples);
	index_free(&draft->index);
	words_free(&draft->words);
}

bool compile_snapshot(const struct compile_source *source, const char *path, struct fault *fault)
{
	struct draft draft;

	if (!make_draft(source, &draft, fault))
		return false;
	bool ok = compile_place(path, write_file, &draft, fault);
	free_draft(&draft);
	return ok;
}
