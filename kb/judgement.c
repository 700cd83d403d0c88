/*
 * Judgement: see judgement.h.
 */
#include "kb/judgement.h"

#include <stdlib.h>
#include <string.h>

#include "data/text.h"
#include "kb/analysis.h"
#include "kb/entry.h"
#include "kb/paging.h"

SQL_WRITE(
    JUDGEMENT_SAVE,
    "INSERT INTO judgement (id, folded, text, language, entry, verdict, source, conversation, "
    "number, by_staff, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT (folded, entry, source) DO UPDATE SET text = excluded.text, "
    "language = excluded.language, verdict = excluded.verdict, "
    "conversation = excluded.conversation, number = excluded.number, "
    "by_staff = excluded.by_staff, at = excluded.at");
SQL_WRITE(JUDGEMENT_DROP,
	  "DELETE FROM judgement WHERE folded = $1 AND entry = $2 AND source = $3");
SQL_SCAN(JUDGEMENT_ALL, "SELECT text, language, entry, verdict, source FROM judgement "
			"ORDER BY folded, entry, source");
/* The weightiest source comes last, so that it overwrites. */
SQL_SCAN(JUDGEMENT_BY_QUESTION,
	 "SELECT folded, entry, verdict FROM judgement ORDER BY folded, entry, "
	 "CASE source WHEN 'editor' THEN 2 WHEN 'agent' THEN 1 ELSE 0 END");

static bool check(const struct verdict *verdict, struct arena *arena, char **text,
		  struct fault *fault)
{
	static const char *const sources[] = {"editor", "agent", "visitor"};
	struct text_limit limit = {.least = 1, .most = JUDGEMENT_TEXT_MOST};
	for (size_t at = 0; at < sizeof(sources) / sizeof(*sources); at++)
		if (strcmp(sources[at], verdict->source) == 0)
			return text_clean(verdict->text, "text", limit, arena, text, fault);
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "source", "editor, agent or visitor");
}

const char *judgement_key(const char *text, struct arena *arena)
{
	struct analysis analysis = analysis_run(text, arena);
	size_t room = 1, length = 0;
	for (int at = 0; at < analysis.token_count; at++)
		room += (size_t)analysis.tokens[at].length + 1;
	char *key = arena_alloc(arena, room);
	for (int at = 0; at < analysis.token_count; at++) {
		const struct token *token = &analysis.tokens[at];
		if (at > 0)
			key[length++] = ' ';
		memcpy(key + length, token->text, token->length);
		length += token->length;
	}
	/* Nothing but signs: then they are the question. */
	return length > 0 ? key : analysis.folded;
}

bool judgement_save(struct transaction *transaction, const struct verdict *verdict,
		    struct fault *fault)
{
	struct judgement_id id;
	struct arena *arena = transaction_arena(transaction);
	char *text;
	if (!check(verdict, arena, &text, fault))
		return false;
	id_new(transaction_now(transaction), id.text);
	struct query *query = db_query(transaction_db(transaction), &JUDGEMENT_SAVE);
	query_text(query, 1, id.text);
	query_text(query, 2, judgement_key(text, arena));
	query_text(query, 3, text);
	query_text(query, 4, verdict->language == NULL ? "" : verdict->language);
	query_text(query, 5, verdict->entry);
	query_text(query, 6, verdict->is_right ? "right" : "wrong");
	query_text(query, 7, verdict->source);
	query_text(query, 8, verdict->conversation == NULL ? NULL : verdict->conversation->text);
	if (verdict->conversation == NULL)
		query_null(query, 9);
	else
		query_int(query, 9, verdict->number);
	query_text(query, 10, verdict->by == NULL ? NULL : verdict->by->text);
	query_int(query, 11, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return query_run(&query, fault);
}

static bool clean_member(const char *text, const char *name, size_t most, struct arena *arena,
			 const char **out, struct fault *fault)
{
	struct text_limit limit = {.least = 0, .most = most, .one_line = true};
	char *cleaned;
	if (!text_clean(text == NULL ? "" : text, name, limit, arena, &cleaned, fault))
		return false;
	*out = cleaned;
	return true;
}

bool judgement_clean(const struct verdict *verdict, struct arena *arena, struct verdict *out,
		     struct fault *fault)
{
	char *text;
	*out = *verdict;
	if (!check(verdict, arena, &text, fault) ||
	    !clean_member(verdict->language, "language", ENTRY_LANGUAGE_MOST, arena,
			  &out->language, fault) ||
	    !clean_member(verdict->entry, "entry", ENTRY_EXTERNAL_ID_MOST, arena, &out->entry,
			  fault))
		return false;
	out->text = text;
	return true;
}

bool judgement_drop(struct transaction *transaction, const struct verdict *verdict,
		    struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &JUDGEMENT_DROP);
	query_text(query, 1, judgement_key(verdict->text, transaction_arena(transaction)));
	query_text(query, 2, verdict->entry);
	query_text(query, 3, verdict->source);
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return query_run(&query, fault);
}

bool judgement_all(struct db *db, struct arena *arena, struct compile_judgement **out, int *count,
		   struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct compile_judgement));
	struct query *query = db_query(db, &JUDGEMENT_ALL);
	while (query_next(query)) {
		struct compile_judgement *judgement = list_add(&list);
		judgement->text = row_text(query, "text", arena);
		judgement->language = row_text(query, "language", arena);
		judgement->entry = row_text(query, "entry", arena);
		judgement->is_right = strcmp(row_peek(query, "verdict", NULL), "right") == 0;
		judgement->source = row_text(query, "source", arena);
	}
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

/* Finding ------------------------------------------------------------------------------ */

struct judged {
	const char *folded, *entry;
	bool is_right;
};

struct judgements {
	const struct judged *items; /* by folded, then entry */
	int count;
};

static int compare_judged(const void *one_, const void *other_)
{
	const struct judged *one = one_, *other = other_;
	int order = strcmp(one->folded, other->folded);
	return order != 0 ? order : strcmp(one->entry, other->entry);
}

struct judgements *judgements_read(struct db *db, struct arena *arena, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct judged));
	struct query *query = db_query(db, &JUDGEMENT_BY_QUESTION);
	while (query_next(query)) {
		struct judged next = {.folded = row_text(query, "folded", arena),
				      .entry = row_text(query, "entry", arena),
				      .is_right =
					  strcmp(row_peek(query, "verdict", NULL), "right") == 0};
		struct judged *last = list.items;
		if (list.count > 0 && compare_judged(&last[list.count - 1], &next) == 0)
			last[list.count - 1] = next;
		else
			*(struct judged *)list_add(&list) = next;
	}
	if (!query_end(&query, fault))
		return NULL;
	/* By bytes, whatever order the engine has for texts. */
	if (list.count > 0)
		qsort(list.items, (size_t)list.count, sizeof(struct judged), compare_judged);
	struct judgements *judgements = arena_alloc(arena, sizeof(*judgements));
	*judgements = (struct judgements){list.items, list.count};
	return judgements;
}

bool judgements_find(const struct judgements *judgements, const char *folded, const char *entry,
		     bool *right)
{
	struct judged key = {.folded = folded, .entry = entry};
	if (judgements->count == 0)
		return false;
	const struct judged *found = bsearch(&key, judgements->items, (size_t)judgements->count,
					     sizeof(key), compare_judged);
	if (found == NULL)
		return false;
	*right = found->is_right;
	return true;
}

int judgements_count(const struct judgements *judgements)
{
	return judgements->count;
}
