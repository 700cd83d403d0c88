/*
 * Text: see text.h.  Not for folding, tokens or search (kb/analysis.h).
 */
#include "data/text.h"

#include <sodium.h>
#include <string.h>

/* Decodes one character at bytes (at most length of them); its length, or 0
 * when it is not well-formed (RFC 3629, table of well-formed sequences). */
static int decode(const unsigned char *bytes, size_t length, uint32_t *character)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = bytes[0];
	int size = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
	if (size == 0 || (size_t)size > length)
		return 0;
	uint32_t value = size == 1 ? lead : lead & (0x7fu >> size);
	for (int i = 1; i < size; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*character = value;
	return size;
}

bool text_is_utf8(const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *)bytes;
	const unsigned char *end = at + length;
	while (at < end) {
		uint32_t character;
		int size = decode(at, (size_t)(end - at), &character);
		if (size == 0 || character == 0)
			return false;
		at += size;
	}
	return true;
}

size_t text_characters(const char *text)
{
	size_t count = 0;
	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

uint32_t text_next(const char **text)
{
	uint32_t character = (unsigned char)**text;
	if (character < 0x80) {
		*text += character != 0;
		return character;
	}
	int size = decode((const unsigned char *)*text, strnlen(*text, 4), &character);
	if (size == 0) {
		/* Not reached with valid UTF-8; a lone byte must not stop a loop. */
		(*text)++;
		return 0xfffd;
	}
	*text += size;
	return character;
}

int text_encode(uint32_t character, char *out)
{
	if (character < 0x80) {
		out[0] = (char)character;
		return 1;
	}
	int size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	for (int i = size - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (character & 0x3f));
		character >>= 6;
	}
	out[0] = (char)((0xf00u >> size) | character);
	return size;
}

void text_cut(char *text, size_t bytes)
{
	if (strlen(text) <= bytes)
		return;
	while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80)
		bytes--;
	text[bytes] = '\0';
}

/* Directional embeddings, overrides and isolates: they can turn the text
 * around them, so they are taken out. */
static bool is_directional(uint32_t character)
{
	return (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

static bool is_space(uint32_t character)
{
	return character == ' ' || (character >= 0x09 && character <= 0x0d) || character == 0xa0 ||
	       character == 0x1680 || (character >= 0x2000 && character <= 0x200b) ||
	       character == 0x2028 || character == 0x2029 || character == 0x202f ||
	       character == 0x205f || character == 0x3000 || character == 0xfeff;
}

static bool is_control(uint32_t character)
{
	return (character < 0x20 && character != '\t' && character != '\n' && character != '\r') ||
	       (character >= 0x7f && character < 0xa0);
}

/* Copies text to out without directional marks; false at a control character. */
static bool copy_clean(const char *text, bool one_line, char *out)
{
	for (const char *at = text; *at != '\0';) {
		uint32_t character = text_next(&at);
		if (is_control(character))
			return false;
		if (is_directional(character) || character == '\r')
			continue;
		if (one_line && (character == '\n' || character == '\t'))
			character = ' ';
		out += text_encode(character, out);
	}
	*out = '\0';
	return true;
}

static char *trim(char *text)
{
	char *first = NULL;
	char *end = text;
	for (const char *at = text; *at != '\0';) {
		const char *before = at;
		if (is_space(text_next(&at)))
			continue;
		if (first == NULL)
			first = text + (before - text);
		end = text + (at - text);
	}
	*end = '\0';
	return first != NULL ? first : end;
}

bool text_clean(const char *text, const char *field, struct text_limit limit, struct arena *arena,
		char **out, struct fault *fault)
{
	size_t length = strlen(text);
	if (!text_is_utf8(text, length))
		return fault_set(fault, FAULT_NOT_UTF8, field);
	char *copy = arena_alloc(arena, length + 1);
	if (!copy_clean(text, limit.one_line, copy))
		return fault_set(fault, FAULT_BAD_CHARACTER, field);
	copy = trim(copy);
	size_t characters = text_characters(copy);
	if (characters == 0 && limit.least > 0)
		return fault_set(fault, FAULT_EMPTY, field);
	if (characters < limit.least)
		return fault_limit(fault, FAULT_TOO_SHORT, field, (int64_t)characters,
				   (int64_t)limit.least);
	if (characters > limit.most)
		return fault_limit(fault, FAULT_TOO_LONG, field, (int64_t)characters,
				   (int64_t)limit.most);
	*out = copy;
	return true;
}

char *text_lower_ascii(const char *text, struct arena *arena)
{
	char *copy = arena_text(arena, text);
	for (char *byte = copy; *byte != '\0'; byte++)
		if (*byte >= 'A' && *byte <= 'Z')
			*byte = (char)(*byte - 'A' + 'a');
	return copy;
}

char *text_like(const char *text, struct arena *arena)
{
	char *escaped = arena_alloc(arena, 2 * strlen(text) + 1);
	size_t length = 0;
	for (; *text != '\0'; text++) {
		if (strchr("%_\\", *text) != NULL)
			escaped[length++] = '\\';
		escaped[length++] = *text;
	}
	return escaped;
}

bool text_equal(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

bool text_equal_secret(const char *a, const char *b)
{
	size_t length = strlen(a);
	return length == strlen(b) && sodium_memcmp(a, b, length) == 0;
}
