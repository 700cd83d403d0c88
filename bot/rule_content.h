/*
 * Rule content: when a rule holds and what it does, as editors write it.
 *
 * Both are JSON objects; this reads them strictly, so that a mistake is told
 * by its place ("actions.form.fields[1].prompt") and nothing is guessed.
 *
 *	conditions  {"sites": ["shop"], "languages": ["zh"], "pages": ["/pay*"],
 *	             "groups": ["Billing"], "tags": ["vip"],
 *	             "hours": {"open": false, "group": "Billing"}}
 *	            hours may hold "times" ({"zone", "week", "holidays"}, see
 *	            bot/hours.h) in place of a group
 *	actions     {"tags": ["billing"]}                     goes on with the next rules
 *	            {"say": {"entry": "returns"}}             or {"text": "Closed today."}
 *	            {"menu": {"text": "Which one?", "choices": [{"text": "Bills",
 *	             "entry": "bill"}, {"text": "Else", "say": "something else"}]}}
 *	            {"form": {"retries": 2, "fields": [{"name": "order", "label":
 *	             "Order", "kind": "order", "prompt": "Which order?"}]},
 *	             "say": {"text": "Thank you, {order} it is."}}
 *	            {"hand_over": {"group": "Billing", "reason": "vip"}}
 *	            A form may end in say, hand_over or both; tags go with all.
 *
 * Not here: the pattern (bot/rules.h), what is done (bot/step_rule.c,
 * bot/step_form.c).  Pure; any thread.
 */
#ifndef FOYER_BOT_RULE_CONTENT_H
#define FOYER_BOT_RULE_CONTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/bot.h"
#include "bot/hours.h"
#include "bot/value.h"
#include "data/arena.h"
#include "data/fault.h"

#define RULE_LIST_MOST        50   /* sites, pages and the like */
#define RULE_LIST_TEXT_MOST   200  /* characters of one */
#define RULE_TAGS_MOST        10
#define RULE_TAG_MOST         60
#define RULE_TEXT_MOST        4000 /* what it says */
#define RULE_LABEL_MOST       120  /* of a choice or a field */
#define RULE_PROMPT_MOST      500
#define RULE_FIELDS_MOST      8
#define RULE_RETRIES_DEFAULT  3
#define RULE_RETRIES_MOST     10
#define RULE_CONTENT_BYTES    32768 /* of either object as JSON */

struct rule_texts {
	const char **items;
	int count;
};

struct rule_conditions {
	struct rule_texts sites, languages, pages, groups, tags;
	bool asks_hours, wants_open;
	const char *hours_group;   /* a group's name, or */
	const struct hours *hours; /* times of its own */
};

/* One value that a form asks for. */
struct rule_field {
	const char *name;   /* {name} in what is said at the end */
	const char *label;  /* for the agent */
	const char *prompt;
	const char *wrong;  /* said when a value doesn't fit; NULL: by the kind */
	struct value_wish wish;
};

struct rule_choice {
	const char *text;
	const char *entry; /* external id, or */
	const char *say;   /* what picking it means, as though the visitor had said so */
};

struct rule_actions {
	struct rule_texts tags;
	const char *entry, *text; /* say: at most one */
	const char *menu;         /* the text over its choices; NULL: no menu */
	struct rule_choice choices[BOT_CHOICES_MOST];
	int choice_count;
	struct rule_field fields[RULE_FIELDS_MOST];
	int field_count; /* 0: no form */
	int retries;
	bool hands_over;
	const char *group;  /* or NULL */
	const char *reason; /* for the agent */
};

/* NULL or "" hold nothing.  Results are in the arena. */
bool rule_conditions_read(const char *json, struct arena *arena, struct rule_conditions *out,
			  struct fault *fault) MUST_USE;
bool rule_actions_read(const char *json, struct arena *arena, struct rule_actions *out,
		       struct fault *fault) MUST_USE;

/* True when all that is asked is so; language is the visitor's, which may be
 * other than the page's. */
bool rule_conditions_hold(const struct rule_conditions *conditions,
			  const struct bot_context *context, const char *language);

/* True when there is any condition at all. */
bool rule_conditions_any(const struct rule_conditions *conditions);

/* True when a rule does nothing but tag: then the next ones are tried too. */
bool rule_actions_only_tag(const struct rule_actions *actions);

#endif
