/*
 * Left message: see left_message.h.  Preparing and reading on any thread,
 * applying on the writer's.
 */
#include "handoff/left_message.h"

#include <string.h>

#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/bodies.h"
#include "handoff/conversation.h"
#include "handoff/replies.h"
#include "handoff/sql_parts.h"

#define CATEGORY_MOST      80
#define CONTACT_MOST       254 /* the longest email address, RFC 5321 */
#define PHONE_DIGITS_LEAST 5
#define PHONE_DIGITS_MOST  15 /* ITU-T E.164 */

SQL_WRITE(LEFT_MESSAGE_INSERT,
	  "INSERT INTO left_message (id, conversation, category, text, reply_by, contact, "
	  "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)");

SQL_READ(LEFT_MESSAGE_SAME,
	 "SELECT id FROM left_message WHERE conversation = $1 AND text = $2 AND reply_by = $3 "
	 "AND COALESCE(category, '') = $4 AND COALESCE(contact, '') = $5 AND state = 'open'");

SQL_READ(LEFT_MESSAGES_OF,
	 "SELECT COUNT(*) AS many FROM left_message WHERE conversation = $1 AND state = 'open'");

#define LEFT_MESSAGE_LIST                                                                          \
	"SELECT m.id, m.conversation, m.category, m.text, m.reply_by, m.contact, c.language, "     \
	"m.state, a.display_name AS done_name, m.created_at, m.done_at FROM left_message m "       \
	"JOIN conversation c ON c.id = m.conversation JOIN staff s ON s.id = $2 "                  \
	"LEFT JOIN staff a ON a.id = m.done_by WHERE " SQL_MAY_SEE_LEFT " "
SQL_READ(LEFT_MESSAGES_OPEN,
	 LEFT_MESSAGE_LIST "AND m.state = 'open' AND m.created_at >= $3 "
			   "AND (m.created_at > $3 OR m.id > $4) ORDER BY m.created_at, m.id LIMIT $1");
SQL_READ(LEFT_MESSAGES_DONE,
	 LEFT_MESSAGE_LIST "AND m.state = 'done' AND m.created_at <= $3 "
			   "AND (m.created_at < $3 OR m.id < $4) ORDER BY m.created_at DESC, m.id DESC LIMIT $1");
#define ONE_THEY_SEE                                                                               \
	" FROM left_message m JOIN conversation c ON c.id = m.conversation "                       \
	"JOIN staff s ON s.id = $2 WHERE m.id = $1 AND " SQL_MAY_SEE_LEFT
SQL_READ(LEFT_MESSAGE_TALK, "SELECT m.conversation" ONE_THEY_SEE);
SQL_READ(LEFT_MESSAGE_STATE, "SELECT m.state" ONE_THEY_SEE);
SQL_WRITE(LEFT_MESSAGE_TICK,
	  "UPDATE left_message SET state = 'done', done_by = $2, done_at = $3 WHERE id = $1");

/* Contacts ------------------------------------------------------------------------------ */

/* One label between dots: letters, digits and hyphens, or any other script's
 * letters, no hyphen at an end. */
static bool is_label(const char *start, size_t length)
{
	if (length == 0 || length > 63 || start[0] == '-' || start[length - 1] == '-')
		return false;
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)start[i];
		bool fits = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
			    (byte >= '0' && byte <= '9') || byte == '-' || byte >= 0x80;
		if (!fits)
			return false;
	}
	return true;
}

static bool is_domain(const char *domain)
{
	int labels = 0;
	for (;;) {
		size_t length = strcspn(domain, ".");
		if (!is_label(domain, length))
			return false;
		labels++;
		if (domain[length] == '\0')
			return labels >= 2;
		domain += length + 1;
	}
}

bool contact_is_email(const char *contact)
{
	const char *at = strrchr(contact, '@');
	if (at == NULL || at == contact || at - contact > 64)
		return false;
	for (const char *byte = contact; byte < at; byte++)
		if ((unsigned char)*byte <= ' ' || strchr("\"(),:;<>@[\\]\x7f", *byte) != NULL)
			return false;
	if (contact[0] == '.' || at[-1] == '.' || strstr(contact, "..") != NULL)
		return false;
	return is_domain(at + 1);
}

bool contact_is_phone(const char *contact)
{
	int digits = 0;
	const char *byte = contact;
	if (*byte == '+')
		byte++;
	for (; *byte != '\0'; byte++) {
		if (*byte >= '0' && *byte <= '9')
			digits++;
		else if (strchr(" -().", *byte) == NULL)
			return false;
	}
	return digits >= PHONE_DIGITS_LEAST && digits <= PHONE_DIGITS_MOST;
}

