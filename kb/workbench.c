/*
 * Workbench, acts: see workbench.h.  Writer thread.
 *
 * Each act writes down its questions as they were, in JSON that
 * workbench_undo.c reads.
 */
#include "kb/workbench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/audit.h"
#include "data/json.h"
#include "kb/right.h"
#include "kb/workbench_internal.h"

#define DETAIL_BYTES_MOST ((size_t)4 * 1024 * 1024)

SQL_READ(ACT_OPEN_QUESTIONS, "SELECT id FROM unmatched WHERE cluster = $1 AND state = 'open' "
			     "ORDER BY asked DESC, id LIMIT $2");
SQL_READ(ACT_CLUSTER, "SELECT state, reason, assignee, due_at FROM cluster WHERE id = $1");
SQL_READ(ACT_CLUSTER_EXISTS, "SELECT COUNT(*) AS many FROM cluster WHERE id = $1");
SQL_READ(ACT_ENTRY, "SELECT COUNT(*) AS many FROM entry WHERE id = $1");
SQL_READ(ACT_STAFF, "SELECT COUNT(*) AS many FROM staff WHERE id = $1 AND blocked = 0");
SQL_WRITE(ACT_INSERT, "INSERT INTO workbench_act (id, action, cluster, staff, detail, at) "
		      "VALUES ($1, $2, $3, $4, $5, $6)");
SQL_WRITE(ACT_REASON, "UPDATE cluster SET reason = $2 WHERE id = $1");
SQL_WRITE(ACT_CLUSTER_ENTRY, "UPDATE cluster SET entry = $2 WHERE id = $1");
SQL_WRITE(ACT_ASSIGN, "UPDATE cluster SET assignee = $2, due_at = $3 WHERE id = $1");

/* One act in hand. */
struct bench {
	struct transaction *transaction;
	struct workbench_by *by;
	struct bench_question *questions;
	int count;
	struct buffer buffer;
	struct json_writer json; /* its detail */
};

static bool bench_end(struct bench *bench, bool good)
{
	buffer_free(&bench->buffer);
	return good;
}

/* Questions ------------------------------------------------------------------ */

static bool find_open(struct bench *bench, const struct cluster_id *cluster, const char **ids,
		      int *count, struct fault *fault)
{
	struct query *query = db_query(transaction_db(bench->transaction), &ACT_OPEN_QUESTIONS);
	*count = 0;
	query_text(query, 1, cluster->text);
	query_int(query, 2, WORKBENCH_QUESTIONS_MOST);
	while (query_next(query))
		ids[(*count)++] = row_text(query, "id", transaction_arena(bench->transaction));
	return query_end(&query, fault);
}

static bool is_named_before(const char *const *ids, int at)
{
	for (int before = 0; before < at; before++)
		if (strcmp(ids[before], ids[at]) == 0)
			return true;
	return false;
}

/* Reads what the act is about, once each; each must be in the cluster, if one
 * is named, and open. */
static bool pick_questions(struct bench *bench, const struct workbench_pick *pick,
			   struct fault *fault)
{
	struct arena *arena = transaction_arena(bench->transaction);
	const char **found = arena_array(arena, WORKBENCH_QUESTIONS_MOST, sizeof(char *));
	const char *const *ids = pick->questions != NULL ? pick->questions : found;
	int count = pick->count;
	if (pick->questions == NULL && !find_open(bench, &pick->cluster, found, &count, fault))
		return false;
	if (count == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "questions");
	bench->questions = arena_array(arena, (size_t)count, sizeof(*bench->questions));
	for (int at = 0; at < count; at++) {
		struct bench_question *one = &bench->questions[bench->count];
		if (is_named_before(ids, at))
			continue;
		enum lookup is_there = bench_read(bench->transaction, ids[at], one, fault);
		if (is_there == LOOKUP_FAILED)
			return false;
		if (is_there == LOOKUP_ABSENT)
			return fault_set(fault, FAULT_NOT_FOUND, "questions");
		if (strcmp(one->state, "open") != 0 ||
		    (pick->cluster.text[0] != '\0' &&
		     strcmp(one->cluster.text, pick->cluster.text) != 0))
			return fault_set(fault, FAULT_CHANGED_MEANWHILE, "questions");
		bench->count++;
	}
	return true;
}

/* Writing down ------------------------------------------------------------------ */

static void write_questions(struct bench *bench)
{
	json_open_array(&bench->json, "questions");
	for (int at = 0; at < bench->count; at++) {
		json_open_object(&bench->json, NULL);
		json_add_text(&bench->json, "id", bench->questions[at].id.text);
		json_add_text(&bench->json, "cluster", bench->questions[at].cluster.text);
		json_add_bool(&bench->json, "fixed", bench->questions[at].is_fixed);
		json_close_object(&bench->json);
	}
	json_close_array(&bench->json);
}

