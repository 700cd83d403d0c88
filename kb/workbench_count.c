/*
 * Workbench, counting: each time that a question was asked goes into the
 * counts of its cluster, those of a portion together; what became of it is
 * added when it is known.  See workbench.h.  Writer thread.
 */
#include <string.h>

#include "kb/workbench_internal.h"

SQL_READ(COUNT_WAITING,
	 "SELECT a.unmatched, a.conversation, a.number, a.site, a.reason, a.day, a.at, u.cluster "
	 "FROM unmatched_ask a JOIN unmatched u ON u.id = a.unmatched "
	 "WHERE a.is_counted = 0 AND u.cluster IS NOT NULL ORDER BY a.at LIMIT $1");
SQL_WRITE(COUNT_MARK, "UPDATE unmatched_ask SET is_counted = 1 "
		      "WHERE unmatched = $1 AND conversation = $2 AND number = $3");
SQL_WRITE(COUNT_KIND, "INSERT INTO cluster_count (cluster, kind, what, asked) "
		      "VALUES ($1, $2, $3, $4) ON CONFLICT (cluster, kind, what) "
		      "DO UPDATE SET asked = cluster_count.asked + excluded.asked");
SQL_WRITE(COUNT_SUMS, "UPDATE cluster SET asked = asked + $2 WHERE id = $1");
SQL_WRITE(COUNT_LAST, "UPDATE cluster SET last_at = $2 WHERE id = $1 AND last_at < $2");
SQL_WRITE(COUNT_OUTCOME, "UPDATE unmatched_ask SET outcome = $4 WHERE unmatched = $1 AND "
			 "conversation = $2 AND number = $3 AND outcome IS NULL");
SQL_WRITE(COUNT_OUTCOME_SUMS, "UPDATE cluster SET ended = ended + 1, lost = lost + $2 "
			      "WHERE id = (SELECT cluster FROM unmatched WHERE id = $1)");

struct waiting {
	struct unmatched_id question;
	struct cluster_id cluster;
	const char *conversation, *site, *reason, *day;
	int64_t number, at;
};

static bool read_waiting(struct transaction *transaction, int most, struct waiting *out, int *count,
			 struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct query *query = db_query(transaction_db(transaction), &COUNT_WAITING);
	*count = 0;
	query_int(query, 1, most);
	while (query_next(query)) {
		struct waiting *one = &out[(*count)++];
		*one = (struct waiting){
		    .conversation = row_text(query, "conversation", arena),
		    .site = row_text(query, "site", arena),
		    .reason = row_text(query, "reason", arena),
		    .day = arena_format(arena, "%lld", (long long)row_int(query, "day")),
		    .number = row_int(query, "number"),
		    .at = row_int(query, "at"),
		};
		row_text_into(query, "unmatched", one->question.text, sizeof(one->question.text));
		row_text_into(query, "cluster", one->cluster.text, sizeof(one->cluster.text));
	}
	return query_end(&query, fault);
}

/* What one portion adds to one row. */
struct tally {
	const char *cluster;
	const char *kind; /* NULL: the cluster's own sums */
	const char *what;
	int64_t last_at;
	int asked;
};

struct tallies {
	struct tally *list;
	int count;
};

static void add_up(struct tallies *tallies, const struct waiting *one, const char *kind,
		   const char *what)
{
	struct tally *end = tallies->list + tallies->count, *at;
	for (at = tallies->list; at < end; at++)
		if (at->kind == kind && strcmp(at->cluster, one->cluster.text) == 0 &&
		    (kind == NULL || strcmp(at->what, what) == 0))
			break;
	if (at == end) {
		*at = (struct tally){.cluster = one->cluster.text, .kind = kind, .what = what};
		tallies->count++;
	}
	at->asked++;
	if (one->at > at->last_at)
		at->last_at = one->at;
}

static bool mark(struct transaction *transaction, const struct waiting *one, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &COUNT_MARK);
	query_text(query, 1, one->question.text);
	query_text(query, 2, one->conversation);
	query_int(query, 3, one->number);
	return query_run(&query, fault);
}

