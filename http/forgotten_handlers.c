/*
 * Forgotten handlers: a link to sign in, by mail, for who has forgotten the
 * password.
 *
 * The answer is the same, and as quick, whether there is such an account or
 * not: what was typed goes into the outbox, and only the sender looks it up
 * (handoff/letter.c).  Event-loop threads.
 */
#include "handoff/forgotten.h"
#include "handoff/staff.h"
#include "http/permission.h"
#include "http/sending_handlers.h"

struct forgotten_fields {
	const char *name;
};
static const struct field forgotten_rows[] = {
    {FIELD(struct forgotten_fields, name, FIELD_LINE), .required = true, .least = 1,
     .most = STAFF_NAME_MOST, .help = "The sign-in name"},
    {0},
};

static struct answer asked(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer ask_for_link(struct request *request)
{
	const struct forgotten_fields *fields = request_fields(request);
	struct forgotten *forgotten = arena_alloc(request->arena, sizeof(*forgotten));
	forgotten->name = fields->name;
	forgotten_prepare(forgotten);
	return await_commit(request, &forgotten->change, asked);
}

const struct route forgotten_routes[] = {
    {.method = "POST",
     .path = "/v1/session/forgotten",
     .who = MAY_ANYONE,
     .handle = ask_for_link,
     .body = FIELD_TABLE(struct forgotten_fields, forgotten_rows),
     .rate = RATE_SIGN_IN,
     .summary = "Have a link to sign in sent to an account's address, where it has one",
     .status = 204},
    {0},
};
