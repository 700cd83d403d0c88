/*
 * Backup: a folder as one file, and back.
 *
 * The file is the database (copied page by page while it may be in use) with
 * one more table that holds the live snapshot, so that a restored folder
 * answers at once, and a seal at its end: the hash of all before it, because
 * a database doesn't notice a flipped bit in a text.  It is written beside its
 * final name, checked, synced and renamed: a file with that name is a whole
 * backup.
 *
 * Not here: schedules; every commit as it happens (journal.h).  Called by
 * commands, on their own thread.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/id.h"
#include "data/store_internal.h"

#define SEAL_MAGIC       "foyer backup 1\n"
#define SEALED_SINCE     17 /* the schema from which on every backup has a seal */
#define COPIED_AT_ONCE   ((size_t)1 << 20)

/* The last bytes of a backup. */
struct seal {
	char magic[16];
	int64_t length; /* of what is before it */
	unsigned char hash[32];
	unsigned char spare[8];
};

#define ADD_TABLE "CREATE TABLE backup_snapshot (number BIGINT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)"
#define DROP_TABLE "DROP TABLE backup_snapshot; VACUUM"

static const char LIVE_NUMBER[] = "SELECT coalesce(max(number), 0) AS number FROM publication";
static const char SNAPSHOT_PUT[] = "INSERT INTO backup_snapshot (number, bytes) VALUES ($1, $2)";
static const char SNAPSHOT_GET[] = "SELECT number, bytes FROM backup_snapshot";

static bool file_fault(struct fault *fault, const char *path)
{
	return fault_detail(fault, errno == ENOSPC ? FAULT_STORE_FULL : FAULT_FILE, path, "%s",
			    strerror(errno));
}

/* Syncs a file and the folder that holds its name. */
static bool sync_path(const char *path, struct fault *fault)
{
	char *copy = memory_text(path);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = file >= 0 && folder >= 0 && fsync(file) == 0 && fsync(folder) == 0;
	if (!ok)
		file_fault(fault, path);
	if (file >= 0)
		close(file);
	if (folder >= 0)
		close(folder);
	free(copy);
	return ok;
}

static void snapshot_path(const char *folder, int64_t number, struct arena *arena, char **out)
{
	*out = arena_format(arena, "%s/" SNAPSHOT_FOLDER "/%06lld.foyer", folder, (long long)number);
}

static bool read_file(const char *path, struct arena *arena, char **bytes, size_t *length,
		      struct fault *fault)
{
	FILE *file = fopen(path, "rbe");
	struct stat status;
	if (file == NULL)
		return file_fault(fault, path);
	bool ok = fstat(fileno(file), &status) == 0;
	if (ok) {
		*length = (size_t)status.st_size;
		*bytes = arena_alloc(arena, *length + 1);
		ok = fread(*bytes, 1, *length, file) == *length;
	}
	if (!ok)
		file_fault(fault, path);
	fclose(file);
	return ok;
}

static bool write_file(const char *path, const char *bytes, size_t length, struct fault *fault)
{
	FILE *file = fopen(path, "wbe");
	if (file == NULL)
		return file_fault(fault, path);
	bool ok = fwrite(bytes, 1, length, file) == length && fflush(file) == 0;
	if (!ok)
		file_fault(fault, path);
	fclose(file);
	return ok && sync_path(path, fault);
}

static bool live_number(struct db *db, int64_t *number, struct fault *fault)
{
	int64_t found = 0;
	struct query *query = db_prepare(db, LIVE_NUMBER);
	if (query_next(query))
		found = row_int(query, "number");
	if (!query_end(&query, fault))
		return false;
	*number = found;
	return true;
}

/* Puts the snapshot of the copied database's newest publication into it. */
static bool add_snapshot(struct db *copy, const char *folder, struct arena *arena,
			 struct fault *fault)
{
	int64_t number = 0;
	char *path, *bytes = NULL;
	size_t length = 0;
	if (!db_script(copy, ADD_TABLE, fault) || !live_number(copy, &number, fault))
		return false;
	if (number == 0)
		return true;
	snapshot_path(folder, number, arena, &path);
	if (!read_file(path, arena, &bytes, &length, fault))
		return false;
	struct query *query = db_prepare(copy, SNAPSHOT_PUT);
	query_int(query, 1, number);
	query_blob(query, 2, bytes, length);
	return query_run(&query, fault);
}

