/*
 * What the files of data/ that know SQLite share; nobody else includes this.
 */
#ifndef FOYER_DATA_DB_INTERNAL_H
#define FOYER_DATA_DB_INTERNAL_H

#include <sqlite3.h>

#include "data/db.h"

#define PARAMETERS_MOST 24

struct query {
	struct db *db;
	const char *name;
	sqlite3_stmt *statement; /* NULL when it could not be prepared */
	int result;              /* the first failure, or SQLITE_OK */
	int columns;
	char **names;    /* of the columns, each its own; they outlive a preparation anew */
	int next_column; /* the one after that which was read last: rows are read in order */
	bool in_use;
	bool has_row;
	uint64_t columns_read;
	unsigned char place[PARAMETERS_MOST + 1]; /* where $n is; 0: nowhere */
};

/* A statement made by db_prepare, found by the address of its text. */
struct loose {
	const char *text;
	struct query *query;
	struct loose *next;
};

struct db {
	sqlite3 *sqlite;
	char *path;
	bool may_write;
	const unsigned char *key;  /* of data/vault.h, the store's; NULL without one */
	struct query **statements; /* by place in the section of statements */
	struct loose *loose;
	int in_use;            /* queries */
	int64_t reading_since; /* steady ms, 0 until it took a while */
	int64_t read_most_ms;  /* 0: as long as it likes */
	struct kept *kept;
};

/* What a module keeps with the connection. */
struct kept {
	const struct db_keeper *keeper;
	void *what;
	struct kept *next;
};

/* Finalizes its statement too; NULL is none. */
void query_free(struct query *query);

/* Fills *fault for a result code of SQLite; returns false. */
bool db_fault(struct db *db, int result, struct fault *fault);

/* Has SQLite's page cache asked as db_pages.c says; before SQLite is first used. */
void db_configure_pages(void);

/* A VFS of ours that stands before the system's: its files have so much more
 * room, and are opened by it. */
struct db_vfs {
	const char *name;
	size_t room;
	int (*open)(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out);
	sqlite3_vfs own;
	sqlite3_vfs *real;
};

/* Its name, once it stands there; NULL, the system's, when that could not be asked for. */
const char *db_vfs_name(struct db_vfs *vfs);

/* Those for connections that write (db_wal.c), and that read what others write (db_map.c). */
const char *db_writing_vfs(void);
const char *db_reading_vfs(void);

#endif
