/*
 * Golden questions: see golden.h.  They are run in bot/gate.c; one by one they
 * are kept in golden_edit.c.  Writing runs on the writer thread, the rest on
 * any thread.
 */
#include "kb/golden.h"

#include <string.h>

#include "data/id.h"
#include "data/json.h"
#include "data/text.h"
#include "kb/entry.h"
#include "kb/paging.h"

SQL_WRITE(GOLDEN_SAVE,
	  "INSERT INTO golden (id, text, expect, entry, created_at, language, site, changed_at) "
	  "VALUES ($1, $2, $3, $4, $5, $6, $7, $5) ON CONFLICT (text) DO UPDATE "
	  "SET expect = excluded.expect, entry = excluded.entry, language = excluded.language, "
	  "site = excluded.site, changed_at = excluded.changed_at");
SQL_WRITE(GOLDEN_DROP, "DELETE FROM golden WHERE text = $1");
SQL_SCAN(GOLDEN_ALL, "SELECT text, expect, entry, language, site FROM golden ORDER BY text");

static const char *const expectations[] = {"answer", "handoff", "unmatched"};

bool golden_check(const struct golden *golden, struct fault *fault)
{
	if (golden->expect == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "expect");
	for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
		if (strcmp(expectations[i], golden->expect) != 0)
			continue;
		/* The first is the only one that names an entry. */
		if (i == 0 && golden->entry == NULL)
			return fault_set(fault, FAULT_MISSING_FIELD, "entry");
		if (i != 0 && golden->entry != NULL)
			return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "entry",
					    "only for \"answer\"");
		return true;
	}
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "expect",
			    "answer, handoff or unmatched");
}

bool golden_read_json(const struct json *object, struct arena *arena, struct golden *out,
		      struct fault *fault)
{
	static const char *const names[] = {"text", "expect", "entry", "language", "site"};
	struct text_limit limit = {.least = 1, .most = GOLDEN_TEXT_MOST};
	const char *values[5] = {NULL};
	char *text;
	if (object->type != JSON_OBJECT)
		return fault_detail(fault, FAULT_WRONG_TYPE, "line",
				    "an object {...} on each line");
	for (const struct json *value = object->first; value != NULL; value = value->next) {
		size_t i = 0;
		if (strcmp(value->name, "part") == 0)
			continue;
		while (i < 5 && strcmp(names[i], value->name) != 0)
			i++;
		if (i == 5)
			return fault_set(fault, FAULT_UNKNOWN_FIELD, value->name);
		if (value->type != JSON_STRING)
			return fault_detail(fault, FAULT_WRONG_TYPE, value->name, "text");
		values[i] = value->text;
	}
	if (values[0] == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "text");
	if (!text_clean(values[0], "text", limit, arena, &text, fault))
		return false;
	*out = (struct golden){.text = text,
			       .expect = values[1],
			       .entry = values[2],
			       .language = values[3],
			       .site = values[4]};
	return golden_check(out, fault);
}

bool golden_parse(const char *bytes, size_t length, struct arena *arena, struct golden **out,
		  int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct golden));
	const char *end = bytes + length;
	int64_t number = 0;
	for (const char *line = bytes; line < end;) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t size = (size_t)((stop != NULL ? stop : end) - line);
		const struct json *object;
		struct golden golden;
		number++;
		if (size > 0 && (!json_parse(line, size, arena, &object, fault) ||
				 !golden_read_json(object, arena, &golden, fault))) {
			fault->line = number;
			return false;
		}
		if (size > 0)
			*(struct golden *)list_add(&list) = golden;
		line += size + (stop != NULL);
	}
	*out = list.items;
	*count = list.count;
	return true;
}

bool golden_save(struct transaction *transaction, const struct golden *golden, struct fault *fault)
{
	char id[ID_LENGTH + 1];
	id_new(transaction_now(transaction), id);
	struct query *query = db_query(transaction_db(transaction), &GOLDEN_SAVE);
	query_text(query, 1, id);
	query_text(query, 2, golden->text);
	query_text(query, 3, golden->expect);
	query_text(query, 4, golden->entry);
	query_int(query, 5, transaction_now(transaction));
	query_text(query, 6, golden->language == NULL ? "" : golden->language);
	query_text(query, 7, golden->site == NULL ? "" : golden->site);
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return query_run(&query, fault);
}

bool golden_drop(struct transaction *transaction, const char *text, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &GOLDEN_DROP);
	query_text(query, 1, text);
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return query_run(&query, fault);
}

struct golden_change {
	struct change change;
	const struct golden *golden;
	int count;
};

static bool apply_import(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct golden_change *import = (struct golden_change *)change;
	for (int i = 0; i < import->count; i++)
		if (!golden_save(transaction, &import->golden[i], fault))
			return false;
	return true;
}

bool golden_import(struct store *store, const struct golden *golden, int count, struct fault *fault)
{
	struct golden_change import = {
	    .change.apply = apply_import, .golden = golden, .count = count};
	return store_write(store, &import.change, fault);
}

bool golden_list(struct db *db, struct arena *arena, struct golden **out, int *count,
		 struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct golden));
	struct query *query = db_query(db, &GOLDEN_ALL);
	while (query_next(query)) {
		struct golden *golden = list_add(&list);
		golden->text = row_text(query, "text", arena);
		golden->expect = row_text(query, "expect", arena);
		golden->entry = row_text(query, "entry", arena);
		golden->language = row_text(query, "language", arena);
		golden->site = row_text(query, "site", arena);
	}
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}
