/*
 * Me handlers: one's own name, language, password and presence.
 *
 * Not here: how one signs in (sign_in_handlers.c, factor_handlers.c).
 * Event-loop threads; passwords are hashed on the slow-work thread.
 */
#include "data/clock.h"
#include "data/password.h"
#include "handoff/presence.h"
#include "handoff/staff.h"
#include "http/permission.h"
#include "http/session.h"
#include "http/session_handlers.h"
#include "http/sign_in_guard.h"

struct password_fields {
	const char *password;
	const char *current;
};
static const struct field password_rows[] = {
    {FIELD(struct password_fields, password, FIELD_SECRET), .required = true,
     .least = PASSWORD_LEAST, .most = PASSWORD_MOST, .help = "The new password"},
    {FIELD(struct password_fields, current, FIELD_SECRET), .most = PASSWORD_MOST,
     .help = "The present one; needed when there is one"},
    {0},
};

struct new_password {
	const struct password_fields *fields;
	struct staff staff;
	struct password_hash hash;
};

static bool make_password(void *data, struct fault *fault)
{
	struct new_password *new = data;
	if (new->staff.password != NULL &&
	    !password_is_right(new->staff.password, new->fields->current))
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "current",
				    "it is not the present password");
	return password_make(new->fields->password, &new->hash, fault);
}

static struct answer password_set(struct request *request, struct change *change)
{
	(void)change;
	return answer_caller(request);
}

static struct answer password_made(struct request *request, void *data)
{
	const struct new_password *new = data;
	struct session_password *password = arena_alloc(request->arena, sizeof(*password));
	sign_in_guard_forgive(sign_in_guard(), new->staff.name, request_address(request));
	password->staff = request->caller.staff;
	password->keep = request->caller.session;
	password->password = new->hash.text;
	session_password_prepare(password);
	return await_commit(request, &password->change, password_set);
}

static struct answer set_password(struct request *request)
{
	struct fault fault;
	int seconds = 0;
	struct new_password *new = arena_alloc(request->arena, sizeof(*new));
	new->fields = request_fields(request);
	if (staff_by_id(request_reader(request), &request->caller.staff, request->arena,
			&new->staff, &fault) != LOOKUP_FOUND)
		return answer_refusal(request, FAULT_SIGN_IN_NEEDED, "");
	if (new->staff.password != NULL && new->fields->current == NULL)
		return answer_refusal(request, FAULT_MISSING_FIELD, "current");
	if (!sign_in_guard_admit(sign_in_guard(), new->staff.name, request_address(request),
				 clock_steady(), &seconds))
		return answer_locked(request, seconds);
	return await_work(request, make_password, new, password_made);
}

struct me_fields {
	const char *display_name;
	const char *language;
};
static const struct field me_rows[] = {
    {FIELD(struct me_fields, display_name, FIELD_LINE), .least = 1, .most = 60,
     .help = "What visitors see"},
    {FIELD(struct me_fields, language, FIELD_LANGUAGE), .least = 1, .most = 35,
     .help = "Of the desk: en, zh-CN or zh-TW"},
    {0},
};

static struct answer changed_me(struct request *request, struct change *change)
{
	(void)change;
	return answer_caller(request);
}

static struct answer change_me(struct request *request)
{
	struct fault fault;
	const struct me_fields *fields = request_fields(request);
	struct staff_update *update = arena_alloc(request->arena, sizeof(*update));
	*update = staff_update_of(&request->caller.staff, request->arena);
	update->display_name = fields->display_name;
	update->language = fields->language;
	update->by = request->caller.staff;
	update->is_own = true;
	if (!staff_update_prepare(update, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &update->change, changed_me);
}

static const char *const PRESENCE_NAMES[] = {
#define X(code, name) name,
    PRESENCES(X)
#undef X
	NULL,
};

struct presence_fields {
	const char *presence;
	int idle;
};
static const struct field presence_rows[] = {
    {FIELD(struct presence_fields, presence, FIELD_CHOICE), .required = true,
     .allowed = PRESENCE_NAMES, .help = "Who is online gets conversations"},
    {FIELD(struct presence_fields, idle, FIELD_BOOL),
     .help = "With away: nobody has touched the desk for a while; changes only who is online"},
    {0},
};

static struct answer set_presence(struct request *request)
{
	const struct presence_fields *fields = request_fields(request);
	struct presence_set *set = arena_alloc(request->arena, sizeof(*set));
	set->staff = request->caller.staff;
	set->by_program = !request->caller.by_cookie;
	set->is_idle = fields->idle > 0;
	if (!presence_from_name(fields->presence, &set->presence))
		return answer_refusal(request, FAULT_NOT_ALLOWED_VALUE, "presence");
	presence_set_prepare(set);
	return await_commit(request, &set->change, changed_me);
}

const struct route me_routes[] = {
    {.method = "PUT",
     .path = "/v1/me",
     .who = MAY_STAFF,
     .handle = change_me,
     .body = FIELD_TABLE(struct me_fields, me_rows),
     .summary = "Change one's own name or language",
     .shape = "session"},
    {.method = "PUT",
     .path = "/v1/me/password",
     .who = MAY_STAFF,
     .handle = set_password,
     .person_only = true,
     .without_factor = true,
     .body = FIELD_TABLE(struct password_fields, password_rows),
     .summary = "Set one's own password; other sessions end",
     .shape = "session"},
    {.method = "PUT",
     .path = "/v1/me/presence",
     .who = MAY_CONVERSE,
     .handle = set_presence,
     .body = FIELD_TABLE(struct presence_fields, presence_rows),
     .summary = "Say whether one is here",
     .shape = "session"},
    {0},
};
