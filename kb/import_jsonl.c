/*
 * JSONL: an entry a line, or another part of the base; see import.h.  Not for
 * what an entry may hold (entry_clean.c) or a part (base_kinds.c).  One thread.
 */
#include <stdio.h>
#include <string.h>

#include "data/text.h"
#include "kb/import_internal.h"

#define FILE_ROW_MOST ((size_t)8 * 1024 * 1024) /* a picture's line */

struct line {
	const struct json *object;
	bool is_part;
	bool is_file; /* whose bytes are copied when it is taken */
	struct entry_draft draft;
	struct entry_draft *approved; /* or NULL */
};

static bool read_approved(const struct json *value, struct arena *arena, struct line *line,
			  struct fault *fault)
{
	line->approved = arena_alloc(arena, sizeof(*line->approved));
	if (entry_read_json(value, arena, line->approved, fault))
		return true;
	char field[sizeof(fault->field)];
	snprintf(field, sizeof(field), "approved.%.40s", fault->field);
	snprintf(fault->field, sizeof(fault->field), "%s", field);
	return false;
}

static bool read_entry(const struct json *object, struct arena *arena, struct line *line,
		       struct fault *fault)
{
	for (const struct json *value = object->first; value != NULL; value = value->next) {
		bool good = strcmp(value->name, "approved") == 0
				? read_approved(value, arena, line, fault)
				: entry_read_member(value, arena, &line->draft, fault);
		if (!good)
			return false;
	}
	return true;
}

static bool read_line(const char *text, size_t length, struct arena *arena, struct line *line,
		      struct fault *fault)
{
	/* Before it is read: what may be a picture's has this near its beginning. */
	bool may_be_file = memmem(text, length < 40 ? length : 40, "\"file\"", 6) != NULL;
	size_t most = may_be_file ? FILE_ROW_MOST : IMPORT_ROW_MOST;
	if (length > most)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "line", (int64_t)length,
				   (int64_t)most);
	if (!json_parse(text, length, arena, &line->object, fault))
		return false;
	if (line->object->type != JSON_OBJECT)
		return fault_detail(fault, FAULT_WRONG_TYPE, "line",
				    "an object {...} on each line");
	line->is_part = json_member(line->object, "part") != NULL;
	line->is_file = text_equal(json_text(line->object, "part"), "file");
	return line->is_part || read_entry(line->object, arena, line, fault);
}

static bool is_blank(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (line[i] != ' ' && line[i] != '\t')
			return false;
	return true;
}

/* False when no more rows are taken. */
static bool take_line(struct import_reader *reader, int64_t number, const char *text, size_t size)
{
	struct line line = {0};
	struct fault fault;
	arena_reset(reader->scratch);
	if (!read_line(text, size, reader->scratch, &line, &fault)) {
		import_refuse(reader, number, &fault);
		return true;
	}
	if (!line.is_part)
		return import_take_both(reader, number, &line.draft, line.approved);
	/* Parts keep texts of their line. */
	if (!line.is_file && !json_parse(text, size, reader->arena, &line.object, &fault)) {
		import_refuse(reader, number, &fault);
		return true;
	}
	return import_take_part(reader, number, line.object);
}

bool import_read_jsonl(struct import_reader *reader, const struct archive *archive,
		       struct fault *fault)
{
	for (int i = 0; i < archive->count; i++) {
		const char *text;
		size_t length;
		int64_t number = 0;
		if (archive->files[i].name != NULL &&
		    !import_has_ending(archive->files[i].name, ".jsonl"))
			continue;
		reader->file = archive->files[i].name;
		if (!import_decode(reader, &archive->files[i], &text, &length, fault))
			return false;
		for (const char *line = text, *next; line < text + length; line = next) {
			size_t size = import_line(line, text + length, &next);
			number++;
			if (!is_blank(line, size) && !take_line(reader, number, line, size))
				return true;
		}
	}
	return true;
}
