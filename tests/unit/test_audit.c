/* The audit log: it tells who did what, and only grows. */
#include "tests/unit/support.h"

#include "data/audit.h"
#include "data/id.h"

struct world {
	char *folder;
	struct store *store;
	struct arena *arena;
};

static int set_up(void **state)
{
	static struct world world;
	struct fault fault;
	world.folder = test_folder();
	world.store = store_open(world.folder, &fault);
	must(world.store != NULL, &fault);
	world.arena = arena_new();
	*state = &world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;
	store_close(&world->store);
	arena_free(&world->arena);
	test_folder_remove(world->folder);
	return 0;
}

struct act {
	struct change change;
	const char *action;
	const char *kind;
	const char *object;
	const char *detail;
	bool fails_after;
};

static bool apply(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct act *act = (struct act *)change;
	return audit_append(transaction, NULL, act->action, act->kind, act->object, act->detail,
			    fault) &&
	       (!act->fails_after || fault_set(fault, FAULT_NOT_FOUND, "entry"));
}

static bool append(struct world *world, struct act act)
{
	struct fault fault;
	act.change.apply = apply;
	return store_write(world->store, &act.change, &fault);
}

static int list(struct world *world, struct audit_filter filter, struct audit_line **lines)
{
	struct fault fault;
	int count;
	if (filter.limit == 0)
		filter.limit = 200;
	must(audit_list(store_reader(world->store), &filter, world->arena, lines, &count, &fault),
	     &fault);
	return count;
}

static void lines_come_newest_first_and_whole(void **state)
{
	struct world *world = *state;
	struct audit_line *lines;
	assert_true(append(world, (struct act){.action = "entry.retire", .kind = "entry",
					       .object = "roaming", .detail = "{\"version\":3}"}));
	assert_true(append(world, (struct act){.action = "rule.create", .kind = "rule",
					       .object = "billing"}));
	assert_int_equal(list(world, (struct audit_filter){0}, &lines), 2);
	assert_int_equal(lines[0].number, 2);
	assert_string_equal(lines[0].action, "rule.create");
	assert_null(lines[0].detail);
	assert_null(lines[0].staff_name);
	assert_string_equal(lines[1].object, "roaming");
	assert_string_equal(lines[1].detail, "{\"version\":3}");
}

static void what_did_not_happen_is_not_listed(void **state)
{
	struct world *world = *state;
	struct audit_line *lines;
	assert_false(append(world, (struct act){.action = "entry.retire", .kind = "entry",
						.object = "roaming", .fails_after = true}));
	assert_int_equal(list(world, (struct audit_filter){0}, &lines), 0);
}

static void filters_and_pages(void **state)
{
	struct world *world = *state;
	struct audit_line *lines;
	for (int i = 0; i < 5; i++)
		assert_true(append(world, (struct act){.action = "entry.change",
						       .kind = i % 2 ? "entry" : "rule",
						       .object = i % 3 ? "a" : "b"}));
	assert_int_equal(list(world, (struct audit_filter){.kind = "entry"}, &lines), 2);
	assert_int_equal(list(world, (struct audit_filter){.object = "b"}, &lines), 2);
	assert_int_equal(list(world, (struct audit_filter){.limit = 2}, &lines), 2);
	assert_int_equal(lines[1].number, 4);
	assert_int_equal(list(world, (struct audit_filter){.before = 4, .limit = 9}, &lines), 3);
	assert_int_equal(lines[0].number, 3);
}

static void no_statement_changes_or_deletes_a_line(void **state)
{
	size_t count;
	const struct sql *all = sql_all(&count);
	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_null(strstr(all[i].text, "UPDATE audit"));
		assert_null(strstr(all[i].text, "DELETE FROM audit"));
	}
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(lines_come_newest_first_and_whole),
	    PLAYED(what_did_not_happen_is_not_listed),
	    PLAYED(filters_and_pages),
	    cmocka_unit_test(no_statement_changes_or_deletes_a_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
