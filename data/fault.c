/*
 * Faults: the table of sentences, and how one is filled in.
 *
 * In a sentence {field}, {actual}, {limit}, {line} and {detail} are replaced.
 * Not for texts of the product (replies, screens).  Any thread.
 */
#include "data/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
	int status;
	const char *type;
} kinds[FAULT_CODE_COUNT] = {
#define X(code, status_, type_) [code] = {status_, type_},
    FAULT_CODES(X)
#undef X
};

static const char *const sentences[FAULT_CODE_COUNT][LANGUAGE_COUNT] = {
#include "data/fault_sentences.inc"
};

static const struct {
	const char *name;
	const char *words[LANGUAGE_COUNT];
} fields[] = {
#define W(name, english, simplified, traditional) {name, {english, simplified, traditional}},
#include "data/fault_fields.inc"
};

bool fault_set(struct fault *fault, enum fault_code code, const char *field)
{
	*fault = (struct fault){.code = code};
	snprintf(fault->field, sizeof(fault->field), "%s", field == NULL ? "" : field);
	return false;
}

bool fault_limit(struct fault *fault, enum fault_code code, const char *field, int64_t actual,
		 int64_t limit)
{
	fault_set(fault, code, field);
	fault->actual = actual;
	fault->limit = limit;
	return false;
}

bool fault_detail(struct fault *fault, enum fault_code code, const char *field, const char *format,
		  ...)
{
	va_list arguments;
	fault_set(fault, code, field);
	va_start(arguments, format);
	vsnprintf(fault->detail, sizeof(fault->detail), format, arguments);
	va_end(arguments);
	return false;
}

int fault_status(enum fault_code code)
{
	return kinds[code].status;
}

const char *fault_type(enum fault_code code)
{
	return kinds[code].type;
}

bool fault_from_type(const char *type, enum fault_code *code)
{
	for (int at = 0; at < FAULT_CODE_COUNT; at++)
		if (strcmp(kinds[at].type, type) == 0) {
			*code = (enum fault_code)at;
			return true;
		}
	return false;
}

struct output {
	char *text;
	size_t size;
	size_t length;
};

static void add(struct output *out, const char *text, size_t length)
{
	size_t room = out->size - 1 - out->length;
	if (length > room) {
		length = room;
		while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(out->text + out->length, text, length);
	out->length += length;
	out->text[out->length] = '\0';
}

/* Others name what somebody wrote or chose. */
static bool is_about_a_field(enum fault_code code)
{
	return (code >= FAULT_MISSING_FIELD && code <= FAULT_BAD_CONTACT) || code == FAULT_EXISTS ||
	       code == FAULT_IN_USE;
}

static const char *field_words(const struct fault *fault, enum language language)
{
	for (size_t at = 0; is_about_a_field(fault->code) && at < sizeof(fields) / sizeof(fields[0]); at++)
		if (strcmp(fields[at].name, fault->field) == 0 && *fields[at].words[language] != '\0')
			return fields[at].words[language];
	return fault->field;
}

/* The value that stands for the name between braces. */
static const char *value_of(const struct fault *fault, enum language language, const char *name,
			    size_t length, char *number, size_t size)
{
	int64_t value;
	if (strncmp(name, "field", length) == 0)
		return field_words(fault, language);
	if (strncmp(name, "actual", length) == 0)
		value = fault->actual;
	else if (strncmp(name, "limit", length) == 0)
		value = fault->limit;
	else
		value = fault->line;
	snprintf(number, size, "%lld", (long long)value);
	return number;
}

void fault_sentence(const struct fault *fault, enum language language, char *out, int size)
{
	struct output output = {out, (size_t)size, 0};
	const char *at = sentences[fault->code][language];
	out[0] = '\0';
	while (*at != '\0') {
		size_t plain = strcspn(at, "{");
		add(&output, at, plain);
		at += plain;
		if (*at == '\0')
			break;
		size_t length = strcspn(++at, "}");
		char room[sizeof(fault->detail) * 2] = "";
		const char *value = room;
		if (strncmp(at, "detail", length) == 0)
			fault_detail_text(fault, language, room, sizeof(room));
		else
			value = value_of(fault, language, at, length, room, sizeof(room));
		add(&output, value, strlen(value));
		at += length + 1;
	}
}

static bool is_traditional(const char *tag, size_t length)
{
	static const char *const marks[] = {"-tw", "-hk", "-mo", "-hant"};
	for (size_t i = 0; i + 3 <= length; i++)
		for (size_t m = 0; m < sizeof(marks) / sizeof(marks[0]); m++)
			if (strncasecmp(tag + i, marks[m], strlen(marks[m])) == 0)
				return true;
	return false;
}

/* Looks at the tags of an Accept-Language header in their order; browsers
 * send the preferred one first. */
enum language language_from_tag(const char *tag)
{
	while (tag != NULL && *tag != '\0') {
		tag += strspn(tag, " ,");
		size_t length = strcspn(tag, ",;");
		if (strncasecmp(tag, "zh", 2) == 0)
			return is_traditional(tag, length) ? LANGUAGE_ZH_TW : LANGUAGE_ZH_CN;
		if (strncasecmp(tag, "en", 2) == 0)
			return LANGUAGE_EN;
		tag += strcspn(tag, ",");
	}
	return LANGUAGE_EN;
}

const char *language_tag(enum language language)
{
	switch (language) {
	case LANGUAGE_ZH_CN:
		return "zh-CN";
	case LANGUAGE_ZH_TW:
		return "zh-TW";
	case LANGUAGE_EN:
	case LANGUAGE_COUNT:
		break;
	}
	return "en";
}
