/*
 * Entry handlers: editors list and read entries, their categories and their
 * versions.
 *
 * Event-loop threads.  Not here: changing them (entry_edit_handlers.c).
 */
#include <stdio.h>

#include "http/entry_handlers.h"
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/views.h"
#include "kb/entry.h"

#define HISTORY_BYTES_MOST ((size_t)8 * 1024 * 1024) /* of the 16 MB an answer may have */

struct entry_id entry_of_path(struct request *request)
{
	struct entry_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

struct answer answer_entry(struct request *request, const struct entry_id *id, int status)
{
	struct fault fault;
	struct entry entry;
	enum lookup found = entry_read(request_reader(request), id, request->arena, &entry, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "entry");
	struct json_writer json = request_json(request);
	view_entry(&json, NULL, &entry, request->arena);
	return answer_json(request, status);
}

static struct answer show_entry(struct request *request)
{
	struct entry_id id = entry_of_path(request);
	return answer_entry(request, &id, 200);
}

const char *const entry_statuses[] = {
#define X(code, name) name,
    ENTRY_STATUSES(X)
#undef X
	NULL,
};

struct list_query {
	const char *query;
	const char *language;
	const char *category;
	const char *status;
	const char *tag;
	const char *site;
	const char *translation;
	const char *before;
	int64_t limit;
};
static const struct field list_rows[] = {
    {FIELD(struct list_query, query, FIELD_LINE), .most = 200,
     .help = "Words to be found in question, answer, variants or id"},
    {FIELD(struct list_query, language, FIELD_LANGUAGE), .most = ENTRY_LANGUAGE_MOST,
     .help = "Only this language"},
    {FIELD(struct list_query, category, FIELD_LINE), .most = ENTRY_CATEGORY_MOST,
     .help = "Only this category and those below it"},
    {FIELD(struct list_query, status, FIELD_CHOICE), .allowed = entry_statuses,
     .help = "all but the retired ones when left out"},
    {FIELD(struct list_query, tag, FIELD_LINE), .most = ENTRY_TAG_MOST,
     .help = "Only those with this tag"},
    {FIELD(struct list_query, site, FIELD_LINE), .most = ENTRY_SITE_MOST,
     .help = "Only those that this site shows"},
    {FIELD(struct list_query, translation, FIELD_LINE), .most = ENTRY_EXTERNAL_ID_MOST,
     .help = "Only those that say this in some language"},
    {FIELD(struct list_query, before, FIELD_LINE), .least = 1, .most = 100,
     .help = "\"next\" of the page before"},
    {FIELD(struct list_query, limit, FIELD_INT), .least = 1, .most = 200, .fallback = 50,
     .help = "Lines on a page"},
    {0},
};

static const char *unless_empty(const char *text)
{
	return text == NULL || text[0] == '\0' ? NULL : text;
}

/* The status that a word means; ENTRY_ANY for none. */
static int status_of(const char *word)
{
	enum entry_status status;
	return word != NULL && entry_status_from_name(word, &status) ? (int)status : ENTRY_ANY;
}

static struct answer list_entries(struct request *request)
{
	struct fault fault;
	struct entry_page page;
	const struct list_query *query = request_query(request);
	struct entry_filter filter = {
	    .query = unless_empty(query->query),
	    .language = unless_empty(query->language),
	    .category = unless_empty(query->category),
	    .status = status_of(query->status),
	    .tag = unless_empty(query->tag),
	    .site = unless_empty(query->site),
	    .translation = unless_empty(query->translation),
	    .before = query->before,
	    .limit = (int)query->limit,
	};
	if (!entry_list(request_reader(request), &filter, request->arena, &page, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	view_entry_page(&json, &page);
	return answer_json(request, 200);
}

static struct answer list_categories(struct request *request)
{
	struct fault fault;
	struct entry_category *list;
	int count;
	if (!entry_categories(request_reader(request), request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "categories");
	for (int i = 0; i < count; i++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "category", list[i].path);
		json_add_int(&json, "entries", list[i].entries);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* --- Versions ------------------------------------------------------------------------------ */

static struct answer list_versions(struct request *request)
{
	struct fault fault;
	struct entry_version *versions;
	int count;
	struct entry_id id = entry_of_path(request);
	if (!entry_history(request_reader(request), &id, request->arena, &versions, &count, &fault))
		return answer_fault(request, &fault);
	if (count == 0)
		return answer_refusal(request, FAULT_NOT_FOUND, "entry");
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "versions");
	/* The newest, where there are more long ones than an answer takes. */
	for (int i = 0; i < count && json.out->length < HISTORY_BYTES_MOST; i++)
		view_entry_version(&json, &versions[i]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

const struct route entry_routes[] = {
    {.method = "GET",
     .path = "/v1/entries",
     .who = MAY_CURATE,
     .handle = list_entries,
     .query = FIELD_TABLE(struct list_query, list_rows),
     .summary = "Entries, last changed first",
     .shape = "entries"},
    {.method = "GET",
     .path = "/v1/entries/categories",
     .who = MAY_CURATE,
     .handle = list_categories,
     .summary = "Categories in use",
     .shape = "categories"},
    {.method = "GET",
     .path = "/v1/entries/{id}",
     .who = MAY_CURATE,
     .handle = show_entry,
     .summary = "One entry",
     .shape = "entry"},
    {.method = "GET",
     .path = "/v1/entries/{id}/versions",
     .who = MAY_CURATE,
     .handle = list_versions,
     .summary = "All states an entry has had, newest first",
     .shape = "entry_versions"},
    {0},
};
