/*
 * Visitor handlers: begin a conversation, ask for a person, leave the queue,
 * rate, leave a message, say whether an answer helped.
 *
 * The machinery has checked the visitor's token against the conversation in
 * the path.  Not here: messages and events, which staff use too
 * (conversation_handlers.c).  Event-loop threads.
 */
#include "http/visitor_handlers.h"

#include "handoff/conversation.h"
#include "handoff/left_message.h"
#include "handoff/member.h"
#include "handoff/visitor_facts.h"
#include "handoff/visitor_acts.h"
#include "handoff/visitor_block.h"
#include "http/conversation_answers.h"
#include "http/views.h"

#define PAGE_ADDRESS_MOST 2000

/* --- Begin ------------------------------------------------------------------------ */

struct begin_fields {
	const char *site;
	const char *language;
	const char *page;
	const char *referrer;
	const char *group;
	struct texts tags;
	const struct json *attributes;
	const struct json *form;
	const char *member_session;
};
static const struct field begin_rows[] = {
    {FIELD(struct begin_fields, site, FIELD_WORD), .least = 1, .most = 64,
     .help = "Which site; default when left out"},
    {FIELD(struct begin_fields, language, FIELD_LANGUAGE), .least = 1, .most = 35,
     .help = "The page's language, BCP 47"},
    {FIELD(struct begin_fields, page, FIELD_LINE), .most = PAGE_ADDRESS_MOST,
     .help = "Address of the page the visitor is on"},
    {FIELD(struct begin_fields, referrer, FIELD_LINE), .most = PAGE_ADDRESS_MOST,
     .help = "Where the visitor came from"},
    {FIELD(struct begin_fields, group, FIELD_LINE), .least = 1, .most = 80,
     .help = "The kind of business that the page names: a group's name or id"},
    {FIELD(struct begin_fields, tags, FIELD_TEXTS), .least = 1, .most = VISITOR_TAG_MOST,
     .most_items = VISITOR_TAGS_MOST, .help = "What the page says of the visitor, such as vip"},
    {FIELD(struct begin_fields, attributes, FIELD_OBJECT),
     .help = "Up to 30 texts, numbers and truth values by name, shown to agents"},
    {FIELD(struct begin_fields, form, FIELD_OBJECT),
     .help = "What the site's form asks, by its fields' names"},
    {FIELD(struct begin_fields, member_session, FIELD_WORD), .least = 1, .most = 100,
     .help = "A member's session (POST /v1/sites/{site}/member)"},
    {0},
};

static struct answer begun(struct request *request, struct change *change)
{
	struct fault fault;
	const struct conversation_open *open = (const struct conversation_open *)change;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "id", open->id.text);
	json_add_text(&json, "token", open->token.text);
	view_events(&json, "events", open->events, open->event_count, false);
	if (!conversation_add_view(request, &json, "conversation", &open->id, &fault))
		return answer_fault(request, &fault);
	json_close_object(&json);
	return answer_json(request, 201);
}

