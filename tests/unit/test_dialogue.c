/* Rules that hold a dialogue: conditions, menus, forms, tags, and what goes first. */
#include "tests/unit/bot_support.h"

#include <stdlib.h>

#include "bot/rule_content.h"
#include "data/json.h"
#include "tests/unit/rule_support.h"

#define MONDAY_TEN 1767607200000 /* 2026-01-05 10:00 UTC */
#define HOUR       3600000

static const char ORDER_FORM[] =
    "{\"tags\":[\"order\"],\"form\":{\"retries\":2,\"fields\":["
    "{\"name\":\"order\",\"label\":\"Order\",\"kind\":\"order\",\"prompt\":\"Which order?\"},"
    "{\"name\":\"phone\",\"kind\":\"phone\",\"prompt\":\"And your phone number?\",\"wrong\":"
    "\"No phone.\"}]},\"say\":{\"text\":\"We look into {order} and call {phone}.\"}}";
static const char CALL_BACK[] =
    "{\"form\":{\"fields\":[{\"name\":\"day\",\"kind\":\"date\",\"prompt\":\"Which day?\"}]},"
    "\"say\":{\"text\":\"{day} it is.\"},\"hand_over\":{\"group\":\"Sales\"}}";
static const char WORDS[] =
    "{\"form\":{\"fields\":[{\"name\":\"who\",\"kind\":\"text\",\"prompt\":\"Who?\"},"
    "{\"name\":\"what\",\"kind\":\"text\",\"prompt\":\"What?\"}]},"
    "\"say\":{\"text\":\"{who} wants {what}.\"}}";
static const char MENU[] = "{\"menu\":{\"text\":\"What about the kettle?\",\"choices\":["
			   "{\"text\":\"Sending it back\",\"entry\":\"kettle_return\"},"
			   "{\"text\":\"Chalk in it\",\"entry\":\"kettle_descale\"},"
			   "{\"text\":\"My order\",\"say\":\"where is my order\"},"
			   "{\"text\":\"Opening times\",\"entry\":\"opening_hours\"}]}}";

static const struct compile_rule dialogue_rules[] = {
    {"order status", "where is my order|订单到哪", 10, NULL, ORDER_FORM},
    {"call back", "ring me back", 1300, NULL, CALL_BACK},
    {"words", "take my words", 1301, NULL, WORDS},
    {"menu", "\\bkettle menu\\b", 8, NULL, MENU},
    {"mark tea", "\\btea", 99, NULL, "{\"tags\":[\"tea\"]}"},
    {"sunday", "are you there on sundays", 7, NULL, "{\"say\":{\"text\":\"Not on Sundays.\"}}"},
    {"vip", "", 5, "{\"tags\":[\"vip\"]}",
     "{\"hand_over\":{\"group\":\"Gold\",\"reason\":\"vip\"}}"},
};

struct talk {
	struct snapshot *snapshot;
	struct arena *arena;
	struct bot_context context;
};

static int begin(void **state)
{
	struct talk *talk = calloc(1, sizeof(*talk));
	struct compile_source source = {.number = 7,
					.entries = kettle_shop,
					.entry_count = KETTLE_SHOP_SIZE,
					.rules = dialogue_rules,
					.rule_count =
					    sizeof(dialogue_rules) / sizeof(dialogue_rules[0])};
	struct fault fault = {0};

	if (!compile_snapshot(&source, test_snapshot_path(), &fault))
		fail_msg("%s %s", fault.field, fault.detail);
	talk->snapshot = snapshot_open(test_snapshot_path(), &fault);
	assert_non_null(talk->snapshot);
	if (!bot_prepare(talk->snapshot, &fault))
		fail_msg("%s %s", fault.field, fault.detail);
	unlink(test_snapshot_path());
	talk->arena = arena_new();
	talk->context = (struct bot_context){.site = "default",
					     .language = "en",
					     .now_ms = MONDAY_TEN,
					     .policy = bot_policy_default()};
	talk->context.policy.answer_from = 0.35;
	talk->context.policy.clarify_from = 0.17;
	*state = talk;
	return 0;
}

