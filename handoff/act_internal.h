/*
 * Act, inside: the steps that every act is made of.
 *
 *	act_begin      reads how the conversation stands, and who acts
 *	act_allow      asks the ownership table
 *	act_append     appends an event and keeps it as a result
 *	act_collect    reads the results again, when others appended too
 *
 * Writer thread.  Used by handoff/ alone.
 */
#ifndef FOYER_HANDOFF_ACT_INTERNAL_H
#define FOYER_HANDOFF_ACT_INTERNAL_H

#include "handoff/act.h"
#include "handoff/group.h"
#include "handoff/participant.h"
#include "handoff/standing.h"
#include "handoff/staff.h"

/* One act in progress. */
struct scene {
	struct act *act;
	struct transaction *transaction;
	struct standing standing;
	enum party party;
	enum participant_state part; /* that staff have in it beside that */
	const char *actor_name; /* of staff, in the act's arena; else NULL */
	/* The numbers after the first, up to the second, are stored as taken: for the
	 * events that the act appends next. */
	int64_t taken_from, taken_to;
};

/* Clears the results and reads the scene.  key may be NULL.
 * FAULT_NOT_FOUND; FAULT_FORBIDDEN for blocked or unknown staff. */
bool act_begin(struct scene *scene, struct act *act, struct transaction *transaction,
	       const char *key, struct fault *fault) MUST_USE;

/* True when the actor may do this now, by their party or by their part. */
bool act_allow(const struct scene *scene, enum action action, struct fault *fault) MUST_USE;
/* The same for the bot, which acts inside a visitor's act. */
bool act_allow_bot(const struct scene *scene, enum action action, struct fault *fault) MUST_USE;

/* "visitor", "agent" or "system"; the author's id and name for events. */
enum author_kind act_author(const struct scene *scene);
struct event act_event(const struct scene *scene, enum event_type type);

bool act_append(struct scene *scene, struct event *event, struct fault *fault) MUST_USE;

/* Appends a message by the bot. */
bool act_say(struct scene *scene, const char *text, const char *body, const char *why,
	     struct fault *fault) MUST_USE;

/* An account that takes conversations, for whoever names one: FAULT_NOT_FOUND,
 * FAULT_AGENT_BLOCKED, FAULT_NOT_ALLOWED_VALUE with field "agent". */
bool act_find_agent(struct scene *scene, const char *id, struct staff *staff,
		    struct fault *fault) MUST_USE;

/* Reads what was appended since act_begin into the results, when assignment
 * may have appended to this conversation too. */
bool act_collect(struct scene *scene, struct fault *fault) MUST_USE;

/* The act's key was used before: gives the stored events as results when it
 * was the same text by the same author, else FAULT_KEY_REUSED.  With
 * `follow`, the bot's and the system's events of the same moment as well. */
bool act_replay(struct scene *scene, const struct event *wanted, bool follow,
		struct fault *fault) MUST_USE;

/* The same of a message, whose files must be the same too. */
struct message_files;
bool act_replay_message(struct scene *scene, const struct event *wanted,
			const struct message_files *files, bool follow,
			struct fault *fault) MUST_USE;

/* A message becomes the row's excerpt: its first words on one line. */
const char *act_excerpt(struct arena *arena, const char *text);
/* The same, or the name of the first file when there is no text. */
const char *act_message_excerpt(struct arena *arena, const char *text,
				const struct message_files *files);

/* Finds a group by name or id; NULL: the one that serves the conversation's
 * entry point or site, or the default.  FAULT_NOT_FOUND. */
bool act_find_group(struct scene *scene, const char *name_or_id, struct group *group,
		    struct fault *fault) MUST_USE;

/* A conversation that never left the bot gets the group that serves everybody else's. */
bool act_give_group(struct scene *scene, struct fault *fault) MUST_USE;

/* Ends it, whoever may: moves, appends the event, gives the agent's place to
 * whoever waits. */
bool act_close(struct scene *scene, struct fault *fault) MUST_USE;
/* The same with another goodbye, and by something else than the actor. */
bool act_close_saying(struct scene *scene, const char *by, const char *text,
		      struct fault *fault) MUST_USE;

/* Moves to the group's queue, appends the handoff event by `author`, assigns, collects. */
bool act_hand_over(struct scene *scene, const struct group *group, const char *reason,
		   enum author_kind author, struct fault *fault) MUST_USE;

#endif
