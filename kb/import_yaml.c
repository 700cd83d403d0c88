/*
 * YAML: see import_yaml.h.
 */
#include "kb/import_yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "data/text.h"

/* Reading ---------------------------------------------------------------------- */

struct yaml_reader {
	yaml_parser_t parser;
	struct arena *arena;
	struct fault *fault;
};

static bool refuse(struct yaml_reader *reader, size_t line, const char *why)
{
	fault_detail(reader->fault, FAULT_MALFORMED, "yaml", "%.150s", why);
	reader->fault->line = (int64_t)line + 1;
	return false;
}

static bool next_event(struct yaml_reader *reader, yaml_event_t *event)
{
	if (yaml_parser_parse(&reader->parser, event))
		return true;
	return refuse(reader, reader->parser.problem_mark.line,
		      arena_format(reader->arena, "%s, column %zu",
				   reader->parser.problem != NULL ? reader->parser.problem
								  : "not YAML",
				   reader->parser.problem_mark.column + 1));
}

static struct yaml *read_node(struct yaml_reader *reader, const yaml_event_t *event, int depth);

/* The value of a map's member whose key is the event. */
static struct yaml *read_member(struct yaml_reader *reader, const yaml_event_t *key, int depth)
{
	yaml_event_t event;
	if (key->type != YAML_SCALAR_EVENT) {
		refuse(reader, key->start_mark.line, "a name must be a text");
		return NULL;
	}
	const char *name = arena_copy_text(reader->arena, (const char *)key->data.scalar.value,
					   key->data.scalar.length);
	if (!next_event(reader, &event))
		return NULL;
	struct yaml *node = read_node(reader, &event, depth);
	yaml_event_delete(&event);
	if (node != NULL)
		node->name = name;
	return node;
}

static bool is_closing(const yaml_event_t *event)
{
	return event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT;
}

static bool read_children(struct yaml_reader *reader, struct yaml *parent, int depth)
{
	const struct yaml **link = &parent->first;
	for (;;) {
		yaml_event_t event;
		if (!next_event(reader, &event))
			return false;
		bool closing = is_closing(&event);
		struct yaml *child = NULL;
		if (!closing)
			child = parent->kind == YAML_MAP ? read_member(reader, &event, depth)
							 : read_node(reader, &event, depth);
		yaml_event_delete(&event);
		if (closing)
			return true;
		if (child == NULL)
			return false;
		*link = child;
		link = &child->next;
	}
}

static struct yaml *read_text(struct yaml_reader *reader, const yaml_event_t *event,
			      struct yaml *node)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	if (!text_is_utf8(value, length)) {
		refuse(reader, event->start_mark.line, "a text holds a character that is not allowed");
		return NULL;
	}
	bool nothing = event->data.scalar.plain_implicit &&
		       (strcmp(value, "~") == 0 || strcmp(value, "null") == 0);
	node->kind = YAML_TEXT;
	node->text = nothing ? "" : arena_copy_text(reader->arena, value, length);
	return node;
}

static struct yaml *read_node(struct yaml_reader *reader, const yaml_event_t *event, int depth)
{
	struct yaml *node = arena_alloc(reader->arena, sizeof(*node));
	node->line = (int64_t)event->start_mark.line + 1;
	if (event->type == YAML_SCALAR_EVENT)
		return read_text(reader, event, node);
	if (event->type != YAML_SEQUENCE_START_EVENT && event->type != YAML_MAPPING_START_EVENT) {
		refuse(reader, event->start_mark.line, "aliases (*name) are not taken");
		return NULL;
	}
	if (depth == YAML_DEPTH_MOST) {
		refuse(reader, event->start_mark.line, "too deep");
		return NULL;
	}
	node->kind = event->type == YAML_MAPPING_START_EVENT ? YAML_MAP : YAML_LIST;
	return read_children(reader, node, depth + 1) ? node : NULL;
}

/* Stream and document begin; then the root, unless all is empty. */
static bool read_document(struct yaml_reader *reader, const struct yaml **out)
{
	for (;;) {
		yaml_event_t event;
		if (!next_event(reader, &event))
			return false;
		yaml_event_type_t type = event.type;
		struct yaml *root = NULL;
		bool begins = type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT;
		bool ends = type == YAML_STREAM_END_EVENT || type == YAML_DOCUMENT_END_EVENT;
		if (!begins && !ends)
			root = read_node(reader, &event, 0);
		yaml_event_delete(&event);
		if (begins)
			continue;
		*out = root;
		return ends || root != NULL;
	}
}

