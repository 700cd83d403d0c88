/*
 * Unanswered: see unanswered.h.
 */
#include "handoff/unanswered.h"

#include "kb/unmatched.h"

SQL_READ(UNANSWERED_LAST, "SELECT number, text FROM event WHERE conversation = $1 AND number < $2 "
			  "AND author = 'visitor' AND type = 'message' "
			  "ORDER BY number DESC LIMIT 1");

bool unanswered_log(struct scene *scene, int64_t before, struct fault *fault)
{
	struct unmatched_ask ask = {.conversation = scene->act->conversation,
				    .language = scene->standing.language,
				    .reason = "asked-for-person"};
	struct query *query = db_query(transaction_db(scene->transaction), &UNANSWERED_LAST);
	query_text(query, 1, ask.conversation.text);
	query_int(query, 2, before);
	while (query_next(query)) {
		ask.number = row_int(query, "number");
		ask.text = row_text(query, "text", scene->act->arena);
	}
	if (!query_end(&query, fault))
		return false;
	return ask.text == NULL || unmatched_log(scene->transaction, &ask, fault);
}
