/* The workbench: questions in clusters, counted, acted on, and every act undone. */
#include "tests/unit/knowledge_support.h"

#include "bot/bot.h"
#include "data/clock.h"
#include "data/settings.h"
#include "handoff/curation.h"
#include "kb/live.h"
#include "kb/publish.h"
#include "kb/suggestion.h"
#include "kb/workbench.h"

SQL_WRITE(TEST_CONVERSATION,
	  "INSERT INTO conversation (id, site, language, token_hash, owner, closed_at, created_at, "
	  "changed_at) VALUES ($1, $2, 'en', 'x', 'closed', $3, 0, 0)");
SQL_WRITE(TEST_EVENT, "INSERT INTO event (conversation, number, type, author, text, at) "
		      "VALUES ($1, $2, 'message', $3, $4, 0)");
SQL_WRITE(TEST_STAFF, "INSERT INTO staff (id, name, display_name, role, created_at) "
		      "VALUES ($1, 'ed', 'Ed', 'editor', 0)");

static const char STAFF[] = "00000000000000000000000000000000ed00";

/* Talking ------------------------------------------------------------------- */

struct talk {
	const char *site, *question, *answer; /* answer by an agent, or NULL */
	bool is_logged;
	struct conversation_id id;
};

static bool add_event(struct transaction *transaction, const struct talk *talk, int number,
		      const char *author, const char *text, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &TEST_EVENT);
	query_text(query, 1, talk->id.text);
	query_int(query, 2, number);
	query_text(query, 3, author);
	query_text(query, 4, text);
	return query_run(&query, fault);
}

static bool have_talk(void *context, struct transaction *transaction, struct fault *fault)
{
	static int64_t closed_at = 1000;
	struct talk *talk = context;
	id_new(transaction_now(transaction), talk->id.text);
	struct query *query = db_query(transaction_db(transaction), &TEST_CONVERSATION);
	query_text(query, 1, talk->id.text);
	query_text(query, 2, talk->site);
	query_int(query, 3, closed_at++);
	struct unmatched_ask ask = {.conversation = talk->id,
				    .number = 1,
				    .text = talk->question,
				    .language = "en",
				    .reason = "unmatched"};
	return query_run(&query, fault) &&
	       add_event(transaction, talk, 1, "visitor", talk->question, fault) &&
	       (!talk->is_logged || unmatched_log(transaction, &ask, fault)) &&
	       (talk->answer == NULL ||
		add_event(transaction, talk, 2, "agent", talk->answer, fault));
}

static bool hire(void *context, struct transaction *transaction, struct fault *fault)
{
	(void)context;
	struct query *query = db_query(transaction_db(transaction), &TEST_STAFF);
	query_text(query, 1, STAFF);
	return query_run(&query, fault);
}

static void ask(struct base *base, const char *site, const char *question)
{
	struct talk talk = {.site = site, .question = question, .is_logged = true};
	struct fault fault;
	must(write_with(base, have_talk, &talk, &fault), &fault);
}

static void help(struct base *base, const char *question, const char *answer)
{
	struct talk talk = {.site = "shop", .question = question, .answer = answer};
	struct fault fault;
	must(write_with(base, have_talk, &talk, &fault), &fault);
}

static void curate_with(struct base *base, struct live *live)
{
	struct curation *curation = curation_new(base->store, live);
	struct fault fault = {0};
	bool more = true;
	while (more)
		must(curation_work(curation, &more, &fault), &fault);
	curation_free(&curation);
}

static void curate(struct base *base)
{
	struct live *live = live_new();
	curate_with(base, live);
	live_free(&live);
}

static bool prepare(void *context, struct snapshot *candidate, const struct golden *golden,
		    int count, struct arena *arena, struct golden_result *result,
		    struct fault *fault)
{
	(void)context, (void)golden, (void)arena;
	*result = (struct golden_result){.passed = count};
	return bot_prepare(candidate, fault);
}

static struct live *published(struct base *base, const char *entries)
{
	struct live *live = live_new();
	struct publish_request request = {.check = prepare, .live = live};
	struct publish_report report;
	struct fault fault = {0};
	import_text(base, IMPORT_JSONL, entries);
	must(publish_run(base->store, &request, base->arena, &report, &fault), &fault);
	return live;
}

/* Looking ------------------------------------------------------------------- */

static struct workbench_page list_where(struct base *base, struct workbench_filter filter)
{
	struct workbench_page page;
	struct fault fault = {0};
	must(workbench_list(store_reader(base->store), &filter, clock_now(), base->arena, &page,
			    &fault),
	     &fault);
	return page;
}

static struct workbench_page list(struct base *base, const char *state)
{
	return list_where(base, (struct workbench_filter){.state = state});
}

