/* The store when SQLite itself gives up in the middle: nothing of a refused
 * change is stored, no other change suffers in silence, and what could not be
 * opened is opened when it can be. */
#include "tests/unit/support.h"

#include <stdio.h>

#include "data/clock.h"
#include "data/store.h"

SQL_WRITE(FAULTS_PUT, "INSERT INTO setting (name, value, changed_at) VALUES ($1, '', 0)");
SQL_SCAN(FAULTS_COUNT, "SELECT count(*) AS count FROM setting WHERE name <> 'probe'");
/* What SQLite does by itself when the disk fails. */
SQL_WRITE(FAULTS_FORGET_SAVEPOINT, "RELEASE change");
SQL_WRITE(FAULTS_END_TRANSACTION, "ROLLBACK");

struct write {
	struct change change;
	const char *name;
	const struct sql *before; /* run first, or NULL */
	const struct sql *after;  /* run last, or NULL */
	bool refuses;
};

static bool run(struct transaction *transaction, const struct sql *sql, struct fault *fault)
{
	if (sql == NULL)
		return true;
	struct query *query = db_query(transaction_db(transaction), sql);
	return query_run(&query, fault);
}

static bool apply(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct write *write = (struct write *)change;
	if (!run(transaction, write->before, fault))
		return false;
	struct query *query = db_query(transaction_db(transaction), &FAULTS_PUT);
	query_text(query, 1, write->name);
	return query_run(&query, fault) && run(transaction, write->after, fault) &&
	       (!write->refuses || fault_set(fault, FAULT_FORBIDDEN, ""));
}

static int64_t count_rows(struct store *store, struct fault *fault)
{
	int64_t count = -1;
	struct query *query = db_query(store_reader(store), &FAULTS_COUNT);
	if (query_next(query))
		count = row_int(query, "count");
	return query_end(&query, fault) ? count : -1;
}

static struct store *open_store(const char *folder)
{
	struct fault fault;
	struct store *store = store_open(folder, &fault);
	must(store != NULL, &fault);
	return store;
}

static void holds_only_good_changes(struct write bad)
{
	char *folder = test_folder();
	struct store *store = open_store(folder);
	struct write good = {.change.apply = apply, .name = "good"};
	struct fault fault;
	bad.change.apply = apply;
	bad.name = "bad";
	assert_false(store_write(store, &bad.change, &fault));
	assert_int_equal(count_rows(store, &fault), 0);
	must(store_write(store, &good.change, &fault), &fault);
	assert_int_equal(count_rows(store, &fault), 1);
	store_close(&store);
	test_folder_remove(folder);
}

static void a_change_that_cant_be_undone_is_not_stored(void **state)
{
	(void)state;
	holds_only_good_changes((struct write){.after = &FAULTS_FORGET_SAVEPOINT, .refuses = true});
}

static void a_transaction_that_ended_lets_nothing_through(void **state)
{
	(void)state;
	holds_only_good_changes((struct write){.before = &FAULTS_END_TRANSACTION});
}

static void whoever_shares_a_batch_that_ended_is_told_that_the_store_failed(void **state)
{
	(void)state;
	struct fault fault;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	struct write bad = {.change.apply = apply,
			    .name = "bad",
			    .after = &FAULTS_END_TRANSACTION,
			    .refuses = true};
	assert_false(store_write(store, &bad.change, &fault));
	assert_int_equal(fault.code, FAULT_FORBIDDEN);
	assert_false(store_is_ready(store, &fault));
	assert_int_equal(fault.code, FAULT_STORE);
	store_close(&store);
	test_folder_remove(folder);
}

static void a_reader_that_could_not_be_opened_is_opened_later(void **state)
{
	(void)state;
	char database[512], away[512];
	struct fault fault;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	snprintf(database, sizeof(database), "%s/foyer.db", folder);
	snprintf(away, sizeof(away), "%s/away.db", folder);
	assert_int_equal(rename(database, away), 0);
	assert_int_equal(count_rows(store, &fault), -1);
	assert_int_equal(fault.code, FAULT_STORE);
	assert_int_equal(rename(away, database), 0);
	assert_int_equal(count_rows(store, &fault), 0);
	store_close(&store);
	test_folder_remove(folder);
}

static void a_moment_from_now_is_that_much_later(void **state)
{
	(void)state;
	int64_t now = clock_steady_micros();
	struct timespec then = clock_steady_in(1999);
	int64_t micros = (int64_t)then.tv_sec * 1000000 + then.tv_nsec / 1000;
	assert_in_range(micros - now, 1999000, 1999000 + 5000000);
	assert_in_range(then.tv_nsec, 0, 999999999);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_change_that_cant_be_undone_is_not_stored),
	    cmocka_unit_test(a_transaction_that_ended_lets_nothing_through),
	    cmocka_unit_test(whoever_shares_a_batch_that_ended_is_told_that_the_store_failed),
	    cmocka_unit_test(a_reader_that_could_not_be_opened_is_opened_later),
	    cmocka_unit_test(a_moment_from_now_is_that_much_later),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
