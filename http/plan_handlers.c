/*
 * Plan handlers: a publication at a time, set, moved and taken back.
 *
 * Not here: publishing it when the time has come (planner.c), and what is
 * planned now (GET /v1/publications in publish_handlers.c).
 */
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/trial_views.h"
#include "kb/plan.h"
#include "kb/publish.h"

struct plan_fields {
	int64_t at;
	const char *reason;
};
static const struct field plan_rows[] = {
    {FIELD(struct plan_fields, at, FIELD_INT), .required = true, .least = 1, .most = 99999999999999,
     .help = "When, in milliseconds since 1970 UTC"},
    {FIELD(struct plan_fields, reason, FIELD_LINE), .least = 1, .most = PUBLISH_REASON_MOST,
     .help = "Why, even if golden questions fail then; counts only for who may do that"},
    {0},
};

struct planning {
	struct change change;
	int64_t at;
	const char *reason;
	struct staff_id by;
};

static bool apply_planning(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	struct planning *planning = (struct planning *)change;
	struct plan_id id;
	return plan_set(transaction, planning->at, planning->reason, &planning->by, &id, fault);
}

/* As it is stored, with the name of who planned it. */
static struct answer planned(struct request *request, struct change *change)
{
	struct fault fault;
	struct plan plan;
	(void)change;
	enum lookup found = plan_read(request_reader(request), request->arena, &plan, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	view_plan(&json, NULL, found == LOOKUP_FOUND ? &plan : NULL);
	return answer_json(request, 201);
}

static struct answer plan_publication(struct request *request)
{
	const struct plan_fields *fields = request_fields(request);
	struct planning *planning = arena_alloc(request->arena, sizeof(*planning));
	bool may_overrule = (request->caller.may & MAY_OVERRULE) != 0;
	planning->change.apply = apply_planning;
	planning->at = fields->at;
	planning->reason = may_overrule ? fields->reason : NULL;
	planning->by = request->caller.staff;
	return await_commit(request, &planning->change, planned);
}

static bool apply_cancel(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	return plan_cancel(transaction, &((struct planning *)change)->by, fault);
}

static struct answer cancelled(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer cancel_plan(struct request *request)
{
	struct planning *planning = arena_alloc(request->arena, sizeof(*planning));
	planning->change.apply = apply_cancel;
	planning->by = request->caller.staff;
	return await_commit(request, &planning->change, cancelled);
}

const struct route plan_routes[] = {
    {.method = "POST",
     .path = "/v1/publication-plan",
     .who = MAY_PUBLISH,
     .whole_base = true,
     .handle = plan_publication,
     .body = FIELD_TABLE(struct plan_fields, plan_rows),
     .summary = "Publish at a time, in place of what was planned",
     .status = 201,
     .shape = "plan"},
    {.method = "DELETE",
     .path = "/v1/publication-plan",
     .who = MAY_PUBLISH,
     .whole_base = true,
     .handle = cancel_plan,
     .summary = "Take the planned publication back",
     .status = 204},
    {0},
};
