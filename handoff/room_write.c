/*
 * Room, writing: see room.h.  Preparing on a loop's thread, applying on the
 * writer's.
 */
#include "handoff/room.h"

#include <string.h>

#include "data/settings.h"
#include "data/text.h"
#include "handoff/act.h"
#include "handoff/attachment_kind.h"
#include "handoff/conversation.h"

SQL_WRITE(ROOM_NEXT, "INSERT INTO room (name, last_number, last_at) VALUES ($1, 1, $2) "
		     "ON CONFLICT (name) DO UPDATE SET last_number = room.last_number + 1, "
		     "last_at = $2 RETURNING last_number");
SQL_WRITE(ROOM_INSERT,
	  "INSERT INTO room_message (room, number, staff, text, conversation, file, key, at) "
	  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
SQL_WRITE(ROOM_FILE_INSERT, "INSERT INTO room_file (id, room, name, type, size, bytes) "
			    "VALUES ($1, $2, $3, $4, $5, $6)");
SQL_WRITE(ROOM_SEE, "INSERT INTO room_seen (room, staff, number) SELECT r.name, $2, "
		    "CASE WHEN $3 > r.last_number THEN r.last_number ELSE $3 END FROM room r "
		    "WHERE r.name = $1 ON CONFLICT (room, staff) DO UPDATE SET number = "
		    "CASE WHEN excluded.number > room_seen.number THEN excluded.number "
		    "ELSE room_seen.number END");
SQL_READ(ROOM_FILES_TAKE, "SELECT COALESCE(SUM(size), 0) AS taken FROM room_file");
SQL_READ(ROOM_BY_KEY,
	 "SELECT number FROM room_message WHERE room = $1 AND staff = $2 AND key = $3");

#define MEGABYTE  ((int64_t)1024 * 1024)
#define ALL_KINDS ((1u << ATTACHMENT_KIND_COUNT) - 1)

/* Who is to look again. */
static void wake(struct transaction *transaction, const struct room *room,
		 const struct staff_id *staff)
{
	if (room->kind == ROOM_DIRECT) {
		transaction_wake(transaction, topic_of(TOPIC_TOGETHER, staff->text));
		transaction_wake(transaction, topic_of(TOPIC_TOGETHER, room->other.text));
	} else {
		transaction_wake(transaction, topic_of(TOPIC_TOGETHER, ""));
	}
}

/* Saying something --------------------------------------------------------------------------- */

static bool is_same(const struct room_post *post, const struct room_message *stored)
{
	const char *conversation = post->conversation == NULL ? "" : post->conversation;
	const char *file = post->file_name == NULL ? "" : post->file_name;
	return strcmp(post->text, stored->text) == 0 &&
	       strcmp(conversation, stored->conversation == NULL ? "" : stored->conversation) ==
		   0 &&
	       strcmp(file, stored->file_name == NULL ? "" : stored->file_name) == 0;
}

static bool read_one(struct room_post *post, struct transaction *transaction,
		     const struct room *room, int64_t number, struct fault *fault)
{
	struct room_page page = {.before = number + 1, .most = 1};
	struct room_message *list;
	int count;
	if (!room_read(transaction_db(transaction), room, &page, post->arena, &list, &count, fault))
		return false;
	post->message = list[0];
	return true;
}

/* *number is 0 unless this key was used here before. */
static bool find_repeated(const struct room_post *post, struct transaction *transaction,
			  const struct room *room, int64_t *number, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &ROOM_BY_KEY);
	query_text(query, 1, room->name);
	query_text(query, 2, post->staff.text);
	query_text(query, 3, post->key);
	*number = query_next(query) ? row_int(query, "number") : 0;
	return query_end(&query, fault);
}

static bool repeat(struct room_post *post, struct transaction *transaction, const struct room *room,
		   int64_t number, struct fault *fault)
{
	if (!read_one(post, transaction, room, number, fault))
		return false;
	post->repeated = true;
	return is_same(post, &post->message) || fault_set(fault, FAULT_KEY_REUSED, "key");
}

/* One may point only to what one may see. */
static bool check_conversation(const struct room_post *post, struct transaction *transaction,
			       struct fault *fault)
{
	struct conversation_id id;
	if (post->conversation == NULL)
		return true;
	memcpy(id.text, post->conversation, sizeof(id.text));
	return conversation_admit_staff(transaction_db(transaction), &id, &post->staff, fault);
}

static bool next_number(struct transaction *transaction, const struct room *room, int64_t *number,
			struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &ROOM_NEXT);
	query_text(query, 1, room->name);
	query_int(query, 2, transaction_now(transaction));
	while (query_next(query))
		*number = row_int(query, "last_number");
	return query_end(&query, fault);
}

static bool has_room_for_file(const struct room_post *post, struct transaction *transaction,
			      struct fault *fault)
{
	int64_t most = setting_value(SETTING_ROOM_FILES_MB);
	int64_t taken = 0;
	struct query *query = db_query(transaction_db(transaction), &ROOM_FILES_TAKE);
	if (query_next(query))
		taken = row_int(query, "taken");
	if (!query_end(&query, fault))
		return false;
	return taken + (int64_t)post->file_length <= most * MEGABYTE ||
	       fault_limit(fault, FAULT_FILES_FULL, "file", taken / MEGABYTE, most);
}

