/*
 * JSON, reading: see json.h; json_write.c writes.  Any thread.
 */
#include "data/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"

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
