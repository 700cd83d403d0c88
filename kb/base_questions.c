/*
 * Kinds of base parts that people say of questions: golden questions and
 * judgements; see base_part.h.
 */
#include "kb/base_internal.h"

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* Golden questions ----------------------------------------------------------------------- */

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
		base_part_add(parts, golden[at].text)->golden = golden[at];
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

/* Judgements ---------------------------------------------------------------------------- */

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
		struct base_part *part = base_part_add(parts, NULL);
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

/* The kinds -------------------------------------------------------------------------------- */

const struct base_kind_table base_golden_kind = {
    .members = BASE_MEMBERS("text", "expect", "entry", "language", "site"),
    .batch = 50,
    .read = read_golden,
    .write = write_golden,
    .all = all_golden,
    .put = put_golden,
    .drop = drop_golden,
};
const struct base_kind_table base_judgement_kind = {
    .members = BASE_MEMBERS("text", "language", "entry", "is_right", "source"),
    .batch = 50,
    .read = read_judgement,
    .write = write_judgement,
    .all = all_judgements,
    .put = put_judgement,
    .drop = drop_judgement,
};
