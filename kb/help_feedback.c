/*
 * Help feedback: see help_feedback.h.
 */
#include "kb/help_feedback.h"

#include "kb/unmatched.h"

SQL_WRITE(HELP_FEEDBACK_INSERT,
	  "INSERT INTO help_feedback (id, entry, site, language, helpful, publication, looked_for, "
	  "at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
SQL_SCAN(HELP_FEEDBACK_TALLIES,
	 "SELECT f.entry, SUM(f.helpful) AS helpful, SUM(1 - f.helpful) AS not_helpful "
	 "FROM help_feedback f WHERE f.at >= $1 AND f.at >= COALESCE("
	 "(SELECT e.changed_at FROM entry e WHERE e.external_id = f.entry), 0) GROUP BY f.entry "
	 "ORDER BY not_helpful DESC, f.entry LIMIT $2");

/* What was looked for is a question that the base didn't answer. */
static bool log_question(struct transaction *transaction, const struct help_feedback *feedback,
			 struct fault *fault)
{
	const struct unmatched_ask ask = {
	    .text = feedback->looked_for,
	    .language = feedback->language,
	    .reason = "not-helpful",
	    .nearest = feedback->entry,
	};

	return unmatched_log(transaction, &ask, fault);
}

static bool apply(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct help_feedback *feedback = (const struct help_feedback *)change;
	char id[ID_LENGTH + 1];
	struct query *query = db_query(transaction_db(transaction), &HELP_FEEDBACK_INSERT);

	id_new(transaction_now(transaction), id);
	query_text(query, 1, id);
	query_text(query, 2, feedback->entry);
	query_text(query, 3, feedback->site);
	query_text(query, 4, feedback->language);
	query_int(query, 5, feedback->helpful);
	query_int(query, 6, feedback->publication);
	query_text(query, 7, feedback->looked_for);
	query_int(query, 8, transaction_now(transaction));
	if (!query_run(&query, fault))
		return false;
	return feedback->looked_for == NULL || log_question(transaction, feedback, fault);
}

void help_feedback_prepare(struct help_feedback *feedback)
{
	feedback->change.apply = apply;
}

bool help_tallies(struct db *db, int64_t since, int most, struct arena *arena,
		  struct help_tally **tallies, int *count, struct fault *fault)
{
	struct help_tally *list = arena_array(arena, (size_t)most, sizeof(*list));
	struct query *query = db_query(db, &HELP_FEEDBACK_TALLIES);
	int found = 0;

	query_int(query, 1, since);
	query_int(query, 2, most);
	while (query_next(query))
		list[found++] =
		    (struct help_tally){row_text(query, "entry", arena), row_int(query, "helpful"),
					row_int(query, "not_helpful")};
	*tallies = list;
	*count = found;
	return query_end(&query, fault);
}
