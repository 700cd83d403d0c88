/*
 * What a kind of base part is; see base_part.h.
 */
#ifndef FOYER_KB_BASE_INTERNAL_H
#define FOYER_KB_BASE_INTERNAL_H

#include "kb/base_part.h"
#include "kb/paging.h"

struct base_kind_table {
	const char *const *members; /* that a line may have */
	int batch;
	/* Content and key, checked and cleaned. */
	bool (*read)(const struct json *object, struct arena *arena, struct base_part *part,
		     struct fault *fault);
	/* The members, into an object that is open. */
	void (*write)(struct json_writer *json, const struct base_part *part);
	/* Content and key of all that are stored, in an order that says nothing of
	 * when; of files the keys alone. */
	bool (*all)(struct db *db, struct arena *arena, struct list *parts, struct fault *fault);
	bool (*put)(struct transaction *transaction, const struct base_part *part,
		    const struct staff_id *by, struct fault *fault);
	bool (*drop)(struct transaction *transaction, const struct base_part *part,
		     const struct staff_id *by, struct fault *fault);
};
extern const struct base_kind_table *const base_kinds[BASE_KIND_COUNT];

/* Those of other files than the table's. */
extern const struct base_kind_table base_rule_kind, base_synonyms_kind, base_stop_word_kind;
extern const struct base_kind_table base_golden_kind, base_judgement_kind;

/* For the members that a line may have. */
#define BASE_MEMBERS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* One more part, with this key. */
struct base_part *base_part_add(struct list *parts, const char *key);

/* A rule that was checked when it was stored. */
bool base_rule_stored(const struct json *object, struct arena *arena, struct rule_draft *draft,
		      struct fault *fault) MUST_USE;

#endif