static int end(void **state)
{
	struct talk *talk = *state;

	snapshot_release(&talk->snapshot);
	arena_free(&talk->arena);
	free(talk);
	return 0;
}

static struct decision say_it(struct talk *talk, const char *text)
{
	struct decision decision;
	const struct json *why;
	struct fault fault;

	bot_decide(talk->snapshot, &talk->context, text, talk->arena, &decision);
	assert_true(json_parse(decision.why, strlen(decision.why), talk->arena, &why, &fault));
	talk->context.memory = decision.memory;
	return decision;
}

static void assert_says(const struct decision *decision, enum decision_kind kind, const char *text)
{
	assert_int_equal(decision->kind, kind);
	assert_non_null(decision->text);
	assert_non_null(strstr(decision->text, text));
}

/* Forms --------------------------------------------------------------------------- */

static void test_a_form_is_filled_in(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say_it(talk, "Where is my order?");

	assert_says(&decision, DECISION_ASK, "Which order?");
	assert_string_equal(decision.tags[0], "order");
	decision = say_it(talk, "it's ab-12345, thanks");
	assert_says(&decision, DECISION_ASK, "And your phone number?");
	decision = say_it(talk, "+44 (0)20 7946-0991");
	assert_says(&decision, DECISION_ANSWER, "We look into AB-12345 and call \\+4402079460991.");
	assert_string_equal(decision.reason, "form-done");
	assert_int_equal(decision.value_count, 2);
	assert_string_equal(decision.values[0].label, "Order");
	assert_string_equal(decision.values[0].value, "AB-12345");
	decision = say_it(talk, "when do you open");
	assert_string_equal(decision.entry->external_id, "opening_hours");
}

/* What a visitor says is put in once, as it is: neither a place nor Markdown. */
static void test_values_stay_literal(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say_it(talk, "take my words");

	assert_says(&decision, DECISION_ASK, "Who?");
	decision = say_it(talk, "{what} ${7*7} {{7*7}} %s");
	assert_says(&decision, DECISION_ASK, "What?");
	decision = say_it(talk, "{who} [x](javascript:1) <b>");
	assert_says(&decision, DECISION_ANSWER,
		    "\\{what\\} $\\{7\\*7\\} \\{\\{7\\*7\\}\\} %s wants "
		    "\\{who\\} \\[x\\]\\(javascript:1\\) \\<b\\>.");
}

static void test_what_was_said_already_is_not_asked(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say_it(talk, "where is my order XY-99-1?");

	assert_says(&decision, DECISION_ASK, "And your phone number?");
	decision = say_it(talk, "我的电话是１３８ ００００ １２３４");
	assert_says(&decision, DECISION_ANSWER, "XY-99-1 and call 13800001234");
}

static void test_values_that_do_not_fit(void **state)
{
	struct talk *talk = *state;
	struct decision decision;

	say_it(talk, "where is my order");
	decision = say_it(talk, "no idea at all");
	assert_says(&decision, DECISION_ASK, "Which order?");
	assert_string_equal(decision.reason, "form-again");
	assert_non_null(strstr(decision.text, "doesn't look like an order number"));
	assert_non_null(strstr(decision.text, "cancel"));
	assert_non_null(strstr(decision.why, "\"outcome\":\"wrong\""));
	say_it(talk, "blah");
	decision = say_it(talk, "blub");
	assert_string_equal(decision.reason, "form-given-up");
	assert_int_equal(decision.kind, DECISION_ANSWER);
	decision = say_it(talk, "AB-1");
	assert_int_not_equal(decision.kind, DECISION_ASK);
}

