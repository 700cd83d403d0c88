/* What SQLite keeps in memory of a database is what the database has: pages that
 * a rollback or a smaller file took away are not there any more, and readers see
 * what was written behind the end of their map. */
#include "tests/unit/database_support.h"

#include <stdio.h>

#define ROUNDS 60

struct place {
	char *folder;
	struct db *writer, *reader;
};

static struct place begin(void)
{
	struct place place = {.folder = test_folder()};
	struct fault fault;
	char path[512];
	snprintf(path, sizeof(path), "%s/a.db", place.folder);
	place.writer = db_open(path, DB_CREATE, &fault);
	must(place.writer != NULL, &fault);
	run(place.writer, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
			  "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, bytes BLOB);"
			  "CREATE INDEX item_name ON item (name);");
	place.reader = db_open(path, DB_READ, &fault);
	must(place.reader != NULL, &fault);
	run(place.reader, "PRAGMA mmap_size = 268435456;");
	return place;
}

static void end(struct place *place)
{
	db_close(&place->reader);
	db_close(&place->writer);
	test_folder_remove(place->folder);
}

/* Rows in no order, so that pages of both trees are split and joined. */
#define MANY_ROWS                                                                                  \
	"INSERT INTO item (name, bytes) WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 "  \
	"FROM n WHERE k < 300) SELECT hex(randomblob(20)), zeroblob(abs(random()) % 1500) FROM n;"
#define IS_SOUND                                                                                   \
	"SELECT count(*) AS answer FROM pragma_integrity_check WHERE integrity_check = 'ok'"
#define ROWS     "SELECT count(*) AS answer FROM item"
#define BY_INDEX "SELECT count(*) AS answer FROM item INDEXED BY item_name WHERE name >= ''"

static void what_is_taken_back_or_cut_off_is_forgotten(void **state)
{
	(void)state;
	struct place place = begin();
	int64_t rows = 0;
	for (int round = 0; round < ROUNDS; round++) {
		run(place.writer, "BEGIN;" MANY_ROWS);
		if (round % 3 == 1) {
			run(place.writer, "ROLLBACK");
		} else if (round % 3 == 2) {
			run(place.writer, "SAVEPOINT half;" MANY_ROWS "ROLLBACK TO half; COMMIT");
			rows += 300;
		} else {
			run(place.writer, "COMMIT");
			rows += 300;
		}
		if (round % 10 == 9) {
			run(place.writer, "DELETE FROM item WHERE id % 10 < 8");
			rows = ask(place.writer, ROWS);
			run(place.writer, "VACUUM");
		}
		assert_int_equal(ask(place.writer, IS_SOUND), 1);
		assert_int_equal(ask(place.writer, ROWS), rows);
		assert_int_equal(ask(place.writer, BY_INDEX), rows);
	}
	end(&place);
}

static void readers_see_what_lies_behind_their_map(void **state)
{
	(void)state;
	struct place place = begin();
	for (int round = 1; round <= ROUNDS; round++) {
		run(place.writer, MANY_ROWS);
		assert_int_equal(ask(place.reader, ROWS), 300 * round); /* from the log */
		if (round % 2 == 0)
			run(place.writer, "PRAGMA wal_checkpoint(TRUNCATE)");
		assert_int_equal(ask(place.reader, ROWS), 300 * round);
		assert_int_equal(ask(place.reader, BY_INDEX), 300 * round);
		/* And what has changed where it was mapped already. */
		run(place.writer, "UPDATE item SET name = 'changed' WHERE id % 50 = 0;"
				  "PRAGMA wal_checkpoint(TRUNCATE)");
		assert_int_equal(
		    ask(place.reader, "SELECT count(*) AS answer FROM item WHERE name = 'changed'"),
		    6 * round);
	}
	assert_int_equal(ask(place.reader, IS_SOUND), 1);
	end(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_taken_back_or_cut_off_is_forgotten),
	    cmocka_unit_test(readers_see_what_lies_behind_their_map),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
