/*
 * Kinds of base parts that say how questions are read: rules, synonyms and stop
 * words; see base_part.h.
 *
 * Each is compared with all others of its kind, so few go into one transaction.
 */
#include "kb/base_internal.h"

#include <string.h>

#define RULE_TEXT_BYTES 200000

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
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
		base_part_add(parts, rules[at].content.name)->rule = rules[at].content;
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
			base_part_add(parts, key_of_words(&groups[at], arena))->words = groups[at];
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
		if (groups[at].count > 0 &&
		    strcmp(key_of_words(&groups[at], arena), part->key) == 0)
			return word_group_delete(transaction, kind, &groups[at].id,
						 groups[at].version, by, fault);
	return true;
}

/* The kinds -------------------------------------------------------------------------------- */

const struct base_kind_table base_rule_kind = {
    .members = BASE_MEMBERS("name", "kind", "pattern", "words", "priority", "conditions",
			    "actions", "is_active"),
    .batch = 10,
    .write = write_rule,
    .all = all_rules,
    .put = put_rule,
    .drop = drop_rule,
};
const struct base_kind_table base_synonyms_kind = {
    .members = BASE_MEMBERS("words"),
    .batch = 10,
    .read = read_synonyms,
    .write = write_synonyms,
    .all = all_synonyms,
    .put = put_words,
    .drop = drop_words,
};
const struct base_kind_table base_stop_word_kind = {
    .members = BASE_MEMBERS("word"),
    .batch = 10,
    .read = read_stop_word,
    .write = write_stop_word,
    .all = all_stop_words,
    .put = put_words,
    .drop = drop_words,
};