/* How the cluster was: reason, assignee, day. */
static bool write_cluster(struct bench *bench, const char *cluster, struct fault *fault)
{
	struct arena *arena = transaction_arena(bench->transaction);
	struct query *query = db_query(transaction_db(bench->transaction), &ACT_CLUSTER);
	bool found = false;
	query_text(query, 1, cluster);
	while (query_next(query)) {
		found = true;
		json_open_object(&bench->json, "before");
		json_add_text(&bench->json, "state", row_text(query, "state", arena));
		json_add_text(&bench->json, "reason", row_text(query, "reason", arena));
		json_add_text(&bench->json, "assignee", row_text(query, "assignee", arena));
		json_add_int(&bench->json, "due_at", row_int(query, "due_at"));
		json_close_object(&bench->json);
	}
	if (!query_end(&query, fault))
		return false;
	return found || fault_set(fault, FAULT_NOT_FOUND, "cluster");
}

static struct bench bench_begin(struct transaction *transaction, struct workbench_by *by)
{
	return (struct bench){
	    .transaction = transaction, .by = by, .buffer = buffer_new(DETAIL_BYTES_MOST)};
}

static void begin_detail(struct bench *bench)
{
	bench->json = json_writer(&bench->buffer);
	json_open_object(&bench->json, NULL);
}

static bool end_detail(struct bench *bench, const char *action, const char *cluster,
		       struct fault *fault)
{
	struct transaction *transaction = bench->transaction;
	json_close_object(&bench->json);
	if (bench->buffer.overflowed)
		return fault_set(fault, FAULT_TOO_MANY, "questions");
	id_new(transaction_now(transaction), bench->by->act.text);
	struct query *query = db_query(transaction_db(transaction), &ACT_INSERT);
	query_text(query, 1, bench->by->act.text);
	query_text(query, 2, action);
	query_text(query, 3, cluster);
	query_text(query, 4, bench->by->staff != NULL ? bench->by->staff->text : NULL);
	query_text(query, 5, bench->buffer.bytes);
	query_int(query, 6, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_WORKBENCH, ""));
	return query_run(&query, fault) &&
	       audit_append(transaction,
			    bench->by->staff != NULL ? bench->by->staff->text : NULL,
			    arena_format(transaction_arena(transaction), "cluster.%s", action),
			    "cluster", cluster, NULL, fault);
}

/* Whether no question before this one is of the same cluster. */
static bool is_first_of_cluster(const struct bench *bench, int at)
{
	for (int before = 0; before < at; before++)
		if (strcmp(bench->questions[before].cluster.text,
			   bench->questions[at].cluster.text) == 0)
			return false;
	return true;
}

/* The clusters that the questions were in, once each. */
static bool refresh_all(struct bench *bench, struct fault *fault)
{
	for (int at = 0; at < bench->count; at++)
		if (is_first_of_cluster(bench, at) &&
		    !bench_refresh(bench->transaction, bench->questions[at].cluster.text, fault))
			return false;
	return true;
}

static bool set_text(struct bench *bench, const struct sql *sql, const char *cluster,
		     const char *text, struct fault *fault)
{
	struct query *query = db_query(transaction_db(bench->transaction), sql);
	query_text(query, 1, cluster);
	query_text(query, 2, text);
	return query_run(&query, fault);
}

static bool exists(struct transaction *transaction, const struct sql *sql, const char *id,
		   const char *field, struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, id);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	return many > 0 || fault_set(fault, FAULT_NOT_FOUND, field);
}

/* Adding --------------------------------------------------------------------- */

static bool add_variants(struct bench *bench, const struct entry_id *entry, struct fault *fault)
{
	int most = bench->count < WORKBENCH_VARIANTS_MOST ? bench->count : WORKBENCH_VARIANTS_MOST;
	const char *added;
	json_open_array(&bench->json, "variants");
	for (int at = 0; at < most; at++) {
		if (!entry_add_variant(bench->transaction, entry, bench->questions[at].text,
				       bench->by->staff, &added, fault))
			return false;
		if (added != NULL)
			json_add_text(&bench->json, NULL, added);
	}
	json_close_array(&bench->json);
	return true;
}

static bool resolve_all(struct bench *bench, const char *state, const char *entry,
			struct fault *fault)
{
	for (int at = 0; at < bench->count; at++)
		if (!bench_set_state(bench->transaction, &bench->questions[at], state, entry,
				     bench->by->staff, fault))
			return false;
	return true;
}

static bool name_entry(struct bench *bench, const struct entry_id *entry, struct fault *fault)
{
	for (int at = 0; at < bench->count; at++)
		if (is_first_of_cluster(bench, at) &&
		    !set_text(bench, &ACT_CLUSTER_ENTRY, bench->questions[at].cluster.text,
			      entry->text, fault))
			return false;
	return true;
}

/* What undoing has to know of an entry that answers the questions now. */
static void begin_adding(struct bench *bench, const struct entry_id *entry, bool made)
{
	begin_detail(bench);
	json_add_text(&bench->json, "entry", entry->text);
	json_add_bool(&bench->json, "made", made);
	write_questions(bench);
}

static bool end_adding(struct bench *bench, const struct entry_id *entry, struct fault *fault)
{
	return resolve_all(bench, "added", entry->text, fault) &&
	       name_entry(bench, entry, fault) && refresh_all(bench, fault) &&
	       end_detail(bench, "add", bench->questions[0].cluster.text, fault);
}

