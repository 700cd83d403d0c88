/*
 * Sign-in handlers: one's own second factor and sessions, and what holds for
 * everybody who signs in.
 *
 * Not here: signing in itself (session_handlers.c), other people's
 * (staff_sign_in_handlers.c).  Event-loop threads; passwords are checked on
 * the slow-work thread.
 */
#include <stdio.h>
#include <string.h>

#include "data/address_range.h"
#include "data/clock.h"
#include "data/password.h"
#include "data/qr_code.h"
#include "handoff/second_factor.h"
#include "handoff/sign_in_policy.h"
#include "http/permission.h"
#include "http/session.h"
#include "http/sign_in_guard.h"
#include "http/staff_handlers.h"

#define ISSUER "Foyer"

/* --- The second factor -------------------------------------------------------------------- */

static struct answer answer_factor(struct request *request)
{
	struct fault fault;
	struct second_factor factor;
	if (!second_factor_read(request_reader(request), &request->caller.staff, &factor, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_bool(&json, "is_on", factor.is_on);
	if (factor.confirmed_at == 0)
		json_add_null(&json, "confirmed_at");
	else
		json_add_int(&json, "confirmed_at", factor.confirmed_at);
	json_add_int(&json, "recovery_left", factor.recovery_left);
	json_close_object(&json);
	return answer_json(request, 200);
}

struct proof_fields {
	const char *password;
};
static const struct field proof_rows[] = {
    {FIELD(struct proof_fields, password, FIELD_SECRET), .required = true, .least = 1,
     .most = PASSWORD_MOST, .help = "The present password, again"},
    {0},
};

/* The password once more, so that an open screen is not enough. */
struct proof {
	struct staff staff;
	const char *password;
};

static bool check_proof(void *data, struct fault *fault)
{
	const struct proof *proof = data;
	return password_is_right(proof->staff.password, proof->password) ||
	       fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "password",
			    "it is not the present password");
}

/* "otpauth://totp/Foyer:mei?secret=...": names hold a-z 0-9 . _ - @ alone. */
static const char *address_of(struct request *request, const char *name, const char *secret)
{
	return arena_format(request->arena, "otpauth://totp/%s:%s?secret=%s&issuer=%s", ISSUER, name,
			    secret, ISSUER);
}

static struct answer started(struct request *request, struct change *change)
{
	const struct second_factor_start *start = (const struct second_factor_start *)change;
	struct fault fault;
	struct staff staff;
	const char *svg;
	if (staff_by_id(request_reader(request), &start->staff, request->arena, &staff, &fault) !=
	    LOOKUP_FOUND)
		return answer_refusal(request, FAULT_SIGN_IN_NEEDED, "");
	const char *address = address_of(request, staff.name, start->secret.text);
	if (!qr_code_svg(address, request->arena, &svg, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "secret", start->secret.text);
	json_add_text(&json, "address", address);
	json_add_text(&json, "svg", svg);
	json_close_object(&json);
	return answer_json(request, 201);
}

static struct answer start_proven(struct request *request, void *data)
{
	const struct proof *proof = data;
	struct second_factor_start *start = arena_alloc(request->arena, sizeof(*start));
	sign_in_guard_forgive(sign_in_guard(), proof->staff.name, request_address(request));
	start->staff = request->caller.staff;
	second_factor_start_prepare(start);
	return await_commit(request, &start->change, started);
}

static struct answer start_factor(struct request *request)
{
	struct fault fault;
	int seconds = 0;
	const struct proof_fields *fields = request_fields(request);
	struct proof *proof = arena_alloc(request->arena, sizeof(*proof));
	proof->password = fields->password;
	if (staff_by_id(request_reader(request), &request->caller.staff, request->arena,
			&proof->staff, &fault) != LOOKUP_FOUND)
		return answer_refusal(request, FAULT_SIGN_IN_NEEDED, "");
	if (!sign_in_guard_admit(sign_in_guard(), proof->staff.name, request_address(request),
				 clock_now(), &seconds)) {
		(void)fault_limit(&fault, FAULT_LOCKED_OUT, "", seconds, 0);
		return answer_fault(request, &fault);
	}
	return await_work(request, check_proof, proof, start_proven);
}

struct code_fields {
	const char *code;
};
static const struct field code_rows[] = {
    {FIELD(struct code_fields, code, FIELD_LINE), .required = true, .least = 1,
     .most = CODE_TYPED_MOST, .help = "What the authenticator shows, or a recovery code"},
    {0},
};

/* Guessing here is guessing too; false when it must wait. */
static bool may_try(struct request *request, struct fault *fault)
{
	int seconds = 0;
	if (sign_in_guard_admit_code(sign_in_guard(), request->caller.staff.text, clock_now(),
				     &seconds))
		return true;
	return fault_limit(fault, FAULT_LOCKED_OUT, "", seconds, 0);
}

static struct answer confirmed(struct request *request, struct change *change)
{
	const struct second_factor_confirm *confirm = (const struct second_factor_confirm *)change;
	sign_in_guard_forgive_code(sign_in_guard(), confirm->staff.text);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "recovery_codes");
	for (int i = 0; i < RECOVERY_CODES; i++)
		json_add_text(&json, NULL, confirm->codes[i].text);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer show_code(struct request *request, bool only_codes)
{
	struct fault fault;
	const struct code_fields *fields = request_fields(request);
	struct second_factor_confirm *confirm = arena_alloc(request->arena, sizeof(*confirm));
	if (!may_try(request, &fault))
		return answer_fault(request, &fault);
	confirm->staff = request->caller.staff;
	confirm->code = fields->code;
	confirm->only_codes = only_codes;
	second_factor_confirm_prepare(confirm);
	return await_commit(request, &confirm->change, confirmed);
}

static struct answer confirm_factor(struct request *request)
{
	return show_code(request, false);
}

static struct answer renew_codes(struct request *request)
{
	return show_code(request, true);
}

static struct answer removed(struct request *request, struct change *change)
{
	(void)change;
	sign_in_guard_forgive_code(sign_in_guard(), request->caller.staff.text);
	return answer_nothing(request);
}

static struct answer remove_factor(struct request *request)
{
	struct fault fault;
	struct sign_in_policy policy;
	const struct code_fields *fields = request_fields(request);
	struct second_factor_remove *removal = arena_alloc(request->arena, sizeof(*removal));
	if (!sign_in_policy_read(request_reader(request), request->arena, &policy, &fault))
		return answer_fault(request, &fault);
	if (policy.second_factor)
		return answer_refusal(request, FAULT_FACTOR_NEEDED, "");
	if (!may_try(request, &fault))
		return answer_fault(request, &fault);
	removal->staff = request->caller.staff;
	removal->by = request->caller.staff;
	removal->code = fields->code;
	second_factor_remove_prepare(removal);
	return await_commit(request, &removal->change, removed);
}

/* --- Sessions --------------------------------------------------------------------------------- */

struct answer answer_sessions(struct request *request, const struct staff_id *id)
{
	struct fault fault;
	struct session_line *lines;
	int count;
	if (!session_list(request_reader(request), id, request->arena, &lines, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "sessions");
	for (int i = 0; i < count; i++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "id", lines[i].id.text);
		json_add_text(&json, "device", lines[i].device);
		json_add_text(&json, "address", lines[i].address);
		json_add_int(&json, "created_at", lines[i].created_at);
		json_add_int(&json, "seen_at", lines[i].seen_at);
		json_add_bool(&json, "is_this",
			      strcmp(lines[i].id.text, request->caller.session.text) == 0);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer list_sessions(struct request *request)
{
	return answer_sessions(request, &request->caller.staff);
}

static struct answer revoked(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct session_revoke *revoke_own(struct request *request)
{
	struct session_revoke *revoke = arena_alloc(request->arena, sizeof(*revoke));
	revoke->staff = request->caller.staff;
	revoke->by = request->caller.staff;
	revoke->keep = request->caller.session;
	session_revoke_prepare(revoke);
	return revoke;
}

static struct answer end_session(struct request *request)
{
	struct session_revoke *revoke = revoke_own(request);
	snprintf(revoke->id.text, sizeof(revoke->id.text), "%s", request_parameter(request, "id"));
	return await_commit(request, &revoke->change, revoked);
}

static struct answer end_other_sessions(struct request *request)
{
	return await_commit(request, &revoke_own(request)->change, revoked);
}

/* --- What holds for everybody -------------------------------------------------------------------- */

static struct answer answer_policy(struct request *request)
{
	struct fault fault;
	struct sign_in_policy policy;
	if (!sign_in_policy_read(request_reader(request), request->arena, &policy, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_bool(&json, "second_factor", policy.second_factor);
	json_add_text(&json, "addresses", policy.addresses);
	json_add_text(&json, "your_address", request_address(request));
	json_close_object(&json);
	return answer_json(request, 200);
}

struct policy_fields {
	int second_factor;
	const char *addresses;
};
static const struct field policy_rows[] = {
    {FIELD(struct policy_fields, second_factor, FIELD_BOOL),
     .help = "Everybody must have a second factor"},
    {FIELD(struct policy_fields, addresses, FIELD_TEXT), .most = ADDRESSES_MOST,
     .help = "From where staff may sign in, as \"192.0.2.0/24 2001:db8::/32\"; empty: anywhere"},
    {0},
};

static struct answer policy_changed(struct request *request, struct change *change)
{
	(void)change;
	return answer_policy(request);
}

/* The list must hold whoever makes it, unless ranges of their own do. */
static bool check_not_locked_out(struct request *request, const char *addresses,
				 struct fault *fault)
{
	struct staff staff;
	if (staff_by_id(request_reader(request), &request->caller.staff, request->arena, &staff,
			fault) != LOOKUP_FOUND)
		return fault_set(fault, FAULT_SIGN_IN_NEEDED, "");
	if (caller_address_fits(staff.addresses, addresses, request_address(request)))
		return true;
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "addresses",
			    "your own, %s, is not among them", request_address(request));
}

static struct answer change_policy(struct request *request)
{
	struct fault fault;
	const struct policy_fields *fields = request_fields(request);
	struct sign_in_policy_change *change = arena_alloc(request->arena, sizeof(*change));
	change->by = request->caller.staff;
	change->second_factor = fields->second_factor;
	if (fields->addresses != NULL &&
	    (!address_ranges_clean(fields->addresses, "addresses", request->arena,
				   &change->addresses, &fault) ||
	     !check_not_locked_out(request, change->addresses, &fault)))
		return answer_fault(request, &fault);
	sign_in_policy_change_prepare(change);
	return await_commit(request, &change->change, policy_changed);
}

const struct route sign_in_routes[] = {
    {.method = "GET",
     .path = "/v1/me/second-factor",
     .who = MAY_STAFF,
     .handle = answer_factor,
     .person_only = true,
     .without_factor = true,
     .summary = "Whether one shows a code at sign-in, and how many recovery codes are left",
     .shape = "second_factor"},
    {.method = "POST",
     .path = "/v1/me/second-factor",
     .who = MAY_STAFF,
     .handle = start_factor,
     .body = FIELD_TABLE(struct proof_fields, proof_rows),
     .person_only = true,
     .without_factor = true,
     .summary = "A new secret for an authenticator, which counts once a code of it was shown",
     .status = 201,
     .shape = "factor_secret"},
    {.method = "PUT",
     .path = "/v1/me/second-factor",
     .who = MAY_STAFF,
     .handle = confirm_factor,
     .body = FIELD_TABLE(struct code_fields, code_rows),
     .person_only = true,
     .without_factor = true,
     .summary = "Show a code of the new secret; the recovery codes are shown this once",
     .shape = "recovery_codes"},
    {.method = "DELETE",
     .path = "/v1/me/second-factor",
     .who = MAY_STAFF,
     .handle = remove_factor,
     .body = FIELD_TABLE(struct code_fields, code_rows),
     .person_only = true,
     .summary = "Sign in without a second factor from now on",
     .status = 204},
    {.method = "POST",
     .path = "/v1/me/recovery-codes",
     .who = MAY_STAFF,
     .handle = renew_codes,
     .body = FIELD_TABLE(struct code_fields, code_rows),
     .person_only = true,
     .summary = "New recovery codes instead of the old ones, shown this once",
     .shape = "recovery_codes"},
    {.method = "GET",
     .path = "/v1/me/sessions",
     .who = MAY_STAFF,
     .handle = list_sessions,
     .person_only = true,
     .summary = "Where one is signed in",
     .shape = "sessions"},
    {.method = "DELETE",
     .path = "/v1/me/sessions",
     .who = MAY_STAFF,
     .handle = end_other_sessions,
     .person_only = true,
     .summary = "End all one's sessions but this one",
     .status = 204},
    {.method = "DELETE",
     .path = "/v1/me/sessions/{id}",
     .who = MAY_STAFF,
     .handle = end_session,
     .person_only = true,
     .summary = "End one of one's sessions",
     .status = 204},
    {.method = "GET",
     .path = "/v1/sign-in-policy",
     .who = MAY_KEEP_STAFF,
     .handle = answer_policy,
     .summary = "What holds for everybody who signs in",
     .shape = "sign_in_policy"},
    {.method = "PUT",
     .path = "/v1/sign-in-policy",
     .who = MAY_KEEP_STAFF,
     .handle = change_policy,
     .person_only = true,
     .body = FIELD_TABLE(struct policy_fields, policy_rows),
     .summary = "Say what holds for everybody who signs in",
     .shape = "sign_in_policy"},
    {0},
};
