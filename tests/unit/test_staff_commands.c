/* foyer user from the outside: who is added can sign in, who is locked out gets in again, mistakes say what to do. */
#include "tests/unit/shell_support.h"

#include "data/password.h"
#include "data/store.h"
#include "handoff/sign_in_policy.h"
#include "handoff/staff.h"
#include "handoff/staff_commands.h"

#define ADD "user add --data @data --name mei --role agent"
#define PASSWORD "a long enough password\n"

/* The account as it is stored; ABSENT without one. */
static enum lookup find(struct shell *shell, const char *name, struct staff *staff)
{
	struct fault fault = {0};
	struct store *store = store_open(path_of(shell, "data"), &fault);
	must(store != NULL, &fault);
	enum lookup found = staff_by_name(store_reader(store), name, shell->arena, staff, &fault);
	store_close(&store);
	return found;
}

static void who_is_added_can_sign_in(void **state)
{
	struct shell *shell = *state;
	struct staff mei;
	struct ran ran = run(shell, staff_command_user, ADD " --display-name Mei --language zh-TW", PASSWORD);
	assert_int_equal(ran.status, COMMAND_GOOD);
	must_hold(ran.output, "Added mei (agent).");
	assert_int_equal(find(shell, "MEI", &mei), LOOKUP_FOUND);
	assert_string_equal(mei.display_name, "Mei");
	assert_string_equal(mei.language, "zh-TW");
	assert_int_equal(mei.role, ROLE_AGENT);
	assert_true(password_is_right(mei.password, "a long enough password"));
	assert_null(strstr(ran.output, "a long"));
}

static void refused_accounts_are_not_there(void **state)
{
	static const struct {
		const char *line, *input;
		int status;
	} lines[] = {
	    {ADD, "", COMMAND_FAILED},
	    {ADD, "short\n", COMMAND_FAILED},
	    {"user add --data @data --name bad,name --role agent", PASSWORD, COMMAND_FAILED},
	    {ADD " --language xx", PASSWORD, COMMAND_FAILED},
	    {"user add --data @data --name mei --role owner", PASSWORD, COMMAND_USAGE},
	    {"user add --data @data --name mei", PASSWORD, COMMAND_USAGE},
	    {"user", "", COMMAND_USAGE},
	    {"user remove --data @data", "", COMMAND_USAGE},
	    {"user release --data @data", "", COMMAND_USAGE},
	};
	struct shell *shell = *state;
	struct staff nobody;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct ran ran = run(shell, staff_command_user, lines[i].line, lines[i].input);
		if (ran.status != lines[i].status)
			fail_msg("%s: %d %s", lines[i].line, ran.status, ran.errors);
		must_hold(ran.errors, "foyer user");
	}
	assert_int_equal(find(shell, "mei", &nobody), LOOKUP_ABSENT);
}

static void a_name_is_given_once(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(run(shell, staff_command_user, ADD, PASSWORD).status, COMMAND_GOOD);
	assert_int_equal(run(shell, staff_command_user, ADD, PASSWORD).status, COMMAND_FAILED);
}

/* Nobody may sign in from here: neither this account nor anybody. */
static void lock_out(struct shell *shell, const char *name)
{
	struct fault fault = {0};
	struct staff staff;
	struct store *store = store_open(path_of(shell, "data"), &fault);
	must(store != NULL, &fault);
	assert_int_equal(staff_by_name(store_reader(store), name, shell->arena, &staff, &fault), LOOKUP_FOUND);
	struct staff_update update = staff_update_of(&staff.id, shell->arena);
	update.addresses = "192.0.2.7";
	must(staff_update_prepare(&update, &fault) && store_write(store, &update.change, &fault), &fault);
	struct sign_in_policy_change policy = {.second_factor = -1, .addresses = "192.0.2.0/24"};
	sign_in_policy_change_prepare(&policy);
	must(store_write(store, &policy.change, &fault), &fault);
	store_close(&store);
}

static void who_is_locked_out_gets_in_again(void **state)
{
	struct shell *shell = *state;
	struct staff mei;
	assert_int_equal(run(shell, staff_command_user, ADD, PASSWORD).status, COMMAND_GOOD);
	lock_out(shell, "mei");
	struct ran ran = run(shell, staff_command_user, "user release --data @data --name mei", "");
	assert_int_equal(ran.status, COMMAND_GOOD);
	must_hold(ran.output, "mei can sign in once, within a day, at /desk/#link=");
	assert_int_equal(find(shell, "mei", &mei), LOOKUP_FOUND);
	assert_string_equal(mei.addresses, "");
	assert_false(mei.has_factor);
}

static void nobody_of_that_name_is_released(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(run(shell, staff_command_user, ADD, PASSWORD).status, COMMAND_GOOD);
	struct ran ran = run(shell, staff_command_user, "user release --data @data --name lin", "");
	assert_int_equal(ran.status, COMMAND_FAILED);
	assert_string_equal(ran.output, "");
}

static void help_tells_of_both(void **state)
{
	struct ran ran = run(*state, staff_command_user, "user --help", "");
	assert_int_equal(ran.status, COMMAND_GOOD);
	must_hold(ran.output, "foyer user add");
	must_hold(ran.output, "foyer user release");
}

#define in_shell(test) cmocka_unit_test_setup_teardown(test, shell_set_up, shell_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_shell(who_is_added_can_sign_in),        in_shell(refused_accounts_are_not_there),
	    in_shell(a_name_is_given_once),            in_shell(who_is_locked_out_gets_in_again),
	    in_shell(nobody_of_that_name_is_released), in_shell(help_tells_of_both),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
