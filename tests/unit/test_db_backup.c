/* A copy beside somebody who writes: one view of all, which it lets go of when
 * the log grows too much meanwhile. */
#include "tests/unit/support.h"

#include <sqlite3.h>
#include <stdio.h>

#include "data/db.h"

#define ROWS          2000 /* of a page each: the copy takes eight steps */
#define READS_BETWEEN 200
#define MEGABYTE      "INSERT INTO item VALUES (zeroblob(1200000))"

/* The system's files; whoever reads the database meets somebody who writes
 * every so many reads. */
static sqlite3_vfs *system_vfs, busy_vfs;
static sqlite3_io_methods busy_methods;
static int (*system_read)(sqlite3_file *, void *, int, sqlite3_int64);
static struct db *writer;
static int reads, writes, writes_most;

static void run(struct db *db, const char *sql)
{
	struct fault fault;
	must(db_script(db, sql, &fault), &fault);
}

static int read_beside_writer(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
	if (++reads == READS_BETWEEN) {
		reads = 0;
		if (writes < writes_most) {
			writes++;
			run(writer, MEGABYTE);
		}
	}
	return system_read(file, bytes, length, offset);
}

static int open_busy(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	(void)vfs;
	int result = system_vfs->xOpen(system_vfs, name, file, flags, out);
	if (result == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB)) {
		busy_methods = *file->pMethods;
		system_read = busy_methods.xRead;
		busy_methods.xRead = read_beside_writer;
		file->pMethods = &busy_methods;
	}
	return result;
}

static struct db *open_beside_writer(const char *path)
{
	struct fault fault;
	system_vfs = sqlite3_vfs_find(NULL);
	busy_vfs = *system_vfs;
	busy_vfs.zName = "busy";
	busy_vfs.xOpen = open_busy;
	sqlite3_vfs_register(&busy_vfs, 1);
	struct db *db = db_open(path, DB_READ, &fault);
	must(db != NULL, &fault);
	sqlite3_vfs_register(system_vfs, 1);
	return db;
}

static int64_t rows_of(const char *path)
{
	struct fault fault;
	int64_t rows = -1;
	struct db *db = db_open(path, DB_READ, &fault);
	must(db != NULL, &fault);
	must(db_check(db, &fault), &fault);
	struct query *query = db_prepare(db, "SELECT count(*) AS rows FROM item");
	while (query_next(query))
		rows = row_int(query, "rows");
	must(query_end(&query, &fault), &fault);
	db_close(&db);
	return rows;
}

/* Copies while so many times a megabyte is written: the rows of the copy, or -1 with the fault. */
static int64_t copied(int megabytes, int64_t wal_most, struct fault *fault)
{
	char *folder = test_folder(), path[300], copy[300];
	snprintf(path, sizeof(path), "%s/a.db", folder);
	snprintf(copy, sizeof(copy), "%s/b.db", folder);
	writer = db_open(path, DB_CREATE, fault);
	must(writer != NULL, fault);
	run(writer,
	    "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0;"
	    "CREATE TABLE item (bytes BLOB);");
	char fill[200];
	snprintf(fill, sizeof(fill),
		 "INSERT INTO item WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n "
		 "WHERE k < %d) SELECT zeroblob(3000) FROM n; PRAGMA wal_checkpoint(TRUNCATE)",
		 ROWS);
	run(writer, fill);
	struct db *reader = open_beside_writer(path);
	reads = writes = 0;
	writes_most = megabytes;
	bool ok = db_backup(reader, copy, wal_most, fault);
	writes_most = 0;
	db_close(&reader);
	db_close(&writer);
	int64_t rows = ok ? rows_of(copy) : -1;
	sqlite3_vfs_unregister(&busy_vfs);
	test_folder_remove(folder);
	return rows;
}

static void what_is_written_meanwhile_is_not_in_it(void **state)
{
	(void)state;
	struct fault fault;
	assert_int_equal(copied(3, 1 << 30, &fault), ROWS);
	assert_int_equal(writes, 3);
}

static void it_begins_anew_when_the_log_grows_too_much(void **state)
{
	(void)state;
	struct fault fault;
	assert_int_equal(copied(1, 1 << 20, &fault), ROWS + 1);
	assert_int_equal(copied(2, 1 << 20, &fault), ROWS + 2);
}

static void it_ends_when_the_log_always_grows_too_much(void **state)
{
	(void)state;
	struct fault fault;
	assert_int_equal(copied(100, 1 << 20, &fault), -1);
	assert_int_equal(writes, 3);
	assert_int_equal(fault.code, FAULT_STORE);
	assert_string_equal(fault.detail,
			    "it changed by more than 1 MB while it was copied, 3 times");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_meanwhile_is_not_in_it),
	    cmocka_unit_test(it_begins_anew_when_the_log_grows_too_much),
	    cmocka_unit_test(it_ends_when_the_log_always_grows_too_much),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
