/* What is committed is in the log's file at once, in few calls; what fails to
 * get there is not stored, and does no harm later. */
#include "tests/unit/database_support.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define MANY_ROWS                                                                                  \
	"INSERT INTO item WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n "         \
	"WHERE k < 2000) SELECT zeroblob(500) FROM n;"

struct place {
	char *folder;
	char path[512];
	struct db *writer, *reader;
};

static int64_t count(struct db *db)
{
	return ask(db, "SELECT count(*) AS answer FROM item");
}

static struct place begin(const char *settings)
{
	struct place place = {.folder = test_folder()};
	struct fault fault;
	snprintf(place.path, sizeof(place.path), "%s/a.db", place.folder);
	place.writer = db_open(place.path, DB_CREATE, &fault);
	must(place.writer != NULL, &fault);
	run(place.writer, "PRAGMA journal_mode = WAL; CREATE TABLE item (bytes BLOB);"
			  "PRAGMA wal_autocheckpoint = 0;");
	run(place.writer, settings);
	place.reader = db_open(place.path, DB_READ, &fault);
	must(place.reader != NULL, &fault);
	return place;
}

static void end(struct place *place)
{
	assert_int_equal(ask(place->reader, "SELECT integrity_check = 'ok' AS answer FROM "
					    "pragma_integrity_check"),
			 1);
	db_close(&place->reader);
	db_close(&place->writer);
	test_folder_remove(place->folder);
}

static void others_read_each_commit_at_once(void **state)
{
	(void)state;
	static const char *const settings[] = {
	    "PRAGMA synchronous = OFF", "PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL"};
	for (size_t at = 0; at < sizeof(settings) / sizeof(settings[0]); at++) {
		struct place place = begin(settings[at]);
		for (int rows = 1; rows <= 40; rows++) {
			run(place.writer, "INSERT INTO item VALUES (zeroblob(3000))");
			assert_int_equal(count(place.reader), rows);
		}
		end(&place);
	}
}

static void a_change_larger_than_memory_reads_itself(void **state)
{
	(void)state;
	struct place place = begin("PRAGMA cache_size = 10; PRAGMA synchronous = FULL");
	run(place.writer, "BEGIN;" MANY_ROWS "UPDATE item SET bytes = zeroblob(600)");
	assert_int_equal(ask(place.writer, "SELECT sum(length(bytes)) AS answer FROM item"),
			 2000 * 600);
	run(place.writer, "ROLLBACK");
	assert_int_equal(count(place.writer), 0);
	run(place.writer, "BEGIN;" MANY_ROWS "UPDATE item SET bytes = zeroblob(700); COMMIT");
	assert_int_equal(ask(place.reader, "SELECT sum(length(bytes)) AS answer FROM item"),
			 2000 * 700);
	end(&place);
}

static rlim_t log_size(const struct place *place)
{
	char path[600];
	struct stat now;
	snprintf(path, sizeof(path), "%s-wal", place->path);
	assert_int_equal(stat(path, &now), 0);
	return (rlim_t)now.st_size;
}

/* No file may become larger than this; RLIM_INFINITY lets them. */
static void limit_files(rlim_t most)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = most == RLIM_INFINITY ? limit.rlim_max : most;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void what_a_full_disk_refused_is_not_there(void **state)
{
	(void)state;
	struct place place = begin("PRAGMA synchronous = FULL");
	struct fault fault;
	signal(SIGXFSZ, SIG_IGN);
	run(place.writer, "INSERT INTO item VALUES (zeroblob(100))");
	rlim_t before = log_size(&place);
	for (rlim_t room = 0; room < 1000000; room += 99999) {
		limit_files(before + room);
		bool stored = db_script(place.writer, MANY_ROWS, &fault);
		limit_files(RLIM_INFINITY);
		assert_false(stored);
		assert_int_equal(fault.code, FAULT_STORE);
		assert_int_equal(count(place.writer), 1);
		assert_int_equal(count(place.reader), 1);
	}
	run(place.writer, MANY_ROWS);
	assert_int_equal(count(place.reader), 2001);
	end(&place);
}

