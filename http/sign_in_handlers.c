/*
 * Sign-in handlers: one's own sessions, and what holds for everybody who
 * signs in.
 *
 * Not here: signing in itself (session_handlers.c), one's second factor
 * (factor_handlers.c), how others sign in (staff_sign_in_handlers.c).
 * Event-loop threads.
 */
#include <stdio.h>
#include <string.h>

#include "data/address_range.h"
#include "handoff/sign_in_policy.h"
#include "http/permission.h"
#include "http/session.h"
#include "http/staff_handlers.h"

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