static bool store_file(const struct room_post *post, struct transaction *transaction,
		       const struct room *room, struct room_file_id *id, struct fault *fault)
{
	id->text[0] = '\0';
	if (post->file_name == NULL)
		return true;
	if (!has_room_for_file(post, transaction, fault))
		return false;
	id_new(transaction_now(transaction), id->text);
	struct query *query = db_query(transaction_db(transaction), &ROOM_FILE_INSERT);
	query_text(query, 1, id->text);
	query_text(query, 2, room->name);
	query_text(query, 3, post->file_name);
	query_text(query, 4, post->file_type);
	query_int(query, 5, (int64_t)post->file_length);
	query_blob(query, 6, post->file_bytes, post->file_length);
	return query_run(&query, fault);
}

static bool store_message(const struct room_post *post, struct transaction *transaction,
			  const struct room *room, int64_t number, const struct room_file_id *file,
			  struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &ROOM_INSERT);
	query_text(query, 1, room->name);
	query_int(query, 2, number);
	query_text(query, 3, post->staff.text);
	query_text(query, 4, post->text);
	query_text(query, 5, post->conversation);
	query_text(query, 6, file->text[0] == '\0' ? NULL : file->text);
	query_text(query, 7, post->key);
	query_int(query, 8, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool see(struct transaction *transaction, const struct room *room,
		const struct staff_id *staff, int64_t number, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &ROOM_SEE);
	query_text(query, 1, room->name);
	query_text(query, 2, staff->text);
	query_int(query, 3, number);
	return query_run(&query, fault);
}

static bool say(struct room_post *post, struct transaction *transaction, const struct room *room,
		struct fault *fault)
{
	int64_t number = 0;
	struct room_file_id file;
	wake(transaction, room, &post->staff);
	return next_number(transaction, room, &number, fault) &&
	       store_file(post, transaction, room, &file, fault) &&
	       store_message(post, transaction, room, number, &file, fault) &&
	       see(transaction, room, &post->staff, number, fault) &&
	       read_one(post, transaction, room, number, fault);
}

static bool apply_post(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct room_post *post = (struct room_post *)change;
	struct room room;
	int64_t before;
	post->repeated = false;
	if (!room_find(transaction_db(transaction), &post->staff, post->address, &room, fault) ||
	    !find_repeated(post, transaction, &room, &before, fault))
		return false;
	if (before != 0)
		return repeat(post, transaction, &room, before, fault);
	if (room.is_quiet)
		return fault_set(fault, FAULT_AGENT_BLOCKED, "room");
	return check_conversation(post, transaction, fault) && say(post, transaction, &room, fault);
}

static bool clean_text(struct room_post *post, struct fault *fault)
{
	const struct text_limit limit = {post->file_name == NULL && post->conversation == NULL,
					 ROOM_MESSAGE_MOST, false};
	char *clean;
	if (!text_clean(post->text == NULL ? "" : post->text, "text", limit, post->arena, &clean,
			fault))
		return false;
	post->text = clean;
	return true;
}

/* Without an extension it gets the one of its bytes. */
static bool recognise(struct room_post *post, struct fault *fault)
{
	static const struct text_limit limit = {1, ATTACHMENT_NAME_MOST, true};
	struct attachment_facts facts;
	char *name;
	if (post->file_name == NULL)
		return true;
	if (post->file_length == 0)
		return fault_set(fault, FAULT_EMPTY, "file");
	if (post->file_length > ROOM_FILE_BYTES_MOST)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "file", (int64_t)post->file_length,
				   (int64_t)ROOM_FILE_BYTES_MOST);
	if (!text_clean(post->file_name, "name", limit, post->arena, &name, fault) ||
	    !attachment_recognise(post->file_bytes, post->file_length, name, ALL_KINDS, post->arena,
				  &facts, fault) ||
	    !attachment_bare(&facts, post->arena, &post->file_bytes, &post->file_length, fault))
		return false;
	post->file_name =
	    facts.has_extension ? name : arena_format(post->arena, "%s.%s", name, facts.extension);
	post->file_type = facts.type;
	return true;
}

bool room_post_prepare(struct room_post *post, struct fault *fault)
{
	post->change.apply = apply_post;
	if (post->conversation != NULL && !id_is_valid(post->conversation))
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	return act_key_check(post->key, fault) && clean_text(post, fault) && recognise(post, fault);
}

/* Having read ---------------------------------------------------------------------------------- */

static bool apply_seen(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct room_seen *seen = (struct room_seen *)change;
	struct room room;
	if (!room_find(transaction_db(transaction), &seen->staff, seen->address, &room, fault))
		return false;
	transaction_wake(transaction, topic_of(TOPIC_TOGETHER, seen->staff.text));
	return see(transaction, &room, &seen->staff, seen->number, fault);
}

void room_seen_prepare(struct room_seen *seen)
{
	seen->change.apply = apply_seen;
}
