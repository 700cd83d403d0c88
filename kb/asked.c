/*
 * Asked: see asked.h.
 */
#include "kb/asked.h"

#include <string.h>

#include "data/json.h"
#include "kb/analysis.h"
#include "kb/paging.h"

#define ASKED_MOST  1000
#define LOOKED_MOST 5000 /* messages, repeated ones and courtesy among them */
#define NUMBER_MOST 8    /* of the events of a conversation */

/* The bot's reply follows the message that it answers, with its reasons. */
SQL_READ(ASKED_LATELY, "SELECT v.text, b.staff_body FROM event v "
		       "JOIN event b ON b.conversation = v.conversation AND b.number = v.number + 1 "
		       "WHERE v.author = 'visitor' AND v.type = 'message' AND v.number <= $1 "
		       "AND b.author = 'bot' AND b.type = 'message' "
		       "ORDER BY v.at DESC, v.conversation DESC, v.number DESC LIMIT $2");

/* What was looked up: not what a rule, a form or a choice decided, nor
 * courtesy.  NULL for those. */
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
	bool is_courtesy = step != NULL && strcmp(step, "courtesy") == 0;
	bool found_none = step != NULL && strcmp(step, "unsure") == 0;
	if (is_courtesy || json_member(why, "rule") != NULL ||
	    (json_member(why, "score") == NULL && !found_none))
		return NULL;
	const char *asked_as = json_text(why, "asked_as");
	return asked_as != NULL ? asked_as : text;
}

/* The words of a text, whatever signs stand between them. */
static const char *words_of(const char *text, struct arena *arena)
{
	struct analysis analysis = analysis_run(text, arena);
	size_t room = 1, used = 0;

	for (int at = 0; at < analysis.token_count; at++)
		room += strlen(analysis.tokens[at].text) + 1;
	char *words = arena_alloc(arena, room);
	for (int at = 0; at < analysis.token_count; at++) {
		size_t length = strlen(analysis.tokens[at].text);
		memcpy(words + used, analysis.tokens[at].text, length);
		used += length;
		words[used++] = ' ';
	}
	words[used] = '\0';
	return words;
}

/* What one sends again and again says no more than once. */
static bool is_new(const struct list *before, const char *text)
{
	const char *const *items = before->items;

	for (int at = 0; at < before->count; at++)
		if (strcmp(items[at], text) == 0)
			return false;
	return true;
}

bool asked_gather(struct db *db, struct arena *arena, const char ***texts, int *count,
		  struct fault *fault)
{
	struct list list = list_new(arena, sizeof(const char *));
	struct list before = list_new(arena, sizeof(const char *));
	struct arena *scratch = arena_new();
	struct query *query = db_query(db, &ASKED_LATELY);

	query_int(query, 1, NUMBER_MOST);
	query_int(query, 2, LOOKED_MOST);
	while (query_next(query)) {
		const char *text = list.count < ASKED_MOST ? looked_up(query, scratch) : NULL;
		const char *words = text == NULL ? NULL : words_of(text, scratch);
		if (words != NULL && is_new(&before, words)) {
			*(const char **)list_add(&list) = arena_text(arena, text);
			*(const char **)list_add(&before) = arena_text(arena, words);
		}
		arena_reset(scratch);
	}
	arena_free(&scratch);
	if (!query_end(&query, fault))
		return false;
	*texts = list.items;
	*count = list.count;
	return true;
}
