/*
 * Workbench, reading: see workbench.h.  Any thread with its own reader.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kb/paging.h"
#include "kb/workbench.h"

#define DAY_MS       86400000
#define ANSWERS_MOST 20

#define CLUSTER_COLUMNS                                                                            \
	"c.id, c.title, c.language, c.state, c.reason, c.entry, c.assignee, "                      \
	"(SELECT MAX(a.id) FROM workbench_act a WHERE a.cluster = c.id AND c.state = 'ignored' "   \
	"AND a.action = 'ignore' AND a.undone_at IS NULL) AS ignored_by_act, "                     \
	"s.display_name AS assignee_name, c.due_at, c.questions, c.open_questions, c.asked, "      \
	"c.ended, c.lost, c.answered, c.checked, c.first_at, c.last_at "                           \
	"FROM cluster c LEFT JOIN staff s ON s.id = c.assignee "
/* A filter that is NULL lets all pass. */
#define CLUSTER_FILTERS                                                                            \
	"AND ($5 IS NULL OR c.language = $5) AND ($6 IS NULL OR c.assignee = $6) "                 \
	"AND ($7 IS NULL OR EXISTS (SELECT 1 FROM cluster_count n WHERE n.cluster = c.id "         \
	"AND n.kind = 'site' AND n.what = $7 AND n.asked > 0)) "                                   \
	"AND ($8 IS NULL OR EXISTS (SELECT 1 FROM cluster_count n WHERE n.cluster = c.id "         \
	"AND n.kind = 'reason' AND n.what = $8 AND n.asked > 0)) "

SQL_READ(CLUSTERS_MOST_ASKED,
	 "SELECT " CLUSTER_COLUMNS "WHERE c.state = $1 "
	 "AND (c.asked < $2 OR (c.asked = $2 AND c.id < $3)) " CLUSTER_FILTERS
	 "ORDER BY c.asked DESC, c.id DESC LIMIT $4");
SQL_READ(CLUSTERS_NEWEST,
	 "SELECT " CLUSTER_COLUMNS "WHERE c.state = $1 "
	 "AND (c.last_at < $2 OR (c.last_at = $2 AND c.id < $3)) " CLUSTER_FILTERS
	 "ORDER BY c.last_at DESC, c.id DESC LIMIT $4");
SQL_READ(CLUSTER_BY_ID, "SELECT " CLUSTER_COLUMNS "WHERE c.id = $1");
SQL_READ(CLUSTER_COUNTS, "SELECT kind, what, asked FROM cluster_count WHERE cluster = $1 "
			 "AND asked > 0 ORDER BY asked DESC, what");
SQL_READ(CLUSTER_QUESTIONS,
	 "SELECT id, text, state, asked, last_at, answered_by, answered_confidence, "
	 "(SELECT COUNT(outcome) FROM unmatched_ask a WHERE a.unmatched = unmatched.id) AS ended, "
	 "(SELECT COUNT(*) FROM unmatched_ask a WHERE a.unmatched = unmatched.id "
	 "AND a.outcome = 'lost') AS lost "
	 "FROM unmatched WHERE cluster = $1 AND (asked < $2 OR (asked = $2 AND id < $3)) "
	 "ORDER BY asked DESC, id DESC LIMIT $4");
SQL_READ(QUESTION_LAST_ASK, "SELECT conversation, number FROM unmatched_ask "
			    "WHERE unmatched = $1 ORDER BY at DESC LIMIT 1");
SQL_READ(CLUSTER_ANSWERS,
	 "SELECT DISTINCT x.conversation, x.number, x.question, x.answer, x.rating, x.at "
	 "FROM unmatched u JOIN unmatched_ask a ON a.unmatched = u.id "
	 "JOIN suggestion_source x ON x.conversation = a.conversation AND x.number = a.number "
	 "WHERE u.cluster = $1 ORDER BY x.at DESC LIMIT $2");
/* They walk no further than their limit. */
SQL_SCAN(CLUSTER_TOTAL, "SELECT COUNT(*) AS total FROM (SELECT 1 FROM cluster WHERE state = $1 "
			"LIMIT $2) AS some");
SQL_SCAN(CLUSTER_MINE, "SELECT COUNT(*) AS total FROM (SELECT 1 FROM cluster "
		       "WHERE assignee = $1 AND state = 'open' LIMIT $2) AS some");

SQL_SCAN(COLLEAGUES, "SELECT id, display_name FROM staff WHERE blocked = 0 AND "
		     "((own_role IS NULL AND role <> 'agent') OR own_role IN "
		     "(SELECT id FROM staff_role WHERE edits = 1)) ORDER BY display_name, id");

/* Clusters ------------------------------------------------------------------ */

