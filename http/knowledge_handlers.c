/*
 * Knowledge handlers: publishing, imports, and asking the bot on trial.
 *
 * Publishing and imports run on the slow-work thread; what they report is
 * answered on the event loop.  Not here: entries (entry_handlers.c),
 * unmatched questions (unmatched_handlers.c).
 */
#include "http/knowledge_handlers.h"

#include <string.h>

#include "bot/bot.h"
#include "bot/gate.h"
#include "handoff/conversation.h"
#include "handoff/staff.h"
#include "http/permission.h"
#include "http/policy.h"
#include "http/views.h"
#include "kb/import.h"
#include "kb/live.h"
#include "kb/publish.h"

#define PUBLICATIONS_SHOWN 50

/* --- Publishing ------------------------------------------------------------------------ */

/* The number of the snapshot that answers visitors; 0: none. */
static int64_t live_number(struct request *request)
{
	struct snapshot *snapshot = live_acquire(request_live(request));
	if (snapshot == NULL)
		return 0;
	int64_t number = snapshot_number(snapshot);
	snapshot_release(&snapshot);
	return number;
}

static struct answer list_publications(struct request *request)
{
	struct fault fault;
	struct publication *list;
	int64_t pending;
	int count;
	struct db *db = request_reader(request);
	if (!publication_list(db, PUBLICATIONS_SHOWN, request->arena, &list, &count, &fault) ||
	    !publication_pending(db, &pending, &fault))
		return answer_fault(request, &fault);
	int64_t live = live_number(request);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	if (live == 0)
		json_add_null(&json, "live");
	else
		json_add_int(&json, "live", live);
	json_add_int(&json, "pending_changes", pending);
	json_open_array(&json, "publications");
	for (int i = 0; i < count; i++)
		view_publication(&json, NULL, &list[i]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

struct publish_fields {
	const char *reason;
};
static const struct field publish_rows[] = {
    {FIELD(struct publish_fields, reason, FIELD_LINE), .least = 1, .most = PUBLISH_REASON_MOST,
     .help = "Why to publish although golden questions fail"},
    {0},
};

struct publishing {
	struct store *store;
	struct live *live;
	struct arena *arena;
	const char *reason;
	struct staff_id by;
	struct publish_report report;
	bool succeeded;
	struct fault fault;
};

/* The commit has said "look again" already; what is live changes a moment
 * after it, so it is said once more. */
static bool publish_now(void *data, struct fault *fault)
{
	struct publishing *publishing = data;
	struct topic topic = topic_of(TOPIC_KNOWLEDGE, "");
	(void)fault;
	publishing->succeeded =
	    gate_publish(publishing->store, publishing->live, publishing->reason, &publishing->by,
			 publishing->arena, &publishing->report, &publishing->fault);
	if (publishing->succeeded)
		hub_publish(store_hub(publishing->store), &topic, 1);
	return true;
}

static struct answer answer_published(struct request *request, struct publish_report *report)
{
	struct fault fault;
	struct staff staff;
	if (staff_by_id(request_reader(request), &request->caller.staff, request->arena, &staff,
			&fault) == LOOKUP_FOUND)
		report->publication.published_by = staff.display_name;
	struct json_writer json = request_json(request);
	view_published(&json, report);
	return answer_json(request, 201);
}

static struct answer published(struct request *request, void *data)
{
	struct publishing *publishing = data;
	if (publishing->succeeded)
		return answer_published(request, &publishing->report);
	if (publishing->fault.code != FAULT_GOLDEN_FAILED)
		return answer_fault(request, &publishing->fault);
	struct json_writer json = request_problem(request, &publishing->fault);
	view_failures(&json, &publishing->report.golden);
	json_close_object(&json);
	return answer_problem(request, &publishing->fault);
}

static struct answer publish(struct request *request)
{
	const struct publish_fields *fields = request_fields(request);
	struct publishing *publishing = arena_alloc(request->arena, sizeof(*publishing));
	publishing->store = request_store(request);
	publishing->live = request_live(request);
	publishing->arena = request->arena;
	publishing->reason = fields->reason;
	publishing->by = request->caller.staff;
	return await_work(request, publish_now, publishing, published);
}

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
	return await_work(request, import_now, importing, imported);
}

/* --- Trial ------------------------------------------------------------------------------ */

struct try_fields {
	const char *text;
	const char *language;
};
static const struct field try_rows[] = {
    {FIELD(struct try_fields, text, FIELD_TEXT), .required = true, .least = 1,
     .most = MESSAGE_CHARACTERS_MOST, .help = "A question"},
    {FIELD(struct try_fields, language, FIELD_LANGUAGE), .least = 1, .most = 35,
     .help = "Of the visitor's page"},
    {0},
};

static void add_alternatives(struct json_writer *json, const struct decision *decision)
{
	json_open_array(json, "alternatives");
	for (int i = 0; i < decision->alternative_count; i++) {
		const struct bot_candidate *candidate = &decision->alternatives[i];
		json_open_object(json, NULL);
		json_add_text(json, "entry", candidate->entry->external_id);
		json_add_text(json, "question", candidate->entry->question);
		json_add_real(json, "confidence", candidate->confidence, 3);
		json_close_object(json);
	}
	json_close_array(json);
}

static struct answer answer_decision(struct request *request, const struct decision *decision,
				     int64_t snapshot)
{
	const struct snapshot_entry *entry = decision->entry;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "decision", decision_kind_name(decision->kind));
	json_add_text(&json, "entry", entry == NULL ? NULL : entry->external_id);
	json_add_text(&json, "question", entry == NULL ? NULL : entry->question);
	json_add_text(&json, "answer", entry == NULL ? NULL : entry->answer);
	json_add_real(&json, "confidence", decision->confidence, 3);
	json_add_text(&json, "reason", decision->reason);
	json_add_text(&json, "group", decision->group);
	add_alternatives(&json, decision);
	if (decision->why == NULL)
		json_add_null(&json, "why");
	else
		json_add_raw(&json, "why", decision->why);
	json_add_int(&json, "snapshot", snapshot);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* What the live bot would say to a first message. */
static struct answer try_question(struct request *request)
{
	const struct try_fields *fields = request_fields(request);
	struct bot_context context = {
	    .site = "default",
	    .language =
		fields->language != NULL ? fields->language : language_tag(request->language),
	    .policy = policy_in_force(),
	};
	struct decision decision;
	memset(&decision, 0, sizeof(decision));
	struct snapshot *snapshot = live_acquire(request_live(request));
	bot_decide(snapshot, &context, fields->text, request->arena, &decision);
	struct answer answer =
	    answer_decision(request, &decision, snapshot == NULL ? 0 : snapshot_number(snapshot));
	if (snapshot != NULL)
		snapshot_release(&snapshot);
	return answer;
}

const struct route knowledge_routes[] = {
    {.method = "GET",
     .path = "/v1/publications",
     .who = MAY_CURATE,
     .handle = list_publications,
     .summary = "What is live, what has changed since, and earlier publications",
     .shape = "publications"},
    {.method = "POST",
     .path = "/v1/publications",
     .who = MAY_PUBLISH,
     .handle = publish,
     .body = FIELD_TABLE(struct publish_fields, publish_rows),
     .summary = "Run the golden questions and put the entries live",
     .status = 201,
     .shape = "published"},
    {.method = "POST",
     .path = "/v1/imports",
     .who = MAY_CURATE,
     .handle = import_file,
     .query = FIELD_TABLE(struct import_query, import_rows),
     .body_limit = IMPORT_BYTES_MOST,
     .raw_body = true,
     .summary = "Import entries from a file, all or nothing",
     .shape = "import"},
    {.method = "POST",
     .path = "/v1/try",
     .who = MAY_CURATE,
     .handle = try_question,
     .body = FIELD_TABLE(struct try_fields, try_rows),
     .summary = "What the live bot would decide, and why",
     .shape = "trial"},
    {0},
};
