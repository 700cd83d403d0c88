/*
 * Ticket handlers: lists, one with its history, making, changing, comments.
 *
 * Who may see one is decided by handoff/ticket.h.  Not here: what holds for
 * all of them (ticket_rules_handlers.c), the page on which customers answer
 * (ticket_page.c).  Event-loop threads.
 */
#include "http/ticket_handlers.h"

#include <stdio.h>
#include <string.h>

#include "data/clock.h"
#include "handoff/ticket_tell.h"
#include "http/help_visit.h"
#include "http/permission.h"

#define HISTORY_BYTES_MOST ((size_t)1024 * 1024) /* before JSON, of what is told in an answer */

static const char *const VIEWS[] = {"mine", "groups", "all", "overdue", NULL};
static const char *const STATES[] = {
#define X(code, name) name,
    TICKET_STATES(X)
#undef X
	NULL,
};
static const char *const PRIORITIES[] = {
#define X(code, name) name,
    TICKET_PRIORITIES(X)
#undef X
	NULL,
};

/* --- Writing them ---------------------------------------------------------------------------- */

static const char *or_null(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

/* To where somebody who works here may move it. */
static void write_moves(struct json_writer *json, const struct ticket *ticket)
{
	json_open_array(json, "moves");
	for (int to = 0; to < TICKET_STATE_COUNT; to++)
		if (ticket_may_move(ticket->state, (enum ticket_state)to, TICKET_BY_STAFF))
			json_add_text(json, NULL, ticket_state_name((enum ticket_state)to));
	json_close_array(json);
}

static void write_ticket(struct json_writer *json, const char *name, const struct ticket *ticket)
{
	json_open_object(json, name);
	json_add_text(json, "id", ticket->id);
	json_add_int(json, "number", ticket->number);
	json_add_text(json, "conversation", ticket->conversation.text);
	json_add_bool(json, "sees_conversation", ticket->sees_conversation);
	json_add_text(json, "title", ticket->title);
	json_add_text(json, "detail", ticket->detail);
	json_add_text(json, "category", or_null(ticket->category));
	json_add_text(json, "category_name", ticket->category_name);
	json_add_text(json, "priority", ticket_priority_name(ticket->priority));
	json_add_text(json, "agent", or_null(ticket->agent.text));
	json_add_text(json, "agent_name", ticket->agent_name);
	json_add_text(json, "group", or_null(ticket->group.text));
	json_add_text(json, "group_name", ticket->group_name);
	json_add_text(json, "contact", ticket->contact);
	json_add_text(json, "state", ticket_state_name(ticket->state));
	write_moves(json, ticket);
	json_add_int(json, "due_at", ticket->due_at);
	json_add_bool(json, "is_overdue", ticket_is_ours(ticket->state) && ticket->due_at < clock_now());
	json_add_text(json, "made_by", ticket->made_by_name);
	json_add_int(json, "created_at", ticket->created_at);
	json_add_int(json, "changed_at", ticket->changed_at);
	json_add_int(json, "revision", ticket->revision);
	json_close_object(json);
}

static size_t size_of(const struct ticket_line *line)
{
	return (line->before == NULL ? 0 : strlen(line->before)) +
	       (line->after == NULL ? 0 : strlen(line->after));
}

/* The newest, where there are more long ones than an answer takes. */
static int first_line(const struct ticket_line *lines, int count)
{
	int first = count;
	size_t size = 0;
	while (first > 0 && (size += size_of(&lines[first - 1])) <= HISTORY_BYTES_MOST)
		first--;
	return first;
}

static void write_lines(struct json_writer *json, const struct ticket_line *lines, int count)
{
	json_open_array(json, "lines");
	for (int at = first_line(lines, count); at < count; at++) {
		json_open_object(json, NULL);
		json_add_int(json, "seq", lines[at].number);
		json_add_text(json, "what", lines[at].what);
		json_add_text(json, "by_kind", lines[at].by_kind);
		json_add_text(json, "by", lines[at].by);
		json_add_text(json, "before", lines[at].before);
		json_add_text(json, "after", lines[at].after);
		json_add_int(json, "at", lines[at].at);
		json_close_object(json);
	}
	json_close_array(json);
}

static bool write_page(struct request *request, const char *id, const struct staff_id *reader,
		       struct fault *fault)
{
	struct ticket ticket;
	struct ticket_line *lines;
	int count;
	const char *mailed_to;
	struct db *db = request_reader(request);
	if (!ticket_read(db, id, reader, request->arena, &ticket, fault) ||
	    !ticket_lines(db, id, request->arena, &lines, &count, fault) ||
	    !ticket_tell_mails(db, &ticket, request->arena, &mailed_to, fault))
		return false;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	write_ticket(&json, "ticket", &ticket);
	write_lines(&json, lines, count);
	json_add_bool(&json, "mails", mailed_to != NULL);
	json_close_object(&json);
	return true;
}

/* Of one moment: a ticket and its history belong together.  Who has just
 * `changed` one may have given it away, and sees what came of that once. */
static struct answer answer_ticket(struct request *request, const char *id, bool changed, int status)
{
	struct fault fault;
	struct db *db = request_reader(request);
	store_begin_view(db);
	bool good = write_page(request, id, &request->caller.staff, &fault) ||
		    (changed && fault.code == FAULT_NOT_FOUND &&
		     write_page(request, id, NULL, &fault));
	store_end_view(db);
	return good ? answer_json(request, status) : answer_fault(request, &fault);
}

/* --- Looking --------------------------------------------------------------------------------- */

struct list_query {
	const char *view, *state, *category, *priority, *owner, *text, *conversation;
	int64_t after_due, after_number, limit;
};
static const struct field list_rows[] = {
    {FIELD(struct list_query, view, FIELD_CHOICE), .allowed = VIEWS, .help = "all when left out"},
    {FIELD(struct list_query, state, FIELD_CHOICE), .allowed = STATES,
     .help = "Only these; left out: what isn't confirmed yet"},
    {FIELD(struct list_query, category, FIELD_ID), .help = "Only of this topic"},
    {FIELD(struct list_query, priority, FIELD_CHOICE), .allowed = PRIORITIES, .help = "Only these"},
    {FIELD(struct list_query, owner, FIELD_ID), .help = "Only of this agent or group"},
    {FIELD(struct list_query, text, FIELD_LINE), .most = TICKET_TITLE_MOST,
     .help = "A number, or words of the title"},
    {FIELD(struct list_query, conversation, FIELD_ID), .help = "Only of this conversation"},
    {FIELD(struct list_query, after_due, FIELD_INT), .least = -1, .most = INT64_MAX, .fallback = -1,
     .help = "Behind the one with this due_at"},
    {FIELD(struct list_query, after_number, FIELD_INT), .most = INT64_MAX, .fallback = 0,
     .help = "and this number"},
    {FIELD(struct list_query, limit, FIELD_INT), .least = 1, .most = TICKET_LIST_MOST,
     .fallback = 50, .help = "Lines on a page"},
    {0},
};

static struct answer list_tickets(struct request *request)
{
	struct fault fault;
	struct ticket *list;
	int count;
	const struct list_query *query = request_query(request);
	int most = (int)query->limit;
	struct ticket_filter filter = {.view = query->view == NULL ? "all" : query->view,
				       .state = query->state,
				       .category = query->category,
				       .priority = query->priority,
				       .owner = query->owner,
				       .words = query->text,
				       .conversation = query->conversation,
				       .after_due = query->after_due,
				       .after_number = query->after_number,
				       .most = most + 1};
	if (!ticket_list(request_reader(request), &filter, &request->caller.staff, request->arena,
			 &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "tickets");
	for (int at = 0; at < count && at < most; at++)
		write_ticket(&json, NULL, &list[at]);
	json_close_array(&json);
	json_add_bool(&json, "more", count > most);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer show_ticket(struct request *request)
{
	return answer_ticket(request, request_parameter(request, "id"), false, 200);
}

/* --- Making and changing --------------------------------------------------------------------- */

struct ticket_fields {
	const char *conversation, *left_message;
	const char *title, *detail, *category, *priority, *agent, *group, *contact;
	const char *state, *solution, *key;
	int64_t due_at, revision;
};
#define KEY_ROW(type, thing)                                                                       \
	{                                                                                          \
		FIELD(type, key, FIELD_WORD), .required = true, .least = KEY_LEAST,                \
		.most = KEY_MOST, .help = "Made by the client; the same key is the same " thing    \
	}
#define OWN_ROWS                                                                                   \
	{FIELD(struct ticket_fields, detail, FIELD_TEXT), .most = TICKET_TEXT_MOST,                \
	 .help = "What it is about, for colleagues"},                                              \
	    {FIELD(struct ticket_fields, category, FIELD_LINE), .most = ID_LENGTH,                 \
	     .help = "A topic's id; empty: none"},                                                 \
	    {FIELD(struct ticket_fields, agent, FIELD_LINE), .most = ID_LENGTH,                    \
	     .help = "Whose it is; empty: nobody's yet"},                                          \
	    {FIELD(struct ticket_fields, group, FIELD_LINE), .most = ID_LENGTH,                    \
	     .help = "Whose of all; empty: none's"},                                               \
	    {FIELD(struct ticket_fields, contact, FIELD_LINE), .most = TICKET_CONTACT_MOST,        \
	     .help = "The customer's address or telephone number; empty: not known"},              \
	{                                                                                          \
		FIELD(struct ticket_fields, due_at, FIELD_INT), .most = INT64_MAX,                 \
		.help = "Until when, milliseconds; left out: as the priority says, or as it is"    \
	}
static const struct field make_rows[] = {
    {FIELD(struct ticket_fields, conversation, FIELD_ID), .help = "Of which it is made"},
    {FIELD(struct ticket_fields, left_message, FIELD_ID),
     .help = "Of which it is made instead; that is ticked off"},
    {FIELD(struct ticket_fields, title, FIELD_LINE), .required = true, .least = 1,
     .most = TICKET_TITLE_MOST, .help = "What it is about; its customer reads this"},
    {FIELD(struct ticket_fields, priority, FIELD_CHOICE), .required = true, .allowed = PRIORITIES,
     .help = "How soon"},
    KEY_ROW(struct ticket_fields, "ticket"),
    OWN_ROWS,
    {0},
};
static const struct field change_rows[] = {
    {FIELD(struct ticket_fields, revision, FIELD_INT), .required = true, .least = 1,
     .most = INT64_MAX, .help = "The one that was read"},
    {FIELD(struct ticket_fields, title, FIELD_LINE), .least = 1, .most = TICKET_TITLE_MOST,
     .help = "What it is about; its customer reads this"},
    {FIELD(struct ticket_fields, priority, FIELD_CHOICE), .allowed = PRIORITIES, .help = "How soon"},
    {FIELD(struct ticket_fields, state, FIELD_CHOICE), .allowed = STATES,
     .help = "One of its moves; with solved its customer is asked whether it is"},
    {FIELD(struct ticket_fields, solution, FIELD_TEXT), .most = TICKET_TEXT_MOST,
     .help = "What its customer is told with that"},
    OWN_ROWS,
    {0},
};

static struct answer made(struct request *request, struct change *change)
{
	const struct ticket_make *make = (const struct ticket_make *)change;
	return answer_ticket(request, make->id, false, make->repeated ? 200 : 201);
}

static struct answer make_ticket(struct request *request)
{
	struct fault fault;
	const struct ticket_fields *fields = request_fields(request);
	struct ticket_make *make = arena_alloc(request->arena, sizeof(*make));
	*make = (struct ticket_make){.arena = request->arena,
				     .by = request->caller.staff,
				     .conversation = fields->conversation,
				     .left_message = fields->left_message,
				     .title = fields->title,
				     .detail = fields->detail,
				     .category = fields->category,
				     .priority = fields->priority,
				     .agent = fields->agent,
				     .group = fields->group,
				     .contact = fields->contact,
				     .due_at = fields->due_at,
				     .key = fields->key};
	if (!ticket_make_prepare(make, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &make->change, made);
}

static struct answer changed(struct request *request, struct change *change)
{
	return answer_ticket(request, ((const struct ticket_change *)change)->id, true, 200);
}

static struct answer change_ticket(struct request *request)
{
	struct fault fault;
	const struct ticket_fields *fields = request_fields(request);
	struct ticket_change *change = arena_alloc(request->arena, sizeof(*change));
	*change = (struct ticket_change){.arena = request->arena,
					 .by = request->caller.staff,
					 .id = request_parameter(request, "id"),
					 .revision = fields->revision,
					 .title = fields->title,
					 .detail = fields->detail,
					 .category = fields->category,
					 .priority = fields->priority,
					 .agent = fields->agent,
					 .group = fields->group,
					 .contact = fields->contact,
					 .state = fields->state,
					 .solution = fields->solution,
					 .due_at = fields->due_at,
					 .address = help_origin(request)};
	if (!ticket_change_prepare(change, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &change->change, changed);
}

/* --- Comments -------------------------------------------------------------------------------- */

struct comment_fields {
	const char *text, *key;
	int to_customer;
};
static const struct field comment_rows[] = {
    {FIELD(struct comment_fields, text, FIELD_TEXT), .required = true, .least = 1,
     .most = TICKET_TEXT_MOST, .help = "What there is to say"},
    KEY_ROW(struct comment_fields, "comment"),
    {FIELD(struct comment_fields, to_customer, FIELD_BOOL),
     .help = "true: its customer is sent it; else it is for colleagues"},
    {0},
};

static struct answer commented(struct request *request, struct change *change)
{
	const struct ticket_comment *comment = (const struct ticket_comment *)change;
	return answer_ticket(request, comment->id, false, comment->repeated ? 200 : 201);
}

static struct answer comment_on(struct request *request)
{
	struct fault fault;
	const struct comment_fields *fields = request_fields(request);
	struct ticket_comment *comment = arena_alloc(request->arena, sizeof(*comment));
	*comment = (struct ticket_comment){.arena = request->arena,
					   .by = request->caller.staff,
					   .id = request_parameter(request, "id"),
					   .text = fields->text,
					   .key = fields->key,
					   .to_customer = fields->to_customer == 1};
	if (!ticket_comment_prepare(comment, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &comment->change, commented);
}

const struct route ticket_routes[] = {
    {.method = "GET",
     .path = "/v1/tickets",
     .who = MAY_CONVERSE,
     .handle = list_tickets,
     .query = FIELD_TABLE(struct list_query, list_rows),
     .summary = "Tickets that one may see, the soonest due first",
     .shape = "tickets"},
    {.method = "POST",
     .path = "/v1/tickets",
     .who = MAY_CONVERSE,
     .handle = make_ticket,
     .body = FIELD_TABLE(struct ticket_fields, make_rows),
     .summary = "Make a ticket of a conversation or a left message",
     .status = 201,
     .shape = "ticket_page"},
    {.method = "GET",
     .path = "/v1/tickets/{id}",
     .who = MAY_CONVERSE,
     .handle = show_ticket,
     .summary = "A ticket and its history",
     .shape = "ticket_page"},
    {.method = "PUT",
     .path = "/v1/tickets/{id}",
     .who = MAY_CONVERSE,
     .handle = change_ticket,
     .body = FIELD_TABLE(struct ticket_fields, change_rows),
     .summary = "Change a ticket; what is left out stays",
     .shape = "ticket_page"},
    {.method = "POST",
     .path = "/v1/tickets/{id}/comments",
     .who = MAY_CONVERSE,
     .handle = comment_on,
     .body = FIELD_TABLE(struct comment_fields, comment_rows),
     .summary = "Comment on a ticket, for colleagues or for its customer",
     .status = 201,
     .shape = "ticket_page"},
    {0},
};