static void test_a_form_is_called_off(void **state)
{
	struct talk *talk = *state;
	static const char *const words[] = {"cancel",          "Oh, never mind!", "算了",
					    "不用了，谢谢",    "算了吧",          "請取消",
					    "forget it please"};

	for (size_t at = 0; at < sizeof(words) / sizeof(words[0]); at++) {
		talk->context.memory = NULL;
		say_it(talk, "where is my order");
		struct decision decision = say_it(talk, words[at]);
		if (strcmp(decision.reason, "form-cancelled") != 0)
			fail_msg("%s: %s", words[at], decision.reason);
		decision = say_it(talk, "AB-12345");
		assert_int_not_equal(decision.kind, DECISION_ASK);
	}
}

static void test_a_form_gives_way_to_a_question(void **state)
{
	struct talk *talk = *state;
	struct decision decision;

	say_it(talk, "where is my order");
	decision = say_it(talk, "when do you open on Sunday?");
	assert_int_equal(decision.kind, DECISION_ANSWER);
	assert_string_equal(decision.entry->external_id, "opening_hours");
	assert_says(&decision, DECISION_ANSWER, "9 to 5.");
	assert_says(&decision, DECISION_ANSWER, "form aside");
	assert_non_null(strstr(decision.why, "put-aside"));
	say_it(talk, "where is my order");
	say_it(talk, "AB-12345");
	decision = say_it(talk, "could I talk to a human being");
	assert_int_equal(decision.kind, DECISION_HANDOFF);
	assert_string_equal(decision.reason, "asked-for-person");
	assert_int_equal(decision.value_count, 1);
}

static void test_a_form_ends_with_a_person(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say_it(talk, "please ring me back");

	assert_says(&decision, DECISION_ASK, "Which day?");
	decision = say_it(talk, "tomorrow");
	assert_says(&decision, DECISION_HANDOFF, "2026-01-06 it is.");
	assert_string_equal(decision.group, "Sales");
	assert_string_equal(decision.reason, "form-done");
}

/* Published anew without the rule, a waiting form is forgotten, not stuck. */
static void test_a_form_that_is_gone(void **state)
{
	struct talk *talk = *state;

	talk->context.memory = "{\"form\":{\"rule\":\"gone\",\"wrong\":0,\"values\":[\"A1\"]}}";
	struct decision decision = say_it(talk, "when do you open");
	assert_string_equal(decision.entry->external_id, "opening_hours");
	talk->context.memory =
	    "{\"form\":{\"rule\":\"order status\",\"values\":[\"A\",\"B\",\"C\"]}}";
	decision = say_it(talk, "when do you open");
	assert_string_equal(decision.entry->external_id, "opening_hours");
}

/* Values ------------------------------------------------------------------------------ */

