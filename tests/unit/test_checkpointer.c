/* The checkpointer: the WAL is moved into the database file beside the writer and begins anew, and
 * what somebody still reads stays. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "data/store.h"

#define PAGES      300 /* that one change writes, about */
#define PAGE       4096
#define THRESHOLD  8000 /* of writer.c, in frames */
#define ROUNDS     120

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

static int64_t filled(struct db *db)
{
	struct fault fault;
	int64_t round = -1;
	struct query *query = db_query(db, &TEST_FILLED);
	if (query_next(query))
		round = row_int(query, "changed_at");
	must(query_end(&query, &fault), &fault);
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

/* Writes; the most frames that the WAL had, and how often it began anew. */
static int write_rounds(struct store *store, char *value, int64_t *most)
{
	int began = 0;
	int64_t before = 0;
	for (int64_t round = 1; round <= ROUNDS; round++) {
		fill_pages(store, value, round);
		int64_t frames = store_figures(store).wal_bytes / PAGE;
		began += frames < before;
		*most = frames > *most ? frames : *most;
		before = frames;
	}
	return began;
}

static void the_wal_begins_anew_while_changes_go_on(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	char *value = calloc(1, PAGES * PAGE);
	int64_t most = 0;
	assert_true(write_rounds(store, value, &most) >= 1);
	assert_true(most < 4 * THRESHOLD);
	assert_int_equal(filled(store_reader(store)), ROUNDS);
	store_close(&store);
	store = open_store(folder);
	assert_int_equal(filled(store_reader(store)), ROUNDS);
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
	int64_t most = 0;
	write_rounds(store, value, &most);
	struct db *reader = store_reader(store);
	store_begin_view(reader);
	assert_int_equal(filled(reader), ROUNDS);
	for (int64_t round = 1001; round <= 1040; round++)
		fill_pages(store, value, round);
	assert_int_equal(filled(reader), ROUNDS);
	store_end_view(reader);
	assert_int_equal(filled(reader), 1040);
	assert_true(write_rounds(store, value, &most) >= 1);
	store_close(&store);
	test_folder_remove(folder);
	free(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_wal_begins_anew_while_changes_go_on),
	    cmocka_unit_test(a_long_reader_keeps_what_it_reads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
