/*
 * Fuzz: any bytes as an import of any format: either rows that are clean and
 * known by different ids, or faults with their lines.
 *
 * Input: a byte for the format, then
 *	below 0x40  the file
 *	from 0x40   the files of an archive, each a name, a NUL, its bytes and a NUL,
 *	            packed as whoever makes one on purpose would: an archive that is
 *	            changed here and there is refused for its checksums
 *	from 0x80   a file that says itself what it is
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "data/text.h"
#include "kb/import.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_row(const struct import_row *row)
{
	check(row->line >= 0);
	check(row->draft.external_id != NULL && *row->draft.external_id != '\0');
	check(row->draft.question != NULL && *row->draft.question != '\0');
	check(text_is_utf8(row->draft.answer, strlen(row->draft.answer)));
	check(row->draft.variant_count <= ENTRY_VARIANTS_MOST);
	for (int i = 0; i < row->draft.variant_count; i++)
		check(text_characters(row->draft.variants[i]) <= ENTRY_VARIANT_MOST);
}

/* Packing ------------------------------------------------------------------------------- */

/* What stands before the next NUL; moves behind it. */
static const char *take(const char **at, const char *end, size_t *length)
{
	const char *text = *at, *found = memchr(text, 0, (size_t)(end - text));
	*length = (size_t)((found == NULL ? end : found) - text);
	*at = found == NULL ? end : found + 1;
	return text;
}

static void add_files(zip_t *zip, const char *at, const char *end, struct arena *arena)
{
	while (at < end) {
		size_t length;
		const char *name = take(&at, end, &length);
		name = arena_copy_text(arena, name, length);
		const char *content = take(&at, end, &length);
		zip_source_t *source = zip_source_buffer(zip, content, length, 0);
		zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_GUESS);
		if (index < 0)
			zip_source_free(source);
		else
			zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
	}
}

static void read_packed(zip_source_t *memory, struct import_source *out, struct arena *arena)
{
	zip_stat_t stat;
	check(zip_source_stat(memory, &stat) == 0 && zip_source_open(memory) == 0);
	char *bytes = arena_alloc(arena, stat.size + 1);
	check(zip_source_read(memory, bytes, stat.size) == (zip_int64_t)stat.size);
	zip_source_close(memory);
	out->bytes = bytes;
	out->length = stat.size;
}

/* False when there is nothing that an archive could hold. */
static bool pack(struct import_source *source, struct arena *arena)
{
	zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(memory, ZIP_TRUNCATE, NULL);
	check(zip != NULL);
	zip_source_keep(memory);
	add_files(zip, source->bytes, source->bytes + source->length, arena);
	bool holds = zip_get_num_entries(zip, 0) > 0 && zip_close(zip) == 0;
	if (holds)
		read_packed(memory, source, arena);
	else
		zip_discard(zip);
	zip_source_free(memory);
	return holds;
}

/* Reading -------------------------------------------------------------------------------- */

static void read_source(const struct import_source *source, struct arena *arena)
{
	struct import_file file;
	struct fault fault = {0};
	if (import_parse(source, arena, &file, &fault)) {
		check(file.row_count > 0 || file.fault_total > 0);
		for (int i = 0; i < file.row_count; i++)
			check_row(&file.rows[i]);
		for (int i = 0; i < file.fault_count; i++)
			check(file.faults[i].fault.code != FAULT_NONE);
	} else {
		check(fault.code != FAULT_NONE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	if (length == 0)
		return 0;
	struct arena *arena = arena_new();
	struct import_source source = {
	    .bytes = (const char *)bytes + 1,
	    .length = length - 1,
	    .format = bytes[0] >= 0x80 ? IMPORT_BY_ITSELF
				       : (enum import_format)(bytes[0] % 0x40 % IMPORT_FORMATS),
	};
	if (bytes[0] < 0x40 || bytes[0] >= 0x80 || pack(&source, arena))
		read_source(&source, arena);
	arena_free(&arena);
	return 0;
}