static void read_cluster(struct query *query, struct arena *arena, struct workbench_cluster *out)
{
	*out = (struct workbench_cluster){
	    .title = row_text(query, "title", arena),
	    .language = row_text(query, "language", arena),
	    .state = row_text(query, "state", arena),
	    .reason = row_text(query, "reason", arena),
	    .ignored_by_act = row_text(query, "ignored_by_act", arena),
	    .entry = row_text(query, "entry", arena),
	    .assignee = row_text(query, "assignee", arena),
	    .assignee_name = row_text(query, "assignee_name", arena),
	    .due_at = row_int(query, "due_at"),
	    .questions = row_int(query, "questions"),
	    .open_questions = row_int(query, "open_questions"),
	    .asked = row_int(query, "asked"),
	    .ended = row_int(query, "ended"),
	    .lost = row_int(query, "lost"),
	    .answered = row_int(query, "answered"),
	    .checked = row_int(query, "checked"),
	    .first_at = row_int(query, "first_at"),
	    .last_at = row_int(query, "last_at"),
	};
	row_text_into(query, "id", out->id.text, sizeof(out->id.text));
}

static void add_count(struct workbench_cluster *cluster, const char *kind, const char *what,
		      int64_t asked, int64_t today, struct list *sites, struct list *reasons)
{
	if (strcmp(kind, "day") == 0) {
		int64_t place = WORKBENCH_DAYS - 1 - (today - strtoll(what, NULL, 10));
		if (place >= 0 && place < WORKBENCH_DAYS)
			cluster->trend[place] = asked;
		return;
	}
	struct list *list = strcmp(kind, "site") == 0 ? sites : reasons;
	struct workbench_count *count = list_add(list);
	*count = (struct workbench_count){what, asked};
}

static bool read_counts(struct db *db, int64_t now, struct arena *arena,
			struct workbench_cluster *cluster, struct fault *fault)
{
	struct list sites = list_new(arena, sizeof(struct workbench_count));
	struct list reasons = list_new(arena, sizeof(struct workbench_count));
	struct query *query = db_query(db, &CLUSTER_COUNTS);
	query_text(query, 1, cluster->id.text);
	while (query_next(query))
		add_count(cluster, row_text(query, "kind", arena), row_text(query, "what", arena),
			  row_int(query, "asked"), now / DAY_MS, &sites, &reasons);
	cluster->sites = sites.items;
	cluster->site_count = sites.count;
	cluster->reasons = reasons.items;
	cluster->reason_count = reasons.count;
	return query_end(&query, fault);
}

static void bind_filter(struct query *query, const struct workbench_filter *filter,
			const struct paging *paging)
{
	query_text(query, 1, filter->state != NULL ? filter->state : "open");
	query_int(query, 2, paging->time);
	query_text(query, 3, paging->id);
	query_int(query, 4, paging->limit + 1);
	query_text(query, 5, filter->language);
	query_text(query, 6, filter->assignee);
	query_text(query, 7, filter->site);
	query_text(query, 8, filter->reason);
}

bool workbench_list(struct db *db, const struct workbench_filter *filter, int64_t now,
		    struct arena *arena, struct workbench_page *out, struct fault *fault)
{
	struct workbench_page page = {0};
	struct paging paging;
	bool more = false;
	if (!paging_read(filter->before, filter->limit, &paging, fault))
		return false;
	page.lines = arena_array(arena, (size_t)paging.limit, sizeof(*page.lines));
	struct query *query =
	    db_query(db, filter->newest ? &CLUSTERS_NEWEST : &CLUSTERS_MOST_ASKED);
	bind_filter(query, filter, &paging);
	while (query_next(query)) {
		if (page.count == paging.limit)
			more = true;
		else
			read_cluster(query, arena, &page.lines[page.count++]);
	}
	if (!query_end(&query, fault))
		return false;
	for (int at = 0; at < page.count; at++)
		if (!read_counts(db, now, arena, &page.lines[at], fault))
			return false;
	if (more) {
		const struct workbench_cluster *last = &page.lines[page.count - 1];
		page.next = paging_next(arena, filter->newest ? last->last_at : last->asked,
					last->id.text);
	}
	*out = page;
	return true;
}

