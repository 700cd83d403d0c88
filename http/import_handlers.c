/*
 * Import handlers: imports, their history and undoing.
 *
 * They run on the thread for long work; what they report is answered on the
 * event loop, and how far an import is can be asked meanwhile.  Not here:
 * exports (export_handlers.c).
 */
#include "http/knowledge_handlers.h"

#include <stdio.h>
#include <string.h>

#include "bot/rule_draft.h"
#include "http/permission.h"
#include "http/views.h"
#include "kb/import_history.h"

#define IMPORTS_SHOWN 50
#define SENTENCE_SIZE 600

/* --- Importing ------------------------------------------------------------------------- */

struct import_query {
	const char *format;
	const char *name;
	int dry_run;
};
static const struct field import_rows[] = {
    {FIELD(struct import_query, format, FIELD_CHOICE), .allowed = exchange_formats,
     .help = "The file's format; else found from its name and its bytes"},
    {FIELD(struct import_query, name, FIELD_LINE), .least = 1, .most = IMPORT_NAME_MOST,
     .help = "The file's name, for the history"},
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

/* What is wrong with a row, or was left aside, in the reader's language. */
static void add_problem(struct json_writer *json, const struct import_problem *problem,
			enum language language)
{
	char sentence[SENTENCE_SIZE], detail[SENTENCE_SIZE];
	fault_sentence(&problem->fault, language, sentence, sizeof(sentence));
	fault_detail_text(&problem->fault, language, detail, sizeof(detail));
	json_open_object(json, NULL);
	json_add_text(json, "file", problem->file);
	json_add_int(json, "line", problem->fault.line);
	json_add_int(json, "column", problem->column);
	json_add_text(json, "code", fault_type(problem->fault.code));
	json_add_text(json, "field", problem->fault.field);
	json_add_text(json, "message", sentence);
	json_add_text(json, "detail", detail);
	json_add_int(json, "other_line",
		     problem->fault.code == FAULT_EXISTS ? problem->fault.actual : 0);
	json_close_object(json);
}

static void add_problems(struct json_writer *json, const char *name,
			 const struct import_problem *problems, int count, enum language language)
{
	json_open_array(json, name);
	for (int i = 0; i < count; i++)
		add_problem(json, &problems[i], language);
	json_close_array(json);
}

static void add_effects(struct json_writer *json, const struct import_report *report)
{
	json_open_array(json, "effects");
	for (int i = 0; i < report->effect_count; i++) {
		const struct import_effect *effect = &report->effects[i];
		json_open_object(json, NULL);
		json_add_text(json, "file", effect->file);
		json_add_int(json, "line", effect->line);
		json_add_text(json, "part", effect->part);
		json_add_text(json, "external_id", effect->id);
		json_add_text(json, "question", effect->title);
		json_add_text(json, "outcome", import_outcome_name(effect->outcome));
		json_add_text(json, "changes", effect->changes);
		json_close_object(json);
	}
	json_close_array(json);
}

static struct answer answer_imported(struct request *request, const struct importing *importing)
{
	const struct import_report *report = &importing->report;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "id", *report->id.text != '\0' ? report->id.text : NULL);
	json_add_text(&json, "format", import_format_name(report->file.format));
	json_add_text(&json, "encoding", report->file.encoding);
	json_add_int(&json, "added", report->counts.added);
	json_add_int(&json, "changed", report->counts.changed);
	json_add_int(&json, "unchanged", report->counts.unchanged);
	json_add_bool(&json, "dry_run", importing->request.dry_run);
	add_effects(&json, report);
	json_add_int(&json, "notes_total", report->file.note_total);
	add_problems(&json, "notes", report->file.notes, report->file.note_count,
		     request->language);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer imported(struct request *request, void *data)
{
	const struct importing *importing = data;
	if (importing->succeeded)
		return answer_imported(request, importing);
	if (importing->fault.code != FAULT_ROWS_REFUSED)
		return answer_fault(request, &importing->fault);
	struct json_writer json = request_problem(request, &importing->fault);
	json_add_int(&json, "rows_refused", importing->report.file.fault_total);
	add_problems(&json, "rows", importing->report.file.faults,
		     importing->report.file.fault_count, request->language);
	json_close_object(&json);
	return answer_problem(request, &importing->fault);
}

static struct answer import_file(struct request *request)
{
	struct fault fault;
	const struct import_query *query = request_query(request);
	struct importing *importing = arena_alloc(request->arena, sizeof(*importing));
	struct import_source *source = &importing->request.source;
	importing->store = request_store(request);
	importing->arena = request->arena;
	importing->by = request->caller.staff;
	importing->request.dry_run = query->dry_run == 1;
	importing->request.by = &importing->by;
	source->bytes = request_body(request, &source->length);
	source->name = query->name;
	source->format = IMPORT_BY_ITSELF;
	source->read_rule = rule_draft_read_json;
	if (query->format != NULL && !import_format_read(query->format, &source->format, &fault))
		return answer_fault(request, &fault);
	return await_long_work(request, import_now, importing, imported);
}

/* --- History ---------------------------------------------------------------------------- */

static void add_record(struct json_writer *json, const struct import_record *record)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", record->id.text);
	json_add_text(json, "file", record->file);
	json_add_text(json, "format", record->format);
	json_add_text(json, "state", record->state);
	json_add_int(json, "added", record->counts.added);
	json_add_int(json, "changed", record->counts.changed);
	json_add_int(json, "unchanged", record->counts.unchanged);
	json_add_text(json, "started_by", record->started_by);
	json_add_int(json, "started_at", record->started_at);
	json_add_text(json, "undone_by", record->undone_by);
	if (record->undone_at == 0)
		json_add_null(json, "undone_at");
	else
		json_add_int(json, "undone_at", record->undone_at);
	json_close_object(json);
}

