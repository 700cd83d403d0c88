/*
 * Views of conversations and people as JSON.
 *
 * Not here: knowledge (knowledge_views.c); problems (request.c); who may see
 * what (permission.c).  Pure; any thread.
 */
#include "http/views.h"

#include <string.h>

#include "bot/hours.h"
#include "data/markdown.h"
#include "data/settings.h"
#include "handoff/conversation.h"
#include "handoff/group.h"
#include "handoff/left_message.h"
#include "handoff/staff.h"
#include "http/permission.h"
#include "kb/right.h"

static const char *or_null(const char *text)
{
	return text == NULL || text[0] == '\0' ? NULL : text;
}

/* Times of things that have not happened are 0 in rows and null outside. */
static void add_time(struct json_writer *json, const char *name, int64_t at)
{
	if (at == 0)
		json_add_null(json, name);
	else
		json_add_int(json, name, at);
}

static void add_seconds(struct json_writer *json, const char *name, int seconds)
{
	if (seconds < 0)
		json_add_null(json, name);
	else
		json_add_int(json, name, seconds);
}

/* --- Answers ------------------------------------------------------------- */

#define ANSWER_HEADING    3 /* "#" is an <h3> */
#define ANSWER_HTML_BYTES ((size_t)1024 * 1024)

void view_answer(struct json_writer *json, const char *name, const char *markdown)
{
	struct arena *arena = arena_new();
	struct buffer html = buffer_new(ANSWER_HTML_BYTES);
	markdown_html(markdown, ANSWER_HEADING, arena, &html);
	json_add_text(json, name, html.overflowed || html.length == 0 ? "" : html.bytes);
	buffer_free(&html);
	arena_free(&arena);
}

/* --- Events -------------------------------------------------------------- */

/* What Foyer itself says is an answer or a site's text; what people write in a
 * chat has marks of its own, which the pages read. */
static bool is_by_foyer(const struct event *event)
{
	return event->type == EVENT_MESSAGE &&
	       (event->author == AUTHOR_BOT || event->author == AUTHOR_SYSTEM);
}

/* Puts the members of a stored object into the object that is open. */
static void add_members(struct json_writer *json, const char *object)
{
	if (object == NULL)
		return;
	size_t length = strlen(object);
	if (length <= 2 || object[0] != '{' || object[length - 1] != '}')
		return;
	if (json->comma)
		buffer_add_char(json->out, ',');
	buffer_add(json->out, object + 1, length - 2);
	json->comma = true;
}

void view_event(struct json_writer *json, const struct event *event, bool for_staff)
{
	json_open_object(json, NULL);
	json_add_int(json, "seq", event->number);
	json_add_text(json, "type", event_type_name(event->type));
	json_add_text(json, "author", author_kind_name(event->author));
	if (event->author_name != NULL)
		json_add_text(json, "name", event->author_name);
	if (event->text != NULL)
		json_add_text(json, "text", event->text);
	if (event->text != NULL && is_by_foyer(event))
		view_answer(json, "html", event->text);
	json_add_int(json, "at", event->at);
	if (event->key != NULL)
		json_add_text(json, "key", event->key);
	add_members(json, event->body);
	if (for_staff && event->staff_body != NULL)
		json_add_raw(json, "why", event->staff_body);
	if (for_staff && event->author_id != NULL)
		json_add_text(json, "author_id", event->author_id);
	json_close_object(json);
}

void view_events(struct json_writer *json, const char *name, const struct event *events, int count,
		 bool for_staff)
{
	json_open_array(json, name);
	for (int i = 0; i < count; i++)
		if (for_staff || !event_is_for_staff(events[i].type))
			view_event(json, &events[i], for_staff);
	json_close_array(json);
}

/* --- Conversations --------------------------------------------------------- */

void view_participant(struct json_writer *json, const struct participant *participant,
		      bool for_staff)
{
	json_open_object(json, NULL);
	json_add_text(json, "name", participant->name);
	if (for_staff) {
		json_add_text(json, "id", participant->staff.text);
		json_add_text(json, "state", participant_state_name(participant->state));
		json_add_int(json, "since", participant->since);
	}
	json_close_object(json);
}

void view_place(struct json_writer *json, const char *name, const struct queue_place *place)
{
	bool known = place->estimated_wait_seconds >= 0;
	json_open_object(json, name);
	json_add_int(json, "position", place->position);
	json_add_int(json, "waiting", place->waiting);
	add_seconds(json, "estimated_wait_seconds", place->estimated_wait_seconds);
	add_seconds(json, "estimated_wait_low", known ? place->estimated_wait_low : -1);
	add_seconds(json, "estimated_wait_high", known ? place->estimated_wait_high : -1);
	json_close_object(json);
}

