/* A team around one conversation, for tests of several of the staff in it. */
#ifndef FOYER_TEST_TOGETHER_SUPPORT_H
#define FOYER_TEST_TOGETHER_SUPPORT_H

#include "tests/unit/handoff_support.h"

#include "handoff/tiding.h"

/* The team: mei and bo serve Support, cy serves Sales, sue supervises. */
struct team {
	struct world *world;
	struct staff_id mei, bo, cy, sue;
	struct visitor visitor; /* mei has the conversation */
};

static inline int set_up(void **state)
{
	struct team *team = calloc(1, sizeof(*team));
	struct world *world = world_new();
	team->world = world;
	team->mei = add_staff(world, "mei", ROLE_AGENT, 5);
	team->bo = add_staff(world, "bo", ROLE_AGENT, 5);
	team->cy = add_staff(world, "cy", ROLE_AGENT, 5);
	team->sue = add_staff(world, "sue", ROLE_SUPERVISOR, 5);
	struct group_id sales = add_group(world, "Sales", true);
	struct staff_id support[] = {team->mei, team->bo};
	set_members(world, &world->support, support, 2);
	set_members(world, &sales, &team->cy, 1);
	world_look(world);
	team->visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &team->visitor), FAULT_NONE);
	assert_int_equal(accept_by(world, &team->visitor, &team->mei), FAULT_NONE);
	*state = team;
	return 0;
}

static inline int tear_down(void **state)
{
	struct team *team = *state;
	world_free(team->world);
	free(team);
	return 0;
}

static inline enum participant_state part_of(struct team *team, const struct staff_id *staff)
{
	struct conversation_view view = look(team->world, &team->visitor);
	for (int i = 0; i < view.people_count; i++)
		if (strcmp(view.people[i].staff.text, staff->text) == 0)
			return view.people[i].state;
	return PARTICIPANT_NONE;
}

static inline bool may_see(struct team *team, const struct staff_id *staff)
{
	struct fault fault;
	return conversation_admit_staff(reader(team->world), &team->visitor.id, staff, &fault);
}

static inline int visible_events(struct team *team)
{
	struct event *events;
	int count;
	struct fault fault = {0};
	const struct event_reader visitor = {.kind = EVENTS_FOR_VISITOR};
	must(event_read(reader(team->world), &team->visitor.id, 0, &visitor, 1000,
			team->world->arena, &events, &count, &fault),
	     &fault);
	for (int i = 0; i < count; i++)
		assert_false(event_is_for_staff(events[i].type));
	return count;
}

static inline const char *only_tiding(struct team *team, const struct staff_id *staff)
{
	struct tiding *list;
	int count;
	struct fault fault = {0};
	must(tiding_list(reader(team->world), staff, team->world->arena, &list, &count, &fault),
	     &fault);
	assert_true(count <= 1);
	return count == 0 ? "" : list[0].kind;
}

static inline const char *owner_of(struct team *team)
{
	return arena_text(team->world->arena, look(team->world, &team->visitor).agent.text);
}

#endif
