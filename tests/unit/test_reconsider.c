/* "Not what I asked": what is offered instead, and what is not. */
#include "tests/unit/bot_support.h"

#include "bot/rank.h"
#include "bot/reconsider.h"

static const char TEXT[] = "hi there, teapot back";

static bool offers(const struct decision *decision, const char *entry)
{
	for (int at = 0; at < decision->choice_count; at++)
		if (strcmp(decision->choices[at].entry, entry) == 0)
			return true;
	return false;
}

/* An entry's place for the text when the one that was shown is left out; -1 for none. */
static int place_of(struct snapshot *snapshot, const char *entry, struct arena *arena)
{
	unsigned char excluded[KETTLE_SHOP_SIZE] = {0};
	struct question question = question_read(snapshot, TEXT, arena);
	excluded[snapshot_find(snapshot, "kettle_return")->number] = 1;
	struct matches matches = rank_question(snapshot, &question, "en", excluded, arena);
	for (int at = 0; at < matches.count; at++)
		if (strcmp(matches.best[at].entry->external_id, entry) == 0)
			return at;
	return -1;
}

static void the_next_best_is_offered_and_no_greeting(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE);
	struct bot_context context = {
	    .site = "default", .language = "en", .policy = bot_policy_default()};
	struct decision decision;
	bot_reconsider(snapshot, &context, TEXT, "kettle_return", arena, &decision);
	assert_int_equal(decision.kind, DECISION_CLARIFY);
	assert_true(offers(&decision, "teapot_return"));
	assert_false(offers(&decision, "kettle_return"));
	/* The greeting is near enough to be among them. */
	assert_int_equal(place_of(snapshot, "courtesy_hello", arena), 1);
	assert_false(offers(&decision, "courtesy_hello"));
	snapshot_release(&snapshot);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_next_best_is_offered_and_no_greeting),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
