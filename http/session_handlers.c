/*
 * Session handlers: signing in by password or one-time link, signing out.
 *
 * Unknown names, wrong passwords and blocked accounts get the same answer
 * after the same time.  Not here: one's own account (me_handlers.c), where
 * sessions are kept (session.c), what slows guessing down (sign_in_guard.c), who asks (caller.c).
 * Event-loop threads; passwords are hashed on the slow-work thread.
 */
#include "http/session_handlers.h"

#include "data/clock.h"
#include "data/password.h"
#include "handoff/second_factor.h"
#include "handoff/sign_in_policy.h"
#include "handoff/staff.h"
#include "http/permission.h"
#include "http/session.h"
#include "http/sign_in_guard.h"
#include "http/views.h"
#include "kb/right.h"

/* --- Who am I -------------------------------------------------------------------------- */

static bool read_powers(struct request *request, const struct staff *staff,
			struct my_powers *powers, struct fault *fault)
{
	struct db *db = request_reader(request);
	unsigned may = permission_of_staff(staff);
	struct right *rights = NULL;
	struct sign_in_policy policy;
	*powers = (struct my_powers){.approves = false};
	if (!caller_approves(db, may, &staff->id, request->arena, &powers->approves, fault) ||
	    !sign_in_policy_read(db, request->arena, &policy, fault) ||
	    ((may & MAY_APPROVE) == 0 &&
	     !right_list(db, &staff->id, request->arena, &rights, &powers->right_count, fault)))
		return false;
	powers->rights = rights;
	powers->needs_factor = policy.second_factor && !staff->has_factor;
	return true;
}

