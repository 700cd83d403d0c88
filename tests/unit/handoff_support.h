/*
 * What the tests of handoff/ share: its world (handoff_world.h) and short names
 * for the acts, each played as a server would play it.
 */
#ifndef FOYER_TESTS_HANDOFF_SUPPORT_H
#define FOYER_TESTS_HANDOFF_SUPPORT_H

#include "handoff/agent_acts.h"
#include "handoff/left_message.h"
#include "handoff/together.h"
#include "handoff/turn.h"
#include "handoff/visitor_acts.h"
#include "tests/unit/handoff_world.h"

/* Acts -------------------------------------------------------------------------------------- */

static inline struct act act_of(struct world *world, const struct conversation_id *id,
				struct actor actor)
{
	return (struct act){
	    .arena = world->arena, .conversation = *id, .actor = actor, .book = world->book};
}

/* Submits and waits; FAULT_NONE when it was committed. */
static inline enum fault_code play_act(struct world *world, struct act *act)
{
	struct fault fault = {0};
	return store_write(world->store, &act->change, &fault) ? FAULT_NONE : fault.code;
}

static inline struct visitor open_in(struct world *world, const char *language)
{
	struct fault fault = {0};
	struct conversation_open open = {
	    .arena = world->arena, .language = language, .book = world->book};
	must(conversation_open_prepare(&open, &fault), &fault);
	must(store_write(world->store, &open.change, &fault), &fault);
	return (struct visitor){open.id, open.token};
}

static inline struct visitor open_tagged(struct world *world, const char *language, const char *tag)
{
	struct fault fault = {0};
	struct conversation_open open = {.arena = world->arena,
					 .language = language,
					 .book = world->book,
					 .tags = &tag,
					 .tag_count = 1};
	must(conversation_open_prepare(&open, &fault), &fault);
	must(store_write(world->store, &open.change, &fault), &fault);
	return (struct visitor){open.id, open.token};
}

/* A fresh key, or a given one. */
static inline const char *fresh_key(struct world *world)
{
	static atomic_int count;
	return arena_format(world->arena, "key-%016d", atomic_fetch_add(&count, 1) + 1);
}

static inline enum fault_code say_with_key(struct world *world, const struct visitor *visitor,
					   const char *text, const char *key, struct turn *turn)
{
	struct fault fault = {0};
	*turn = (struct turn){.act = act_of(world, &visitor->id, actor_visitor()),
			      .live = world->live,
			      .token = visitor->token.text,
			      .text = text,
			      .key = key};
	bool ok = turn_prepare(turn, reader(world), &fault) &&
		  store_write(world->store, &turn->act.change, &fault);
	turn_finish(turn);
	return ok ? FAULT_NONE : fault.code;
}

static inline enum fault_code say(struct world *world, const struct visitor *visitor,
				  const char *text)
{
	struct turn turn;
	return say_with_key(world, visitor, text, fresh_key(world), &turn);
}

static inline enum fault_code ask_person_of(struct world *world, const struct visitor *visitor,
					    const char *group)
{
	struct fault fault = {0};
	struct person_request request = {.act = act_of(world, &visitor->id, actor_visitor()),
					 .group = group};
	must(person_request_prepare(&request, &fault), &fault);
	return play_act(world, &request.act);
}

static inline enum fault_code ask_person(struct world *world, const struct visitor *visitor)
{
	return ask_person_of(world, visitor, NULL);
}

static inline enum fault_code back_to_bot(struct world *world, const struct visitor *visitor)
{
	struct bot_return back = {.act = act_of(world, &visitor->id, actor_visitor())};
	bot_return_prepare(&back);
	return play_act(world, &back.act);
}

static inline enum fault_code accept_by(struct world *world, const struct visitor *visitor,
					const struct staff_id *staff)
{
	struct accept accept = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	accept_prepare(&accept);
	return play_act(world, &accept.act);
}

static inline enum fault_code reply_with_key(struct world *world, const struct visitor *visitor,
					     const struct staff_id *staff, const char *text,
					     const char *key, struct agent_reply *reply)
{
	struct fault fault = {0};
	*reply = (struct agent_reply){
	    .act = act_of(world, &visitor->id, actor_staff(staff)), .text = text, .key = key};
	if (!agent_reply_prepare(reply, &fault))
		return fault.code;
	return play_act(world, &reply->act);
}

static inline enum fault_code reply_by(struct world *world, const struct visitor *visitor,
				       const struct staff_id *staff, const char *text)
{
	struct agent_reply reply;
	return reply_with_key(world, visitor, staff, text, fresh_key(world), &reply);
}

static inline enum fault_code note_by(struct world *world, const struct visitor *visitor,
				      const struct staff_id *staff, const char *text)
{
	struct fault fault = {0};
	struct note note = {.act = act_of(world, &visitor->id, actor_staff(staff)),
			    .text = text,
			    .key = fresh_key(world)};
	must(note_prepare(&note, &fault), &fault);
	return play_act(world, &note.act);
}

static inline enum fault_code transfer_by(struct world *world, const struct visitor *visitor,
					  const struct staff_id *staff, const char *group,
					  const struct staff_id *agent, const char *note)
{
	struct fault fault = {0};
	struct transfer transfer = {.act = act_of(world, &visitor->id, actor_staff(staff)),
				    .group = group,
				    .agent = agent == NULL ? NULL : agent->text,
				    .note = note};
	if (!transfer_prepare(&transfer, &fault))
		return fault.code;
	return play_act(world, &transfer.act);
}

