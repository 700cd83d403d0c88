/*
 * Fault details: what a fault says in detail, in the reader's language.  See
 * fault.h.  Any thread.
 *
 * Details are written in English where they arise.  The common ones are in a
 * table; others, such as what the system or a library says, are quoted.
 */
#include <stdio.h>
#include <string.h>

#include "data/fault.h"

#define PARTS_MOST 2

static const char *const details[][LANGUAGE_COUNT] = {
#define D(english, simplified, traditional) {english, simplified, traditional},
#include "data/fault_details.inc"
};

struct part {
	const char *text;
	size_t length;
};

static size_t least(size_t one, size_t other)
{
	return one < other ? one : other;
}

/* Whether the text is the pattern, with the part for each "{}". */
static bool fits(const char *pattern, struct part text, struct part *parts)
{
	const char *mark = strstr(pattern, "{}");
	size_t before = mark == NULL ? strlen(pattern) : (size_t)(mark - pattern);
	if (text.length < before || memcmp(text.text, pattern, before) != 0)
		return false;
	if (mark == NULL)
		return text.length == before;
	const char *rest = mark + 2;
	struct part left = {text.text + before, text.length - before};
	/* The part ends where what follows it does: the shortest that fits. */
	for (size_t length = 1; length <= left.length; length++) {
		struct part after = {left.text + length, left.length - length};
		if (fits(rest, after, parts + 1)) {
			parts[0] = (struct part){left.text, length};
			return true;
		}
	}
	return false;
}

static void put(char *out, size_t size, struct part text)
{
	size_t used = strlen(out), length = least(text.length, size - 1 - used);
	while (length < text.length && length > 0 &&
	       ((unsigned char)text.text[length] & 0xc0) == 0x80)
		length--;
	memcpy(out + used, text.text, length);
	out[used + length] = '\0';
}

static bool translate(struct part text, enum language language, char *out, size_t size);

static void fill_in(const char *translated, const struct part *parts, enum language language,
		    char *out, size_t size)
{
	for (int at = 0;; at++) {
		const char *mark = strstr(translated, "{}");
		size_t plain = mark == NULL ? strlen(translated) : (size_t)(mark - translated);
		put(out, size, (struct part){translated, plain});
		if (mark == NULL)
			return;
		if (!translate(parts[at], language, out, size))
			put(out, size, parts[at]);
		translated = mark + 2;
	}
}

/* Appends what the table has for it; false when it has nothing. */
static bool translate(struct part text, enum language language, char *out, size_t size)
{
	for (size_t at = 0; at < sizeof(details) / sizeof(*details); at++) {
		struct part parts[PARTS_MOST + 1] = {{0}};
		if (!fits(details[at][LANGUAGE_EN], text, parts))
			continue;
		fill_in(details[at][language], parts, language, out, size);
		return true;
	}
	return false;
}

/* A sentence of somebody else's, not a name or a list of words. */
static bool is_foreign(const char *text)
{
	bool has_space = false, has_small = false;
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
		has_space |= *text == ' ';
		has_small |= *text >= 'a' && *text <= 'z';
	}
	return has_space && has_small;
}

void fault_detail_text(const struct fault *fault, enum language language, char *out, int size)
{
	struct part whole = {fault->detail, strlen(fault->detail)};
	out[0] = '\0';
	if (language == LANGUAGE_EN || !translate(whole, language, out, (size_t)size)) {
		bool is_quoted = language != LANGUAGE_EN && is_foreign(fault->detail);
		bool is_simplified = language == LANGUAGE_ZH_CN;
		snprintf(out, (size_t)size, "%s%s%s",
			 !is_quoted      ? ""
			 : is_simplified ? "“"
					 : "「",
			 fault->detail,
			 !is_quoted      ? ""
			 : is_simplified ? "”"
					 : "」");
	}
}
