/*
 * Curation, learning: what agents answered in conversations that are over.
 * See curation.h.  Slow-work thread.
 *
 * The question is the visitor's that was logged as unanswered, else the last
 * before an agent wrote; the answer is the longest of the agent's first
 * messages, as greetings are short.
 */
#include <stdio.h>
#include <string.h>

#include "bot/rank.h"
#include "data/clock.h"
#include "data/event_log.h"
#include "handoff/curation_internal.h"
#include "kb/mask.h"
#include "kb/paging.h"
#include "kb/suggestion.h"

#define CONVERSATIONS_AT_ONCE 10
#define EVENTS_MOST           400
#define ANSWERS_LOOKED_AT     6
#define ANSWER_LEAST          12   /* bytes; less is no answer */
#define QUESTION_ALIKE        0.6f /* from here two questions are one suggestion */
#define SAME_ANSWER           0.4f /* below, an answer says something else than the entry's */
#define SUGGESTIONS_MOST      20000

SQL_READ(LEARN_CURSOR, "SELECT value FROM setting WHERE name = 'workbench.learned'");
SQL_WRITE(LEARN_SET_CURSOR,
	  "INSERT INTO setting (name, value, changed_at) VALUES ('workbench.learned', $1, $2) "
	  "ON CONFLICT (name) DO UPDATE SET value = excluded.value, "
	  "changed_at = excluded.changed_at");
SQL_READ(LEARN_CLOSED,
	 "SELECT id, language, site, rating, closed_at FROM conversation WHERE closed_at IS NOT NULL AND "
	 "(closed_at > $1 OR (closed_at = $1 AND id > $2)) ORDER BY closed_at, id LIMIT $3");
SQL_READ(LEARN_ASKED, "SELECT MAX(number) AS number FROM unmatched_ask WHERE conversation = $1 "
		      "AND number < $2");
SQL_READ(LEARN_LOAD, "SELECT x.suggestion, x.question FROM suggestion_source x "
		     "JOIN suggestion g ON g.id = x.suggestion WHERE g.state <> 'accepted' "
		     "ORDER BY x.at LIMIT $1");
SQL_READ(LEARN_STATE, "SELECT state FROM suggestion WHERE id = $1");
SQL_READ(LEARN_ANSWERS, "SELECT answer FROM suggestion_source WHERE suggestion = $1 "
			"ORDER BY at DESC LIMIT 10");

struct closed {
	struct conversation_id id;
	const char *language, *site, *rating;
	int64_t at;
};

/* The cursor ------------------------------------------------------------------ */

static bool read_cursor(struct curation *curation, struct closed *cursor, struct fault *fault)
{
	char value[80] = "";
	long long at = 0;
	struct query *query = db_query(store_reader(curation->store), &LEARN_CURSOR);
	while (query_next(query))
		row_text_into(query, "value", value, sizeof(value));
	*cursor = (struct closed){0};
	if (sscanf(value, "%lld %36s", &at, cursor->id.text) == 2)
		cursor->at = at;
	return query_end(&query, fault);
}

static bool read_closed(struct curation *curation, const struct closed *cursor,
			struct closed *closed, int *count, struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &LEARN_CLOSED);
	*count = 0;
	query_int(query, 1, cursor->at);
	query_text(query, 2, cursor->id.text);
	query_int(query, 3, CONVERSATIONS_AT_ONCE);
	while (query_next(query)) {
		struct closed *one = &closed[(*count)++];
		*one = (struct closed){.language = row_text(query, "language", curation->arena),
				       .site = row_text(query, "site", curation->arena),
				       .rating = row_text(query, "rating", curation->arena),
				       .at = row_int(query, "closed_at")};
		row_text_into(query, "id", one->id.text, sizeof(one->id.text));
	}
	return query_end(&query, fault);
}

/* Question and answer ----------------------------------------------------------- */

static bool is_from(const struct event *event, enum author_kind author)
{
	return event->type == EVENT_MESSAGE && event->author == author && event->text != NULL;
}