static void test_values_are_found(void **state)
{
	static const struct {
		enum value_kind kind;
		const char *message, *value;
	} cases[] = {
	    {VALUE_ORDER, "#4711-22", "4711-22"},
	    {VALUE_ORDER, "订单号是ｓｏ２０２６０１", "SO202601"},
	    {VALUE_ORDER, "my order", NULL},
	    {VALUE_ORDER, "12", NULL},
	    {VALUE_PHONE, "call 020 7946 0991 please", "02079460991"},
	    {VALUE_PHONE, "(0049) 89/123-456", "004989123456"},
	    {VALUE_PHONE, "1234", NULL},
	    {VALUE_PHONE, "12345678901234567890", NULL},
	    {VALUE_EMAIL, "邮箱 wang.li+shop@mail.example.com。", "wang.li+shop@mail.example.com"},
	    {VALUE_EMAIL, "at me@home", NULL},
	    {VALUE_NUMBER, "about 1,234.50 pounds", "1234.50"},
	    {VALUE_NUMBER, "1.234,5", "1234.5"},
	    {VALUE_NUMBER, "3,5", "3.5"},
	    {VALUE_NUMBER, "12,500", "12500"},
	    {VALUE_NUMBER, "0,500", "0.500"},
	    {VALUE_NUMBER, "1250,125", "1250.125"},
	    {VALUE_NUMBER, "-7", "-7"},
	    {VALUE_NUMBER, "none", NULL},
	    {VALUE_NUMBER, "two", "2"},
	    {VALUE_NUMBER, "There are Twelve of us", "12"},
	    {VALUE_NUMBER, "two of us, 2 beds", "2"},
	    {VALUE_NUMBER, "3 or 4", NULL},
	    {VALUE_NUMBER, "3-4", NULL},
	    {VALUE_NUMBER, "two or three", NULL},
	    {VALUE_NUMBER, "a table for two at 7", NULL},
	    {VALUE_NUMBER, "two hundred", NULL},
	    {VALUE_NUMBER, "one hundred and two", NULL},
	    {VALUE_NUMBER, "twenty-five", "25"},
	    {VALUE_NUMBER, "someone", NULL},
	    {VALUE_NUMBER, "两位", "2"},
	    {VALUE_NUMBER, "兩個人", "2"},
	    {VALUE_NUMBER, "十二", "12"},
	    {VALUE_NUMBER, "我们二十三人。", "23"},
	    {VALUE_NUMBER, "两个或三个", NULL},
	    {VALUE_NUMBER, "三百个", NULL},
	    {VALUE_NUMBER, "等一下", NULL},
	    {VALUE_NUMBER, "第二个", NULL},
	    {VALUE_DATE, "2026-3-5", "2026-03-05"},
	    {VALUE_DATE, "on 5.3.2026", "2026-03-05"},
	    {VALUE_DATE, "5/3", "2026-03-05"},
	    {VALUE_DATE, "3/25/2026", "2026-03-25"},
	    {VALUE_DATE, "2nd of January", "2027-01-02"},
	    {VALUE_DATE, "March 5th, 2026", "2026-03-05"},
	    {VALUE_DATE, "3月5日可以吗", "2026-03-05"},
	    {VALUE_DATE, "２０２６年１２月３１号", "2026-12-31"},
	    {VALUE_DATE, "后天", "2026-01-07"},
	    {VALUE_DATE, "the day after tomorrow", "2026-01-07"},
	    {VALUE_DATE, "30.2.2026", NULL},
	    {VALUE_DATE, "2 March 1965", "1965-03-02"},
	    {VALUE_DATE, "31.12.1969", "1969-12-31"},
	    {VALUE_DATE, "29 February", "2028-02-29"},
	    {VALUE_DATE, "31 June", NULL},
	    {VALUE_DATE, "3 Sept", "2026-09-03"},
	    {VALUE_DATE, "Febuary 3", "2026-02-03"},
	    {VALUE_DATE, "maybe 5", NULL},
	    {VALUE_DATE, "market 3", NULL},
	    {VALUE_DATE, "soon", NULL},
	    {VALUE_DATE, "Monday", "2026-01-05"},
	    {VALUE_DATE, "on Friday, please", "2026-01-09"},
	    {VALUE_DATE, "next Friday", "2026-01-16"},
	    {VALUE_DATE, "this Friday", "2026-01-09"},
	    {VALUE_DATE, "last Friday", "2026-01-02"},
	    {VALUE_DATE, "Friday 3 October", "2026-10-03"},
	    {VALUE_DATE, "Fridays off", NULL},
	    {VALUE_DATE, "周五", "2026-01-09"},
	    {VALUE_DATE, "下周五可以吗", "2026-01-16"},
	    {VALUE_DATE, "下個星期天", "2026-01-18"},
	    {VALUE_DATE, "下下禮拜三", "2026-01-21"},
	    {VALUE_DATE, "in two weeks", "2026-01-19"},
	    {VALUE_DATE, "in a week", "2026-01-12"},
	    {VALUE_DATE, "10 days from now", "2026-01-15"},
	    {VALUE_DATE, "two weeks", NULL},
	    {VALUE_DATE, "三天后", "2026-01-08"},
	    {VALUE_DATE, "兩個星期後", "2026-01-19"},
	    {VALUE_DATE, "in 9999 days", NULL},
	    {VALUE_DATE, "the 31st", "2026-01-31"},
	    {VALUE_DATE, "the 2nd", "2026-02-02"},
	    {VALUE_DATE, "31号", "2026-01-31"},
	    {VALUE_DATE, "31st of June", NULL},
	    {VALUE_DATE, "2月30日", NULL},
	    {VALUE_DATE, "the 32nd", NULL},
	    {VALUE_TEXT, " it  leaks ", "it  leaks"},
	};
	struct talk *talk = *state;
	const struct value_day day = {.now_ms = MONDAY_TEN};

	for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
		struct value_wish wish = {.kind = cases[at].kind};
		struct value_found found = {0};
		bool any = value_find(&wish, cases[at].message, &day, talk->arena, &found);
		if (any != (cases[at].value != NULL) ||
		    (any && strcmp(found.text, cases[at].value) != 0))
			fail_msg("%s: %s", cases[at].message, any ? found.text : "none");
	}
	struct value_wish bounded = {
	    .kind = VALUE_NUMBER, .has_least = true, .least = 1, .has_most = true, .most = 9};
	struct value_found found;
	assert_true(value_find(&bounded, "9", &day, talk->arena, &found));
	assert_false(value_find(&bounded, "10", &day, talk->arena, &found));
}

