/* Unmatched questions: counted by wording, resolved once, never lost. */
#include "tests/unit/knowledge_support.h"

#include "kb/unmatched.h"

SQL_WRITE(TEST_CONVERSATION,
	  "INSERT INTO conversation (id, site, language, token_hash, created_at, changed_at) "
	  "VALUES ($1, 'default', 'en', 'x', 0, 0)");
SQL_WRITE(TEST_PUBLICATION,
	  "INSERT INTO publication (number, entries, variants, golden_passed, golden_failed, "
	  "published_at, duration_ms) VALUES (1, 1, 1, 0, 0, $1, 1)");

struct turn {
	struct unmatched_ask ask;
	struct unmatched_id id;
	struct entry_id entry;
};

static bool add_conversation(void *context, struct transaction *transaction, struct fault *fault)
{
	struct conversation_id *id = context;
	id_new(transaction_now(transaction), id->text);
	struct query *query = db_query(transaction_db(transaction), &TEST_CONVERSATION);
	query_text(query, 1, id->text);
	return query_run(&query, fault);
}

static bool add_publication(void *context, struct transaction *transaction, struct fault *fault)
{
	(void)context;
	struct query *query = db_query(transaction_db(transaction), &TEST_PUBLICATION);
	query_int(query, 1, transaction_now(transaction) + 1);
	return query_run(&query, fault);
}

static bool log_ask(void *context, struct transaction *transaction, struct fault *fault)
{
	return unmatched_log(transaction, context, fault);
}

static bool add(void *context, struct transaction *transaction, struct fault *fault)
{
	struct turn *turn = context;
	return unmatched_add(transaction, &turn->id, &turn->entry, NULL, fault);
}

static bool ignore(void *context, struct transaction *transaction, struct fault *fault)
{
	struct turn *turn = context;
	return unmatched_ignore(transaction, &turn->id, NULL, fault);
}

static void ask(struct base *base, const char *text, int64_t number)
{
	static struct conversation_id conversation;
	struct fault fault;
	if (number == 1)
		must(write_with(base, add_conversation, &conversation, &fault), &fault);
	struct unmatched_ask asked = {.conversation = conversation,
				      .number = number,
				      .text = text,
				      .language = "en",
				      .reason = "unmatched",
				      .nearest = "roaming",
				      .nearest_confidence = 0.25};
	must(write_with(base, log_ask, &asked, &fault), &fault);
}

static struct unmatched_page list(struct base *base, enum unmatched_state state)
{
	struct unmatched_page page;
	struct fault fault = {0};
	must(unmatched_list(store_reader(base->store), state, NULL, 0, base->arena, &page, &fault),
	     &fault);
	return page;
}

static struct turn turn_on_first(struct base *base)
{
	struct turn turn = {.id = list(base, UNMATCHED_OPEN).lines[0].id};
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"roaming\",\"question\":\"Roaming?\",\"answer\":\"A\"}");
	turn.entry = find_entry(base, "roaming").id;
	return turn;
}

static void repeats_are_counted_by_wording(void **state)
{
	struct base *base = *state;
	ask(base, "Can I pay with shells?", 1);
	ask(base, "  can i pay   WITH shells ??", 2);
	ask(base, "Ｃan I pay with shells", 3);
	ask(base, "能用貝殼付款嗎？", 4);
	ask(base, "能用贝壳付款吗", 5);
	struct unmatched_page page = list(base, UNMATCHED_OPEN);
	assert_int_equal(page.total, 2);
	int shells = strcmp(page.lines[0].text, "Can I pay with shells?") == 0 ? 0 : 1;
	assert_int_equal(page.lines[shells].asked, 3);
	assert_int_equal(page.lines[1 - shells].asked, 2);
	assert_string_equal(page.lines[shells].text, "Can I pay with shells?");
	assert_string_equal(page.lines[shells].reason, "unmatched");
	assert_int_equal(page.lines[shells].number, 3);
	assert_string_equal(page.lines[shells].nearest, "roaming");
	assert_null(page.lines[shells].nearest_question);
}

static void the_same_message_counts_once(void **state)
{
	struct base *base = *state;
	ask(base, "shells?", 1);
	ask(base, "shells?", 2);
	ask(base, "shells?", 2);
	assert_int_equal(list(base, UNMATCHED_OPEN).lines[0].asked, 2);
}

static void punctuation_alone_is_kept_too(void **state)
{
	struct base *base = *state;
	ask(base, "???", 1);
	ask(base, "!!!", 2);
	assert_int_equal(list(base, UNMATCHED_OPEN).total, 2);
}

