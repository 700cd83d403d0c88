/* What tests of accounts share. */
#ifndef FOYER_TEST_PEOPLE_SUPPORT_H
#define FOYER_TEST_PEOPLE_SUPPORT_H

#include "tests/unit/handoff_support.h"

#include "data/audit.h"

static inline bool write(struct world *world, struct change *change, struct fault *fault)
{
	return store_write(world->store, change, fault);
}

static inline int count_audit(struct world *world, const char *action)
{
	struct audit_line *lines;
	struct audit_filter filter = {.limit = 200};
	struct fault fault;
	int count, found = 0;
	must(audit_list(store_reader(world->store), &filter, world->arena, &lines, &count, &fault),
	     &fault);
	for (int i = 0; i < count; i++)
		found += strcmp(lines[i].action, action) == 0;
	return found;
}

static inline int set_up(void **state)
{
	*state = world_new();
	return 0;
}

static inline int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
