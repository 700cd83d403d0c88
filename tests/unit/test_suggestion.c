/* Suggestions: what agents answered, offered to editors, each for its own site. */
#include "tests/unit/workbench_support.h"

#include "kb/suggestion.h"

static const struct talk about_the_boat = {.site = "shop",
					   .question = "Can I moor my boat overnight?",
					   .answer = "Yes, until ten in the morning.",
					   .is_logged = true};

static void help(struct base *base, const char *question, const char *answer)
{
	struct talk talk = {.site = "shop", .question = question, .answer = answer};
	struct fault fault;
	must(write_with(base, have_talk, &talk, &fault), &fault);
}

static struct suggestion_page suggestions(struct base *base, const char *state)
{
	struct suggestion_page page;
	struct fault fault = {0};
	must(suggestion_list(store_reader(base->store), state, NULL, 0, base->arena, &page, &fault),
	     &fault);
	return page;
}

static bool accept_it(void *context, struct transaction *transaction, struct fault *fault)
{
	struct entry_id entry;
	return suggestion_accept(transaction, context, NULL, NULL, NULL, &entry, fault);
}

static bool reject_it(void *context, struct transaction *transaction, struct fault *fault)
{
	return suggestion_reject(transaction, context, NULL, fault);
}

static void agents_answers_are_suggested(void **state)
{
	struct base *base = *state;
	struct fault fault;
	help(base, "Can I moor my boat overnight?", "Yes, mail dock@example.com for a place.");
	help(base, "Can I moor my boat over night", "Yes, mail dock@example.com for a place, please.");
	help(base, "Do you repair clocks?", "hello"); /* no answer */
	curate(base);
	struct suggestion_page page = suggestions(base, "open");
	assert_int_equal(page.count, 1);
	assert_int_equal(page.lines[0].conversations, 2);
	assert_true(page.lines[0].alike > 0.5);
	assert_string_equal(page.lines[0].kind, "new");
	assert_null(strstr(page.lines[0].answer, "example.com"));
	must(write_with(base, accept_it, &page.lines[0].id, &fault), &fault);
	assert_int_equal(count_entries(base), 1);
	assert_int_equal(suggestions(base, "open").count, 0);
}

static void accepting_a_suggestion_settles_what_it_came_from(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct talk talk = about_the_boat;
	struct talk other = {.site = "shop",
			     .question = "When does the harbour museum open on Sundays?",
			     .is_logged = true};
	must(write_with(base, have_talk, &talk, &fault), &fault);
	must(write_with(base, have_talk, &other, &fault), &fault);
	curate(base);
	assert_int_equal(list(base, "open").count, 2);
	struct suggestion_page page = suggestions(base, "open");
	assert_int_equal(page.count, 1);
	must(write_with(base, accept_it, &page.lines[0].id, &fault), &fault);
	struct workbench_page added = list(base, "added");
	assert_int_equal(added.count, 1);
	assert_string_equal(added.lines[0].title, talk.question);
	assert_non_null(added.lines[0].entry);
	assert_string_equal(list(base, "open").lines[0].title, other.question);
	/* Asked again before it is published, it is the same cluster's. */
	ask(base, "shop", "can i moor my boat overnight");
	curate(base);
	assert_int_equal(list(base, "open").count, 1);
}

static void a_suggestion_that_nobody_was_left_waiting_for_is_accepted_too(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct talk talk = about_the_boat;
	must(write_with(base, have_talk, &talk, &fault), &fault);
	curate(base);
	struct doing ignoring = {.what = DO_IGNORE, .pick.cluster = list(base, "open").lines[0].id};
	act(base, &ignoring);
	struct suggestion_page page = suggestions(base, "open");
	must(write_with(base, accept_it, &page.lines[0].id, &fault), &fault);
	assert_int_equal(list(base, "ignored").count, 1);
	assert_int_equal(count_entries(base), 1);
}

