/*
 * Compile, again: a snapshot made from the one before, where nothing changed
 * that is learned from.  See compile.h.
 */
#include "kb/compile_internal.h"

#include "kb/snapshot_format.h"

static const char READ_LEARNED[] = "SELECT value FROM fact WHERE name = '" SNAPSHOT_FACT_LEARNED "'";
/* As in a new file, no journal: it gets its name only when whole. */
static const char CLEAR[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
			    "DELETE FROM fact WHERE name = 'number';"
			    "DELETE FROM entry; DELETE FROM rule;";

/* True when the open file was learned from the same. */
static bool learned_the_same(struct db *db, const struct compile_source *source)
{
	struct fault ignored; /* what can't be read is not the same */
	struct query *query = db_prepare(db, READ_LEARNED);
	bool same = query_next(query) &&
		    (uint64_t)row_int(query, "value") == compile_learned_hash(source);

	return query_end(&query, &ignored) && same;
}

/* The snapshot before, open, when all it learned can be taken over. */
static struct db *open_before(const struct compile_source *source, const char *before)
{
	struct fault ignored; /* a file that is gone or damaged teaches nothing */

	if (before == NULL || !snapshot_verify(before, &ignored))
		return NULL;
	struct db *db = db_open(before, DB_IMMUTABLE, &ignored);
	if (db != NULL && !learned_the_same(db, source))
		db_close(&db);
	return db;
}

struct renewal {
	const struct compile_source *source;
	struct db *before;
};

static bool write_rows(struct db *db, const struct compile_source *source, struct fault *fault)
{
	return db_script(db, CLEAR, fault) && compile_fact(db, "number", source->number, fault) &&
	       compile_entries(db, source, fault) && compile_rules(db, source, fault) &&
	       db_script(db, "COMMIT", fault);
}

static bool write_file(const void *renewal_, const char *path, struct fault *fault)
{
	const struct renewal *renewal = renewal_;

	if (!db_backup(renewal->before, path, DB_BACKUP_WAL_MOST, fault))
		return false;
	struct db *db = db_open(path, DB_WRITE, fault);
	if (db == NULL)
		return false;
	bool ok = write_rows(db, renewal->source, fault);
	db_close(&db);
	return ok;
}

bool compile_again(const struct compile_source *source, const char *before, const char *path,
		   bool *reused, struct fault *fault)
{
	struct renewal renewal = {source, open_before(source, before)};

	*reused = renewal.before != NULL;
	if (!*reused)
		return compile_snapshot(source, path, fault);
	bool ok = compile_place(path, write_file, &renewal, fault);
	db_close(&renewal.before);
	return ok;
}
