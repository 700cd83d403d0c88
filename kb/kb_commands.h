/*
 * Commands of the knowledge base; see data/command_line.h for their form.
 */
#ifndef FOYER_KB_KB_COMMANDS_H
#define FOYER_KB_KB_COMMANDS_H

#include "kb/base_part.h"

/* foyer import --data DIR [--dry-run] [--format F] FILE; bot_commands.h calls it
 * with who checks rules. */
int knowledge_import(int argc, char **argv, base_read_rule read_rule);

/* foyer export --data DIR --format F [--whole] FILE */
int command_export(int argc, char **argv);

#endif
