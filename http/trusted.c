/*
 * Trusted: see trusted.h.  The main thread, at the start.
 */
#include "http/trusted.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MARK "-----BEGIN CERTIFICATE-----"

static bool refuse(struct fault *fault, const char *path, const char *why)
{
	return fault_detail(fault, FAULT_FILE, path, "%s", why);
}

bool trusted_read(const char *path, struct arena *arena, const char **certificates, struct fault *fault)
{
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return refuse(fault, path, strerror(errno));
	char *text = arena_alloc(arena, TRUSTED_BYTES_MOST + 2);
	size_t length = fread(text, 1, TRUSTED_BYTES_MOST + 1, file);
	bool is_read = !ferror(file);
	fclose(file);
	text[length] = '\0';
	if (!is_read)
		return refuse(fault, path, "it can't be read");
	if (length > TRUSTED_BYTES_MOST || strstr(text, MARK) == NULL)
		return refuse(fault, path, "it isn't a list of certificates in PEM");
	*certificates = text;
	return true;
}
