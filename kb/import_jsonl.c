/*
 * JSONL: one entry a line; see import.h.  Not for what an entry may hold
 * (entry_clean.c).  One thread.
 */
#include <string.h>

#include "kb/import_internal.h"

enum member_kind { MEMBER_TEXT, MEMBER_TEXTS };

/* The members an entry may have. */
static const struct {
	const char *name;
	enum member_kind kind;
	size_t offset;       /* in struct entry_draft */
	size_t count_offset; /* of the number of texts */
} members[] = {
    {"id", MEMBER_TEXT, offsetof(struct entry_draft, external_id), 0},
    {"question", MEMBER_TEXT, offsetof(struct entry_draft, question), 0},
    {"variants", MEMBER_TEXTS, offsetof(struct entry_draft, variants),
     offsetof(struct entry_draft, variant_count)},
    {"answer", MEMBER_TEXT, offsetof(struct entry_draft, answer), 0},
    {"category", MEMBER_TEXT, offsetof(struct entry_draft, category), 0},
    {"tags", MEMBER_TEXTS, offsetof(struct entry_draft, tags),
     offsetof(struct entry_draft, tag_count)},
    {"language", MEMBER_TEXT, offsetof(struct entry_draft, language), 0},
};
#define MEMBER_COUNT (sizeof(members) / sizeof(members[0]))

static bool read_texts(const struct json *value, struct arena *arena, const char *const **out,
		       int *count, struct fault *fault)
{
	if (value->type != JSON_ARRAY)
		return fault_detail(fault, FAULT_WRONG_TYPE, value->name, "a list of texts");
	const char **texts = arena_array(arena, value->count + 1, sizeof(*texts));
	int found = 0;
	for (const struct json *item = value->first; item != NULL; item = item->next) {
		if (item->type != JSON_STRING)
			return fault_detail(fault, FAULT_WRONG_TYPE, value->name,
					    "a list of texts");
		texts[found++] = item->text;
	}
	*out = texts;
	*count = found;
	return true;
}

static bool read_member(const struct json *value, struct arena *arena, struct entry_draft *draft,
			struct fault *fault)
{
	for (size_t i = 0; i < MEMBER_COUNT; i++) {
		if (strcmp(members[i].name, value->name) != 0)
			continue;
		void *place = (char *)draft + members[i].offset;
		if (value->type == JSON_NULL)
			return true;
		if (members[i].kind == MEMBER_TEXTS)
			return read_texts(value, arena, place,
					  (int *)((char *)draft + members[i].count_offset), fault);
		if (value->type != JSON_STRING)
			return fault_detail(fault, FAULT_WRONG_TYPE, value->name, "text");
		*(const char **)place = value->text;
		return true;
	}
	return fault_set(fault, FAULT_UNKNOWN_FIELD, value->name);
}

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
	for (const struct json *value = object->first; value != NULL; value = value->next)
		if (!read_member(value, arena, draft, fault))
			return false;
	return true;
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
