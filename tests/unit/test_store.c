/* The store: what is acknowledged is there, and what can go wrong with the
 * folder is said clearly.  Changes that meet are test_transaction.c's. */
#include "tests/unit/store_support.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/event_log.h"
#include "data/settings.h"
#include "data/store.h"

SQL_READ(TEST_GET, "SELECT value FROM setting WHERE name = $1");
SQL_WRITE(TEST_CONVERSATION,
	  "INSERT INTO conversation (id, site, language, token_hash, created_at, changed_at) "
	  "VALUES ($1, 'default', 'en', '', 0, 0)");

static void committed_changes_survive_closing(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	must(put(store, "one", false, &fault), &fault);
	store_close(&store);
	store = open_store(folder);
	assert_int_equal(count_rows(store), 1);
	struct query *query = db_query(store_reader(store), &TEST_GET);
	char value[16] = "";
	query_text(query, 1, "one");
	if (query_next(query))
		row_text_into(query, "value", value, sizeof(value));
	must(query_end(&query, &fault), &fault);
	assert_string_equal(value, "value");
	store_close(&store);
	test_folder_remove(folder);
}

/* So that the folder can be copied, and damage to the file is seen. */
static void closing_leaves_one_file(void **state)
{
	(void)state;
	char *folder = test_folder();
	char path[300];
	struct fault fault;
	struct store *store = open_store(folder);
	must(put(store, "one", false, &fault), &fault);
	assert_int_equal(count_rows(store), 1); /* a reader was open too */
	store_close(&store);
	snprintf(path, sizeof(path), "%s/foyer.db-wal", folder);
	assert_int_not_equal(access(path, F_OK), 0);
	test_folder_remove(folder);
}

SQL_SCAN(TEST_LARGE, "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 120000) "
		     "SELECT n % 97 || ' a text that is long enough to fill the memory for sorting soon: ' "
		     "|| n || ' ' || n AS text FROM many ORDER BY text");

/* Whether this process has a temporary file of SQLite's open in the folder. */
static bool sorts_in(const char *folder)
{
	bool found = false;
	DIR *descriptors = opendir("/proc/self/fd");
	assert_non_null(descriptors);
	for (struct dirent *each; (each = readdir(descriptors)) != NULL;) {
		char path[300], target[400] = "";
		snprintf(path, sizeof(path), "/proc/self/fd/%.20s", each->d_name);
		if (readlink(path, target, sizeof(target) - 1) > 0 &&
		    strncmp(target, folder, strlen(folder)) == 0 && strstr(target, "etilqs") != NULL)
			found = true;
	}
	closedir(descriptors);
	return found;
}

/* A bounded server may write nowhere else, and a large base would not be published. */
static void what_is_too_large_to_sort_in_memory_is_in_the_folder(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	struct query *query = db_query(store_reader(store), &TEST_LARGE);
	size_t length;
	assert_true(query_next(query));
	assert_non_null(row_peek(query, "text", &length));
	assert_true(sorts_in(folder));
	must(query_end(&query, &fault), &fault);
	assert_false(sorts_in(folder));
	store_close(&store);
	test_folder_remove(folder);
}

static void a_folder_serves_one_process(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	assert_null(store_open(folder, &fault));
	assert_int_equal(fault.code, FAULT_STORE_IN_USE);
	assert_string_equal(fault.field, folder);
	store_close(&store);
	store = open_store(folder);
	store_close(&store);
	test_folder_remove(folder);
}

static void run_script(const char *folder, const char *script)
{
	struct fault fault;
	char path[300];
	snprintf(path, sizeof(path), "%s/foyer.db", folder);
	struct db *db = db_open(path, DB_WRITE, &fault);
	must(db != NULL, &fault);
	must(db_script(db, script, &fault), &fault);
	db_close(&db);
}

static void a_newer_schema_is_left_alone(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	store_close(&store);
	run_script(folder, "PRAGMA user_version = 9999");
	assert_null(store_open(folder, &fault));
	assert_int_equal(fault.code, FAULT_STORE_NEWER);
	assert_int_equal(fault.actual, 9999);
	test_folder_remove(folder);
}

static void a_damaged_file_is_named(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	char path[300];
	snprintf(path, sizeof(path), "%s/foyer.db", folder);
	FILE *file = fopen(path, "w");
	for (int i = 0; i < 5000; i++)
		fputs("not a database ", file);
	fclose(file);
	assert_null(store_open(folder, &fault));
	assert_int_equal(fault.code, FAULT_STORE_DAMAGED);
	test_folder_remove(folder);
}

static void a_path_that_is_no_folder_is_refused(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	char path[300];
	snprintf(path, sizeof(path), "%s/file", folder);
	fclose(fopen(path, "w"));
	assert_null(store_open(path, &fault));
	assert_int_equal(fault.code, FAULT_FILE);
	snprintf(path, sizeof(path), "%s/missing/deeper", folder);
	assert_null(store_open(path, &fault));
	assert_int_equal(fault.code, FAULT_FILE);
	test_folder_remove(folder);
}

