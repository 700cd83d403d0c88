/*
 * Database: SQL in, rows out; the only door to sqlite3.h.
 *
 * Statements are constants made with SQL_READ and SQL_WRITE beside the
 * function that binds them.  Their text keeps to the dialect that SQLite and
 * PostgreSQL share: parameters $1, $2, ..., ON CONFLICT, RETURNING, no
 * engine's own functions, times as integer milliseconds.  A test prepares
 * every one of them against a fresh schema and checks reads for scans.
 *
 * A connection belongs to one thread.  A query remembers its first failure
 * and reports it when it ends, so the steps between need no checks:
 *
 *	struct query *query = db_query(db, &GROUP_BY_ID);
 *	query_text(query, 1, id.text);
 *	if (query_next(query))
 *		name = row_text(query, "name", arena);
 *	return query_end(&query, fault);
 */
#ifndef FOYER_DATA_DB_H
#define FOYER_DATA_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"

struct db;
struct query;

enum sql_kind { SQL_KIND_READ, SQL_KIND_WRITE };

struct sql {
	const char *name;
	const char *text;
	enum sql_kind kind;
	bool may_scan; /* the plan may walk a whole table: small or on purpose */
};

/* Statements live in a section of their own, so that db.c can number them
 * and a test can list them all. */
#define SQL_STATEMENT(identifier, sql_text, sql_kind_, scan)                                       \
	static const struct sql identifier                                                         \
	    __attribute__((used, section("foyer_sql"), aligned(__alignof__(struct sql)))) = {      \
		.name = #identifier, .text = sql_text, .kind = sql_kind_, .may_scan = scan}
#define SQL_READ(identifier, text) SQL_STATEMENT(identifier, text, SQL_KIND_READ, false)
#define SQL_SCAN(identifier, text) SQL_STATEMENT(identifier, text, SQL_KIND_READ, true)
#define SQL_WRITE(identifier, text) SQL_STATEMENT(identifier, text, SQL_KIND_WRITE, true)

/* All statements linked into this program: *count of them. */
const struct sql *sql_all(size_t *count);

/* Starts a statement; its parameters are NULL until bound.  One statement
 * may be in use once at a time on one connection. */
struct query *db_query(struct db *db, const struct sql *sql);

/* Binds parameter $number.  Text and blobs must stay until query_end; NULL
 * binds SQL NULL. */
void query_text(struct query *query, int number, const char *value);
void query_int(struct query *query, int number, int64_t value);
void query_real(struct query *query, int number, double value);
void query_blob(struct query *query, int number, const void *bytes, size_t length);
void query_null(struct query *query, int number);

/* Steps to the next row; false at the end or on failure. */
bool query_next(struct query *query);

/* The current row, by column name.  Asking for a column that isn't there
 * ends the process: it is a mistake in the program. */
int64_t row_int(struct query *query, const char *column);
double row_real(struct query *query, const char *column);
bool row_is_null(struct query *query, const char *column);
/* A copy in the arena; NULL for SQL NULL. */
char *row_text(struct query *query, const char *column, struct arena *arena);
/* Copies at most size-1 bytes into out; "" for NULL. */
void row_text_into(struct query *query, const char *column, char *out, size_t size);
/* The bytes in place, valid until the next step; NULL for NULL. */
const char *row_peek(struct query *query, const char *column, size_t *length);

/* Ends the query and sets *query to NULL; false and *fault when any step of
 * it failed. */
bool query_end(struct query **query, struct fault *fault) MUST_USE;

/* For statements that return no rows: steps once and ends. */
bool query_run(struct query **query, struct fault *fault) MUST_USE;

/* Rows changed by the last write on this connection, and by all so far. */
int64_t db_changes(struct db *db);
int64_t db_changes_ever(struct db *db);

/* Runs a text of several statements (migrations, pragmas). */
bool db_script(struct db *db, const char *sql, struct fault *fault) MUST_USE;

/* Where what is too large to be sorted in memory is put meanwhile: the server may write nowhere
 * but in its folder.  Before any connection is opened. */
void db_keep_temporary_files_in(const char *folder);

/* Opens a file by itself, outside the store: snapshots and backups.
 * DB_IMMUTABLE promises that nobody writes the file while it is open. */
enum db_mode { DB_READ, DB_WRITE, DB_IMMUTABLE, DB_CREATE };
struct db *db_open(const char *path, enum db_mode mode, struct fault *fault) MUST_USE;
void db_close(struct db **db);

/* Stands in for a database that could not be opened: every query fails. */
struct db *db_closed(const char *path);
/* Makes one of it. */
void db_give_up(struct db *db);
/* The key of data/vault.h, which must outlive the connection; without one it is all zeros. */
void db_set_key(struct db *db, const unsigned char *key);
const unsigned char *db_key(const struct db *db);
bool db_is_closed(const struct db *db);

/* Ends reads that hold one view of the database for longer than that with
 * FAULT_BUSY: as long as a view is held, the WAL can't begin anew. */
void db_limit_reads(struct db *db, int64_t milliseconds);

/* What a module keeps with a connection, for the connection's thread alone: made at first, and
 * freed when it is closed. */
struct db_keeper {
	void *(*make)(void);
	void (*free)(void *what);
};
void *db_kept(struct db *db, const struct db_keeper *keeper);

/* Ad-hoc statement for files outside the store (snapshots): like db_query,
 * prepared on first use and kept by the address of its text. */
struct query *db_prepare(struct db *db, const char *text);

/* Registers an FTS5 tokenizer under `name` on this connection.  `tokenize`
 * calls `emit` once for each token, with the bytes [start, end) of the text
 * it stands for; `same_place` marks a token at the place of the one before. */
typedef int (*token_emit)(void *sink, bool same_place, const char *token, int length, int start,
			  int end);
typedef int (*token_split)(void *context, const char *text, int length, bool for_query,
			   token_emit emit, void *sink);
bool db_add_tokenizer(struct db *db, const char *name, token_split split, void *context,
		      struct fault *fault) MUST_USE;

/* Whether FTS5's tokenizer for all scripts, unicode61, finds a word in a text; what signs are
 * depends on its version. */
bool db_holds_word(struct db *db, const char *text, bool *holds, struct fault *fault) MUST_USE;

/* Copies a live database into a new file at path, page by page, while it is
 * in use (SQLite's online backup).  While it reads, the WAL can't begin anew;
 * when that grows by more than wal_most bytes, the copy lets go and begins
 * again, three times at most. */
#define DB_BACKUP_WAL_MOST ((int64_t)1 << 30)
bool db_backup(struct db *db, const char *path, int64_t wal_most, struct fault *fault) MUST_USE;

/* Full integrity and foreign-key check; false and the first finding in
 * *fault when something is wrong. */
bool db_check(struct db *db, struct fault *fault) MUST_USE;

#endif
