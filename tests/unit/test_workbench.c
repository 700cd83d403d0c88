/* The workbench: questions in clusters, counted, acted on, and every act undone. */
#include "tests/unit/workbench_support.h"

static void questions_come_together_and_are_counted(void **state)
{
	struct base *base = *state;
	struct workbench_question *questions;
	struct workbench_cluster cluster = parrots(base);
	assert_int_equal(cluster.asked, 4);
	assert_int_equal(cluster.questions, 3);
	assert_string_equal(cluster.title, "Do you sell parrots?");
	assert_int_equal(cluster.site_count, 2);
	assert_string_equal(cluster.sites[0].what, "shop");
	assert_int_equal(cluster.sites[0].asked, 3);
	assert_int_equal(cluster.trend[WORKBENCH_DAYS - 1], 4);
	assert_int_equal(questions_of(base, &cluster.id, &questions), 3);
	assert_int_equal(questions[0].asked, 2);
}

static void visitors_who_left_are_counted(void **state)
{
	struct base *base = *state;
	struct talk talk = {
	    .site = "shop", .question = "Do you sell parrots?", .is_logged = true,
	    .answer = "Sorry, we only sell telephones."};
	struct fault fault;
	must(write_with(base, have_talk, &talk, &fault), &fault);
	ask(base, "shop", "do you sell parrots");
	curate(base);
	struct workbench_page page = list(base, "open");
	assert_int_equal(page.lines[0].ended, 2);
	assert_int_equal(page.lines[0].lost, 1);
}

static void lists_are_narrowed(void **state)
{
	struct base *base = *state;
	(void)parrots(base);
	assert_int_equal(list_where(base, (struct workbench_filter){.site = "blog"}).count, 1);
	assert_int_equal(list_where(base, (struct workbench_filter){.site = "moon"}).count, 0);
	assert_int_equal(list_where(base, (struct workbench_filter){.reason = "unmatched"}).count, 2);
	assert_int_equal(list_where(base, (struct workbench_filter){.language = "zh-CN"}).count, 0);
}

static void pages_follow_each_other(void **state)
{
	struct base *base = *state;
	(void)parrots(base);
	struct workbench_page first = list_where(base, (struct workbench_filter){.limit = 1});
	assert_non_null(first.next);
	struct workbench_page second =
	    list_where(base, (struct workbench_filter){.limit = 1, .before = first.next});
	assert_int_equal(second.count, 1);
	assert_null(second.next);
	assert_string_not_equal(first.lines[0].id.text, second.lines[0].id.text);
}

static void a_whole_cluster_is_added_and_that_undone(void **state)
{
	struct base *base = *state;
	struct workbench_cluster cluster = parrots(base);
	import_text(base, IMPORT_JSONL, "{\"id\":\"pets\",\"question\":\"Pets?\",\"answer\":\"A\"}");
	struct doing doing = {.what = DO_ADD,
			      .pick.cluster = cluster.id,
			      .entry = find_entry(base, "pets").id};
	act(base, &doing);
	assert_int_equal(find_entry(base, "pets").content.variant_count, 3);
	assert_int_equal(list(base, "added").count, 1);
	assert_int_equal(list(base, "open").count, 1);
	undo(base, &doing);
	assert_int_equal(find_entry(base, "pets").content.variant_count, 0);
	assert_int_equal(list(base, "open").count, 2);
}

static void undoing_takes_back_what_was_added_and_no_more(void **state)
{
	struct base *base = *state;
	ask(base, "shop", "Do you sell parrots?");
	ask(base, "shop", "a parrot\nof which colour");
	curate(base);
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"pets\",\"question\":\"Pets?\",\"answer\":\"A\","
		    "\"variants\":[\"Do you sell parrots?\"]}");
	for (int at = list(base, "open").count; at > 0; at--) {
		struct doing doing = {.what = DO_ADD,
				      .pick.cluster = list(base, "open").lines[0].id,
				      .entry = find_entry(base, "pets").id};
		act(base, &doing);
		undo(base, &doing);
		struct entry entry = find_entry(base, "pets");
		assert_int_equal(entry.content.variant_count, 1);
		assert_string_equal(entry.content.variants[0], "Do you sell parrots?");
		doing.what = DO_IGNORE; /* the next one's turn */
		act(base, &doing);
	}
}