/* Menus -------------------------------------------------------------------------------- */

static void test_a_menu_is_picked_from(void **state)
{
	struct talk *talk = *state;
	static const struct {
		const char *message, *entry;
	} cases[] = {{"2", "kettle_descale"},
		     {"the fourth one", "opening_hours"},
		     {"sending it back", "kettle_return"},
		     {"第四个", "opening_hours"}};

	for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
		talk->context.memory = NULL;
		struct decision decision = say_it(talk, "kettle menu");
		assert_says(&decision, DECISION_CLARIFY, "What about the kettle?");
		assert_int_equal(decision.choice_count, 4);
		assert_null(decision.choices[2].entry);
		decision = say_it(talk, cases[at].message);
		assert_int_equal(decision.kind, DECISION_ANSWER);
		assert_string_equal(decision.entry->external_id, cases[at].entry);
	}
	say_it(talk, "kettle menu");
	struct decision decision = say_it(talk, "My order");
	assert_says(&decision, DECISION_ASK, "Which order?");
	decision = say_it(talk, "cancel");
	assert_string_equal(decision.reason, "form-cancelled");
}

/* Order, tags, repeats ---------------------------------------------------------------------- */

static void test_tags_go_on_to_the_next_rule(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say_it(talk, "send back my teapot, and the tea");

	assert_int_equal(decision.tag_count, 1);
	assert_string_equal(decision.tags[0], "tea");
	assert_int_equal(decision.kind, DECISION_ANSWER);
	assert_non_null(strstr(decision.why, "\"tags\":[\"tea\"]"));
}

static void test_the_same_text_is_not_said_twice(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say_it(talk, "Are you there on Sundays?");

	assert_says(&decision, DECISION_ANSWER, "Not on Sundays.");
	decision = say_it(talk, "are you there on Sundays");
	assert_int_equal(decision.kind, DECISION_HANDOFF);
	assert_string_equal(decision.reason, "repeated");
}

static void test_a_member_tag_brings_a_person(void **state)
{
	struct talk *talk = *state;
	const char *tags[] = {"student", "vip"};

	struct decision decision = say_it(talk, "when do you open");
	assert_int_equal(decision.kind, DECISION_ANSWER);
	talk->context.member_tags = tags;
	talk->context.member_tag_count = 2;
	decision = say_it(talk, "when do you open");
	assert_int_equal(decision.kind, DECISION_HANDOFF);
	assert_string_equal(decision.reason, "vip");
	assert_string_equal(decision.group, "Gold");
}

