/*
 * Text of imported files: encodings, lines, lists in one cell.  Not for what
 * an entry may hold (entry_clean.c).  One thread.
 */
#include <string.h>
#include <strings.h>

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "data/text.h"
#include "kb/import_internal.h"

/* Encoding ----------------------------------------------------------------------- */

#define LOOK_AT 65536 /* bytes that the encoding is guessed from */

/* True when the bytes could be GBK or Big5: ASCII and pairs of lead and trail
 * bytes (GB 18030 has four-byte characters with digits as trail bytes). */
static bool could_be_chinese(const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] < 0x80)
			continue;
		if (bytes[i] == 0x80 || bytes[i] == 0xff || i + 1 == length)
			return false;
		i++;
		bool digit = bytes[i] >= '0' && bytes[i] <= '9';
		if ((bytes[i] < 0x40 && !digit) || bytes[i] == 0x7f || bytes[i] == 0xff)
			return false;
	}
	return true;
}

/* UTF-16 without a mark: its ASCII has a zero in every other byte. */
static const char *guess_utf16(const char *bytes, size_t length)
{
	size_t zeros[2] = {0, 0};
	size_t most = length < LOOK_AT ? length : LOOK_AT;
	for (size_t i = 0; i < most; i++)
		zeros[i % 2] += bytes[i] == '\0';
	if (length % 2 != 0 || (zeros[0] > 0) == (zeros[1] > 0))
		return NULL;
	return zeros[0] > 0 ? "UTF-16BE" : "UTF-16LE";
}

/* GB 18030 unless the detector is surer of Big5. */
static const char *guess_chinese(const char *bytes, size_t length)
{
	UErrorCode status = U_ZERO_ERROR;
	UCharsetDetector *detector = ucsdet_open(&status);
	int32_t count = 0;
	int big5 = 0;
	int gb = 0;
	ucsdet_setText(detector, bytes, (int32_t)(length < LOOK_AT ? length : LOOK_AT), &status);
	const UCharsetMatch **matches = ucsdet_detectAll(detector, &count, &status);
	for (int32_t i = 0; U_SUCCESS(status) && i < count; i++) {
		const char *name = ucsdet_getName(matches[i], &status);
		int confidence = ucsdet_getConfidence(matches[i], &status);
		if (U_SUCCESS(status) && strcmp(name, "Big5") == 0)
			big5 = confidence;
		if (U_SUCCESS(status) && strcmp(name, "GB18030") == 0)
			gb = confidence;
	}
	ucsdet_close(detector);
	return big5 > gb ? "Big5" : "GB18030";
}

/* The encoding of bytes that are not UTF-8, or NULL; *skip bytes are a mark. */
static const char *guess_encoding(const char *bytes, size_t length, size_t *skip)
{
	*skip = 0;
	if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
		*skip = 2;
		return "UTF-16LE";
	}
	if (length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0) {
		*skip = 2;
		return "UTF-16BE";
	}
	if (memchr(bytes, '\0', length) != NULL)
		return guess_utf16(bytes, length);
	return could_be_chinese((const unsigned char *)bytes, length) ? guess_chinese(bytes, length)
								      : NULL;
}

/* Converts through UTF-16; false when a byte means nothing in the encoding. */
static bool convert(const char *encoding, const char *bytes, size_t length, struct arena *arena,
		    const char **text, size_t *size)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *from = ucnv_open(encoding, &status);
	UConverter *to = ucnv_open("UTF-8", &status);
	char *out = arena_alloc(arena, length * 3 + 4);
	char *target = out;
	const char *source = bytes;
	UChar pivot[1024];
	UChar *pivot_source = pivot;
	UChar *pivot_target = pivot;
	if (U_SUCCESS(status)) {
		ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
		ucnv_convertEx(to, from, &target, out + length * 3 + 4, &source, bytes + length, pivot,
			       &pivot_source, &pivot_target, pivot + 1024, true, true, &status);
	}
	ucnv_close(from);
	ucnv_close(to);
	*text = out;
	*size = (size_t)(target - out);
	return U_SUCCESS(status) && text_is_utf8(*text, *size);
}

