/*
 * Entry handlers: editors list, read, write and retire entries.
 *
 * Event-loop threads.
 */
#include <stdio.h>

#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/views.h"
#include "kb/entry.h"
#include "kb/unmatched.h"

#define ENTRY_BODY_MOST ((size_t)3 * 1024 * 1024) /* it must fit into an answer again */

static struct entry_id path_entry(struct request *request)
{
	struct entry_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

/* --- Reading -------------------------------------------------------------------------- */

static struct answer answer_entry(struct request *request, const struct entry_id *id, int status)
{
	struct fault fault;
	struct entry entry;
	enum lookup found = entry_read(request_reader(request), id, request->arena, &entry, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "entry");
	struct json_writer json = request_json(request);
	view_entry(&json, NULL, &entry);
	return answer_json(request, status);
}

static struct answer show_entry(struct request *request)
{
	struct entry_id id = path_entry(request);
	return answer_entry(request, &id, 200);
}

static const char *const STATUSES[] = {"active", "retired", NULL};

struct list_query {
	const char *query;
	const char *language;
	const char *category;
	const char *status;
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
    {FIELD(struct list_query, status, FIELD_CHOICE), .allowed = STATUSES,
     .help = "active when left out"},
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

static struct answer list_entries(struct request *request)
{
	struct fault fault;
	struct entry_page page;
	const struct list_query *query = request_query(request);
	struct entry_filter filter = {
	    .query = unless_empty(query->query),
	    .language = unless_empty(query->language),
	    .category = unless_empty(query->category),
	    .retired = query->status != NULL && query->status[0] == 'r',
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

/* --- Writing ---------------------------------------------------------------------------- */

struct entry_fields {
	const char *external_id;
	const char *question;
	struct texts variants;
	const char *answer;
	const char *category;
	struct texts tags;
	const char *language;
	const char *unmatched; /* when it is made for one */
	int64_t version;       /* when it is changed */
};

#define ENTRY_CONTENT_ROWS                                                                         \
	{FIELD(struct entry_fields, external_id, FIELD_LINE), .most = ENTRY_EXTERNAL_ID_MOST,      \
	 .help = "What imports and other systems call it; made up when left out"},                 \
	    {FIELD(struct entry_fields, question, FIELD_TEXT), .required = true, .least = 1,       \
	     .most = ENTRY_QUESTION_MOST, .help = "The question, as customers would ask it"},      \
	    {FIELD(struct entry_fields, variants, FIELD_TEXTS), .most_items = ENTRY_VARIANTS_MOST, \
	     .most = ENTRY_VARIANT_MOST, .help = "Other ways to ask it"},                          \
	    {FIELD(struct entry_fields, answer, FIELD_TEXT), .required = true, .least = 1,         \
	     .most = ENTRY_ANSWER_MOST, .help = "The answer, Markdown"},                           \
	    {FIELD(struct entry_fields, category, FIELD_LINE), .most = ENTRY_CATEGORY_MOST,        \
	     .help = "Path with slashes, as roaming/prices"},                                      \
	    {FIELD(struct entry_fields, tags, FIELD_TEXTS), .most_items = ENTRY_TAGS_MOST,         \
	     .most = ENTRY_TAG_MOST, .help = "Words to find it by"},                               \
	{                                                                                          \
		FIELD(struct entry_fields, language, FIELD_LANGUAGE), .most = ENTRY_LANGUAGE_MOST, \
								      .help = "BCP 47; empty: any" \
	}

static const struct field create_rows[] = {
    ENTRY_CONTENT_ROWS,
    {FIELD(struct entry_fields, unmatched, FIELD_ID),
     .help = "The unmatched question that it answers"},
    {0},
};

static const struct field change_rows[] = {
    ENTRY_CONTENT_ROWS,
    {FIELD(struct entry_fields, version, FIELD_INT), .required = true, .least = 1,
     .most = INT64_MAX, .help = "The version it was made from"},
    {0},
};

static bool read_draft(struct request *request, const struct entry_fields *fields,
		       struct entry_draft *draft, struct fault *fault)
{
	struct entry_draft raw = {
	    .external_id = fields->external_id,
	    .question = fields->question,
	    .variants = fields->variants.items,
	    .variant_count = fields->variants.count < 0 ? 0 : fields->variants.count,
	    .answer = fields->answer,
	    .category = fields->category,
	    .tags = fields->tags.items,
	    .tag_count = fields->tags.count < 0 ? 0 : fields->tags.count,
	    .language = fields->language,
	};
	return entry_clean(&raw, request->arena, draft, fault);
}

/* What an editor does to one entry. */
struct entry_edit {
	struct change change;
	struct staff_id by;
	struct entry_draft draft;
	struct entry_id id;
	int64_t version;
	struct unmatched_id unmatched; /* "" for none */
};

static struct entry_edit *edit_new(struct request *request)
{
	struct entry_edit *edit = arena_alloc(request->arena, sizeof(*edit));
	edit->by = request->caller.staff;
	return edit;
}

static bool apply_create(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct entry_edit *edit = (struct entry_edit *)change;
	if (!entry_create(transaction, &edit->draft, &edit->by, &edit->id, fault))
		return false;
	return edit->unmatched.text[0] == '\0' ||
	       unmatched_link(transaction, &edit->unmatched, &edit->id, &edit->by, fault);
}

static bool apply_change(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct entry_edit *edit = (struct entry_edit *)change;
	int64_t version = edit->version;
	return entry_change(transaction, &edit->id, &edit->draft, &edit->by, &version, fault);
}

static bool apply_retire(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct entry_edit *edit = (struct entry_edit *)change;
	int64_t version = edit->version;
	return entry_retire(transaction, &edit->id, &edit->by, &version, fault);
}

static struct answer created(struct request *request, struct change *change)
{
	const struct entry_edit *edit = (const struct entry_edit *)change;
	return answer_entry(request, &edit->id, 201);
}

static struct answer changed(struct request *request, struct change *change)
{
	const struct entry_edit *edit = (const struct entry_edit *)change;
	return answer_entry(request, &edit->id, 200);
}

static struct answer create_entry(struct request *request)
{
	struct fault fault;
	const struct entry_fields *fields = request_fields(request);
	struct entry_edit *edit = edit_new(request);
	if (!read_draft(request, fields, &edit->draft, &fault))
		return answer_fault(request, &fault);
	if (fields->unmatched != NULL)
		snprintf(edit->unmatched.text, sizeof(edit->unmatched.text), "%s",
			 fields->unmatched);
	edit->change.apply = apply_create;
	return await_commit(request, &edit->change, created);
}

static struct answer change_entry(struct request *request)
{
	struct fault fault;
	const struct entry_fields *fields = request_fields(request);
	struct entry_edit *edit = edit_new(request);
	if (!read_draft(request, fields, &edit->draft, &fault))
		return answer_fault(request, &fault);
	edit->id = path_entry(request);
	edit->version = fields->version;
	edit->change.apply = apply_change;
	return await_commit(request, &edit->change, changed);
}

struct retire_fields {
	int64_t version;
};
static const struct field retire_rows[] = {
    {FIELD(struct retire_fields, version, FIELD_INT), .required = true, .least = 1,
     .most = INT64_MAX, .help = "The version that was looked at"},
    {0},
};

static struct answer retire_entry(struct request *request)
{
	const struct retire_fields *fields = request_fields(request);
	struct entry_edit *edit = edit_new(request);
	edit->id = path_entry(request);
	edit->version = fields->version;
	edit->change.apply = apply_retire;
	return await_commit(request, &edit->change, changed);
}

const struct route entry_routes[] = {
    {.method = "GET",
     .path = "/v1/entries",
     .who = MAY_CURATE,
     .handle = list_entries,
     .query = FIELD_TABLE(struct list_query, list_rows),
     .summary = "Entries, last changed first",
     .shape = "entries"},
    {.method = "POST",
     .path = "/v1/entries",
     .who = MAY_CURATE,
     .handle = create_entry,
     .body = FIELD_TABLE(struct entry_fields, create_rows),
     .body_limit = ENTRY_BODY_MOST,
     .summary = "Make an entry; visitors see it once it is published",
     .status = 201,
     .shape = "entry"},
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
    {.method = "PUT",
     .path = "/v1/entries/{id}",
     .who = MAY_CURATE,
     .handle = change_entry,
     .body = FIELD_TABLE(struct entry_fields, change_rows),
     .body_limit = ENTRY_BODY_MOST,
     .summary = "Replace an entry's content",
     .shape = "entry"},
    {.method = "POST",
     .path = "/v1/entries/{id}/retire",
     .who = MAY_CURATE,
     .handle = retire_entry,
     .body = FIELD_TABLE(struct retire_fields, retire_rows),
     .summary = "Leave an entry out of the next publication",
     .shape = "entry"},
    {0},
};