/* Of questions in several clusters, each cluster names the entry that it did before. */
static void what_is_undone_leaves_the_entry_of_before(void **state)
{
	struct base *base = *state;
	struct workbench_question *questions;
	struct workbench_cluster cluster = parrots(base);
	import_text(base, IMPORT_JSONL, "{\"id\":\"pets\",\"question\":\"Pets?\",\"answer\":\"A\"}\n"
					"{\"id\":\"birds\",\"question\":\"Birds?\",\"answer\":\"B\"}");
	(void)questions_of(base, &cluster.id, &questions);
	const char *first[] = {questions[0].id.text}, *rest[] = {questions[1].id.text, NULL};
	struct doing doing = {.what = DO_ADD,
			      .pick = {.cluster = cluster.id, .questions = first, .count = 1},
			      .entry = find_entry(base, "pets").id};
	act(base, &doing);
	struct workbench_page page = list(base, "open");
	const struct workbench_cluster *other = &page.lines[strcmp(page.lines[0].id.text, cluster.id.text) == 0];
	(void)questions_of(base, &other->id, &questions);
	rest[1] = questions[0].id.text;
	struct doing both = {.what = DO_ADD,
			     .pick = {.questions = rest, .count = 2},
			     .entry = find_entry(base, "birds").id};
	act(base, &both);
	assert_int_equal(list(base, "open").count, 1);
	undo(base, &both);
	page = list(base, "open");
	assert_int_equal(page.count, 2);
	for (int at = 0; at < 2; at++)
		if (strcmp(page.lines[at].id.text, cluster.id.text) == 0)
			assert_string_equal(page.lines[at].entry, find_entry(base, "pets").id.text);
		else
			assert_null(page.lines[at].entry);
	undo(base, &doing);
	page = list(base, "open");
	assert_null(page.lines[0].entry);
	assert_null(page.lines[1].entry);
}

static void an_entry_is_made_and_that_undone(void **state)
{
	struct base *base = *state;
	struct doing doing = {.what = DO_MAKE, .pick.cluster = parrots(base).id};
	struct entry entry;
	struct fault fault = {0};
	act(base, &doing);
	assert_int_equal(entry_read(store_reader(base->store), &doing.entry, base->arena, &entry,
				    &fault),
			 LOOKUP_FOUND);
	assert_int_equal(entry.content.variant_count, 3);
	undo(base, &doing);
	assert_int_equal(count_entries(base), 0);
	assert_int_equal(list(base, "open").count, 2);
}

static void ignoring_keeps_the_reason(void **state)
{
	struct base *base = *state;
	struct doing doing = {.what = DO_IGNORE, .pick.cluster = parrots(base).id};
	act(base, &doing);
	struct workbench_page page = list(base, "ignored");
	assert_int_equal(page.count, 1);
	assert_string_equal(page.lines[0].reason, "not ours");
	undo(base, &doing);
	assert_int_equal(list(base, "ignored").count, 0);
	assert_null(list(base, "open").lines[0].reason);
}

static void a_question_is_split_off_with_its_counts(void **state)
{
	struct base *base = *state;
	struct workbench_question *questions;
	struct workbench_cluster cluster = parrots(base);
	(void)questions_of(base, &cluster.id, &questions);
	const char *ids[] = {questions[0].id.text};
	struct doing doing = {.what = DO_MOVE,
			      .pick = {.cluster = cluster.id, .questions = ids, .count = 1}};
	act(base, &doing);
	struct workbench_page page = list(base, "open");
	assert_int_equal(page.count, 3);
	assert_int_equal(page.lines[0].asked + page.lines[1].asked, 4);
	curate(base); /* an editor's choice stays */
	assert_int_equal(list(base, "open").count, 3);
	undo(base, &doing);
	page = list(base, "open");
	assert_int_equal(page.count, 2);
	assert_int_equal(page.lines[0].asked, 4);
	assert_int_equal(page.lines[0].site_count, 2);
}