static void adding_makes_a_variant(void **state)
{
	struct base *base = *state;
	struct fault fault;
	ask(base, "pay with shells", 1);
	struct turn turn = turn_on_first(base);
	must(write_with(base, add, &turn, &fault), &fault);
	struct entry entry = find_entry(base, "roaming");
	assert_int_equal(entry.content.variant_count, 1);
	assert_string_equal(entry.content.variants[0], "pay with shells");
	assert_int_equal(list(base, UNMATCHED_OPEN).total, 0);
	struct unmatched added = list(base, UNMATCHED_ADDED).lines[0];
	assert_string_equal(added.entry.text, turn.entry.text);
	assert_string_equal(added.nearest_question, "Roaming?");
	/* Once more is no second variant. */
	must(write_with(base, add, &turn, &fault), &fault);
	assert_int_equal(find_entry(base, "roaming").version, 2);
}

static void a_decision_stands(void **state)
{
	struct base *base = *state;
	struct fault fault;
	ask(base, "pay with shells", 1);
	struct turn turn = turn_on_first(base);
	must(write_with(base, ignore, &turn, &fault), &fault);
	assert_false(write_with(base, add, &turn, &fault));
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
	assert_false(write_with(base, add, &turn, &fault));
	assert_int_equal(find_entry(base, "roaming").content.variant_count, 0);
}

static void an_unknown_entry_changes_nothing(void **state)
{
	struct base *base = *state;
	struct fault fault;
	ask(base, "pay with shells", 1);
	struct turn turn = turn_on_first(base);
	turn.entry.text[7] = turn.entry.text[7] == 'a' ? 'b' : 'a';
	assert_false(write_with(base, add, &turn, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_string_equal(fault.field, "entry");
	assert_int_equal(list(base, UNMATCHED_OPEN).total, 1);
	turn.id.text[7] = turn.id.text[7] == 'a' ? 'b' : 'a';
	assert_false(write_with(base, ignore, &turn, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_string_equal(fault.field, "unmatched");
}

static void ignored_stays_ignored_and_counts(void **state)
{
	struct base *base = *state;
	struct fault fault;
	ask(base, "tell me a good joke", 1);
	struct turn turn = turn_on_first(base);
	must(write_with(base, ignore, &turn, &fault), &fault);
	ask(base, "Tell me a good joke!", 2);
	assert_int_equal(list(base, UNMATCHED_OPEN).total, 0);
	assert_int_equal(list(base, UNMATCHED_IGNORED).lines[0].asked, 2);
}

static void added_opens_anew_only_after_a_publication(void **state)
{
	struct base *base = *state;
	struct fault fault;
	ask(base, "pay with shells", 1);
	struct turn turn = turn_on_first(base);
	must(write_with(base, add, &turn, &fault), &fault);
	ask(base, "pay with shells", 2);
	assert_int_equal(list(base, UNMATCHED_OPEN).total, 0);
	assert_int_equal(list(base, UNMATCHED_ADDED).lines[0].asked, 2);
	must(write_with(base, add_publication, NULL, &fault), &fault);
	ask(base, "pay with shells", 3);
	assert_int_equal(list(base, UNMATCHED_OPEN).total, 1);
	assert_int_equal(list(base, UNMATCHED_OPEN).lines[0].asked, 1);
}

static void lists_have_pages(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	struct unmatched_page page;
	const char *before = NULL;
	char text[32];
	int seen = 0;
	for (int i = 1; i <= 5; i++) {
		snprintf(text, sizeof(text), "question %d", i);
		ask(base, text, i);
	}
	do {
		must(unmatched_list(store_reader(base->store), UNMATCHED_OPEN, before, 2,
				    base->arena, &page, &fault),
		     &fault);
		assert_int_equal(page.total, 5);
		seen += page.count;
		before = page.next;
	} while (before != NULL);
	assert_int_equal(seen, 5);
	assert_false(unmatched_list(store_reader(base->store), UNMATCHED_OPEN, "x.y", 2,
				    base->arena, &page, &fault));
	assert_int_equal(fault.code, FAULT_MALFORMED);
}

static void states_have_names(void **state)
{
	(void)state;
	enum unmatched_state read;
	struct fault fault;
	for (int i = 0; i < UNMATCHED_STATE_COUNT; i++) {
		assert_true(unmatched_state_read(unmatched_state_name((enum unmatched_state)i),
						 &read, &fault));
		assert_int_equal(read, i);
	}
	assert_false(unmatched_state_read("closed", &read, &fault));
	assert_int_equal(fault.code, FAULT_NOT_ALLOWED_VALUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(repeats_are_counted_by_wording),
	    on_base(the_same_message_counts_once),
	    on_base(punctuation_alone_is_kept_too),
	    on_base(adding_makes_a_variant),
	    on_base(a_decision_stands),
	    on_base(an_unknown_entry_changes_nothing),
	    on_base(ignored_stays_ignored_and_counts),
	    on_base(added_opens_anew_only_after_a_publication),
	    on_base(lists_have_pages),
	    cmocka_unit_test(states_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
