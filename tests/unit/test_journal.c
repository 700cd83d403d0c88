/* The journal: what was acknowledged can be restored, as of any moment, and
 * what is damaged is refused. */
#include "tests/unit/support.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/clock.h"
#include "data/store.h"

#define ROWS     40
#define COUNT(a) (int)(sizeof(a) / sizeof(*(a)))

SQL_WRITE(JOURNAL_PUT, "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, 0)");
SQL_SCAN(JOURNAL_ALL, "SELECT name, value FROM setting WHERE name LIKE 'row-%' ORDER BY name");

/* A place with a data folder and a backup folder. */
struct place {
	char *folder;
	char live[300], backup[300], copy[300];
};

static struct place new_place(void)
{
	struct place place = {.folder = test_folder()};
	snprintf(place.live, sizeof(place.live), "%s/live", place.folder);
	snprintf(place.backup, sizeof(place.backup), "%s/backup", place.folder);
	snprintf(place.copy, sizeof(place.copy), "%s/copy", place.folder);
	setenv("FOYER_BACKUP_FOLDER", place.backup, 1);
	return place;
}

static void end_place(struct place *place)
{
	unsetenv("FOYER_BACKUP_FOLDER");
	test_folder_remove(place->folder);
}

struct put {
	struct change change;
	int number;
};

static void value_of(int number, char out[3000])
{
	memset(out, 'a' + number % 26, 2980);
	snprintf(out + 2980, 20, "%d", number);
}

static bool apply_put(struct change *change, struct transaction *transaction, struct fault *fault)
{
	char name[24], value[3000];
	int number = ((struct put *)change)->number;
	struct query *query = db_query(transaction_db(transaction), &JOURNAL_PUT);
	snprintf(name, sizeof(name), "row-%05d", number);
	value_of(number, value);
	query_text(query, 1, name);
	query_text(query, 2, value);
	return query_run(&query, fault);
}

static void put(struct store *store, int number)
{
	struct fault fault;
	struct put change = {{.apply = apply_put}, number};
	must(store_write(store, &change.change, &fault), &fault);
}

static struct store *open_live(const struct place *place)
{
	struct fault fault;
	struct store *store = store_open(place->live, &fault);
	must(store != NULL, &fault);
	return store;
}

/* How many rows there are; they must be the first ones, whole. */
static int count_rows(const char *folder)
{
	struct fault fault;
	char path[400], name[24], value[3000];
	int count = 0;
	snprintf(path, sizeof(path), "%s/foyer.db", folder);
	struct db *db = db_open(path, DB_READ, &fault);
	must(db != NULL, &fault);
	struct arena *arena = arena_new();
	struct query *query = db_query(db, &JOURNAL_ALL);
	while (query_next(query)) {
		snprintf(name, sizeof(name), "row-%05d", ++count);
		value_of(count, value);
		assert_string_equal(row_text(query, "name", arena), name);
		assert_string_equal(row_text(query, "value", arena), value);
	}
	must(query_end(&query, &fault), &fault);
	arena_free(&arena);
	db_close(&db);
	return count;
}

static int restored(const struct place *place, int64_t until)
{
	struct fault fault;
	int64_t reached;
	must(store_restore_until(place->backup, until, place->copy, &reached, &fault), &fault);
	must(store_check(place->copy, &fault), &fault);
	assert_true(until == 0 || reached <= until);
	int count = count_rows(place->copy);
	test_folder_remove(strdup(place->copy));
	return count;
}

static void wait_for_bases(struct store *store, int count)
{
	for (int tries = 0; store_figures(store).journal.bases < count; tries++) {
		assert_true(tries < 2000);
		usleep(5000);
	}
}

static void every_commit_is_kept(void **state)
{
	(void)state;
	struct place place = new_place();
	struct store *store = open_live(&place);
	for (int number = 1; number <= ROWS; number++) {
		put(store, number);
		if (number == 1)
			wait_for_bases(store, 1);
		assert_int_equal(number, restored(&place, 0));
	}
	assert_true(store_figures(store).journal.commits >= ROWS);
	store_close(&store);
	assert_int_equal(ROWS, restored(&place, 0));
	end_place(&place);
}

static int64_t test_time = 1700000000000;

