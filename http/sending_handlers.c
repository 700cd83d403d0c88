/*
 * Sending handlers, for admins: through what mail goes, the webhook, and what
 * became of each thing that was to be sent.
 *
 * Not here: how one is reached oneself (alert_handlers.c).  Event-loop threads.
 */
#include "http/sending_handlers.h"

#include <stdio.h>

#include "data/mail.h"
#include "handoff/alert.h"
#include "handoff/outbox.h"
#include "handoff/sending.h"
#include "http/outgoing.h"
#include "http/permission.h"
#include "http/server.h"
#include "http/staff_handlers.h"

/* Settings ------------------------------------------------------------------------------- */

/* What is secret is told of once: when it is made. */
static void write_sending(struct json_writer *json, const struct sending *sending,
			  const char *new_secret)
{
	json_open_object(json, NULL);
	json_add_text(json, "desk_address", sending->desk_address);
	json_add_text(json, "mail_server", sending->mail_server);
	json_add_int(json, "mail_port", sending->mail_port);
	json_add_text(json, "mail_security", mail_security_name(sending->mail_security));
	json_add_text(json, "mail_user", sending->mail_user);
	json_add_bool(json, "has_mail_password", sending->mail_password[0] != '\0');
	json_add_text(json, "mail_sender", sending->mail_sender);
	json_add_text(json, "mail_name", sending->mail_name);
	json_add_text(json, "webhook_url", sending->webhook_url);
	json_add_bool(json, "has_webhook_secret", sending->webhook_secret[0] != '\0');
	json_add_text(json, "webhook_secret", new_secret);
	json_close_object(json);
}

