/*
 * Snapshot: see snapshot.h.  Opening reads everything that serving needs into
 * memory (snapshot_read.c); the file stays open only for snapshot_search, behind a lock.
 */
#include "kb/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kb/analysis.h"
#include "kb/snapshot_format.h"
#include "kb/snapshot_internal.h"
#include "kb/tokenizer.h"

static const char SEARCH[] = "SELECT rowid AS number FROM search WHERE search MATCH $1 "
			     "ORDER BY rank LIMIT $2";

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
	    !snapshot_read(snapshot, path, fault))
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
			  sizeof(key), snapshot_by_external_id);

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
