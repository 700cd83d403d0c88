/*
 * JSONL: one entry a line; see import.h.  Not for what an entry may hold
 * (entry_clean.c).  One thread.
 */
#include "kb/import_internal.h"

static bool read_draft(const char *line, size_t length, struct arena *arena,
		       struct entry_draft *draft, struct fault *fault)
{
	const struct json *object;
	if (length > IMPORT_ROW_MOST)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "line", (int64_t)length,
				   IMPORT_ROW_MOST);
	if (!json_parse(line, length, arena, &object, fault))
		return false;
	if (object->type != JSON_OBJECT)
		return fault_detail(fault, FAULT_WRONG_TYPE, "line",
				    "an object {...} on each line");
	return entry_read_json(object, arena, draft, fault);
}

static bool is_blank(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (line[i] != ' ' && line[i] != '\t')
			return false;
	return true;
}

/* False when no more rows are taken. */
static bool take_line(struct import_reader *reader, int64_t number, const char *line, size_t size)
{
	struct entry_draft draft = {0};
	struct fault fault;
	arena_reset(reader->scratch);
	if (read_draft(line, size, reader->scratch, &draft, &fault))
		return import_take(reader, number, &draft);
	import_refuse(reader, number, &fault);
	return true;
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
