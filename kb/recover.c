/*
 * Recover: see recover.h.
 */
#include "kb/recover.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/log.h"
#include "kb/compile.h"
#include "kb/gather.h"
#include "kb/paging.h"
#include "kb/publish.h"
#include "kb/snapshot_format.h"

#define PATH_MOST                4096
#define LAST_FORMAT_OF_OLD_RULES 2

SQL_SCAN(RECOVER_NUMBERS, "SELECT number FROM publication ORDER BY number DESC");

/* What every format has had. */
static const char READ_NUMBER[] = "SELECT value FROM fact WHERE name = 'number'";
static const char READ_ENTRIES[] =
    "SELECT external_id, question, answer, category, language, tags, "
    "variants FROM entry ORDER BY number";
static const char READ_EXAMPLES[] = "SELECT entry, text FROM example ORDER BY entry, number";
static const char READ_FORMAT[] = "SELECT value FROM fact WHERE name = 'format'";
static const char READ_RULES[] = "SELECT name, pattern, priority, conditions, actions "
				 "FROM rule ORDER BY place";
/* Until format 2 a rule had one action, a target and a language. */
#define QUOTED_TARGET "replace(replace(target, '\\', '\\\\'), '\"', '\\\"')"
static const char READ_OLD_RULES[] =
    "SELECT name, pattern, priority, CASE WHEN language = '' THEN '' "
    "ELSE '{\"languages\":[\"' || language || '\"]}' END AS conditions, "
    "CASE WHEN action = 'answer' THEN '{\"say\":{\"entry\":\"' || " QUOTED_TARGET " || '\"}}' "
    "WHEN target IS NULL THEN '{\"hand_over\":{}}' "
    "ELSE '{\"hand_over\":{\"group\":\"' || " QUOTED_TARGET " || '\"}}' END AS actions "
    "FROM rule ORDER BY place";

/* Reading a file of any format ------------------------------------------------------------ */

static bool read_fact(struct db *db, const char *sql, int64_t *value, struct fault *fault)
{
	struct query *query = db_prepare(db, sql);
	if (query_next(query))
		*value = row_int(query, "value");
	return query_end(&query, fault);
}

/* `variants` of the file counts the question too; it stands in for
 * variant_count until the examples are read. */
static bool read_entries(struct db *db, struct arena *arena, struct list *entries,
			 struct fault *fault)
{
	struct query *query = db_prepare(db, READ_ENTRIES);
	while (query_next(query)) {
		struct compile_entry *entry = list_add(entries);
		entry->external_id = row_text(query, "external_id", arena);
		entry->question = row_text(query, "question", arena);
		entry->answer = row_text(query, "answer", arena);
		entry->category = row_text(query, "category", arena);
		entry->language = row_text(query, "language", arena);
		entry->tags = row_text(query, "tags", arena);
		entry->variant_count = (int)row_int(query, "variants");
	}
	return query_end(&query, fault);
}

/* An entry's examples are its question, sometimes the words of its id, and
 * its variants. */
static void give_examples(struct compile_entry *entry, const struct list *texts)
{
	int variants = entry->variant_count - 1;
	int first = texts->count > entry->variant_count ? 2 : 1;
	entry->variants = (const char *const *)texts->items + first;
	entry->variant_count = variants > texts->count - first ? texts->count - first : variants;
	if (entry->variant_count < 0)
		entry->variant_count = 0;
}

static bool read_examples(struct db *db, struct arena *arena, const struct list *entries,
			  struct fault *fault)
{
	struct compile_entry *items = entries->items;
	struct query *query = db_prepare(db, READ_EXAMPLES);
	struct list texts = list_new(arena, sizeof(const char *));
	int at = 0;
	while (query_next(query)) {
		int owner = (int)row_int(query, "entry");
		while (at < owner && at < entries->count) {
			give_examples(&items[at++], &texts);
			texts = list_new(arena, sizeof(const char *));
		}
		*(const char **)list_add(&texts) = row_text(query, "text", arena);
	}
	for (; at < entries->count; at++) {
		give_examples(&items[at], &texts);
		texts = list_new(arena, sizeof(const char *));
	}
	return query_end(&query, fault);
}

