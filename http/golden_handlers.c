/*
 * Golden handlers: questions whose decision must stay right, listed, made by
 * hand or from a conversation, changed and removed.
 *
 * Not here: running them (publish_handlers.c).
 */
#include "http/knowledge_handlers.h"

#include <string.h>

#include "handoff/conversation.h"
#include "http/permission.h"
#include "http/trial_views.h"
#include "kb/entry.h"

static const char *const EXPECTATIONS[] = {"answer", "handoff", "unmatched", NULL};

/* --- Listing ------------------------------------------------------------------------- */

struct list_query {
	const char *expect, *entry, *query, *before;
	int64_t limit;
};
static const struct field list_rows[] = {
    {FIELD(struct list_query, expect, FIELD_CHOICE), .allowed = EXPECTATIONS,
     .help = "Only those that expect this"},
    {FIELD(struct list_query, entry, FIELD_LINE), .least = 1, .most = ENTRY_EXTERNAL_ID_MOST,
     .help = "Only those that must lead to the entry with this external id"},
    {FIELD(struct list_query, query, FIELD_LINE), .most = 200, .help = "Found in the text"},
    {FIELD(struct list_query, before, FIELD_WORD), .least = 1, .most = 80,
     .help = "\"next\" of the page before"},
    {FIELD(struct list_query, limit, FIELD_INT), .least = 1, .most = 200, .fallback = 50,
     .help = "Lines on a page"},
    {0},
};

static struct answer list_golden(struct request *request)
{
	const struct list_query *query = request_query(request);
	struct golden_filter filter = {.expect = query->expect,
				       .entry = query->entry,
				       .query = query->query,
				       .before = query->before,
				       .limit = (int)query->limit};
	struct golden_page page;
	struct fault fault;
	if (!golden_page(request_reader(request), &filter, request->arena, &page, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	view_golden_page(&json, &page);
	return answer_json(request, 200);
}

/* --- Making and changing ---------------------------------------------------------------- */

struct golden_fields {
	const char *text, *expect, *entry, *language, *site, *conversation;
	int64_t seq;
};
static const struct field golden_rows[] = {
    {FIELD(struct golden_fields, text, FIELD_TEXT), .required = true, .least = 1,
     .most = GOLDEN_TEXT_MOST, .help = "The question"},
    {FIELD(struct golden_fields, expect, FIELD_CHOICE), .required = true, .allowed = EXPECTATIONS,
     .help = "answer: must lead to the entry; unmatched: must not be answered; handoff: must "
	     "hand over"},
    {FIELD(struct golden_fields, entry, FIELD_LINE), .least = 1, .most = ENTRY_EXTERNAL_ID_MOST,
     .help = "External id, for \"answer\""},
    {FIELD(struct golden_fields, language, FIELD_LANGUAGE), .most = 35,
     .help = "Of the visitor's page; the entry's when left out"},
    {FIELD(struct golden_fields, site, FIELD_WORD), .least = 1, .most = 64,
     .help = "On which site"},
    {FIELD(struct golden_fields, conversation, FIELD_ID),
     .help = "Where it was asked, when it was"},
    {FIELD(struct golden_fields, seq, FIELD_INT), .least = 1, .most = 1000000, .fallback = 0,
     .help = "The visitor's message there"},
    {0},
};

struct golden_edit {
	struct change change;
	struct golden_id id;
	struct golden golden;
	bool has_conversation;
	struct conversation_id conversation;
	int64_t number;
	struct staff_id by;
};

static void fill(struct golden_edit *edit, struct request *request)
{
	const struct golden_fields *fields = request_fields(request);
	edit->golden = (struct golden){.text = fields->text,
				       .expect = fields->expect,
				       .entry = fields->entry,
				       .language = fields->language,
				       .site = fields->site};
	edit->by = request->caller.staff;
	edit->has_conversation = fields->conversation != NULL && fields->seq > 0;
	edit->number = fields->seq;
	if (edit->has_conversation)
		memcpy(edit->conversation.text, fields->conversation,
		       sizeof(edit->conversation.text));
}

static bool apply_create(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct golden_edit *edit = (struct golden_edit *)change;
	struct golden_origin origin = {.conversation =
					   edit->has_conversation ? &edit->conversation : NULL,
				       .number = edit->number,
				       .by = &edit->by};
	return golden_create(transaction, &edit->golden, &origin, &edit->id, fault);
}

static struct answer created(struct request *request, struct change *change)
{
	const struct golden_edit *edit = (const struct golden_edit *)change;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "id", edit->id.text);
	json_close_object(&json);
	return answer_json(request, 201);
}

static struct answer create_golden(struct request *request)
{
	struct golden_edit *edit = arena_alloc(request->arena, sizeof(*edit));
	struct fault fault;
	edit->change.apply = apply_create;
	fill(edit, request);
	if (edit->has_conversation &&
	    !caller_may_see(request_reader(request), &request->caller, &edit->conversation, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &edit->change, created);
}

static void fill_id(struct golden_edit *edit, struct request *request)
{
	const char *id = request_parameter(request, "id");
	memcpy(edit->id.text, id, sizeof(edit->id.text));
}

static bool apply_change(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct golden_edit *edit = (struct golden_edit *)change;
	return golden_change(transaction, &edit->id, &edit->golden, &edit->by, fault);
}

static struct answer change_golden(struct request *request)
{
	struct golden_edit *edit = arena_alloc(request->arena, sizeof(*edit));
	edit->change.apply = apply_change;
	fill(edit, request);
	fill_id(edit, request);
	return await_commit(request, &edit->change, created);
}

static bool apply_remove(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct golden_edit *edit = (const struct golden_edit *)change;
	return golden_remove(transaction, &edit->id, &edit->by, fault);
}

static struct answer removed(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer remove_golden(struct request *request)
{
	struct golden_edit *edit = arena_alloc(request->arena, sizeof(*edit));
	edit->change.apply = apply_remove;
	edit->by = request->caller.staff;
	fill_id(edit, request);
	return await_commit(request, &edit->change, removed);
}

const struct route golden_routes[] = {
    {.method = "GET",
     .path = "/v1/golden",
     .who = MAY_CURATE,
     .handle = list_golden,
     .query = FIELD_TABLE(struct list_query, list_rows),
     .summary = "Golden questions, newest first",
     .shape = "golden_page"},
    {.method = "POST",
     .path = "/v1/golden",
     .who = MAY_CURATE,
     .handle = create_golden,
     .body = FIELD_TABLE(struct golden_fields, golden_rows),
     .summary = "Make a golden question, by hand or from a conversation",
     .status = 201,
     .shape = "golden_made"},
    {.method = "PUT",
     .path = "/v1/golden/{id}",
     .who = MAY_CURATE,
     .handle = change_golden,
     .body = FIELD_TABLE(struct golden_fields, golden_rows),
     .summary = "Change a golden question",
     .status = 201,
     .shape = "golden_made"},
    {.method = "DELETE",
     .path = "/v1/golden/{id}",
     .who = MAY_CURATE,
     .handle = remove_golden,
     .summary = "Remove a golden question",
     .status = 204},
    {0},
};
