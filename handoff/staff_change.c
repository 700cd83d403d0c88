/*
 * Staff changes: the part of staff.h that makes and changes accounts.
 * Preparing on any thread; applying on the writer.
 */
#include "handoff/staff.h"

#include <stdio.h>
#include <string.h>

#include "data/audit.h"
#include "data/buffer.h"
#include "data/json.h"
#include "data/text.h"
#include "handoff/own_role.h"
#include "handoff/queue.h"

#define CAPACITY_DEFAULT  5
#define DISPLAY_NAME_MOST 60

SQL_WRITE(
    STAFF_INSERT,
    "INSERT INTO staff (id, name, display_name, role, password, language, capacity, created_at, "
    "own_role) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
SQL_WRITE(STAFF_CHANGE,
	  "UPDATE staff SET display_name = $2, role = $3, password = $4, blocked = $5, "
	  "language = $6, capacity = $7, languages = $8, skills = $9, regions = $10, "
	  "own_role = $11, addresses = $12 WHERE id = $1");
SQL_WRITE(STAFF_RETIRE_PRESENCE,
	  "UPDATE staff SET presence = 'offline', away_reason = '' WHERE id = $1");
SQL_WRITE(STAFF_END_SESSIONS, "DELETE FROM staff_session WHERE staff = $1");
SQL_WRITE(STAFF_END_TOKENS, "DELETE FROM api_token WHERE staff = $1");
SQL_WRITE(STAFF_END_LINKS, "DELETE FROM sign_in_link WHERE staff = $1");
SQL_SCAN(STAFF_OTHER_ADMINS,
	 "SELECT COUNT(*) AS many FROM staff WHERE role = 'admin' AND blocked = 0 AND id <> $1");

/* Creating ----------------------------------------------------------------------- */

static bool check_name(const char *name, struct fault *fault)
{
	size_t length = name == NULL ? 0 : strlen(name);
	if (length == 0)
		return fault_set(fault, FAULT_EMPTY, "name");
	if (length > STAFF_NAME_MOST)
		return fault_limit(fault, FAULT_TOO_LONG, "name", (int64_t)length, STAFF_NAME_MOST);
	if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-@") != length)
		return fault_set(fault, FAULT_BAD_CHARACTER, "name");
	return true;
}

static bool check_display_name(const char **name, struct arena *arena, struct fault *fault)
{
	static const struct text_limit limit = {1, DISPLAY_NAME_MOST, true};
	char *clean;
	if (!text_clean(*name, "display_name", limit, arena, &clean, fault))
		return false;
	*name = clean;
	return true;
}

/* Only languages that we speak; a region that we fold, as "zh-HK", is refused
 * so that what is shown is what was stored. */
static bool check_language(const char *language, struct fault *fault)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++)
		if (strcmp(language_tag((enum language)i), language) == 0)
			return true;
	return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "language");
}

/* Words as routing compares them: in lower case, one space between two. */
static bool check_words(const char **words, const char *field, struct arena *arena,
			struct fault *fault)
{
	static const struct text_limit limit = {0, STAFF_WORDS_MOST, true};
	char *clean;
	if (*words == NULL)
		return true;
	if (!text_clean(*words, field, limit, arena, &clean, fault))
		return false;
	*words = text_lower_ascii(clean, arena);
	return true;
}

static bool check_capacity(int capacity, struct fault *fault)
{
	if (capacity < 1 || capacity > STAFF_CAPACITY_MOST)
		return fault_limit(fault, FAULT_OUT_OF_RANGE, "capacity", capacity,
				   STAFF_CAPACITY_MOST);
	return true;
}

/* The base and the name of an own role; "" has none and leaves *role as it is. */
static bool take_base(struct transaction *transaction, const struct role_id *own, enum role *role,
		      const char **name, struct fault *fault)
{
	struct own_role found;
	*name = "";
	if (own->text[0] == '\0')
		return true;
	switch (own_role_by_id(transaction_db(transaction), own, transaction_arena(transaction),
			       &found, fault)) {
	case LOOKUP_FOUND:
		*role = found.base;
		*name = found.name;
		return true;
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "own_role");
	case LOOKUP_FAILED:
		break;
	}
	return false;
}

static const char *by_whom(const struct staff_id *by)
{
	return by->text[0] == '\0' ? NULL : by->text;
}

static bool audit_create(struct transaction *transaction, const struct staff_create *create,
			 const struct staff_id *id, struct fault *fault)
{
	const char *detail = arena_format(transaction_arena(transaction),
					  "{\"name\":\"%s\",\"role\":\"%s\"}", create->name,
					  role_name(create->role));
	return audit_append(transaction, by_whom(&create->by), "staff.create", "staff", id->text,
			    detail, fault);
}

