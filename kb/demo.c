/*
 * Demo: see demo.h.  Reading runs in the caller's thread, storing on the
 * writer thread.
 */
#include "kb/demo.h"

#include <string.h>

#include "data/embedded.h"
#include "kb/category.h"
#include "kb/golden.h"
#include "kb/import.h"
#include "kb/paging.h"

#define GOLDEN_FILE     "golden.jsonl"
#define CATEGORIES_FILE "categories.jsonl"

SQL_READ(DEMO_HAS_ENTRY, "SELECT id FROM entry LIMIT 1");

struct demo_change {
	struct change change;
	struct list files; /* struct import_file */
	struct list names; /* struct category_name */
	struct golden *golden;
	int golden_count;
};

static bool check_empty(struct db *db, struct fault *fault)
{
	char id[ID_LENGTH + 1] = "";
	struct query *query = db_query(db, &DEMO_HAS_ENTRY);
	while (query_next(query))
		row_text_into(query, "id", id, sizeof(id));
	if (!query_end(&query, fault))
		return false;
	if (*id != '\0')
		return fault_detail(fault, FAULT_EXISTS, "entries",
				    "the demo is only for an empty knowledge base");
	return true;
}

static bool apply_demo(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct demo_change *demo = (struct demo_change *)change;
	const struct import_file *files = demo->files.items;
	struct import_counts counts;
	if (!check_empty(transaction_db(transaction), fault))
		return false;
	for (int i = 0; i < demo->files.count; i++)
		if (!import_apply(transaction, files[i].rows, files[i].row_count, NULL, &counts,
				  fault))
			return false;
	for (int i = 0; i < demo->names.count; i++)
		if (!category_name_put(transaction,
				       &((const struct category_name *)demo->names.items)[i], NULL,
				       fault))
			return false;
	for (int i = 0; i < demo->golden_count; i++)
		if (!golden_save(transaction, &demo->golden[i], fault))
			return false;
	return true;
}

/* How the categories are called. */
static bool read_names(const struct embedded_file *file, struct arena *arena,
		       struct demo_change *demo, struct fault *fault)
{
	for (const char *line = file->bytes; line < file->end;) {
		const char *next = memchr(line, '\n', (size_t)(file->end - line));
		size_t length = (size_t)((next == NULL ? file->end : next) - line);
		struct category_name names[LANGUAGE_COUNT];
		int count;
		if (!category_names_parse(line, length, arena, names, &count, fault))
			return false;
		for (int i = 0; i < count; i++)
			*(struct category_name *)list_add(&demo->names) = names[i];
		line += length + 1;
	}
	return true;
}

/* A file of the demo with a bad row is a mistake of ours: the first one is
 * reported as the fault. */
static bool read_file(const struct embedded_file *file, struct arena *arena,
		      struct demo_change *demo, struct fault *fault)
{
	size_t length = (size_t)(file->end - file->bytes);
	struct import_source source = {
	    .bytes = file->bytes, .length = length, .format = IMPORT_JSONL};
	struct import_file read;
	if (strcmp(file->path, CATEGORIES_FILE) == 0)
		return read_names(file, arena, demo, fault);
	if (strcmp(file->path, GOLDEN_FILE) == 0)
		return golden_parse(file->bytes, length, arena, &demo->golden, &demo->golden_count,
				    fault);
	if (!import_parse(&source, arena, &read, fault))
		return false;
	if (read.fault_total > 0) {
		*fault = read.faults[0].fault;
		return false;
	}
	*(struct import_file *)list_add(&demo->files) = read;
	return true;
}

bool demo_load(struct store *store, struct arena *arena, struct fault *fault)
{
	struct demo_change demo = {
	    .change.apply = apply_demo,
	    .files = list_new(arena, sizeof(struct import_file)),
	    .names = list_new(arena, sizeof(struct category_name)),
	};
	for (const struct embedded_file *file = embedded_demo; file->path != NULL; file++)
		if (!read_file(file, arena, &demo, fault))
			return false;
	return store_write(store, &demo.change, fault);
}
