/*
 * Picture: what pictures tell beside what one sees is taken out: where and
 * when a photo was taken, on whose device, comments, previews, whatever hangs
 * on behind the end.
 *
 * What the picture itself needs is kept, by a list for each format, and its
 * pixels stay byte for byte: nothing is decoded.  A photo's orientation is
 * kept, alone, as it decides which way up it is seen.
 *
 * Not here: what a file is (kb/file.h).  Pure; any thread.
 */
#ifndef FOYER_DATA_PICTURE_H
#define FOYER_DATA_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/arena.h"

/* True for the media types that picture_bare knows: JPEG, PNG, GIF, WebP. */
bool picture_is_known(const char *type);

/* The picture without what it tells beside, in the arena; a bare one comes
 * back as it was.  False when it is damaged before its first pixels. */
bool picture_bare(const char *type, const char *bytes, size_t length, struct arena *arena,
		  const char **bare, size_t *bare_length);

#endif