static void a_question_that_is_named_twice_counts_once(void **state)
{
	struct base *base = *state;
	struct workbench_question *questions;
	struct workbench_cluster cluster = parrots(base);
	(void)questions_of(base, &cluster.id, &questions);
	const char *ids[] = {questions[0].id.text, questions[0].id.text};
	struct doing doing = {.what = DO_MOVE,
			      .pick = {.cluster = cluster.id, .questions = ids, .count = 2}};
	int64_t asked = questions[0].asked, all = cluster.asked;
	act(base, &doing);
	struct workbench_page page = list(base, "open");
	for (int at = 0; at < page.count; at++) {
		if (strcmp(page.lines[at].id.text, cluster.id.text) == 0)
			assert_int_equal(page.lines[at].asked, all - asked);
		if (strcmp(page.lines[at].id.text, doing.to.text) == 0)
			assert_int_equal(page.lines[at].asked, asked);
	}
	struct doing ignoring = {.what = DO_IGNORE,
				 .pick = {.cluster = doing.to, .questions = ids, .count = 2}};
	act(base, &ignoring);
	undo(base, &ignoring);
	undo(base, &doing);
	page = list(base, "open");
	assert_int_equal(page.count, 2);
	assert_int_equal(page.lines[0].asked, all);
	assert_int_equal(page.lines[0].open_questions, cluster.open_questions);
}

static void clusters_are_merged(void **state)
{
	struct base *base = *state;
	(void)parrots(base);
	struct workbench_page page = list(base, "open");
	struct doing doing = {
	    .what = DO_MOVE, .pick.cluster = page.lines[1].id, .to = page.lines[0].id};
	act(base, &doing);
	page = list(base, "open");
	assert_int_equal(page.count, 1);
	assert_int_equal(page.lines[0].asked, 5);
	undo(base, &doing);
	assert_int_equal(list(base, "open").count, 2);
}

static void a_cluster_is_assigned(void **state)
{
	struct base *base = *state;
	struct fault fault;
	must(write_with(base, hire, NULL, &fault), &fault);
	struct doing doing = {.what = DO_ASSIGN, .pick.cluster = parrots(base).id};
	act(base, &doing);
	struct workbench_page page =
	    list_where(base, (struct workbench_filter){.assignee = STAFF});
	assert_int_equal(page.count, 1);
	assert_string_equal(page.lines[0].assignee_name, "Ed");
	assert_int_equal(page.lines[0].due_at, 5000);
	undo(base, &doing);
	assert_null(list(base, "open").lines[0].assignee);
}

static void what_was_changed_since_is_not_undone(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct doing first = {.what = DO_IGNORE, .pick.cluster = parrots(base).id};
	act(base, &first);
	undo(base, &first);
	first.what = DO_UNDO;
	assert_false(write_with(base, do_it, &first, &fault));
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(questions_come_together_and_are_counted),
	    on_base(visitors_who_left_are_counted),
	    on_base(lists_are_narrowed),
	    on_base(pages_follow_each_other),
	    on_base(a_whole_cluster_is_added_and_that_undone),
	    on_base(undoing_takes_back_what_was_added_and_no_more),
	    on_base(what_is_undone_leaves_the_entry_of_before),
	    on_base(an_entry_is_made_and_that_undone),
	    on_base(ignoring_keeps_the_reason),
	    on_base(a_question_is_split_off_with_its_counts),
	    on_base(a_question_that_is_named_twice_counts_once),
	    on_base(clusters_are_merged),
	    on_base(a_cluster_is_assigned),
	    on_base(what_was_changed_since_is_not_undone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
