/*
 * Export: see export.h.  The table of formats, and walking over the entries.
 */
#include "kb/export.h"

#include <stdio.h>
#include <string.h>

#include "data/text.h"
#include "kb/export_internal.h"
#include "kb/import_table.h"

SQL_READ(EXPORT_NEXT, "SELECT external_id FROM entry WHERE external_id > $1 "
		      "ORDER BY external_id LIMIT $2");

#define PAGE 500

static const struct {
	export_write write;
	const char *ending;
	const char *media_type;
} formats[IMPORT_FORMATS] = {
    [IMPORT_JSONL] = {export_jsonl, "jsonl", "application/x-ndjson"},
    [IMPORT_CSV] = {export_csv, "csv", "text/csv; charset=utf-8"},
    [IMPORT_TSV] = {export_tsv, "tsv", "text/tab-separated-values; charset=utf-8"},
    [IMPORT_XLSX] = {export_xlsx, "xlsx",
		     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    [IMPORT_MARKDOWN] = {export_markdown, "markdown.zip", "application/zip"},
    [IMPORT_HTML] = {export_html, "html", "text/html; charset=utf-8"},
    [IMPORT_FAQPAGE] = {export_faqpage, "jsonld", "application/ld+json"},
    [IMPORT_RASA] = {export_rasa, "rasa.zip", "application/zip"},
    [IMPORT_DIALOGFLOW] = {export_dialogflow, "dialogflow.zip", "application/zip"},
    [IMPORT_ZENDESK] = {export_zendesk, "zendesk.json", "application/json"},
};

const char *export_ending(enum import_format format)
{
	return formats[format].ending;
}

const char *export_media_type(enum import_format format)
{
	return formats[format].media_type;
}

/* Walking ------------------------------------------------------------------------ */

static bool read_page(struct db *db, const char *after, struct arena *arena, struct list *ids,
		      struct fault *fault)
{
	struct query *query = db_query(db, &EXPORT_NEXT);
	query_text(query, 1, after);
	query_int(query, 2, PAGE);
	while (query_next(query))
		*(const char **)list_add(ids) = row_text(query, "external_id", arena);
	return query_end(&query, fault);
}

static bool visit(const struct export_source *source, const char *external_id,
		  export_each_entry each, void *context, struct arena *arena, struct fault *fault)
{
	struct entry entry;
	switch (entry_find(source->db, external_id, arena, &entry, fault)) {
	case LOOKUP_FAILED:
		return false;
	case LOOKUP_ABSENT: /* renamed meanwhile */
		return true;
	case LOOKUP_FOUND:
		break;
	}
	if (entry.content.status == ENTRY_RETIRED && !source->with_retired)
		return true;
	return each(context, &entry, arena, fault);
}

bool export_walk_entries(const struct export_source *source, export_each_entry each, void *context,
			 struct fault *fault)
{
	struct arena *page = arena_new();
	struct arena *scratch = arena_new();
	char after[ENTRY_EXTERNAL_ID_MOST * 4 + 1] = "";
	bool good = true;
	bool more = true;
	while (good && more) {
		struct list ids = list_new(page, sizeof(const char *));
		good = read_page(source->db, after, page, &ids, fault);
		for (int i = 0; good && i < ids.count; i++) {
			const char *id = ((const char *const *)ids.items)[i];
			good = visit(source, id, each, context, scratch, fault);
			snprintf(after, sizeof(after), "%s", id);
			arena_reset(scratch);
		}
		more = ids.count == PAGE;
		arena_reset(page);
	}
	arena_free(&page);
	arena_free(&scratch);
	return good;
}

struct content_walk {
	export_each each;
	void *context;
};

static bool give_content(void *walk_, const struct entry *entry, struct arena *arena,
			 struct fault *fault)
{
	const struct content_walk *walk = walk_;
	return walk->each(walk->context, &entry->content, arena, fault);
}

bool export_walk(const struct export_source *source, export_each each, void *context,
		 struct fault *fault)
{
	struct content_walk walk = {each, context};
	return export_walk_entries(source, give_content, &walk, fault);
}

static bool write_in_view(const struct export_source *source, enum import_format format,
			  struct buffer *out, struct fault *fault)
{
	store_begin_view(source->db);
	bool good = formats[format].write(source, out, fault) &&
		    (!source->is_whole || base_write(source->db, out, fault));
	store_end_view(source->db);
	return good;
}

bool export_entries(struct db *db, const struct export_wish *wish, struct buffer *out,
		    struct fault *fault)
{
	struct export_source source = {db, wish->with_retired || wish->is_whole, wish->is_whole};
	if (wish->is_whole && wish->format != IMPORT_JSONL)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "whole", "only of jsonl");
	*out = buffer_new(EXPORT_BYTES_MOST);
	bool written = write_in_view(&source, wish->format, out, fault);
	if (written && out->overflowed)
		written = fault_limit(fault, FAULT_BODY_TOO_LARGE, "export", (int64_t)out->maximum,
				      (int64_t)out->maximum);
	if (!written)
		buffer_free(out);
	return written;
}

/* Shared ----------------------------------------------------------------------------- */

const char *export_cell(const char *text, struct arena *arena)
{
	return table_is_formula(text) ? arena_format(arena, "'%s", text) : text;
}

const char *export_file_name(const char *external_id, struct arena *arena)
{
	char *name = arena_text(arena, external_id);
	for (char *at = name; *at != '\0'; at++)
		if ((unsigned char)*at < 0x21 || strchr("/\\:*?\"<>|.%#&{}$!'@+`=", *at) != NULL)
			*at = '-';
	text_cut(name, 60);
	return arena_format(arena, "%s-%.8s", name, secret_hash(external_id).text);
}

/* JSONL -------------------------------------------------------------------------------- */

struct line_writing {
	struct buffer *out;
	struct db *db;
	bool is_whole;
};

/* What publications hold while the entry is worked on. */
static bool add_approved(struct json_writer *json, struct db *db, const struct entry *entry,
			 struct arena *arena, struct fault *fault)
{
	struct entry_draft approved;
	if (entry->approved_version == 0 || entry->approved_version == entry->version ||
	    entry->content.status == ENTRY_RETIRED)
		return true;
	if (entry_content_at(db, &entry->id, entry->approved_version, arena, &approved, fault) !=
	    LOOKUP_FOUND)
		return false;
	json_open_object(json, "approved");
	entry_write_json(json, &approved);
	json_close_object(json);
	return true;
}

static bool add_line(void *writing_, const struct entry *entry, struct arena *arena,
		     struct fault *fault)
{
	const struct line_writing *writing = writing_;
	struct json_writer json = json_writer(writing->out);
	json_open_object(&json, NULL);
	entry_write_json(&json, &entry->content);
	if (writing->is_whole && !add_approved(&json, writing->db, entry, arena, fault))
		return false;
	json_close_object(&json);
	buffer_add_char(writing->out, '\n');
	return true;
}

bool export_jsonl(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	struct line_writing writing = {out, source->db, source->is_whole};
	return export_walk_entries(source, add_line, &writing, fault);
}
