/*
 * Attachment kinds: see attachment_kind.h.  Pure; any thread.
 */
#include "handoff/attachment_kind.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "data/picture.h"
#include "kb/file.h"

static const char *const kind_names[ATTACHMENT_KIND_COUNT] = {
#define X(code, name) [code] = name,
    ATTACHMENT_KINDS(X)
#undef X
};

/* The first row of a type is what a file without an extension becomes. */
static const struct row {
	const char *extension;
	const char *found; /* what kb/file.h calls such bytes */
	const char *mark;  /* an office document's ZIP names its parts; or NULL */
	const char *type;  /* what it is served as */
	enum attachment_kind kind;
} rows[] = {
    {"png", "image/png", NULL, "image/png", ATTACHMENT_PICTURE},
    {"jpg", "image/jpeg", NULL, "image/jpeg", ATTACHMENT_PICTURE},
    {"jpeg", "image/jpeg", NULL, "image/jpeg", ATTACHMENT_PICTURE},
    {"gif", "image/gif", NULL, "image/gif", ATTACHMENT_PICTURE},
    {"webp", "image/webp", NULL, "image/webp", ATTACHMENT_PICTURE},
    {"pdf", "application/pdf", NULL, "application/pdf", ATTACHMENT_DOCUMENT},
    {"docx", "application/zip", "word/",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     ATTACHMENT_DOCUMENT},
    {"xlsx", "application/zip", "xl/",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ATTACHMENT_DOCUMENT},
    {"pptx", "application/zip", "ppt/",
     "application/vnd.openxmlformats-officedocument.presentationml.presentation",
     ATTACHMENT_DOCUMENT},
    {"odt", "application/zip", "opendocument.text", "application/vnd.oasis.opendocument.text",
     ATTACHMENT_DOCUMENT},
    {"ods", "application/zip", "opendocument.spreadsheet",
     "application/vnd.oasis.opendocument.spreadsheet", ATTACHMENT_DOCUMENT},
    {"txt", "text/plain", NULL, "text/plain", ATTACHMENT_TEXT},
    {"csv", "text/plain", NULL, "text/plain", ATTACHMENT_TEXT},
    {"log", "text/plain", NULL, "text/plain", ATTACHMENT_TEXT},
    {"zip", "application/zip", NULL, "application/zip", ATTACHMENT_ARCHIVE},
};

#define ROW_COUNT (sizeof(rows) / sizeof(*rows))

const char *attachment_kind_name(enum attachment_kind kind)
{
	return kind_names[kind];
}

const char *attachment_extensions(unsigned kinds, struct arena *arena)
{
	const char *list = "";
	for (size_t i = 0; i < ROW_COUNT; i++)
		if ((kinds >> rows[i].kind & 1) != 0)
			list = arena_format(arena, "%s%s.%s", list, list[0] == '\0' ? "" : ",",
					    rows[i].extension);
	return list;
}

/* A picture's size ----------------------------------------------------------------------- */

static uint32_t big(const char *bytes, int count)
{
	uint32_t value = 0;
	for (int i = 0; i < count; i++)
		value = value << 8 | (unsigned char)bytes[i];
	return value;
}

static uint32_t little(const char *bytes, int count)
{
	uint32_t value = 0;
	for (int i = count - 1; i >= 0; i--)
		value = value << 8 | (unsigned char)bytes[i];
	return value;
}

struct pixels {
	uint32_t width, height;
};

/* The frame header (SOF) is behind segments that tell their length (ITU T.81 B.1.1). */
static struct pixels jpeg_pixels(const char *bytes, size_t length)
{
	size_t at = 2;
	while (at + 9 < length && (unsigned char)bytes[at] == 0xff) {
		unsigned mark = (unsigned char)bytes[at + 1];
		bool is_frame = mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 &&
				mark != 0xcc;
		if (is_frame)
			return (struct pixels){big(bytes + at + 7, 2), big(bytes + at + 5, 2)};
		at += mark == 0xff ? 1 : 2 + big(bytes + at + 2, 2);
	}
	return (struct pixels){0, 0};
}