static bool fill_backup(const char *folder, const char *database, const char *partial,
			struct arena *arena, struct fault *fault)
{
	struct db *source = db_open(database, DB_READ, fault);
	if (source == NULL)
		return false;
	bool ok = db_backup(source, partial, DB_BACKUP_WAL_MOST, fault);
	db_close(&source);
	struct db *copy = ok ? db_open(partial, DB_WRITE, fault) : NULL;
	if (copy == NULL)
		return false;
	/* One file: no WAL beside it. */
	ok = db_script(copy, "PRAGMA journal_mode = DELETE", fault) &&
	     add_snapshot(copy, folder, arena, fault) && db_check(copy, fault);
	db_close(&copy);
	return ok;
}

/* The seal -------------------------------------------------------------------------- */

/* Hashes `length` bytes of `from`, and writes them to `to` unless it is NULL. */
static bool hash_file(FILE *from, FILE *to, int64_t length, unsigned char hash[32])
{
	crypto_generichash_state state;
	unsigned char *bytes = memory_new(COPIED_AT_ONCE);
	bool ok = true;
	crypto_generichash_init(&state, NULL, 0, 32);
	while (ok && length > 0) {
		size_t part = length < (int64_t)COPIED_AT_ONCE ? (size_t)length : COPIED_AT_ONCE;
		ok = fread(bytes, 1, part, from) == part &&
		     (to == NULL || fwrite(bytes, 1, part, to) == part);
		crypto_generichash_update(&state, bytes, part);
		length -= (int64_t)part;
	}
	crypto_generichash_final(&state, hash, 32);
	free(bytes);
	return ok;
}

static bool add_seal(const char *path, struct fault *fault)
{
	struct seal seal = {.magic = SEAL_MAGIC};
	struct stat status;
	FILE *file = fopen(path, "r+be");
	if (file == NULL || fstat(fileno(file), &status) != 0) {
		file_fault(fault, path);
		if (file != NULL)
			fclose(file);
		return false;
	}
	seal.length = status.st_size;
	bool ok = hash_file(file, NULL, seal.length, seal.hash) && fseek(file, 0, SEEK_END) == 0 &&
		  fwrite(&seal, sizeof(seal), 1, file) == 1 && fflush(file) == 0;
	if (!ok)
		file_fault(fault, path);
	fclose(file);
	return ok;
}

/* The seal of an open backup; false when it has none. */
static bool read_seal(FILE *file, struct seal *seal)
{
	bool found = fseek(file, -(long)sizeof(*seal), SEEK_END) == 0 &&
		     fread(seal, sizeof(*seal), 1, file) == 1 &&
		     memcmp(seal->magic, SEAL_MAGIC, sizeof(SEAL_MAGIC)) == 0 &&
		     ftell(file) == seal->length + (long)sizeof(*seal);
	rewind(file);
	return found;
}

static bool copy_unsealed(FILE *from, FILE *to, const char *file, struct fault *fault)
{
	struct seal seal;
	struct stat status;
	unsigned char hash[32];
	bool is_sealed = read_seal(from, &seal);
	if (fstat(fileno(from), &status) != 0)
		return file_fault(fault, file);
	if (!hash_file(from, to, is_sealed ? seal.length : status.st_size, hash) || fflush(to) != 0)
		return file_fault(fault, file);
	if (is_sealed && memcmp(hash, seal.hash, sizeof(hash)) != 0)
		return fault_detail(fault, FAULT_STORE_DAMAGED, file, "its seal does not fit");
	return true;
}

/* Copies a backup without its seal, which must fit.  Backups of old had none. */
static bool copy_backup(const char *file, const char *database, struct fault *fault)
{
	struct seal seal;
	FILE *from = fopen(file, "rbe");
	if (from == NULL)
		return file_fault(fault, file);
	FILE *to = fopen(database, "wbe");
	bool is_sealed = read_seal(from, &seal);
	bool ok = to != NULL ? copy_unsealed(from, to, file, fault) : file_fault(fault, database);
	fclose(from);
	if (to != NULL)
		fclose(to);
	struct db *copy = ok ? db_open(database, DB_READ, fault) : NULL;
	int64_t version = 0;
	ok = copy != NULL && migrate_version(copy, &version, fault);
	if (ok && !is_sealed && version >= SEALED_SINCE)
		ok = fault_detail(fault, FAULT_STORE_DAMAGED, file, "its seal is missing");
	db_close(&copy);
	return ok;
}

bool store_backup(const char *folder, const char *file, struct fault *fault)
{
	struct arena *arena = arena_new();
	char *database = arena_format(arena, "%s/" DATABASE_FILE, folder);
	char *partial = arena_format(arena, "%s.partial", file);
	unlink(partial);
	bool ok = random_start(fault) && fill_backup(folder, database, partial, arena, fault) &&
		  add_seal(partial, fault) && sync_path(partial, fault);
	if (ok && rename(partial, file) != 0)
		ok = file_fault(fault, file);
	ok = ok && sync_path(file, fault);
	if (!ok)
		unlink(partial);
	arena_free(&arena);
	return ok;
}

