/*
 * Staff handlers: the accounts, for admins.
 *
 * Not here: one's own account (session_handlers.c), groups
 * (group_handlers.c).  Event-loop threads; passwords are hashed on the
 * slow-work thread.
 */
#include "http/staff_handlers.h"

#include <stdio.h>
#include <string.h>

#include "data/address_range.h"
#include "data/password.h"
#include "handoff/own_role.h"
#include "handoff/staff.h"
#include "http/admit.h"
#include "http/permission.h"
#include "http/views.h"

#define DISPLAY_NAME_MOST 60

static struct answer answer_account(struct request *request, const struct staff_id *id, int status)
{
	struct fault fault;
	struct staff staff;
	enum lookup found =
	    staff_by_id(request_reader(request), id, request->arena, &staff, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "staff");
	struct json_writer json = request_json(request);
	view_account(&json, NULL, &staff);
	return answer_json(request, status);
}

bool staff_check_within(struct request *request, unsigned may, struct fault *fault)
{
	if ((may & ~request->caller.may) == 0)
		return true;
	return fault_detail(fault, FAULT_FORBIDDEN, "role", "it may do more than you");
}

bool staff_check_reach(struct request *request, const struct staff_id *id, struct fault *fault)
{
	struct staff staff;
	enum lookup found = staff_by_id(request_reader(request), id, request->arena, &staff, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "staff");
	return staff_check_within(request, permission_of_staff(&staff), fault);
}

struct staff_id staff_asked_for(struct request *request)
{
	struct staff_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

bool staff_check_sign_in(struct request *request, const struct staff_id *id, struct fault *fault)
{
	bool is_own = strcmp(id->text, request->caller.staff.text) == 0;
	if (is_own && !request->caller.by_cookie)
		return fault_set(fault, FAULT_FORBIDDEN, "");
	return staff_check_reach(request, id, fault);
}

/* The role that is asked for must not be able to do more than who asks. */
static bool check_role(struct request *request, enum role role, const char *own,
		       struct fault *fault)
{
	struct role_id id;
	struct own_role found;
	if (own == NULL || own[0] == '\0')
		return staff_check_within(request, permission_of(role, NULL), fault);
	if (!id_is_valid(own))
		return fault_set(fault, FAULT_NOT_FOUND, "own_role");
	snprintf(id.text, sizeof(id.text), "%s", own);
	switch (own_role_by_id(request_reader(request), &id, request->arena, &found, fault)) {
	case LOOKUP_FOUND:
		return staff_check_within(request, permission_parse(found.permissions), fault);
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "own_role");
	case LOOKUP_FAILED:
		break;
	}
	return false;
}

