/*
 * WAL, writing: a commit's frames go to the disk many at a time.
 *
 * SQLite writes each frame of its write-ahead log by two calls, its header and
 * its page; a group commit has hundreds.  This VFS stands before the system's
 * for connections that write, and gathers what follows one another.  What is
 * gathered is written before anybody could miss it: with the last frame of a
 * commit, and before the file is synced, read, measured or cut.  What a
 * transaction leaves behind that was taken back is written, or else forgotten,
 * before the lock is given back that lets others write to the log.
 *
 * Not here: when the log goes into the database (checkpointer.h).  Called by
 * SQLite, for each connection on its own thread.
 */
#include "data/db_internal.h"

#include <stdbool.h>
#include <string.h>

#define GATHERED_MOST (64 * 1024) /* bytes */
#define FRAME_HEADER  24
#define COMMIT_AT     4 /* in a frame's header: pages of the database, 0 when it ends no commit */
#define WRITE_LOCK    0 /* among the locks of SQLite's index of the log */

/* A database's file is the system's own, but for one of its methods. */
struct database_file {
	sqlite3_io_methods methods; /* first: the file points at it */
	const sqlite3_io_methods *real;
	struct wal_file *wal; /* or NULL */
};

struct wal_file {
	sqlite3_file base;
	struct database_file *database;
	sqlite3_file *real; /* right behind this struct */
	char *gathered;     /* NULL until there is something, or without memory */
	int size;
	sqlite3_int64 from; /* where in the file it belongs */
	bool ends_commit;   /* said the frame's header that came last */
};

#define REAL(file)    (((struct wal_file *)(file))->real)
#define METHODS(file) REAL(file)->pMethods

/* What fails is kept: the transaction may go on, and comes no further without it. */
static int write_gathered(sqlite3_file *file)
{
	struct wal_file *wal = (struct wal_file *)file;
	int result = wal->size == 0
			 ? SQLITE_OK
			 : METHODS(file)->xWrite(REAL(file), wal->gathered, wal->size, wal->from);

	if (result == SQLITE_OK)
		wal->size = 0;
	return result;
}

static bool can_gather(struct wal_file *wal, int length)
{
	if (wal->gathered == NULL)
		wal->gathered = sqlite3_malloc(GATHERED_MOST);
	return wal->gathered != NULL && length <= GATHERED_MOST;
}

static bool follows(const struct wal_file *wal, int length, sqlite3_int64 offset)
{
	return wal->size > 0 && offset == wal->from + wal->size &&
	       length <= GATHERED_MOST - wal->size;
}

static bool has_commit(const void *header)
{
	static const char none[4];

	return memcmp((const char *)header + COMMIT_AT, none, sizeof(none)) != 0;
}

static int wal_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
	struct wal_file *wal = (struct wal_file *)file;
	bool is_header = length == FRAME_HEADER, is_last = !is_header && wal->ends_commit;

	wal->ends_commit = is_header && has_commit(bytes);
	if (!follows(wal, length, offset)) {
		int result = write_gathered(file);
		if (result != SQLITE_OK)
			return result;
		if (!can_gather(wal, length))
			return METHODS(file)->xWrite(REAL(file), bytes, length, offset);
		wal->from = offset;
	}
	memcpy(wal->gathered + wal->size, bytes, (size_t)length);
	wal->size += length;
	return is_last ? write_gathered(file) : SQLITE_OK;
}

static int wal_close(sqlite3_file *file)
{
	struct wal_file *wal = (struct wal_file *)file;

	wal->database->wal = NULL;
	sqlite3_free(wal->gathered);
	return METHODS(file)->xClose(REAL(file));
}

static int wal_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
	int result = write_gathered(file);
	return result != SQLITE_OK ? result
				   : METHODS(file)->xRead(REAL(file), bytes, length, offset);
}

static int wal_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int result = write_gathered(file);
	return result != SQLITE_OK ? result : METHODS(file)->xTruncate(REAL(file), size);
}

static int wal_sync(sqlite3_file *file, int flags)
{
	int result = write_gathered(file);
	return result != SQLITE_OK ? result : METHODS(file)->xSync(REAL(file), flags);
}

static int wal_size(sqlite3_file *file, sqlite3_int64 *size)
{
	int result = write_gathered(file);
	return result != SQLITE_OK ? result : METHODS(file)->xFileSize(REAL(file), size);
}

static int wal_control(sqlite3_file *file, int what, void *argument)
{
	return METHODS(file)->xFileControl(REAL(file), what, argument);
}

static int wal_sector_size(sqlite3_file *file)
{
	return METHODS(file)->xSectorSize(REAL(file));
}

static int wal_characteristics(sqlite3_file *file)
{
	return METHODS(file)->xDeviceCharacteristics(REAL(file));
}

/* Logs are not locked and not mapped. */
static const sqlite3_io_methods wal_methods = {
    .iVersion = 1,
    .xClose = wal_close,
    .xRead = wal_read,
    .xWrite = wal_write,
    .xTruncate = wal_truncate,
    .xSync = wal_sync,
    .xFileSize = wal_size,
    .xFileControl = wal_control,
    .xSectorSize = wal_sector_size,
    .xDeviceCharacteristics = wal_characteristics,
};

/* The database's file --------------------------------------------------------------- */

static int database_lock(sqlite3_file *file, int offset, int count, int flags)
{
	struct database_file *database = (struct database_file *)file->pMethods;

	if (offset == WRITE_LOCK && (flags & SQLITE_SHM_UNLOCK) && database->wal != NULL) {
		(void)write_gathered(&database->wal->base);
		database->wal->size = 0;
	}
	return database->real->xShmLock(file, offset, count, flags);
}

/* Its struct lies behind the system's. */
static void watch_lock(sqlite3_file *file, int real_size)
{
	struct database_file *database = (struct database_file *)((char *)file + real_size);

	*database = (struct database_file){.methods = *file->pMethods, .real = file->pMethods};
	database->methods.xShmLock = database_lock;
	file->pMethods = &database->methods;
}

/* The VFS ------------------------------------------------------------------------ */

static int gathering_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
			  int *out);

static struct db_vfs gathering = {.name = "gathering",
				  .room = sizeof(struct wal_file) + sizeof(struct database_file),
				  .open = gathering_open};

static int open_wal(const char *name, sqlite3_file *file, int flags, int *out)
{
	struct wal_file *wal = (struct wal_file *)file;
	const sqlite3_file *database = sqlite3_database_file_object(name);

	*wal = (struct wal_file){.database = (struct database_file *)database->pMethods,
				 .real = (sqlite3_file *)(wal + 1)};
	int result = gathering.real->xOpen(gathering.real, name, wal->real, flags, out);
	if (wal->real->pMethods != NULL) {
		wal->base.pMethods = &wal_methods;
		wal->database->wal = wal;
	}
	return result;
}

static int gathering_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
			  int *out)
{
	(void)vfs;
	if (flags & SQLITE_OPEN_WAL)
		return open_wal(name, file, flags, out);
	int result = gathering.real->xOpen(gathering.real, name, file, flags, out);
	if ((flags & SQLITE_OPEN_MAIN_DB) && file->pMethods != NULL)
		watch_lock(file, gathering.real->szOsFile);
	return result;
}

const char *db_writing_vfs(void)
{
	return db_vfs_name(&gathering);
}
