/*
 * Address range: see address_range.h.  Pure; any thread.
 */
#include "data/address_range.h"

#include <stdio.h>
#include <string.h>

#include "data/address.h"
#include "data/buffer.h"

#define SEPARATORS " ,;\t\r\n"
#define WORD_SIZE  (ADDRESS_SIZE + 8)
#define MAPPED     96 /* bits before the IPv4 address in IPv6 dress */

/* As IPv6, see address_bytes. */
struct range {
	unsigned char bytes[16];
	int bits;
};

/* "0" to "128", digits alone. */
static bool read_bits(const char *text, int most, int *bits)
{
	size_t length = strlen(text);
	if (length == 0 || length > 3 || strspn(text, "0123456789") != length)
		return false;
	*bits = 0;
	for (; *text != '\0'; text++)
		*bits = *bits * 10 + (*text - '0');
	return *bits <= most;
}

static void clear_after(struct range *range)
{
	for (int bit = range->bits; bit < 128; bit++)
		range->bytes[bit / 8] &= (unsigned char)~(0x80 >> bit % 8);
}

static bool read_range(const char *word, struct range *range)
{
	char text[WORD_SIZE];
	bool is_four;
	size_t length = strcspn(word, "/");
	if (strlen(word) >= sizeof(text))
		return false;
	memcpy(text, word, length);
	text[length] = '\0';
	if (!address_bytes(text, range->bytes, &is_four))
		return false;
	range->bits = is_four ? 32 : 128;
	if (word[length] == '/' && !read_bits(word + length + 1, range->bits, &range->bits))
		return false;
	if (is_four)
		range->bits += MAPPED;
	clear_after(range);
	return true;
}

static void write_range(struct buffer *out, const struct range *range)
{
	char text[ADDRESS_SIZE];
	address_write(range->bytes, text);
	bool is_four = strchr(text, ':') == NULL;
	int bits = is_four ? range->bits - MAPPED : range->bits;
	buffer_format(out, "%s%s", out->length > 0 ? " " : "", text);
	if (bits < (is_four ? 32 : 128))
		buffer_format(out, "/%d", bits);
}

/* The next word of the list, cut to fit; false at its end. */
static bool next_word(const char **list, char word[WORD_SIZE])
{
	*list += strspn(*list, SEPARATORS);
	size_t length = strcspn(*list, SEPARATORS);
	if (length == 0)
		return false;
	snprintf(word, WORD_SIZE, "%.*s", (int)length, *list);
	*list += length;
	return true;
}

bool address_ranges_clean(const char *typed, const char *field, struct arena *arena,
			  const char **ranges, struct fault *fault)
{
	char word[WORD_SIZE];
	struct range range;
	int count = 0;
	bool ok = true;
	struct buffer out = buffer_new(ADDRESS_RANGES_MOST * WORD_SIZE);
	while (ok && next_word(&typed, word)) {
		if (++count > ADDRESS_RANGES_MOST)
			ok = fault_limit(fault, FAULT_TOO_MANY, field, count, ADDRESS_RANGES_MOST);
		else if (!read_range(word, &range))
			ok = fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, field, "%s", word);
		else
			write_range(&out, &range);
	}
	if (ok)
		*ranges = arena_copy_text(arena, out.length == 0 ? "" : out.bytes, out.length);
	buffer_free(&out);
	return ok;
}

static bool holds(const struct range *range, const unsigned char address[16])
{
	struct range other = {.bits = range->bits};
	memcpy(other.bytes, address, sizeof(other.bytes));
	clear_after(&other);
	return memcmp(other.bytes, range->bytes, sizeof(other.bytes)) == 0;
}

bool address_ranges_hold(const char *ranges, const char *address)
{
	char word[WORD_SIZE];
	unsigned char bytes[16];
	bool is_four;
	struct range range;
	if (*ranges == '\0')
		return true;
	if (address == NULL || !address_bytes(address, bytes, &is_four))
		return false;
	while (next_word(&ranges, word))
		if (read_range(word, &range) && holds(&range, bytes))
			return true;
	return false;
}
