/*
 * QR code: a text as a picture that a phone reads (libqrencode).
 *
 * Pure; any thread.
 */
#ifndef FOYER_DATA_QR_CODE_H
#define FOYER_DATA_QR_CODE_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/fault.h"

/* The code as an SVG document, black on white with the quiet border that
 * readers need.  FAULT_TOO_LONG (text) when no code holds that much. */
bool qr_code_svg(const char *text, struct arena *arena, const char **svg,
		 struct fault *fault) MUST_USE;

#endif
