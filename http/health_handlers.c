/*
 * Health handlers: the worklist of what in the base wants mending.
 */
#include "data/clock.h"
#include "handoff/health.h"
#include "http/knowledge_handlers.h"
#include "http/permission.h"

#define ITEMS_SHOWN 1000

struct checking {
	struct store *store;
	struct arena *arena;
	struct health health;
};

static bool check_now(void *data, struct fault *fault)
{
	struct checking *checking = data;
	return health_check(store_reader(checking->store), clock_now(), checking->arena,
			    &checking->health, fault);
}

static void add_item(struct json_writer *json, const struct health_item *item)
{
	json_open_object(json, NULL);
	json_add_text(json, "kind", health_kind_name(item->kind));
	json_add_text(json, "action", health_action_name(item->kind));
	json_add_text(json, "entry", item->entry);
	json_add_text(json, "question", item->question);
	json_add_text(json, "other", item->other);
	json_add_text(json, "other_question", item->other_question);
	json_add_text(json, "text", item->text);
	json_add_text(json, "category", item->category);
	json_add_real(json, "share", item->share, 3);
	json_add_real(json, "share_before", item->share_before, 3);
	json_add_int(json, "count", item->count);
	json_add_int(json, "count_before", item->count_before);
	json_add_int(json, "at", item->at);
	json_close_object(json);
}

static struct answer checked(struct request *request, void *data)
{
	const struct health *health = &((const struct checking *)data)->health;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "items");
	for (int at = 0; at < health->count && at < ITEMS_SHOWN; at++)
		add_item(&json, &health->items[at]);
	json_close_array(&json);
	json_add_int(&json, "total", health->count);
	json_add_int(&json, "questions", health->questions);
	json_add_real(&json, "share", health->share, 4);
	json_add_int(&json, "days", health->days);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer check(struct request *request)
{
	struct checking *checking = arena_alloc(request->arena, sizeof(*checking));
	checking->store = request_store(request);
	checking->arena = request->arena;
	return await_long_work(request, check_now, checking, checked);
}

const struct route health_routes[] = {
    {.method = "GET",
     .path = "/v1/knowledge-health",
     .who = MAY_CURATE,
     .handle = check,
     .summary = "What in the entries wants mending, each with the action that mends it",
     .shape = "knowledge_health"},
    {0},
};
