/* Any bytes as an import of any format, by the first byte: either rows that
 * are clean and known by different ids, or faults with their lines. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	size_t first = length > 0 ? 1 : 0;
	struct arena *arena = arena_new();
	struct import_file file;
	struct fault fault = {0};
	struct import_source source = {
	    .bytes = (const char *)bytes + first,
	    .length = length - first,
	    .format = length > 0 ? (enum import_format)(bytes[0] % IMPORT_FORMATS) : IMPORT_CSV,
	};
	if (length > 0 && bytes[0] >= 0x80)
		source.format = IMPORT_BY_ITSELF;
	if (import_parse(&source, arena, &file, &fault)) {
		check(file.row_count > 0 || file.fault_total > 0);
		for (int i = 0; i < file.row_count; i++)
			check_row(&file.rows[i]);
		for (int i = 0; i < file.fault_count; i++)
			check(file.faults[i].fault.code != FAULT_NONE);
	} else {
		check(fault.code != FAULT_NONE);
	}
	arena_free(&arena);
	return 0;
}
