/* Accounts, groups, first run, presence as an agent says it. */
#include "tests/unit/handoff_support.h"

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

static enum fault_code create(struct world *world, const char *name, const char *language,
			      int capacity)
{
	struct fault fault = {0};
	struct staff_create staff = {
	    .arena = world->arena, .name = name, .language = language, .capacity = capacity};
	bool ok = staff_create_prepare(&staff, &fault) &&
		  store_write(world->store, &staff.change, &fault);
	return ok ? FAULT_NONE : fault.code;
}

static enum fault_code set_role(struct world *world, const struct staff_id *id, enum role role)
{
	struct fault fault = {0};
	struct staff_update update = staff_update_of(id, world->arena);
	update.role = role;
	must(staff_update_prepare(&update, &fault), &fault);
	return store_write(world->store, &update.change, &fault) ? FAULT_NONE : fault.code;
}

static void names_are_checked(void **state)
{
	struct world *world = *state;
	char long_name[STAFF_NAME_MOST + 2] = {0};
	memset(long_name, 'a', STAFF_NAME_MOST + 1);
	assert_int_equal(create(world, "Mei.Lin@shop", NULL, 0), FAULT_NONE);
	assert_int_equal(create(world, "mei.lin@SHOP", NULL, 0), FAULT_EXISTS);
	assert_int_equal(create(world, "", NULL, 0), FAULT_EMPTY);
	assert_int_equal(create(world, NULL, NULL, 0), FAULT_EMPTY);
	assert_int_equal(create(world, "two words", NULL, 0), FAULT_BAD_CHARACTER);
	assert_int_equal(create(world, long_name, NULL, 0), FAULT_TOO_LONG);
	assert_int_equal(create(world, "tom", "fr", 0), FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(create(world, "tom", "zh-TW", STAFF_CAPACITY_MOST + 1),
			 FAULT_OUT_OF_RANGE);
	struct staff staff;
	struct fault fault = {0};
	assert_int_equal(staff_by_name(reader(world), "MEI.lin@shop", world->arena, &staff, &fault),
			 LOOKUP_FOUND);
	assert_string_equal(staff.name, "mei.lin@shop");
	assert_int_equal(staff.capacity, 5);
	assert_int_equal(staff.presence, PRESENCE_OFFLINE);
}

static void somebody_always_keeps_the_keys(void **state)
{
	struct world *world = *state;
	assert_int_equal(block(world, &world->admin, true), FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(set_role(world, &world->admin, ROLE_AGENT), FAULT_NOT_ALLOWED_VALUE);
	struct staff_id other = add_staff(world, "other", ROLE_ADMIN, 1);
	assert_int_equal(set_role(world, &world->admin, ROLE_AGENT), FAULT_NONE);
	assert_int_equal(block(world, &other, true), FAULT_NOT_ALLOWED_VALUE);
}

static void an_unknown_account_is_not_found(void **state)
{
	struct world *world = *state;
	struct staff_id nobody = {"0000000000000000000000000000000000"};
	assert_int_equal(block(world, &nobody, true), FAULT_NOT_FOUND);
	assert_int_equal(set_presence(world, &nobody, PRESENCE_ONLINE, false), FAULT_NOT_FOUND);
}

static void the_blocked_lose_everything_at_once(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	struct visitor visitor = open_in(world, "en");
	struct visitor other = open_in(world, "en");
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	ask_person(world, &visitor);
	ask_person(world, &other);
	set_presence(world, &tom, PRESENCE_ONLINE, true);
	assert_int_equal(staff_now(world, &mei).load, 2);
	assert_int_equal(block(world, &mei, true), FAULT_NONE);
	assert_int_equal(staff_now(world, &mei).load, 0);
	assert_int_equal(staff_now(world, &mei).presence, PRESENCE_OFFLINE);
	assert_int_equal(staff_now(world, &tom).load, 2);
	assert_string_equal(look(world, &visitor).agent.text, tom.text);
	assert_int_equal(reply_by(world, &visitor, &mei, "still here"), FAULT_FORBIDDEN);
	assert_int_equal(set_presence(world, &mei, PRESENCE_ONLINE, false), FAULT_NOT_FOUND);
	assert_int_equal(block(world, &mei, false), FAULT_NONE);
	assert_int_equal(set_presence(world, &mei, PRESENCE_ONLINE, false), FAULT_NONE);
}

static void who_becomes_an_editor_gives_back_their_work(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = open_in(world, "en");
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	assert_int_equal(set_role(world, &mei, ROLE_EDITOR), FAULT_NONE);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	assert_int_equal(set_presence(world, &mei, PRESENCE_ONLINE, false), FAULT_FORBIDDEN);
}

static void roles_have_their_rights(void **state)
{
	(void)state;
	enum role role;
	assert_true(role_serves(ROLE_AGENT) && !role_serves(ROLE_EDITOR));
	assert_true(role_edits(ROLE_EDITOR) && !role_edits(ROLE_AGENT));
	assert_true(role_supervises(ROLE_SUPERVISOR) && role_supervises(ROLE_ADMIN));
	assert_false(role_supervises(ROLE_AGENT) || role_supervises(ROLE_EDITOR));
	assert_false(role_from_name("boss", &role));
	for (int i = 0; i < ROLE_COUNT; i++) {
		assert_true(role_from_name(role_name((enum role)i), &role));
		assert_int_equal(role, i);
	}
}

/* Groups ------------------------------------------------------------------------------ */

static void groups_have_names_and_members(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct staff_id members[] = {mei, world->admin, mei};
	struct group_id sales = add_group(world, "Sales", true);
	struct fault fault = {0};
	struct group *list;
	int count;
	struct group_create again = {.arena = world->arena, .name = " Sales "};
	must(group_create_prepare(&again, &fault), &fault);
	assert_false(store_write(world->store, &again.change, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	set_members(world, &sales, members, 3);
	must(group_list(reader(world), world->arena, &list, &count, &fault), &fault);
	assert_int_equal(count, 2);
	assert_string_equal(list[0].name, "Sales");
	assert_false(list[0].is_automatic);
	assert_false(list[0].is_default);
	assert_int_equal(list[0].member_count, 2);
	assert_true(list[1].is_default);
	set_members(world, &sales, members, 0);
	must(group_list(reader(world), world->arena, &list, &count, &fault), &fault);
	assert_int_equal(list[0].member_count, 0);
}

static void unknown_members_are_refused(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct staff_id nobody = {"0000000000000000000000000000000000"};
	struct group_update update = group_update_of(&world->support, world->arena);
	update.members = &nobody;
	update.member_count = 1;
	must(group_update_prepare(&update, &fault), &fault);
	assert_false(store_write(world->store, &update.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_string_equal(fault.field, "members");
}

/* First run ----------------------------------------------------------------------------- */

static void a_second_start_makes_nothing_twice(void **state)
{
	struct world *world = *state;
	struct first_run again;
	struct fault fault = {0};
	struct staff *staff;
	struct group *groups;
	int count;
	must(first_run(world->store, &again, &fault), &fault);
	assert_true(again.has_link);
	assert_int_equal(strlen(again.link.text), SECRET_LENGTH);
	must(staff_list(reader(world), world->arena, &staff, &count, &fault), &fault);
	assert_int_equal(count, 1);
	must(group_list(reader(world), world->arena, &groups, &count, &fault), &fault);
	assert_int_equal(count, 1);
	/* Once somebody can sign in, no more links. */
	struct staff_update update = staff_update_of(&world->admin, world->arena);
	update.password = "$argon2id$...";
	must(staff_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
	must(first_run(world->store, &again, &fault), &fault);
	assert_false(again.has_link);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(names_are_checked),
	    PLAYED(somebody_always_keeps_the_keys),
	    PLAYED(an_unknown_account_is_not_found),
	    PLAYED(the_blocked_lose_everything_at_once),
	    PLAYED(who_becomes_an_editor_gives_back_their_work),
	    cmocka_unit_test(roles_have_their_rights),
	    PLAYED(groups_have_names_and_members),
	    PLAYED(unknown_members_are_refused),
	    PLAYED(a_second_start_makes_nothing_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
