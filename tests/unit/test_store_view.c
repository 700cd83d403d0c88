/* Views of the store: what is read without memory to begin or end one is
 * refused, and never the past. */
#include "tests/unit/store_support.h"

#include <dlfcn.h>
#include <sqlite3.h>

#include "data/store.h"

static const char *without_memory; /* the statement that can't be prepared */

/* What the linker finds before the library's own. */
int sqlite3_prepare_v3(sqlite3 *db, const char *text, int length, unsigned flags,
		       sqlite3_stmt **statement, const char **tail)
{
	__typeof__(&sqlite3_prepare_v3) real =
	    (__typeof__(&sqlite3_prepare_v3))dlsym(RTLD_NEXT, "sqlite3_prepare_v3");
	if (without_memory != NULL && strcmp(text, without_memory) == 0)
		return SQLITE_NOMEM;
	return real(db, text, length, flags, statement, tail);
}

static bool can_read(struct db *reader)
{
	struct fault fault;
	struct query *query = db_query(reader, &TEST_COUNT);
	while (query_next(query))
		(void)row_int(query, "count");
	return query_end(&query, &fault);
}

/* A view while a statement can't be had, and what came after it. */
static void look_without(const char *statement, bool has_a_view)
{
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	must(put(store, "one", false, &fault), &fault);
	struct db *reader = store_reader(store);
	without_memory = statement;
	store_begin_view(reader);
	assert_int_equal(can_read(reader), has_a_view);
	store_end_view(reader);
	without_memory = NULL;
	must(put(store, "two", false, &fault), &fault);
	assert_int_equal(count_rows(store), 2);
	store_close(&store);
	test_folder_remove(folder);
}

static void a_view_that_cannot_begin_shows_nothing(void **state)
{
	(void)state;
	look_without("BEGIN", false);
}

static void a_view_that_cannot_end_does_not_stay(void **state)
{
	(void)state;
	look_without("COMMIT", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_view_that_cannot_begin_shows_nothing),
	    cmocka_unit_test(a_view_that_cannot_end_does_not_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
