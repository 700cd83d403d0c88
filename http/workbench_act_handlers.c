/*
 * Workbench act handlers: what editors do with clusters of unanswered
 * questions, and undoing it.  Event-loop threads.
 */
#include <stdio.h>

#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "kb/workbench.h"

static struct cluster_id cluster_of(struct request *request)
{
	struct cluster_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

/* --- Acts ------------------------------------------------------------------------------- */

struct act {
	struct change change;
	bool (*run)(struct act *act, struct transaction *transaction, struct fault *fault);
	struct workbench_pick pick;
	struct workbench_by by;
	struct staff_id staff;
	struct entry_id entry;
	struct entry_draft draft;
	struct cluster_id to;
	const char *reason;
	struct staff_id assignee;
	int64_t due_at;
};

static bool apply_act(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct act *act = (struct act *)change;
	return act->run(act, transaction, fault);
}

static struct act *act_new(struct request *request, const struct texts *questions)
{
	struct act *act = arena_alloc(request->arena, sizeof(*act));
	act->change.apply = apply_act;
	act->pick.cluster = cluster_of(request);
	act->staff = request->caller.staff;
	act->by.staff = &act->staff;
	if (questions != NULL && questions->count > 0) {
		act->pick.questions = questions->items;
		act->pick.count = questions->count;
	}
	return act;
}

static void add_id(struct json_writer *json, const char *name, const char *id)
{
	json_add_text(json, name, id[0] != '\0' ? id : NULL);
}

static struct answer acted(struct request *request, struct change *change)
{
	const struct act *act = (const struct act *)change;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "act", act->by.act.text);
	add_id(&json, "entry", act->entry.text);
	add_id(&json, "cluster", act->to.text);
	json_close_object(&json);
	return answer_json(request, 200);
}

#define QUESTIONS_ROW(type)                                                                        \
	{                                                                                          \
		FIELD(type, questions, FIELD_IDS), .most_items = WORKBENCH_QUESTIONS_MOST,         \
		.help = "Which of its questions; all open ones when left out"                      \
	}

struct add_fields {
	const char *entry;
	struct texts questions;
};
static const struct field add_rows[] = {
    {FIELD(struct add_fields, entry, FIELD_ID), .required = true, .help = "The entry"},
    QUESTIONS_ROW(struct add_fields),
    {0},
};

static bool run_add(struct act *act, struct transaction *transaction, struct fault *fault)
{
	return workbench_add(transaction, &act->pick, &act->entry, &act->by, fault);
}

static struct answer add(struct request *request)
{
	const struct add_fields *fields = request_fields(request);
	struct act *act = act_new(request, &fields->questions);
	act->run = run_add;
	snprintf(act->entry.text, sizeof(act->entry.text), "%s", fields->entry);
	return await_commit(request, &act->change, acted);
}

struct entry_fields {
	const char *question, *answer, *category, *language;
	struct texts questions;
};
static const struct field entry_rows[] = {
    {FIELD(struct entry_fields, question, FIELD_LINE), .required = true, .least = 1,
     .most = ENTRY_QUESTION_MOST, .help = "The new entry's question"},
    {FIELD(struct entry_fields, answer, FIELD_TEXT), .required = true, .least = 1,
     .most = ENTRY_ANSWER_MOST, .help = "Its answer, Markdown"},
    {FIELD(struct entry_fields, category, FIELD_LINE), .least = 0, .most = ENTRY_CATEGORY_MOST,
     .help = "Its category, a path with slashes"},
    {FIELD(struct entry_fields, language, FIELD_LANGUAGE), .least = 0,
     .most = ENTRY_LANGUAGE_MOST, .help = "Its language; any when left out"},
    QUESTIONS_ROW(struct entry_fields),
    {0},
};

static bool run_make_entry(struct act *act, struct transaction *transaction, struct fault *fault)
{
	return workbench_make_entry(transaction, &act->pick, &act->draft, &act->by, &act->entry,
				    fault);
}

