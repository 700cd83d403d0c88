/*
 * Rule handlers: editors list, read, write, order and delete rules.
 *
 * Writing checks patterns, so it runs on the slow-work thread; the rest on
 * event-loop threads.  Not here: trying a rule (rule_trial_handlers.c).
 */
#include "http/rule_handlers.h"

#include <stdio.h>

#include "http/permission.h"
#include "http/rule_fields.h"

static struct rule_id path_rule(struct request *request)
{
	struct rule_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

/* Reading ----------------------------------------------------------------------------- */

static void view_rule(struct json_writer *json, const struct rule_stored *rule)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", rule->id.text);
	rule_write_json(json, &rule->content);
	json_add_int(json, "version", rule->version);
	json_add_text(json, "changed_by", rule->changed_by);
	json_add_int(json, "changed_at", rule->changed_at);
	json_close_object(json);
}

static struct answer list_rules(struct request *request)
{
	struct fault fault;
	struct rule_stored *rules;
	int count;
	if (!rule_list(request_reader(request), request->arena, &rules, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "rules");
	for (int i = 0; i < count; i++)
		view_rule(&json, &rules[i]);
	json_close_array(&json);
	json_add_int(&json, "builtin_from", RULE_BUILTIN_FROM);
	json_add_int(&json, "builtin_to", RULE_BUILTIN_TO);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer answer_rule(struct request *request, const struct rule_id *id, int status)
{
	struct fault fault;
	struct rule_stored rule;
	switch (rule_read(request_reader(request), id, request->arena, &rule, &fault)) {
	case LOOKUP_FAILED:
		return answer_fault(request, &fault);
	case LOOKUP_ABSENT:
		return answer_refusal(request, FAULT_NOT_FOUND, "rule");
	case LOOKUP_FOUND:
		break;
	}
	struct json_writer json = request_json(request);
	view_rule(&json, &rule);
	return answer_json(request, status);
}

static struct answer show_rule(struct request *request)
{
	struct rule_id id = path_rule(request);
	return answer_rule(request, &id, 200);
}

/* Writing ------------------------------------------------------------------------------- */

struct saving {
	struct change change;
	struct store *store;
	struct arena *arena;
	const struct rule_fields *fields;
	struct staff_id by;
	struct rule_id id; /* "" for a new one */
	int64_t version;
	bool is_new;
	struct rule_draft draft;
};

static bool apply_save(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct saving *saving = (struct saving *)change;
	if (saving->is_new)
		return rule_create(transaction, &saving->draft, &saving->by, &saving->id, fault);
	return rule_change(transaction, &saving->id, &saving->draft, &saving->by, &saving->version,
			   fault);
}

static bool save_now(void *data, struct fault *fault)
{
	struct saving *saving = data;
	return rule_fields_read(saving->fields, saving->arena, &saving->draft, fault) &&
	       store_write(saving->store, &saving->change, fault);
}

static struct answer saved(struct request *request, void *data)
{
	const struct saving *saving = data;
	return answer_rule(request, &saving->id, saving->is_new ? 201 : 200);
}

static struct saving *begin_saving(struct request *request)
{
	struct saving *saving = arena_alloc(request->arena, sizeof(*saving));
	*saving = (struct saving){.change.apply = apply_save,
				  .store = request_store(request),
				  .arena = request->arena,
				  .fields = request_fields(request),
				  .by = request->caller.staff};
	saving->version = saving->fields->version;
	return saving;
}

static struct answer create_rule(struct request *request)
{
	struct saving *saving = begin_saving(request);
	saving->is_new = true;
	return await_work(request, save_now, saving, saved);
}

static struct answer change_rule(struct request *request)
{
	struct saving *saving = begin_saving(request);
	if (saving->version == FIELD_UNSET)
		return answer_refusal(request, FAULT_MISSING_FIELD, "version");
	saving->id = path_rule(request);
	return await_work(request, save_now, saving, saved);
}

/* Deleting and ordering ------------------------------------------------------------------ */

struct version_query {
	int64_t version;
};
static const struct field version_rows[] = {
    {FIELD(struct version_query, version, FIELD_INT), .required = true, .least = 1,
     .most = INT32_MAX, .help = "The version that was looked at"},
    {0},
};

struct deleting {
	struct change change;
	struct rule_id id;
	struct staff_id by;
	int64_t version;
};

static bool apply_delete(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct deleting *deleting = (const struct deleting *)change;
	return rule_delete(transaction, &deleting->id, deleting->version, &deleting->by, fault);
}

static struct answer deleted(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer delete_rule(struct request *request)
{
	const struct version_query *query = request_query(request);
	struct deleting *deleting = arena_alloc(request->arena, sizeof(*deleting));
	*deleting = (struct deleting){.change.apply = apply_delete,
				      .id = path_rule(request),
				      .by = request->caller.staff,
				      .version = query->version};
	return await_commit(request, &deleting->change, deleted);
}

struct order_fields {
	struct texts above, below;
};
static const struct field order_rows[] = {
    {FIELD(struct order_fields, above, FIELD_IDS), .required = true, .most_items = RULES_MOST,
     .help = "The rules that go before the built-in ones, the first first"},
    {FIELD(struct order_fields, below, FIELD_IDS), .required = true, .most_items = RULES_MOST,
     .help = "The others, likewise; each rule stands in one of the lists"},
    {0},
};

struct ordering {
	struct change change;
	struct rule_id *ids;
	int count, above;
	struct staff_id by;
};

static bool apply_order(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct ordering *order = (const struct ordering *)change;
	return rule_order(transaction, order->ids, order->count, order->above, &order->by, fault);
}

static struct answer ordered(struct request *request, struct change *change)
{
	(void)change;
	return list_rules(request);
}

static void take_ids(struct ordering *order, const struct texts *texts)
{
	for (int i = 0; i < texts->count; i++) {
		struct rule_id *id = &order->ids[order->count++];
		snprintf(id->text, sizeof(id->text), "%s", texts->items[i]);
	}
}

static struct answer order_rules(struct request *request)
{
	const struct order_fields *fields = request_fields(request);
	struct ordering *order = arena_alloc(request->arena, sizeof(*order));
	*order = (struct ordering){.change.apply = apply_order, .by = request->caller.staff};
	order->ids =
	    arena_array(request->arena, (size_t)(fields->above.count + fields->below.count) + 1,
			sizeof(*order->ids));
	take_ids(order, &fields->above);
	order->above = order->count;
	take_ids(order, &fields->below);
	return await_commit(request, &order->change, ordered);
}

#define RULE_BODY_MOST ((size_t)256 * 1024)

const struct route rule_routes[] = {
    {.method = "GET",
     .path = "/v1/rules",
     .who = MAY_CURATE,
     .handle = list_rules,
     .summary = "The editors' rules, the highest priority first",
     .shape = "rules"},
    {.method = "POST",
     .path = "/v1/rules",
     .who = MAY_CURATE,
     .handle = create_rule,
     .whole_base = true,
     .body = FIELD_TABLE(struct rule_fields, rule_rows),
     .body_limit = RULE_BODY_MOST,
     .summary = "Make a rule",
     .status = 201,
     .shape = "rule"},
    {.method = "POST",
     .path = "/v1/rules/order",
     .who = MAY_CURATE,
     .handle = order_rules,
     .whole_base = true,
     .body = FIELD_TABLE(struct order_fields, order_rows),
     .body_limit = RULE_BODY_MOST,
     .summary = "Put the rules into this order",
     .shape = "rules"},
    {.method = "GET",
     .path = "/v1/rules/{id}",
     .who = MAY_CURATE,
     .handle = show_rule,
     .summary = "A rule",
     .shape = "rule"},
    {.method = "PUT",
     .path = "/v1/rules/{id}",
     .who = MAY_CURATE,
     .handle = change_rule,
     .whole_base = true,
     .body = FIELD_TABLE(struct rule_fields, rule_rows),
     .body_limit = RULE_BODY_MOST,
     .summary = "Change a rule",
     .shape = "rule"},
    {.method = "DELETE",
     .path = "/v1/rules/{id}",
     .who = MAY_CURATE,
     .handle = delete_rule,
     .whole_base = true,
     .query = FIELD_TABLE(struct version_query, version_rows),
     .summary = "Delete a rule",
     .status = 204},
    {0},
};
