/*
 * Workbench, undoing: puts back what an act changed, as long as nobody has
 * changed it since.  See workbench.h.  Writer thread.
 */
#include <stdio.h>
#include <string.h>

#include "data/audit.h"
#include "data/json.h"
#include "kb/right.h"
#include "kb/workbench_internal.h"

SQL_READ(UNDO_ACT, "SELECT action, cluster, detail, undone_at FROM workbench_act WHERE id = $1");
SQL_READ(UNDO_TWIN, "SELECT id FROM unmatched WHERE folded = $1 AND state = 'open'");
SQL_READ(UNDO_CLUSTER, "SELECT assignee, due_at FROM cluster WHERE id = $1");
SQL_WRITE(UNDO_DONE, "UPDATE workbench_act SET undone_at = $2 WHERE id = $1");
/* The undoing is an act of its own, so that the clustering hears of it. */
SQL_WRITE(UNDO_RECORD, "INSERT INTO workbench_act (id, action, cluster, staff, detail, at, "
		       "undone_at) SELECT $2, 'undo', cluster, $3, detail, $4, $4 "
		       "FROM workbench_act WHERE id = $1");
SQL_WRITE(UNDO_REASON, "UPDATE cluster SET reason = $2 WHERE id = $1");
/* The one that its newest added questions are left with, if there are any. */
SQL_WRITE(UNDO_CLUSTER_ENTRY,
	  "UPDATE cluster SET entry = (SELECT entry FROM unmatched WHERE cluster = $1 "
	  "AND state = 'added' ORDER BY resolved_at DESC, id LIMIT 1) WHERE id = $1");
SQL_WRITE(UNDO_ASSIGN, "UPDATE cluster SET assignee = $2, due_at = $3 WHERE id = $1");

struct undo {
	struct transaction *transaction;
	const struct staff_id *staff;
	const char *action;
	const char *cluster;
	const struct json *detail;
};

static bool changed(struct fault *fault, const char *field)
{
	return fault_set(fault, FAULT_CHANGED_MEANWHILE, field);
}

static bool read_act(struct undo *undo, const struct act_id *act, struct fault *fault)
{
	struct arena *arena = transaction_arena(undo->transaction);
	const char *detail = NULL;
	bool is_undone = false;
	struct query *query = db_query(transaction_db(undo->transaction), &UNDO_ACT);
	query_text(query, 1, act->text);
	while (query_next(query)) {
		undo->action = row_text(query, "action", arena);
		undo->cluster = row_text(query, "cluster", arena);
		detail = row_text(query, "detail", arena);
		is_undone = !row_is_null(query, "undone_at");
	}
	if (!query_end(&query, fault))
		return false;
	if (detail == NULL)
		return fault_set(fault, FAULT_NOT_FOUND, "act");
	if (is_undone)
		return changed(fault, "act");
	return json_parse(detail, strlen(detail), arena, &undo->detail, fault);
}

/* Questions ------------------------------------------------------------------ */

/* True when the question is still as the act left it. */
static bool is_as_left(const struct undo *undo, const struct bench_question *question)
{
	const char *entry = json_text(undo->detail, "entry");
	if (strcmp(undo->action, "move") == 0)
		return strcmp(question->cluster.text, json_text(undo->detail, "to")) == 0;
	if (strcmp(undo->action, "add") == 0)
		return strcmp(question->state, "added") == 0 &&
		       strcmp(question->entry.text, entry) == 0;
	return strcmp(question->state, "ignored") == 0;
}

/* A question asked again after it was resolved may stand open a second time. */
static bool has_twin(struct undo *undo, const struct bench_question *question, bool *twin,
		     struct fault *fault)
{
	struct query *query = db_query(transaction_db(undo->transaction), &UNDO_TWIN);
	*twin = false;
	query_text(query, 1, question->folded);
	while (query_next(query)) {
		char id[ID_LENGTH + 1];
		row_text_into(query, "id", id, sizeof(id));
		*twin |= strcmp(id, question->id.text) != 0;
	}
	return query_end(&query, fault);
}

