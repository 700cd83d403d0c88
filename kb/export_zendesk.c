/*
 * Zendesk Help Center: articles with the sections and categories they lie in,
 * as its API has them; see export.h and import_zendesk.c.  The first step of
 * an entry's category is the category, each other a section.  One thread.
 */
#include <stdlib.h>
#include <string.h>

#include "data/markdown.h"
#include "kb/export_internal.h"
#include "kb/import_internal.h"

struct help_center {
	struct json_writer *json;
	struct arena *arena;       /* names of sections */
	struct list sections;      /* const char *: paths; their numbers are their ids */
	struct names section_ids;
	int64_t articles;
};

/* The id of a section by its path; those above it are made before. */
static int section_of(struct help_center *center, const char *path)
{
	int *id = names_at(&center->section_ids, path);
	if (*id > 0)
		return *id;
	const char *kept = arena_text(center->arena, path);
	const char *slash = strrchr(kept, '/');
	if (slash != NULL)
		section_of(center,
			   arena_copy_text(center->arena, kept, (size_t)(slash - kept)));
	*(const char **)list_add(&center->sections) = kept;
	*names_at(&center->section_ids, kept) = center->sections.count;
	return center->sections.count;
}

static bool add_article(void *context, const struct entry_draft *draft, struct arena *arena,
			struct fault *fault)
{
	struct help_center *center = context;
	struct json_writer *json = center->json;
	struct buffer body = buffer_new(EXPORT_BYTES_MOST);
	(void)fault;
	markdown_html(draft->answer, 1, arena, &body);
	json_open_object(json, NULL);
	json_add_int(json, "id", ++center->articles);
	json_add_text(json, "external_id", draft->external_id);
	json_add_text(json, "title", draft->question);
	json_add_text(json, "name", draft->question);
	json_add_text(json, "body", body.length > 0 ? body.bytes : "");
	json_add_text(json, "locale", fact_text(draft, FACT_LANGUAGE, arena));
	json_add_bool(json, "draft", draft->status != ENTRY_PUBLISHED);
	if (*fact_text(draft, FACT_CATEGORY, arena) != '\0')
		json_add_int(json, "section_id",
			     section_of(center, arena_text(center->arena, draft->category)));
	else
		json_add_null(json, "section_id");
	json_open_array(json, "label_names");
	for (int i = 0; i < draft->tag_count; i++)
		json_add_text(json, NULL, draft->tags[i]);
	json_close_array(json);
	json_close_object(json);
	buffer_free(&body);
	return true;
}

/* Sections without one above them lie in no category: Foyer's categories are
 * of one kind. */
static void add_sections(struct help_center *center)
{
	struct json_writer *json = center->json;
	for (int i = 0; i < center->sections.count; i++) {
		const char *path = ((const char *const *)center->sections.items)[i];
		const char *slash = strrchr(path, '/');
		json_open_object(json, NULL);
		json_add_int(json, "id", i + 1);
		json_add_text(json, "name", slash != NULL ? slash + 1 : path);
		if (slash != NULL)
			json_add_int(json, "parent_section_id",
				     section_of(center, arena_copy_text(center->arena, path,
									(size_t)(slash - path))));
		else
			json_add_null(json, "parent_section_id");
		json_close_object(json);
	}
}

bool export_zendesk(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	struct json_writer json = json_writer(out);
	struct arena *arena = arena_new();
	struct help_center center = {
	    .json = &json,
	    .arena = arena,
	    .sections = list_new(arena, sizeof(const char *)),
	    .section_ids = {.arena = arena},
	};
	json_open_object(&json, NULL);
	json_open_array(&json, "articles");
	bool walked = export_walk(source, add_article, &center, fault);
	json_close_array(&json);
	json_open_array(&json, "sections");
	add_sections(&center);
	json_close_array(&json);
	json_open_array(&json, "categories");
	json_close_array(&json);
	json_close_object(&json);
	arena_free(&arena);
	return walked;
}