/* What is published word for word goes before the built-in rules. */
static void test_a_published_wording_goes_first(void **state)
{
	const struct compile_entry entries[] = {
	    {.external_id = "person",
	     .question = "Could I talk to a human being?",
	     .answer = "Ring 123.",
	     .category = "",
	     .language = "en",
	     .tags = "",
	     ROW("speak to an agent")},
	    {.external_id = "hours",
	     .question = "When are you open?",
	     .answer = "9 to 5.",
	     .category = "",
	     .language = "en",
	     .tags = "",
	     ROW("opening hours")},
	};
	struct talk *talk = *state;
	struct snapshot *own = talk->snapshot;

	talk->snapshot = snapshot_of(entries, 2);
	struct decision decision = say_it(talk, "could I talk to a human being");
	assert_int_equal(decision.kind, DECISION_ANSWER);
	assert_string_equal(decision.entry->external_id, "person");
	decision = say_it(talk, "let me talk to a human now");
	assert_int_equal(decision.kind, DECISION_HANDOFF);
	snapshot_release(&talk->snapshot);
	talk->snapshot = own;
}

/* Conditions ---------------------------------------------------------------------------------- */

static bool holds(struct talk *talk, const char *json, const struct bot_context *context)
{
	struct rule_conditions conditions;
	struct fault fault = {0};

	if (!rule_conditions_read(json, talk->arena, &conditions, &fault))
		fail_msg("%s: %s %s", json, fault.field, fault.detail);
	return rule_conditions_hold(&conditions, context, context->language);
}

static void test_conditions_hold(void **state)
{
	struct talk *talk = *state;
	const char *open[] = {"Billing"};
	struct bot_context context = {.site = "shop",
				      .language = "zh-CN",
				      .page = "https://www.example.com/pay/card?x=1",
				      .group = "Sales",
				      .now_ms = MONDAY_TEN,
				      .open_groups = open,
				      .open_group_count = 1};
	static const struct {
		const char *json;
		bool holds;
	} cases[] = {
	    {"{}", true},
	    {"{\"sites\":[\"other\",\"shop\"]}", true},
	    {"{\"sites\":[\"other\"]}", false},
	    {"{\"languages\":[\"zh\"]}", true},
	    {"{\"languages\":[\"zh-TW\",\"en\"]}", false},
	    {"{\"pages\":[\"/pay\"]}", true},
	    {"{\"pages\":[\"/pay/*?x=1\"]}", true},
	    {"{\"pages\":[\"*/card*\"]}", true},
	    {"{\"pages\":[\"/card\"]}", false},
	    {"{\"pages\":[\"/*/*/*/none\"]}", false},
	    {"{\"pages\":[\"https://www.example.com/\"]}", true},
	    {"{\"groups\":[\"Sales\"]}", true},
	    {"{\"groups\":[\"Billing\"]}", false},
	    {"{\"tags\":[\"vip\"]}", false},
	    {"{\"hours\":{\"group\":\"Billing\"}}", true},
	    {"{\"hours\":{\"group\":\"Billing\",\"open\":false}}", false},
	    {"{\"hours\":{\"group\":\"Sales\",\"open\":false}}", true},
	    {"{\"hours\":{\"times\":{\"zone\":\"UTC\",\"week\":{\"mon\":[\"09:00-12:00\"]}}}}",
	     true},
	    {"{\"hours\":{\"times\":{\"zone\":\"Asia/"
	     "Shanghai\",\"week\":{\"mon\":[\"09:00-12:00\"]}}}}",
	     false},
	    {"{\"hours\":{\"open\":false,\"times\":{\"zone\":\"Asia/Shanghai\",\"week\":{}}}}",
	     true},
	};

	for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++)
		if (holds(talk, cases[at].json, &context) != cases[at].holds)
			fail_msg("%s", cases[at].json);
	context.now_ms += 3 * HOUR;
	assert_false(holds(talk, cases[17].json, &context));
	context.page = NULL;
	assert_false(holds(talk, "{\"pages\":[\"/\"]}", &context));
}

