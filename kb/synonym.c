/*
 * Synonyms and stop words: see synonym.h.  Writing runs on the writer thread.
 */
#include "kb/synonym.h"

#include <stdlib.h>
#include <string.h>

#include "data/audit.h"
#include "data/json.h"
#include "data/text.h"
#include "kb/analysis.h"
#include "kb/paging.h"

#define WORDS_BYTES_MOST 32768

SQL_SCAN(SYNONYM_ALL, "SELECT w.id, w.words, w.version, w.changed_at, s.display_name FROM synonym "
		      "w LEFT JOIN staff s ON s.id = w.changed_by ORDER BY w.id");
SQL_SCAN(STOP_ALL, "SELECT w.id, w.word AS words, w.version, w.changed_at, s.display_name FROM "
		   "stop_word w LEFT JOIN staff s ON s.id = w.changed_by ORDER BY w.id");
SQL_WRITE(SYNONYM_INSERT, "INSERT INTO synonym (id, words, version, changed_by, changed_at) "
			  "VALUES ($1, $2, 1, $3, $4)");
SQL_WRITE(STOP_INSERT, "INSERT INTO stop_word (id, word, version, changed_by, changed_at) "
		       "VALUES ($1, $2, 1, $3, $4)");
SQL_WRITE(SYNONYM_UPDATE, "UPDATE synonym SET words = $2, version = version + 1, changed_by = $3, "
			  "changed_at = $4 WHERE id = $1 AND version = $5");
SQL_WRITE(STOP_UPDATE, "UPDATE stop_word SET word = $2, version = version + 1, changed_by = $3, "
		       "changed_at = $4 WHERE id = $1 AND version = $5");
SQL_WRITE(SYNONYM_DELETE, "DELETE FROM synonym WHERE id = $1 AND version = $2");
SQL_WRITE(STOP_DELETE, "DELETE FROM stop_word WHERE id = $1 AND version = $2");

/* What differs between the two. */
static const struct {
	const struct sql *all, *insert, *update, *delete;
	const char *name, *create_act, *change_act, *delete_act;
	int most;
} kinds[] = {
    [WORDS_SYNONYM] = {&SYNONYM_ALL, &SYNONYM_INSERT, &SYNONYM_UPDATE, &SYNONYM_DELETE, "synonym",
		       "synonym.create", "synonym.change", "synonym.delete", SYNONYM_GROUPS_MOST},
    [WORDS_STOP] = {&STOP_ALL, &STOP_INSERT, &STOP_UPDATE, &STOP_DELETE, "stop-word",
		    "stop-word.create", "stop-word.change", "stop-word.delete", STOP_WORDS_MOST},
};

/* Checking --------------------------------------------------------------------------- */

static bool same_word(const char *one, const char *other, struct arena *arena)
{
	return strcmp(analysis_fold(one, arena), analysis_fold(other, arena)) == 0;
}

static bool holds(const struct word_group *group, const char *word, struct arena *arena)
{
	for (int at = 0; at < group->count; at++)
		if (same_word(group->words[at], word, arena))
			return true;
	return false;
}

bool words_clean(enum word_kind kind, const char *const *words, int count, struct arena *arena,
		 struct word_group *out, struct fault *fault)
{
	static const struct text_limit limit = {1, SYNONYM_WORD_MOST, true};
	int least = kind == WORDS_SYNONYM ? 2 : 1;
	int most = kind == WORDS_SYNONYM ? SYNONYM_WORDS_MOST : 1;
	char *word;

	if (count > most)
		return fault_limit(fault, FAULT_TOO_MANY, "words", count, most);
	out->words = arena_array(arena, (size_t)count + 1, sizeof(*out->words));
	out->count = 0;
	for (int at = 0; at < count; at++) {
		if (!text_clean(words[at], "words", limit, arena, &word, fault))
			return false;
		if (analysis_run(word, arena).token_count == 0)
			return fault_set(fault, FAULT_BAD_CHARACTER, "words");
		if (!holds(out, word, arena))
			out->words[out->count++] = word;
	}
	return out->count >= least || fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "words",
						   "%d different words at least", least);
}

/* Reading ------------------------------------------------------------------------------- */

static void read_words(const char *text, enum word_kind kind, struct arena *arena,
		       struct word_group *group)
{
	const struct json *tree;
	struct fault ignored;

	if (kind == WORDS_STOP) {
		group->words = arena_array(arena, 1, sizeof(*group->words));
		group->words[0] = text;
		group->count = 1;
		return;
	}
	if (!json_parse(text, strlen(text), arena, &tree, &ignored) || tree->type != JSON_ARRAY)
		return;
	group->words = arena_array(arena, tree->count + 1, sizeof(*group->words));
	for (const struct json *each = tree->first; each != NULL; each = each->next)
		if (each->type == JSON_STRING)
			group->words[group->count++] = each->text;
}

bool word_group_list(struct db *db, enum word_kind kind, struct arena *arena,
		     struct word_group **out, int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct word_group));
	struct query *query = db_query(db, kinds[kind].all);

	while (query_next(query)) {
		struct word_group *group = list_add(&list);
		row_text_into(query, "id", group->id.text, sizeof(group->id.text));
		read_words(row_text(query, "words", arena), kind, arena, group);
		group->version = row_int(query, "version");
		group->changed_at = row_int(query, "changed_at");
		group->changed_by = row_text(query, "display_name", arena);
	}
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

static int compare_groups(const void *one_, const void *other_)
{
	const struct word_group *one = one_, *other = other_;
	for (int at = 0; at < one->count && at < other->count; at++) {
		int order = strcmp(one->words[at], other->words[at]);
		if (order != 0)
			return order;
	}
	return one->count - other->count;
}