static void a_reader_that_stays_too_long_is_stopped(void **state)
{
	(void)state;
	static const char endless[] = "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n) "
				      "SELECT COUNT(*) AS count FROM n";
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	must(put(store, "one", false, &fault), &fault);
	struct db *reader = store_reader(store);
	db_limit_reads(reader, 50);
	struct query *query = db_prepare(reader, endless);
	assert_false(query_next(query));
	assert_false(query_end(&query, &fault));
	assert_int_equal(fault.code, FAULT_BUSY);
	assert_int_equal(count_rows(store), 1);
	/* A view is one read, however many queries it has. */
	store_begin_view(reader);
	assert_int_equal(count_rows(store), 1);
	query = db_prepare(reader, endless);
	assert_false(query_next(query));
	assert_false(query_end(&query, &fault));
	store_end_view(reader);
	assert_int_equal(count_rows(store), 1);
	store_close(&store);
	test_folder_remove(folder);
}

/* Events ------------------------------------------------------------------------ */

struct append {
	struct change change;
	const struct conversation_id *conversation;
	struct event event;
	bool create;
};

static bool apply_append(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct append *append = (struct append *)change;
	if (append->create) {
		struct query *query = db_query(transaction_db(transaction), &TEST_CONVERSATION);
		query_text(query, 1, append->conversation->text);
		if (!query_run(&query, fault))
			return false;
	}
	return event_append(transaction, append->conversation, &append->event, fault);
}

