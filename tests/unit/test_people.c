/* People: roles of one's own, what changes of accounts leave behind, links, leaders. */
#include "tests/unit/people_support.h"

#include "handoff/agent_acts.h"
#include "handoff/conversation.h"
#include "handoff/leader.h"
#include "handoff/own_role.h"
#include "handoff/second_factor.h"
#include "handoff/sign_in_link.h"
#include "handoff/sign_in_policy.h"
#include "kb/right.h"

/* --- Roles ------------------------------------------------------------------------------------- */

static struct role_id make_role(struct world *world, const char *name, const char *words,
				enum role base)
{
	struct fault fault;
	struct own_role_save save = {
	    .by = world->admin, .name = name, .permissions = words, .base = base};
	own_role_save_prepare(&save);
	must(write(world, &save.change, &fault), &fault);
	return save.id;
}

static void give(struct world *world, const struct staff_id *staff, const struct role_id *role)
{
	struct fault fault;
	struct staff_update update = staff_update_of(staff, world->arena);
	update.own_role = role->text;
	must(staff_update_prepare(&update, &fault), &fault);
	must(write(world, &update.change, &fault), &fault);
}

static struct staff look_at(struct world *world, const struct staff_id *id)
{
	struct staff staff;
	struct fault fault;
	assert_int_equal(staff_by_id(store_reader(world->store), id, world->arena, &staff, &fault),
			 LOOKUP_FOUND);
	return staff;
}