static int questions_of(struct base *base, const struct cluster_id *cluster,
			struct workbench_question **questions)
{
	struct fault fault = {0};
	const char *next;
	int count;
	must(workbench_questions(store_reader(base->store), cluster, NULL, 0, base->arena,
				 questions, &count, &next, &fault),
	     &fault);
	return count;
}

/* Acting -------------------------------------------------------------------- */

struct doing {
	enum { DO_ADD, DO_IGNORE, DO_MOVE, DO_ASSIGN, DO_UNDO, DO_MAKE } what;
	struct workbench_pick pick;
	struct workbench_by by;
	struct entry_id entry;
	struct cluster_id to;
};

static bool do_it(void *context, struct transaction *transaction, struct fault *fault)
{
	static const struct staff_id ed = {"00000000000000000000000000000000ed00"};
	struct doing *doing = context;
	struct entry_draft draft = {.question = "Parrots", .answer = "None."}, clean;
	switch (doing->what) {
	case DO_ADD:
		return workbench_add(transaction, &doing->pick, &doing->entry, &doing->by, fault);
	case DO_IGNORE:
		return workbench_ignore(transaction, &doing->pick, "not ours", &doing->by, fault);
	case DO_MOVE:
		return workbench_move(transaction, &doing->pick, &doing->to, &doing->by, fault);
	case DO_ASSIGN:
		return workbench_assign(transaction, &doing->pick.cluster, &ed, 5000, &doing->by,
					fault);
	case DO_MAKE:
		return entry_clean(&draft, transaction_arena(transaction), &clean, fault) &&
		       workbench_make_entry(transaction, &doing->pick, &clean, &doing->by,
					    &doing->entry, fault);
	case DO_UNDO:
		break;
	}
	return workbench_undo(transaction, &doing->by.act, NULL, fault);
}

static void act(struct base *base, struct doing *doing)
{
	struct fault fault;
	must(write_with(base, do_it, doing, &fault), &fault);
}

static void undo(struct base *base, struct doing *doing)
{
	doing->what = DO_UNDO;
	act(base, doing);
}

/* Three ways to ask for a parrot, one of them twice, and something else. */
static struct workbench_cluster parrots(struct base *base)
{
	ask(base, "shop", "Do you sell parrots?");
	ask(base, "blog", "do you sell a parrot");
	ask(base, "shop", "Do you sell parrots");
	ask(base, "shop", "can you sell me a parrot");
	ask(base, "shop", "When does the harbour museum open on Sundays?");
	curate(base);
	struct workbench_page page = list(base, "open");
	assert_int_equal(page.count, 2);
	return page.lines[0];
}

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

/* Suggestions ---------------------------------------------------------------- */

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
	struct talk talk = {.site = "shop",
			    .question = "Can I moor my boat overnight?",
			    .answer = "Yes, until ten in the morning.",
			    .is_logged = true};
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
	struct talk talk = {.site = "shop",
			    .question = "Can I moor my boat overnight?",
			    .answer = "Yes, until ten in the morning.",
			    .is_logged = true};
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

/* Expiring ------------------------------------------------------------------ */

#define DAY_MS (24LL * 3600 * 1000)
static int64_t days_later; /* of the clock that these tests use */

static int64_t later(void)
{
	return 1800000000000 + days_later * DAY_MS;
}

static void keep_for(const char *days)
{
	struct fault fault;
	setenv("FOYER_UNMATCHED_DAYS", days, 1);
	must(settings_load(&fault), &fault);
}

static int expire_set_up(void **state)
{
	days_later = 0;
	clock_use(later);
	return base_set_up(state);
}

static int expire_tear_down(void **state)
{
	clock_use(NULL);
	keep_for("0");
	return base_tear_down(state);
}

static void nothing_expires_unless_an_admin_says_so(void **state)
{
	struct base *base = *state;
	(void)parrots(base);
	days_later = 4000;
	curate(base);
	assert_int_equal(list(base, "open").count, 2);
}

static void what_nobody_asks_any_more_is_set_aside(void **state)
{
	struct base *base = *state;
	struct workbench_cluster parrot = parrots(base);
	keep_for("30");
	days_later = 20;
	ask(base, "shop", "When does the harbour museum open on Sundays?");
	curate(base);
	assert_int_equal(list(base, "open").count, 2);
	days_later = 31;
	curate(base);
	struct workbench_page ignored = list(base, "ignored");
	assert_int_equal(ignored.count, 1);
	assert_string_equal(ignored.lines[0].id.text, parrot.id.text);
	assert_string_equal(ignored.lines[0].reason, WORKBENCH_EXPIRED);
	assert_string_equal(list(base, "open").lines[0].title,
			    "When does the harbour museum open on Sundays?");
}

