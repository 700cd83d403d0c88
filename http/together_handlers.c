/*
 * Together handlers: inviting, joining, leaving, watching and taking
 * over; who is in a conversation, and what colleagues want of one.
 *
 * Whether this member may do this to this conversation is decided inside the
 * transaction, by the acts of handoff/together.h.
 *
 * Not here: rooms (room_handlers.c), whispering (note_handlers.c).  Event-loop threads.
 */
#include "http/together_handlers.h"

#include <stdio.h>

#include "handoff/agent_acts.h"
#include "handoff/conversation.h"
#include "handoff/room.h"
#include "handoff/stance.h"
#include "handoff/tiding.h"
#include "handoff/together.h"
#include "http/conversation_answers.h"
#include "http/permission.h"
#include "http/views.h"

/* --- Acts ----------------------------------------------------------------------------- */

struct invite_fields {
	const char *agent;
	const char *note;
};
static const struct field invite_rows[] = {
    {FIELD(struct invite_fields, agent, FIELD_ID), .required = true, .help = "Whom"},
    {FIELD(struct invite_fields, note, FIELD_TEXT), .most = MESSAGE_CHARACTERS_MOST,
     .help = "What it is about; only staff see it"},
    {0},
};

static struct answer ask_in(struct request *request)
{
	struct fault fault;
	const struct invite_fields *fields = request_fields(request);
	struct invite *invite = arena_alloc(request->arena, sizeof(*invite));
	act_address(request, &invite->act);
	invite->agent = fields->agent;
	invite->note = fields->note;
	if (!invite_prepare(invite, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &invite->act.change, act_answer);
}

static struct answer come_in(struct request *request)
{
	struct join *join = arena_alloc(request->arena, sizeof(*join));
	act_address(request, &join->act);
	join_prepare(join);
	return await_commit(request, &join->act.change, act_answer);
}

/* Whoever has left may have nothing more to see. */
static struct answer gone(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer go_out(struct request *request)
{
	struct leave *leave = arena_alloc(request->arena, sizeof(*leave));
	act_address(request, &leave->act);
	leave_prepare(leave);
	return await_commit(request, &leave->act.change, gone);
}

struct removal_fields {
	const char *agent;
};
static const struct field removal_rows[] = {
    {FIELD(struct removal_fields, agent, FIELD_ID), .required = true,
     .help = "Who has joined, or whose invitation is taken back"},
    {0},
};

static struct answer take_out(struct request *request)
{
	struct fault fault;
	const struct removal_fields *fields = request_fields(request);
	struct removal *removal = arena_alloc(request->arena, sizeof(*removal));
	act_address(request, &removal->act);
	removal->agent = fields->agent;
	if (!removal_prepare(removal, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &removal->act.change, act_answer);
}

static struct answer watch(struct request *request)
{
	struct watching *watching = arena_alloc(request->arena, sizeof(*watching));
	act_address(request, &watching->act);
	watching_prepare(watching);
	return await_commit(request, &watching->act.change, gone);
}

static struct answer take_over(struct request *request)
{
	struct take_over *take = arena_alloc(request->arena, sizeof(*take));
	act_address(request, &take->act);
	take_over_prepare(take);
	return await_commit(request, &take->act.change, act_answer);
}

/* --- Who is in it --------------------------------------------------------------------- */

/* What the desk offers. */
static const enum action OFFERED[] = {ACTION_AGENT_REPLY, ACTION_INVITE,  ACTION_REMOVE,
				      ACTION_WATCH,       ACTION_WHISPER, ACTION_JOIN,
				      ACTION_TAKE_OVER};

static void add_offers(struct json_writer *json, const struct stance *stance, enum owner owner)
{
	struct fault unused;
	json_open_array(json, "may");
	for (size_t i = 0; i < sizeof(OFFERED) / sizeof(*OFFERED); i++)
		if (stance_allows(stance, owner, OFFERED[i], &unused))
			json_add_text(json, NULL, action_name(OFFERED[i]));
	json_close_array(json);
}

static void add_people(struct json_writer *json, const struct conversation_view *view,
		       const struct stance *stance)
{
	struct fault unused;
	bool sees_watchers = stance_allows(stance, OWNER_AGENT, ACTION_WATCH, &unused);
	json_open_array(json, "people");
	for (int i = 0; i < view->people_count; i++)
		if (sees_watchers || view->people[i].state != PARTICIPANT_WATCHING)
			view_participant(json, &view->people[i], true);
	json_close_array(json);
}

static bool look(struct request *request, struct conversation_view *view, struct stance *stance,
		 struct fault *fault)
{
	struct db *db = request_reader(request);
	struct conversation_id id = request_conversation(request);
	if (!caller_may_see(db, &request->caller, &id, fault))
		return false;
	enum lookup found = conversation_read(db, &id, request->arena, view, fault);
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	const struct stance_of of = {.conversation = &view->id,
				     .owner = view->owner,
				     .agent = &view->agent,
				     .group = &view->group};
	return found == LOOKUP_FOUND &&
	       stance_read(db, &of, &request->caller.staff, request->arena, stance, fault);
}

static struct answer show_people(struct request *request)
{
	struct fault fault;
	struct conversation_view view;
	struct stance stance;
	struct db *db = request_reader(request);
	store_begin_view(db);
	bool good = look(request, &view, &stance, &fault);
	store_end_view(db);
	if (!good)
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	if (view.agent_name == NULL) {
		json_add_null(&json, "owner");
	} else {
		json_open_object(&json, "owner");
		json_add_text(&json, "id", view.agent.text);
		json_add_text(&json, "name", view.agent_name);
		json_close_object(&json);
	}
	add_people(&json, &view, &stance);
	json_add_text(&json, "part", participant_state_name(stance.part));
	add_offers(&json, &stance, view.owner);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* --- What colleagues want of one --------------------------------------------------------- */

static bool add_conversations(struct request *request, struct json_writer *json, const char *name,
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

static bool add_invitations(struct request *request, struct json_writer *json, struct fault *fault)
{
	struct invitation *list;
	int count;
	if (!invitation_list(request_reader(request), &request->caller.staff, request->arena, &list,
			     &count, fault))
		return false;
	json_open_array(json, "invitations");
	for (int i = 0; i < count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "conversation", list[i].conversation.text);
		json_add_text(json, "by", list[i].by);
		json_add_text(json, "note", list[i].note);
		json_add_int(json, "at", list[i].at);
		json_close_object(json);
	}
	json_close_array(json);
	return true;
}

static bool add_tidings(struct request *request, struct json_writer *json, struct fault *fault)
{
	struct tiding *list;
	int count;
	if (!tiding_list(request_reader(request), &request->caller.staff, request->arena, &list,
			 &count, fault))
		return false;
	json_open_array(json, "tidings");
	for (int i = 0; i < count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "id", list[i].id);
		json_add_text(json, "kind", list[i].kind);
		json_add_text(json, "conversation", list[i].conversation.text);
		json_add_text(json, "ticket", list[i].ticket);
		if (list[i].ticket != NULL)
			json_add_int(json, "ticket_number", list[i].ticket_number);
		json_add_text(json, "by", list[i].by);
		json_add_int(json, "at", list[i].at);
		json_close_object(json);
	}
	json_close_array(json);
	return true;
}

static bool add_unread(struct request *request, struct json_writer *json, struct fault *fault)
{
	int unread;
	if (!room_unread(request_reader(request), &request->caller.staff, request->arena, &unread,
			 fault))
		return false;
	json_add_int(json, "unread", unread);
	return true;
}

/* Of one moment, as the desk asks for it whenever something changed. */
static struct answer show_together(struct request *request)
{
	struct fault fault;
	struct json_writer json = request_json(request);
	struct db *db = request_reader(request);
	json_open_object(&json, NULL);
	store_begin_view(db);
	bool good = add_invitations(request, &json, &fault) &&
		    add_conversations(request, &json, "joined", CONVERSATIONS_JOINED, &fault) &&
		    add_conversations(request, &json, "watched", CONVERSATIONS_WATCHED, &fault) &&
		    add_tidings(request, &json, &fault) && add_unread(request, &json, &fault);
	store_end_view(db);
	if (!good)
		return answer_fault(request, &fault);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer see_tiding(struct request *request)
{
	struct tiding_seen *seen = arena_alloc(request->arena, sizeof(*seen));
	snprintf(seen->id, sizeof(seen->id), "%s", request_parameter(request, "id"));
	seen->staff = request->caller.staff;
	tiding_seen_prepare(seen);
	return await_commit(request, &seen->change, gone);
}

const struct route together_routes[] = {
    {.method = "GET",
     .path = "/v1/together",
     .who = MAY_STAFF,
     .handle = show_together,
     .summary =
	 "Invitations, conversations beside others, tidings and unread messages of colleagues",
     .shape = "together",
     .quiet = true},
    {.method = "POST",
     .path = "/v1/together/tidings/{id}/seen",
     .who = MAY_STAFF,
     .handle = see_tiding,
     .summary = "Say that one has heard of it",
     .status = 204},
    {.method = "GET",
     .path = "/v1/conversations/{id}/people",
     .who = MAY_CONVERSE,
     .handle = show_people,
     .summary = "Who of the staff is in a conversation, and what one may do there",
     .shape = "people"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/invite",
     .who = MAY_CONVERSE,
     .handle = ask_in,
     .body = FIELD_TABLE(struct invite_fields, invite_rows),
     .summary = "Ask a colleague into a conversation",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/join",
     .who = MAY_CONVERSE,
     .handle = come_in,
     .summary = "Take an invitation, or join as a supervisor",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/leave",
     .who = MAY_CONVERSE,
     .handle = go_out,
     .summary = "Leave, say no to an invitation, or stop watching",
     .status = 204},
    {.method = "POST",
     .path = "/v1/conversations/{id}/remove",
     .who = MAY_CONVERSE,
     .handle = take_out,
     .body = FIELD_TABLE(struct removal_fields, removal_rows),
     .summary = "Take a colleague out, or an invitation back",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/watch",
     .who = MAY_CONVERSE,
     .handle = watch,
     .summary = "Watch silently, as a supervisor",
     .status = 204},
    {.method = "POST",
     .path = "/v1/conversations/{id}/take-over",
     .who = MAY_CONVERSE,
     .handle = take_over,
     .summary = "Become the owner in another's place, as a supervisor",
     .shape = "events_and_conversation"},
    {0},
};
