/* Past questions as what-if reads them, and the health of the entries. */
#include "tests/unit/handoff_support.h"

#include "handoff/health.h"
#include "handoff/past.h"
#include "kb/asked.h"
#include "kb/help_feedback.h"
#include "tests/unit/knowledge_support.h"

static struct past read_past(struct world *world, int most, bool reactions)
{
	struct past_request request = {
	    .from = 0, .until = INT64_MAX / 2, .most = most, .reactions = reactions};
	struct past past;
	struct fault fault;
	must(past_read(reader(world), &request, world->arena, &past, &fault), &fault);
	return past;
}

static void questions_come_conversation_by_conversation_with_what_was_decided(void **state)
{
	(void)state;
	struct world *world = world_new();
	struct visitor one = open_in(world, "en"), other = open_in(world, "en");
	say(world, &one, "how do I return a kettle");
	say(world, &other, "let me talk to a human");
	say(world, &one, "completely unheard-of nonsense");
	/* A person has the turn now: that is no question for the bot. */
	say(world, &other, "are you there");
	struct past past = read_past(world, 100, true);
	assert_int_equal(past.messages, 4);
	assert_int_equal(past.conversations, 2);
	assert_int_equal(past.count, 3);
	assert_true(past.share == 1);
	bool one_is_first = strcmp(past.questions[0].conversation.text, one.id.text) == 0;
	const struct past_question *ones = &past.questions[one_is_first ? 0 : 1];
	const struct past_question *others = &past.questions[one_is_first ? 2 : 0];
	assert_string_equal(ones[0].conversation.text, ones[1].conversation.text);
	assert_true(ones[0].number < ones[1].number);
	assert_string_equal(others[0].decision, "handoff");
	assert_true(others[0].was_unhelpful);
	world_free(world);
}

static void many_questions_are_drawn_as_whole_conversations_always_the_same(void **state)
{
	(void)state;
	struct world *world = world_new();
	for (int at = 0; at < 60; at++) {
		struct visitor visitor = open_in(world, "en");
		say(world, &visitor, "how do I return a kettle");
		say(world, &visitor, "and a teapot");
	}
	struct past some = read_past(world, 60, false), again = read_past(world, 60, false);
	assert_true(some.count > 10 && some.count < 110);
	assert_int_equal(some.count, 2 * some.conversations);
	assert_true(some.share == 0.5);
	assert_int_equal(some.count, again.count);
	for (int at = 0; at < some.count; at++)
		assert_string_equal(some.questions[at].conversation.text,
				    again.questions[at].conversation.text);
	world_free(world);
}

/* What says how many questions nobody answers: what was looked up, of each
 * conversation the first, and each wording once. */
static void what_was_looked_up_is_learned_from(void **state)
{
	(void)state;
	struct world *world = world_new();
	struct visitor one = open_in(world, "en"), other = open_in(world, "en");
	const char **texts;
	struct fault fault;
	int count, kettles = 0, nonsense = 0;
	world_publish(world);
	for (int at = 0; at < 20; at++) {
		struct visitor polite = open_in(world, "en");
		say(world, &polite, "thanks");
		say(world, &polite, "ok");
		say(world, &polite, "How do I return a kettle?!");
	}
	say(world, &other, "let me talk to a human");
	say(world, &one, "completely unheard-of nonsense");
	for (int at = 0; at < 12; at++)
		say(world, &one, "how do I return a kettle");
	must(asked_gather(reader(world), world->arena, &texts, &count, &fault), &fault);
	for (int at = 0; at < count; at++) {
		kettles += strncasecmp(texts[at], "how do I return a kettle", 24) == 0;
		nonsense += strcmp(texts[at], "completely unheard-of nonsense") == 0;
	}
	assert_int_equal(nonsense, 1);
	assert_int_equal(kettles, 1); /* the same words by others, too */
	assert_int_equal(count, 2);
	world_free(world);
}

/* Nine to five on weekdays, in London. */
static const char office_hours[] =
    "{\"zone\":\"Europe/London\",\"week\":{\"mon\":[\"09:00-17:00\"],\"tue\":[\"09:00-17:00\"],"
    "\"wed\":[\"09:00-17:00\"],\"thu\":[\"09:00-17:00\"],\"fri\":[\"09:00-17:00\"]}}";