static bool refuse_encoding(const char *bytes, size_t length, struct fault *fault)
{
	int64_t number = 0;
	const char *end = bytes + length;
	fault_detail(fault, FAULT_BAD_ENCODING, "file", "%s",
		     memchr(bytes, '\0', length) != NULL ? "a file that is not text (it has NUL bytes)"
							 : "another encoding, or damaged");
	for (const char *line = bytes, *next; line < end; line = next) {
		size_t size = import_line(line, end, &next);
		number++;
		if (!text_is_utf8(line, size)) {
			fault->line = number;
			break;
		}
	}
	return false;
}

bool import_decode(struct import_reader *reader, const struct archive_file *file, const char **text,
		   size_t *length, struct fault *fault)
{
	const char *bytes = file->bytes;
	size_t size = file->length;
	size_t skip;
	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		size -= 3;
	}
	if (text_is_utf8(bytes, size)) {
		*text = bytes;
		*length = size;
		return true;
	}
	const char *encoding = guess_encoding(bytes, size, &skip);
	if (encoding == NULL ||
	    !convert(encoding, bytes + skip, size - skip, reader->arena, text, length))
		return refuse_encoding(bytes, size, fault);
	reader->encoding = encoding;
	return true;
}

/* Names ---------------------------------------------------------------------------- */

static size_t hash_of(const char *text)
{
	uint64_t hash = 14695981039346656037u;
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return (size_t)hash;
}

static size_t slot_of(const struct names *names, const char *name)
{
	size_t at = hash_of(name) & (names->room - 1);
	while (names->keys[at] != NULL && strcmp(names->keys[at], name) != 0)
		at = (at + 1) & (names->room - 1);
	return at;
}

static void grow(struct names *names)
{
	struct names larger = {.arena = names->arena, .count = names->count};
	larger.room = names->room == 0 ? 256 : names->room * 2;
	larger.keys = arena_array(names->arena, larger.room, sizeof(*larger.keys));
	larger.numbers = arena_array(names->arena, larger.room, sizeof(*larger.numbers));
	for (size_t i = 0; i < names->room; i++)
		if (names->keys[i] != NULL) {
			size_t at = slot_of(&larger, names->keys[i]);
			larger.keys[at] = names->keys[i];
			larger.numbers[at] = names->numbers[i];
		}
	*names = larger;
}

int *names_at(struct names *names, const char *name)
{
	if (names->count * 2 + 2 > names->room)
		grow(names);
	size_t at = slot_of(names, name);
	if (names->keys[at] == NULL) {
		names->keys[at] = name;
		names->count++;
	}
	return &names->numbers[at];
}

/* Lines and lists ------------------------------------------------------------------ */

size_t import_line(const char *at, const char *end, const char **next)
{
	const char *stop = at;
	while (stop < end && *stop != '\n' && *stop != '\r')
		stop++;
	*next = stop;
	if (*next < end && *(*next)++ == '\r' && *next < end && **next == '\n')
		(*next)++;
	return (size_t)(stop - at);
}

/* The length of the separator at `at`, or 0. */
static size_t separator_at(const char *at, const char *separators)
{
	while (*separators != '\0') {
		const char *next = separators;
		text_next(&next);
		size_t size = (size_t)(next - separators);
		if (strncmp(at, separators, size) == 0)
			return size;
		separators = next;
	}
	return 0;
}

const char *const *import_split(const char *text, const char *separators, struct arena *arena,
				int *count)
{
	struct list parts = list_new(arena, sizeof(const char *));
	const char *part = text;
	if (strpbrk(text, "\r\n") != NULL)
		separators = "\r\n";
	for (const char *at = text;;) {
		size_t size = *at != '\0' ? separator_at(at, separators) : 0;
		if (*at != '\0' && size == 0) {
			text_next(&at);
			continue;
		}
		*(const char **)list_add(&parts) = arena_copy_text(arena, part, (size_t)(at - part));
		if (*at == '\0')
			break;
		at += size;
		part = at;
	}
	*count = parts.count;
	return parts.items;
}

const char *import_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

bool import_has_ending(const char *path, const char *ending)
{
	size_t length = strlen(path);
	size_t size = strlen(ending);
	return length > size && strcasecmp(path + length - size, ending) == 0;
}
