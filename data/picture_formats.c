/*
 * Picture, the formats: what each keeps.  See picture.h.
 */
#include <string.h>

#include "data/picture_internal.h"

/* JPEG (ITU T.81 annex B) ---------------------------------------------------------------- */

#define JPEG_END   0xd9
#define JPEG_SCAN  0xda
#define JPEG_APP_0 0xe0
#define JPEG_APP_1 0xe1
#define JPEG_APP_2 0xe2
#define JPEG_ADOBE 0xee

static bool starts(const unsigned char *body, size_t length, const char *with, size_t size)
{
	return length >= size && memcmp(body, with, size) == 0;
}

/* Frames, tables and scans; of the applications' segments what colours need. */
static bool jpeg_is_kept(unsigned mark, const unsigned char *body, size_t length)
{
	switch (mark) {
	case JPEG_APP_0:
		return starts(body, length, "JFIF\0", 5);
	case JPEG_APP_2:
		return starts(body, length, "ICC_PROFILE\0", 12);
	case JPEG_ADOBE:
		return starts(body, length, "Adobe", 5);
	default:
		return (mark >= 0xc0 && mark <= 0xcf) || (mark >= JPEG_SCAN && mark <= 0xdf);
	}
}

/* The JFIF header without its preview. */
static void jpeg_put_header(struct picture_out *out, const unsigned char *body, size_t length)
{
	static const unsigned char no_preview[2] = {0, 0};
	static const unsigned char mark[4] = {0xff, JPEG_APP_0, 0, 16};
	if (length < 14)
		return;
	picture_put(out, mark, sizeof(mark));
	picture_put(out, body, 12);
	picture_put(out, no_preview, sizeof(no_preview));
}

static void jpeg_put_turned(struct picture_out *out, int orientation)
{
	static const unsigned char head[10] = {
	    0xff, JPEG_APP_1, 0, 2 + 6 + PICTURE_TURNED_BYTES, 'E', 'x', 'i', 'f', 0, 0};
	unsigned char tiff[PICTURE_TURNED_BYTES];
	picture_turned(orientation, tiff);
	picture_put(out, head, sizeof(head));
	picture_put(out, tiff, sizeof(tiff));
}

/* A scan's coded data, up to the next mark that is none of its own. */
static void jpeg_keep_scan(struct picture_in *in, struct picture_out *out)
{
	size_t end = in->at;
	while (end + 1 < in->length) {
		unsigned next = in->bytes[end + 1];
		if (in->bytes[end] == 0xff && next != 0 && next != 0xff &&
		    (next < 0xd0 || next > 0xd7))
			break;
		end++;
	}
	picture_keep(in, out, (end + 1 < in->length ? end : in->length) - in->at);
}

/* What is told of how the photo is turned: once, before anything else. */
struct turning {
	int orientation;
	bool is_told;
};

static void jpeg_take(struct picture_in *in, struct picture_out *out, unsigned mark,
		      size_t segment, struct turning *turning)
{
	const unsigned char *body = in->bytes + in->at + 4;
	size_t length = segment - 2;
	if (mark == JPEG_APP_1 && starts(body, length, "Exif\0\0", 6) && !turning->is_told) {
		turning->is_told = true;
		turning->orientation = picture_orientation(body + 6, length - 6);
		if (turning->orientation != 1)
			jpeg_put_turned(out, turning->orientation);
	}
	if (mark == JPEG_APP_0 && jpeg_is_kept(mark, body, length))
		jpeg_put_header(out, body, length);
	else if (jpeg_is_kept(mark, body, length))
		picture_put(out, in->bytes + in->at, 2 + segment);
	in->at += 2 + segment;
}

bool picture_bare_jpeg(struct picture_in *in, struct picture_out *out)
{
	static const unsigned char end[2] = {0xff, JPEG_END};
	struct turning turning = {.orientation = 1};
	bool has_pixels = false;
	picture_keep(in, out, 2);
	while (picture_left(in) >= 4 && in->bytes[in->at] == 0xff) {
		unsigned mark = in->bytes[in->at + 1];
		if (mark == 0xff) { /* filling */
			in->at++;
			continue;
		}
		if (mark == JPEG_END)
			break;
		size_t segment = picture_big(in->bytes + in->at + 2, 2);
		if (segment < 2 || 2 + segment > picture_left(in))
			break;
		jpeg_take(in, out, mark, segment, &turning);
		if (mark == JPEG_SCAN) {
			has_pixels = true;
			jpeg_keep_scan(in, out);
		}
	}
	picture_put(out, end, sizeof(end));
	return has_pixels;
}

