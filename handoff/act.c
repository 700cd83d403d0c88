/*
 * Act: see act.h and act_internal.h.  Preparing on the caller's thread,
 * everything else on the writer's.
 */
#include "handoff/act_internal.h"

#include <string.h>

#include "data/text.h"
#include "handoff/attachment.h"
#include "handoff/bodies.h"
#include "handoff/conversation.h"
#include "handoff/queue.h"
#include "handoff/site_book.h"
#include "handoff/silence.h"
#include "handoff/speech.h"
#include "handoff/stance.h"
#include "handoff/visitor_block.h"

struct actor actor_visitor(void)
{
	return (struct actor){.kind = ACTOR_VISITOR};
}

struct actor actor_staff(const struct staff_id *staff)
{
	return (struct actor){.kind = ACTOR_STAFF, .staff = *staff};
}

bool act_key_check(const char *key, struct fault *fault)
{
	size_t length = key == NULL ? 0 : strlen(key);
	if (key == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "key");
	if (length < KEY_LEAST)
		return fault_limit(fault, FAULT_TOO_SHORT, "key", (int64_t)length, KEY_LEAST);
	if (length > KEY_MOST)
		return fault_limit(fault, FAULT_TOO_LONG, "key", (int64_t)length, KEY_MOST);
	for (const char *byte = key; *byte != '\0'; byte++)
		if (*byte <= 0x20 || *byte >= 0x7f)
			return fault_set(fault, FAULT_BAD_CHARACTER, "key");
	return true;
}

/* Beginning ------------------------------------------------------------------------- */

static bool read_stance(struct scene *scene, struct fault *fault)
{
	const struct standing *standing = &scene->standing;
	const struct stance_of of = {.conversation = &standing->id,
				     .owner = standing->owner,
				     .agent = &standing->agent,
				     .group = &standing->group};
	struct stance stance;
	if (!stance_read(transaction_db(scene->transaction), &of, &scene->act->actor.staff,
			 scene->act->arena, &stance, fault))
		return false;
	scene->party = stance.party;
	scene->part = stance.part;
	scene->actor_name = stance.name;
	return true;
}

static bool find_party(struct scene *scene, struct fault *fault)
{
	switch (scene->act->actor.kind) {
	case ACTOR_VISITOR:
		scene->party = PARTY_VISITOR;
		return visitor_block_check(transaction_db(scene->transaction),
					   &scene->act->conversation,
					   transaction_now(scene->transaction), fault);
	case ACTOR_SYSTEM:
		scene->party = PARTY_SYSTEM;
		return true;
	case ACTOR_STAFF:
		break;
	}
	return read_stance(scene, fault);
}

bool act_begin(struct scene *scene, struct act *act, struct transaction *transaction,
	       const char *key, struct fault *fault)
{
	/* A change may be applied again when its group's commit failed. */
	act->event_count = 0;
	act->repeated = false;
	*scene = (struct scene){.act = act, .transaction = transaction};
	return standing_read(transaction, &act->conversation, key, act->arena, &scene->standing,
			     fault) &&
	       find_party(scene, fault);
}

bool act_allow(const struct scene *scene, enum action action, struct fault *fault)
{
	const struct stance stance = {.party = scene->party, .part = scene->part};
	return stance_allows(&stance, scene->standing.owner, action, fault);
}

bool act_allow_bot(const struct scene *scene, enum action action, struct fault *fault)
{
	enum owner next;
	return ownership_move(scene->standing.owner, action, PARTY_BOT, &next, fault);
}

/* Events ------------------------------------------------------------------------------- */

enum author_kind act_author(const struct scene *scene)
{
	switch (scene->act->actor.kind) {
	case ACTOR_VISITOR:
		return AUTHOR_VISITOR;
	case ACTOR_STAFF:
		return AUTHOR_AGENT;
	case ACTOR_SYSTEM:
		break;
	}
	return AUTHOR_SYSTEM;
}

struct event act_event(const struct scene *scene, enum event_type type)
{
	struct event event = {.type = type, .author = act_author(scene)};
	if (event.author == AUTHOR_AGENT) {
		event.author_id = scene->act->actor.staff.text;
		event.author_name = scene->actor_name;
	}
	return event;
}

bool act_append(struct scene *scene, struct event *event, struct fault *fault)
{
	struct act *act = scene->act;
	if (scene->taken_from < scene->taken_to)
		event->number = ++scene->taken_from;
	if (!event_append(scene->transaction, &act->conversation, event, fault))
		return false;
	if (act->event_count < ACT_EVENTS_MOST)
		act->events[act->event_count++] = *event;
	return true;
}

bool act_say(struct scene *scene, const char *text, const char *body, const char *why,
	     struct fault *fault)
{
	struct event event = {.type = EVENT_MESSAGE,
			      .author = AUTHOR_BOT,
			      .text = text,
			      .body = body,
			      .staff_body = why};
	return act_allow_bot(scene, ACTION_BOT_REPLY, fault) && act_append(scene, &event, fault);
}

static bool read_results(struct scene *scene, int64_t after, struct fault *fault)
{
	struct act *act = scene->act;
	struct event *events;
	int count;
	const struct event_reader all = {.kind = EVENTS_FOR_OVERSEER};
	if (!event_read(transaction_db(scene->transaction), &act->conversation, after, &all,
			ACT_EVENTS_MOST, act->arena, &events, &count, fault))
		return false;
	memcpy(act->events, events, (size_t)count * sizeof(*events));
	act->event_count = count;
	return true;
}

