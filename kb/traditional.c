/*
 * Traditional: see traditional.h.  What was converted lately stands in one
 * table by a hash of its text; the lock is held for copying one text.
 */
#include "kb/traditional.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/buffer.h"
#include "data/text.h"
#include "kb/converter.h"

#define CONFIGURATION "s2twp.json"
#define KEPT_MOST     8192 /* a power of two */
#define BYTES_MOST    ((size_t)1024 * 1024)

static struct converter converter = CONVERTER(CONFIGURATION);

/* What stays as it is ----------------------------------------------------------------------- */

/* `code`, ``code``, ```code```: up to the same run of marks; the marks alone
 * when they are never closed. */
static size_t code_length(const char *text)
{
	size_t marks = strspn(text, "`");
	const char *at = text + marks;
	while (*at != '\0') {
		size_t run = strspn(at, "`");
		if (run == marks)
			return (size_t)(at - text) + run;
		at += run > 0 ? run : 1;
	}
	return marks;
}

/* "](target)", with brackets inside the target. */
static size_t target_length(const char *text)
{
	int depth = 0;
	for (const char *at = text + 1; *at != '\0' && *at != '\n'; at++) {
		depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
		if (depth == 0)
			return (size_t)(at - text) + 1;
	}
	return 1;
}

/* An address ends at white space, a bracket or Chinese punctuation. */
static size_t address_length(const char *text)
{
	const char *at = text;
	while (*at != '\0') {
		const char *next = at;
		uint32_t character = text_next(&next);
		bool ends = character <= ' ' || strchr("()<>\"", (int)character) != NULL;
		if (character < 0x80 ? ends
				     : (character >= 0x3000 && character <= 0x303f) ||
					   (character >= 0xff00 && character <= 0xffef))
			break;
		at = next;
	}
	return (size_t)(at - text);
}

/* Bytes at the beginning of text that aren't converted; 0 for none. */
static size_t kept_length(const char *text)
{
	if (text[0] == '`')
		return code_length(text);
	if (text[0] == ']' && text[1] == '(')
		return target_length(text);
	if (strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0)
		return address_length(text);
	return 0;
}

/* Converting -------------------------------------------------------------------------------- */

static void add_converted(opencc_t opencc, struct buffer *out, const char *text, size_t length)
{
	if (length == 0)
		return;
	char *converted = opencc_convert_utf8(opencc, text, length);
	if (converted == NULL) {
		buffer_add(out, text, length);
		return;
	}
	buffer_add(out, converted, strlen(converted));
	opencc_convert_utf8_free(converted);
}

static char *convert(opencc_t opencc, const char *text)
{
	struct buffer out = buffer_new(BYTES_MOST);
	const char *from = text;
	for (const char *at = text; *at != '\0';) {
		size_t kept = kept_length(at);
		if (kept == 0) {
			at++;
			continue;
		}
		add_converted(opencc, &out, from, (size_t)(at - from));
		buffer_add(&out, at, kept);
		at += kept;
		from = at;
	}
	add_converted(opencc, &out, from, strlen(from));
	buffer_add_char(&out, '\0');
	char *result = out.overflowed ? NULL : memory_text(out.bytes);
	buffer_free(&out);
	return result;
}

/* What was converted lately ------------------------------------------------------------------ */

static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	char *simplified;
	char *traditional;
} kept[KEPT_MOST];

/* FNV-1a */
static size_t place_of(const char *text)
{
	uint64_t hash = 14695981039346656037u;
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return (size_t)(hash ^ hash >> 32) & (KEPT_MOST - 1);
}

static const char *find_kept(size_t place, const char *simplified, struct arena *arena)
{
	const char *found = NULL;
	pthread_mutex_lock(&kept_lock);
	if (kept[place].simplified != NULL && strcmp(kept[place].simplified, simplified) == 0)
		found = arena_text(arena, kept[place].traditional);
	pthread_mutex_unlock(&kept_lock);
	return found;
}

/* Takes over `traditional`. */
static void keep(size_t place, const char *simplified, char *traditional)
{
	char *own = memory_text(simplified);
	pthread_mutex_lock(&kept_lock);
	char *old_simplified = kept[place].simplified;
	char *old_traditional = kept[place].traditional;
	kept[place].simplified = own;
	kept[place].traditional = traditional;
	pthread_mutex_unlock(&kept_lock);
	free(old_simplified);
	free(old_traditional);
}

const char *traditional_markdown(const char *simplified, struct arena *arena)
{
	size_t place = place_of(simplified);
	const char *found = find_kept(place, simplified, arena);
	if (found != NULL)
		return found;
	opencc_t opencc = converter_get(&converter);
	char *converted = opencc == NULL ? NULL : convert(opencc, simplified);
	if (converted == NULL)
		return simplified;
	const char *result = arena_text(arena, converted);
	keep(place, simplified, converted);
	return result;
}
