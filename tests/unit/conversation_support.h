/* A world with a published base for each test of what happens in a conversation. */
#ifndef FOYER_TEST_CONVERSATION_SUPPORT_H
#define FOYER_TEST_CONVERSATION_SUPPORT_H

#include "tests/unit/handoff_support.h"

static inline int set_up(void **state)
{
	struct world *world = world_new();
	world_publish(world);
	*state = world;
	return 0;
}

static inline int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
