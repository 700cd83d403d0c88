/*
 * Rule handlers: the routes of rules, synonyms and stop words, and of trying
 * a rule before it is saved.
 */
#ifndef FOYER_HTTP_RULE_HANDLERS_H
#define FOYER_HTTP_RULE_HANDLERS_H

#include "http/route.h"

extern const struct route rule_routes[];
extern const struct route rule_trial_routes[];
extern const struct route word_routes[];

#endif