static struct answer answer_sending(struct request *request, const char *new_secret)
{
	struct fault fault;
	struct sending sending;
	if (!sending_read(request_reader(request), request->arena, &sending, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	write_sending(&json, &sending, new_secret);
	return answer_json(request, 200);
}

static struct answer show_sending(struct request *request)
{
	return answer_sending(request, NULL);
}

static const char *const SECURITIES[] = {
#define X(code, name) name,
    MAIL_SECURITIES(X)
#undef X
	NULL,
};

struct sending_fields {
	const char *desk_address;
	const char *mail_server;
	int64_t mail_port;
	const char *mail_security;
	const char *mail_user;
	const char *mail_password;
	const char *mail_sender;
	const char *mail_name;
	const char *webhook_url;
	int new_webhook_secret;
};
static const struct field sending_rows[] = {
    {FIELD(struct sending_fields, desk_address, FIELD_LINE), .most = SENDING_URL_MOST,
     .help = "As staff reach the desk, for links in mails: https://chat.example.com"},
    {FIELD(struct sending_fields, mail_server, FIELD_LINE), .most = SENDING_HOST_MOST,
     .help = "The name of the mail server; empty: no mail is sent"},
    {FIELD(struct sending_fields, mail_port, FIELD_INT), .least = 1, .most = 65535,
     .fallback = FIELD_UNSET, .help = "587 with starttls, 465 with tls"},
    {FIELD(struct sending_fields, mail_security, FIELD_CHOICE), .allowed = SECURITIES,
     .help = "How the connection is secured"},
    {FIELD(struct sending_fields, mail_user, FIELD_LINE), .most = 200, .help = "Empty: none is asked for"},
    {FIELD(struct sending_fields, mail_password, FIELD_SECRET), .most = SENDING_SECRET_MOST,
     .help = "Kept, never shown; forgotten when the server changes"},
    {FIELD(struct sending_fields, mail_sender, FIELD_LINE), .most = MAIL_ADDRESS_MOST,
     .help = "The address mails come from"},
    {FIELD(struct sending_fields, mail_name, FIELD_LINE), .most = 80, .help = "The name mails come from"},
    {FIELD(struct sending_fields, webhook_url, FIELD_LINE), .most = SENDING_URL_MOST,
     .help = "Who is told of a call for a person that nobody reacts to; empty: nobody"},
    {FIELD(struct sending_fields, new_webhook_secret, FIELD_BOOL),
     .help = "Make a new secret; it is in this answer and never shown again"},
    {0},
};

static struct answer sending_changed(struct request *request, struct change *change)
{
	return answer_sending(request, ((const struct sending_change *)change)->webhook_secret);
}

static struct answer change_sending(struct request *request)
{
	struct fault fault;
	enum mail_security security;
	const struct sending_fields *fields = request_fields(request);
	struct sending_change *change = arena_alloc(request->arena, sizeof(*change));
	*change = (struct sending_change){.by = request->caller.staff,
					  .desk_address = fields->desk_address,
					  .mail_server = fields->mail_server,
					  .mail_port = fields->mail_port,
					  .mail_security = -1,
					  .mail_user = fields->mail_user,
					  .mail_password = fields->mail_password,
					  .mail_sender = fields->mail_sender,
					  .mail_name = fields->mail_name,
					  .webhook_url = fields->webhook_url,
					  .new_webhook_secret = fields->new_webhook_secret == 1,
					  .arena = request->arena};
	if (fields->mail_security != NULL && mail_security_from_name(fields->mail_security, &security))
		change->mail_security = (int)security;
	if (!sending_change_prepare(change, &fault) ||
	    (fields->webhook_url != NULL && fields->webhook_url[0] != '\0' &&
	     !outgoing_check_url(server_outside(request->server), fields->webhook_url, "webhook_url", &fault)))
		return answer_fault(request, &fault);
	return await_commit(request, &change->change, sending_changed);
}

/* The outbox ------------------------------------------------------------------------------- */

static const char *const KINDS[] = {
#define X(code, name) name,
    OUTBOX_KINDS(X)
#undef X
	NULL,
};
static const char *const STATES[] = {"waiting", "sent", "failed", "dropped", NULL};

struct outbox_query {
	const char *kind;
	const char *state;
	const char *before;
	int64_t limit;
};
static const struct field outbox_rows[] = {
    {FIELD(struct outbox_query, kind, FIELD_CHOICE), .allowed = KINDS, .help = "Only these"},
    {FIELD(struct outbox_query, state, FIELD_CHOICE), .allowed = STATES, .help = "Only these"},
    {FIELD(struct outbox_query, before, FIELD_ID), .help = "Older than this one"},
    {FIELD(struct outbox_query, limit, FIELD_INT), .least = 1, .most = OUTBOX_LIST_MOST,
     .fallback = 50, .help = "Lines on a page"},
    {0},
};

/* In the reader's language; what somebody else said is quoted in it. */
static void add_reason(struct json_writer *json, const struct fault *reason, enum language language)
{
	char sentence[600] = "";
	bool is_told = reason->code != FAULT_NONE;
	if (is_told)
		fault_sentence(reason, language, sentence, sizeof(sentence));
	json_add_text(json, "reason_type", is_told ? fault_type(reason->code) : NULL);
	json_add_text(json, "reason", sentence);
}

static void write_line(struct json_writer *json, const struct outbox_line *line, enum language language)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", line->id);
	json_add_text(json, "kind", line->kind);
	json_add_text(json, "cause", line->cause);
	json_add_text(json, "target", line->target);
	json_add_text(json, "staff_name", line->staff_name);
	json_add_text(json, "conversation", line->conversation.text[0] == '\0' ? NULL : line->conversation.text);
	json_add_text(json, "state", line->state);
	json_add_int(json, "tries", line->tries);
	json_add_int(json, "status", line->status);
	add_reason(json, &line->reason, language);
	json_add_int(json, "created_at", line->created_at);
	json_add_int(json, "next_at", line->next_at);
	if (line->ended_at != 0)
		json_add_int(json, "ended_at", line->ended_at);
	else
		json_add_null(json, "ended_at");
	json_close_object(json);
}

static struct answer list_outbox(struct request *request)
{
	struct fault fault;
	struct outbox_line *lines;
	int count;
	const struct outbox_query *query = request_query(request);
	struct outbox_filter filter = {.kind = query->kind,
				       .state = query->state,
				       .before = query->before,
				       .most = (int)query->limit};
	if (!outbox_list(request_reader(request), &filter, request->arena, &lines, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "lines");
	for (int at = 0; at < count; at++)
		write_line(&json, &lines[at], request->language);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* Trying the webhook ------------------------------------------------------------------------- */

static struct answer test_put(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer test_webhook(struct request *request)
{
	struct fault fault;
	struct sending sending;
	struct outbox_test *test = arena_alloc(request->arena, sizeof(*test));
	if (!sending_read(request_reader(request), request->arena, &sending, &fault))
		return answer_fault(request, &fault);
	if (sending.webhook_url[0] == '\0')
		return answer_refusal(request, FAULT_EMPTY, "webhook_url");
	test->kind = OUTBOX_WEBHOOK;
	test->staff = request->caller.staff;
	outbox_test_prepare(test);
	return await_commit(request, &test->change, test_put);
}

/* Other people's addresses -------------------------------------------------------------------- */

static struct answer answer_email(struct request *request, const struct staff_id *id)
{
	struct fault fault;
	struct alert_choice choice;
	if (!alert_choice_read(request_reader(request), id, request->arena, &choice, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "email", choice.email);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer show_email(struct request *request)
{
	struct staff_id id = staff_asked_for(request);
	return answer_email(request, &id);
}

struct email_fields {
	const char *email;
};
static const struct field email_rows[] = {
    {FIELD(struct email_fields, email, FIELD_LINE), .required = true, .most = MAIL_ADDRESS_MOST,
     .help = "Where alerts and links to sign in are sent; empty: nowhere"},
    {0},
};

static struct answer email_changed(struct request *request, struct change *change)
{
	return answer_email(request, &((const struct alert_choice_change *)change)->staff);
}

/* Whoever has the address can have a link to sign in: it is as the password. */
static struct answer change_email(struct request *request)
{
	struct fault fault;
	const struct email_fields *fields = request_fields(request);
	struct alert_choice_change *change = arena_alloc(request->arena, sizeof(*change));
	*change = (struct alert_choice_change){.staff = staff_asked_for(request),
					       .by = request->caller.staff,
					       .email = fields->email,
					       .by_push = -1,
					       .by_mail = -1};
	if (!staff_check_sign_in(request, &change->staff, &fault))
		return answer_fault(request, &fault);
	if (fields->email[0] != '\0' && !mail_address_is_good(fields->email))
		return answer_refusal(request, FAULT_BAD_CONTACT, "email");
	alert_choice_change_prepare(change);
	return await_commit(request, &change->change, email_changed);
}

const struct route sending_routes[] = {
    {.method = "GET",
     .path = "/v1/sending",
     .who = MAY_KEEP_STAFF,
     .handle = show_sending,
     .summary = "Through what mail is sent, and the webhook",
     .shape = "sending"},
    {.method = "PUT",
     .path = "/v1/sending",
     .who = MAY_KEEP_STAFF,
     .handle = change_sending,
     .body = FIELD_TABLE(struct sending_fields, sending_rows),
     .summary = "Change it; what is left out stays",
     .shape = "sending"},
    {.method = "POST",
     .path = "/v1/sending/webhook/test",
     .who = MAY_KEEP_STAFF,
     .handle = test_webhook,
     .summary = "Send the webhook a test; how it went is in the outbox",
     .status = 204},
    {.method = "GET",
     .path = "/v1/outbox",
     .who = MAY_KEEP_STAFF,
     .handle = list_outbox,
     .query = FIELD_TABLE(struct outbox_query, outbox_rows),
     .summary = "What was to be sent and what became of it, newest first",
     .shape = "outbox"},
    {.method = "GET",
     .path = "/v1/staff/{id}/email",
     .who = MAY_KEEP_STAFF,
     .handle = show_email,
     .summary = "Where somebody's alerts are sent",
     .shape = "staff_email"},
    {.method = "PUT",
     .path = "/v1/staff/{id}/email",
     .who = MAY_KEEP_STAFF,
     .handle = change_email,
     .body = FIELD_TABLE(struct email_fields, email_rows),
     .summary = "Change where somebody's alerts are sent",
     .shape = "staff_email"},
    {0},
};
