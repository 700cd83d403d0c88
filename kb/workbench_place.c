/*
 * Workbench, placing: questions and what is counted about them go from
 * cluster to cluster.  See workbench.h.  Writer thread.
 */
#include <stdio.h>
#include <string.h>

#include "kb/workbench_internal.h"

SQL_READ(BENCH_QUESTION, "SELECT id, cluster, entry, text, folded, state, is_fixed, answered_by, "
			 "first_at, last_at FROM unmatched WHERE id = $1");
SQL_WRITE(BENCH_NEW, "INSERT INTO cluster (id, title, language, first_at, last_at) "
		     "SELECT $1, text, language, first_at, last_at FROM unmatched WHERE id = $2");
SQL_WRITE(BENCH_SET_CLUSTER, "UPDATE unmatched SET cluster = $2, is_fixed = $3 WHERE id = $1");
SQL_WRITE(BENCH_SET_STATE, "UPDATE unmatched SET state = $2, entry = $3, resolved_by = $4, "
			   "resolved_at = $5 WHERE id = $1");

#define COUNTED "FROM unmatched_ask WHERE unmatched = $2 AND is_counted = 1 "
#define ADD_UP                                                                                     \
	" ON CONFLICT (cluster, kind, what) DO UPDATE SET asked = cluster_count.asked + "          \
	"excluded.asked"
SQL_WRITE(BENCH_SHIFT_DAYS,
	  "INSERT INTO cluster_count (cluster, kind, what, asked) "
	  "SELECT $1, 'day', CAST(day AS TEXT), $3 * COUNT(*) " COUNTED "GROUP BY day" ADD_UP);
SQL_WRITE(BENCH_SHIFT_SITES,
	  "INSERT INTO cluster_count (cluster, kind, what, asked) "
	  "SELECT $1, 'site', site, $3 * COUNT(*) " COUNTED "GROUP BY site" ADD_UP);
SQL_WRITE(BENCH_SHIFT_REASONS,
	  "INSERT INTO cluster_count (cluster, kind, what, asked) "
	  "SELECT $1, 'reason', reason, $3 * COUNT(*) " COUNTED "GROUP BY reason" ADD_UP);
SQL_WRITE(BENCH_SHIFT_SUMS,
	  "UPDATE cluster SET questions = questions + $3, "
	  "open_questions = open_questions + $3 * "
	  "(SELECT COUNT(*) FROM unmatched WHERE id = $2 AND state = 'open'), "
	  "answered = answered + $3 * "
	  "(SELECT COUNT(*) FROM unmatched WHERE id = $2 AND answered_by IS NOT NULL), "
	  "asked = asked + $3 * (SELECT COUNT(*) " COUNTED "), "
	  "ended = ended + $3 * (SELECT COUNT(outcome) " COUNTED "), "
	  "lost = lost + $3 * (SELECT COUNT(*) " COUNTED "AND outcome = 'lost') "
	  "WHERE id = $1");
#define WIDEN                                                                                      \
	"first_at = CASE WHEN first_at < $2 THEN first_at ELSE $2 END, "                           \
	"last_at = CASE WHEN last_at > $3 THEN last_at ELSE $3 END "
SQL_WRITE(BENCH_SPAN, "UPDATE cluster SET " WIDEN "WHERE id = $1");
SQL_WRITE(BENCH_JOIN,
	  "UPDATE cluster SET questions = questions + 1, "
	  "open_questions = open_questions + $4, answered = answered + $5, " WIDEN "WHERE id = $1");
SQL_WRITE(BENCH_OPEN_COUNT, "UPDATE cluster SET open_questions = open_questions + $2 "
			    "WHERE id = $1");
/* Its wording is the one asked most, the oldest of several: found in two steps, each
 * of which reads one row however many there are. */
SQL_READ(BENCH_SHOWN,
	 "SELECT c.title, c.language, c.state, u.text AS title_now, u.language AS language_now, "
	 "CASE WHEN c.questions = 0 THEN 'empty' WHEN c.open_questions > 0 THEN 'open' "
	 "WHEN EXISTS (SELECT 1 FROM unmatched WHERE cluster = c.id AND state = 'added') "
	 "THEN 'added' ELSE 'ignored' END AS state_now "
	 "FROM cluster c LEFT JOIN unmatched u ON u.id = (SELECT id FROM unmatched "
	 "WHERE cluster = c.id AND asked = (SELECT MAX(asked) FROM unmatched WHERE cluster = c.id) "
	 "ORDER BY id LIMIT 1) WHERE c.id = $1");
SQL_WRITE(BENCH_TITLE, "UPDATE cluster SET title = $2, language = $3 WHERE id = $1");
SQL_WRITE(BENCH_STATE, "UPDATE cluster SET state = $2 WHERE id = $1");

