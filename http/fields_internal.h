/*
 * Fields, the inside: what fields.c and field_value.c share.
 */
#ifndef FOYER_HTTP_FIELDS_INTERNAL_H
#define FOYER_HTTP_FIELDS_INTERNAL_H

#include "data/json.h"
#include "http/fields.h"

/* Where a value goes, and what it is called in faults. */
struct field_target {
	const struct field *field;
	void *out; /* the table's struct */
	struct arena *arena;
	struct fault *fault;
};

static inline void *field_member(void *out, const struct field *field)
{
	return (char *)out + field->offset;
}

static inline bool field_is_list(enum field_type type)
{
	return type == FIELD_TEXTS || type == FIELD_IDS;
}

/* Check a value and store it; false and the target's fault when it isn't as the field wants it. */
bool field_store_json(const struct field_target *target, const struct json *value) MUST_USE;
bool field_store_query(const struct field_target *target, const char *text) MUST_USE;

#endif
