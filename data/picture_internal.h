/*
 * Picture, inside: what the formats share.  Used by data/picture*.c alone.
 */
#ifndef FOYER_DATA_PICTURE_INTERNAL_H
#define FOYER_DATA_PICTURE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A note of the orientation may be longer than what was there before. */
#define PICTURE_NOTE_MOST 64

/* What is read, from `at` on. */
struct picture_in {
	const unsigned char *bytes;
	size_t length;
	size_t at;
};

/* What is kept; has room for all that is read and PICTURE_NOTE_MOST more. */
struct picture_out {
	unsigned char *bytes;
	size_t length;
};

static inline size_t picture_left(const struct picture_in *in)
{
	return in->length - in->at;
}

uint32_t picture_big(const unsigned char *bytes, int count);
uint32_t picture_little(const unsigned char *bytes, int count);
void picture_put(struct picture_out *out, const void *bytes, size_t length);
/* Keeps the next `length` bytes, or as many as there are. */
void picture_keep(struct picture_in *in, struct picture_out *out, size_t length);
bool picture_is_one_of(const unsigned char *name, size_t length, const char *const *names);

/* How a photo is turned, 1 to 8 (1: not), as the TIFF data of its Exif says. */
int picture_orientation(const unsigned char *tiff, size_t length);
/* The TIFF data that says only that. */
#define PICTURE_TURNED_BYTES 26
void picture_turned(int orientation, unsigned char tiff[PICTURE_TURNED_BYTES]);

/* One for each format; false when there are no pixels. */
bool picture_bare_jpeg(struct picture_in *in, struct picture_out *out);
bool picture_bare_png(struct picture_in *in, struct picture_out *out);
bool picture_bare_gif(struct picture_in *in, struct picture_out *out);
bool picture_bare_webp(struct picture_in *in, struct picture_out *out);

#endif