static void add_place(struct json_writer *json, const struct conversation_view *view)
{
	if (view->is_waiting)
		view_place(json, "queue", &view->place);
	else
		json_add_null(json, "queue");
}

static void add_staff_part(struct json_writer *json, const struct conversation_view *view)
{
	json_add_text(json, "group", view->group_name);
	json_add_text(json, "handoff_reason", view->handoff_reason);
	json_add_text(json, "agent_id", or_null(view->agent.text));
	json_add_text(json, "page", view->page);
	json_add_text(json, "referrer", view->referrer);
	json_add_raw(json, "tags", view->tags != NULL ? view->tags : "[]");
	json_add_raw(json, "attributes", view->attributes != NULL ? view->attributes : "{}");
	json_add_text(json, "rating_comment", view->rating_comment);
	json_add_int(json, "seen_seq", view->seen_number);
	json_add_int(json, "changed_at", view->changed_at);
	json_add_raw(json, "form", view->form != NULL ? view->form : "[]");
	json_add_text(json, "member", view->member);
}

/* Visitors are told who has joined; staff also who is invited.  Who watches is
 * nobody's to see here (http/together_handlers.c). */
static void add_people(struct json_writer *json, const struct conversation_view *view,
		       bool for_staff)
{
	json_open_array(json, "people");
	for (int i = 0; i < view->people_count; i++) {
		const struct participant *one = &view->people[i];
		bool is_shown = one->state == PARTICIPANT_JOINED ||
				(for_staff && one->state == PARTICIPANT_INVITED);
		if (is_shown)
			view_participant(json, one, for_staff);
	}
	json_close_array(json);
}

void view_conversation(struct json_writer *json, const char *name,
		       const struct conversation_view *view, bool for_staff)
{
	json_open_object(json, name);
	json_add_text(json, "id", view->id.text);
	json_add_text(json, "site", view->site);
	json_add_text(json, "language", view->language);
	json_add_text(json, "owner", owner_name(view->owner));
	json_add_int(json, "last_seq", view->last_number);
	json_add_int(json, "created_at", view->created_at);
	add_place(json, view);
	if (view->agent_name == NULL) {
		json_add_null(json, "agent");
	} else {
		json_open_object(json, "agent");
		json_add_text(json, "name", view->agent_name);
		json_add_bool(json, "here", view->agent_here);
		json_close_object(json);
	}
	json_add_int(json, "read_seq", view->seen_number);
	json_add_int(json, "visitor_seen_seq", view->visitor_seen);
	json_add_int(json, "visitor_got_seq", view->visitor_got);
	json_add_bool(json, "form_done", view->form != NULL);
	add_people(json, view, for_staff);
	json_add_text(json, "rating", view->rating);
	json_add_int(json, "agents_online", view->agents_online);
	if (for_staff)
		add_staff_part(json, view);
	json_close_object(json);
}

void view_summary(struct json_writer *json, const struct conversation_summary *summary)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", summary->id.text);
	json_add_text(json, "visitor_name", summary->visitor_name);
	json_add_text(json, "language", summary->language);
	json_add_text(json, "owner", owner_name(summary->owner));
	json_add_text(json, "group", summary->group_name);
	add_time(json, "queued_at", summary->queued_at);
	json_add_text(json, "handoff_reason", summary->handoff_reason);
	json_add_text(json, "excerpt", summary->excerpt);
	json_add_int(json, "last_seq", summary->last_number);
	json_add_int(json, "seen_seq", summary->seen_number);
	json_add_int(json, "unread", summary->unread);
	json_add_int(json, "created_at", summary->created_at);
	json_add_int(json, "changed_at", summary->changed_at);
	json_add_text(json, "rating", summary->rating);
	add_time(json, "called_at", summary->called_at);
	json_add_int(json, "call_level", summary->call_level);
	json_add_bool(json, "is_called", summary->is_called);
	add_time(json, "react_by", summary->react_by);
	if (or_null(summary->agent.text) == NULL) {
		json_add_null(json, "agent");
	} else {
		json_open_object(json, "agent");
		json_add_text(json, "id", summary->agent.text);
		json_add_text(json, "name", summary->agent_name);
		json_close_object(json);
	}
	json_close_object(json);
}

void view_summaries(struct json_writer *json, const char *name,
		    const struct conversation_summary *list, int count)
{
	json_open_array(json, name);
	for (int i = 0; i < count; i++)
		view_summary(json, &list[i]);
	json_close_array(json);
}

