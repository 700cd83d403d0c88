/*
 * Fuzz: any text as the Markdown of an answer.  What comes out is HTML in
 * which only our own tags stand, closed as they were opened, with addresses
 * that may be followed and nothing that runs.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/html.h"
#include "data/markdown.h"
#include "data/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OPEN_MOST 4096

static const char *const closed_tags[] = {"p",  "h1", "h2", "h3",   "h4",     "h5", "h6", "ul", "ol",
					  "li", "a",  "em", "strong", "del", "code", "pre",
					  "blockquote", NULL};
static const char *const empty_tags[] = {"br", "hr", "img", NULL};
static const char *const attributes[] = {"href", "src",   "alt",    "title", "target",  "rel",
					 "start", "class", "loading", "lang", NULL};

static void check(bool holds)
{
	if (!holds)
		abort();
}

static int find(const char *const *names, const char *name, size_t length)
{
	for (int i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
			return i;
	return -1;
}

/* What a browser makes of an attribute's value. */
static char *unescape(const char *value, size_t length, struct arena *arena)
{
	static const struct {
		const char *entity;
		char byte;
	} entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
	char *out = arena_alloc(arena, length + 1), *end = out;
	for (size_t at = 0; at < length; at++) {
		*end = value[at];
		for (size_t i = 0; value[at] == '&' && i < sizeof(entities) / sizeof(*entities); i++)
			if (strncmp(value + at, entities[i].entity, strlen(entities[i].entity)) == 0) {
				*end = entities[i].byte;
				at += strlen(entities[i].entity) - 1;
				break;
			}
		end++;
	}
	return out;
}

static void check_attribute(const char *name, size_t name_length, const char *value, size_t length,
			    struct arena *arena)
{
	int which = find(attributes, name, name_length);
	check(which >= 0);
	if (which == 0)
		check(html_is_safe_link(unescape(value, length, arena)));
	if (which == 1)
		check(html_is_safe_picture(unescape(value, length, arena)));
}

/* After the tag's name; gives where it ends. */
static const char *check_attributes(const char *at, struct arena *arena)
{
	while (*at == ' ') {
		const char *name = ++at;
		size_t name_length = strspn(name, "abcdefghijklmnopqrstuvwxyz");
		at = name + name_length;
		check(name_length > 0 && at[0] == '=' && at[1] == '"');
		const char *value = at + 2;
		const char *end = strchr(value, '"');
		check(end != NULL && memchr(value, '<', (size_t)(end - value)) == NULL);
		check_attribute(name, name_length, value, (size_t)(end - value), arena);
		at = end + 1;
	}
	check(*at == '>');
	return at + 1;
}

static void check_html(const char *html, struct arena *arena)
{
	static int open[OPEN_MOST];
	int depth = 0;
	for (const char *at = html; *at != '\0';) {
		if (*at != '<') {
			check(*at != '>' && *at != '"');
			at++;
			continue;
		}
		bool closes = *++at == '/';
		at += closes;
		size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789");
		int tag = find(closed_tags, at, length);
		check(tag >= 0 || (!closes && find(empty_tags, at, length) >= 0));
		at += length;
		if (closes) {
			check(*at == '>' && depth > 0 && open[--depth] == tag);
			at++;
			continue;
		}
		at = check_attributes(at, arena);
		if (tag >= 0 && depth < OPEN_MOST)
			open[depth++] = tag;
	}
	check(depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 8000 || !text_is_utf8((const char *)data, size))
		return 0;
	struct arena *arena = arena_new();
	struct buffer out = buffer_new(16 * 1024 * 1024);
	const char *text = arena_copy_text(arena, (const char *)data, size);
	markdown_html(text, 2, arena, &out);
	buffer_add_char(&out, '\0');
	if (!out.overflowed) {
		check(text_is_utf8(out.bytes, out.length - 1));
		check_html(out.bytes, arena);
	}
	const char *excerpt = markdown_excerpt(text, 120, arena);
	check(text_is_utf8(excerpt, strlen(excerpt)) && text_characters(excerpt) <= 121);
	buffer_free(&out);
	arena_free(&arena);
	return 0;
}