static bool read_source(const char *path, struct arena *arena, struct compile_source *source,
			struct fault *fault)
{
	struct list entries = list_new(arena, sizeof(struct compile_entry));
	struct list rules = list_new(arena, sizeof(struct compile_rule));
	struct db *db = db_open(path, DB_IMMUTABLE, fault);
	int64_t format = 0;
	if (db == NULL)
		return false;
	bool good = read_fact(db, READ_NUMBER, &source->number, fault) &&
		    read_fact(db, READ_FORMAT, &format, fault) &&
		    read_entries(db, arena, &entries, fault) &&
		    read_examples(db, arena, &entries, fault) &&
		    gather_rules(db_prepare(db, format <= LAST_FORMAT_OF_OLD_RULES ? READ_OLD_RULES
										   : READ_RULES),
				 arena, &rules, fault);
	db_close(&db);
	source->entries = entries.items;
	source->entry_count = entries.count;
	source->rules = rules.items;
	source->rule_count = rules.count;
	return good;
}

static bool compile_anew(const char *path, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct compile_source source = {0};
	bool good =
	    read_source(path, arena, &source, fault) && compile_snapshot(&source, path, fault);
	arena_free(&arena);
	if (good)
		log_line(LOG_WARNING, "snapshot",
			 "%s was of an older format: compiled anew from what is in it", path);
	return good;
}

/* Opening ----------------------------------------------------------------------------------- */

static struct snapshot *open_prepared(const char *path,
				      bool (*prepare)(struct snapshot *, struct fault *),
				      struct fault *fault)
{
	struct snapshot *snapshot = snapshot_open(path, fault);
	if (snapshot != NULL && !prepare(snapshot, fault))
		snapshot_release(&snapshot);
	return snapshot;
}

/* Only a file that says so is one: what can't be read just now is not. */
static bool is_of_older_format(const char *path)
{
	struct fault ignored;
	int64_t format = 0;
	if (!snapshot_verify(path, &ignored))
		return false;
	struct db *db = db_open(path, DB_IMMUTABLE, &ignored);
	bool good = db != NULL && read_fact(db, READ_FORMAT, &format, &ignored);
	db_close(&db);
	return good && format > 0 && format < SNAPSHOT_FORMAT;
}

struct snapshot *recover_open(const char *path,
			      bool (*prepare)(struct snapshot *snapshot, struct fault *fault),
			      struct fault *fault)
{
	struct snapshot *snapshot = open_prepared(path, prepare, fault);
	if (snapshot != NULL || fault->code != FAULT_SNAPSHOT_DAMAGED || !is_of_older_format(path))
		return snapshot;
	return compile_anew(path, fault) ? open_prepared(path, prepare, fault) : NULL;
}

static bool read_numbers(struct store *store, struct arena *arena, int64_t **numbers, int *count,
			 struct fault *fault)
{
	struct list list = list_new(arena, sizeof(int64_t));
	struct query *query = db_query(store_reader(store), &RECOVER_NUMBERS);
	while (query_next(query))
		*(int64_t *)list_add(&list) = row_int(query, "number");
	if (!query_end(&query, fault))
		return false;
	*numbers = list.items;
	*count = list.count;
	return true;
}

/* A publication that no later start could read either. */
static bool is_lost(const struct fault *fault)
{
	return fault->code == FAULT_SNAPSHOT_DAMAGED || fault->code == FAULT_STORE_DAMAGED ||
	       (fault->code == FAULT_FILE && strcmp(fault->detail, strerror(ENOENT)) == 0);
}

/* Tells why the newest can't answer and which one does instead. */
static void tell(const struct fault *first, int64_t newest, int64_t number)
{
	log_fault(LOG_ERROR, "snapshot", first);
	log_line(LOG_ERROR, "snapshot",
		 "publication %lld can't be read: visitors are answered from publication %lld; "
		 "publish again to mend it",
		 (long long)newest, (long long)number);
}

enum lookup recover_live(struct store *store, struct live *live,
			 bool (*prepare)(struct snapshot *snapshot, struct fault *fault),
			 struct fault *fault)
{
	struct arena *arena = arena_new();
	struct snapshot *snapshot = NULL;
	struct fault first = {0};
	int64_t *numbers;
	int count;
	if (!read_numbers(store, arena, &numbers, &count, fault)) {
		arena_free(&arena);
		return LOOKUP_FAILED;
	}
	for (int at = 0; at < count && snapshot == NULL; at++) {
		char path[PATH_MOST];
		if (at > 0 && !is_lost(fault))
			break; /* not now, but it may be read at the next start */
		publication_path(store_folder(store), numbers[at], path, sizeof(path));
		snapshot = recover_open(path, prepare, fault);
		if (snapshot == NULL && at == 0)
			first = *fault;
		else if (snapshot != NULL && at > 0)
			tell(&first, numbers[0], numbers[at]);
	}
	arena_free(&arena);
	if (snapshot == NULL && count > 0)
		*fault = first;
	if (snapshot == NULL)
		return count == 0 ? LOOKUP_ABSENT : LOOKUP_FAILED;
	live_swap(live, snapshot);
	return LOOKUP_FOUND;
}
