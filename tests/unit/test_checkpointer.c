/* The checkpointer: the WAL is moved into the database file beside the writer and begins anew, what
 * somebody still reads stays, and nobody waits for it or loses anything: not beside readers that stay,
 * not when the disk is slow or fails, not when the store is closed meanwhile. */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/clock.h"
#include "data/store.h"

#define PAGES      300 /* that one change writes, about */
#define PAGE       4096
#define THRESHOLD  8000  /* of checkpointer.c, in frames */
#define RESTARTS   64000 /* likewise: from here on the writer waits shortly for readers */
#define WAIT_MOST  60 /* seconds; a test that takes longer hangs */
#define SIX_MOST   3000 /* ms; six commits wait 50 each, and a busy machine has its own pace */

SQL_WRITE(TEST_FILL, "INSERT INTO setting (name, value, changed_at) VALUES ('fill', $1, $2) "
		     "ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at");
SQL_READ(TEST_FILLED, "SELECT changed_at FROM setting WHERE name = 'fill'");

struct fill {
	struct change change;
	const char *value;
	int64_t round;
};

static bool apply_fill(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct fill *fill = (struct fill *)change;
	struct query *query = db_query(transaction_db(transaction), &TEST_FILL);
	query_text(query, 1, fill->value);
	query_int(query, 2, fill->round);
	return query_run(&query, fault);
}

static bool find_filled(struct db *db, int64_t *round, struct fault *fault)
{
	struct query *query = db_query(db, &TEST_FILLED);
	*round = query_next(query) ? row_int(query, "changed_at") : -1;
	return query_end(&query, fault);
}

static int64_t filled(struct db *db)
{
	struct fault fault;
	int64_t round;
	must(find_filled(db, &round, &fault), &fault);
	return round;
}

static struct store *open_store(const char *folder)
{
	struct fault fault;
	struct store *store = store_open(folder, &fault);
	must(store != NULL, &fault);
	return store;
}

/* Every page of it differs from before: SQLite does not write what is the same. */
static void fill_pages(struct store *store, char *value, int64_t round)
{
	struct fault fault;
	struct fill fill = {{.apply = apply_fill}, value, round};
	memset(value, 'a' + (int)(round % 26), PAGES * PAGE - 1);
	must(store_write(store, &fill.change, &fault), &fault);
}

static int64_t frames_of(struct store *store)
{
	return store_figures(store).wal_bytes / PAGE;
}

/* Writes on after a round until the WAL has begun anew; the last round. */
static int64_t write_until_anew(struct store *store, char *value, int64_t round, int64_t frames_most)
{
	int64_t before = 0, frames = frames_of(store);
	while (frames >= before) {
		before = frames;
		fill_pages(store, value, ++round);
		frames = frames_of(store);
		assert_true(frames < frames_most);
	}
	return round;
}

static void the_wal_begins_anew_while_changes_go_on(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	char *value = calloc(1, PAGES * PAGE);
	int64_t round = write_until_anew(store, value, 0, 4 * THRESHOLD);
	round = write_until_anew(store, value, round, 4 * THRESHOLD);
	assert_int_equal(filled(store_reader(store)), round);
	store_close(&store);
	store = open_store(folder);
	assert_int_equal(filled(store_reader(store)), round);
	store_close(&store);
	test_folder_remove(folder);
	free(value);
}

static void a_long_reader_keeps_what_it_reads(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	char *value = calloc(1, PAGES * PAGE);
	int64_t before = write_until_anew(store, value, 0, 4 * THRESHOLD), round = before;
	struct db *reader = store_reader(store);
	store_begin_view(reader);
	assert_int_equal(filled(reader), before);
	while (round < before + 40)
		fill_pages(store, value, ++round);
	assert_int_equal(filled(reader), before);
	store_end_view(reader);
	assert_int_equal(filled(reader), round);
	write_until_anew(store, value, round, 8 * THRESHOLD);
	store_close(&store);
	test_folder_remove(folder);
	free(value);
}

/* A disk that is slow or fails ------------------------------------------------------------------ */