enum lookup workbench_read(struct db *db, const struct cluster_id *id, int64_t now,
			   struct arena *arena, struct workbench_cluster *out, struct fault *fault)
{
	struct workbench_cluster cluster;
	bool found = false;
	struct query *query = db_query(db, &CLUSTER_BY_ID);
	query_text(query, 1, id->text);
	while (query_next(query)) {
		read_cluster(query, arena, &cluster);
		found = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (!found)
		return LOOKUP_ABSENT;
	if (!read_counts(db, now, arena, &cluster, fault))
		return LOOKUP_FAILED;
	*out = cluster;
	return LOOKUP_FOUND;
}

/* Questions ----------------------------------------------------------------- */

static void read_question(struct query *query, struct arena *arena, struct workbench_question *out)
{
	*out = (struct workbench_question){
	    .text = row_text(query, "text", arena),
	    .state = row_text(query, "state", arena),
	    .asked = row_int(query, "asked"),
	    .ended = row_int(query, "ended"),
	    .lost = row_int(query, "lost"),
	    .last_at = row_int(query, "last_at"),
	    .answered_by = row_text(query, "answered_by", arena),
	    .answered_confidence = row_real(query, "answered_confidence"),
	};
	row_text_into(query, "id", out->id.text, sizeof(out->id.text));
}

static bool read_last_ask(struct db *db, struct workbench_question *question, struct fault *fault)
{
	struct query *query = db_query(db, &QUESTION_LAST_ASK);
	query_text(query, 1, question->id.text);
	while (query_next(query)) {
		row_text_into(query, "conversation", question->conversation.text,
			      sizeof(question->conversation.text));
		question->number = row_int(query, "number");
	}
	return query_end(&query, fault);
}

bool workbench_questions(struct db *db, const struct cluster_id *cluster, const char *before,
			 int limit, struct arena *arena, struct workbench_question **out,
			 int *count, const char **next, struct fault *fault)
{
	struct paging paging;
	int used = 0;
	bool more = false;
	if (!paging_read(before, limit, &paging, fault))
		return false;
	struct workbench_question *lines =
	    arena_array(arena, (size_t)paging.limit, sizeof(*lines));
	struct query *query = db_query(db, &CLUSTER_QUESTIONS);
	query_text(query, 1, cluster->text);
	query_int(query, 2, paging.time);
	query_text(query, 3, paging.id);
	query_int(query, 4, paging.limit + 1);
	while (query_next(query)) {
		if (used == paging.limit)
			more = true;
		else
			read_question(query, arena, &lines[used++]);
	}
	if (!query_end(&query, fault))
		return false;
	for (int at = 0; at < used; at++)
		if (!read_last_ask(db, &lines[at], fault))
			return false;
	*next = more ? paging_next(arena, lines[used - 1].asked, lines[used - 1].id.text) : NULL;
	*out = lines;
	*count = used;
	return true;
}

/* Agents' answers ------------------------------------------------------------- */

bool workbench_answers(struct db *db, const struct cluster_id *cluster, struct arena *arena,
		       struct workbench_answer **out, int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct workbench_answer));
	struct query *query = db_query(db, &CLUSTER_ANSWERS);
	query_text(query, 1, cluster->text);
	query_int(query, 2, ANSWERS_MOST);
	while (query_next(query)) {
		struct workbench_answer *answer = list_add(&list);
		*answer = (struct workbench_answer){
		    .number = row_int(query, "number"),
		    .question = row_text(query, "question", arena),
		    .answer = row_text(query, "answer", arena),
		    .rating = row_text(query, "rating", arena),
		    .at = row_int(query, "at"),
		};
		row_text_into(query, "conversation", answer->conversation.text,
			      sizeof(answer->conversation.text));
	}
	*out = list.items;
	*count = list.count;
	return query_end(&query, fault);
}

/* Totals ---------------------------------------------------------------------- */

static bool count_some(struct db *db, const struct sql *sql, const char *what, int64_t *total,
		       struct fault *fault)
{
	struct query *query = db_query(db, sql);
	query_text(query, 1, what);
	query_int(query, 2, WORKBENCH_TOTAL_MOST);
	while (query_next(query))
		*total = row_int(query, "total");
	return query_end(&query, fault);
}

bool workbench_totals(struct db *db, const struct staff_id *me, struct workbench_totals *out,
		      struct fault *fault)
{
	struct workbench_totals totals = {0};
	if (!count_some(db, &CLUSTER_TOTAL, "open", &totals.open, fault) ||
	    !count_some(db, &CLUSTER_TOTAL, "added", &totals.added, fault) ||
	    !count_some(db, &CLUSTER_TOTAL, "ignored", &totals.ignored, fault) ||
	    !count_some(db, &CLUSTER_MINE, me->text, &totals.mine, fault))
		return false;
	*out = totals;
	return true;
}

bool workbench_colleagues(struct db *db, struct arena *arena, struct workbench_colleague **out,
			  int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct workbench_colleague));
	struct query *query = db_query(db, &COLLEAGUES);
	while (query_next(query)) {
		struct workbench_colleague *colleague = list_add(&list);
		colleague->name = row_text(query, "display_name", arena);
		row_text_into(query, "id", colleague->id.text, sizeof(colleague->id.text));
	}
	*out = list.items;
	*count = list.count;
	return query_end(&query, fault);
}
