/* Sites: their settings, versions, and the book that turns look things up in. */
#include "tests/unit/handoff_support.h"

#include <pthread.h>

#include "data/settings.h"
#include "handoff/situation.h"

static int set_up(void **state)
{
	*state = world_new();
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static const struct site_settings *read_settings(struct world *world, const char *text)
{
	struct fault fault = {0};
	const struct json *object;
	const struct site_settings *settings;
	must(json_parse(text, strlen(text), world->arena, &object, &fault), &fault);
	must(site_settings_read(object, world->arena, &settings, &fault), &fault);
	return settings;
}

static const char *written(struct world *world, const struct site_settings *settings)
{
	struct buffer buffer = buffer_new(SITE_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	site_settings_write(&json, NULL, settings);
	const char *text = arena_copy_text(world->arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return text;
}

/* Settings --------------------------------------------------------------------------------- */

static void what_is_left_out_is_the_default(void **state)
{
	const struct site_settings *site = read_settings(*state, "{}");
	struct bot_policy policy = site_policy(site, NULL);
	assert_string_equal(written(*state, site), written(*state, site_settings_default()));
	assert_string_equal(site_text(site, REPLY_WELCOME, LANGUAGE_ZH_TW),
			    reply_text(REPLY_WELCOME, LANGUAGE_ZH_TW));
	assert_float_equal(policy.answer_from, (double)setting_value(SETTING_ANSWER_FROM) / 100,
			   1e-9);
	assert_int_equal(policy.low_streak_most, setting_value(SETTING_LOW_STREAK_MOST));
	assert_true(site_is_vip(site, "[\"new\",\"vip\"]", ((struct world *)*state)->arena));
}

/* The fewer wrong answers are accepted, the surer the bot must be. */
static void a_share_of_wrong_answers_is_a_threshold(void **state)
{
	struct world *world = *state;
	static const char *const shares[] = {"0.5", "0.1", "0.03", "0.0"};
	double before = 0;
	world_publish(world);
	struct snapshot *snapshot = live_acquire(world->live);
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		const struct site_settings *site = read_settings(
		    world, arena_format(world->arena, "{\"accepted_wrong\":%s,\"answer_from\":0.2}",
					shares[i]));
		struct bot_policy policy = site_policy(site, snapshot);
		assert_true(policy.answer_from >= before && policy.answer_from <= 1);
		assert_true(policy.clarify_from <= policy.answer_from);
		before = policy.answer_from;
		/* Nothing is published: the confidence counts. */
		assert_float_equal(site_policy(site, NULL).answer_from, 0.2, 1e-9);
	}
	assert_true(before > 0.2);
	snapshot_release(&snapshot);
}

static void what_is_read_is_written_again(void **state)
{
	static const char text[] =
	    "{\"display_name\":\"Shop\",\"languages\":[\"zh-CN\",\"en\"],\"vip_tags\":[\"gold\"],"
	    "\"group\":null,\"accepted_wrong\":0.0300,\"answer_from\":null,\"clarify_from\":0.2500,"
	    "\"unsure_most\":3,\"thumbs_down\":\"person\",\"bot_mode\":\"agents-first\","
	    "\"bot_hours\":[{\"group\":null,\"days\":[\"mon\",\"sun\"],\"from\":\"09:00\",\"to\":"
	    "\"24:00\",\"mode\":\"bot-first\"}],\"texts\":{\"en\":{\"welcome\":\"Hi\"},"
	    "\"zh-CN\":{},\"zh-TW\":{\"warning\":\"注意\"}}}";
	const struct site_settings *site = read_settings(*state, text);
	const char *again = written(*state, site);
	assert_string_equal(again, written(*state, read_settings(*state, again)));
	assert_string_equal(site_text(site, REPLY_WELCOME, LANGUAGE_EN), "Hi");
	assert_string_equal(site_text(site, REPLY_WARNING, LANGUAGE_ZH_TW), "注意");
	assert_int_equal(site_language(site, LANGUAGE_ZH_TW), LANGUAGE_ZH_CN);
	assert_int_equal(site_language(site, LANGUAGE_EN), LANGUAGE_EN);
	assert_non_null(strstr(again, "\"days\":[\"mon\",\"sun\"],\"from\":\"09:00\",\"to\":\"24:00\""));
}

static void what_makes_no_sense_is_named(void **state)
{
	static const struct {
		const char *text;
		enum fault_code code;
		const char *field;
	} cases[] = {
	    {"{\"colour\":1}", FAULT_UNKNOWN_FIELD, "settings"},
	    {"{\"languages\":[]}", FAULT_EMPTY, "languages"},
	    {"{\"languages\":[\"fr\"]}", FAULT_NOT_ALLOWED_VALUE, "languages"},
	    {"{\"languages\":[\"en\",\"en\"]}", FAULT_NOT_ALLOWED_VALUE, "languages"},
	    {"{\"accepted_wrong\":0.6}", FAULT_NOT_ALLOWED_VALUE, "accepted_wrong"},
	    {"{\"accepted_wrong\":\"3 %\"}", FAULT_WRONG_TYPE, "accepted_wrong"},
	    {"{\"clarify_from\":-0.1}", FAULT_NOT_ALLOWED_VALUE, "clarify_from"},
	    {"{\"unsure_most\":0}", FAULT_OUT_OF_RANGE, "unsure_most"},
	    {"{\"unsure_most\":4e66}", FAULT_OUT_OF_RANGE, "unsure_most"},
	    {"{\"unsure_most\":1.5}", FAULT_OUT_OF_RANGE, "unsure_most"},
	    {"{\"bot_mode\":\"never\"}", FAULT_NOT_ALLOWED_VALUE, "bot_mode"},
	    {"{\"thumbs_down\":3}", FAULT_NOT_ALLOWED_VALUE, "thumbs_down"},
	    {"{\"bot_hours\":[{\"days\":[\"mon\"],\"from\":\"9:00\",\"to\":\"12:00\",\"mode\":"
	     "\"bot-first\"}]}",
	     FAULT_NOT_ALLOWED_VALUE, "bot_hours.from"},
	    {"{\"bot_hours\":[{\"days\":[\"mon\"],\"from\":\"12:00\",\"to\":\"12:00\",\"mode\":"
	     "\"bot-first\"}]}",
	     FAULT_NOT_ALLOWED_VALUE, "bot_hours.to"},
	    {"{\"bot_hours\":[{\"days\":[],\"from\":\"09:00\",\"to\":\"12:00\",\"mode\":"
	     "\"bot-first\"}]}",
	     FAULT_MISSING_FIELD, "bot_hours.days"},
	    {"{\"texts\":{\"en\":{\"hello\":\"x\"}}}", FAULT_UNKNOWN_FIELD, "texts"},
	    {"{\"texts\":{\"de\":{}}}", FAULT_UNKNOWN_FIELD, "texts"},
	    {"{\"vip_tags\":\"vip\"}", FAULT_WRONG_TYPE, "vip_tags"},
	    {"{\"vip_tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\","
	     "\"12\",\"13\",\"14\",\"15\",\"16\",\"17\",\"18\",\"19\",\"20\",\"21\"]}",
	     FAULT_TOO_MANY, "vip_tags"},
	    {"{\"texts\":{\"en\":{\"welcome\":\"\\u0007\"}}}", FAULT_BAD_CHARACTER,
	     "texts.welcome"},
	    {"{\"group_texts\":[{\"texts\":{}}]}", FAULT_MISSING_FIELD, "group_texts.group"},
	    {"{\"group_texts\":[{\"group\":\"x\",\"texts\":{}}]}", FAULT_NOT_ALLOWED_VALUE,
	     "group_texts.group"},
	};
	struct world *world = *state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault fault = {0};
		const struct json *object;
		const struct site_settings *site;
		must(json_parse(cases[i].text, strlen(cases[i].text), world->arena, &object,
				&fault),
		     &fault);
		if (site_settings_read(object, world->arena, &site, &fault) ||
		    fault.code != cases[i].code || strcmp(fault.field, cases[i].field) != 0)
			fail_msg("case %zu: %s %s", i, fault_type(fault.code), fault.field);
	}
}

/* Versions --------------------------------------------------------------------------------- */

static enum fault_code change_site(struct world *world, const char *name, int64_t version,
				   const char *settings)
{
	struct fault fault = {0};
	struct site_change change = {.arena = world->arena,
				     .name = name,
				     .version = version,
				     .settings = read_settings(world, settings),
				     .reason = "tried",
				     .by = world->admin};
	if (!site_change_prepare(&change, &fault) ||
	    !store_write(world->store, &change.change, &fault))
		return fault.code;
	assert_int_equal(change.new_version, version + 1);
	return FAULT_NONE;
}

static void each_change_is_a_version_and_can_come_back(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct site *versions;
	int count;
	assert_int_equal(change_site(world, "shop", 0, "{\"display_name\":\"One\"}"), FAULT_NONE);
	assert_int_equal(change_site(world, "shop", 1, "{\"display_name\":\"Two\"}"), FAULT_NONE);
	/* Somebody else was faster. */
	assert_int_equal(change_site(world, "shop", 1, "{}"), FAULT_CHANGED_MEANWHILE);
	assert_int_equal(change_site(world, "other", 3, "{}"), FAULT_CHANGED_MEANWHILE);
	assert_int_equal(change_site(world, "no such/name", 0, "{}"), FAULT_BAD_CHARACTER);
	struct site_restore restore = {.change = {.arena = world->arena,
						  .name = "shop",
						  .version = 2,
						  .by = world->admin},
				       .restored = 1};
	must(site_restore_prepare(&restore, &fault), &fault);
	must(store_write(world->store, &restore.change.change, &fault), &fault);
	must(site_versions(reader(world), "shop", world->arena, &versions, &count, &fault),
	     &fault);
	assert_int_equal(count, 3);
	assert_int_equal(versions[0].version, 3);
	assert_string_equal(versions[0].settings->display_name, "One");
	assert_string_equal(versions[1].settings->display_name, "Two");
	assert_string_equal(versions[1].reason, "tried");
	assert_non_null(versions[2].changed_by);
	restore.change.version = 3;
	restore.restored = 9;
	assert_false(store_write(world->store, &restore.change.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void a_group_that_there_is_not_is_refused(void **state)
{
	struct world *world = *state;
	char settings[200];
	snprintf(settings, sizeof(settings), "{\"group\":\"%s\"}", world->support.text);
	assert_int_equal(change_site(world, "shop", 0, settings), FAULT_NONE);
	settings[12] = settings[12] == '0' ? '1' : '0';
	assert_int_equal(change_site(world, "shop", 1, settings), FAULT_NOT_FOUND);
}

/* The book --------------------------------------------------------------------------------- */

static void the_book_is_new_after_each_change(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct site_book *before = site_book_open(world->shelf, &fault);
	struct site_book *same = site_book_open(world->shelf, &fault);
	assert_ptr_equal(before, same);
	set_site(world, "{\"display_name\":\"New\"}");
	struct site_book *after = site_book_open(world->shelf, &fault);
	assert_ptr_not_equal(before, after);
	assert_string_equal(site_book_find(before, "default")->display_name, "");
	assert_string_equal(site_book_find(after, "default")->display_name, "New");
	assert_string_equal(site_book_find(after, "elsewhere")->display_name, "");
	assert_string_equal(site_book_find(NULL, "default")->display_name, "");
	site_book_release(&before);
	site_book_release(&same);
	site_book_release(&after);
}

SQL_WRITE(TEST_SPOIL, "UPDATE site SET settings = '{\"display_name\":7}' WHERE name = 'shop'");

static bool spoil(struct change *change, struct transaction *transaction, struct fault *fault)
{
	(void)change;
	struct query *query = db_query(transaction_db(transaction), &TEST_SPOIL);
	return query_run(&query, fault);
}

static void what_can_not_be_read_keeps_no_site_from_serving(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct change spoiling = {.apply = spoil};
	set_site(world, "{\"display_name\":\"House\"}");
	assert_int_equal(change_site(world, "shop", 0, "{\"display_name\":\"Shop\"}"), FAULT_NONE);
	must(store_write(world->store, &spoiling, &fault), &fault);
	assert_int_equal(change_site(world, "other", 0, "{}"), FAULT_NONE);
	struct site_book *book = site_book_open(world->shelf, &fault);
	must(book != NULL, &fault);
	assert_string_equal(site_book_find(book, "default")->display_name, "House");
	assert_string_equal(site_book_find(book, "shop")->display_name, "");
	assert_int_equal(change_site(world, "shop", 1, "{\"display_name\":\"Anew\"}"), FAULT_NONE);
	site_book_release(&book);
}

static void the_bot_is_told_who_is_open(void **state)
{
	struct world *world = *state;
	struct group_id night = add_group(world, "Night", false);
	struct standing standing = {.site = "default",
				    .language = "en",
				    .page = "https://shop.example/",
				    .tags = "[\"gold\",\"new\"]",
				    .entry_group = night};
	set_hours(world, &night, "{\"zone\":\"Asia/Shanghai\",\"week\":{\"thu\":[\"20:00-23:00\"]}}");
	struct bot_context context = situation(&standing, world->book, NULL, world->arena);
	assert_int_equal(context.open_group_count, 1);
	assert_string_equal(context.open_groups[0], "Support");
	assert_string_equal(context.group, "Night");
	assert_string_equal(context.time_zone, "Asia/Shanghai");
	assert_string_equal(context.page, "https://shop.example/");
	assert_int_equal(context.member_tag_count, 2);
	assert_string_equal(context.member_tags[1], "new");
	world_time += (int64_t)4 * 3600 * 1000; /* it is nine in the evening there */
	context = situation(&standing, world->book, NULL, world->arena);
	assert_int_equal(context.open_group_count, 2);
}

/* Readers open and look while settings change; what they read is one state,
 * and never older than what they have seen. */
struct looking {
	struct world *world;
	atomic_bool stop;
	atomic_int looks;
};

static void *look_again_and_again(void *data)
{
	struct looking *looking = data;
	int newest = 0;
	while (!atomic_load(&looking->stop)) {
		struct fault fault = {0};
		struct site_book *book = site_book_open(looking->world->shelf, &fault);
		assert_non_null(book);
		const struct site_settings *site = site_book_find(book, "default");
		int number = atoi(site->display_name);
		assert_int_equal(number,
				 atoi(site_text(site, REPLY_TITLE, LANGUAGE_EN)));
		assert_true(number >= newest);
		newest = number;
		site_book_release(&book);
		atomic_fetch_add(&looking->looks, 1);
	}
	return NULL;
}

static void many_threads_look_while_it_changes(void **state)
{
	struct looking looking = {.world = *state};
	pthread_t threads[4];
	set_site(*state, "{\"display_name\":\"1\",\"texts\":{\"en\":{\"title\":\"1\"}}}");
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, look_again_and_again, &looking);
	for (int number = 2; number <= 60; number++) {
		set_site(*state, arena_format(looking.world->arena,
					      "{\"display_name\":\"%d\",\"texts\":{\"en\":{"
					      "\"title\":\"%d\"}}}",
					      number, number));
		assert_int_equal(atoi(site_book_find(looking.world->book, "default")->display_name),
				 number);
	}
	while (atomic_load(&looking.looks) < 200)
		;
	atomic_store(&looking.stop, true);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
}

/* Visitor facts ---------------------------------------------------------------------------- */

static void facts_have_limits_and_add_up(void **state)
{
	struct world *world = *state;
	struct arena *arena = world->arena;
	struct fault fault = {0};
	const char *kept;
	const char *many[VISITOR_TAGS_MOST + 1];
	const struct json *object;
	must(visitor_tags_read((const char *const[]){" vip ", "new", "vip"}, 3, arena, &kept,
			       &fault),
	     &fault);
	assert_string_equal(kept, "[\"vip\",\"new\"]");
	assert_string_equal(visitor_tags_add(kept, (const char *const[]){"new", "late"}, 2, arena),
			    "[\"vip\",\"new\",\"late\"]");
	must(visitor_tags_read(NULL, 0, arena, &kept, &fault), &fault);
	assert_null(kept);
	for (int i = 0; i <= VISITOR_TAGS_MOST; i++)
		many[i] = "tag";
	assert_false(visitor_tags_read(many, VISITOR_TAGS_MOST + 1, arena, &kept, &fault));
	assert_int_equal(fault.code, FAULT_TOO_MANY);
	static const char text[] = "{\"order\":\"A-1\",\"total\":12.5,\"paid\":true}";
	must(json_parse(text, strlen(text), arena, &object, &fault), &fault);
	must(visitor_attributes_read(object, arena, &kept, &fault), &fault);
	assert_string_equal(kept, "{\"order\":\"A-1\",\"total\":\"12.5\",\"paid\":\"true\"}");
	struct bot_value values[] = {{.name = "order", .value = "B-2"},
				     {.name = "phone", .value = "1"}};
	assert_string_equal(visitor_attributes_add(kept, values, 2, arena),
			    "{\"order\":\"B-2\",\"total\":\"12.5\",\"paid\":\"true\",\"phone\":\"1\"}");
	must(json_parse("{\"a\":[1]}", 9, arena, &object, &fault), &fault);
	assert_false(visitor_attributes_read(object, arena, &kept, &fault));
	assert_int_equal(fault.code, FAULT_WRONG_TYPE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_is_left_out_is_the_default, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_share_of_wrong_answers_is_a_threshold, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(what_is_read_is_written_again, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_makes_no_sense_is_named, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(each_change_is_a_version_and_can_come_back, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(a_group_that_there_is_not_is_refused, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(the_book_is_new_after_each_change, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_can_not_be_read_keeps_no_site_from_serving, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(the_bot_is_told_who_is_open, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(many_threads_look_while_it_changes, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(facts_have_limits_and_add_up, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