static bool was_open(const struct past_question *question, const char *group)
{
	for (int at = 0; at < question->open_group_count; at++)
		if (strcmp(question->open_groups[at], group) == 0)
			return true;
	return false;
}

static void a_question_is_asked_with_the_tags_and_the_hours_of_then(void **state)
{
	(void)state;
	struct world *world = world_new();
	const int64_t hour = 3600 * 1000;
	world_publish(world);
	world_time = 1760000000000; /* Thursday, 9 October 2025, 9:53 in London */
	set_hours(world, &world->support, office_hours);
	struct visitor gold = open_tagged(world, "en", "silver");
	say(world, &gold, "where is my order");
	world_time += 12 * hour;
	say(world, &gold, "1234567890");
	struct past_request request = {
	    .from = 0, .until = INT64_MAX / 2, .most = 100, .book = world->book};
	struct past past;
	struct fault fault;
	must(past_read(reader(world), &request, world->arena, &past, &fault), &fault);
	assert_int_equal(past.count, 2);
	assert_true(was_open(&past.questions[0], "Support"));
	assert_false(was_open(&past.questions[1], "Support"));
	assert_string_equal(past.questions[0].group, "Support");
	assert_string_equal(past.questions[0].time_zone, "Europe/London");
	/* The rule gave it a tag since; the trial begins as the conversation did. */
	assert_non_null(strstr(look(world, &gold).tags, "order"));
	for (int at = 0; at < past.count; at++) {
		assert_int_equal(past.questions[at].member_tag_count, 1);
		assert_string_equal(past.questions[at].member_tags[0], "silver");
	}
	world_free(world);
}

static void open_by_hand(struct world *world, bool is_open)
{
	struct group_update update = group_update_of(&world->support, world->arena);
	struct fault fault;
	update.is_open = is_open;
	must(group_update_prepare(&update, &fault) &&
		 store_write(world->store, &update.change, &fault),
	     &fault);
	world_look(world);
}

static void a_group_that_was_open_by_hand_counts_as_it_was_then(void **state)
{
	(void)state;
	struct world *world = world_new();
	const int64_t hour = 3600 * 1000;
	world_publish(world);
	struct visitor visitor = open_in(world, "en");
	world_time = 1760000000000;
	say(world, &visitor, "how do I return a kettle");
	world_time += hour;
	open_by_hand(world, false);
	say(world, &visitor, "and a teapot");
	world_time += hour;
	set_hours(world, &world->support, office_hours);
	say(world, &visitor, "and a pan");
	world_time += hour;
	open_by_hand(world, false);
	struct past_request request = {
	    .from = 0, .until = INT64_MAX / 2, .most = 100, .book = world->book};
	struct past past;
	struct fault fault;
	must(past_read(reader(world), &request, world->arena, &past, &fault), &fault);
	assert_int_equal(past.count, 3);
	assert_true(was_open(&past.questions[0], "Support"));
	assert_false(was_open(&past.questions[1], "Support"));
	assert_true(was_open(&past.questions[2], "Support"));
	world_free(world);
}

static const struct health_item *item_of(const struct health *health, enum health_kind kind)
{
	for (int at = 0; at < health->count; at++)
		if (health->items[at].kind == kind)
			return &health->items[at];
	return NULL;
}

static struct health check(struct base *base, int64_t now)
{
	struct health health;
	struct fault fault;
	must(health_check(store_reader(base->store), now, base->arena, &health, &fault), &fault);
	return health;
}

static void conflicts_duplicates_and_misleading_variants_are_found(void **state)
{
	struct base *base = *state;
	import_text(
	    base, IMPORT_JSONL,
	    "{\"id\":\"roaming\",\"question\":\"What does roaming cost "
	    "abroad?\",\"variants\":[\"roaming "
	    "price abroad\",\"cost of roaming in another country\",\"send back a parcel order\"],"
	    "\"answer\":\"25 a day\"}\n"
	    "{\"id\":\"returns\",\"question\":\"How do I send back a "
	    "parcel?\",\"variants\":[\"send back "
	    "an order\",\"send a parcel back\",\"send back my parcel order\"],\"answer\":\"Within "
	    "seven "
	    "days\"}\n"
	    "{\"id\":\"tower\",\"question\":\"How tall is the tower?\",\"variants\":[\"height of "
	    "the "
	    "tower\",\"tower height in metres\"],\"answer\":\"300 m\"}\n"
	    "{\"id\":\"tower2\",\"question\":\"How high is the tower?\",\"variants\":[\"the "
	    "tower's "
	    "height\",\"Height of the tower!\"],\"answer\":\"310 m\"}\n");
	struct health health = check(base, clock_now());
	const struct health_item *conflict = item_of(&health, HEALTH_CONFLICT);
	assert_non_null(conflict);
	assert_string_equal(health_action_name(conflict->kind), "move-variant");
	assert_true(strcmp(conflict->entry, "tower2") == 0 ||
		    strcmp(conflict->entry, "tower") == 0);
	const struct health_item *misleading = item_of(&health, HEALTH_MISLEADING);
	assert_non_null(misleading);
	assert_string_equal(misleading->entry, "roaming");
	assert_string_equal(misleading->other, "returns");
	assert_string_equal(misleading->text, "send back a parcel order");
}