/* PNG (W3C PNG third edition) -------------------------------------------------------------- */

#define PNG_CHUNK 12 /* length, name and check around the data */

static uint32_t png_check(const unsigned char *bytes, size_t length)
{
	uint32_t check = 0xffffffff;
	for (size_t i = 0; i < length; i++) {
		check ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			check = (check >> 1) ^ (0xedb88320 & (0 - (check & 1)));
	}
	return ~check;
}

static void png_put_number(unsigned char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(number >> (24 - 8 * i));
}

static void png_put_turned(struct picture_out *out, int orientation)
{
	unsigned char chunk[PNG_CHUNK + PICTURE_TURNED_BYTES] = {
	    0, 0, 0, PICTURE_TURNED_BYTES, 'e', 'X', 'I', 'f'};
	picture_turned(orientation, chunk + 8);
	png_put_number(chunk + 8 + PICTURE_TURNED_BYTES,
		       png_check(chunk + 4, 4 + PICTURE_TURNED_BYTES));
	picture_put(out, chunk, sizeof(chunk));
}

bool picture_bare_png(struct picture_in *in, struct picture_out *out)
{
	static const char *const kept[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM",
					   "sRGB", "iCCP", "sBIT", "bKGD", "pHYs", "cICP", "mDCV",
					   "cLLI", "acTL", "fcTL", "fdAT", NULL};
	bool has_pixels = false, is_turned = false, is_over = false;
	picture_keep(in, out, 8);
	while (!is_over && picture_left(in) >= PNG_CHUNK) {
		const unsigned char *chunk = in->bytes + in->at;
		size_t length = picture_big(chunk, 4);
		if (length > picture_left(in) - PNG_CHUNK)
			break;
		if (memcmp(chunk + 4, "eXIf", 4) == 0 && !is_turned) {
			int orientation = picture_orientation(chunk + 8, length);
			is_turned = orientation != 1;
			if (is_turned)
				png_put_turned(out, orientation);
		}
		has_pixels = has_pixels || memcmp(chunk + 4, "IDAT", 4) == 0;
		is_over = memcmp(chunk + 4, "IEND", 4) == 0;
		if (picture_is_one_of(chunk + 4, 4, kept))
			picture_put(out, chunk, PNG_CHUNK + length);
		in->at += PNG_CHUNK + length;
	}
	return has_pixels && is_over;
}

/* GIF (GIF89a) ------------------------------------------------------------------------------- */

/* Behind a list of blocks, each after its length, that an empty one ends; 0
 * when it is cut off. */
static size_t gif_behind(const struct picture_in *in, size_t at)
{
	while (at < in->length && in->bytes[at] != 0)
		at += 1 + (size_t)in->bytes[at];
	return at < in->length ? at + 1 : 0;
}

static size_t gif_colours(unsigned flags)
{
	return (flags & 0x80) != 0 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* How long each picture of an animation is shown, and how often all are. */
static bool gif_is_kept(const unsigned char *extension, size_t left)
{
	static const char *const loops[] = {"NETSCAPE2.0", "ANIMEXTS1.0", NULL};
	if (extension[1] == 0xf9)
		return true;
	return extension[1] == 0xff && left >= 14 && extension[2] == 11 &&
	       picture_is_one_of(extension + 3, 11, loops);
}

/* False when it is cut off. */
static bool gif_extension(struct picture_in *in, struct picture_out *out)
{
	size_t behind = gif_behind(in, in->at + 2);
	if (behind == 0)
		return false;
	if (gif_is_kept(in->bytes + in->at, picture_left(in)))
		picture_keep(in, out, behind - in->at);
	in->at = behind;
	return true;
}

static bool gif_picture(struct picture_in *in, struct picture_out *out)
{
	size_t blocks = in->at + 10 + gif_colours(in->bytes[in->at + 9]) + 1;
	size_t behind = blocks < in->length ? gif_behind(in, blocks) : 0;
	if (behind == 0)
		return false;
	picture_keep(in, out, behind - in->at);
	return true;
}

bool picture_bare_gif(struct picture_in *in, struct picture_out *out)
{
	bool has_pixels = false, is_whole = true;
	if (in->length < 13)
		return false;
	picture_keep(in, out, 13 + gif_colours(in->bytes[10]));
	while (is_whole && picture_left(in) >= 2) {
		unsigned mark = in->bytes[in->at];
		if (mark == '!')
			is_whole = gif_extension(in, out);
		else if (mark == ',' && picture_left(in) > 10)
			has_pixels = (is_whole = gif_picture(in, out)) || has_pixels;
		else
			break;
	}
	picture_put(out, ";", 1);
	return has_pixels;
}

/* WebP (RFC 9649) ---------------------------------------------------------------------------- */

#define WEBP_EXIF 0x08 /* of the flags of VP8X */
#define WEBP_XMP  0x04

static const char *const webp_kept[] = {"VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ICCP", NULL};

static void webp_put_size(unsigned char *at, size_t size)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(size >> (8 * i));
}

