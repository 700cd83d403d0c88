/* What groups and agents say of routing, seen in who gets a conversation. */
#include "tests/unit/handoff_support.h"

#include "data/audit.h"
#include "handoff/group_routing.h"

static int set_up(void **state)
{
	*state = world_new();
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static struct visitor waiting_in(struct world *world, const char *language)
{
	struct visitor visitor = open_in(world, language);
	world_time += 1000;
	assert_int_equal(ask_person_of(world, &visitor, NULL), FAULT_NONE);
	return visitor;
}

static void speak(struct world *world, const struct staff_id *staff, const char *languages)
{
	struct fault fault = {0};
	struct staff_update update = staff_update_of(staff, world->arena);
	update.languages = languages;
	must(staff_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
}

static void give_out_by(struct world *world, enum routing_strategy strategy, int prefers_last)
{
	struct fault fault = {0};
	struct group_routing_update update = {.group = world->support,
					      .strategy = (int)strategy,
					      .prefers_last = prefers_last};
	group_routing_update_prepare(&update);
	must(store_write(world->store, &update.change, &fault), &fault);
}

static void set_manual(struct world *world, bool is_manual)
{
	struct fault fault = {0};
	struct group_update update = group_update_of(&world->support, world->arena);
	update.is_automatic = !is_manual;
	must(group_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
}

static enum fault_code rank_member(struct world *world, const struct staff_id *staff, int priority,
				   int capacity)
{
	struct fault fault = {0};
	struct group_member_update update = {
	    .group = world->support, .staff = *staff, .priority = priority, .capacity = capacity};
	group_member_update_prepare(&update);
	return store_write(world->store, &update.change, &fault) ? FAULT_NONE : fault.code;
}

static int audited(struct world *world, const char *action)
{
	struct audit_line *lines;
	struct fault fault = {0};
	int count, found = 0;
	struct audit_filter filter = {.kind = "group", .limit = 100};
	must(audit_list(reader(world), &filter, world->arena, &lines, &count, &fault), &fault);
	for (int i = 0; i < count; i++)
		found += strcmp(lines[i].action, action) == 0;
	return found;
}

static void whatever_is_changed_of_a_group_is_in_the_audit_log(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	int made = audited(world, "group.create");
	(void)add_group(world, "Sales", false);
	assert_int_equal(audited(world, "group.create"), made + 1);
	set_members(world, &world->support, &mei, 1);
	int changed = audited(world, "group.change");
	give_out_by(world, ROUTING_RANDOM, 1);
	assert_int_equal(audited(world, "group.change"), changed + 1);
	assert_int_equal(rank_member(world, &mei, 3, 2), FAULT_NONE);
	assert_int_equal(audited(world, "group.change"), changed + 2);
}

static bool has(struct world *world, const struct staff_id *staff, const struct visitor *visitor)
{
	return strcmp(look(world, visitor).agent.text, staff->text) == 0;
}

static struct group_routing routing_now(struct world *world)
{
	struct fault fault = {0};
	struct group_routing routing;
	assert_int_equal(group_routing_read(reader(world), &world->support, world->arena, &routing,
					    &fault),
			 LOOKUP_FOUND);
	return routing;
}

static void somebody_hard_to_serve_holds_up_nobody(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 1);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	speak(world, &mei, "ZH");
	speak(world, &tom, "en");
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	set_presence(world, &tom, PRESENCE_ONLINE, true);
	struct visitor first = waiting_in(world, "zh-CN");
	struct visitor second = waiting_in(world, "zh-CN");
	struct visitor third = waiting_in(world, "en");
	assert_true(has(world, &mei, &first));
	assert_int_equal(look(world, &second).owner, OWNER_QUEUE);
	assert_true(has(world, &tom, &third));
	/* When nobody here speaks it, somebody else is better than nobody. */
	set_presence(world, &mei, PRESENCE_BUSY, true);
	assert_int_equal(look(world, &second).owner, OWNER_QUEUE);
	set_presence(world, &tom, PRESENCE_ONLINE, true);
	assert_true(has(world, &tom, &second));
}

static void the_log_tells_staff_why(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 3);
	add_staff(world, "tom", ROLE_AGENT, 3);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	struct visitor visitor = waiting_in(world, "en");
	struct event assigned = last_event(world, &visitor);
	struct fault fault = {0};
	const struct json *why;
	assert_int_equal(assigned.type, EVENT_ASSIGNED);
	must(json_parse(assigned.staff_body, strlen(assigned.staff_body), world->arena, &why,
			&fault),
	     &fault);
	assert_string_equal(json_text(why, "because"), "least-busy");
	assert_int_equal(json_int(why, "on_duty", 0), 1);
	assert_int_equal(json_int(why, "free", 0), 1);
}

/* Mei had it, vanished, and is back when Tom, who would go first, is here too. */
static const struct staff_id *who_gets_it_back(struct world *world, int prefers_last,
					       struct staff_id *mei, struct staff_id *tom)
{
	*mei = add_staff(world, "mei", ROLE_AGENT, 1);
	*tom = add_staff(world, "tom", ROLE_AGENT, 3);
	set_members(world, &world->support, (struct staff_id[]){*mei, *tom}, 2);
	rank_member(world, tom, 9, 0);
	give_out_by(world, ROUTING_PRIORITY, prefers_last);
	set_presence(world, mei, PRESENCE_ONLINE, true);
	struct visitor visitor = waiting_in(world, "en");
	assert_true(has(world, mei, &visitor));
	block(world, mei, true);
	block(world, mei, false);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	set_manual(world, true);
	set_presence(world, mei, PRESENCE_ONLINE, true);
	set_presence(world, tom, PRESENCE_ONLINE, true);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	set_manual(world, false);
	return has(world, mei, &visitor) ? mei : tom;
}

static void the_last_agent_is_preferred_where_the_group_says_so(void **state)
{
	struct staff_id mei, tom;
	assert_ptr_equal(who_gets_it_back(*state, 1, &mei, &tom), &mei);
}

static void the_last_agent_is_one_of_many_elsewhere(void **state)
{
	struct staff_id mei, tom;
	assert_ptr_equal(who_gets_it_back(*state, 0, &mei, &tom), &tom);
}

static void who_passed_it_on_is_not_preferred(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 3);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 3);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	struct visitor visitor = waiting_in(world, "en");
	set_manual(world, true);
	assert_int_equal(transfer_by(world, &visitor, &mei, "Support", NULL, NULL), FAULT_NONE);
	set_members(world, &world->support, (struct staff_id[]){mei, tom}, 2);
	rank_member(world, &tom, 9, 0);
	give_out_by(world, ROUTING_PRIORITY, 1);
	set_presence(world, &tom, PRESENCE_ONLINE, true);
	set_manual(world, false);
	assert_true(has(world, &tom, &visitor));
}