/* --- People ---------------------------------------------------------------- */

static void add_person(struct json_writer *json, const struct staff *staff)
{
	json_add_text(json, "id", staff->id.text);
	json_add_text(json, "display_name", staff->display_name);
	json_add_text(json, "role", role_name(staff->role));
	json_add_text(json, "presence", presence_name(staff->presence));
	json_add_text(json, "away_reason", or_null(away_reason_name(staff->away_reason)));
	json_add_int(json, "load", staff->load);
	json_add_int(json, "capacity", staff->capacity);
}

void view_agent(struct json_writer *json, const struct staff *staff)
{
	json_open_object(json, NULL);
	add_person(json, staff);
	json_close_object(json);
}

static void add_own_role(struct json_writer *json, const struct staff *staff)
{
	if (or_null(staff->own_role.text) == NULL) {
		json_add_null(json, "own_role");
		return;
	}
	json_open_object(json, "own_role");
	json_add_text(json, "id", staff->own_role.text);
	json_add_text(json, "name", staff->own_role_name);
	json_close_object(json);
}

static void add_rights(struct json_writer *json, const struct my_powers *powers)
{
	json_open_array(json, "rights");
	for (int i = 0; i < powers->right_count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "category", powers->rights[i].category);
		json_add_text(json, "site", powers->rights[i].site);
		json_add_text(json, "power", right_power_name(powers->rights[i].power));
		json_close_object(json);
	}
	json_close_array(json);
}

void view_me(struct json_writer *json, const char *name, const struct staff *staff,
	     const struct my_powers *powers)
{
	json_open_object(json, name);
	add_person(json, staff);
	json_add_text(json, "name", staff->name);
	json_add_text(json, "language", staff->language);
	json_add_int(json, "away_minutes", setting_value(SETTING_AWAY_MINUTES));
	json_add_bool(json, "needs_password", staff->password == NULL);
	json_add_bool(json, "needs_factor", powers->needs_factor);
	add_own_role(json, staff);
	permission_write(json, "may", permission_of_staff(staff));
	json_add_bool(json, "approves", powers->approves);
	add_rights(json, powers);
	json_close_object(json);
}

void view_account(struct json_writer *json, const char *name, const struct staff *staff)
{
	json_open_object(json, name);
	add_person(json, staff);
	json_add_text(json, "name", staff->name);
	json_add_text(json, "language", staff->language);
	json_add_bool(json, "has_password", staff->password != NULL);
	json_add_bool(json, "blocked", staff->blocked);
	json_add_bool(json, "connected", staff->connected > 0);
	json_add_int(json, "created_at", staff->created_at);
	add_time(json, "signed_in_at", staff->signed_in_at);
	json_add_text(json, "languages", staff->languages);
	json_add_text(json, "skills", staff->skills);
	json_add_text(json, "regions", staff->regions);
	add_own_role(json, staff);
	json_add_text(json, "addresses", staff->addresses);
	json_add_bool(json, "has_factor", staff->has_factor);
	add_time(json, "seen_at", staff->seen_at);
	json_close_object(json);
}

void view_group(struct json_writer *json, const char *name, const struct group *group)
{
	json_open_object(json, name);
	json_add_text(json, "id", group->id.text);
	json_add_text(json, "name", group->name);
	json_add_bool(json, "is_open", group->is_open);
	json_add_bool(json, "by_hours", group->by_hours);
	add_time(json, "opens_at", group->opens_at);
	if (group->hours == NULL)
		json_add_null(json, "hours");
	else
		hours_write(json, "hours", group->hours);
	json_add_text(json, "assignment", group->is_automatic ? "automatic" : "manual");
	json_add_bool(json, "is_default", group->is_default);
	json_add_int(json, "online", group->online);
	json_add_int(json, "waiting", group->waiting);
	json_open_array(json, "members");
	for (int i = 0; i < group->member_count; i++)
		json_add_text(json, NULL, group->members[i].text);
	json_close_array(json);
	json_close_object(json);
}

void view_left_message(struct json_writer *json, const struct left_message *message)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", message->id);
	json_add_text(json, "conversation", message->conversation.text);
	json_add_text(json, "category", message->category);
	json_add_text(json, "text", message->text);
	json_add_text(json, "reply_by", message->reply_by);
	json_add_text(json, "contact", message->contact);
	json_add_text(json, "language", message->language);
	json_add_text(json, "state", message->is_done ? "done" : "open");
	json_add_text(json, "done_by", message->done_by);
	json_add_int(json, "created_at", message->created_at);
	add_time(json, "done_at", message->done_at);
	json_close_object(json);
}
