/*
 * Transcript mail handlers: a conversation sent by mail, for its visitor and
 * for staff.
 *
 * Event-loop threads.
 */
#include "data/mail.h"
#include "data/time_zone.h"
#include "handoff/conversation.h"
#include "handoff/transcript_mail.h"
#include "http/conversation_answers.h"
#include "http/permission.h"
#include "http/sending_handlers.h"

struct mail_fields {
	const char *email;
	const char *zone;
};
static const struct field mail_rows[] = {
    {FIELD(struct mail_fields, email, FIELD_LINE), .required = true, .least = 1,
     .most = MAIL_ADDRESS_MOST, .help = "To whom"},
    {FIELD(struct mail_fields, zone, FIELD_WORD), .least = 1, .most = 64,
     .help = "The reader's time zone, such as Asia/Shanghai; UTC when left out"},
    {0},
};

static struct answer mail_put(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

/* A visitor reads their own language, and so does whom staff send it to. */
static bool read_language(struct request *request, struct transcript_mail *mail, struct fault *fault)
{
	struct conversation_view view;
	if (conversation_read(request_reader(request), &mail->conversation, request->arena, &view, fault) !=
	    LOOKUP_FOUND)
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	mail->language = language_from_tag(view.language);
	return true;
}

static struct answer mail_transcript(struct request *request)
{
	struct fault fault;
	const struct mail_fields *fields = request_fields(request);
	struct transcript_mail *mail = arena_alloc(request->arena, sizeof(*mail));
	mail->conversation = request_conversation(request);
	mail->email = fields->email;
	mail->zone = fields->zone;
	if (!caller_may_see(request_reader(request), &request->caller, &mail->conversation, &fault))
		return answer_fault(request, &fault);
	if (mail->zone != NULL && time_zone_find(mail->zone) == NULL)
		return answer_refusal(request, FAULT_NOT_ALLOWED_VALUE, "zone");
	if (request_by_staff(request))
		mail->staff = request->caller.staff;
	if (!read_language(request, mail, &fault) || !transcript_mail_prepare(mail, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &mail->change, mail_put);
}

const struct route transcript_mail_routes[] = {
    {.method = "POST",
     .path = "/v1/conversations/{id}/mail",
     .who = MAY_VISITOR | MAY_CONVERSE,
     .handle = mail_transcript,
     .body = FIELD_TABLE(struct mail_fields, mail_rows),
     .summary = "Have a conversation sent by mail, as its visitor saw it",
     .status = 204},
    {0},
};