/* The agent's longest of the first few messages; *first is the first of them. */
static const struct event *find_answer(const struct event *events, int count,
				       const struct event **first)
{
	const struct event *best = NULL;
	int seen = 0;
	*first = NULL;
	for (int at = 0; at < count && seen < ANSWERS_LOOKED_AT; at++) {
		if (!is_from(&events[at], AUTHOR_AGENT))
			continue;
		if (seen++ == 0)
			*first = &events[at];
		if (best == NULL || strlen(events[at].text) > strlen(best->text))
			best = &events[at];
	}
	return best != NULL && strlen(best->text) >= ANSWER_LEAST ? best : NULL;
}

static bool logged_question(struct curation *curation, const struct closed *closed, int64_t before,
			    int64_t *number, struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &LEARN_ASKED);
	*number = 0;
	query_text(query, 1, closed->id.text);
	query_int(query, 2, before);
	while (query_next(query))
		*number = row_int(query, "number");
	return query_end(&query, fault);
}

static const struct event *find_question(const struct event *events, int count, int64_t logged,
					 int64_t before)
{
	const struct event *last = NULL;
	for (int at = 0; at < count && events[at].number < before; at++) {
		if (!is_from(&events[at], AUTHOR_VISITOR))
			continue;
		if (events[at].number == logged)
			return &events[at];
		last = &events[at];
	}
	return last;
}

/* *finding->source.question stays NULL when there is nothing to learn. */
static bool read_conversation(struct curation *curation, const struct closed *closed,
			      struct suggestion_finding *finding, struct fault *fault)
{
	struct event *events;
	const struct event *first;
	int64_t logged;
	int count;
	const struct event_reader reader = {.kind = EVENTS_FOR_VISITOR};
	if (!event_read(store_reader(curation->store), &closed->id, 0, &reader, EVENTS_MOST,
			curation->arena, &events, &count, fault))
		return false;
	const struct event *answer = find_answer(events, count, &first);
	if (answer == NULL)
		return true;
	if (!logged_question(curation, closed, first->number, &logged, fault))
		return false;
	const struct event *question = find_question(events, count, logged, first->number);
	if (question == NULL)
		return true;
	finding->source = (struct suggestion_source){
	    .conversation = closed->id,
	    .number = question->number,
	    .question = mask_text(question->text, curation->arena, NULL),
	    .answer = mask_text(answer->text, curation->arena, NULL),
	    .rating = closed->rating,
	    .at = closed->at};
	finding->language = closed->language;
	return true;
}

/* Comparing ------------------------------------------------------------------- */

/* How alike two texts are, by their own words alone. */
static float alike(const char *one, const char *other)
{
	struct clusters *clusters = clusters_new(NULL, cluster_grain_default());
	struct cluster_question question = {.text = one, .cluster = CLUSTER_NONE};
	uint32_t first = clusters_add(clusters, &question);
	question.text = other;
	float like = clusters_likeness(clusters, first, clusters_add(clusters, &question));
	clusters_free(&clusters);
	return like < 1 ? like : 1;
}

/* Looks the question up in what visitors of the site are answered from now. */
static void compare_with_base(struct curation *curation, const char *site,
			      struct suggestion_finding *finding)
{
	const struct bot_context context = {
	    .site = site, .now_ms = clock_now(), .policy = bot_policy_default()};
	struct snapshot *snapshot = live_acquire(curation->live);
	finding->kind = "new";
	if (snapshot == NULL)
		return;
	struct question question =
	    question_read(snapshot, finding->source.question, curation->arena);
	struct matches matches =
	    rank_for_visitor(snapshot, &question, &context, finding->language, NULL,
			     curation->arena);
	if (matches.count > 0 && matches.best[0].confidence >= context.policy.clarify_from) {
		const struct snapshot_entry *entry = matches.best[0].entry;
		bool same = alike(entry->answer, finding->source.answer) >= SAME_ANSWER;
		finding->kind = same ? "variant" : "outdated";
		finding->entry = arena_text(curation->arena, entry->external_id);
		finding->entry_confidence = matches.best[0].confidence;
	}
	snapshot_release(&snapshot);
}

/* The suggestion that the question belongs to -------------------------------------- */

