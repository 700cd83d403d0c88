/* What in the base wants mending, as far as visitors' questions tell it. */
#include "tests/unit/handoff_support.h"

#include "handoff/health.h"
#include "kb/import.h"

#define DAY (24LL * 3600 * 1000)

/* Drafts of two of the entries that the world's visitors are answered by. */
static void write_drafts(struct world *world, const char *answer)
{
	char lines[800];
	struct import_report report;
	struct fault fault = {0};
	snprintf(lines, sizeof(lines),
		 "{\"id\":\"returns\",\"question\":\"How do I return something?\","
		 "\"answer\":\"%s\",\"category\":\"shop\",\"variants\":[\"return a parcel\"]}\n"
		 "{\"id\":\"bill_high\",\"question\":\"Why is my bill higher than usual?\","
		 "\"answer\":\"A\",\"category\":\"bills\",\"variants\":[\"explain my bill\"]}\n",
		 answer);
	struct import_request request = {
	    .source = {.bytes = lines, .length = strlen(lines), .format = IMPORT_JSONL}};
	must(import_run(world->store, &request, world->arena, &report, &fault), &fault);
}

static struct health check(struct world *world)
{
	struct health health;
	struct fault fault;
	must(health_check(reader(world), world_time, world->arena, &health, &fault), &fault);
	return health;
}

static const struct health_item *item_of(const struct health *health, enum health_kind kind)
{
	for (int at = 0; at < health->count; at++)
		if (health->items[at].kind == kind)
			return &health->items[at];
	return NULL;
}

/* So many visitors ask how to return something; the first of them say that it
 * didn't help. */
static void let_ask(struct world *world, int count, int unhelpful)
{
	for (int at = 0; at < count; at++) {
		struct visitor visitor = open_in(world, "en");
		assert_int_equal(say(world, &visitor, "how do I return something"), FAULT_NONE);
		if (at < unhelpful)
			assert_int_equal(ask_person_of(world, &visitor, NULL), FAULT_NONE);
	}
}

static struct world *world_with_drafts(void)
{
	struct world *world = world_new();
	world_publish(world);
	write_drafts(world, "Within 14 days.");
	return world;
}

static void what_helps_less_since_it_was_changed_is_to_be_reviewed(void **state)
{
	(void)state;
	struct world *world = world_with_drafts();
	world_time += DAY;
	let_ask(world, 12, 1);
	world_time += DAY;
	write_drafts(world, "Within 7 days.");
	int64_t changed = world_time;
	world_time += DAY;
	let_ask(world, 9, 9);
	struct health early = check(world);
	assert_null(item_of(&early, HEALTH_WORSENED));
	let_ask(world, 3, 0);
	world_time += 1;
	struct health health = check(world);
	const struct health_item *item = item_of(&health, HEALTH_WORSENED);
	assert_non_null(item);
	assert_string_equal(item->entry, "returns");
	assert_true(item->share == 0.75 && item->share_before < 0.1);
	assert_int_equal(item->count, 12);
	assert_int_equal(item->count_before, 12);
	assert_true(item->at == changed);
	assert_string_equal(health_action_name(item->kind), "review");
	world_free(world);
}

static void what_helps_as_before_is_left_alone(void **state)
{
	(void)state;
	struct world *world = world_with_drafts();
	world_time += DAY;
	let_ask(world, 12, 6);
	world_time += DAY;
	write_drafts(world, "Within 7 days.");
	world_time += DAY;
	let_ask(world, 12, 7);
	world_time += 1;
	struct health health = check(world);
	assert_null(item_of(&health, HEALTH_WORSENED));
	world_free(world);
}

static void what_nobody_asks_for_may_be_retired(void **state)
{
	(void)state;
	struct world *world = world_with_drafts();
	int64_t written = world_time;
	let_ask(world, 200, 0);
	world_time += 29 * DAY;
	struct health young = check(world);
	assert_null(item_of(&young, HEALTH_UNUSED));
	world_time += 2 * DAY;
	struct health health = check(world);
	const struct health_item *item = item_of(&health, HEALTH_UNUSED);
	assert_non_null(item);
	assert_string_equal(item->entry, "bill_high");
	assert_true(item->at == written);
	assert_string_equal(health_action_name(item->kind), "retire");
	assert_int_equal(health.questions, 200);
	world_free(world);
}

static void categories_with_many_open_questions_are_named(void **state)
{
	(void)state;
	static const char *const odd[] = {
	    "which ink is used for the bill", "does the bill come in welsh",
	    "who designs the pictures on the bill", "is the paper of the bill recycled",
	    "may I frame my first bill as a present"};
	struct world *world = world_with_drafts();
	for (int at = 0; at < 5; at++) {
		struct visitor visitor = open_in(world, "en");
		struct health health = check(world);
		assert_null(item_of(&health, HEALTH_UNMATCHED));
		say(world, &visitor, odd[at]);
	}
	struct health health = check(world);
	const struct health_item *item = item_of(&health, HEALTH_UNMATCHED);
	assert_non_null(item);
	assert_string_equal(item->category, "bills");
	assert_int_equal(item->count, 5);
	assert_int_equal(item->count_before, 5);
	assert_string_equal(health_action_name(item->kind), "workbench");
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_helps_less_since_it_was_changed_is_to_be_reviewed),
	    cmocka_unit_test(what_helps_as_before_is_left_alone),
	    cmocka_unit_test(what_nobody_asks_for_may_be_retired),
	    cmocka_unit_test(categories_with_many_open_questions_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
