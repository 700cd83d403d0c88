/*
 * Curation, checking: which visitors left without help, and which questions
 * the live snapshot answers now.  See curation.h.  Slow-work thread.
 */
#include <stdio.h>
#include <string.h>

#include "bot/bot.h"
#include "data/clock.h"
#include "handoff/curation_internal.h"
#include "handoff/side.h"
#include "kb/workbench.h"

#define OUTCOMES_AT_ONCE  100
#define OUTCOMES_SHARE    200 /* of the time that one look takes there is between two, at least */
#define CLUSTERS_AT_ONCE  4
#define QUESTIONS_CHECKED 200 /* of a cluster, the most asked */

SQL_READ(CHECK_ENDED,
	 "SELECT a.unmatched, a.conversation, a.number FROM unmatched_ask a "
	 "JOIN conversation c ON c.id = a.conversation "
	 "WHERE a.is_counted = 1 AND a.outcome IS NULL "
	 "AND (c.owner = 'closed' OR (c.owner = 'bot' AND c.changed_at < $1)) "
	 "ORDER BY a.at LIMIT $2");
/* Help after the question: a person, a message left, or another answer than
 * the one that was complained of. */
SQL_READ(CHECK_HELP,
	 "SELECT number FROM event WHERE conversation = $1 AND number > $2 AND "
	 "(type IN ('handoff', 'assigned', 'left-message') OR "
	 "(author = 'agent' AND type = 'message') OR "
	 "(author = 'bot' AND body LIKE '%\"decision\":\"answer\"%' AND body NOT LIKE $3)) LIMIT 1");
SQL_READ(CHECK_CLUSTERS, "SELECT id FROM cluster WHERE state <> 'empty' AND checked < $1 "
			 "ORDER BY checked DESC, last_at DESC LIMIT $2");
/* Asked again where it was asked last. */
SQL_READ(CHECK_QUESTIONS,
	 "SELECT u.id, u.text, u.language, COALESCE((SELECT a.site FROM unmatched_ask a "
	 "WHERE a.unmatched = u.id ORDER BY a.at DESC LIMIT 1), 'default') AS site "
	 "FROM unmatched u WHERE u.cluster = $1 ORDER BY u.asked DESC, u.id DESC LIMIT $2");

/* Outcomes ------------------------------------------------------------------ */

struct ended {
	struct unmatched_id question;
	const char *conversation;
	int64_t number;
	bool lost;
};

struct outcomes {
	struct change change;
	struct ended *ended;
	int count;
};

static bool apply_outcomes(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	const struct outcomes *outcomes = (const struct outcomes *)change;
	for (int at = 0; at < outcomes->count; at++) {
		const struct ended *one = &outcomes->ended[at];
		if (!workbench_outcome(transaction, &one->question, one->conversation, one->number,
				       one->lost, fault))
			return false;
	}
	return true;
}

static bool read_ended(struct curation *curation, struct outcomes *outcomes, struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &CHECK_ENDED);
	query_int(query, 1, clock_now() - CURATION_IDLE_MS);
	query_int(query, 2, OUTCOMES_AT_ONCE);
	while (query_next(query)) {
		struct ended *one = &outcomes->ended[outcomes->count++];
		*one = (struct ended){
		    .conversation = row_text(query, "conversation", curation->arena),
		    .number = row_int(query, "number"),
		    .lost = true};
		row_text_into(query, "unmatched", one->question.text, sizeof(one->question.text));
	}
	return query_end(&query, fault);
}

static bool find_help(struct curation *curation, struct ended *one, struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &CHECK_HELP);
	query_text(query, 1, one->conversation);
	query_int(query, 2, one->number);
	query_text(query, 3, arena_format(curation->arena, "%%\"turn\":%lld,%%",
					  (long long)one->number));
	while (query_next(query))
		one->lost = row_int(query, "number") < 0;
	return query_end(&query, fault);
}

/* Every question of a conversation that goes on is looked at: as long as few
 * have ended, that is not done for each portion of other work. */
static bool read_some_ended(struct curation *curation, struct outcomes *outcomes,
			    struct fault *fault)
{
	int64_t began = clock_steady();
	if (!read_ended(curation, outcomes, fault))
		return false;
	int64_t ended = clock_steady();
	if (outcomes->count < OUTCOMES_AT_ONCE)
		curation->look_for_ended_at = ended + OUTCOMES_SHARE * (ended - began);
	return true;
}

