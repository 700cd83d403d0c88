/*
 * What tests of the store write and count: settings by name.
 */
#ifndef FOYER_TESTS_STORE_SUPPORT_H
#define FOYER_TESTS_STORE_SUPPORT_H

#include "tests/unit/support.h"

#include "data/store.h"

SQL_WRITE(TEST_PUT, "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, 0)");
SQL_SCAN(TEST_COUNT, "SELECT count(*) AS count FROM setting");

struct put {
	struct change change;
	const char *name;
	bool fail_after;
};

static bool apply_put(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct put *put = (struct put *)change;
	struct query *query = db_query(transaction_db(transaction), &TEST_PUT);
	query_text(query, 1, put->name);
	query_text(query, 2, "value");
	if (!query_run(&query, fault))
		return false;
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, put->name));
	return !put->fail_after || fault_set(fault, FAULT_FORBIDDEN, put->name);
}

static bool put(struct store *store, const char *name, bool fail_after, struct fault *fault)
{
	struct put change = {{.apply = apply_put}, name, fail_after};
	return store_write(store, &change.change, fault);
}

static int64_t count_rows(struct store *store)
{
	struct fault fault;
	int64_t count = -1;
	struct query *query = db_query(store_reader(store), &TEST_COUNT);
	if (query_next(query))
		count = row_int(query, "count");
	must(query_end(&query, &fault), &fault);
	return count;
}

static struct store *open_store(const char *folder)
{
	struct fault fault;
	struct store *store = store_open(folder, &fault);
	must(store != NULL, &fault);
	return store;
}

#endif
