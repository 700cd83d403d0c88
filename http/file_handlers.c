/*
 * File handlers: pictures and documents of answers and ready-made replies.
 *
 * What comes in is recognised by its bytes (kb/file.h).  What goes out can't
 * run: pictures are shown, everything else is a download, nothing is guessed,
 * and a sandbox without any permission holds whatever a browser opens alone.
 *
 * Event-loop threads.
 */
#include "http/file_answer.h"
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "kb/file.h"

#include <string.h>

static struct answer saved(struct request *request, struct change *change)
{
	const struct file_save *save = (const struct file_save *)change;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "file", save->id);
	json_add_text(&json, "type", save->type);
	json_add_int(&json, "size", (int64_t)save->length);
	json_close_object(&json);
	return answer_json(request, 201);
}

static struct answer upload(struct request *request)
{
	struct fault fault;
	struct file_save *save = arena_alloc(request->arena, sizeof(*save));
	save->bytes = request_body(request, &save->length);
	save->arena = request->arena;
	save->by = request->caller.staff;
	if (!file_save_prepare(save, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &save->change, saved);
}

/* The constants that answers need; the store's words are among them. */
static const char *const TYPES[] = {"image/png",       "image/jpeg",      "image/gif", "image/webp",
				    "application/pdf", "application/zip", "text/plain"};

static const char *constant_type(const char *type)
{
	for (size_t i = 0; i < sizeof(TYPES) / sizeof(*TYPES); i++)
		if (strcmp(TYPES[i], type) == 0)
			return TYPES[i];
	return "application/octet-stream";
}

static struct answer serve_file(struct request *request)
{
	struct fault fault;
	struct file file;
	const char *id = request_parameter(request, "file");
	enum lookup found = file_id_is_valid(id) ? file_read(request_reader(request), id,
							     request->arena, &file, &fault)
						 : LOOKUP_ABSENT;
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "file");
	struct file_answer answer = {
	    .type = constant_type(file.type),
	    .disposition = strncmp(file.type, "image/", 6) == 0 ? "inline" : "attachment",
	    .readers = "cross-origin",
	    /* The name is the content's hash, so it never changes. */
	    .caching = "public, max-age=31536000, immutable",
	    .bytes = file.bytes,
	    .length = file.length,
	};
	return answer_file(request, &answer);
}

const struct route file_routes[] = {
    {.method = "POST",
     .path = "/v1/files",
     .who = MAY_CURATE | MAY_CONVERSE,
     .handle = upload,
     .raw_body = true,
     .body_limit = FILE_BYTES_MOST,
     .summary = "Keep a picture or document for answers and ready-made replies",
     .status = 201,
     .shape = "file"},
    {.method = "GET",
     .path = "/v1/files/{file}",
     .who = MAY_ANYONE,
     .handle = serve_file,
     .summary = "A picture or document of an answer"},
    {0},
};