/* Restoring -------------------------------------------------------------------------- */

/* Takes the snapshot out of a restored database into its own file. */
static bool extract_snapshot(struct db *db, const char *folder, struct arena *arena,
			     struct fault *fault)
{
	bool ok = true;
	struct query *query = db_prepare(db, SNAPSHOT_GET);
	while (ok && query_next(query)) {
		size_t length;
		char *path;
		snapshot_path(folder, row_int(query, "number"), arena, &path);
		const char *bytes = row_peek(query, "bytes", &length);
		ok = write_file(path, bytes, length, fault);
	}
	struct fault later;
	if (!query_end(&query, &later) && ok) {
		*fault = later;
		ok = false;
	}
	return ok && db_script(db, DROP_TABLE, fault);
}

/* Whether this program can serve what was restored. */
static bool check_restored(const char *file, struct db *copy, struct fault *fault)
{
	int64_t version;
	if (!db_check(copy, fault) || !migrate_version(copy, &version, fault))
		return false;
	return version <= migrate_newest() ||
	       fault_limit(fault, FAULT_STORE_NEWER, file, version, migrate_newest());
}

static bool fill_from_file(const char *file, const char *folder, const char *database,
			   struct arena *arena, struct fault *fault)
{
	struct db *copy = copy_backup(file, database, fault) ? db_open(database, DB_WRITE, fault) : NULL;
	if (copy == NULL)
		return false;
	bool ok = check_restored(file, copy, fault) && extract_snapshot(copy, folder, arena, fault);
	db_close(&copy);
	return ok && sync_path(database, fault);
}

static bool fill_from_journal(const char *backup_folder, int64_t until, const char *snapshots,
			      const char *database, int64_t *reached, struct fault *fault)
{
	if (!journal_restore(backup_folder, until, database, snapshots, reached, fault))
		return false;
	struct db *copy = db_open(database, DB_WRITE, fault);
	bool ok = copy != NULL && check_restored(backup_folder, copy, fault);
	db_close(&copy);
	return ok && sync_path(database, fault);
}

/* From a file when `reached` is NULL, else from a backup folder. */
static bool restore(const char *from, int64_t until, const char *folder, int64_t *reached,
		    struct fault *fault)
{
	struct arena *arena = arena_new();
	char *database = arena_format(arena, "%s/" DATABASE_FILE, folder);
	char *partial = arena_format(arena, "%s.partial", database);
	char *snapshots = arena_format(arena, "%s/" SNAPSHOT_FOLDER, folder);
	bool ok = true;
	char *log = arena_format(arena, "%s-wal", database); /* it would be written over what is restored */
	if (access(database, F_OK) == 0)
		ok = fault_set(fault, FAULT_EXISTS, database);
	else if (access(log, F_OK) == 0)
		ok = fault_set(fault, FAULT_EXISTS, log);
	else if ((mkdir(folder, 0700) != 0 && errno != EEXIST) ||
		 (mkdir(snapshots, 0700) != 0 && errno != EEXIST))
		ok = file_fault(fault, folder);
	if (ok)
		db_keep_temporary_files_in(folder); /* where there must be room anyhow */
	unlink(partial);
	ok = ok && (reached == NULL
			? fill_from_file(from, folder, partial, arena, fault)
			: fill_from_journal(from, until, snapshots, partial, reached, fault));
	if (ok && rename(partial, database) != 0)
		ok = file_fault(fault, database);
	ok = ok && sync_path(database, fault);
	if (!ok)
		unlink(partial);
	arena_free(&arena);
	return ok;
}

bool store_restore(const char *file, const char *folder, struct fault *fault)
{
	return restore(file, 0, folder, NULL, fault);
}

bool store_restore_until(const char *backup_folder, int64_t until, const char *folder,
			 int64_t *reached, struct fault *fault)
{
	return restore(backup_folder, until, folder, reached, fault);
}

bool store_check(const char *folder, struct fault *fault)
{
	struct arena *arena = arena_new();
	char *database = arena_format(arena, "%s/" DATABASE_FILE, folder);
	struct db *db = db_open(database, DB_READ, fault);
	int64_t version = 0;
	bool ok = db != NULL && db_check(db, fault) && migrate_version(db, &version, fault);
	if (ok && version > migrate_newest())
		ok = fault_limit(fault, FAULT_STORE_NEWER, folder, version, migrate_newest());
	db_close(&db);
	arena_free(&arena);
	return ok;
}
