/*
 * Desk handlers: the queue and the lists, accepting, passing on, and
 * the inbox of left messages.
 *
 * Whether this member may do this to this conversation is decided inside the
 * transaction, by the acts of handoff/.
 *
 * Not here: replies and closing (conversation_handlers.c), notes
 * (note_handlers.c), accounts and groups (staff_handlers.c).  Event-loop threads.
 */
#include "http/desk_handlers.h"

#include <stdio.h>

#include "data/text.h"
#include "handoff/agent_acts.h"
#include "handoff/conversation.h"
#include "handoff/group.h"
#include "handoff/left_message.h"
#include "handoff/staff.h"
#include "http/conversation_answers.h"
#include "http/permission.h"
#include "http/views.h"

#define PAGE_DEFAULT 50

/* --- Lists -------------------------------------------------------------------------- */

static bool add_list(struct request *request, struct json_writer *json, const char *name,
		     enum conversation_list_kind kind, struct fault *fault)
{
	struct conversation_page page;
	const struct conversation_listing listing = {
	    .staff = request->caller.staff, .kind = kind, .most = CONVERSATIONS_PAGE_MOST};
	if (!conversation_list(request_reader(request), &listing, request->arena, &page, fault))
		return false;
	view_summaries(json, name, page.list, page.count);
	return true;
}

/* The list has the first of them. */
static bool add_waiting_count(struct request *request, struct json_writer *json,
			      struct fault *fault)
{
	int count;
	if (!conversation_count_waiting(request_reader(request), &request->caller.staff, &count,
					fault))
		return false;
	json_add_int(json, "waiting_count", count);
	return true;
}

/* Who can be given conversations. */
static bool add_agents(struct request *request, struct json_writer *json, struct fault *fault)
{
	struct staff *list;
	int count;
	if (!staff_list(request_reader(request), request->arena, &list, &count, fault))
		return false;
	json_open_array(json, "agents");
	for (int i = 0; i < count; i++)
		if (role_serves(list[i].role) && !list[i].blocked)
			view_agent(json, &list[i]);
	json_close_array(json);
	return true;
}

static bool add_groups(struct request *request, struct json_writer *json, struct fault *fault)
{
	struct group *list;
	int count;
	if (!group_list(request_reader(request), request->arena, &list, &count, fault))
		return false;
	json_open_array(json, "groups");
	for (int i = 0; i < count; i++)
		view_group(json, NULL, &list[i]);
	json_close_array(json);
	return true;
}

