/* Rules, synonyms and stop words as they are stored, and keyword sets as patterns. */
#include "tests/unit/knowledge_support.h"

#include "bot/rule_words.h"
#include "bot/rules.h"
#include "data/audit.h"
#include "kb/analysis.h"
#include "kb/gather.h"
#include "kb/publish.h"
#include "kb/rule.h"
#include "kb/synonym.h"

SQL_SCAN(TEST_KEPT, "SELECT content FROM rule_version");
static const char SAY_HELLO[] = "{\"say\":{\"text\":\"Hello\"}}";

/* Storing ------------------------------------------------------------------------------ */

struct rule_act {
	struct rule_draft draft;
	struct rule_id id;
	int64_t version;
	struct rule_id order[3];
	int above;
	enum { CREATE, CHANGE, DELETE, ORDER } what;
};

static bool run_act(void *context, struct transaction *transaction, struct fault *fault)
{
	struct rule_act *act = context;

	switch (act->what) {
	case CREATE:
		return rule_create(transaction, &act->draft, NULL, &act->id, fault);
	case CHANGE:
		return rule_change(transaction, &act->id, &act->draft, NULL, &act->version, fault);
	case DELETE:
		return rule_delete(transaction, &act->id, act->version, NULL, fault);
	case ORDER:
		return rule_order(transaction, act->order, 3, act->above, NULL, fault);
	}
	return false;
}

static struct rule_act make(struct base *base, const char *name, int64_t priority)
{
	struct fault fault;
	struct rule_act act = {.what = CREATE,
			       .draft = {.name = name,
					 .kind = "pattern",
					 .pattern = name,
					 .words = "",
					 .priority = priority,
					 .conditions = "",
					 .actions = SAY_HELLO,
					 .is_active = true}};

	must(write_with(base, run_act, &act, &fault), &fault);
	act.version = 1;
	return act;
}

static struct rule_stored read_back(struct base *base, const struct rule_id *id)
{
	struct rule_stored rule;
	struct fault fault;

	assert_int_equal(rule_read(store_reader(base->store), id, base->arena, &rule, &fault),
			 LOOKUP_FOUND);
	return rule;
}

