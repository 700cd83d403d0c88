/*
 * Wrap-up handlers: topics, and how a conversation was wrapped up.
 *
 * Whose conversation it is to wrap up is decided by handoff/wrap_up.h.
 * Event-loop threads.
 */
#include <stdio.h>

#include "handoff/visitor_facts.h"
#include "handoff/wrap_up.h"
#include "http/conversation_answers.h"
#include "http/permission.h"
#include "http/talk_handlers.h"

/* --- Topics --------------------------------------------------------------------------------- */

static struct answer answer_topics(struct request *request, int status)
{
	struct fault fault;
	struct wrap_topic *list;
	int count;
	if (!wrap_topic_list(request_reader(request), request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "topics");
	for (int at = 0; at < count; at++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "id", list[at].id);
		json_add_text(&json, "name", list[at].name);
		json_add_bool(&json, "is_active", list[at].is_active);
		json_add_int(&json, "used", list[at].used);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, status);
}

static struct answer list_topics(struct request *request)
{
	return answer_topics(request, 200);
}

struct topic_fields {
	const char *name;
	int is_active;
};
static const struct field create_rows[] = {
    {FIELD(struct topic_fields, name, FIELD_LINE), .required = true, .least = 1,
     .most = WRAP_TOPIC_MOST, .help = "What conversations are about"},
    {0},
};
static const struct field change_rows[] = {
    {FIELD(struct topic_fields, name, FIELD_LINE), .least = 1, .most = WRAP_TOPIC_MOST,
     .help = "What conversations are about"},
    {FIELD(struct topic_fields, is_active, FIELD_BOOL), .help = "Whether it can be chosen"},
    {0},
};

static struct answer topic_made(struct request *request, struct change *change)
{
	(void)change;
	return answer_topics(request, 201);
}

static struct answer topic_changed(struct request *request, struct change *change)
{
	(void)change;
	return answer_topics(request, 200);
}

static struct answer save_topic(struct request *request, const char *id, int is_active,
				after_commit then)
{
	struct fault fault;
	const struct topic_fields *fields = request_fields(request);
	struct wrap_topic_save *save = arena_alloc(request->arena, sizeof(*save));
	snprintf(save->id, sizeof(save->id), "%s", id);
	save->arena = request->arena;
	save->name = fields->name;
	save->is_active = is_active;
	save->by = request->caller.staff;
	if (!wrap_topic_save_prepare(save, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &save->change, then);
}

static struct answer create_topic(struct request *request)
{
	return save_topic(request, "", -1, topic_made);
}

static struct answer change_topic(struct request *request)
{
	const struct topic_fields *fields = request_fields(request);
	return save_topic(request, request_parameter(request, "id"), fields->is_active,
			  topic_changed);
}

/* --- A conversation's ------------------------------------------------------------------------ */

static void write_wrapped(struct json_writer *json, const struct wrapped *wrapped)
{
	json_open_object(json, "wrap_up");
	json_add_text(json, "topic", wrapped->topic[0] == '\0' ? NULL : wrapped->topic);
	json_add_text(json, "topic_name", wrapped->topic_name);
	json_add_raw(json, "tags", wrapped->tags);
	json_add_text(json, "summary", wrapped->summary);
	json_add_text(json, "outcome", wrapped->outcome);
	json_add_text(json, "by", wrapped->by);
	json_add_int(json, "at", wrapped->at);
	json_close_object(json);
}

static struct answer answer_wrapped(struct request *request, const struct conversation_id *id)
{
	struct fault fault;
	struct wrapped wrapped;
	enum lookup found =
	    wrapped_read(request_reader(request), id, request->arena, &wrapped, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	if (found == LOOKUP_FOUND)
		write_wrapped(&json, &wrapped);
	else
		json_add_null(&json, "wrap_up");
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer show_wrap_up(struct request *request)
{
	struct fault fault;
	struct conversation_id id = request_conversation(request);
	if (!caller_may_see(request_reader(request), &request->caller, &id, &fault))
		return answer_fault(request, &fault);
	return answer_wrapped(request, &id);
}

static const char *const OUTCOMES[] = {"solved", "unsolved", NULL};

struct wrap_up_fields {
	const char *topic, *summary, *outcome;
	struct texts tags;
};
static const struct field wrap_up_rows[] = {
    {FIELD(struct wrap_up_fields, topic, FIELD_ID), .help = "What it was about"},
    {FIELD(struct wrap_up_fields, tags, FIELD_TEXTS), .least = 1, .most = VISITOR_TAG_MOST,
     .most_items = VISITOR_TAGS_MOST, .help = "Words to find it by"},
    {FIELD(struct wrap_up_fields, summary, FIELD_TEXT), .most = WRAP_SUMMARY_MOST,
     .help = "What happened, for colleagues"},
    {FIELD(struct wrap_up_fields, outcome, FIELD_CHOICE), .allowed = OUTCOMES,
     .help = "Whether it was solved; left out: not said"},
    {0},
};

static struct answer wrapped_up(struct request *request, struct change *change)
{
	return answer_wrapped(request, &((const struct wrap_up *)change)->act.conversation);
}

static struct answer save_wrap_up(struct request *request)
{
	struct fault fault;
	const struct wrap_up_fields *fields = request_fields(request);
	struct wrap_up *wrap = arena_alloc(request->arena, sizeof(*wrap));
	act_address(request, &wrap->act);
	wrap->topic = fields->topic;
	wrap->tags = fields->tags.items;
	wrap->tag_count = fields->tags.count < 0 ? 0 : fields->tags.count;
	wrap->summary = fields->summary;
	wrap->outcome = fields->outcome;
	if (!wrap_up_prepare(wrap, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &wrap->act.change, wrapped_up);
}

const struct route wrap_up_routes[] = {
    {.method = "GET",
     .path = "/v1/topics",
     .who = MAY_CONVERSE,
     .handle = list_topics,
     .summary = "What conversations can be about",
     .shape = "topics"},
    {.method = "POST",
     .path = "/v1/topics",
     .who = MAY_ORGANISE,
     .handle = create_topic,
     .body = FIELD_TABLE(struct topic_fields, create_rows),
     .summary = "Add a topic",
     .status = 201,
     .shape = "topics"},
    {.method = "PUT",
     .path = "/v1/topics/{id}",
     .who = MAY_ORGANISE,
     .handle = change_topic,
     .body = FIELD_TABLE(struct topic_fields, change_rows),
     .summary = "Rename a topic, take it away or bring it back",
     .shape = "topics"},
    {.method = "GET",
     .path = "/v1/conversations/{id}/wrap-up",
     .who = MAY_CONVERSE,
     .handle = show_wrap_up,
     .summary = "How a conversation was wrapped up",
     .shape = "wrapped"},
    {.method = "PUT",
     .path = "/v1/conversations/{id}/wrap-up",
     .who = MAY_CONVERSE,
     .handle = save_wrap_up,
     .body = FIELD_TABLE(struct wrap_up_fields, wrap_up_rows),
     .summary = "Wrap a conversation up",
     .shape = "wrapped"},
    {0},
};
