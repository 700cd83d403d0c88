/* The journal when its folder fails, or was damaged: nothing that is kept
 * there is lost by that, and nothing is restored that isn't whole. */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/clock.h"
#include "data/db_internal.h"
#include "data/journal_format.h"
#include "data/store.h"

#define TRIES_MOST 2000 /* of 5 ms */

SQL_WRITE(FAULTY_MAKE, "CREATE TABLE row_kept (number BIGINT NOT NULL)");
SQL_WRITE(FAULTY_PUT, "INSERT INTO row_kept (number) VALUES ($1)");
SQL_SCAN(FAULTY_COUNT, "SELECT COUNT(*) AS many FROM row_kept");

/* A database, and its journal without a store around them. */
struct bench {
	char *folder;
	char data[300], database[400], kept[300], changes[400];
	struct db *db;
	struct journal *journal;
	int rows;
	int changes_file, real_changes; /* descriptors of the journal's, and of the file that failed */
};

static bool run(struct db *db, const struct sql *sql, int64_t number)
{
	struct fault fault;
	struct query *query = db_query(db, sql);
	if (number > 0)
		query_int(query, 1, number);
	return query_run(&query, &fault);
}

static int count_frames(struct bench *bench)
{
	int frames = 0, moved = 0;
	sqlite3_wal_checkpoint_v2(bench->db->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved);
	return frames;
}

static bool keep(struct bench *bench)
{
	return journal_commit(bench->journal, count_frames(bench), clock_now());
}

static void put(struct bench *bench)
{
	assert_true(run(bench->db, &FAULTY_PUT, ++bench->rows));
}

/* One after the other. */
static void put_and_keep(struct bench *bench, int times)
{
	while (times-- > 0) {
		put(bench);
		assert_true(keep(bench));
	}
}

