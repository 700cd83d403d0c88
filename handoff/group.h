/*
 * Group: a kind of business that a team serves, such as "Billing".
 *
 * A group without members is served by everybody.  A closed group takes no
 * new conversations; it is closed by hand or outside its hours.  In an automatic group conversations are given out, in
 * a manual one they wait for somebody to accept.  One group is the default,
 * where a conversation goes when nobody named another.
 */
#ifndef FOYER_HANDOFF_GROUP_H
#define FOYER_HANDOFF_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

#define GROUP_NAME_MOST    80
#define GROUP_MEMBERS_MOST 1000

struct hours;

struct group {
	struct group_id id;
	const char *name;
	bool is_open;  /* now: by its hours, or by hand */
	bool by_hours; /* its hours say whether it is open */
	bool by_hand;  /* whether it is open when they don't */
	const struct hours *hours; /* or NULL when none are kept */
	int64_t opens_at;          /* when closed by hours: the next opening; else 0 */
	bool is_automatic;
	bool is_default;
	int64_t handling_ms;        /* how long a conversation takes lately; 0: not known yet */
	int online;                 /* agents online who serve it */
	int with_room;              /* of them, those who can take one more */
	int waiting;                /* conversations that wait */
	struct staff_id *members;   /* only from group_list */
	int member_count;
};

enum lookup group_by_id(struct db *db, const struct group_id *id, struct arena *arena,
			struct group *group, struct fault *fault) MUST_USE;
enum lookup group_by_name(struct db *db, const char *name, struct arena *arena, struct group *group,
			  struct fault *fault) MUST_USE;
enum lookup group_default(struct db *db, struct arena *arena, struct group *group,
			  struct fault *fault) MUST_USE;
/* All groups by name, with their members. */
bool group_list(struct db *db, struct arena *arena, struct group **list, int *count,
		struct fault *fault) MUST_USE;

/* "automatic" or "manual"; false when it is neither. */
bool group_assignment_from_name(const char *name, bool *is_automatic);

/* Creates a group.  FAULT_EXISTS when the name is taken. */
struct group_create {
	struct change change;
	struct arena *arena;
	const char *name;
	bool is_manual;
	struct staff_id by; /* "": the command line */
	/* result */
	struct group_id id;
};
bool group_create_prepare(struct group_create *create, struct fault *fault) MUST_USE;

/* Changes a group; NULL and -1 leave a thing as it is.  What now can be
 * assigned is assigned in the same transaction.  Closing a group leaves
 * those who wait in it waiting. */
struct group_update {
	struct change change;
	struct arena *arena;
	struct group_id id;
	const char *name;
	int is_open;                    /* by hand: 0, 1 or -1; sets by_hours to 0 unless that is given */
	int by_hours;                   /* 0, 1 or -1; 1 needs hours: FAULT_MISSING_FIELD */
	const struct hours *hours;      /* or NULL */
	struct staff_id by;             /* for the audit log; "": the program */
	int is_automatic;               /* 0, 1 or -1 */
	const struct staff_id *members; /* the new members, or NULL */
	int member_count;
};
struct group_update group_update_of(const struct group_id *id, struct arena *arena);
bool group_update_prepare(struct group_update *update, struct fault *fault) MUST_USE;

#endif
