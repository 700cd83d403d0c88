/*
 * What the tests of the knowledge base share: a store in a folder of its own,
 * and a way to run a few lines in a transaction.
 */
#ifndef FOYER_TESTS_KNOWLEDGE_SUPPORT_H
#define FOYER_TESTS_KNOWLEDGE_SUPPORT_H

#include "tests/unit/data_folder.h"

#include "data/arena.h"
#include "data/store.h"
#include "kb/entry.h"
#include "kb/import.h"

struct base {
	char *folder;
	struct store *store;
	struct arena *arena;
};

static inline int base_set_up(void **state)
{
	struct base *base = calloc(1, sizeof(*base));
	struct fault fault;
	base->folder = test_data_folder();
	base->store = store_open(base->folder, &fault);
	must(base->store != NULL, &fault);
	base->arena = arena_new();
	*state = base;
	return 0;
}

static inline int base_tear_down(void **state)
{
	struct base *base = *state;
	store_close(&base->store);
	arena_free(&base->arena);
	test_folder_remove(base->folder);
	free(base);
	return 0;
}

typedef bool (*in_transaction)(void *context, struct transaction *transaction, struct fault *fault);

struct test_change {
	struct change change;
	in_transaction run;
	void *context;
};

static inline bool test_apply(struct change *change, struct transaction *transaction,
			      struct fault *fault)
{
	struct test_change *test = (struct test_change *)change;
	return test->run(test->context, transaction, fault);
}

/* Runs the function in a transaction of its own and waits for the commit. */
static inline bool write_with(struct base *base, in_transaction run, void *context,
			      struct fault *fault)
{
	struct test_change change = {.change.apply = test_apply, .run = run, .context = context};
	*fault = (struct fault){0};
	return store_write(base->store, &change.change, fault);
}

/* Imports a text and gives the counts; fails the test when it is refused. */
static inline struct import_counts import_text(struct base *base, enum import_format format,
					       const char *text)
{
	struct import_request request = {
	    .source = {.bytes = text, .length = strlen(text), .format = format}};
	struct import_report report;
	struct fault fault = {0};
	must(import_run(base->store, &request, base->arena, &report, &fault), &fault);
	return report.counts;
}

static inline int64_t count_entries(struct base *base)
{
	struct entry_filter filter = {0};
	struct entry_page page;
	struct fault fault = {0};
	must(entry_list(store_reader(base->store), &filter, base->arena, &page, &fault), &fault);
	return page.total;
}

static inline struct entry find_entry(struct base *base, const char *external_id)
{
	struct entry entry;
	struct fault fault = {0};
	assert_int_equal(
	    entry_find(store_reader(base->store), external_id, base->arena, &entry, &fault),
	    LOOKUP_FOUND);
	return entry;
}

#define on_base(test) cmocka_unit_test_setup_teardown(test, base_set_up, base_tear_down)

#endif
