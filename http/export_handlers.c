/*
 * Export handlers: the entries as a file, or the whole base.
 *
 * Written on the thread for long work, answered on the event loop.  Not here:
 * imports (import_handlers.c).
 */
#include "http/knowledge_handlers.h"

#include <time.h>

#include "data/audit.h"
#include "data/clock.h"
#include "http/permission.h"
#include "kb/export.h"

const char *const exchange_formats[] = {"jsonl", "csv",	"tsv",	"xlsx",	"markdown", "html",
					"faqpage", "rasa", "dialogflow", "zendesk",  NULL};

struct export_query {
	const char *format;
	int retired, whole;
};
static const struct field export_rows[] = {
    {FIELD(struct export_query, format, FIELD_CHOICE), .required = true,
     .allowed = exchange_formats,
     .help = "The format to write"},
    {FIELD(struct export_query, retired, FIELD_BOOL), .help = "Retired entries too"},
    {FIELD(struct export_query, whole, FIELD_BOOL),
     .help = "Of jsonl: the whole base, with rules, words, names, golden questions and files"},
    {0},
};

struct exporting {
	struct change change;
	struct store *store;
	struct staff_id by;
	struct export_wish wish;
	struct buffer content;
};

/* That the whole base went out. */
static bool apply_export(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct exporting *exporting = (struct exporting *)change;
	return audit_append(transaction, exporting->by.text, "entry.export", "export",
			    import_format_name(exporting->wish.format),
			    exporting->wish.is_whole ? "{\"whole\":true}" : NULL, fault);
}

static bool export_now(void *data, struct fault *fault)
{
	struct exporting *exporting = data;
	return store_write(exporting->store, &exporting->change, fault) &&
	       export_entries(store_reader(exporting->store), &exporting->wish,
			      &exporting->content, fault);
}

/* When the answer is never given. */
static void drop_content(void *data)
{
	buffer_free(&((struct exporting *)data)->content);
}

static struct answer exported(struct request *request, void *data)
{
	struct exporting *exporting = data;
	time_t now = (time_t)(clock_now() / 1000);
	struct tm date;
	char day[16];
	gmtime_r(&now, &date);
	strftime(day, sizeof(day), "%Y-%m-%d", &date);
	request_add_header(request, "Content-Disposition",
			   arena_format(request->arena, "attachment; filename=\"foyer-%s.%s\"",
					day, export_ending(exporting->wish.format)));
	return answer_buffer(request, 200, export_media_type(exporting->wish.format),
			     &exporting->content);
}

/* Judgements are what visitors asked, rules are for those who may change them. */
static bool check_whole(struct request *request, enum import_format format, struct fault *fault)
{
	bool approves;
	if (format != IMPORT_JSONL)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "whole", "only of jsonl");
	if (!caller_approves(request_reader(request), request->caller.may, &request->caller.staff,
			     request->arena, &approves, fault))
		return false;
	return approves || fault_detail(fault, FAULT_FORBIDDEN, "",
					"your rights do not cover the whole knowledge base");
}

static struct answer export_file(struct request *request)
{
	struct fault fault;
	const struct export_query *query = request_query(request);
	struct exporting *exporting = arena_alloc(request->arena, sizeof(*exporting));
	exporting->change.apply = apply_export;
	exporting->store = request_store(request);
	exporting->by = request->caller.staff;
	exporting->wish.with_retired = query->retired == 1;
	exporting->wish.is_whole = query->whole == 1;
	if (!import_format_read(query->format, &exporting->wish.format, &fault))
		return answer_fault(request, &fault);
	if (exporting->wish.is_whole && !check_whole(request, exporting->wish.format, &fault))
		return answer_fault(request, &fault);
	request_at_end(request, drop_content, exporting);
	return await_long_work(request, export_now, exporting, exported);
}

const struct route export_routes[] = {
    {.method = "GET",
     .path = "/v1/export",
     .who = MAY_CURATE,
     .handle = export_file,
     .query = FIELD_TABLE(struct export_query, export_rows),
     .summary = "All entries as a file, or the whole base"},
    {0},
};