/* Where a chunk's data ends, its filling with it. */
static size_t webp_end(const struct picture_in *in, size_t at)
{
	size_t size = picture_little(in->bytes + at + 4, 4);
	size_t left = in->length - at - 8;
	if (size > left)
		return 0;
	return at + 8 + size + (size % 2 == 1 && size < left ? 1 : 0);
}

static bool webp_is_pixels(const unsigned char *name)
{
	static const char *const pixels[] = {"VP8 ", "VP8L", NULL};
	return picture_is_one_of(name, 4, pixels);
}

/* Keeps a chunk; each is as long as an even number. */
static void webp_put(struct picture_out *out, const unsigned char *chunk, size_t length)
{
	picture_put(out, chunk, length);
	if (length % 2 == 1)
		picture_put(out, "", 1);
}

/* A picture of an animation: a head of 16 bytes, then chunks of its own. */
static bool webp_frame(const struct picture_in *in, struct picture_out *out, size_t end)
{
	size_t start = out->length;
	bool has_pixels = false;
	if (end - in->at < 24)
		return false;
	picture_put(out, in->bytes + in->at, 24);
	struct picture_in inner = {.bytes = in->bytes, .length = end, .at = in->at + 24};
	while (picture_left(&inner) >= 8) {
		size_t chunk_end = webp_end(&inner, inner.at);
		if (chunk_end == 0)
			break;
		const unsigned char *name = in->bytes + inner.at;
		has_pixels = has_pixels || webp_is_pixels(name);
		if (picture_is_one_of(name, 4, webp_kept))
			webp_put(out, name, chunk_end - inner.at);
		inner.at = chunk_end;
	}
	webp_put_size(out->bytes + start + 4, out->length - start - 8);
	return has_pixels;
}

static void webp_put_turned(struct picture_out *out, int orientation)
{
	unsigned char chunk[8 + PICTURE_TURNED_BYTES] = {'E', 'X', 'I', 'F', PICTURE_TURNED_BYTES};
	picture_turned(orientation, chunk + 8);
	picture_put(out, chunk, sizeof(chunk));
}

/* Exif data may begin as it does in a JPEG. */
static int webp_orientation(const unsigned char *chunk, size_t length)
{
	size_t skipped = starts(chunk + 8, length, "Exif\0\0", 6) ? 6 : 0;
	return picture_orientation(chunk + 8 + skipped, length - skipped);
}

bool picture_bare_webp(struct picture_in *in, struct picture_out *out)
{
	int orientation = 1;
	bool has_pixels = false;
	size_t flags = 0; /* where they are */
	picture_keep(in, out, 12);
	while (picture_left(in) >= 8) {
		const unsigned char *chunk = in->bytes + in->at;
		size_t end = webp_end(in, in->at);
		if (end == 0)
			break;
		if (memcmp(chunk, "EXIF", 4) == 0)
			orientation = webp_orientation(chunk, picture_little(chunk + 4, 4));
		if (memcmp(chunk, "VP8X", 4) == 0 && end - in->at >= 18 && flags == 0)
			flags = out->length + 8;
		if (memcmp(chunk, "ANMF", 4) == 0)
			has_pixels = webp_frame(in, out, end) || has_pixels;
		else if (picture_is_one_of(chunk, 4, webp_kept))
			webp_put(out, chunk, end - in->at);
		has_pixels = has_pixels || webp_is_pixels(chunk);
		in->at = end;
	}
	if (!has_pixels)
		return false;
	if (flags != 0)
		out->bytes[flags] = (unsigned char)(out->bytes[flags] & ~(WEBP_EXIF | WEBP_XMP));
	if (flags != 0 && orientation != 1) {
		out->bytes[flags] |= WEBP_EXIF;
		webp_put_turned(out, orientation);
	}
	webp_put_size(out->bytes + 4, out->length - 8);
	return true;
}