static bool apply_create(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct staff_create *create = (struct staff_create *)change;
	struct staff_id id;
	const char *own_name;
	if (!take_base(transaction, &create->own_role, &create->role, &own_name, fault))
		return false;
	id_new(transaction_now(transaction), id.text);
	struct query *query = db_query(transaction_db(transaction), &STAFF_INSERT);
	query_text(query, 1, id.text);
	query_text(query, 2, create->name);
	query_text(query, 3, create->display_name);
	query_text(query, 4, role_name(create->role));
	query_text(query, 5, create->password);
	query_text(query, 6, create->language);
	query_int(query, 7, create->capacity);
	query_int(query, 8, transaction_now(transaction));
	query_text(query, 9, create->own_role.text[0] == '\0' ? NULL : create->own_role.text);
	if (!query_run(&query, fault)) {
		if (fault->code == FAULT_EXISTS)
			return fault_set(fault, FAULT_EXISTS, "name");
		return false;
	}
	if (!audit_create(transaction, create, &id, fault))
		return false;
	create->id = id;
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	return true;
}

bool staff_create_prepare(struct staff_create *create, struct fault *fault)
{
	if (create->name != NULL)
		create->name = text_lower_ascii(create->name, create->arena);
	if (create->display_name == NULL)
		create->display_name = create->name;
	if (create->language == NULL)
		create->language = language_tag(LANGUAGE_EN);
	if (create->capacity == 0)
		create->capacity = CAPACITY_DEFAULT;
	create->change.apply = apply_create;
	return check_name(create->name, fault) &&
	       check_display_name(&create->display_name, create->arena, fault) &&
	       check_language(create->language, fault) && check_capacity(create->capacity, fault);
}

/* Changing ----------------------------------------------------------------------- */

struct staff_update staff_update_of(const struct staff_id *id, struct arena *arena)
{
	return (struct staff_update){
	    .arena = arena, .id = *id, .role = -1, .blocked = -1, .capacity = -1};
}

/* The account as it will be. */
static struct staff changed(const struct staff *before, const struct staff_update *update)
{
	struct staff after = *before;
	if (update->display_name != NULL)
		after.display_name = update->display_name;
	if (update->password != NULL)
		after.password = update->password;
	if (update->language != NULL)
		after.language = update->language;
	if (update->role >= 0)
		after.role = (enum role)update->role;
	if (update->blocked >= 0)
		after.blocked = update->blocked != 0;
	if (update->capacity >= 0)
		after.capacity = update->capacity;
	if (update->languages != NULL)
		after.languages = update->languages;
	if (update->skills != NULL)
		after.skills = update->skills;
	if (update->regions != NULL)
		after.regions = update->regions;
	if (update->addresses != NULL)
		after.addresses = update->addresses;
	if (update->own_role != NULL || update->role >= 0)
		snprintf(after.own_role.text, sizeof(after.own_role.text), "%s",
			 update->own_role != NULL ? update->own_role : "");
	return after;
}

static bool count_other_admins(struct db *db, const struct staff_id *staff, int64_t *count,
			       struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(db, &STAFF_OTHER_ADMINS);
	query_text(query, 1, staff->text);
	if (query_next(query))
		many = row_int(query, "many");
	*count = many;
	return query_end(&query, fault);
}

/* Nobody may lock everybody out. */
static bool keep_an_admin(struct db *db, const struct staff *before, const struct staff *after,
			  struct fault *fault)
{
	int64_t others;
	if (before->role != ROLE_ADMIN || before->blocked)
		return true;
	if (after->role == ROLE_ADMIN && !after->blocked)
		return true;
	if (!count_other_admins(db, &before->id, &others, fault))
		return false;
	if (others == 0)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE,
				    after->blocked ? "blocked" : "role", "the last admin");
	return true;
}

static bool store_account(struct transaction *transaction, const struct staff *staff,
			  struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &STAFF_CHANGE);
	query_text(query, 1, staff->id.text);
	query_text(query, 2, staff->display_name);
	query_text(query, 3, role_name(staff->role));
	query_text(query, 4, staff->password);
	query_int(query, 5, staff->blocked);
	query_text(query, 6, staff->language);
	query_int(query, 7, staff->capacity);
	query_text(query, 8, staff->languages);
	query_text(query, 9, staff->skills);
	query_text(query, 10, staff->regions);
	query_text(query, 11, staff->own_role.text[0] == '\0' ? NULL : staff->own_role.text);
	query_text(query, 12, staff->addresses);
	return query_run(&query, fault);
}