struct answer answer_me(struct request *request, const struct staff_id *id, const char *csrf)
{
	struct fault fault;
	struct staff staff;
	enum lookup found =
	    staff_by_id(request_reader(request), id, request->arena, &staff, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_SIGN_IN_NEEDED, "");
	struct my_powers powers;
	if (!read_powers(request, &staff, &powers, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "csrf", csrf);
	view_me(&json, "me", &staff, &powers);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* The caller's own; programs with an API token have no CSRF token. */
struct answer answer_caller(struct request *request)
{
	const struct caller *caller = &request->caller;
	return answer_me(request, &caller->staff, caller->by_cookie ? caller->csrf : NULL);
}

static struct answer show_session(struct request *request)
{
	return answer_caller(request);
}

/* --- Signing in ------------------------------------------------------------------------- */

struct sign_in_fields {
	const char *name;
	const char *password;
	const char *code;
};
static const struct field sign_in_rows[] = {
    {FIELD(struct sign_in_fields, name, FIELD_LINE), .required = true, .least = 1,
     .most = STAFF_NAME_MOST, .help = "Sign-in name"},
    {FIELD(struct sign_in_fields, password, FIELD_SECRET), .required = true, .least = 1,
     .most = PASSWORD_MOST, .help = "Password"},
    {FIELD(struct sign_in_fields, code, FIELD_LINE), .least = 1, .most = CODE_TYPED_MOST,
     .help = "Of the authenticator, or a recovery code: after code-needed"},
    {0},
};

/* A session as it begins, and whose wrong attempts are then forgiven. */
struct opening {
	struct session_open open;
	const char *name; /* as the guard counts it */
};

static struct answer signed_in(struct request *request, struct change *change)
{
	const struct opening *opening = (const struct opening *)change;
	const struct session_open *open = &opening->open;
	sign_in_guard_forgive(sign_in_guard(), opening->name, request_address(request));
	sign_in_guard_forgive_code(sign_in_guard(), opening->name);
	request_set_cookie(request, SESSION_COOKIE, open->cookie.text, session_seconds());
	return answer_me(request, &open->staff, open->csrf.text);
}

static struct opening *opening_new(struct request *request, const char *name, const char *code)
{
	struct opening *opening = arena_alloc(request->arena, sizeof(*opening));
	opening->name = name;
	opening->open.code = code;
	opening->open.device = request_header(request, "User-Agent");
	opening->open.address = request_address(request);
	return opening;
}

/* 429 with the seconds to wait. */
struct answer answer_locked(struct request *request, int seconds)
{
	struct fault fault;
	request_add_header(request, "Retry-After", arena_format(request->arena, "%d", seconds));
	(void)fault_limit(&fault, FAULT_LOCKED_OUT, "", seconds, 0);
	return answer_fault(request, &fault);
}

/* Codes are guessed more easily than passwords, so they are counted twice. */
static struct answer open_session(struct request *request, struct opening *opening)
{
	int seconds = 0;
	if (opening->open.code != NULL &&
	    !sign_in_guard_admit_code(sign_in_guard(), opening->name, clock_steady(), &seconds))
		return answer_locked(request, seconds);
	session_open_prepare(&opening->open);
	return await_commit(request, &opening->open.change, signed_in);
}

struct sign_in {
	const struct sign_in_fields *fields;
	struct staff staff;
	struct sign_in_policy policy;
	const char *hash; /* NULL: nobody who may sign in by password has this name */
	bool right;
};

static bool verify(void *data, struct fault *fault)
{
	struct sign_in *sign_in = data;
	(void)fault;
	sign_in->right = password_is_right(sign_in->hash, sign_in->fields->password);
	return true;
}

static struct answer verified(struct request *request, void *data)
{
	const struct sign_in *sign_in = data;
	if (!sign_in->right)
		return answer_refusal(request, FAULT_WRONG_PASSWORD, "");
	if (!caller_address_fits(sign_in->staff.addresses, sign_in->policy.addresses,
				 request_address(request)))
		return answer_refusal(request, FAULT_ADDRESS_REFUSED, "");
	struct opening *opening =
	    opening_new(request, sign_in->fields->name, sign_in->fields->code);
	opening->open.staff = sign_in->staff.id;
	opening->open.password = sign_in->hash;
	return open_session(request, opening);
}

/* Told once in each series, of names that exist. */
static void tell_of_lock(struct request *request, const char *name)
{
	struct fault fault;
	struct staff staff;
	if (sign_in_guard_is_news(sign_in_guard(), name, request_address(request)) &&
	    staff_by_name(request_reader(request), name, request->arena, &staff, &fault) ==
		LOOKUP_FOUND)
		session_note_locked(request_store(request), &staff.id);
}

static struct answer sign_in(struct request *request)
{
	struct fault fault;
	int seconds = 0;
	struct sign_in *sign_in = arena_alloc(request->arena, sizeof(*sign_in));
	sign_in->fields = request_fields(request);
	if (!sign_in_guard_admit(sign_in_guard(), sign_in->fields->name, request_address(request),
				 clock_steady(), &seconds)) {
		tell_of_lock(request, sign_in->fields->name);
		return answer_locked(request, seconds);
	}
	enum lookup found = staff_by_name(request_reader(request), sign_in->fields->name,
					  request->arena, &sign_in->staff, &fault);
	if (found == LOOKUP_FAILED || !sign_in_policy_read(request_reader(request), request->arena,
							   &sign_in->policy, &fault))
		return answer_fault(request, &fault);
	if (found == LOOKUP_FOUND && !sign_in->staff.blocked)
		sign_in->hash = sign_in->staff.password;
	return await_work(request, verify, sign_in, verified);
}

struct link_fields {
	const char *token;
	const char *code;
};
static const struct field link_rows[] = {
    {FIELD(struct link_fields, token, FIELD_WORD), .required = true, .least = 1, .most = 100,
     .help = "The secret of a one-time sign-in link"},
    {FIELD(struct link_fields, code, FIELD_LINE), .least = 1, .most = CODE_TYPED_MOST,
     .help = "Of the authenticator, or a recovery code: after code-needed"},
    {0},
};

static struct answer sign_in_by_link(struct request *request)
{
	const struct link_fields *fields = request_fields(request);
	struct opening *opening = opening_new(request, fields->token, fields->code);
	opening->open.link = fields->token;
	return open_session(request, opening);
}

/* --- Signing out -------------------------------------------------------------------------- */

static struct answer answer_signed_out(struct request *request)
{
	request_set_cookie(request, SESSION_COOKIE, "", 0);
	return answer_nothing(request);
}

static struct answer signed_out(struct request *request, struct change *change)
{
	(void)change;
	return answer_signed_out(request);
}

/* A program with an API token has no session, so there is none to end. */
static struct answer sign_out(struct request *request)
{
	if (!request->caller.by_cookie)
		return answer_signed_out(request);
	struct session_close *close = arena_alloc(request->arena, sizeof(*close));
	close->id = request->caller.session;
	close->staff = request->caller.staff;
	session_close_prepare(close);
	return await_commit(request, &close->change, signed_out);
}

const struct route session_routes[] = {
    {.method = "POST",
     .path = "/v1/session",
     .who = MAY_ANYONE,
     .handle = sign_in,
     .body = FIELD_TABLE(struct sign_in_fields, sign_in_rows),
     .rate = RATE_SIGN_IN,
     .summary = "Sign in with name and password",
     .shape = "session"},
    {.method = "POST",
     .path = "/v1/session/link",
     .who = MAY_ANYONE,
     .handle = sign_in_by_link,
     .body = FIELD_TABLE(struct link_fields, link_rows),
     .rate = RATE_SIGN_IN,
     .summary = "Sign in with a one-time link",
     .shape = "session"},
    {.method = "GET",
     .path = "/v1/session",
     .who = MAY_STAFF,
     .handle = show_session,
     .without_factor = true,
     .summary = "Who is signed in",
     .shape = "session"},
    {.method = "DELETE",
     .path = "/v1/session",
     .who = MAY_STAFF,
     .handle = sign_out,
     .without_factor = true,
     .summary = "Sign out",
     .status = 204},
    {0},
};