/* Simple, lossless and extended files (RFC 9649 2.5 to 2.7). */
static struct pixels webp_pixels(const char *bytes, size_t length)
{
	if (length < 30)
		return (struct pixels){0, 0};
	if (bytes[15] == 'X')
		return (struct pixels){little(bytes + 24, 3) + 1, little(bytes + 27, 3) + 1};
	if (bytes[15] == 'L') {
		uint32_t packed = little(bytes + 21, 4);
		return (struct pixels){(packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1};
	}
	return (struct pixels){little(bytes + 26, 2) & 0x3fff, little(bytes + 28, 2) & 0x3fff};
}

static struct pixels pixels_of(const char *type, const char *bytes, size_t length)
{
	if (strcmp(type, "image/png") == 0 && length >= 24)
		return (struct pixels){big(bytes + 16, 4), big(bytes + 20, 4)};
	if (strcmp(type, "image/gif") == 0 && length >= 10)
		return (struct pixels){little(bytes + 6, 2), little(bytes + 8, 2)};
	if (strcmp(type, "image/jpeg") == 0)
		return jpeg_pixels(bytes, length);
	if (strcmp(type, "image/webp") == 0)
		return webp_pixels(bytes, length);
	return (struct pixels){0, 0};
}

static bool measure(const char *bytes, size_t length, struct attachment_facts *facts,
		    struct fault *fault)
{
	if (facts->kind != ATTACHMENT_PICTURE)
		return true;
	struct pixels pixels = pixels_of(facts->type, bytes, length);
	uint64_t count = (uint64_t)pixels.width * pixels.height;
	if (count == 0)
		return fault_set(fault, FAULT_FILE_LIES, facts->extension);
	if (count > ATTACHMENT_PIXELS_MOST || pixels.width > 65535 || pixels.height > 65535)
		return fault_limit(fault, FAULT_OUT_OF_RANGE, "pixels", (int64_t)count,
				   ATTACHMENT_PIXELS_MOST);
	facts->width = (int)pixels.width;
	facts->height = (int)pixels.height;
	return true;
}

/* What it is ----------------------------------------------------------------------------- */

/* What follows the last dot; NULL when there is none worth the name. */
static const char *extension_of(const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot == NULL || dot == name || dot[1] == '\0' ? NULL : dot + 1;
}

static const struct row *row_named(const char *extension)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (strcasecmp(rows[i].extension, extension) == 0)
			return &rows[i];
	return NULL;
}

static bool fits(const struct row *row, const char *found, const char *bytes, size_t length)
{
	return strcmp(row->found, found) == 0 &&
	       (row->mark == NULL ||
		memmem(bytes, length, row->mark, strlen(row->mark)) != NULL);
}

static const struct row *row_of_bytes(const char *found, const char *bytes, size_t length)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (fits(&rows[i], found, bytes, length))
			return &rows[i];
	return NULL;
}

static bool refuse_kind(unsigned kinds, struct arena *arena, struct fault *fault)
{
	const char *allowed = attachment_extensions(kinds, arena);
	return fault_detail(fault, FAULT_FILE_KIND, "file", "%s",
			    allowed[0] == '\0' ? "-" : allowed);
}

bool attachment_recognise(const char *bytes, size_t length, const char *name, unsigned kinds,
			  struct arena *arena, struct attachment_facts *facts, struct fault *fault)
{
	const char *found = file_type(bytes, length);
	const char *extension = extension_of(name);
	const struct row *row = extension != NULL ? row_named(extension)
				: found != NULL	  ? row_of_bytes(found, bytes, length)
						  : NULL;
	if (row == NULL || (kinds >> row->kind & 1) == 0)
		return refuse_kind(kinds, arena, fault);
	if (found == NULL || !fits(row, found, bytes, length))
		return fault_set(fault, FAULT_FILE_LIES, extension);
	*facts = (struct attachment_facts){.type = row->type,
					   .kind = row->kind,
					   .extension = row->extension,
					   .has_extension = extension != NULL};
	return measure(bytes, length, facts, fault);
}

bool attachment_bare(const struct attachment_facts *facts, struct arena *arena, const char **bytes,
		     size_t *length, struct fault *fault)
{
	return facts->kind != ATTACHMENT_PICTURE ||
	       picture_bare(facts->type, *bytes, *length, arena, bytes, length) ||
	       fault_set(fault, FAULT_FILE_DAMAGED, "file");
}
