/* Every statement of the program against a fresh schema: it prepares, reads
 * do not write, and no read walks a whole table unless it says so. */
#include "tests/unit/support.h"

#include <sqlite3.h>

#include "data/store.h"

struct schema {
	char *folder;
	sqlite3 *sqlite;
};

static int set_up(void **state)
{
	static struct schema schema;
	struct fault fault;
	char path[300];
	schema.folder = test_folder();
	struct store *store = store_open(schema.folder, &fault);
	must(store != NULL, &fault);
	store_close(&store);
	snprintf(path, sizeof(path), "%s/foyer.db", schema.folder);
	assert_int_equal(sqlite3_open(path, &schema.sqlite), SQLITE_OK);
	*state = &schema;
	return 0;
}

static int tear_down(void **state)
{
	struct schema *schema = *state;
	sqlite3_close(schema->sqlite);
	test_folder_remove(schema->folder);
	return 0;
}

static void every_statement_prepares(void **state)
{
	struct schema *schema = *state;
	size_t count;
	const struct sql *all = sql_all(&count);
	assert_true(count > 10);
	for (size_t i = 0; i < count; i++) {
		sqlite3_stmt *statement;
		if (sqlite3_prepare_v2(schema->sqlite, all[i].text, -1, &statement, NULL) != SQLITE_OK)
			fail_msg("%s: %s", all[i].name, sqlite3_errmsg(schema->sqlite));
		if (all[i].kind == SQL_KIND_READ && !sqlite3_stmt_readonly(statement))
			fail_msg("%s writes", all[i].name);
		sqlite3_finalize(statement);
	}
}

static void reads_use_an_index(void **state)
{
	struct schema *schema = *state;
	size_t count;
	const struct sql *all = sql_all(&count);
	for (size_t i = 0; i < count; i++) {
		if (all[i].may_scan || strncmp(all[i].text, "SELECT", 6) != 0)
			continue;
		char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", all[i].text);
		sqlite3_stmt *plan;
		assert_int_equal(sqlite3_prepare_v2(schema->sqlite, explain, -1, &plan, NULL), SQLITE_OK);
		while (sqlite3_step(plan) == SQLITE_ROW) {
			const char *step = (const char *)sqlite3_column_text(plan, 3);
			if (strncmp(step, "SCAN ", 5) == 0 && strstr(step, "INDEX") == NULL &&
			    strstr(step, "CONSTANT ROW") == NULL && strstr(step, "SUBQUERY") == NULL)
				fail_msg("%s: %s", all[i].name, step);
		}
		sqlite3_finalize(plan);
		sqlite3_free(explain);
	}
}

/* The search tables have a column of that name on both. */
static bool is_of_search(const char *text, const char *word)
{
	return strcmp(word, "rowid") == 0 &&
	       (strstr(text, "entry_search") != NULL || strstr(text, "event_search") != NULL);
}

/* What SQLite knows and PostgreSQL does not, so that one text serves both. */
static void the_dialect_is_the_shared_one(void **state)
{
	(void)state;
	static const char *const foreign[] = {"?1", "IFNULL", "datetime(", "INSERT OR ", "rowid",
					      "strftime", "json_extract", "GLOB ", "group_concat"};
	size_t count;
	const struct sql *all = sql_all(&count);
	for (size_t i = 0; i < count; i++)
		for (size_t f = 0; f < sizeof(foreign) / sizeof(foreign[0]); f++)
			if (strcasestr(all[i].text, foreign[f]) != NULL &&
			    !is_of_search(all[i].text, foreign[f]))
				fail_msg("%s uses %s", all[i].name, foreign[f]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_statement_prepares),
	    cmocka_unit_test(reads_use_an_index),
	    cmocka_unit_test(the_dialect_is_the_shared_one),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
