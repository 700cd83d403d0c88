/*
 * Database files: opening, closing, backing up and checking.  See db.h.
 */
#include "data/db_internal.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/clock.h"

#define BACKUP_ATTEMPTS 3
#define BACKUP_OUTGROWN SQLITE_ABORT /* which no step gives */
#define BACKUP_WAIT_MS  15000        /* for somebody who holds a lock */

static int open_flags(enum db_mode mode)
{
	switch (mode) {
	case DB_READ:
	case DB_IMMUTABLE:
		return SQLITE_OPEN_READONLY;
	case DB_WRITE:
		return SQLITE_OPEN_READWRITE;
	case DB_CREATE:
		return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	}
	return SQLITE_OPEN_READONLY;
}

/* A file name as the path of a URI: what has a meaning there is escaped. */
static char *uri_of(const char *path, bool immutable)
{
	char *uri = memory_new(strlen(path) * 3 + 32);
	char *out = uri + sprintf(uri, "file:");
	for (const char *at = path; *at != '\0'; at++) {
		if (strchr("?#%", *at) != NULL)
			out += sprintf(out, "%%%02x", (unsigned char)*at);
		else
			*out++ = *at;
	}
	memcpy(out, immutable ? "?immutable=1" : "", immutable ? 13 : 1);
	return uri;
}

static struct db *db_new(const char *path, bool may_write)
{
	size_t count;
	sql_all(&count);
	struct db *db = memory_new(sizeof(*db));
	db->path = memory_text(path);
	db->may_write = may_write;
	db->statements = memory_array(count, sizeof(*db->statements));
	return db;
}

/* Connections are used by one thread each, and nobody asks SQLite how much
 * memory it has in use: both spare a lock at each allocation. */
static void configure_once(void)
{
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	db_configure_pages();
}

static pthread_once_t configured = PTHREAD_ONCE_INIT;

void db_keep_temporary_files_in(const char *folder)
{
	pthread_once(&configured, configure_once);
	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = sqlite3_mprintf("%s", folder);
}

struct db *db_open(const char *path, enum db_mode mode, struct fault *fault)
{
	pthread_once(&configured, configure_once);
	struct db *db = db_new(path, mode == DB_WRITE || mode == DB_CREATE);
	char *uri = uri_of(path, mode == DB_IMMUTABLE);
	const char *vfs = db->may_write     ? db_writing_vfs()
			  : mode == DB_READ ? db_reading_vfs()
					    : NULL;
	int result = sqlite3_open_v2(uri, &db->sqlite,
				     open_flags(mode) | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, vfs);
	free(uri);
	if (result != SQLITE_OK) {
		int number = db->sqlite != NULL ? sqlite3_system_errno(db->sqlite) : ENOMEM;
		fault_detail(fault, result == SQLITE_CANTOPEN ? FAULT_FILE : FAULT_STORE, path,
			     "%s", number ? strerror(number) : sqlite3_errstr(result));
		db_close(&db);
		return NULL;
	}
	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_busy_timeout(db->sqlite, 5000);
	/* SQL comes from this program alone; this is a second wall. */
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* Without it a statement with LIKE $1 is planned anew each time. */
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	return db;
}

struct db *db_closed(const char *path)
{
	return db_new(path, false);
}

void db_set_key(struct db *db, const unsigned char *key)
{
	db->key = key;
}

const unsigned char *db_key(const struct db *db)
{
	static const unsigned char none[32];
	return db->key == NULL ? none : db->key;
}

bool db_is_closed(const struct db *db)
{
	return db->sqlite == NULL;
}

void *db_kept(struct db *db, const struct db_keeper *keeper)
{
	struct kept *kept = db->kept;
	while (kept != NULL && kept->keeper != keeper)
		kept = kept->next;
	if (kept == NULL) {
		kept = memory_new(sizeof(*kept));
		*kept = (struct kept){keeper, keeper->make(), db->kept};
		db->kept = kept;
	}
	return kept->what;
}

static void free_kept(struct db *db)
{
	while (db->kept != NULL) {
		struct kept *kept = db->kept;
		db->kept = kept->next;
		kept->keeper->free(kept->what);
		free(kept);
	}
}

static void free_statements(struct db *db)
{
	size_t count;
	sql_all(&count);
	for (size_t i = 0; i < count; i++) {
		query_free(db->statements[i]);
		db->statements[i] = NULL;
	}
	while (db->loose != NULL) {
		struct loose *loose = db->loose;
		db->loose = loose->next;
		query_free(loose->query);
		free(loose);
	}
}

