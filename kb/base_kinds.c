/*
 * Kinds of base parts: the table, and what is told of files and of the names of
 * categories; see base_part.h.  Rules and words are in base_rules.c, golden
 * questions and judgements in base_questions.c.
 */
#include "kb/base_internal.h"

#include <sodium.h>
#include <string.h>

#include "kb/file.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL

SQL_SCAN(BASE_FILES, "SELECT id FROM file ORDER BY id");

struct base_part *base_part_add(struct list *parts, const char *key)
{
	struct base_part *part = list_add(parts);
	part->key = key;
	return part;
}

/* Files --------------------------------------------------------------------------- */

static bool read_file(const struct json *object, struct arena *arena, struct base_part *part,
		      struct fault *fault)
{
	const char *id = json_text(object, "id"), *text = json_text(object, "base64");
	struct file_save save = {.arena = arena};

	if (id == NULL || text == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, id == NULL ? "id" : "base64");
	size_t room = strlen(text) / 4 * 3 + 3;
	unsigned char *bytes = arena_alloc(arena, room);
	if (sodium_base642bin(bytes, room, text, strlen(text), NULL, &part->length, NULL, BASE64) !=
	    0)
		return fault_set(fault, FAULT_MALFORMED, "base64");
	part->bytes = (const char *)bytes;
	save.bytes = part->bytes;
	save.length = part->length;
	if (!file_save_prepare(&save, fault))
		return false;
	if (strcmp(save.id, id) != 0)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "id", "the bytes are %s",
				    save.id);
	part->key = arena_text(arena, save.id);
	return true;
}

static void write_file(struct json_writer *json, const struct base_part *part)
{
	struct arena *arena = arena_new();
	size_t room = sodium_base64_encoded_len(part->length, BASE64);

	json_add_text(json, "id", part->key);
	json_add_text(json, "base64",
		      sodium_bin2base64(arena_alloc(arena, room), room,
					(const unsigned char *)part->bytes, part->length, BASE64));
	arena_free(&arena);
}

static bool all_files(struct db *db, struct arena *arena, struct list *parts, struct fault *fault)
{
	struct query *query = db_query(db, &BASE_FILES);
	while (query_next(query))
		base_part_add(parts, row_text(query, "id", arena));
	return query_end(&query, fault);
}

static bool put_file(struct transaction *transaction, const struct base_part *part,
		     const struct staff_id *by, struct fault *fault)
{
	struct file_save save = {
	    .arena = transaction_arena(transaction), .bytes = part->bytes, .length = part->length};
	if (by != NULL)
		save.by = *by;
	return file_save_prepare(&save, fault) &&
	       save.change.apply(&save.change, transaction, fault);
}

/* An answer of before may show it. */
static bool keep_file(struct transaction *transaction, const struct base_part *part,
		      const struct staff_id *by, struct fault *fault)
{
	(void)transaction;
	(void)part;
	(void)by;
	(void)fault;
	return true;
}

/* Names of categories ---------------------------------------------------------------- */

static bool read_category(const struct json *object, struct arena *arena, struct base_part *part,
			  struct fault *fault)
{
	if (!category_names_of(object, arena, part->names, &part->name_count, fault))
		return false;
	if (part->name_count == 0)
		return fault_set(fault, FAULT_MISSING_FIELD, "en");
	part->key = part->names[0].category;
	return true;
}

static void write_category(struct json_writer *json, const struct base_part *part)
{
	json_add_text(json, "category", part->key);
	for (int at = 0; at < part->name_count; at++)
		json_add_text(json, language_tag(part->names[at].language), part->names[at].name);
}

static bool all_categories(struct db *db, struct arena *arena, struct list *parts,
			   struct fault *fault)
{
	struct category_names names;
	struct base_part *part = NULL;
	if (!category_names_read(db, arena, &names, fault))
		return false;
	for (int at = 0; at < names.count; at++) {
		if (part == NULL || strcmp(part->key, names.items[at].category) != 0)
			part = base_part_add(parts, names.items[at].category);
		part->names[part->name_count++] = names.items[at];
	}
	return true;
}

static const char *name_in(const struct base_part *part, enum language language)
{
	for (int at = 0; at < part->name_count; at++)
		if (part->names[at].language == language)
			return part->names[at].name;
	return "";
}

static bool put_category(struct transaction *transaction, const struct base_part *part,
			 const struct staff_id *by, struct fault *fault)
{
	for (int at = 0; at < LANGUAGE_COUNT; at++) {
		struct category_name name = {part->key, (enum language)at,
					     name_in(part, (enum language)at)};
		if (!category_name_put(transaction, &name, by, fault))
			return false;
	}
	return true;
}

static bool drop_category(struct transaction *transaction, const struct base_part *part,
			  const struct staff_id *by, struct fault *fault)
{
	const struct base_part without = {.key = part->key};
	return put_category(transaction, &without, by, fault);
}

/* The table ----------------------------------------------------------------------------- */

static const struct base_kind_table file_kind = {
    .members = BASE_MEMBERS("id", "base64"),
    .batch = 2,
    .read = read_file,
    .write = write_file,
    .all = all_files,
    .put = put_file,
    .drop = keep_file,
};
static const struct base_kind_table category_kind = {
    .members = BASE_MEMBERS("category", "en", "zh-CN", "zh-TW"),
    .batch = 50,
    .read = read_category,
    .write = write_category,
    .all = all_categories,
    .put = put_category,
    .drop = drop_category,
};

const struct base_kind_table *const base_kinds[BASE_KIND_COUNT] = {
    [BASE_FILE] = &file_kind,
    [BASE_CATEGORY] = &category_kind,
    [BASE_RULE] = &base_rule_kind,
    [BASE_SYNONYMS] = &base_synonyms_kind,
    [BASE_STOP_WORD] = &base_stop_word_kind,
    [BASE_GOLDEN] = &base_golden_kind,
    [BASE_JUDGEMENT] = &base_judgement_kind,
};
