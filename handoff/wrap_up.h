/*
 * Wrap-up: what an agent says of a conversation when it is done: its topic,
 * tags, a summary, and whether it was solved.
 *
 * Topics are a list that supervisors keep; one that is taken away stays with
 * what was wrapped up with it.  A wrap-up can be changed later.
 */
#ifndef FOYER_HANDOFF_WRAP_UP_H
#define FOYER_HANDOFF_WRAP_UP_H

#include "handoff/act.h"

#define WRAP_SUMMARY_MOST 2000
#define WRAP_TOPIC_MOST   80
#define WRAP_TOPICS_MOST  200

struct wrap_topic {
	char id[ID_LENGTH + 1];
	const char *name;
	bool is_active;
	int used; /* how many conversations were wrapped up with it */
};

/* By name; those that were taken away come last. */
bool wrap_topic_list(struct db *db, struct arena *arena, struct wrap_topic **list, int *count,
		     struct fault *fault) MUST_USE;

/* Makes one (id ""), or gives it another name or state.  FAULT_EXISTS,
 * FAULT_NOT_FOUND, FAULT_TOO_MANY. */
struct wrap_topic_save {
	struct change change;
	struct arena *arena;
	char id[ID_LENGTH + 1];
	const char *name; /* NULL: as it is */
	int is_active;    /* 1, 0, or -1: as it is */
	struct staff_id by;
};
bool wrap_topic_save_prepare(struct wrap_topic_save *save, struct fault *fault) MUST_USE;

struct wrapped {
	char topic[ID_LENGTH + 1]; /* "" for none */
	const char *topic_name;    /* or NULL */
	const char *tags;          /* JSON list */
	const char *summary;
	const char *outcome; /* "solved", "unsolved" or NULL */
	const char *by;      /* shown name */
	int64_t at;
};
enum lookup wrapped_read(struct db *db, const struct conversation_id *conversation,
			 struct arena *arena, struct wrapped *wrapped,
			 struct fault *fault) MUST_USE;

/* Wraps a conversation up, whoever has it, and those who serve its group when
 * nobody has; supervisors always.  FAULT_NOT_FOUND (topic), FAULT_FORBIDDEN,
 * FAULT_NOT_YOUR_TURN. */
struct wrap_up {
	struct act act;
	const char *topic; /* id, or NULL */
	const char *const *tags;
	int tag_count;
	const char *summary;   /* or NULL */
	const char *outcome;   /* or NULL */
	const char *tags_kept; /* made by _prepare */
};
bool wrap_up_prepare(struct wrap_up *wrap, struct fault *fault) MUST_USE;

#endif