static void priority_and_a_groups_own_limit(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	give_out_by(world, ROUTING_PRIORITY, 1);
	assert_int_equal(rank_member(world, &mei, 9, 2), FAULT_NOT_FOUND);
	set_members(world, &world->support, (struct staff_id[]){mei, tom}, 2);
	assert_int_equal(rank_member(world, &mei, 9, 2), FAULT_NONE);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	set_presence(world, &tom, PRESENCE_ONLINE, true);
	for (int i = 0; i < 4; i++)
		waiting_in(world, "en");
	assert_int_equal(staff_now(world, &mei).load, 2);
	assert_int_equal(staff_now(world, &tom).load, 2);
}

static void who_stays_a_member_keeps_what_was_said(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	set_members(world, &world->support, &mei, 1);
	rank_member(world, &mei, 9, 2);
	set_members(world, &world->support, (struct staff_id[]){tom, mei}, 2);
	struct group_routing routing = routing_now(world);
	assert_int_equal(routing.member_count, 2);
	assert_int_equal(routing.members[0].priority, 9);
	assert_int_equal(routing.members[0].capacity, 2);
	assert_int_equal(routing.members[1].priority, 0);
	set_members(world, &world->support, &tom, 1);
	assert_int_equal(routing_now(world).member_count, 1);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(somebody_hard_to_serve_holds_up_nobody),
	    PLAYED(the_log_tells_staff_why),
	    PLAYED(the_last_agent_is_preferred_where_the_group_says_so),
	    PLAYED(the_last_agent_is_one_of_many_elsewhere),
	    PLAYED(who_passed_it_on_is_not_preferred),
	    PLAYED(priority_and_a_groups_own_limit),
	    PLAYED(who_stays_a_member_keeps_what_was_said),
	    PLAYED(whatever_is_changed_of_a_group_is_in_the_audit_log),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