static void what_expired_is_put_back_for_another_period(void **state)
{
	struct base *base = *state;
	(void)parrots(base);
	keep_for("30");
	days_later = 31;
	curate(base);
	struct workbench_page ignored = list(base, "ignored");
	assert_int_equal(ignored.count, 2);
	struct doing doing = {0};
	snprintf(doing.by.act.text, sizeof(doing.by.act.text), "%s",
		 ignored.lines[0].ignored_by_act);
	undo(base, &doing);
	days_later = 60;
	curate(base);
	assert_int_equal(list(base, "open").count, 1);
	days_later = 62;
	curate(base);
	assert_int_equal(list(base, "open").count, 0);
}

static void what_expired_and_is_asked_again_opens_anew(void **state)
{
	struct base *base = *state;
	struct doing doing = {.what = DO_IGNORE, .pick.cluster = parrots(base).id};
	static const struct staff_id ed = {"00000000000000000000000000000000ed00"};
	struct fault fault;
	must(write_with(base, hire, NULL, &fault), &fault);
	doing.by.staff = &ed;
	act(base, &doing);
	keep_for("30");
	days_later = 31;
	curate(base);
	assert_int_equal(list(base, "open").count, 0);
	ask(base, "shop", "When does the harbour museum open on Sundays?");
	ask(base, "shop", "Do you sell parrots?"); /* somebody ignored that */
	curate(base);
	struct workbench_page open = list(base, "open");
	assert_int_equal(open.count, 1);
	assert_string_equal(open.lines[0].title, "When does the harbour museum open on Sundays?");
}

#define on_expiry(test) cmocka_unit_test_setup_teardown(test, expire_set_up, expire_tear_down)

/* Sites and times -------------------------------------------------------------- */

#define OF_TEAPOTS(id, more)                                                                      \
	"{\"id\":\"" id "\",\"question\":\"How do I return a teapot?\",\"answer\":\"Wrap it "       \
	"well.\"" more "}\n"

static const char *answered_by(struct base *base, const char *text)
{
	struct workbench_page page = list(base, "open");
	for (int at = 0; at < page.count; at++) {
		struct workbench_question *questions;
		int count = questions_of(base, &page.lines[at].id, &questions);
		for (int i = 0; i < count; i++)
			if (strcmp(questions[i].text, text) == 0)
				return questions[i].answered_by;
	}
	fail();
	return NULL;
}

/* What visitors of one site are answered says nothing of another's. */
static void questions_are_checked_for_their_own_site(void **state)
{
	struct base *base = *state;
	ask(base, "shop", "how do I return a teapot");
	ask(base, "hotel", "how do I return a teapot please");
	struct live *live = published(base, OF_TEAPOTS("teapot", ",\"sites\":[\"shop\"]"));
	curate_with(base, live);
	assert_string_equal(answered_by(base, "how do I return a teapot"), "teapot");
	assert_null(answered_by(base, "how do I return a teapot please"));
	live_free(&live);
}

static void what_is_over_answers_nothing(void **state)
{
	struct base *base = *state;
	ask(base, "shop", "how do I return a teapot");
	struct live *live =
	    published(base, OF_TEAPOTS("teapot", ",\"valid_until\":980899200000"));
	curate_with(base, live);
	assert_null(answered_by(base, "how do I return a teapot"));
	live_free(&live);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(questions_come_together_and_are_counted),
	    on_base(visitors_who_left_are_counted),
	    on_base(lists_are_narrowed),
	    on_base(pages_follow_each_other),
	    on_base(a_whole_cluster_is_added_and_that_undone),
	    on_base(an_entry_is_made_and_that_undone),
	    on_base(ignoring_keeps_the_reason),
	    on_base(a_question_is_split_off_with_its_counts),
	    on_base(clusters_are_merged),
	    on_base(a_cluster_is_assigned),
	    on_base(what_was_changed_since_is_not_undone),
	    on_expiry(nothing_expires_unless_an_admin_says_so),
	    on_expiry(what_nobody_asks_any_more_is_set_aside),
	    on_expiry(what_expired_is_put_back_for_another_period),
	    on_expiry(what_expired_and_is_asked_again_opens_anew),
	    on_base(agents_answers_are_suggested),
	    on_base(accepting_a_suggestion_settles_what_it_came_from),
	    on_base(a_suggestion_that_nobody_was_left_waiting_for_is_accepted_too),
	    on_base(a_rejected_suggestion_stays_away),
	    on_base(questions_are_checked_for_their_own_site),
	    on_base(what_is_over_answers_nothing),
	    on_base(answers_are_compared_with_their_own_site),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
