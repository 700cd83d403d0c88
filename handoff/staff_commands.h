/*
 * Staff commands: `foyer user add --data DIR --name N --role R`.
 *
 * The password comes from standard input.  Main thread of a command.
 */
#ifndef FOYER_HANDOFF_STAFF_COMMANDS_H
#define FOYER_HANDOFF_STAFF_COMMANDS_H

/* argv[0] is "user", argv[1] what to do, such as "add".  Gives the exit status: 0
 * good, 1 refused or failed, 2 usage. */
int staff_command_user(int argc, char **argv);

#endif
