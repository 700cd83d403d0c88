/*
 * Commands of the knowledge base; see data/command_line.h for their form.
 */
#ifndef FOYER_KB_KB_COMMANDS_H
#define FOYER_KB_KB_COMMANDS_H

/* foyer import --data DIR [--dry-run] [--format F] FILE
 * foyer export --data DIR --format F FILE */
int command_import(int argc, char **argv);
int command_export(int argc, char **argv);

#endif