/* What the desk shows at a glance, all of one moment. */
static struct answer show_queue(struct request *request)
{
	struct fault fault;
	struct json_writer json = request_json(request);
	struct db *db = request_reader(request);
	json_open_object(&json, NULL);
	store_begin_view(db);
	bool good = add_list(request, &json, "waiting", CONVERSATIONS_QUEUE, &fault) &&
		    add_waiting_count(request, &json, &fault) &&
		    add_list(request, &json, "mine", CONVERSATIONS_MINE, &fault) &&
		    add_agents(request, &json, &fault) && add_groups(request, &json, &fault);
	store_end_view(db);
	if (!good)
		return answer_fault(request, &fault);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer show_agents(struct request *request)
{
	struct fault fault;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	if (!add_agents(request, &json, &fault))
		return answer_fault(request, &fault);
	json_close_object(&json);
	return answer_json(request, 200);
}

static const char *const VIEW_NAMES[] = {"mine",   "queue",  "all",
					 "closed", "joined", "watched", NULL};

static const char *const ORDER_NAMES[] = {"newest", "oldest", "unread", "waiting", NULL};

struct list_query {
	const char *view;
	const char *sort;
	const char *group;
	const char *language;
	const char *before;
	int64_t limit;
};
static const struct field list_rows[] = {
    {FIELD(struct list_query, view, FIELD_CHOICE), .allowed = VIEW_NAMES,
     .help = "Which ones; mine when left out"},
    {FIELD(struct list_query, sort, FIELD_CHOICE), .allowed = ORDER_NAMES,
     .help = "The order of all and closed; newest when left out"},
    {FIELD(struct list_query, group, FIELD_LINE), .least = 1, .most = GROUP_NAME_MOST,
     .help = "Of all and closed: those of this group, by name or id; *: of one's own groups"},
    {FIELD(struct list_query, language, FIELD_WORD), .least = 2, .most = 35,
     .help = "Of all and closed: those in this language"},
    {FIELD(struct list_query, before, FIELD_WORD), .least = 1, .most = 64,
     .help = "\"next\" of the page before"},
    {FIELD(struct list_query, limit, FIELD_INT), .least = 1, .most = CONVERSATIONS_PAGE_MOST,
     .fallback = PAGE_DEFAULT, .help = "Lines on a page"},
    {0},
};

/* The parameter that is wrong, or NULL. */
static const char *read_listing(const struct request *request, const struct list_query *query,
				struct conversation_listing *listing)
{
	*listing = (struct conversation_listing){.staff = request->caller.staff,
						 .kind = CONVERSATIONS_MINE,
						 .group = query->group,
						 .language = query->language,
						 .most = (int)query->limit};
	if (query->view != NULL && !conversation_list_kind_from_name(query->view, &listing->kind))
		return "view";
	if (query->sort != NULL && !conversation_order_from_name(query->sort, &listing->order))
		return "sort";
	if (query->before != NULL && !conversation_cursor_parse(query->before, &listing->after))
		return "before";
	bool is_sorted = listing->kind == CONVERSATIONS_ALL || listing->kind == CONVERSATIONS_CLOSED;
	if (is_sorted)
		return NULL;
	return query->sort != NULL	 ? "sort"
	       : query->group != NULL	 ? "group"
	       : query->language != NULL ? "language"
					 : NULL;
}

static struct answer list_conversations(struct request *request)
{
	struct fault fault;
	struct conversation_listing listing;
	struct conversation_page page;
	const char *wrong = read_listing(request, request_query(request), &listing);
	if (wrong != NULL)
		return answer_refusal(request, FAULT_NOT_ALLOWED_VALUE, wrong);
	if (!conversation_list(request_reader(request), &listing, request->arena, &page, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	view_summaries(&json, "conversations", page.list, page.count);
	json_add_text(&json, "next", page.next);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* --- Acts ----------------------------------------------------------------------------- */

static struct answer accept(struct request *request)
{
	struct accept *accept = arena_alloc(request->arena, sizeof(*accept));
	act_address(request, &accept->act);
	accept_prepare(accept);
	return await_commit(request, &accept->act.change, act_answer);
}

struct transfer_fields {
	const char *group;
	const char *agent;
	const char *note;
};
static const struct field transfer_rows[] = {
    {FIELD(struct transfer_fields, group, FIELD_LINE), .least = 1, .most = GROUP_NAME_MOST,
     .help = "A group's name or id: to its queue"},
    {FIELD(struct transfer_fields, agent, FIELD_ID), .help = "Or straight to this member"},
    {FIELD(struct transfer_fields, note, FIELD_TEXT), .most = MESSAGE_CHARACTERS_MOST,
     .help = "For whoever has it next"},
    {0},
};

static struct answer pass_on(struct request *request)
{
	struct fault fault;
	const struct transfer_fields *fields = request_fields(request);
	struct transfer *transfer = arena_alloc(request->arena, sizeof(*transfer));
	act_address(request, &transfer->act);
	transfer->group = fields->group;
	transfer->agent = fields->agent;
	transfer->note = fields->note;
	if (!transfer_prepare(transfer, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &transfer->act.change, act_answer);
}

struct seen_fields {
	int64_t seq;
	int got;
};
static const struct field seen_rows[] = {
    {FIELD(struct seen_fields, seq, FIELD_INT), .required = true, .most = INT64_MAX,
     .help = "The last event number that was looked at"},
    {FIELD(struct seen_fields, got, FIELD_BOOL),
     .help = "Visitors: true when the chat has it, but nobody looked yet"},
    {0},
};

static struct answer seen(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer mark_seen(struct request *request)
{
	const struct seen_fields *fields = request_fields(request);
	struct seen *mark = arena_alloc(request->arena, sizeof(*mark));
	act_address(request, &mark->act);
	mark->number = fields->seq;
	mark->is_got = fields->got == 1;
	seen_prepare(mark);
	return await_commit(request, &mark->act.change, seen);
}

/* --- Left messages ----------------------------------------------------------------------- */

static const char *const LEFT_STATES[] = {"open", "done", NULL};

struct left_query {
	const char *state, *after_id;
	int64_t after_at, limit;
};
static const struct field left_rows[] = {
    {FIELD(struct left_query, state, FIELD_CHOICE), .allowed = LEFT_STATES,
     .help = "open when left out"},
    {FIELD(struct left_query, after_at, FIELD_INT), .most = INT64_MAX,
     .help = "Behind the one with this created_at"},
    {FIELD(struct left_query, after_id, FIELD_ID), .help = "and this id"},
    {FIELD(struct left_query, limit, FIELD_INT), .least = 1, .most = LEFT_MESSAGE_LIST_MOST,
     .fallback = PAGE_DEFAULT, .help = "Messages on a page"},
    {0},
};

static struct answer list_left_messages(struct request *request)
{
	struct fault fault;
	const struct left_query *query = request_query(request);
	int count, most = (int)query->limit;
	const struct left_message_filter filter = {.done = text_equal(query->state, "done"),
						   .after_at = query->after_at,
						   .after_id = query->after_id,
						   .most = most + 1};
	struct left_message *list;
	if (!left_message_list(request_reader(request), &request->caller.staff, &filter,
			       request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "messages");
	for (int i = 0; i < count && i < most; i++)
		view_left_message(&json, &list[i]);
	json_close_array(&json);
	json_add_bool(&json, "more", count > most);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer ticked_off(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer tick_off(struct request *request)
{
	struct left_message_done *done = arena_alloc(request->arena, sizeof(*done));
	snprintf(done->id, sizeof(done->id), "%s", request_parameter(request, "id"));
	done->by = request->caller.staff;
	left_message_done_prepare(done);
	return await_commit(request, &done->change, ticked_off);
}

const struct route desk_routes[] = {
    {.method = "GET",
     .path = "/v1/queue",
     .who = MAY_CONVERSE,
     .handle = show_queue,
     .summary = "Who waits, one's own conversations, colleagues and groups",
     .shape = "queue",
     .quiet = true},
    {.method = "GET",
     .path = "/v1/conversations",
     .who = MAY_CONVERSE,
     .handle = list_conversations,
     .query = FIELD_TABLE(struct list_query, list_rows),
     .summary = "Conversations, in the order that is asked for",
     .shape = "conversations"},
    {.method = "GET",
     .path = "/v1/agents",
     .who = MAY_CONVERSE,
     .handle = show_agents,
     .summary = "Colleagues who take conversations",
     .shape = "agents"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/accept",
     .who = MAY_CONVERSE,
     .handle = accept,
     .summary = "Take a conversation",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/transfer",
     .who = MAY_CONVERSE,
     .handle = pass_on,
     .body = FIELD_TABLE(struct transfer_fields, transfer_rows),
     .summary = "Pass a conversation on to a group or a colleague",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/seen",
     .who = MAY_VISITOR | MAY_CONVERSE,
     .handle = mark_seen,
     .body = FIELD_TABLE(struct seen_fields, seen_rows),
     .summary = "Say up to where one has read",
     .status = 204,
     .quiet = true},
    {.method = "GET",
     .path = "/v1/left-messages",
     .who = MAY_CONVERSE,
     .handle = list_left_messages,
     .query = FIELD_TABLE(struct left_query, left_rows),
     .summary = "Messages that visitors left: the open ones oldest first, the others newest first",
     .shape = "left_messages"},
    {.method = "POST",
     .path = "/v1/left-messages/{id}/done",
     .who = MAY_CONVERSE,
     .handle = tick_off,
     .summary = "Tick a left message off",
     .status = 204},
    {0},
};
