/*
 * Built-in rules: what every Foyer understands without being taught.
 *
 * Hand-over: somebody asks for a person, is angry beyond what a bot should
 * answer, or speaks of law, regulators or harm.  English, Simplified and
 * Traditional Chinese.  A rule's name is "builtin/REASON/what", and REASON is
 * what rule_match gives as its reason.
 *
 * A published base may itself answer such a question ("how do I complain to
 * the regulator?"): who decides lets an exact variant go first.
 *
 * Any thread.
 */
#ifndef FOYER_BOT_BUILTIN_RULES_H
#define FOYER_BOT_BUILTIN_RULES_H

#include "bot/rules.h"
#include "data/fault.h"

/* Priorities of the built-in rules; an editor's rule above them goes first. */
#define BUILTIN_SENSITIVE 1200
#define BUILTIN_ASKED     1100
#define BUILTIN_ANGRY     1000

/* The rows; they live as long as the program. */
const struct rule_row *builtin_rules(int *count);

/* An editor's rows together with the built-in ones, compiled.  The caller
 * frees the result with rules_free.  NULL only for a row of the editor's. */
struct rules *builtin_rules_compile(const struct rule_row *own, int own_count,
				    struct fault *fault) MUST_USE;

/* The built-in rules alone, compiled once for the program: for a turn without
 * a snapshot.  Not to be freed. */
const struct rules *builtin_rules_alone(void);

/* "greeting", "thanks", "goodbye" or "acknowledged" ("ok") when the whole of a folded text is no
 * more than that, else NULL. */
const char *builtin_courtesy(const char *folded_text);

#endif