/* Beside the WAL the database file is written by checkpoints alone. */
static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	sqlite3_io_methods methods;
	const sqlite3_io_methods *real_methods;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool holds; /* whoever writes waits */
	int held;
	atomic_bool fails;
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static int disk_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	pthread_mutex_lock(&disk.lock);
	disk.held++;
	pthread_cond_broadcast(&disk.changed);
	while (disk.holds)
		pthread_cond_wait(&disk.changed, &disk.lock);
	disk.held--;
	pthread_mutex_unlock(&disk.lock);
	if (disk.fails)
		return SQLITE_IOERR_WRITE;
	return disk.real_methods->xWrite(file, bytes, count, at);
}

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	(void)vfs;
	int result = disk.real->xOpen(disk.real, name, file, flags, out);
	if (result == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0) {
		pthread_mutex_lock(&disk.lock);
		if (disk.real_methods == NULL) {
			disk.real_methods = file->pMethods;
			disk.methods = *file->pMethods;
			disk.methods.xWrite = disk_write;
		}
		pthread_mutex_unlock(&disk.lock);
		file->pMethods = &disk.methods;
	}
	return result;
}

static int put_disk(void **state)
{
	(void)state;
	sqlite3_initialize();
	disk.real = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.real;
	disk.vfs.zName = "disk";
	disk.vfs.xOpen = disk_open;
	return sqlite3_vfs_register(&disk.vfs, 1);
}

static int take_disk(void **state)
{
	(void)state;
	return sqlite3_vfs_unregister(&disk.vfs) + sqlite3_vfs_register(disk.real, 1);
}

static void hold(bool holds)
{
	pthread_mutex_lock(&disk.lock);
	disk.holds = holds;
	pthread_cond_broadcast(&disk.changed);
	pthread_mutex_unlock(&disk.lock);
}

static bool is_held(void)
{
	pthread_mutex_lock(&disk.lock);
	bool is = disk.held > 0;
	pthread_mutex_unlock(&disk.lock);
	return is;
}

/* Writes until the checkpointer waits for the disk; gives the last round. */
static int64_t write_until_held(struct store *store, char *value)
{
	int64_t round = 0;
	hold(true);
	while (!is_held()) {
		assert_true(++round < 10000);
		fill_pages(store, value, round);
	}
	return round;
}

static void copy(const char *from, const char *to, const char *name)
{
	char command[1200];
	snprintf(command, sizeof(command), "cp '%s/%s' '%s/%s'", from, name, to, name);
	assert_int_equal(system(command), 0);
}

/* The folder as a kill leaves it now, opened. */
static void check_as_killed(const char *folder, int64_t round)
{
	char *copied = test_folder();
	copy(folder, copied, "foyer.db");
	copy(folder, copied, "foyer.db-wal");
	copy(folder, copied, "secrets.key");
	hold(false);
	struct store *store = open_store(copied);
	assert_int_equal(filled(store_reader(store)), round);
	store_close(&store);
	test_folder_remove(copied);
}

static void a_slow_disk_keeps_no_change_waiting(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	char *value = calloc(1, PAGES * PAGE);
	int64_t round = write_until_held(store, value);
	for (int more = 0; more < 30; more++)
		fill_pages(store, value, ++round);
	assert_true(is_held());
	check_as_killed(folder, round);
	/* Once it is written, the WAL begins anew. */
	write_until_anew(store, value, round, RESTARTS);
	store_close(&store);
	test_folder_remove(folder);
	free(value);
}

static void *close_it(void *store)
{
	store_close((struct store **)store);
	return NULL;
}

static void closing_meanwhile_loses_nothing(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	char *value = calloc(1, PAGES * PAGE);
	pthread_t closing;
	int64_t round = write_until_held(store, value);
	pthread_create(&closing, NULL, close_it, &store);
	usleep(50000);
	hold(false);
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_MOST;
	assert_int_equal(pthread_timedjoin_np(closing, NULL, &until), 0);
	assert_null(store);
	store = open_store(folder);
	assert_int_equal(filled(store_reader(store)), round);
	store_close(&store);
	test_folder_remove(folder);
	free(value);
}

/* How often the log told of checkpoints while something was done. */
struct listening {
	FILE *heard;
	int before;
};

static struct listening listen_to_log(void)
{
	struct listening listening = {.heard = tmpfile(), .before = dup(STDERR_FILENO)};
	assert_true(dup2(fileno(listening.heard), STDERR_FILENO) >= 0);
	return listening;
}

