/*
 * Asked: see asked.h.
 */
#include "kb/asked.h"

#include <string.h>

#include "data/json.h"
#include "kb/paging.h"

#define ASKED_MOST  1000
#define NUMBER_MOST 8 /* of the events of a conversation */

/* The bot's reply follows the message that it answers, with its reasons. */
SQL_READ(ASKED_LATELY, "SELECT v.text, b.staff_body FROM event v "
		       "JOIN event b ON b.conversation = v.conversation AND b.number = v.number + 1 "
		       "WHERE v.author = 'visitor' AND v.type = 'message' AND v.number <= $1 "
		       "AND b.author = 'bot' AND b.type = 'message' "
		       "ORDER BY v.at DESC, v.conversation DESC, v.number DESC LIMIT $2");

/* What was looked up: not what a rule, a form or a choice decided.  NULL for
 * those. */
static const char *looked_up(struct query *query, struct arena *arena)
{
	struct fault ignored;
	const struct json *why;
	size_t length = 0;
	const char *text = row_text(query, "text", arena);
	const char *reasons = row_peek(query, "staff_body", &length);

	if (reasons == NULL || !json_parse(reasons, length, arena, &why, &ignored))
		return NULL;
	const char *step = json_text(why, "step");
	bool found_none = step != NULL && strcmp(step, "unsure") == 0;
	if (json_member(why, "rule") != NULL ||
	    (json_member(why, "score") == NULL && !found_none))
		return NULL;
	const char *asked_as = json_text(why, "asked_as");
	return asked_as != NULL ? asked_as : text;
}

bool asked_gather(struct db *db, struct arena *arena, const char ***texts, int *count,
		  struct fault *fault)
{
	struct list list = list_new(arena, sizeof(const char *));
	struct query *query = db_query(db, &ASKED_LATELY);

	query_int(query, 1, NUMBER_MOST);
	query_int(query, 2, ASKED_MOST);
	while (query_next(query)) {
		const char *text = looked_up(query, arena);
		if (text != NULL)
			*(const char **)list_add(&list) = text;
	}
	if (!query_end(&query, fault))
		return false;
	*texts = list.items;
	*count = list.count;
	return true;
}
