/*
 * Fuzz: any bytes as JSON.  What is accepted is a sound tree, and what the
 * writer makes of its texts is accepted again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "data/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_tree(struct json_writer *writer, const struct json *json)
{
	switch (json->type) {
	case JSON_NULL:
		json_add_null(writer, json->name);
		return;
	case JSON_BOOL:
		json_add_bool(writer, json->name, json->boolean);
		return;
	case JSON_NUMBER:
		json_add_real(writer, json->name, json->number, 3);
		return;
	case JSON_STRING:
		if (!text_is_utf8(json->text, strlen(json->text)))
			abort();
		json_add_text(writer, json->name, json->text);
		return;
	case JSON_ARRAY:
		json_open_array(writer, json->name);
		break;
	case JSON_OBJECT:
		json_open_object(writer, json->name);
		break;
	}
	for (const struct json *child = json->first; child != NULL; child = child->next)
		write_tree(writer, child);
	if (json->type == JSON_ARRAY)
		json_close_array(writer);
	else
		json_close_object(writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct json *json;
	struct fault fault;
	if (json_parse((const char *)data, size, arena, &json, &fault)) {
		struct buffer buffer = buffer_new(size * 400 + 4096);
		struct json_writer writer = json_writer(&buffer);
		write_tree(&writer, json);
		if (!json_parse(buffer.bytes, buffer.length, arena, &json, &fault))
			abort();
		buffer_free(&buffer);
	}
	arena_free(&arena);
	return 0;
}
