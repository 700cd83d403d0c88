/*
 * Bodies: see bodies.h.  Pure; any thread.
 */
#include "handoff/bodies.h"

#include <stdlib.h>

#include "data/json.h"
#include "handoff/attachment.h"

#define BODY_BYTES_MOST 65536

struct body {
	struct buffer buffer;
	struct json_writer json;
};

static void begin(struct body *body)
{
	body->buffer = buffer_new(BODY_BYTES_MOST);
	body->json = json_writer(&body->buffer);
	json_open_object(&body->json, NULL);
}

/* A body is made of limited texts, so it fits; if it ever didn't, half an
 * object would be worse than none. */
static const char *end(struct body *body, struct arena *arena)
{
	json_close_object(&body->json);
	const char *text = body->buffer.overflowed
			       ? NULL
			       : arena_copy_text(arena, body->buffer.bytes, body->buffer.length);
	buffer_free(&body->buffer);
	return text;
}

static void add_optional(struct json_writer *json, const char *name, const char *value)
{
	if (value != NULL)
		json_add_text(json, name, value);
}

const char *body_assigned(struct arena *arena, const char *agent, const char *how)
{
	struct body body;
	begin(&body);
	json_add_text(&body.json, "agent", agent);
	json_add_text(&body.json, "how", how);
	return end(&body, arena);
}

const char *body_routing(struct arena *arena, enum routing_strategy strategy,
			 const struct routing_choice *choice)
{
	struct body body;
	begin(&body);
	json_add_text(&body.json, "because",
		      choice->reason == ROUTED_STRATEGY ? routing_strategy_name(strategy)
							: routing_reason_name(choice->reason));
	json_add_int(&body.json, "on_duty", choice->on_duty);
	json_add_int(&body.json, "fitting", choice->fitting);
	json_add_int(&body.json, "free", choice->free);
	return end(&body, arena);
}

const char *body_returned(struct arena *arena, const char *agent, const char *why)
{
	struct body body;
	begin(&body);
	add_optional(&body.json, "agent", agent);
	json_add_text(&body.json, "reason", why);
	return end(&body, arena);
}

const char *body_handoff(struct arena *arena, const char *group, const char *reason,
			 int agents_online)
{
	struct body body;
	begin(&body);
	json_add_text(&body.json, "group", group);
	json_add_text(&body.json, "reason", reason);
	json_add_int(&body.json, "agents_online", agents_online);
	return end(&body, arena);
}

const char *body_transferred(struct arena *arena, const char *to_agent, const char *to_group,
			     const char *by)
{
	struct body body;
	begin(&body);
	add_optional(&body.json, "to_agent", to_agent);
	add_optional(&body.json, "to_group", to_group);
	json_add_text(&body.json, "by", by);
	return end(&body, arena);
}

const char *body_member(struct arena *arena, const char *agent, const char *how)
{
	struct body body;
	begin(&body);
	json_add_text(&body.json, "agent", agent);
	add_optional(&body.json, "how", how);
	return end(&body, arena);
}

const char *body_taken_over(struct arena *arena, const char *agent, const char *from)
{
	struct body body;
	begin(&body);
	json_add_text(&body.json, "agent", agent);
	json_add_text(&body.json, "how", "taken-over");
	add_optional(&body.json, "from", from);
	return end(&body, arena);
}

const char *body_closed(struct arena *arena, const char *by)
{
	struct body body;
	begin(&body);
	json_add_text(&body.json, "by", by);
	return end(&body, arena);
}

const char *body_rating(struct arena *arena, const char *rating, const char *comment)
{
	struct body body;
	begin(&body);
	json_add_text(&body.json, "rating", rating);
	add_optional(&body.json, "comment", comment);
	return end(&body, arena);
}

const char *body_feedback(struct arena *arena, int64_t about, bool helpful)
{
	struct body body;
	begin(&body);
	json_add_int(&body.json, "about", about);
	json_add_bool(&body.json, "helpful", helpful);
	return end(&body, arena);
}

const char *body_left_message(struct arena *arena, const char *category, const char *reply_by)
{
	struct body body;
	begin(&body);
	add_optional(&body.json, "category", category);
	json_add_text(&body.json, "reply_by", reply_by);
	return end(&body, arena);
}

const char *body_message(struct arena *arena, const char *choice,
			 const struct message_files *files)
{
	struct body body;
	if (choice == NULL && files->count == 0)
		return NULL;
	begin(&body);
	add_optional(&body.json, "choice", choice);
	if (files->count > 0) {
		json_open_array(&body.json, "files");
		for (int i = 0; i < files->count; i++)
			attachment_write(&body.json, NULL, &files->found[i]);
		json_close_array(&body.json);
	}
	return end(&body, arena);
}

static void add_notice(struct json_writer *json, const struct notice *notice)
{
	if (notice == NULL)
		return;
	json_add_text(json, "notice", notice->word);
	if (notice->opens_at != 0)
		json_add_int(json, "opens_at", notice->opens_at);
}

const char *body_notice(struct arena *arena, const struct notice *notice)
{
	struct body body;
	begin(&body);
	add_notice(&body.json, notice);
	return end(&body, arena);
}

static void add_choices(struct json_writer *json, const struct decision *decision)
{
	json_open_array(json, "choices");
	for (int i = 0; i < decision->choice_count; i++) {
		json_open_object(json, NULL);
		add_optional(json, "entry", decision->choices[i].entry);
		json_add_text(json, "text", decision->choices[i].text);
		json_close_object(json);
	}
	json_close_array(json);
}

/* What a form was told, for whoever takes over. */
static void add_values(struct json_writer *json, const struct decision *decision)
{
	if (decision->value_count == 0)
		return;
	json_open_array(json, "values");
	for (int i = 0; i < decision->value_count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "name", decision->values[i].name);
		json_add_text(json, "label", decision->values[i].label);
		json_add_text(json, "value", decision->values[i].value);
		json_close_object(json);
	}
	json_close_array(json);
}

const char *body_decision(struct arena *arena, const struct decision *decision, int64_t turn,
			  const struct notice *notice)
{
	struct body body;
	begin(&body);
	json_add_int(&body.json, "turn", turn);
	json_add_text(&body.json, "decision", decision_kind_name(decision->kind));
	if (decision->entry != NULL)
		json_add_text(&body.json, "entry", decision->entry->external_id);
	json_add_real(&body.json, "confidence", decision->confidence, 3);
	add_notice(&body.json, notice);
	if (decision->kind == DECISION_CLARIFY)
		add_choices(&body.json, decision);
	add_values(&body.json, decision);
	if (decision->kind == DECISION_ANSWER && decision->entry != NULL &&
	    *decision->entry->extras != '\0')
		json_add_raw(&body.json, "extras", decision->entry->extras);
	return end(&body, arena);
}