static void two_editors_do_not_overwrite_each_other(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct rule_act mine = make(base, "refund", 3), theirs = mine;

	mine.what = theirs.what = CHANGE;
	mine.draft.pattern = "refunds?";
	must(write_with(base, run_act, &mine, &fault), &fault);
	assert_int_equal(mine.version, 2);
	assert_false(write_with(base, run_act, &theirs, &fault));
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
	assert_string_equal(read_back(base, &mine.id).content.pattern, "refunds?");
	theirs.what = DELETE;
	assert_false(write_with(base, run_act, &theirs, &fault));
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
	mine.what = DELETE;
	must(write_with(base, run_act, &mine, &fault), &fault);
	assert_false(write_with(base, run_act, &mine, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void names_are_unique(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct rule_act first = make(base, "refund", 3), second = make(base, "bill", 2);

	first.what = CREATE;
	assert_false(write_with(base, run_act, &first, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	second.what = CHANGE;
	second.draft.name = "refund";
	assert_false(write_with(base, run_act, &second, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	assert_string_equal(fault.field, "name");
}

static void rules_are_put_into_order(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct rule_stored *rules;
	int count;
	struct rule_act a = make(base, "a", 5), b = make(base, "b", 4), c = make(base, "c", 3);
	struct rule_act act = {.what = ORDER, .order = {c.id, a.id, b.id}, .above = 1};

	must(write_with(base, run_act, &act, &fault), &fault);
	must(rule_list(store_reader(base->store), base->arena, &rules, &count, &fault), &fault);
	assert_int_equal(count, 3);
	assert_string_equal(rules[0].content.name, "c");
	assert_true(rules[0].content.priority > RULE_BUILTIN_TO);
	assert_string_equal(rules[1].content.name, "a");
	assert_true(rules[1].content.priority < RULE_BUILTIN_FROM);
	assert_string_equal(rules[2].content.name, "b");
	act.order[2] = a.id;
	assert_false(write_with(base, run_act, &act, &fault));
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
}

static void each_act_is_in_the_audit_log(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct audit_line *lines;
	int64_t pending;
	int count;
	struct rule_act act = make(base, "refund", 3);
	struct audit_filter filter = {.kind = "rule", .object = act.id.text, .limit = 10};

	act.what = DELETE;
	must(write_with(base, run_act, &act, &fault), &fault);
	must(publication_pending(store_reader(base->store), &pending, &fault), &fault);
	assert_int_equal(pending, 1); /* that it is gone is a change too */
	must(audit_list(store_reader(base->store), &filter, base->arena, &lines, &count, &fault),
	     &fault);
	assert_int_equal(count, 2);
	assert_string_equal(lines[0].action, "rule.delete");
	assert_string_equal(lines[1].action, "rule.create");
}

static void what_is_not_a_rule_is_refused(void **state)
{
	struct base *base = *state;
	struct rule_draft draft = {.name = "builtin/mine", .kind = "words"}, clean;
	struct fault fault;

	assert_false(rule_clean(&draft, base->arena, &clean, &fault));
	assert_string_equal(fault.field, "name");
	draft.name = "mine";
	draft.priority = RULE_PRIORITY_MOST + 1;
	assert_false(rule_clean(&draft, base->arena, &clean, &fault));
	assert_int_equal(fault.code, FAULT_OUT_OF_RANGE);
	draft.priority = 0;
	draft.kind = "magic";
	assert_false(rule_clean(&draft, base->arena, &clean, &fault));
	assert_string_equal(fault.field, "kind");
}

/* Synonyms ------------------------------------------------------------------------------ */

struct word_act {
	enum word_kind kind;
	struct word_group group;
};

static bool add_words(void *context, struct transaction *transaction, struct fault *fault)
{
	struct word_act *act = context;

	return word_group_create(transaction, act->kind, &act->group, NULL, fault);
}

static bool try_words(struct base *base, enum word_kind kind, const char *const *words, int count,
		      struct fault *fault)
{
	struct word_act act = {.kind = kind};

	*fault = (struct fault){0};
	return words_clean(kind, words, count, base->arena, &act.group, fault) &&
	       write_with(base, add_words, &act, fault);
}

static void synonyms_and_stop_words_are_published(void **state)
{
	struct base *base = *state;
	const char *bill[] = {"bill", " Bill ", "invoice", "账单"}, *one[] = {"bill", "BILL"};
	const char *other[] = {"INVOICE", "receipt"}, *shop[] = {"Harbour"};
	struct gathered gathered;
	struct fault fault;
	int64_t pending;

	must(try_words(base, WORDS_SYNONYM, bill, 4, &fault), &fault);
	must(try_words(base, WORDS_STOP, shop, 1, &fault), &fault);
	assert_false(try_words(base, WORDS_SYNONYM, one, 2, &fault));
	assert_int_equal(fault.code, FAULT_NOT_ALLOWED_VALUE);
	assert_false(try_words(base, WORDS_SYNONYM, other, 2, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	must(gather(store_reader(base->store), base->arena, &gathered, &fault), &fault);
	assert_int_equal(gathered.source.synonym_count, 1);
	assert_int_equal(gathered.source.synonyms[0].count, 3);
	assert_string_equal(gathered.source.synonyms[0].words[2], "账单");
	assert_int_equal(gathered.source.stop_word_count, 1);
	assert_string_equal(gathered.source.stop_words[0], "Harbour");
	must(publication_pending(store_reader(base->store), &pending, &fault), &fault);
	assert_int_equal(pending, 2);
}

/* Keyword sets --------------------------------------------------------------------------- */

static const char *pattern_from(struct base *base, const char *words)
{
	const struct json *tree;
	const char *pattern, *text;
	struct fault fault;

	must(json_parse(words, strlen(words), base->arena, &tree, &fault), &fault);
	must(rule_words_read(tree, base->arena, &pattern, &text, &fault), &fault);
	return pattern;
}

static bool finds(struct base *base, const char *words, const char *message, bool *cut_short)
{
	struct rule_row row = {"words", pattern_from(base, words), 1, NULL, SAY_HELLO};
	struct rule_scene scene = {.folded_text = analysis_fold(message, base->arena)};
	struct rule_match match;
	struct fault fault;
	struct rules *rules = rules_compile(&row, 1, &fault);

	must(rules != NULL, &fault);
	bool found = rules_match(rules, &scene, &match, cut_short);
	assert_int_equal(found, rules_match_plainly(rules, &scene, &match, NULL));
	rules_free(rules);
	return found;
}

static void keyword_sets_match(void **state)
{
	static const struct {
		const char *words, *message;
		bool found;
	} cases[] = {
	    {"{\"any\":[\"sim\"]}", "my SIM is lost", true},
	    {"{\"any\":[\"sim\"]}", "a simple thing", false},
	    {"{\"any\":[\"refund*\"]}", "about refunds", true},
	    {"{\"any\":[\"refund*\"]}", "prerefund", false},
	    {"{\"any\":[\"sim卡\",\"退款\"]}", "我要退款啊", true},
	    {"{\"any\":[\"sim\"]}", "我的sim卡坏了", true},
	    {"{\"any\":[\"money back\"]}", "give me my money-back now", true},
	    {"{\"any\":[\"c++ (new)\"]}", "is it C++ (new)?", true},
	    {"{\"all\":[\"order\",\"late\"]}", "so late, my order", true},
	    {"{\"all\":[\"order\",\"late\"]}", "my order", false},
	    {"{\"any\":[\"a\",\"b\"],\"all\":[\"x\"]}", "x and b", true},
	    {"{\"any\":[\"a\",\"b\"],\"all\":[\"x\"]}", "y and b", false},
	    {"{\"any\":[\"refund\"],\"none\":[\"status\"]}", "refund please", true},
	    {"{\"any\":[\"refund\"],\"none\":[\"status\"]}", "refund please\nwhat status", false},
	    {"{\"any\":[\"集裝箱\"]}", "我的集装箱", true},
	};
	struct base *base = *state;

	for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++)
		if (finds(base, cases[at].words, cases[at].message, NULL) != cases[at].found)
			fail_msg("%s in %s", cases[at].words, cases[at].message);
}

/* The most words there may be, on the longest message that holds nearly all. */
static void the_largest_keyword_set_is_decided_in_time(void **state)
{
	struct base *base = *state;
	struct buffer words = buffer_new(65536), message = buffer_new(65536);
	bool cut_short = true;

	buffer_add_text(&words, "{\"any\":[\"last word\"],\"all\":[");
	for (int at = 0; at < RULE_WORDS_MOST; at++) {
		buffer_format(&words, "%s\"word%d\"", at == 0 ? "" : ",", at);
		buffer_format(&message, "%*sword%d ", 60, "", RULE_WORDS_MOST - at - 1);
	}
	buffer_add_text(&words, "],\"none\":[");
	for (int at = 0; at < RULE_WORDS_MOST; at++)
		buffer_format(&words, "%s\"none%d\"", at == 0 ? "" : ",", at);
	buffer_add_text(&words, "]}");
	buffer_add_text(&message, "last word");
	assert_true(finds(base, words.bytes, message.bytes, &cut_short));
	assert_false(cut_short);
	buffer_free(&words);
	buffer_free(&message);
}

/* What JSON writes with the most bytes. */
static void words_of_signs_stay_whole(void **state)
{
	static const char *const lists[] = {"any", "all", "none"};
	struct base *base = *state;
	struct buffer words = buffer_new(65536);
	const struct json *tree;
	const char *pattern, *text;
	struct fault fault;

	for (int list = 0; list < 3; list++) {
		buffer_format(&words, "%s\"%s\":[", list == 0 ? "{" : "],", lists[list]);
		for (int word = 0; word < RULE_WORDS_MOST; word++) {
			buffer_add_text(&words, word == 0 ? "\"" : ",\"");
			for (int sign = 0; sign < RULE_WORD_MOST; sign++)
				buffer_add_char(&words, '<');
			buffer_add_char(&words, '"');
		}
	}
	buffer_add_text(&words, "]}");
	must(json_parse(words.bytes, words.length, base->arena, &tree, &fault), &fault);
	must(rule_words_read(tree, base->arena, &pattern, &text, &fault), &fault);
	must(json_parse(text, strlen(text), base->arena, &tree, &fault), &fault);
	assert_int_equal(json_member(tree, "none")->count, RULE_WORDS_MOST);
	buffer_free(&words);

	struct rule_act act = {.what = CREATE,
			       .draft = {.name = "signs",
					 .kind = "words",
					 .pattern = pattern,
					 .words = text,
					 .priority = 1,
					 .conditions = "",
					 .actions = SAY_HELLO}};
	must(write_with(base, run_act, &act, &fault), &fault);
	struct query *query = db_query(store_reader(base->store), &TEST_KEPT);
	assert_true(query_next(query));
	text = row_text(query, "content", base->arena);
	must(query_end(&query, &fault), &fault);
	must(json_parse(text, strlen(text), base->arena, &tree, &fault), &fault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(two_editors_do_not_overwrite_each_other),
	    on_base(names_are_unique),
	    on_base(rules_are_put_into_order),
	    on_base(each_act_is_in_the_audit_log),
	    on_base(what_is_not_a_rule_is_refused),
	    on_base(synonyms_and_stop_words_are_published),
	    on_base(keyword_sets_match),
	    on_base(the_largest_keyword_set_is_decided_in_time),
	    on_base(words_of_signs_stay_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
