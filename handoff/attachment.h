/*
 * Attachment: files that visitors and agents send each other.
 *
 * A file comes first and gets an id when it is stored; the message that
 * carries it comes after.  Until then only its sender sees it, and one that
 * no message ever carried is forgotten after a day.  Each belongs to one
 * conversation, and whoever may read that one may have it.
 *
 * Kept in the database like the files of answers (kb/file.h), so that a file
 * that was answered for survives a power cut.  Saving and sending apply on
 * the writer; reading is for any thread with its own reader.
 */
#ifndef FOYER_HANDOFF_ATTACHMENT_H
#define FOYER_HANDOFF_ATTACHMENT_H

#include "data/db.h"
#include "handoff/act.h"
#include "handoff/attachment_kind.h"

struct json_writer;

#define ATTACHMENT_BYTES_MOST   ((size_t)10 * 1024 * 1024) /* whatever a site says */
#define MESSAGE_FILES_MOST      10
#define ATTACHMENT_UNSENT_MS    ((int64_t)24 * 3600 * 1000)

struct attachment {
	struct attachment_id id;
	const char *name;
	const char *type;
	int64_t size;
	int width, height; /* of a picture; else 0 */
	int64_t number;    /* the message that carries it; 0: none yet */
};

/* Stores one, as the visitor or as the agent who may write: prepare, then
 * submit &save->act.change.  Faults: FAULT_EMPTY, FAULT_BODY_TOO_LARGE,
 * FAULT_TOO_MANY, those of attachment_recognise, of the name's text, and of
 * writing in this conversation. */
struct attachment_save {
	struct act act;
	const char *bytes; /* stay until the change is done */
	size_t length;
	const char *name; /* as the sender's device calls it */
	struct attachment_facts facts;
	struct attachment saved; /* the result */
};
bool attachment_save_prepare(struct attachment_save *save, struct fault *fault) MUST_USE;

/* The file for this reader: the visitor when by_staff is NULL. */
struct attachment_content {
	struct attachment facts;
	const char *bytes; /* in the arena */
	size_t length;
};
enum lookup attachment_read(struct db *db, const struct conversation_id *conversation,
			    const struct attachment_id *id, const struct staff_id *by_staff,
			    struct arena *arena, struct attachment_content *out,
			    struct fault *fault) MUST_USE;

/* An attachment as an object of the open array. */
void attachment_write(struct json_writer *json, const char *name,
		      const struct attachment *attachment);

/* Inside a message's transaction --------------------------------------------------------- */

/* The files that a message carries. */
struct message_files {
	const char *const *ids;
	int count;
	struct attachment *found; /* of attachments_find */
};

struct scene;

/* Reads them: each this sender's, in this conversation, not sent before (but
 * by the message `repeated`).  FAULT_NOT_FOUND, FAULT_TOO_MANY. */
bool attachments_find(struct scene *scene, struct message_files *files,
		      struct fault *fault) MUST_USE;
/* Marks them as carried by the event of this number. */
bool attachments_sent(struct scene *scene, const struct message_files *files, int64_t number,
		      struct fault *fault) MUST_USE;
/* True when the message of that number carries exactly these. */
bool attachments_same(const struct message_files *files, int64_t number);

#endif
