/*
 * Bulk handlers: one change to many entries, and its undoing.
 *
 * Long work on a thread of its own; answered on the event loop.
 */
#include <stdio.h>
#include <string.h>

#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "kb/entry_bulk.h"

#define TAGS_AT_ONCE_MOST 20


static const char *const STATUSES[] = {
#define X(code, name) name,
    ENTRY_STATUSES(X)
#undef X
	NULL,
};

struct bulk_fields {
	struct texts entries;
	const char *category;
	const char *language;
	const char *status;
	struct texts sites;
	struct texts add_tags;
	struct texts remove_tags;
	const char *category_from;
	const char *category_to;
};
static const struct field bulk_rows[] = {
    {FIELD(struct bulk_fields, entries, FIELD_IDS), .most_items = BULK_ENTRIES_MOST,
     .help = "Which entries; left out with category_from"},
    {FIELD(struct bulk_fields, category, FIELD_LINE), .most = ENTRY_CATEGORY_MOST,
     .help = "Puts them into this category"},
    {FIELD(struct bulk_fields, language, FIELD_LANGUAGE), .most = ENTRY_LANGUAGE_MOST,
     .help = "BCP 47; empty: any"},
    {FIELD(struct bulk_fields, status, FIELD_CHOICE), .allowed = STATUSES,
     .help = "Publishes, retires, takes back to draft"},
    {FIELD(struct bulk_fields, sites, FIELD_TEXTS), .most_items = ENTRY_SITES_MOST,
     .most = ENTRY_SITE_MOST, .help = "Where they are shown; an empty list: everywhere"},
    {FIELD(struct bulk_fields, add_tags, FIELD_TEXTS), .most_items = TAGS_AT_ONCE_MOST,
     .most = ENTRY_TAG_MOST, .help = "Tags to add"},
    {FIELD(struct bulk_fields, remove_tags, FIELD_TEXTS), .most_items = TAGS_AT_ONCE_MOST,
     .most = ENTRY_TAG_MOST, .help = "Tags to take away"},
    {FIELD(struct bulk_fields, category_from, FIELD_LINE), .most = ENTRY_CATEGORY_MOST,
     .help = "Moves this category and all below it"},
    {FIELD(struct bulk_fields, category_to, FIELD_LINE), .most = ENTRY_CATEGORY_MOST,
     .help = "to here"},
    {0},
};

struct bulk_work {
	struct entry_bulk bulk;
	struct store *store;
};

static int count_of(const struct texts *texts)
{
	return texts->count < 0 ? 0 : texts->count;
}

static struct entry_patch read_patch(const struct bulk_fields *fields)
{
	enum entry_status status;
	struct entry_patch patch = {
	    .category = fields->category,
	    .category_from = fields->category_from,
	    .category_to = fields->category_to,
	    .language = fields->language,
	    .status = -1,
	    .sites = fields->sites.items,
	    .site_count = fields->sites.count,
	    .add_tags = fields->add_tags.items,
	    .add_tag_count = count_of(&fields->add_tags),
	    .remove_tags = fields->remove_tags.items,
	    .remove_tag_count = count_of(&fields->remove_tags),
	};
	if (fields->status != NULL && entry_status_from_name(fields->status, &status))
		patch.status = (int)status;
	return patch;
}

static struct bulk_work *work_new(struct request *request)
{
	struct bulk_work *work = arena_alloc(request->arena, sizeof(*work));
	work->store = request_store(request);
	work->bulk.arena = request->arena;
	work->bulk.by = request->caller.staff;
	work->bulk.is_bound = (request->caller.may & MAY_APPROVE) == 0;
	return work;
}

static struct answer answer_bulk(struct request *request, void *data)
{
	const struct entry_bulk *bulk = &((struct bulk_work *)data)->bulk;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "bulk", bulk->id.text);
	json_add_int(&json, "changed", bulk->changed);
	json_open_array(&json, "refused");
	for (int i = 0; i < bulk->refused_count; i++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "entry", bulk->refused[i].entry.text);
		json_add_text(&json, "question", bulk->refused[i].question);
		json_add_text(&json, "code", fault_type(bulk->refused[i].code));
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static bool run_bulk(void *data, struct fault *fault)
{
	struct bulk_work *work = data;
	return entry_bulk_run(work->store, &work->bulk, fault);
}

static struct answer change_many(struct request *request)
{
	const struct bulk_fields *fields = request_fields(request);
	struct bulk_work *work = work_new(request);
	int count = count_of(&fields->entries);
	if (count == 0 && fields->category_from == NULL)
		return answer_refusal(request, FAULT_MISSING_FIELD, "entries");
	if (count > 0) {
		struct entry_id *ids = arena_array(request->arena, (size_t)count, sizeof(*ids));
		for (int i = 0; i < count; i++)
			snprintf(ids[i].text, sizeof(ids[i].text), "%s", fields->entries.items[i]);
		work->bulk.entries = ids;
		work->bulk.entry_count = count;
	}
	work->bulk.patch = read_patch(fields);
	return await_long_work(request, run_bulk, work, answer_bulk);
}

static bool undo_bulk(void *data, struct fault *fault)
{
	struct bulk_work *work = data;
	return entry_bulk_undo(work->store, &work->bulk, fault);
}

static struct answer undo_many(struct request *request)
{
	struct bulk_work *work = work_new(request);
	snprintf(work->bulk.id.text, sizeof(work->bulk.id.text), "%s",
		 request_parameter(request, "id"));
	return await_long_work(request, undo_bulk, work, answer_bulk);
}

const struct route bulk_routes[] = {
    {.method = "POST",
     .path = "/v1/entries/bulk",
     .who = MAY_CURATE,
     .handle = change_many,
     .body = FIELD_TABLE(struct bulk_fields, bulk_rows),
     .body_limit = 1024 * 1024,
     .summary = "Change many entries at once, or move a category",
     .shape = "bulk"},
    {.method = "POST",
     .path = "/v1/entries/bulk/{id}/undo",
     .who = MAY_CURATE,
     .handle = undo_many,
     .summary = "Undo such a change, as far as nobody has changed the entries since",
     .shape = "bulk"},
    {0},
};