static struct answer begin(struct request *request)
{
	struct fault fault;
	const struct begin_fields *fields = request_fields(request);
	struct conversation_open *open = arena_alloc(request->arena, sizeof(*open));
	open->arena = request->arena;
	open->site = fields->site;
	open->language =
	    fields->language != NULL ? fields->language : language_tag(request->language);
	open->page = fields->page;
	open->referrer = fields->referrer;
	open->group = fields->group;
	open->tags = fields->tags.items;
	open->tag_count = fields->tags.count < 0 ? 0 : fields->tags.count;
	open->attributes = fields->attributes;
	open->form = fields->form;
	open->book = request_book(request);
	if (fields->member_session != NULL &&
	    !member_of_session(request_reader(request),
			       fields->site != NULL ? fields->site : "default",
			       fields->member_session, request->arena, &open->member, &fault))
		return answer_fault(request, &fault);
	if (!visitor_origin(request_reader(request), request_address(request), request->arena,
			    &open->origin, &fault) ||
	    !conversation_open_prepare(open, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &open->change, begun);
}

/* --- A person, and back -------------------------------------------------------------- */

struct handoff_fields {
	const char *group;
};
static const struct field handoff_rows[] = {
    {FIELD(struct handoff_fields, group, FIELD_LINE), .least = 1, .most = 80,
     .help = "A group's name or id; the default group when left out"},
    {0},
};

static struct answer ask_for_person(struct request *request)
{
	struct fault fault;
	const struct handoff_fields *fields = request_fields(request);
	struct person_request *wish = arena_alloc(request->arena, sizeof(*wish));
	act_address(request, &wish->act);
	wish->group = fields->group;
	if (!person_request_prepare(wish, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &wish->act.change, act_answer);
}

static struct answer back_to_bot(struct request *request)
{
	struct bot_return *back = arena_alloc(request->arena, sizeof(*back));
	act_address(request, &back->act);
	bot_return_prepare(back);
	return await_commit(request, &back->act.change, act_answer);
}

/* --- Opinions ------------------------------------------------------------------------- */

static const char *const RATINGS[] = {"excellent", "good", "fair", "poor", NULL};

struct rating_fields {
	const char *rating;
	const char *comment;
};
static const struct field rating_rows[] = {
    {FIELD(struct rating_fields, rating, FIELD_CHOICE), .required = true, .allowed = RATINGS,
     .help = "How it was"},
    {FIELD(struct rating_fields, comment, FIELD_TEXT), .most = 1000, .help = "In words"},
    {0},
};

static struct answer rate(struct request *request)
{
	struct fault fault;
	const struct rating_fields *fields = request_fields(request);
	struct rating *rating = arena_alloc(request->arena, sizeof(*rating));
	act_address(request, &rating->act);
	rating->rating = fields->rating;
	rating->comment = fields->comment;
	if (!rating_prepare(rating, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &rating->act.change, act_answer);
}

struct feedback_fields {
	int64_t seq;
	int helpful;
};
static const struct field feedback_rows[] = {
    {FIELD(struct feedback_fields, seq, FIELD_INT), .required = true, .least = 1, .most = INT64_MAX,
     .help = "The number of the bot's answer"},
    {FIELD(struct feedback_fields, helpful, FIELD_BOOL), .required = true,
     .help = "Whether it helped"},
    {0},
};

static struct answer give_feedback(struct request *request)
{
	const struct feedback_fields *fields = request_fields(request);
	struct feedback *feedback = arena_alloc(request->arena, sizeof(*feedback));
	act_address(request, &feedback->act);
	feedback->about = fields->seq;
	feedback->helpful = fields->helpful == 1;
	feedback->live = request_live(request);
	feedback_prepare(feedback);
	return await_commit(request, &feedback->act.change, act_answer);
}

/* --- Leaving a message ------------------------------------------------------------------ */

static const char *const REPLY_WAYS[] = {"site", "email", "phone", "sms", NULL};

struct leave_fields {
	const char *text;
	const char *category;
	const char *reply_by;
	const char *contact;
};
static const struct field leave_rows[] = {
    {FIELD(struct leave_fields, text, FIELD_TEXT), .required = true, .least = 1,
     .most = MESSAGE_CHARACTERS_MOST, .help = "What is wanted"},
    {FIELD(struct leave_fields, category, FIELD_LINE), .most = 80, .help = "The kind of business"},
    {FIELD(struct leave_fields, reply_by, FIELD_CHOICE), .required = true, .allowed = REPLY_WAYS,
     .help = "How to reply"},
    {FIELD(struct leave_fields, contact, FIELD_LINE), .most = 254,
     .help = "Email address or telephone number, as reply_by needs"},
    {0},
};

static struct answer leave_a_message(struct request *request)
{
	struct fault fault;
	const struct leave_fields *fields = request_fields(request);
	struct leave_message *leave = arena_alloc(request->arena, sizeof(*leave));
	act_address(request, &leave->act);
	leave->text = fields->text;
	leave->category = fields->category;
	leave->reply_by = fields->reply_by;
	leave->contact = fields->contact;
	if (!leave_message_prepare(leave, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &leave->act.change, act_answer);
}

const struct route visitor_routes[] = {
    {.method = "POST",
     .path = "/v1/conversations",
     .who = MAY_ANYONE,
     .handle = begin,
     .body = FIELD_TABLE(struct begin_fields, begin_rows),
     .rate = RATE_NEW_CONVERSATION,
     .summary = "Begin a conversation; the token is the visitor's key to it",
     .status = 201,
     .shape = "new_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/handoff",
     .who = MAY_VISITOR,
     .handle = ask_for_person,
     .body = FIELD_TABLE(struct handoff_fields, handoff_rows),
     .rate = RATE_MESSAGE,
     .summary = "Ask for a person",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/bot",
     .who = MAY_VISITOR,
     .handle = back_to_bot,
     .rate = RATE_MESSAGE,
     .summary = "Leave the queue, back to the bot",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/rating",
     .who = MAY_VISITOR,
     .handle = rate,
     .body = FIELD_TABLE(struct rating_fields, rating_rows),
     .rate = RATE_MESSAGE,
     .summary = "Rate the conversation; a later rating replaces it",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/feedback",
     .who = MAY_VISITOR,
     .handle = give_feedback,
     .body = FIELD_TABLE(struct feedback_fields, feedback_rows),
     .rate = RATE_MESSAGE,
     .summary = "Say whether an answer of the bot helped",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/left-message",
     .who = MAY_VISITOR,
     .handle = leave_a_message,
     .body = FIELD_TABLE(struct leave_fields, leave_rows),
     .rate = RATE_MESSAGE,
     .summary = "Leave a message when nobody is there",
     .shape = "events_and_conversation"},
    {0},
};