static void open_bench(struct bench *bench)
{
	struct fault fault;
	struct journal_place place = {bench->data, bench->database, bench->kept, 30};
	bench->db = db_open(bench->database, DB_CREATE, &fault);
	must(bench->db != NULL, &fault);
	must(db_script(bench->db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0", &fault), &fault);
	bench->journal = journal_open(&place, bench->db, &fault);
	must(bench->journal != NULL, &fault);
}

static void close_bench(struct bench *bench)
{
	db_close(&bench->db);
	journal_close(&bench->journal);
}

static struct bench new_bench(void)
{
	struct bench bench = {.folder = test_folder()};
	char snapshots[400];
	snprintf(bench.data, sizeof(bench.data), "%s/live", bench.folder);
	snprintf(bench.database, sizeof(bench.database), "%s/foyer.db", bench.data);
	snprintf(bench.kept, sizeof(bench.kept), "%s/kept", bench.folder);
	snprintf(bench.changes, sizeof(bench.changes), "%s/changes", bench.kept);
	snprintf(snapshots, sizeof(snapshots), "%s/snapshots", bench.data);
	assert_int_equal(mkdir(bench.data, 0700), 0);
	assert_int_equal(mkdir(snapshots, 0700), 0);
	open_bench(&bench);
	assert_true(run(bench.db, &FAULTY_MAKE, 0) && keep(&bench));
	return bench;
}

static void end_bench(struct bench *bench)
{
	close_bench(bench);
	test_folder_remove(bench->folder);
}

static void make_base(struct bench *bench, int count)
{
	count_frames(bench); /* which moves all of them */
	journal_all_checkpointed(bench->journal);
	for (int tries = 0; journal_figures(bench->journal).bases < count; tries++) {
		assert_true(tries < TRIES_MOST);
		usleep(5000);
	}
}

/* How many rows a restore finds, or why there is none, as a negative number. */
static int restored(const struct bench *bench)
{
	struct fault fault;
	int64_t reached, many = -1;
	char copy[400];
	snprintf(copy, sizeof(copy), "%s/copy.db", bench->folder);
	if (!journal_restore(bench->kept, 0, copy, bench->folder, &reached, &fault))
		return -(int)fault.code;
	struct db *db = db_open(copy, DB_READ, &fault);
	must(db != NULL && db_check(db, &fault), &fault);
	struct query *query = db_query(db, &FAULTY_COUNT);
	if (query_next(query))
		many = row_int(query, "many");
	must(query_end(&query, &fault), &fault);
	db_close(&db);
	return (int)many;
}

static void path_of(const struct bench *bench, int64_t number, char out[500])
{
	snprintf(out, 500, JOURNAL_NAME, bench->kept, (long long)number);
}

static int64_t size_of(const struct bench *bench, int64_t number)
{
	char path[500];
	struct stat status;
	path_of(bench, number, path);
	return stat(path, &status) == 0 ? (int64_t)status.st_size : -1;
}

/* From now on the journal's writes find a full disk. */
static void fail_changes(struct bench *bench)
{
	int full = open("/dev/full", O_RDWR | O_CLOEXEC);
	bench->changes_file = bench->journal->file;
	bench->real_changes = fcntl(bench->changes_file, F_DUPFD_CLOEXEC, 0);
	assert_true(dup3(full, bench->changes_file, O_CLOEXEC) >= 0);
	close(full);
}

static void mend_changes(struct bench *bench)
{
	assert_true(dup3(bench->real_changes, bench->changes_file, O_CLOEXEC) >= 0);
	close(bench->real_changes);
}

static void wait_to_try_again(void)
{
	usleep(1100 * 1000);
}

/* What a write that failed has left is not taken for a change, nor for the end of what can be restored. */
static void what_failed_does_not_stand_in_the_way(void **state)
{
	(void)state;
	struct bench bench = new_bench();
	char path[500], garbage[100];
	put_and_keep(&bench, 1);
	make_base(&bench, 1);
	put_and_keep(&bench, 1);
	fail_changes(&bench);
	put(&bench);
	assert_false(keep(&bench));
	assert_true(journal_lets_go(bench.journal, JOURNAL_FRAMES_KEPT + 1));
	mend_changes(&bench);
	int64_t size = size_of(&bench, 1);
	path_of(&bench, 1, path);
	FILE *file = fopen(path, "ab");
	memset(garbage, 'x', sizeof(garbage));
	assert_int_equal(1, fwrite(garbage, sizeof(garbage), 1, file));
	fclose(file);
	wait_to_try_again();
	assert_true(keep(&bench)); /* a chain of its own, whose base is still to come */
	assert_int_equal(size, size_of(&bench, 1));
	assert_int_equal(2, restored(&bench));
	make_base(&bench, 2);
	assert_int_equal(3, restored(&bench));
	end_bench(&bench);
}

/* Else nobody would know after a crash that something was missed. */
static void what_can_not_be_noted_is_not_given_up(void **state)
{
	(void)state;
	struct bench bench = new_bench();
	char elsewhere[400];
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", bench.folder);
	put(&bench);
	fail_changes(&bench);
	assert_false(keep(&bench));
	assert_int_equal(rename(bench.data, elsewhere), 0);
	assert_false(journal_lets_go(bench.journal, JOURNAL_FRAMES_KEPT + 1));
	assert_int_equal(rename(elsewhere, bench.data), 0);
	assert_true(journal_lets_go(bench.journal, JOURNAL_FRAMES_KEPT + 1));
	mend_changes(&bench);
	end_bench(&bench);
}

/* The database file may hold frames then that aren't kept. */
static void no_base_is_made_while_commits_are_not_kept(void **state)
{
	(void)state;
	struct bench bench = new_bench();
	char path[400];
	snprintf(path, sizeof(path), "%s/snapshots/000001.foyer", bench.data);
	put(&bench);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_true(keep(&bench)); /* the helper waits for somebody to write a publication */
	usleep(50 * 1000);
	count_frames(&bench);
	journal_all_checkpointed(bench.journal);
	put(&bench);
	fail_changes(&bench);
	assert_false(keep(&bench));
	int fifo = open(path, O_RDWR | O_CLOEXEC);
	unlink(path);
	close(fifo);
	wait_to_try_again();
	assert_false(keep(&bench)); /* and has the helper look again */
	usleep(300 * 1000);
	assert_int_equal(0, journal_figures(bench.journal).bases);
	mend_changes(&bench);
	end_bench(&bench);
}

/* A new file that never got its first record, because the server was killed. */
static void a_file_without_a_record_is_not_gone_on_with(void **state)
{
	(void)state;
	struct bench bench = new_bench();
	char path[500];
	put_and_keep(&bench, 1);
	close_bench(&bench);
	path_of(&bench, 5, path);
	FILE *file = fopen(path, "wb");
	fputs("half a record", file);
	fclose(file);
	open_bench(&bench);
	put_and_keep(&bench, 4);
	make_base(&bench, 1);
	put_and_keep(&bench, 1);
	assert_int_equal(bench.rows, restored(&bench));
	end_bench(&bench);
}

static void damage(const char *path, int64_t at)
{
	FILE *file = fopen(path, "r+b");
	assert_non_null(file);
	fseek(file, at, SEEK_SET);
	fputs("damage", file);
	fclose(file);
}

/* It is neither cut nor gone on with. */
static void a_damaged_file_is_left_as_it_is(void **state)
{
	(void)state;
	struct bench bench = new_bench();
	char path[500];
	put_and_keep(&bench, 8);
	make_base(&bench, 1);
	put_and_keep(&bench, 1);
	close_bench(&bench);
	int64_t size = size_of(&bench, 1);
	path_of(&bench, 1, path);
	damage(path, size / 3);
	open_bench(&bench);
	assert_int_equal(size, size_of(&bench, 1));
	put_and_keep(&bench, 1);
	make_base(&bench, 1);
	put_and_keep(&bench, 1);
	assert_int_equal(bench.rows, restored(&bench));
	end_bench(&bench);
}

/* An older one would give an older state, without a word. */
static void a_damaged_base_behind_a_break_is_refused(void **state)
{
	(void)state;
	struct bench bench = new_bench();
	char path[500];
	put_and_keep(&bench, 1);
	make_base(&bench, 1);
	close_bench(&bench);
	struct fault fault;
	struct db *db = db_open(bench.database, DB_WRITE, &fault);
	assert_true(run(db, &FAULTY_PUT, ++bench.rows)); /* that is missed */
	db_close(&db);
	open_bench(&bench);
	int64_t first = bench.journal->last.number + 1;
	make_base(&bench, 1);
	assert_int_equal(bench.rows, restored(&bench));
	snprintf(path, sizeof(path), JOURNAL_BASE_NAME, bench.kept, (long long)first, "done");
	damage(path, 0);
	assert_int_equal(-(int)FAULT_STORE_DAMAGED, restored(&bench));
	end_bench(&bench);
}

/* As a start does that fails after its first migrations. */
static void what_nobody_counted_is_taken_in(void **state)
{
	(void)state;
	struct bench bench = new_bench();
	put_and_keep(&bench, 1);
	make_base(&bench, 1);
	put(&bench);
	journal_take_in(bench.journal, bench.db);
	close_bench(&bench);
	open_bench(&bench);
	assert_false(journal_wants_base(bench.journal));
	assert_int_equal(2, restored(&bench));
	end_bench(&bench);
}

/* Also when nobody writes any more. */
static void a_base_is_made_without_a_commit(void **state)
{
	(void)state;
	struct fault fault;
	char *folder = test_folder(), live[300], kept[300];
	snprintf(live, sizeof(live), "%s/live", folder);
	snprintf(kept, sizeof(kept), "%s/kept", folder);
	struct store *store = store_open(live, &fault);
	must(store != NULL, &fault);
	store_close(&store);
	setenv("FOYER_BACKUP_FOLDER", kept, 1);
	store = store_open(live, &fault);
	must(store != NULL, &fault);
	for (int tries = 0; store_figures(store).journal.bases == 0; tries++) {
		assert_true(tries < TRIES_MOST);
		usleep(5000);
	}
	store_close(&store);
	unsetenv("FOYER_BACKUP_FOLDER");
	test_folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_failed_does_not_stand_in_the_way),
	    cmocka_unit_test(what_can_not_be_noted_is_not_given_up),
	    cmocka_unit_test(no_base_is_made_while_commits_are_not_kept),
	    cmocka_unit_test(a_file_without_a_record_is_not_gone_on_with),
	    cmocka_unit_test(a_damaged_file_is_left_as_it_is),
	    cmocka_unit_test(a_damaged_base_behind_a_break_is_refused),
	    cmocka_unit_test(what_nobody_counted_is_taken_in),
	    cmocka_unit_test(a_base_is_made_without_a_commit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
