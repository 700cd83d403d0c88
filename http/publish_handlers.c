/*
 * Publish handlers: what would change, the golden questions on it, making it
 * live, and going back.
 *
 * Compiling runs on the slow-work thread; what it reports is answered on the
 * event loop.  Publishing at a time: plan_handlers.c and planner.c.
 */
#include "http/knowledge_handlers.h"

#include <stdlib.h>
#include <string.h>

#include "bot/bot.h"
#include "bot/gate.h"
#include "handoff/side.h"
#include "handoff/site_difference.h"
#include "handoff/staff.h"
#include "http/permission.h"
#include "http/trial_handlers.h"
#include "http/trial_views.h"
#include "http/views.h"
#include "kb/difference.h"
#include "kb/draft.h"
#include "kb/gather.h"
#include "kb/live.h"
#include "kb/plan.h"
#include "kb/publish.h"

#define PUBLICATIONS_SHOWN 50

/* --- What there is ----------------------------------------------------------------------- */

/* The publication that answers visitors: the newest, unless its file could not
 * be read and an earlier one stands in.  0: none. */
static int64_t live_number(struct request *request, const struct publication *list, int count)
{
	struct snapshot *snapshot = live_acquire(request_live(request));
	if (snapshot == NULL)
		return 0;
	int64_t number = snapshot_number(snapshot);
	snapshot_release(&snapshot);
	if (count > 0 && list[0].same_as == number)
		return list[0].number;
	return number;
}

