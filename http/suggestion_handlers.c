/*
 * Suggestion handlers: entries that agents' answers suggest.
 *
 * Event-loop threads.
 */
#include <stdio.h>

#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/workbench_views.h"

static const char *const STATES[] = {"open", "accepted", "rejected", NULL};

static struct suggestion_id suggestion_of(struct request *request)
{
	struct suggestion_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

/* --- Reading ---------------------------------------------------------------------------- */

static const struct field list_rows[] = {
    STATE_QUERY_ROWS(STATES),
    {0},
};

static struct answer list_suggestions(struct request *request)
{
	struct fault fault;
	struct suggestion_page page;
	const struct state_query *query = request_query(request);
	if (!suggestion_list(request_reader(request), query->state != NULL ? query->state : "open",
			     query->before, (int)query->limit, request->arena, &page, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "suggestions");
	for (int at = 0; at < page.count; at++)
		view_suggestion(&json, NULL, &page.lines[at]);
	json_close_array(&json);
	json_add_text(&json, "next", page.next);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer answer_suggestion(struct request *request, const struct suggestion_id *id)
{
	struct fault fault;
	struct suggestion suggestion;
	struct suggestion_source *sources;
	int count;
	struct db *db = request_reader(request);
	enum lookup found = suggestion_read(db, id, request->arena, &suggestion, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "suggestion");
	if (found == LOOKUP_FAILED ||
	    !suggestion_sources(db, id, request->arena, &sources, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	view_suggestion(&json, "suggestion", &suggestion);
	json_open_array(&json, "sources");
	for (int at = 0; at < count; at++)
		view_suggestion_source(&json, &sources[at]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer read_suggestion(struct request *request)
{
	struct suggestion_id id = suggestion_of(request);
	return answer_suggestion(request, &id);
}

/* --- Deciding --------------------------------------------------------------------------- */

struct decision {
	struct change change;
	struct suggestion_id id;
	const char *question, *answer;
	struct staff_id by;
	struct entry_id entry;
};

static bool apply_accept(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct decision *decision = (struct decision *)change;
	return suggestion_accept(transaction, &decision->id, decision->question, decision->answer,
				 &decision->by, &decision->entry, fault);
}

static bool apply_reject(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct decision *decision = (struct decision *)change;
	return suggestion_reject(transaction, &decision->id, &decision->by, fault);
}

static bool apply_reopen(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct decision *decision = (struct decision *)change;
	return suggestion_reopen(transaction, &decision->id, fault);
}

static struct decision *decision_new(struct request *request)
{
	struct decision *decision = arena_alloc(request->arena, sizeof(*decision));
	decision->id = suggestion_of(request);
	decision->by = request->caller.staff;
	return decision;
}

static struct answer decided(struct request *request, struct change *change)
{
	return answer_suggestion(request, &((const struct decision *)change)->id);
}

static struct answer accepted(struct request *request, struct change *change)
{
	const struct decision *decision = (const struct decision *)change;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "entry", decision->entry.text);
	json_close_object(&json);
	return answer_json(request, 200);
}

struct accept_fields {
	const char *question, *answer;
};
static const struct field accept_rows[] = {
    {FIELD(struct accept_fields, question, FIELD_LINE), .least = 1, .most = ENTRY_QUESTION_MOST,
     .help = "The editor's wording; the visitor's when left out"},
    {FIELD(struct accept_fields, answer, FIELD_TEXT), .least = 1, .most = ENTRY_ANSWER_MOST,
     .help = "The editor's answer; the agent's when left out"},
    {0},
};

static struct answer accept_suggestion(struct request *request)
{
	const struct accept_fields *fields = request_fields(request);
	struct decision *decision = decision_new(request);
	decision->change.apply = apply_accept;
	decision->question = fields->question;
	decision->answer = fields->answer;
	return await_commit(request, &decision->change, accepted);
}

static struct answer reject(struct request *request)
{
	struct decision *decision = decision_new(request);
	decision->change.apply = apply_reject;
	return await_commit(request, &decision->change, decided);
}

static struct answer reopen(struct request *request)
{
	struct decision *decision = decision_new(request);
	decision->change.apply = apply_reopen;
	return await_commit(request, &decision->change, decided);
}

const struct route suggestion_routes[] = {
    {.method = "GET", .path = "/v1/suggestions", .who = MAY_CURATE, .handle = list_suggestions,
     .query = FIELD_TABLE(struct state_query, list_rows),
     .summary = "Entries that agents' answers suggest, most evidence first",
     .shape = "suggestions"},
    {.method = "GET", .path = "/v1/suggestions/{id}", .who = MAY_CURATE,
     .handle = read_suggestion, .summary = "A suggestion with the conversations it is from",
     .shape = "suggestion_detail"},
    {.method = "POST", .path = "/v1/suggestions/{id}/accept", .who = MAY_CURATE,
     .handle = accept_suggestion, .body = FIELD_TABLE(struct accept_fields, accept_rows),
     .summary = "Make the entry, or add the questions or the answer to the one there is",
     .shape = "suggestion_entry"},
    {.method = "POST", .path = "/v1/suggestions/{id}/reject", .who = MAY_CURATE,
     .handle = reject, .summary = "Never suggest it again", .shape = "suggestion_detail"},
    {.method = "POST", .path = "/v1/suggestions/{id}/reopen", .who = MAY_CURATE,
     .handle = reopen, .summary = "Take a rejection back", .shape = "suggestion_detail"},
    {0},
};
