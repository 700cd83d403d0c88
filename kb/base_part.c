/*
 * Base part: see base_part.h.  What each kind is, base_kinds.c says.
 */
#include "kb/base_part.h"

#include <stdlib.h>
#include <string.h>

#include "kb/base_internal.h"
#include "kb/file.h"

#define LINE_BYTES_MOST ((size_t)1024 * 1024)

static const char *const names[BASE_KIND_COUNT] = {
#define X(code, name) [code] = name,
    BASE_KINDS(X)
#undef X
};

const char *base_kind_name(enum base_kind kind)
{
	return names[kind];
}

static bool find_kind(const char *name, enum base_kind *kind)
{
	for (int at = 0; name != NULL && at < BASE_KIND_COUNT; at++)
		if (strcmp(names[at], name) == 0) {
			*kind = (enum base_kind)at;
			return true;
		}
	return false;
}

/* Its line, of what is in it. */
static void write_line(struct base_part *part, struct arena *arena)
{
	struct buffer buffer = buffer_new(LINE_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);

	json_open_object(&json, NULL);
	json_add_text(&json, "part", names[part->kind]);
	base_kinds[part->kind]->write(&json, part);
	json_close_object(&json);
	part->line = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
}

/* Reading ------------------------------------------------------------------------ */

static bool is_known(const char *const *members, const char *name)
{
	for (; *members != NULL; members++)
		if (strcmp(*members, name) == 0)
			return true;
	return false;
}

static bool check_members(const struct json *object, enum base_kind kind, struct fault *fault)
{
	for (const struct json *value = object->first; value != NULL; value = value->next)
		if (strcmp(value->name, "part") != 0 &&
		    !is_known(base_kinds[kind]->members, value->name))
			return fault_set(fault, FAULT_UNKNOWN_FIELD, value->name);
	return true;
}

bool base_part_read(const struct json *object, base_read_rule read_rule, struct arena *arena,
		    struct base_part *part, struct fault *fault)
{
	memset(part, 0, sizeof(*part));
	if (!find_kind(json_text(object, "part"), &part->kind))
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "part");
	if (!check_members(object, part->kind, fault))
		return false;
	if (part->kind == BASE_RULE) {
		if (!read_rule(object, arena, &part->rule, fault))
			return false;
		part->key = part->rule.name;
	} else if (!base_kinds[part->kind]->read(object, arena, part, fault)) {
		return false;
	}
	part->line = "";
	if (part->kind != BASE_FILE)
		write_line(part, arena);
	return true;
}

bool base_part_restore(const char *line, struct arena *arena, struct base_part *part,
		       struct fault *fault)
{
	const struct json *object;

	return json_parse(line, strlen(line), arena, &object, fault) &&
	       base_part_read(object, base_rule_stored, arena, part, fault);
}

/* Storing -------------------------------------------------------------------------- */

bool base_part_put(struct transaction *transaction, const struct base_part *part,
		   const struct staff_id *by, struct fault *fault)
{
	return base_kinds[part->kind]->put(transaction, part, by, fault);
}

bool base_part_drop(struct transaction *transaction, const struct base_part *part,
		    const struct staff_id *by, struct fault *fault)
{
	return base_kinds[part->kind]->drop(transaction, part, by, fault);
}

int base_part_batch(enum base_kind kind)
{
	return base_kinds[kind]->batch;
}

/* All of a kind ----------------------------------------------------------------------- */

struct base_lines {
	struct base_part *parts; /* by key */
	int count;
};

static int compare_keys(const void *one, const void *other)
{
	return strcmp(((const struct base_part *)one)->key, ((const struct base_part *)other)->key);
}

struct base_lines *base_lines_read(struct db *db, enum base_kind kind, struct arena *arena,
				   struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct base_part));
	struct base_lines *lines = arena_alloc(arena, sizeof(*lines));

	if (!base_kinds[kind]->all(db, arena, &list, fault))
		return NULL;
	*lines = (struct base_lines){list.items, list.count};
	for (int at = 0; at < lines->count; at++) {
		lines->parts[at].kind = kind;
		lines->parts[at].line = "";
		if (kind != BASE_FILE)
			write_line(&lines->parts[at], arena);
	}
	if (lines->count > 1)
		qsort(lines->parts, (size_t)lines->count, sizeof(*lines->parts), compare_keys);
	return lines;
}

const char *base_lines_find(const struct base_lines *lines, const char *key)
{
	const struct base_part wanted = {.key = key};
	const struct base_part *found =
	    lines->count == 0 ? NULL
			      : bsearch(&wanted, lines->parts, (size_t)lines->count,
					sizeof(*lines->parts), compare_keys);
	return found == NULL ? NULL : found->line;
}

/* Writing -------------------------------------------------------------------------------- */

static bool write_part(struct db *db, struct base_part *part, struct buffer *out,
		       struct arena *arena, struct fault *fault)
{
	if (part->kind == BASE_FILE) {
		struct file file;
		if (file_read(db, part->key, arena, &file, fault) != LOOKUP_FOUND)
			return false;
		part->bytes = file.bytes;
		part->length = file.length;
	}
	struct json_writer json = json_writer(out);
	json_open_object(&json, NULL);
	json_add_text(&json, "part", names[part->kind]);
	base_kinds[part->kind]->write(&json, part);
	json_close_object(&json);
	buffer_add_char(out, '\n');
	return true;
}

bool base_write(struct db *db, struct buffer *out, struct fault *fault)
{
	struct arena *arena = arena_new(), *scratch = arena_new();
	bool good = true;

	for (int kind = 0; good && kind < BASE_KIND_COUNT; kind++) {
		struct list list = list_new(arena, sizeof(struct base_part));
		good = base_kinds[kind]->all(db, arena, &list, fault);
		for (int at = 0; good && at < list.count; at++) {
			struct base_part *part = &((struct base_part *)list.items)[at];
			part->kind = (enum base_kind)kind;
			good = write_part(db, part, out, scratch, fault);
			arena_reset(scratch);
		}
		arena_reset(arena);
	}
	arena_free(&arena);
	arena_free(&scratch);
	return good;
}