/* Questions ----------------------------------------------------------------- */

enum lookup bench_read(struct transaction *transaction, const char *id, struct bench_question *out,
		       struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	bool found = false;
	struct query *query = db_query(transaction_db(transaction), &BENCH_QUESTION);
	query_text(query, 1, id);
	while (query_next(query)) {
		found = true;
		row_text_into(query, "id", out->id.text, sizeof(out->id.text));
		row_text_into(query, "cluster", out->cluster.text, sizeof(out->cluster.text));
		row_text_into(query, "entry", out->entry.text, sizeof(out->entry.text));
		out->text = row_text(query, "text", arena);
		out->folded = row_text(query, "folded", arena);
		out->state = row_text(query, "state", arena);
		out->is_fixed = row_int(query, "is_fixed") != 0;
		out->is_answered = !row_is_null(query, "answered_by");
		out->first_at = row_int(query, "first_at");
		out->last_at = row_int(query, "last_at");
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return found ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

bool bench_new_cluster(struct transaction *transaction, const struct bench_question *question,
		       struct cluster_id *out, struct fault *fault)
{
	id_new(transaction_now(transaction), out->text);
	struct query *query = db_query(transaction_db(transaction), &BENCH_NEW);
	query_text(query, 1, out->text);
	query_text(query, 2, question->id.text);
	return query_run(&query, fault);
}

static bool shift(struct transaction *transaction, const struct sql *sql, const char *cluster,
		  const struct unmatched_id *question, int sign, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, cluster);
	query_text(query, 2, question->text);
	query_int(query, 3, sign);
	return query_run(&query, fault);
}

/* Adds all that is counted about the question to the cluster, or takes it away. */
static bool count_in(struct transaction *transaction, const char *cluster,
		     const struct unmatched_id *question, int sign, struct fault *fault)
{
	return shift(transaction, &BENCH_SHIFT_DAYS, cluster, question, sign, fault) &&
	       shift(transaction, &BENCH_SHIFT_SITES, cluster, question, sign, fault) &&
	       shift(transaction, &BENCH_SHIFT_REASONS, cluster, question, sign, fault) &&
	       shift(transaction, &BENCH_SHIFT_SUMS, cluster, question, sign, fault);
}

static bool is_open(const struct bench_question *question)
{
	return strcmp(question->state, "open") == 0;
}

static bool widen(struct transaction *transaction, const char *cluster,
		  const struct bench_question *question, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &BENCH_SPAN);
	query_text(query, 1, cluster);
	query_int(query, 2, question->first_at);
	query_int(query, 3, question->last_at);
	return query_run(&query, fault);
}

/* What was asked is counted only once the question has a cluster. */
static bool join(struct transaction *transaction, const char *cluster,
		 const struct bench_question *question, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &BENCH_JOIN);
	query_text(query, 1, cluster);
	query_int(query, 2, question->first_at);
	query_int(query, 3, question->last_at);
	query_int(query, 4, is_open(question));
	query_int(query, 5, question->is_answered);
	return query_run(&query, fault);
}

static bool set_cluster(struct transaction *transaction, const struct bench_question *question,
			const struct cluster_id *to, bool fixed, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &BENCH_SET_CLUSTER);
	query_text(query, 1, question->id.text);
	query_text(query, 2, to->text);
	query_int(query, 3, fixed);
	return query_run(&query, fault);
}

bool bench_shift(struct transaction *transaction, const struct bench_question *question,
		 const struct cluster_id *to, bool fixed, struct fault *fault)
{
	const char *from = question->cluster.text;
	if (strcmp(from, to->text) == 0)
		return set_cluster(transaction, question, to, fixed, fault);
	if (from[0] == '\0')
		return set_cluster(transaction, question, to, fixed, fault) &&
		       join(transaction, to->text, question, fault);
	return count_in(transaction, from, &question->id, -1, fault) &&
	       set_cluster(transaction, question, to, fixed, fault) &&
	       count_in(transaction, to->text, &question->id, 1, fault) &&
	       widen(transaction, to->text, question, fault);
}

bool bench_set_state(struct transaction *transaction, const struct bench_question *question,
		     const char *state, const char *entry, const struct staff_id *by,
		     struct fault *fault)
{
	bool opens = strcmp(state, "open") == 0;
	int step = (opens ? 1 : 0) - (is_open(question) ? 1 : 0);
	struct query *query = db_query(transaction_db(transaction), &BENCH_SET_STATE);
	query_text(query, 1, question->id.text);
	query_text(query, 2, state);
	query_text(query, 3, entry);
	query_text(query, 4, opens || by == NULL ? NULL : by->text);
	if (!opens)
		query_int(query, 5, transaction_now(transaction));
	if (!query_run(&query, fault))
		return false;
	query = db_query(transaction_db(transaction), &BENCH_OPEN_COUNT);
	query_text(query, 1, question->cluster.text);
	query_int(query, 2, step);
	return query_run(&query, fault);
}

