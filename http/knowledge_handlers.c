/*
 * Knowledge handlers: imports.
 *
 * They run on the slow-work thread; what they report is answered on the event
 * loop.  Not here: entries (entry_handlers.c), unmatched questions
 * (unmatched_handlers.c), publishing (publish_handlers.c), trials
 * (trial_handlers.c).
 */
#include "http/knowledge_handlers.h"

#include "http/permission.h"
#include "http/views.h"
#include "kb/import.h"

/* --- Imports --------------------------------------------------------------------------- */

static const char *const FORMATS[] = {"jsonl", "csv", NULL};

struct import_query {
	const char *format;
	int dry_run;
};
static const struct field import_rows[] = {
    {FIELD(struct import_query, format, FIELD_CHOICE), .required = true, .allowed = FORMATS,
     .help = "The file's format"},
    {FIELD(struct import_query, dry_run, FIELD_BOOL),
     .help = "Say what would happen, store nothing"},
    {0},
};

struct importing {
	struct store *store;
	struct arena *arena;
	struct staff_id by;
	struct import_request request;
	struct import_report report;
	bool succeeded;
	struct fault fault;
};

static bool import_now(void *data, struct fault *fault)
{
	struct importing *importing = data;
	(void)fault;
	importing->succeeded = import_run(importing->store, &importing->request, importing->arena,
					  &importing->report, &importing->fault);
	return true;
}

static struct answer imported(struct request *request, void *data)
{
	const struct importing *importing = data;
	const struct import_report *report = &importing->report;
	if (importing->succeeded) {
		struct json_writer json = request_json(request);
		json_open_object(&json, NULL);
		json_add_int(&json, "added", report->counts.added);
		json_add_int(&json, "changed", report->counts.changed);
		json_add_int(&json, "unchanged", report->counts.unchanged);
		json_add_bool(&json, "dry_run", importing->request.dry_run);
		json_close_object(&json);
		return answer_json(request, 200);
	}
	if (importing->fault.code != FAULT_ROWS_REFUSED)
		return answer_fault(request, &importing->fault);
	struct json_writer json = request_problem(request, &importing->fault);
	view_refused_rows(&json, report, request->language);
	json_close_object(&json);
	return answer_problem(request, &importing->fault);
}

static struct answer import_file(struct request *request)
{
	struct fault fault;
	const struct import_query *query = request_query(request);
	struct importing *importing = arena_alloc(request->arena, sizeof(*importing));
	importing->store = request_store(request);
	importing->arena = request->arena;
	importing->by = request->caller.staff;
	importing->request.bytes = request_body(request, &importing->request.length);
	importing->request.dry_run = query->dry_run == 1;
	importing->request.by = &importing->by;
	if (!import_format_read(query->format, &importing->request.format, &fault))
		return answer_fault(request, &fault);
	return await_long_work(request, import_now, importing, imported);
}

const struct route knowledge_routes[] = {
    {.method = "POST",
     .path = "/v1/imports",
     .who = MAY_CURATE,
     .handle = import_file,
     .query = FIELD_TABLE(struct import_query, import_rows),
     .body_limit = IMPORT_BYTES_MOST,
     .raw_body = true,
     .summary = "Import entries from a file, all or nothing",
     .shape = "import"},
    {0},
};
