/*
 * Workbench handlers: clusters of unanswered questions, for reading.
 *
 * Not here: what editors do with them (workbench_act_handlers.c), single
 * questions (unmatched_handlers.c), what agents' answers suggest
 * (suggestion_handlers.c).  Event-loop threads.
 */
#include <stdio.h>
#include <string.h>

#include "bot/rank.h"
#include "data/clock.h"
#include "handoff/staff.h"
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/workbench_views.h"
#include "kb/live.h"

#define NEAREST_SHOWN 5

static const char *const STATES[] = {"open", "added", "ignored", NULL};
static const char *const ORDERS[] = {"asked", "newest", NULL};
static const char *const REASONS[] = {"unmatched", "low-confidence", "not-helpful",
				      "asked-for-person", NULL};

static struct cluster_id cluster_of(struct request *request)
{
	struct cluster_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

/* --- The list --------------------------------------------------------------------------- */

struct list_query {
	const char *state, *site, *language, *assignee, *reason, *order, *before;
	int64_t limit;
};
static const struct field list_rows[] = {
    {FIELD(struct list_query, state, FIELD_CHOICE), .allowed = STATES,
     .help = "open when left out"},
    {FIELD(struct list_query, site, FIELD_WORD), .least = 1, .most = 64,
     .help = "Asked on this site"},
    {FIELD(struct list_query, language, FIELD_LANGUAGE), .least = 1, .most = 35,
     .help = "In this language"},
    {FIELD(struct list_query, assignee, FIELD_ID), .help = "Assigned to this staff member"},
    {FIELD(struct list_query, reason, FIELD_CHOICE), .allowed = REASONS,
     .help = "With questions that came for this reason"},
    {FIELD(struct list_query, order, FIELD_CHOICE), .allowed = ORDERS,
     .help = "Most asked first, or last asked first; asked when left out"},
    {FIELD(struct list_query, before, FIELD_LINE), .least = 1, .most = 100,
     .help = "\"next\" of the page before"},
    {FIELD(struct list_query, limit, FIELD_INT), .least = 1, .most = 200, .fallback = 50,
     .help = "Lines on a page"},
    {0},
};

static void add_totals(struct json_writer *json, const struct workbench_totals *totals)
{
	json_open_object(json, "totals");
	json_add_int(json, "open", totals->open);
	json_add_int(json, "added", totals->added);
	json_add_int(json, "ignored", totals->ignored);
	json_add_int(json, "mine", totals->mine);
	json_close_object(json);
}

static struct answer list_clusters(struct request *request)
{
	struct fault fault;
	struct workbench_page page;
	struct workbench_totals totals;
	const struct list_query *query = request_query(request);
	struct workbench_filter filter = {.state = query->state,
					  .site = query->site,
					  .language = query->language,
					  .assignee = query->assignee,
					  .reason = query->reason,
					  .newest = query->order != NULL &&
						    strcmp(query->order, "newest") == 0,
					  .before = query->before,
					  .limit = (int)query->limit};
	struct db *db = request_reader(request);
	if (!workbench_list(db, &filter, clock_now(), request->arena, &page, &fault) ||
	    !workbench_totals(db, &request->caller.staff, &totals, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "clusters");
	for (int at = 0; at < page.count; at++)
		view_cluster(&json, NULL, &page.lines[at]);
	json_close_array(&json);
	add_totals(&json, &totals);
	json_add_text(&json, "next", page.next);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* --- One cluster ------------------------------------------------------------------------ */

static void add_nearest_one(struct request *request, struct json_writer *json,
			    const struct match *match)
{
	struct entry entry;
	struct fault fault;
	bool is_there = entry_find(request_reader(request), match->entry->external_id,
				   request->arena, &entry, &fault) == LOOKUP_FOUND;
	json_open_object(json, NULL);
	json_add_text(json, "external_id", match->entry->external_id);
	json_add_text(json, "id", is_there ? entry.id.text : NULL);
	json_add_text(json, "question", match->entry->question);
	json_add_text(json, "answer", match->entry->answer);
	json_add_real(json, "confidence", match->confidence, 3);
	json_close_object(json);
}

/* The live entries nearest to the cluster's title, of those that its visitors
 * may be answered with now: of its site, when it has but one. */
static void add_nearest(struct request *request, struct json_writer *json,
			const struct workbench_cluster *cluster)
{
	struct snapshot *snapshot = live_acquire(request_live(request));
	const struct bot_context context = {
	    .site = cluster->site_count == 1 ? cluster->sites[0].what : NULL,
	    .now_ms = clock_now()};
	json_open_array(json, "nearest");
	if (snapshot != NULL) {
		struct question question =
		    question_read(snapshot, cluster->title, request->arena);
		struct matches matches =
		    rank_for_visitor(snapshot, &question, &context, cluster->language, NULL,
				     request->arena);
		for (int at = 0; at < matches.count && at < NEAREST_SHOWN; at++)
			add_nearest_one(request, json, &matches.best[at]);
		snapshot_release(&snapshot);
	}
	json_close_array(json);
}

static struct answer read_cluster(struct request *request)
{
	struct fault fault;
	struct workbench_cluster cluster;
	struct workbench_answer *answers;
	int count;
	struct cluster_id id = cluster_of(request);
	struct db *db = request_reader(request);
	enum lookup found =
	    workbench_read(db, &id, clock_now(), request->arena, &cluster, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "cluster");
	if (found == LOOKUP_FAILED ||
	    !workbench_answers(db, &id, request->arena, &answers, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	view_cluster(&json, "cluster", &cluster);
	add_nearest(request, &json, &cluster);
	json_open_array(&json, "answers");
	for (int at = 0; at < count; at++)
		view_cluster_answer(&json, &answers[at]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

struct questions_query {
	const char *before;
	int64_t limit;
};
static const struct field questions_rows[] = {
    {FIELD(struct questions_query, before, FIELD_LINE), .least = 1, .most = 100,
     .help = "\"next\" of the page before"},
    {FIELD(struct questions_query, limit, FIELD_INT), .least = 1, .most = 200, .fallback = 50,
     .help = "Lines on a page"},
    {0},
};

static struct answer list_questions(struct request *request)
{
	struct fault fault;
	struct workbench_question *questions;
	const char *next;
	int count;
	struct cluster_id id = cluster_of(request);
	const struct questions_query *query = request_query(request);
	if (!workbench_questions(request_reader(request), &id, query->before, (int)query->limit,
				 request->arena, &questions, &count, &next, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "questions");
	for (int at = 0; at < count; at++)
		view_cluster_question(&json, &questions[at]);
	json_close_array(&json);
	json_add_text(&json, "next", next);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer list_colleagues(struct request *request)
{
	struct fault fault;
	struct workbench_colleague *colleagues;
	int count;
	if (!workbench_colleagues(request_reader(request), request->arena, &colleagues, &count,
				  &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "colleagues");
	for (int at = 0; at < count; at++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "id", colleagues[at].id.text);
		json_add_text(&json, "display_name", colleagues[at].name);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

const struct route workbench_routes[] = {
    {.method = "GET", .path = "/v1/clusters", .who = MAY_CURATE, .handle = list_clusters,
     .query = FIELD_TABLE(struct list_query, list_rows),
     .summary = "Unanswered questions in clusters of one meaning", .shape = "clusters"},
    {.method = "GET", .path = "/v1/clusters/{id}", .who = MAY_CURATE, .handle = read_cluster,
     .summary = "A cluster, the nearest entries, and what agents answered",
     .shape = "cluster_detail"},
    {.method = "GET", .path = "/v1/clusters/{id}/questions", .who = MAY_CURATE,
     .handle = list_questions, .query = FIELD_TABLE(struct questions_query, questions_rows),
     .summary = "The questions of a cluster, most asked first", .shape = "cluster_questions"},
    {.method = "GET", .path = "/v1/workbench/colleagues", .who = MAY_CURATE,
     .handle = list_colleagues, .summary = "Who a cluster can be given to",
     .shape = "colleagues"},
    {0},
};
