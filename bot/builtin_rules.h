/*
 * Built-in rules: the patterns that come with the program.
 */
#ifndef FOYER_BOT_BUILTIN_RULES_H
#define FOYER_BOT_BUILTIN_RULES_H

#include "bot/rules.h"

/* The rows, which live as long as the program. */
const struct rule_row *builtin_rules(int *count);

#endif
