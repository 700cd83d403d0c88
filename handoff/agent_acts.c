/*
 * Agent acts: see agent_acts.h.  Transfers are transfer.c.  Preparing on a
 * loop's thread, applying on the writer's.
 */
#include "handoff/agent_acts.h"

#include <string.h>

#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/bodies.h"
#include "handoff/chosen.h"
#include "handoff/conversation.h"
#include "handoff/draft.h"
#include "handoff/note_mention.h"
#include "handoff/queue.h"
#include "handoff/read_position.h"
#include "handoff/silence.h"
#include "handoff/speech.h"

SQL_WRITE(STORE_REPLY, "UPDATE conversation SET excerpt = $3, "
		       "agent_number = CASE WHEN agent_number < $2 THEN $2 ELSE agent_number END "
		       "WHERE id = $1");
SQL_WRITE(STORE_VISITOR_SEEN,
	  "UPDATE conversation SET visitor_seen = $2, "
	  "visitor_got = CASE WHEN visitor_got < $2 THEN $2 ELSE visitor_got END "
	  "WHERE id = $1 AND visitor_seen < $2 AND $2 <= last_number");
SQL_WRITE(STORE_VISITOR_GOT,
	  "UPDATE conversation SET visitor_got = $2 WHERE id = $1 AND visitor_got < $2 "
	  "AND $2 <= last_number");
SQL_WRITE(STORE_SEEN,
	  "UPDATE conversation SET agent_number = $2 WHERE id = $1 AND agent_number < $2 "
	  "AND $2 <= last_number");

/* Accepting ---------------------------------------------------------------------------- */

static bool apply_accept(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct accept *accept = (struct accept *)change;
	struct scene scene;
	if (!act_begin(&scene, &accept->act, transaction, NULL, fault))
		return false;
	if (scene.party == PARTY_OWNER) {
		accept->act.repeated = true;
		return true;
	}
	struct event event = act_event(&scene, EVENT_ASSIGNED);
	event.body = body_assigned(accept->act.arena, scene.actor_name, "accepted");
	return act_allow(&scene, ACTION_ACCEPT, fault) && act_give_group(&scene, fault) &&
	       move_to_agent(transaction, &scene.standing, &accept->act.actor.staff, fault) &&
	       act_append(&scene, &event, fault);
}

void accept_prepare(struct accept *accept)
{
	accept->act.change.apply = apply_accept;
}

/* Writing --------------------------------------------------------------------------------- */

static bool clean_message(const char **text, const char *key, struct arena *arena,
			  struct fault *fault)
{
	static const struct text_limit limit = {1, MESSAGE_CHARACTERS_MOST, false};
	char *clean;
	if (*text == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "text");
	if (!text_clean(*text, "text", limit, arena, &clean, fault))
		return false;
	*text = clean;
	return act_key_check(key, fault);
}

/* The agents have seen what came before when the one who has it replies. */
static bool store_reply(struct scene *scene, const struct event *event,
			const struct message_files *files, struct fault *fault)
{
	struct query *query = db_query(transaction_db(scene->transaction), &STORE_REPLY);
	query_text(query, 1, scene->act->conversation.text);
	query_int(query, 2, scene->party == PARTY_OWNER ? event->number : 0);
	query_text(query, 3, act_message_excerpt(scene->act->arena, event->text, files));
	return query_run(&query, fault);
}

/* What is true of its writer once it was sent, and what it teaches. */
static bool reply_sent(struct scene *scene, const struct agent_reply *reply, int64_t number,
		       struct fault *fault)
{
	const struct conversation_id *id = &reply->act.conversation;
	const struct staff_id *by = &reply->act.actor.staff;
	return read_position_move(scene->transaction, id, by, number, fault) &&
	       draft_sent(scene->transaction, by, id, "reply", fault) &&
	       (reply->entry == NULL || chosen_learn(scene->transaction, id, reply->entry,
						     reply->about, by, fault));
}

/* Somebody is there: nobody is called any more. */
static bool react(struct scene *scene, struct fault *fault)
{
	return scene->standing.call.since == 0 ||
	       call_answer(scene->transaction, &scene->act->conversation, fault);
}

static bool apply_reply(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct agent_reply *reply = (struct agent_reply *)change;
	struct scene scene;
	if (!act_begin(&scene, &reply->act, transaction, reply->key, fault))
		return false;
	struct event event = act_event(&scene, EVENT_MESSAGE);
	event.text = reply->text;
	event.key = reply->key;
	if (!attachments_find(&scene, &reply->files, fault))
		return false;
	event.body = body_message(reply->act.arena, NULL, &reply->files);
	if (scene.standing.repeated != 0 && scene.party != PARTY_OUTSIDER)
		return act_replay_message(&scene, &event, &reply->files, false, fault);
	return act_allow(&scene, ACTION_AGENT_REPLY, fault) && act_append(&scene, &event, fault) &&
	       attachments_sent(&scene, &reply->files, event.number, fault) &&
	       store_reply(&scene, &event, &reply->files, fault) && react(&scene, fault) &&
	       reply_sent(&scene, reply, event.number, fault) &&
	       silence_wait_for_visitor(&scene, fault);
}