static inline enum fault_code close_by(struct world *world, const struct visitor *visitor,
				       struct actor actor)
{
	struct closing closing = {.act = act_of(world, &visitor->id, actor)};
	closing_prepare(&closing);
	return play_act(world, &closing.act);
}

static inline enum fault_code rate(struct world *world, const struct visitor *visitor,
				   const char *word, const char *comment)
{
	struct fault fault = {0};
	struct rating rating = {.act = act_of(world, &visitor->id, actor_visitor()),
				.rating = word,
				.comment = comment};
	if (!rating_prepare(&rating, &fault))
		return fault.code;
	return play_act(world, &rating.act);
}

static inline enum fault_code give_feedback(struct world *world, const struct visitor *visitor,
					    int64_t about, bool helpful)
{
	struct feedback feedback = {.act = act_of(world, &visitor->id, actor_visitor()),
				    .live = world->live,
				    .about = about,
				    .helpful = helpful};
	feedback_prepare(&feedback);
	return play_act(world, &feedback.act);
}

static inline struct left_message *left_messages(struct world *world, const struct staff_id *by,
						 bool done, int *count)
{
	struct fault fault = {0};
	struct left_message *list;
	const struct left_message_filter filter = {.done = done, .most = 10};
	must(left_message_list(reader(world), by, &filter, world->arena, &list, count, &fault), &fault);
	return list;
}

static inline enum fault_code leave_word(struct world *world, const struct visitor *visitor,
					 const char *text, const char *reply_by,
					 const char *contact)
{
	struct fault fault = {0};
	struct leave_message leave = {.act = act_of(world, &visitor->id, actor_visitor()),
				      .text = text,
				      .reply_by = reply_by,
				      .contact = contact};
	if (!leave_message_prepare(&leave, &fault))
		return fault.code;
	return play_act(world, &leave.act);
}

/* Together -------------------------------------------------------------------------------------- */

static inline enum fault_code invite_by(struct world *world, const struct visitor *visitor,
					const struct staff_id *staff, const struct staff_id *whom,
					const char *note)
{
	struct fault fault = {0};
	struct invite invite = {.act = act_of(world, &visitor->id, actor_staff(staff)),
				.agent = whom->text,
				.note = note};
	if (!invite_prepare(&invite, &fault))
		return fault.code;
	return play_act(world, &invite.act);
}

static inline enum fault_code join_by(struct world *world, const struct visitor *visitor,
				      const struct staff_id *staff)
{
	struct join join = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	join_prepare(&join);
	return play_act(world, &join.act);
}

static inline enum fault_code leave_by(struct world *world, const struct visitor *visitor,
				       const struct staff_id *staff)
{
	struct leave leave = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	leave_prepare(&leave);
	return play_act(world, &leave.act);
}

static inline enum fault_code remove_by(struct world *world, const struct visitor *visitor,
					const struct staff_id *staff, const struct staff_id *whom)
{
	struct fault fault = {0};
	struct removal removal = {.act = act_of(world, &visitor->id, actor_staff(staff)),
				  .agent = whom->text};
	must(removal_prepare(&removal, &fault), &fault);
	return play_act(world, &removal.act);
}

static inline enum fault_code watch_by(struct world *world, const struct visitor *visitor,
				       const struct staff_id *staff)
{
	struct watching watching = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	watching_prepare(&watching);
	return play_act(world, &watching.act);
}

static inline enum fault_code whisper_by(struct world *world, const struct visitor *visitor,
					 const struct staff_id *staff, const char *text)
{
	struct fault fault = {0};
	struct note note = {.act = act_of(world, &visitor->id, actor_staff(staff)),
			    .is_whisper = true,
			    .text = text,
			    .key = fresh_key(world)};
	must(note_prepare(&note, &fault), &fault);
	return play_act(world, &note.act);
}

static inline enum fault_code take_over_by(struct world *world, const struct visitor *visitor,
					   const struct staff_id *staff)
{
	struct take_over take = {.act = act_of(world, &visitor->id, actor_staff(staff))};
	take_over_prepare(&take);
	return play_act(world, &take.act);
}

/* Looking -------------------------------------------------------------------------------------- */

static inline struct conversation_view look(struct world *world, const struct visitor *visitor)
{
	struct conversation_view view;
	struct fault fault = {0};
	assert_int_equal(
	    conversation_read(reader(world), &visitor->id, world->arena, &view, &fault),
	    LOOKUP_FOUND);
	return view;
}

static inline struct event *events_of(struct world *world, const struct visitor *visitor,
				      int *count)
{
	struct event *events;
	struct fault fault = {0};
	const struct event_reader all = {.kind = EVENTS_FOR_OVERSEER};
	must(event_read(reader(world), &visitor->id, 0, &all, 1000, world->arena, &events, count,
			&fault),
	     &fault);
	return events;
}

static inline struct event last_event(struct world *world, const struct visitor *visitor)
{
	int count;
	struct event *events = events_of(world, visitor, &count);
	assert_true(count > 0);
	return events[count - 1];
}

static inline const struct json *body_of(struct world *world, const struct event *event)
{
	const struct json *body;
	struct fault fault = {0};
	assert_non_null(event->body);
	must(json_parse(event->body, strlen(event->body), world->arena, &body, &fault), &fault);
	return body;
}

#endif