static struct answer make_entry(struct request *request)
{
	struct fault fault;
	const struct entry_fields *fields = request_fields(request);
	struct act *act = act_new(request, &fields->questions);
	struct entry_draft draft = {.question = fields->question,
				    .answer = fields->answer,
				    .category = fields->category,
				    .language = fields->language};
	act->run = run_make_entry;
	if (!entry_clean(&draft, request->arena, &act->draft, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &act->change, acted);
}

struct ignore_fields {
	const char *reason;
	struct texts questions;
};
static const struct field ignore_rows[] = {
    {FIELD(struct ignore_fields, reason, FIELD_LINE), .required = true, .least = 1,
     .most = WORKBENCH_REASON_MOST, .help = "Why"},
    QUESTIONS_ROW(struct ignore_fields),
    {0},
};

static bool run_ignore(struct act *act, struct transaction *transaction, struct fault *fault)
{
	return workbench_ignore(transaction, &act->pick, act->reason, &act->by, fault);
}

static struct answer ignore(struct request *request)
{
	const struct ignore_fields *fields = request_fields(request);
	struct act *act = act_new(request, &fields->questions);
	act->run = run_ignore;
	act->reason = fields->reason;
	return await_commit(request, &act->change, acted);
}

struct move_fields {
	const char *to;
	struct texts questions;
};
static const struct field move_rows[] = {
    {FIELD(struct move_fields, to, FIELD_ID),
     .help = "The cluster they go to; a new one when left out"},
    QUESTIONS_ROW(struct move_fields),
    {0},
};

static bool run_move(struct act *act, struct transaction *transaction, struct fault *fault)
{
	return workbench_move(transaction, &act->pick, &act->to, &act->by, fault);
}

static struct answer move(struct request *request)
{
	const struct move_fields *fields = request_fields(request);
	struct act *act = act_new(request, &fields->questions);
	act->run = run_move;
	if (fields->to != NULL)
		snprintf(act->to.text, sizeof(act->to.text), "%s", fields->to);
	return await_commit(request, &act->change, acted);
}

struct assign_fields {
	const char *assignee;
	int64_t due_at;
};
static const struct field assign_rows[] = {
    {FIELD(struct assign_fields, assignee, FIELD_ID), .help = "Who; nobody when left out"},
    {FIELD(struct assign_fields, due_at, FIELD_INT), .least = 0, .most = INT64_C(1) << 52,
     .fallback = 0, .help = "Until when, milliseconds; 0: no day"},
    {0},
};

static bool run_assign(struct act *act, struct transaction *transaction, struct fault *fault)
{
	return workbench_assign(transaction, &act->pick.cluster,
				act->assignee.text[0] != '\0' ? &act->assignee : NULL, act->due_at,
				&act->by, fault);
}

static struct answer assign(struct request *request)
{
	const struct assign_fields *fields = request_fields(request);
	struct act *act = act_new(request, NULL);
	act->run = run_assign;
	act->due_at = fields->due_at;
	if (fields->assignee != NULL)
		snprintf(act->assignee.text, sizeof(act->assignee.text), "%s", fields->assignee);
	return await_commit(request, &act->change, acted);
}

/* --- Undoing ------------------------------------------------------------------------------ */

struct undo_fields {
	const char *act;
};
static const struct field undo_rows[] = {
    {FIELD(struct undo_fields, act, FIELD_ID), .required = true,
     .help = "What an act's answer called \"act\""},
    {0},
};

static bool run_undo(struct act *act, struct transaction *transaction, struct fault *fault)
{
	return workbench_undo(transaction, &act->by.act, act->by.staff, fault);
}

static struct answer undone(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer undo(struct request *request)
{
	const struct undo_fields *fields = request_fields(request);
	struct act *act = arena_alloc(request->arena, sizeof(*act));
	act->change.apply = apply_act;
	act->run = run_undo;
	act->staff = request->caller.staff;
	act->by.staff = &act->staff;
	snprintf(act->by.act.text, sizeof(act->by.act.text), "%s", fields->act);
	return await_commit(request, &act->change, undone);
}

const struct route workbench_act_routes[] = {
    {.method = "POST", .path = "/v1/clusters/{id}/add", .who = MAY_CURATE, .handle = add,
     .body = FIELD_TABLE(struct add_fields, add_rows),
     .summary = "Add its questions to an entry as variants", .shape = "workbench_act"},
    {.method = "POST", .path = "/v1/clusters/{id}/entry", .who = MAY_CURATE,
     .handle = make_entry, .body = FIELD_TABLE(struct entry_fields, entry_rows),
     .summary = "Make an entry for its questions", .shape = "workbench_act"},
    {.method = "POST", .path = "/v1/clusters/{id}/ignore", .who = MAY_CURATE, .handle = ignore,
     .body = FIELD_TABLE(struct ignore_fields, ignore_rows),
     .summary = "Set its questions aside, with a reason", .shape = "workbench_act"},
    {.method = "POST", .path = "/v1/clusters/{id}/move", .who = MAY_CURATE, .handle = move,
     .body = FIELD_TABLE(struct move_fields, move_rows),
     .summary = "Move, split or merge: its questions go to another cluster or a new one",
     .shape = "workbench_act"},
    {.method = "POST", .path = "/v1/clusters/{id}/assign", .who = MAY_CURATE, .handle = assign,
     .body = FIELD_TABLE(struct assign_fields, assign_rows),
     .summary = "Give it to a colleague until a day", .shape = "workbench_act"},
    {.method = "POST", .path = "/v1/workbench/undo", .who = MAY_CURATE, .handle = undo,
     .body = FIELD_TABLE(struct undo_fields, undo_rows), .status = 204,
     .summary = "Undo an act, as long as nothing it changed was changed since"},
    {0},
};