static void test_a_role_changes_its_holders(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id mei = add_staff(world, "mei", ROLE_EDITOR, 5);
	struct role_id writer = make_role(world, "Writer", "conversations knowledge", ROLE_AGENT);
	give(world, &mei, &writer);
	struct staff seen = look_at(world, &mei);
	assert_int_equal(seen.role, ROLE_AGENT);
	assert_string_equal(seen.own_permissions, "conversations knowledge");
	struct own_role_save save = {
	    .id = writer, .by = world->admin, .name = "Writer", .permissions = "knowledge", .base = ROLE_EDITOR};
	own_role_save_prepare(&save);
	must(write(world, &save.change, &fault), &fault);
	assert_int_equal(look_at(world, &mei).role, ROLE_EDITOR);
	struct own_role_delete removal = {.id = writer, .by = world->admin};
	own_role_delete_prepare(&removal);
	assert_false(write(world, &removal.change, &fault));
	assert_int_equal(fault.code, FAULT_IN_USE);
	struct staff_update back = staff_update_of(&mei, world->arena);
	back.role = ROLE_AGENT;
	must(staff_update_prepare(&back, &fault), &fault);
	must(write(world, &back.change, &fault), &fault);
	assert_null(look_at(world, &mei).own_role_name);
	must(write(world, &removal.change, &fault), &fault);
	assert_false(write(world, &removal.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void test_the_last_admin_keeps_the_built_in_role(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct role_id keeper = make_role(world, "Keeper", "staff", ROLE_EDITOR);
	struct staff_update update = staff_update_of(&world->admin, world->arena);
	update.own_role = keeper.text;
	must(staff_update_prepare(&update, &fault), &fault);
	assert_false(write(world, &update.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_ALLOWED_VALUE);
	update.own_role = "06b2k0000000000000000000000000000000";
	assert_false(write(world, &update.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void test_two_roles_have_two_names(void **state)
{
	struct world *world = *state;
	struct fault fault;
	make_role(world, "Writer", "knowledge", ROLE_EDITOR);
	struct own_role_save save = {
	    .by = world->admin, .name = "Writer", .permissions = "audit", .base = ROLE_EDITOR};
	own_role_save_prepare(&save);
	assert_false(write(world, &save.change, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
}

struct asking {
	struct change change;
	struct staff_id by;
};

static bool apply_asking(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct asking *asking = (const struct asking *)change;
	struct entry_draft draft = {.category = "bills"};
	return right_check_by(transaction, &asking->by, &draft, POWER_EDIT, fault);
}

static bool may_edit(struct world *world, const struct staff_id *by)
{
	struct fault fault;
	struct asking asking = {.change = {.apply = apply_asking}, .by = *by};
	return write(world, &asking.change, &fault);
}

struct binding {
	struct change change;
	struct staff_id staff;
};

static bool apply_binding(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	const struct binding *binding = (const struct binding *)change;
	struct right elsewhere = {"shop", "", POWER_EDIT};
	return right_replace(transaction, &binding->staff, &elsewhere, 1, fault);
}

/* An own role is bound as an editor is, whatever its base; "approve" frees it. */
static void test_rights_bind_own_roles(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id mei = add_staff(world, "mei", ROLE_EDITOR, 5);
	struct binding binding = {.change = {.apply = apply_binding}, .staff = mei};
	must(write(world, &binding.change, &fault), &fault);
	assert_false(may_edit(world, &mei));
	struct role_id writer = make_role(world, "Writer", "conversations knowledge", ROLE_AGENT);
	give(world, &mei, &writer);
	assert_false(may_edit(world, &mei));
	struct own_role_save save = {.id = writer,
				     .by = world->admin,
				     .name = "Writer",
				     .permissions = "conversations knowledge approve",
				     .base = ROLE_AGENT,
				     .edits = true,
				     .approves = true};
	own_role_save_prepare(&save);
	must(write(world, &save.change, &fault), &fault);
	assert_true(may_edit(world, &mei));
}

/* --- What account changes leave behind -------------------------------------------------------------- */

static void test_account_changes_are_in_the_log(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id boss = add_staff(world, "boss", ROLE_ADMIN, 5);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	assert_int_equal(count_audit(world, "staff.create"), 3); /* the first admin too */
	struct staff_update update = staff_update_of(&mei, world->arena);
	update.by = boss;
	update.blocked = 1;
	update.password = "$argon2id$new";
	must(staff_update_prepare(&update, &fault), &fault);
	must(write(world, &update.change, &fault), &fault);
	struct audit_line *lines;
	int count;
	struct audit_filter filter = {.object = mei.text, .limit = 10};
	must(audit_list(store_reader(world->store), &filter, world->arena, &lines, &count, &fault),
	     &fault);
	assert_int_equal(count, 2);
	assert_string_equal(lines[0].action, "staff.change");
	assert_string_equal(lines[0].staff, boss.text);
	assert_string_equal(lines[0].detail, "{\"blocked\":true,\"password\":true}");
}

static void test_links_and_the_policy(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct sign_in_link_make link = {.staff = mei, .by = mei};
	sign_in_link_make_prepare(&link);
	must(write(world, &link.change, &fault), &fault);
	assert_int_equal(strlen(link.secret.text), SECRET_LENGTH);
	assert_int_equal(count_audit(world, "staff.link"), 2); /* the first admin's too */
	struct staff_update block = staff_update_of(&mei, world->arena);
	block.blocked = 1;
	must(staff_update_prepare(&block, &fault), &fault);
	must(write(world, &block.change, &fault), &fault);
	assert_false(write(world, &link.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);

	struct sign_in_policy policy;
	struct sign_in_policy_change change = {
	    .by = mei, .second_factor = 1, .addresses = "10.0.0.0/8"};
	sign_in_policy_change_prepare(&change);
	must(write(world, &change.change, &fault), &fault);
	must(sign_in_policy_read(store_reader(world->store), world->arena, &policy, &fault), &fault);
	assert_true(policy.second_factor);
	assert_string_equal(policy.addresses, "10.0.0.0/8");
	change.second_factor = -1;
	change.addresses = "";
	must(write(world, &change.change, &fault), &fault);
	must(sign_in_policy_read(store_reader(world->store), world->arena, &policy, &fault), &fault);
	assert_true(policy.second_factor);
	assert_string_equal(policy.addresses, "");
	assert_int_equal(count_audit(world, "sign-in.change"), 2);
}

/* --- Leaders, and whoever may no longer answer ------------------------------------------------------- */

static enum fault_code lead(struct world *world, const struct group_id *group,
			    const struct staff_id *leader)
{
	struct fault fault = {0};
	struct staff_id leaders[1] = {*leader};
	struct leader_replace replace = {
	    .group = *group, .by = world->admin, .leaders = leaders, .count = 1};
	leader_replace_prepare(&replace);
	return write(world, &replace.change, &fault) ? FAULT_NONE : fault.code;
}

static bool may_see(struct world *world, const struct visitor *visitor, const struct staff_id *staff)
{
	struct fault fault;
	return conversation_admit_staff(store_reader(world->store), &visitor->id, staff, &fault);
}

static void test_a_leader_sees_and_passes_on(void **state)
{
	struct world *world = *state;
	struct staff_id lin = add_staff(world, "lin", ROLE_AGENT, 5);
	struct staff_id bo = add_staff(world, "bo", ROLE_AGENT, 5);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct staff_id ed = add_staff(world, "ed", ROLE_EDITOR, 5);
	struct group_id billing = add_group(world, "Billing", true);
	struct group_id other = add_group(world, "Repairs", true);
	struct staff_id members[] = {lin, bo};
	set_members(world, &billing, members, 2);
	set_members(world, &other, members, 2);
	struct visitor visitor = open_in(world, "en");
	struct visitor elsewhere = open_in(world, "en");
	assert_int_equal(ask_person_of(world, &visitor, "Billing"), FAULT_NONE);
	assert_int_equal(ask_person_of(world, &elsewhere, "Repairs"), FAULT_NONE);
	assert_int_equal(accept_by(world, &visitor, &lin), FAULT_NONE);
	assert_false(may_see(world, &visitor, &mei));
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &bo, NULL), FAULT_FORBIDDEN);
	/* A colleague of the group sees it and can't take it away. */
	assert_int_equal(transfer_by(world, &visitor, &bo, NULL, &bo, NULL), FAULT_NOT_YOUR_TURN);
	assert_int_equal(lead(world, &billing, &mei), FAULT_NONE);
	assert_true(may_see(world, &visitor, &mei));
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &bo, NULL), FAULT_NONE);
	assert_string_equal(look(world, &visitor).agent.text, bo.text);
	/* Of no other group. */
	assert_false(may_see(world, &elsewhere, &mei));
	assert_int_equal(accept_by(world, &elsewhere, &mei), FAULT_FORBIDDEN);
	assert_int_equal(lead(world, &billing, &ed), FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(lead(world, &(struct group_id){"nothing"}, &mei), FAULT_NOT_FOUND);
	assert_int_equal(lead(world, &billing, &lin), FAULT_NONE);
	assert_false(may_see(world, &visitor, &mei));
}

static void test_a_new_password_gives_conversations_back(void **state)
{
	struct world *world = *state;
	struct fault fault;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_NONE);
	struct staff_update update = staff_update_of(&mei, world->arena);
	update.password = "$argon2id$new";
	must(staff_update_prepare(&update, &fault), &fault);
	must(write(world, &update.change, &fault), &fault);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	assert_int_equal(staff_now(world, &mei).presence, PRESENCE_OFFLINE);
	assert_int_equal(staff_now(world, &mei).load, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_role_changes_its_holders),
	    TEST(test_the_last_admin_keeps_the_built_in_role),
	    TEST(test_two_roles_have_two_names),
	    TEST(test_rights_bind_own_roles),
	    TEST(test_account_changes_are_in_the_log),
	    TEST(test_links_and_the_policy),
	    TEST(test_a_leader_sees_and_passes_on),
	    TEST(test_a_new_password_gives_conversations_back),
	};
	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