static int64_t test_now(void)
{
	return test_time;
}

static void any_moment_can_be_gone_back_to(void **state)
{
	(void)state;
	struct place place = new_place();
	clock_use(test_now);
	struct store *store = open_live(&place);
	for (int number = 1; number <= ROWS; number++, test_time += 1000) {
		put(store, number);
		if (number == 1)
			wait_for_bases(store, 1);
	}
	for (int number = 3; number < ROWS; number += 7) {
		int64_t at = 1700000000000 + (int64_t)(number - 1) * 1000;
		assert_int_equal(number, restored(&place, at));
		assert_int_equal(number, restored(&place, at + 999));
	}
	struct fault fault;
	int64_t reached;
	assert_false(store_restore_until(place.backup, 1600000000000, place.copy, &reached, &fault));
	assert_int_equal(FAULT_NOT_FOUND, fault.code);
	store_close(&store);
	clock_use(NULL);
	end_place(&place);
}

/* In a process of its own, which ends without closing anything. */
static void killed_after(const struct place *place, int first, int count)
{
	pid_t child = fork();
	if (child == 0) {
		struct store *store = open_live(place);
		for (int number = first; number < first + count; number++)
			put(store, number);
		if (first == 1)
			wait_for_bases(store, 1);
		_exit(0);
	}
	int status = 1;
	assert_int_equal(child, waitpid(child, &status, 0));
	assert_int_equal(0, status);
}

static int count_bases(const struct place *place)
{
	char path[400];
	int count = 0;
	snprintf(path, sizeof(path), "%s/bases", place->backup);
	DIR *folder = opendir(path);
	struct dirent *item;
	while ((item = readdir(folder)) != NULL)
		count += strstr(item->d_name, ".done") != NULL;
	closedir(folder);
	return count;
}

static void a_killed_process_goes_on_where_it_was(void **state)
{
	(void)state;
	struct place place = new_place();
	for (int round = 0; round < 5; round++) {
		killed_after(&place, 1 + round * 10, 10);
		assert_int_equal((round + 1) * 10, restored(&place, 0));
	}
	struct store *store = open_live(&place);
	put(store, 51);
	store_close(&store);
	store = open_live(&place);
	put(store, 52);
	store_close(&store);
	assert_int_equal(52, restored(&place, 0));
	assert_int_equal(1, count_bases(&place));
	end_place(&place);
}

/* What was written without the journal needs a new base. */
static void what_was_missed_is_copied_anew(void **state)
{
	(void)state;
	struct place place = new_place();
	killed_after(&place, 1, 5);
	unsetenv("FOYER_BACKUP_FOLDER");
	struct store *store = open_live(&place);
	put(store, 6);
	store_close(&store);
	assert_int_equal(5, restored(&place, 0));
	setenv("FOYER_BACKUP_FOLDER", place.backup, 1);
	store = open_live(&place);
	put(store, 7);
	wait_for_bases(store, 1);
	put(store, 8);
	store_close(&store);
	assert_int_equal(8, restored(&place, 0));
	assert_int_equal(2, count_bases(&place));
	end_place(&place);
}

