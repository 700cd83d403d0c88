/*
 * Picture: see picture.h.  Here is what the formats share, and Exif's
 * orientation; the formats are in picture_formats.c.
 */
#include "data/picture.h"

#include <string.h>

#include "data/picture_internal.h"
#include "data/text.h"

#define TIFF_HEADER     8
#define TIFF_ENTRY      12
#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT      3

static const struct {
	const char *type;
	bool (*bare)(struct picture_in *in, struct picture_out *out);
} formats[] = {
    {"image/jpeg", picture_bare_jpeg},
    {"image/png", picture_bare_png},
    {"image/gif", picture_bare_gif},
    {"image/webp", picture_bare_webp},
};

/* Bytes -------------------------------------------------------------------------------- */

uint32_t picture_big(const unsigned char *bytes, int count)
{
	uint32_t value = 0;
	for (int i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return value;
}

uint32_t picture_little(const unsigned char *bytes, int count)
{
	uint32_t value = 0;
	for (int i = count - 1; i >= 0; i--)
		value = value << 8 | bytes[i];
	return value;
}

void picture_put(struct picture_out *out, const void *bytes, size_t length)
{
	memcpy(out->bytes + out->length, bytes, length);
	out->length += length;
}

void picture_keep(struct picture_in *in, struct picture_out *out, size_t length)
{
	size_t there = length < picture_left(in) ? length : picture_left(in);
	picture_put(out, in->bytes + in->at, there);
	in->at += there;
}

bool picture_is_one_of(const unsigned char *name, size_t length, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (memcmp(name, names[i], length) == 0)
			return true;
	return false;
}

/* Orientation -------------------------------------------------------------------------- */

/* Numbers are in the order that the first two bytes say (TIFF 6.0, section 2). */
static uint32_t number(const unsigned char *tiff, size_t at, int count)
{
	return tiff[0] == 'M' ? picture_big(tiff + at, count) : picture_little(tiff + at, count);
}

int picture_orientation(const unsigned char *tiff, size_t length)
{
	if (length < TIFF_HEADER ||
	    (memcmp(tiff, "MM\0*", 4) != 0 && memcmp(tiff, "II*\0", 4) != 0))
		return 1;
	size_t at = number(tiff, 4, 4);
	if (at > length || length - at < 2)
		return 1;
	uint32_t entries = number(tiff, at, 2);
	at += 2;
	for (; entries > 0 && length - at >= TIFF_ENTRY; entries--, at += TIFF_ENTRY) {
		if (number(tiff, at, 2) != TAG_ORIENTATION)
			continue;
		uint32_t value = number(tiff, at + 8, 2);
		bool is_good = number(tiff, at + 2, 2) == TYPE_SHORT && value >= 1 && value <= 8;
		return is_good ? (int)value : 1;
	}
	return 1;
}

void picture_turned(int orientation, unsigned char tiff[PICTURE_TURNED_BYTES])
{
	static const unsigned char turned[PICTURE_TURNED_BYTES] = {
	    'M', 'M', 0, '*', 0, 0, 0, TIFF_HEADER,	  /* the one directory follows */
	    0,	 1,				  /* of one entry */
	    1,	 0x12, 0, TYPE_SHORT, 0, 0, 0, 1, 0, 0, 0, 0, /* whose value is put in */
	    0,	 0,   0, 0};			  /* and no other */
	memcpy(tiff, turned, sizeof(turned));
	tiff[19] = (unsigned char)orientation;
}

/* From outside --------------------------------------------------------------------------- */

bool picture_is_known(const char *type)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (text_equal(formats[i].type, type))
			return true;
	return false;
}

static bool bare_of(const char *type, struct picture_in *in, struct picture_out *out)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (text_equal(formats[i].type, type))
			return formats[i].bare(in, out);
	return false;
}

bool picture_bare(const char *type, const char *bytes, size_t length, struct arena *arena,
		  const char **bare, size_t *bare_length)
{
	struct picture_in in = {.bytes = (const unsigned char *)bytes, .length = length};
	struct picture_out out = {.bytes = arena_alloc(arena, length + PICTURE_NOTE_MOST)};
	if (!bare_of(type, &in, &out))
		return false;
	*bare = (const char *)out.bytes;
	*bare_length = out.length;
	return true;
}