static void what_runs_out_is_named_in_time(void **state)
{
	struct base *base = *state;
	const int64_t day = 24LL * 3600 * 1000;
	int64_t until = clock_now() + 20 * day;
	char line[300];
	snprintf(line, sizeof(line),
		 "{\"id\":\"sale\",\"question\":\"What is on sale?\",\"answer\":\"Kettles\","
		 "\"valid_until\":%lld}\n",
		 (long long)until);
	import_text(base, IMPORT_JSONL, line);
	struct health health = check(base, until - 20 * day);
	assert_null(item_of(&health, HEALTH_EXPIRING));
	health = check(base, until - 3 * day);
	assert_string_equal(item_of(&health, HEALTH_EXPIRING)->entry, "sale");
	assert_true(item_of(&health, HEALTH_EXPIRING)->at == until);
}

/* What readers of the help centre said, yes and no so many times. */
struct readers {
	const char *entry;
	int yes, no;
};

static bool let_say(struct base *base, const char *entry, bool helpful, struct fault *fault)
{
	struct help_feedback feedback = {
	    .entry = entry, .site = "default", .language = "en", .helpful = helpful};
	help_feedback_prepare(&feedback);
	return store_write(base->store, &feedback.change, fault);
}

static void let_readers_say(struct base *base, struct readers readers)
{
	struct fault fault;
	for (int at = 0; at < readers.yes + readers.no; at++)
		must(let_say(base, readers.entry, at < readers.yes, &fault), &fault);
}

static void what_does_not_help_readers_is_to_be_reviewed(void **state)
{
	struct base *base = *state;
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"good\",\"question\":\"Good?\",\"answer\":\"A\"}\n"
		    "{\"id\":\"bad\",\"question\":\"Bad?\",\"answer\":\"B\"}\n"
		    "{\"id\":\"rare\",\"question\":\"Rare?\",\"answer\":\"C\"}\n");
	let_readers_say(base, (struct readers){"good", 8, 7});
	let_readers_say(base, (struct readers){"rare", 0, 4});
	let_readers_say(base, (struct readers){"bad", 2, 6});
	struct health health = check(base, clock_now());
	const struct health_item *item = item_of(&health, HEALTH_UNHELPFUL);
	assert_non_null(item);
	assert_string_equal(item->entry, "bad");
	assert_string_equal(health_action_name(item->kind), "review");
	assert_true(item->share == 0.75);
	assert_int_equal(item->count, 8);
	assert_true(item + 1 == health.items + health.count ||
		    item[1].kind != HEALTH_UNHELPFUL);
	/* What was said of the entry as it was before doesn't count against it. */
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"bad\",\"question\":\"Bad?\",\"answer\":\"Mended\"}\n");
	health = check(base, clock_now());
	assert_null(item_of(&health, HEALTH_UNHELPFUL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(questions_come_conversation_by_conversation_with_what_was_decided),
	    cmocka_unit_test(what_was_looked_up_is_learned_from),
	    cmocka_unit_test(many_questions_are_drawn_as_whole_conversations_always_the_same),
	    cmocka_unit_test(a_question_is_asked_with_the_tags_and_the_hours_of_then),
	    cmocka_unit_test(a_group_that_was_open_by_hand_counts_as_it_was_then),
	    on_base(conflicts_duplicates_and_misleading_variants_are_found),
	    on_base(what_runs_out_is_named_in_time),
	    on_base(what_does_not_help_readers_is_to_be_reviewed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
