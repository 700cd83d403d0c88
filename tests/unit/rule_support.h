/*
 * Short ways to write what a rule does, for tests and benchmarks.
 */
#ifndef FOYER_TESTS_RULE_SUPPORT_H
#define FOYER_TESTS_RULE_SUPPORT_H

#include "bot/rules.h"

/* A message to be matched. */
#define SCENE(text, language_)                                                                     \
	(&(struct rule_scene){.folded_text = (text), .language = (language_)})

#define SAY(entry)         "{\"say\":{\"entry\":\"" entry "\"}}"
#define HAND(group)        "{\"hand_over\":{\"group\":\"" group "\"}}"
#define LANGUAGE(language) "{\"languages\":[\"" language "\"]}"

#endif
