/*
 * A visitor who talks with the bot of a kettle shop, for tests of its turns.
 */
#ifndef FOYER_TESTS_BOT_TALK_H
#define FOYER_TESTS_BOT_TALK_H

#include "tests/unit/bot_support.h"

#include <stdlib.h>

#include "data/json.h"

struct talk {
	struct snapshot *snapshot;
	struct arena *arena;
	const char *memory;
	const char *language;
	double answer_from;
};

static inline int begin(void **state)
{
	struct talk *talk = calloc(1, sizeof(*talk));

	*talk = (struct talk){.snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE),
			      .arena = arena_new(),
			      .language = "en",
			      .answer_from = 0.35};
	*state = talk;
	return 0;
}

static inline int end(void **state)
{
	struct talk *talk = *state;

	snapshot_release(&talk->snapshot);
	arena_free(&talk->arena);
	free(talk);
	return 0;
}

static inline struct decision say(struct talk *talk, const char *text)
{
	struct bot_context context = {
	    .language = talk->language, .memory = talk->memory, .policy = bot_policy_default()};
	struct decision decision;
	const struct json *why;
	struct fault fault;

	context.policy.answer_from = talk->answer_from;
	context.policy.clarify_from = talk->answer_from / 2;
	bot_decide(talk->snapshot, &context, text, talk->arena, &decision);
	assert_true(json_parse(decision.why, strlen(decision.why), talk->arena, &why, &fault));
	assert_non_null(json_text(why, "step"));
	assert_non_null(decision.memory);
	assert_non_null(decision.reason);
	talk->memory = decision.memory;
	return decision;
}

static inline void assert_answers(const struct decision *decision, const char *entry)
{
	assert_int_equal(decision->kind, DECISION_ANSWER);
	assert_string_equal(decision->entry->external_id, entry);
}

#endif
