/*
 * JSON, writing: see json.h.  Histories are not held as trees but written
 * straight from rows.  Any thread.
 */
#include "data/json.h"

#include <math.h>

struct json_writer json_writer(struct buffer *out)
{
	return (struct json_writer){.out = out};
}

/* Bytes that may not stand as they are; most texts have none but the NUL at their end. */
static const bool is_special[256] = {
    [0 ... 0x1f] = true, ['"'] = true, ['\\'] = true, ['<'] = true, [0xe2] = true};

/* A string in quotes.  "<", U+2028 and U+2029 are escaped too, so that the
 * JSON may stand inside HTML or a script. */
static void add_string(struct buffer *out, const char *text)
{
	buffer_add_char(out, '"');
	const char *plain = text;
	for (const char *at = text;; at++) {
		unsigned char byte = (unsigned char)*at;
		if (!is_special[byte])
			continue;
		bool separator = byte == 0xe2 && (unsigned char)at[1] == 0x80 &&
				 ((unsigned char)at[2] == 0xa8 || (unsigned char)at[2] == 0xa9);
		if (byte == 0xe2 && !separator)
			continue;
		buffer_add(out, plain, (size_t)(at - plain));
		plain = at + 1;
		if (byte == '\0')
			break;
		if (separator) {
			buffer_add_text(out, (unsigned char)at[2] == 0xa8 ? "\\u2028" : "\\u2029");
			at += 2;
			plain = at + 1;
		} else if (byte == '"' || byte == '\\') {
			buffer_add_char(out, '\\');
			buffer_add_char(out, (char)byte);
		} else if (byte == '\n') {
			buffer_add_text(out, "\\n");
		} else {
			buffer_format(out, "\\u%04x", byte);
		}
	}
	buffer_add_char(out, '"');
}

static void begin(struct json_writer *json, const char *name)
{
	if (json->comma)
		buffer_add_char(json->out, ',');
	json->comma = true;
	if (name != NULL) {
		add_string(json->out, name);
		buffer_add_char(json->out, ':');
	}
}

static void open_bracket(struct json_writer *json, const char *name, char bracket)
{
	begin(json, name);
	buffer_add_char(json->out, bracket);
	json->comma = false;
}

static void close_bracket(struct json_writer *json, char bracket)
{
	buffer_add_char(json->out, bracket);
	json->comma = true;
}

void json_open_object(struct json_writer *json, const char *name)
{
	open_bracket(json, name, '{');
}

void json_close_object(struct json_writer *json)
{
	close_bracket(json, '}');
}

void json_open_array(struct json_writer *json, const char *name)
{
	open_bracket(json, name, '[');
}

void json_close_array(struct json_writer *json)
{
	close_bracket(json, ']');
}

void json_add_text(struct json_writer *json, const char *name, const char *value)
{
	if (value == NULL) {
		json_add_null(json, name);
		return;
	}
	begin(json, name);
	add_string(json->out, value);
}

/* Real numbers of few decimals are written as whole numbers with a point in
 * them: an answer's explanation has dozens, and printf takes its time. */
#define SCALED_DECIMALS_MOST 4
#define SCALED_BELOW         1e9
static const double SCALES[SCALED_DECIMALS_MOST + 1] = {1, 10, 100, 1000, 10000};

/* number / 10^decimals */
static void add_digits(struct buffer *out, int64_t number, int decimals)
{
	char digits[24];
	char *at = digits + sizeof(digits);
	uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	for (int count = 0; left > 0 || count <= decimals; count++) {
		if (count == decimals && decimals > 0)
			*--at = '.';
		*--at = (char)('0' + left % 10);
		left /= 10;
	}
	if (number < 0)
		*--at = '-';
	buffer_add(out, at, (size_t)(digits + sizeof(digits) - at));
}

void json_add_int(struct json_writer *json, const char *name, int64_t value)
{
	begin(json, name);
	add_digits(json->out, value, 0);
}

void json_add_real(struct json_writer *json, const char *name, double value, int decimals)
{
	if (!isfinite(value)) {
		json_add_null(json, name);
		return;
	}
	begin(json, name);
	if (decimals <= SCALED_DECIMALS_MOST && fabs(value) < SCALED_BELOW)
		add_digits(json->out, llround(value * SCALES[decimals]), decimals);
	else
		buffer_format(json->out, "%.*f", decimals, value);
}

void json_add_bool(struct json_writer *json, const char *name, bool value)
{
	json_add_raw(json, name, value ? "true" : "false");
}

void json_add_null(struct json_writer *json, const char *name)
{
	json_add_raw(json, name, "null");
}

void json_add_raw(struct json_writer *json, const char *name, const char *value)
{
	begin(json, name);
	buffer_add_text(json->out, value);
}

void json_add_tree(struct json_writer *json, const char *name, const struct json *value)
{
	switch (value->type) {
	case JSON_NULL:
		json_add_null(json, name);
		return;
	case JSON_BOOL:
		json_add_bool(json, name, value->boolean);
		return;
	case JSON_NUMBER:
		if (json_is_whole(value))
			json_add_int(json, name, (int64_t)value->number);
		else
			json_add_real(json, name, value->number, 9);
		return;
	case JSON_STRING:
		json_add_text(json, name, value->text);
		return;
	case JSON_ARRAY:
		json_open_array(json, name);
		for (const struct json *each = value->first; each != NULL; each = each->next)
			json_add_tree(json, NULL, each);
		json_close_array(json);
		return;
	case JSON_OBJECT:
		json_open_object(json, name);
		for (const struct json *each = value->first; each != NULL; each = each->next)
			json_add_tree(json, each->name, each);
		json_close_object(json);
		return;
	}
}