static void write_part(const struct place *place, const char *name)
{
	char path[400];
	snprintf(path, sizeof(path), "%s/%s", place->backup, name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	fputs("part", file);
	fclose(file);
}

static bool has_part(const struct place *place, const char *name)
{
	char path[400];
	snprintf(path, sizeof(path), "%s/%s", place->backup, name);
	return access(path, F_OK) == 0;
}

static void a_copy_that_a_kill_cut_short_is_removed(void **state)
{
	static const char *const parts[] = {"bases/000000000077.base.partial",
					    "bases/000000000078.base",
					    "bases/000000000078.done.partial",
					    "snapshots/000001.foyer.partial"};
	(void)state;
	struct place place = new_place();
	killed_after(&place, 1, 5);
	for (int at = 0; at < COUNT(parts); at++)
		write_part(&place, parts[at]);
	write_part(&place, "bases/notes.txt");
	struct store *store = open_live(&place);
	for (int at = 0, tries = 0; at < COUNT(parts); at += !has_part(&place, parts[at]), tries++) {
		assert_true(tries < 2000);
		usleep(5000);
	}
	store_close(&store);
	assert_true(has_part(&place, "bases/notes.txt"));
	assert_int_equal(5, restored(&place, 0));
	end_place(&place);
}

static void write_snapshot(const char *folder, const char *text, time_t at)
{
	char path[400];
	const struct timespec times[] = {{.tv_sec = at}, {.tv_sec = at}};
	snprintf(path, sizeof(path), "%s/snapshots/000001.foyer", folder);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static bool has_snapshot(const char *folder, const char *text)
{
	char path[400], is[40] = "";
	snprintf(path, sizeof(path), "%s/snapshots/000001.foyer", folder);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return false;
	assert_true(fgets(is, sizeof(is), file) != NULL);
	fclose(file);
	return strcmp(is, text) == 0;
}

static void wait_for_snapshot(const char *folder, const char *text)
{
	for (int tries = 0; !has_snapshot(folder, text); tries++) {
		assert_true(tries < 2000);
		usleep(5000);
	}
}

/* A publication that came to nothing leaves its number to the next one, and so
 * does going back to before it. */
static void the_latest_publication_of_a_number_is_kept(void **state)
{
	(void)state;
	struct fault fault;
	int64_t reached;
	struct place place = new_place();
	struct store *store = open_live(&place);
	put(store, 1);
	wait_for_bases(store, 1);
	write_snapshot(place.live, "first", 1700000000);
	put(store, 2);
	wait_for_snapshot(place.backup, "first");
	write_snapshot(place.live, "other", 1700000001);
	put(store, 3);
	store_close(&store);
	store = open_live(&place);
	wait_for_snapshot(place.backup, "other");
	store_close(&store);
	assert_int_equal(mkdir(place.copy, 0700), 0);
	must(store_restore_until(place.backup, 0, place.copy, &reached, &fault), &fault);
	assert_true(has_snapshot(place.copy, "other"));
	end_place(&place);
}

/* Flips one bit of a file, or sets it right again. */
static void flip(const char *path, long at, int bit)
{
	FILE *file = fopen(path, "r+b");
	fseek(file, at, SEEK_SET);
	int byte = fgetc(file);
	fseek(file, at, SEEK_SET);
	fputc(byte ^ 1 << bit, file);
	fclose(file);
}

static void flip_bits_of(const struct place *place, const char *path, int rows, int tries)
{
	struct stat status;
	struct fault fault;
	int64_t reached;
	assert_int_equal(0, stat(path, &status));
	for (int at = 0; at < tries; at++) {
		long where = (long)(rand() % status.st_size);
		int bit = rand() % 8;
		flip(path, where, bit);
		if (store_restore_until(place->backup, 0, place->copy, &reached, &fault)) {
			/* Only what looks like the torn end may be left out. */
			int found = count_rows(place->copy);
			assert_true(found >= rows - 1);
		} else {
			assert_true(fault.code == FAULT_STORE_DAMAGED || fault.code == FAULT_NOT_FOUND);
		}
		test_folder_remove(strdup(place->copy));
		flip(path, where, bit);
	}
}

static void flipped_bits_are_refused(void **state)
{
	(void)state;
	struct place place = new_place();
	char path[700];
	struct dirent *item;
	killed_after(&place, 1, 12);
	srand(7);
	static const char *const parts[] = {"bases", "changes"};
	for (int at = 0; at < 2; at++) {
		char part[400];
		snprintf(part, sizeof(part), "%s/%s", place.backup, parts[at]);
		DIR *folder = opendir(part);
		while ((item = readdir(folder)) != NULL)
			if (item->d_name[0] != '.') {
				snprintf(path, sizeof(path), "%s/%s", part, item->d_name);
				flip_bits_of(&place, path, 12, 40);
			}
		closedir(folder);
	}
	assert_int_equal(12, restored(&place, 0));
	end_place(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_commit_is_kept),
	    cmocka_unit_test(any_moment_can_be_gone_back_to),
	    cmocka_unit_test(a_killed_process_goes_on_where_it_was),
	    cmocka_unit_test(what_was_missed_is_copied_anew),
	    cmocka_unit_test(a_copy_that_a_kill_cut_short_is_removed),
	    cmocka_unit_test(the_latest_publication_of_a_number_is_kept),
	    cmocka_unit_test(flipped_bits_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
