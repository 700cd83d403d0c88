/*
 * Commands of the data folder: backup, restore and check.
 * Main thread of a command; see data/command_line.h for exit statuses.
 */
#ifndef FOYER_DATA_DATA_COMMANDS_H
#define FOYER_DATA_DATA_COMMANDS_H

/* foyer backup --data DIR FILE */
int command_backup(int argc, char **argv);
/* foyer restore FILE|FOLDER --data DIR [--until TIME] */
int command_restore(int argc, char **argv);
/* foyer check --data DIR */
int command_check(int argc, char **argv);

#endif