bool agent_reply_prepare(struct agent_reply *reply, struct fault *fault)
{
	reply->act.change.apply = apply_reply;
	if (reply->text == NULL && reply->files.count > 0)
		return act_key_check(reply->key, fault);
	return clean_message(&reply->text, reply->key, reply->act.arena, fault);
}

/* A whisper is heard by those who are in the conversation now. */
static bool hear(struct scene *scene, int64_t number, struct fault *fault)
{
	const struct conversation_id *id = &scene->act->conversation;
	struct participant *people;
	int count;
	if (!participant_list(transaction_db(scene->transaction), id, scene->act->arena, &people,
			      &count, fault) ||
	    !event_for(scene->transaction, id, number, &scene->act->actor.staff, fault))
		return false;
	for (int i = 0; i < count; i++)
		if (people[i].state != PARTICIPANT_INVITED &&
		    !event_for(scene->transaction, id, number, &people[i].staff, fault))
			return false;
	return scene->standing.owner != OWNER_AGENT ||
	       event_for(scene->transaction, id, number, &scene->standing.agent, fault);
}

static bool apply_note(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct note *note = (struct note *)change;
	struct scene scene;
	if (!act_begin(&scene, &note->act, transaction, note->key, fault))
		return false;
	struct event event = act_event(&scene, note->is_whisper ? EVENT_WHISPER : EVENT_NOTE);
	event.text = note->text;
	event.key = note->key;
	if (!act_allow(&scene, note->is_whisper ? ACTION_WHISPER : ACTION_NOTE, fault))
		return false;
	if (scene.standing.repeated != 0)
		return act_replay(&scene, &event, false, fault);
	if (!act_append(&scene, &event, fault))
		return false;
	if (note->is_whisper)
		return hear(&scene, event.number, fault);
	return note_mention_all(transaction, &note->act.conversation, event.number, event.text,
				&note->act.actor.staff, fault) &&
	       draft_sent(transaction, &note->act.actor.staff, &note->act.conversation, "note",
			  fault);
}

bool note_prepare(struct note *note, struct fault *fault)
{
	note->act.change.apply = apply_note;
	return clean_message(&note->text, note->key, note->act.arena, fault);
}

/* Closing ------------------------------------------------------------------------------------ */

bool act_close(struct scene *scene, struct fault *fault)
{
	return act_close_saying(scene, author_kind_name(act_author(scene)),
				speech(scene, REPLY_CLOSED), fault);
}

bool act_close_saying(struct scene *scene, const char *by, const char *text, struct fault *fault)
{
	bool frees_agent = scene->standing.owner == OWNER_AGENT;
	struct event event = act_event(scene, EVENT_CLOSED);
	event.body = body_closed(scene->act->arena, by);
	event.text = text;
	return move_to_closed(scene->transaction, &scene->standing, fault) &&
	       act_append(scene, &event, fault) &&
	       (!frees_agent || queue_assign(scene->transaction, NULL, fault));
}

static bool apply_closing(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct closing *closing = (struct closing *)change;
	struct scene scene;
	if (!act_begin(&scene, &closing->act, transaction, NULL, fault))
		return false;
	if (scene.standing.owner == OWNER_CLOSED && scene.party != PARTY_OUTSIDER) {
		closing->act.repeated = true;
		return true;
	}
	return act_allow(&scene, ACTION_CLOSE, fault) && act_close(&scene, fault);
}

void closing_prepare(struct closing *closing)
{
	closing->act.change.apply = apply_closing;
}

/* Having seen ------------------------------------------------------------------------------- */

/* The other side's ticks change. */
static bool store_seen(struct seen *seen, struct transaction *transaction, const struct sql *sql,
		       struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, seen->act.conversation.text);
	query_int(query, 2, seen->number);
	transaction_wake(transaction,
			 topic_of(TOPIC_CONVERSATION, seen->act.conversation.text));
	return query_run(&query, fault);
}

static bool apply_seen(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct seen *seen = (struct seen *)change;
	struct scene scene;
	if (!act_begin(&scene, &seen->act, transaction, NULL, fault))
		return false;
	if (scene.party == PARTY_VISITOR)
		return store_seen(seen, transaction,
				  seen->is_got ? &STORE_VISITOR_GOT : &STORE_VISITOR_SEEN, fault);
	if (scene.party == PARTY_OUTSIDER)
		return fault_set(fault, FAULT_FORBIDDEN, "conversation");
	if (!read_position_move(transaction, &seen->act.conversation, &seen->act.actor.staff,
				seen->number, fault))
		return false;
	if (scene.party != PARTY_OWNER) {
		seen->act.repeated = true;
		return true;
	}
	return store_seen(seen, transaction, &STORE_SEEN, fault) && react(&scene, fault);
}

void seen_prepare(struct seen *seen)
{
	seen->act.change.apply = apply_seen;
}
