/*
 * Ticket rules handlers: when tickets are due and count as confirmed.
 * Event-loop threads.
 */
#include "handoff/ticket_rules.h"
#include "http/permission.h"
#include "http/ticket_handlers.h"

struct rules_fields {
	int64_t hours_low, hours_normal, hours_high, hours_urgent, confirm_days;
};
#define HOURS_ROW(member, help_)                                                                   \
	{                                                                                          \
		FIELD(struct rules_fields, member, FIELD_INT), .least = 1,                         \
		.most = TICKET_HOURS_MOST, .fallback = FIELD_UNSET, .help = help_                  \
	}
static const struct field rules_rows[] = {
    HOURS_ROW(hours_low, "Hours until one of low priority is due"),
    HOURS_ROW(hours_normal, "of normal"),
    HOURS_ROW(hours_high, "of high"),
    HOURS_ROW(hours_urgent, "of urgent"),
    {FIELD(struct rules_fields, confirm_days, FIELD_INT), .most = TICKET_DAYS_MOST,
     .fallback = FIELD_UNSET,
     .help = "Days after which what is solved counts as confirmed; 0: never"},
    {0},
};

static struct answer show_rules(struct request *request)
{
	struct fault fault;
	struct ticket_rules rules;
	if (!ticket_rules_read(request_reader(request), &rules, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_int(&json, "hours_low", rules.hours[TICKET_LOW]);
	json_add_int(&json, "hours_normal", rules.hours[TICKET_NORMAL]);
	json_add_int(&json, "hours_high", rules.hours[TICKET_HIGH]);
	json_add_int(&json, "hours_urgent", rules.hours[TICKET_URGENT]);
	json_add_int(&json, "confirm_days", rules.confirm_days);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer rules_changed(struct request *request, struct change *change)
{
	(void)change;
	return show_rules(request);
}

static struct answer change_rules(struct request *request)
{
	const struct rules_fields *fields = request_fields(request);
	struct ticket_rules_change *change = arena_alloc(request->arena, sizeof(*change));
	change->by = request->caller.staff;
	change->rules = (struct ticket_rules){.hours = {[TICKET_LOW] = fields->hours_low,
							[TICKET_NORMAL] = fields->hours_normal,
							[TICKET_HIGH] = fields->hours_high,
							[TICKET_URGENT] = fields->hours_urgent},
					      .confirm_days = fields->confirm_days};
	ticket_rules_change_prepare(change);
	return await_commit(request, &change->change, rules_changed);
}

const struct route ticket_rules_routes[] = {
    {.method = "GET",
     .path = "/v1/ticket-rules",
     .who = MAY_CONVERSE,
     .handle = show_rules,
     .summary = "When tickets are due and count as confirmed",
     .shape = "ticket_rules"},
    {.method = "PUT",
     .path = "/v1/ticket-rules",
     .who = MAY_KEEP_STAFF,
     .handle = change_rules,
     .body = FIELD_TABLE(struct rules_fields, rules_rows),
     .summary = "Change that; what is left out stays",
     .shape = "ticket_rules"},
    {0},
};
