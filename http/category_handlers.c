/*
 * Category handlers: how categories are called, by language.
 *
 * Not here: which categories there are and how many entries they have
 * (entry_handlers.c), moving them (bulk_handlers.c).  Event-loop threads.
 */
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "kb/category.h"
#include "kb/entry.h"

#define LANGUAGE_TAGS                                                                              \
	{                                                                                          \
		"en", "zh-CN", "zh-TW", NULL                                                       \
	}

static struct answer answer_names(struct request *request)
{
	struct category_names names;
	struct fault fault;
	if (!category_names_read(request_reader(request), request->arena, &names, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "names");
	for (int at = 0; at < names.count; at++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "category", names.items[at].category);
		json_add_text(&json, "language", language_tag(names.items[at].language));
		json_add_text(&json, "name", names.items[at].name);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

struct name_fields {
	const char *category, *language, *name;
};
static const char *const tags[] = LANGUAGE_TAGS;
static const struct field name_rows[] = {
    {FIELD(struct name_fields, category, FIELD_LINE), .required = true, .least = 1,
     .most = ENTRY_CATEGORY_MOST, .help = "The whole path"},
    {FIELD(struct name_fields, language, FIELD_CHOICE), .required = true, .allowed = tags,
     .help = "Of the readers"},
    {FIELD(struct name_fields, name, FIELD_LINE), .required = true, .most = CATEGORY_NAME_MOST,
     .help = "What they read; empty: the path's own word"},
    {0},
};

static struct answer named(struct request *request, struct change *change)
{
	(void)change;
	return answer_names(request);
}

static struct answer give_name(struct request *request)
{
	const struct name_fields *fields = request_fields(request);
	struct category_naming *naming = arena_alloc(request->arena, sizeof(*naming));
	struct fault fault;
	*naming = (struct category_naming){.arena = request->arena,
					   .category = fields->category,
					   .language = language_from_tag(fields->language),
					   .name = fields->name,
					   .by = request->caller.staff};
	if (!category_naming_prepare(naming, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &naming->change, named);
}

const struct route category_routes[] = {
    {.method = "GET",
     .path = "/v1/categories/names",
     .who = MAY_CURATE,
     .handle = answer_names,
     .summary = "How categories are called, by language",
     .shape = "category_names"},
    {.method = "PUT",
     .path = "/v1/categories/names",
     .who = MAY_CURATE,
     .handle = give_name,
     .body = FIELD_TABLE(struct name_fields, name_rows),
     .summary = "Name a category in a language; readers see it at once",
     .shape = "category_names"},
    {0},
};