static struct answer list_staff(struct request *request)
{
	struct fault fault;
	struct staff *list;
	int count;
	if (!staff_list(request_reader(request), request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "staff");
	for (int i = 0; i < count; i++)
		view_account(&json, NULL, &list[i]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static const char *const ROLE_NAMES[] = {
#define X(code, name) name,
    ROLES(X)
#undef X
	NULL,
};

/* --- Creating ------------------------------------------------------------------------- */

struct create_fields {
	const char *name;
	const char *display_name;
	const char *role;
	const char *password;
	const char *language;
	int64_t capacity;
	const char *own_role;
};
static const struct field create_rows[] = {
    {FIELD(struct create_fields, name, FIELD_LINE), .required = true, .least = 1,
     .most = STAFF_NAME_MOST, .help = "Sign-in name: a-z 0-9 . _ - @"},
    {FIELD(struct create_fields, display_name, FIELD_LINE), .least = 1, .most = DISPLAY_NAME_MOST,
     .help = "What visitors see; the name when left out"},
    {FIELD(struct create_fields, role, FIELD_CHOICE), .required = true, .allowed = ROLE_NAMES,
     .help = "What they may do"},
    {FIELD(struct create_fields, password, FIELD_SECRET), .least = PASSWORD_LEAST,
     .most = PASSWORD_MOST, .help = "A first password"},
    {FIELD(struct create_fields, language, FIELD_LANGUAGE), .least = 1, .most = 35,
     .help = "Of the desk: en, zh-CN or zh-TW"},
    {FIELD(struct create_fields, capacity, FIELD_INT), .least = 1, .most = STAFF_CAPACITY_MOST,
     .help = "Conversations at once"},
    {FIELD(struct create_fields, own_role, FIELD_WORD), .most = ID_LENGTH,
     .help = "Id of a role of your own; then role doesn't count"},
    {0},
};

struct new_account {
	struct staff_create create;
	const char *password;
	struct password_hash hash;
};

static struct answer account_created(struct request *request, struct change *change)
{
	const struct staff_create *create = (const struct staff_create *)change;
	return answer_account(request, &create->id, 201);
}

static struct answer create_now(struct request *request, struct new_account *account)
{
	struct fault fault;
	if (!staff_create_prepare(&account->create, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &account->create.change, account_created);
}

static bool hash_first_password(void *data, struct fault *fault)
{
	struct new_account *account = data;
	account->create.password = account->hash.text;
	return password_make(account->password, &account->hash, fault);
}

/* Hashing takes a while, in which who asked may have been shut out, or an
 * account been given more than they have: both are looked at once more. */
static struct answer first_password_hashed(struct request *request, void *data)
{
	const struct new_account *account = data;
	const struct create_fields *fields = request_fields(request);
	struct fault fault;
	if (!admit_again(state_of(request), &fault) ||
	    !check_role(request, account->create.role, fields->own_role, &fault))
		return answer_fault(request, &fault);
	return create_now(request, data);
}

static struct answer create_staff(struct request *request)
{
	const struct create_fields *fields = request_fields(request);
	struct new_account *account = arena_alloc(request->arena, sizeof(*account));
	account->create.arena = request->arena;
	account->create.name = fields->name;
	account->create.display_name = fields->display_name;
	account->create.language = fields->language;
	account->create.capacity = (int)fields->capacity;
	account->password = fields->password;
	account->create.by = request->caller.staff;
	if (!role_from_name(fields->role, &account->create.role))
		return answer_refusal(request, FAULT_NOT_ALLOWED_VALUE, "role");
	struct fault fault;
	if (!check_role(request, account->create.role, fields->own_role, &fault))
		return answer_fault(request, &fault);
	if (fields->own_role != NULL)
		snprintf(account->create.own_role.text, sizeof(account->create.own_role.text), "%s",
			 fields->own_role);
	if (fields->password == NULL)
		return create_now(request, account);
	return await_work(request, hash_first_password, account, first_password_hashed);
}

/* --- Changing ---------------------------------------------------------------------------- */

struct change_fields {
	const char *display_name;
	const char *role;
	int blocked;
	int64_t capacity;
	const char *password;
	const char *languages;
	const char *skills;
	const char *regions;
	const char *own_role;
	const char *addresses;
};
static const struct field change_rows[] = {
    {FIELD(struct change_fields, display_name, FIELD_LINE), .least = 1, .most = DISPLAY_NAME_MOST,
     .help = "What visitors see"},
    {FIELD(struct change_fields, role, FIELD_CHOICE), .allowed = ROLE_NAMES,
     .help = "What they may do"},
    {FIELD(struct change_fields, blocked, FIELD_BOOL),
     .help = "Blocking ends their sessions and gives their conversations back"},
    {FIELD(struct change_fields, capacity, FIELD_INT), .least = 1, .most = STAFF_CAPACITY_MOST,
     .fallback = FIELD_UNSET, .help = "Conversations at once"},
    {FIELD(struct change_fields, password, FIELD_SECRET), .least = PASSWORD_LEAST,
     .most = PASSWORD_MOST, .help = "A new password; their sessions end"},
    {FIELD(struct change_fields, languages, FIELD_LINE), .most = STAFF_WORDS_MOST,
     .help = "What they speak, such as \"en zh\"; empty: any"},
    {FIELD(struct change_fields, skills, FIELD_LINE), .most = STAFF_WORDS_MOST,
     .help = "What they know, a word each, such as \"refunds contracts\""},
    {FIELD(struct change_fields, regions, FIELD_LINE), .most = STAFF_WORDS_MOST,
     .help = "Which regions' visitors they take; empty: any"},
    {FIELD(struct change_fields, own_role, FIELD_WORD), .most = ID_LENGTH,
     .help = "Id of a role of your own; empty: the built-in one"},
    {FIELD(struct change_fields, addresses, FIELD_TEXT), .most = ADDRESSES_MOST,
     .help = "From where they may sign in, as \"192.0.2.0/24 2001:db8::/32\"; empty: as everybody"},
    {0},
};

struct changed_account {
	struct staff_update update;
	const char *password;
	struct password_hash hash;
};

static struct answer account_changed(struct request *request, struct change *change)
{
	const struct staff_update *update = (const struct staff_update *)change;
	return answer_account(request, &update->id, 200);
}

static struct answer change_now(struct request *request, struct changed_account *account)
{
	struct fault fault;
	if (!staff_update_prepare(&account->update, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &account->update.change, account_changed);
}

static bool hash_new_password(void *data, struct fault *fault)
{
	struct changed_account *account = data;
	account->update.password = account->hash.text;
	return password_make(account->password, &account->hash, fault);
}

/* Nobody locks themselves out by a slip. */
static bool check_addresses(struct request *request, struct staff_update *update,
			    struct fault *fault)
{
	bool is_own = strcmp(update->id.text, request->caller.staff.text) == 0;
	if (update->addresses == NULL)
		return true;
	if (!address_ranges_clean(update->addresses, "addresses", request->arena,
				  &update->addresses, fault))
		return false;
	if (!is_own || address_ranges_hold(update->addresses, request_address(request)))
		return true;
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "addresses",
			    "your own, %s, is not among them", request_address(request));
}

/* Whatever they will be: by a role of one's own, or by a built-in one, which
 * may be the base that was hidden by the former. */
static bool check_new_role(struct request *request, const struct change_fields *fields,
			   const struct staff_update *update, struct fault *fault)
{
	struct staff staff;
	if (fields->role == NULL && fields->own_role == NULL)
		return true;
	if (staff_by_id(request_reader(request), &update->id, request->arena, &staff, fault) !=
	    LOOKUP_FOUND)
		return fault_set(fault, FAULT_NOT_FOUND, "staff");
	return check_role(request, fields->role != NULL ? (enum role)update->role : staff.role,
			  fields->own_role, fault);
}

static bool check_change(struct request *request, const struct change_fields *fields,
			 struct staff_update *update, struct fault *fault)
{
	enum role role;
	bool is_own = strcmp(update->id.text, request->caller.staff.text) == 0;
	if (fields->role != NULL && role_from_name(fields->role, &role))
		update->role = (int)role;
	if (is_own && !request->caller.by_cookie &&
	    (fields->password != NULL || fields->addresses != NULL))
		return fault_set(fault, FAULT_FORBIDDEN, "");
	return staff_check_reach(request, &update->id, fault) &&
	       check_addresses(request, update, fault) &&
	       check_new_role(request, fields, update, fault);
}

static struct answer new_password_hashed(struct request *request, void *data)
{
	struct changed_account *account = data;
	struct fault fault;
	if (!admit_again(state_of(request), &fault) ||
	    !check_change(request, request_fields(request), &account->update, &fault))
		return answer_fault(request, &fault);
	return change_now(request, account);
}

static struct answer change_staff(struct request *request)
{
	struct fault fault;
	const struct change_fields *fields = request_fields(request);
	struct changed_account *account = arena_alloc(request->arena, sizeof(*account));
	struct staff_id id = staff_asked_for(request);
	account->update = staff_update_of(&id, request->arena);
	account->update.display_name = fields->display_name;
	account->update.blocked = fields->blocked;
	account->update.capacity = (int)fields->capacity;
	account->update.languages = fields->languages;
	account->update.skills = fields->skills;
	account->update.regions = fields->regions;
	account->update.own_role = fields->own_role;
	account->update.addresses = fields->addresses;
	account->update.by = request->caller.staff;
	account->password = fields->password;
	if (!check_change(request, fields, &account->update, &fault))
		return answer_fault(request, &fault);
	if (fields->password == NULL)
		return change_now(request, account);
	return await_work(request, hash_new_password, account, new_password_hashed);
}

const struct route staff_routes[] = {
    {.method = "GET",
     .path = "/v1/staff",
     .who = MAY_KEEP_STAFF,
     .handle = list_staff,
     .summary = "All accounts",
     .shape = "staff"},
    {.method = "POST",
     .path = "/v1/staff",
     .who = MAY_KEEP_STAFF,
     .handle = create_staff,
     .body = FIELD_TABLE(struct create_fields, create_rows),
     .summary = "Make an account",
     .status = 201,
     .shape = "account"},
    {.method = "PUT",
     .path = "/v1/staff/{id}",
     .who = MAY_KEEP_STAFF,
     .handle = change_staff,
     .body = FIELD_TABLE(struct change_fields, change_rows),
     .summary = "Change an account",
     .shape = "account"},
    {0},
};