bool act_collect(struct scene *scene, struct fault *fault)
{
	return read_results(scene, scene->standing.last_number, fault);
}

static const char *or_nothing(const char *text)
{
	return text == NULL ? "" : text;
}

static bool same_post(const struct event *stored, const struct event *wanted)
{
	bool same_author =
	    stored->author == wanted->author &&
	    (wanted->author_id == NULL || text_equal(stored->author_id, wanted->author_id));
	return stored->type == wanted->type && same_author &&
	       strcmp(or_nothing(stored->text), or_nothing(wanted->text)) == 0;
}

/* What the bot and the system added in the same change has the same time. */
static int count_followers(const struct event *events, int count)
{
	int last = 1;
	while (last < count && events[last].at == events[0].at &&
	       (events[last].author == AUTHOR_BOT || events[last].author == AUTHOR_SYSTEM))
		last++;
	return last;
}

bool act_replay(struct scene *scene, const struct event *wanted, bool follow, struct fault *fault)
{
	struct act *act = scene->act;
	if (!read_results(scene, scene->standing.repeated - 1, fault))
		return false;
	if (act->event_count == 0 || !same_post(&act->events[0], wanted)) {
		act->event_count = 0;
		return fault_set(fault, FAULT_KEY_REUSED, "key");
	}
	act->event_count = follow ? count_followers(act->events, act->event_count) : 1;
	act->repeated = true;
	return true;
}

bool act_replay_message(struct scene *scene, const struct event *wanted,
			const struct message_files *files, bool follow, struct fault *fault)
{
	if (!attachments_same(files, scene->standing.repeated))
		return fault_set(fault, FAULT_KEY_REUSED, "key");
	return act_replay(scene, wanted, follow, fault);
}

const char *act_message_excerpt(struct arena *arena, const char *text,
				const struct message_files *files)
{
	return act_excerpt(arena, text != NULL || files->count == 0 ? text : files->found[0].name);
}

const char *act_excerpt(struct arena *arena, const char *text)
{
	char *excerpt = arena_text(arena, text);
	const char *end = excerpt;
	for (int i = 0; i < EXCERPT_CHARACTERS_MOST && *end != '\0'; i++)
		(void)text_next(&end);
	excerpt[end - excerpt] = '\0';
	for (char *byte = excerpt; *byte != '\0'; byte++)
		if (*byte == '\n' || *byte == '\r' || *byte == '\t')
			*byte = ' ';
	return excerpt;
}

/* Handing over ---------------------------------------------------------------------------- */

bool act_find_group(struct scene *scene, const char *name_or_id, struct group *group,
		    struct fault *fault)
{
	struct db *db = transaction_db(scene->transaction);
	struct arena *arena = scene->act->arena;
	enum lookup lookup = LOOKUP_ABSENT;
	const struct site_group *usual = site_book_route(
	    scene->act->book, speech_site(scene), &scene->standing.entry_group);
	if (name_or_id == NULL && usual != NULL)
		lookup = group_by_id(db, &usual->id, arena, group, fault);
	else if (name_or_id == NULL)
		lookup = group_default(db, arena, group, fault);
	else
		lookup = group_by_name(db, name_or_id, arena, group, fault);
	if (lookup == LOOKUP_ABSENT && name_or_id != NULL && id_is_valid(name_or_id)) {
		struct group_id id;
		memcpy(id.text, name_or_id, sizeof(id.text));
		lookup = group_by_id(db, &id, arena, group, fault);
	}
	if (lookup == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "group");
	return lookup == LOOKUP_FOUND;
}

bool act_give_group(struct scene *scene, struct fault *fault)
{
	struct group group;
	if (scene->standing.group.text[0] != '\0')
		return true;
	if (!act_find_group(scene, NULL, &group, fault))
		return false;
	scene->standing.group = group.id;
	return true;
}

bool act_hand_over(struct scene *scene, const struct group *group, const char *reason,
		   enum author_kind author, struct fault *fault)
{
	struct event event = {
	    .type = EVENT_HANDOFF,
	    .author = author,
	    .body = body_handoff(scene->act->arena, group->name, reason, group->online)};
	return move_to_queue(scene->transaction, &scene->standing, &group->id, QUEUE_ORDINARY,
			     reason, fault) &&
	       act_append(scene, &event, fault) && silence_wait_for_agent(scene, fault) &&
	       queue_assign(scene->transaction, &group->id, fault) && act_collect(scene, fault);
}

/* Naming a colleague ---------------------------------------------------------------------- */

static enum lookup look_up_agent(struct scene *scene, const char *id, struct staff *staff,
				 struct fault *fault)
{
	struct staff_id agent;
	if (!id_is_valid(id))
		return LOOKUP_ABSENT;
	memcpy(agent.text, id, sizeof(agent.text));
	return staff_by_id(transaction_db(scene->transaction), &agent, scene->act->arena, staff,
			   fault);
}

bool act_find_agent(struct scene *scene, const char *id, struct staff *staff, struct fault *fault)
{
	enum lookup lookup = look_up_agent(scene, id, staff, fault);
	if (lookup == LOOKUP_FAILED)
		return false;
	if (lookup == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "agent");
	if (staff->blocked)
		return fault_detail(fault, FAULT_AGENT_BLOCKED, "agent", "%s", staff->display_name);
	if (!role_serves(staff->role))
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "agent", "takes none");
	return true;
}