static void test_mistakes_are_told_by_their_place(void **state)
{
	struct talk *talk = *state;
	static const struct {
		const char *conditions, *actions, *field;
		enum fault_code code;
	} cases[] = {
	    {"{\"site\":[\"a\"]}", NULL, "conditions.site", FAULT_UNKNOWN_FIELD},
	    {"{\"sites\":\"a\"}", NULL, "conditions.sites", FAULT_WRONG_TYPE},
	    {"{\"hours\":{}}", NULL, "conditions.hours", FAULT_NOT_ALLOWED_VALUE},
	    {"{\"hours\":{\"times\":{\"zone\":\"Mars/Base\",\"week\":{}}}}", NULL,
	     "conditions.hours.zone", FAULT_NOT_ALLOWED_VALUE},
	    {NULL, "{}", "actions", FAULT_EMPTY},
	    {NULL, "{\"say\":{}}", "actions.say", FAULT_NOT_ALLOWED_VALUE},
	    {NULL, "{\"say\":{\"text\":\"a\",\"entry\":\"b\"}}", "actions.say",
	     FAULT_NOT_ALLOWED_VALUE},
	    {NULL, "{\"say\":{\"text\":\"Hello {name}\"}}", "actions.say.text",
	     FAULT_NOT_ALLOWED_VALUE},
	    {NULL, "{\"menu\":{\"text\":\"a\",\"choices\":[]}}", "actions.menu.choices",
	     FAULT_EMPTY},
	    {NULL, "{\"menu\":{\"text\":\"a\",\"choices\":[{\"text\":\"b\"}]}}",
	     "actions.menu.choices[1]", FAULT_NOT_ALLOWED_VALUE},
	    {NULL, "{\"form\":{\"fields\":[{\"name\":\"a\",\"kind\":\"order\"}]}}",
	     "actions.form.fields[1].prompt", FAULT_MISSING_FIELD},
	    {NULL, "{\"form\":{\"fields\":[{\"name\":\"a\",\"kind\":\"x\",\"prompt\":\"b\"}]}}",
	     "actions.form.fields[1].kind", FAULT_NOT_ALLOWED_VALUE},
	    {NULL, "{\"form\":{\"fields\":[{\"name\":\"a\",\"kind\":\"text\",\"prompt\":\"b\"}]}}",
	     "actions.say", FAULT_MISSING_FIELD},
	    {NULL, "{\"hand_over\":{\"reason\":\"Very Important\"}}", "actions.hand_over.reason",
	     FAULT_NOT_ALLOWED_VALUE},
	};

	for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
		struct rule_conditions conditions;
		struct rule_actions actions;
		struct fault fault = {0};
		bool good =
		    cases[at].actions == NULL
			? rule_conditions_read(cases[at].conditions, talk->arena, &conditions,
					       &fault)
			: rule_actions_read(cases[at].actions, talk->arena, &actions, &fault);
		if (good || fault.code != cases[at].code ||
		    strcmp(fault.field, cases[at].field) != 0)
			fail_msg("%zu: %s %s %s", at, fault_type(fault.code), fault.field,
				 fault.detail);
	}
}

int main(void)
{
#define on_shop(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
	    on_shop(test_a_form_is_filled_in),
	    on_shop(test_values_stay_literal),
	    on_shop(test_what_was_said_already_is_not_asked),
	    on_shop(test_values_that_do_not_fit),
	    on_shop(test_a_form_is_called_off),
	    on_shop(test_a_form_gives_way_to_a_question),
	    on_shop(test_a_form_ends_with_a_person),
	    on_shop(test_a_form_that_is_gone),
	    on_shop(test_values_are_found),
	    on_shop(test_a_menu_is_picked_from),
	    on_shop(test_tags_go_on_to_the_next_rule),
	    on_shop(test_the_same_text_is_not_said_twice),
	    on_shop(test_a_member_tag_brings_a_person),
	    on_shop(test_a_published_wording_goes_first),
	    on_shop(test_conditions_hold),
	    on_shop(test_mistakes_are_told_by_their_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