static bool load(struct curation *curation, struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &LEARN_LOAD);
	curation->suggested = clusters_new(NULL, cluster_grain_default());
	query_int(query, 1, SUGGESTIONS_MOST);
	while (query_next(query)) {
		struct cluster_question question = {
		    .text = row_text(query, "question", curation->arena),
		    .cluster = CLUSTER_NONE};
		uint32_t number = clusters_add(curation->suggested, &question);
		id_map_put(&curation->source_ids, number,
			   row_text(query, "suggestion", curation->arena));
	}
	bool good = query_end(&query, fault);
	if (!good)
		clusters_free(&curation->suggested);
	return good;
}

/* Accepted ones are knowledge now: what agents answer beside it is news. */
static bool takes_more(struct curation *curation, const char *suggestion, bool *takes,
		       struct fault *fault)
{
	char state[16] = "accepted";
	struct query *query = db_query(store_reader(curation->store), &LEARN_STATE);
	query_text(query, 1, suggestion);
	while (query_next(query))
		row_text_into(query, "state", state, sizeof(state));
	*takes = strcmp(state, "accepted") != 0;
	return query_end(&query, fault);
}

static bool find_suggestion(struct curation *curation, struct suggestion_finding *finding,
			    uint32_t *number, struct fault *fault)
{
	struct cluster_question question = {.text = finding->source.question,
					    .cluster = CLUSTER_NONE};
	*number = clusters_add(curation->suggested, &question);
	struct cluster_near near[CLUSTER_NEAR_MOST];
	int count = clusters_nearest(curation->suggested, *number, near);
	for (int at = 0; at < count && near[at].likeness >= QUESTION_ALIKE; at++) {
		const char *id = id_map_id(&curation->source_ids, near[at].question);
		bool takes;
		if (id[0] == '\0')
			continue;
		if (!takes_more(curation, id, &takes, fault))
			return false;
		if (takes) {
			snprintf(finding->id.text, sizeof(finding->id.text), "%s", id);
			return true;
		}
	}
	return true;
}

static bool compare_answers(struct curation *curation, struct suggestion_finding *finding,
			    struct fault *fault)
{
	double sum = 0;
	int count = 0;
	struct query *query = db_query(store_reader(curation->store), &LEARN_ANSWERS);
	query_text(query, 1, finding->id.text);
	while (query_next(query)) {
		sum += (double)alike(row_text(query, "answer", curation->arena),
				     finding->source.answer);
		count++;
	}
	finding->alike = count > 0 ? sum / count : 1;
	return query_end(&query, fault);
}

/* Writing --------------------------------------------------------------------- */

struct learning {
	struct change change;
	struct suggestion_finding finding;
	const struct closed *closed;
	bool found;
};

static bool apply_learning(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	struct learning *learning = (struct learning *)change;
	if (learning->found && !suggestion_learn(transaction, &learning->finding, fault))
		return false;
	struct query *query = db_query(transaction_db(transaction), &LEARN_SET_CURSOR);
	query_text(query, 1,
		   arena_format(transaction_arena(transaction), "%lld %s",
				(long long)learning->closed->at, learning->closed->id.text));
	query_int(query, 2, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool learn_from(struct curation *curation, const struct closed *closed, struct fault *fault)
{
	struct learning learning = {.change.apply = apply_learning, .closed = closed};
	struct suggestion_finding *finding = &learning.finding;
	uint32_t number = 0;
	if (!read_conversation(curation, closed, finding, fault))
		return false;
	learning.found = finding->source.question != NULL;
	if (learning.found) {
		compare_with_base(curation, closed->site, finding);
		if (!find_suggestion(curation, finding, &number, fault) ||
		    !compare_answers(curation, finding, fault))
			return false;
	}
	if (!store_write(curation->store, &learning.change, fault))
		return false;
	if (learning.found)
		id_map_put(&curation->source_ids, number, finding->id.text);
	return true;
}

bool curation_learn(struct curation *curation, bool *worked, struct fault *fault)
{
	struct closed cursor, closed[CONVERSATIONS_AT_ONCE];
	int count;
	if ((curation->suggested == NULL && !load(curation, fault)) ||
	    !read_cursor(curation, &cursor, fault) ||
	    !read_closed(curation, &cursor, closed, &count, fault))
		return false;
	for (int at = 0; at < count; at++)
		if (!learn_from(curation, &closed[at], fault))
			return false;
	*worked = count > 0;
	return true;
}