static int told(struct listening *listening, const char *what)
{
	char line[1000];
	int count = 0;
	rewind(listening->heard);
	while (fgets(line, sizeof(line), listening->heard) != NULL)
		count += strstr(line, what) != NULL;
	dup2(listening->before, STDERR_FILENO);
	close(listening->before);
	fclose(listening->heard);
	return count;
}

static void a_disk_that_fails_is_told_once_and_gets_better(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	char *value = calloc(1, PAGES * PAGE);
	int64_t round = 0;
	disk.fails = true;
	struct listening listening = listen_to_log();
	while (frames_of(store) < 2 * THRESHOLD)
		fill_pages(store, value, ++round);
	assert_int_equal(told(&listening, "the WAL can't be moved"), 1);
	/* Nothing was moved, and all of it is there. */
	assert_int_equal(filled(store_reader(store)), round);
	disk.fails = false;
	listening = listen_to_log();
	round = write_until_anew(store, value, round, RESTARTS);
	assert_int_equal(told(&listening, "is moved into the database again"), 1);
	store_close(&store);
	store = open_store(folder);
	assert_int_equal(filled(store_reader(store)), round);
	store_close(&store);
	test_folder_remove(folder);
	free(value);
}

/* Readers ------------------------------------------------------------------------------------- */

struct reading {
	struct store *store;
	atomic_bool ends;
	bool failed; /* or what a view shows changed in it, or went back after it */
	pthread_t thread;
};

static bool view(struct db *reader, int64_t *before)
{
	struct fault fault;
	int64_t first, then;
	store_begin_view(reader);
	bool good = find_filled(reader, &first, &fault);
	usleep(2000);
	good = good && find_filled(reader, &then, &fault) && then == first && first >= *before;
	store_end_view(reader);
	*before = first;
	return good;
}

/* Views that overlap without a gap between them.  Only the thread of the test may assert. */
static void *read_on(void *reading_)
{
	struct reading *reading = reading_;
	struct db *reader = store_reader(reading->store);
	int64_t before = 0;
	while (!reading->ends)
		reading->failed |= !view(reader, &before);
	return NULL;
}

/* Until the WAL begins anew; each commit waits for those who read, shortly. */
static void write_beside_readers(struct store *store, char *value, int64_t round)
{
	static struct reading readings[3]; /* they may read on where this thread gives up */
	bool failed = false;
	for (int at = 0; at < 3; at++) {
		readings[at] = (struct reading){.store = store};
		pthread_create(&readings[at].thread, NULL, read_on, &readings[at]);
	}
	write_until_anew(store, value, round, 2 * RESTARTS);
	for (int at = 0; at < 3; at++) {
		readings[at].ends = true;
		pthread_join(readings[at].thread, NULL);
		failed |= readings[at].failed;
	}
	assert_false(failed);
}

static void readers_who_stay_or_come_and_go_keep_no_change_waiting(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	char *value = calloc(1, PAGES * PAGE);
	struct db *reader = store_reader(store);
	int64_t round = 0;
	fill_pages(store, value, ++round);
	store_begin_view(reader);
	assert_int_equal(filled(reader), 1);
	while (frames_of(store) < RESTARTS)
		fill_pages(store, value, ++round);
	/* Each of these tries to begin the WAL anew, which the reader doesn't let it. */
	int64_t began = clock_steady();
	for (int more = 0; more < 6; more++)
		fill_pages(store, value, ++round);
	assert_true(clock_steady() - began < SIX_MOST);
	assert_int_equal(filled(reader), 1);
	store_end_view(reader);
	assert_int_equal(filled(reader), round);
	write_beside_readers(store, value, round);
	store_close(&store);
	test_folder_remove(folder);
	free(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_wal_begins_anew_while_changes_go_on),
	    cmocka_unit_test(a_long_reader_keeps_what_it_reads),
	    cmocka_unit_test(readers_who_stay_or_come_and_go_keep_no_change_waiting),
	    cmocka_unit_test_setup_teardown(a_slow_disk_keeps_no_change_waiting, put_disk, take_disk),
	    cmocka_unit_test_setup_teardown(closing_meanwhile_loses_nothing, put_disk, take_disk),
	    cmocka_unit_test_setup_teardown(a_disk_that_fails_is_told_once_and_gets_better, put_disk,
					    take_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
