/*
 * OpenAPI, fields: see openapi_field.h.
 */
#include "http/openapi_field.h"

static void write_text_limits(struct json_writer *json, const struct field *field)
{
	if (field->least > 0)
		json_add_int(json, "minLength", field->least);
	json_add_int(json, "maxLength", field->most ? field->most : 200);
}

static void write_field_type(struct json_writer *json, const struct field *field)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_LINE:
	case FIELD_SECRET:
		json_add_text(json, "type", "string");
		write_text_limits(json, field);
		break;
	case FIELD_WORD:
		json_add_text(json, "type", "string");
		json_add_text(json, "pattern", "^[!-~]*$");
		write_text_limits(json, field);
		break;
	case FIELD_ID:
		json_add_text(json, "type", "string");
		json_add_text(json, "pattern", "^[0-9a-v]{36}$");
		break;
	case FIELD_LANGUAGE:
		json_add_text(json, "type", "string");
		json_add_text(json, "description", "A BCP 47 tag");
		break;
	case FIELD_CHOICE:
		json_add_text(json, "type", "string");
		json_open_array(json, "enum");
		for (const char *const *each = field->allowed; *each != NULL; each++)
			json_add_text(json, NULL, *each);
		json_close_array(json);
		break;
	case FIELD_INT:
		json_add_text(json, "type", "integer");
		json_add_int(json, "minimum", field->least);
		json_add_int(json, "maximum", field->most);
		break;
	case FIELD_BOOL:
		json_add_text(json, "type", "boolean");
		break;
	case FIELD_OBJECT:
		json_add_text(json, "type", "object");
		break;
	case FIELD_OBJECTS:
		json_add_text(json, "type", "array");
		json_add_int(json, "maxItems", field->most_items);
		json_open_object(json, "items");
		json_add_text(json, "type", "object");
		json_close_object(json);
		break;
	case FIELD_TEXTS:
	case FIELD_IDS:
		json_add_text(json, "type", "array");
		json_add_int(json, "maxItems", field->most_items);
		json_open_object(json, "items");
		json_add_text(json, "type", "string");
		json_close_object(json);
		break;
	}
}

void openapi_write_field(struct json_writer *json, const char *name, const struct field *field)
{
	json_open_object(json, name);
	if (field->help != NULL && field->type != FIELD_LANGUAGE)
		json_add_text(json, "description", field->help);
	write_field_type(json, field);
	json_close_object(json);
}
