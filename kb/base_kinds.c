/*
 * Kinds of base parts: a table with what is told of each; see base_part.h.
 */
#include "kb/base_internal.h"

#include <sodium.h>
#include <string.h>

#include "data/text.h"
#include "kb/file.h"

#define RULE_TEXT_BYTES 200000
#define BASE64          sodium_base64_VARIANT_ORIGINAL

SQL_SCAN(BASE_FILES, "SELECT id FROM file ORDER BY id");

static struct base_part *add(struct list *parts, const char *key)
{
	struct base_part *part = list_add(parts);
	part->key = key;
	return part;
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
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
	if (sodium_base642bin(bytes, room, text, strlen(text), NULL, &part->length, NULL, BASE64) != 0)
		return fault_set(fault, FAULT_MALFORMED, "base64");
	part->bytes = (const char *)bytes;
	save.bytes = part->bytes;
	save.length = part->length;
	if (!file_save_prepare(&save, fault))
		return false;
	if (strcmp(save.id, id) != 0)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "id", "the bytes are %s", save.id);
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
		add(parts, row_text(query, "id", arena));
	return query_end(&query, fault);
}

static bool put_file(struct transaction *transaction, const struct base_part *part,
		     const struct staff_id *by, struct fault *fault)
{
	struct file_save save = {.arena = transaction_arena(transaction),
				 .bytes = part->bytes,
				 .length = part->length};
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
			part = add(parts, names.items[at].category);
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

/* Rules ----------------------------------------------------------------------------------- */

static const char *text_of(const struct json *object, const char *name, struct arena *arena)
{
	const struct json *member = json_member(object, name);
	if (member == NULL || member->type != JSON_OBJECT)
		return "";
	struct buffer buffer = buffer_new(RULE_TEXT_BYTES);
	struct json_writer json = json_writer(&buffer);
	json_add_tree(&json, NULL, member);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return text;
}

bool base_rule_stored(const struct json *object, struct arena *arena, struct rule_draft *draft,
		      struct fault *fault)
{
	struct rule_draft said = {.name = json_text(object, "name"),
				  .kind = json_text(object, "kind"),
				  .pattern = or_empty(json_text(object, "pattern")),
				  .words = text_of(object, "words", arena),
				  .priority = json_int(object, "priority", 0),
				  .conditions = text_of(object, "conditions", arena),
				  .actions = text_of(object, "actions", arena),
				  .is_active = json_bool(object, "is_active", true)};
	return rule_clean(&said, arena, draft, fault);
}

static void write_rule(struct json_writer *json, const struct base_part *part)
{
	rule_write_json(json, &part->rule);
}

static bool all_rules(struct db *db, struct arena *arena, struct list *parts, struct fault *fault)
{
	struct rule_stored *rules;
	int count;
	if (!rule_list(db, arena, &rules, &count, fault))
		return false;
	for (int at = 0; at < count; at++)
		add(parts, rules[at].content.name)->rule = rules[at].content;
	return true;
}

/* *out is the stored one of this name; its id is "" when there is none. */
static bool find_rule(struct transaction *transaction, const char *name, struct rule_stored *out,
		      struct fault *fault)
{
	struct rule_stored *rules;
	int count;
	*out = (struct rule_stored){0};
	if (!rule_list(transaction_db(transaction), transaction_arena(transaction), &rules, &count,
		       fault))
		return false;
	for (int at = 0; at < count; at++)
		if (strcmp(rules[at].content.name, name) == 0)
			*out = rules[at];
	return true;
}

static bool put_rule(struct transaction *transaction, const struct base_part *part,
		     const struct staff_id *by, struct fault *fault)
{
	struct rule_stored stored;
	if (!find_rule(transaction, part->key, &stored, fault))
		return false;
	return *stored.id.text == '\0'
		   ? rule_create(transaction, &part->rule, by, &stored.id, fault)
		   : rule_change(transaction, &stored.id, &part->rule, by, &stored.version, fault);
}

static bool drop_rule(struct transaction *transaction, const struct base_part *part,
		      const struct staff_id *by, struct fault *fault)
{
	struct rule_stored stored;
	return find_rule(transaction, part->key, &stored, fault) &&
	       (*stored.id.text == '\0' ||
		rule_delete(transaction, &stored.id, stored.version, by, fault));
}

/* Synonyms and stop words -------------------------------------------------------------------- */

static enum word_kind word_kind_of(const struct base_part *part)
{
	return part->kind == BASE_SYNONYMS ? WORDS_SYNONYM : WORDS_STOP;
}

static const char *key_of_words(const struct word_group *group, struct arena *arena)
{
	const char *key = group->words[0];
	for (int at = 1; at < group->count; at++)
		key = arena_format(arena, "%s\n%s", key, group->words[at]);
	return key;
}

static bool take_words(const char *const *words, int count, struct arena *arena,
		       struct base_part *part, struct fault *fault)
{
	if (!words_clean(word_kind_of(part), words, count, arena, &part->words, fault))
		return false;
	part->key = key_of_words(&part->words, arena);
	return true;
}

static bool read_synonyms(const struct json *object, struct arena *arena, struct base_part *part,
			  struct fault *fault)
{
	const struct json *list = json_member(object, "words");
	if (list == NULL || list->type != JSON_ARRAY)
		return fault_detail(fault, FAULT_WRONG_TYPE, "words", "a list of texts");
	const char **words = arena_array(arena, list->count + 1, sizeof(*words));
	int count = 0;
	for (const struct json *item = list->first; item != NULL; item = item->next) {
		if (item->type != JSON_STRING)
			return fault_detail(fault, FAULT_WRONG_TYPE, "words", "a list of texts");
		words[count++] = item->text;
	}
	return take_words(words, count, arena, part, fault);
}

static bool read_stop_word(const struct json *object, struct arena *arena, struct base_part *part,
			   struct fault *fault)
{
	const char *word = json_text(object, "word");
	if (word == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "word");
	return take_words(&word, 1, arena, part, fault);
}

static void write_synonyms(struct json_writer *json, const struct base_part *part)
{
	json_open_array(json, "words");
	for (int at = 0; at < part->words.count; at++)
		json_add_text(json, NULL, part->words.words[at]);
	json_close_array(json);
}

static void write_stop_word(struct json_writer *json, const struct base_part *part)
{
	json_add_text(json, "word", part->words.words[0]);
}

static bool all_words(struct db *db, enum word_kind kind, struct arena *arena, struct list *parts,
		      struct fault *fault)
{
	struct word_group *groups;
	int count;
	if (!word_group_sorted(db, kind, arena, &groups, &count, fault))
		return false;
	for (int at = 0; at < count; at++)
		if (groups[at].count > 0)
			add(parts, key_of_words(&groups[at], arena))->words = groups[at];
	return true;
}

static bool all_synonyms(struct db *db, struct arena *arena, struct list *parts,
			 struct fault *fault)
{
	return all_words(db, WORDS_SYNONYM, arena, parts, fault);
}

static bool all_stop_words(struct db *db, struct arena *arena, struct list *parts,
			   struct fault *fault)
{
	return all_words(db, WORDS_STOP, arena, parts, fault);
}

static bool put_words(struct transaction *transaction, const struct base_part *part,
		      const struct staff_id *by, struct fault *fault)
{
	struct word_group group = part->words;
	return word_group_create(transaction, word_kind_of(part), &group, by, fault);
}

static bool drop_words(struct transaction *transaction, const struct base_part *part,
		       const struct staff_id *by, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	enum word_kind kind = word_kind_of(part);
	struct word_group *groups;
	int count;
	if (!word_group_list(transaction_db(transaction), kind, arena, &groups, &count, fault))
		return false;
	for (int at = 0; at < count; at++)
		if (groups[at].count > 0 && strcmp(key_of_words(&groups[at], arena), part->key) == 0)
			return word_group_delete(transaction, kind, &groups[at].id,
						 groups[at].version, by, fault);
	return true;
}

/* Golden questions ------------------------------------------------------------------------------ */

static bool read_golden(const struct json *object, struct arena *arena, struct base_part *part,
			struct fault *fault)
{
	if (!golden_read_json(object, arena, &part->golden, fault))
		return false;
	part->key = part->golden.text;
	return true;
}

static void write_golden(struct json_writer *json, const struct base_part *part)
{
	const struct golden *golden = &part->golden;
	json_add_text(json, "text", golden->text);
	json_add_text(json, "expect", golden->expect);
	if (golden->entry != NULL)
		json_add_text(json, "entry", golden->entry);
	if (*or_empty(golden->language) != '\0')
		json_add_text(json, "language", golden->language);
	if (*or_empty(golden->site) != '\0')
		json_add_text(json, "site", golden->site);
}

static bool all_golden(struct db *db, struct arena *arena, struct list *parts, struct fault *fault)
{
	struct golden *golden;
	int count;
	if (!golden_list(db, arena, &golden, &count, fault))
		return false;
	for (int at = 0; at < count; at++)
		add(parts, golden[at].text)->golden = golden[at];
	return true;
}

static bool put_golden(struct transaction *transaction, const struct base_part *part,
		       const struct staff_id *by, struct fault *fault)
{
	(void)by;
	return golden_save(transaction, &part->golden, fault);
}

static bool drop_golden(struct transaction *transaction, const struct base_part *part,
			const struct staff_id *by, struct fault *fault)
{
	(void)by;
	return golden_drop(transaction, part->key, fault);
}

/* Judgements --------------------------------------------------------------------------------------- */

static const char *key_of_verdict(const struct verdict *verdict, struct arena *arena)
{
	return arena_format(arena, "%s\n%s\n%s", judgement_key(verdict->text, arena),
			    verdict->entry, verdict->source);
}

static bool read_judgement(const struct json *object, struct arena *arena, struct base_part *part,
			   struct fault *fault)
{
	struct verdict said = {.text = json_text(object, "text"),
			       .language = json_text(object, "language"),
			       .entry = or_empty(json_text(object, "entry")),
			       .is_right = json_bool(object, "is_right", false),
			       .source = json_text(object, "source")};
	if (said.text == NULL || said.source == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, said.text == NULL ? "text" : "source");
	if (json_member(object, "is_right") == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "is_right");
	if (!judgement_clean(&said, arena, &part->verdict, fault))
		return false;
	part->key = key_of_verdict(&part->verdict, arena);
	return true;
}

static void write_judgement(struct json_writer *json, const struct base_part *part)
{
	const struct verdict *verdict = &part->verdict;
	json_add_text(json, "text", verdict->text);
	json_add_text(json, "language", or_empty(verdict->language));
	json_add_text(json, "entry", verdict->entry);
	json_add_bool(json, "is_right", verdict->is_right);
	json_add_text(json, "source", verdict->source);
}

static bool all_judgements(struct db *db, struct arena *arena, struct list *parts,
			   struct fault *fault)
{
	struct compile_judgement *judgements;
	int count;
	if (!judgement_all(db, arena, &judgements, &count, fault))
		return false;
	for (int at = 0; at < count; at++) {
		struct base_part *part = add(parts, NULL);
		part->verdict = (struct verdict){.text = judgements[at].text,
						 .language = judgements[at].language,
						 .entry = judgements[at].entry,
						 .is_right = judgements[at].is_right,
						 .source = judgements[at].source};
		part->key = key_of_verdict(&part->verdict, arena);
	}
	return true;
}

static bool put_judgement(struct transaction *transaction, const struct base_part *part,
			  const struct staff_id *by, struct fault *fault)
{
	struct verdict verdict = part->verdict;
	verdict.by = by;
	return judgement_save(transaction, &verdict, fault);
}

static bool drop_judgement(struct transaction *transaction, const struct base_part *part,
			   const struct staff_id *by, struct fault *fault)
{
	(void)by;
	return judgement_drop(transaction, &part->verdict, fault);
}

/* The table ------------------------------------------------------------------------------------------- */

#define MEMBERS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Words and rules are compared with all others of their kind for each: few at a time. */
const struct base_kind_table base_kinds[BASE_KIND_COUNT] = {
    [BASE_FILE] = {MEMBERS("id", "base64"), 2, read_file, write_file, all_files, put_file,
		   keep_file},
    [BASE_CATEGORY] = {MEMBERS("category", "en", "zh-CN", "zh-TW"), 50, read_category,
		       write_category, all_categories, put_category, drop_category},
    [BASE_RULE] = {MEMBERS("name", "kind", "pattern", "words", "priority", "conditions", "actions",
			   "is_active"),
		   10, NULL, write_rule, all_rules, put_rule, drop_rule},
    [BASE_SYNONYMS] = {MEMBERS("words"), 10, read_synonyms, write_synonyms, all_synonyms,
		       put_words, drop_words},
    [BASE_STOP_WORD] = {MEMBERS("word"), 10, read_stop_word, write_stop_word, all_stop_words,
			put_words, drop_words},
    [BASE_GOLDEN] = {MEMBERS("text", "expect", "entry", "language", "site"), 50, read_golden,
		     write_golden, all_golden, put_golden, drop_golden},
    [BASE_JUDGEMENT] = {MEMBERS("text", "language", "entry", "is_right", "source"), 50,
			read_judgement, write_judgement, all_judgements, put_judgement,
			drop_judgement},
};