/* A transaction that was taken back has put pages into the log, because they did
 * not fit into memory. */
static void what_was_taken_back_harms_nobody_else(void **state)
{
	(void)state;
	struct place place = begin("PRAGMA cache_size = 10; PRAGMA synchronous = FULL");
	struct fault fault;
	struct db *another = db_open(place.path, DB_WRITE, &fault);
	must(another != NULL, &fault);
	run(another, MANY_ROWS "PRAGMA wal_checkpoint(TRUNCATE)");
	run(place.writer, "BEGIN; UPDATE item SET bytes = zeroblob(400); ROLLBACK");
	run(another, "UPDATE item SET bytes = zeroblob(501)");
	assert_int_equal(count(place.writer), 2000);
	assert_int_equal(ask(place.reader, "SELECT sum(length(bytes)) AS answer FROM item"),
			 2000 * 501);
	db_close(&another);
	end(&place);
}

/* The system's files, with a disk that can be full ---------------------------------- */

static bool is_full;
static sqlite3_vfs *system_vfs, full_vfs;
static sqlite3_io_methods full_methods;
static int (*system_write)(sqlite3_file *, const void *, int, sqlite3_int64);

static int write_if_room(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
	return is_full ? SQLITE_FULL : system_write(file, bytes, length, offset);
}

static int open_log(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	(void)vfs;
	int result = system_vfs->xOpen(system_vfs, name, file, flags, out);
	if (result == SQLITE_OK && (flags & SQLITE_OPEN_WAL)) {
		full_methods = *file->pMethods;
		system_write = full_methods.xWrite;
		full_methods.xWrite = write_if_room;
		file->pMethods = &full_methods;
	}
	return result;
}

static void let_disk_be_full(void)
{
	system_vfs = sqlite3_vfs_find(NULL);
	full_vfs = *system_vfs;
	full_vfs.zName = "full";
	full_vfs.xOpen = open_log;
	sqlite3_vfs_register(&full_vfs, 1);
}

static void let_disk_be(void)
{
	sqlite3_vfs_register(system_vfs, 1);
	sqlite3_vfs_unregister(&full_vfs);
}

/* A full disk ends a statement that can be taken back by itself, not what the
 * transaction did before it, part of which only a read would have written. */
static void a_transaction_outlives_a_full_disk_whole(void **state)
{
	(void)state;
	struct fault fault;
	let_disk_be_full();
	struct place place = begin("PRAGMA cache_size = 10; PRAGMA synchronous = FULL;"
				   "CREATE TABLE copy (size UNIQUE NOT NULL)");
	run(place.writer, "BEGIN;" MANY_ROWS);
	is_full = true;
	assert_false(db_script(place.writer, "INSERT INTO copy SELECT rowid FROM item", &fault));
	is_full = false;
	assert_int_equal(fault.code, FAULT_STORE_FULL);
	run(place.writer, "COMMIT");
	assert_int_equal(count(place.writer), 2000);
	assert_int_equal(ask(place.reader, "SELECT sum(length(bytes)) AS answer FROM item"),
			 2000 * 500);
	end(&place);
	let_disk_be();
}

static long writes_so_far(void)
{
	long calls = -1;
	char line[64];
	FILE *file = fopen("/proc/self/io", "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		sscanf(line, "syscw: %ld", &calls);
	fclose(file);
	return calls;
}

static void a_commit_takes_few_calls(void **state)
{
	(void)state;
	struct place place = begin("PRAGMA synchronous = FULL");
	long before = writes_so_far();
	run(place.writer, MANY_ROWS); /* a megabyte: 250 pages */
	assert_in_range(writes_so_far() - before, 1, 40);
	end(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(others_read_each_commit_at_once),
	    cmocka_unit_test(a_change_larger_than_memory_reads_itself),
	    cmocka_unit_test(what_a_full_disk_refused_is_not_there),
	    cmocka_unit_test(what_was_taken_back_harms_nobody_else),
	    cmocka_unit_test(a_transaction_outlives_a_full_disk_whole),
	    cmocka_unit_test(a_commit_takes_few_calls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
