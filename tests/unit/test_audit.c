/* The audit log: it tells who did what, and only grows. */
#include "tests/unit/knowledge_support.h"

#include "data/audit.h"
#include "data/id.h"

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

static bool append(struct base *base, struct act act)
{
	struct fault fault;
	act.change.apply = apply;
	return store_write(base->store, &act.change, &fault);
}

static int list(struct base *base, struct audit_filter filter, struct audit_line **lines)
{
	struct fault fault;
	int count;
	if (filter.limit == 0)
		filter.limit = 200;
	must(audit_list(store_reader(base->store), &filter, base->arena, lines, &count, &fault),
	     &fault);
	return count;
}

static void lines_come_newest_first_and_whole(void **state)
{
	struct base *base = *state;
	struct audit_line *lines;
	assert_true(append(base, (struct act){.action = "entry.retire", .kind = "entry",
					       .object = "roaming", .detail = "{\"version\":3}"}));
	assert_true(append(base, (struct act){.action = "rule.create", .kind = "rule",
					       .object = "billing"}));
	assert_int_equal(list(base, (struct audit_filter){0}, &lines), 2);
	assert_int_equal(lines[0].number, 2);
	assert_string_equal(lines[0].action, "rule.create");
	assert_null(lines[0].detail);
	assert_null(lines[0].staff_name);
	assert_string_equal(lines[1].object, "roaming");
	assert_string_equal(lines[1].detail, "{\"version\":3}");
}

static void what_did_not_happen_is_not_listed(void **state)
{
	struct base *base = *state;
	struct audit_line *lines;
	assert_false(append(base, (struct act){.action = "entry.retire", .kind = "entry",
						.object = "roaming", .fails_after = true}));
	assert_int_equal(list(base, (struct audit_filter){0}, &lines), 0);
}

static void filters_and_pages(void **state)
{
	struct base *base = *state;
	struct audit_line *lines;
	for (int i = 0; i < 5; i++)
		assert_true(append(base, (struct act){.action = "entry.change",
						       .kind = i % 2 ? "entry" : "rule",
						       .object = i % 3 ? "a" : "b"}));
	assert_int_equal(list(base, (struct audit_filter){.kind = "entry"}, &lines), 2);
	assert_int_equal(list(base, (struct audit_filter){.object = "b"}, &lines), 2);
	assert_int_equal(list(base, (struct audit_filter){.limit = 2}, &lines), 2);
	assert_int_equal(lines[1].number, 4);
	assert_int_equal(list(base, (struct audit_filter){.before = 4, .limit = 9}, &lines), 3);
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

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, base_set_up, base_tear_down)

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