static bool write_number(struct transaction *transaction, const struct sql *sql,
			 const char *cluster, int64_t number, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, cluster);
	query_int(query, 2, number);
	return query_run(&query, fault);
}

static bool write_tally(struct transaction *transaction, const struct tally *tally,
			struct fault *fault)
{
	if (tally->kind == NULL)
		return write_number(transaction, &COUNT_SUMS, tally->cluster, tally->asked,
				    fault) &&
		       write_number(transaction, &COUNT_LAST, tally->cluster, tally->last_at,
				    fault);
	struct query *query = db_query(transaction_db(transaction), &COUNT_KIND);
	query_text(query, 1, tally->cluster);
	query_text(query, 2, tally->kind);
	query_text(query, 3, tally->what);
	query_int(query, 4, tally->asked);
	return query_run(&query, fault);
}

bool workbench_count_asks(struct transaction *transaction, int most, int *counted,
			  struct fault *fault)
{
	static const char day[] = "day", site[] = "site", reason[] = "reason";
	struct arena *arena = transaction_arena(transaction);
	struct waiting *waiting = arena_array(arena, (size_t)most, sizeof(*waiting));
	struct tallies tallies = {.list =
				      arena_array(arena, (size_t)most * 4, sizeof(*tallies.list))};
	if (!read_waiting(transaction, most, waiting, counted, fault))
		return false;
	for (int at = 0; at < *counted; at++) {
		if (!mark(transaction, &waiting[at], fault))
			return false;
		add_up(&tallies, &waiting[at], NULL, NULL);
		add_up(&tallies, &waiting[at], day, waiting[at].day);
		add_up(&tallies, &waiting[at], site, waiting[at].site);
		add_up(&tallies, &waiting[at], reason, waiting[at].reason);
	}
	for (int at = 0; at < tallies.count; at++)
		if (!write_tally(transaction, &tallies.list[at], fault))
			return false;
	if (*counted > 0)
		transaction_wake(transaction, topic_of(TOPIC_WORKBENCH, ""));
	return true;
}

bool workbench_outcome(struct transaction *transaction, const struct unmatched_id *question,
		       const char *conversation, int64_t number, bool lost, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, &COUNT_OUTCOME);
	query_text(query, 1, question->text);
	query_text(query, 2, conversation);
	query_int(query, 3, number);
	query_text(query, 4, lost ? "lost" : "kept");
	if (!query_run(&query, fault))
		return false;
	if (db_changes(db) == 0)
		return true;
	query = db_query(db, &COUNT_OUTCOME_SUMS);
	query_text(query, 1, question->text);
	query_int(query, 2, lost);
	transaction_wake(transaction, topic_of(TOPIC_WORKBENCH, ""));
	return query_run(&query, fault);
}

/* Answered now? ---------------------------------------------------------------- */

SQL_WRITE(CHECK_QUESTION, "UPDATE unmatched SET answered_by = $2, answered_confidence = $3 "
			  "WHERE id = $1");
SQL_WRITE(CHECK_CLUSTER,
	  "UPDATE cluster SET checked = $2, answered = (SELECT COUNT(*) FROM unmatched "
	  "WHERE cluster = $1 AND answered_by IS NOT NULL) WHERE id = $1");

bool workbench_check(struct transaction *transaction, const struct cluster_id *cluster,
		     int64_t publication, const struct workbench_check *checks, int count,
		     struct fault *fault)
{
	for (int at = 0; at < count; at++) {
		struct query *query = db_query(transaction_db(transaction), &CHECK_QUESTION);
		query_text(query, 1, checks[at].question.text);
		query_text(query, 2, checks[at].answered_by);
		query_real(query, 3, checks[at].confidence);
		if (!query_run(&query, fault))
			return false;
	}
	struct query *query = db_query(transaction_db(transaction), &CHECK_CLUSTER);
	query_text(query, 1, cluster->text);
	query_int(query, 2, publication);
	transaction_wake(transaction, topic_of(TOPIC_WORKBENCH, ""));
	return query_run(&query, fault);
}