bool curation_outcomes(struct curation *curation, bool *worked, struct fault *fault)
{
	struct outcomes outcomes = {.change.apply = apply_outcomes};
	if (clock_steady() < curation->look_for_ended_at)
		return true;
	outcomes.ended = arena_array(curation->arena, OUTCOMES_AT_ONCE, sizeof(struct ended));
	if (!read_some_ended(curation, &outcomes, fault))
		return false;
	for (int at = 0; at < outcomes.count; at++)
		if (!find_help(curation, &outcomes.ended[at], fault))
			return false;
	*worked = outcomes.count > 0;
	return outcomes.count == 0 || store_write(curation->store, &outcomes.change, fault);
}

/* Asking again ---------------------------------------------------------------- */

struct checking {
	struct change change;
	struct cluster_id cluster;
	int64_t publication;
	struct workbench_check *checks;
	int count;
};

static bool apply_checking(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	const struct checking *checking = (const struct checking *)change;
	return workbench_check(transaction, &checking->cluster, checking->publication,
			       checking->checks, checking->count, fault);
}

static struct workbench_check ask(struct curation *curation, const struct what_if_side *side,
				  const char *text, const char *language, const char *site)
{
	struct workbench_check check = {0};
	struct decision decision;
	struct bot_context context = {.site = site,
				      .language = language,
				      .now_ms = clock_now(),
				      .policy = what_if_policy(side, site)};
	bot_decide(side->snapshot, &context, text, curation->arena, &decision);
	if (decision.kind == DECISION_ANSWER && decision.entry != NULL)
		check.answered_by = decision.entry->external_id;
	check.confidence = decision.confidence;
	return check;
}

static bool check_cluster(struct curation *curation, const struct what_if_side *side,
			  struct checking *checking, struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &CHECK_QUESTIONS);
	checking->count = 0;
	query_text(query, 1, checking->cluster.text);
	query_int(query, 2, QUESTIONS_CHECKED);
	while (query_next(query)) {
		struct workbench_check *check = &checking->checks[checking->count++];
		*check = ask(curation, side, row_text(query, "text", curation->arena),
			     row_text(query, "language", curation->arena),
			     row_text(query, "site", curation->arena));
		row_text_into(query, "id", check->question.text, sizeof(check->question.text));
	}
	return query_end(&query, fault) &&
	       store_write(curation->store, &checking->change, fault);
}

static bool read_unchecked(struct curation *curation, int64_t publication,
			   struct cluster_id *clusters, int *count, struct fault *fault)
{
	struct query *query = db_query(store_reader(curation->store), &CHECK_CLUSTERS);
	*count = 0;
	query_int(query, 1, publication);
	query_int(query, 2, CLUSTERS_AT_ONCE);
	while (query_next(query)) {
		struct cluster_id *cluster = &clusters[(*count)++];
		row_text_into(query, "id", cluster->text, sizeof(cluster->text));
	}
	return query_end(&query, fault);
}

static bool ask_with(struct curation *curation, struct snapshot *snapshot, bool *worked,
		     struct fault *fault)
{
	struct cluster_id clusters[CLUSTERS_AT_ONCE];
	struct what_if_side side;
	struct checking checking = {
	    .change.apply = apply_checking,
	    .publication = snapshot_number(snapshot),
	    .checks =
		arena_array(curation->arena, QUESTIONS_CHECKED, sizeof(struct workbench_check))};
	int count;
	if (!read_unchecked(curation, checking.publication, clusters, &count, fault))
		return false;
	*worked = count > 0;
	if (count == 0)
		return true;
	if (!side_read(store_reader(curation->store), NULL, curation->arena, &side, fault))
		return false;
	side.snapshot = snapshot;
	for (int at = 0; at < count; at++) {
		checking.cluster = clusters[at];
		if (!check_cluster(curation, &side, &checking, fault))
			return false;
	}
	return true;
}

bool curation_ask_again(struct curation *curation, bool *worked, struct fault *fault)
{
	struct snapshot *snapshot = live_acquire(curation->live);
	if (snapshot == NULL)
		return true;
	bool good = ask_with(curation, snapshot, worked, fault);
	snapshot_release(&snapshot);
	return good;
}
