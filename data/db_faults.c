/*
 * Database, faults: SQLite's results as faults that tell an operator what of
 * the disk failed.  See db.h.  Any thread, about its own connection.
 */
#include "data/db_internal.h"

#include <errno.h>
#include <string.h>

static enum fault_code code_of(int result)
{
	switch (result & 0xff) {
	case SQLITE_FULL:
		return FAULT_STORE_FULL;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return FAULT_STORE_READ_ONLY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return FAULT_STORE_DAMAGED;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT:
		return FAULT_BUSY;
	case SQLITE_CONSTRAINT:
		return result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY
			   ? FAULT_EXISTS
			   : FAULT_STORE;
	default:
		return FAULT_STORE;
	}
}

/* What of the disk failed: SQLite says "disk I/O error" of all of them. */
static const char *what_failed(int result)
{
	switch (result) {
	case SQLITE_IOERR_READ:
	case SQLITE_IOERR_SHORT_READ:
		return "reading";
	case SQLITE_IOERR_WRITE:
		return "writing";
	case SQLITE_IOERR_FSYNC:
	case SQLITE_IOERR_DIR_FSYNC:
		return "syncing";
	case SQLITE_IOERR_TRUNCATE:
		return "truncating";
	case SQLITE_IOERR_FSTAT:
		return "looking at the size";
	case SQLITE_IOERR_LOCK:
	case SQLITE_IOERR_RDLOCK:
	case SQLITE_IOERR_UNLOCK:
	case SQLITE_IOERR_SHMLOCK:
		return "locking";
	case SQLITE_IOERR_SHMMAP:
	case SQLITE_IOERR_SHMOPEN:
	case SQLITE_IOERR_SHMSIZE:
		return "mapping the WAL's index";
	case SQLITE_IOERR_MMAP:
		return "mapping";
	case SQLITE_IOERR_DELETE:
		return "deleting";
	case SQLITE_IOERR_ACCESS:
		return "looking for a file";
	default:
		return NULL;
	}
}

bool db_fault(struct db *db, int result, struct fault *fault)
{
	if (db->sqlite == NULL)
		return fault_detail(fault, FAULT_STORE, db->path, "it could not be opened");
	const char *what = what_failed(result);
	int number = sqlite3_system_errno(db->sqlite);
	/* A full disk shows as an I/O error when the WAL's index can't grow. */
	if ((result & 0xff) == SQLITE_IOERR && number == ENOSPC)
		result = SQLITE_FULL;
	if (what == NULL)
		return fault_detail(fault, code_of(result), db->path, "%s",
				    sqlite3_errmsg(db->sqlite));
	return fault_detail(fault, code_of(result), db->path, "%s: %s%s%s",
			    sqlite3_errmsg(db->sqlite), what, number == 0 ? "" : ", ",
			    number == 0 ? "" : strerror(number));
}
