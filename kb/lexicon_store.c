/*
 * Lexicon, stored: see lexicon_store.h.  Publishing thread, and whoever opens
 * a snapshot.
 */
#include "kb/lexicon_store.h"

#include "kb/paging.h"

static const char ADD_SYNONYM[] = "INSERT INTO synonym (group_number, word) VALUES ($1, $2)";
static const char ADD_STOP_WORD[] = "INSERT INTO stop_word (word) VALUES ($1)";
static const char READ_SYNONYMS[] = "SELECT group_number, word FROM synonym ORDER BY rowid";
static const char READ_STOP_WORDS[] = "SELECT word FROM stop_word ORDER BY rowid";

/* Writing ------------------------------------------------------------------------ */

static bool write_group(struct db *db, int number, const struct compile_synonyms *group,
			struct fault *fault)
{
	for (int at = 0; at < group->count; at++) {
		struct query *query = db_prepare(db, ADD_SYNONYM);
		query_int(query, 1, number);
		query_text(query, 2, group->words[at]);
		if (!query_run(&query, fault))
			return false;
	}
	return true;
}

bool lexicon_write(struct db *db, const struct compile_source *source, struct fault *fault)
{
	for (int at = 0; at < source->synonym_count; at++)
		if (!write_group(db, at, &source->synonyms[at], fault))
			return false;
	for (int at = 0; at < source->stop_word_count; at++) {
		struct query *query = db_prepare(db, ADD_STOP_WORD);
		query_text(query, 1, source->stop_words[at]);
		if (!query_run(&query, fault))
			return false;
	}
	return true;
}

/* Reading ------------------------------------------------------------------------ */

/* No word is NULL; in a file that somebody else made one may be. */
static const char *word_of(struct query *query, struct arena *arena)
{
	const char *word = row_text(query, "word", arena);
	return word == NULL ? "" : word;
}

/* Groups of words, as compiling takes them. */
static bool read_groups(struct db *db, struct arena *arena, struct list *groups,
			struct fault *fault)
{
	struct query *query = db_prepare(db, READ_SYNONYMS);
	struct list words = list_new(arena, sizeof(const char *));
	int64_t number = 0;

	while (query_next(query)) {
		/* In a file that somebody else made a group may have any number. */
		if (groups->count == 0 || row_int(query, "group_number") != number) {
			number = row_int(query, "group_number");
			words = list_new(arena, sizeof(const char *));
			list_add(groups);
		}
		*(const char **)list_add(&words) = word_of(query, arena);
		struct compile_synonyms *all = groups->items;
		all[groups->count - 1] = (struct compile_synonyms){words.items, words.count};
	}
	return query_end(&query, fault);
}

static bool read_stop_words(struct db *db, struct arena *arena, struct list *words,
			    struct fault *fault)
{
	struct query *query = db_prepare(db, READ_STOP_WORDS);

	while (query_next(query))
		*(const char **)list_add(words) = word_of(query, arena);
	return query_end(&query, fault);
}

bool lexicon_load(struct db *db, struct lexicon **out, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct list groups = list_new(arena, sizeof(struct compile_synonyms));
	struct list words = list_new(arena, sizeof(const char *));
	bool ok =
	    read_groups(db, arena, &groups, fault) && read_stop_words(db, arena, &words, fault);

	if (ok)
		*out = lexicon_new(groups.items, groups.count, words.items, words.count);
	arena_free(&arena);
	return ok;
}