static void events_are_numbered_and_keyed(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	struct conversation_id conversation;
	id_new(1, conversation.text);
	for (int i = 1; i <= 5; i++) {
		char key[24];
		snprintf(key, sizeof(key), "key-%d", i);
		struct append append = {{.apply = apply_append},
					&conversation,
					{.type = i == 3 ? EVENT_NOTE : EVENT_MESSAGE,
					 .author = AUTHOR_VISITOR,
					 .text = "hello",
					 .staff_body = "{}",
					 .key = key},
					i == 1};
		must(store_write(store, &append.change, &fault), &fault);
		assert_int_equal(append.event.number, i);
	}
	struct append twice = {{.apply = apply_append},
			       &conversation,
			       {.type = EVENT_MESSAGE, .author = AUTHOR_BOT, .key = "key-2"},
			       false};
	assert_false(store_write(store, &twice.change, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);

	struct arena *arena = arena_new();
	struct event *events;
	int count;
	const struct event_reader overseer = {.kind = EVENTS_FOR_OVERSEER};
	const struct event_reader visitor = {.kind = EVENTS_FOR_VISITOR};
	struct db *reader = store_reader(store);
	must(event_read(reader, &conversation, 1, &overseer, 10, arena, &events, &count, &fault), &fault);
	assert_int_equal(count, 4);
	assert_string_equal(events[0].staff_body, "{}");
	must(event_read(reader, &conversation, 1, &visitor, 2, arena, &events, &count, &fault), &fault);
	assert_int_equal(count, 2);
	assert_int_equal(events[1].number, 4);
	assert_null(events[0].staff_body);
	int64_t number;
	assert_int_equal(event_by_key(reader, &conversation, "key-4", &number, &fault), LOOKUP_FOUND);
	assert_int_equal(number, 4);
	assert_int_equal(event_by_key(reader, &conversation, "none", &number, &fault), LOOKUP_ABSENT);
	arena_free(&arena);
	store_close(&store);
	test_folder_remove(folder);
}

static void an_event_needs_its_conversation(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	struct conversation_id conversation;
	id_new(1, conversation.text);
	struct append append = {
	    {.apply = apply_append}, &conversation, {.type = EVENT_MESSAGE, .author = AUTHOR_BOT}, false};
	assert_false(store_write(store, &append.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	store_close(&store);
	test_folder_remove(folder);
}

/* Backup -------------------------------------------------------------------------- */

/* A store with something that is in its backup, made while it was in use, and something that isn't. */
static struct store *backed_up(const char *folder, char live[300], char file[300])
{
	struct fault fault;
	snprintf(live, 300, "%s/live", folder);
	snprintf(file, 300, "%s/backup", folder);
	struct store *store = open_store(live);
	must(put(store, "one", false, &fault), &fault);
	must(store_backup(live, file, &fault), &fault);
	must(put(store, "two", false, &fault), &fault);
	return store;
}

static void a_backup_restores_what_was_stored(void **state)
{
	(void)state;
	char *folder = test_folder();
	char live[300], file[300], copy[300], cut[400];
	struct fault fault;
	snprintf(copy, sizeof(copy), "%s/copy", folder);
	struct store *store = backed_up(folder, live, file);
	store_close(&store);
	must(store_restore(file, copy, &fault), &fault);
	must(store_check(copy, &fault), &fault);
	assert_false(store_restore(file, copy, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	store = open_store(copy);
	assert_int_equal(count_rows(store), 1);
	store_close(&store);

	/* A backup that was cut short is refused, and leaves no database. */
	assert_int_equal(truncate(file, 8192), 0);
	snprintf(cut, sizeof(cut), "%s/cut", folder);
	assert_false(store_restore(file, cut, &fault));
	assert_int_equal(fault.code, FAULT_STORE_DAMAGED);
	snprintf(cut, sizeof(cut), "%s/cut/foyer.db", folder);
	assert_int_not_equal(access(cut, F_OK), 0);
	test_folder_remove(folder);
}

/* Copies a file as it is now. */
static void copy_file(const char *from, const char *to)
{
	char *bytes;
	size_t length;
	FILE *file = fopen(from, "rb");
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	length = (size_t)ftell(file);
	rewind(file);
	bytes = malloc(length);
	assert_int_equal(fread(bytes, 1, length, file), length);
	fclose(file);
	file = fopen(to, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
	free(bytes);
}

/* Who lost the database alone has its log still: SQLite would write that over
 * whatever is restored beside it. */
static void what_another_database_left_is_not_mixed_in(void **state)
{
	(void)state;
	char *folder = test_folder();
	char live[300], file[300], copy[300], from[400], left[400];
	struct fault fault;
	snprintf(copy, sizeof(copy), "%s/copy", folder);
	struct store *store = backed_up(folder, live, file);
	assert_int_equal(mkdir(copy, 0700), 0);
	snprintf(from, sizeof(from), "%s/foyer.db-wal", live);
	snprintf(left, sizeof(left), "%s/foyer.db-wal", copy);
	copy_file(from, left);
	store_close(&store);
	assert_false(store_restore(file, copy, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	assert_string_equal(fault.field, left);
	assert_int_equal(unlink(left), 0);
	must(store_restore(file, copy, &fault), &fault);
	store = open_store(copy);
	assert_int_equal(count_rows(store), 1);
	store_close(&store);
	test_folder_remove(folder);
}

/* Settings ------------------------------------------------------------------------- */

static void the_environment_wins_and_is_checked(void **state)
{
	(void)state;
	struct fault fault;
	for (int i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *row = setting_row((enum setting)i);
		assert_true(row->value >= row->least && row->value <= row->most);
		assert_int_equal(setting_by_name(row->name), i);
	}
	setenv("FOYER_SESSION_HOURS", "48", 1);
	must(settings_load(&fault), &fault);
	assert_int_equal(setting_value(SETTING_SESSION_HOURS), 48);
	setenv("FOYER_SESSION_HOURS", "many", 1);
	assert_false(settings_load(&fault));
	assert_string_equal(fault.field, "FOYER_SESSION_HOURS");
	setenv("FOYER_SESSION_HOURS", "0", 1);
	assert_false(settings_load(&fault));
	assert_int_equal(fault.code, FAULT_OUT_OF_RANGE);
	unsetenv("FOYER_SESSION_HOURS");
}

/* Ids -------------------------------------------------------------------------------- */

static void fixed_bytes(void *bytes, int length)
{
	memset(bytes, 0x5a, (size_t)length);
}

static void ids_are_made_of_time_and_chance(void **state)
{
	(void)state;
	char one[ID_LENGTH + 1], same[ID_LENGTH + 1], later[ID_LENGTH + 1], other[ID_LENGTH + 1];
	random_use(fixed_bytes);
	id_new(1000, one);
	id_new(1000, same);
	id_new(1001, later);
	random_use(NULL);
	id_new(1000, other);
	assert_string_equal(one, same);
	assert_true(strcmp(one, later) < 0);
	assert_string_not_equal(one, other);
	assert_true(id_is_valid(other));
	assert_false(id_is_valid("short"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(committed_changes_survive_closing),
	    cmocka_unit_test(closing_leaves_one_file),
	    cmocka_unit_test(what_is_too_large_to_sort_in_memory_is_in_the_folder),
	    cmocka_unit_test(a_folder_serves_one_process),
	    cmocka_unit_test(a_newer_schema_is_left_alone),
	    cmocka_unit_test(a_damaged_file_is_named),
	    cmocka_unit_test(a_path_that_is_no_folder_is_refused),
	    cmocka_unit_test(a_reader_that_stays_too_long_is_stopped),
	    cmocka_unit_test(events_are_numbered_and_keyed),
	    cmocka_unit_test(an_event_needs_its_conversation),
	    cmocka_unit_test(a_backup_restores_what_was_stored),
	    cmocka_unit_test(what_another_database_left_is_not_mixed_in),
	    cmocka_unit_test(the_environment_wins_and_is_checked),
	    cmocka_unit_test(ids_are_made_of_time_and_chance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