static struct answer list_publications(struct request *request)
{
	struct fault fault;
	struct publication *list;
	struct plan plan;
	int64_t pending;
	int count;
	struct db *db = request_reader(request);
	enum lookup planned = plan_read(db, request->arena, &plan, &fault);
	if (planned == LOOKUP_FAILED ||
	    !publication_list(db, PUBLICATIONS_SHOWN, request->arena, &list, &count, &fault) ||
	    !publication_pending(db, &pending, &fault))
		return answer_fault(request, &fault);
	int64_t live = live_number(request, list, count);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	if (live == 0)
		json_add_null(&json, "live");
	else
		json_add_int(&json, "live", live);
	json_add_int(&json, "pending_changes", pending);
	view_plan(&json, "plan", planned == LOOKUP_FOUND ? &plan : NULL);
	json_open_array(&json, "publications");
	for (int i = 0; i < count; i++)
		view_publication(&json, NULL, &list[i]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* --- Publishing now ------------------------------------------------------------------------ */

struct publish_fields {
	const char *reason, *tried;
};
static const struct field publish_rows[] = {
    {FIELD(struct publish_fields, reason, FIELD_LINE), .least = 1, .most = PUBLISH_REASON_MOST,
     .help = "Why to publish although golden questions fail; counts only for who may do that"},
    {FIELD(struct publish_fields, tried, FIELD_WORD), .least = TRIED_LENGTH, .most = TRIED_LENGTH,
     .help = "\"tried\" of a preview or a what-if: publish those drafts or none"},
    {0},
};

struct publishing {
	struct store *store;
	struct arena *arena;
	struct gate_request gate;
	struct what_if_side side;
	struct staff_id by;
	struct publish_report report;
	bool succeeded;
	struct fault fault;
};

/* The commit has said "look again" already; what is live changes a moment
 * after it, so it is said once more. */
static bool publish_now(void *data, struct fault *fault)
{
	struct publishing *publishing = data;
	struct topic topic = topic_of(TOPIC_KNOWLEDGE, "");
	(void)fault;
	publishing->succeeded =
	    side_read(store_reader(publishing->store), NULL, publishing->arena, &publishing->side,
		      &publishing->fault) &&
	    gate_publish(publishing->store, &publishing->gate, publishing->arena,
			 &publishing->report, &publishing->fault);
	if (publishing->succeeded)
		hub_publish(store_hub(publishing->store), &topic, 1);
	return true;
}

static const char *name_of_caller(struct request *request)
{
	struct fault fault;
	struct staff staff;
	enum lookup found = staff_by_id(request_reader(request), &request->caller.staff,
					request->arena, &staff, &fault);
	return found == LOOKUP_FOUND ? staff.display_name : NULL;
}

static struct answer published(struct request *request, void *data)
{
	struct publishing *publishing = data;
	if (publishing->succeeded) {
		publishing->report.publication.published_by = name_of_caller(request);
		struct json_writer json = request_json(request);
		view_published(&json, &publishing->report);
		return answer_json(request, 201);
	}
	if (publishing->fault.code != FAULT_GOLDEN_FAILED)
		return answer_fault(request, &publishing->fault);
	struct json_writer json = request_problem(request, &publishing->fault);
	view_golden_result(&json, &publishing->report.golden);
	json_add_bool(&json, "may_overrule", (request->caller.may & MAY_OVERRULE) != 0);
	json_close_object(&json);
	return answer_problem(request, &publishing->fault);
}

static struct answer publish(struct request *request)
{
	const struct publish_fields *fields = request_fields(request);
	struct publishing *publishing = arena_alloc(request->arena, sizeof(*publishing));
	bool may_overrule = (request->caller.may & MAY_OVERRULE) != 0;
	struct fault fault;
	publishing->store = request_store(request);
	publishing->arena = request->arena;
	publishing->by = request->caller.staff;
	publishing->gate = (struct gate_request){.reason = may_overrule ? fields->reason : NULL,
						 .by = &publishing->by,
						 .live = request_live(request),
						 .policy = &publishing->side};
	if (!trial_tried_read(fields->tried, &publishing->gate.tried, &fault))
		return answer_fault(request, &fault);
	return await_long_work(request, publish_now, publishing, published);
}

/* --- Looking before it ----------------------------------------------------------------------- */

struct preview_query {
	int64_t to;
};
static const struct field preview_rows[] = {
    {FIELD(struct preview_query, to, FIELD_INT), .least = 1, .most = 1000000000, .fallback = 0,
     .help = "The publication to go back to; the drafts when left out"},
    {0},
};

struct preview {
	struct store *store;
	struct live *live;
	struct drafts *drafts;
	struct arena *arena;
	int64_t to; /* 0: the drafts */
	uint64_t tried; /* what tells the drafts from others */
	struct difference difference;
	struct golden_result golden;
	struct snapshot *before, *after; /* until the request is over */
};

static void preview_end(void *data)
{
	struct preview *preview = data;
	snapshot_release(&preview->before);
	snapshot_release(&preview->after);
}

static bool preview_now(void *data, struct fault *fault)
{
	struct preview *preview = data;
	struct db *reader = store_reader(preview->store);
	struct what_if_side after, before;
	struct golden *golden;
	int count;
	if (!side_read(reader, NULL, preview->arena, &after, fault) ||
	    !golden_list(reader, preview->arena, &golden, &count, fault))
		return false;
	preview->after = preview->to == 0 ? drafts_acquire(preview->drafts, &preview->tried, fault)
					  : drafts_past(preview->drafts, preview->to, fault);
	if (preview->after == NULL)
		return false;
	preview->before = live_acquire(preview->live);
	before = after;
	before.snapshot = preview->before;
	after.snapshot = preview->after;
	gate_run(&after, &before, golden, count, preview->arena, &preview->golden);
	difference_find(preview->before, preview->after, preview->arena, &preview->difference);
	return preview->to != 0 ||
	       site_difference_add(reader, preview->arena, &preview->difference, fault);
}

static struct answer previewed(struct request *request, void *data)
{
	const struct preview *preview = data;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	view_difference(&json, &preview->difference);
	json_open_object(&json, "golden");
	view_golden_result(&json, &preview->golden);
	json_close_object(&json);
	json_add_bool(&json, "may_overrule", (request->caller.may & MAY_OVERRULE) != 0);
	json_add_text(&json, "tried",
		      preview->to == 0 ? trial_tried(preview->tried, request->arena) : NULL);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer preview(struct request *request)
{
	const struct preview_query *query = request_query(request);
	struct preview *preview = arena_alloc(request->arena, sizeof(*preview));
	*preview = (struct preview){.store = request_store(request),
				    .live = request_live(request),
				    .drafts = request_drafts(request),
				    .arena = request->arena,
				    .to = query->to};
	request_at_end(request, preview_end, preview);
	return await_long_work(request, preview_now, preview, previewed);
}

/* --- Going back ---------------------------------------------------------------------------- */

struct rollback_fields {
	const char *reason;
};
static const struct field rollback_rows[] = {
    {FIELD(struct rollback_fields, reason, FIELD_LINE), .least = 1, .most = PUBLISH_REASON_MOST,
     .help = "Why to go back"},
    {0},
};

struct going_back {
	struct store *store;
	struct arena *arena;
	struct rollback_request rollback;
	struct staff_id by;
	struct publication publication;
};

static bool go_back_now(void *data, struct fault *fault)
{
	struct going_back *back = data;
	struct topic topic = topic_of(TOPIC_KNOWLEDGE, "");
	if (!publish_rollback(back->store, &back->rollback, back->arena, &back->publication, fault))
		return false;
	hub_publish(store_hub(back->store), &topic, 1);
	return true;
}

static struct answer went_back(struct request *request, void *data)
{
	struct going_back *back = data;
	back->publication.published_by = name_of_caller(request);
	struct json_writer json = request_json(request);
	view_publication(&json, NULL, &back->publication);
	return answer_json(request, 201);
}

static struct answer go_back(struct request *request)
{
	const struct rollback_fields *fields = request_fields(request);
	struct going_back *back = arena_alloc(request->arena, sizeof(*back));
	char *end;
	const char *number = request_parameter(request, "number");
	int64_t to = strtoll(number, &end, 10);
	if (*end != '\0' || to < 1)
		return answer_refusal(request, FAULT_NOT_FOUND, "snapshot");
	*back = (struct going_back){.store = request_store(request), .arena = request->arena};
	back->by = request->caller.staff;
	back->rollback = (struct rollback_request){.to = to,
						   .reason = fields->reason,
						   .by = &back->by,
						   .live = request_live(request),
						   .prepare = bot_prepare};
	return await_long_work(request, go_back_now, back, went_back);
}

const struct route publish_routes[] = {
    {.method = "GET",
     .path = "/v1/publications",
     .who = MAY_CURATE,
     .handle = list_publications,
     .summary = "What is live, what has changed since, what is planned, and earlier publications",
     .shape = "publications"},
    {.method = "POST",
     .path = "/v1/publications",
     .who = MAY_PUBLISH,
     .whole_base = true,
     .handle = publish,
     .body = FIELD_TABLE(struct publish_fields, publish_rows),
     .summary = "Run the golden questions and put the entries live",
     .status = 201,
     .shape = "published"},
    {.method = "GET",
     .path = "/v1/publications/preview",
     .who = MAY_CURATE,
     .handle = preview,
     .query = FIELD_TABLE(struct preview_query, preview_rows),
     .summary = "What would change for visitors, and the golden questions on it",
     .shape = "preview"},
    {.method = "POST",
     .path = "/v1/publications/{number}/rollback",
     .who = MAY_PUBLISH,
     .whole_base = true,
     .handle = go_back,
     .body = FIELD_TABLE(struct rollback_fields, rollback_rows),
     .summary = "Put an earlier publication live again, at once",
     .status = 201,
     .shape = "publication"},
    {0},
};