bool word_group_sorted(struct db *db, enum word_kind kind, struct arena *arena,
		       struct word_group **out, int *count, struct fault *fault)
{
	if (!word_group_list(db, kind, arena, out, count, fault))
		return false;
	if (*count > 1)
		qsort(*out, (size_t)*count, sizeof(**out), compare_groups);
	return true;
}

bool synonym_gather(struct db *db, struct arena *arena, struct compile_synonyms **out, int *count,
		    struct fault *fault)
{
	struct word_group *groups;

	if (!word_group_sorted(db, WORDS_SYNONYM, arena, &groups, count, fault))
		return false;
	*out = arena_array(arena, (size_t)*count + 1, sizeof(**out));
	for (int at = 0; at < *count; at++)
		(*out)[at] = (struct compile_synonyms){groups[at].words, groups[at].count};
	return true;
}

bool stop_word_gather(struct db *db, struct arena *arena, const char ***out, int *count,
		      struct fault *fault)
{
	struct word_group *groups;

	if (!word_group_sorted(db, WORDS_STOP, arena, &groups, count, fault))
		return false;
	*out = arena_array(arena, (size_t)*count + 1, sizeof(**out));
	for (int at = 0; at < *count; at++)
		(*out)[at] = groups[at].words[0];
	return true;
}

/* Writing ---------------------------------------------------------------------------------- */

static const char *written(enum word_kind kind, const struct word_group *group, struct arena *arena)
{
	if (kind == WORDS_STOP)
		return group->words[0];
	struct buffer buffer = buffer_new(WORDS_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	json_open_array(&json, NULL);
	for (int at = 0; at < group->count; at++)
		json_add_text(&json, NULL, group->words[at]);
	json_close_array(&json);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return text;
}

/* A word belongs to one group: two that share one would be one. */
static bool check_others(struct transaction *transaction, enum word_kind kind,
			 const struct word_group *group, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct word_group *groups;
	int count;

	if (!word_group_list(transaction_db(transaction), kind, arena, &groups, &count, fault))
		return false;
	bool is_new = *group->id.text == '\0';
	if (is_new && count >= kinds[kind].most)
		return fault_limit(fault, FAULT_TOO_MANY, "words", count + 1, kinds[kind].most);
	for (int at = 0; at < count; at++) {
		if (strcmp(groups[at].id.text, group->id.text) == 0)
			continue;
		for (int word = 0; word < group->count; word++)
			if (holds(&groups[at], group->words[word], arena))
				return fault_detail(fault, FAULT_EXISTS, "words", "%s",
						    group->words[word]);
	}
	return true;
}

static bool end_change(struct transaction *transaction, enum word_kind kind, const char *act,
		       const char *id, const struct staff_id *by, struct fault *fault)
{
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return audit_append(transaction, by == NULL ? NULL : by->text, act, kinds[kind].name, id,
			    NULL, fault);
}

static void bind(struct query *query, const struct word_group *group, const char *words,
		 const struct staff_id *by, int64_t now)
{
	query_text(query, 1, group->id.text);
	query_text(query, 2, words);
	query_text(query, 3, by == NULL ? NULL : by->text);
	query_int(query, 4, now);
}

bool word_group_create(struct transaction *transaction, enum word_kind kind,
		       struct word_group *group, const struct staff_id *by, struct fault *fault)
{
	int64_t now = transaction_now(transaction);

	*group->id.text = '\0';
	if (!check_others(transaction, kind, group, fault))
		return false;
	id_new(now, group->id.text);
	struct query *query = db_query(transaction_db(transaction), kinds[kind].insert);
	bind(query, group, written(kind, group, transaction_arena(transaction)), by, now);
	group->version = 1;
	return query_run(&query, fault) &&
	       end_change(transaction, kind, kinds[kind].create_act, group->id.text, by, fault);
}

static bool fault_of_no_row(struct transaction *transaction, enum word_kind kind,
			    const struct word_id *id, struct fault *fault)
{
	struct word_group *groups;
	int count;

	if (!word_group_list(transaction_db(transaction), kind, transaction_arena(transaction),
			     &groups, &count, fault))
		return false;
	for (int at = 0; at < count; at++)
		if (strcmp(groups[at].id.text, id->text) == 0)
			return fault_set(fault, FAULT_CHANGED_MEANWHILE, "version");
	return fault_set(fault, FAULT_NOT_FOUND, kinds[kind].name);
}

bool word_group_change(struct transaction *transaction, enum word_kind kind,
		       struct word_group *group, const struct staff_id *by, struct fault *fault)
{
	struct db *db = transaction_db(transaction);

	if (!check_others(transaction, kind, group, fault))
		return false;
	struct query *query = db_query(db, kinds[kind].update);
	bind(query, group, written(kind, group, transaction_arena(transaction)), by,
	     transaction_now(transaction));
	query_int(query, 5, group->version);
	if (!query_run(&query, fault))
		return false;
	if (db_changes(db) == 0)
		return fault_of_no_row(transaction, kind, &group->id, fault);
	group->version++;
	return end_change(transaction, kind, kinds[kind].change_act, group->id.text, by, fault);
}

bool word_group_delete(struct transaction *transaction, enum word_kind kind,
		       const struct word_id *id, int64_t version, const struct staff_id *by,
		       struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, kinds[kind].delete);

	query_text(query, 1, id->text);
	query_int(query, 2, version);
	if (!query_run(&query, fault))
		return false;
	if (db_changes(db) == 0)
		return fault_of_no_row(transaction, kind, id, fault);
	return end_change(transaction, kind, kinds[kind].delete_act, id->text, by, fault);
}
