/*
 * Commands of the bot; see data/command_line.h for their form.
 */
#ifndef FOYER_BOT_BOT_COMMANDS_H
#define FOYER_BOT_BOT_COMMANDS_H

/* foyer import --data DIR [--dry-run] [--format F] FILE */
int command_import(int argc, char **argv);

/* foyer publish --data DIR [--reason TEXT] */
int command_publish(int argc, char **argv);

/* foyer ask --data DIR [--threshold P] [--language TAG]: questions on standard
 * input, one JSON line each on standard output. */
int command_ask(int argc, char **argv);

/* foyer eval --data DIR --test FILE.tsv [--json] */
int command_eval(int argc, char **argv);

#endif