static bool put_back(struct undo *undo, const struct json *before, struct fault *fault)
{
	struct bench_question question;
	struct cluster_id cluster;
	bool twin;
	enum lookup found =
	    bench_read(undo->transaction, json_text(before, "id"), &question, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT || !is_as_left(undo, &question))
		return changed(fault, "questions");
	snprintf(cluster.text, sizeof(cluster.text), "%s", json_text(before, "cluster"));
	if (strcmp(undo->action, "move") == 0)
		return bench_shift(undo->transaction, &question, &cluster,
				   json_bool(before, "fixed", false), fault);
	if (!has_twin(undo, &question, &twin, fault))
		return false;
	if (twin)
		return changed(fault, "questions");
	return bench_set_state(undo->transaction, &question, "open", NULL, NULL, fault);
}

/* Whether no question before this one was of the same cluster. */
static bool is_first_of_cluster(const struct json *list, const struct json *one)
{
	const char *cluster = json_text(one, "cluster");
	for (const struct json *at = list->first; at != one; at = at->next)
		if (strcmp(json_text(at, "cluster"), cluster) == 0)
			return false;
	return true;
}

static bool name_entry(struct undo *undo, const char *cluster, struct fault *fault)
{
	struct query *query = db_query(transaction_db(undo->transaction), &UNDO_CLUSTER_ENTRY);
	query_text(query, 1, cluster);
	return query_run(&query, fault);
}

/* Brings up to date the clusters that the questions are in again, and the one
 * that they came from. */
static bool refresh_all(struct undo *undo, const struct json *list, struct fault *fault)
{
	bool is_add = strcmp(undo->action, "add") == 0;
	for (const struct json *at = list->first; at != NULL; at = at->next) {
		const char *cluster = json_text(at, "cluster");
		if (!is_first_of_cluster(list, at))
			continue;
		if ((is_add && !name_entry(undo, cluster, fault)) ||
		    !bench_refresh(undo->transaction, cluster, fault))
			return false;
	}
	return bench_refresh(undo->transaction, undo->cluster, fault);
}

static bool put_all_back(struct undo *undo, struct fault *fault)
{
	const struct json *list = json_member(undo->detail, "questions");
	for (const struct json *at = list->first; at != NULL; at = at->next)
		if (!put_back(undo, at, fault))
			return false;
	return refresh_all(undo, list, fault);
}

/* Entries -------------------------------------------------------------------- */

static bool was_added(const struct json *variants, const char *text)
{
	for (const struct json *at = variants->first; at != NULL; at = at->next)
		if (strcmp(at->text, text) == 0)
			return true;
	return false;
}

static bool take_variants_back(struct undo *undo, const struct entry *entry, struct fault *fault)
{
	const struct json *added = json_member(undo->detail, "variants");
	struct entry_draft draft = entry->content;
	int64_t version = entry->version;
	const char **kept = arena_array(transaction_arena(undo->transaction),
					(size_t)draft.variant_count + 1, sizeof(char *));
	int count = 0;
	for (int at = 0; at < draft.variant_count; at++)
		if (!was_added(added, draft.variants[at]))
			kept[count++] = draft.variants[at];
	if (count == draft.variant_count)
		return true;
	draft.variants = kept;
	draft.variant_count = count;
	return right_settle(undo->transaction, undo->staff, &entry->content, &draft, fault) &&
	       entry_change(undo->transaction, &entry->id, &draft, undo->staff, NULL, &version,
			    fault);
}

