/*
 * YAML: a tree of texts, lists and maps, each with its line; the only door to
 * libyaml.
 *
 * Aliases are refused (they can make a small file large), and so is what is
 * too deep.  All scalars are texts.  One thread.
 */
#ifndef FOYER_KB_IMPORT_YAML_H
#define FOYER_KB_IMPORT_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/buffer.h"
#include "data/fault.h"

#define YAML_DEPTH_MOST 32

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	const char *name;         /* in a map */
	const char *text;         /* YAML_TEXT; "" for nothing */
	const struct yaml *first; /* of a list or map */
	const struct yaml *next;
	int64_t line;
};

/* The first document of the text.  NULL in *out when it is empty.
 * FAULT_MALFORMED with a line. */
bool yaml_parse(const char *text, size_t length, struct arena *arena, const struct yaml **out,
		struct fault *fault) MUST_USE;

/* The member of a map, or NULL. */
const struct yaml *yaml_member(const struct yaml *map, const char *name);
/* Its text, or NULL. */
const char *yaml_text(const struct yaml *map, const char *name);

/* Writing: the same kinds, in order.  Texts of several lines are written as
 * blocks, all others quoted when they must be. */
struct yaml_writer;
struct yaml_writer *yaml_writer_new(struct buffer *out);
void yaml_open_map(struct yaml_writer *writer, const char *name);
void yaml_open_list(struct yaml_writer *writer, const char *name);
void yaml_close(struct yaml_writer *writer);
void yaml_add(struct yaml_writer *writer, const char *name, const char *text);
/* Ends the document; false when it could not be written. */
bool yaml_finish(struct yaml_writer **writer) MUST_USE;

#endif
