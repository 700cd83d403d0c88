/* Talks whose questions were not answered, and the workbench that gathers them. */
#ifndef FOYER_TEST_WORKBENCH_SUPPORT_H
#define FOYER_TEST_WORKBENCH_SUPPORT_H

#include "tests/unit/knowledge_support.h"

#include "bot/bot.h"
#include "data/clock.h"
#include "data/settings.h"
#include "handoff/curation.h"
#include "kb/live.h"
#include "kb/publish.h"
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

static inline bool add_event(struct transaction *transaction, const struct talk *talk, int number,
			     const char *author, const char *text, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &TEST_EVENT);
	query_text(query, 1, talk->id.text);
	query_int(query, 2, number);
	query_text(query, 3, author);
	query_text(query, 4, text);
	return query_run(&query, fault);
}

static inline bool have_talk(void *context, struct transaction *transaction, struct fault *fault)
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

static inline bool hire(void *context, struct transaction *transaction, struct fault *fault)
{
	(void)context;
	struct query *query = db_query(transaction_db(transaction), &TEST_STAFF);
	query_text(query, 1, STAFF);
	return query_run(&query, fault);
}

static inline void ask(struct base *base, const char *site, const char *question)
{
	struct talk talk = {.site = site, .question = question, .is_logged = true};
	struct fault fault;
	must(write_with(base, have_talk, &talk, &fault), &fault);
}

static inline void curate_with(struct base *base, struct live *live)
{
	struct curation *curation = curation_new(base->store, live);
	struct fault fault = {0};
	bool more = true;
	while (more)
		must(curation_work(curation, &more, &fault), &fault);
	curation_free(&curation);
}

static inline void curate(struct base *base)
{
	struct live *live = live_new();
	curate_with(base, live);
	live_free(&live);
}

static inline bool prepare(void *context, struct snapshot *candidate, const struct golden *golden,
			   int count, struct arena *arena, struct golden_result *result,
			   struct fault *fault)
{
	(void)context, (void)golden, (void)arena;
	*result = (struct golden_result){.passed = count};
	return bot_prepare(candidate, fault);
}

static inline struct live *published(struct base *base, const char *entries)
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

static inline struct workbench_page list_where(struct base *base, struct workbench_filter filter)
{
	struct workbench_page page;
	struct fault fault = {0};
	must(workbench_list(store_reader(base->store), &filter, clock_now(), base->arena, &page,
			    &fault),
	     &fault);
	return page;
}

static inline struct workbench_page list(struct base *base, const char *state)
{
	return list_where(base, (struct workbench_filter){.state = state});
}

static inline int questions_of(struct base *base, const struct cluster_id *cluster,
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

static inline bool do_it(void *context, struct transaction *transaction, struct fault *fault)
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

static inline void act(struct base *base, struct doing *doing)
{
	struct fault fault;
	must(write_with(base, do_it, doing, &fault), &fault);
}

static inline void undo(struct base *base, struct doing *doing)
{
	doing->what = DO_UNDO;
	act(base, doing);
}

/* Three ways to ask for a parrot, one of them twice, and something else. */
static inline struct workbench_cluster parrots(struct base *base)
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

/* Sites and times -------------------------------------------------------------- */

#define OF_TEAPOTS(id, more)                                                                       \
	"{\"id\":\"" id "\",\"question\":\"How do I return a teapot?\",\"answer\":\"Wrap it "      \
	"well.\"" more "}\n"

#endif
