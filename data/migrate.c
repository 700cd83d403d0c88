/*
 * Migrations: data/migrations/NNNN_name.sql, run in order, one transaction
 * each, never edited once released.  Not for changing data by program.
 * Called while the store opens, before any other thread sees it.
 */
#include <stdlib.h>
#include <string.h>

#include "data/buffer.h"
#include "data/embedded.h"
#include "data/log.h"
#include "data/store_internal.h"

/* SQLite keeps the schema's version in the file's header. */
#define VERSION_SQL "PRAGMA user_version"

static int64_t number_of(const struct embedded_file *file)
{
	return strtoll(file->path, NULL, 10);
}

int64_t migrate_newest(void)
{
	int64_t newest = 0;
	for (const struct embedded_file *file = embedded_migrations; file->path != NULL; file++)
		newest = number_of(file);
	return newest;
}

bool migrate_version(struct db *db, int64_t *version, struct fault *fault)
{
	int64_t found = 0;
	struct query *query = db_prepare(db, VERSION_SQL);
	if (query_next(query))
		found = row_int(query, "user_version");
	if (!query_end(&query, fault))
		return false;
	*version = found;
	return true;
}

static bool run_migration(struct db *db, const struct embedded_file *file, struct fault *fault)
{
	struct buffer script = buffer_new(1 << 20);
	buffer_add_text(&script, "BEGIN IMMEDIATE;\n");
	buffer_add(&script, file->bytes, (size_t)(file->end - file->bytes));
	buffer_format(&script, "\nPRAGMA user_version = %lld; COMMIT;",
		      (long long)number_of(file));
	bool ok = db_script(db, script.bytes, fault);
	if (!ok) {
		struct fault ignored;
		(void)!db_script(db, "ROLLBACK", &ignored);
	}
	buffer_free(&script);
	return ok;
}

bool migrate(struct db *db, struct fault *fault)
{
	int64_t version;
	if (!migrate_version(db, &version, fault))
		return false;
	if (version > migrate_newest()) {
		fault_limit(fault, FAULT_STORE_NEWER, "", version, migrate_newest());
		return false;
	}
	for (const struct embedded_file *file = embedded_migrations; file->path != NULL; file++) {
		if (number_of(file) <= version)
			continue;
		if (!run_migration(db, file, fault))
			return false;
		log_line(LOG_INFO, "migration", "schema %lld", (long long)number_of(file));
	}
	return true;
}