void db_give_up(struct db *db)
{
	free_statements(db);
	sqlite3_close(db->sqlite);
	db->sqlite = NULL;
	db->read_most_ms = 0;
}

void db_close(struct db **db_)
{
	struct db *db = *db_;
	if (db == NULL)
		return;
	db_give_up(db);
	free_kept(db);
	free(db->statements);
	free(db->path);
	free(db);
	*db_ = NULL;
}

/* How large the WAL beside a database is. */
static int64_t wal_size(const struct db *db)
{
	char path[4200];
	struct stat status;
	snprintf(path, sizeof(path), "%s-wal", db->path);
	return stat(path, &status) == 0 ? status.st_size : 0;
}

/* One attempt; BACKUP_OUTGROWN when the WAL grew too much meanwhile. */
static int copy_pages(struct db *db, struct db *target, int64_t wal_most)
{
	sqlite3_backup *backup = sqlite3_backup_init(target->sqlite, "main", db->sqlite, "main");
	int64_t wal_before = wal_size(db);
	int result = backup == NULL ? sqlite3_errcode(target->sqlite) : SQLITE_OK;
	int64_t moved_at = clock_steady();
	while (result == SQLITE_OK) {
		result = sqlite3_backup_step(backup, 256);
		if (result == SQLITE_OK)
			moved_at = clock_steady();
		if ((result == SQLITE_LOCKED || result == SQLITE_BUSY) &&
		    clock_steady() - moved_at < BACKUP_WAIT_MS) {
			usleep(10 * 1000);
			result = SQLITE_OK;
		}
		if (result == SQLITE_OK && wal_size(db) - wal_before > wal_most)
			result = BACKUP_OUTGROWN;
	}
	if (backup != NULL)
		sqlite3_backup_finish(backup);
	return result;
}

bool db_backup(struct db *db, const char *path, int64_t wal_most, struct fault *fault)
{
	struct db *target = db_open(path, DB_CREATE, fault);
	if (target == NULL)
		return false;
	int result = BACKUP_OUTGROWN;
	bool ok = true;
	bool again = true;
	for (int attempt = 0; ok && again && attempt < BACKUP_ATTEMPTS; attempt++) {
		/* One view for all pages: without it each write of somebody else would
		 * begin the copy anew, and under load it would never end. */
		struct fault ignored; /* a view that failed has ended by itself */
		ok = db_script(db, "BEGIN; SELECT COUNT(*) FROM sqlite_schema", fault);
		if (ok)
			result = copy_pages(db, target, wal_most);
		again = result == BACKUP_OUTGROWN || result == SQLITE_BUSY;
		(void)!db_script(db, "ROLLBACK", &ignored);
	}
	if (ok && result == BACKUP_OUTGROWN)
		ok = fault_detail(fault, FAULT_STORE, db->path,
				  "it changed by more than %lld MB while it was copied, %d times",
				  (long long)(wal_most >> 20), BACKUP_ATTEMPTS);
	else if (ok && result != SQLITE_DONE)
		ok = db_fault(target, result, fault);
	db_close(&target);
	return ok;
}

/* The first value of a pragma's first row. */
static bool pragma_text(struct db *db, const char *pragma, char *out, size_t size,
			struct fault *fault)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(db->sqlite, pragma, -1, &statement, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		snprintf(out, size, "%s", (const char *)sqlite3_column_text(statement, 0));
	else
		snprintf(out, size, "%s", result == SQLITE_DONE ? "" : "unreadable");
	sqlite3_finalize(statement);
	return result == SQLITE_ROW || result == SQLITE_DONE || db_fault(db, result, fault);
}

bool db_check(struct db *db, struct fault *fault)
{
	char finding[160];
	if (!pragma_text(db, "PRAGMA integrity_check(1)", finding, sizeof(finding), fault))
		return false;
	if (strcmp(finding, "ok") != 0)
		return fault_detail(fault, FAULT_STORE_DAMAGED, db->path, "%s", finding);
	if (!pragma_text(db, "PRAGMA foreign_key_check", finding, sizeof(finding), fault))
		return false;
	if (finding[0] != '\0')
		return fault_detail(fault, FAULT_STORE_DAMAGED, db->path,
				    "a row of %s refers to nothing", finding);
	return true;
}
