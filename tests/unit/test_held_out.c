/* Questions that became wordings are held out when they were asked once, and
 * stay when they were asked again. */
#include "tests/unit/knowledge_support.h"

#include "bot/bot.h"
#include "kb/draft.h"
#include "kb/judgement.h"
#include "kb/unmatched.h"

static const char *const BASE =
    "{\"id\":\"roaming\",\"question\":\"What does roaming cost abroad?\",\"variants\":[\"roaming "
    "price\",\"cost of roaming\",\"is the beach cheap for a phone\"],\"answer\":\"25\"}\n"
    "{\"id\":\"returns\",\"question\":\"How do I send back an order?\",\"variants\":[\"return a "
    "parcel\",\"the parcel shall go back\",\"my parcel goes back to you\"],\"answer\":\"Soon\"}\n";

static bool log_ask(void *context, struct transaction *transaction, struct fault *fault)
{
	return unmatched_log(transaction, context, fault);
}

/* In the help centre, without a conversation. */
static void ask(struct base *base, const char *text)
{
	struct unmatched_ask asked = {
	    .text = text, .language = "en", .reason = "unmatched", .nearest = NULL};
	struct fault fault;
	must(write_with(base, log_ask, &asked, &fault), &fault);
}

static struct held_out find(struct base *base, struct drafts *drafts)
{
	struct held_out held_out;
	struct fault fault;
	uint64_t hash = 0;
	struct snapshot *snapshot =
	    drafts_acquire_foretelling(drafts, &hash, base->arena, &held_out, &fault);
	must(snapshot != NULL, &fault);
	assert_true(hash != 0);
	snapshot_release(&snapshot);
	return held_out;
}

static const struct held_out_wording *of(struct base *base, const struct held_out *held_out,
					 const char *text)
{
	return held_out_of(held_out, judgement_key(text, base->arena));
}

static void what_was_asked_once_is_held_out(void **state)
{
	struct base *base = *state;
	struct drafts *drafts = drafts_new(base->store, bot_prepare);
	ask(base, "Is the beach cheap for a phone?");
	ask(base, "The parcel shall go back!");
	ask(base, "my parcel goes back to you");
	ask(base, "My parcel goes back to you...");
	ask(base, "nobody made this a wording");
	import_text(base, IMPORT_JSONL, BASE);
	struct held_out held_out = find(base, drafts);
	assert_int_equal(held_out.count, 2);
	assert_null(of(base, &held_out, "my parcel goes back to you"));
	assert_null(of(base, &held_out, "roaming price"));
	const struct held_out_wording *beach =
	    of(base, &held_out, "is the beach cheap for a phone");
	assert_string_equal(beach->of, "roaming");
	/* Its kin stand beside it in the base; what says "parcel" is found without it. */
	const struct held_out_wording *parcel = of(base, &held_out, "the parcel shall go back");
	assert_string_equal(parcel->of, "returns");
	assert_string_equal(parcel->entry, "returns");
	assert_string_equal(parcel->question, "How do I send back an order?");
	assert_true(beach->confidence < parcel->confidence);
	assert_true(parcel->confidence <= parcel->offered);
	drafts_free(&drafts);
}

static void other_drafts_hold_out_others(void **state)
{
	struct base *base = *state;
	struct drafts *drafts = drafts_new(base->store, bot_prepare);
	ask(base, "Where is my bill?");
	import_text(base, IMPORT_JSONL, BASE);
	assert_int_equal(find(base, drafts).count, 0);
	import_text(
	    base, IMPORT_JSONL,
	    "{\"id\":\"b7\",\"question\":\"Where is my bill?\",\"answer\":\"In the app\"}\n");
	struct held_out held_out = find(base, drafts);
	assert_int_equal(held_out.count, 1);
	/* Without its only wording the entry has nothing to be found by. */
	assert_string_equal(held_out.wordings[0].of, "b7");
	assert_true(held_out.wordings[0].entry == NULL ||
		    strcmp(held_out.wordings[0].entry, "b7") != 0 ||
		    held_out.wordings[0].confidence < 0.5);
	drafts_free(&drafts);
}

static int count_in(struct base *base, const struct held_out *held_out, struct drafts *drafts)
{
	struct fault fault;
	struct snapshot *snapshot = drafts_acquire(drafts, NULL, &fault);
	must(snapshot != NULL, &fault);
	int count = held_out_in(held_out, snapshot, base->arena).count;
	snapshot_release(&snapshot);
	return count;
}

/* What an earlier snapshot never had, or had elsewhere, was not taken into it. */
static void each_snapshot_holds_out_what_it_has(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct drafts *drafts = drafts_new(base->store, bot_prepare);
	ask(base, "Is the beach cheap for a phone?");
	ask(base, "The parcel shall go back!");
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"roaming\",\"question\":\"the parcel shall go back\",\"answer\":\"?\"}\n"
		    "{\"id\":\"returns\",\"question\":\"return a parcel\",\"answer\":\"?\"}\n");
	struct snapshot *earlier = drafts_acquire(drafts, NULL, &fault);
	must(earlier != NULL, &fault);
	import_text(base, IMPORT_JSONL, BASE);
	struct held_out held_out = find(base, drafts);
	assert_int_equal(held_out.count, 2);
	assert_int_equal(held_out_in(&held_out, earlier, base->arena).count, 0);
	assert_int_equal(held_out_in(&held_out, NULL, base->arena).count, 0);
	assert_int_equal(count_in(base, &held_out, drafts), 2);
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"roaming\",\"question\":\"IS THE BEACH cheap for a phone\",\"variants\":[],"
		    "\"answer\":\"25\"}\n"
		    "{\"id\":\"returns\",\"question\":\"return a parcel\",\"variants\":[],\"answer\":\"?\"}\n");
	assert_int_equal(count_in(base, &held_out, drafts), 1);
	snapshot_release(&earlier);
	drafts_free(&drafts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(what_was_asked_once_is_held_out),
	    on_base(other_drafts_hold_out_others),
	    on_base(each_snapshot_holds_out_what_it_has),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
