/*
 * JSONL: one entry a line; see import.h.  Not for what an entry may hold
 * (entry_clean.c).  One thread.
 */
#include <string.h>

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
	return entry_read_json(object, arena, draft, fault);
}

static bool is_blank(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (line[i] != ' ' && line[i] != '\t')
			return false;
	return true;
}

bool import_read_jsonl(struct import_reader *reader, const char *bytes, size_t length,
		       struct fault *fault)
{
	const char *end = bytes + length;
	int64_t number = 0;
	(void)fault; /* nothing but single rows can be wrong here */
	for (const char *line = bytes, *next; line < end; line = next) {
		struct entry_draft draft = {0};
		struct fault row_fault;
		size_t size = import_line(line, end, &next);
		number++;
		if (is_blank(line, size))
			continue;
		arena_reset(reader->scratch);
		if (!read_draft(line, size, reader->scratch, &draft, &row_fault))
			import_refuse(reader, number, &row_fault);
		else if (!import_take(reader, number, &draft))
			break;
	}
	return true;
}
