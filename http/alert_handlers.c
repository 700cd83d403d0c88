/*
 * Alert handlers: how one is reached oneself when one doesn't look at the desk.
 *
 * Event-loop threads; a password is looked at on the slow-work thread.
 */
#include "data/clock.h"
#include "data/mail.h"
#include "data/password.h"
#include "data/push_seal.h"
#include "handoff/alert.h"
#include "handoff/outbox.h"
#include "handoff/push_device.h"
#include "handoff/sending.h"
#include "handoff/staff.h"
#include "http/outgoing.h"
#include "http/permission.h"
#include "http/sending_handlers.h"
#include "http/server.h"
#include "http/session_handlers.h"
#include "http/sign_in_guard.h"

static struct answer answer_choice(struct request *request)
{
	struct fault fault;
	struct alert_choice choice;
	bool mails;
	struct db *db = request_reader(request);
	if (!alert_choice_read(db, &request->caller.staff, request->arena, &choice, &fault) ||
	    !sending_mails_now(db, &mails, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "email", choice.email);
	json_add_bool(&json, "by_push", choice.by_push);
	json_add_bool(&json, "by_mail", choice.by_mail);
	json_add_bool(&json, "mails", mails);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer done(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

/* How ------------------------------------------------------------------------------------- */

struct choice_fields {
	const char *email;
	const char *current;
	int by_push;
	int by_mail;
};
static const struct field choice_rows[] = {
    {FIELD(struct choice_fields, email, FIELD_LINE), .most = MAIL_ADDRESS_MOST,
     .help = "Where alerts and links to sign in are sent; empty: nowhere"},
    {FIELD(struct choice_fields, current, FIELD_SECRET), .most = PASSWORD_MOST,
     .help = "The present password; needed with email when there is one"},
    {FIELD(struct choice_fields, by_push, FIELD_BOOL), .help = "Be told by one's browsers"},
    {FIELD(struct choice_fields, by_mail, FIELD_BOOL), .help = "Be told by mail"},
    {0},
};

/* A new address, which needs the password: with it one can sign in. */
struct new_email {
	const struct choice_fields *fields;
	struct staff staff;
};

static struct answer choice_changed(struct request *request, struct change *change)
{
	(void)change;
	return answer_choice(request);
}

static struct answer store_choice(struct request *request, const struct choice_fields *fields)
{
	struct alert_choice_change *change = arena_alloc(request->arena, sizeof(*change));
	*change = (struct alert_choice_change){.staff = request->caller.staff,
					       .by = request->caller.staff,
					       .email = fields->email,
					       .by_push = fields->by_push,
					       .by_mail = fields->by_mail};
	alert_choice_change_prepare(change);
	return await_commit(request, &change->change, choice_changed);
}

static bool check_password(void *data, struct fault *fault)
{
	const struct new_email *new = data;
	return password_is_right(new->staff.password, new->fields->current) ||
	       fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "current", "it is not the present password");
}

static struct answer password_was_right(struct request *request, void *data)
{
	const struct new_email *new = data;
	sign_in_guard_forgive(sign_in_guard(), new->staff.name, request_address(request));
	return store_choice(request, new->fields);
}

static struct answer change_choice(struct request *request)
{
	struct fault fault;
	int seconds = 0;
	const struct choice_fields *fields = request_fields(request);
	if (fields->email == NULL)
		return store_choice(request, fields);
	if (fields->email[0] != '\0' && !mail_address_is_good(fields->email))
		return answer_refusal(request, FAULT_BAD_CONTACT, "email");
	struct new_email *new = arena_alloc(request->arena, sizeof(*new));
	new->fields = fields;
	if (staff_by_id(request_reader(request), &request->caller.staff, request->arena, &new->staff,
			&fault) != LOOKUP_FOUND)
		return answer_refusal(request, FAULT_SIGN_IN_NEEDED, "");
	if (new->staff.password == NULL)
		return store_choice(request, fields);
	if (fields->current == NULL)
		return answer_refusal(request, FAULT_MISSING_FIELD, "current");
	if (!sign_in_guard_admit(sign_in_guard(), new->staff.name, request_address(request), clock_steady(),
				 &seconds))
		return answer_locked(request, seconds);
	return await_work(request, check_password, new, password_was_right);
}

/* Browsers --------------------------------------------------------------------------------- */

static struct answer key_made(struct request *request, struct change *change)
{
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "key", ((const struct sending_keys *)change)->keys.public_key);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer give_key(struct request *request)
{
	struct sending_keys *keys = arena_alloc(request->arena, sizeof(*keys));
	sending_keys_prepare(keys);
	return await_commit(request, &keys->change, key_made);
}

struct device_fields {
	const char *endpoint;
	const char *key;
	const char *auth;
};
static const struct field device_rows[] = {
    {FIELD(struct device_fields, endpoint, FIELD_WORD), .required = true, .least = 1,
     .most = PUSH_ENDPOINT_MOST, .help = "Of the browser's subscription"},
    {FIELD(struct device_fields, key, FIELD_WORD), .required = true, .least = 1, .most = 100,
     .help = "Its key p256dh"},
    {FIELD(struct device_fields, auth, FIELD_WORD), .required = true, .least = 1, .most = 30,
     .help = "Its secret auth"},
    {0},
};

static struct answer add_device(struct request *request)
{
	struct fault fault;
	const struct device_fields *fields = request_fields(request);
	const struct push_browser browser = {.key = fields->key, .auth = fields->auth};
	if (!sending_url_is_good(fields->endpoint) ||
	    !outgoing_check_url(server_outside(request->server), fields->endpoint, "endpoint", &fault))
		return answer_refusal(request, FAULT_NOT_ALLOWED_VALUE, "endpoint");
	if (!push_browser_is_good(&browser))
		return answer_refusal(request, FAULT_NOT_ALLOWED_VALUE, "key");
	struct push_device_add *add = arena_alloc(request->arena, sizeof(*add));
	add->staff = request->caller.staff;
	add->session = request->caller.session;
	add->endpoint = fields->endpoint;
	add->key = fields->key;
	add->auth = fields->auth;
	push_device_add_prepare(add);
	return await_commit(request, &add->change, done);
}

struct device_query {
	const char *endpoint;
};
static const struct field device_query_rows[] = {
    {FIELD(struct device_query, endpoint, FIELD_WORD), .required = true, .least = 1,
     .most = PUSH_ENDPOINT_MOST, .help = "Of the browser's subscription"},
    {0},
};

static struct answer remove_device(struct request *request)
{
	const struct device_query *query = request_query(request);
	struct push_device_remove *remove = arena_alloc(request->arena, sizeof(*remove));
	remove->staff = request->caller.staff;
	remove->endpoint = query->endpoint;
	push_device_remove_prepare(remove);
	return await_commit(request, &remove->change, done);
}

/* Now -------------------------------------------------------------------------------------- */

static struct answer look(struct request *request)
{
	struct alert_look *change = arena_alloc(request->arena, sizeof(*change));
	change->staff = request->caller.staff;
	alert_look_prepare(change);
	return await_commit(request, &change->change, done);
}

static const char *const TESTED[] = {"mail", "push", NULL};

struct test_fields {
	const char *kind;
};
static const struct field test_rows[] = {
    {FIELD(struct test_fields, kind, FIELD_CHOICE), .required = true, .allowed = TESTED,
     .help = "By which way"},
    {0},
};

static struct answer test_alert(struct request *request)
{
	const struct test_fields *fields = request_fields(request);
	struct outbox_test *test = arena_alloc(request->arena, sizeof(*test));
	test->staff = request->caller.staff;
	test->kind = fields->kind[0] == 'm' ? OUTBOX_MAIL : OUTBOX_PUSH;
	outbox_test_prepare(test);
	return await_commit(request, &test->change, done);
}

const struct route alert_routes[] = {
    {.method = "GET",
     .path = "/v1/me/alerts",
     .who = MAY_STAFF,
     .handle = answer_choice,
     .summary = "How one is reached when one doesn't look at the desk",
     .shape = "alert_choice"},
    {.method = "PUT",
     .path = "/v1/me/alerts",
     .who = MAY_STAFF,
     .handle = change_choice,
     .person_only = true,
     .body = FIELD_TABLE(struct choice_fields, choice_rows),
     .summary = "Change how one is reached",
     .shape = "alert_choice"},
    {.method = "POST",
     .path = "/v1/me/alerts/test",
     .who = MAY_STAFF,
     .handle = test_alert,
     .person_only = true,
     .body = FIELD_TABLE(struct test_fields, test_rows),
     .summary = "Have a test sent to oneself, once a minute",
     .status = 204},
    {.method = "POST",
     .path = "/v1/me/push/key",
     .who = MAY_STAFF,
     .handle = give_key,
     .person_only = true,
     .summary = "The server's key, with which a browser subscribes to pushes",
     .shape = "push_key"},
    {.method = "POST",
     .path = "/v1/me/push",
     .who = MAY_STAFF,
     .handle = add_device,
     .person_only = true,
     .body = FIELD_TABLE(struct device_fields, device_rows),
     .summary = "This browser takes pushes, until one signs out",
     .status = 204},
    {.method = "DELETE",
     .path = "/v1/me/push",
     .who = MAY_STAFF,
     .handle = remove_device,
     .person_only = true,
     .query = FIELD_TABLE(struct device_query, device_query_rows),
     .summary = "This browser takes no more pushes",
     .status = 204},
    {.method = "PUT",
     .path = "/v1/me/looking",
     .who = MAY_STAFF,
     .handle = look,
     .quiet = true,
     .summary = "A desk is before one's eyes now: no other way is needed for a while",
     .status = 204},
    {0},
};