static void a_rejected_suggestion_stays_away(void **state)
{
	struct base *base = *state;
	struct fault fault;
	help(base, "Can I moor my boat overnight?", "Yes, until ten in the morning.");
	curate(base);
	struct suggestion_page page = suggestions(base, "open");
	must(write_with(base, reject_it, &page.lines[0].id, &fault), &fault);
	help(base, "can i moor my boat overnight", "Yes, until ten in the morning.");
	curate(base);
	assert_int_equal(suggestions(base, "open").count, 0);
	assert_int_equal(suggestions(base, "rejected").lines[0].conversations, 2);
}

/* An agent's answer on a site without the entry is a new one, not its variant. */
static void answers_are_compared_with_their_own_site(void **state)
{
	struct base *base = *state;
	help(base, "How do I return a teapot?", "Wrap it well.");
	struct live *live = published(base, OF_TEAPOTS("teapot", ",\"sites\":[\"hotel\"]"));
	curate_with(base, live);
	struct suggestion_page page = suggestions(base, "open");
	assert_int_equal(page.count, 1);
	assert_string_equal(page.lines[0].kind, "new");
	live_free(&live);
}

/* The published teapot's entry, what agents said of it meanwhile, and that accepted. */
static struct entry teapot_after(struct base *base, const char *question, const char *answer,
				 const char *kind)
{
	struct fault fault = {0};
	struct entry entry;
	struct live *live = published(base, OF_TEAPOTS("teapot", ""));
	help(base, question, answer);
	curate_with(base, live);
	live_free(&live);
	struct suggestion_page page = suggestions(base, "open");
	assert_int_equal(page.count, 1);
	assert_string_equal(page.lines[0].kind, kind);
	struct entry_id id = page.lines[0].entry_id;
	must(write_with(base, accept_it, &page.lines[0].id, &fault), &fault);
	assert_int_equal(count_entries(base), 1);
	assert_int_equal(entry_read(store_reader(base->store), &id, base->arena, &entry, &fault),
			 LOOKUP_FOUND);
	return entry;
}

static void another_way_to_ask_is_added_to_its_entry(void **state)
{
	struct entry entry =
	    teapot_after(*state, "How would I return a teapot", "Wrap it well.", "variant");
	assert_string_equal(entry.content.question, "How do I return a teapot?");
	assert_string_equal(entry.content.answer, "Wrap it well.");
	assert_int_equal(entry.content.variant_count, 1);
	assert_string_equal(entry.content.variants[0], "How would I return a teapot");
}

static void an_answer_that_agents_give_otherwise_is_renewed(void **state)
{
	struct entry entry =
	    teapot_after(*state, "How would I return a teapot",
			 "Teapots are fetched from your door since March.", "outdated");
	assert_string_equal(entry.content.answer, "Teapots are fetched from your door since March.");
	assert_int_equal(entry.content.variant_count, 1);
}

static void a_cluster_shows_what_agents_answered(void **state)
{
	struct base *base = *state;
	struct workbench_answer *answers;
	int count;
	struct fault fault = {0};
	struct talk talk = about_the_boat;
	must(write_with(base, have_talk, &talk, &fault), &fault);
	ask(base, "shop", "When does the harbour museum open on Sundays?"); /* nobody answered */
	curate(base);
	struct workbench_page page = list(base, "open");
	assert_int_equal(page.count, 2);
	for (int i = 0; i < page.count; i++) {
		must(workbench_answers(store_reader(base->store), &page.lines[i].id, base->arena,
				       &answers, &count, &fault),
		     &fault);
		bool is_moored = strcmp(page.lines[i].title, talk.question) == 0;
		assert_int_equal(count, is_moored ? 1 : 0);
		if (is_moored) {
			assert_string_equal(answers[0].answer, talk.answer);
			assert_string_equal(answers[0].conversation.text, talk.id.text);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(agents_answers_are_suggested),
	    on_base(accepting_a_suggestion_settles_what_it_came_from),
	    on_base(a_suggestion_that_nobody_was_left_waiting_for_is_accepted_too),
	    on_base(a_rejected_suggestion_stays_away),
	    on_base(answers_are_compared_with_their_own_site),
	    on_base(another_way_to_ask_is_added_to_its_entry),
	    on_base(an_answer_that_agents_give_otherwise_is_renewed),
	    on_base(a_cluster_shows_what_agents_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
