/*
 * Preview handlers: an answer that is being written, as visitors will see it.
 *
 * The same function writes what the chat and the help centre show
 * (view_answer, views.h), so nothing can look otherwise there.  Event-loop
 * threads: the longest answer takes well under a millisecond.
 */
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/views.h"
#include "kb/entry.h"

struct preview_fields {
	const char *answer;
};
static const struct field preview_rows[] = {
    {FIELD(struct preview_fields, answer, FIELD_TEXT), .required = true,
     .most = ENTRY_ANSWER_MOST, .help = "Markdown"},
    {0},
};

static struct answer preview(struct request *request)
{
	const struct preview_fields *fields = request_fields(request);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	view_answer(&json, "html", fields->answer);
	json_close_object(&json);
	return answer_json(request, 200);
}

const struct route preview_routes[] = {
    {.method = "POST",
     .path = "/v1/answer-preview",
     .who = MAY_CURATE,
     .handle = preview,
     .body = FIELD_TABLE(struct preview_fields, preview_rows),
     .body_limit = (size_t)ENTRY_ANSWER_MOST * 8,
     .summary = "An answer as the chat will show it",
     .shape = "answer_preview"},
    {0},
};
