/*
 * Staff sign-in handlers: how somebody else signs in, for those who keep the
 * accounts: their sessions, their second factor, and one-time links.
 *
 * Event-loop threads.
 */
#include <stdio.h>

#include "handoff/second_factor.h"
#include "handoff/sign_in_link.h"
#include "http/permission.h"
#include "http/session.h"
#include "http/staff_handlers.h"

static struct answer list_sessions(struct request *request)
{
	struct staff_id id = staff_asked_for(request);
	return answer_sessions(request, &id);
}

static struct answer done(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer end_sessions(struct request *request, const char *one)
{
	struct fault fault;
	struct session_revoke *revoke = arena_alloc(request->arena, sizeof(*revoke));
	revoke->staff = staff_asked_for(request);
	revoke->by = request->caller.staff;
	snprintf(revoke->id.text, sizeof(revoke->id.text), "%s", one);
	if (!staff_check_sign_in(request, &revoke->staff, &fault))
		return answer_fault(request, &fault);
	session_revoke_prepare(revoke);
	return await_commit(request, &revoke->change, done);
}

static struct answer end_all_sessions(struct request *request)
{
	return end_sessions(request, "");
}

static struct answer end_one_session(struct request *request)
{
	return end_sessions(request, request_parameter(request, "session"));
}

static struct answer reset_factor(struct request *request)
{
	struct fault fault;
	struct second_factor_remove *removal = arena_alloc(request->arena, sizeof(*removal));
	removal->staff = staff_asked_for(request);
	removal->by = request->caller.staff;
	if (!staff_check_sign_in(request, &removal->staff, &fault))
		return answer_fault(request, &fault);
	second_factor_remove_prepare(removal);
	return await_commit(request, &removal->change, done);
}

static struct answer link_made(struct request *request, struct change *change)
{
	const struct sign_in_link_make *link = (const struct sign_in_link_make *)change;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "path",
		      arena_format(request->arena, "/desk/#link=%s", link->secret.text));
	json_add_int(&json, "expires_at", link->expires_at);
	json_close_object(&json);
	return answer_json(request, 201);
}

static struct answer make_link(struct request *request)
{
	struct fault fault;
	struct sign_in_link_make *link = arena_alloc(request->arena, sizeof(*link));
	link->staff = staff_asked_for(request);
	link->by = request->caller.staff;
	if (!staff_check_sign_in(request, &link->staff, &fault))
		return answer_fault(request, &fault);
	sign_in_link_make_prepare(link);
	return await_commit(request, &link->change, link_made);
}

const struct route staff_sign_in_routes[] = {
    {.method = "GET",
     .path = "/v1/staff/{id}/sessions",
     .who = MAY_KEEP_STAFF,
     .handle = list_sessions,
     .summary = "Where somebody is signed in",
     .shape = "sessions"},
    {.method = "DELETE",
     .path = "/v1/staff/{id}/sessions",
     .who = MAY_KEEP_STAFF,
     .handle = end_all_sessions,
     .summary = "End all of somebody's sessions; their conversations are given back",
     .status = 204},
    {.method = "DELETE",
     .path = "/v1/staff/{id}/sessions/{session}",
     .who = MAY_KEEP_STAFF,
     .handle = end_one_session,
     .summary = "End one of somebody's sessions",
     .status = 204},
    {.method = "DELETE",
     .path = "/v1/staff/{id}/second-factor",
     .who = MAY_KEEP_STAFF,
     .handle = reset_factor,
     .summary = "Take somebody's second factor away, as when a phone was lost",
     .status = 204},
    {.method = "POST",
     .path = "/v1/staff/{id}/link",
     .who = MAY_KEEP_STAFF,
     .handle = make_link,
     .summary = "A link that signs somebody in once, to choose a new password",
     .status = 201,
     .shape = "sign_in_link"},
    {0},
};