static void add_progress(struct json_writer *json)
{
	static const char *const stages[] = {
	    [IMPORT_IDLE] = "idle",	    [IMPORT_READING] = "reading",
	    [IMPORT_COMPARING] = "comparing", [IMPORT_STORING] = "storing",
	    [IMPORT_UNDOING] = "undoing",
	};
	json_open_object(json, "progress");
	json_add_text(json, "stage", stages[atomic_load(&import_progress.stage)]);
	json_add_int(json, "done", atomic_load(&import_progress.done));
	json_add_int(json, "total", atomic_load(&import_progress.total));
	json_close_object(json);
}

static struct answer list_imports(struct request *request)
{
	struct import_record *records;
	struct fault fault;
	int count;
	if (!import_list(request_reader(request), IMPORTS_SHOWN, request->arena, &records, &count,
			 &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	add_progress(&json);
	json_open_array(&json, "imports");
	for (int i = 0; i < count; i++)
		add_record(&json, &records[i]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

struct undoing {
	struct store *store;
	struct arena *arena;
	struct import_id id;
	struct staff_id by;
	struct import_undo undo;
	bool succeeded;
	struct fault fault;
};

static bool undo_now(void *data, struct fault *fault)
{
	struct undoing *undoing = data;
	(void)fault;
	undoing->succeeded = import_undo(undoing->store, &undoing->id, &undoing->by,
					 undoing->arena, &undoing->undo, &undoing->fault);
	return true;
}

static void add_conflicts(struct json_writer *json, const struct import_undo *undo)
{
	json_add_int(json, "conflicts_total", undo->conflict_total);
	json_open_array(json, "conflicts");
	for (int i = 0; i < undo->conflict_count; i++) {
		const struct import_conflict *conflict = &undo->conflicts[i];
		json_open_object(json, NULL);
		json_add_text(json, "entry", conflict->entry.text);
		json_add_text(json, "external_id", conflict->external_id);
		json_add_text(json, "question", conflict->question);
		json_add_text(json, "changed_by", conflict->changed_by);
		json_add_int(json, "changed_at", conflict->changed_at);
		json_close_object(json);
	}
	json_close_array(json);
}

static struct answer undone(struct request *request, void *data)
{
	const struct undoing *undoing = data;
	if (!undoing->succeeded && undoing->undo.conflict_total == 0)
		return answer_fault(request, &undoing->fault);
	if (!undoing->succeeded) {
		struct json_writer problem = request_problem(request, &undoing->fault);
		add_conflicts(&problem, &undoing->undo);
		json_close_object(&problem);
		return answer_problem(request, &undoing->fault);
	}
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_int(&json, "restored", undoing->undo.restored);
	json_add_int(&json, "retired", undoing->undo.retired);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer undo_import(struct request *request)
{
	struct undoing *undoing = arena_alloc(request->arena, sizeof(*undoing));
	undoing->store = request_store(request);
	undoing->arena = request->arena;
	undoing->by = request->caller.staff;
	snprintf(undoing->id.text, sizeof(undoing->id.text), "%s",
		 request_parameter(request, "id"));
	return await_long_work(request, undo_now, undoing, undone);
}

const struct route import_routes[] = {
    {.method = "POST",
     .path = "/v1/imports",
     .who = MAY_CURATE,
     .handle = import_file,
     .whole_base = true,
     .query = FIELD_TABLE(struct import_query, import_rows),
     .body_limit = IMPORT_BYTES_MOST,
     .raw_body = true,
     .summary = "Import entries from a file, all or nothing",
     .shape = "import"},
    {.method = "GET",
     .path = "/v1/imports",
     .who = MAY_CURATE,
     .handle = list_imports,
     .quiet = true,
     .summary = "How far the import that runs is, and those before",
     .shape = "imports"},
    {.method = "POST",
     .path = "/v1/imports/{id}/undo",
     .who = MAY_CURATE,
     .handle = undo_import,
     .whole_base = true,
     .summary = "Give every entry that an import touched its former content",
     .shape = "import_undone"},
    {0},
};
