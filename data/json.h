/*
 * JSON: the only door to cJSON, and a writer for what goes out.
 *
 * Reading: json_parse checks size, UTF-8 and depth before and while it reads, refuses
 * lone surrogates and "\u0000", duplicate names, and gives a tree that lives in the arena.
 * Writing: straight into a bounded buffer, no tree.
 */
#ifndef FOYER_DATA_JSON_H
#define FOYER_DATA_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/buffer.h"
#include "data/fault.h"

#define JSON_DEPTH_MOST 16

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
	enum json_type type;
	const char *name;          /* in an object, else NULL */
	const char *text;          /* JSON_STRING */
	double number;             /* JSON_NUMBER */
	bool boolean;              /* JSON_BOOL */
	const struct json *first;  /* children of an array or object, in order */
	const struct json *next;   /* the next sibling */
	size_t count;              /* number of children */
};

/* Parses text of `length` bytes.  field names the place in faults. */
bool json_parse(const char *text, size_t length, struct arena *arena, const struct json **out,
		struct fault *fault) MUST_USE;

/* The member of an object, or NULL. */
const struct json *json_member(const struct json *object, const char *name);
/* Its text, or NULL when absent or not a string. */
const char *json_text(const struct json *object, const char *name);
/* True for a number without a fraction that is exact; a double may be far
 * beyond any integer. */
bool json_is_whole(const struct json *value);
/* Its number when it is a whole number, else fallback. */
int64_t json_int(const struct json *object, const char *name, int64_t fallback);
double json_real(const struct json *object, const char *name, double fallback);
bool json_bool(const struct json *object, const char *name, bool fallback);

/* Writing.  Commas are put in by themselves; name is NULL inside arrays.
 *
 *	struct json_writer json = json_writer(&buffer);
 *	json_open_object(&json, NULL);
 *	json_add_text(&json, "id", id);
 *	json_close_object(&json);
 */
struct json_writer {
	struct buffer *out;
	bool comma;
};
struct json_writer json_writer(struct buffer *out);
void json_open_object(struct json_writer *json, const char *name);
void json_close_object(struct json_writer *json);
void json_open_array(struct json_writer *json, const char *name);
void json_close_array(struct json_writer *json);
void json_add_text(struct json_writer *json, const char *name, const char *value); /* NULL: null */
void json_add_int(struct json_writer *json, const char *name, int64_t value);
void json_add_real(struct json_writer *json, const char *name, double value, int decimals);
void json_add_bool(struct json_writer *json, const char *name, bool value);
void json_add_null(struct json_writer *json, const char *name);
/* A value that was read. */
void json_add_tree(struct json_writer *json, const char *name, const struct json *value);
/* A value that is JSON already (from a column that we wrote). */
void json_add_raw(struct json_writer *json, const char *name, const char *value);

#endif