static const struct {
	const char *name;
	bool (*has_form)(const char *contact); /* NULL: no contact is needed */
} ways[] = {
    {"site", NULL},
    {"email", contact_is_email},
    {"phone", contact_is_phone},
    {"sms", contact_is_phone},
};

static bool check_contact(struct leave_message *leave, struct fault *fault)
{
	static const struct text_limit limit = {0, CONTACT_MOST, true};
	size_t way = 0;
	char *contact = NULL;
	while (way < sizeof(ways) / sizeof(*ways) && !text_equal(ways[way].name, leave->reply_by))
		way++;
	if (leave->reply_by == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "reply_by");
	if (way == sizeof(ways) / sizeof(*ways))
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "reply_by");
	if (leave->contact != NULL &&
	    !text_clean(leave->contact, "contact", limit, leave->act.arena, &contact, fault))
		return false;
	leave->contact = contact != NULL && contact[0] != '\0' ? contact : NULL;
	if (ways[way].has_form == NULL)
		return true;
	if (leave->contact == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "contact");
	return ways[way].has_form(leave->contact) || fault_set(fault, FAULT_BAD_CONTACT, "contact");
}

/* Leaving ---------------------------------------------------------------------------------- */

static bool insert(struct scene *scene, const struct leave_message *leave, struct fault *fault)
{
	char id[LEFT_MESSAGE_ID_SIZE];
	id_new(transaction_now(scene->transaction), id);
	struct query *query = db_query(transaction_db(scene->transaction), &LEFT_MESSAGE_INSERT);
	query_text(query, 1, id);
	query_text(query, 2, leave->act.conversation.text);
	query_text(query, 3, leave->category);
	query_text(query, 4, leave->text);
	query_text(query, 5, leave->reply_by);
	query_text(query, 6, leave->contact);
	query_int(query, 7, transaction_now(scene->transaction));
	return query_run(&query, fault);
}

static bool append_left(struct scene *scene, const struct leave_message *leave, struct fault *fault)
{
	struct event event = act_event(scene, EVENT_LEFT_MESSAGE);
	event.text = leave->text;
	event.body = body_left_message(leave->act.arena, leave->category, leave->reply_by);
	return act_append(scene, &event, fault);
}

static bool close_after(struct scene *scene, struct fault *fault)
{
	struct event event = act_event(scene, EVENT_CLOSED);
	event.body = body_closed(scene->act->arena, author_kind_name(event.author));
	return scene->standing.owner == OWNER_CLOSED ||
	       (move_to_closed(scene->transaction, &scene->standing, fault) &&
		act_append(scene, &event, fault));
}

/* LOOKUP_FOUND when the very same message lies in the inbox already: it was
 * sent twice, since its answer was lost or the button pressed again. */
