/*
 * Staff commands: see staff_commands.h.
 */
#include "handoff/staff_commands.h"

#include <stdio.h>
#include <string.h>

#include "data/command_line.h"
#include "data/password.h"
#include "handoff/second_factor.h"
#include "handoff/sign_in_link.h"
#include "handoff/sign_in_policy.h"
#include "handoff/staff.h"

#define PASSWORD_LINE_MOST 1024

struct add_values {
	const char *folder;
	const char *name;
	const char *role;
	const char *display_name;
	const char *language;
};

static const struct command_option add_options[] = {
    {"data", "DIR", "The data folder", offsetof(struct add_values, folder), true},
    {"name", "NAME", "What they sign in with: a-z, 0-9, . _ - @", offsetof(struct add_values, name),
     true},
    {"role", "ROLE", "agent, editor, supervisor or admin", offsetof(struct add_values, role), true},
    {"display-name", "NAME", "What visitors see (default: the name)",
     offsetof(struct add_values, display_name), false},
    {"language", "TAG", "en, zh-CN or zh-TW (default: en)", offsetof(struct add_values, language),
     false},
    {0},
};

static const char *const add_examples[] = {
    "echo 'a long password' | foyer user add --data data --name mei --role agent",
    "foyer user add --data data --name mei --role agent --display-name Mei < password.txt",
    NULL,
};

static const struct command add_command = {
    .name = "user add",
    .summary = "Add somebody who works here; the password is the first line of standard input.",
    .options = add_options,
    .examples = add_examples,
};

/* The first line of standard input without its end. */
static bool read_password(char *line, int size, struct fault *fault)
{
	if (fgets(line, size, stdin) == NULL)
		return fault_detail(fault, FAULT_EMPTY, "password",
				    "give the password on standard input");
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

static bool add_account(struct store *store, struct staff_create *create, struct fault *fault)
{
	char line[PASSWORD_LINE_MOST];
	struct password_hash hash;
	bool good = staff_create_prepare(create, fault) &&
		    read_password(line, sizeof(line), fault) && password_make(line, &hash, fault);
	explicit_bzero(line, sizeof(line));
	if (!good)
		return false;
	create->password = hash.text;
	return store_write(store, &create->change, fault);
}

static int add(const struct add_values *values, enum role role)
{
	struct fault fault = {0};
	struct store *store = store_open(values->folder, &fault);
	if (store == NULL)
		return command_line_fault(&add_command, &fault);
	struct arena *arena = arena_new();
	struct staff_create create = {.arena = arena,
				      .name = values->name,
				      .display_name = values->display_name,
				      .role = role,
				      .language = values->language};
	bool ok = add_account(store, &create, &fault);
	if (ok)
		printf("Added %s (%s).\n", create.name, role_name(role));
	arena_free(&arena);
	store_close(&store);
	return ok ? COMMAND_GOOD : command_line_fault(&add_command, &fault);
}

/* --- Letting in whoever is locked out -------------------------------------------------- */

struct release_values {
	const char *folder;
	const char *name;
};

static const struct command_option release_options[] = {
    {"data", "DIR", "The data folder; no server may be using it",
     offsetof(struct release_values, folder), true},
    {"name", "NAME", "Who is locked out", offsetof(struct release_values, name), true},
    {0},
};

static const char *const release_examples[] = {
    "foyer user release --data data --name mei",
    NULL,
};

static const struct command release_command = {
    .name = "user release",
    .summary = "Let somebody in who is locked out: no second factor and no address ranges any "
	       "more, for them; no ranges for everybody; and a one-time link.",
    .options = release_options,
    .examples = release_examples,
};

static bool take_ranges_away(struct store *store, const struct staff_id *staff, struct arena *arena,
			     struct fault *fault)
{
	struct staff_update update = staff_update_of(staff, arena);
	struct sign_in_policy_change policy = {.second_factor = -1, .addresses = ""};
	update.addresses = "";
	sign_in_policy_change_prepare(&policy);
	return staff_update_prepare(&update, fault) && store_write(store, &update.change, fault) &&
	       store_write(store, &policy.change, fault);
}

/* Who has none keeps none. */
static bool take_factor_away(struct store *store, const struct staff_id *staff, struct fault *fault)
{
	struct second_factor_remove removal = {.staff = *staff};
	second_factor_remove_prepare(&removal);
	return store_write(store, &removal.change, fault) || fault->code == FAULT_NOT_FOUND;
}

static bool release_one(struct store *store, const char *name, struct arena *arena,
			struct fault *fault)
{
	struct staff staff;
	struct sign_in_link_make link = {.by = {""}};
	enum lookup found = staff_by_name(store_reader(store), name, arena, &staff, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "name");
	link.staff = staff.id;
	sign_in_link_make_prepare(&link);
	if (!take_ranges_away(store, &staff.id, arena, fault) ||
	    !take_factor_away(store, &staff.id, fault) || !store_write(store, &link.change, fault))
		return false;
	printf("%s can sign in once, within a day, at /desk/#link=%s\n", staff.name,
	       link.secret.text);
	return true;
}

static int release(int argc, char **argv)
{
	struct release_values values = {0};
	struct command_operands operands;
	struct fault fault = {0};
	int status;
	if (!command_line_read(&release_command, argc, argv, &values, &operands, &status))
		return status;
	struct store *store = store_open(values.folder, &fault);
	if (store == NULL)
		return command_line_fault(&release_command, &fault);
	struct arena *arena = arena_new();
	bool ok = release_one(store, values.name, arena, &fault);
	arena_free(&arena);
	store_close(&store);
	return ok ? COMMAND_GOOD : command_line_fault(&release_command, &fault);
}

int staff_command_user(int argc, char **argv)
{
	struct add_values values = {0};
	struct command_operands operands;
	int status;
	enum role role;
	const char *what = argc >= 2 ? argv[1] : "";
	if (strcmp(what, "--help") == 0 || strcmp(what, "-h") == 0) {
		command_line_help(&add_command);
		command_line_help(&release_command);
		return COMMAND_GOOD;
	}
	if (strcmp(what, "release") == 0)
		return release(argc - 1, argv + 1);
	if (strcmp(what, "add") != 0)
		return command_line_usage(&add_command, "say what to do: foyer user add or foyer user release");
	if (!command_line_read(&add_command, argc - 1, argv + 1, &values, &operands, &status))
		return status;
	if (!role_from_name(values.role, &role))
		return command_line_usage(&add_command,
					  "--role must be agent, editor, supervisor or admin");
	return add(&values, role);
}
