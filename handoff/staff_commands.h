/*
 * Staff commands: `foyer user add --data DIR --name N --role R`, whose
 * password comes from standard input, and `foyer user release --data DIR
 * --name N` for whoever is locked out.  Main thread of a command.
 */
#ifndef FOYER_HANDOFF_STAFF_COMMANDS_H
#define FOYER_HANDOFF_STAFF_COMMANDS_H

/* argv[0] is "user", argv[1] what to do, such as "add".  Gives the exit status: 0
 * good, 1 refused or failed, 2 usage. */
int staff_command_user(int argc, char **argv);

#endif
