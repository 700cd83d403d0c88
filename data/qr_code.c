/*
 * QR code: see qr_code.h.  Pure; any thread.
 */
#include "data/qr_code.h"

#include <qrencode.h>
#include <string.h>

#include "data/buffer.h"

#define QUIET    4 /* modules of white around, as the standard asks */
#define SVG_MOST 200000

static bool is_dark(const QRcode *code, int x, int y)
{
	return (code->data[y * code->width + x] & 1) != 0;
}

/* One path; neighbours in a row are one bar. */
static void draw_row(struct buffer *out, const QRcode *code, int y)
{
	for (int x = 0; x < code->width; x++) {
		int length = 0;
		while (x + length < code->width && is_dark(code, x + length, y))
			length++;
		if (length == 0)
			continue;
		buffer_format(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, length, length);
		x += length;
	}
}

static void draw(struct buffer *out, const QRcode *code)
{
	int size = code->width + 2 * QUIET;
	buffer_format(out,
		      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		      "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
		      "<path fill=\"#000\" d=\"",
		      size, size, size, size);
	for (int y = 0; y < code->width; y++)
		draw_row(out, code, y);
	buffer_format(out, "\"/></svg>");
}

bool qr_code_svg(const char *text, struct arena *arena, const char **svg, struct fault *fault)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return fault_limit(fault, FAULT_TOO_LONG, "text", (int64_t)strlen(text), 2331);
	struct buffer out = buffer_new(SVG_MOST);
	draw(&out, code);
	QRcode_free(code);
	*svg = arena_copy_text(arena, out.bytes, out.length);
	buffer_free(&out);
	return true;
}