bool yaml_parse(const char *text, size_t length, struct arena *arena, const struct yaml **out,
		struct fault *fault)
{
	struct yaml_reader reader = {.arena = arena, .fault = fault};
	if (!yaml_parser_initialize(&reader.parser))
		return fault_set(fault, FAULT_INTERNAL, "yaml");
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
	bool read = read_document(&reader, out);
	yaml_parser_delete(&reader.parser);
	return read;
}

const struct yaml *yaml_member(const struct yaml *map, const char *name)
{
	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (const struct yaml *child = map->first; child != NULL; child = child->next)
		if (strcmp(child->name, name) == 0)
			return child;
	return NULL;
}

const char *yaml_text(const struct yaml *map, const char *name)
{
	const struct yaml *member = yaml_member(map, name);
	return member != NULL && member->kind == YAML_TEXT ? member->text : NULL;
}

/* Writing ---------------------------------------------------------------------- */

struct yaml_writer {
	yaml_emitter_t emitter;
	struct buffer *out;
	bool is_map[YAML_DEPTH_MOST];
	int depth;
	bool failed;
};

static int write_bytes(void *data, unsigned char *bytes, size_t size)
{
	buffer_add(data, bytes, size);
	return 1;
}

static void emit(struct yaml_writer *writer, yaml_event_t *event, int made)
{
	if (!made || writer->failed || !yaml_emitter_emit(&writer->emitter, event))
		writer->failed = true;
}

static void add_scalar(struct yaml_writer *writer, const char *text, yaml_scalar_style_t style)
{
	yaml_event_t event;
	emit(writer, &event,
	     yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text,
					  (int)strlen(text), 1, 1, style));
}

static void add_name(struct yaml_writer *writer, const char *name)
{
	if (name != NULL)
		add_scalar(writer, name, YAML_ANY_SCALAR_STYLE);
}

struct yaml_writer *yaml_writer_new(struct buffer *out)
{
	struct yaml_writer *writer = memory_new(sizeof(*writer));
	yaml_event_t event;
	memset(writer, 0, sizeof(*writer));
	writer->out = out;
	yaml_emitter_initialize(&writer->emitter);
	yaml_emitter_set_output(&writer->emitter, write_bytes, out);
	yaml_emitter_set_unicode(&writer->emitter, 1);
	yaml_emitter_set_width(&writer->emitter, -1);
	emit(writer, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
	emit(writer, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
	return writer;
}

void yaml_open_map(struct yaml_writer *writer, const char *name)
{
	yaml_event_t event;
	add_name(writer, name);
	emit(writer, &event,
	     yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
	writer->is_map[writer->depth++] = true;
}

void yaml_open_list(struct yaml_writer *writer, const char *name)
{
	yaml_event_t event;
	add_name(writer, name);
	emit(writer, &event,
	     yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
	writer->is_map[writer->depth++] = false;
}

void yaml_close(struct yaml_writer *writer)
{
	yaml_event_t event;
	bool is_map = writer->is_map[--writer->depth];
	emit(writer, &event,
	     is_map ? yaml_mapping_end_event_initialize(&event)
		    : yaml_sequence_end_event_initialize(&event));
}

/* Words that other readers take for something else than a text. */
static bool must_be_quoted(const char *text)
{
	static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "null", "~", ""};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return strspn(text, "0123456789.+-eE_:xX") == strlen(text);
}

void yaml_add(struct yaml_writer *writer, const char *name, const char *text)
{
	add_name(writer, name);
	if (strchr(text, '\n') != NULL && strchr(text, '\r') == NULL)
		add_scalar(writer, text, YAML_LITERAL_SCALAR_STYLE);
	else
		add_scalar(writer, text,
			   must_be_quoted(text) ? YAML_DOUBLE_QUOTED_SCALAR_STYLE
						: YAML_ANY_SCALAR_STYLE);
}

bool yaml_finish(struct yaml_writer **writer)
{
	struct yaml_writer *it = *writer;
	yaml_event_t event;
	emit(it, &event, yaml_document_end_event_initialize(&event, 1));
	emit(it, &event, yaml_stream_end_event_initialize(&event));
	if (!it->failed)
		yaml_emitter_flush(&it->emitter);
	bool good = !it->failed && !it->out->overflowed;
	yaml_emitter_delete(&it->emitter);
	free(it);
	*writer = NULL;
	return good;
}