static bool run_on(struct transaction *transaction, const struct sql *sql,
		   const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, staff->text);
	return query_run(&query, fault);
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* What was changed, with what it is now; of a password only that it was. */
static const char *describe(const struct staff *before, const struct staff *after,
			    const struct staff_update *update, struct arena *arena)
{
	struct buffer text = buffer_new(16000);
	struct json_writer json = json_writer(&text);
	const char *const words[][3] = {
	    {"display_name", before->display_name, after->display_name},
	    {"role", role_name(before->role), role_name(after->role)},
	    {"own_role", or_empty(before->own_role_name), or_empty(after->own_role_name)},
	    {"language", before->language, after->language},
	    {"languages", before->languages, after->languages},
	    {"skills", before->skills, after->skills},
	    {"regions", before->regions, after->regions},
	    {"addresses", before->addresses, after->addresses},
	};
	json_open_object(&json, NULL);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][1], words[i][2]) != 0)
			json_add_text(&json, words[i][0], words[i][2]);
	if (before->blocked != after->blocked)
		json_add_bool(&json, "blocked", after->blocked);
	if (before->capacity != after->capacity)
		json_add_int(&json, "capacity", after->capacity);
	if (update->password != NULL)
		json_add_bool(&json, "password", true);
	json_close_object(&json);
	const char *copy = arena_copy_text(arena, text.bytes, text.length);
	buffer_free(&text);
	return copy;
}

static bool audit_update(struct transaction *transaction, const struct staff *before,
			 const struct staff *after, const struct staff_update *update,
			 struct fault *fault)
{
	if (update->is_own)
		return true;
	const char *detail = describe(before, after, update, transaction_arena(transaction));
	return audit_append(transaction, by_whom(&update->by), "staff.change", "staff",
			    after->id.text, detail, fault);
}

/* Conversations don't stay with somebody who can't answer any more. */
bool staff_stop_serving(struct transaction *transaction, const struct staff_id *staff,
			 struct fault *fault)
{
	return run_on(transaction, &STAFF_RETIRE_PRESENCE, staff, fault) &&
	       queue_return_all(transaction, staff, fault);
}

/* Whoever knew the password that is no more, or was blocked, is out. */
static bool end_sessions(struct transaction *transaction, const struct staff_id *staff,
			 struct fault *fault)
{
	return run_on(transaction, &STAFF_END_SESSIONS, staff, fault) &&
	       run_on(transaction, &STAFF_END_LINKS, staff, fault);
}

static bool shut_out(struct transaction *transaction, const struct staff_id *staff,
		     struct fault *fault)
{
	return end_sessions(transaction, staff, fault) &&
	       run_on(transaction, &STAFF_END_TOKENS, staff, fault);
}

static bool apply_update(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct staff_update *update = (struct staff_update *)change;
	struct staff before;
	enum lookup lookup = staff_by_id(transaction_db(transaction), &update->id,
					 transaction_arena(transaction), &before, fault);
	if (lookup == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "staff");
	if (lookup == LOOKUP_FAILED)
		return false;
	struct staff after = changed(&before, update);
	if (!take_base(transaction, &after.own_role, &after.role, &after.own_role_name, fault) ||
	    !keep_an_admin(transaction_db(transaction), &before, &after, fault) ||
	    !store_account(transaction, &after, fault) ||
	    !audit_update(transaction, &before, &after, update, fault))
		return false;
	if (after.blocked && !before.blocked && !shut_out(transaction, &after.id, fault))
		return false;
	if (update->password != NULL && !end_sessions(transaction, &after.id, fault))
		return false;
	if ((after.blocked || update->password != NULL || !role_serves(after.role)) &&
	    !staff_stop_serving(transaction, &after.id, fault))
		return false;
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, after.id.text));
	return !role_serves(after.role) || queue_assign(transaction, NULL, fault);
}

bool staff_update_prepare(struct staff_update *update, struct fault *fault)
{
	update->change.apply = apply_update;
	if (update->display_name != NULL &&
	    !check_display_name(&update->display_name, update->arena, fault))
		return false;
	if (update->language != NULL && !check_language(update->language, fault))
		return false;
	if (!check_words(&update->languages, "languages", update->arena, fault) ||
	    !check_words(&update->skills, "skills", update->arena, fault) ||
	    !check_words(&update->regions, "regions", update->arena, fault))
		return false;
	return update->capacity == -1 || check_capacity(update->capacity, fault);
}
