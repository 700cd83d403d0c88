/*
 * Attachment kinds: what a file that somebody sends really is.
 *
 * The bytes say it (kb/file.h); a name that says something else is refused, so
 * that nobody opens one thing and gets another.  Pictures tell their size in
 * pixels from their header; nothing is decoded here.
 *
 * Not here: where files are kept and who sees them (handoff/attachment.h).
 * Pure; any thread.
 */
#ifndef FOYER_HANDOFF_ATTACHMENT_KIND_H
#define FOYER_HANDOFF_ATTACHMENT_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "data/arena.h"
#include "data/fault.h"

/* What a site may let in; the name is what settings and JSON say. */
#define ATTACHMENT_KINDS(X)                                                                        \
	X(ATTACHMENT_PICTURE, "picture")   /* PNG, JPEG, GIF, WebP */                              \
	X(ATTACHMENT_DOCUMENT, "document") /* PDF and office documents */                          \
	X(ATTACHMENT_TEXT, "text")         /* plain text, CSV */                                   \
	X(ATTACHMENT_ARCHIVE, "archive")   /* ZIP */

enum attachment_kind {
#define X(code, name) code,
	ATTACHMENT_KINDS(X)
#undef X
	    ATTACHMENT_KIND_COUNT
};

const char *attachment_kind_name(enum attachment_kind kind);

#define ATTACHMENT_NAME_MOST   100
#define ATTACHMENT_PIXELS_MOST 100000000

struct attachment_facts {
	const char *type; /* media type, a constant */
	enum attachment_kind kind;
	const char *extension; /* of the row; what a name without one gets */
	bool has_extension;
	int width, height; /* of a picture; else 0 */
};

/* FAULT_FILE_KIND for what can't be sent at all or is of a kind outside
 * `kinds` (bits of enum attachment_kind), FAULT_FILE_LIES when the name says
 * something else, FAULT_OUT_OF_RANGE for a picture of too many pixels. */
bool attachment_recognise(const char *bytes, size_t length, const char *name, unsigned kinds,
			  struct arena *arena, struct attachment_facts *facts,
			  struct fault *fault) MUST_USE;

/* A picture without what it tells beside (data/picture.h); other files stay as
 * they are.  FAULT_FILE_DAMAGED. */
bool attachment_bare(const struct attachment_facts *facts, struct arena *arena, const char **bytes,
		     size_t *length, struct fault *fault) MUST_USE;

/* The extensions of these kinds: ".png,.jpg", for choosing files. */
const char *attachment_extensions(unsigned kinds, struct arena *arena);

#endif