static bool add(struct bench *bench, const struct entry_id *entry, bool made, struct fault *fault)
{
	begin_adding(bench, entry, made);
	return add_variants(bench, entry, fault) && end_adding(bench, entry, fault);
}

bool workbench_add(struct transaction *transaction, const struct workbench_pick *pick,
		   const struct entry_id *entry, struct workbench_by *by, struct fault *fault)
{
	struct bench bench = bench_begin(transaction, by);
	return bench_end(&bench, exists(transaction, &ACT_ENTRY, entry->text, "entry", fault) &&
				     pick_questions(&bench, pick, fault) &&
				     add(&bench, entry, false, fault));
}

bool workbench_make_entry(struct transaction *transaction, const struct workbench_pick *pick,
			  const struct entry_draft *draft, struct workbench_by *by,
			  struct entry_id *entry, struct fault *fault)
{
	struct bench bench = bench_begin(transaction, by);
	struct entry_draft settled = *draft;
	return bench_end(&bench, right_settle(transaction, by->staff, NULL, &settled, fault) &&
				     pick_questions(&bench, pick, fault) &&
				     entry_create(transaction, &settled, by->staff, entry, fault) &&
				     add(&bench, entry, true, fault));
}

bool workbench_settle(struct transaction *transaction, const struct workbench_pick *pick,
		      const struct entry_id *entry, struct workbench_by *by, struct fault *fault)
{
	struct bench bench = bench_begin(transaction, by);
	if (!pick_questions(&bench, pick, fault))
		return bench_end(&bench, false);
	begin_adding(&bench, entry, false);
	json_open_array(&bench.json, "variants");
	json_close_array(&bench.json);
	return bench_end(&bench, end_adding(&bench, entry, fault));
}

/* Ignoring ------------------------------------------------------------------- */

bool workbench_ignore(struct transaction *transaction, const struct workbench_pick *pick,
		      const char *reason, struct workbench_by *by, struct fault *fault)
{
	struct bench bench = bench_begin(transaction, by);
	if (!pick_questions(&bench, pick, fault))
		return bench_end(&bench, false);
	const char *cluster = bench.questions[0].cluster.text;
	begin_detail(&bench);
	write_questions(&bench);
	/* A question that waits for its cluster has none to write of yet. */
	return bench_end(&bench, (*cluster == '\0' || write_cluster(&bench, cluster, fault)) &&
				     resolve_all(&bench, "ignored", NULL, fault) &&
				     set_text(&bench, &ACT_REASON, cluster, reason, fault) &&
				     refresh_all(&bench, fault) &&
				     end_detail(&bench, "ignore", cluster, fault));
}

/* Moving --------------------------------------------------------------------- */

static bool move_all(struct bench *bench, const struct cluster_id *to, struct fault *fault)
{
	for (int at = 0; at < bench->count; at++)
		if (!bench_shift(bench->transaction, &bench->questions[at], to, true, fault))
			return false;
	return refresh_all(bench, fault) && bench_refresh(bench->transaction, to->text, fault);
}

bool workbench_move(struct transaction *transaction, const struct workbench_pick *pick,
		    struct cluster_id *to, struct workbench_by *by, struct fault *fault)
{
	struct bench bench = bench_begin(transaction, by);
	if (!pick_questions(&bench, pick, fault))
		return bench_end(&bench, false);
	if (to->text[0] == '\0') {
		if (!bench_new_cluster(transaction, &bench.questions[0], to, fault))
			return bench_end(&bench, false);
	} else if (!exists(transaction, &ACT_CLUSTER_EXISTS, to->text, "to", fault)) {
		return bench_end(&bench, false);
	}
	begin_detail(&bench);
	json_add_text(&bench.json, "to", to->text);
	write_questions(&bench);
	return bench_end(&bench,
			 move_all(&bench, to, fault) && end_detail(&bench, "move", to->text, fault));
}

/* Assigning ------------------------------------------------------------------ */

bool workbench_assign(struct transaction *transaction, const struct cluster_id *cluster,
		      const struct staff_id *assignee, int64_t due_at, struct workbench_by *by,
		      struct fault *fault)
{
	struct bench bench = bench_begin(transaction, by);
	if (assignee != NULL &&
	    !exists(transaction, &ACT_STAFF, assignee->text, "assignee", fault))
		return false;
	begin_detail(&bench);
	if (!write_cluster(&bench, cluster->text, fault))
		return bench_end(&bench, false);
	json_add_text(&bench.json, "assignee", assignee != NULL ? assignee->text : NULL);
	json_add_int(&bench.json, "due_at", due_at);
	struct query *query = db_query(transaction_db(transaction), &ACT_ASSIGN);
	query_text(query, 1, cluster->text);
	query_text(query, 2, assignee != NULL ? assignee->text : NULL);
	if (due_at > 0)
		query_int(query, 3, due_at);
	return bench_end(&bench, query_run(&query, fault) &&
				     end_detail(&bench, "assign", cluster->text, fault));
}
