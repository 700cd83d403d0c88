/*
 * JSON: see json.h.  Not for histories held as trees: those are written
 * straight from rows.  Any thread.
 */
#include "data/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"

/* Reading ------------------------------------------------------------------- */

/* What cJSON lets pass and we don't, found in one pass over the bytes outside
 * and inside strings: depth, "\u0000", lone surrogates. */
struct scan {
	const char *at;
	const char *end;
	int depth;
};

/* The four hexadecimal digits of an escape at `at`, or -1. */
static int escape_value(const char *at, const char *end)
{
	char digits[5] = {0};
	char *stop;
	if (end - at < 4)
		return -1;
	memcpy(digits, at, 4);
	long value = strtol(digits, &stop, 16);
	return *stop == '\0' && strspn(digits, "0123456789abcdefABCDEF") == 4 ? (int)value : -1;
}

/* Checks one \u escape whose digits begin at *at; moves *at behind the pair. */
static bool escape_is_sound(const char **at, const char *end)
{
	int value = escape_value(*at, end);
	if (value <= 0)
		return false;
	*at += 4;
	if (value >= 0xdc00 && value <= 0xdfff)
		return false;
	if (value < 0xd800 || value > 0xdbff)
		return true;
	if (end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u')
		return false;
	int low = escape_value(*at + 2, end);
	*at += 6;
	return low >= 0xdc00 && low <= 0xdfff;
}

/* Walks over a string whose opening quote was read. */
static bool string_is_sound(struct scan *scan)
{
	while (scan->at < scan->end) {
		char byte = *scan->at++;
		if (byte == '"')
			return true;
		if ((unsigned char)byte < 0x20)
			return false;
		if (byte != '\\' || scan->at == scan->end)
			continue;
		if (*scan->at++ == 'u' && !escape_is_sound(&scan->at, scan->end))
			return false;
	}
	return false;
}

static bool scan_json(const char *text, size_t length, const char *field, struct fault *fault)
{
	struct scan scan = {text, text + length, 0};
	while (scan.at < scan.end) {
		switch (*scan.at++) {
		case '"':
			if (!string_is_sound(&scan))
				return fault_detail(fault, FAULT_NOT_JSON, field,
						    "unsound string before byte %td",
						    scan.at - text);
			break;
		case '{':
		case '[':
			if (++scan.depth > JSON_DEPTH_MOST)
				return fault_limit(fault, FAULT_TOO_DEEP, field, scan.depth,
						   JSON_DEPTH_MOST);
			break;
		case '}':
		case ']':
			scan.depth--;
			break;
		}
	}
	return true;
}

static struct json *convert(const cJSON *item, struct arena *arena);

static void convert_children(const cJSON *item, struct arena *arena, struct json *json)
{
	const struct json **link = &json->first;
	for (const cJSON *child = item->child; child != NULL; child = child->next) {
		struct json *converted = convert(child, arena);
		*link = converted;
		link = &converted->next;
		json->count++;
	}
}

static struct json *convert(const cJSON *item, struct arena *arena)
{
	struct json *json = arena_alloc(arena, sizeof(*json));
	json->name = arena_text(arena, item->string);
	if (cJSON_IsString(item)) {
		json->type = JSON_STRING;
		json->text = arena_text(arena, item->valuestring);
	} else if (cJSON_IsNumber(item)) {
		json->type = JSON_NUMBER;
		json->number = item->valuedouble;
	} else if (cJSON_IsBool(item)) {
		json->type = JSON_BOOL;
		json->boolean = cJSON_IsTrue(item);
	} else if (cJSON_IsArray(item) || cJSON_IsObject(item)) {
		json->type = cJSON_IsArray(item) ? JSON_ARRAY : JSON_OBJECT;
		convert_children(item, arena, json);
	}
	return json;
}

/* True when two members of one object share a name, anywhere in the tree.
 * Objects of our API have few members; wide ones are refused. */
#define MEMBERS_MOST 256
static const struct json *find_duplicate(const struct json *json)
{
	for (const struct json *child = json->first; child != NULL; child = child->next) {
		const struct json *found = find_duplicate(child);
		if (found != NULL)
			return found;
		if (json->type != JSON_OBJECT)
			continue;
		for (const struct json *other = child->next; other != NULL; other = other->next)
			if (strcmp(child->name, other->name) == 0)
				return other;
	}
	return NULL;
}

static const struct json *find_too_wide(const struct json *json)
{
	if (json->type == JSON_OBJECT && json->count > MEMBERS_MOST)
		return json;
	for (const struct json *child = json->first; child != NULL; child = child->next) {
		const struct json *found = find_too_wide(child);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static bool check_members(const struct json *json, const char *field, struct fault *fault)
{
	const struct json *wide = find_too_wide(json);
	if (wide != NULL)
		return fault_limit(fault, FAULT_TOO_MANY, field, (int64_t)wide->count, MEMBERS_MOST);
	const struct json *twice = find_duplicate(json);
	if (twice != NULL)
		return fault_detail(fault, FAULT_NOT_JSON, field, "the name \"%.40s\" stands twice",
				    twice->name);
	return true;
}

/* Without memory a text would look malformed to cJSON, and whoever sent it
 * would be told so. */
static void use_our_memory(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = memory_new, .free_fn = free});
}

bool json_parse(const char *text, size_t length, struct arena *arena, const struct json **out,
		struct fault *fault)
{
	static pthread_once_t hooked = PTHREAD_ONCE_INIT;
	pthread_once(&hooked, use_our_memory);
	if (!text_is_utf8(text, length))
		return fault_set(fault, FAULT_NOT_UTF8, "");
	if (!scan_json(text, length, "", fault))
		return false;
	/* A copy with a NUL, because cJSON looks one byte behind the end. */
	const char *copy = arena_copy_text(arena, text, length);
	const char *end = NULL;
	cJSON *tree = cJSON_ParseWithLengthOpts(copy, length + 1, &end, true);
	if (tree == NULL)
		return fault_detail(fault, FAULT_NOT_JSON, "", "near byte %td",
				    end == NULL ? 0 : end - copy);
	const struct json *json = convert(tree, arena);
	cJSON_Delete(tree);
	if (!check_members(json, "", fault))
		return false;
	*out = json;
	return true;
}

const struct json *json_member(const struct json *object, const char *name)
{
	if (object == NULL || object->type != JSON_OBJECT)
		return NULL;
	for (const struct json *child = object->first; child != NULL; child = child->next)
		if (strcmp(child->name, name) == 0)
			return child;
	return NULL;
}

const char *json_text(const struct json *object, const char *name)
{
	const struct json *member = json_member(object, name);
	return member != NULL && member->type == JSON_STRING ? member->text : NULL;
}

bool json_is_whole(const struct json *value)
{
	return value->type == JSON_NUMBER && fabs(value->number) <= 9007199254740992.0 &&
	       value->number == floor(value->number);
}

int64_t json_int(const struct json *object, const char *name, int64_t fallback)
{
	const struct json *member = json_member(object, name);
	if (member == NULL || !json_is_whole(member))
		return fallback;
	return (int64_t)member->number;
}

double json_real(const struct json *object, const char *name, double fallback)
{
	const struct json *member = json_member(object, name);
	return member != NULL && member->type == JSON_NUMBER ? member->number : fallback;
}

bool json_bool(const struct json *object, const char *name, bool fallback)
{
	const struct json *member = json_member(object, name);
	return member != NULL && member->type == JSON_BOOL ? member->boolean : fallback;
}

/* Writing ------------------------------------------------------------------- */

struct json_writer json_writer(struct buffer *out)
{
	return (struct json_writer){.out = out};
}

/* A string in quotes.  "<", U+2028 and U+2029 are escaped too, so that the
 * JSON may stand inside HTML or a script. */
static void add_string(struct buffer *out, const char *text)
{
	buffer_add_char(out, '"');
	const char *plain = text;
	for (const char *at = text;; at++) {
		unsigned char byte = (unsigned char)*at;
		bool separator = byte == 0xe2 && (unsigned char)at[1] == 0x80 &&
				 ((unsigned char)at[2] == 0xa8 || (unsigned char)at[2] == 0xa9);
		if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != '<' && !separator)
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