static bool undo_entry(struct undo *undo, struct fault *fault)
{
	struct entry_id id;
	struct entry entry;
	snprintf(id.text, sizeof(id.text), "%s", json_text(undo->detail, "entry"));
	switch (entry_read(transaction_db(undo->transaction), &id,
			   transaction_arena(undo->transaction), &entry, fault)) {
	case LOOKUP_FAILED:
		return false;
	case LOOKUP_ABSENT:
		return changed(fault, "entry");
	case LOOKUP_FOUND:
		break;
	}
	if (json_bool(undo->detail, "made", false))
		return right_check_by(undo->transaction, undo->staff, &entry.content,
				      entry.approved_version > 0 ? POWER_APPROVE : POWER_EDIT,
				      fault) &&
		       entry_retire(undo->transaction, &id, undo->staff, &entry.version, fault);
	return take_variants_back(undo, &entry, fault);
}

/* Clusters ------------------------------------------------------------------- */

static bool undo_reason(struct undo *undo, struct fault *fault)
{
	struct query *query = db_query(transaction_db(undo->transaction), &UNDO_REASON);
	query_text(query, 1, undo->cluster);
	query_text(query, 2, json_text(json_member(undo->detail, "before"), "reason"));
	return query_run(&query, fault);
}

static bool same(const char *one, const char *other)
{
	return strcmp(one != NULL ? one : "", other != NULL ? other : "") == 0;
}

static bool undo_assign(struct undo *undo, struct fault *fault)
{
	const struct json *before = json_member(undo->detail, "before");
	char assignee[ID_LENGTH + 1] = "";
	int64_t due = 0;
	struct query *query = db_query(transaction_db(undo->transaction), &UNDO_CLUSTER);
	query_text(query, 1, undo->cluster);
	while (query_next(query)) {
		row_text_into(query, "assignee", assignee, sizeof(assignee));
		due = row_int(query, "due_at");
	}
	if (!query_end(&query, fault))
		return false;
	if (!same(assignee, json_text(undo->detail, "assignee")) ||
	    due != json_int(undo->detail, "due_at", 0))
		return changed(fault, "assignee");
	query = db_query(transaction_db(undo->transaction), &UNDO_ASSIGN);
	query_text(query, 1, undo->cluster);
	query_text(query, 2, json_text(before, "assignee"));
	if (json_int(before, "due_at", 0) > 0)
		query_int(query, 3, json_int(before, "due_at", 0));
	return query_run(&query, fault);
}

static bool undo_action(struct undo *undo, struct fault *fault)
{
	if (strcmp(undo->action, "assign") == 0)
		return undo_assign(undo, fault);
	if (strcmp(undo->action, "ignore") == 0 && !undo_reason(undo, fault))
		return false;
	if (strcmp(undo->action, "add") == 0 && !undo_entry(undo, fault))
		return false;
	return put_all_back(undo, fault);
}

static bool record(struct undo *undo, const struct act_id *act, struct fault *fault)
{
	char id[ID_LENGTH + 1];
	id_new(transaction_now(undo->transaction), id);
	struct query *query = db_query(transaction_db(undo->transaction), &UNDO_RECORD);
	query_text(query, 1, act->text);
	query_text(query, 2, id);
	query_text(query, 3, undo->staff != NULL ? undo->staff->text : NULL);
	query_int(query, 4, transaction_now(undo->transaction));
	return query_run(&query, fault) &&
	       audit_append(undo->transaction, undo->staff != NULL ? undo->staff->text : NULL,
			    "cluster.undo", "cluster", undo->cluster, NULL, fault);
}

bool workbench_undo(struct transaction *transaction, const struct act_id *act,
		    const struct staff_id *staff, struct fault *fault)
{
	struct undo undo = {.transaction = transaction, .staff = staff};
	if (!read_act(&undo, act, fault) || !undo_action(&undo, fault) ||
	    !record(&undo, act, fault))
		return false;
	struct query *query = db_query(transaction_db(transaction), &UNDO_DONE);
	query_text(query, 1, act->text);
	query_int(query, 2, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_WORKBENCH, ""));
	return query_run(&query, fault);
}