static enum lookup find_same(struct scene *scene, const struct leave_message *leave,
			     struct fault *fault)
{
	char id[LEFT_MESSAGE_ID_SIZE];
	bool any = false;
	struct query *query = db_query(transaction_db(scene->transaction), &LEFT_MESSAGE_SAME);
	query_text(query, 1, leave->act.conversation.text);
	query_text(query, 2, leave->text);
	query_text(query, 3, leave->reply_by);
	query_text(query, 4, leave->category != NULL ? leave->category : "");
	query_text(query, 5, leave->contact != NULL ? leave->contact : "");
	while (query_next(query)) {
		row_text_into(query, "id", id, sizeof(id));
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

/* Whoever leaves one after another would hide those of others. */
static bool has_room(struct scene *scene, struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(transaction_db(scene->transaction), &LEFT_MESSAGES_OF);
	query_text(query, 1, scene->act->conversation.text);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	return many < LEFT_MESSAGES_OF_TALK ||
	       fault_limit(fault, FAULT_LEFT_ENOUGH, "text", many, LEFT_MESSAGES_OF_TALK);
}

static bool apply_leave(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct leave_message *leave = (struct leave_message *)change;
	struct scene scene;
	if (!act_begin(&scene, &leave->act, transaction, NULL, fault) ||
	    !act_allow(&scene, ACTION_LEAVE_MESSAGE, fault))
		return false;
	enum lookup same = find_same(&scene, leave, fault);
	if (same == LOOKUP_FOUND)
		leave->act.repeated = true;
	if (same != LOOKUP_ABSENT)
		return same == LOOKUP_FOUND;
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return has_room(&scene, fault) && insert(&scene, leave, fault) && append_left(&scene, leave, fault) &&
	       close_after(&scene, fault);
}

bool leave_message_prepare(struct leave_message *leave, struct fault *fault)
{
	static const struct text_limit text_limit = {1, MESSAGE_CHARACTERS_MOST, false};
	static const struct text_limit category_limit = {0, CATEGORY_MOST, true};
	struct arena *arena = leave->act.arena;
	char *text;
	char *category = NULL;
	leave->act.change.apply = apply_leave;
	if (leave->text == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "text");
	if (!text_clean(leave->text, "text", text_limit, arena, &text, fault))
		return false;
	if (leave->category != NULL &&
	    !text_clean(leave->category, "category", category_limit, arena, &category, fault))
		return false;
	leave->text = text;
	leave->category = category != NULL && category[0] != '\0' ? category : NULL;
	return check_contact(leave, fault);
}

/* The inbox ---------------------------------------------------------------------------------- */

static void read_row(struct query *query, struct arena *arena, struct left_message *message)
{
	row_text_into(query, "id", message->id, sizeof(message->id));
	row_text_into(query, "conversation", message->conversation.text,
		      sizeof(message->conversation.text));
	message->category = row_text(query, "category", arena);
	message->text = row_text(query, "text", arena);
	message->reply_by = row_text(query, "reply_by", arena);
	message->contact = row_text(query, "contact", arena);
	message->language = row_text(query, "language", arena);
	message->is_done = text_equal(row_text(query, "state", arena), "done");
	message->done_by = row_text(query, "done_name", arena);
	message->created_at = row_int(query, "created_at");
	message->done_at = row_int(query, "done_at");
}

bool left_message_list(struct db *db, const struct staff_id *by,
		       const struct left_message_filter *filter, struct arena *arena,
		       struct left_message **list, int *count, struct fault *fault)
{
	int found = 0;
	int64_t first = filter->done ? INT64_MAX : 0;
	struct left_message *rows = arena_array(arena, (size_t)filter->most + 1, sizeof(*rows));
	struct query *query = db_query(db, filter->done ? &LEFT_MESSAGES_DONE : &LEFT_MESSAGES_OPEN);
	query_int(query, 1, filter->most);
	query_text(query, 2, by->text);
	query_int(query, 3, filter->after_at != 0 ? filter->after_at : first);
	query_text(query, 4, filter->after_id != NULL ? filter->after_id : "");
	while (found < filter->most && query_next(query))
		read_row(query, arena, &rows[found++]);
	if (!query_end(&query, fault))
		return false;
	*list = rows;
	*count = found;
	return true;
}

static enum lookup read_state(struct transaction *transaction, const char *id,
			      const struct staff_id *by, bool *done, struct fault *fault)
{
	char state[8] = "";
	struct query *query = db_query(transaction_db(transaction), &LEFT_MESSAGE_STATE);
	query_text(query, 1, id);
	query_text(query, 2, by->text);
	if (query_next(query))
		row_text_into(query, "state", state, sizeof(state));
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	*done = strcmp(state, "done") == 0;
	return state[0] == '\0' ? LOOKUP_ABSENT : LOOKUP_FOUND;
}

bool left_message_conversation(struct db *db, const char *id, const struct staff_id *by,
			       struct conversation_id *conversation, struct fault *fault)
{
	struct conversation_id found = {""};
	struct query *query = db_query(db, &LEFT_MESSAGE_TALK);
	query_text(query, 1, id);
	query_text(query, 2, by->text);
	if (query_next(query))
		row_text_into(query, "conversation", found.text, sizeof(found.text));
	if (!query_end(&query, fault))
		return false;
	*conversation = found;
	return found.text[0] != '\0' || fault_set(fault, FAULT_NOT_FOUND, "left_message");
}

bool left_message_tick(struct transaction *transaction, const char *id, const struct staff_id *by,
		       struct fault *fault)
{
	bool already;
	enum lookup lookup = read_state(transaction, id, by, &already, fault);
	if (lookup == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "left_message");
	if (lookup == LOOKUP_FAILED || already)
		return lookup != LOOKUP_FAILED;
	struct query *query = db_query(transaction_db(transaction), &LEFT_MESSAGE_TICK);
	query_text(query, 1, id);
	query_text(query, 2, by->text);
	query_int(query, 3, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return query_run(&query, fault);
}

static bool apply_done(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct left_message_done *done = (const struct left_message_done *)change;
	return left_message_tick(transaction, done->id, &done->by, fault);
}

void left_message_done_prepare(struct left_message_done *done)
{
	done->change.apply = apply_done;
}
