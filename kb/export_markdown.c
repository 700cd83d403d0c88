/*
 * Markdown: a zip with a file for each entry, its facts in front matter; see
 * export.h.  One thread.
 */
#include <string.h>

#include "kb/export_internal.h"
#include "kb/import_archive.h"
#include "kb/import_yaml.h"

static void add_list(struct yaml_writer *yaml, enum fact fact, const char *const *texts, int count)
{
	if (count == 0)
		return;
	yaml_open_list(yaml, fact_name(fact));
	for (int i = 0; i < count; i++)
		yaml_add(yaml, NULL, texts[i]);
	yaml_close(yaml);
}

static void add_fact(struct yaml_writer *yaml, const struct entry_draft *draft, enum fact fact,
		     struct arena *arena)
{
	const char *text = fact_text(draft, fact, arena);
	if (fact == FACT_VARIANTS)
		add_list(yaml, fact, draft->variants, draft->variant_count);
	else if (fact == FACT_TAGS)
		add_list(yaml, fact, draft->tags, draft->tag_count);
	else if (*text != '\0' || fact == FACT_CATEGORY)
		yaml_add(yaml, fact_name(fact), text);
}

static bool add_file(void *context, const struct entry_draft *draft, struct arena *arena,
		     struct fault *fault)
{
	struct buffer file = buffer_new(IMPORT_ROW_MOST * 2);
	buffer_add_text(&file, "---\n");
	struct yaml_writer *yaml = yaml_writer_new(&file);
	yaml_open_map(yaml, NULL);
	for (int i = 0; i < FACT_COUNT; i++)
		if (i != FACT_ANSWER)
			add_fact(yaml, draft, (enum fact)i, arena);
	yaml_close(yaml);
	bool good = yaml_finish(&yaml);
	buffer_format(&file, "---\n\n%s\n", draft->answer);
	if (good)
		archive_add(context,
			    arena_format(arena, "%s.md",
					 export_file_name(draft->external_id, arena)),
			    &file);
	buffer_free(&file);
	return good || fault_detail(fault, FAULT_INTERNAL, "yaml", "%.60s", draft->external_id);
}

bool export_markdown(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	struct archive_writer *writer = archive_writer_new();
	struct fault ignored;
	struct buffer nothing = buffer_new(0);
	bool walked = export_walk(source, add_file, writer, fault);
	bool finished = archive_finish(&writer, walked ? out : &nothing, walked ? fault : &ignored);
	buffer_free(&nothing);
	return walked && finished;
}
