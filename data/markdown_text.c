/*
 * Markdown, text: what is done to a text before cmark reads it, and what of it
 * CommonMark doesn't know: bare addresses, and "~~struck~~".  See markdown.h.
 */
#include <string.h>
#include <strings.h>

#include "data/html.h"
#include "data/markdown_internal.h"
#include "data/text.h"

/* Beside Chinese punctuation "**注意：**请" closes nothing by CommonMark's rules,
 * which were made for texts with spaces; and a line that begins like HTML would
 * have no Markdown in it.  So this character, which stands for nothing and is no
 * punctuation, is put between, and taken out again. */
#define SPACER       "\xef\xb7\x90" /* U+FDD0 */
#define SPACER_BYTES 3

/* Before: the text made ready ---------------------------------------------------- */

/* Punctuation of Chinese texts, and the quotes and dashes of all. */
static bool is_wide_punctuation(uint32_t character)
{
	return (character >= 0x2010 && character <= 0x2027) ||
	       (character >= 0x3001 && character <= 0x3003) ||
	       (character >= 0x3008 && character <= 0x3011) ||
	       (character >= 0x3014 && character <= 0x301f) ||
	       (character >= 0xff01 && character <= 0xff0f) ||
	       (character >= 0xff1a && character <= 0xff20) ||
	       (character >= 0xff3b && character <= 0xff3d) ||
	       (character >= 0xff5b && character <= 0xff65);
}

/* True when what follows "<" is an address in angle brackets. */
static bool is_angled(const char *text)
{
	return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0 ||
	       strncmp(text, "mailto:", 7) == 0;
}

char *markdown_with_spacers(const char *text, struct arena *arena)
{
	char *out = arena_alloc(arena, strlen(text) * 4 + 1), *end = out;
	uint32_t before = 0;

	while (*text != '\0') {
		const char *from = text;
		uint32_t character = text_next(&text);
		if (character == '*' && is_wide_punctuation(before))
			end = mempcpy(end, SPACER, SPACER_BYTES);
		end = mempcpy(end, from, (size_t)(text - from));
		const char *ahead = text;
		if ((character == '*' && is_wide_punctuation(text_next(&ahead))) ||
		    (character == '<' && !is_angled(text)))
			end = mempcpy(end, SPACER, SPACER_BYTES);
		before = character;
	}
	return out;
}

char *markdown_plain(const char *text, struct arena *arena)
{
	char *out = arena_text(arena, text == NULL ? "" : text), *end = out;

	for (const char *at = out; *at != '\0';) {
		if (strncmp(at, SPACER, SPACER_BYTES) == 0)
			at += SPACER_BYTES;
		else
			*end++ = *at++;
	}
	*end = '\0';
	return out;
}

/* Text: bare addresses and what is struck ------------------------------------------ */

/* Bytes of the address that begins here, without the punctuation that ends
 * its sentence; 0 for none before the end. */
static size_t address_length(const char *text, const char *end)
{
	size_t length = 0;

	if (strncmp(text, "http://", 7) != 0 && strncmp(text, "https://", 8) != 0)
		return 0;
	for (const char *at = text; at < end && strchr(" \t\n<>\"", *at) == NULL;) {
		uint32_t character = text_next(&at);
		if (is_wide_punctuation(character) || character == 0x3000)
			break;
		length = (size_t)(at - text);
	}
	while (length > 0 && strchr(".,;:!?'\")]}>", text[length - 1]) != NULL)
		length--;
	return length > strlen("https://") ? length : 0;
}

void markdown_open_link(struct writing *writing, const char *address)
{
	buffer_add_text(writing->out, "<a href=\"");
	html_text(writing->out, address);
	buffer_add_text(writing->out,
			strncasecmp(address, "http", 4) == 0
			    ? "\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">"
			    : "\">");
}

static void write_bare(struct writing *writing, const char *text, size_t length)
{
	const char *address = arena_copy_text(writing->arena, text, length);

	markdown_open_link(writing, address);
	html_text(writing->out, address);
	buffer_add_text(writing->out, "</a>");
}

static bool is_word_byte(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z');
}

/* Where "~~" closes what begins here, or NULL. */
static const char *struck_end(const char *text)
{
	if (strncmp(text, "~~", 2) != 0 || text[2] == ' ' || text[2] == '~' || text[2] == '\0')
		return NULL;
	const char *end = strstr(text + 3, "~~");
	return end != NULL && end[-1] != ' ' ? end : NULL;
}

void markdown_write_text(struct writing *writing, const char *text, size_t length)
{
	const char *end = text + length, *from = text;

	for (const char *at = text; at < end;) {
		size_t address = 0;
		const char *closing = struck_end(at);
		if (writing->link_depth == 0 && (at == text || !is_word_byte(at[-1])))
			address = address_length(at, end);
		if (address == 0 && closing == NULL) {
			at++;
			continue;
		}
		html_bytes(writing->out, from, (size_t)(at - from));
		if (address > 0) {
			write_bare(writing, at, address);
			at += address;
		} else {
			buffer_add_text(writing->out, "<del>");
			markdown_write_text(writing, at + 2, (size_t)(closing - at - 2));
			buffer_add_text(writing->out, "</del>");
			at = closing + 2;
		}
		from = at;
	}
	if (from < end)
		html_bytes(writing->out, from, (size_t)(end - from));
}
