/*
 * Room: where colleagues talk among themselves.
 *
 * There is one room for all of the staff, one for each group, and one for any
 * two.  What is said is kept, so that who is away reads it when they are
 * back; how far each has read is kept too.  A message may point to a
 * conversation and may carry a file, which only those in the room get.
 *
 * A room is addressed as its reader sees it: "all", "group.ID", "person.ID"
 * (the other one).  Everything asks anew whether they may be in it: all staff
 * for "all", who serves or leads the group, the two.  FAULT_NOT_FOUND for
 * rooms that can't be, FAULT_FORBIDDEN for other people's.
 *
 * Not here: conversations with visitors.  Reading on any thread, the rest on
 * the writer's.
 */
#ifndef FOYER_HANDOFF_ROOM_H
#define FOYER_HANDOFF_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

#define ROOM_MESSAGE_MOST    4000 /* characters */
#define ROOM_PAGE_MOST       200
#define ROOM_FILE_BYTES_MOST ((size_t)10 * 1024 * 1024)
#define ROOM_NAME_SIZE       (sizeof("direct::") + 2 * (size_t)ID_LENGTH)
#define ROOM_ADDRESS_MOST    (sizeof("person.") + (size_t)ID_LENGTH)

enum room_kind { ROOM_ALL, ROOM_GROUP, ROOM_DIRECT };

struct room {
	enum room_kind kind;
	char name[ROOM_NAME_SIZE]; /* as it is stored */
	struct group_id group;     /* ROOM_GROUP */
	struct staff_id other;     /* ROOM_DIRECT */
	bool is_quiet;             /* the other one is blocked: nothing more is said */
};
bool room_find(struct db *db, const struct staff_id *staff, const char *address, struct room *room,
	       struct fault *fault) MUST_USE;

/* A line of the list of rooms. */
struct room_line {
	const char *address;
	enum room_kind kind;
	const char *title;    /* the group's or colleague's name; NULL for "all" */
	const char *presence; /* of the colleague, or NULL */
	int64_t last_number;
	int64_t last_at; /* 0: nothing was said yet */
	const char *last_text;
	const char *last_by; /* shown name, or NULL */
	int unread;
};
/* All that this member may be in: the one for all, groups and colleagues by name. */
bool room_list(struct db *db, const struct staff_id *staff, struct arena *arena,
	       struct room_line **list, int *count, struct fault *fault) MUST_USE;

/* How many messages in all of them this member hasn't read. */
bool room_unread(struct db *db, const struct staff_id *staff, struct arena *arena, int *unread,
		 struct fault *fault) MUST_USE;

struct room_message {
	int64_t number;
	struct staff_id staff;
	const char *name;         /* of the author, as shown */
	const char *text;         /* "" where a file or a link says it all */
	const char *conversation; /* its id, or NULL */
	const char *file;         /* its id, or NULL; the rest is its facts */
	const char *file_name;
	const char *file_type;
	int64_t file_size;
	const char *key;
	int64_t at;
};

/* Messages after `after`, or where that is 0 the last ones before `before`
 * (0: the newest); oldest first. */
struct room_page {
	int64_t after;
	int64_t before;
	int most; /* <= ROOM_PAGE_MOST */
};
bool room_read(struct db *db, const struct room *room, const struct room_page *page,
	       struct arena *arena, struct room_message **list, int *count,
	       struct fault *fault) MUST_USE;

/* Says something: text, a conversation to look at, a file, or several of
 * them.  The same key again is the same message.  Faults beside the room's:
 * FAULT_EMPTY, FAULT_FILES_FULL, FAULT_AGENT_BLOCKED, FAULT_KEY_REUSED, those of
 * attachment_recognise, and with field "conversation" FAULT_NOT_FOUND and
 * FAULT_FORBIDDEN for one that the author may not see. */
struct room_post {
	struct change change;
	struct arena *arena;
	struct staff_id staff;
	const char *address;
	const char *text;         /* or NULL */
	const char *conversation; /* or NULL */
	const char *file_name;    /* NULL: no file */
	const char *file_bytes;   /* stay until the change is done */
	size_t file_length;
	const char *file_type; /* set by _prepare */
	const char *key;
	/* results */
	struct room_message message;
	bool repeated;
};
bool room_post_prepare(struct room_post *post, struct fault *fault) MUST_USE;

/* This member has read up to this message. */
struct room_seen {
	struct change change;
	struct staff_id staff;
	const char *address;
	int64_t number;
};
void room_seen_prepare(struct room_seen *seen);

struct room_file {
	const char *name;
	const char *type;
	const char *bytes; /* in the arena */
	size_t length;
};
/* A file that was said in this room. */
enum lookup room_file_read(struct db *db, const struct room *room, const char *id,
			   struct arena *arena, struct room_file *out,
			   struct fault *fault) MUST_USE;

#endif
