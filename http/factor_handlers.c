/*
 * Factor handlers: one's own second factor: setting it up with a picture and a
 * code, its recovery codes, and doing without it again.
 *
 * Event-loop threads; passwords are checked on the slow-work thread.
 */
#include "data/clock.h"
#include "data/password.h"
#include "data/qr_code.h"
#include "handoff/second_factor.h"
#include "handoff/sign_in_policy.h"
#include "handoff/staff.h"
#include "http/permission.h"
#include "http/session_handlers.h"
#include "http/sign_in_guard.h"

#define ISSUER "Foyer"

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
				 clock_steady(), &seconds))
		return answer_locked(request, seconds);
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
static bool may_try(struct request *request, int *seconds)
{
	return sign_in_guard_admit_code(sign_in_guard(), request->caller.staff.text, clock_steady(),
					seconds);
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
	int seconds = 0;
	const struct code_fields *fields = request_fields(request);
	struct second_factor_confirm *confirm = arena_alloc(request->arena, sizeof(*confirm));
	if (!may_try(request, &seconds))
		return answer_locked(request, seconds);
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
	int seconds = 0;
	struct sign_in_policy policy;
	const struct code_fields *fields = request_fields(request);
	struct second_factor_remove *removal = arena_alloc(request->arena, sizeof(*removal));
	if (!sign_in_policy_read(request_reader(request), request->arena, &policy, &fault))
		return answer_fault(request, &fault);
	if (policy.second_factor)
		return answer_refusal(request, FAULT_FACTOR_NEEDED, "");
	if (!may_try(request, &seconds))
		return answer_locked(request, seconds);
	removal->staff = request->caller.staff;
	removal->by = request->caller.staff;
	removal->code = fields->code;
	second_factor_remove_prepare(removal);
	return await_commit(request, &removal->change, removed);
}

const struct route factor_routes[] = {
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
    {0},
};