/* What is shown of a cluster, as it is stored and as it should be. */
struct shown {
	const char *title, *language, *state;
	const char *title_now, *language_now, *state_now; /* the first two NULL: nothing is left */
};

static bool read_shown(struct transaction *transaction, const char *cluster, struct shown *out,
		       bool *found, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct query *query = db_query(transaction_db(transaction), &BENCH_SHOWN);
	*found = false;
	query_text(query, 1, cluster);
	while (query_next(query)) {
		*found = true;
		*out = (struct shown){
		    row_text(query, "title", arena),        row_text(query, "language", arena),
		    row_text(query, "state", arena),        row_text(query, "title_now", arena),
		    row_text(query, "language_now", arena), row_text(query, "state_now", arena)};
	}
	return query_end(&query, fault);
}

static bool retitle(struct transaction *transaction, const char *cluster, const struct shown *shown,
		    struct fault *fault)
{
	if (shown->title_now == NULL || (strcmp(shown->title, shown->title_now) == 0 &&
					 strcmp(shown->language, shown->language_now) == 0))
		return true;
	struct query *query = db_query(transaction_db(transaction), &BENCH_TITLE);
	query_text(query, 1, cluster);
	query_text(query, 2, shown->title_now);
	query_text(query, 3, shown->language_now);
	return query_run(&query, fault);
}

/* Four indexes have the state, so it is written only when it is another one. */
static bool restate(struct transaction *transaction, const char *cluster, const struct shown *shown,
		    struct fault *fault)
{
	if (strcmp(shown->state, shown->state_now) == 0)
		return true;
	struct query *query = db_query(transaction_db(transaction), &BENCH_STATE);
	query_text(query, 1, cluster);
	query_text(query, 2, shown->state_now);
	return query_run(&query, fault);
}

bool bench_refresh(struct transaction *transaction, const char *cluster, struct fault *fault)
{
	struct shown shown;
	bool found;
	return read_shown(transaction, cluster, &shown, &found, fault) &&
	       (!found || (retitle(transaction, cluster, &shown, fault) &&
			   restate(transaction, cluster, &shown, fault)));
}

/* Placing --------------------------------------------------------------------- */

/* The cluster that an earlier place of the same number made. */
static const struct cluster_id *made_before(const struct workbench_place *places, int count,
					    uint32_t number)
{
	for (int at = 0; at < count; at++)
		if (places[at].number == number && places[at].to.text[0] != '\0')
			return &places[at].to;
	return NULL;
}

/* Clusters to refresh, each once. */
struct touched {
	struct cluster_id *clusters;
	int count;
};

static void touch(struct touched *touched, const struct cluster_id *cluster)
{
	for (int at = 0; at < touched->count; at++)
		if (strcmp(touched->clusters[at].text, cluster->text) == 0)
			return;
	touched->clusters[touched->count++] = *cluster;
}

/* A question that waited, or that nobody has fixed or resolved. */
static bool may_place(const struct bench_question *question)
{
	return question->cluster.text[0] == '\0' || (!question->is_fixed && is_open(question));
}

static bool place_one(struct transaction *transaction, struct workbench_place *places, int at,
		      struct touched *touched, struct fault *fault)
{
	struct workbench_place *place = &places[at];
	struct bench_question question;
	enum lookup found = bench_read(transaction, place->question.text, &question, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT || !may_place(&question))
		return true;
	if (place->to.text[0] == '\0') {
		const struct cluster_id *made = made_before(places, at, place->number);
		if (made != NULL)
			place->to = *made;
		else if (!bench_new_cluster(transaction, &question, &place->to, fault))
			return false;
	}
	touch(touched, &place->to);
	if (question.cluster.text[0] != '\0')
		touch(touched, &question.cluster);
	return bench_shift(transaction, &question, &place->to, question.is_fixed, fault);
}

bool workbench_place(struct transaction *transaction, struct workbench_place *places, int count,
		     struct fault *fault)
{
	struct touched touched = {.clusters = arena_array(transaction_arena(transaction),
							  (size_t)count * 2 + 1,
							  sizeof(*touched.clusters))};
	for (int at = 0; at < count; at++)
		if (!place_one(transaction, places, at, &touched, fault))
			return false;
	for (int at = 0; at < touched.count; at++)
		if (!bench_refresh(transaction, touched.clusters[at].text, fault))
			return false;
	if (count > 0)
		transaction_wake(transaction, topic_of(TOPIC_WORKBENCH, ""));
	return true;
}
