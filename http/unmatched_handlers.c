/*
 * Unmatched handlers: the questions that the bot could not answer.
 *
 * A new entry for one is made by POST /v1/entries with "unmatched"
 * (entry_handlers.c).  Event-loop threads.
 */
#include <stdio.h>

#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/views.h"
#include "kb/entry.h"
#include "kb/unmatched.h"

static const char *const STATES[] = {"open", "added", "ignored", NULL};

static const struct field list_rows[] = {
    STATE_QUERY_ROWS(STATES),
    {0},
};

static struct answer list_unmatched(struct request *request)
{
	struct fault fault;
	struct unmatched_page page;
	enum unmatched_state state = UNMATCHED_OPEN;
	const struct state_query *query = request_query(request);
	if (query->state != NULL && !unmatched_state_read(query->state, &state, &fault))
		return answer_fault(request, &fault);
	if (!unmatched_list(request_reader(request), state, query->before, (int)query->limit,
			    request->arena, &page, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "unmatched");
	for (int i = 0; i < page.count; i++)
		view_unmatched(&json, &page.lines[i]);
	json_close_array(&json);
	json_add_int(&json, "total", page.total);
	json_add_text(&json, "next", page.next);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* What an editor decides about one question. */
struct verdict {
	struct change change;
	struct unmatched_id id;
	struct entry_id entry;
	struct staff_id by;
};

static bool apply_add(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct verdict *verdict = (const struct verdict *)change;
	return unmatched_add(transaction, &verdict->id, &verdict->entry, &verdict->by, fault);
}

static bool apply_ignore(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct verdict *verdict = (const struct verdict *)change;
	return unmatched_ignore(transaction, &verdict->id, &verdict->by, fault);
}

static struct verdict *verdict_new(struct request *request)
{
	struct verdict *verdict = arena_alloc(request->arena, sizeof(*verdict));
	snprintf(verdict->id.text, sizeof(verdict->id.text), "%s",
		 request_parameter(request, "id"));
	verdict->by = request->caller.staff;
	return verdict;
}

static struct answer decided(struct request *request, struct change *change)
{
	struct fault fault;
	struct unmatched unmatched;
	const struct verdict *verdict = (const struct verdict *)change;
	enum lookup found = unmatched_read(request_reader(request), &verdict->id, request->arena,
					   &unmatched, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "unmatched");
	struct json_writer json = request_json(request);
	view_unmatched(&json, &unmatched);
	return answer_json(request, 200);
}

struct add_fields {
	const char *entry;
};
static const struct field add_rows[] = {
    {FIELD(struct add_fields, entry, FIELD_LINE), .required = true, .least = 1,
     .most = ENTRY_EXTERNAL_ID_MOST, .help = "An entry's id or external id"},
    {0},
};

static enum lookup find_entry(struct request *request, const char *name, struct entry_id *id,
			      struct fault *fault)
{
	struct entry entry;
	struct db *db = request_reader(request);
	enum lookup found = LOOKUP_ABSENT;
	if (id_is_valid(name)) {
		snprintf(id->text, sizeof(id->text), "%s", name);
		found = entry_read(db, id, request->arena, &entry, fault);
	}
	if (found == LOOKUP_ABSENT)
		found = entry_find(db, name, request->arena, &entry, fault);
	if (found == LOOKUP_FOUND)
		*id = entry.id;
	return found;
}

static struct answer add_to_entry(struct request *request)
{
	struct fault fault;
	const struct add_fields *fields = request_fields(request);
	struct verdict *verdict = verdict_new(request);
	enum lookup found = find_entry(request, fields->entry, &verdict->entry, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "entry");
	verdict->change.apply = apply_add;
	return await_commit(request, &verdict->change, decided);
}

static struct answer ignore(struct request *request)
{
	struct verdict *verdict = verdict_new(request);
	verdict->change.apply = apply_ignore;
	return await_commit(request, &verdict->change, decided);
}

const struct route unmatched_routes[] = {
    {.method = "GET",
     .path = "/v1/unmatched",
     .who = MAY_CURATE,
     .handle = list_unmatched,
     .query = FIELD_TABLE(struct state_query, list_rows),
     .summary = "Questions that the bot could not answer, last asked first",
     .shape = "unmatched_page"},
    {.method = "POST",
     .path = "/v1/unmatched/{id}/add",
     .who = MAY_CURATE,
     .handle = add_to_entry,
     .body = FIELD_TABLE(struct add_fields, add_rows),
     .summary = "Add the question to an entry as a variant",
     .shape = "unmatched"},
    {.method = "POST",
     .path = "/v1/unmatched/{id}/ignore",
     .who = MAY_CURATE,
     .handle = ignore,
     .summary = "Set the question aside",
     .shape = "unmatched"},
    {0},
};
